//! Start and end tags with their attributes (HTML §13.2.5.6 to §13.2.5.8, §13.2.5.32 to
//! §13.2.5.40).

use memchr::{memchr, memchr2};

use super::{Token, Tokenizer, is_space, reference};
use crate::dom::{Namespace, RawAttr, Span, Store};
use crate::name::Name;

/// What a byte ends or spoils in the name of a tag or attribute.
const PLAIN: u8 = 0;
const ENDS_TAG_NAME: u8 = 1;
const ENDS_ATTRIBUTE_NAME: u8 = 2;
/// An upper-case letter or NUL: the name cannot be taken as it stands.
const CHANGES: u8 = 4;

static CLASSES: [u8; 256] = {
    let mut classes = [PLAIN; 256];
    let mut byte = b'A';
    while byte <= b'Z' {
        classes[byte as usize] = CHANGES;
        byte += 1;
    }
    classes[0] = CHANGES;
    let ends = b"\t\n\x0C />";
    let mut i = 0;
    while i < ends.len() {
        classes[ends[i] as usize] = ENDS_TAG_NAME | ENDS_ATTRIBUTE_NAME;
        i += 1;
    }
    classes[b'=' as usize] = ENDS_ATTRIBUTE_NAME;
    classes
};

impl Tokenizer<'_> {
    /// A start tag; `position` is at its `<`.
    pub(super) fn start_tag(&mut self, store: &mut Store) -> Token {
        let name = self.name(store, self.position + 1, ENDS_TAG_NAME);
        let first = store.attrs.len();
        self.tag.is_self_closing = false;
        if !self.attributes(store, first) {
            store.attrs.truncate(first);
            self.position = self.input.len();
            return Token::EndOfFile;
        }
        self.tag.attrs = (first as u32, (store.attrs.len() - first) as u32);
        self.last_start_tag = name;
        Token::StartTag(name)
    }

    /// An end tag; `position` is at its `<`. Its attributes are read and dropped.
    pub(super) fn end_tag(&mut self, store: &mut Store) -> Token {
        let name = self.name(store, self.position + 2, ENDS_TAG_NAME);
        if self.peek(0) == Some(b'>') {
            self.position += 1;
            return Token::EndTag(name);
        }
        let first = store.attrs.len();
        let is_whole = self.attributes(store, first);
        store.attrs.truncate(first);
        if !is_whole {
            self.position = self.input.len();
            return Token::EndOfFile;
        }
        Token::EndTag(name)
    }

    /// Tag name state, attribute name state: reads the name at `start` up to a byte of the class
    /// `ends` and leaves `position` there.
    #[inline]
    fn name(&mut self, store: &mut Store, start: usize, ends: u8) -> Name {
        // Most names are less than eight letters, all in lower case: one word.
        if let Some(word) = word_at(self.bytes(), start) {
            let length = lower_case_letters(word);
            let end = start + length;
            if (1..8).contains(&length) && CLASSES[usize::from(self.bytes()[end])] & ends != 0 {
                self.position = end;
                let key = word & (u64::MAX >> (64 - 8 * length));
                return store.names.intern_word(key, &self.input[start..end]);
            }
        }
        self.any_name(store, start, ends)
    }

    fn any_name(&mut self, store: &mut Store, start: usize, ends: u8) -> Name {
        let bytes = self.bytes();
        let mut at = start;
        let mut classes = 0;
        while let Some(&byte) = bytes.get(at) {
            let class = CLASSES[usize::from(byte)];
            if class & ends != 0 {
                break;
            }
            classes |= class;
            at += 1;
        }
        self.position = at;
        if classes & CHANGES == 0 {
            store.names.intern(&self.input[start..at])
        } else {
            let text = self.input[start..at].replace('\0', "\u{FFFD}");
            store.names.intern(&text.to_ascii_lowercase())
        }
    }

    /// Reads attributes up to and with the `>` of the tag: before attribute name state and what
    /// follows it. False when the input ends first.
    fn attributes(&mut self, store: &mut Store, first: usize) -> bool {
        let bytes = self.bytes();
        loop {
            let Some(&byte) = bytes.get(self.position) else {
                return false;
            };
            match byte {
                b'>' => {
                    self.position += 1;
                    return true;
                }
                b'/' => {
                    self.position += 1;
                    // Self-closing start tag state.
                    if self.peek(0) == Some(b'>') {
                        self.tag.is_self_closing = true;
                    }
                }
                _ if is_space(byte) => self.position += 1,
                _ => {
                    if !self.attribute(store, first) {
                        return false;
                    }
                }
            }
        }
    }

    /// One attribute, kept unless the tag has one of that name. False when the input ends in it.
    #[inline]
    fn attribute(&mut self, store: &mut Store, first: usize) -> bool {
        let is_full = store.attrs.len() - first >= self.attribute_limit;
        let start = self.position;
        let name = if is_full {
            self.hit_attribute_limit = true;
            self.skip_attribute_name();
            Name::NONE
        } else if self.peek(0) == Some(b'=') {
            // A `=` where a name should start is the first letter of one.
            self.position += 1;
            self.skip_attribute_name();
            let text = self.input[start..self.position].replace('\0', "\u{FFFD}");
            store.names.intern(&text.to_ascii_lowercase())
        } else {
            self.name(store, start, ENDS_ATTRIBUTE_NAME)
        };
        // After attribute name state.
        self.skip_space();
        let value = match self.peek(0) {
            Some(b'=') => {
                self.position += 1;
                match self.value(store) {
                    Some(value) => value,
                    None => return false,
                }
            }
            _ => Span::EMPTY,
        };
        let is_new = !store.attrs[first..].iter().any(|attr| attr.name == name);
        if !is_full && is_new {
            store.attrs.push(RawAttr {
                name,
                namespace: Namespace::Html,
                value: self.cut_value(store, value),
            });
        }
        true
    }

    fn skip_attribute_name(&mut self) {
        let bytes = &self.bytes()[self.position..];
        self.position += bytes
            .iter()
            .position(|&byte| CLASSES[usize::from(byte)] & ENDS_ATTRIBUTE_NAME != 0)
            .unwrap_or(bytes.len());
    }

    #[inline]
    fn skip_space(&mut self) {
        while self.peek(0).is_some_and(is_space) {
            self.position += 1;
        }
    }

    /// Before attribute value state and the three value states; `None` when the input ends first.
    #[inline]
    fn value(&mut self, store: &mut Store) -> Option<Span> {
        self.skip_space();
        let quote = self.peek(0)?;
        match quote {
            b'"' | b'\'' => {
                let start = self.position + 1;
                let (length, has_reference) = find_quote(&self.bytes()[start..], quote)?;
                let end = start + length;
                self.position = end + 1;
                Some(if has_reference || self.has_nul {
                    self.decoded_value(store, start, end)
                } else {
                    Span::source(start, end)
                })
            }
            b'>' => Some(Span::EMPTY),
            _ => {
                let start = self.position;
                let rest = &self.bytes()[start..];
                let length = rest.iter().position(|&byte| is_space(byte) || byte == b'>')?;
                self.position += length;
                Some(self.decoded_value(store, start, self.position))
            }
        }
    }

    /// A value with its references decoded and NULs replaced.
    fn decoded_value(&self, store: &mut Store, start: usize, end: usize) -> Span {
        let bytes = &self.bytes()[..end];
        let mut decoded = None;
        let mut copied = start;
        let mut at = start;
        while let Some(found) = memchr2(b'&', 0, &bytes[at..]) {
            at += found;
            let replaced = match bytes[at] {
                0 => Some((reference::Reference::Char(char::REPLACEMENT_CHARACTER), at + 1)),
                // Read in the whole input: the byte after the value may tell a reference's end.
                _ => reference::read(self.bytes(), at, true),
            };
            match replaced {
                None => at += 1,
                Some((reference, after)) => {
                    decoded.get_or_insert(store.buffer.len());
                    store.buffer.push_str(&self.input[copied..at]);
                    reference.push_to(&mut store.buffer);
                    (at, copied) = (after, after);
                }
            }
        }
        match decoded {
            None => Span::source(start, end),
            Some(decoded) => {
                store.buffer.push_str(&self.input[copied..end]);
                store.buffer_from(decoded)
            }
        }
    }

    #[inline]
    fn cut_value(&mut self, store: &Store, value: Span) -> Span {
        if value.len() <= self.value_limit {
            return value;
        }
        self.hit_value_limit = true;
        let text = store.text(self.input, value);
        value.split(text.floor_char_boundary(self.value_limit)).0
    }
}

