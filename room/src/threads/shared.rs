//! Conversations about stories and claims: what is spoken about is found again on the reader's own shelf, and of that
//! only what everybody may have is told to others.

use std::collections::HashSet;
use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;
use store::stories::{StoryItem, Why};
use store::threads::{Shared, Target, Viewer};
use store::{ArticleId, ReaderId, ShelfId, StoryId};

use super::show::{Subject, Typed, lines, subject_page};
use super::view::Conversation;
use super::write::post_about;
use super::{comments, shortened};
use crate::compare::view::{Entry, Row};
use crate::compare::{Member, address, rivals};
use crate::fields::Fields;
use crate::membership::{Right, may};
use crate::session::Me;
use crate::{App, Error, Result};

/// Articles that one conversation about a claim is found in.
const OF_CLAIM: usize = 12;
/// Letters of each claim's words as they are shown.
const WORDS: usize = 300;

/// The conversations of a story.
pub(crate) async fn conversation(app: &App, me: &Me, items: &[StoryItem]) -> Result<Conversation> {
    let ids: Vec<ArticleId> = items.iter().map(|one| one.item.article_id).collect();
    let mut talks = app.store.threads_of_articles(ids).await?;
    let Some((shared, _)) = of_items(app, items).await? else {
        return Ok(Conversation { is_private: true, ..Conversation::default() });
    };
    let found = app.store.thread_about(Viewer::reader(me.id), Target::Story(shared)).await?;
    let found = found.filter(|thread| thread.comment_count > 0);
    if let Some(found) = &found {
        talks.retain(|thread| thread.id != found.id);
    }
    let story = found.map(|one| (format!("/talk/{}", one.id), comments(one.comment_count)));
    Ok(Conversation { story, others: lines(talks, &me.now), is_private: false })
}

/// What a story is recognised by, and the title that others see: that of its first article, not the reader's name.
async fn of_items(app: &App, items: &[StoryItem]) -> Result<Option<(Shared, String)>> {
    let ids = items.iter().map(|one| one.item.article_id).collect();
    let public = app.store.public_articles(ids).await?;
    let mut all: Vec<&StoryItem> =
        items.iter().filter(|one| public.contains(&one.item.article_id)).collect();
    // What the reader put there is this reader's view of it.
    if all.iter().any(|one| one.why != Why::Reader) {
        all.retain(|one| one.why != Why::Reader);
    }
    let Some(first) = all.first() else { return Ok(None) };
    let title = first.item.shown_title().to_owned();
    let articles = all.iter().map(|one| one.item.article_id).collect();
    Ok(Some((Shared { articles, ..Shared::default() }, title)))
}

async fn story(app: &App, reader: ReaderId, id: i64) -> Result<Subject> {
    let (_, items) = app.store.story(reader, StoryId(id)).await?;
    let found = of_items(app, &items).await?;
    let (shared, title) = found
        .ok_or(Error::bad("These pages came from your own browser; nobody else could follow."))?;
    let (href, action) = (format!("/story/{id}"), format!("/story/{id}/talk"));
    Ok(Subject { target: Target::Story(shared), title, href, action })
}

pub(super) async fn of_story(
    State(app): State<Arc<App>>,
    me: Me,
    Path(id): Path<i64>,
) -> Result<Response> {
    let about = story(&app, me.id, id).await?;
    subject_page(&app, &me, about, Typed::default()).await
}

pub(super) async fn post_to_story(
    State(app): State<Arc<App>>,
    me: Me,
    Path(id): Path<i64>,
    fields: Fields,
) -> Result<Response> {
    let about = story(&app, me.id, id).await?;
    post_about(&app, &me, about, &fields).await
}

/// Which claim: articles of the shelf that state it, and one figure of it (`Source::figure`).
#[derive(Debug, Deserialize)]
pub(super) struct ClaimQuery {
    #[serde(default)]
    of: String,
    #[serde(default)]
    figure: String,
}

