//! Writing: what is typed meets the rules, and is posted, held, or given back with the reason.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::SignedDuration;
use store::marks::Anchor;
use store::threads::{By, Draft, List, NewComment, Place, Posted, Sort, Viewer};
use store::{CommentId, ShelfId, ThreadId};

use super::guest::{self, Guest};
use super::markdown::{Rendered, clean, render};
use super::rules::{Letter, Verdict, judge};
use super::show::{Subject, Typed, comment_page, subject_page, thread_page};
use super::viewer;
use crate::accounts::ask::Asker;
use crate::error::sentence;
use crate::fields::Fields;
use crate::layout::page;
use crate::membership::{Right, may};
use crate::session::Me;
use crate::{App, Error, Result};

/// What became of a comment.
pub(crate) enum Outcome {
    Posted { posted: Posted, held: bool },
    Refused(String),
}

pub(super) async fn post_to_thread(
    State(app): State<Arc<App>>,
    me: Option<Me>,
    asker: Asker,
    Path(id): Path<i64>,
    fields: Fields,
) -> Result<Response> {
    let viewer = viewer(&app, me.as_ref(), &format!("/talk/{id}"))?;
    let thread = app.store.thread(viewer, ThreadId(id)).await?;
    let parent = fields.number("parent").map(CommentId);
    let guest = match &me {
        Some(_) => None,
        None => Some(Guest::of(&asker, &fields)),
    };
    let to = To {
        place: Place::Thread(thread.id),
        thread: Some(thread.id),
        target: thread.target,
        parent,
    };
    let outcome = match guest {
        Some(Err(why)) => Outcome::Refused(why),
        Some(Ok(guest)) => return guest::write(&app, guest, to, &fields).await,
        None => submit(&app, viewer, None, to, &fields).await?,
    };
    match outcome {
        Outcome::Posted { posted, held } => Ok(posted_page(posted, parent, held)),
        Outcome::Refused(why) => {
            given_back(&app, me.as_ref(), viewer, thread.id, parent, &fields, why).await
        }
    }
}

/// The page that was typed on, with what was typed and why it was not posted.
pub(super) async fn given_back(
    app: &Arc<App>,
    me: Option<&Me>,
    viewer: Viewer,
    thread: ThreadId,
    parent: Option<CommentId>,
    fields: &Fields,
    why: String,
) -> Result<Response> {
    let typed = Typed {
        source: fields.get("text").unwrap_or("").to_owned(),
        refused: why,
        parent: None,
        guest: (
            fields.get("name").unwrap_or("").to_owned(),
            fields.get("email").unwrap_or("").to_owned(),
        ),
    };
    let shown = match parent {
        Some(parent) => {
            let (_, comment) = app.store.comment(viewer, parent).await?;
            comment_page(app, me, viewer, &comment, (Some("reply"), None), typed).await?
        }
        None => {
            let list = List::All { sort: Sort::Newest, after: None };
            thread_page(app, me, viewer, thread, list, typed).await?
        }
    };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&shown)).into_response())
}

fn posted_page(posted: Posted, parent: Option<CommentId>, held: bool) -> Response {
    let (thread, id) = (posted.thread, posted.id);
    let to = match parent {
        _ if held => format!("/talk/{thread}?did=held#held"),
        Some(parent) => format!("/talk/{thread}/{parent}#c{id}"),
        None => format!("/talk/{thread}#c{id}"),
    };
    Redirect::to(&to).into_response()
}

pub(super) async fn post_to_article(
    State(app): State<Arc<App>>,
    me: Me,
    Path(id): Path<i64>,
    fields: Fields,
) -> Result<Response> {
    let [quote, prefix, suffix] =
        ["quote", "prefix", "suffix"].map(|name| fields.get(name).unwrap_or("").to_owned());
    let given = Anchor { quote, prefix, suffix, ..Anchor::default() };
    let about = Subject::of_article(&app, me.id, ShelfId(id), given).await?;
    post_about(&app, &me, about, &fields).await
}

/// Says something about what a conversation may not have been begun about.
pub(super) async fn post_about(
    app: &Arc<App>,
    me: &Me,
    about: Subject,
    fields: &Fields,
) -> Result<Response> {
    let viewer = viewer(app, Some(me), "/")?;
    let begun = app.store.thread_about(viewer, about.target.clone()).await?;
    let to = To {
        place: Place::About(about.target.clone(), about.title.clone()),
        thread: begun.map(|thread| thread.id),
        target: about.target.word(),
        parent: None,
    };
    match submit(app, viewer, None, to, fields).await? {
        Outcome::Posted { posted, held } => Ok(posted_page(posted, None, held)),
        Outcome::Refused(refused) => {
            let source = fields.get("text").unwrap_or("").to_owned();
            let typed = Typed { source, refused, ..Typed::default() };
            let shown = subject_page(app, me, about, typed).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, shown).into_response())
        }
    }
}

/// Where a comment is to go.
pub(crate) struct To {
    pub(crate) place: Place,
    /// `None`: it begins one.
    pub(crate) thread: Option<ThreadId>,
    pub(crate) target: String,
    pub(crate) parent: Option<CommentId>,
}

