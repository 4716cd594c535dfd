//! The conversation: threads, and comments by the room's own rules.

use axum::extract::Path;
use jiff::Timestamp;
use serde_json::{Value, json};
use store::marks::Anchor;
use store::threads::{
    Author, Comment, Kind, List, Place, Posted, Status, Thread, View, Viewer, Vote, Wanted,
};
use store::{CommentId, ShelfId, ThreadId};

use super::call::{Answer, Call, Refusal, done, good, made, number};
use crate::fields::Fields;
use crate::threads::{self, Outcome, To};

pub(super) async fn list(call: Call) -> Answer {
    let limit = call.limit()?;
    let after = call.given.words("after").map(|after| {
        let (at, id) = after.split_once('.')?;
        Some((Timestamp::from_microsecond(at.parse().ok()?).ok()?, ThreadId(id.parse().ok()?)))
    });
    let after = after.map(|after| after.ok_or_else(wrong_cursor)).transpose()?;
    let found = call.app.store.threads(after, limit).await?;
    let next = found.last().filter(|_| found.len() == limit as usize);
    let next = next.map(|one| format!("{}.{}", one.last_at.as_microsecond(), one.id));
    good(json!({ "items": found.iter().map(thread).collect::<Vec<_>>(), "next": next }))
}

fn wrong_cursor() -> Refusal {
    Refusal::bad("after is what next said")
}

fn thread(thread: &Thread) -> Value {
    json!({
        "id": thread.id,
        "kind": match thread.kind {
            Kind::Article => "article",
            Kind::Passage => "passage",
            Kind::Story => "story",
            Kind::Claim => "claim",
        },
        "title": thread.title,
        "quote": thread.anchor.as_ref().map(|anchor| anchor.quote.as_str()),
        "is_orphan": thread.is_orphan,
        "is_closed": thread.is_closed,
        "comment_count": thread.comment_count,
        "created_at": thread.created_at.to_string(),
        "last_at": thread.last_at.to_string(),
    })
}

/// Threads about an article and its passages.
pub(super) async fn of_article(Path(id): Path<String>, call: Call) -> Answer {
    let item = call.app.store.shelf_item(call.reader, ShelfId(number(&id)?)).await?;
    let threads = call.app.store.threads_of_article(item.article_id).await?;
    good(json!({ "items": threads.iter().map(thread).collect::<Vec<_>>(), "next": null }))
}

/// A comment as one reader sees it: words that were taken away, or are by somebody muted, are not told.
fn comment(comment: &Comment, view: &Mine<'_>) -> Value {
    let (kind, name, display_name) = match &comment.author {
        Author::Reader { name, display_name, .. } => {
            ("reader", Some(name.as_str()), Some(display_name.as_str()))
        }
        Author::Guest { name, .. } => ("guest", None, Some(name.as_str())),
        Author::Gone => ("gone", None, None),
    };
    let is_muted = comment.author.reader().is_some_and(|id| view.muted.contains(&id));
    let is_told = !is_muted && matches!(comment.status, Status::Shown | Status::Held);
    let vote = view.votes.iter().find(|(id, _)| *id == comment.id).map_or(0, |(_, vote)| *vote);
    json!({
        "id": comment.id,
        "thread_id": comment.thread_id,
        "parent_id": comment.parent_id,
        "depth": comment.depth,
        "author": { "kind": kind, "name": name, "display_name": display_name },
        "status": match comment.status {
            Status::Shown => "shown",
            Status::Held => "held",
            Status::Removed => "removed",
            Status::Deleted => "deleted",
        },
        "reason": comment.reason,
        "source": is_told.then_some(comment.source.as_str()),
        "html": is_told.then_some(comment.html.as_str()),
        "recommended": comment.up,
        "reply_count": comment.child_count,
        "vote": match vote {
            vote if vote > 0 => "up",
            vote if vote < 0 => "down",
            _ => "none",
        },
        "is_muted": is_muted,
        "created_at": comment.created_at.to_string(),
        "edited_at": comment.edited_at.map(|at| at.to_string()),
    })
}

/// What is one reader's own of a thread.
#[derive(Default)]
struct Mine<'v> {
    votes: &'v [(CommentId, i64)],
    muted: &'v [store::ReaderId],
}

async fn view(
    call: &Call,
    viewer: Viewer,
    id: ThreadId,
    list: List,
    limit: usize,
) -> Result<View, Refusal> {
    let wanted = Wanted { list, limit, kept: None };
    Ok(call.app.store.view(viewer, id, wanted).await?)
}

