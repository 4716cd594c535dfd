use proptest::prelude::{any, proptest};

use super::{Leaf, parse};

/// A query as it is understood, in short.
fn short(text: &str) -> String {
    let query = parse(text);
    let leaf = |leaf: &Leaf| match leaf {
        Leaf::Terms(place, terms) => format!("{place:?}:{}", terms.join("+")).to_lowercase(),
        Leaf::Prefix(start) => format!("{start}*"),
        Leaf::Phrase { words, .. } => format!("\"{}\"", words.join(" ")),
        Leaf::Tag(key) => format!("#{key}"),
        Leaf::Is(flag) => format!("is {flag:?}").to_lowercase(),
        Leaf::Before(at) => format!("<{at}"),
        Leaf::After(at) => format!(">={at}"),
    };
    let parts = query.parts.iter().map(|part| {
        let any: Vec<_> = part.any.iter().map(leaf).collect();
        format!("{}{}", if part.is_not { "-" } else { "" }, any.join("|"))
    });
    let mut all: Vec<_> = parts.collect();
    all.extend(query.problems.iter().map(|problem| format!("?{}", &text[problem.span.clone()])));
    all.join(" ")
}

#[test]
fn queries_are_understood() {
    for (text, expected) in [
        ("drones", "word:dron"),
        ("  two   words ", "word:two word:word"),
        ("\"Exact Words\"", "\"exact words\""),
        ("“curly quotes”", "\"curly quotes\""),
        ("\"not closed", "\"not closed\""),
        ("mid-air", "\"mid air\""),
        ("-drone", "-word:dron"),
        ("- drone", "word:dron"),
        ("a OR b c", "word:a|word:b word:c"),
        ("a or b", "word:a word:or word:b"),
        ("\"OR\"", "\"or\""),
        ("harb*", "harb*"),
        ("h* *", "word:h"),
        ("outlet:herald", "outlet:herald"),
        ("author:\"Ida B. Wells\"", "author:ida+b+well"),
        ("-source:Zelensky", "-source:zelenski"),
        ("tag:\"To Read\" TAG:x", "#to-read #x"),
        ("is:unread is:Starred", "is unread is favourite"),
        ("before:2026-03-04", "<2026-03-04T00:00:00Z"),
        ("after:2026-03 after:2026", ">=2026-03-01T00:00:00Z >=2026-01-01T00:00:00Z"),
        ("", ""),
        ("!!! ---", ""),
    ] {
        assert_eq!(short(text), expected, "{text}");
    }
}

#[test]
fn what_is_not_understood_is_said_and_the_rest_is_looked_for() {
    for (text, expected) in [
        ("is:green drone", "word:dron ?is:green"),
        ("before:yesterday", "?before:yesterday"),
        ("before:2026-13-01 after:2026-02-30", "?before:2026-13-01 ?after:2026-02-30"),
        ("colour:red drone", "word:dron ?colour:red"),
        ("OR drone", "word:dron ?OR"),
        ("a OR -b", "word:a ?-b"),
        ("outlet:", "?outlet:"),
        ("tag:!", "?tag:!"),
    ] {
        assert_eq!(short(text), expected, "{text}");
    }
    let many = "a ".repeat(100);
    assert_eq!(parse(&many).parts.len(), 32);
    assert_eq!(parse(&many).problems.len(), 1);
    assert_eq!(parse(&"x".repeat(5_000)).problems.len(), 1);
}

proptest! {
    #[test]
    fn any_text_is_a_query(text in any::<String>()) {
        for problem in parse(&text).problems {
            assert!(text.get(problem.span).is_some());
        }
    }

    #[test]
    fn any_of_the_signs_is_a_query(text in "[-a-c:\"* ”“OR']{0,40}") {
        parse(&text);
    }
}