/// The eight bytes at `start` as a word, the first lowest; `None` near the end.
#[inline]
fn word_at(bytes: &[u8], start: usize) -> Option<u64> {
    let word = bytes.get(start..)?.first_chunk::<8>()?;
    Some(u64::from_le_bytes(*word))
}

const HIGH_BITS: u64 = 0x8080_8080_8080_8080;

/// A word of eight times the same byte.
const fn eight(byte: u8) -> u64 {
    byte as u64 * 0x0101_0101_0101_0101
}

/// How many bytes of a word are `a` to `z` before the first that is not.
#[inline]
fn lower_case_letters(word: u64) -> usize {
    let low_bits = word & !HIGH_BITS;
    let from_a = low_bits + eight(0x80 - b'a');
    let past_z = low_bits + eight(0x80 - (b'z' + 1));
    let others = !(from_a & !past_z & !word) & HIGH_BITS;
    others.trailing_zeros() as usize / 8
}

/// High bits at and above the first byte of a word that is `byte`; what is above that one may be
/// wrong.
#[inline]
fn bytes_equal(word: u64, byte: u8) -> u64 {
    let differences = word ^ eight(byte);
    differences.wrapping_sub(eight(1)) & !differences & HIGH_BITS
}

/// Bytes before the closing quote, and whether there is a `&` among them.
#[inline]
fn find_quote(bytes: &[u8], quote: u8) -> Option<(usize, bool)> {
    // Half of all values are shorter than it would take to get a vector search going.
    for at in [0, 8, 16, 24] {
        let Some(word) = word_at(bytes, at) else {
            break;
        };
        let found = bytes_equal(word, quote) | bytes_equal(word, b'&');
        if found != 0 {
            let at = at + found.trailing_zeros() as usize / 8;
            return find_quote_from(bytes, quote, at);
        }
    }
    find_quote_from(bytes, quote, memchr2(quote, b'&', bytes)?)
}

/// [`find_quote`] from the first `quote` or `&`, which is at `found`.
#[inline]
fn find_quote_from(bytes: &[u8], quote: u8, found: usize) -> Option<(usize, bool)> {
    if bytes[found] == quote {
        return Some((found, false));
    }
    let rest = memchr(quote, &bytes[found..])?;
    Some((found + rest, true))
}
