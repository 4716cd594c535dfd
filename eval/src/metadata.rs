//! Titles, names and days brought to one form before they are compared, as the judge does it.

use std::collections::BTreeSet;

use caseless::Caseless;
use unicode_normalization::UnicodeNormalization;

use crate::words::{is_space, is_word};

/// Words that stand before a name in a byline, longest choice of each letter first where one begins another.
const LEAD_INS: [&str; 12] =
    ["by", "von", "par", "por", "di", "da", "od", "door", "av", "written by", "author", "autor"];
/// Words that stand between two names.
const JOINTS: [&str; 4] = ["and", "und", "y", "et"];

/// NFKC, case folded, quotes and dashes in one shape, white space collapsed, outer punctuation gone.
pub fn plain(value: &str) -> String {
    // The judge folds the normalised string and does not normalise again.
    let folded: String = value.nfkc().default_case_fold().collect();
    let mut plain = String::with_capacity(folded.len());
    for c in folded.chars() {
        match c {
            '’' | '‘' | '`' | '´' => plain.push('\''),
            '“' | '”' | '„' | '«' | '»' => plain.push('"'),
            '\u{2010}'..='\u{2015}' => plain.push('-'),
            c if is_space(c) => {
                if !plain.ends_with(' ') {
                    plain.push(' ');
                }
            }
            c => plain.push(c),
        }
    }
    let is_outer = |c| matches!(c, ' ' | '\t' | '\n' | '.' | ',' | ';' | ':' | '|' | '-');
    plain.trim_matches(is_outer).to_owned()
}

/// The names in a byline, each brought to its plain form.
pub fn names<S: AsRef<str>>(byline: &[S]) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for entry in byline {
        let entry = plain(entry.as_ref());
        let mut piece_start = 0;
        let entry = without_lead_in(&entry);
        for (joint, end) in joints(entry) {
            names.insert(plain(&entry[piece_start..joint]));
            piece_start = end;
        }
        names.insert(plain(&entry[piece_start..]));
    }
    names.remove("");
    names
}

/// The names as one string, in code point order, for the word metric.
pub fn names_in_line<S: AsRef<str>>(byline: &[S]) -> String {
    names(byline).into_iter().collect::<Vec<_>>().join(" ")
}

fn without_lead_in(entry: &str) -> &str {
    let is_gap = |c| c == ':' || is_space(c);
    LEAD_INS
        .iter()
        .find_map(|lead_in| {
            let rest = entry.strip_prefix(lead_in)?;
            rest.starts_with(is_gap).then(|| rest.trim_start_matches(is_gap))
        })
        .unwrap_or(entry)
}

/// Where one name ends and the next begins: byte ranges of the separators.
fn joints(entry: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut word_start = None;
    let end = std::iter::once((entry.len(), ' '));
    for (at, c) in entry.char_indices().chain(end) {
        if is_word(c) {
            word_start.get_or_insert(at);
            continue;
        }
        if let Some(start) = word_start.take()
            && JOINTS.contains(&&entry[start..at])
        {
            found.push((start, at));
        }
        if matches!(c, ',' | ';' | '|' | '/' | '&' | '•' | '·') {
            found.push((at, at + c.len_utf8()));
        }
    }
    found
}

/// The day a value begins with (`YYYY-MM-DD`, whatever follows), or `None` if it does not begin with one.
pub fn day(value: &str) -> Option<&str> {
    let value = value.trim_start_matches(is_space);
    let day = value.get(..10)?;
    let is_shape = day.bytes().enumerate().all(|(i, b)| match i {
        4 | 7 => b == b'-',
        _ => b.is_ascii_digit(),
    });
    is_shape.then_some(day)
}

#[cfg(test)]
mod tests;
