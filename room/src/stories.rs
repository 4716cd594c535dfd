//! Stories: articles of the shelf about one event, in time order, with who is quoted, the figures, and
//! reprints folded under their original; corrected by the reader.

pub mod summary;
pub mod view;

use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::{Redirect, Response};
use axum::routing::get;
use jiff::Timestamp;
use jiff::civil::Date;
use store::stories::{Story, StoryCursor, StoryItem, StoryLine, Ties, Why};
use store::{ShelfId, StoryId};

use crate::fields::Fields;
use crate::layout::{Notice, When, page, when};
use crate::reprints::{kind_words, line};
use crate::session::Me;
use crate::shelf::{articles, outlet_href};
use crate::threads::view::Conversation;
use crate::{App, Error, Result};
use summary::Summary;
use view::{Choice, Entry, FoldedLine, StoriesPage, StoryDay, StoryLink, StoryPage, StoryRow};

/// Stories on a page of the list.
const PER_PAGE: u32 = 30;
/// Stories that one can be joined with, the likeliest.
const CHOICES: u32 = 30;
/// Words that are said to tie an article.
const TIES: usize = 6;

/// `/stories` and `/story/{id}`.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new().route("/stories", get(list)).route("/story/{id}", get(show).post(correct))
}

/// What the address of the list may hold.
#[derive(Debug, Default, serde::Deserialize)]
struct ListQuery {
    /// Where to go on: an instant in microseconds and an id.
    after: Option<String>,
}

async fn list(
    State(app): State<Arc<App>>,
    me: Me,
    Query(query): Query<ListQuery>,
) -> Result<Response> {
    let after = query.after.as_deref().map(cursor).transpose()?;
    let found = app.store.stories(me.id, after, PER_PAGE).await?;
    let next = found
        .next
        .map(|next| format!("/stories?after={}.{}", next.updated_at.as_microsecond(), next.id));
    let rows: Vec<StoryRow> = found.stories.into_iter().map(|one| row(one, &me)).collect();
    let (faded, current) = rows.into_iter().partition(|row: &StoryRow| row.is_faded);
    let layout = me.frame(&app, "Stories", "/stories").await?;
    let newer = after.map(|_| "/stories".to_owned());
    Ok(page(&StoriesPage { layout, current, faded, newer, older: next }))
}

pub(crate) fn cursor(text: &str) -> Result<StoryCursor> {
    let parsed = text.split_once('.').and_then(|(at, id)| {
        let updated_at = Timestamp::from_microsecond(at.parse().ok()?).ok()?;
        Some(StoryCursor { updated_at, id: StoryId(id.parse().ok()?) })
    });
    parsed.ok_or_else(|| Error::Bad("This address does not lead on in the list.".to_owned()))
}

fn row(story: StoryLine, me: &Me) -> StoryRow {
    let today = me.now.date();
    let last = story
        .last_day
        .unwrap_or_else(|| story.updated_at.to_zoned_datetime(me.now.time_zone().clone()).date());
    let quiet_days = (today - last).get_days();
    let newest = story.newest.into_iter().map(|(id, title, outlet)| StoryLink {
        href: format!("/read/{id}"),
        title,
        outlet: outlet.unwrap_or_default(),
    });
    StoryRow {
        href: format!("/story/{}", story.id),
        name: story.name,
        count: articles(story.article_count),
        days: span(story.first_day, story.last_day, today),
        updated: When::ago(story.updated_at, &me.now),
        is_faded: quiet_days > record::story::FADES_AFTER_DAYS,
        newest: newest.collect(),
    }
}

/// "21 November", "21 to 24 November".
fn span(first: Option<Date>, last: Option<Date>, today: Date) -> String {
    match (first, last) {
        (Some(first), Some(last)) if first == last => when::day(first, today),
        (Some(first), Some(last)) => {
            format!("{} to {}", when::day(first, today), when::day(last, today))
        }
        _ => String::new(),
    }
}

