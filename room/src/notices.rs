//! Notices: a page of replies and follows, letters, a private feed, and the way out of letters.

mod letters;
pub mod view;

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use store::NoticeId;
use store::follows::Letters;
use store::notices::{Kind, Notice};

use crate::accounts::hash;
use crate::accounts::secret::Secret;
use crate::fields::Fields;
use crate::layout::{When, outside, page};
use crate::session::Me;
use crate::threads::shortened;
use crate::{App, Error, Result};
use view::{Atom, NoticeLine, NoticesPage, UnsubscribePage};

pub(crate) use letters::run;

/// Notices on a page, and in the feed.
const PAGE: u32 = 50;

/// `/notices` and below.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/notices", get(show).post(change))
        .route("/notices/read", post(read))
        .route("/notices/{secret}/atom.xml", get(feed))
        .route("/unsubscribe/{token}", get(ask).post(unsubscribe))
}

#[derive(Debug, Default, Deserialize)]
struct NoticesQuery {
    after: Option<i64>,
}

async fn show(
    State(app): State<Arc<App>>,
    me: Me,
    Query(query): Query<NoticesQuery>,
) -> Result<Response> {
    notices_page(&app, &me, query.after, None).await
}

async fn notices_page(
    app: &App,
    me: &Me,
    after: Option<i64>,
    feed: Option<String>,
) -> Result<Response> {
    let notices = app.store.notices(me.id, after.map(NoticeId), PAGE).await?;
    let speaker = app.store.speaker(me.id).await?;
    let reader = app.store.reader(me.id).await?;
    let newest = notices.first().map(|notice| notice.id.0);
    let older = notices.last().filter(|_| notices.len() == PAGE as usize);
    let older = older.map(|last| format!("/notices?after={}", last.id));
    let line = |notice: &Notice| {
        let (href, quote) = place(notice);
        NoticeLine {
            words: words(notice),
            href,
            quote: shortened(&quote, 240),
            when: When::ago(notice.created_at, &me.now),
            is_read: notice.is_read,
        }
    };
    let lines = notices.iter().map(line).collect();
    Ok(page(&NoticesPage {
        layout: me.frame(app, "Replies and follows", "/notices").await?,
        notices: lines,
        newest: newest.filter(|_| speaker.unread_count > 0),
        unread_count: speaker.unread_count,
        older,
        letters: LETTERS
            .iter()
            .map(|(letters, value, label)| (*value, *label, *letters == speaker.letters))
            .collect(),
        why_no_letters: match (&app.config.mail, reader.is_email_verified) {
            (None, _) => Some("This room sends no mail."),
            (_, false) => Some("Letters go only to an address that is verified: see your account."),
            _ => None,
        },
        has_feed: speaker.has_feed,
        feed,
    }))
}

const LETTERS: [(Letters, &str, &str); 4] = [
    (Letters::Never, "never", "Never"),
    (Letters::AtOnce, "now", "At once"),
    (Letters::Hourly, "hourly", "Once an hour"),
    (Letters::Daily, "daily", "Once a day"),
];

/// What happened, for people.
pub(crate) fn words(notice: &Notice) -> String {
    let who = notice.actor.as_ref().map_or("Somebody", |(_, display_name)| display_name.as_str());
    let title = notice.comment.as_ref().map_or("", |(_, title)| title.as_str());
    let title = shortened(title, 90);
    match notice.kind {
        Kind::Reply => format!("{who} answered you on “{title}”"),
        Kind::Mention => format!("{who} named you on “{title}”"),
        Kind::FollowedReader => format!("{who}, whom you follow, spoke on “{title}”"),
        Kind::FollowedThread => format!("{who} spoke in a conversation you follow: “{title}”"),
        Kind::Moderated => notice.words.clone(),
        Kind::Follower => format!("{who} follows you"),
        Kind::Found => format!("A search you follow found “{}”", notice.words),
        Kind::Source => format!("A source you follow is quoted in “{}”", notice.words),
    }
}

