//! Speaks the judges' batch protocol: JSON Lines `{id, text, ref?}` in, `{id, quantities}` out.
//!
//! usage: cargo run --release -p record --example judge -- quantities < GOLD.jsonl > PRED.jsonl

use std::io::{BufRead, Write};

use record::claims::{Claim, Claimant};
use record::figures::{self, Bound, Direction, Figure, Value};
use record::places::Place;
use serde_json::{Value as Json, json};

fn main() {
    let what = std::env::args().nth(1).unwrap_or_default();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines().map_while(Result::ok) {
        let Ok(row) = serde_json::from_str::<Json>(&line) else {
            continue;
        };
        let answer = match what.as_str() {
            "quantities" => quantities(&row),
            "claims" => claims(&row),
            "compare" => compare(&row),
            "dates" => dates(&row, true),
            "dates-first" => dates(&row, false),
            "places" => places(&row),
            "places-given" => places_given(&row),
            _ => Json::Null,
        };
        let _ = writeln!(out, "{answer}");
    }
}

fn text_of(row: &Json) -> &str {
    row["text"].as_str().unwrap_or("")
}

/// Code points before each byte offset, for the judges' offsets.
fn chars(text: &str, byte: usize) -> usize {
    text[..byte].chars().count()
}

fn quantities(row: &Json) -> Json {
    let text = text_of(row);
    let list: Vec<Json> = figures::read(text)
        .iter()
        .filter(|figure| figure.is_quantity())
        .map(|figure| quantity(text, figure))
        .collect();
    json!({"id": row["id"], "quantities": list})
}

fn quantity(text: &str, figure: &Figure) -> Json {
    let value = match figure.value {
        Value::One(one) => json!(one.to_f64()),
        Value::Range(low, high) => json!([low.to_f64(), high.to_f64()]),
    };
    let change = match (figure.bound, figure.change) {
        (Bound::MoreThan | Bound::AtLeast, _) => ">",
        (_, Some(Direction::Up)) => "up",
        (_, Some(Direction::Down)) => "down",
        (Bound::LessThan | Bound::AtMost, _) => "<",
        (Bound::About, _) => "~",
        (Bound::Equal, None) => "=",
    };
    let unit = if figure.unit.is_empty() { "-" } else { &figure.unit };
    json!({"value": value, "unit": unit, "change": change, "confidence": figure.confidence,
        "start": chars(text, figure.span.start), "end": chars(text, figure.span.end)})
}

fn place(text: &str, place: &Place) -> Json {
    json!({"start": chars(text, place.span.start), "end": chars(text, place.span.end),
        "lat": place.latitude, "lon": place.longitude, "kind": format!("{:?}", place.kind),
        "country": place.country, "region": place.region, "confidence": place.confidence})
}

fn places(row: &Json) -> Json {
    let text = text_of(row);
    let list: Vec<Json> = record::places::read(text).iter().map(|p| place(text, p)).collect();
    json!({"id": row["id"], "places": list})
}

fn places_given(row: &Json) -> Json {
    let text = text_of(row);
    let bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let byte = |value: &Json| {
        bytes.get(value.as_u64().unwrap_or(0) as usize).copied().unwrap_or(text.len())
    };
    let gold = row["gold"].as_array().cloned().unwrap_or_default();
    let spans: Vec<_> = gold.iter().map(|g| byte(&g["start"])..byte(&g["end"])).collect();
    let list: Vec<Json> =
        record::places::ground(text, &spans).iter().flatten().map(|p| place(text, p)).collect();
    json!({"id": row["id"], "places": list})
}

