//! A forgiving JSON reader for what pages embed: given text, it gives back every value it could
//! make out, however broken the rest.
//!
//! Beside RFC 8259 it takes comments and CDATA marks around the data, trailing and missing commas,
//! raw line breaks and unescaped quotes inside strings, unknown escapes, several values in a row,
//! and text that breaks off. Time and memory are linear in the text; nesting is cut at
//! [`DEPTH_LIMIT`].

use std::borrow::Cow;

/// Levels of nesting that are read; what lies deeper is passed over. Linked-data graphs on news
/// pages stay below 12.
pub(super) const DEPTH_LIMIT: usize = 64;

/// One value. Strings borrow from the text where they hold no escape.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Json<'a> {
    Null,
    Bool(bool),
    /// A number, or any other bare word, as written.
    Word(&'a str),
    String(Cow<'a, str>),
    List(Vec<Json<'a>>),
    /// In source order; a repeated key is kept twice.
    Map(Vec<(Cow<'a, str>, Json<'a>)>),
}

impl<'a> Json<'a> {
    /// The first value under `key`, `None` for anything but a map.
    pub(super) fn get(&self, key: &str) -> Option<&Json<'a>> {
        let Json::Map(pairs) = self else { return None };
        let found = pairs.iter().find(|(have, _)| have == key);
        found.map(|(_, value)| value)
    }

    /// A string or bare number as text.
    pub(super) fn as_text(&self) -> Option<&str> {
        match self {
            Json::String(text) => Some(text),
            Json::Word(text) => Some(text),
            _ => None,
        }
    }

    /// The value as a list: a list's items, any other value alone.
    pub(super) fn items(&self) -> &[Json<'a>] {
        match self {
            Json::List(items) => items,
            Json::Null => &[],
            other => std::slice::from_ref(other),
        }
    }
}

/// Reads every top-level value of `text`.
pub(super) fn read(text: &str) -> Vec<Json<'_>> {
    let mut reader = Reader { text, bytes: text.as_bytes(), at: 0 };
    let mut values = Vec::new();
    loop {
        reader.skip_blank();
        match reader.peek() {
            None => return values,
            Some(b'{' | b'[') => values.push(reader.value(0)),
            Some(_) => reader.at += 1,
        }
    }
}

