//! JSON of any size, a value at a time.
//!
//! Given bytes and which containers to go into, it gives every other value it meets there with the
//! path to it. Only one value is in memory. Two values without a comma between them, or a comma too
//! many, are let pass; a value that cannot be read costs itself.

use std::io::BufRead;

use serde_json::Value;

/// Deepest nesting of a value (security.md §5).
const MAX_DEPTH: usize = 64;
/// Largest value: a saved article with its pictures inside is a few MB.
const MAX_VALUE_BYTES: usize = 16 << 20;
/// Longest key.
const MAX_KEY_BYTES: usize = 4 << 10;

/// One step from a container to what it holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Step {
    Key(String),
    /// From 0.
    Index(u64),
}

impl Step {
    pub(crate) fn is(&self, key: &str) -> bool {
        self.key() == key
    }

    /// Empty for a step into a list.
    pub(crate) fn key(&self) -> &str {
        match self {
            Step::Key(key) => key,
            Step::Index(_) => "",
        }
    }
}

/// A value and where it was.
#[derive(Debug)]
pub(crate) struct Piece {
    pub(crate) path: Vec<Step>,
    pub(crate) value: Value,
}

/// What could not be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
    /// One value is larger or deeper than allowed; the next ones follow.
    #[error("a value is too large or too deep")]
    TooLarge,
    /// One value is broken; the next ones follow.
    #[error("{0}")]
    Value(String),
    /// Nothing follows.
    #[error("not JSON at byte {at}: {why}")]
    End { at: u64, why: String },
}

/// Walks over the values of a JSON text.
#[derive(Debug)]
pub(crate) struct Walk<R> {
    reader: R,
    at: u64,
    /// Which containers to go into, by their paths.
    opens: fn(&[Step]) -> bool,
    /// One step less than containers are open when the next thing is a key or a closing bracket.
    path: Vec<Step>,
    open: Vec<Container>,
    has_begun: bool,
    is_done: bool,
    value: Vec<u8>,
}

#[derive(Debug)]
struct Container {
    is_object: bool,
    count: u64,
}

impl<R: BufRead> Walk<R> {
    pub(crate) fn new(reader: R, opens: fn(&[Step]) -> bool) -> Walk<R> {
        Walk {
            reader,
            at: 0,
            opens,
            path: Vec::new(),
            open: Vec::new(),
            has_begun: false,
            is_done: false,
            value: Vec::new(),
        }
    }

    fn step(&mut self) -> Result<Option<Piece>, Fault> {
        loop {
            let byte = self.peek()?;
            if self.open.is_empty() && self.has_begun {
                self.is_done = true;
                return Ok(None);
            }
            let Some(byte) = byte else {
                return Err(self.end("it ends too early"));
            };
            if let Some(container) = self.open.last_mut() {
                match byte {
                    b',' => {
                        self.skip(1);
                        continue;
                    }
                    b'}' | b']' if container.is_object != (byte == b'}') => {
                        return Err(self.end("a bracket closes what is not open"));
                    }
                    b'}' | b']' => {
                        self.open.pop();
                        self.path.pop();
                        self.skip(1);
                        continue;
                    }
                    _ => {}
                }
                let step = if container.is_object {
                    self.key()?
                } else {
                    container.count += 1;
                    Step::Index(container.count - 1)
                };
                self.path.push(step);
            }
            self.has_begun = true;
            let first = self.peek()?.unwrap_or(0);
            if matches!(first, b'{' | b'[') && (self.opens)(&self.path) {
                self.skip(1);
                self.open.push(Container { is_object: first == b'{', count: 0 });
                continue;
            }
            let path = self.path.clone();
            let read = self.raw_value(usize::MAX);
            // At the root there is no step to take back.
            if !self.open.is_empty() {
                self.path.pop();
            }
            read?;
            return Ok(Some(Piece { path, value: parse(&self.value)? }));
        }
    }

    fn key(&mut self) -> Result<Step, Fault> {
        if self.peek()? != Some(b'"') {
            return Err(self.end("a key is missing"));
        }
        match self.raw_value(MAX_KEY_BYTES) {
            Ok(()) => {}
            Err(Fault::TooLarge) => self.value = b"\"\"".to_vec(),
            Err(fault) => return Err(fault),
        }
        let key = parse(&self.value).ok().and_then(|key| key.as_str().map(str::to_owned));
        if self.peek()? != Some(b':') {
            return Err(self.end("a colon is missing"));
        }
        self.skip(1);
        self.peek()?;
        Ok(Step::Key(key.unwrap_or_default()))
    }

