use std::collections::HashSet;

use super::{Begins, PHRASES, beginning, drop};
use crate::body::lexicon::Lexicon;
use crate::body::scan::{scan, words_in};
use crate::dom;

#[test]
fn every_phrase_can_be_met() {
    let mut seen = HashSet::new();
    let lines = include_str!("../furniture.txt").lines();
    for line in lines.filter(|line| !line.is_empty() && !line.starts_with(['#', '['])) {
        assert_eq!(line, line.trim(), "blanks around");
        assert_eq!(line.to_lowercase(), line);
        assert!(!line.contains('\u{307}'), "a dot of its own parts {line:?}");
        let words = words_in(line);
        assert!(!words.is_empty(), "no words in {line:?}");
        assert!(seen.insert(words.clone()), "twice: {line:?}");
        assert!(PHRASES[&words[0]].iter().any(|(phrase, _)| *phrase == words));
    }
    assert!(seen.len() > 150);
}

#[test]
fn the_longest_phrase_counts() {
    let check = |text: &str, expect: Option<(Begins, usize)>| {
        let document = dom::parse(text);
        let scan = scan(&document, Lexicon::EMPTY);
        assert_eq!(beginning(&scan, &scan.blocks[0]), expect, "{text}");
    };
    check("<p>Read also: Wolves counted", Some((Begins::Strip, 2)));
    check("<p>LIRE AUSSI : Canaux", Some((Begins::Strip, 2)));
    check("<p>İlgili Haberler", Some((Begins::Strip, 2)));
    check("<p>Sign up to our newsletter", Some((Begins::Box, 4)));
    check("<p>Sign up", Some((Begins::Button, 2)));
    check("<p>Readers also", None);
    check("<p>They read also", None);
}

#[test]
fn only_pointers_and_boxes_go() {
    // Each row: a page of which every paragraph is kept at first, and what is left of it.
    let check = |html: &str, expect: &[bool]| {
        let document = dom::parse(html);
        let scan = scan(&document, Lexicon::EMPTY);
        let mut kept = vec![true; scan.blocks.len()];
        drop(&document, &scan, &mut kept);
        assert_eq!(kept, expect, "{html}");
    };
    let story =
        "The harbour froze for the first time in forty years and the ferry stayed where it was, \
                 said the master of the port, who had walked out to it with a thermos flask. "
            .repeat(4);
    let with = |part: &str| format!("<div><p>{story}</p>{part}<p>{story}</p></div>");
    check(&with("<p>Read more: <a href=/w>Wolves counted</a></p>"), &[true, false, true]);
    check(&with("<p>Read more than three books a month</p>"), &[true, true, true]);
    check(
        &with("<p>Leggi anche</p><ul><li><a href=/a>Il torrente</a></li></ul>"),
        &[true, false, false, true],
    );
    check(&with("<p>Related</p><p>That was the word on the door.</p>"), &[true; 4]);
    check(&with("<p>See also the <a href=/m>manual</a> of the ferry.</p>"), &[true; 3]);
    check(
        &with(
            "<div><h3>The Tide</h3><form><input type=email></form><p>Every day at six.</p></div>",
        ),
        &[true, false, false, true],
    );
    check(
        &with("<div><h3>Find a ferry</h3><form><input type=search></form><p>By day.</p></div>"),
        &[true; 4],
    );
    // A story of a few lines inside a form is a story.
    check("<form><input type=email><p>The ferry is late again today.</p></form>", &[true]);
}
