//! Doctypes (HTML §13.2.5.53 to §13.2.5.68).

use super::{Doctype, Token, Tokenizer, is_space};

/// The doctype between `<!DOCTYPE` and `>`, read from the front.
struct Reader<'t> {
    rest: &'t str,
}

impl Tokenizer<'_> {
    /// DOCTYPE state and all that follow it; `position` is at the `<`.
    pub(super) fn doctype(&mut self) -> Token {
        let start = self.position + 9;
        let mut reader = Reader { rest: &self.input[start..] };
        self.doctype = reader.read();
        self.position = self.input.len() - reader.rest.len();
        Token::Doctype
    }
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.rest.bytes().next()
    }

    fn skip_space(&mut self) {
        self.rest =
            self.rest.trim_start_matches(|char: char| u8::try_from(char).is_ok_and(is_space));
    }

    /// Takes text up to one of `ends`, NULs replaced.
    fn take_until(&mut self, ends: impl Fn(u8) -> bool) -> String {
        let length = self.rest.bytes().position(ends).unwrap_or(self.rest.len());
        let (text, rest) = self.rest.split_at(length);
        self.rest = rest;
        text.replace('\0', "\u{FFFD}")
    }

    /// Bogus DOCTYPE state: on to the `>` and over it.
    fn finish(&mut self) {
        self.rest = self.rest.split_once('>').map_or("", |(_, rest)| rest);
    }

    fn read(&mut self) -> Doctype {
        let mut doctype = Doctype::default();
        doctype.force_quirks = !self.read_parts(&mut doctype);
        self.finish();
        doctype
    }

    /// Reads name and identifiers; false when quirks are forced.
    fn read_parts(&mut self, doctype: &mut Doctype) -> bool {
        self.skip_space();
        if matches!(self.peek(), None | Some(b'>')) {
            return false;
        }
        let name = self.take_until(|byte| is_space(byte) || byte == b'>');
        doctype.name = Some(name.to_ascii_lowercase());
        self.skip_space();
        match self.peek() {
            None => return false,
            Some(b'>') => return true,
            _ => {}
        }
        // After DOCTYPE name state.
        let keyword = self.rest.as_bytes().get(..6).unwrap_or_default();
        if keyword.eq_ignore_ascii_case(b"public") {
            self.rest = &self.rest[6..];
            let Some(public) = self.read_identifier(&mut doctype.public) else {
                return false;
            };
            if !public {
                return false;
            }
            self.skip_space();
            match self.peek() {
                Some(b'>') => return true,
                Some(b'"' | b'\'') => {}
                _ => return false,
            }
        } else if keyword.eq_ignore_ascii_case(b"system") {
            self.rest = &self.rest[6..];
        } else {
            return false;
        }
        if self.read_identifier(&mut doctype.system) != Some(true) {
            return false;
        }
        // After DOCTYPE system identifier state: what else there is does not force quirks.
        self.skip_space();
        self.peek().is_some()
    }

    /// Reads a quoted identifier into `identifier`: `Some(true)` when it had its closing quote,
    /// `None` when there was no quote to open it.
    fn read_identifier(&mut self, identifier: &mut Option<String>) -> Option<bool> {
        self.skip_space();
        let quote = self.peek().filter(|byte| matches!(byte, b'"' | b'\''))?;
        self.rest = &self.rest[1..];
        *identifier = Some(self.take_until(|byte| byte == quote || byte == b'>'));
        let is_closed = self.peek() == Some(quote);
        if is_closed {
            self.rest = &self.rest[1..];
        }
        Some(is_closed)
    }
}
