//! Byte offsets as what they are outside: code points or bytes.

use clap::ValueEnum;
use std::ops::Range;

/// What offsets count.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, ValueEnum)]
pub(crate) enum Unit {
    /// Bytes of UTF-8.
    Bytes,
    /// Unicode code points.
    #[default]
    Chars,
}

/// Turns the byte offsets of one text into another unit.
#[derive(Debug)]
pub(crate) struct Offsets<'t> {
    text: &'t str,
    /// Code points before every [`STEP`]th byte; empty when bytes are wanted or the same.
    marks: Vec<usize>,
}

/// Little enough to count through, much enough to keep the table small beside the text.
const STEP: usize = 256;

impl<'t> Offsets<'t> {
    pub(crate) fn of(text: &'t str, unit: Unit) -> Self {
        let mut marks = Vec::new();
        if unit == Unit::Chars && !text.is_ascii() {
            let mut count = 0;
            for block in text.as_bytes().chunks(STEP) {
                marks.push(count);
                count += starts(block);
            }
            marks.push(count);
        }
        Self { text, marks }
    }

    pub(crate) fn at(&self, byte: usize) -> usize {
        match self.marks.get(byte / STEP) {
            None => byte,
            Some(before) => before + starts(&self.text.as_bytes()[byte / STEP * STEP..byte]),
        }
    }

    /// `[start, end]`.
    pub(crate) fn span(&self, span: &Range<usize>) -> [usize; 2] {
        [self.at(span.start), self.at(span.end)]
    }
}

/// Bytes that start a code point.
fn starts(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte & 0xC0 != 0x80).count()
}
