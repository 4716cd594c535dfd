//! What starts with `<!`, `<?` or `</` and is no tag: comments and CDATA sections (HTML §13.2.5.41
//! to §13.2.5.52, §13.2.5.69 to §13.2.5.71).

use memchr::memchr;

use super::{State, Token, Tokenizer};
use crate::dom::{Span, Store};

impl Tokenizer<'_> {
    /// Markup declaration open state; `None` when a CDATA section was opened.
    pub(super) fn markup_declaration(
        &mut self,
        store: &mut Store,
        in_foreign: bool,
    ) -> Option<Token> {
        let rest = &self.bytes()[self.position + 2..];
        if rest.starts_with(b"--") {
            return Some(self.comment(store));
        }
        if rest.get(..7).is_some_and(|word| word.eq_ignore_ascii_case(b"doctype")) {
            return Some(self.doctype());
        }
        if in_foreign && rest.starts_with(b"[CDATA[") {
            self.position += 9;
            self.open_cdata_section();
            return None;
        }
        Some(self.bogus_comment(store, self.position + 2))
    }

    /// Bogus comment state: everything from `start` to the next `>`.
    pub(super) fn bogus_comment(&mut self, store: &mut Store, start: usize) -> Token {
        let bytes = self.bytes();
        let end = memchr(b'>', &bytes[start..]).map_or(bytes.len(), |found| start + found);
        self.position = (end + 1).min(bytes.len());
        self.text = self.without_nul(store, start, end);
        Token::Comment
    }

    /// Comment start state to comment end bang state; `position` is at the `<`.
    fn comment(&mut self, store: &mut Store) -> Token {
        let start = self.position + 4;
        let (end, after) = self.comment_end(start);
        self.position = after;
        self.text = self.without_nul(store, start, end);
        Token::Comment
    }

    /// Where the comment whose text starts at `start` ends, and where the input goes on.
    fn comment_end(&self, start: usize) -> (usize, usize) {
        let bytes = self.bytes();
        let mut at = start;
        while let Some(found) = memchr(b'>', &bytes[at..]) {
            at += found;
            let text = &bytes[start..at];
            // `<!-->` and `<!--->` are whole comments.
            if text.is_empty() || text == b"-" {
                return (start, at + 1);
            }
            if text.ends_with(b"--") {
                return (at - 2, at + 1);
            }
            if text.ends_with(b"--!") {
                return (at - 3, at + 1);
            }
            at += 1;
        }
        // At the end of the file the dashes that might have closed it are not part of it.
        let text = &bytes[start..];
        let dashes = [&b"--!"[..], b"--", b"-"]
            .iter()
            .find(|dashes| text.ends_with(dashes))
            .map_or(0, |dashes| dashes.len());
        (bytes.len() - dashes, bytes.len())
    }

    /// Begins CDATA section state at `position`.
    pub(super) fn open_cdata_section(&mut self) {
        let bytes = self.bytes();
        let mut at = self.position;
        self.cdata_end = loop {
            let Some(found) = memchr(b'>', &bytes[at..]) else {
                break (bytes.len(), bytes.len());
            };
            at += found;
            if bytes[self.position..at].ends_with(b"]]") {
                break (at - 2, at + 1);
            }
            at += 1;
        };
        self.state = State::CdataSection;
    }

    /// CDATA section state: its text, NULs on their own as in the data state.
    /// `None` at its end.
    pub(super) fn cdata_section(&mut self) -> Option<Token> {
        let (end, after) = self.cdata_end;
        let start = self.position;
        if start >= end {
            self.position = after;
            self.state = State::Data;
            return None;
        }
        let bytes = &self.bytes()[start..end];
        if bytes[0] == 0 {
            self.position += 1;
            return Some(Token::Nul);
        }
        let length = match self.has_nul {
            true => memchr(0, bytes).unwrap_or(bytes.len()),
            false => bytes.len(),
        };
        self.position += length;
        self.text = Span::source(start, start + length);
        Some(Token::Text)
    }
}
