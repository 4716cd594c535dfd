//! The pieces of a text as far as dates need them told apart.

use super::super::months;

#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Token {
    /// Digits: value (saturated) and count.
    Number(u64, u8),
    /// A month's name.
    Month(u8),
    /// Any other word, told apart only as far as dates need it.
    Word(Word),
    /// Punctuation.
    Mark(char),
    Space,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Word {
    /// "de", "of", "th", "den" and the like: may stand between the parts of a date.
    Glue,
    /// "T" between date and time.
    T,
    /// "at", "um", "kl", "à": may stand between date and time.
    At,
    /// "h", "Uhr".
    Hour,
    Am,
    Pm,
    /// A zone's name, with its offset in minutes.
    Zone(i16),
    /// "Mon", "Monday" and the like, in English: `Fri Jan 05 10:20:30 CET 2024`.
    Weekday,
    /// 年, 년, "m." …: follows the year.
    Year,
    /// 月, 월, and "tháng" before the month.
    MonthMark,
    /// 日, 일: follows the day.
    Day,
    Other,
}

/// The value of a decimal digit of the scripts that news is written in.
pub(super) fn digit(character: char) -> Option<u8> {
    const ZEROS: &[u32] = &[0x30, 0x660, 0x6f0, 0x966, 0x9e6, 0xe50, 0xff10];
    let code = u32::from(character);
    if code < 0x80 {
        return character.to_digit(10).map(|value| value as u8);
    }
    let zero = ZEROS.iter().find(|&&zero| (zero..zero + 10).contains(&code))?;
    Some((code - zero) as u8)
}

/// Tokens with the byte offset each ends at.
pub(super) fn tokens(text: &str) -> Vec<(Token, u32)> {
    let mut out: Vec<(Token, u32)> = Vec::with_capacity(24);
    let mut chars = text.char_indices().peekable();
    let mut word = String::new();
    while let Some((start, character)) = chars.next() {
        if let Some(first) = digit(character) {
            let (mut value, mut count) = (u64::from(first), 1u8);
            while let Some(next) = chars.peek().and_then(|&(_, next)| digit(next)) {
                value = value.saturating_mul(10).saturating_add(u64::from(next));
                count += 1;
                chars.next();
            }
            let end = chars.peek().map_or(text.len(), |&(at, _)| at);
            out.push((Token::Number(value, count), end as u32));
        } else if let Some(mark) = cjk_mark(character) {
            out.push((Token::Word(mark), (start + character.len_utf8()) as u32));
        } else if is_word(character) {
            word.clear();
            word.extend(character.to_lowercase());
            while let Some(&(_, next)) = chars.peek() {
                if !is_word(next) || cjk_mark(next).is_some() || digit(next).is_some() {
                    break;
                }
                word.extend(next.to_lowercase());
                chars.next();
            }
            let end = chars.peek().map_or(text.len(), |&(at, _)| at);
            let token = match months::of(&word) {
                Some(month) => Token::Month(month),
                None => Token::Word(classify(&word)),
            };
            out.push((token, end as u32));
        } else {
            let token =
                if character.is_whitespace() { Token::Space } else { Token::Mark(character) };
            if token == Token::Space && matches!(out.last(), Some((Token::Space, _))) {
                continue;
            }
            out.push((token, (start + character.len_utf8()) as u32));
        }
    }
    out
}

/// Letters, and the vowel signs that Indic and Thai words are built with.
fn is_word(character: char) -> bool {
    character.is_alphabetic()
        || matches!(character, '\u{93c}'..='\u{94d}' | '\u{e31}'..='\u{e4e}' | '\u{300}'..='\u{36f}')
}

fn cjk_mark(character: char) -> Option<Word> {
    match character {
        '年' | '년' => Some(Word::Year),
        '月' | '월' => Some(Word::MonthMark),
        '日' | '일' => Some(Word::Day),
        '時' | '时' | '点' | '시' => Some(Word::Hour),
        _ => None,
    }
}

fn classify(word: &str) -> Word {
    match word {
        "t" => Word::T,
        "st" | "nd" | "rd" | "th" | "de" | "del" | "of" | "er" | "ter" | "den" | "a" | "º"
        | "ª" | "og" | "da" | "di" | "gada" | "tháng" | "mois" | "the" | "te" | "dne" => {
            if word == "tháng" { Word::MonthMark } else { Word::Glue }
        }
        "at" | "um" | "kl" | "klo" | "à" | "às" | "alle" | "ore" | "om" | "o" | "godz" | "в"
        | "о" | "u" | "las" | "los" | "kello" | "ora" | "ve" | "στις" | "lúc" | "pukul"
        | "saat" | "jam" | "в." | "el" | "on" | "ob" | "as" => Word::At,
        "h" | "uhr" | "hrs" | "hs" | "hod" | "ч" | "г" | "год" | "hr" | "heures" => Word::Hour,
        "am" => Word::Am,
        "pm" => Word::Pm,
        "z" | "utc" | "gmt" | "wet" => Word::Zone(0),
        "bst" | "cet" | "mez" | "west" | "wat" => Word::Zone(60),
        "cest" | "mesz" | "eet" | "sast" | "cat" => Word::Zone(120),
        "eest" | "msk" | "eat" => Word::Zone(180),
        "ist" => Word::Zone(330),
        "wib" => Word::Zone(420),
        "sgt" | "hkt" | "awst" => Word::Zone(480),
        "jst" | "kst" => Word::Zone(540),
        "aest" => Word::Zone(600),
        "aedt" => Word::Zone(660),
        "edt" => Word::Zone(-240),
        "est" | "cdt" => Word::Zone(-300),
        "cst" | "mdt" => Word::Zone(-360),
        "mst" | "pdt" => Word::Zone(-420),
        "pst" | "akdt" => Word::Zone(-480),
        "brt" | "art" => Word::Zone(-180),
        "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun" => Word::Weekday,
        "m" | "г." | "года" | "року" | "р" => Word::Year,
        "d" => Word::Day,
        _ => Word::Other,
    }
}
