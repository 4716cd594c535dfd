//! Pages from files, packed or not.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use flate2::read::MultiGzDecoder;

use crate::coding;
use crate::config::Config;
use crate::error::Error;

/// The bytes of a page in a file; gzip is undone.
///
/// # Errors
/// [`Error::File`] when it cannot be read, [`Error::TooLarge`] or [`Error::Bomb`] when a limit of
/// `config` is passed.
pub fn open(path: &Path, config: &Config) -> Result<Vec<u8>, Error> {
    // Opening a folder succeeds on Unix and reading it gives a worse message.
    if fs::metadata(path)?.is_dir() {
        return Err(io::Error::from(io::ErrorKind::IsADirectory).into());
    }
    unpack(File::open(path)?, config)
}

/// The bytes of a page from any source; gzip is undone.
///
/// # Errors
/// As for [`open`].
pub fn unpack(source: impl Read, config: &Config) -> Result<Vec<u8>, Error> {
    let limit_bytes = config.max_decoded_bytes;
    let mut bytes = Vec::new();
    source.take(limit_bytes as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > limit_bytes {
        let what = "the page is";
        return Err(Error::TooLarge { what, limit_bytes });
    }
    if bytes.starts_with(&[0x1f, 0x8b]) {
        return coding::drain(MultiGzDecoder::new(bytes.as_slice()), bytes.len(), config);
    }
    Ok(bytes)
}
