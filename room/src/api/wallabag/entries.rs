//! Entries: lists by page, one by id or by its address, saved, changed, fetched again, removed, as a file.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use page::Capture;
use serde_json::{Map, Value, json};
use std::time::Duration;
use store::search::{Search, SearchOrder};
use store::shelf::{Change, Order, Saving, Sort, Wanted};
use store::{ReaderId, ShelfId};
use url::Url;

use super::call::{Answer, Call, Refusal, shelf_id};
use super::entry::{Shared, entry, full};
use crate::api::date;
use crate::api::given::Given;
use crate::desk::made::Made;
use crate::files::{self, Form};
use crate::hex;
use crate::{App, desk, intake, membership};

/// Entries on a page unless asked otherwise, and at most.
const PAGE: i64 = 30;
const MOST: i64 = 500;
/// Answers of a search that are counted: more say "at least".
const FOUND: u32 = 500;
/// How long fetching a page again may take: clients give up soon after.
const PATIENCE: Duration = Duration::from_secs(9);

/// A page of a list, as it was asked for.
struct Asked {
    page: i64,
    per_page: i64,
}

impl Asked {
    fn of(given: &Given) -> Self {
        let at_least_one = |name| given.number(name).filter(|number| *number > 0);
        let per_page = at_least_one("perPage").unwrap_or(PAGE).min(MOST);
        Self { page: at_least_one("page").unwrap_or(1), per_page }
    }

    fn offset(&self) -> i64 {
        (self.page - 1).saturating_mul(self.per_page)
    }
}

pub(super) async fn list(call: Call) -> Answer {
    let Call { app, me, given } = &call;
    let asked = Asked::of(given);
    let with_content = match given.words("detail") {
        None | Some("full") => true,
        Some("metadata") => false,
        Some(_) => return Err(Refusal::bad("detail is full or metadata")),
    };
    let (ids, total) = match wanted(app, me.reader, given, &asked).await? {
        Some(wanted) => app.store.wanted_page(me.reader, wanted).await?,
        None => (Vec::new(), 0),
    };
    page(app, me.reader, given, &asked, ("/api/entries", ids, total), with_content).await
}

/// `None`: nothing can be found.
async fn wanted(
    app: &App,
    reader: ReaderId,
    given: &Given,
    asked: &Asked,
) -> Result<Option<Wanted>, Refusal> {
    let lower = |name| given.words(name).map(str::to_lowercase);
    let sort = match lower("sort").as_deref() {
        None | Some("created") => Sort::Arrival,
        Some("updated") => Sort::Change,
        Some("archived") => Sort::Read,
        Some(_) => return Err(Refusal::bad("sort is created, updated or archived")),
    };
    let order = match lower("order").as_deref() {
        None | Some("desc") => Order::Newest,
        Some("asc") => Order::Oldest,
        Some(_) => return Err(Refusal::bad("order is asc or desc")),
    };
    let mut tags = Vec::new();
    for name in given.list("tags") {
        match app.store.tag(reader, &name).await? {
            Some(tag) => tags.push(tag),
            None => return Ok(None),
        }
    }
    if given.flag("public") == Some(true) {
        return Ok(None);
    }
    // Seconds; whoever changed in that second comes again, which is better than not at all.
    let since = given.number("since").filter(|since| *since > 0);
    Ok(Some(Wanted {
        is_read: given.flag("archive"),
        is_favourite: given.flag("starred"),
        tags,
        host: lower("domain_name"),
        has_marks: given.flag("annotations"),
        is_readable: given.flag("notParsed").map(|is_not| !is_not),
        since: since.map(|since| since.saturating_mul(1_000_000)),
        sort,
        order,
        offset: asked.offset(),
        limit: asked.per_page,
        ..Wanted::default()
    }))
}

async fn page(
    app: &App,
    reader: ReaderId,
    given: &Given,
    asked: &Asked,
    (path, ids, total): (&str, Vec<ShelfId>, i64),
    with_content: bool,
) -> Answer {
    let pages = ((total + asked.per_page - 1) / asked.per_page).max(1);
    if asked.page > pages {
        return Err(Refusal::not_found());
    }
    let shared = Shared::of(app, reader).await?;
    let full = app.store.full_items(reader, ids, with_content).await?;
    let items: Vec<_> = full.iter().map(|full| entry(full, &shared, with_content)).collect();
    let link = |page: i64| json!({ "href": href(app, path, given, page, asked.per_page) });
    let mut links = json!({ "self": link(asked.page), "first": link(1), "last": link(pages) });
    if asked.page < pages {
        links["next"] = link(asked.page + 1);
    }
    Ok(Json(Listing {
        page: asked.page,
        limit: asked.per_page,
        pages,
        total,
        links,
        embedded: Items { items },
    })
    .into_response())
}

#[derive(serde::Serialize)]
struct Listing<I> {
    page: i64,
    limit: i64,
    pages: i64,
    total: i64,
    #[serde(rename = "_links")]
    links: Value,
    #[serde(rename = "_embedded")]
    embedded: Items<I>,
}

