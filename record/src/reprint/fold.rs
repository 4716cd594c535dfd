//! Which reprints may be folded under one headline: telling alike is not enough.
//!
//! [`folds`] is asked of a pair that [`super::compare`] found. Pages made of one form (weather, markets:
//! identical but for date and figures) and pages that hold other articles are alike and yet not
//! one text; they stay apart, each with its reason.

use std::collections::HashSet;
use std::ops::Range;

use super::Comparison;
use crate::signature::Signature;

/// Whether two texts that are alike are one text told twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Folds {
    /// One text.
    Yes,
    /// They are no reprints of each other.
    NoReprint,
    /// The same form with other figures filled in.
    OtherFigures,
    /// One stands in the middle of a much longer other, as in a page of several articles.
    InTheMiddle,
}

/// Numbers that both texts must have to be a form that is filled in: a report of an event has
/// few, a table of markets has many. Set, not measured.
const FORM_NUMBERS: usize = 4;
/// Share of the numbers that texts of one form have in common at most: a reprint keeps its
/// figures, an update changes one or two of them. Set, not measured.
const FORM_KEPT: f32 = 0.4;
/// A text that covers less of the other than this is a cut of it only when it begins where the other does.
const HALF: f32 = 0.5;
/// Where in the longer text a cut begins at the latest: news is cut from the end.
const BEGINS: f32 = 0.25;

/// May the two stand under one headline?
pub fn folds(a: &Signature, b: &Signature, comparison: &Comparison) -> Folds {
    if !comparison.kind.is_reprint() {
        return Folds::NoReprint;
    }
    if is_one_form(&numbers(a), &numbers(b)) {
        return Folds::OtherFigures;
    }
    let (part_a, part_b) = parts(comparison);
    let is_cut_of_middle = |share: f32, part: &Range<usize>, whole: &Signature| {
        let end = whole.tokens.last().map_or(1, |token| token.end.max(1));
        share < HALF && part.start as f32 > BEGINS * end as f32
    };
    if is_cut_of_middle(comparison.share_a, &part_a, a)
        || is_cut_of_middle(comparison.share_b, &part_b, b)
    {
        return Folds::InTheMiddle;
    }
    Folds::Yes
}

/// From the first to the last byte that each text has of the other; empty where nothing is shared.
pub fn parts(comparison: &Comparison) -> (Range<usize>, Range<usize>) {
    let of = |span: fn(&super::Shared) -> &Range<usize>| {
        let spans = || comparison.passages.iter().map(span);
        let start = spans().map(|span| span.start).min().unwrap_or(0);
        start..spans().map(|span| span.end).max().unwrap_or(start)
    };
    (of(|shared| &shared.a), of(|shared| &shared.b))
}

/// The numbers of a text, each once.
fn numbers(signature: &Signature) -> HashSet<u32> {
    let numbers = signature.tokens.iter().filter(|token| token.is_number);
    numbers.map(|token| token.hash).collect()
}

fn is_one_form(ours: &HashSet<u32>, theirs: &HashSet<u32>) -> bool {
    let fewer = ours.len().min(theirs.len());
    let kept = ours.intersection(theirs).count();
    fewer >= FORM_NUMBERS && (kept as f32) < FORM_KEPT * fewer as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reprint::compare;

    const REPORT: &str = "The ferry Marrow will stay in harbour for nine days after engineers found a crack in \
        its hull on Monday, the harbour board said. Some 1,400 residents of the outer islands \
        depend on it for bread, post and the doctor. A launch with 40 seats will sail twice a day \
        until the yard at Lunde has welded a new plate below the water line.";
    const OTHER: &str = "Councillors in Upper Harden voted by nine to six to close the old swimming bath, whose \
        boiler has failed every winter since it was put in. The building will become a library. \
        Parents who had collected signatures against it left the gallery before the count was over.";
    const MARKETS: &str = "Harden Exchange closed at 4,211.07 points, a change of 12 points. Grain stood at 212, \
        wool at 96, copper at 8,940 and tin at 31,200. Traders expect a quiet session tomorrow, \
        as the exchange is closed for half of the day and most desks will be empty by noon.";

    #[track_caller]
    fn check(a: &str, b: &str, expected: Folds) {
        let (a, b) = (Signature::read(a), Signature::read(b));
        assert_eq!(folds(&a, &b, &compare(&a, &b)), expected);
        assert_eq!(folds(&b, &a, &compare(&b, &a)), expected, "the other way round");
    }

    #[test]
    fn only_one_text_told_twice_folds() {
        check(REPORT, REPORT, Folds::Yes);
        check(REPORT, OTHER, Folds::NoReprint);
        // One figure of an update is not a form.
        check(REPORT, &REPORT.replace("nine days", "12 days"), Folds::Yes);
        let next_day = MARKETS
            .replace("4,211.07", "4,198.44")
            .replace("12 points", "13 points")
            .replace("212", "209")
            .replace("96", "97")
            .replace("8,940", "8,911")
            .replace("31,200", "31,050");
        check(MARKETS, &next_day, Folds::OtherFigures);
        check(MARKETS, MARKETS, Folds::Yes);
    }

    #[test]
    fn a_page_of_several_articles_folds_with_none_from_its_middle() {
        let page = format!("{OTHER}\n\n{}\n\n{REPORT}", MARKETS.repeat(2));
        let (page, report) = (Signature::read(&page), Signature::read(REPORT));
        let comparison = compare(&report, &page);
        assert!(comparison.share_a > 0.9, "{comparison:?}");
        if comparison.kind.is_reprint() {
            assert_eq!(folds(&report, &page, &comparison), Folds::InTheMiddle);
        }
    }
}
