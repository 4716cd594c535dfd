use super::{Shares, compare, deviation, score};

#[test]
fn page_shares() {
    let check = |gold, found, expect: [f64; 3], same| {
        let (s, is_same) = compare(gold, found);
        assert_eq!([s.shared, s.surplus, s.missed], expect, "{gold:?} {found:?}");
        assert_eq!(is_same, same, "{gold:?} {found:?}");
    };
    check("", "", [0.0; 3], true);
    check("a", "", [0.0, 0.0, 1.0], false);
    check("a b", "a, b!", [1.0, 0.0, 0.0], true); // shorter than a shingle
    check("a b", "a b c", [0.0, 0.5, 0.5], false); // two short texts that differ share nothing
    check("a b c d e", "a b c d", [0.5, 0.0, 0.5], false);
    check("a a a a a", "a a a a", [0.5, 0.0, 0.5], false); // repeats count
    check("a b c d", "x a b c d", [0.5, 0.5, 0.0], false);
    check("A b c d", "a b c d", [0.0, 0.5, 0.5], false); // case counts
}

#[test]
fn set_scores() {
    let shares = |shared, surplus, missed| Shares { shared, surplus, missed };
    let check = |pages: &[Shares], expect: [f64; 3]| {
        let s = score(pages.iter().copied());
        assert_eq!([s.precision, s.recall, s.f1], expect, "{pages:?}");
    };
    check(&[], [0.0; 3]);
    check(&[shares(1.0, 0.0, 0.0)], [1.0; 3]);
    // A page on which nothing was found has no precision but a recall of nought.
    check(&[shares(1.0, 0.0, 0.0), shares(0.0, 0.0, 1.0)], [1.0, 0.5, 2.0 / 3.0]);
    check(&[shares(0.5, 0.5, 0.0), shares(0.5, 0.0, 0.5)], [0.75, 0.75, 0.75]);
    check(&[shares(0.0, 0.0, 0.0), shares(1.0, 0.0, 0.0)], [1.0; 3]);
}

#[test]
fn deviation_of_a_fair_coin() {
    // Half the pages right, half without an answer: recall r is a mean of 100 coin throws, sd 0.05, and
    // F1 = 2r/(1+r) has slope 2/(1+r)² = 0.889 at r = 0.5, so 0.0444.
    let mut pages = vec![Shares { shared: 1.0, surplus: 0.0, missed: 0.0 }; 50];
    pages.extend(vec![Shares { shared: 0.0, surplus: 0.0, missed: 1.0 }; 50]);
    let sd = deviation(&pages);
    assert!((sd - 0.0444).abs() < 0.004, "{sd}");
    assert_eq!(deviation(&pages[..50]), 0.0);
    assert_eq!(deviation(&[]), 0.0);
}
