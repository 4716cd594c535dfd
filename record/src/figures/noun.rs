//! The noun phrase a number counts, and plurals.

use super::table::{Small, tables};
use crate::scan::{Kind, Tokens};

pub(crate) struct Phrase {
    /// Lower case, head in the singular: `other employee`.
    pub(crate) name: String,
    pub(crate) end: usize,
    pub(crate) confidence: u8,
}

/// Whether a noun or an adjective can start here: a word that is no function word or verb.
pub(crate) fn starts_at(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.kind(at) == Some(Kind::Word)
        && !tokens.opens(at)
        && !matches!(small(tokens, at), Some(Small::Function | Small::Verb))
}

/// Whether a plural noun stands here or right after an adjective.
pub(crate) fn plural_follows(tokens: &Tokens<'_>, at: usize) -> bool {
    starts_at(tokens, at)
        && !tokens.glued(at)
        && (is_plural(tokens.text(at))
            || (starts_at(tokens, at + 1) && is_plural(tokens.text(at + 1))))
}

fn small(tokens: &Tokens<'_>, at: usize) -> Option<Small> {
    let low = tokens.low(at);
    let word = low.as_str();
    let word = word.split(['\'', '\u{2019}']).next().unwrap_or(word);
    tables().small_words.get(word).copied()
}

/// The phrase counted by a number that ends at `at`. Counts other than one want a plural head.
pub(crate) fn after(tokens: &Tokens<'_>, at: usize, plural: bool) -> Option<Phrase> {
    let mut at = at;
    let mut confidence = 88;
    if tokens.is(at, "of") && !tokens.opens(at) {
        at += 1;
        for _ in 0..3 {
            let determiner = matches!(
                tokens.low(at).as_str(),
                "the"
                    | "its"
                    | "their"
                    | "his"
                    | "her"
                    | "my"
                    | "our"
                    | "your"
                    | "these"
                    | "those"
                    | "them"
                    | "most"
                    | "all"
            );
            if !determiner {
                break;
            }
            if tokens.is(at, "them") {
                return None;
            }
            at += 1;
        }
        // "three of the seven bullets", "25 of its final 52 shots"
        let total = super::starts_number(tokens, at) || tokens.kind(at) == Some(Kind::Number);
        if total && !tokens.opens(at) && super::small_number(tokens.low(at).as_str()).is_some() {
            at += 1;
        }
        confidence = 75;
    }
    // "eight million 250ml bottles": past the measure of each, which is a figure of its own.
    let start = at;
    let mut skipped = false;
    if tokens.kind(at) == Some(Kind::Number) && !tokens.opens(at) && confidence != 75 {
        let unit = at + 1 + usize::from(tokens.text(at + 1) == "-" && tokens.glued(at + 1));
        let measure = tokens.glued(unit) && tables().units.contains_key(tokens.low(unit).as_str());
        if measure && plural_follows(tokens, unit + 1) {
            skipped = true;
            at = unit + 1;
        }
    }
    let want_plural = plural || confidence == 75;
    let mut words: Vec<usize> = Vec::new();
    let mut end = at;
    let mut found = false;
    // Six words hold every counted phrase of the dev set.
    while words.len() < 6 {
        if tokens.opens(end) || end >= tokens.len() {
            break;
        }
        let hyphen = tokens.text(end) == "-" && tokens.glued(end) && tokens.glued(end + 1);
        if hyphen {
            // "Vessian MK-27 fighters"
            if tokens.kind(end + 1) == Some(Kind::Number) && !words.is_empty() {
                end += 2;
                continue;
            }
            if tokens.kind(end + 1) != Some(Kind::Word) {
                break;
            }
            words.push(end + 1);
            end += 2;
            if want_plural && is_plural(tokens.text(end - 1)) {
                found = true;
                break;
            }
            continue;
        }
        if tokens.kind(end) != Some(Kind::Word) {
            // "new 737 Max jets"
            if tokens.kind(end) == Some(Kind::Number)
                && !words.is_empty()
                && starts_at(tokens, end + 1)
            {
                words.push(end);
                end += 1;
                continue;
            }
            break;
        }
        if words.is_empty() && tokens.glued(end) && end == at {
            break;
        }
        match small(tokens, end) {
            Some(Small::Filler) if words.is_empty() => {
                if matches!(
                    tokens.low(end).as_str(),
                    "more" | "less" | "least" | "several" | "such"
                ) {
                    at = end + 1;
                } else {
                    words.push(end);
                }
                end += 1;
                continue;
            }
            Some(Small::Verb) if words.is_empty() && tokens.text(end).ends_with("ed") => {
                end += 1;
                at = end;
                continue;
            }
            // "Kia and Hyundai vehicles", "digital and physical sales"
            Some(Small::Function)
                if tokens.is(end, "and")
                    && words.len() == 1
                    && and_joins(tokens, words[0], end) =>
            {
                end += 1;
                continue;
            }
            Some(Small::Function | Small::Verb) => break,
            _ => {}
        }
        let text = tokens.text(end);
        let hyphened = tokens.text(end + 1) == "-" && tokens.glued(end + 1);
        // "recorded songs", "decently sized plants": what was done to them is not what they are.
        if (text.ends_with("ed") || text.ends_with("ly"))
            && !hyphened
            && !tokens.is(end + 1, "and")
            && words.is_empty()
            && text.len() > 4
        {
            end += 1;
            at = end;
            continue;
        }
        let possessive =
            text.ends_with("'s") || text.ends_with("\u{2019}s") || is_possessive_next(tokens, end);
        words.push(end);
        end += 1;
        if possessive {
            if tokens.glued(end) && matches!(tokens.text(end), "'" | "\u{2019}") {
                end += 1;
            }
            continue;
        }
        // "human rights lawyers": the plural is not the head yet.
        let modifies = matches!(
            text,
            "rights"
                | "sports"
                | "arms"
                | "sales"
                | "plainclothes"
                | "savings"
                | "operations"
                | "communications"
        ) && starts_at(tokens, end)
            && is_plural(tokens.text(end));
        if modifies {
            continue;
        }
        if want_plural && is_plural(text) && !(tokens.text(end) == "-" && tokens.glued(end)) {
            found = true;
            break;
        }
        if !want_plural && words.len() == 6 {
            break;
        }
    }
    let _ = at;
    if words.is_empty() || (want_plural && !found) {
        return attributive(tokens, at, plural);
    }
    Some(Phrase { name: name(tokens, &words), end: if skipped { start } else { end }, confidence })
}