/// Where it leads, and the words of the comment.
pub(crate) fn place(notice: &Notice) -> (String, String) {
    match (&notice.comment, notice.shelf_id, &notice.actor) {
        (Some((comment, _)), ..) => {
            let (thread, id) = (comment.thread_id, comment.id);
            let is_shown = comment.status == store::threads::Status::Shown;
            let quote = if is_shown { comment.source.clone() } else { String::new() };
            (format!("/talk/{thread}/{id}#c{id}"), quote)
        }
        (_, Some(shelf), _) => (format!("/read/{shelf}"), String::new()),
        (_, _, Some((name, _))) => (format!("/@{name}"), String::new()),
        _ => ("/moderation/log".to_owned(), String::new()),
    }
}

async fn read(State(app): State<Arc<App>>, me: Me, fields: Fields) -> Result<Redirect> {
    let newest = fields.number("newest").ok_or(Error::bad("There is no such notice."))?;
    app.store.read_notices(me.id, NoticeId(newest)).await?;
    Ok(Redirect::to("/notices"))
}

/// How often letters come; opens and closes the feed.
async fn change(State(app): State<Arc<App>>, me: Me, fields: Fields) -> Result<Response> {
    match fields.get("act") {
        Some("feed") => {
            let secret = Secret::new()?;
            app.store.set_notice_feed(me.id, Some(secret.hash())).await?;
            let feed = format!("{}/notices/{}/atom.xml", app.origin(), secret.as_str());
            return notices_page(&app, &me, None, Some(feed)).await;
        }
        Some("close-feed") => app.store.set_notice_feed(me.id, None).await?,
        _ => {
            let given = fields.get("letters");
            let letters = LETTERS.iter().find(|(_, value, _)| given == Some(*value));
            let letters = letters.ok_or(Error::bad("Say how often letters are to come."))?.0;
            app.store.set_letters(me.id, letters).await?;
        }
    }
    Ok(Redirect::to("/notices").into_response())
}

async fn feed(State(app): State<Arc<App>>, Path(secret): Path<String>) -> Result<Response> {
    let secret_hash = hash(&secret);
    let reader = app.store.reader_of_notice_feed(secret_hash).await?;
    let notices = app.store.notices(reader, None, PAGE).await?;
    let entries = notices
        .iter()
        .map(|notice| {
            let (href, quote) = place(notice);
            let title = words(notice);
            let updated = notice.created_at.to_string();
            view::Entry { id: notice.id.0, title, href, updated, summary: quote }
        })
        .collect::<Vec<_>>();
    let updated = entries.first().map_or_else(|| app.now().to_string(), |one| one.updated.clone());
    let atom = Atom {
        title: app.name(),
        origin: app.origin().to_owned(),
        reader: reader.0,
        updated,
        entries,
    };
    let xml = atom.render().map_err(|error| Error::Broken(error.to_string()))?;
    Ok(([(CONTENT_TYPE, "application/atom+xml; charset=utf-8")], xml).into_response())
}

/// Asks whether letters are to end: following a link changes nothing.
async fn ask(State(app): State<Arc<App>>, Path(token): Path<String>) -> Result<Response> {
    letters::reader_of(&app, &token).await?;
    let layout = outside(&app, "No more letters");
    Ok(page(&UnsubscribePage { layout, is_done: false, action: format!("/unsubscribe/{token}") }))
}

/// Ends letters: one click of a person, or of the program that shows the letter (RFC 8058 §3.1).
async fn unsubscribe(State(app): State<Arc<App>>, Path(token): Path<String>) -> Result<Response> {
    let reader = letters::reader_of(&app, &token).await?;
    app.store.set_letters(reader, Letters::Never).await?;
    let layout = outside(&app, "No more letters");
    Ok(page(&UnsubscribePage { layout, is_done: true, action: String::new() }))
}
