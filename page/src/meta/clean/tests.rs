use proptest::prelude::*;

use super::*;

#[test]
fn values() {
    let rows = [
        ("  two \n words ", "two words"),
        ("Q&amp;A", "Q&A"),
        ("Don&amp;#39;t", "Don't"),
        ("caf&eacute; &#233; &#xe9; &#146;", "café é é ’"),
        ("a <b>bold</b> word<br/>more", "a bold word more"),
        // Not markup, not entities.
        ("How <title> works", "How <title> works"),
        ("1 < 2 & 3 > 2", "1 < 2 & 3 > 2"),
        ("AT&T; &unknown;", "AT&T; &unknown;"),
        ("so\u{ad}ft\u{200b} \u{202e}evil", "soft evil"),
        ("می\u{200c}شود", "می\u{200c}شود"),
        ("", ""),
    ];
    for (text, expect) in rows {
        assert_eq!(value(text), expect, "{text}");
    }
}

proptest! {
    #[test]
    fn short_single_line_and_stable(text in ".{0,3000}") {
        let value = value(&text);
        prop_assert!(value.len() <= VALUE_BYTES);
        prop_assert!(!value.chars().any(char::is_control));
        prop_assert_eq!(words(&value), value);
    }
}
