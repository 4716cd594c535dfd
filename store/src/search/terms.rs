//! Words as search compares them: lower case, accents folded, English endings taken off. Both
//! databases are given these terms, so both find the same.

use std::ops::Range;

mod stem;

#[cfg(test)]
mod tests;

/// A longer word is cut: no language has them, addresses and encoded data do.
const TERM_LIMIT: usize = 40;

/// Words so common that they say little: they are found, but do not make an article a better answer.
const STOP: &str = include_str!("terms/stop.txt");

/// Spans of the words of a text, in order. A word is a run of letters and digits with the
/// apostrophes inside it; signs of Chinese, Japanese and Thai are words of their own.
pub(crate) fn words(text: &str) -> Words<'_> {
    Words { text, at: 0 }
}

#[derive(Clone, Debug)]
pub(crate) struct Words<'t> {
    text: &'t str,
    at: usize,
}

impl Iterator for Words<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let bytes = self.text.as_bytes();
        let mut start = None;
        while self.at < bytes.len() {
            let byte = bytes[self.at];
            let (kind, len) = if byte < 0x80 {
                (ascii_kind(byte), 1)
            } else {
                let c = self.text[self.at..].chars().next()?;
                (kind(c), c.len_utf8())
            };
            match (kind, start) {
                (Kind::Letter, None) => start = Some(self.at),
                (Kind::Sign, None) => {
                    self.at += len;
                    return Some(self.at - len..self.at);
                }
                (Kind::Letter, Some(_)) | (Kind::Other | Kind::Joint, None) => {}
                (Kind::Joint, Some(_)) if self.letter_follows(self.at + len) => {}
                (_, Some(start)) => return Some(start..self.at),
            }
            self.at += len;
        }
        start.map(|start| start..self.at)
    }
}

impl Words<'_> {
    fn letter_follows(&self, at: usize) -> bool {
        self.text[at..].chars().next().is_some_and(|c| matches!(kind(c), Kind::Letter))
    }
}

enum Kind {
    Letter,
    /// A sign that is a word, or part of one, without spaces around it.
    Sign,
    /// An apostrophe: part of a word between letters.
    Joint,
    Other,
}

fn ascii_kind(byte: u8) -> Kind {
    match byte {
        b'\'' => Kind::Joint,
        _ if byte.is_ascii_alphanumeric() => Kind::Letter,
        _ => Kind::Other,
    }
}

fn kind(c: char) -> Kind {
    match c {
        '\'' | '\u{2019}' => Kind::Joint,
        '\u{0300}'..='\u{036f}' => Kind::Letter,
        '\u{0e00}'..='\u{0e7f}'
        | '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}' => {
            if c.is_alphanumeric() {
                Kind::Sign
            } else {
                Kind::Other
            }
        }
        _ if c.is_alphanumeric() => Kind::Letter,
        _ => Kind::Other,
    }
}

/// Appends the term of a word: folded, without possessive and ending.
pub(crate) fn term(word: &str, out: &mut String) {
    let start = out.len();
    folded(word, out);
    stem::stem(out, start);
}

/// Appends a word as phrases compare it: folded, with its ending, without the possessive.
pub(crate) fn folded(word: &str, out: &mut String) {
    let start = out.len();
    let word = &word[..word.floor_char_boundary(4 * TERM_LIMIT)];
    let word =
        ["'s", "’s", "'S", "’S"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
    if word.is_ascii() {
        out.extend(word.bytes().filter(|&b| b != b'\'').map(|b| b.to_ascii_lowercase() as char));
    } else {
        for c in word.chars().filter(|&c| !matches!(kind(c), Kind::Joint)) {
            fold_char(c, out);
        }
    }
    let end = out.floor_char_boundary(start + TERM_LIMIT);
    out.truncate(end);
}

/// Appends a text in lower case, accents folded, all else as it is.
pub(crate) fn fold(text: &str, out: &mut String) {
    for c in text.chars() {
        fold_char(c, out);
    }
}

/// Whether a term is of a word that says little.
pub(crate) fn is_stop(term: &str) -> bool {
    stop_terms().contains(term)
}

/// The terms of all such words.
pub(crate) fn stop_terms() -> &'static std::collections::HashSet<String> {
    static TERMS: std::sync::OnceLock<std::collections::HashSet<String>> =
        std::sync::OnceLock::new();
    TERMS.get_or_init(|| {
        let made = |word: &str| {
            let mut out = String::new();
            term(word, &mut out);
            out
        };
        STOP.split_ascii_whitespace().map(made).collect()
    })
}

/// Letters with accents of U+00C0 to U+017F, each as its letters without; `*` where lower case is all.
const LATIN: [&str; 192] = [
    "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i", "i", // C0
    "d", "n", "o", "o", "o", "o", "o", "*", "o", "u", "u", "u", "u", "y", "th", "ss", // D0
    "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i", "i", // E0
    "d", "n", "o", "o", "o", "o", "o", "*", "o", "u", "u", "u", "u", "y", "th", "y", // F0
    "a", "a", "a", "a", "a", "a", "c", "c", "c", "c", "c", "c", "c", "c", "d", "d", // 100
    "d", "d", "e", "e", "e", "e", "e", "e", "e", "e", "e", "e", "g", "g", "g", "g", // 110
    "g", "g", "g", "g", "h", "h", "h", "h", "i", "i", "i", "i", "i", "i", "i", "i", // 120
    "i", "i", "ij", "ij", "j", "j", "k", "k", "k", "l", "l", "l", "l", "l", "l", "l", // 130
    "l", "l", "l", "n", "n", "n", "n", "n", "n", "n", "n", "n", "o", "o", "o", "o", // 140
    "o", "o", "oe", "oe", "r", "r", "r", "r", "r", "r", "s", "s", "s", "s", "s", "s", // 150
    "s", "s", "t", "t", "t", "t", "t", "t", "u", "u", "u", "u", "u", "u", "u", "u", // 160
    "u", "u", "u", "u", "w", "w", "y", "y", "y", "z", "z", "z", "z", "z", "z", "s", // 170
];

fn fold_char(c: char, out: &mut String) {
    match c {
        '\0'..='\x7f' => out.push(c.to_ascii_lowercase()),
        '\u{c0}'..='\u{17f}' => match LATIN[c as usize - 0xc0] {
            "*" => out.extend(c.to_lowercase()),
            letters => out.push_str(letters),
        },
        // Marks that combine, as text in decomposed form has them.
        '\u{300}'..='\u{36f}' => {}
        // Vietnamese, Welsh and others: what stands there is five letters in blocks.
        '\u{1ea0}'..='\u{1eb7}' => out.push('a'),
        '\u{1eb8}'..='\u{1ec7}' => out.push('e'),
        '\u{1ec8}'..='\u{1ecb}' => out.push('i'),
        '\u{1ecc}'..='\u{1ee3}' => out.push('o'),
        '\u{1ee4}'..='\u{1ef1}' => out.push('u'),
        '\u{1ef2}'..='\u{1ef9}' => out.push('y'),
        'ё' | 'Ё' => out.push('е'),
        'ς' => out.push('σ'),
        _ => out.extend(c.to_lowercase()),
    }
}
