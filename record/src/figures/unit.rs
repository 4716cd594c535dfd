//! Finds a number's unit: a money mark before it, a unit word or a counted noun after it.

use super::UnitKind;
use super::noun;
use super::numeral::Numeral;
use super::table::tables;
use crate::scan::{Kind, Tokens};

#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) name: String,
    pub(crate) kind: UnitKind,
    /// First token of figure and unit together.
    pub(crate) first: usize,
    pub(crate) end: usize,
    pub(crate) money: bool,
    pub(crate) confidence: u8,
}

impl Found {
    pub(crate) fn none(first: usize, end: usize) -> Found {
        Found {
            name: String::new(),
            kind: UnitKind::None,
            first,
            end,
            money: false,
            confidence: 88,
        }
    }

    /// `8 miles` and `8 miles per hour` can stand in one range.
    pub(crate) fn singular_of(&self, other: &Found) -> bool {
        !self.name.is_empty() && other.name.starts_with(&*self.name)
    }
}

pub(crate) fn find(tokens: &Tokens<'_>, numeral: &Numeral, floor: usize) -> Found {
    if numeral.fold {
        return Found {
            name: "count".to_owned(),
            kind: UnitKind::Times,
            first: numeral.first,
            end: numeral.end,
            money: false,
            confidence: 96,
        };
    }
    let mut found = money(tokens, numeral, floor)
        .or_else(|| age(tokens, numeral, floor))
        .or_else(|| word(tokens, numeral))
        .or_else(|| part_of_unit(tokens, numeral))
        .or_else(|| noun(tokens, numeral))
        .unwrap_or_else(|| Found::none(numeral.first, numeral.end));
    if !found.name.is_empty() {
        per(tokens, &mut found);
    }
    found
}

/// A currency sign or code, alone or with its country (`HK $`).
pub(crate) fn is_money_mark(tokens: &Tokens<'_>, at: usize) -> bool {
    let text = tokens.text(at);
    match tokens.kind(at) {
        Some(Kind::Punct) => {
            matches!(
                text,
                "$" | "£"
                    | "€"
                    | "¥"
                    | "￥"
                    | "₹"
                    | "₪"
                    | "₽"
                    | "₴"
                    | "₩"
                    | "₺"
                    | "₦"
                    | "₿"
                    | "₫"
                    | "₱"
                    | "฿"
            ) || (text == "=" && at > 0 && tokens.text(at - 1) == "Y")
        }
        Some(Kind::Word) => {
            tokens.glued(at + 1)
                && tokens.kind(at + 1) == Some(Kind::Number)
                && text.bytes().all(|b| b.is_ascii_alphabetic())
                && tables().money.contains_key(tokens.low(at).as_str())
                && tokens.capital(at)
        }
        _ => false,
    }
}

fn money(tokens: &Tokens<'_>, numeral: &Numeral, floor: usize) -> Option<Found> {
    let table = &tables().money;
    let mark = numeral.first.checked_sub(1).filter(|mark| *mark >= floor)?;
    let code = tokens.kind(mark) == Some(Kind::Word)
        && tokens.text(mark).len() == 3
        && tokens.text(mark).bytes().all(|b| b.is_ascii_uppercase())
        && table.contains_key(tokens.low(mark).as_str());
    let (name, first) = if is_money_mark(tokens, mark) || code {
        let mut first = mark;
        let sign = tokens.low(mark);
        let mut name = *table.get(sign.as_str()).unwrap_or(&"dollar");
        if let Some(country) = mark.checked_sub(1).filter(|c| *c >= floor) {
            let mut key = String::with_capacity(8);
            key.push_str(tokens.low(country).as_str());
            key.push_str(sign.as_str());
            let known = tokens.text(country).bytes().all(|b| b.is_ascii_uppercase() || b == b'.')
                || tokens.text(mark) == "=";
            if let Some(with_country) = table.get(&*key).filter(|_| known) {
                name = with_country;
                first = country;
            }
        }
        (name, first)
    } else {
        // 1,200€ and 15$: the sign touches the last digit.
        let after = numeral.end;
        let sign = tokens.glued(after)
            && tokens.kind(after) == Some(Kind::Punct)
            && is_money_mark(tokens, after);
        let name = table.get(tokens.text(after)).filter(|_| sign)?;
        return Some(Found {
            name: (*name).to_owned(),
            kind: UnitKind::Money,
            first: numeral.first,
            end: after + 1,
            money: true,
            confidence: 96,
        });
    };
    let mut end = numeral.end;
    if matches!(tokens.text(end), "US" | "U.S." | "USD" | "AUD" | "CAD" | "NZD")
        && tokens.text(mark) == "$"
    {
        end += 1;
    }
    Some(Found {
        name: name.to_owned(),
        kind: UnitKind::Money,
        first,
        end,
        money: true,
        confidence: 98,
    })
}

