//! What is done with comments and threads besides writing.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use store::follows::{Followed, Shun};
use store::moderation::Complaint;
use store::threads::Vote;
use store::{CommentId, ThreadId};

use super::show::{Typed, comment_page};
use super::{viewer, write};
use crate::fields::Fields;
use crate::layout::page;
use crate::membership::{Right, may};
use crate::session::Me;
use crate::{App, Error, Result};

/// A vote: "12 up", "12 down", "12 none".
pub(super) async fn vote(
    State(app): State<Arc<App>>,
    me: Me,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response> {
    let given = fields.get("vote").and_then(|vote| vote.split_once(' '));
    let (id, vote) = given.ok_or(Error::bad("There is no such vote."))?;
    let id = CommentId(id.parse().map_err(|_| Error::bad("There is no such comment."))?);
    let vote = match vote {
        "up" => Vote::Recommend,
        "down" => Vote::OffThePoint,
        "none" => Vote::None,
        _ => return Err(Error::bad("There is no such vote.")),
    };
    let thread = app.store.vote(me.id, id, vote).await?;
    let wants_page = headers
        .get(axum::http::header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_none_or(|accept| !accept.contains("application/json"));
    if wants_page {
        return Ok(Redirect::to(&format!("/talk/{thread}/{id}#c{id}")).into_response());
    }
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Follows a thread, mutes it, or, for moderators, closes it.
pub(super) async fn thread(
    State(app): State<Arc<App>>,
    me: Me,
    Path(id): Path<i64>,
    fields: Fields,
) -> Result<Redirect> {
    let viewer = viewer(&app, Some(&me), "/talk")?;
    app.store.thread(viewer, ThreadId(id)).await?;
    let now = app.now();
    match fields.get("act") {
        Some("follow") => {
            may(&app, me.id, Right::Follow).await?;
            app.store.follow(me.id, Followed::Thread, id, now).await?;
        }
        Some("unfollow") => app.store.unfollow(me.id, Followed::Thread, id).await?,
        Some("mute") => app.store.shun(me.id, Shun::Thread, id, now).await?,
        Some("unmute") => app.store.unshun(me.id, Shun::Thread, id).await?,
        Some(act @ ("close" | "open")) => {
            me.check_moderator()?;
            app.store.close_thread(ThreadId(id), act == "close").await?;
        }
        _ => return Err(Error::bad("There is no such action.")),
    }
    Ok(Redirect::to(&format!("/talk/{id}")))
}

/// Changes, deletes or reports a comment, or does something about its author.
pub(super) async fn comment(
    State(app): State<Arc<App>>,
    me: Me,
    Path(id): Path<i64>,
    fields: Fields,
) -> Result<Response> {
    let viewer = viewer(&app, Some(&me), "/talk")?;
    let id = CommentId(id);
    let (thread, comment) = app.store.comment(viewer, id).await?;
    let now = app.now();
    let back = format!("/talk/{}/{id}", thread.id);
    match fields.get("act") {
        Some("change") => {
            let text = fields.get("text").unwrap_or("");
            let refused = write::change(&app, viewer, &comment, text).await?;
            if let Some(refused) = refused {
                let source = text.to_owned();
                let typed = Typed { source, refused, ..Typed::default() };
                let doing = (Some("change"), None);
                let shown = comment_page(&app, Some(&me), viewer, &comment, doing, typed).await?;
                return Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&shown)).into_response());
            }
        }
        Some("delete") => {
            app.store.delete_comment(me.id, id).await?;
            app.talk.ring(thread.id);
            let to = format!("/talk/{}?did=deleted", thread.id);
            let is_left = thread.comment_count > 1 || comment.parent_id.is_some();
            // With its last comment a conversation is nobody's.
            let to = if is_left { to } else { "/talk".to_owned() };
            return Ok(Redirect::to(&to).into_response());
        }
        Some("report") => {
            let complaint = fields.number("complaint").and_then(|at| usize::try_from(at).ok());
            let complaint = complaint.and_then(|at| Complaint::ALL.get(at)).copied();
            let complaint = complaint.ok_or(Error::bad("Say what is wrong with it."))?;
            let words = fields.words("words").unwrap_or("");
            app.store.report(me.id, id, complaint, words, now).await?;
            return Ok(Redirect::to(&format!("{back}?did=reported")).into_response());
        }
        _ => return Err(Error::bad("There is no such action.")),
    }
    Ok(Redirect::to(&format!("{back}#c{id}")).into_response())
}
