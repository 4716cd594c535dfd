use super::{is_space, is_word, word_score, words};

#[test]
fn words_are_pythons() {
    // Expected values: re.findall(r"\w+", text) of Python 3.11.
    let check = |text: &str, expect: &[&str]| {
        assert_eq!(words(text).collect::<Vec<_>>(), expect, "{text:?}")
    };
    check("", &[]);
    check("  .,;", &[]);
    check("It's 1,200_m", &["It", "s", "1", "200_m"]);
    check("déjà-vu", &["déjà", "vu"]);
    check("e\u{301}t", &["e", "t"]); // a combining accent ends a word
    check("हिन्दी", &["ह", "न", "द"]); // vowel signs and the virama are marks
    check("ⓐb ⅣⅠ ½ ²", &["b", "ⅣⅠ", "½", "²"]); // circled letters are symbols, Roman numerals are not
    check("中文。字", &["中文", "字"]);
    check("a\u{200b}b\u{ad}c", &["a", "b", "c"]);
    check("🅰x 𝐱", &["x", "𝐱"]);
}

#[test]
fn spaces_are_pythons() {
    for c in "\t\n\u{b}\u{c}\r\u{1c}\u{1d}\u{1e}\u{1f} \u{85}\u{a0}\u{1680}\u{2007}\u{2028}\u{202f}\u{3000}".chars() {
        assert!(is_space(c), "{c:?}");
    }
    for c in "\u{200b}\u{180e}\u{feff}a_".chars() {
        assert!(!is_space(c), "{c:?}");
    }
    assert!(!is_word('\u{1c}'));
}

#[test]
fn word_scores() {
    let check = |gold, found, expect: [f64; 3]| {
        let s = word_score(gold, found);
        assert_eq!([s.precision, s.recall, s.f1], expect, "{gold:?} {found:?}");
    };
    check("", "", [1.0; 3]);
    check("", "a", [0.0; 3]);
    check("a", "", [0.0; 3]);
    check("The cat", "the CAT", [1.0; 3]);
    check("a a b c", "a a a d", [0.5, 0.5, 0.5]); // two of the three a count
    check("a b c d", "a", [1.0, 0.25, 0.4]);
}
