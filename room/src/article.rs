//! The reader page: one article, its record, its marks; the place in it, its tags, its versions.

mod body;
mod opening;
pub mod record;
pub mod view;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Redirect, Response};
use axum::routing::{get, post};
use store::article::{Content, State as Kept};
use store::marks::Mark;
use store::shelf::{Change, List};
use store::{FolderId, ShelfId, ShelfItem};

use crate::desk;
use crate::fields::Fields;
use crate::layout::{Notice, When, page};
use crate::marks::card;
use crate::membership::{self, Metered};
use crate::reprints;
use crate::session::Me;
use crate::shelf::{self, Which};
use crate::stories;
use crate::{App, Error, Result, compare};
use view::{
    ComparedVersions, FolderChoice, NeighbourLink, ReaderPage, RecordPanel, StoryLine, TalkPanel,
    VersionLine, VersionsPage,
};

pub(crate) use body::{colour, picture_address};

/// `/read/{id}` and below, but for its marks.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/read/{id}", get(read))
        .route("/read/{id}/progress", post(progress))
        .route("/read/{id}/about", post(about))
        .route("/read/{id}/reread", post(reread))
        .route("/read/{id}/versions", get(versions))
}

/// What the address of the reader page may hold.
#[derive(Debug, Default, serde::Deserialize)]
struct ReadQuery {
    /// The list the reader came from.
    #[serde(rename = "in")]
    list: Option<String>,
    /// A version other than the one shown.
    version: Option<i64>,
    did: Option<String>,
    id: Option<i64>,
}

async fn read(
    State(app): State<Arc<App>>,
    me: Me,
    Path(id): Path<i64>,
    Query(query): Query<ReadQuery>,
) -> Result<Response> {
    let item = app.store.shelf_item(me.id, ShelfId(id)).await?;
    let left = match membership::meter(&app, &me, item.article_id).await? {
        Metered::Free => None,
        Metered::Left(words) => Some(words),
        Metered::Over(limit) => return Ok(membership::wall(&app, &me, item, limit)),
    };
    let which = query.list.as_deref().and_then(Which::of).unwrap_or(Which::FRONT);
    let content = match item.version {
        0 => Content::default(),
        _ => app.store.content(item.article_id, query.version).await?,
    };
    let marks = app.store.marks_of_article(me.id, item.article_id).await?;
    // Marks are placed in the version shown; in another their words may stand elsewhere.
    let is_shown = query.version.is_none_or(|version| version == item.version);
    let opened = opened(&me, &item, &content, if is_shown { &marks } else { &[] });
    let (previous, next) = neighbours(&app, &me, &which, item.id).await?;
    let folders = app.store.folders(me.id).await?;
    let mut layout = me.bare_frame(&app, item.title.as_str());
    let here = format!("/read/{id}?in={}", which.key());
    layout.notice = shelf::notice(query.did.as_deref(), query.id, None, None, &here)
        .or(left.map(|words| Notice { words, is_bad: false, undo: None }));
    let folder = |(id, name): (i64, String)| FolderChoice {
        is_chosen: item.folder_id == Some(FolderId(id)),
        id,
        name,
    };
    let reader = ReaderPage {
        layout,
        id,
        back: (which.href(), back_name(&which)),
        here,
        standfirst: standfirst(&item).map(str::to_owned),
        title_html: opened.title_html,
        standfirst_html: opened.standfirst_html,
        byline: opened.byline,
        outlet_href: item.outlet.as_deref().map(shelf::outlet_href).unwrap_or_default(),
        published: item.published.as_deref().and_then(When::stated),
        minutes: shelf::minutes(item.word_count),
        progress: item.progress.into(),
        version: query.version.unwrap_or(item.version),
        version_count: item.version.max(1),
        alike: reprints::panel(&app, me.id, id, item.article_id, &me.now).await?,
        story: story(&app, &me, item.id).await?,
        reason: reason(&item),
        tags: shelf::tag_links(&item.tags),
        tag_words: item.tags.join(", "),
        folders: shelf::paths(&folders).into_iter().map(folder).collect(),
        body: opened.body,
        record: opened.record,
        talk: talk(&app, item.article_id).await?,
        marks: marks.into_iter().map(|mark| card(mark, id, &me.now)).collect(),
        previous,
        next,
        is_read: item.is_read,
        is_favourite: item.is_favourite,
        url: web_address(&item.url),
        title: item.shown_title().to_owned(),
        language: item.language,
        outlet: item.outlet,
    };
    Ok(page(&reader))
}

