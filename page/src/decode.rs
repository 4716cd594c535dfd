//! Bytes into text. The encoding is decided by the cheapest answer that holds, in this order: byte
//! order mark, HTTP header, `<meta>`, validity as UTF-8, and only then detection on a bounded
//! sample (detecting over whole pages costs four times what parsing them does).
//!
//! A declaration is believed with one exception: bytes that are valid UTF-8 and hold more than
//! ASCII are UTF-8 whatever a single-byte label says, as pages saved to disk or served by a proxy
//! keep a label that has stopped being true, and text in another encoding is UTF-8 by accident
//! with vanishing probability.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use memchr::memmem;

use crate::capture::Capture;
use crate::error::Error;

/// How far the standard looks for a `<meta>` declaration is 1,024 bytes; real pages put scripts in
/// front of it, and browsers re-parse when they meet it later.
const META_BYTES: usize = 8_192;
/// Bytes handed to the detector: 16 KB decide as well as the whole page does.
const SAMPLE_BYTES: usize = 16_384;

/// The text of a page.
#[derive(Debug)]
pub(crate) struct Decoded<'a> {
    pub(crate) text: Cow<'a, str>,
    /// The encoding's WHATWG name.
    pub(crate) encoding: &'static str,
}

/// Decodes a capture; malformed sequences become U+FFFD.
pub(crate) fn decode(capture: &Capture) -> Result<Decoded<'_>, Error> {
    let bytes = capture.bytes.as_slice();
    if let Some(kind) = foreign_kind(bytes) {
        return Err(Error::NotAPage(kind));
    }
    if bytes.iter().all(|byte| byte.is_ascii_whitespace() || *byte == 0) {
        return Err(Error::Empty);
    }
    if let Ok(text) = std::str::from_utf8(bytes)
        && Encoding::for_bom(bytes).is_none()
        && !(bytes.is_ascii()
            && declared(capture).is_some_and(|label| !label.is_ascii_compatible()))
        && memchr::memchr(0x1b, bytes).is_none()
    {
        return Ok(Decoded { text: Cow::Borrowed(text), encoding: UTF_8.name() });
    }
    let encoding = choose(capture);
    let (text, used, _) = encoding.decode(bytes);
    Ok(Decoded { text, encoding: used.name() })
}

/// The encoding of bytes that are not plainly UTF-8.
fn choose(capture: &Capture) -> &'static Encoding {
    let bytes = capture.bytes.as_slice();
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding;
    }
    match declared(capture) {
        // A label of UTF-8 over bytes that are mostly not UTF-8 is a lie; a few broken sequences
        // (a cut character, a stray byte in a comment) are not.
        Some(encoding) if encoding != UTF_8 || mostly_utf8(bytes) => encoding,
        _ => detect(bytes),
    }
}

/// The encoding the header or the page's own `<meta>` names.
fn declared(capture: &Capture) -> Option<&'static Encoding> {
    let header = capture.header("content-type").and_then(|value| label_in(value.as_bytes()));
    header.or_else(|| from_meta(&capture.bytes[..capture.bytes.len().min(META_BYTES)]))
}

/// The label after `charset=` (HTML §2.4.4, the algorithm for extracting a character encoding).
fn label_in(bytes: &[u8]) -> Option<&'static Encoding> {
    let lower = bytes.to_ascii_lowercase();
    let mut rest = lower.as_slice();
    while let Some(at) = memmem::find(rest, b"charset") {
        rest = rest[at + 7..].trim_ascii_start();
        let Some(value) = rest.strip_prefix(b"=") else {
            continue;
        };
        let value = value.trim_ascii_start();
        let value = match value.first() {
            Some(quote @ (b'"' | b'\'')) => value[1..].split(|byte| byte == quote).next()?,
            _ => value
                .split(|byte| byte.is_ascii_whitespace() || b";\"'>/,".contains(byte))
                .next()?,
        };
        return Encoding::for_label(value);
    }
    None
}

/// The first declaration among the `<meta>` and `<?xml` tags of the page's head (HTML §13.2.3.2).
/// UTF-16 declared in ASCII bytes can only mean UTF-8.
fn from_meta(head: &[u8]) -> Option<&'static Encoding> {
    let head = head.to_ascii_lowercase();
    if let Some(rest) = head.strip_prefix(b"<?xml") {
        let declaration = rest.split(|&byte| byte == b'>').next()?;
        if let Some(at) = memmem::find(declaration, b"encoding=") {
            let value = declaration[at + 9..].trim_ascii();
            let label = value.split(|byte| b"\"'?".contains(byte)).find(|part| !part.is_empty())?;
            if let Some(encoding) = Encoding::for_label(label) {
                return Some(ascii_safe(encoding));
            }
        }
    }
    for at in memmem::find_iter(&head, b"<meta") {
        let tag = head[at..].split(|&byte| byte == b'>').next()?;
        if let Some(encoding) = label_in(tag) {
            return Some(ascii_safe(encoding));
        }
    }
    None
}

fn ascii_safe(encoding: &'static Encoding) -> &'static Encoding {
    if encoding == UTF_16BE || encoding == UTF_16LE { UTF_8 } else { encoding }
}

/// True when at least nine in ten of the characters beyond ASCII in a sample are well-formed UTF-8.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in sample(bytes).utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += chunk.invalid().len().min(1);
    }
    good >= bad * 9
}

fn detect(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(sample(bytes), true);
    detector.guess(None, Utf8Detection::Allow)
}

/// A bounded stretch that begins at the first byte beyond ASCII, where encodings differ.
fn sample(bytes: &[u8]) -> &[u8] {
    let start = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(0);
    &bytes[start..bytes.len().min(start + SAMPLE_BYTES)]
}

/// What bytes are when they are plainly not text, by the signatures of the MIME Sniffing standard
/// §6 and §7.
fn foreign_kind(bytes: &[u8]) -> Option<&'static str> {
    const SIGNATURES: &[(&[u8], &str)] = &[
        (b"%PDF-", "a PDF document"),
        (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
        (b"\xff\xd8\xff", "a JPEG picture"),
        (b"GIF87a", "a GIF picture"),
        (b"GIF89a", "a GIF picture"),
        (b"PK\x03\x04", "a ZIP archive"),
        (b"\x1f\x8b", "gzip data"),
        (b"(\xb5\x2f\xfd", "zstd data"),
        (b"\x7fELF", "a program"),
        (b"Rar!\x1a\x07", "a RAR archive"),
        (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
        (b"OggS", "an Ogg file"),
        (b"ID3", "an MP3 file"),
        (b"\0asm", "a WebAssembly program"),
        (b"SQLite format 3\0", "an SQLite database"),
    ];
    let known = SIGNATURES.iter().find(|(signature, _)| bytes.starts_with(signature));
    if let Some((_, kind)) = known {
        return Some(kind);
    }
    match bytes.get(..12) {
        Some(head) if &head[..4] == b"RIFF" && &head[8..] == b"WEBP" => Some("a WebP picture"),
        Some(head) if &head[4..8] == b"ftyp" => Some("a video or picture file"),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
