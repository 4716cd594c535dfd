//! What articles say of one event and of one another: stories, rivals, statements, watches.

use axum::extract::Path;
use serde_json::{Value, json};
use store::stories::{StoryItem, StoryLine};
use store::watches::{Hit, Question, Watch};
use store::{ShelfId, StoryId, WatchId};

use super::call::{Answer, Call, Refusal, done, good, made, number};
use super::shape::article;
use crate::Error;
use crate::compare::rivals::{self, Member};
use crate::compare::view::{Cell, Entry, Rivals, Row, Source};
use crate::membership::{self, Right};
use crate::reprints::kind_words;
use crate::statements::{Asked, Of, Stated, collect};
use crate::stories::summary::{Summary, members};
use crate::stories::{cursor, why_words};

pub(super) async fn stories(call: Call) -> Answer {
    let after = call.given.words("after").map(cursor).transpose()?;
    let found = call.app.store.stories(call.reader, after, call.limit()?).await?;
    let line = |one: &StoryLine| {
        json!({
            "id": one.id, "name": one.name, "article_count": one.article_count,
            "first_day": one.first_day.map(|day| day.to_string()),
            "last_day": one.last_day.map(|day| day.to_string()),
            "updated_at": one.updated_at.to_string(),
        })
    };
    let next = found.next.map(|next| format!("{}.{}", next.updated_at.as_microsecond(), next.id));
    let items: Vec<Value> = found.stories.iter().map(line).collect();
    good(json!({ "items": items, "next": next }))
}

/// A story with its articles in order of time, and who is quoted in it.
async fn whole(call: &Call, id: StoryId) -> Result<Value, Refusal> {
    let (story, items) = call.app.store.story(call.reader, id).await?;
    let summary = Summary::parse(&story.summary);
    let one = |one: &StoryItem| {
        let id = one.item.article_id.0;
        json!({
            "article": article(&one.item),
            "reason": why_words(one.why, &one.ties),
            // Articles with one number tell one text.
            "text": one.group,
            "is_original": summary.originals.contains(&id),
            "kind": summary.kinds.get(&id).map(|kind| kind_words(*kind)),
        })
    };
    let sources = summary.speakers.iter().map(|speaker| {
        json!({
            "name": speaker.name, "quote_count": speaker.quote_count,
            "text_count": speaker.text_count, "article_count": speaker.article_count,
        })
    });
    Ok(json!({
        "id": story.id, "name": story.name, "is_named": story.is_named,
        "article_count": story.article_count,
        "first_day": story.first_day.map(|day| day.to_string()),
        "last_day": story.last_day.map(|day| day.to_string()),
        "updated_at": story.updated_at.to_string(),
        "is_summed": story.is_summed,
        "articles": items.iter().map(one).collect::<Vec<_>>(),
        "sources": sources.collect::<Vec<_>>(),
    }))
}

pub(super) async fn story(Path(id): Path<String>, call: Call) -> Answer {
    good(whole(&call, StoryId(number(&id)?)).await?)
}

pub(super) async fn name_story(Path(id): Path<String>, call: Call) -> Answer {
    let id = StoryId(number(&id)?);
    let name = call.given.get("name").unwrap_or("");
    call.app.store.name_story(call.reader, id, name).await?;
    good(whole(&call, id).await?)
}

pub(super) async fn rivals_of_story(Path(id): Path<String>, call: Call) -> Answer {
    membership::may(&call.app, call.reader, Right::Compare).await?;
    let (story, items) = call.app.store.story(call.reader, StoryId(number(&id)?)).await?;
    let members = members(&items, &Summary::parse(&story.summary));
    good(table(&call, &members).await?)
}

