//! Cuts a text into tokens for the figure, date and place rules: one pass, no look-back, no copy.
//!
//! Given any text; gives back tokens in order with byte spans that lie on character borders, each
//! knowing whether it touches the one before and whether it opens a sentence. Texts past 4 GiB are
//! read up to that point.

use std::ops::Range;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Word,
    Number,
    Punct,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) kind: Kind,
    /// Nothing stands between this token and the one before.
    pub(crate) glued: bool,
    /// First token of a sentence or line.
    pub(crate) opens: bool,
    /// First byte is an ASCII capital, or the word starts with another script's capital.
    pub(crate) capital: bool,
}

/// A word lowered for table look-ups; longer words than any table holds are empty.
#[derive(Clone, Copy)]
pub(crate) struct Low {
    bytes: [u8; Low::MAX],
    len: u8,
}

impl Low {
    const MAX: usize = 31;

    pub(crate) fn of(word: &str) -> Low {
        let mut low = Low { bytes: [0; Low::MAX], len: 0 };
        if word.len() <= Low::MAX {
            for (to, from) in low.bytes.iter_mut().zip(word.bytes()) {
                *to = from.to_ascii_lowercase();
            }
            low.len = word.len() as u8;
        }
        low
    }

    pub(crate) fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.len as usize]).unwrap_or("")
    }
}

#[derive(Debug)]
pub(crate) struct Tokens<'a> {
    pub(crate) text: &'a str,
    pub(crate) list: Vec<Token>,
}

impl<'a> Tokens<'a> {
    pub(crate) fn of(text: &'a str) -> Tokens<'a> {
        Tokens { text, list: scan(text) }
    }

    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    pub(crate) fn get(&self, at: usize) -> Option<&Token> {
        self.list.get(at)
    }

    /// The token's own text; empty past the end.
    pub(crate) fn text(&self, at: usize) -> &'a str {
        self.list.get(at).map_or("", |token| &self.text[token.start as usize..token.end as usize])
    }

    pub(crate) fn low(&self, at: usize) -> Low {
        Low::of(self.text(at))
    }

    pub(crate) fn is(&self, at: usize, word: &str) -> bool {
        self.text(at).eq_ignore_ascii_case(word)
    }

    pub(crate) fn kind(&self, at: usize) -> Option<Kind> {
        self.list.get(at).map(|token| token.kind)
    }

    pub(crate) fn glued(&self, at: usize) -> bool {
        self.list.get(at).is_some_and(|token| token.glued)
    }

    pub(crate) fn opens(&self, at: usize) -> bool {
        self.list.get(at).is_none_or(|token| token.opens)
    }

    pub(crate) fn capital(&self, at: usize) -> bool {
        self.list.get(at).is_some_and(|token| token.capital)
    }

    pub(crate) fn span(&self, first: usize, end: usize) -> Range<usize> {
        let start = self.list[first].start as usize;
        start..(self.list[end - 1].end as usize).max(start)
    }
}

fn scan(text: &str) -> Vec<Token> {
    let bytes = text.as_bytes();
    let mut list: Vec<Token> = Vec::with_capacity(bytes.len() / 5);
    let mut at = 0;
    let mut glued = false;
    let mut opens = true;
    while at < bytes.len() && at < u32::MAX as usize - 64 {
        let byte = bytes[at];
        if byte == b' ' {
            glued = false;
            at += 1;
            continue;
        }
        let start = at;
        let (end, kind) = if byte.is_ascii() {
            match byte {
                b'\n' | b'\r' => {
                    glued = false;
                    opens = true;
                    at += 1;
                    continue;
                }
                b'0'..=b'9' => (number_end(bytes, at), Kind::Number),
                b'.' if bytes.get(at + 1).is_some_and(u8::is_ascii_digit)
                    && !list.last().is_some_and(|last| glued && last.kind != Kind::Punct) =>
                {
                    (number_end(bytes, at + 1), Kind::Number)
                }
                b'a'..=b'z' | b'A'..=b'Z' => (word_end(text, at), Kind::Word),
                _ if byte.is_ascii_whitespace() || byte.is_ascii_control() => {
                    glued = false;
                    at += 1;
                    continue;
                }
                _ => (at + 1, Kind::Punct),
            }
        } else {
            let Some(letter) = text[at..].chars().next() else {
                break;
            };
            if letter.is_whitespace() {
                glued = false;
                at += letter.len_utf8();
                continue;
            }
            if letter.is_numeric() {
                (at + letter.len_utf8(), Kind::Number)
            } else if letter.is_alphabetic() {
                (word_end(text, at), Kind::Word)
            } else {
                (at + letter.len_utf8(), Kind::Punct)
            }
        };
        let capital = match kind {
            Kind::Word if byte.is_ascii() => byte.is_ascii_uppercase(),
            Kind::Word => text[start..].chars().next().is_some_and(char::is_uppercase),
            _ => false,
        };
        let (s, e) = (start as u32, end as u32);
        list.push(Token { start: s, end: e, kind, glued, opens, capital });
        glued = true;
        opens = kind == Kind::Punct && ends_sentence(text, &list);
        at = end;
    }
    list
}

