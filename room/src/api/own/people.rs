//! What a reader is told of, follows, and searches for again and again.

use axum::extract::Path;
use serde_json::{Value, json};
use store::follows::{Follow, Followed};
use store::notices::Notice;
use store::search::SavedSearch;
use store::{NoticeId, SearchId};

use super::call::{Answer, Call, Refusal, done, good, made, number};
use crate::membership::{Right, may};
use crate::{notices as told, people};

pub(super) async fn notices(call: Call) -> Answer {
    let limit = call.limit()?;
    let after = call.number("after")?.map(NoticeId);
    let found = call.app.store.notices(call.reader, after, limit).await?;
    let speaker = call.app.store.speaker(call.reader).await?;
    let next = found.last().filter(|_| found.len() == limit as usize);
    let next = next.map(|last| last.id.to_string());
    good(json!({
        "items": found.iter().map(notice).collect::<Vec<_>>(),
        "unread_count": speaker.unread_count,
        "next": next,
    }))
}

fn notice(notice: &Notice) -> Value {
    let (href, words) = told::place(notice);
    json!({
        "id": notice.id,
        "words": told::words(notice),
        "quote": words,
        "path": href,
        "comment_id": notice.comment.as_ref().map(|(comment, _)| comment.id),
        "thread_id": notice.comment.as_ref().map(|(comment, _)| comment.thread_id),
        "article_id": notice.shelf_id,
        "is_read": notice.is_read,
        "created_at": notice.created_at.to_string(),
    })
}

/// Those up to a notice are read.
pub(super) async fn read_notices(call: Call) -> Answer {
    let up_to = call.number("up_to")?.ok_or_else(|| Refusal::bad("up_to is missing"))?;
    call.app.store.read_notices(call.reader, NoticeId(up_to)).await?;
    done()
}

pub(super) async fn follows(call: Call) -> Answer {
    let all = call.app.store.follows(call.reader).await?;
    good(json!({ "items": all.into_iter().map(follow_line).collect::<Vec<_>>() }))
}

fn follow_line(follow: Follow) -> Value {
    let line = people::line(follow);
    json!({ "kind": line.what, "id": line.item, "title": line.title, "path": line.href })
}

/// What can be followed by its number.
pub(super) const KINDS: &[&str] = &["reader", "conversation", "search", "source"];

fn kind(word: &str) -> Option<Followed> {
    Some(match word {
        "reader" => Followed::Reader,
        "conversation" => Followed::Thread,
        "search" => Followed::Search,
        "source" => Followed::Source,
        _ => return None,
    })
}

pub(super) async fn follow(call: Call) -> Answer {
    let word = call.needed("kind")?;
    let kind =
        kind(word).ok_or_else(|| Refusal::bad("kind is reader, conversation, search or source"))?;
    let item = match kind {
        // By its name: numbers of sources tell whom others read.
        Followed::Source => {
            people::follow_source(&call.app, call.reader, call.needed("name")?).await?
        }
        Followed::Reader if call.given.words("name").is_some() => {
            let id = call.app.store.reader_by_name(call.needed("name")?).await?.id.0;
            followed(&call, kind, id).await?
        }
        _ => {
            let id = call.number("id")?.ok_or_else(|| Refusal::bad("id is missing"))?;
            followed(&call, kind, id).await?
        }
    };
    let all = call.app.store.follows(call.reader).await?;
    let one = all.into_iter().find(|one| one.kind == kind && one.item == item);
    made(follow_line(one.ok_or_else(Refusal::not_found)?))
}

async fn followed(call: &Call, kind: Followed, id: i64) -> Result<i64, Refusal> {
    may(&call.app, call.reader, Right::Follow).await?;
    call.app.store.follow(call.reader, kind, id, call.app.now()).await?;
    Ok(id)
}

pub(super) async fn unfollow(Path((word, id)): Path<(String, String)>, call: Call) -> Answer {
    let kind = kind(&word).ok_or_else(Refusal::not_found)?;
    let id = number(&id)?;
    if !call.app.store.is_following(call.reader, kind, id).await? {
        return Err(Refusal::not_found());
    }
    call.app.store.unfollow(call.reader, kind, id).await?;
    done()
}

fn search(search: &SavedSearch) -> Value {
    json!({ "id": search.id, "name": search.name, "query": search.query })
}

pub(super) async fn searches(call: Call) -> Answer {
    let all = call.app.store.saved_searches(call.reader).await?;
    good(json!({ "items": all.iter().map(search).collect::<Vec<_>>() }))
}

pub(super) async fn save_search(call: Call) -> Answer {
    let query = call.needed("query")?;
    let name = call.given.words("name").unwrap_or(query);
    let id = call.app.store.save_search(call.reader, name, query, call.app.now()).await?;
    let all = call.app.store.saved_searches(call.reader).await?;
    let kept = all.iter().find(|one| one.id == id);
    made(search(kept.ok_or_else(Refusal::not_found)?))
}

pub(super) async fn remove_search(Path(id): Path<String>, call: Call) -> Answer {
    call.app.store.remove_saved_search(call.reader, SearchId(number(&id)?)).await?;
    done()
}
