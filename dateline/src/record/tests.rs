use super::offsets::{Offsets, Unit};
use super::*;

fn line(request: &Value) -> Value {
    answer(request.to_string().as_bytes(), &FAST)
}

const FAST: How = How {
    unit: Unit::Chars,
    gear: Gear::Fast,
    choice: Choice { why: false, strict: false },
    format: Format::Json,
};

#[test]
fn offsets_count_what_was_asked() {
    let text = "é“a” 😀b".repeat(200);
    let [chars, bytes] = [Unit::Chars, Unit::Bytes].map(|unit| Offsets::of(&text, unit));
    for (number, (at, _)) in text.char_indices().enumerate() {
        assert_eq!((chars.at(at), bytes.at(at)), (number, at));
    }
    assert_eq!(chars.at(text.len()), text.chars().count());
    assert_eq!(Offsets::of("", Unit::Chars).at(0), 0);
}

#[test]
fn days() {
    for (stated, expect) in [
        ("2025-01-21", Some("2025-01-21")),
        ("2025-01-21T15:12:00Z", Some("2025-01-21")),
        ("2025:01:21", Some("2025-01-21")),
        ("2025-13-21", None),
        ("21 January", None),
        ("", None),
    ] {
        assert_eq!(day(stated).map(|day| day.to_string()).as_deref(), expect, "{stated}");
    }
}

#[test]
fn what_is_no_request_is_answered() {
    for (request, reason) in
        [("{\"id\":7}", "not a request: no text"), ("[1]", "not a request: "), ("{", "not a ")]
    {
        let answer = answer(request.as_bytes(), &FAST);
        assert!(answer["error"].as_str().is_some_and(|why| why.starts_with(reason)), "{answer}");
    }
    assert_eq!(answer(b"{\"id\":7}", &FAST)["id"], 7);
}

#[test]
fn another_language_has_no_record() {
    let german = "Der Minister sagte am Dienstag, dass 55 Drohnen abgeschossen worden seien. Die \
                  Regierung in Berlin wies das zurück und sprach von 20 Drohnen in der Nacht.";
    for request in [json!({"id": 1, "text": german}), json!({"text": "He said so.", "lang": "de"})]
    {
        let line = line(&request);
        assert_eq!(line["no_record"], "no record for this language");
        for key in ["attributions", "quantities", "claims", "dates", "places", "speakers"] {
            assert_eq!(line[key], json!([]), "{key}");
        }
    }
}

#[test]
fn quotes_and_figures_as_linked_data() {
    let request =
        json!({"id": 1, "text": "Ada Lund said 40 houses burned.", "published": "2025-01-22"});
    let how = How { format: Format::Jsonld, ..FAST };
    let answer = answer(request.to_string().as_bytes(), &how);
    let graph = answer["@graph"].as_array().expect("a graph");
    let claim = graph.iter().find(|node| node["@type"] == "Claim").expect("a claim");
    assert_eq!(claim["about"]["value"], 40.0, "{claim}");
    assert_eq!(claim["author"]["name"], "Ada Lund", "{claim}");
}