async fn claim(app: &App, reader: ReaderId, query: &ClaimQuery) -> Result<Subject> {
    may(app, reader, Right::Compare).await?;
    let figure = i64::from_str_radix(&query.figure, 16).map_err(|_| Error::NotFound)?;
    let ids = query.of.split('.').take(OF_CLAIM).map(|id| id.parse().map(ShelfId));
    let ids: Vec<ShelfId> = ids.collect::<Result<_, _>>().map_err(|_| Error::NotFound)?;
    let items = app.store.shelf_items(reader, ids).await?;
    let articles = items.iter().map(|item| item.article_id).collect();
    let public = app.store.public_articles(articles).await?;
    let public = items.iter().filter(|item| public.contains(&item.article_id));
    let members: Vec<Member> =
        public.map(|item| Member { id: item.id, reprint_of: None }).collect();
    let told = rivals::load(app, reader, &members).await?;
    let table = rivals::table(&told);
    let is_it = |row: &&Row| entries(row).any(|entry| figures(entry).contains(&figure));
    let row = table.rows.iter().find(is_it).filter(|row| entries(row).nth(1).is_some());
    let row = row.ok_or(Error::bad(
        "No other figure that everybody can read stands against this one any more.",
    ))?;
    Ok(Subject {
        // The claim is looked for by these words again.
        action: format!("/claim?of={}&figure={}", query.of, query.figure),
        ..of_row(&told, row)
    })
}

/// The conversation about the claims of a row.
pub(crate) fn of_row(told: &[rivals::Told], row: &Row) -> Subject {
    let stating: HashSet<i64> = entries(row).map(|entry| entry.source.article).collect();
    let stating: Vec<&rivals::Told> =
        told.iter().filter(|one| stating.contains(&one.item.id.0)).collect();
    let shelf: Vec<ShelfId> = stating.iter().map(|one| one.item.id).collect();
    let shared = Shared {
        articles: stating.iter().map(|one| one.item.article_id).collect(),
        figures: entries(row).map(figures).collect(),
        words: row_words(row),
    };
    Subject {
        target: Target::Claim(shared),
        title: title(row),
        href: address(&shelf),
        action: row.talk_href().unwrap_or_default(),
    }
}

fn entries(row: &Row) -> impl Iterator<Item = &Entry> {
    row.cells.iter().flat_map(|cell| &cell.entries)
}

/// The figure in the words of all that carry it.
fn figures(entry: &Entry) -> Vec<i64> {
    std::iter::once(&entry.source).chain(&entry.also).map(|source| source.figure).collect()
}

/// "homes without power, Harden, 21 November: 12,000 to 19,000".
fn title(row: &Row) -> String {
    let parts = [row.measure.as_str(), &row.place, &row.days];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let range = row.range.as_ref().map(|range| format!(": {range}")).unwrap_or_default();
    let mut title = format!("{}{range}", parts.join(", "));
    if let Some(first) = title.get(..1).map(str::to_uppercase) {
        title.replace_range(..1, &first);
    }
    title
}

/// Each claim a line: who says it, and the sentence. What its claimant took back is left out, where others stand
/// against each other.
fn row_words(row: &Row) -> String {
    let is_told = |entry: &&Entry| !entry.is_superseded;
    let has_rivals = entries(row).filter(is_told).nth(1).is_some();
    let said = row.cells.iter().flat_map(|cell| {
        let told = cell.entries.iter().filter(move |entry| !has_rivals || !entry.is_superseded);
        told.map(move |entry| {
            let who = entry.claimant.as_deref().unwrap_or(&cell.claimant);
            let words = format!("{}{}{}", entry.before, entry.figure, entry.after);
            format!("{who}: {}", shortened(words.trim(), WORDS))
        })
    });
    said.collect::<Vec<_>>().join("\n")
}

pub(super) async fn of_claim(
    State(app): State<Arc<App>>,
    me: Me,
    Query(query): Query<ClaimQuery>,
) -> Result<Response> {
    let about = claim(&app, me.id, &query).await?;
    subject_page(&app, &me, about, Typed::default()).await
}

pub(super) async fn post_to_claim(
    State(app): State<Arc<App>>,
    me: Me,
    Query(query): Query<ClaimQuery>,
    fields: Fields,
) -> Result<Response> {
    let about = claim(&app, me.id, &query).await?;
    post_about(&app, &me, about, &fields).await
}
