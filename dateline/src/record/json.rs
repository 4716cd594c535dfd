//! A record as JSON, with the key names of docs/record.md (and of the judges).

use ::record::Record;
use ::record::claims::Claim;
use ::record::dates::{Tense, When, WhenKind};
use ::record::figures::{Bound, Direction, Figure, FigureKind, Value as Number};
use ::record::places::{Place, PlaceKind};
use ::record::quotes::{Form, Quote};
use ::record::sources::Speaker;
use serde_json::{Map, Value, json};

use super::Choice;
use super::offsets::Offsets;

/// All keys of a record but `id`.
pub(crate) fn of(
    record: &Record,
    text: &str,
    offsets: &Offsets,
    choice: Choice,
) -> Map<String, Value> {
    let (language, reason) = match record.language {
        Ok(language) => (Some(language), None),
        Err(why) => (None, Some(why.reason())),
    };
    let each = |quote| attribution(record, quote, text, offsets);
    let attributions: Vec<Value> = record.quotes.iter().map(each).collect();
    let quantities: Vec<Value> = record
        .figures
        .iter()
        .filter(|figure| figure.is_quantity() && choice.takes(figure))
        .map(|figure| quantity(figure, text, offsets))
        .collect();
    let Claims { claims, relations } = claims(record, text, offsets, choice, None);
    let list = |values: Vec<Value>| Value::from(values);
    let keys = [
        ("language", json!(language)),
        ("no_record", json!(reason)),
        ("attributions", list(attributions)),
        ("speakers", list(record.speakers.iter().map(|s| speaker(s, offsets)).collect())),
        ("quantities", list(quantities)),
        ("claims", list(claims)),
        ("relations", list(relations)),
        ("dates", list(record.dates.iter().map(|when| date(when, text, offsets)).collect())),
        ("places", list(record.places.iter().map(|p| place(p, text, offsets)).collect())),
    ];
    keys.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

fn attribution(record: &Record, quote: &Quote, text: &str, offsets: &Offsets) -> Value {
    let kind = match quote.form {
        Form::Direct => "direct",
        Form::Indirect => "indirect",
        Form::Mixed => "mixed",
    };
    let speaker = quote.resolution.speaker.map(|at| record.speakers[at].name.as_str());
    json!({
        "kind": kind,
        "source": quote.source.iter().map(|span| offsets.span(span)).collect::<Vec<_>>(),
        "cue": [offsets.span(&quote.cue)],
        "content": quote.content.iter().map(|span| offsets.span(span)).collect::<Vec<_>>(),
        "speaker": speaker,
        "speaker_index": quote.resolution.speaker,
        "chain": quote.resolution.chain,
        "resolved_by": quote.resolution.why,
        "within": quote.within,
        "cue_text": &text[quote.cue.clone()],
        "confidence": quote.confidence,
        "why": quote.why,
    })
}

fn speaker(speaker: &Speaker, offsets: &Offsets) -> Value {
    json!({
        "name": speaker.name,
        "is_person": speaker.is_person,
        "mentions": speaker.mentions.iter().map(|span| offsets.span(span)).collect::<Vec<_>>(),
    })
}

fn quantity(figure: &Figure, text: &str, offsets: &Offsets) -> Value {
    let change = match (figure.bound, figure.change) {
        (Bound::MoreThan | Bound::AtLeast, _) => ">",
        (_, Some(Direction::Up)) => "up",
        (_, Some(Direction::Down)) => "down",
        (Bound::LessThan | Bound::AtMost, _) => "<",
        (Bound::About, _) => "~",
        (Bound::Equal, None) => "=",
    };
    let kind = match figure.kind {
        FigureKind::Amount => "amount",
        FigureKind::Age => "age",
        _ => "count",
    };
    let unit = if figure.unit.is_empty() { "-" } else { &figure.unit };
    json!({
        "start": offsets.at(figure.span.start),
        "end": offsets.at(figure.span.end),
        "text": &text[figure.span.clone()],
        "value": number(figure),
        "exact": exact(figure),
        "unit": unit,
        "change": change,
        "kind": kind,
        "of": figure.of_total.map(|total| total.to_f64()),
        "confidence": figure.confidence,
        "strict": figure.is_strict(),
    })
}

/// A number, or `[low, high]`.
fn number(figure: &Figure) -> Value {
    match figure.value {
        Number::One(one) => json!(one.to_f64()),
        Number::Range(low, high) => json!([low.to_f64(), high.to_f64()]),
    }
}

/// The same in decimal digits, nothing rounded.
fn exact(figure: &Figure) -> Value {
    match figure.value {
        Number::One(one) => json!(one.to_string()),
        Number::Range(low, high) => json!([low.to_string(), high.to_string()]),
    }
}

/// The claims of one text, and how they stand to one another.
pub(crate) struct Claims {
    pub(crate) claims: Vec<Value>,
    pub(crate) relations: Vec<Value>,
}

/// Claims that another source could deny, the headline's own left out: it repeats the text.
/// `doc` is the article of a story they stand in.
pub(crate) fn claims(
    record: &Record,
    text: &str,
    offsets: &Offsets,
    choice: Choice,
    doc: Option<&Value>,
) -> Claims {
    let id = |at: usize| match doc {
        Some(Value::String(doc)) => format!("{doc}-{at}"),
        Some(doc) => format!("{doc}-{at}"),
        None => at.to_string(),
    };
    let mut found = Claims { claims: Vec::new(), relations: Vec::new() };
    let is_shown =
        |claim: &Claim| !claim.headline && claim.is_contestable() && choice.takes(&claim.figure);
    for (at, claim) in record.claims.iter().enumerate().filter(|(_, claim)| is_shown(claim)) {
        let mut value = claim_of(record, claim, text, offsets);
        value["id"] = json!(id(at));
        let whole = claim.part_of.filter(|&whole| is_shown(&record.claims[whole]));
        value["part_of"] = json!(whole.map(&id));
        if let Some(doc) = doc {
            value["doc"] = doc.clone();
            if let Some(who) = value["who"].as_object_mut() {
                who.insert("doc".to_owned(), doc.clone());
            }
        }
        if let Some(whole) = whole {
            found.relations.push(json!({"a": id(at), "b": id(whole), "rel": "part"}));
        }
        found.claims.push(value);
    }
    found
}

fn claim_of(record: &Record, claim: &Claim, text: &str, offsets: &Offsets) -> Value {
    let figure = &claim.figure;
    let who = claim.claimant.map(|at| {
        let claimant = &record.claimants[at];
        let [start, end] = offsets.span(&claimant.source);
        json!({"start": start, "end": end, "name": claimant.name})
    });
    let days =
        claim.days.map(
            |(first, last)| {
                if first == last { first.to_string() } else { format!("{first}/{last}") }
            },
        );
    json!({
        "start": offsets.at(figure.span.start),
        "end": offsets.at(figure.span.end),
        "text": &text[figure.span.clone()],
        "value": number(figure),
        "mod": figure.bound.mark(),
        "unit": claim_unit(claim),
        "who": who,
        "measure": claim.measure,
        "subject": claim.subject,
        "place": claim.place.clone().map(|span| &text[span]),
        "date": days,
        "of": figure.of_total.map(|total| total.to_f64()),
        "confidence": figure.confidence,
    })
}

/// In words, both as the text counts and by the kind of what it counts.
pub(crate) fn claim_unit(claim: &Claim) -> String {
    let unit = match claim.figure.unit.as_str() {
        "percentage" if !claim.base.is_empty() => format!("percent of {}", claim.base),
        "percentage" => "percent".to_owned(),
        "people" => "people".to_owned(),
        "" => String::new(),
        unit => format!("{unit}s"),
    };
    if claim.counted == claim.figure.unit {
        return unit;
    }
    format!("{unit} {}s {}", claim.counted, claim.counted).trim().to_owned()
}

fn date(when: &When, text: &str, offsets: &Offsets) -> Value {
    let kind = match when.kind {
        WhenKind::Date => "date",
        WhenKind::Time => "time",
        WhenKind::Duration => "duration",
        WhenKind::Set => "set",
        WhenKind::Reference => "reference",
    };
    let direction = match when.direction {
        Tense::Past => Some("past"),
        Tense::Present => Some("present"),
        Tense::Future => Some("future"),
        Tense::Open => None,
    };
    json!({
        "start": offsets.at(when.span.start),
        "end": offsets.at(when.span.end),
        "text": &text[when.span.clone()],
        "value": when.value,
        "values": when.others,
        "kind": kind,
        "first_day": when.days.map(|(first, _)| first.to_string()),
        "last_day": when.days.map(|(_, last)| last.to_string()),
        "direction": direction,
    })
}

fn place(place: &Place, text: &str, offsets: &Offsets) -> Value {
    let kind = match place.kind {
        PlaceKind::Country => "country",
        PlaceKind::Area => "area",
        PlaceKind::Region => "region",
        PlaceKind::District => "district",
        PlaceKind::City => "city",
        PlaceKind::Adjective => "adjective",
        PlaceKind::Site => "site",
    };
    json!({
        "start": offsets.at(place.span.start),
        "end": offsets.at(place.span.end),
        "text": &text[place.span.clone()],
        "lat": place.latitude,
        "lon": place.longitude,
        "kind": kind,
        "country": place.country,
        "region": place.region,
        "confidence": place.confidence,
    })
}
