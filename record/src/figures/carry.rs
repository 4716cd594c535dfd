//! Completes figures from their neighbours: `60,000 homes … compared with 40,000`, `2%, or 5 points`.

use std::ops::Range;

use super::{Bound, Figure, FigureKind, UnitKind};
use crate::scan::{Kind, Tokens};

/// Gives units, bounds and changes left unsaid. Looks one figure back or ahead, so it is linear.
pub(crate) fn carry(tokens: &Tokens<'_>, found: &mut [(Figure, Range<usize>)]) {
    for at in 1..found.len() {
        let (before, rest) = found.split_at_mut(at);
        let (last, range) = &before[at - 1];
        let (this, here) = &mut rest[0];
        if !this.is_quantity() || !last.is_quantity() || !same_sentence(tokens, range, here) {
            continue;
        }
        unit_from_before(tokens, last, range, this, here);
        aside(tokens, last, range, this, here);
    }
    for at in 1..found.len() {
        // "72 of 131 drones": drones all.
        let (before, rest) = found.split_at_mut(at);
        let (this, here) = &mut before[at - 1];
        let (next, range) = &rest[0];
        if this.of_total.is_some() && this.unit.is_empty() && range.start - here.end <= 2 {
            this.unit.clone_from(&next.unit);
            this.unit_kind = next.unit_kind;
        }
    }
    for at in (1..found.len()).rev() {
        let (before, rest) = found.split_at_mut(at);
        let (this, here) = &mut before[at - 1];
        let (next, range) = &rest[0];
        // "7- or 8-inch", "four-, five- and six-cylinder"
        let hanging = tokens.text(here.end) == "-"
            && (!tokens.glued(here.end + 1) || tokens.text(here.end + 1) == ",");
        if hanging && this.unit.is_empty() && range.start - here.end < 6 {
            this.unit.clone_from(&next.unit);
            this.unit_kind = next.unit_kind;
        }
    }
}

fn same_sentence(tokens: &Tokens<'_>, last: &Range<usize>, here: &Range<usize>) -> bool {
    // Forty words: longer gaps carry nothing over.
    here.start - last.end <= 40 && (last.end..=here.start).all(|at| !tokens.opens(at))
}

/// `3.9 million headsets, up from 2.4 million`; `rose 64 points to 4,577`.
fn unit_from_before(
    tokens: &Tokens<'_>,
    last: &Figure,
    range: &Range<usize>,
    this: &mut Figure,
    here: &Range<usize>,
) {
    if !this.unit.is_empty() || this.kind != FigureKind::Count {
        return;
    }
    let near = here.start - range.end;
    let lead = |back: usize| here.start.checked_sub(back).map(|at| tokens.low(at));
    let lead = lead(1);
    let word = lead.as_ref().map_or("", |low| low.as_str());
    let level = matches!(word, "to") && near <= 3;
    let carries = match last.unit_kind {
        UnitKind::Thing => {
            matches!(
                word,
                "from" | "with" | "including" | "than" | "not" | "and" | "to" | "against" | "or"
            ) && (word != "and" || near <= 6)
        }
        UnitKind::Points | UnitKind::Money => level || (word == "from" && near <= 3),
        UnitKind::Measure => (word == "from" || word == "to") && near <= 4,
        _ => false,
    };
    let next_ends = tokens.opens(here.end)
        || tokens.kind(here.end) == Some(Kind::Punct)
        || matches!(
            tokens.low(here.end).as_str(),
            "in" | "on"
                | "at"
                | "by"
                | "for"
                | "during"
                | "a"
                | "last"
                | "the"
                | "were"
                | "had"
                | "after"
                | "and"
                | "to"
                | "from"
        );
    if carries && next_ends {
        this.unit.clone_from(&last.unit);
        this.unit_kind = last.unit_kind;
        this.kind =
            if last.unit_kind == UnitKind::Thing { FigureKind::Count } else { FigureKind::Amount };
        this.confidence = this.confidence.min(80);
    }
}

/// The same amount said again in another unit: `100 km (60 miles)`, `5%, or $3`.
fn aside(
    tokens: &Tokens<'_>,
    last: &Figure,
    range: &Range<usize>,
    this: &mut Figure,
    here: &Range<usize>,
) {
    if this.bound != Bound::Equal || this.change.is_some() || here.start - range.end > 2 {
        return;
    }
    let again = (range.end..here.start)
        .all(|at| matches!(tokens.low(at).as_str(), "(" | "/" | "," | "or"))
        && range.end < here.start
        && tokens.text(here.start - 1) != ",";
    if again && this.unit != last.unit {
        this.bound = last.bound;
        this.change = last.change;
    }
}
