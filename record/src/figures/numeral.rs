//! Reads one number, in digits or words, and the links that make ranges of two.

use super::Bound;
use super::Direction;
use super::exact::Exact;
use super::noun;
use crate::scan::{Kind, Tokens};

/// A number before anything is known of its unit.
#[derive(Clone, Debug)]
pub(crate) struct Numeral {
    /// Tokens `first..end`.
    pub(crate) first: usize,
    pub(crate) end: usize,
    pub(crate) value: Exact,
    /// `hundreds`: ten times the value is the other end.
    pub(crate) high: Option<Exact>,
    pub(crate) bound: Bound,
    /// `+0.2%`, `-1.3%`.
    pub(crate) sign: Option<Direction>,
    /// Million and the like, and the number before it.
    pub(crate) scale: Option<Exact>,
    pub(crate) mantissa: Option<Exact>,
    /// Written with thousands separators.
    pub(crate) grouped: bool,
    /// Digits only, no separators or scale: could be a year or a name's number.
    pub(crate) plain: bool,
    pub(crate) words: bool,
    /// `sixfold`: the unit is inside the word.
    pub(crate) fold: bool,
    pub(crate) confidence: u8,
}

impl Numeral {
    fn new(first: usize, end: usize, value: Exact) -> Numeral {
        Numeral {
            first,
            end,
            value,
            high: None,
            bound: Bound::Equal,
            sign: None,
            scale: None,
            mantissa: None,
            grouped: false,
            plain: false,
            words: false,
            fold: false,
            confidence: 96,
        }
    }

    pub(crate) fn at(tokens: &Tokens<'_>, at: usize) -> Option<Numeral> {
        match tokens.kind(at)? {
            Kind::Number => digits(tokens, at),
            Kind::Word => folded(tokens, at)
                .or_else(|| none(tokens, at))
                .or_else(|| vague(tokens, at))
                .or_else(|| share(tokens, at))
                .or_else(|| words(tokens, at)),
            Kind::Punct => None,
        }
    }
}

/// As [`Numeral::at`], but `three quarters` is three of something.
pub(crate) fn count_at(tokens: &Tokens<'_>, at: usize) -> Option<Numeral> {
    match tokens.kind(at)? {
        Kind::Number if tokens.text(at).contains(':') => None,
        Kind::Number => digits(tokens, at),
        Kind::Word => {
            let (value, end) = cardinal(tokens, at)?;
            Some(Numeral::new(at, end, value))
        }
        Kind::Punct => None,
    }
}

/// A cheap test that rules out nearly every word.
pub(crate) fn may_start(tokens: &Tokens<'_>, at: usize) -> bool {
    let text = tokens.text(at).as_bytes();
    if text.is_empty() || text.len() > 12 {
        return false;
    }
    match text[0] | 0x20 {
        b'a' => {
            (text.len() <= 2)
                && matches!(
                    tokens.low(at + 1).as_str(),
                    "dozen"
                        | "hundred"
                        | "thousand"
                        | "million"
                        | "billion"
                        | "trillion"
                        | "third"
                        | "quarter"
                        | "fifth"
                        | "tenth"
                        | "score"
                        | "couple"
                        | "half"
                )
        }
        b'b' | b'd' | b'e' | b'f' | b'h' | b'm' | b'n' | b'o' | b's' | b't' | b'z' => {
            let low = tokens.low(at);
            let low = low.as_str();
            small(low).is_some()
                || is_vague(low)
                || matches!(low, "half" | "none")
                || fold(low).is_some()
        }
        _ => false,
    }
}

pub(crate) fn small(word: &str) -> Option<i128> {
    Some(match word {
        "zero" => 0,
        "one" => 1,
        "two" => 2,
        "three" => 3,
        "four" => 4,
        "five" => 5,
        "six" => 6,
        "seven" => 7,
        "eight" => 8,
        "nine" => 9,
        "ten" => 10,
        "eleven" => 11,
        "twelve" => 12,
        "thirteen" => 13,
        "fourteen" => 14,
        "fifteen" => 15,
        "sixteen" => 16,
        "seventeen" => 17,
        "eighteen" => 18,
        "nineteen" => 19,
        "twenty" => 20,
        "thirty" => 30,
        "forty" => 40,
        "fifty" => 50,
        "sixty" => 60,
        "seventy" => 70,
        "eighty" => 80,
        "ninety" => 90,
        _ => return None,
    })
}