/// What an article shows of its words: what its text opens with is taken off where the head says it already.
struct Opened {
    title_html: Option<String>,
    standfirst_html: Option<String>,
    byline: String,
    body: String,
    record: RecordPanel,
}

fn opened(me: &Me, item: &ShelfItem, content: &Content, marks: &[Mark]) -> Opened {
    let kept = record::Kept::parse(&content.record);
    let mut panel = kept.panel(&content.text);
    panel.shows_quotes = me.settings.quotes;
    panel.shows_figures = me.settings.figures;
    if content.text.is_empty() {
        "There is no text to read.".clone_into(&mut panel.why_none);
    }
    let byline = shelf::names(&item.byline);
    let head = opening::Head {
        title: &item.title,
        standfirst: standfirst(item),
        byline: &byline,
        outlet: item.outlet.as_deref(),
    };
    let body = body::body(&content.html, &content.text, &kept, marks);
    let opened = opening::open(&body, &head);
    Opened {
        title_html: opened.title.map(str::to_owned),
        standfirst_html: opened.standfirst.map(str::to_owned),
        body: opened.body.to_owned(),
        record: panel,
        byline,
    }
}

fn standfirst(item: &ShelfItem) -> Option<&str> {
    item.standfirst.as_deref().filter(|words| !words.is_empty())
}

/// What is said about an article and its passages.
async fn talk(app: &App, article: store::ArticleId) -> Result<TalkPanel> {
    let mut panel = TalkPanel::default();
    for thread in app.store.threads_of_article(article).await? {
        panel.count += thread.comment_count;
        if let Some(anchor) = thread.anchor {
            let quote = crate::threads::shortened(&anchor.quote, 100);
            panel.passages.push((thread.id.0, quote, thread.comment_count));
        }
    }
    Ok(panel)
}

/// The story an article stands in, where others tell of the event, too.
async fn story(app: &App, me: &Me, id: ShelfId) -> Result<Option<StoryLine>> {
    let Some(found) = app.store.story_of(me.id, id).await? else { return Ok(None) };
    let line = StoryLine {
        href: format!("/story/{}", found.story),
        name: found.name,
        count: shelf::articles(found.article_count),
        why: stories::why_words(found.why, &found.ties),
    };
    Ok((found.article_count > 1).then_some(line))
}

/// Only addresses of the web become links, whatever a library that was brought held.
pub(crate) fn web_address(url: &str) -> String {
    let is_web = url.starts_with("https://") || url.starts_with("http://");
    if is_web { url.to_owned() } else { "#".to_owned() }
}

fn back_name(which: &Which) -> String {
    match which.spot {
        shelf::Spot::Everywhere => which.name().to_owned(),
        _ => "Back to the list".to_owned(),
    }
}

fn reason(item: &ShelfItem) -> Option<String> {
    match item.state {
        Kept::Waiting => Some("This page is being fetched. Look again in a moment.".to_owned()),
        Kept::Link => Some(match &item.reason {
            Some(reason) => format!("Kept as a link: {reason}."),
            None => "Kept as a link: the page could not be read.".to_owned(),
        }),
        Kept::Readable => None,
    }
}

async fn neighbours(
    app: &App,
    me: &Me,
    which: &Which,
    id: ShelfId,
) -> Result<(Option<NeighbourLink>, Option<NeighbourLink>)> {
    let Ok(place) = which.place(app, me).await else { return Ok((None, None)) };
    let list = List { filter: which.filter, place, ..List::default() };
    let (before, after) = app.store.neighbours(me.id, list, id).await?;
    let ids: Vec<ShelfId> = [before, after].into_iter().flatten().collect();
    let items = app.store.shelf_items(me.id, ids).await?;
    let link = |id: Option<ShelfId>| {
        let item = items.iter().find(|item| Some(item.id) == id)?;
        let href = format!("/read/{}?in={}", item.id, which.key());
        Some(NeighbourLink { href, title: item.title.clone() })
    };
    Ok((link(before), link(after)))
}

