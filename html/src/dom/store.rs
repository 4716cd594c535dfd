//! Where the text of a page lies: ranges of the input where nothing had to change, else of a buffer.

use crate::dom::Namespace;
use crate::name::{Interner, Name};

/// Which string a [`Span`] is a range of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub(crate) enum Place {
    /// The input.
    Source,
    /// [`Store::buffer`]: text that had to be decoded or put together.
    Buffer,
    /// [`Store::grown`], `start` being the index: text that was added to again and again.
    Grown,
}

impl Place {
    pub(crate) fn from_number(number: u8) -> Place {
        match number {
            0 => Place::Source,
            1 => Place::Buffer,
            _ => Place::Grown,
        }
    }
}

/// A piece of text; `start` and `length` are bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Span {
    pub(crate) place: Place,
    pub(crate) start: u32,
    pub(crate) length: u32,
}

impl Span {
    pub(crate) const EMPTY: Span = Span {
        place: Place::Source,
        start: 0,
        length: 0,
    };

    /// A range of the input.
    pub(crate) fn source(start: usize, end: usize) -> Span {
        Span {
            place: Place::Source,
            start: start as u32,
            length: (end - start) as u32,
        }
    }

    pub(crate) fn is_empty(self) -> bool {
        self.length == 0
    }

    /// Parts before and from byte `at`; only for text outside [`Place::Grown`].
    pub(crate) fn split(self, at: usize) -> (Span, Span) {
        let at = at as u32;
        let head = Span { length: at, ..self };
        let tail = Span {
            start: self.start + at,
            length: self.length - at,
            ..self
        };
        (head, tail)
    }
}

/// An attribute as the arena keeps it: 16 bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RawAttr {
    pub(crate) name: Name,
    pub(crate) namespace: Namespace,
    pub(crate) value: Span,
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
    pub(crate) fn text<'s>(&'s self, source: &'s str, span: Span) -> &'s str {
        let range = span.start as usize..span.start as usize + span.length as usize;
        match span.place {
            Place::Source => &source[range],
            Place::Buffer => &self.buffer[range],
            Place::Grown => &self.grown[span.start as usize],
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
        Span {
            place: Place::Buffer,
            start: start as u32,
            length: (self.buffer.len() - start) as u32,
        }
    }

    /// One span of the text of two; neighbours stay where they are. The first time the two have to
    /// be copied they go to the buffer, after that to a string of their own, so that text added in
    /// many pieces is not copied each time.
    pub(crate) fn join(&mut self, source: &str, text: Span, more: Span) -> Span {
        let is_neighbour = text.place == more.place && text.start + text.length == more.start;
        if is_neighbour && text.place != Place::Grown {
            return Span {
                length: text.length + more.length,
                ..text
            };
        }
        match text.place {
            Place::Buffer if (text.start + text.length) as usize == self.buffer.len() => {
                self.copy_to_buffer(source, more);
                Span {
                    length: text.length + more.length,
                    ..text
                }
            }
            Place::Source => {
                let start = self.buffer.len();
                self.copy_to_buffer(source, text);
                self.copy_to_buffer(source, more);
                self.buffer_from(start)
            }
            Place::Buffer => {
                let mut own = String::with_capacity(2 * (text.length + more.length) as usize);
                own.push_str(self.text(source, text));
                own.push_str(self.text(source, more));
                self.grown.push(own);
                Span {
                    place: Place::Grown,
                    start: (self.grown.len() - 1) as u32,
                    length: text.length + more.length,
                }
            }
            Place::Grown => {
                let own = &mut self.grown[text.start as usize];
                match more.place {
                    Place::Source => own.push_str(&source[range(more)]),
                    Place::Buffer => own.push_str(&self.buffer[range(more)]),
                    Place::Grown => {
                        let more = self.grown[more.start as usize].clone();
                        self.grown[text.start as usize].push_str(&more);
                    }
                }
                Span {
                    length: text.length + more.length,
                    ..text
                }
            }
        }
    }

    fn copy_to_buffer(&mut self, source: &str, span: Span) {
        match span.place {
            Place::Source => self.buffer.push_str(&source[range(span)]),
            Place::Buffer => self.buffer.extend_from_within(range(span)),
            Place::Grown => self.buffer.push_str(&self.grown[span.start as usize]),
        }
    }
}

fn range(span: Span) -> std::ops::Range<usize> {
    span.start as usize..span.start as usize + span.length as usize
}