fn scale_word(word: &str) -> Option<i128> {
    Some(match word {
        "hundred" => 100,
        "thousand" => 1_000,
        "lakh" => 100_000,
        "million" | "mln" | "mn" => 1_000_000,
        "crore" => 10_000_000,
        "billion" | "bn" | "bln" => 1_000_000_000,
        "trillion" | "tn" | "trn" => 1_000_000_000_000,
        "quadrillion" => 1_000_000_000_000_000,
        "dozen" => 12,
        _ => return None,
    })
}

/// `sixfold`: six times.
fn fold(word: &str) -> Option<i128> {
    word.strip_suffix("fold").and_then(small)
}

fn folded(tokens: &Tokens<'_>, at: usize) -> Option<Numeral> {
    let count = fold(tokens.low(at).as_str())?;
    let mut numeral = Numeral::new(at, at + 1, Exact::whole(count));
    numeral.words = true;
    numeral.fold = true;
    Some(numeral)
}

fn is_vague(word: &str) -> bool {
    vague_base(word).is_some()
}

fn vague_base(word: &str) -> Option<i128> {
    Some(match word {
        "dozens" => 12,
        "scores" => 20,
        "tens" => 10,
        "hundreds" => 100,
        "thousands" => 1_000,
        "millions" => 1_000_000,
        "billions" => 1_000_000_000,
        "trillions" => 1_000_000_000_000,
        _ => return None,
    })
}

/// `none of the aircraft had been lost`: zero, where the clause tells of something done.
fn none(tokens: &Tokens<'_>, at: usize) -> Option<Numeral> {
    if !tokens.is(at, "none") || !tokens.is(at + 1, "of") {
        return None;
    }
    let mut done = false;
    // Ten words reach the verb of every such clause we have seen.
    for next in at + 2..at + 12 {
        if tokens.opens(next) {
            break;
        }
        done |= matches!(
            tokens.low(next).as_str(),
            "lost"
                | "killed"
                | "hurt"
                | "injured"
                | "damaged"
                | "hit"
                | "missing"
                | "died"
                | "infected"
                | "found"
        );
    }
    let mut numeral = Numeral::new(at, at + 1, Exact::whole(0));
    numeral.words = true;
    numeral.confidence = 60;
    done.then_some(numeral)
}

/// `dozens`, `thousands of`, `tens of thousands`: an order of size, not a count.
fn vague(tokens: &Tokens<'_>, at: usize) -> Option<Numeral> {
    let word = tokens.low(at);
    let base = vague_base(word.as_str())?;
    let mut end = at + 1;
    let mut value = Exact::whole(base);
    if tokens.is(at + 1, "of")
        && let Some(next) = vague_base(tokens.low(at + 2).as_str())
        && next > base
    {
        value = value.times(Exact::whole(next))?;
        end = at + 3;
    }
    let follows_of = tokens.is(end, "of");
    // "scores" and "tens" count only before "of": "he scores", "the tens".
    let counts = word.as_str() == "scores"
        && tokens.capital(at)
        && matches!(tokens.low(end).as_str(), "were" | "are" | "have" | "had" | "remain");
    if matches!(word.as_str(), "scores" | "tens") && end == at + 1 && !follows_of && !counts {
        return None;
    }
    let mut numeral = Numeral::new(at, end, value);
    numeral.words = true;
    numeral.confidence = 85;
    if matches!(word.as_str(), "dozens" | "scores") && end == at + 1 {
        // At least two dozen: ACLED's reading, a lower bound.
        numeral.value = Exact::whole(base * 2);
        numeral.bound = Bound::AtLeast;
    } else {
        numeral.high = value.times(Exact::whole(10));
    }
    Some(numeral)
}

