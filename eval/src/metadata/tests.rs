use super::{day, names, plain};

#[test]
fn plain_forms() {
    let check = |value, expect: &str| assert_eq!(plain(value), expect, "{value:?}");
    check("", "");
    check(" The  Title. ", "the title");
    check("STRASSE Straße", "strasse strasse");
    check("“Quoted” – ‘it’", "\"quoted\" - 'it'");
    check("ﬁrst\u{a0}Ⅳ…", "first iv"); // compatibility forms; the ellipsis becomes stops at the edge
    check("a\u{2011}b", "a-b"); // NFKC makes the no-break hyphen U+2010, then it is a dash
    check("| Title - ", "title");
    check("e\u{301}É", "éé");
    check("İ", "i\u{307}"); // folded after NFKC, not composed again
    check("a\u{1f} b", "a b");
    check("´", "\u{301}"); // NFKC makes the spacing accent a space and a combining one
}

#[test]
fn names_of_bylines() {
    let check = |byline: &[&str], expect: &[&str]| {
        assert_eq!(names(byline).into_iter().collect::<Vec<_>>(), expect, "{byline:?}");
    };
    check(&[], &[]);
    check(&[""], &[]);
    check(&["By Mara Lind and Ines Varga"], &["ines varga", "mara lind"]);
    check(&["Mara Lind", "mara  lind."], &["mara lind"]);
    check(
        &["Von: A B, C D; E F | G H / I J & K L • M N · O P"],
        &["a b", "c d", "e f", "g h", "i j", "k l", "m n", "o p"],
    );
    check(&["Written by Anna und Bert"], &["anna", "bert"]);
    check(&["Byron Andersen"], &["byron andersen"]); // a lead-in or a joint is a whole word
    check(&["Ortega y Gasset et al"], &["al", "gasset", "ortega"]);
    check(&["by"], &["by"]);
    check(&["and"], &[]);
    check(&["by by Anna"], &["by anna"]); // only one lead-in goes
    check(&["Anna and-or Bert"], &["anna", "or bert"]);
}

#[test]
fn days() {
    let check = |value, expect| assert_eq!(day(value), expect, "{value:?}");
    check("2024-01-16", Some("2024-01-16"));
    check(" 2024-01-16T10:00:00Z", Some("2024-01-16"));
    check("2024-1-16", None);
    check("16 January 2024", None);
    check("2024-01-1é", None);
    check("", None);
}