#[derive(serde::Serialize)]
struct Items<I> {
    items: Vec<I>,
}

/// The same list at another page.
fn href(app: &App, path: &str, given: &Given, page: i64, per_page: i64) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    let kept = [
        "archive",
        "starred",
        "public",
        "sort",
        "order",
        "tags",
        "since",
        "detail",
        "domain_name",
        "term",
    ];
    for name in kept {
        if let Some(value) = given.words(name) {
            query.append_pair(name, value);
        }
    }
    query.append_pair("page", &page.to_string()).append_pair("perPage", &per_page.to_string());
    format!("{}{path}?{}", app.origin(), query.finish())
}

pub(super) async fn search(call: Call) -> Answer {
    let Call { app, me, given } = &call;
    let asked = Asked::of(given);
    let query = given.words("term").unwrap_or("").to_owned();
    let search = Search { query, order: SearchOrder::Newest, after: None, limit: FOUND };
    let found = app.store.search(me.reader, search).await?;
    let all: Vec<ShelfId> = found.hits.iter().map(|hit| hit.item.id).collect();
    let total = i64::try_from(all.len()).unwrap_or(0);
    let offset = usize::try_from(asked.offset()).unwrap_or(usize::MAX);
    let limit = usize::try_from(asked.per_page).unwrap_or(0);
    let ids = all.into_iter().skip(offset).take(limit).collect();
    page(app, me.reader, given, &asked, ("/api/search", ids, total), true).await
}

async fn one(app: &App, reader: ReaderId, id: ShelfId) -> Answer {
    let shared = Shared::of(app, reader).await?;
    let full = full(app, reader, id).await?;
    Ok(Json(entry(&full, &shared, true)).into_response())
}

/// The entry as it is now, for calls that changed it.
pub(super) async fn answer(call: &Call, id: ShelfId) -> Answer {
    one(&call.app, call.me.reader, id).await
}

pub(super) async fn show(Path(id): Path<String>, call: Call) -> Answer {
    answer(&call, shelf_id(&id)?).await
}

/// The address that a call gives.
fn address(given: &Given) -> Result<Url, Refusal> {
    let text = given.words("url").ok_or_else(|| Refusal::bad("url is missing"))?;
    intake::address(text).map_err(|why| Refusal::bad(&why))
}

pub(super) async fn add(call: Call) -> Answer {
    let Call { app, me, given } = &call;
    let (url, now) = (address(given)?, app.now());
    let content = given.words("content");
    let known = app.store.shelf_by_url(me.reader, &url).await?;
    let saving = Saving {
        is_private: content.is_some() && known.is_none(),
        title: given.words("title").map(str::to_owned),
        tags: given.list("tags"),
        within: membership::may_save(app, me.reader).await?,
        ..Saving::new(url.clone(), now)
    };
    let (id, saved) = match known {
        Some(id) => (id, None),
        None => {
            let saved = app.store.save(me.reader, saving, now).await?;
            (saved.shelf_id, Some(saved))
        }
    };
    let change = Change { add_tags: given.list("tags"), ..changed(given) };
    app.store.change(me.reader, vec![id], change, now).await?;
    match (saved, content) {
        (Some(saved), Some(content)) => {
            let capture = capture(given, &url, content);
            desk::keep(app, saved.article_id, capture).await?;
        }
        (Some(saved), None) => {
            app.desk.wake();
            intake::wait_for(app, &saved).await?;
        }
        (None, Some(content)) => {
            // What the room fetched others may share: only a text of the reader's own is replaced.
            let item = app.store.shelf_item(me.reader, id).await?;
            let article = app.store.article(item.article_id).await?;
            if article.owner == Some(me.reader) {
                desk::keep(app, article.id, capture(given, &url, content)).await?;
            }
        }
        (None, None) => {}
    }
    answer(&call, id).await
}

/// State and title, as a call gives them.
fn changed(given: &Given) -> Change {
    let title = given.words("title").map(|title| Some(title.to_owned()));
    Change {
        is_read: given.flag("archive"),
        is_favourite: given.flag("starred"),
        title,
        ..Change::default()
    }
}

/// HTML that a client sent, as a page with what it said of it.
fn capture(given: &Given, url: &Url, content: &str) -> Capture {
    let made = Made {
        url: Some(url),
        title: given.words("title").unwrap_or(""),
        language: given.words("language"),
        authors: &given.list("authors"),
        outlet: None,
        published_at: given.words("published_at").and_then(date::parse),
        picture: given.words("preview_picture"),
        html: content,
    };
    made.capture()
}

