use super::{score, sentences};

#[test]
fn sentence_splits() {
    let check = |text, expect: &[&str]| assert_eq!(sentences(text), expect, "{text:?}");
    check("", &[""]);
    check("One. Two", &["One.", "Two"]);
    check("One.  \n Two! 3?", &["One.", "Two!", "3?"]);
    check("He said “no.” Then left", &["He said “no.", "Then left"]); // the closing marks go with the gap
    check("He left. “No,” he said", &["He left.", "“No,” he said"]);
    check("approx. five e.g. this", &["approx. five e.g. this"]);
    check("Wait… Что? Ναι. Ναι", &["Wait…", "Что?", "Ναι.", "Ναι"]);
    check("v1.2.3 No", &["v1.2.3 No"]);
    check("End.) (A", &["End.", "(A"]);
    check("  A. B  ", &["A.", "B"]);
}

#[test]
fn scores() {
    let check = |gold, found, expect: [f64; 3]| {
        let s = score(gold, found);
        for (got, want) in [s.precision, s.recall, s.f1].into_iter().zip(expect) {
            assert!((got - want).abs() < 1e-9, "{gold:?} {found:?}: {s:?}, wanted {expect:?}");
        }
    };
    check("", "", [1.0; 3]);
    check(" \n", "a", [0.0, 1.0, 0.0]);
    check("a", "", [0.0; 3]);
    check("a b c", "a b c", [1.0; 3]);
    check("a b c d", "a x c", [2.0 / 3.0, 0.5, 4.0 / 7.0]);
    check("a b", "b a", [0.5, 0.5, 0.5]); // order counts
    // The union over sentences, Lin's example: 1 2 with the first, 1 3 5 with the second.
    check("1 2 3 4 5", "1 2 6 7 8. 1 3 8 9 5", [0.4, 0.8, 8.0 / 15.0]);
    check("a a b", "a b", [1.0, 2.0 / 3.0, 0.8]); // a word counts as often as it was found
}
