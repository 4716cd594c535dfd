//! The tokenizer (HTML §13.2.5): text in, tokens out, one at a time.
//!
//! As all of the input is at hand, states that only ever follow one another are one function each
//! here: a tag, a comment, a doctype and a run of text are read in one go. What remains as
//! [`State`] is what the tree builder can switch.

use memchr::{memchr, memchr2, memchr3};

use crate::dom::{Span, Store};
use crate::limits::Limits;
use crate::name::Name;

mod doctype;
mod markup;
mod named;
mod raw_text;
mod reference;
mod tag;

#[cfg(test)]
mod tests;

/// The tokenizer states a token can start in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum State {
    /// Data state.
    Data,
    /// RCDATA state: text and references up to the end tag.
    Rcdata,
    /// RAWTEXT state: text up to the end tag.
    Rawtext,
    /// Script data state: the same, but for what `<!--` does in a script.
    ScriptData,
    /// PLAINTEXT state: text up to the end.
    Plaintext,
    /// CDATA section state.
    CdataSection,
}

/// A token. What it holds is in the tokenizer until the next one is asked for: characters and
/// comments in [`Tokenizer::text`], attributes in [`Tokenizer::tag`], the parts of a doctype in
/// [`Tokenizer::doctype`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Token {
    /// Characters, at least one, no NUL among them.
    Text,
    /// One U+0000.
    Nul,
    StartTag(Name),
    EndTag(Name),
    Comment,
    Doctype,
    EndOfFile,
}

/// The start tag last read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tag {
    /// Where its attributes lie in [`Store::attrs`]: first and number.
    pub(crate) attrs: (u32, u32),
    pub(crate) is_self_closing: bool,
}

/// The doctype last read.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Doctype {
    pub(crate) name: Option<String>,
    pub(crate) public: Option<String>,
    pub(crate) system: Option<String>,
    pub(crate) force_quirks: bool,
}

#[derive(Debug)]
pub(crate) struct Tokenizer<'s> {
    input: &'s str,
    position: usize,
    pub(crate) state: State,
    /// What the end tag of raw text is called: the "appropriate end tag" of the standard.
    pub(crate) last_start_tag: Name,
    /// The characters of the text or comment last read.
    pub(crate) text: Span,
    pub(crate) tag: Tag,
    pub(crate) doctype: Doctype,
    has_nul: bool,
    /// Where the CDATA section being read ends, and where the input goes on after it.
    cdata_end: (usize, usize),
    attribute_limit: usize,
    value_limit: usize,
    pub(crate) hit_attribute_limit: bool,
    pub(crate) hit_value_limit: bool,
}

impl<'s> Tokenizer<'s> {
    /// A tokenizer of input in which line ends are normalised already.
    pub(crate) fn new(input: &'s str, limits: &Limits) -> Self {
        Tokenizer {
            input,
            position: 0,
            state: State::Data,
            last_start_tag: Name::NONE,
            text: Span::EMPTY,
            tag: Tag { attrs: (0, 0), is_self_closing: false },
            doctype: Doctype::default(),
            has_nul: memchr(0, input.as_bytes()).is_some(),
            cdata_end: (0, 0),
            attribute_limit: limits.attributes,
            value_limit: limits.value_bytes,
            hit_attribute_limit: false,
            hit_value_limit: false,
        }
    }

