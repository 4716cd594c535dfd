//! Sequences of requests as apps send them, of our own making, replayed against the router.
//!
//! A file in `replays/` is a list of steps. A step begins with method and path; then come its headers, `| ` and a line
//! of its body, `= ` and the status that is wanted, `+ ` what the answer holds, `- ` what it does not, `? name words`
//! keeps as `{name}` what stands behind these words, up to a quote, a bracket or white space. `#` is a remark.

use std::collections::BTreeMap;

use axum::http::Method;
use store::ShelfId;

use crate::apps::{call, password};
use crate::test_app::{Answer, TestApp, each, now};

const ALL: [(&str, &str); 7] = [
    ("wallabag-android", include_str!("replays/wallabag-android.txt")),
    ("koreader", include_str!("replays/koreader.txt")),
    ("netnewswire", include_str!("replays/netnewswire.txt")),
    ("reeder", include_str!("replays/reeder.txt")),
    ("feedme", include_str!("replays/feedme.txt")),
    ("fever", include_str!("replays/fever.txt")),
    ("opds", include_str!("replays/opds.txt")),
];

#[derive(Default)]
struct Step {
    at: usize,
    method: String,
    path: String,
    headers: Vec<(String, String)>,
    body: String,
    checks: Vec<(char, String)>,
}

fn steps(text: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for (at, line) in (1..).zip(text.lines()) {
        let begins = ["GET ", "POST ", "PATCH ", "PUT ", "DELETE ", "OPTIONS "];
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(method) = begins.iter().find(|method| line.starts_with(*method)) {
            let (method, path) = (method.trim().to_owned(), line[method.len()..].to_owned());
            steps.push(Step { at, method, path, ..Step::default() });
            continue;
        }
        let step = steps.last_mut().unwrap_or_else(|| panic!("line {at}: no step yet"));
        match (line.chars().next().unwrap_or(' '), line.get(2..).unwrap_or("")) {
            ('|', words) => step.body.push_str(words),
            (sign @ ('=' | '+' | '-' | '?'), words) => step.checks.push((sign, words.to_owned())),
            _ => {
                let (name, value) = line.split_once(": ").expect("a header");
                step.headers.push((name.to_owned(), value.to_owned()));
            }
        }
    }
    steps
}

fn filled(text: &str, known: &BTreeMap<String, String>) -> String {
    let mut out = text.to_owned();
    for (name, value) in known {
        out = out.replace(&format!("{{{name}}}"), value);
    }
    out
}

/// What stands behind these words.
fn behind(answer: &Answer, words: &str) -> Option<String> {
    let (_, rest) = answer.body.split_once(words)?;
    let end = |c: char| c.is_whitespace() || matches!(c, '"' | '<' | ',' | '}' | ']');
    rest.split(end).next().map(str::to_owned)
}

async fn replay(app: &TestApp, name: &str, text: &str, mut known: BTreeMap<String, String>) {
    for step in steps(text) {
        let path = filled(&step.path, &known);
        let method = Method::from_bytes(step.method.as_bytes()).expect("a method");
        let headers: Vec<(&str, String)> = step
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), filled(value, &known)))
            .collect();
        let headers: Vec<(&str, &str)> =
            headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answer = call(app, method, &path, &headers, filled(&step.body, &known)).await;
        for (sign, words) in &step.checks {
            let words = filled(words, &known);
            let is_met = match sign {
                '=' => answer.status.as_str() == words,
                '+' => answer.body.contains(&words),
                '-' => !answer.body.contains(&words),
                _ => {
                    let (key, words) = words.split_once(' ').expect("a name and words");
                    let found = behind(&answer, words);
                    let is_found = found.is_some();
                    known.extend(found.map(|found| (key.to_owned(), found)));
                    is_found
                }
            };
            let status = answer.status;
            assert!(is_met, "{name}, line {}: {sign} {words}\n{status}\n{}", step.at, answer.body);
        }
    }
}

/// Two articles, an app password with a client of wallabag's apps, a credential of Fever.
async fn library(app: &TestApp) -> BTreeMap<String, String> {
    let ids: [ShelfId; 2] = [app.save("one", "One").await, app.save("two", "Two").await];
    password(app, app.reader, "app-secret", "read write").await;
    // MD5 of "mira:fever-secret" or not: the room only compares.
    password(app, app.reader, "00112233445566778899aabbccddeeff", "fever").await;
    let hash = room::accounts::hash("client-secret");
    let client = app.store.add_client(app.reader, None, "phone", "pub", hash, now()).await;
    let client = format!("{}_pub", client.expect("kept"));
    let long = |id: ShelfId| format!("tag:google.com,2005:reader/item/{:016x}", id.0);
    [
        ("one", ids[0].to_string()),
        ("two", ids[1].to_string()),
        ("long-one", long(ids[0])),
        ("long-two", long(ids[1])),
        ("client", client),
        ("now", now().as_second().to_string()),
        // mira:app-secret
        ("basic", "bWlyYTphcHAtc2VjcmV0".to_owned()),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect()
}

#[test]
fn apps_sync_as_they_were_recorded() {
    for (name, text) in ALL {
        each(async |app: TestApp| {
            let known = library(&app).await;
            replay(&app, name, text, known).await;
        });
    }
}