/// A form from the unit table, up to four tokens long; the longest wins.
fn word(tokens: &Tokens<'_>, numeral: &Numeral) -> Option<Found> {
    let mut at = numeral.end;
    let hyphen = matches!(tokens.text(at), "-" | "\u{2011}" | "\u{2010}") && tokens.glued(at);
    if hyphen {
        if !tokens.glued(at + 1) {
            return None;
        }
        at += 1;
    }
    if tokens.opens(at) {
        return None;
    }
    let skipped = usize::from(!hyphen && is_filler_before_unit(tokens, at));
    let at = at + skipped;
    let start = tokens.get(at)?.start as usize;
    let glued = tokens.glued(at) && !hyphen && skipped == 0;
    for length in (1..=4).rev() {
        let end = at + length;
        if end > tokens.len() || (at + 1..end).any(|inner| tokens.opens(inner)) {
            continue;
        }
        let form = &tokens.text[start..tokens.list[end - 1].end as usize];
        if form.len() > 24 {
            continue;
        }
        let low = form.to_lowercase();
        let Some(unit) = tables().units.get(&*low).or_else(|| {
            low.contains('-').then(|| tables().units.get(&*low.replace('-', " "))).flatten()
        }) else {
            continue;
        };
        if !form_fits(form, unit.kind, glued, hyphen, tokens, end) {
            continue;
        }
        let mut name = unit.name.to_owned();
        let mut kind = unit.kind;
        if name == "pound-mass" && numeral.scale.is_some() && low.starts_with("pound") {
            name = "pound sterling".to_owned();
            kind = UnitKind::Money;
        }
        if name == "percentage" && (tokens.is(end, "point") || tokens.is(end, "points")) {
            return Some(Found {
                name: "percentage point".to_owned(),
                kind: UnitKind::Points,
                first: numeral.first,
                end: end + 1,
                money: false,
                confidence: 97,
            });
        }
        if form == "Nm" {
            name = "newton metre".to_owned();
        }
        let mut end = end;
        if name == "year" && is_age(tokens, end) {
            let old =
                (end..end + 2).find(|o| tokens.low(*o).as_str().starts_with("old")).unwrap_or(end);
            name = "year of age".to_owned();
            kind = UnitKind::Age;
            end = old + 1;
        }
        if name == "centimetre" || name == "metre" || name == "foot" {
            // 32m2: the power is a token of its own.
            let squared = matches!(tokens.text(end), "2" | "²") && tokens.glued(end);
            if squared {
                name = format!("square {name}");
                end += 1;
            }
        }
        let long = form.len() > 2 || unit.kind == UnitKind::Percent;
        return Some(Found {
            name,
            kind,
            first: numeral.first,
            end,
            money: unit.kind == UnitKind::Money,
            confidence: if long { 97 } else { 90 },
        });
    }
    None
}

