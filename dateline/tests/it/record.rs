use serde_json::{Value, json};

use crate::{json_lines, run, stderr};

const TEXT: &str = "“The river is at 4.2 metres,” Mayor Ána Holt told reporters in Paris on Tuesday. \
                    She said 55 houses were flooded, 10 of them in Lyon.";

fn ask(arguments: &[&str], requests: &[Value]) -> Vec<Value> {
    let input: String = requests.iter().map(|request| format!("{request}\n")).collect();
    let arguments = [&["record", "--batch"], arguments].concat();
    json_lines(&run(&arguments, input.as_bytes()))
}

#[test]
fn a_line_for_each_in_order() {
    let requests: Vec<Value> =
        (0..30).map(|id| json!({"id": id, "text": TEXT, "published": "2025-01-22"})).collect();
    let lines = ask(&["--gear", "fast", "--jobs", "3"], &requests);
    assert_eq!(lines.len(), 30);
    for (id, line) in lines.iter().enumerate() {
        assert_eq!(line["id"], id);
        for key in ["attributions", "speakers", "quantities", "claims", "dates", "places"] {
            assert!(line[key].as_array().is_some_and(|list| !list.is_empty()), "{key}: {line}");
        }
    }
}

#[test]
fn offsets_are_characters_or_bytes() {
    let request = json!({"id": "a", "text": TEXT});
    for unit in ["chars", "bytes"] {
        let line = ask(&["--offsets", unit], std::slice::from_ref(&request)).remove(0);
        for list in ["quantities", "dates", "places", "claims"] {
            for item in
                line[list].as_array().expect("a list").iter().filter(|i| i["text"].is_string())
            {
                let at = |key: &str| item[key].as_u64().expect("an offset") as usize;
                let (start, end) = (at("start"), at("end"));
                let found = match unit {
                    "bytes" => TEXT[start..end].to_owned(),
                    _ => TEXT.chars().skip(start).take(end - start).collect(),
                };
                assert_eq!(item["text"], found, "{unit} {list}");
            }
        }
    }
}

#[test]
fn what_cannot_be_read_is_said() {
    let lines = ask(&[], &[json!({"id": 1}), json!({"id": 2, "text": "Il a dit.", "lang": "fr"})]);
    assert_eq!(lines[0]["error"], "not a request: no text");
    assert_eq!(lines[1]["no_record"], "no record for this language");
    let output = run(&["record"], b"");
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("FILE"));
}
