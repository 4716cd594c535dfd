//! Values as pages write them into plain words: entities decoded, tags and invisible characters
//! gone, white space collapsed.

/// Longest value kept, in bytes. Headlines and standfirsts of real pages stay below 1,500.
pub(super) const VALUE_BYTES: usize = 2_000;

/// Cleans a value from an attribute or JSON: there, markup and entities are leftovers of a template
/// that encoded twice.
pub(super) fn value(text: &str) -> String {
    let text = head(text, VALUE_BYTES * 2);
    let mut decoded = text.to_owned();
    // Twice: `&amp;#39;` is common, deeper nesting was not seen.
    for _ in 0..2 {
        if !decoded.contains('&') {
            break;
        }
        decoded = entities(&decoded);
    }
    if decoded.contains('<') {
        decoded = without_tags(&decoded);
    }
    words(&decoded)
}

/// Collapses white space and drops invisible characters; for text of the tree, whose character
/// references are decoded already.
pub(super) fn words(text: &str) -> String {
    let mut out = String::with_capacity(text.len().min(VALUE_BYTES));
    let mut gap = false;
    for character in text.chars() {
        if character.is_whitespace() || character.is_control() {
            gap = !out.is_empty();
            continue;
        }
        if is_invisible(character) {
            continue;
        }
        if out.len() + 5 > VALUE_BYTES {
            break;
        }
        if gap {
            out.push(' ');
            gap = false;
        }
        out.push(character);
    }
    out
}

/// Zero-width, bidirectional-control, private-use and replacement characters. The joiners U+200C and
/// U+200D are spelling in Persian and Indic scripts and stay.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}'
            | '\u{200b}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{fffd}'
            | '\u{e000}'..='\u{f8ff}'
            | '\u{61c}'
    )
}

/// The longest prefix of at most `limit` bytes that ends between characters.
pub(super) fn head(text: &str, limit: usize) -> &str {
    if text.len() <= limit {
        return text;
    }
    let mut end = limit;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Elements whose tags turn up inside headlines and standfirsts of attributes and JSON.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "br", "cite", "code", "del", "div", "em", "font", "h1", "h2", "h3", "i",
    "img", "ins", "li", "mark", "p", "q", "small", "span", "strong", "sub", "sup", "u", "ul",
    "wbr",
];

/// Drops the tags of [`INLINE`] elements. Others stay: a headline may well speak of `<title>`.
fn without_tags(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('<') {
        out.push_str(&rest[..open]);
        rest = &rest[open..];
        let name_from = 1 + usize::from(rest[1..].starts_with('/'));
        let name_length = rest[name_from..].bytes().take_while(u8::is_ascii_alphanumeric).count();
        let name = rest[name_from..name_from + name_length].to_ascii_lowercase();
        // A tag that never ends is no tag; looking further would be quadratic.
        let close = head(rest, 400).find('>');
        match close {
            Some(close) if INLINE.contains(&name.as_str()) => {
                if matches!(&*name, "br" | "p" | "div" | "li") {
                    out.push(' ');
                }
                rest = &rest[close + 1..];
            }
            _ => {
                out.push('<');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// Longest entity name looked for: `thetasym`.
const ENTITY_BYTES: usize = 10;

/// Decodes numeric references and the named ones of HTML 4 that occur in running text.
fn entities(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let semicolon = rest.bytes().take(ENTITY_BYTES + 1).position(|byte| byte == b';');
        match semicolon.and_then(|end| Some((entity(&rest[..end])?, end))) {
            Some((character, end)) => {
                out.push(character);
                rest = &rest[end + 1..];
            }
            None => out.push('&'),
        }
    }
    out.push_str(rest);
    out
}

fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16).ok()?,
            None => number.parse().ok()?,
        };
        // Windows-1252 numbers, HTML §13.2.5.80.
        if let Some(&character) =
            code.checked_sub(0x80).and_then(|offset| WINDOWS_1252.get(offset as usize))
        {
            return Some(character);
        }
        return char::from_u32(code);
    }
    let latin = LATIN_1.iter().position(|&have| have == name);
    if let Some(offset) = latin {
        return char::from_u32(0xa0 + offset as u32);
    }
    let found = OTHER.iter().find(|(have, _)| *have == name);
    found.map(|&(_, character)| character)
}

const WINDOWS_1252: &[char] = &[
    '€', ' ', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', ' ', 'Ž', ' ', ' ', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', ' ', 'ž', 'Ÿ',
];

/// Names of U+00A0 to U+00FF in order.
const LATIN_1: &[&str] = &[
    "nbsp", "iexcl", "cent", "pound", "curren", "yen", "brvbar", "sect", "uml", "copy", "ordf",
    "laquo", "not", "shy", "reg", "macr", "deg", "plusmn", "sup2", "sup3", "acute", "micro",
    "para", "middot", "cedil", "sup1", "ordm", "raquo", "frac14", "frac12", "frac34", "iquest",
    "Agrave", "Aacute", "Acirc", "Atilde", "Auml", "Aring", "AElig", "Ccedil", "Egrave", "Eacute",
    "Ecirc", "Euml", "Igrave", "Iacute", "Icirc", "Iuml", "ETH", "Ntilde", "Ograve", "Oacute",
    "Ocirc", "Otilde", "Ouml", "times", "Oslash", "Ugrave", "Uacute", "Ucirc", "Uuml", "Yacute",
    "THORN", "szlig", "agrave", "aacute", "acirc", "atilde", "auml", "aring", "aelig", "ccedil",
    "egrave", "eacute", "ecirc", "euml", "igrave", "iacute", "icirc", "iuml", "eth", "ntilde",
    "ograve", "oacute", "ocirc", "otilde", "ouml", "divide", "oslash", "ugrave", "uacute", "ucirc",
    "uuml", "yacute", "thorn", "yuml",
];

const OTHER: &[(&str, char)] = &[
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("ndash", '–'),
    ("mdash", '—'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("sbquo", '‚'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("bdquo", '„'),
    ("lsaquo", '‹'),
    ("rsaquo", '›'),
    ("hellip", '…'),
    ("bull", '•'),
    ("euro", '€'),
    ("trade", '™'),
    ("prime", '′'),
    ("Prime", '″'),
    ("minus", '−'),
    ("ensp", ' '),
    ("emsp", ' '),
    ("thinsp", ' '),
    ("zwnj", '\u{200c}'),
    ("zwj", '\u{200d}'),
    ("OElig", 'Œ'),
    ("oelig", 'œ'),
    ("Scaron", 'Š'),
    ("scaron", 'š'),
    ("Zcaron", 'Ž'),
    ("zcaron", 'ž'),
    ("Yuml", 'Ÿ'),
];

#[cfg(test)]
mod tests;