/// Digits with separators that have digits on both sides: `1,234.5`, `1'234`, `10:30`.
fn number_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start;
    while at < bytes.len() {
        let inner = match bytes[at] {
            b'0'..=b'9' => 1,
            b',' | b'.' | b':' | b'\'' => 1,
            // Thin, narrow no-break and no-break spaces, and the typographic apostrophe.
            0xE2 if bytes[at..].starts_with("\u{2009}".as_bytes())
                || bytes[at..].starts_with("\u{202F}".as_bytes())
                || bytes[at..].starts_with("\u{2019}".as_bytes()) =>
            {
                3
            }
            0xC2 if bytes[at..].starts_with("\u{A0}".as_bytes()) => 2,
            _ => break,
        };
        if bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        if !bytes.get(at + inner).is_some_and(u8::is_ascii_digit) {
            break;
        }
        // Grouping by spaces and apostrophes wants exactly three digits.
        let wants_three = inner > 1 || bytes[at] == b'\'';
        if wants_three {
            let digits = bytes[at + inner..].iter().take_while(|b| b.is_ascii_digit()).count();
            let before = bytes[start..at].iter().rev().take_while(|b| b.is_ascii_digit()).count();
            if digits != 3 || before > 3 {
                break;
            }
        }
        at += inner;
    }
    at
}

/// Letters, inner apostrophes, digits after letters (`S23`), and dotted initials (`U.S.`).
/// A currency mark in letters (`US`, `PS`, `RM`) stops before its digits.
fn word_end(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = start;
    let mut digits = false;
    while at < bytes.len() {
        let byte = bytes[at];
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' => at += 1,
            b'0'..=b'9' => {
                if !digits && is_money_mark(&text[start..at]) {
                    break;
                }
                digits = true;
                at += 1;
            }
            b'\'' if bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic) && !digits => at += 1,
            b'.' if is_initial(bytes, start, at) => at += 1,
            // "P500,000": the mark and all its digits are one name.
            b',' if digits
                && bytes[at + 1..].iter().take_while(|b| b.is_ascii_digit()).count() == 3 =>
            {
                at += 4
            }
            0..=0x7F => break,
            _ => {
                let Some(letter) = text[at..].chars().next() else {
                    break;
                };
                let next = at + letter.len_utf8();
                let apostrophe =
                    letter == '\u{2019}' && bytes.get(next).is_some_and(u8::is_ascii_alphabetic);
                if !letter.is_alphabetic() && !is_mark(letter) && !apostrophe {
                    break;
                }
                at = next;
            }
        }
    }
    at
}

/// Combining marks stay with their letter.
fn is_mark(letter: char) -> bool {
    matches!(letter as u32, 0x300..=0x36F | 0x610..=0x61A | 0x64B..=0x65F | 0x900..=0x903 | 0x93A..=0x94F | 0x200C..=0x200D)
}

/// A single letter before and another after, or one that closes such a chain: `U.S.`, `a.m.`.
fn is_initial(bytes: &[u8], start: usize, dot: usize) -> bool {
    let run = bytes[start..dot].iter().rev().take_while(|b| b.is_ascii_alphabetic()).count();
    if run != 1 || (dot - start > 1 && bytes[dot - 2] != b'.') {
        return false;
    }
    let next = bytes.get(dot + 1).is_some_and(u8::is_ascii_alphabetic)
        && bytes.get(dot + 2).is_none_or(|b| !b.is_ascii_alphanumeric());
    next || dot - start > 1
}