    /// Reads one value's bytes into `value`, passing over what is beyond the limits.
    fn raw_value(&mut self, limit: usize) -> Result<(), Fault> {
        self.value.clear();
        let limit = limit.min(MAX_VALUE_BYTES);
        let mut lexer = Lexer::default();
        let mut is_too_large = false;
        while !lexer.is_done {
            let buffer = self
                .reader
                .fill_buf()
                .map_err(|error| Fault::End { at: self.at, why: error.to_string() })?;
            if buffer.is_empty() {
                if lexer.is_scalar {
                    break;
                }
                return Err(self.end("it ends too early"));
            }
            let used = lexer.take(buffer);
            is_too_large |= self.value.len() + used > limit || lexer.deepest > MAX_DEPTH;
            if !is_too_large {
                self.value.extend_from_slice(&buffer[..used]);
            }
            self.reader.consume(used);
            self.at += used as u64;
        }
        if self.value.is_empty() && !is_too_large {
            return Err(self.end("a value is missing"));
        }
        if is_too_large { Err(Fault::TooLarge) } else { Ok(()) }
    }

    /// The next byte that is no white space.
    fn peek(&mut self) -> Result<Option<u8>, Fault> {
        loop {
            let buffer = self
                .reader
                .fill_buf()
                .map_err(|error| Fault::End { at: self.at, why: error.to_string() })?;
            if buffer.is_empty() {
                return Ok(None);
            }
            let white = buffer.iter().position(|byte| !byte.is_ascii_whitespace());
            let next = white.map(|at| buffer[at]);
            let used = white.unwrap_or(buffer.len());
            self.skip(used);
            if next.is_some() {
                return Ok(next);
            }
        }
    }

    fn skip(&mut self, count: usize) {
        self.reader.consume(count);
        self.at += count as u64;
    }

    fn end(&self, why: &str) -> Fault {
        Fault::End { at: self.at, why: why.to_owned() }
    }
}

impl<R: BufRead> Iterator for Walk<R> {
    type Item = Result<Piece, Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_done {
            return None;
        }
        let step = self.step().transpose();
        if let Some(Err(Fault::End { .. })) = step {
            self.is_done = true;
        }
        step
    }
}

/// Finds the end of a value.
#[derive(Debug, Default)]
struct Lexer {
    depth: usize,
    deepest: usize,
    is_string: bool,
    is_escaped: bool,
    is_scalar: bool,
    is_done: bool,
}

impl Lexer {
    /// How many bytes of the buffer belong to the value.
    fn take(&mut self, buffer: &[u8]) -> usize {
        let mut at = 0;
        while at < buffer.len() && !self.is_done {
            let byte = buffer[at];
            if self.is_escaped {
                self.is_escaped = false;
            } else if self.is_string {
                match memchr::memchr2(b'"', b'\\', &buffer[at..]) {
                    None => return buffer.len(),
                    Some(found) => at += found,
                }
                match buffer[at] {
                    b'\\' => self.is_escaped = true,
                    _ => {
                        self.is_string = false;
                        self.is_done = self.depth == 0;
                    }
                }
            } else {
                match byte {
                    b',' | b'}' | b']' | b':' if self.depth == 0 => {
                        self.is_done = true;
                        return at;
                    }
                    byte if self.depth == 0 && self.is_scalar && byte.is_ascii_whitespace() => {
                        self.is_done = true;
                        return at;
                    }
                    b'"' => self.is_string = true,
                    b'{' | b'[' => {
                        self.depth += 1;
                        self.deepest = self.deepest.max(self.depth);
                    }
                    b'}' | b']' => {
                        self.depth -= 1;
                        self.is_done = self.depth == 0;
                    }
                    _ if self.depth == 0 => self.is_scalar = true,
                    _ => {}
                }
            }
            at += 1;
        }
        at
    }
}

fn parse(bytes: &[u8]) -> Result<Value, Fault> {
    let first = match serde_json::from_slice(bytes) {
        Ok(value) => return Ok(value),
        Err(error) => error,
    };
    // Bytes that are no UTF-8, and halves of characters in escapes, cost characters, not rows.
    let mended = mend_escapes(&crate::markup::text_of(bytes));
    serde_json::from_str(&mended).map_err(|_| Fault::Value(first.to_string()))
}

/// Escaped halves of surrogate pairs without the other half become U+FFFD.
fn mend_escapes(text: &str) -> String {
    let mut mended = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        mended.push_str(&rest[..at]);
        rest = &rest[at..];
        let half = |text: &str| -> Option<u16> {
            u16::from_str_radix(text.strip_prefix("\\u")?.get(..4)?, 16).ok()
        };
        let used = match (half(rest), rest.get(6..).and_then(half)) {
            (Some(0xd800..0xdc00), Some(0xdc00..0xe000)) => 12,
            (Some(0xd800..0xe000), _) => {
                mended.push_str("\\ufffd");
                rest = &rest[6..];
                continue;
            }
            _ => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
        };
        mended.push_str(&rest[..used]);
        rest = &rest[used..];
    }
    mended + rest
}

#[cfg(test)]
mod tests;