/// What the address of a story may hold.
#[derive(Debug, Default, serde::Deserialize)]
struct StoryQuery {
    did: Option<String>,
    n: Option<u64>,
}

async fn show(
    State(app): State<Arc<App>>,
    me: Me,
    Path(id): Path<i64>,
    Query(query): Query<StoryQuery>,
) -> Result<Response> {
    let (story, items) = app.store.story(me.id, StoryId(id)).await?;
    let choices = app.store.stories_to_join(me.id, StoryId(id), CHOICES).await?;
    let mut layout = me.bare_frame(&app, story.name.as_str());
    layout.notice = notice(query.did.as_deref(), query.n);
    let choice = |(id, name, count): (StoryId, String, i64)| Choice {
        id: id.0,
        words: format!("{name} ({})", articles(count)),
    };
    let choices = choices.into_iter().map(choice).collect();
    let talk = crate::threads::conversation(&app, &me, &items).await?;
    Ok(page(&StoryPage { talk, ..story_page(layout, &me, story, items, choices) }))
}

fn story_page(
    layout: crate::layout::Layout,
    me: &Me,
    story: Story,
    items: Vec<StoryItem>,
    choices: Vec<Choice>,
) -> StoryPage {
    let summary = Summary::parse(&story.summary);
    let today = me.now.date();
    let count = items.len() as i64;
    let outlets = outlets(&items);
    let days = days(me, items, &summary);
    StoryPage {
        layout,
        id: story.id.0,
        is_named: story.is_named,
        count: articles(count),
        is_alone: count < 2,
        days_words: span(story.first_day, story.last_day, today),
        is_summed: story.is_summed || count < 2,
        report_count: days.iter().map(|day| day.entries.len()).sum(),
        days,
        outlets,
        speakers: summary.speakers,
        figures: summary.figures,
        choices,
        talk: Conversation::default(),
        name: story.name,
    }
}

/// Outlets with the number of their articles, the busiest first.
fn outlets(items: &[StoryItem]) -> Vec<(String, String, usize)> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for one in items {
        *counts.entry(one.item.outlet.as_deref().unwrap_or("")).or_default() += 1;
    }
    counts.remove("");
    let mut all: Vec<(&str, usize)> = counts.into_iter().collect();
    all.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(other.0)));
    let shown = |(name, count): (&str, usize)| (name.to_owned(), outlet_href(name), count);
    all.into_iter().map(shown).collect()
}

/// The timeline: each text once, under the day on which its original appeared.
fn days(me: &Me, items: Vec<StoryItem>, summary: &Summary) -> Vec<StoryDay> {
    let mut heads: HashMap<i64, usize> = HashMap::new();
    // Where each group's original stands; the first, where the desk has not said it yet.
    for (at, one) in items.iter().enumerate() {
        let Some(group) = one.group else { continue };
        let is_original = summary.originals.contains(&one.item.article_id.0);
        let head = heads.entry(group).or_insert(at);
        if is_original && !summary.originals.contains(&items[*head].item.article_id.0) {
            *head = at;
        }
    }
    let mut folded: HashMap<i64, Vec<FoldedLine>> = HashMap::new();
    for (at, one) in items.iter().enumerate() {
        let Some(group) = one.group.filter(|group| heads.get(group) != Some(&at)) else { continue };
        let kind = summary.kinds.get(&one.item.article_id.0).map(|kind| kind_words(*kind));
        let line = line(&one.item, kind.unwrap_or("reprint"), &me.now);
        folded.entry(group).or_default().push(FoldedLine { id: one.item.id.0, line });
    }
    let mut days: Vec<StoryDay> = Vec::new();
    let today = me.now.date();
    for (at, one) in items.into_iter().enumerate() {
        if one.group.is_some_and(|group| heads.get(&group) != Some(&at)) {
            continue;
        }
        let reprints = one.group.and_then(|group| folded.remove(&group)).unwrap_or_default();
        let instant = one.item.published_at.unwrap_or(one.item.saved_at);
        let then = instant.to_zoned_datetime(me.now.time_zone().clone());
        let name = when::heading(then.date(), today);
        let entry = entry(one, &then, reprints);
        match days.last_mut() {
            Some(last) if last.name == name => last.entries.push(entry),
            _ => days.push(StoryDay { name, entries: vec![entry] }),
        }
    }
    days
}