pub(super) async fn show(Path(id): Path<String>, call: Call) -> Answer {
    let order = call.given.words("order");
    if order.is_some_and(|order| !ORDERS.contains(&order)) {
        return Err(Refusal::bad("order is newest, oldest, best or discussed"));
    }
    let after = call.given.words("after").map(threads::cursor);
    let after = after.map(|after| after.ok_or_else(wrong_cursor)).transpose()?;
    let list = List::All { sort: threads::sort_of(order), after };
    let limit = call.limit()? as usize;
    let viewer = call.viewer().await?;
    let view = view(&call, viewer, ThreadId(number(&id)?), list, limit).await?;
    let mine = Mine { votes: &view.votes, muted: &view.muted };
    let page = view.page.as_ref();
    let comments = page.map_or(&[][..], |page| page.comments.as_slice());
    let next = page.and_then(|page| page.next).map(|next| format!("{}.{}", next.key, next.id));
    let all = |comments: &[Comment]| -> Vec<Value> {
        comments.iter().map(|one| comment(one, &mine)).collect()
    };
    good(json!({
        "thread": thread(&view.thread),
        "article_id": view.article.as_ref().and_then(|article| article.2),
        "url": view.article.as_ref().map(|article| article.0.as_str()),
        "is_followed": view.is_followed,
        "is_muted": view.is_muted,
        "comments": all(comments),
        "held": all(&view.held),
        "next": next,
    }))
}

/// Orders of a thread.
pub(super) const ORDERS: &[&str] = &["newest", "oldest", "best", "discussed"];

/// A comment as its reader sees it, after what was done with it.
async fn one(call: &Call, viewer: Viewer, id: CommentId) -> Result<Value, Refusal> {
    let (thread, found) = call.app.store.comment(viewer, id).await?;
    if found.status == Status::Held {
        return Ok(comment(&found, &Mine::default()));
    }
    let list = List::Below { comment: id, after: None };
    let view = view(call, viewer, thread.id, list, 1).await?;
    Ok(comment(&found, &Mine { votes: &view.votes, muted: &view.muted }))
}

async fn comment_of(call: Call, id: CommentId) -> Answer {
    let viewer = call.viewer().await?;
    good(one(&call, viewer, id).await?)
}

pub(super) async fn show_comment(Path(id): Path<String>, call: Call) -> Answer {
    comment_of(call, CommentId(number(&id)?)).await
}

async fn submit(call: &Call, viewer: Viewer, to: To) -> Answer {
    let text = call.needed("text")?.to_owned();
    let fields = Fields::of(vec![("text".to_owned(), text)]);
    match threads::submit(&call.app, viewer, None, to, &fields).await? {
        Outcome::Posted { posted: Posted { id, .. }, .. } => made(one(call, viewer, id).await?),
        Outcome::Refused(why) => Err(Refusal::by_rules(&why)),
    }
}

/// Says something about an article, or words of it: begins the thread where there is none.
pub(super) async fn begin(Path(id): Path<String>, call: Call) -> Answer {
    let [quote, prefix, suffix] =
        ["quote", "prefix", "suffix"].map(|name| call.given.get(name).unwrap_or("").to_owned());
    let given = Anchor { quote, prefix, suffix, ..Anchor::default() };
    let id = ShelfId(number(&id)?);
    let (about, title) = threads::target(&call.app, call.reader, id, given).await?;
    let viewer = call.viewer().await?;
    let begun = call.app.store.thread_about(viewer, about.clone()).await?;
    let target = about.word();
    let thread = begun.map(|thread| thread.id);
    let to = To { place: Place::About(about, title), thread, target, parent: None };
    submit(&call, viewer, to).await
}

pub(super) async fn post(Path(id): Path<String>, call: Call) -> Answer {
    let viewer = call.viewer().await?;
    let thread = call.app.store.thread(viewer, ThreadId(number(&id)?)).await?;
    let parent = call.number("parent_id")?.map(CommentId);
    let (place, target) = (Place::Thread(thread.id), thread.target);
    submit(&call, viewer, To { place, thread: Some(thread.id), target, parent }).await
}

pub(super) async fn change(Path(id): Path<String>, call: Call) -> Answer {
    let viewer = call.viewer().await?;
    let (_, found) = call.app.store.comment(viewer, CommentId(number(&id)?)).await?;
    let text = call.needed("text")?;
    match threads::change(&call.app, viewer, &found, text).await? {
        None => good(one(&call, viewer, found.id).await?),
        Some(why) => Err(Refusal::by_rules(&why)),
    }
}

pub(super) async fn delete(Path(id): Path<String>, call: Call) -> Answer {
    let thread = call.app.store.delete_comment(call.reader, CommentId(number(&id)?)).await?;
    call.app.talk.ring(thread);
    done()
}

pub(super) async fn vote(Path(id): Path<String>, call: Call) -> Answer {
    let vote = match call.needed("vote")? {
        "up" => Vote::Recommend,
        "down" => Vote::OffThePoint,
        "none" => Vote::None,
        _ => return Err(Refusal::bad("vote is up, down or none")),
    };
    let id = CommentId(number(&id)?);
    call.app.store.vote(call.reader, id, vote).await?;
    comment_of(call, id).await
}