fn is_money_mark(mark: &str) -> bool {
    matches!(
        mark,
        "US" | "PS"
            | "RM"
            | "Rs"
            | "HK"
            | "AU"
            | "NZ"
            | "USD"
            | "EUR"
            | "GBP"
            | "AUD"
            | "CAD"
            | "NZD"
            | "INR"
            | "JPY"
            | "CNY"
            | "CHF"
            | "SEK"
            | "NOK"
            | "DKK"
            | "SGD"
            | "HKD"
            | "ZAR"
            | "KRW"
            | "BRL"
            | "MXN"
            | "RUB"
            | "UAH"
            | "PLN"
            | "CZK"
            | "HUF"
            | "TRY"
            | "ILS"
            | "R"
            | "RMB"
            | "Rp"
    )
}

fn ends_sentence(text: &str, list: &[Token]) -> bool {
    let last = list[list.len() - 1];
    let mark = &text[last.start as usize..last.end as usize];
    let rest = &text.as_bytes()[last.end as usize..];
    let closer = matches!(mark, "\"" | "\u{201D}" | ")" | "\u{2019}");
    if closer {
        // `said." The` closes a sentence when the mark before did and a capital follows.
        let before = list.len().checked_sub(2).map(|at| list[at]);
        return before
            .is_some_and(|t| matches!(&text[t.start as usize..t.end as usize], "." | "!" | "?"))
            && last.glued
            && opens_like_sentence(text, rest, last.end as usize);
    }
    match mark {
        "!" | "?" | "\u{2026}" => rest.first().is_none_or(|b| !b.is_ascii_alphanumeric()),
        "." => {
            let word = list.len().checked_sub(2).map_or("", |at| {
                let token = list[at];
                &text[token.start as usize..token.end as usize]
            });
            !(is_abbreviation(word) && last.glued)
                && opens_like_sentence(text, rest, last.end as usize)
        }
        _ => false,
    }
}

/// White space, then anything but a lower-case letter.
fn opens_like_sentence(text: &str, rest: &[u8], from: usize) -> bool {
    if rest.first().is_some_and(|b| !b.is_ascii_whitespace() && b.is_ascii()) {
        return false;
    }
    let next = text[from..].trim_start().chars().next();
    next.is_none_or(|letter| !letter.is_lowercase() && letter != ',')
}

/// Titles, months and company endings whose full stop ends no sentence.
fn is_abbreviation(word: &str) -> bool {
    matches!(
        word,
        "Mr" | "Mrs"
            | "Ms"
            | "Dr"
            | "Prof"
            | "Gen"
            | "Maj"
            | "Lt"
            | "Col"
            | "Sgt"
            | "Capt"
            | "Cmdr"
            | "Gov"
            | "Sen"
            | "Rep"
            | "Rev"
            | "St"
            | "Ste"
            | "Mt"
            | "Ft"
            | "Jan"
            | "Feb"
            | "Mar"
            | "Apr"
            | "Jun"
            | "Jul"
            | "Aug"
            | "Sep"
            | "Sept"
            | "Oct"
            | "Nov"
            | "Dec"
            | "No"
            | "vs"
            | "Jr"
            | "Sr"
            | "Inc"
            | "Corp"
            | "Co"
            | "Ltd"
            | "Supt"
            | "Hon"
            | "Pvt"
            | "Spc"
            | "Adm"
            | "approx"
            | "Calif"
            | "Fla"
            | "Tex"
            | "Mass"
            | "Conn"
            | "Pa"
            | "Va"
            | "Ga"
            | "Mich"
            | "Minn"
            | "Wash"
            | "Ore"
            | "Ariz"
            | "Colo"
            | "Ill"
            | "Wis"
            | "Tenn"
            | "Ala"
            | "Ark"
            | "Okla"
            | "Neb"
            | "Nev"
    ) || (word.len() == 1 && word.as_bytes()[0].is_ascii_uppercase())
}
