//! Tables as text (RFC 4180 and what programs make of it): a record at a time, within bounds.
//!
//! Fields may be quoted, quotes doubled, lines end in any way; quotes inside a bare field are
//! letters. A byte order mark is not seen here: [`super::source`] has taken it away.

use std::borrow::Cow;
use std::io::{self, BufRead};

use memchr::{memchr, memchr3};

use crate::markup;

/// Largest record.
const MAX_RECORD_BYTES: usize = 16 << 20;
/// Most fields of a record.
const MAX_FIELDS: usize = 1_000;

/// One record.
#[derive(Debug, Default)]
pub(crate) struct Record {
    bytes: Vec<u8>,
    ends: Vec<usize>,
    /// Larger than allowed: what is here is its beginning.
    pub(crate) is_too_large: bool,
    /// The file ended inside a quoted field.
    pub(crate) is_cut: bool,
}

impl Record {
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// UTF-8, or else Windows-1252; empty if there is no such field.
    pub(crate) fn field(&self, at: usize) -> Cow<'_, str> {
        let Some(&end) = self.ends.get(at) else {
            return Cow::Borrowed("");
        };
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        markup::text_of(&self.bytes[start..end])
    }

    pub(crate) fn fields(&self) -> impl Iterator<Item = Cow<'_, str>> {
        (0..self.len()).map(|at| self.field(at))
    }

    fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
        self.is_too_large = false;
        self.is_cut = false;
    }

    fn push(&mut self, bytes: &[u8]) {
        if self.bytes.len() + bytes.len() > MAX_RECORD_BYTES {
            self.is_too_large = true;
        } else {
            self.bytes.extend_from_slice(bytes);
        }
    }

    fn end_field(&mut self) {
        if self.ends.len() < MAX_FIELDS {
            self.ends.push(self.bytes.len());
        } else {
            self.is_too_large = true;
        }
    }

    /// No record: an empty line.
    fn is_blank(&self) -> bool {
        self.ends.len() <= 1 && self.bytes.is_empty()
    }
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum State {
    FieldStart,
    Bare,
    Quoted,
    /// Behind a quote inside a quoted field: its end, or the first of two.
    QuoteSeen,
}

/// Reads records.
#[derive(Debug)]
pub(crate) struct Records<R> {
    reader: R,
    delimiter: u8,
    /// A line ended with CR: LF belongs to it.
    was_return: bool,
}

impl<R: BufRead> Records<R> {
    pub(crate) fn new(reader: R, delimiter: u8) -> Records<R> {
        Records { reader, delimiter, was_return: false }
    }

    /// Reads the next record that is not an empty line; false at the end.
    pub(crate) fn read(&mut self, record: &mut Record) -> io::Result<bool> {
        loop {
            record.clear();
            if !self.read_line(record)? {
                return Ok(false);
            }
            if !record.is_blank() || record.is_too_large {
                return Ok(true);
            }
        }
    }

    fn read_line(&mut self, record: &mut Record) -> io::Result<bool> {
        let mut state = State::FieldStart;
        let mut has_bytes = false;
        loop {
            let buffer = self.reader.fill_buf()?;
            if buffer.is_empty() {
                record.is_cut = state == State::Quoted;
                if has_bytes {
                    record.end_field();
                }
                return Ok(has_bytes);
            }
            let mut at = 0;
            if self.was_return && !has_bytes {
                self.was_return = false;
                at = usize::from(buffer[0] == b'\n');
            }
            let mut is_done = false;
            while at < buffer.len() && !is_done {
                has_bytes = true;
                let rest = &buffer[at..];
                let byte = rest[0];
                match state {
                    State::Quoted => {
                        let length = memchr(b'"', rest).unwrap_or(rest.len());
                        record.push(&rest[..length]);
                        at += length;
                        if length < rest.len() {
                            at += 1;
                            state = State::QuoteSeen;
                        }
                        continue;
                    }
                    State::QuoteSeen if byte == b'"' => {
                        record.push(b"\"");
                        state = State::Quoted;
                    }
                    State::FieldStart if byte == b'"' => state = State::Quoted,
                    _ if byte == self.delimiter => {
                        record.end_field();
                        state = State::FieldStart;
                    }
                    _ if byte == b'\n' || byte == b'\r' => {
                        record.end_field();
                        self.was_return = byte == b'\r';
                        is_done = true;
                    }
                    _ => {
                        let end = memchr3(self.delimiter, b'\n', b'\r', rest);
                        let length = end.unwrap_or(rest.len());
                        record.push(&rest[..length]);
                        at += length;
                        state = State::Bare;
                        continue;
                    }
                }
                at += 1;
            }
            self.reader.consume(at);
            if is_done {
                return Ok(true);
            }
        }
    }
}

#[cfg(test)]
mod tests;
