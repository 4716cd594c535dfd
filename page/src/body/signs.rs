//! What the head of a page and its URL say of the kind of page: an article, a shop's product, a
//! thread of a forum, a list of other pages.

use memchr::memmem;
use url::Url;

use crate::body::features::SIGNS;
use crate::dom::{Document, NodeId, name};

/// The types of schema.org asked for in JSON-LD, by sign.
const TYPES: [&[&str]; 5] = [
    &["\"NewsArticle\"", "\"ReportageNewsArticle\"", "\"AnalysisNewsArticle\""],
    &["\"Article\"", "\"BlogPosting\"", "\"TechArticle\"", "\"LiveBlogPosting\""],
    &["\"Product\"", "\"Offer\"", "\"AggregateOffer\""],
    &["\"DiscussionForumPosting\"", "\"QAPage\"", "\"Question\"", "\"Comment\""],
    &["\"CollectionPage\"", "\"ItemList\"", "\"SearchResultsPage\""],
];

/// One number a sign, 0 or 1 (the last, how many words the last part of the path has).
pub(crate) fn signs(document: &Document<'_>, url: Option<&Url>) -> [f32; SIGNS] {
    let mut signs = [0.0; SIGNS];
    let head = document.find(name::HEAD);
    let inside = head.into_iter().flat_map(|head| document.descendants(head));
    for id in inside.filter(|&id| document.is(id, name::META)) {
        let key = document.attr(id, name::PROPERTY).or_else(|| document.attr(id, name::NAME));
        let value = document.attr(id, name::CONTENT).unwrap_or("").trim();
        match key.unwrap_or("") {
            "og:type" if value.eq_ignore_ascii_case("article") => signs[0] = 1.0,
            "og:type" if value.starts_with("product") => signs[1] = 1.0,
            "og:type" if value.eq_ignore_ascii_case("website") => signs[2] = 1.0,
            "article:published_time" => signs[3] = 1.0,
            _ => {}
        }
    }
    for id in document.descendants(NodeId::DOCUMENT) {
        if document.is(id, name::SCRIPT)
            && document.attr(id, name::TYPE).is_some_and(|kind| kind.contains("ld+json"))
        {
            let text = document.first_child(id).map_or("", |child| document.text(child)).as_bytes();
            let text = &text[..text.len().min(20_000)];
            for (sign, types) in TYPES.iter().enumerate() {
                if types.iter().any(|name| memmem::find(text, name.as_bytes()).is_some()) {
                    signs[4 + sign] = 1.0;
                }
            }
        }
    }
    if let Some(url) = url {
        let path = url.path().to_ascii_lowercase();
        let any = |words: &[&str]| words.iter().any(|word| path.contains(word));
        signs[9] = flag(path.len() <= 1);
        signs[10] = flag(any(&["/forum", "/thread", "/topic", "/questions/", "/t/", "/r/"]));
        signs[11] = flag(any(&["/product", "/shop", "/p/", "/item", "/collections", "/category"]));
        signs[12] = flag(any(&["/doc", "/wiki", "/help", "/guide", "/reference", "/support"]));
        let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or("");
        signs[13] = last.split(['-', '_']).filter(|part| part.len() > 1).count().min(12) as f32;
    }
    signs
}

fn flag(holds: bool) -> f32 {
    f32::from(u8::from(holds))
}
