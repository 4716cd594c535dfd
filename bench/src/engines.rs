//! What is measured: each engine takes a capture and gives back a number that depends on all its work.

use std::borrow::Cow;

use html5ever::tendril::TendrilSink;
use page::Capture;

pub struct Engine {
    pub name: &'static str,
    /// What the time covers.
    pub covers: &'static str,
    /// Too slow for more than one pass.
    pub is_slow: bool,
    pub run: fn(&Capture) -> usize,
}

pub const PAGE: Engine = Engine {
    name: "`page::read`",
    covers: "bytes to article: decode, tree, body, metadata, text, sanitised HTML",
    is_slow: false,
    run: read,
};

/// Ours first, then the peers.
pub fn all() -> Vec<Engine> {
    let engine = |name, covers, run| Engine { name, covers, is_slow: false, run };
    vec![
        PAGE,
        engine("`html::parse`", "decoding and our arena, nothing read from it", parse),
        engine("html5ever 0.40", "decoding and `RcDom`, nothing read from it", html5ever_tree),
        engine("dom_smoothie 0.19", "decoding, tree, article, text", dom_smoothie),
        #[cfg(feature = "slow")]
        Engine {
            name: "rs-trafilatura 0.2",
            covers: "decoding, tree, article, metadata, text",
            is_slow: true,
            run: rs_trafilatura,
        },
    ]
}

pub fn read(capture: &Capture) -> usize {
    page::read(capture).map_or(0, |article| article.text.len() + article.html().len())
}

fn parse(capture: &Capture) -> usize {
    html::parse(&decode(&capture.bytes), &html::Limits::default()).len()
}

fn html5ever_tree(capture: &Capture) -> usize {
    let dom = markup5ever_rcdom::RcDom::default();
    let dom = html5ever::parse_document(dom, html5ever::ParseOpts::default())
        .one(&*decode(&capture.bytes));
    dom.document.children.borrow().len()
}

fn dom_smoothie(capture: &Capture) -> usize {
    let config = dom_smoothie::Config {
        text_mode: dom_smoothie::TextMode::Formatted,
        ..dom_smoothie::Config::default()
    };
    let url = capture.url.as_ref().map(url::Url::as_str);
    let article =
        dom_smoothie::Readability::new(decode(&capture.bytes).into_owned(), url, Some(config))
            .and_then(|mut reader| reader.parse());
    article.map_or(0, |article| article.text_content.len())
}

#[cfg(feature = "slow")]
fn rs_trafilatura(capture: &Capture) -> usize {
    rs_trafilatura::extract(&decode(&capture.bytes)).map_or(0, |result| result.content_text.len())
}

/// Decoding for those that take a string: as cheap as it can be done, so that it weighs little in their time.
fn decode(bytes: &[u8]) -> Cow<'_, str> {
    /// Detection costs more per byte than parsing; a head this long decides on every page of the corpus.
    const SAMPLE: usize = 16 << 10;
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(&bytes[..bytes.len().min(SAMPLE)], true);
    detector.guess(None, chardetng::Utf8Detection::Allow).decode(bytes).0
}
