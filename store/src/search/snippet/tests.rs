use proptest::prelude::{any, proptest};

use super::Wanted;

fn wanted(terms: &[&str]) -> Wanted {
    let terms = terms.iter().map(|&term| term.to_owned()).collect();
    Wanted { terms, prefixes: vec!["zanz".to_owned()] }
}

/// The piece of a text, hits in brackets.
fn shown(text: &str, terms: &[&str]) -> String {
    let snippet = wanted(terms).snippet(text).expect("a piece");
    assert_eq!(&text[snippet.start..snippet.start + snippet.text.len()], snippet.text);
    let mut out = String::new();
    let mut at = 0;
    for span in snippet.spans {
        out.push_str(&snippet.text[at..span.start]);
        out.push_str(&format!("[{}]", &snippet.text[span.clone()]));
        at = span.end;
    }
    out.push_str(&snippet.text[at..]);
    out
}

#[test]
fn the_piece_with_most_words_is_shown() {
    let filler = "Nothing of it stands in these words at all. ".repeat(12);
    let text = format!("{filler}A drone came. {filler}Two drones hit the harbour. {filler}");
    let piece = shown(&text, &["dron", "harbour"]);
    assert!(piece.starts_with("Two [drones] hit the [harbour]."), "{piece}");
    assert!(shown(&text, &["dron"]).starts_with("A [drone] came."));
    assert!(shown(&text, &["nowhere"]).starts_with("Nothing of it"));
    assert_eq!(shown("Near Zanzibar.", &[]), "Near [Zanzibar].");
}

proptest! {
    #[test]
    fn any_text_has_a_piece_in_it(text in any::<String>(), term in "[a-c]") {
        if let Some(snippet) = wanted(&[&term]).snippet(&text) {
            assert!(text[snippet.start..].starts_with(&snippet.text));
            for span in snippet.spans {
                assert!(snippet.text.get(span).is_some());
            }
        }
    }

    #[test]
    fn long_texts_too(text in "[abc. é“]{0,2000}") {
        if let Some(snippet) = wanted(&["a", "b"]).snippet(&text) {
            assert!(snippet.text.len() < 400 || !text[..400].contains(' '));
        }
    }
}
