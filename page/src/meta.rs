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
pub(crate) fn read(_document: &Document<'_>, _url: Option<&Url>) -> Meta {
    Meta::default()
}