/// `a third of`, `two-thirds`, `half the`, `three quarters`, `one in five`.
fn share(tokens: &Tokens<'_>, at: usize) -> Option<Numeral> {
    let low = tokens.low(at);
    let word = low.as_str();
    if word == "half" && matches!(tokens.low(at + 1).as_str(), "a" | "an") {
        return half_a(tokens, at);
    }
    if word == "half" {
        let after = tokens.low(at + 1);
        let partitive =
            matches!(after.as_str(), "of" | "the" | "its" | "their" | "his" | "her" | "all");
        let before = at.checked_sub(1).map(|b| tokens.low(b));
        let ordinal = before.is_some_and(|b| {
            matches!(
                b.as_str(),
                "first"
                    | "second"
                    | "other"
                    | "last"
                    | "this"
                    | "that"
                    | "next"
                    | "each"
                    | "latter"
                    | "top"
                    | "bottom"
                    | "and"
                    | "better"
                    | "final"
            )
        });
        let time =
            tokens.is(at + 1, "the") && matches!(tokens.low(at + 2).as_str(), "time" | "battle");
        if !partitive || ordinal || time {
            return None;
        }
        let first = if before.is_some_and(|b| b.as_str() == "a") { at - 1 } else { at };
        let mut numeral = Numeral::new(first, at + 1, Exact::ratio(1, 2)?);
        numeral.words = true;
        numeral.confidence = 75;
        return Some(numeral);
    }
    let count = if matches!(word, "a" | "an") { 1 } else { small(word).filter(|n| *n < 10)? };
    let mut next = at + 1;
    if tokens.text(next) == "-" && tokens.glued(next) {
        next += 1;
    }
    let parts = match tokens.low(next).as_str() {
        "third" => 3,
        "thirds" if count > 1 => 3,
        "quarter" | "fourth" if count == 1 => 4,
        "quarters" | "fourths" if count > 1 => 4,
        "fifth" if count == 1 => 5,
        "fifths" if count > 1 => 5,
        "tenth" if count == 1 => 10,
        "tenths" if count > 1 => 10,
        _ => return None,
    };
    // "a third of" is a share, "a third night" an ordinal.
    if count == 1 && !tokens.is(next + 1, "of") {
        return None;
    }
    let mut numeral = Numeral::new(at, next + 1, Exact::ratio(count, parts)?);
    numeral.words = true;
    numeral.confidence = 80;
    Some(numeral)
}

/// `half a million`, `half a dozen`, `half an hour`, `half a percentage point`.
fn half_a(tokens: &Tokens<'_>, at: usize) -> Option<Numeral> {
    let next = tokens.low(at + 2);
    let scale = scale_word(next.as_str());
    let unit = super::unit::is_unit_word(next.as_str());
    if tokens.opens(at + 2) || (scale.is_none() && !unit) {
        return None;
    }
    let value = Exact::ratio(scale.unwrap_or(1), 2)?;
    let mut numeral = Numeral::new(at, at + 2 + usize::from(scale.is_some()), value);
    numeral.words = true;
    numeral.confidence = 90;
    Some(numeral)
}

fn words(tokens: &Tokens<'_>, at: usize) -> Option<Numeral> {
    let (value, end) = cardinal(tokens, at)?;
    let mut numeral = Numeral::new(at, end, value);
    numeral.words = true;
    if tokens.is(at, "one") && end == at + 1 {
        return one(tokens, numeral);
    }
    numeral.confidence = 93;
    // "a hundred" after all, and "four to five thousand" wants to know the scale.
    if end - at >= 2
        && let Some(scale) = scale_word(tokens.low(end - 1).as_str())
    {
        numeral.scale = Some(Exact::whole(scale));
        numeral.mantissa = value.times(Exact::ratio(1, scale)?);
    }
    scaled(tokens, numeral)
}

