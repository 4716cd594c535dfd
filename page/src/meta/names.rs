//! Who wrote it: names out of the strings that pages put around them.

use super::clean;
use super::name_words::{JOINTS, OPENERS, ROLE_WORDS, ROLES, STARTS, SURE_OPENERS, WEEKDAYS};

/// True when a text starts the way bylines do.
pub(super) fn begins(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (Some(&first), Some(&second)) = (bytes.first(), bytes.get(1)) else {
        return false;
    };
    if text.len() > OPENED_BYTES {
        return false;
    }
    let start = [first.to_ascii_lowercase(), second.to_ascii_lowercase()];
    if first.is_ascii() && !STARTS.contains(&&start[..]) {
        return false;
    }
    // Beyond ASCII: Cyrillic а, т; Chinese 作, 文; í.
    if !first.is_ascii() && !text.starts_with(['а', 'А', 'т', 'Т', '作', '文', 'í', 'Í']) {
        return false;
    }
    let start: String = clean::head(text, 24).to_lowercase();
    SURE_OPENERS.iter().any(|opener| {
        if *opener == "by" {
            start == "by" || start == "by:"
        } else {
            start.starts_with(opener) || start == opener.trim_end() && stands_alone(&start)
        }
    })
}

/// An opener in an element of its own, the names in the next one: "Written by", "Autor:". A lone
/// "von" or "par" is a word between two links.
fn stands_alone(opener: &str) -> bool {
    opener.ends_with([':', '：']) || opener.contains(' ')
}

/// Longest text that is a byline, in bytes; longer ones that begin with "By" are prose.
const OPENED_BYTES: usize = 160;

/// Names in a string, in order. `marked`: the page itself says that this is a byline, so that doubtful openers count
/// and a lone lower-case handle is believed.
pub(super) fn names(text: &str, marked: bool) -> Vec<String> {
    let text = strip_opener(text.trim(), marked);
    let text = before_date(text.split("://").next().unwrap_or(""));
    let text = text.strip_suffix("https").or(text.strip_suffix("http")).unwrap_or(text);
    let mut out: Vec<String> = Vec::new();
    for part in split(text) {
        let part = strip_opener(part.trim(), false);
        let part = tidy(part);
        if part.is_empty() {
            continue;
        }
        // "MD", "Ph.D.", "Jr.": belongs to the name before it.
        if is_credential(part)
            && let Some(last) = out.last_mut()
        {
            last.push_str(", ");
            last.push_str(part);
            continue;
        }
        if is_role(part) || !is_name(part, marked) {
            continue;
        }
        if !out.iter().any(|have| have.eq_ignore_ascii_case(part)) && out.len() < 20 {
            out.push(part.to_owned());
        }
    }
    out
}

/// Names in the lines of a byline block. A line goes on the list of names only as long as the lines are joined ("and",
/// a comma); what follows unjoined is a role, a place, a biography.
pub(super) fn from_lines(lines: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut joined = true;
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if is_joint(line) {
            joined = true;
            continue;
        }
        let is_opened = strip_opener(line, true).len() < line.len();
        let starts_joined = ["and ", "& ", "und ", "et ", "y ", ",", "|", "•", "·", "/"]
            .iter()
            .any(|joint| starts_with_caseless(line, joint));
        if !out.is_empty() && !joined && !starts_joined {
            break;
        }
        let names = names(line, true);
        if names.is_empty() && !out.is_empty() {
            break;
        }
        for name in names {
            if !out.iter().any(|have| have.eq_ignore_ascii_case(&name)) {
                out.push(name);
            }
        }
        joined = out.is_empty()
            || is_opened && out.is_empty()
            || [",", " and", "&", " und", " et", " y", "/", ";", "|"]
                .iter()
                .any(|joint| ends_with_caseless(line, joint))
            || is_joint(line);
    }
    out
}

fn is_joint(line: &str) -> bool {
    matches!(
        line.to_lowercase().as_str(),
        "and"
            | "&"
            | "und"
            | "et"
            | "y"
            | "e"
            | ","
            | "/"
            | "|"
            | "•"
            | "·"
            | ";"
            | "og"
            | "och"
            | "en"
    )
}

