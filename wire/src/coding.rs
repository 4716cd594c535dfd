//! Content codings undone, within limits: gzip, deflate, brotli, zstd.

use std::io::Read;

use brotli_decompressor::Decompressor;
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use ruzstd::decoding::StreamingDecoder;

use crate::config::Config;
use crate::error::Error;

/// What a client may be sent.
pub(crate) const ACCEPTED: &str = "gzip, br, zstd, deflate";

/// Servers use one coding; two are seen behind a careless proxy; more are an attack.
const MAX_CODINGS: usize = 2;

/// Bytes that may be unpacked before the ratio counts: short pages pack well.
const FREE_BYTES: usize = 1 << 20;

/// Undoes the codings that a `Content-Encoding` header lists, last first.
///
/// # Errors
/// [`Error::BadAnswer`] for a coding that is unknown or broken, [`Error::TooLarge`] or
/// [`Error::Bomb`] when a limit of `config` is passed.
pub fn decode(bytes: Vec<u8>, header: &str, config: &Config) -> Result<Vec<u8>, Error> {
    let names: Vec<String> = header
        .split(',')
        .map(|name| name.trim().to_ascii_lowercase())
        .filter(|name| !name.is_empty() && name != "identity")
        .collect();
    if names.len() > MAX_CODINGS {
        let reason = format!("{} content codings on top of each other", names.len());
        return Err(Error::BadAnswer(reason));
    }
    let wire_bytes = bytes.len();
    names.iter().rev().try_fold(bytes, |bytes, name| {
        if bytes.is_empty() {
            return Ok(bytes);
        }
        let source = bytes.as_slice();
        match name.as_str() {
            "gzip" | "x-gzip" => drain(MultiGzDecoder::new(source), wire_bytes, config),
            // The name means zlib (RFC 9110 §8.4.1.2), some servers send it bare.
            "deflate" if is_zlib(source) => drain(ZlibDecoder::new(source), wire_bytes, config),
            "deflate" => drain(DeflateDecoder::new(source), wire_bytes, config),
            "br" => drain(Decompressor::new(source, 4_096), wire_bytes, config),
            "zstd" => {
                let decoder = StreamingDecoder::new(source)
                    .map_err(|error| Error::BadAnswer(error.to_string()))?;
                drain(decoder, wire_bytes, config)
            }
            _ => Err(Error::BadAnswer(format!("unknown content coding {name:?}"))),
        }
    })
}

/// RFC 1950 §2.2: method 8, a window of at most 32 KiB, a check value.
fn is_zlib(bytes: &[u8]) -> bool {
    match bytes {
        [first, second, ..] => {
            first & 0x0f == 8
                && first >> 4 <= 7
                && (u16::from(*first) << 8 | u16::from(*second)).is_multiple_of(31)
        }
        _ => false,
    }
}

/// Reads a decoder to its end, or to the first limit.
pub(crate) fn drain(
    mut decoder: impl Read,
    wire_bytes: usize,
    config: &Config,
) -> Result<Vec<u8>, Error> {
    let mut decoded = Vec::new();
    let mut part = vec![0; 64 << 10];
    loop {
        let read = decoder.read(&mut part).map_err(|error| Error::BadAnswer(error.to_string()))?;
        if read == 0 {
            return Ok(decoded);
        }
        decoded.extend_from_slice(&part[..read]);
        if decoded.len() > config.max_decoded_bytes {
            return Err(Error::TooLarge {
                what: "the page is",
                limit_bytes: config.max_decoded_bytes,
            });
        }
        if decoded.len() > FREE_BYTES && decoded.len() / config.max_ratio > wire_bytes {
            return Err(Error::Bomb(config.max_ratio));
        }
    }
}
