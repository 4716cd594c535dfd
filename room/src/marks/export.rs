//! Marks taken out: Markdown for people, Web Annotations (W3C, 2017) for programs.

use std::fmt::Write;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use store::ShelfId;
use store::marks::{Mark, MarkOnShelf};

use crate::article::colour;
use crate::session::Me;
use crate::{App, Result};

#[cfg(test)]
mod tests;

/// Marks asked of the store at once.
const STEP: u32 = 500;

pub(super) async fn markdown(State(app): State<Arc<App>>, me: Me) -> Result<Response> {
    let marks = all(&app, &me).await?;
    let mut out = String::new();
    let mut last = None;
    for one in &marks {
        if last != Some(one.shelf_id) {
            head(&mut out, &one.title, one.outlet.as_deref(), &one.url);
            last = Some(one.shelf_id);
        }
        write_mark(&mut out, &one.mark);
    }
    Ok(file("marks.md", "text/markdown; charset=utf-8", out))
}

pub(super) async fn markdown_of_article(
    State(app): State<Arc<App>>,
    me: Me,
    Path(id): Path<i64>,
) -> Result<Response> {
    let item = app.store.shelf_item(me.id, ShelfId(id)).await?;
    let marks = app.store.marks_of_article(me.id, item.article_id).await?;
    let mut out = String::new();
    head(&mut out, &item.title, item.outlet.as_deref(), &item.url);
    for mark in &marks {
        write_mark(&mut out, mark);
    }
    Ok(file("marks.md", "text/markdown; charset=utf-8", out))
}

pub(super) async fn annotations(State(app): State<Arc<App>>, me: Me) -> Result<Response> {
    let marks = all(&app, &me).await?;
    let items: Vec<Value> = marks.iter().map(|one| annotation(&one.mark, &one.url)).collect();
    let collection = json!({
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "type": "AnnotationCollection",
        "label": "Marks",
        "total": items.len(),
        "first": { "type": "AnnotationPage", "startIndex": 0, "items": items },
    });
    Ok(file("marks.json", "application/ld+json", collection.to_string()))
}

async fn all(app: &App, me: &Me) -> Result<Vec<MarkOnShelf>> {
    let mut all: Vec<MarkOnShelf> = Vec::new();
    loop {
        let after = all.last().map(|one| one.mark.id);
        let mut some = app.store.marks(me.id, after, STEP).await?;
        let is_last = some.len() < STEP as usize;
        all.append(&mut some);
        if is_last {
            // An article's marks together, in order of its text; the articles as last marked.
            all.sort_by_key(|one| {
                (
                    std::cmp::Reverse(one.mark.article_id),
                    one.mark.is_orphan,
                    one.mark.anchor.span.start,
                )
            });
            return Ok(all);
        }
    }
}

fn file(name: &str, content_type: &'static str, body: String) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    ([(CONTENT_TYPE, content_type.to_owned()), (CONTENT_DISPOSITION, disposition)], body)
        .into_response()
}

fn head(out: &mut String, title: &str, outlet: Option<&str>, url: &str) {
    let title = plain(title);
    let _ = write!(out, "{}# {title}\n\n", if out.is_empty() { "" } else { "\n" });
    match outlet {
        Some(outlet) => _ = write!(out, "{}, <{url}>\n\n", plain(outlet)),
        None => _ = write!(out, "<{url}>\n\n"),
    }
}

fn write_mark(out: &mut String, mark: &Mark) {
    for line in mark.anchor.quote.lines() {
        let _ = writeln!(out, "{}", format!("> {}", plain(line)).trim_end());
    }
    if mark.is_orphan {
        out.push_str(">\n> (no longer in the text)\n");
    }
    if !mark.note.is_empty() {
        let _ = write!(out, "\n{}\n", mark.note.trim_end());
    }
    out.push('\n');
}

/// Without what Markdown would read as its own.
fn plain(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for character in words.chars() {
        if matches!(character, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#') {
            out.push('\\');
        }
        out.push(if character == '\n' { ' ' } else { character });
    }
    out
}

fn annotation(mark: &Mark, url: &str) -> Value {
    let anchor = &mark.anchor;
    let mut bodies = Vec::new();
    if !mark.note.is_empty() {
        bodies.push(json!({
            "type": "TextualBody", "value": mark.note, "format": "text/plain", "purpose": "commenting",
        }));
    }
    bodies
        .push(json!({ "type": "TextualBody", "value": colour(mark.colour), "purpose": "tagging" }));
    json!({
        "id": format!("urn:dateline:mark:{}", mark.id),
        "type": "Annotation",
        "motivation": if mark.note.is_empty() { "highlighting" } else { "commenting" },
        "created": mark.created_at.to_string(),
        "modified": mark.updated_at.to_string(),
        "body": bodies,
        "target": {
            "source": url,
            "selector": [{
                "type": "TextQuoteSelector",
                "exact": anchor.quote, "prefix": anchor.prefix, "suffix": anchor.suffix,
            }],
        },
    })
}
