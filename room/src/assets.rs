//! What the browser fetches besides pages: stylesheet, scripts, icons, from inside the binary.
//!
//! Every file has an address with a hash of its content, so a browser may keep it for ever and a new
//! program never meets an old stylesheet.

use std::sync::{LazyLock, OnceLock};

use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::pack::{GZIP, gzip, takes_gzip};

#[cfg(test)]
mod tests;

/// The stylesheet in parts, in the order they are joined.
const STYLE: &str = concat!(
    include_str!("../assets/style/1-base.css"),
    include_str!("../assets/style/2-masthead.css"),
    include_str!("../assets/style/3-shelf.css"),
    include_str!("../assets/style/3-stories.css"),
    include_str!("../assets/style/4-article.css"),
    include_str!("../assets/style/5-forms.css"),
    include_str!("../assets/style/6-talk.css"),
    include_str!("../assets/style/6-compare.css"),
    include_str!("../assets/style/7-print.css"),
);

/// Name, content type, bytes.
const FILES: &[(&str, &str, &[u8])] = &[
    ("style.css", "text/css; charset=utf-8", STYLE.as_bytes()),
    ("room.js", JAVASCRIPT, include_bytes!("../assets/room.js")),
    ("reading.js", JAVASCRIPT, include_bytes!("../assets/reading.js")),
    ("marks.js", JAVASCRIPT, include_bytes!("../assets/marks.js")),
    ("listen.js", JAVASCRIPT, include_bytes!("../assets/listen.js")),
    ("keys.js", JAVASCRIPT, include_bytes!("../assets/keys.js")),
    ("accounts.js", JAVASCRIPT, include_bytes!("../assets/accounts.js")),
    ("talk.js", JAVASCRIPT, include_bytes!("../assets/talk.js")),
    ("icons.svg", "image/svg+xml", include_bytes!("../assets/icons.svg")),
    ("icon.svg", "image/svg+xml", include_bytes!("../assets/icon.svg")),
    ("icon-192.png", "image/png", include_bytes!("../assets/icon-192.png")),
    ("icon-512.png", "image/png", include_bytes!("../assets/icon-512.png")),
];
const JAVASCRIPT: &str = "text/javascript; charset=utf-8";
/// A year: the address changes when the content does.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

#[derive(Debug)]
struct Asset {
    name: &'static str,
    /// Path on the server, with the hash in it.
    address: String,
    content_type: &'static str,
    bytes: Vec<u8>,
    /// As gzip, made when it is first asked for; empty where that gains nothing.
    packed: OnceLock<Vec<u8>>,
}

/// The most there is: a file is packed once.
const LEVEL: u32 = 9;

impl Asset {
    fn packed(&self) -> &[u8] {
        self.packed.get_or_init(|| match self.content_type {
            "image/png" => Vec::new(),
            _ => gzip(&self.bytes, LEVEL),
        })
    }
}

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    let plain: Vec<Asset> = FILES.iter().map(|file| asset(file, file.2.to_vec())).collect();
    // Scripts name each other by file: those names become addresses, so a script's own hash covers
    // what it imports as far as the names go. Only `room.js` imports.
    let mut linked: Vec<Asset> = Vec::with_capacity(FILES.len());
    for (file, old) in FILES.iter().zip(&plain) {
        linked.push(match file.0 {
            "room.js" => asset(file, with_addresses(&old.bytes, &plain)),
            _ => asset(file, old.bytes.clone()),
        });
    }
    linked
});

fn asset(file: &(&'static str, &'static str, &[u8]), bytes: Vec<u8>) -> Asset {
    let (stem, end) = file.0.rsplit_once('.').unwrap_or((file.0, ""));
    let address = format!("/assets/{stem}.{:016x}.{end}", fnv1a(&bytes));
    Asset { name: file.0, address, content_type: file.1, bytes, packed: OnceLock::new() }
}

/// `import("./keys.js")` with the address that file has.
fn with_addresses(script: &[u8], assets: &[Asset]) -> Vec<u8> {
    let mut script = String::from_utf8_lossy(script).into_owned();
    for asset in assets {
        script = script.replace(&format!("\"./{}\"", asset.name), &format!("{:?}", asset.address));
    }
    script.into_bytes()
}

/// FNV-1a, 64 bits: tells versions of our own files apart, no more.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// The address of one of our files; the name itself where there is no such file.
pub(crate) fn address(name: &'static str) -> &'static str {
    ASSETS.iter().find(|asset| asset.name == name).map_or(name, |asset| asset.address.as_str())
}

/// The bytes of one of our files; none where there is no such file.
pub(crate) fn bytes(name: &str) -> &'static [u8] {
    ASSETS.iter().find(|asset| asset.name == name).map_or(&[], |asset| asset.bytes.as_slice())
}

/// All addresses, for the service worker to keep.
pub(crate) fn addresses() -> impl Iterator<Item = &'static str> {
    ASSETS.iter().map(|asset| asset.address.as_str())
}

/// All files: their addresses and bytes.
pub fn files() -> impl Iterator<Item = (&'static str, &'static [u8])> {
    ASSETS.iter().map(|asset| (asset.address.as_str(), asset.bytes.as_slice()))
}

/// A word that changes when any of the files does.
pub(crate) fn version() -> String {
    let all: String = addresses().collect();
    format!("{:016x}", fnv1a(all.as_bytes()))
}

/// `GET /assets/{file}`.
pub(crate) async fn serve(Path(file): Path<String>, asked: HeaderMap) -> Response {
    let found = ASSETS.iter().find(|asset| asset.address.strip_prefix("/assets/") == Some(&file));
    let Some(asset) = found else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(asset.content_type));
    headers.insert(CACHE_CONTROL, FOR_EVER);
    headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    match asset.packed() {
        packed if takes_gzip(&asked) && !packed.is_empty() => {
            headers.insert(CONTENT_ENCODING, GZIP);
            (headers, packed).into_response()
        }
        _ => (headers, asset.bytes.as_slice()).into_response(),
    }
}