/// `one` counts before a noun or `of`; as a pronoun it counts nothing.
fn one(tokens: &Tokens<'_>, mut numeral: Numeral) -> Option<Numeral> {
    let at = numeral.first;
    let before = at.checked_sub(1).map(|b| tokens.low(b));
    let pronoun = before.is_some_and(|b| {
        matches!(
            b.as_str(),
            "no" | "any"
                | "loved"
                | "little"
                | "young"
                | "old"
                | "right"
                | "wrong"
                | "every"
                | "each"
                | "this"
                | "that"
                | "which"
                | "another"
                | "the"
                | "some"
                | "last"
                | "first"
                | "next"
                | "new"
                | "good"
                | "big"
                | "bad"
                | "only"
                | "day"
                | "by"
                | "square"
                | "number"
                | "phase"
                | "formula"
                | "level"
                | "other"
                | "-"
        )
    });
    let noun = tokens.is(at + 1, "of") || noun::starts_at(tokens, at + 1);
    let idiom = matches!(
        tokens.low(at + 1).as_str(),
        "another" | "day" | "thing" | "way" | "time" | "more" | "side" | "by" | "who" | "that"
    ) || (tokens.text(at + 1) == "-" && tokens.glued(at + 1));
    let percent = matches!(tokens.low(at + 1).as_str(), "per" | "percent");
    if (pronoun || !noun || idiom) && !percent {
        return None;
    }
    numeral.confidence = 60;
    Some(numeral)
}

/// An English cardinal: `twenty-eight thousand six hundred forty-two`, `a million`.
fn cardinal(tokens: &Tokens<'_>, at: usize) -> Option<(Exact, usize)> {
    let mut total: i128 = 0;
    let mut group: i128 = 0;
    let mut last: i128 = 0;
    let mut next = at;
    let mut end = at;
    if matches!(tokens.low(at).as_str(), "a" | "an") {
        scale_word(tokens.low(at + 1).as_str())?;
        group = 1;
        last = 1;
        next = at + 1;
    }
    // 24 words hold any number that fits.
    for _ in 0..24 {
        if end > at {
            let hyphen = tokens.text(next) == "-" && tokens.glued(next) && tokens.glued(next + 1);
            let and = tokens.is(next, "and")
                && last >= 100
                && small(tokens.low(next + 1).as_str()).is_some();
            next += usize::from(hyphen || and);
            if tokens.opens(next) {
                break;
            }
        }
        let low = tokens.low(next);
        if let Some(value) = small(low.as_str()) {
            let fits = match last {
                0 => end == at,
                20..=90 => value < 10 && value > 0,
                100.. => true,
                _ => false,
            };
            // Nineteen seventy-nine: a year said in two halves.
            let year = (10..=20).contains(&group) && total == 0 && value >= 10 && last == group;
            if year && !(last == 20 && value > 30) {
                group *= 100;
            } else if !fits {
                break;
            }
            group += value;
            last = value.max(1);
            if value >= 20 {
                last = value;
            }
        } else if let Some(scale) = scale_word(low.as_str()) {
            if end == at && group == 0 {
                // A bare "million" or "dozen" counts only after a digit or "a".
                return None;
            }
            if scale <= 100 {
                group = group.max(1).checked_mul(scale)?;
            } else {
                total = total.checked_add(group.max(1).checked_mul(scale)?)?;
                group = 0;
            }
            last = scale.max(100);
        } else {
            break;
        }
        next += 1;
        end = next;
    }
    (end > at && !(end == at + 1 && group == 1 && tokens.text(at).len() < 3))
        .then(|| (Exact::whole(total + group), end))
}

fn digits(tokens: &Tokens<'_>, at: usize) -> Option<Numeral> {
    let text = tokens.text(at);
    // A time of the clock goes by its hour; `other` tells it from counts.
    let hour = text.split(':').next().filter(|hour| hour.len() < text.len());
    let (value, grouped) = match hour {
        Some(hour) => (Exact::decimal(hour)?, true),
        None => value_of(text)?,
    };
    let mut numeral = Numeral::new(at, at + 1, value);
    numeral.grouped = grouped;
    numeral.plain = text.bytes().all(|b| b.is_ascii_digit());
    sign(tokens, &mut numeral);
    fraction(tokens, &mut numeral);
    scaled(tokens, numeral)
}

/// `+0.2`, `-1.3`, `−4`: the mark touches the digits and nothing before it.
fn sign(tokens: &Tokens<'_>, numeral: &mut Numeral) {
    let Some(mark) = numeral.first.checked_sub(1) else {
        return;
    };
    if !tokens.glued(numeral.first) || tokens.glued(mark) {
        return;
    }
    match tokens.text(mark) {
        "+" => {
            numeral.sign = Some(Direction::Up);
            numeral.first = mark;
        }
        "-" | "\u{2212}" => {
            let after_number =
                mark.checked_sub(1).is_some_and(|b| tokens.kind(b) == Some(Kind::Number));
            let Some(negated) = numeral.value.negated().filter(|_| !after_number) else {
                return;
            };
            numeral.value = negated;
            numeral.sign = Some(Direction::Down);
            numeral.first = mark;
        }
        _ => {}
    }
}

