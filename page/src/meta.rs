//! Everything a page says about its article beside the body: title, standfirst, byline, dates,
//! outlet, section, tags, language, addresses. Each value comes with the place it was found in.

use url::Url;

use crate::article::{Access, Found, Stated};
use crate::dom::Document;

/// What a page says about its article.
#[derive(Debug, Default)]
pub(crate) struct Meta {
    pub(crate) title: Found<String>,
    pub(crate) standfirst: Found<String>,
    pub(crate) byline: Found<Vec<String>>,
    pub(crate) published: Found<Stated>,
    pub(crate) modified: Found<Stated>,
    pub(crate) outlet: Found<String>,
    pub(crate) section: Found<String>,
    pub(crate) tags: Found<Vec<String>>,
    pub(crate) language: Found<String>,
    pub(crate) canonical_url: Found<String>,
    pub(crate) next_url: Found<String>,
    pub(crate) lead_image: Found<String>,
    pub(crate) access: Access,
    /// `articleBody` of the page's JSON-LD, as it stands there (may hold HTML); empty when absent.
    pub(crate) article_body: String,
}

/// Reads the metadata of a page; `url` is the capture's final URL.
pub(crate) fn read(document: &Document<'_>, _url: Option<&Url>) -> Meta {
    use crate::article::Place;
    use crate::dom::{NodeId, name};
    let mut meta = Meta::default();
    for id in document.descendants(NodeId::DOCUMENT) {
        if document.is(id, name::META) {
            let key = document.attr(id, name::PROPERTY).or(document.attr(id, name::NAME));
            let value = document.attr(id, name::CONTENT).unwrap_or("").to_string();
            match key {
                Some("og:title") => meta.title = Found::At(value, Place::OpenGraph),
                Some("og:description") => meta.standfirst = Found::At(value, Place::OpenGraph),
                Some("description") if meta.standfirst.value().is_none() => {
                    meta.standfirst = Found::At(value, Place::Meta)
                }
                _ => {}
            }
        } else if document.is(id, name::TITLE) && meta.title.value().is_none() {
            let text = document.first_child(id).map_or("", |child| document.text(child));
            let text = text.split(" | ").next().unwrap_or("").split(" - ").next().unwrap_or("");
            meta.title = Found::At(text.to_string(), Place::TitleElement);
        } else if document.is(id, name::SCRIPT) {
            let text = document.first_child(id).map_or("", |child| document.text(child));
            if let Some(at) = text.find("\"articleBody\"")
                && let Some(colon) = text[at + 13..].find('"')
            {
                let rest = &text[at + 13 + colon..];
                let mut reader = serde_json::Deserializer::from_str(rest).into_iter::<String>();
                if let Some(Ok(body)) = reader.next() {
                    meta.article_body = body;
                }
            }
        }
    }
    meta
}