/// Keeps the reading position; at its end the article is archived if the reader wants it so.
async fn progress(
    State(app): State<Arc<App>>,
    me: Me,
    Path(id): Path<i64>,
    fields: Fields,
) -> Result<StatusCode> {
    let progress = fields.number("progress").and_then(|given| u16::try_from(given).ok());
    let Some(progress) = progress.filter(|given| *given <= 1_000) else {
        return Err(Error::Bad("A place in a text is given in thousandths.".to_owned()));
    };
    let is_over = me.settings.archive_at_end && progress >= 990;
    let change =
        Change { progress: Some(progress), is_read: is_over.then_some(true), ..Change::default() };
    if app.store.change(me.id, vec![ShelfId(id)], change, app.now()).await? == 0 {
        // Nothing changed: it stood there already, or it is not this reader's.
        app.store.shelf_item(me.id, ShelfId(id)).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Tags, folder and title of an article.
async fn about(
    State(app): State<Arc<App>>,
    me: Me,
    Path(id): Path<i64>,
    fields: Fields,
) -> Result<Redirect> {
    let item = app.store.shelf_item(me.id, ShelfId(id)).await?;
    let wanted = fields.list("tags");
    let title = fields.words("title").filter(|title| *title != item.title);
    let change = Change {
        remove_tags: item.tags.iter().filter(|tag| !wanted.contains(tag)).cloned().collect(),
        add_tags: wanted,
        folder: Some(fields.number("folder").map(FolderId)),
        title: title.map(|title| Some(title.to_owned())),
        ..Change::default()
    };
    app.store.change(me.id, vec![item.id], change, app.now()).await?;
    Ok(Redirect::to(&format!("/read/{id}")))
}

/// Has the desk fetch the page again.
async fn reread(State(app): State<Arc<App>>, me: Me, Path(id): Path<i64>) -> Result<Redirect> {
    let item = app.store.shelf_item(me.id, ShelfId(id)).await?;
    desk::fetch_again(&app, me.id, item.article_id).await?;
    Ok(Redirect::to(&format!("/read/{id}?did=reread&id={id}")))
}

/// Two versions to compare; without, the last two.
#[derive(Debug, Default, serde::Deserialize)]
struct VersionsQuery {
    from: Option<i64>,
    to: Option<i64>,
}

async fn versions(
    State(app): State<Arc<App>>,
    me: Me,
    Path(id): Path<i64>,
    Query(query): Query<VersionsQuery>,
) -> Result<Response> {
    let item = app.store.shelf_item(me.id, ShelfId(id)).await?;
    let versions = app.store.versions(item.article_id).await?;
    let line = |version: &store::article::Version| VersionLine {
        number: version.version,
        when: When::full(version.created_at, &me.now),
        is_shown: version.version == item.version,
    };
    let lines: Vec<VersionLine> = versions.iter().map(line).collect();
    let to = query.to.unwrap_or(item.version);
    let from = query.from.unwrap_or(to - 1);
    let at = |number: i64| lines.iter().find(|line| line.number == number).cloned();
    let compared = match at(from).zip(at(to)) {
        Some((from, to)) if from.number != to.number => {
            let versions = [from.number, to.number].map(|version| (item.article_id, version));
            let texts = app.store.contents(versions.to_vec()).await?;
            let changes = compare::changes(&texts[0].text, &texts[1].text);
            Some(ComparedVersions { from, to, changes })
        }
        _ => None,
    };
    let layout = me.frame(&app, "Versions", "/").await?;
    let versions = lines.into_iter().rev().collect();
    Ok(page(&VersionsPage { layout, id, title: item.title, versions, compared }))
}
