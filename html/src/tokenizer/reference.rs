//! Character references (HTML §13.2.5.72 to §13.2.5.80).

use super::named::NAMED;

/// What a character reference stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Reference {
    Char(char),
    Text(&'static str),
}

impl Reference {
    pub(super) fn push_to(self, text: &mut String) {
        match self {
            Reference::Char(char) => text.push(char),
            Reference::Text(piece) => text.push_str(piece),
        }
    }
}

/// Names without a final `;` are at most this long.
const LEGACY_BYTES: usize = 6;

/// All names are at most this long, the `;` included.
const NAME_BYTES: usize = 33;

/// Reads the reference that starts at the `&` at `at`: what it stands for and where the text after
/// it begins; `None` when the `&` stands for itself.
pub(super) fn read(input: &[u8], at: usize, in_attribute: bool) -> Option<(Reference, usize)> {
    match input.get(at + 1)? {
        b'#' => read_numeric(input, at + 2),
        byte if byte.is_ascii_alphanumeric() => read_named(input, at + 1, in_attribute),
        _ => None,
    }
}

/// Named character reference state.
fn read_named(input: &[u8], start: usize, in_attribute: bool) -> Option<(Reference, usize)> {
    let run = input[start..]
        .iter()
        .take(NAME_BYTES)
        .take_while(|byte| byte.is_ascii_alphanumeric())
        .count();
    let name = &input[start..start + run];
    let next = input.get(start + run);
    if next == Some(&b';')
        && let Some(text) = find(name, true)
    {
        return Some((Reference::Text(text), start + run + 1));
    }
    if in_attribute {
        // For the sake of old URLs, `&copy=` and `&copying` in an attribute stay as they are.
        if next == Some(&b'=') || run > LEGACY_BYTES {
            return None;
        }
        return find(name, false).map(|text| (Reference::Text(text), start + run));
    }
    (2..=run.min(LEGACY_BYTES)).rev().find_map(|length| {
        let text = find(&name[..length], false)?;
        Some((Reference::Text(text), start + length))
    })
}

/// Looks a name up, with a `;` after it or without.
fn find(name: &[u8], with_semicolon: bool) -> Option<&'static str> {
    match name {
        b"amp" => return Some("&"),
        b"nbsp" => return Some("\u{a0}"),
        b"quot" => return Some("\""),
        b"lt" => return Some("<"),
        b"gt" => return Some(">"),
        _ => {}
    }
    let wanted = name.iter().chain(with_semicolon.then_some(&b';'));
    NAMED
        .binary_search_by(|(known, _)| known.as_bytes().iter().cmp(wanted.clone()))
        .ok()
        .map(|index| NAMED[index].1)
}

/// Numeric character reference state; `start` is after the `#`.
fn read_numeric(input: &[u8], start: usize) -> Option<(Reference, usize)> {
    let is_hex = matches!(input.get(start), Some(b'x' | b'X'));
    let (radix, first) = if is_hex { (16, start + 1) } else { (10, start) };
    let mut at = first;
    let mut code = 0u32;
    while let Some(digit) = input.get(at).and_then(|&byte| (byte as char).to_digit(radix)) {
        // Past the last code point any value means the same, so the sum may stop growing there.
        code = (code * radix + digit).min(0x11_0000);
        at += 1;
    }
    if at == first {
        return None;
    }
    if input.get(at) == Some(&b';') {
        at += 1;
    }
    Some((Reference::Char(numeric_end(code)), at))
}

/// Numeric character reference end state: what a code point written as a number means.
fn numeric_end(code: u32) -> char {
    if let 0x80..=0x9F = code {
        return WINDOWS_1252[(code - 0x80) as usize];
    }
    match char::from_u32(code) {
        None | Some('\0') => char::REPLACEMENT_CHARACTER,
        Some(char) => char,
    }
}

/// What pages mean by 0x80 to 0x9F: the characters of windows-1252, and the control where that has
/// none.
const WINDOWS_1252: [char; 32] = [
    '\u{20AC}', '\u{81}', '\u{201A}', '\u{192}', '\u{201E}', '\u{2026}', '\u{2020}', '\u{2021}',
    '\u{2C6}', '\u{2030}', '\u{160}', '\u{2039}', '\u{152}', '\u{8D}', '\u{17D}', '\u{8F}',
    '\u{90}', '\u{2018}', '\u{2019}', '\u{201C}', '\u{201D}', '\u{2022}', '\u{2013}', '\u{2014}',
    '\u{2DC}', '\u{2122}', '\u{161}', '\u{203A}', '\u{153}', '\u{9D}', '\u{17E}', '\u{178}',
];

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, in_attribute: bool, expect: Option<(&str, &str)>) {
        let found = read(text.as_bytes(), 0, in_attribute).map(|(reference, end)| {
            let mut decoded = String::new();
            reference.push_to(&mut decoded);
            (decoded, &text[end..])
        });
        let expect = expect.map(|(decoded, rest)| (decoded.to_string(), rest));
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn references() {
        check("&amp;x", false, Some(("&", "x")));
        check("&notit;", false, Some(("\u{ac}", "it;")));
        check("&notin;", false, Some(("\u{2209}", "")));
        check("&copy=1", true, None);
        check("&copy=1", false, Some(("\u{a9}", "=1")));
        check("&copying", true, None);
        check("&copy", true, Some(("\u{a9}", "")));
        check("&#x80;&", false, Some(("\u{20ac}", "&")));
        check("&#0", false, Some(("\u{fffd}", "")));
        check("&#99999999999999999999999;", false, Some(("\u{fffd}", "")));
        check("&#xD800;", false, Some(("\u{fffd}", "")));
        check("&#x;", false, None);
        check("&;", false, None);
        check("&CounterClockwiseContourIntegral;", false, Some(("\u{2233}", "")));
    }

    #[test]
    fn the_table_is_sorted_and_within_its_bounds() {
        assert!(NAMED.is_sorted_by_key(|(name, _)| name.as_bytes()));
        for (name, text) in NAMED {
            assert!(name.len() <= NAME_BYTES);
            assert!(name.ends_with(';') || name.len() <= LEGACY_BYTES, "{name}");
            assert!(!text.is_empty());
            check(&format!("&{name}"), false, Some((text, "")));
        }
    }
}
