//! Joins two numbers: ranges (`5 to 6`), lists that share a unit (`eight or nine euros`), totals.

use super::numeral::Numeral;
use super::unit::Found;
use super::{Exact, UnitKind, around, tables, unit};
use crate::scan::{Kind, Tokens};

/// The total in `72 of 131`, `72 of the 131`.
pub(crate) fn total(tokens: &Tokens<'_>, end: usize) -> Option<Exact> {
    if !tokens.is(end, "of") || tokens.opens(end) {
        return None;
    }
    let article = matches!(tokens.low(end + 1).as_str(), "the" | "its" | "their" | "some");
    let at = end + 1 + usize::from(article);
    let total = Numeral::at(tokens, at).filter(|total| total.first == at)?;
    let plain = total.value.as_whole().is_some() && !unit::is_money_mark(tokens, at);
    plain.then_some(total.value)
}

/// Two numerals that belong together, `connector` being the token between.
pub(crate) struct Link {
    pub(crate) numeral: Numeral,
    pub(crate) connector: usize,
    pub(crate) is_range: bool,
}

/// `5 to 6`, `5-6`, `between 5 and 6`, and lists that share a unit: `eight or nine euros`.
pub(crate) fn link(
    tokens: &Tokens<'_>,
    first: &Numeral,
    found: &Found,
    floor: usize,
) -> Option<Link> {
    let connector = found.end.max(first.end);
    let mark = tokens.low(connector);
    let mark = match tokens.text(connector) {
        "\u{2013}" | "\u{2014}" | "-" | "\u{2212}" => "-",
        _ => mark.as_str(),
    };
    // "200,000 to-260,000", "7- or 8-inch"
    let hanging = mark == "-"
        && !tokens.glued(connector + 1)
        && matches!(tokens.low(connector + 1).as_str(), "or" | "and" | "to");
    // "Stoxx 50 -1.3%": a minus sign, not a dash.
    if mark == "-" && !tokens.glued(connector) && tokens.glued(connector + 1) {
        return None;
    }
    let connector = if hanging { connector + 1 } else { connector };
    let word = tokens.low(connector);
    let mark = if hanging { word.as_str() } else { mark };
    if !matches!(mark, "to" | "-" | "and" | "or") || tokens.opens(connector) {
        return None;
    }
    let mut at = connector + 1;
    for _ in 0..3 {
        let money = unit::is_money_mark(tokens, at);
        let hyphen = tokens.text(at) == "-" && mark == "to";
        let filler =
            matches!(tokens.low(at).as_str(), "about" | "up" | "as" | "much" | "many" | "even")
                && mark == "to";
        if !(money || hyphen || filler) {
            break;
        }
        at += 1;
    }
    if tokens.opens(at) || tokens.text(at).contains(':') {
        return None;
    }
    let mut second = Numeral::at(tokens, at).filter(|second| second.first >= connector)?;
    if second.first != at {
        // A dash taken for a minus sign.
        second.first = at;
        second.sign = None;
        second.value = second.value.negated()?;
    }
    let other = unit::find(tokens, &second, connector);
    let before = found.first.min(first.first).checked_sub(1).filter(|b| *b + 1 > floor);
    let lead = before.map(|b| leading(tokens, b, floor)).unwrap_or_default();
    let shorter = found.money && other.money && other.singular_of(found);
    let alike =
        shorter || found.name.is_empty() || found.name == other.name || found.singular_of(&other);
    let stem = found.money && found.singular_of(&other);
    let same = !found.name.is_empty() && (found.name == other.name || stem);
    let bare = found.name.is_empty() && other.name.is_empty();
    let is_range = match mark {
        "and" => lead == "between" && alike,
        "to" => {
            (lead == "from" && alike)
                || (same && lead != "by")
                || (found.name.is_empty()
                    && !other.name.is_empty()
                    && other.kind != UnitKind::Percent)
                || (found.name.is_empty() && other.kind == UnitKind::Percent)
                || (bare && !other_is_label(&second))
        }
        "-" => (alike && !other.name.is_empty()) || (bare && !tokens.glued(connector)),
        _ => false,
    };
    let is_list = matches!(mark, "or" | "and" | "-")
        && found.name.is_empty()
        && !other.name.is_empty()
        && (mark == "or" || (mark == "and" && hanging));
    // "gained 5 points to 310": a change and the level it led to.
    let start = found.first.min(first.first);
    let moved = mark == "to"
        && lead.is_empty()
        && around::read(tokens, start, connector, floor, found.kind, tables()).change.is_some();
    let longer_chain = mark == "-"
        && tokens.text(second.end) == "-"
        && tokens.glued(second.end)
        && tokens.kind(second.end + 1) == Some(Kind::Number);
    ((is_range || is_list) && !longer_chain && !moved).then_some(Link {
        numeral: second,
        connector,
        is_range,
    })
}

fn other_is_label(second: &Numeral) -> bool {
    second.confidence < 70
}

/// The word before a range, past the bounds that may stand between: `from about 5`.
fn leading<'a>(tokens: &Tokens<'a>, mut at: usize, floor: usize) -> &'static str {
    for _ in 0..4 {
        match tokens.low(at).as_str() {
            "from" => return "from",
            "between" => return "between",
            "by" => return "by",
            "about" | "around" | "up" | "to" | "roughly" | "approximately" | "somewhere"
            | "nearly" => {}
            _ => return "",
        }
        if at <= floor || at == 0 {
            return "";
        }
        at -= 1;
    }
    ""
}
