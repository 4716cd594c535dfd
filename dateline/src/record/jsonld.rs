//! A record as schema.org JSON-LD: a `Quotation` for each quote, a `Claim` for each figure.

use std::ops::Range;

use ::record::Record;
use ::record::claims::Claim;
use ::record::figures::{Bound, Value as Number};
use ::record::quotes::Quote;
use serde_json::{Map, Value, json};

/// Context and graph of one text.
pub(super) fn of(record: &Record, text: &str) -> Map<String, Value> {
    let quotes = record.quotes.iter().map(|quote| quotation(record, quote, text));
    let is_shown = |claim: &&Claim| !claim.headline && claim.is_contestable();
    let claims = record.claims.iter().filter(is_shown).map(|figure| claim(record, figure, text));
    let graph: Vec<Value> = quotes.chain(claims).collect();
    Map::from_iter([
        ("@context".to_owned(), json!("https://schema.org")),
        ("@graph".to_owned(), graph.into()),
    ])
}

fn quotation(record: &Record, quote: &Quote, text: &str) -> Value {
    let words: Vec<&str> = quote.content.iter().map(|span| one_line(text, span)).collect();
    let creator = match (quote.resolution.speaker, &quote.source) {
        (Some(at), _) => {
            let speaker = &record.speakers[at];
            author(&speaker.name, speaker.is_person)
        }
        (None, Some(source)) => author(&text[source.clone()], false),
        (None, None) => Value::Null,
    };
    json!({"@type": "Quotation", "text": words.join(" … "), "creator": creator})
}

fn claim(record: &Record, claim: &Claim, text: &str) -> Value {
    let claimant = claim.claimant.map(|at| record.claimants[at].name.as_str());
    let is_person = |name: &str| record.speakers.iter().any(|s| s.is_person && s.name == name);
    let sentence = if claim.sentence.is_empty() { &claim.figure.span } else { &claim.sentence };
    let mut node = json!({
        "@type": "Claim",
        "text": one_line(text, sentence),
        "author": claimant.map(|name| author(name, is_person(name))),
        "about": quantity(claim),
    });
    if let Some(place) = &claim.place {
        node["spatialCoverage"] = json!(&text[place.clone()]);
    }
    if let Some((first, last)) = claim.days {
        let days = if first == last { first.to_string() } else { format!("{first}/{last}") };
        node["temporalCoverage"] = json!(days);
    }
    node
}

fn quantity(claim: &Claim) -> Value {
    let (low, high) = match claim.figure.value {
        Number::One(one) => (one.to_f64(), one.to_f64()),
        Number::Range(low, high) => (low.to_f64(), high.to_f64()),
    };
    let mut node = json!({"@type": "QuantitativeValue"});
    match claim.figure.bound {
        Bound::AtLeast | Bound::MoreThan => node["minValue"] = json!(low),
        Bound::AtMost | Bound::LessThan => node["maxValue"] = json!(high),
        _ if low < high => {
            node["minValue"] = json!(low);
            node["maxValue"] = json!(high);
        }
        _ => node["value"] = json!(low),
    }
    if !claim.figure.unit.is_empty() {
        node["unitText"] = json!(claim.figure.unit);
    }
    if let Some(measure) = claim.measure.split("; ").next().filter(|measure| !measure.is_empty()) {
        node["name"] = json!(measure);
    }
    node
}

fn author(name: &str, is_person: bool) -> Value {
    json!({"@type": if is_person { "Person" } else { "Organization" }, "name": name})
}

fn one_line<'t>(text: &'t str, span: &Range<usize>) -> &'t str {
    text[span.clone()].trim()
}