/// `1/16`, `2 1/2`, `2½`.
fn fraction(tokens: &Tokens<'_>, numeral: &mut Numeral) {
    let whole = numeral.value;
    let end = numeral.end;
    let slash = |at: usize| {
        let mark = matches!(tokens.text(at), "/" | "\u{2044}" | "\u{2215}");
        (mark && tokens.glued(at) && tokens.glued(at + 1)).then(|| tokens.text(at + 1))
    };
    let plain = |text: &str| {
        text.parse::<i128>().ok().filter(|n| (1..=1000).contains(n) && !text.starts_with('0'))
    };
    if let Some(below) = slash(end).and_then(plain)
        && let Some(above) = plain(tokens.text(end - 1))
        && above < below
        && is_divisor(below)
        && slash(end + 2).is_none()
        && let Some(value) = Exact::ratio(above, below)
    {
        numeral.value = value;
        numeral.end = end + 2;
        numeral.plain = false;
    } else if whole <= Exact::whole(100)
        && let Some(above) = plain(tokens.text(end))
        && tokens.kind(end) == Some(Kind::Number)
        && let Some(below) = slash(end + 1).and_then(plain)
        && above < below
        && is_divisor(below)
        && let Some(value) = Exact::ratio(above, below).and_then(|part| whole.plus(part))
    {
        numeral.value = value;
        numeral.end = end + 3;
        numeral.plain = false;
    } else if let Some(part) = vulgar(tokens.text(end))
        && let Some(value) = whole.plus(part)
    {
        numeral.value = value;
        numeral.end = end + 1;
        numeral.plain = false;
    }
}

/// Denominators people write: halves to sixteenths, powers of two, hundredths. `25/26 August` and
/// `24/7` are no fractions.
fn is_divisor(below: i128) -> bool {
    below <= 16 || matches!(below, 20 | 32 | 50 | 64 | 100 | 128 | 1000)
}

fn vulgar(text: &str) -> Option<Exact> {
    let mut letters = text.chars();
    let (above, below) = match letters.next()? {
        '½' => (1, 2),
        '⅓' => (1, 3),
        '⅔' => (2, 3),
        '¼' => (1, 4),
        '¾' => (3, 4),
        '⅕' => (1, 5),
        '⅖' => (2, 5),
        '⅗' => (3, 5),
        '⅘' => (4, 5),
        '⅙' => (1, 6),
        '⅛' => (1, 8),
        '⅜' => (3, 8),
        '⅝' => (5, 8),
        '⅞' => (7, 8),
        _ => return None,
    };
    if letters.next().is_some() {
        return None;
    }
    Exact::ratio(above, below)
}

/// The value of a digit token, and whether separators grouped it.
///
/// One `,` before exactly three digits groups; before any other count it is a decimal comma. With
/// both marks the last one is the decimal. `1.234` alone stays a decimal: this is the reading of
/// English news, which is what the tables cover.
fn value_of(text: &str) -> Option<(Exact, bool)> {
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return Some((Exact::decimal(text)?, false));
    }
    if let Some(value) = vulgar(text) {
        return Some((value, false));
    }
    if !text.is_ascii() && text.chars().all(char::is_numeric) {
        let digit = other_digit(text)?;
        return Some((Exact::whole(digit), false));
    }
    let text: String = text
        .chars()
        .filter(|c| !matches!(c, '\'' | '\u{2019}' | '\u{2009}' | '\u{202F}' | '\u{A0}'))
        .collect();
    if text.contains(':') {
        return None;
    }
    let commas = text.matches(',').count();
    let dots = text.matches('.').count();
    let (plain, grouped) = match (commas, dots) {
        (0, 0) => (text, true),
        (0, 1) => (text, false),
        (1, 0) if text.split(',').nth(1).is_some_and(|part| part.len() >= 4) => return None,
        (1, 0) if text.split(',').nth(1).is_none_or(|part| part.len() != 3) => {
            (text.replace(',', "."), false)
        }
        (_, 0) => (grouped_by(&text, ',')?, true),
        (0, _) => (grouped_by(&text, '.')?, true),
        _ => {
            let decimal = if text.rfind(',') > text.rfind('.') { ',' } else { '.' };
            let group = if decimal == ',' { '.' } else { ',' };
            let (whole, part) = text.rsplit_once(decimal)?;
            if whole.contains(decimal) || part.contains(group) {
                return None;
            }
            (format!("{}.{part}", grouped_by(whole, group)?), true)
        }
    };
    Some((Exact::decimal(&plain)?, grouped))
}