fn entry(one: StoryItem, then: &jiff::ZonedDateTime, reprints: Vec<FoldedLine>) -> Entry {
    // A page that states only its day is kept as the start of it.
    let has_time = one.item.published.as_deref().is_none_or(|stated| stated.len() > 10);
    let title = one.item.shown_title().to_owned();
    Entry {
        id: one.item.id.0,
        href: format!("/read/{}", one.item.id),
        iso: then.timestamp().to_string(),
        time: if has_time { then.strftime("%H:%M").to_string() } else { String::new() },
        outlet: one.item.outlet.unwrap_or_default(),
        standfirst: one.item.standfirst.unwrap_or_default(),
        is_read: one.item.is_read,
        why: why_words(one.why, &one.ties),
        title,
        reprints,
    }
}

/// Why an article stands in its story, for the reader.
pub(crate) fn why_words(why: Why, ties: &Ties) -> String {
    match why {
        Why::Opened => "Opened the story".to_owned(),
        Why::Tied => {
            let words = ties.names.iter().chain(&ties.places).chain(&ties.words);
            let words: Vec<&str> = words.take(TIES).map(String::as_str).collect();
            format!("Tied by {}", words.join(", "))
        }
        Why::Reprint => "Tells the text of another article here".to_owned(),
        Why::Reader => "You put it here".to_owned(),
        Why::Faded => "Opened the story: a like one had been quiet for three weeks".to_owned(),
        Why::TooLarge => "Opened the story: a like one is too large to be one event".to_owned(),
    }
}

/// `POST /story/{id}`: parts it, joins it with another, or names it.
async fn correct(
    State(app): State<Arc<App>>,
    me: Me,
    Path(id): Path<i64>,
    fields: Fields,
) -> Result<Redirect> {
    let story = StoryId(id);
    let unknown = || Error::Bad("Nothing was asked for that this page can do.".to_owned());
    let to = match fields.get("act") {
        Some("split") => {
            let ids = fields.all("id").map(|id| id.parse().map(ShelfId).map_err(|_| unknown()));
            let mut ids: Vec<ShelfId> = ids.collect::<Result<_>>()?;
            for text in fields.all("text") {
                let text = ShelfId(text.parse().map_err(|_| unknown())?);
                ids.extend(app.store.all_of_one_text(me.id, text).await?);
            }
            ids.sort_unstable();
            ids.dedup();
            if ids.is_empty() {
                return Err(Error::Bad("Choose the articles that are another story.".to_owned()));
            }
            let count = ids.len();
            let new = app.store.split_story(me.id, story, ids, app.now()).await?;
            format!("/story/{new}?did=split&n={count}")
        }
        Some("join") => {
            let other = fields.number("other").ok_or_else(unknown)?;
            app.store.merge_stories(me.id, story, StoryId(other), app.now()).await?;
            format!("/story/{id}?did=join")
        }
        Some("name") => {
            app.store.name_story(me.id, story, fields.get("name").unwrap_or("")).await?;
            format!("/story/{id}?did=name")
        }
        _ => return Err(unknown()),
    };
    app.desk.wake();
    Ok(Redirect::to(&to))
}

/// Words of our own only, whatever the address holds.
fn notice(did: Option<&str>, count: Option<u64>) -> Option<Notice> {
    let words = match did? {
        "split" if count == Some(1) => "The article is a story of its own now.".to_owned(),
        "split" => "The articles are a story of their own now.".to_owned(),
        "join" => "The two stories are one now.".to_owned(),
        "name" => "The story has its name.".to_owned(),
        _ => return None,
    };
    Some(Notice { words, is_bad: false, undo: None })
}
