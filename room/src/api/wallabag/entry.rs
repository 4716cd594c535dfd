//! An article of a shelf as wallabag writes it.

use std::collections::HashMap;

use serde::{Serialize, Serializer};
use serde_json::Value;
use store::accounts::Reader;
use store::article::sha1;
use store::shelf::Full;
use store::tags::Tag;
use store::{ReaderId, ShelfId};

use super::annotations::annotations;
use super::call::Refusal;
use crate::App;
use crate::api::date::plain;
use crate::hex;

/// wallabag's default.
const WORDS_A_MINUTE: i64 = 200;

/// What all entries of an answer share.
#[derive(Debug)]
pub(super) struct Shared {
    reader: Reader,
    tags: HashMap<String, Label>,
}

/// A tag as wallabag's clients see it: labels are in lower case.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Label {
    pub(super) id: i64,
    pub(super) label: String,
    pub(super) slug: String,
}

impl From<Tag> for Label {
    fn from(tag: Tag) -> Self {
        Self { id: tag.id.0, label: tag.name.to_lowercase(), slug: format!("t:{}", tag.key) }
    }
}

impl Shared {
    pub(super) async fn of(app: &App, reader: ReaderId) -> Result<Self, Refusal> {
        let tags = app.store.tags(reader).await?;
        let tags = tags.into_iter().map(|tag| (tag.name.clone(), tag.into())).collect();
        Ok(Self { reader: app.store.reader(reader).await?, tags })
    }

    pub(super) fn labels(&self, names: &[String]) -> Vec<Label> {
        names.iter().filter_map(|name| self.tags.get(name).cloned()).collect()
    }
}

/// The order of fields is wallabag's.
#[derive(Debug, Serialize)]
pub(super) struct Entry<'e> {
    pub(super) id: i64,
    uid: Option<String>,
    is_public: bool,
    title: &'e str,
    url: &'e str,
    hashed_url: String,
    given_url: &'e str,
    hashed_given_url: String,
    origin_url: Option<String>,
    is_archived: u8,
    archived_at: Option<String>,
    is_starred: u8,
    starred_at: Option<String>,
    content: Option<String>,
    created_at: String,
    updated_at: String,
    published_at: Option<String>,
    published_by: Option<&'e [String]>,
    annotations: Vec<Value>,
    tags: Vec<Label>,
    mimetype: &'static str,
    language: Option<&'e str>,
    reading_time: i64,
    domain_name: String,
    preview_picture: Option<&'e str>,
    http_status: Option<&'static str>,
    headers: Option<()>,
    user_name: &'e str,
    user_email: &'e str,
    user_id: i64,
    #[serde(rename = "_links", serialize_with = "links")]
    links: i64,
}

fn links<S: Serializer>(id: &i64, serializer: S) -> Result<S::Ok, S::Error> {
    serde_json::json!({ "self": { "href": format!("/api/entries/{id}") } }).serialize(serializer)
}

/// `with_content`: else the field is null.
pub(super) fn entry<'e>(full: &'e Full, shared: &'e Shared, with_content: bool) -> Entry<'e> {
    let item = &full.item;
    let url = full.found_at.as_deref().filter(|url| !url.is_empty()).unwrap_or(&item.url);
    let changed = jiff::Timestamp::from_microsecond(item.clock).unwrap_or(item.saved_at);
    let date = |at: Option<jiff::Timestamp>, is: bool| at.filter(|_| is).map(plain);
    let content = with_content.then(|| match (&item.reason, full.html.is_empty()) {
        (Some(why), true) => format!("<p>Kept as a link: {}.</p>", escaped(why)),
        _ => full.html.clone(),
    });
    Entry {
        id: item.id.0,
        uid: None,
        is_public: false,
        title: &item.title,
        url,
        hashed_url: hex::written(&sha1(url)),
        given_url: &item.url,
        hashed_given_url: hex::written(&sha1(&item.url)),
        origin_url: None,
        is_archived: item.is_read.into(),
        archived_at: date(item.read_at, item.is_read),
        is_starred: item.is_favourite.into(),
        starred_at: date(item.favourite_at, item.is_favourite),
        content,
        created_at: plain(item.saved_at),
        updated_at: plain(changed),
        published_at: item.published_at.map(plain),
        published_by: Some(item.byline.as_slice()).filter(|names| !names.is_empty()),
        annotations: annotations(&full.marks, &full.html),
        tags: shared.labels(&item.tags),
        mimetype: "text/html",
        language: item.language.as_deref(),
        reading_time: (item.word_count + WORDS_A_MINUTE - 1) / WORDS_A_MINUTE,
        domain_name: host(url),
        preview_picture: item.lead_image.as_deref(),
        http_status: Some("200").filter(|_| item.version > 0),
        headers: None,
        user_name: &shared.reader.name,
        user_email: shared.reader.email.as_deref().unwrap_or(""),
        user_id: shared.reader.id.0,
        links: item.id.0,
    }
}

fn escaped(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;")
}

fn host(url: &str) -> String {
    let url = url::Url::parse(url).ok();
    url.and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
}

/// The article whole, or that there is none.
pub(super) async fn full(app: &App, reader: ReaderId, id: ShelfId) -> Result<Full, Refusal> {
    let mut found = app.store.full_items(reader, vec![id], true).await?;
    found.pop().ok_or_else(Refusal::not_found)
}