pub(super) async fn rivals(call: Call) -> Answer {
    membership::may(&call.app, call.reader, Right::Compare).await?;
    let mut ids = Vec::new();
    for id in call.needed("ids")?.split(',') {
        let id = id.trim().parse().ok().filter(|id: &i64| *id > 0);
        let id = ShelfId(id.ok_or_else(|| Refusal::bad("ids are numbers, separated by commas"))?);
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    if ids.len() > rivals::MOST {
        return Err(Error::TooLarge("These are too many articles to compare at once.").into());
    }
    // What is not on this shelf is not there, whosever it is.
    if call.app.store.shelf_items(call.reader, ids.clone()).await?.len() < ids.len() {
        return Err(Refusal::not_found());
    }
    let members: Vec<Member> = ids.iter().map(|id| Member { id: *id, reprint_of: None }).collect();
    good(table(&call, &members).await?)
}

async fn table(call: &Call, members: &[Member]) -> Result<Value, Refusal> {
    let told = rivals::load(&call.app, call.reader, members).await?;
    let joined = tokio::task::spawn_blocking(move || rivals::table(&told)).await;
    let table = joined.map_err(|_| Error::broken("a comparison broke off"))?;
    Ok(shaped(&table))
}

fn shaped(rivals: &Rivals) -> Value {
    let columns =
        rivals.columns.iter().map(|one| json!({ "name": one.name, "is_outlet": one.is_outlet }));
    json!({
        "article_count": rivals.article_count,
        "differ_count": rivals.differ_count(),
        "left_out": rivals.left_out,
        "columns": columns.collect::<Vec<_>>(),
        "rows": rivals.rows.iter().map(row).collect::<Vec<_>>(),
        "alone": rivals.alone.iter().map(row).collect::<Vec<_>>(),
    })
}

fn row(row: &Row) -> Value {
    let cell = |cell: &Cell| {
        let entries: Vec<Value> = cell.entries.iter().map(entry).collect();
        json!({ "claimant": cell.claimant, "entries": entries })
    };
    let reasons = row.reasons.iter().map(|one| {
        json!({ "verdict": one.verdict, "words": one.words, "pairs": one.pairs, "more": one.more })
    });
    let notes = row
        .notes
        .iter()
        .map(|one| json!({ "verdict": one.verdict, "words": one.words, "other": one.other }));
    json!({
        "measure": row.measure, "unit": row.unit, "place": row.place, "days": row.days,
        "verdict": row.verdict, "range": row.range,
        "cells": row.cells.iter().map(cell).collect::<Vec<_>>(),
        "reasons": reasons.collect::<Vec<_>>(),
        "notes": notes.collect::<Vec<_>>(),
    })
}

fn entry(entry: &Entry) -> Value {
    json!({
        "claimant": entry.claimant, "bound": entry.bound, "figure": entry.figure,
        "before": entry.before, "after": entry.after, "source": source(&entry.source),
        "is_superseded": entry.is_superseded, "is_part": entry.is_part,
        "also": entry.also.iter().map(source).collect::<Vec<_>>(),
        "report_count": entry.report_count,
    })
}

fn source(source: &Source) -> Value {
    json!({
        "article_id": source.article, "span": [source.span.0, source.span.1],
        "outlet": source.outlet, "title": source.title, "is_reprint": source.is_reprint,
    })
}

/// What a source says, or what is said of a measure.
pub(super) async fn statements(call: Call) -> Answer {
    let part = |name: &str| call.given.words(name).unwrap_or("").to_owned();
    let day = |name: &str| match call.given.words(name) {
        Some(day) if day.parse::<jiff::civil::Date>().is_err() => {
            Err(Refusal::bad(&format!("{name} is a day: 2026-11-25")))
        }
        _ => Ok(part(name)),
    };
    let asked = Asked {
        of: part("source"),
        q: part("q"),
        from: day("from")?,
        to: day("to")?,
        after: part("after"),
        ..Asked::default()
    };
    if !asked.after.is_empty() && asked.cursor().is_none() {
        return Err(Refusal::bad("after is what next said"));
    }
    let of = match (call.given.words("source"), call.given.words("measure")) {
        (Some(name), None) => {
            call.app.store.source_by_name(name).await?.map(|source| Of::Source(source.id))
        }
        (None, Some(measure)) => Some(Of::Measure(measure.to_lowercase())),
        _ => return Err(Refusal::bad("one of source and measure")),
    };
    // A name that nobody has and one that is not on this shelf look the same.
    let (found, after) = match of {
        Some(of) => collect(&call.app, call.reader, &of, &asked, call.limit()? as usize).await?,
        None => (Vec::new(), None),
    };
    let next = after.map(|at| format!("{}.{}", at.article_id, at.number));
    good(json!({ "items": found.iter().map(stated).collect::<Vec<_>>(), "next": next }))
}

fn stated(one: &Stated) -> Value {
    let statement = &one.said.statement;
    let figure = statement.figure.as_ref().map(|figure| {
        json!({
            "value": figure.value, "unit": figure.unit, "measure": figure.measure,
            "place": figure.place, "day": figure.day,
        })
    });
    json!({
        "article_id": one.said.shelf_id, "title": one.said.title, "outlet": one.said.outlet,
        "url": one.url, "published": one.published,
        "source": statement.source,
        "kind": match statement.kind {
            store::statements::Kind::Direct => "direct",
            store::statements::Kind::Indirect => "indirect",
            store::statements::Kind::Mixed => "mixed",
            store::statements::Kind::Figure => "figure",
        },
        "words": one.words, "sentence": one.sentence,
        "span": [statement.span.start, statement.span.end],
        "figure": figure,
    })
}

fn watch(watch: &Watch) -> Value {
    json!({
        "id": watch.id, "name": watch.name, "measure": watch.question.measure,
        "claimant": watch.question.claimant, "place": watch.question.place,
        "is_rival_only": watch.question.is_rival_only, "unseen_count": watch.unseen_count,
    })
}

pub(super) async fn watches(call: Call) -> Answer {
    let watches = call.app.store.watches(call.reader).await?;
    good(json!({ "items": watches.iter().map(watch).collect::<Vec<_>>() }))
}

pub(super) async fn add_watch(call: Call) -> Answer {
    let part = |name: &str| call.given.words(name).unwrap_or("").to_owned();
    let question = Question {
        measure: part("measure"),
        claimant: part("claimant"),
        place: part("place"),
        is_rival_only: call.flag("is_rival_only")?.unwrap_or(false),
    };
    let name = call.given.words("name").unwrap_or("");
    let id = call.app.store.add_watch(call.reader, name, question, call.app.now()).await?;
    made(watch(&call.app.store.watch(call.reader, id).await?))
}

pub(super) async fn remove_watch(Path(id): Path<String>, call: Call) -> Answer {
    call.app.store.remove_watch(call.reader, WatchId(number(&id)?)).await?;
    done()
}

/// What answered a watch; looking at it by the API leaves it unseen in the room.
pub(super) async fn hits(Path(id): Path<String>, call: Call) -> Answer {
    let watch = call.app.store.watch(call.reader, WatchId(number(&id)?)).await?;
    let limit = call.limit()?;
    let hits = call.app.store.hits(&watch, call.number("after")?, limit).await?;
    let next = hits.last().filter(|_| hits.len() == limit as usize).map(|hit| hit.id.to_string());
    good(json!({ "items": hits.iter().map(hit).collect::<Vec<_>>(), "next": next }))
}

fn hit(hit: &Hit) -> Value {
    json!({
        "id": hit.id, "article_id": hit.shelf_id, "title": hit.title, "url": hit.url,
        "outlet": hit.outlet, "version": hit.version, "span": [hit.span.start, hit.span.end],
        "claimant": hit.claimant, "measure": hit.measure, "place": hit.place,
        "figure": hit.figure, "was": hit.was, "sentence": hit.sentence,
        "is_rival": hit.is_rival, "is_seen": hit.is_seen, "found_at": hit.found_at.to_string(),
    })
}