fn ends_with_caseless(text: &str, end: &str) -> bool {
    let (text, end) = (text.as_bytes(), end.as_bytes());
    text.len() >= end.len() && text[text.len() - end.len()..].eq_ignore_ascii_case(end)
}

/// The part of a byline in front of its date, its reading time, or the first word that starts with a digit.
fn before_date(text: &str) -> &str {
    const CUTS: &[&str] = &[
        " updated",
        " published",
        " posted",
        " last updated",
        " reviewed by",
        " edited by",
        " stand:",
        " aktualisiert",
        " veröffentlicht",
        " publié",
        " actualizado",
        " photo",
        " foto",
        " fact checked",
        " on ",
        " in ",
        " at ",
        " am ",
    ];
    let mut end = text.len();
    if let Some(reading) = super::day::read(text, super::day::Order::DayFirst)
        && text.is_char_boundary(reading.start)
    {
        end = reading.start;
    }
    let lower = text[..end].to_ascii_lowercase();
    for cut in CUTS {
        if let Some(at) = lower.find(cut).filter(|&at| at > 2) {
            end = end.min(at);
        }
    }
    let mut before = ' ';
    for (at, character) in text[..end].char_indices() {
        if at > 2 && before == ' ' && character.is_ascii_digit() {
            end = at;
            break;
        }
        before = character;
    }
    &text[..end]
}

/// At least two words, each with a capital or a particle: "Jane van Doe", not "amw" or "Agencies". Scripts without
/// capitals count as they are.
pub(super) fn is_full(name: &str) -> bool {
    (name.split_whitespace().count() >= 2
        || !name.is_ascii()
            && !name.chars().any(|character| character.is_lowercase() || character.is_uppercase()))
        && is_proper(name)
        && !is_role(name)
}

/// Every word starts with a capital or is a particle of names.
pub(super) fn is_proper(name: &str) -> bool {
    const PARTICLES: &[&str] = &[
        "de", "la", "del", "der", "den", "van", "von", "zu", "zum", "zur", "da", "do", "dos",
        "das", "di", "du", "le", "bin", "ibn", "al", "el", "ter", "ten", "y", "e", "af", "av",
        "of", "the", "för", "d'", "dalla", "della", "des", "und", "and", "vom", "st", "i",
    ];
    name.split_whitespace().all(|word| {
        let first = word.chars().find(|character| character.is_alphabetic());
        first.is_none_or(|first| !first.is_lowercase())
            || PARTICLES.contains(&word)
            || word.starts_with("d'")
            || word.starts_with("al-")
    }) && name.chars().next().is_some_and(|first| !first.is_lowercase())
}

/// Cuts the opener off; `any` allows the doubtful ones.
pub(super) fn strip_opener(text: &str, any: bool) -> &str {
    let start = clean::head(text, 40).to_lowercase();
    // Lower-casing may change lengths outside of ASCII: only cut where the original agrees.
    let table = if any { OPENERS } else { SURE_OPENERS };
    let mut best = 0;
    for opener in table {
        let opener = opener.trim_end();
        if opener.len() > best && start.starts_with(opener) {
            let rest = &start[opener.len()..];
            let ends = opener.ends_with([':', '：'])
                || rest.is_empty()
                || rest.starts_with([' ', ':', '\u{a0}', '\n', '：']);
            if ends && text.is_char_boundary(opener.len()) {
                best = opener.len();
            }
        }
    }
    if best == 0 {
        return text;
    }
    text[best..].trim_start_matches([':', ' ', '\u{a0}', '\n', '：', '-', '–'])
}

fn split(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let (mut start, mut at) = (0, 0);
    while at < text.len() {
        let rest = &text[at..];
        match JOINTS.iter().find(|joint| starts_with_caseless(rest, joint)) {
            Some(joint) => {
                out.push(&text[start..at]);
                at += joint.len();
                start = at;
                // The space a joint took may begin the next one.
                if joint.ends_with(' ') && joint.len() > 1 && at < text.len() {
                    at -= 1;
                    if !JOINTS.iter().any(|joint| starts_with_caseless(&text[at..], joint)) {
                        at += 1;
                    } else {
                        start = at;
                    }
                }
            }
            None => at += rest.chars().next().map_or(1, char::len_utf8),
        }
    }
    out.push(&text[start..]);
    out
}