fn day_of(row: &Json) -> Option<jiff::civil::Date> {
    let day = row["ref"].as_str().or_else(|| row["published"].as_str())?;
    let mut parts = day.split(['-', ':', 'T']).map_while(|part| part.parse::<i16>().ok());
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    jiff::civil::Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// `others` false leaves out all readings but the likeliest.
fn dates(row: &Json, others: bool) -> Json {
    let text = text_of(row);
    let list: Vec<Json> = record::dates::read(text, day_of(row))
        .iter()
        .map(|when| {
            let values = if others { when.others.clone() } else { Vec::new() };
            json!({"start": chars(text, when.span.start), "end": chars(text, when.span.end),
                "value": when.value, "values": values, "kind": format!("{:?}", when.kind)})
        })
        .collect();
    json!({"id": row["id"], "dates": list})
}

fn claims(row: &Json) -> Json {
    let mut list = Vec::new();
    let mut relations = Vec::new();
    for doc in row["docs"].as_array().into_iter().flatten() {
        let text = text_of(doc);
        let claimants = record::claims::claimants(text);
        let found = record::claims::read(text, day_of(doc), &claimants);
        let id = |at: usize| format!("{}-{at}", doc["id"].as_str().unwrap_or(""));
        for (at, claim) in
            found.iter().enumerate().filter(|(_, claim)| !claim.headline && claim.is_contestable())
        {
            if let Some(whole) = claim.part_of {
                relations.push(json!({"a": id(at), "b": id(whole), "rel": "part"}));
            }
            let mut out = claim_json(text, claim, &claimants);
            out["id"] = json!(id(at));
            out["doc"] = doc["id"].clone();
            if let Some(who) = out["who"].as_object_mut() {
                who.insert("doc".to_owned(), doc["id"].clone());
            }
            list.push(out);
        }
    }
    json!({"id": row["id"], "claims": list, "relations": relations})
}

fn compare(row: &Json) -> Json {
    let docs: Vec<&Json> = row["docs"].as_array().into_iter().flatten().collect();
    let records: Vec<record::Record> = docs
        .iter()
        .map(|doc| {
            let options = record::Options { published: day_of(doc), ..Default::default() };
            record::read(text_of(doc), &options)
        })
        .collect();
    let accounts: Vec<record::rival::Account<'_>> = docs
        .iter()
        .zip(&records)
        .map(|(doc, record)| record::rival::Account {
            text: text_of(doc),
            record,
            outlet: doc["outlet"].as_str().unwrap_or(""),
            published: day_of(doc),
            reprint_of: None,
        })
        .collect();
    let compared = record::rival::compare(&accounts);
    let id = |at: usize| format!("s{at}");
    let mut list = Vec::new();
    for (at, one) in compared.stated.iter().enumerate() {
        let (doc, record) = (docs[one.article], &records[one.article]);
        let mut out = claim_json(text_of(doc), &record.claims[one.claim], &record.claimants);
        out["id"] = json!(id(at));
        out["doc"] = doc["id"].clone();
        if let Some(who) = out["who"].as_object_mut() {
            who.insert("doc".to_owned(), doc["id"].clone());
        }
        list.push(out);
    }
    let relations: Vec<Json> = compared
        .relations
        .iter()
        .map(|r| json!({"a": id(r.a), "b": id(r.b), "rel": r.kind.name(), "why": r.reason.words()}))
        .collect();
    json!({"id": row["id"], "claims": list, "relations": relations})
}

fn claim_json(text: &str, claim: &Claim, claimants: &[Claimant]) -> Json {
    let figure = &claim.figure;
    let value = match figure.value {
        Value::One(one) => json!(one.to_f64()),
        Value::Range(low, high) => json!([low.to_f64(), high.to_f64()]),
    };
    let who = claim.claimant.map(|at| {
        let source = &claimants[at].source;
        json!({"start": chars(text, source.start), "end": chars(text, source.end), "name": claimants[at].name})
    });
    let unit = match figure.unit.as_str() {
        "percentage" if !claim.base.is_empty() => format!("percent of {}", claim.base),
        "percentage" => "percent".to_owned(),
        "people" => "people".to_owned(),
        "" => String::new(),
        unit => format!("{unit}s"),
    };
    let counted = if claim.counted == figure.unit {
        String::new()
    } else {
        format!("{}s {}", claim.counted, claim.counted)
    };
    json!({"start": chars(text, figure.span.start), "end": chars(text, figure.span.end), "value": value,
        "mod": figure.bound.mark(), "unit": format!("{unit} {counted}").trim(), "who": who,
        "measure": claim.measure, "subject": claim.subject, "of": figure.of_total.map(|of| of.to_f64()),
        "place": claim.place.clone().map(|span| &text[span]), "part_of": claim.part_of,
        "date": claim.days.map(|(first, last)| if first == last { first.to_string() } else { format!("{first}/{last}") })})
}
