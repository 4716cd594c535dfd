//! From an input to the bytes of its page.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use flate2::read::MultiGzDecoder;
use page::Capture;
use url::Url;

use super::input::Input;

/// The largest page read, unpacked; as for pages fetched from the web.
const MAX_BYTES: u64 = 50 << 20;

/// Fetches or opens an input. `url` is what a file's page was fetched from, if known.
pub(super) fn capture(input: &Input, url: Option<&Url>) -> Result<Capture, String> {
    let bytes = match input {
        Input::Url(_) => return Err("URLs are not read yet".to_owned()),
        Input::Stdin => unpack(io::stdin().lock()),
        Input::File { path, .. } => file(path),
    };
    Ok(Capture {
        bytes: bytes.map_err(|error| reason(&error))?,
        url: url.cloned(),
        headers: Vec::new(),
    })
}

/// The bytes of a file, unpacked when it is gzip.
pub(super) fn file(path: &Path) -> io::Result<Vec<u8>> {
    // Opening a folder succeeds on Unix; reading it gives a worse message.
    if fs::metadata(path)?.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    unpack(File::open(path)?)
}

fn unpack(source: impl Read) -> io::Result<Vec<u8>> {
    let bytes = limited(source)?;
    if bytes.starts_with(&[0x1f, 0x8b]) {
        return limited(MultiGzDecoder::new(bytes.as_slice()));
    }
    Ok(bytes)
}

fn limited(source: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_BYTES {
        let message = format!("larger than {} MiB", MAX_BYTES >> 20);
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
    }
    Ok(bytes)
}

/// An I/O error in words, without the number of the system's error.
pub(super) fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::IsADirectory => "is a folder that cannot be listed".to_owned(),
        _ => error.to_string(),
    }
}
