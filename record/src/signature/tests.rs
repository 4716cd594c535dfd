use super::keys::{CANDIDATES, FULL, Index, KEPT, Keys};
use super::{CONTENT, FUNCTION, NAME, Signature};

#[test]
fn words_and_weights() {
    let check = |text: &str, expect: &[u8]| {
        let weights: Vec<u8> = Signature::read(text).tokens.iter().map(|t| t.weight).collect();
        assert_eq!(weights, expect, "{text:?}");
    };
    check("", &[]);
    check("“!”", &[]);
    check("the crane fell in Oslo", &[FUNCTION, CONTENT, CONTENT, FUNCTION, NAME]);
    check("The 12", &[FUNCTION, NAME]);
}

#[test]
fn words_that_look_alike() {
    let check = |a: &str, b: &str, expect: bool| {
        let (a, b) = (Signature::read(a), Signature::read(b));
        assert_eq!(a.tokens[0].is_like(&b.tokens[0]), expect);
    };
    check("harbour", "HARBOUR", true);
    check("harbour", "harb0ur", true);
    check("harbour", "harbor", true);
    check("harbour", "port", false);
    check("15", "12", false);
}

/// An invented report; the same number gives the same one.
fn report(number: u64) -> String {
    let mut state = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut word = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let (first, second) = ((state >> 40) % 70, (state >> 50) % 60);
        format!("w{first}ord{second}")
    };
    (0..120).map(|_| word()).collect::<Vec<_>>().join(" ")
}

#[test]
fn reprints_are_found_and_templates_are_capped() {
    let mut index = Index::default();
    for number in 0..500 {
        index.add(number, &Keys::of(&Signature::read(&report(number))));
    }
    let reprint = format!("Advertisement Subscribe {} Read also", report(77));
    let placement = index.add(500, &Keys::of(&Signature::read(&reprint)));
    assert_eq!(placement.candidates.first(), Some(&77));
    assert!(placement.keep.len() <= KEPT && placement.candidates.len() <= CANDIDATES);

    let weather = "Partly cloudy with light winds from the west and a high of nine degrees";
    let mut last = None;
    for number in 0..FULL as u64 + 5 {
        let text = format!("{weather} on day {number}");
        last = Some(index.add(1000 + number, &Keys::of(&Signature::read(&text))));
    }
    let last = last.expect("some were added");
    assert!(last.full_count > 0);
    assert!(last.candidates.len() <= CANDIDATES);

    let nothing = index.add(9999, &Keys::of(&Signature::read("")));
    assert!(nothing.candidates.is_empty() && nothing.keep.is_empty());
    assert_eq!(nothing.why_none(), None);
}
