//! The feeds a page names.

use html::{Document, Limits, NodeId, name};
use url::Url;

use crate::markup::{line, web_url};

/// Sites name a handful; some name one for each topic.
const MAX_CANDIDATES: usize = 50;
/// What feeds call themselves. Plain `application/json` is WordPress's interface more often.
const TYPES: [&str; 5] = [
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/rdf+xml",
    "text/xml",
];
/// How addresses of feeds end, for pages that only link to theirs.
const ENDINGS: [&str; 9] =
    ["/feed", "/rss", "/atom", ".rss", ".atom", "/feed.xml", "/rss.xml", "/atom.xml", "/index.xml"];

/// A feed that a page names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Candidate {
    /// Where it should be.
    pub url: Url,
    /// What the page calls it; may be empty.
    pub title: String,
    /// False if it is only a link that looks like one to a feed.
    pub is_declared: bool,
}

/// The feeds that the page at `url` names, in its order; those only linked to, if it declares none.
pub fn discover(page: &str, url: &Url) -> Vec<Candidate> {
    let document = html::parse(page, &Limits::default());
    let nodes = || document.descendants(NodeId::DOCUMENT);
    let base = nodes().find(|id| document.is(*id, name::BASE));
    let base = base.and_then(|id| document.attr(id, name::HREF));
    let base = base.and_then(|href| web_url(href, Some(url)));
    let base = base.as_ref().unwrap_or(url);

    let mut found: Vec<Candidate> = Vec::new();
    for is_declared in [true, false] {
        let take = if is_declared { declared } else { linked };
        for candidate in nodes().filter_map(|id| take(&document, id, base)) {
            let is_new = found.iter().all(|have| have.url != candidate.url);
            if is_new && found.len() < MAX_CANDIDATES {
                found.push(candidate);
            }
        }
        if !found.is_empty() {
            break;
        }
    }
    found
}

/// `<link rel=alternate type=…>`, or `rel=feed`.
fn declared(document: &Document<'_>, id: NodeId, base: &Url) -> Option<Candidate> {
    if !document.is(id, name::LINK) {
        return None;
    }
    let relation = document.attr(id, name::REL)?.to_ascii_lowercase();
    let media = document.attr(id, name::TYPE).unwrap_or("").to_ascii_lowercase();
    let media = media.split(';').next().unwrap_or("").trim();
    let has = |word: &str| relation.split_ascii_whitespace().any(|have| have == word);
    if !(has("feed") || has("alternate") && TYPES.contains(&media)) {
        return None;
    }
    Some(Candidate {
        url: address(document.attr(id, name::HREF)?, base)?,
        title: line(document.attr(id, name::TITLE).unwrap_or("")),
        is_declared: true,
    })
}

fn linked(document: &Document<'_>, id: NodeId, base: &Url) -> Option<Candidate> {
    if !document.is(id, name::A) {
        return None;
    }
    let url = address(document.attr(id, name::HREF)?, base)?;
    let path = url.path().trim_end_matches('/').to_ascii_lowercase();
    if !ENDINGS.iter().any(|ending| path.ends_with(ending)) {
        return None;
    }
    let below = document.descendants(id).map(|id| document.text(id));
    let title = line(&below.collect::<String>());
    Some(Candidate { url, title, is_declared: false })
}

/// `feed:` in front of an address was a fashion once.
fn address(href: &str, base: &Url) -> Option<Url> {
    let href = href.trim();
    let bare = href.strip_prefix("feed:").unwrap_or(href);
    let bare = bare.strip_prefix("//").filter(|_| href.starts_with("feed:"));
    let spelt = bare.map(|rest| format!("https://{rest}"));
    let href = spelt.as_deref().unwrap_or_else(|| href.strip_prefix("feed:").unwrap_or(href));
    web_url(href, Some(base))
}