/// Has the rules judge a comment, and posts it. What is refused is kept as a draft.
pub(crate) async fn submit(
    app: &App,
    viewer: Viewer,
    guest: Option<&Guest>,
    to: To,
    fields: &Fields,
) -> Result<Outcome> {
    let typed = fields.get("text").unwrap_or("");
    let source = clean(typed);
    let known = match (viewer.reader, guest) {
        (Some(reader), _) => Some(By::Reader(reader)),
        (None, Some(guest)) => guest.known(app).await?,
        (None, None) => return Err(Error::NotFound),
    };
    if let Some(reader) = viewer.reader {
        match may(app, reader, Right::Comment).await {
            Err(Error::Plan(why)) => return refused(app, viewer, &to, typed, why).await,
            allowed => allowed?,
        }
    }
    let (verdict, rendered) = judged(app, viewer, known, to.thread, &source, fields).await?;
    let held = match verdict {
        Verdict::Refuse(why) => return refused(app, viewer, &to, typed, why).await,
        Verdict::Hold(why) => Some(why),
        Verdict::Pass => None,
    };
    let by = match (known, guest) {
        (_, Some(guest)) => match guest.admitted(app).await? {
            Ok(by) => by,
            Err(why) => return refused(app, viewer, &to, typed, why).await,
        },
        (known, None) => known.ok_or(Error::NotFound)?,
    };
    let new = NewComment {
        place: to.place.clone(),
        parent: to.parent,
        by,
        is_moderator: viewer.is_moderator,
        source,
        html: rendered.html,
        held: held.clone(),
        mentions: rendered.mentions,
    };
    match app.store.post(new, app.now()).await {
        Ok(posted) => {
            app.talk.ring(posted.thread);
            app.desk.wake();
            Ok(Outcome::Posted { posted, held: held.is_some() })
        }
        Err(store::Error::Refused(why)) => refused(app, viewer, &to, typed, sentence(why)).await,
        Err(error) => Err(error.into()),
    }
}

async fn judged(
    app: &App,
    viewer: Viewer,
    by: Option<By>,
    thread: Option<ThreadId>,
    source: &str,
    fields: &Fields,
) -> Result<(Verdict, Rendered)> {
    let (rules, now) = (app.rules(), app.now());
    let speaking = app.store.speaking(by, thread, now).await?;
    // What is too long is not looked at further.
    let rendered =
        if source.len() > rules.longest * 4 { Rendered::default() } else { render(source) };
    let letter = Letter {
        source,
        link_count: rendered.hosts.len(),
        is_guest: viewer.reader.is_none(),
        is_moderator: viewer.is_moderator,
        honeypot: fields.get("website").unwrap_or(""),
        took_s: fields.number("began").map(|began| now.as_second() - began),
    };
    let verdict = judge(&letter, &speaking, &rules, now);
    Ok((super::hook::ask(app, &rules, &letter, verdict).await, rendered))
}

async fn refused(app: &App, viewer: Viewer, to: &To, typed: &str, why: String) -> Result<Outcome> {
    if let Some(reader) = viewer.reader {
        let draft = Draft {
            target: to.target.clone(),
            parent: to.parent,
            source: typed.to_owned(),
            reason: Some(why.clone()),
            updated_at: app.now(),
        };
        app.store.keep_draft(reader, draft).await?;
    }
    Ok(Outcome::Refused(why))
}

/// Changes an author's comment; gives why it was not.
pub(crate) async fn change(
    app: &App,
    viewer: Viewer,
    comment: &store::threads::Comment,
    text: &str,
) -> Result<Option<String>> {
    let reader = viewer.reader.ok_or(Error::NotFound)?;
    let source = clean(text);
    let (rules, now) = (app.rules(), app.now());
    let mut speaking =
        app.store.speaking(Some(By::Reader(reader)), Some(comment.thread_id), now).await?;
    // It is one of those said before.
    speaking.recent.clear();
    let rendered =
        if source.len() > rules.longest * 4 { Rendered::default() } else { render(&source) };
    let letter = Letter {
        source: &source,
        link_count: rendered.hosts.len(),
        is_moderator: viewer.is_moderator,
        ..Letter::default()
    };
    match judge(&letter, &speaking, &rules, now) {
        Verdict::Pass => {}
        // It is read by others already: it would have to be taken from them to be held.
        Verdict::Refuse(why) | Verdict::Hold(why) => return Ok(Some(why)),
    }
    let window = SignedDuration::from_mins(rules.edit_minutes);
    let new = (source, rendered.html);
    match app.store.edit_comment(reader, comment.id, new, window, now).await {
        Ok(_) => {
            app.talk.ring(comment.thread_id);
            Ok(None)
        }
        Err(store::Error::Refused(why)) => Ok(Some(sentence(why))),
        Err(error) => Err(error.into()),
    }
}

/// Keeps what is typed, as the script sends it.
pub(super) async fn draft(
    State(app): State<Arc<App>>,
    me: Me,
    fields: Fields,
) -> Result<StatusCode> {
    let target = fields.words("target").filter(|target| target.len() < 200);
    let target = target.ok_or(Error::bad("A draft is about something."))?;
    let draft = Draft {
        target: target.to_owned(),
        parent: fields.number("parent").map(CommentId),
        source: fields.get("text").unwrap_or("").to_owned(),
        reason: None,
        updated_at: app.now(),
    };
    app.store.keep_draft(me.id, draft).await?;
    Ok(StatusCode::NO_CONTENT)
}
