use serde_json::Value;

use super::batch;

const LONG: &str = "The harbour at Lindholm was closed on Monday after a crane fell into the basin, \
    the port authority said. Nobody was hurt. Two ferries to Marstal were sent back, and a freighter \
    with 4,200 tonnes of grain waits outside the breakwater.";

fn lines(requests: &str) -> Vec<Value> {
    let mut answers = Vec::new();
    batch(requests.as_bytes(), &mut answers).expect("nothing to fail");
    let text = String::from_utf8(answers).expect("UTF-8");
    text.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
}

#[test]
fn pairs_are_answered_in_order_and_faults_one_by_one() {
    let text = |id: &str, text: &str| format!("{}\n", serde_json::json!({"id": id, "text": text}));
    let other = "A new bridge over the Tarn opens in May, the ministry of roads announced.";
    let mut requests = text("a", LONG) + &text("b", LONG) + &text("c", other) + &text("e", "");
    for pair in [("a", "b"), ("a", "c"), ("a", "e"), ("a", "missing")] {
        requests += &format!("{}\n", serde_json::json!({"a": pair.0, "b": pair.1}));
    }
    requests += "{\"id\": 7}\n";
    let answers = lines(&requests);
    assert_eq!(answers.len(), 5, "{answers:?}");
    assert_eq!(answers[0]["kind"], "same text");
    assert!(answers[0]["score"].as_f64() > Some(0.9));
    for answer in &answers[1..=2] {
        assert_eq!(answer["kind"], "nothing");
        assert!(answer["score"].as_f64() < Some(0.1), "{answer}");
    }
    assert!(answers[3]["error"].is_string() && answers[3]["score"] == 0.0);
    assert!(answers[4]["error"].is_string() && answers[4]["id"] == 7);
}

#[test]
fn without_pairs_those_found_are_answered() {
    let text = |id: &str, text: &str| format!("{}\n", serde_json::json!({"id": id, "text": text}));
    let answers = lines(&(text("a", LONG) + &text("z", "Rain.") + &text("b", LONG)));
    assert_eq!(answers.len(), 1, "{answers:?}");
    assert_eq!((answers[0]["a"].as_str(), answers[0]["b"].as_str()), (Some("a"), Some("b")));
}
