//! What answers look like.

use serde_json::{Value, json};
use store::ShelfItem;
use store::article::State;
use store::marks::Mark;

use crate::article::colour;

/// An article as lists have it.
pub(super) fn article(item: &ShelfItem) -> Value {
    json!({
        "id": item.id,
        "url": item.url,
        "title": item.title,
        "standfirst": item.standfirst,
        "byline": item.byline,
        "outlet": item.outlet,
        "published": item.published,
        "language": item.language,
        "image": item.lead_image,
        "word_count": item.word_count,
        "quote_count": item.quote_count,
        "figure_count": item.figure_count,
        "state": match item.state {
            State::Waiting => "waiting",
            State::Readable => "readable",
            State::Link => "link",
        },
        "reason": item.reason,
        "version": item.version,
        "is_read": item.is_read,
        "is_favourite": item.is_favourite,
        "folder_id": item.folder_id,
        "feed_id": item.feed_id,
        "tags": item.tags,
        "progress": item.progress,
        "saved_at": item.saved_at.to_string(),
        "read_at": item.read_at.map(|at| at.to_string()),
    })
}

/// A mark. Its span is in bytes of the text of its version.
pub(super) fn mark(mark: &Mark) -> Value {
    json!({
        "id": mark.id,
        "quote": mark.anchor.quote,
        "note": mark.note,
        "colour": colour(mark.colour),
        "span": [mark.anchor.span.start, mark.anchor.span.end],
        "version": mark.anchor.version,
        "is_orphan": mark.is_orphan,
        "created_at": mark.created_at.to_string(),
        "updated_at": mark.updated_at.to_string(),
    })
}
