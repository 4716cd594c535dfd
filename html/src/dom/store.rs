//! Where the text of a page lies: ranges of the input where nothing had to change, else of a buffer.

use std::ops::Range;

use crate::dom::Namespace;
use crate::name::{Interner, Name};

/// Which string a [`Span`] is a range of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Place {
    /// The input.
    Source,
    /// [`Store::buffer`]: text that had to be decoded or put together.
    Buffer,
    /// [`Store::grown`], the start being the index: text that was added to again and again.
    Grown,
}

/// A piece of text: 30 bits of length in bytes and 2 of place next to where it starts, so that it
/// is handed on in one register.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Span {
    start: u32,
    length_and_place: u32,
}

const LENGTH_BITS: u32 = 30;

impl Span {
    pub(crate) const EMPTY: Span = Span { start: 0, length_and_place: 0 };

    fn new(place: Place, start: usize, length: usize) -> Span {
        debug_assert!(length < 1 << LENGTH_BITS);
        Span {
            start: start as u32,
            length_and_place: length as u32 | (place as u32) << LENGTH_BITS,
        }
    }

    /// A range of the input.
    #[inline]
    pub(crate) fn source(start: usize, end: usize) -> Span {
        Span::new(Place::Source, start, end - start)
    }

    #[inline]
    pub(crate) fn place(self) -> Place {
        match self.length_and_place >> LENGTH_BITS {
            0 => Place::Source,
            1 => Place::Buffer,
            _ => Place::Grown,
        }
    }

    /// In bytes.
    #[inline]
    pub(crate) fn len(self) -> usize {
        (self.length_and_place & ((1 << LENGTH_BITS) - 1)) as usize
    }

    #[inline]
    pub(crate) fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The form a node keeps it in.
    pub(crate) fn into_parts(self) -> (u32, u32) {
        (self.start, self.length_and_place)
    }

    /// The reverse of [`Span::into_parts`].
    pub(crate) fn from_parts((start, length_and_place): (u32, u32)) -> Span {
        Span { start, length_and_place }
    }

    fn start(self) -> usize {
        self.start as usize
    }

    fn end(self) -> usize {
        self.start() + self.len()
    }

    fn range(self) -> Range<usize> {
        self.start()..self.end()
    }

    fn with_len(self, length: usize) -> Span {
        Span::new(self.place(), self.start(), length)
    }

    /// Parts before and from byte `at`; only for text outside [`Place::Grown`].
    pub(crate) fn split(self, at: usize) -> (Span, Span) {
        let tail = Span::new(self.place(), self.start() + at, self.len() - at);
        (self.with_len(at), tail)
    }
}

/// An attribute as the arena keeps it: 12 bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RawAttr {
    pub(crate) value: Span,
    pub(crate) name: Name,
    pub(crate) namespace: Namespace,
}

/// Everything nodes point to but the input itself.
#[derive(Debug, Default)]
pub(crate) struct Store {
    pub(crate) buffer: String,
    grown: Vec<String>,
    pub(crate) attrs: Vec<RawAttr>,
    pub(crate) names: Interner,
}

impl Store {
    #[inline]
    pub(crate) fn text<'s>(&'s self, source: &'s str, span: Span) -> &'s str {
        match span.place() {
            Place::Source => &source[span.range()],
            Place::Buffer => &self.buffer[span.range()],
            Place::Grown => &self.grown[span.start()],
        }
    }

    /// Copies text to the end of the buffer.
    pub(crate) fn push_text(&mut self, text: &str) -> Span {
        let start = self.buffer.len();
        self.buffer.push_str(text);
        self.buffer_from(start)
    }

    /// The part of the buffer that begins at `start`.
    pub(crate) fn buffer_from(&self, start: usize) -> Span {
        Span::new(Place::Buffer, start, self.buffer.len() - start)
    }

    /// One span of the text of two; neighbours stay where they are. The first time the two have to
    /// be copied they go to the buffer, after that to a string of their own, so that text added in
    /// many pieces is not copied each time.
    pub(crate) fn join(&mut self, source: &str, text: Span, more: Span) -> Span {
        let length = text.len() + more.len();
        let is_neighbour = text.place() == more.place() && text.end() == more.start();
        match text.place() {
            Place::Source | Place::Buffer if is_neighbour => text.with_len(length),
            Place::Buffer if text.end() == self.buffer.len() => {
                self.copy_to_buffer(source, more);
                text.with_len(length)
            }
            Place::Source => {
                let start = self.buffer.len();
                self.copy_to_buffer(source, text);
                self.copy_to_buffer(source, more);
                self.buffer_from(start)
            }
            Place::Buffer => {
                let mut own = String::with_capacity(2 * length);
                own.push_str(self.text(source, text));
                own.push_str(self.text(source, more));
                self.grown.push(own);
                Span::new(Place::Grown, self.grown.len() - 1, length)
            }
            Place::Grown => {
                let own = &mut self.grown[text.start()];
                match more.place() {
                    Place::Source => own.push_str(&source[more.range()]),
                    Place::Buffer => own.push_str(&self.buffer[more.range()]),
                    Place::Grown => {
                        let more = self.grown[more.start()].clone();
                        self.grown[text.start()].push_str(&more);
                    }
                }
                text.with_len(length)
            }
        }
    }

    fn copy_to_buffer(&mut self, source: &str, span: Span) {
        match span.place() {
            Place::Source => self.buffer.push_str(&source[span.range()]),
            Place::Buffer => self.buffer.extend_from_within(span.range()),
            Place::Grown => self.buffer.push_str(&self.grown[span.start()]),
        }
    }
}