pub(super) async fn change(Path(id): Path<String>, call: Call) -> Answer {
    let Call { app, me, given } = &call;
    let id = shelf_id(&id)?;
    let item = app.store.shelf_item(me.reader, id).await?;
    let mut change = changed(given);
    let tags = given.list("tags");
    if !tags.is_empty() {
        let kept = |name: &String| tags.iter().any(|tag| tag.to_lowercase() == name.to_lowercase());
        change.remove_tags = item.tags.iter().filter(|name| !kept(name)).cloned().collect();
        change.add_tags = tags;
    }
    app.store.change(me.reader, vec![id], change, app.now()).await?;
    if let Some(content) = given.words("content") {
        let article = app.store.article(item.article_id).await?;
        if article.owner == Some(me.reader)
            && let Ok(url) = item.url.parse()
        {
            desk::keep(app, article.id, capture(given, &url, content)).await?;
        }
    }
    answer(&call, id).await
}

pub(super) async fn reload(Path(id): Path<String>, call: Call) -> Answer {
    let Call { app, me, .. } = &call;
    let id = shelf_id(&id)?;
    let item = app.store.shelf_item(me.reader, id).await?;
    if intake::mail::is_letter(app, &item.url) {
        return Ok(StatusCode::NOT_MODIFIED.into_response());
    }
    match tokio::time::timeout(PATIENCE, app.client.fetch(&item.url)).await {
        Ok(Ok(capture)) => desk::keep(app, item.article_id, capture).await?,
        Ok(Err(_)) => return Ok(StatusCode::NOT_MODIFIED.into_response()),
        Err(_) => {
            // The desk has more time than the client.
            desk::fetch_again(app, me.reader, item.article_id).await?;
            return Ok(StatusCode::NOT_MODIFIED.into_response());
        }
    }
    answer(&call, id).await
}

pub(super) async fn remove(Path(id): Path<String>, call: Call) -> Answer {
    let Call { app, me, given } = &call;
    let id = shelf_id(&id)?;
    let shared = Shared::of(app, me.reader).await?;
    let full = full(app, me.reader, id).await?;
    app.store.remove(me.reader, vec![id], app.now()).await?;
    if given.words("expect") == Some("id") {
        return Ok(Json(json!({ "id": id })).into_response());
    }
    Ok(Json(entry(&full, &shared, true)).into_response())
}

pub(super) async fn exists(call: Call) -> Answer {
    let Call { app, me, given } = &call;
    let with_ids = given.flag("return_id") == Some(true);
    let value = |id: Option<ShelfId>| match (with_ids, id) {
        (true, id) => json!(id),
        (false, id) => json!(id.is_some()),
    };
    let mut many = Map::new();
    for url in given.all("urls[]") {
        let id = by_url(app, me.reader, url).await?;
        many.insert(url.to_owned(), value(id));
    }
    let hashes: Vec<&str> = given.all("hashed_urls[]").collect();
    for (hash, id) in hashes.iter().zip(by_hashes(app, me.reader, &hashes).await?) {
        many.insert((*hash).to_owned(), value(id));
    }
    if !many.is_empty() {
        return Ok(Json(Value::Object(many)).into_response());
    }
    let id = if let Some(url) = given.words("url") {
        by_url(app, me.reader, url).await?
    } else if let Some(hash) = given.words("hashed_url") {
        by_hashes(app, me.reader, &[hash]).await?.into_iter().next().flatten()
    } else {
        let words = "Say which address: url, urls, hashed_url or hashed_urls.";
        return Err(Refusal::called(StatusCode::FORBIDDEN, "forbidden", words));
    };
    Ok(Json(json!({ "exists": value(id) })).into_response())
}

async fn by_url(app: &App, reader: ReaderId, url: &str) -> Result<Option<ShelfId>, Refusal> {
    let Ok(url) = intake::address(url) else { return Ok(None) };
    Ok(app.store.shelf_by_url(reader, &url).await?)
}

async fn by_hashes(
    app: &App,
    reader: ReaderId,
    hashes: &[&str],
) -> Result<Vec<Option<ShelfId>>, Refusal> {
    // What is no hash asks for one that no address has.
    let hashes = hashes.iter().map(|hash| hex::read(hash).unwrap_or_default()).collect();
    Ok(app.store.shelf_by_sha1(reader, hashes).await?)
}

pub(super) async fn export(Path((id, file)): Path<(String, String)>, call: Call) -> Answer {
    let Call { app, me, .. } = &call;
    let id = shelf_id(&id)?;
    let form = file.strip_prefix("export.").ok_or_else(Refusal::not_found)?;
    let full = full(app, me.reader, id).await?;
    if form == "json" {
        let shared = Shared::of(app, me.reader).await?;
        let entries = [entry(&full, &shared, true)];
        let body = serde_json::to_vec(&entries).map_err(|_| Refusal::bad("no JSON"))?;
        return Ok(file_of(&full.item.title, "json", "application/json", body));
    }
    let form = Form::of(form).ok_or_else(Refusal::not_found)?;
    let title = full.item.title.clone();
    let body = files::article(app, full, form).await?;
    Ok(file_of(&title, form.extension(), form.content_type(), body))
}

fn file_of(title: &str, extension: &str, content_type: &str, body: Vec<u8>) -> Response {
    files::file(&format!("{}.{extension}", files::plain_name(title)), content_type, body)
}
