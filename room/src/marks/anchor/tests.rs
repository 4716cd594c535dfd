use store::marks::Anchor;

use super::{after, before, find};

#[test]
fn marked_words_are_found_again() {
    let anchor = |quote: &str, prefix: &str, suffix: &str, start| Anchor {
        quote: quote.to_owned(),
        prefix: prefix.to_owned(),
        suffix: suffix.to_owned(),
        version: 1,
        span: start..start + quote.len(),
    };
    let text = "At noon 12 people were hurt. By six, 12 people were in hospital. Später: 12 people.";
    let rows = [
        (anchor("12 people", "At noon ", " were hurt", 0), Some(8)),
        (anchor("12 people", "By six, ", " were in hospital", 0), Some(37)),
        (anchor("12 people", "Später: ", ".", 0), Some(74)),
        // Surroundings that are gone: the nearest.
        (anchor("12 people", "x", "y", 40), Some(37)),
        (anchor(" 12 people ", "", "", 9), Some(8)),
        (anchor("13 people", "At noon ", " were hurt", 8), None),
        (anchor("", "", "", 0), None),
    ];
    for (anchor, expected) in rows {
        assert_eq!(find(text, &anchor).map(|span| span.start), expected, "{anchor:?}");
    }
}

#[test]
fn what_stands_around_is_cut_between_characters() {
    let text = format!("{}mark{}", "ä".repeat(50), "ö".repeat(50));
    assert!(before(&text, 100).ends_with("ää") && before(&text, 100).len() <= 66);
    assert!(after(&text, 104).starts_with("öö") && after(&text, 104).len() <= 66);
    assert_eq!((before("x", 0), after("x", 1)), ("", ""));
}