/// Joins groups; `None` unless each but the first has three digits (or two, the Indian way).
fn grouped_by(text: &str, mark: char) -> Option<String> {
    let mut parts = text.split(mark);
    let head = parts.next().filter(|head| (1..=3).contains(&head.len()))?;
    let rest: Vec<&str> = parts.collect();
    let (last, middle) = rest.split_last()?;
    let sound =
        last.len() == 3 && middle.iter().all(|p| p.len() == 3 || (mark == ',' && p.len() == 2));
    sound.then(|| format!("{head}{}", rest.concat()))
}

/// Decimal digits of other scripts, one token at a time (their numbers of several digits are read
/// digit by digit by no news text we have seen).
fn other_digit(text: &str) -> Option<i128> {
    let code = text.chars().next()? as u32;
    let zero = [0x660, 0x6F0, 0x966, 0x9E6, 0xE50, 0xFF10]
        .into_iter()
        .find(|z| (*z..*z + 10).contains(&code))?;
    Some(i128::from(code - zero))
}

/// Takes `million`, `bn`, `m`, `k` and `dozen` after the digits into the value.
fn scaled(tokens: &Tokens<'_>, mut numeral: Numeral) -> Option<Numeral> {
    for _ in 0..3 {
        let at = numeral.end;
        // "30-million", "1.8 billion-mile".
        let at = if tokens.text(at) == "-" && tokens.glued(at) && tokens.glued(at + 1) {
            at + 1
        } else {
            at
        };
        let low = tokens.low(at);
        let glued = tokens.glued(at) && at == numeral.end;
        let scale = match low.as_str() {
            "bn" | "tn" | "mn" | "trn" | "mln" | "bln" => scale_word(low.as_str()),
            "k" if glued => Some(1_000),
            "b" if tokens.text(at) == "B" && (glued || noun::starts_at(tokens, at + 1)) => {
                Some(1_000_000_000)
            }
            "m" if is_million(tokens, &numeral, at, glued) => Some(1_000_000),
            word if !tokens.opens(at) && !glued => scale_word(word),
            _ => None,
        };
        let Some(scale) = scale else { break };
        let scale = Exact::whole(scale);
        numeral.mantissa = Some(numeral.mantissa.unwrap_or(numeral.value));
        numeral.value = numeral.value.times(scale)?;
        numeral.scale = match numeral.scale {
            Some(before) => before.times(scale),
            None => Some(scale),
        };
        numeral.end = at + 1;
        numeral.plain = false;
    }
    if tokens.text(numeral.end) == "-"
        && tokens.glued(numeral.end)
        && tokens.is(numeral.end + 1, "plus")
    {
        numeral.bound = Bound::AtLeast;
        numeral.end += 2;
    }
    if tokens.text(numeral.end) == "+" && tokens.glued(numeral.end) {
        numeral.bound = Bound::AtLeast;
        numeral.end += 1;
    }
    Some(numeral)
}

/// `m` is a million after a money mark, before `of` and before a plural noun; else metres.
fn is_million(tokens: &Tokens<'_>, numeral: &Numeral, at: usize, glued: bool) -> bool {
    let money =
        numeral.first.checked_sub(1).is_some_and(|mark| super::unit::is_money_mark(tokens, mark));
    let capital = tokens.text(at) == "M" && glued;
    let counted = glued && (tokens.is(at + 1, "of") || noun::plural_follows(tokens, at + 1));
    money || capital || counted
}
