//! An article's record: who says what, in bytes of its text; its versions and what changed; its reprints.

use std::collections::HashMap;

use axum::extract::Path;
use serde_json::{Value, json};
use store::article::Content;
use store::reprints::{Alike, Original};
use store::{ShelfId, ShelfItem};

use super::call::{Answer, Call, Refusal, good, number};
use crate::App;
use crate::article::record::{Kept, KeptFigure, KeptQuote};
use crate::compare::view::{Changed, Changes, Piece};
use crate::compare::{changes, one_line};
use crate::reprints::kind_words;

type Bytes = (usize, usize);

async fn item(call: &Call, id: &str) -> Result<ShelfItem, Refusal> {
    Ok(call.app.store.shelf_item(call.reader, ShelfId(number(id)?)).await?)
}

async fn content(call: &Call, item: &ShelfItem) -> Result<Content, Refusal> {
    Ok(match item.version {
        0 => Content::default(),
        _ => call.app.store.content(item.article_id, None).await?,
    })
}

pub(super) async fn record(Path(id): Path<String>, call: Call) -> Answer {
    let item = item(&call, &id).await?;
    let content = content(&call, &item).await?;
    good(record_of(&call.app, &item, &content).await?)
}

/// The record of an article as it is shown; spans that are none of the text are left out.
pub(super) async fn record_of(
    app: &App,
    item: &ShelfItem,
    content: &Content,
) -> Result<Value, Refusal> {
    let kept = Kept::parse(&content.record);
    // What a figure says in a form to compute with stands beside the record, by its span.
    let statements = app.store.statements(item.article_id).await?;
    let stated: HashMap<Bytes, store::statements::Figure> = statements
        .into_iter()
        .filter_map(|one| Some(((one.span.start, one.span.end), one.figure?)))
        .collect();
    let text = content.text.as_str();
    let speakers = kept.speakers.iter().map(|speaker| {
        json!({
            "name": speaker.name, "is_person": speaker.is_person,
            "first": speaker.first.and_then(|span| words(text, span)),
        })
    });
    let quotes = kept.quotes.iter().filter_map(|one| quote(one, &kept, text));
    let figures = kept.figures.iter().filter_map(|one| figure(one, stated.get(&one.span), text));
    Ok(json!({
        "article_id": item.id,
        "version": item.version,
        "speakers": speakers.collect::<Vec<_>>(),
        "quotes": quotes.collect::<Vec<_>>(),
        "figures": figures.collect::<Vec<_>>(),
        "reason": kept.why_none,
    }))
}

/// Words and where they stand.
fn words(text: &str, span: Bytes) -> Option<Value> {
    let words = text.get(span.0..span.1)?;
    Some(json!({ "words": one_line(words), "span": [span.0, span.1] }))
}

fn quote(quote: &KeptQuote, kept: &Kept, text: &str) -> Option<Value> {
    let content: Vec<Value> = quote.content.iter().filter_map(|span| words(text, *span)).collect();
    let speaker = quote.speaker.and_then(|at| kept.speakers.get(at));
    (!content.is_empty()).then(|| {
        json!({
            "speaker": speaker.map(|speaker| speaker.name.as_str()),
            "source": quote.source.and_then(|span| words(text, span)),
            "cue": words(text, quote.cue),
            "content": content,
            "is_indirect": quote.is_indirect,
        })
    })
}

fn figure(
    figure: &KeptFigure,
    stated: Option<&store::statements::Figure>,
    text: &str,
) -> Option<Value> {
    let words = text.get(figure.span.0..figure.span.1)?;
    Some(json!({
        "words": one_line(words),
        "span": [figure.span.0, figure.span.1],
        "measure": figure.measure,
        "claimant": figure.claimant,
        "value": stated.map(|stated| stated.value.as_str()),
        "unit": stated.and_then(|stated| stated.unit.as_deref()),
        "place": stated.and_then(|stated| stated.place.as_deref()),
        "day": stated.and_then(|stated| stated.day.as_deref()),
    }))
}

pub(super) async fn versions(Path(id): Path<String>, call: Call) -> Answer {
    let item = item(&call, &id).await?;
    let versions = call.app.store.versions(item.article_id).await?;
    let line = |one: &store::article::Version| {
        json!({
            "version": one.version, "created_at": one.created_at.to_string(),
            "is_shown": one.version == item.version,
        })
    };
    good(json!({ "items": versions.iter().map(line).collect::<Vec<_>>() }))
}

pub(super) async fn version(Path((id, version)): Path<(String, String)>, call: Call) -> Answer {
    let item = item(&call, &id).await?;
    let number = number(&version)?;
    let versions = call.app.store.versions(item.article_id).await?;
    let known = versions.iter().find(|one| one.version == number);
    let known = known.ok_or_else(Refusal::not_found)?;
    let content = call.app.store.content(item.article_id, Some(number)).await?;
    good(json!({
        "article_id": item.id, "version": number, "created_at": known.created_at.to_string(),
        "is_shown": number == item.version, "html": content.html, "text": content.text,
    }))
}

/// What changed between two versions; of the last two where none are named.
pub(super) async fn diff(Path(id): Path<String>, call: Call) -> Answer {
    let item = item(&call, &id).await?;
    let to = call.number("to")?.unwrap_or(item.version);
    let from = call.number("from")?.unwrap_or(to - 1);
    let versions = call.app.store.versions(item.article_id).await?;
    let is_there = |number| versions.iter().any(|one| one.version == number);
    if !is_there(from) || !is_there(to) {
        return Err(Refusal::not_found());
    }
    let wanted = [from, to].map(|version| (item.article_id, version));
    let texts = call.app.store.contents(wanted.to_vec()).await?;
    let [old, new] = texts.as_slice() else { return Err(Refusal::not_found()) };
    good(shaped(from, to, &changes(&old.text, &new.text)))
}

fn shaped(from: i64, to: i64, changes: &Changes) -> Value {
    let changed = |all: &[Changed]| -> Vec<Value> {
        all.iter().map(|one| json!({ "old": one.old, "new": one.new })).collect()
    };
    let piece = |piece: &Piece| {
        let kind = match piece {
            Piece::Same(_) => "same",
            Piece::Removed(_) => "removed",
            Piece::Added(_) => "added",
        };
        json!({ "kind": kind, "words": piece.words() })
    };
    let paragraphs = changes.stretches.iter().flat_map(|stretch| &stretch.paragraphs);
    let paragraphs = paragraphs.map(
        |paragraph| json!({ "pieces": paragraph.pieces.iter().map(piece).collect::<Vec<_>>() }),
    );
    json!({
        "from": from,
        "to": to,
        "is_same": changes.is_same(),
        "figures": changed(&changes.figures),
        "quotations": changed(&changes.quotations),
        "paragraphs": paragraphs.collect::<Vec<_>>(),
    })
}

pub(super) async fn reprints(Path(id): Path<String>, call: Call) -> Answer {
    let item = item(&call, &id).await?;
    let alike = call.app.store.alike(call.reader, item.article_id).await?;
    let line = |one: &Alike| {
        json!({
            "article_id": one.shelf_id, "title": one.title, "url": one.url, "outlet": one.outlet,
            "kind": kind_words(one.kind), "is_reprint": one.kind.is_reprint(),
            "share": one.share,
            "original": match one.original {
                Original::This => Some("this"),
                Original::Other => Some("other"),
                Original::Unknown => None,
            },
            "reason": one.why,
        })
    };
    good(json!({ "items": alike.iter().map(line).collect::<Vec<_>>() }))
}
