//! Annotations: the reader's marks. A mark is kept by its words and those around it; the ranges that
//! clients know are made of its place in the HTML when they ask.

use axum::Json;
use axum::extract::Path;
use axum::response::IntoResponse;
use serde_json::{Value, json};
use store::MarkId;
use store::marks::{Anchor, Colour, Mark};

use super::call::{Answer, Call, Refusal, number, shelf_id};
use crate::api::date::plain;
use crate::api::given::Given;
use crate::marks::anchor_in;
use crate::marks::ranges::{Flat, Range, surroundings};
use crate::membership::{self, Right};

/// Characters of a quote.
const QUOTE: usize = 10_000;

/// The marks of an article as clients see them.
pub(super) fn annotations(marks: &[Mark], html: &str) -> Vec<Value> {
    if marks.is_empty() {
        return Vec::new();
    }
    let flat = Flat::of(html);
    marks.iter().map(|mark| annotation(mark, &flat)).collect()
}

fn annotation(mark: &Mark, flat: &Flat) -> Value {
    let anchor = &mark.anchor;
    let place = (!mark.is_orphan)
        .then(|| flat.range(&anchor.quote, &anchor.prefix, &anchor.suffix))
        .flatten();
    let ranges: Vec<Value> = place
        .into_iter()
        .map(|at| {
            json!({
                "start": at.start, "startOffset": at.start_offset.to_string(),
                "end": at.end, "endOffset": at.end_offset.to_string(),
            })
        })
        .collect();
    json!({
        "id": mark.id,
        "annotator_schema_version": "v1.0",
        "text": mark.note,
        "quote": anchor.quote,
        "ranges": ranges,
        "created_at": plain(mark.created_at),
        "updated_at": plain(mark.updated_at),
    })
}

pub(super) async fn list(Path(id): Path<String>, call: Call) -> Answer {
    let Call { app, me, .. } = &call;
    let full = super::entry::full(app, me.reader, shelf_id(&id)?).await?;
    let rows = annotations(&full.marks, &full.html);
    Ok(Json(json!({ "total": rows.len(), "rows": rows })).into_response())
}

pub(super) async fn add(Path(id): Path<String>, call: Call) -> Answer {
    let Call { app, me, given } = &call;
    let item = app.store.shelf_item(me.reader, shelf_id(&id)?).await?;
    membership::may(app, me.reader, Right::Mark).await?;
    let quote = given.words("quote").ok_or_else(|| Refusal::bad("quote is missing"))?;
    if quote.chars().count() > QUOTE {
        return Err(Refusal::bad("the quote is too long"));
    }
    let ranges = ranges(given)?;
    let content = match item.version {
        0 => store::article::Content::default(),
        _ => app.store.content(item.article_id, None).await?,
    };
    let around = ranges.first().map(|range| surroundings(&content.html, range));
    let (prefix, suffix) = around.unwrap_or_default();
    let given_anchor = Anchor { quote: quote.to_owned(), prefix, suffix, ..Anchor::default() };
    // Words that are not in the text are kept: a later version may have them.
    let anchor = anchor_in(&content.text, item.version, &given_anchor).unwrap_or(given_anchor);
    let note = given.get("text").unwrap_or("").trim();
    let (article, colour, now) = (item.article_id, Colour::default(), app.now());
    let mark = app.store.add_mark(me.reader, article, anchor, colour, note, now).await?;
    answer(&call, mark).await
}

async fn answer(call: &Call, id: MarkId) -> Answer {
    let Call { app, me, .. } = call;
    let mark = app.store.mark(me.reader, id).await?;
    Ok(Json(annotation(&mark, &Flat::of(&html_of(call, &mark).await?))).into_response())
}

async fn html_of(call: &Call, mark: &Mark) -> Result<String, Refusal> {
    match call.app.store.article(mark.article_id).await?.version {
        0 => Ok(String::new()),
        _ => Ok(call.app.store.content(mark.article_id, None).await?.html),
    }
}

/// One at least, as clients always send it.
fn ranges(given: &Given) -> Result<Vec<Range>, Refusal> {
    let wrong = || Refusal::bad("ranges are a list of start, startOffset, end, endOffset");
    let found: Vec<Range> = match given.json("ranges") {
        Some(Value::Array(list)) => {
            list.iter().map(|one| of_json(one).ok_or_else(wrong)).collect::<Result<_, _>>()?
        }
        Some(_) => return Err(wrong()),
        None => of_form(given).into_iter().collect(),
    };
    if found.is_empty() { Err(wrong()) } else { Ok(found) }
}

fn of_json(value: &Value) -> Option<Range> {
    let path = |name: &str| Some(value.get(name)?.as_str()?.to_owned());
    let offset = |name: &str| match value.get(name)? {
        Value::Number(number) => usize::try_from(number.as_u64()?).ok(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    Some(Range {
        start: path("start")?,
        start_offset: offset("startOffset")?,
        end: path("end")?,
        end_offset: offset("endOffset")?,
    })
}

fn of_form(given: &Given) -> Option<Range> {
    let field = |name: &str| given.get(&format!("ranges[0][{name}]"));
    Some(Range {
        start: field("start")?.to_owned(),
        start_offset: field("startOffset")?.trim().parse().ok()?,
        end: field("end")?.to_owned(),
        end_offset: field("endOffset")?.trim().parse().ok()?,
    })
}

pub(super) async fn change(Path(id): Path<String>, call: Call) -> Answer {
    let Call { app, me, given } = &call;
    let mark = app.store.mark(me.reader, MarkId(number(&id)?)).await?;
    let note = given.get("text").ok_or_else(|| Refusal::bad("text is missing"))?;
    app.store.change_mark(me.reader, mark.id, mark.colour, note.trim(), app.now()).await?;
    answer(&call, mark.id).await
}

pub(super) async fn remove(Path(id): Path<String>, call: Call) -> Answer {
    let Call { app, me, .. } = &call;
    let mark = app.store.mark(me.reader, MarkId(number(&id)?)).await?;
    let gone = annotation(&mark, &Flat::of(&html_of(&call, &mark).await?));
    app.store.remove_mark(me.reader, mark.id, app.now()).await?;
    Ok(Json(gone).into_response())
}
