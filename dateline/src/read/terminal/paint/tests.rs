use super::*;

/// The words that are coloured, piece by piece of the body.
fn check(text: &str, span: &str, pieces: &[&str], expect: &[&str]) {
    let start = text.find(span).expect("the span is in the text");
    let mut paint = Paint::new(text, vec![(start..start + span.len(), Look::SOURCE)]);
    let mut coloured = Vec::new();
    for piece in pieces {
        let cut = paint.pieces(piece);
        assert_eq!(cut.iter().map(|(_, words)| *words).collect::<String>(), *piece);
        coloured.extend(cut.iter().filter(|(look, _)| *look == Look::SOURCE).map(|(_, w)| *w));
    }
    assert_eq!(coloured, expect, "{text}");
}

#[test]
fn spans_are_found_again_in_the_body() {
    check("The mayor said no.", "The mayor", &["The mayor said no."], &["The mayor "]);
    // Over two elements, and with other white space.
    check(
        "The mayor said no.",
        "The mayor",
        &["The\n  may", "or said no."],
        &["The\n  may", "or "],
    );
    // The text leaves a caption out.
    check("One.\n\nTwo men.", "Two", &["One.", "A picture", "Two men."], &["Two "]);
    // The body leaves words out.
    check("One. More of it. Two men.", "Two", &["One.", "Two men."], &["Two "]);
    // What is not in the text stays plain.
    check("One. Two men.", "Two", &["Zero men."], &[]);
    check("É “ü”", "ü", &["É “ü”"], &["ü"]);
}

#[test]
fn overlapping_spans_do_not_tear_words() {
    let spans = vec![(0..5, Look::SOURCE), (3..9, Look::FIGURE)];
    let mut paint = Paint::new("ab cd efghi", spans);
    assert_eq!(paint.pieces("ab cd efghi"), [(Look::SOURCE, "ab cd "), (Look::PLAIN, "efghi")]);
}
