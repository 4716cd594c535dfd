//! The story where the page's own markup does not have it: in the JSON-LD `articleBody`, or in the
//! state a script embeds for its own use (Next, Nuxt and the like).
//!
//! Only asked when what the judge chose is much shorter: text in data is nothing a reader saw, and
//! some pages put another text there than they show.

use serde_json::Value;
use url::Url;

use crate::body::features::shingles;
use crate::body::lexicon::Lexicon;
use crate::body::{Reading, clean, scan};
use crate::dom::{self, Document, NodeId, name};

/// Bytes a text in data must have to stand for the page's: three short paragraphs.
const LEAST_BYTES: usize = 400;
/// Bytes of one string of embedded state that can be a paragraph.
const PARAGRAPH_BYTES: usize = 60;
/// Larger state is not read.
const STATE_BYTES: usize = 4 << 20;

/// The body from data, when it holds much that `shown` does not: at least twice as long, and less
/// than a third of its words in what is shown.
pub(crate) fn read(
    document: &Document<'_>,
    article_body: &str,
    shown: &str,
    url: Option<&Url>,
) -> Option<Reading> {
    if shown.len() >= article_body.len().max(2 * LEAST_BYTES) {
        return None;
    }
    let reading = if article_body.len() >= LEAST_BYTES {
        from_text(article_body, url)
    } else {
        from_text(&embedded_state(document)?, url)
    };
    let is_longer = reading.text.len() >= LEAST_BYTES.max(2 * shown.len());
    (is_longer && share_in(&reading.text, shown) < 0.34).then_some(reading)
}

/// The share of the three-word runs of `text` that stand in `other`.
fn share_in(text: &str, other: &str) -> f32 {
    let mut have: Vec<u32> = shingles(&scan::words_in(other)).collect();
    have.sort_unstable();
    let (mut hits, mut all) = (0.0, 0.0);
    for shingle in shingles(&scan::words_in(text)) {
        all += 1.0;
        hits += f32::from(u8::from(have.binary_search(&shingle).is_ok()));
    }
    if all == 0.0 { 1.0 } else { hits / all }
}

/// A body of text or markup: every block of it.
fn from_text(text: &str, url: Option<&Url>) -> Reading {
    let markup = if text.contains("</") || text.contains("<br") || text.contains("<p") {
        text.to_string()
    } else {
        let paragraphs = text.split('\n').map(str::trim).filter(|line| !line.is_empty());
        let escape = |line: &str| line.replace('&', "&amp;").replace('<', "&lt;");
        paragraphs.map(|line| format!("<p>{}</p>", escape(line))).collect()
    };
    let document = dom::parse(&markup);
    let scan = scan::scan(&document, Lexicon::EMPTY);
    clean::clean(&document, &scan, &vec![true; scan.blocks.len()], url)
}

/// The paragraphs in the page's embedded state, in order; markup where the state holds markup.
fn embedded_state(document: &Document<'_>) -> Option<String> {
    let is_state = |id: &NodeId| {
        document.is(*id, name::SCRIPT)
            && document.attr(*id, name::TYPE).is_some_and(|kind| kind == "application/json")
    };
    let script = document
        .descendants(NodeId::DOCUMENT)
        .filter(is_state)
        .max_by_key(|id| document.first_child(*id).map_or(0, |child| document.text(child).len()))?;
    let text = document.text(document.first_child(script)?);
    if text.len() > STATE_BYTES {
        return None;
    }
    let state: Value = serde_json::from_str(text).ok()?;
    let mut paragraphs = String::new();
    // Children go on the stack last first, so that they come off in order.
    let mut left = vec![("", &state)];
    while let Some((key, value)) = left.pop() {
        match value {
            Value::String(words) if is_paragraph(key, words) => {
                paragraphs.push_str("<p>");
                paragraphs.push_str(words);
                paragraphs.push_str("</p>");
            }
            Value::Array(items) => left.extend(items.iter().rev().map(|item| (key, item))),
            Value::Object(fields) => {
                left.extend(fields.iter().rev().map(|(key, value)| (key.as_str(), value)));
            }
            _ => {}
        }
    }
    Some(paragraphs)
}

/// Keys that hold a story's words in the state of common publishing systems.
fn is_paragraph(key: &str, words: &str) -> bool {
    const KEYS: [&str; 10] = [
        "body",
        "content",
        "text",
        "html",
        "articlebody",
        "paragraph",
        "value",
        "markup",
        "rendered",
        "copy",
    ];
    let key = key.to_ascii_lowercase();
    words.len() >= PARAGRAPH_BYTES
        && words.split_ascii_whitespace().nth(7).is_some()
        && KEYS.iter().any(|known| key.ends_with(known))
}
