//! Articles as files that other programs and e-readers take: EPUB, Markdown, plain text, tables; one, many
//! chosen, a list, the day's unread.
//!
//! A file says only what is the article's, not what the reader did last: the same article is the same
//! bytes at each download, as readers' devices know books by their checksum.

mod epub;
mod markdown;
mod table;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use store::shelf::{Full, List, Order, ShelfItem, Wanted};
use store::{ReaderId, ShelfId};

use crate::session::Me;
use crate::shelf::Which;
use crate::{App, Error, Result};

/// Articles of one book or bundle: a thick one.
pub(crate) const MOST: u32 = 300;
/// How long ago "today" began.
const DAY: SignedDuration = SignedDuration::from_hours(24);

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/export/epub", get(epub_of_list))
        .route("/export/markdown", get(bundle_of_list))
}

/// What an article can be written as.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    Epub,
    Markdown,
    Text,
    Csv,
    Xml,
}

/// Extension, content type.
const FORMS: [(Form, &str, &str); 5] = [
    (Form::Epub, "epub", "application/epub+zip"),
    (Form::Markdown, "md", "text/markdown; charset=utf-8"),
    (Form::Text, "txt", "text/plain; charset=utf-8"),
    (Form::Csv, "csv", "text/csv; charset=utf-8"),
    (Form::Xml, "xml", "application/xml; charset=utf-8"),
];

impl Form {
    /// The one of that extension.
    pub fn of(extension: &str) -> Option<Self> {
        FORMS.iter().find(|(_, known, _)| *known == extension).map(|(form, ..)| *form)
    }

    fn row(self) -> (Form, &'static str, &'static str) {
        FORMS.into_iter().find(|(form, ..)| *form == self).unwrap_or(FORMS[0])
    }

    /// What files of it end in.
    pub fn extension(self) -> &'static str {
        self.row().1
    }

    /// What they are sent as.
    pub fn content_type(self) -> &'static str {
        self.row().2
    }
}

/// An article with its words, written in a form.
pub(crate) async fn article(app: &App, full: Full, form: Form) -> Result<Vec<u8>> {
    match form {
        Form::Epub => write_epub(String::new(), vec![full]).await,
        Form::Markdown => Ok(markdown::article(&full).into_bytes()),
        Form::Csv => Ok(table::csv(&full).into_bytes()),
        Form::Xml => Ok(table::xml(&full).into_bytes()),
        Form::Text => {
            let text = match full.item.version {
                0 => String::new(),
                _ => app.store.content(full.item.article_id, None).await?.text,
            };
            Ok(table::text(&full, &text).into_bytes())
        }
    }
}

/// Computing, so on a thread for it.
pub(crate) async fn write_epub(title: String, articles: Vec<Full>) -> Result<Vec<u8>> {
    let book = tokio::task::spawn_blocking(move || epub::book(&title, &articles));
    book.await.map_err(|_| Error::broken("writing a book"))?
}

/// An EPUB of articles, for measuring.
///
/// # Errors
/// When a book cannot be written.
pub fn book(title: &str, articles: &[Full]) -> Result<Vec<u8>> {
    epub::book(title, articles)
}

/// A title as a file's name, on any system.
pub(crate) fn plain_name(title: &str) -> String {
    let mut name = String::new();
    for character in title.chars() {
        let is_plain = character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.');
        match character {
            _ if is_plain && name.len() < 80 => name.push(character),
            _ if !name.ends_with('-') && !name.is_empty() && name.len() < 80 => name.push('-'),
            _ => {}
        }
    }
    let name = name.trim_matches(['-', '.']);
    if name.is_empty() { "article".to_owned() } else { name.to_owned() }
}

/// Which articles go into a file: these ids, or those of a list, the oldest last.
#[derive(Debug, Default, Deserialize)]
struct Choice {
    ids: Option<String>,
    #[serde(rename = "in")]
    list: Option<String>,
    /// Of the list, what came since yesterday.
    today: Option<u8>,
}

async fn chosen(app: &App, me: &Me, choice: &Choice) -> Result<(String, Vec<Full>)> {
    if let Some(ids) = &choice.ids {
        let ids = ids.split(',').filter_map(|id| id.trim().parse().ok().map(ShelfId));
        let ids: Vec<ShelfId> = ids.take(MOST as usize).collect();
        return Ok(("Chosen articles".to_owned(), app.store.full_items(me.id, ids, true).await?));
    }
    if choice.today.is_some() {
        let (day, full) = day(app, me.id).await?;
        return Ok((format!("Unread, {day}"), full));
    }
    let which = match choice.list.as_deref() {
        Some(key) => Which::of(key).ok_or(Error::NotFound)?,
        None => Which::FRONT,
    };
    let place = which.place(app, me).await?;
    let list = List { filter: which.filter, place, limit: MOST, ..List::default() };
    let ids = app.store.shelf_ids(me.id, list).await?;
    Ok((which.name().to_owned(), app.store.full_items(me.id, ids, true).await?))
}

/// What is unread of the last day, and the day.
pub(crate) async fn day(app: &App, reader: ReaderId) -> Result<(String, Vec<Full>)> {
    let now = app.now();
    let first = app.store.first_arrived(reader, now - DAY).await?;
    let wanted = Wanted {
        is_read: Some(false),
        above: Some(ShelfId(first.0 - 1)),
        order: Order::Newest,
        limit: MOST.into(),
        ..Wanted::default()
    };
    let ids = app.store.wanted_ids(reader, wanted).await?;
    let full = app.store.full_items(reader, ids, true).await?;
    Ok((now.strftime("%Y-%m-%d").to_string(), full))
}

async fn epub_of_list(
    State(app): State<Arc<App>>,
    me: Me,
    Query(choice): Query<Choice>,
) -> Result<Response> {
    let (title, articles) = chosen(&app, &me, &choice).await?;
    let name = format!("{}.epub", plain_name(&title));
    let book = write_epub(title, articles).await?;
    Ok(file(&name, Form::Epub.content_type(), book))
}

async fn bundle_of_list(
    State(app): State<Arc<App>>,
    me: Me,
    Query(choice): Query<Choice>,
) -> Result<Response> {
    let (title, articles) = chosen(&app, &me, &choice).await?;
    let bundle = tokio::task::spawn_blocking(move || markdown::bundle(&articles));
    let bundle = bundle.await.map_err(|_| Error::broken("writing a bundle"))??;
    Ok(file(&format!("{}.zip", plain_name(&title)), "application/zip", bundle))
}

pub(crate) fn file(name: &str, content_type: &str, bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    ([(CONTENT_TYPE, content_type), (CONTENT_DISPOSITION, &disposition)], bytes).into_response()
}

/// Who wrote it, or who published it.
pub(crate) fn author(item: &ShelfItem) -> String {
    match item.byline.as_slice() {
        [] => item.outlet.clone().unwrap_or_default(),
        names => names.join(", "),
    }
}

/// The title, or where there is none the address.
fn title(full: &Full) -> &str {
    full.item.shown_title()
}

/// Day of an instant, as a file states it.
fn stated_day(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d").to_string()
}