/// Whether a word is a unit of the table, spelled out.
pub(crate) fn is_unit_word(word: &str) -> bool {
    word.len() > 2
        && tables()
            .units
            .get(word)
            .is_some_and(|unit| !matches!(unit.kind, UnitKind::Times | UnitKind::Thing))
}

/// `over the age of 21`, `he will be 35`, `she turned 80`: years of age, said or not.
fn age(tokens: &Tokens<'_>, numeral: &Numeral, floor: usize) -> Option<Found> {
    let years = numeral.value.as_whole().filter(|years| (1..=120).contains(years))?;
    let back = |steps: usize| {
        let at = numeral.first.checked_sub(steps).filter(|at| *at >= floor);
        at.map(|at| tokens.low(at))
    };
    let is =
        |steps: usize, words: &[&str]| back(steps).is_some_and(|low| words.contains(&low.as_str()));
    let end = numeral.end;
    let closes = tokens.opens(end)
        || tokens.kind(end) != Some(Kind::Word)
        || matches!(
            tokens.low(end).as_str(),
            "by" | "in" | "on" | "when" | "and" | "this" | "next" | "years"
        );
    let of_age = is(1, &["of"]) && is(2, &["age", "ages"]) && closes;
    let person = is(2, &["he", "she", "who", "i'm"]) || is(3, &["he", "she", "who", "i"]);
    let being = (is(1, &["be"]) && is(2, &["will", "would"]) && person
        || is(1, &["turned", "turns", "turning"])
        || is(1, &["is", "was"]) && is(2, &["he", "she"]))
        && closes
        && years > 2
        && !tokens.is(end, "years")
        && !matches!(tokens.text(end), "-" | "%" | "/" | "\u{2013}");
    let stated = tokens.is(end, "years") && of_age;
    (of_age || being).then(|| Found {
        name: "year of age".to_owned(),
        kind: UnitKind::Age,
        first: numeral.first,
        end: end + usize::from(stated),
        money: false,
        confidence: 88,
    })
}

/// `1/16 of a pint`: the unit after the whole.
fn part_of_unit(tokens: &Tokens<'_>, numeral: &Numeral) -> Option<Found> {
    let end = numeral.end;
    let part = numeral.value < super::Exact::whole(1)
        && tokens.is(end, "of")
        && matches!(tokens.low(end + 1).as_str(), "a" | "an" | "one");
    // "of a US pint"
    let at = end + 2 + usize::from(tokens.capital(end + 2));
    let low = tokens.low(at);
    let unit = tables().units.get(low.as_str()).filter(|_| part && low.as_str().len() > 2)?;
    Some(Found {
        name: unit.name.to_owned(),
        kind: unit.kind,
        first: numeral.first,
        end: at + 1,
        money: false,
        confidence: 88,
    })
}

fn is_age(tokens: &Tokens<'_>, at: usize) -> bool {
    let dash = tokens.text(at) == "-" && tokens.glued(at);
    let word = tokens.low(at + usize::from(dash));
    matches!(word.as_str(), "old" | "olds")
}

/// "three straight years", "another 15 more miles".
fn is_filler_before_unit(tokens: &Tokens<'_>, at: usize) -> bool {
    matches!(
        tokens.low(at).as_str(),
        "more"
            | "straight"
            | "consecutive"
            | "full"
            | "additional"
            | "extra"
            | "further"
            | "previous"
            | "whole"
    )
}