struct Reader<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn rest_starts_with(&self, prefix: &str) -> bool {
        self.bytes[self.at..].starts_with(prefix.as_bytes())
    }

    /// Passes white space, comments and the marks of comments and CDATA sections.
    fn skip_blank(&mut self) {
        while let Some(byte) = self.peek() {
            match byte {
                b' ' | b'\t' | b'\n' | b'\r' => self.at += 1,
                0xef if self.rest_starts_with("\u{feff}") => self.at += 3,
                0xc2 if self.rest_starts_with("\u{a0}") => self.at += 2,
                b'/' if self.rest_starts_with("/*") => self.skip_past("*/"),
                b'/' if self.rest_starts_with("//") => self.skip_comment_line(),
                b'<' if self.rest_starts_with("<![CDATA[") => self.at += 9,
                b'<' if self.rest_starts_with("<!--") => self.at += 4,
                _ => return,
            }
        }
    }

    fn skip_past(&mut self, end: &str) {
        let found = memchr::memmem::find(&self.bytes[self.at..], end.as_bytes());
        self.at = found.map_or(self.bytes.len(), |offset| self.at + offset + end.len());
    }

    /// `//<![CDATA[` may have the data behind it on the same line.
    fn skip_comment_line(&mut self) {
        self.at += 2;
        while matches!(self.peek(), Some(b' ' | b'\t')) {
            self.at += 1;
        }
        if self.rest_starts_with("<![CDATA[") || self.rest_starts_with("<!--") {
            return;
        }
        let line = memchr::memchr(b'\n', &self.bytes[self.at..]);
        self.at = line.map_or(self.bytes.len(), |offset| self.at + offset);
    }

    /// One value; the cursor stands on its first byte and always moves on.
    fn value(&mut self, depth: usize) -> Json<'a> {
        match self.peek() {
            None => Json::Null,
            Some(b'{' | b'[') if depth >= DEPTH_LIMIT => {
                self.skip_nested();
                Json::Null
            }
            Some(b'{') => self.map(depth),
            Some(b'[') => self.list(depth),
            Some(b'"') => Json::String(self.string()),
            Some(_) => self.word(),
        }
    }

    fn map(&mut self, depth: usize) -> Json<'a> {
        self.at += 1;
        let mut pairs = Vec::new();
        loop {
            self.skip_blank();
            match self.peek() {
                None => break,
                Some(b'}') => {
                    self.at += 1;
                    break;
                }
                // The bracket of a list around us: this map was never closed.
                Some(b']') => break,
                Some(b'"') => {
                    let key = self.string();
                    self.skip_blank();
                    if self.peek() == Some(b':') {
                        self.at += 1;
                        self.skip_blank();
                        if !matches!(self.peek(), None | Some(b',' | b'}' | b']')) {
                            let value = self.value(depth + 1);
                            pairs.push((key, value));
                        }
                    }
                }
                Some(_) => self.at += 1,
            }
        }
        Json::Map(pairs)
    }

    fn list(&mut self, depth: usize) -> Json<'a> {
        self.at += 1;
        let mut items = Vec::new();
        loop {
            self.skip_blank();
            match self.peek() {
                None => break,
                Some(b']') => {
                    self.at += 1;
                    break;
                }
                Some(b'}') => break,
                Some(b',' | b':') => self.at += 1,
                Some(_) => items.push(self.value(depth + 1)),
            }
        }
        Json::List(items)
    }

    fn word(&mut self) -> Json<'a> {
        let start = self.at;
        let rest = &self.bytes[start..];
        let length =
            rest.iter().position(|byte| b",:{}[]\" \t\r\n".contains(byte)).unwrap_or(rest.len());
        // A stray delimiter is passed so that the cursor always moves.
        self.at += length.max(1);
        match self.text.get(start..start + length).unwrap_or("") {
            "" | "null" => Json::Null,
            "true" => Json::Bool(true),
            "false" => Json::Bool(false),
            other => Json::Word(other),
        }
    }

    /// A string; the cursor stands on its opening quote. A quote that is not followed by what may
    /// follow a string is taken for one of its characters: in well-formed JSON there is none.
    fn string(&mut self) -> Cow<'a, str> {
        self.at += 1;
        let start = self.at;
        let mut owned: Option<String> = None;
        // Everything before this offset is already in `owned`.
        let mut copied = start;
        loop {
            let Some(offset) = memchr::memchr2(b'"', b'\\', &self.bytes[self.at..]) else {
                self.at = self.bytes.len();
                break;
            };
            self.at += offset;
            if self.bytes[self.at] == b'\\' {
                let text = owned.get_or_insert_default();
                text.push_str(&self.text[copied..self.at]);
                self.escape(text);
                copied = self.at;
            } else if self.closes() {
                let end = self.at;
                self.at += 1;
                return finish(owned, &self.text[copied..end]);
            } else {
                self.at += 1;
            }
        }
        finish(owned, &self.text[copied..])
    }

    /// True when the quote under the cursor ends its string.
    fn closes(&self) -> bool {
        let rest = &self.bytes[self.at + 1..];
        let mut line_break = false;
        for &byte in rest {
            match byte {
                b' ' | b'\t' | b'\r' => {}
                b'\n' => line_break = true,
                b',' | b':' | b'}' | b']' => return true,
                // A comma left out between two lines.
                b'"' => return line_break,
                _ => return false,
            }
        }
        true
    }

    /// Decodes the escape under the cursor into `text` and passes it.
    fn escape(&mut self, text: &mut String) {
        self.at += 1;
        let Some(character) = self.text[self.at..].chars().next() else {
            return;
        };
        self.at += character.len_utf8();
        match character {
            'n' => text.push('\n'),
            't' => text.push('\t'),
            'r' => text.push('\r'),
            'b' | 'f' => text.push(' '),
            'u' => {
                let Some(unit) = self.hex4(self.at) else {
                    return;
                };
                self.at += 4;
                let mut units = [unit, 0];
                let mut count = 1;
                if (0xd800..0xdc00).contains(&unit)
                    && self.rest_starts_with("\\u")
                    && let Some(low) = self.hex4(self.at + 2)
                {
                    units[1] = low;
                    count = 2;
                    self.at += 6;
                }
                let decoded = char::decode_utf16(units[..count].iter().copied());
                text.extend(decoded.map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)));
            }
            other => text.push(other),
        }
    }

    fn hex4(&self, at: usize) -> Option<u16> {
        let digits = self.bytes.get(at..at + 4)?;
        digits.iter().try_fold(0u16, |unit, &byte| {
            let digit = (byte as char).to_digit(16)?;
            Some(unit << 4 | digit as u16)
        })
    }

    /// Passes a map or list that is nested too deeply, without recursion.
    fn skip_nested(&mut self) {
        let mut open = 0usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'"' => {
                    self.string();
                    continue;
                }
                b'{' | b'[' => open += 1,
                b'}' | b']' => open -= 1,
                _ => {}
            }
            self.at += 1;
            if open == 0 {
                return;
            }
        }
    }
}

fn finish<'a>(owned: Option<String>, tail: &'a str) -> Cow<'a, str> {
    match owned {
        None => Cow::Borrowed(tail),
        Some(mut text) => {
            text.push_str(tail);
            Cow::Owned(text)
        }
    }
}

#[cfg(test)]
mod tests;
