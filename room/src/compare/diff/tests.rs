use super::changes;
use crate::compare::view::Piece;

/// Paragraphs with removed words in square brackets, added ones in braces.
fn check(old: &str, new: &str, expect: &str) {
    let mut out = String::new();
    for paragraph in changes(old, new).stretches.iter().flat_map(|one| &one.paragraphs) {
        if !out.is_empty() {
            out.push('|');
        }
        for piece in &paragraph.pieces {
            out.push_str(&match piece {
                Piece::Same(words) => words.clone(),
                Piece::Removed(words) => format!("[{words}]"),
                Piece::Added(words) => format!("{{{words}}}"),
            });
        }
    }
    assert_eq!(out, expect, "{old} → {new}");
}

#[test]
fn words_change_in_their_paragraphs() {
    check("At least 12 died.", "At least 15 died.", "At least [12] {15} died.");
    check("One.\n\nTwo.", "One.\n\nTwo.\n\nThree, new.", "One.|Two.|{Three, new.}");
    check("One.\n\nGone, all.\n\nTwo.", "One.\n\nTwo.", "One.|[Gone, all.]|Two.");
    check("Same.", "Same.", "");
    check("", "Now there is text.", "{Now there is text.}");
}

#[test]
fn figures_and_quotations_are_listed() {
    let found = changes(
        "At least 12 people died. “We are looking,” he said.",
        "At least 15 people died. “We stopped looking,” he said.",
    );
    assert_eq!(found.figures.len(), 1);
    assert_eq!(found.figures[0].new.as_deref(), Some("At least 15 people"));
    assert_eq!(found.quotations.len(), 1);
}

#[test]
fn what_did_not_change_is_folded() {
    let paragraph = |n: usize| format!("Paragraph number {n} says what it always said.");
    let mut all: Vec<String> = (0..12).map(paragraph).collect();
    let old = all.join("\n\n");
    all[6] = "Paragraph number 6 says something else.".to_owned();
    let stretches = changes(&old, &all.join("\n\n")).stretches;
    let sizes: Vec<_> = stretches.iter().map(|one| (one.is_folded, one.paragraphs.len())).collect();
    assert_eq!(sizes, [(true, 5), (false, 3), (true, 4)]);
}
