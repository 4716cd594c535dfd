//! The words of a version, packed: text, HTML and record deflated as one, with a dictionary of
//! what English news and our own HTML and JSON are made of.

use flate2::{Compress, Compression, Crc, Decompress, FlushCompress, FlushDecompress, Status};

use crate::{Error, Result};

#[cfg(test)]
mod tests;

/// What a version says.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Content {
    /// The canonical text that all spans are in.
    pub text: String,
    /// Sanitised HTML.
    pub html: String,
    /// The record as JSON; empty where there is none.
    pub record: String,
}

/// What is likely in any article, the likeliest last, as distances are shorter there. Changing it
/// makes a new format: `FORMAT`.
const DICTIONARY: &[u8] = include_bytes!("dictionary.txt");
/// The first byte of what is stored: deflated with the dictionary above.
const FORMAT: u8 = 1;
/// No version is longer unpacked; what says so is damaged.
const LIMIT: usize = 64 << 20;

/// Format, sizes of text, HTML and record as varints, then the three deflated. The text comes
/// first, so that search can have it without the rest.
pub(super) fn pack(content: &Content) -> Vec<u8> {
    let mut out = vec![FORMAT];
    for part in [&content.text, &content.html, &content.record] {
        write_varint(&mut out, part.len());
    }
    let mut all =
        Vec::with_capacity(content.text.len() + content.html.len() + content.record.len());
    for part in [&content.text, &content.html, &content.record] {
        all.extend_from_slice(part.as_bytes());
    }
    let mut compress = Compress::new(Compression::new(7), false);
    // Raw deflate takes a dictionary at any time before the first byte.
    let _ = compress.set_dictionary(DICTIONARY);
    run_compress(&mut compress, &all, &mut out);
    out
}

pub(super) fn unpack(blob: &[u8]) -> Result<Content> {
    let (sizes, packed) = head(blob)?;
    let mut text = inflate_some(packed, sizes.iter().sum(), true)?;
    let mut html = text.split_off(sizes[0]);
    let record = html.split_off(sizes[1]);
    Ok(Content { text: utf8(text)?, html: utf8(html)?, record: utf8(record)? })
}

/// Without text and record.
pub(crate) fn unpack_html(blob: &[u8]) -> Result<String> {
    let (sizes, packed) = head(blob)?;
    let mut text = inflate_some(packed, sizes[0] + sizes[1], true)?;
    utf8(text.split_off(sizes[0]))
}

pub(super) fn unpack_text(blob: &[u8]) -> Result<String> {
    let (sizes, packed) = head(blob)?;
    utf8(inflate_some(packed, sizes[0], true)?)
}

/// Guards against a disk that gives back other bytes.
pub(crate) fn checksum(blob: &[u8]) -> i64 {
    let mut crc = Crc::new();
    crc.update(blob);
    crc.sum().into()
}

/// Any bytes, without the dictionary: their size as a varint, then deflated.
pub(super) fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    write_varint(&mut out, bytes.len());
    run_compress(&mut Compress::new(Compression::new(6), false), bytes, &mut out);
    out
}

pub(super) fn inflate(blob: &[u8]) -> Result<Vec<u8>> {
    let (size, packed) = read_varint(blob)?;
    inflate_some(packed, size, false)
}

fn run_compress(compress: &mut Compress, mut input: &[u8], out: &mut Vec<u8>) {
    loop {
        out.reserve(input.len() / 2 + 64);
        let before = compress.total_in();
        let status = compress.compress_vec(input, out, FlushCompress::Finish);
        let took = (compress.total_in() - before) as usize;
        input = &input[took..];
        match status.expect("deflate takes any bytes") {
            Status::StreamEnd => break,
            Status::Ok | Status::BufError => {}
        }
    }
}

/// The first `size` bytes of what was deflated.
fn inflate_some(packed: &[u8], size: usize, with_dictionary: bool) -> Result<Vec<u8>> {
    let damaged = || Error::Damaged("bytes that were deflated");
    let mut decompress = Decompress::new(false);
    if with_dictionary {
        decompress.set_dictionary(DICTIONARY).map_err(|_| damaged())?;
    }
    let mut out = Vec::with_capacity(size);
    while out.len() < size {
        let (before, taken) = (out.len(), decompress.total_in() as usize);
        decompress
            .decompress_vec(&packed[taken..], &mut out, FlushDecompress::None)
            .map_err(|_| damaged())?;
        if out.len() == before && out.len() < size {
            return Err(damaged());
        }
    }
    out.truncate(size);
    Ok(out)
}

fn head(blob: &[u8]) -> Result<([usize; 3], &[u8])> {
    let (&format, mut rest) = blob.split_first().ok_or(Error::Damaged("an empty version"))?;
    if format != FORMAT {
        return Err(Error::Damaged("a version's format"));
    }
    let mut sizes = [0; 3];
    for size in &mut sizes {
        (*size, rest) = read_varint(rest)?;
    }
    Ok((sizes, rest))
}

fn write_varint(out: &mut Vec<u8>, mut value: usize) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn read_varint(bytes: &[u8]) -> Result<(usize, &[u8])> {
    let mut value = 0;
    for (index, &byte) in bytes.iter().enumerate().take(5) {
        value |= usize::from(byte & 0x7f) << (7 * index);
        if byte < 0x80 {
            if value > LIMIT {
                break;
            }
            return Ok((value, &bytes[index + 1..]));
        }
    }
    Err(Error::Damaged("a version's size"))
}

fn utf8(bytes: Vec<u8>) -> Result<String> {
    String::from_utf8(bytes).map_err(|_| Error::Damaged("a text that is not UTF-8"))
}
