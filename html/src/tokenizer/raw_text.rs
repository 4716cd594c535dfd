//! Text that only its own end tag ends: RCDATA, RAWTEXT and script data (HTML §13.2.5.2 to
//! §13.2.5.4, §13.2.5.9 to §13.2.5.31).

use memchr::{memchr, memchr2};

use super::{State, Token, Tokenizer, is_space, push_without_nul, reference};
use crate::dom::{Span, Store};

/// How deep in comments a script is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Escape {
    /// Script data state.
    None,
    /// Script data escaped state: after `<!--`.
    Escaped,
    /// Script data double escaped state: after `<script` in that.
    DoubleEscaped,
}

impl Tokenizer<'_> {
    /// The text up to the end tag, or the end tag itself when `position` is there already.
    pub(super) fn raw_text(&mut self, store: &mut Store) -> Token {
        let start = self.position;
        if self.is_end_tag(store, start) {
            self.state = State::Data;
            return self.end_tag(store);
        }
        let end = match self.state {
            State::ScriptData => self.script_end(store),
            _ => self.raw_text_end(store),
        };
        self.position = end;
        if start == end {
            return Token::EndOfFile;
        }
        self.text = match self.state {
            State::Rcdata => self.decoded_text(store, start, end),
            _ => self.without_nul(store, start, end),
        };
        Token::Text
    }

    /// True when an appropriate end tag starts at `at`.
    fn is_end_tag(&self, store: &Store, at: usize) -> bool {
        let bytes = &self.bytes()[at..];
        bytes.starts_with(b"</") && {
            let name = store.names.text(self.last_start_tag);
            !name.is_empty() && starts_with_name(&bytes[2..], name.as_bytes())
        }
    }

    fn raw_text_end(&self, store: &Store) -> usize {
        let bytes = self.bytes();
        let mut at = self.position;
        while let Some(found) = memchr(b'<', &bytes[at..]) {
            at += found;
            if self.is_end_tag(store, at) {
                return at;
            }
            at += 1;
        }
        bytes.len()
    }

    /// Where a script ends, with the states that let it hold its own end tag in a comment.
    fn script_end(&self, store: &Store) -> usize {
        let bytes = self.bytes();
        let mut at = self.position;
        let mut escape = Escape::None;
        // Where the dashes of `<!--` begin: they may be those of `-->` too.
        let mut dashes_from = 0;
        loop {
            let found = match escape {
                Escape::None => memchr(b'<', &bytes[at..]),
                _ => memchr2(b'<', b'>', &bytes[at..]),
            };
            let Some(found) = found else {
                return bytes.len();
            };
            at += found;
            let here = &bytes[at..];
            if here[0] == b'>' {
                if at >= dashes_from + 2 && bytes[..at].ends_with(b"--") {
                    escape = Escape::None;
                }
            } else if escape != Escape::DoubleEscaped && self.is_end_tag(store, at) {
                return at;
            } else if escape == Escape::None && here.starts_with(b"<!--") {
                escape = Escape::Escaped;
                dashes_from = at + 2;
                at += 3;
            } else if escape == Escape::Escaped && starts_with_name(&here[1..], b"script") {
                escape = Escape::DoubleEscaped;
            } else if escape == Escape::DoubleEscaped
                && here.starts_with(b"</")
                && starts_with_name(&here[2..], b"script")
            {
                escape = Escape::Escaped;
            }
            at += 1;
        }
    }

    /// RCDATA with its references decoded and NULs replaced.
    fn decoded_text(&self, store: &mut Store, start: usize, end: usize) -> Span {
        let bytes = &self.bytes()[..end];
        let mut decoded = None;
        let mut copied = start;
        let mut at = start;
        while let Some(found) = memchr(b'&', &bytes[at..]) {
            at += found;
            match reference::read(bytes, at, false) {
                None => at += 1,
                Some((reference, after)) => {
                    decoded.get_or_insert(store.buffer.len());
                    push_without_nul(&mut store.buffer, &self.input[copied..at]);
                    reference.push_to(&mut store.buffer);
                    (at, copied) = (after, after);
                }
            }
        }
        match decoded {
            None => self.without_nul(store, start, end),
            Some(decoded) => {
                push_without_nul(&mut store.buffer, &self.input[copied..end]);
                store.buffer_from(decoded)
            }
        }
    }
}

/// True when `bytes` begins with `name` in any case and what ends the name of a tag.
fn starts_with_name(bytes: &[u8], name: &[u8]) -> bool {
    let Some((head, rest)) = bytes.split_at_checked(name.len()) else {
        return false;
    };
    let ends = rest.first().is_some_and(|&byte| is_space(byte) || byte == b'/' || byte == b'>');
    ends && head.eq_ignore_ascii_case(name)
}