/// Single letters and symbols are units only where they touch the number and have the right case.
fn form_fits(
    form: &str,
    kind: UnitKind,
    glued: bool,
    hyphen: bool,
    tokens: &Tokens<'_>,
    end: usize,
) -> bool {
    let upper = form.bytes().all(|b| b.is_ascii_uppercase());
    let lower = form.bytes().all(|b| b.is_ascii_lowercase());
    if kind == UnitKind::Money
        && form.len() <= 3
        && form.is_ascii()
        && !matches!(form, "yen" | "kn" | "p")
    {
        return upper;
    }
    match form {
        "'" | "′" | "″" => return glued,
        "C" | "F" => return glued || tokens.opens(end) || tokens.kind(end) != Some(Kind::Word),
        "W" | "V" => return !hyphen && (glued || tokens.kind(end) == Some(Kind::Word)),
        "p" => {
            return glued
                || tokens.opens(end)
                || tokens.kind(end) != Some(Kind::Word)
                || tokens.is(end, "at");
        }
        "m" | "g" | "l" | "t" | "h" | "s" | "L" | "x" => return glued || (hyphen && form == "m"),
        "min" | "mb" | "sec" | "ha" | "mi" | "ins" | "mp" | "pp" | "bar" | "ms" | "ct" | "cal"
        | "in." => {
            return glued || (form == "min" && lower);
        }
        "time" | "stone" | "cup" | "second" => return !upper,
        _ => {}
    }
    if form == "nm" || form == "Nm" {
        return true;
    }
    if form.len() == 1 && form.is_ascii() {
        return form == "%";
    }
    true
}

/// What is counted: the noun phrase after the number.
fn noun(tokens: &Tokens<'_>, numeral: &Numeral) -> Option<Found> {
    let plural = numeral.value != super::Exact::whole(1);
    let phrase = noun::after(tokens, numeral.end, plural)?;
    // "the previous two sessions", "the top three seeds"
    let before = numeral.first.checked_sub(1).map(|before| tokens.low(before));
    let name = match before.as_ref().map(|low| low.as_str()) {
        Some(quality @ ("previous" | "top")) => format!("{quality} {}", phrase.name),
        _ => phrase.name,
    };
    Some(Found {
        name,
        kind: UnitKind::Thing,
        first: numeral.first,
        end: phrase.end,
        money: false,
        confidence: phrase.confidence,
    })
}

/// `per share`, `a day`, `/cm`.
fn per(tokens: &Tokens<'_>, found: &mut Found) {
    let at = found.end;
    if tokens.opens(at) || at >= tokens.len() {
        return;
    }
    let low = tokens.low(at);
    let (slash, article) = match low.as_str() {
        "per" | "each" => (false, false),
        "a" | "an" | "every" => (false, true),
        "/" if tokens.glued(at) && tokens.glued(at + 1) => (true, false),
        _ => return,
    };
    let start = at + 1;
    let earlier = matches!(
        tokens.low(start + 1).as_str(),
        "ago" | "earlier" | "later" | "before" | "after" | "from"
    );
    if tokens.opens(start) || tokens.kind(start) != Some(Kind::Word) || (article && earlier) {
        return;
    }
    for length in (1..=2).rev() {
        let end = start + length;
        if end > tokens.len() || tokens.opens(end - 1) && length > 1 {
            continue;
        }
        let span = tokens.span(start, end);
        let form = &tokens.text[span];
        if form.len() > 24 {
            continue;
        }
        let low = form.to_lowercase();
        let table = tables().units.get(&*low);
        let name = match (table, &*low) {
            (
                _,
                "share" | "person" | "head" | "game" | "capita" | "household" | "student" | "vote"
                | "night" | "quarter" | "season" | "match",
            ) => low.clone(),
            (_, "annum") => "year".to_owned(),
            (Some(unit), _)
                if article
                    && unit.kind != UnitKind::Time
                    && !matches!(
                        unit.name,
                        "barrel"
                            | "ounce"
                            | "gallon"
                            | "tonne"
                            | "ton"
                            | "litre"
                            | "mile"
                            | "kilogram"
                            | "pound-mass"
                    ) =>
            {
                return;
            }
            (Some(unit), _) if slash || form.len() > 2 => unit.name.to_owned(),
            (Some(unit), _) => unit.name.to_owned(),
            _ => continue,
        };
        if article && found.kind == UnitKind::Time {
            return;
        }
        found.name = format!("{} per {name}", found.name);
        found.end = end;
        return;
    }
}
