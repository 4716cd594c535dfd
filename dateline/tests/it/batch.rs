use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

use serde_json::{Value, json};

use crate::{dateline, json_lines, run, stderr};

fn requests(lines: &[Value]) -> Vec<u8> {
    lines.iter().flat_map(|line| format!("{line}\n").into_bytes()).collect()
}

#[test]
fn one_answer_a_request_in_order() {
    let lines: Vec<Value> = (0..300)
        .map(|n| match n % 3 {
            0 => json!({"id": n, "path": "ferry.html", "url": "https://gazette.example/ferry"}),
            1 => json!({"id": format!("page {n}"), "path": "missing.html", "extra": [1]}),
            _ => json!({"id": [n, null], "path": "ferry.html", "url": null}),
        })
        .collect();
    for jobs in ["1", "2", "7"] {
        let output = run(&["read", "--batch", "--jobs", jobs], &requests(&lines));
        assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
        let answers = json_lines(&output);
        assert_eq!(answers.len(), lines.len());
        for (line, answer) in lines.iter().zip(&answers) {
            assert_eq!(line["id"], answer["id"]);
            assert_eq!(answer["protocol"], 1);
            let is_missing = line["path"] == "missing.html";
            assert_eq!(answer.get("error").is_some(), is_missing);
        }
        assert_eq!(answers[1], json!({"protocol": 1, "id": "page 1", "error": "no such file"}));
    }
}

#[test]
fn what_an_answer_holds() {
    let request = requests(&[json!({"id": "a", "path": "ferry.html"})]);
    let keys = |answer: &Value| {
        let object = answer.as_object().expect("an object");
        object.keys().cloned().collect::<Vec<_>>()
    };
    let output = run(&["read", "--batch"], &request);
    assert_eq!(output.status.code(), Some(0));
    let answer = &json_lines(&output)[0];
    let mut expect = [
        "protocol",
        "id",
        "title",
        "standfirst",
        "byline",
        "date",
        "published",
        "modified",
        "outlet",
        "section",
        "tags",
        "language",
        "canonical_url",
        "next_url",
        "lead_image",
        "access",
        "encoding",
        "text",
    ];
    expect.sort_unstable();
    assert_eq!(keys(answer), expect);
    assert!(answer["byline"].is_array() && answer["tags"].is_array());
    assert_eq!(answer["encoding"], "UTF-8");
    assert!(answer["text"].as_str().expect("text").contains("cheered on by several hundred"));

    let output = run(&["read", "--batch", "--with", "html,markdown,found"], &request);
    let answer = &json_lines(&output)[0];
    for key in ["html", "markdown", "found", "missing"] {
        assert!(answer.get(key).is_some(), "{key}");
    }
}

#[test]
fn what_is_no_request_gets_its_line_too() {
    let mut input = b"nonsense\n\n{\"id\": 7}\n{\"id\": 8, \"path\": \".\"}\n[1]\n".to_vec();
    input.extend(br#"{"id": 9, "path": "ferry.html"}"#);
    let output = run(&["read", "--batch"], &input);
    assert_eq!(output.status.code(), Some(1));
    let answers = json_lines(&output);
    let seen: Vec<_> = answers.iter().map(|answer| (&answer["id"], &answer["error"])).collect();
    assert_eq!(seen.len(), 5);
    assert_eq!(*seen[0].1, "not a request: expected ident at line 1 column 2");
    assert_eq!(
        (seen[1].0, seen[1].1),
        (&json!(7), &json!("not a request: missing field `path` at line 1 column 9"))
    );
    assert_eq!((seen[2].0, seen[2].1), (&json!(8), &json!("a folder, not a file")));
    assert!(seen[3].1.is_string());
    assert_eq!((seen[4].0, seen[4].1), (&json!(9), &Value::Null));
}

#[test]
fn a_request_of_any_length_costs_one_answer() {
    let mut input = vec![b'x'; 3 << 20];
    input.extend(b"\n{\"id\": 1, \"path\": \"ferry.html\"}\n");
    let output = run(&["read", "--batch"], &input);
    let answers = json_lines(&output);
    assert_eq!(answers.len(), 2);
    assert_eq!(answers[0]["error"], "request larger than 1 MiB");
    assert_eq!(answers[1]["id"], 1);
}

/// A driver that sends a request and waits for its answer gets it, though the input goes on.
#[test]
fn answers_do_not_wait_for_more_requests() {
    for jobs in ["1", "3"] {
        let mut child = dateline(&["read", "--batch", "--jobs", jobs])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the binary was built");
        let mut stdin = child.stdin.take().expect("piped");
        let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        for id in 0..20 {
            writeln!(stdin, "{}", json!({"id": id, "path": "ferry.html"})).expect("it listens");
            let line = lines.next().expect("an answer").expect("UTF-8");
            let answer: Value = serde_json::from_str(&line).expect("JSON");
            assert_eq!(answer["id"], id);
        }
        drop(stdin);
        assert!(lines.next().is_none());
        assert!(child.wait().expect("it ends").success());
    }
}
