use std::io::BufReader;

use super::{Fault, Step, Walk};

/// Values with their paths, one a line; every chunk size gives the same.
fn walk(source: &str) -> String {
    let with = |size: usize| {
        let reader = BufReader::with_capacity(size, source.as_bytes());
        let opens =
            |path: &[Step]| path.is_empty() || path.last().is_some_and(|step| step.is("go"));
        let lines = Walk::new(reader, opens).map(|piece| match piece {
            Ok(piece) => {
                let steps = piece.path.iter().map(|step| match step {
                    Step::Key(key) => format!(".{key}"),
                    Step::Index(index) => format!("[{index}]"),
                });
                format!("{}={}", steps.collect::<String>(), piece.value)
            }
            Err(Fault::End { why, .. }) => format!("end: {why}"),
            Err(Fault::TooLarge) => "too large".to_owned(),
            Err(Fault::Value(_)) => "broken".to_owned(),
        });
        lines.collect::<Vec<_>>().join("; ")
    };
    let all = with(1 << 16);
    assert_eq!(with(1), all, "{source}");
    all
}

#[test]
fn values_with_their_paths() {
    for (source, expect) in [
        ("[1, \"a\", {\"b\": [2]}]", "[0]=1; [1]=\"a\"; [2]={\"b\":[2]}"),
        ("{\"a\":1,\"go\":[3,4],\"b\":2}", ".a=1; .go[0]=3; .go[1]=4; .b=2"),
        ("{\"stay\":[3,4]}", ".stay=[3,4]"),
        (" [ ] ", ""),
        ("[\"]\", \"\\\"\"]", "[0]=\"]\"; [1]=\"\\\"\""),
        ("5", "=5"),
        ("[1,]", "[0]=1"),
        ("[1] trailing", "[0]=1"),
        ("[NaN, 1]", "broken; [1]=1"),
        ("[1, 2", "[0]=1; [1]=2; end: it ends too early"),
        ("[1, {\"a\":", "[0]=1; end: it ends too early"),
        ("[1}", "[0]=1; end: a bracket closes what is not open"),
        ("{1:2}", "end: a key is missing"),
        ("{\"a\" 2}", "end: a colon is missing"),
        ("{\"a\":}", "end: a value is missing"),
        ("", "end: it ends too early"),
        ("[\"\\ud800\\udfff\\ud800\"]", "[0]=\"\u{103ff}\u{fffd}\""),
    ] {
        assert_eq!(walk(source), expect, "{source}");
    }
    assert_eq!(walk(&format!("[{}1{}, 2]", "[".repeat(65), "]".repeat(65))), "too large; [1]=2");
    assert_eq!(walk(&"{\"a\":".repeat(100_000)), "end: it ends too early");
}
