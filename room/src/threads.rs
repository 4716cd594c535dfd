//! The conversation: its pages, writing, and what is done with comments.
//!
//! A thread belongs to what it is about (`store::threads::Target`). Pages are put together of pieces that are written
//! once for all readers (`piece`) and kept by the `hub`, which also tells those who look what is new.

mod acts;
pub mod export;
mod guest;
mod hook;
pub mod hub;
pub mod markdown;
pub mod pages;
mod piece;
pub mod rules;
mod shared;
mod show;
pub mod view;
mod write;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};
use store::accounts::Role;
use store::threads::Viewer;

use crate::session::Me;
use crate::{App, Error, Result};

pub(crate) use shared::{conversation, of_row};
pub(crate) use show::{Subject, complaint, cursor, lines, sort_of, target};
pub(crate) use write::{Outcome, To, change, submit};

/// `/talk` and below, the conversation of an article, and what is done with a comment.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/talk", get(show::front))
        .route("/talk/draft", post(write::draft))
        .route("/talk/{thread}", get(show::thread).post(write::post_to_thread))
        .route("/talk/{thread}/live", get(show::live))
        .route("/talk/{thread}/follow", post(acts::thread))
        .route("/talk/{thread}/{comment}", get(show::comment))
        .route("/comment/{id}", post(acts::comment))
        .route("/comments/vote", post(acts::vote))
        .route("/read/{id}/talk", get(show::of_article).post(write::post_to_article))
        .route("/story/{id}/talk", get(shared::of_story).post(shared::post_to_story))
        .route("/claim", get(shared::of_claim).post(shared::post_to_claim))
        .route("/guest", get(guest::show).post(guest::verify))
}

/// Who looks. Without an account only where the host lets guests in.
fn viewer(app: &App, me: Option<&Me>, path: &str) -> Result<Viewer> {
    match me {
        Some(me) => {
            let is_moderator = me.role != Role::Reader;
            Ok(Viewer { reader: Some(me.id), is_moderator })
        }
        None if app.rules().guests => Ok(Viewer { reader: None, is_moderator: false }),
        None => Err(Error::SignIn(path.to_owned())),
    }
}

/// "no comments", "1 comment", "1,204 comments".
pub(crate) fn comments(count: i64) -> String {
    match count {
        0 => "No comments yet".to_owned(),
        1 => "1 comment".to_owned(),
        _ => format!("{} comments", crate::layout::grouped(count)),
    }
}

/// The first words of a passage.
pub(crate) fn shortened(words: &str, letters: usize) -> String {
    if words.chars().count() <= letters {
        return words.to_owned();
    }
    let cut: String = words.chars().take(letters).collect();
    let end = cut.rfind(' ').filter(|end| *end > letters / 2).unwrap_or(cut.len());
    format!("{} …", &cut[..end])
}