fn starts_with_caseless(text: &str, joint: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= joint.len() && bytes[..joint.len()].eq_ignore_ascii_case(joint.as_bytes())
}

/// Brackets, handles and addresses off the ends.
fn tidy(part: &str) -> &str {
    let mut part = part.trim_matches(|character: char| {
        character.is_whitespace()
            || matches!(
                character,
                '.' | ','
                    | ':'
                    | ';'
                    | '-'
                    | '–'
                    | '—'
                    | '|'
                    | '"'
                    | '“'
                    | '”'
                    | '*'
                    | '>'
                    | '<'
                    | '»'
                    | '«'
                    | '('
                    | '['
                    | ']'
                    | '/'
                    | '#'
                    | '•'
                    | '·'
                    | '_'
            )
    });
    // A bracket in the middle is part of the name: "Jane (Janie) Doe".
    if part.contains(['(', '['])
        && let Some(at) = part.rfind(['(', '[']).filter(|&at| at > 2)
        && !part[at..]
            .find([')', ']'])
            .is_some_and(|close| part[at + close..].contains(char::is_alphabetic))
    {
        part = part[..at].trim();
    }
    for opener in [" @", "<"] {
        if let Some(at) = part.find(opener).filter(|&at| at > 2) {
            part = part[..at].trim();
        }
    }
    if let Some(at) = part.find(" for ").filter(|_| part.split(' ').count() <= 8) {
        part = part[..at].trim();
    }
    // Korean and Chinese, Japanese: "reporter" after the name.
    for role in [" 기자", " 特派员", " 記者", " 记者"] {
        part = part.strip_suffix(role).unwrap_or(part);
    }
    // "Jr." keeps its full stop.
    part
}

fn is_credential(part: &str) -> bool {
    const KNOWN: &[&str] = &[
        "jr", "jr.", "sr", "sr.", "ii", "iii", "ph.d", "ph.d.", "phd", "m.d.", "m.d", "esq", "esq.",
    ];
    if KNOWN.contains(&part.to_ascii_lowercase().as_str()) {
        return true;
    }
    part.len() <= 6
        && part.len() >= 2
        && part.is_ascii()
        && part
            .chars()
            .all(|character| character.is_ascii_uppercase() || matches!(character, '.' | '-'))
        && !matches!(
            part,
            "AFP"
                | "AP"
                | "DPA"
                | "APA"
                | "SID"
                | "EFE"
                | "PTI"
                | "ANI"
                | "CNN"
                | "BBC"
                | "UPI"
                | "KNA"
                | "EPD"
                | "ANSA"
                | "NTB"
                | "TT"
                | "ANP"
                | "SDA"
                | "IANS"
                | "CBC"
                | "ABC"
                | "NBC"
                | "CBS"
                | "FOX"
                | "NPR"
        )
}

fn is_role(part: &str) -> bool {
    let lower = part.to_lowercase();
    if ROLES.contains(&lower.as_str())
        || super::months::of(&lower).is_some()
        || WEEKDAYS.contains(&lower.as_str())
    {
        return true;
    }
    lower.starts_with("special to ")
        || lower.contains(' ') && lower.split([' ', '-']).any(|word| ROLE_WORDS.contains(&word))
}

/// Words no name holds.
const NOT_NAMES: &[&str] = &["http", "www.", "@", ".com", "\u{2026}", "?", "!", "{", "}", "="];

fn is_name(part: &str, marked: bool) -> bool {
    let words = part.split_whitespace().count();
    let letters = part.chars().filter(|character| character.is_alphabetic()).count();
    if letters < 2 && !marked || letters == 0 || words > 7 || part.len() > 90 {
        return false;
    }
    if NOT_NAMES.iter().any(|mark| part.contains(mark)) {
        return false;
    }
    let digits = part.chars().filter(|character| character.is_ascii_digit()).count();
    digits <= 4 && digits * 2 <= letters
}

/// True when a text is an opener and nothing else.
pub(super) fn is_opener(text: &str) -> bool {
    strip_opener(text.trim(), true).is_empty()
}

#[cfg(test)]
mod tests;
