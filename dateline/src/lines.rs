//! Requests as JSON Lines: one a line, of limited length.

use std::io::{self, BufRead, BufReader, Read};

use serde_json::Value;

/// The `id` of a request that is JSON but not a request.
pub(crate) fn id_of(request: &[u8]) -> Value {
    serde_json::from_slice::<Value>(request)
        .ok()
        .and_then(|mut value| value.get_mut("id").map(Value::take))
        .unwrap_or_default()
}

/// The lines of a source, without blank ones.
pub(crate) struct Lines<R> {
    source: BufReader<R>,
    /// A line of so many bytes or more comes cut to that.
    max_bytes: u64,
    /// Why the source ended early.
    pub(crate) error: Option<io::Error>,
}

impl<R: Read> Lines<R> {
    pub(crate) fn new(source: R, max_bytes: u64) -> Self {
        Self { source: BufReader::with_capacity(1 << 16, source), max_bytes, error: None }
    }
}

impl<R: Read> Iterator for Lines<R> {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        loop {
            let mut line = Vec::new();
            let read = (&mut self.source).take(self.max_bytes).read_until(b'\n', &mut line);
            match read {
                Ok(0) => return None,
                Ok(_) if line.trim_ascii().is_empty() => {}
                Ok(_) => {
                    if !line.ends_with(b"\n") && line.len() as u64 == self.max_bytes {
                        // Too long: its answer says so, the rest of it is no request of its own.
                        self.error = self.source.skip_until(b'\n').err();
                    }
                    return Some(line);
                }
                Err(error) => {
                    self.error = Some(error);
                    return None;
                }
            }
        }
    }
}
