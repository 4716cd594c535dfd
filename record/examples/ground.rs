//! Grounds the spans that a gold file gives, for `score_places.py --given`: JSON Lines
//! `{id, text, gold: [{start, end}]}` in, `{id, places}` out, offsets in code points.
//!
//! usage: cargo run --profile bench -p record --example ground < GOLD.jsonl > PRED.jsonl

use std::io::{BufRead, Write};

use serde_json::{Value, json};

fn main() -> std::io::Result<()> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let row: Value = serde_json::from_str(&line?)?;
        writeln!(out, "{}", answer(&row))?;
    }
    out.flush()
}

fn answer(row: &Value) -> Value {
    let text = row["text"].as_str().unwrap_or("");
    let bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let byte =
        |at: &Value| bytes.get(at.as_u64().unwrap_or(0) as usize).copied().unwrap_or(text.len());
    let chars = |byte: usize| text[..byte].chars().count();
    let gold = row["gold"].as_array().cloned().unwrap_or_default();
    let spans: Vec<_> = gold.iter().map(|g| byte(&g["start"])..byte(&g["end"])).collect();
    let places: Vec<Value> = record::places::ground(text, &spans)
        .iter()
        .flatten()
        .map(|place| {
            json!({"start": chars(place.span.start), "end": chars(place.span.end),
                "lat": place.latitude, "lon": place.longitude})
        })
        .collect();
    json!({"id": row["id"], "places": places})
}
