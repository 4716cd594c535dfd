//! The characters of a feed: by mark, by validity, by what the header or the feed itself says.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// An XML declaration is looked for in so many bytes.
const HEAD_BYTES: usize = 256;

/// The text of a feed. Bytes that are valid UTF-8 are UTF-8 whatever a label says, as proxies and
/// programs keep labels that have stopped being true.
pub(crate) fn text<'a>(bytes: &'a [u8], content_type: Option<&str>) -> Cow<'a, str> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[mark..]).0;
    }
    if let Some(encoding) = unmarked_utf_16(bytes) {
        return encoding.decode_without_bom_handling(bytes).0;
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let named = content_type.and_then(charset).or_else(|| declared(bytes));
    // UTF-8 with a few bad bytes stays UTF-8 if that is what was said.
    named.unwrap_or(WINDOWS_1252).decode_without_bom_handling(bytes).0
}

/// `<?` or `<r` in two bytes a character.
fn unmarked_utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [b'<', 0, second, 0, ..] if *second != 0 => Some(encoding_rs::UTF_16LE),
        [0, b'<', 0, second, ..] if *second != 0 => Some(encoding_rs::UTF_16BE),
        _ => None,
    }
}

/// The header's `charset`.
fn charset(content_type: &str) -> Option<&'static Encoding> {
    let at = content_type.to_ascii_lowercase().find("charset=")?;
    let label = content_type[at + "charset=".len()..].split(';').next()?;
    Encoding::for_label(label.trim_matches(['"', '\'', ' ']).as_bytes())
}

/// The XML declaration's `encoding`; one that says UTF-16 in single bytes is wrong.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(HEAD_BYTES)];
    let at = memchr::memmem::find(head, b"encoding=")? + "encoding=".len();
    let (quote, label) = head.get(at..)?.split_first()?;
    let end = memchr::memchr(*quote, label)?;
    let encoding = Encoding::for_label(&label[..end])?;
    Some(if encoding.is_ascii_compatible() { encoding } else { UTF_8 })
}
