//! Which characters of a word Markdown would take for something else.

use super::Mode;

/// Where a word stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spot {
    /// The character written before the word; `None` at the paragraph's start.
    pub(super) before: Option<char>,
    /// The character written after the word; `None` at the paragraph's end.
    pub(super) after: Option<char>,
    pub(super) starts_line: bool,
    pub(super) is_in_link: bool,
    pub(super) mode: Mode,
}

/// Writes a word without white space.
pub(super) fn word(out: &mut String, word: &str, spot: Spot) {
    let at_line_start = if spot.starts_line { block_mark(word, spot.after) } else { None };
    let mut before = spot.before;
    for (at, c) in word.char_indices() {
        let after = word[at + c.len_utf8()..].chars().next().or(spot.after);
        if at_line_start == Some(at) || needs_escape(c, before, after, &word[at..], spot) {
            out.push('\\');
        }
        out.push(c);
        before = Some(c);
    }
}

fn needs_escape(
    c: char,
    before: Option<char>,
    after: Option<char>,
    rest: &str,
    spot: Spot,
) -> bool {
    let is_space = |c: Option<char>| c.is_none_or(char::is_whitespace);
    let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    match c {
        '\\' | '`' | '~' => true,
        // Between spaces it opens and closes nothing.
        '*' => before != Some(' ') || after.is_some_and(|c| c != ' '),
        '_' => !(is_letter(before) && is_letter(after)),
        '[' => spot.is_in_link || spot.starts_line || after == Some('^'),
        ']' => spot.is_in_link || matches!(after, Some('(' | '[' | ':')),
        '!' => after == Some('['),
        '<' => after.is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')),
        '&' => is_entity(rest),
        '|' => spot.mode == Mode::Cell,
        // A heading's closing marks.
        '#' => spot.mode == Mode::Heading && is_space(after),
        _ => false,
    }
}

/// The character that makes a word at the start of a line a heading, list item, quote, rule or
/// table, if one does.
fn block_mark(word: &str, after: Option<char>) -> Option<usize> {
    let stands_alone = after.is_none_or(char::is_whitespace);
    let bytes = word.as_bytes();
    let escapes_first = match bytes.first()? {
        b'>' | b'|' | b'=' => true,
        b'#' => stands_alone && bytes.iter().all(|&byte| byte == b'#'),
        b'+' => stands_alone && bytes.len() == 1,
        b'-' => matches!(bytes.get(1), None | Some(b'-' | b'|' | b':')),
        b':' => bytes.get(1) == Some(&b'-'),
        _ => false,
    };
    if escapes_first {
        return Some(0);
    }
    let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let is_number = (1..=9).contains(&digits) && digits + 1 == bytes.len();
    (is_number && stands_alone && matches!(bytes[digits], b'.' | b')')).then_some(digits)
}

/// Does the text start with what reads as a character reference (CommonMark §2.5)?
fn is_entity(text: &str) -> bool {
    // The longest name in HTML's table has 31 letters.
    let Some(end) = text.bytes().take(34).position(|byte| byte == b';') else {
        return false;
    };
    let name = &text[1..end];
    let name = name.strip_prefix('#').unwrap_or(name);
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Writes words that stand between brackets or quotation marks.
pub(super) fn label(out: &mut String, text: &str, mode: Mode) {
    for (at, part) in text.split_ascii_whitespace().enumerate() {
        if at > 0 {
            out.push(' ');
        }
        let spot = Spot { before: None, after: None, starts_line: false, is_in_link: true, mode };
        word(out, part, spot);
    }
}

/// Writes a link's target and title.
pub(super) fn target(out: &mut String, url: &str, title: &str, mode: Mode) {
    for (at, c) in url.char_indices() {
        match c {
            '(' | ')' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            '&' if is_entity(&url[at..]) => out.push_str("\\&"),
            '|' if mode == Mode::Cell => out.push_str("%7C"),
            '<' => out.push_str("%3C"),
            '>' => out.push_str("%3E"),
            '`' => out.push_str("%60"),
            ' ' => out.push_str("%20"),
            c if c.is_ascii_control() => {}
            c => out.push(c),
        }
    }
    if !title.trim_ascii().is_empty() {
        let mut words = String::new();
        label(&mut words, title, mode);
        out.push_str(" \"");
        out.push_str(&words.replace('"', "\\\""));
        out.push('"');
    }
}
