//! Parts and wholes: `55 drones, 10 over A and six over B`; `ten of them`; `72 of 131`.

use std::ops::Range;

use super::Claim;
use crate::figures::{Exact, UnitKind, Value};
use crate::scan::Tokens;

/// Claims looked back at for the whole.
const REACH: usize = 6;

pub(crate) fn tie(tokens: &Tokens<'_>, claims: &mut [Claim], ranges: &[Range<usize>]) {
    // What is already placed of each whole, so that parts never add up to more than it.
    let mut placed: Vec<Exact> = vec![Exact::whole(0); claims.len()];
    for at in 0..claims.len() {
        let Value::One(value) = claims[at].figure.value else {
            continue;
        };
        if let Some(total) = claims[at].figure.of_total {
            claims[at].part_of = (at + 1..claims.len().min(at + 3))
                .find(|next| claims[*next].figure.value == Value::One(total));
            continue;
        }
        // "None of the country's aircraft" counts no part but all.
        if value == Exact::whole(0) {
            continue;
        }
        let said = is_part(tokens, &ranges[at]);
        let listed_before = at.checked_sub(1).and_then(|before| {
            let whole = claims[before].part_of?;
            let is_next =
                is_rest(tokens, &ranges[at]) || in_list(tokens, &ranges[before], &ranges[at], true);
            is_next.then_some(whole)
        });
        let whole = (at.saturating_sub(REACH)..at).rev().find(|before| {
            let whole = &claims[*before];
            let Value::One(size) = whole.figure.value else {
                return false;
            };
            let gap = claims[at].figure.span.start.saturating_sub(whole.figure.span.end);
            let fits = placed[*before].plus(value).is_some_and(|sum| sum <= size) && value < size;
            !whole.headline
                && whole.part_of.is_none()
                && counts_alike(whole, &claims[at])
                && gap < 300
                && fits
                && (said
                    || listed_before == Some(*before)
                    || in_list(tokens, &ranges[*before], &ranges[at], false))
        });
        let Some(whole) = whole else { continue };
        if let Some(sum) = placed[whole].plus(value) {
            placed[whole] = sum;
        }
        take_over(claims, at, whole);
    }
}

/// `Another 41`, `the remaining 12`: goes on counting the whole of the claim before.
fn is_rest(tokens: &Tokens<'_>, range: &Range<usize>) -> bool {
    range.start.checked_sub(1).is_some_and(|at| {
        matches!(tokens.low(at).as_str(), "another" | "further" | "remaining" | "other")
    })
}

/// A part is of its whole's kind, and its whole's claimant states it.
fn take_over(claims: &mut [Claim], part: usize, whole: usize) {
    let (before, rest) = claims.split_at_mut(part);
    let (whole_claim, part_claim) = (&before[whole], &mut rest[0]);
    part_claim.part_of = Some(whole);
    // "55 drones, 10 over the Aldmoor region": the region is that of the ten alone.
    let is_of_part = |place: &Range<usize>| {
        part_claim.place.as_ref() == Some(place) && part_claim.figure.span.start < place.start
    };
    let takes_place = whole_claim.place.as_ref().is_some_and(is_of_part);
    if part_claim.figure.unit.is_empty() {
        part_claim.figure.unit.clone_from(&whole_claim.figure.unit);
        part_claim.figure.unit_kind = whole_claim.figure.unit_kind;
    }
    if !part_claim.measure.contains(&whole_claim.measure) {
        if !part_claim.measure.is_empty() {
            part_claim.measure.insert_str(0, "; ");
        }
        part_claim.measure.insert_str(0, &whole_claim.measure);
    }
    part_claim.counted.clone_from(&whole_claim.counted);
    if part_claim.claimant.is_none() {
        part_claim.claimant = whole_claim.claimant;
    }
    if takes_place {
        claims[whole].place = None;
    }
}

fn counts_alike(whole: &Claim, part: &Claim) -> bool {
    matches!(whole.figure.unit_kind, UnitKind::Thing | UnitKind::None)
        && (part.figure.unit.is_empty()
            || part.counted == whole.counted
            || whole.figure.unit.ends_with(&*part.figure.unit))
}

/// `ten of them`, `including three`, `among them three`, `nine of the injured`, `of those, 61`.
fn is_part(tokens: &Tokens<'_>, range: &Range<usize>) -> bool {
    let partitive = |at: usize| {
        tokens.is(at, "of")
            && matches!(
                tokens.low(at + 1).as_str(),
                "them" | "the" | "these" | "those" | "whom" | "which"
            )
    };
    let before = (1..=2).any(|back| {
        range
            .start
            .checked_sub(back)
            .is_some_and(|at| matches!(tokens.low(at).as_str(), "including" | "them" | "among"))
    });
    let of_those = (2..=3).any(|back| {
        range.start.checked_sub(back).is_some_and(|at| {
            partitive(at) && !tokens.is(at + 1, "the") && (back == 2 || tokens.is(at + 2, ","))
        })
    });
    (range.start..=range.end).any(partitive) || before || of_those
}

/// `55 drones …, 10 over A and six over B`: in the whole's sentence, each with a place after it.
/// `and` opens no list but goes on with one: `50,000 in Hask and 38,000 in Dorve` are two counts.
fn in_list(tokens: &Tokens<'_>, whole: &Range<usize>, part: &Range<usize>, goes_on: bool) -> bool {
    if part.start < whole.end || part.start - whole.end > 40 {
        return false;
    }
    let one_sentence = (whole.end..=part.start).all(|at| !tokens.opens(at));
    let opener = part.start.checked_sub(1).is_some_and(|at| {
        matches!(
            tokens.low(at).as_str(),
            "," | ":" | "(" | "\u{2013}" | "\u{2014}" | "with" | "including"
        ) || goes_on && tokens.is(at, "and")
    });
    let placed = matches!(
        tokens.low(part.end).as_str(),
        "over" | "in" | "near" | "at" | "above" | "on" | "off"
    );
    one_sentence && opener && placed
}