fn is_possessive_next(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.glued(at + 1)
        && matches!(tokens.text(at + 1), "'" | "\u{2019}")
        && tokens.text(at).ends_with('s')
}

/// `Kia and Hyundai vehicles`: the words on both sides of `and` belong to a later head.
fn and_joins(tokens: &Tokens<'_>, before: usize, and: usize) -> bool {
    !is_plural(tokens.text(before))
        && starts_at(tokens, and + 1)
        && !is_plural(tokens.text(and + 1))
        && starts_at(tokens, and + 2)
        && is_plural(tokens.text(and + 2))
}

/// `a three course meal`, `14-gauge tip`: no plural follows, yet the noun right after is counted.
fn attributive(tokens: &Tokens<'_>, at: usize, plural: bool) -> Option<Phrase> {
    if !plural {
        return None;
    }
    let hyphen = tokens.text(at) == "-" && tokens.glued(at) && tokens.glued(at + 1);
    let at = at + usize::from(hyphen);
    if !starts_at(tokens, at) || (tokens.glued(at) && !hyphen) {
        return None;
    }
    let noun = tokens.text(at);
    let next = starts_at(tokens, at + 1) && !tokens.capital(at + 1);
    // A single lower-case noun before another noun; adverbs and names count nothing.
    if !(hyphen || next)
        || noun.ends_with("ly")
        || tokens.capital(at)
        || noun.ends_with("ed")
        || noun.ends_with("ing")
    {
        return None;
    }
    let words: Vec<usize> = if hyphen { vec![at] } else { vec![at, at + 1] };
    let end = words[words.len() - 1] + 1;
    Some(Phrase { name: name(tokens, &words), end, confidence: 60 })
}

