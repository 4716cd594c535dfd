//! The tokenizer cases of html5lib, read from the folder `DATELINE_GOLD` names.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::*;
use crate::dom::Store;

fn states(test: &Value) -> Vec<State> {
    let Some(names) = test.get("initialStates") else {
        return vec![State::Data];
    };
    let names = names.as_array().expect("a list of states");
    names
        .iter()
        .map(|name| match name.as_str() {
            Some("Data state") => State::Data,
            Some("PLAINTEXT state") => State::Plaintext,
            Some("RCDATA state") => State::Rcdata,
            Some("RAWTEXT state") => State::Rawtext,
            Some("Script data state") => State::ScriptData,
            Some("CDATA section state") => State::CdataSection,
            other => panic!("unknown state {other:?}"),
        })
        .collect()
}

/// Undoes the second round of `\uXXXX` escapes; `None` for a lone surrogate, which UTF-8 input
/// cannot hold.
fn unescape(text: &str) -> Option<String> {
    let mut units = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\\u") {
        units.extend(before.encode_utf16());
        units.push(u16::from_str_radix(&after[..4], 16).expect("four hex digits"));
        rest = &after[4..];
    }
    units.extend(rest.encode_utf16());
    String::from_utf16(&units).ok()
}

fn unescape_all(value: &Value) -> Option<Value> {
    Some(match value {
        Value::String(text) => Value::String(unescape(text)?),
        Value::Array(items) => items.iter().map(unescape_all).collect::<Option<_>>()?,
        Value::Object(map) => map
            .iter()
            .map(|(name, value)| Some((unescape(name)?, unescape_all(value)?)))
            .collect::<Option<_>>()?,
        other => other.clone(),
    })
}

fn push_text(tokens: &mut Vec<Value>, text: &str) {
    if let Some(Value::Array(last)) = tokens.last_mut()
        && last[0] == "Character"
    {
        let joined = format!("{}{text}", last[1].as_str().expect("text"));
        last[1] = Value::String(joined);
    } else {
        tokens.push(json!(["Character", text]));
    }
}

fn tokens(input: &str, state: State, last_start_tag: &str) -> Vec<Value> {
    let input = crate::normalise(input);
    let mut store = Store::default();
    let mut tokenizer = Tokenizer::new(&input, &Limits::NONE);
    tokenizer.state = state;
    if state == State::CdataSection {
        tokenizer.open_cdata_section();
    }
    tokenizer.last_start_tag = store.names.intern(last_start_tag);
    let mut tokens = Vec::new();
    loop {
        match tokenizer.next(&mut store, false) {
            Token::EndOfFile => return tokens,
            Token::Text => push_text(&mut tokens, store.text(&input, tokenizer.text)),
            Token::Nul => push_text(&mut tokens, "\0"),
            Token::Comment => tokens.push(json!(["Comment", store.text(&input, tokenizer.text)])),
            Token::Doctype => {
                let Doctype { name, public, system, force_quirks } = &tokenizer.doctype;
                tokens.push(json!(["DOCTYPE", name, public, system, !force_quirks]));
            }
            Token::EndTag(name) => tokens.push(json!(["EndTag", store.names.text(name)])),
            Token::StartTag(name) => {
                let (first, count) = tokenizer.tag.attrs;
                let attrs = &store.attrs[first as usize..][..count as usize];
                let attrs: serde_json::Map<String, Value> = attrs
                    .iter()
                    .map(|attr| {
                        let name = store.names.text(attr.name).to_string();
                        (name, store.text(&input, attr.value).into())
                    })
                    .collect();
                let mut token =
                    vec![json!("StartTag"), json!(store.names.text(name)), Value::Object(attrs)];
                if tokenizer.tag.is_self_closing {
                    token.push(json!(true));
                }
                tokens.push(Value::Array(token));
            }
        }
    }
}

#[test]
fn html5lib() {
    let Some(gold) = std::env::var_os("DATELINE_GOLD") else {
        println!("skipped: no data (DATELINE_GOLD is not set)");
        return;
    };
    let folder = PathBuf::from(gold).join("html5lib/tokenizer");
    let mut count = 0;
    let mut failures = Vec::new();
    for entry in std::fs::read_dir(&folder).expect("the folder of tokenizer cases") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|extension| extension != "test") {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("a file of cases");
        let file: Value = serde_json::from_str(&text).expect("JSON");
        // `xmlViolationTests` ask for the tree of an XML tool, not for what the standard gives.
        let tests = file["tests"].as_array().cloned().unwrap_or_default();
        for test in tests {
            let test = match test.get("doubleEscaped") {
                Some(Value::Bool(true)) => unescape_all(&test),
                _ => Some(test),
            };
            let Some(test) = test else { continue };
            let input = test["input"].as_str().expect("input");
            let last = test["lastStartTag"].as_str().unwrap_or("");
            for state in states(&test) {
                count += 1;
                let found = Value::Array(tokens(input, state, last));
                if found != test["output"] {
                    let name = path.file_name().expect("a file").to_string_lossy();
                    failures.push(format!(
                        "{name} {} {state:?}\n  input  {input:?}\n  expect {}\n  found  {found}",
                        test["description"], test["output"],
                    ));
                }
            }
        }
    }
    println!("{count} cases");
    assert!(
        failures.is_empty(),
        "{} of {count} failed:\n{}",
        failures.len(),
        failures[..failures.len().min(20)].join("\n")
    );
}
