use proptest::prelude::*;

use super::*;

/// The values as one line: maps in braces, lists in brackets, strings bare.
fn show(json: &Json<'_>) -> String {
    let join = |parts: Vec<String>| parts.join(",");
    match json {
        Json::Null => "null".to_owned(),
        Json::Bool(value) => value.to_string(),
        Json::Word(word) => (*word).to_owned(),
        Json::String(text) => text.to_string(),
        Json::List(items) => format!("[{}]", join(items.iter().map(show).collect())),
        Json::Map(pairs) => {
            let pair = |(key, value): &(Cow<'_, str>, Json<'_>)| format!("{key}={}", show(value));
            format!("{{{}}}", join(pairs.iter().map(pair).collect()))
        }
    }
}

#[test]
fn whole_and_broken() {
    let rows = [
        (r#"{"a":1,"b":[true,null,"x"]}"#, "{a=1,b=[true,null,x]}"),
        (r#"{"a":"x\"y\u00e9\ud83d\ude00\/"}"#, "{a=x\"yé😀/}"),
        // Trailing, missing and doubled commas.
        (r#"{"a":1,,"b":2,}"#, "{a=1,b=2}"),
        ("{\"a\":\"x\"\n\"b\":\"y\"}", "{a=x,b=y}"),
        ("[1,2,]", "[1,2]"),
        // Raw line breaks and quotes inside strings.
        ("{\"a\":\"one\ntwo\"}", "{a=one\ntwo}"),
        (r#"{"a":"say "yes" now","b":1}"#, r#"{a=say "yes" now,b=1}"#),
        // Wrapped.
        ("<!--\n{\"a\":1}\n-->", "{a=1}"),
        ("//<![CDATA[\n{\"a\":1}\n//]]>", "{a=1}"),
        ("/* note */ {\"a\":1};", "{a=1}"),
        // Cut off.
        (r#"{"a":1,"b":{"c":"x"#, "{a=1,b={c=x}}"),
        (r#"{"a":"#, "{}"),
        // Several values, unknown escapes, stray brackets.
        (r#"{"a":1}{"b":2}"#, "{a=1} {b=2}"),
        (r#"{"a":"\q\uZZ"}"#, "{a=qZZ}"),
        (r#"{"a":[1,2}"#, "{a=[1,2]}"),
        ("no json", ""),
    ];
    for (text, expect) in rows {
        let shown: Vec<String> = read(text).iter().map(show).collect();
        assert_eq!(shown.join(" "), expect, "{text}");
    }
}

#[test]
fn deep_nesting_is_cut() {
    let text = "[".repeat(200_000) + "1" + &"]".repeat(200_000) + "{\"a\":1}";
    let values = read(&text);
    assert_eq!(values.last().map(show).as_deref(), Some("{a=1}"));
}

proptest! {
    #[test]
    fn never_panics(text in ".{0,200}", cut in 0usize..200) {
        read(&text);
        let whole = format!(r#"{{"@graph":[{{"headline":"{text}","author":["{text}"]}}]}}"#);
        read(super::super::clean::head(&whole, cut));
    }

    #[test]
    fn agrees_on_whole_json(text in "\\PC{0,60}") {
        let value = serde_json::json!({"k": text, "l": [1, text]}).to_string();
        let read = read(&value);
        prop_assert_eq!(read[0].get("k").and_then(Json::as_text), Some(text.as_str()));
    }
}