fn name(tokens: &Tokens<'_>, words: &[usize]) -> String {
    let mut name = String::new();
    for (index, &word) in words.iter().enumerate() {
        if index > 0 {
            let joined = word > 0 && tokens.glued(word) && tokens.text(word - 1) == "-";
            name.push(if joined { '-' } else { ' ' });
        }
        let text = tokens.text(word).to_lowercase();
        let text = text.trim_end_matches("'s").trim_end_matches("\u{2019}s");
        let text = base_form(text);
        if index + 1 == words.len() { name.push_str(&singular(text)) } else { name.push_str(text) }
    }
    name
}

/// `smaller` and `oldest` say the same of the thing as `small` and `old`.
fn base_form(word: &str) -> &str {
    match word {
        "best" | "better" => "good",
        "worst" | "worse" => "bad",
        "smaller" | "smallest" => "small",
        "larger" | "largest" => "large",
        "bigger" | "biggest" => "big",
        "older" | "oldest" => "old",
        "younger" | "youngest" => "young",
        "newer" | "newest" => "new",
        "higher" | "highest" => "high",
        "lower" | "lowest" => "low",
        "longer" | "longest" => "long",
        "richest" | "richer" => "rich",
        "poorest" | "poorer" => "poor",
        "greatest" | "greater" => "great",
        "fastest" | "faster" => "fast",
        "strongest" | "stronger" => "strong",
        _ => word,
    }
}

pub(crate) fn is_plural(word: &str) -> bool {
    let low = word.to_ascii_lowercase();
    if matches!(
        &*low,
        "people"
            | "men"
            | "women"
            | "children"
            | "police"
            | "feet"
            | "teeth"
            | "mice"
            | "geese"
            | "cattle"
            | "staff"
            | "troops"
            | "dead"
            | "injured"
            | "wounded"
            | "missing"
            | "personnel"
            | "aircraft"
            | "fish"
            | "sheep"
            | "deer"
            | "crew"
            | "salmon"
            | "youth"
            | "criteria"
            | "media"
            | "phenomena"
            | "bacteria"
    ) {
        return true;
    }
    if low.ends_with("children")
        || low.ends_with("women")
        || low.ends_with("smen")
        || low.ends_with("emen")
    {
        return true;
    }
    low.len() > 2
        && low.ends_with('s')
        && !low.ends_with("ss")
        && !low.ends_with("us")
        && !low.ends_with("is")
        && !low.ends_with("ous")
        && !low.ends_with("'s")
        && !low.ends_with("\u{2019}s")
}

/// The singular of a regular English plural; anything else as it is.
pub(crate) fn singular(word: &str) -> String {
    match word {
        _ if word.ends_with("children") => return word.trim_end_matches("ren").to_owned(),
        _ if word.ends_with("men") && is_plural(word) => return word.replace("men", "man"),
        "feet" => return "foot".to_owned(),
        "teeth" => return "tooth".to_owned(),
        "mice" => return "mouse".to_owned(),
        "people" | "police" | "series" | "species" | "news" | "troops" => return word.to_owned(),
        "viruses" => return "virus".to_owned(),
        "lives" => return "life".to_owned(),
        "wives" => return "wife".to_owned(),
        "knives" => return "knife".to_owned(),
        "buses" | "campuses" | "bonuses" | "statuses" | "censuses" | "choruses" => {
            return word[..word.len() - 2].to_owned();
        }
        _ => {}
    }
    if let Some(stem) = word.strip_suffix("ies").filter(|stem| stem.len() > 1) {
        return format!("{stem}y");
    }
    for ending in ["sses", "shes", "ches", "xes", "zzes", "oes"] {
        if word.ends_with(ending) && word != "shoes" && word != "aches" {
            return word[..word.len() - 2].to_owned();
        }
    }
    if is_plural(word) && word.ends_with('s') {
        return word[..word.len() - 1].to_owned();
    }
    word.to_owned()
}
