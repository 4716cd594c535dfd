//! What the words before and after a figure make of it: bounds and changes.

use super::table::Tables;
use super::{Bound, Direction, UnitKind};
use crate::scan::{Kind, Tokens};

pub(crate) struct Around {
    pub(crate) bound: Bound,
    pub(crate) change: Option<Direction>,
}

/// Looks before token `first` and after `end`, never past `floor` or the sentence.
pub(crate) fn read(
    tokens: &Tokens<'_>,
    first: usize,
    end: usize,
    floor: usize,
    unit: UnitKind,
    tables: &Tables,
) -> Around {
    let (bound, edge) = bound_before(tokens, first, floor, tables);
    let bound = if bound == Bound::Equal { bound_after(tokens, end) } else { bound };
    let change = change_before(tokens, edge, floor, unit, tables);
    Around { bound, change }
}

fn bound_before(
    tokens: &Tokens<'_>,
    first: usize,
    floor: usize,
    tables: &Tables,
) -> (Bound, usize) {
    let mut edge = first;
    // "over the age of 21"
    let of_age = first >= floor + 3
        && tokens.is(first - 1, "of")
        && tokens.is(first - 2, "age")
        && tokens.is(first - 3, "the");
    if of_age {
        edge = first - 3;
    }
    // "only", "just", "a": transparent, twice at most ("at least a whopping 5" is rare).
    for _ in 0..2 {
        let Some(before) = edge.checked_sub(1).filter(|b| *b >= floor && !tokens.opens(edge))
        else {
            break;
        };
        if !matches!(
            tokens.low(before).as_str(),
            "a" | "an"
                | "another"
                | "just"
                | "only"
                | "the"
                | "sort"
                | "("
                | "-"
                | "\u{2013}"
                | "whopping"
                | "further"
                | "additional"
        ) || tables.bounds.contains_key(&*phrase(tokens, before, 2, floor))
        {
            break;
        }
        if tokens.text(before) == "-"
            && !(tokens.glued(edge) && before > floor && tokens.is(before - 1, "sub"))
        {
            break;
        }
        edge = before;
    }
    for length in (1..=4).rev() {
        if edge < floor + length
            || (edge - length + 1..=edge).any(|at| at < tokens.len() && tokens.opens(at))
        {
            continue;
        }
        let key = phrase(tokens, edge, length, floor);
        if let Some(&bound) = tables.bounds.get(&*key) {
            // "over the", "about the": prepositions with their own object; a bare sign touches.
            if !of_age && tokens.is(edge, "the") && !matches!(&*key, "at least" | "more than") {
                return (Bound::Equal, first);
            }
            return (bound, edge - length);
        }
    }
    (Bound::Equal, edge)
}

fn phrase(tokens: &Tokens<'_>, edge: usize, length: usize, floor: usize) -> String {
    let mut words = String::with_capacity(24);
    let start = edge.saturating_sub(length).max(floor);
    for at in start..edge {
        if at > start {
            words.push(' ');
        }
        words.push_str(tokens.low(at).as_str());
    }
    words
}

fn bound_after(tokens: &Tokens<'_>, end: usize) -> Bound {
    if tokens.opens(end) {
        return Bound::Equal;
    }
    match (tokens.low(end).as_str(), tokens.low(end + 1).as_str()) {
        ("or", "more") | ("and", "more" | "above" | "over") | ("at", "least") | ("or", "over") => {
            Bound::AtLeast
        }
        ("or", "less" | "fewer" | "under") | ("at", "most") => Bound::AtMost,
        ("or", "so") => Bound::About,
        ("plus", _) => Bound::AtLeast,
        _ => Bound::Equal,
    }
}

/// A verb of rising or falling whose amount this figure is: `rose 5%`, `grew sales by 5%`.
fn change_before(
    tokens: &Tokens<'_>,
    edge: usize,
    floor: usize,
    unit: UnitKind,
    tables: &Tables,
) -> Option<Direction> {
    let mut by = false;
    let mut object = 0;
    let mut at = edge;
    // Eight words reach over "was increased last year by about".
    for step in 0..8 {
        if at <= floor || tokens.opens(at) && step > 0 {
            return None;
        }
        at -= 1;
        if tokens.kind(at) == Some(Kind::Punct) {
            if matches!(tokens.text(at), "(" | "-") && step == 0 {
                continue;
            }
            return None;
        }
        let low = tokens.low(at);
        let word = low.as_str();
        if let Some(&way) = tables.changes.get(word) {
            let noun = at > 0
                && matches!(tokens.low(at - 1).as_str(), "a" | "the" | "this" | "its" | "an");
            let phrasal = matches!(word, "up" | "down")
                && at > 0
                && matches!(
                    tokens.low(at - 1).as_str(),
                    "gave"
                        | "give"
                        | "gives"
                        | "giving"
                        | "made"
                        | "make"
                        | "makes"
                        | "making"
                        | "take"
                        | "took"
                        | "ended"
                        | "end"
                        | "picked"
                        | "set"
                        | "signed"
                        | "hold"
                        | "held"
                        | "put"
                        | "opened"
                        | "came"
                        | "broke"
                        | "shot"
                        | "turned"
                        | "blew"
                        | "built"
                        | "rounded"
                        | "backed"
                        | "laid"
                        | "shut"
                        | "tracked"
                        | "gunned"
                );
            if phrasal {
                return None;
            }
            // "raised $5m", "cut 40 jobs": what was raised or cut, not by how much.
            let share = matches!(unit, UnitKind::Percent | UnitKind::Points);
            let object_of = is_transitive(word) && !by && !share;
            if object_of {
                return None;
            }
            let idiom = matches!(word, "up" | "down") && step > 0 && !by;
            return (!noun && !idiom && (object == 0 || by)).then_some(way);
        }
        match word {
            "by" if step <= 1 => by = true,
            "to" | "at" | "of" | "in" | "for" | "with" => return None,
            "a" | "an" | "another" | "further" | "as" | "much" | "some" | "nearly" | "about"
            | "just" | "only" | "from" => {}
            _ if word.ends_with("ly") => {}
            _ => object += 1,
        }
        if object > 0 && !by {
            return None;
        }
    }
    None
}

/// Verbs that need an object: without "by" the figure is that object, unless it is a share.
fn is_transitive(word: &str) -> bool {
    matches!(
        word,
        "raise"
            | "raises"
            | "raised"
            | "raising"
            | "lift"
            | "lifted"
            | "boost"
            | "boosted"
            | "cut"
            | "cuts"
            | "cutting"
            | "reduce"
            | "reduced"
            | "lose"
            | "loses"
            | "lost"
            | "losing"
            | "gain"
            | "gains"
            | "shed"
            | "sheds"
            | "slash"
            | "slashed"
            | "lower"
            | "lowered"
            | "drop"
            | "contract"
    )
}
