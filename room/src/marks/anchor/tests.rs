use super::place;

const TEXT: &str = "The ferry waits.\n\nThe ferry will stay in harbour for nine days, the board said \
                    on Tuesday. The board has set aside 240,000 crowns for a second vessel, it said.";

fn check(text: &str, quote: &str, prefix: &str, suffix: &str, expect: Option<(usize, &str)>) {
    let found = place(text, quote, prefix, suffix);
    assert_eq!(found.map(|span| (span.start, &text[span])), expect, "{quote:?}");
}

#[test]
fn by_words_alone() {
    check(TEXT, "nine days", "", "", Some((53, "nine days")));
    check(TEXT, " nine\n days ", "", "", Some((53, "nine days")));
    // A selection over the end of a paragraph.
    check(TEXT, "waits.The ferry", "", "", Some((10, "waits.\n\nThe ferry")));
    check(TEXT, "ten days", "", "", None);
    check(TEXT, "  ", "", "", None);
    check("", "x", "", "", None);
}

#[test]
fn by_surroundings_where_there_are_several() {
    check(TEXT, "The ferry", "", " waits", Some((0, "The ferry")));
    check(TEXT, "The ferry", "waits. ", " will", Some((18, "The ferry")));
    let last = TEXT.rfind("said").expect("it is there");
    check(TEXT, "said", "it ", ".", Some((last, "said")));
}

#[test]
fn by_surroundings_where_a_word_was_mended() {
    let (prefix, suffix) = ("the board said on Tuesday. ", " for a second vessel, it said.");
    let old = "The board had set aside 240,000 crowns";
    let now = "The board has set aside 240,000 crowns";
    check(TEXT, old, prefix, suffix, Some((TEXT.find(now).expect("it is there"), now)));
    // Too little is left of it.
    check(TEXT, "A committee may still find several million", prefix, suffix, None);
    // Of what was there most is kept, wherever it stands.
    let kept = "set aside 240,000 crowns";
    check(TEXT, old, "day.", " for a", Some((TEXT.find(kept).expect("it is there"), kept)));
}

#[test]
fn never_inside_a_character() {
    check("“é–ü”", "é–", "", "", Some((3, "é–")));
}
