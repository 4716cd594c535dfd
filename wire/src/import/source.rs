//! The bytes of an import: handles that share a file, and UTF-16 turned into UTF-8.

use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex, PoisonError};

use encoding_rs::{Decoder, Encoding};

/// A reader of the bytes of one file, whatever is in front of them.
pub(crate) type Bytes = Box<dyn BufRead + Send>;

/// A handle with a place of its own in a file that others read too.
#[derive(Debug)]
pub(crate) struct Shared<R> {
    source: Arc<Mutex<R>>,
    at: u64,
}

impl<R> Clone for Shared<R> {
    fn clone(&self) -> Shared<R> {
        Shared { source: Arc::clone(&self.source), at: self.at }
    }
}

impl<R: Read + Seek> Shared<R> {
    pub(crate) fn new(source: R) -> Shared<R> {
        Shared { source: Arc::new(Mutex::new(source)), at: 0 }
    }

    /// Another handle, at that byte.
    pub(crate) fn from(&self, at: u64) -> Shared<R> {
        Shared { source: Arc::clone(&self.source), at }
    }
}

impl<R: Read + Seek> Read for Shared<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // A reader that panicked left no half-made state: its place is set before every read.
        let mut source = self.source.lock().unwrap_or_else(PoisonError::into_inner);
        source.seek(SeekFrom::Start(self.at))?;
        let read = source.read(buffer)?;
        self.at += read as u64;
        Ok(read)
    }
}

impl<R: Read + Seek> Seek for Shared<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.at = match to {
            SeekFrom::Start(at) => at,
            SeekFrom::Current(by) => self.at.checked_add_signed(by).ok_or_else(outside)?,
            SeekFrom::End(by) => {
                let mut source = self.source.lock().unwrap_or_else(PoisonError::into_inner);
                source.seek(SeekFrom::End(0))?.checked_add_signed(by).ok_or_else(outside)?
            }
        };
        Ok(self.at)
    }
}

fn outside() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, "a place outside the file")
}

/// The bytes without a byte order mark, UTF-16 as UTF-8. Other encodings are told field by field,
/// as files put together by programs mix them.
pub(crate) fn utf8(source: impl Read + Send + 'static) -> io::Result<Bytes> {
    let mut reader = BufReader::with_capacity(64 << 10, source);
    let head = reader.fill_buf()?;
    match Encoding::for_bom(head) {
        None => Ok(Box::new(reader)),
        Some((encoding, mark)) => {
            reader.consume(mark);
            if encoding == encoding_rs::UTF_8 {
                return Ok(Box::new(reader));
            }
            let decoder = encoding.new_decoder_without_bom_handling();
            Ok(Box::new(BufReader::new(Transcoder { reader, decoder, is_done: false })))
        }
    }
}

struct Transcoder<R> {
    reader: R,
    decoder: Decoder,
    is_done: bool,
}

impl<R: BufRead> Read for Transcoder<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // Shorter buffers may have no room for a character.
        if self.is_done || buffer.len() < 16 {
            return Ok(0);
        }
        loop {
            let bytes = self.reader.fill_buf()?;
            let is_last = bytes.is_empty();
            let (_, read, written, _) = self.decoder.decode_to_utf8(bytes, buffer, is_last);
            self.reader.consume(read);
            self.is_done = is_last;
            if written > 0 || is_last {
                return Ok(written);
            }
        }
    }
}