    pub(crate) fn input(&self) -> &'s str {
        self.input
    }

    fn bytes(&self) -> &'s [u8] {
        self.input.as_bytes()
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes().get(self.position + ahead).copied()
    }

    /// The next token. `in_foreign` tells that the adjusted current node is not an HTML element,
    /// so that `<![CDATA[` opens a section.
    #[inline]
    pub(crate) fn next(&mut self, store: &mut Store, in_foreign: bool) -> Token {
        loop {
            let token = match self.state {
                State::Data => self.data(store, in_foreign),
                State::Rcdata | State::Rawtext | State::ScriptData => Some(self.raw_text(store)),
                State::Plaintext => Some(self.rest_as_text(store)),
                State::CdataSection => self.cdata_section(),
            };
            if let Some(token) = token {
                return token;
            }
        }
    }

    /// Data state, tag open state (§13.2.5.1, §13.2.5.6). `None` where there is no token to give:
    /// at `</>` and where a CDATA section opens.
    #[inline]
    fn data(&mut self, store: &mut Store, in_foreign: bool) -> Option<Token> {
        if self.peek(0) != Some(b'<') {
            return Some(self.text_run(store));
        }
        let token = match self.peek(1) {
            Some(byte) if byte.is_ascii_alphabetic() => self.start_tag(store),
            Some(b'/') => match self.peek(2) {
                Some(byte) if byte.is_ascii_alphabetic() => self.end_tag(store),
                Some(b'>') => {
                    self.position += 3;
                    return None;
                }
                Some(_) => self.bogus_comment(store, self.position + 2),
                None => self.text_run(store),
            },
            Some(b'!') => return self.markup_declaration(store, in_foreign),
            Some(b'?') => self.bogus_comment(store, self.position + 1),
            _ => self.text_run(store),
        };
        Some(token)
    }

    /// True when the `<` at `at` opens something other than text.
    fn opens_markup(&self, at: usize) -> bool {
        match self.bytes().get(at + 1) {
            Some(b'!' | b'?') => true,
            Some(b'/') => at + 2 < self.input.len(),
            Some(byte) => byte.is_ascii_alphabetic(),
            None => false,
        }
    }

    /// A run of text with its references, up to the next markup or NUL.
    fn text_run(&mut self, store: &mut Store) -> Token {
        let bytes = self.bytes();
        let start = self.position;
        if start >= bytes.len() {
            return Token::EndOfFile;
        }
        if bytes[start] == 0 {
            self.position += 1;
            return Token::Nul;
        }
        // Text up to `copied` is in the buffer from `decoded` on, once there was a reference.
        let mut decoded = None;
        let mut copied = start;
        let mut at = start;
        loop {
            let found = if self.has_nul {
                memchr3(b'<', b'&', 0, &bytes[at..])
            } else {
                memchr2(b'<', b'&', &bytes[at..])
            };
            let Some(found) = found else {
                at = bytes.len();
                break;
            };
            at += found;
            match bytes[at] {
                b'<' if !self.opens_markup(at) => at += 1,
                b'&' => match reference::read(bytes, at, false) {
                    None => at += 1,
                    Some((reference, after)) => {
                        decoded.get_or_insert(store.buffer.len());
                        store.buffer.push_str(&self.input[copied..at]);
                        reference.push_to(&mut store.buffer);
                        (at, copied) = (after, after);
                    }
                },
                _ => break,
            }
        }
        self.position = at;
        self.text = match decoded {
            None => Span::source(start, at),
            Some(decoded) => {
                store.buffer.push_str(&self.input[copied..at]);
                store.buffer_from(decoded)
            }
        };
        Token::Text
    }

    /// PLAINTEXT state (§13.2.5.5).
    fn rest_as_text(&mut self, store: &mut Store) -> Token {
        let start = self.position;
        self.position = self.input.len();
        if start == self.position {
            return Token::EndOfFile;
        }
        self.text = self.without_nul(store, start, self.position);
        Token::Text
    }

    /// A range of the input with U+FFFD for every NUL.
    fn without_nul(&self, store: &mut Store, start: usize, end: usize) -> Span {
        if !self.has_nul || memchr(0, &self.bytes()[start..end]).is_none() {
            return Span::source(start, end);
        }
        let from = store.buffer.len();
        push_without_nul(&mut store.buffer, &self.input[start..end]);
        store.buffer_from(from)
    }
}

fn push_without_nul(buffer: &mut String, text: &str) {
    for (i, piece) in text.split('\0').enumerate() {
        if i > 0 {
            buffer.push(char::REPLACEMENT_CHARACTER);
        }
        buffer.push_str(piece);
    }
}

/// White space between the parts of a tag; CR is gone by then.
fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\t' | b'\x0C')
}
