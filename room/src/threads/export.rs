//! A comment as a line of JSON, for taking conversations elsewhere. No address of anybody is in it.

use serde::Serialize;
use store::threads::{Author, Exported, Kind, Status};

/// One line.
#[derive(Debug, Serialize)]
pub struct Line {
    id: i64,
    thread: i64,
    about: &'static str,
    target: String,
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    passage: Option<Passage>,
    #[serde(skip_serializing_if = "Option::is_none")]
    parent: Option<i64>,
    author: AuthorOf,
    #[serde(skip_serializing_if = "String::is_empty")]
    markdown: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    html: String,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    up: i64,
    down: i64,
    created: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    changed: Option<String>,
}

/// Words of the article.
#[derive(Debug, Serialize)]
struct Passage {
    quote: String,
    prefix: String,
    suffix: String,
}

#[derive(Debug, Serialize)]
struct AuthorOf {
    /// What is written after "@"; only of who has an account.
    #[serde(skip_serializing_if = "Option::is_none")]
    reader: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
}

/// A comment as its line.
pub fn line(exported: &Exported) -> Line {
    let comment = &exported.comment;
    let author = match &comment.author {
        Author::Reader { name, display_name, .. } => {
            AuthorOf { reader: Some(name.clone()), name: Some(display_name.clone()) }
        }
        Author::Guest { name, .. } => AuthorOf { reader: None, name: Some(name.clone()) },
        Author::Gone => AuthorOf { reader: None, name: None },
    };
    let passage = exported.passage.as_ref().map(|anchor| Passage {
        quote: anchor.quote.clone(),
        prefix: anchor.prefix.clone(),
        suffix: anchor.suffix.clone(),
    });
    Line {
        id: comment.id.0,
        thread: comment.thread_id.0,
        about: match exported.kind {
            Kind::Article => "article",
            Kind::Passage => "passage",
            Kind::Story => "story",
            Kind::Claim => "claim",
        },
        target: exported.target.clone(),
        title: exported.title.clone(),
        url: exported.url.clone(),
        passage,
        parent: comment.parent_id.map(|id| id.0),
        author,
        markdown: comment.source.clone(),
        html: comment.html.clone(),
        status: match comment.status {
            Status::Shown => "shown",
            Status::Held => "held",
            Status::Removed => "removed",
            Status::Deleted => "deleted",
        },
        reason: comment.reason.clone(),
        up: comment.up,
        down: comment.down,
        created: comment.created_at.to_string(),
        changed: comment.edited_at.map(|at| at.to_string()),
    }
}
