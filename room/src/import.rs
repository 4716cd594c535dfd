//! Taking in a file of another program: looked into first, then taken by the desk, with a report of every
//! row that was not.

pub mod view;

use std::collections::BTreeSet;
use std::io::Cursor;
use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde::{Deserialize, Serialize};
use store::ImportId;
use store::imports::{Import, ImportState};
use wire::import::{Format, Item, Kind, Refused, open};

use crate::fields::Fields;
use crate::layout::page;
use crate::session::Me;
use crate::{App, Error, Result};
use view::{ImportPage, PreviewPage, RefusedRow, ReportPage, Run, Sample};

#[cfg(test)]
mod tests;

/// A library of a hundred thousand addresses has 20 MB.
const FILE_BYTES: usize = 256 << 20;
/// Imports shown, samples shown, refused rows kept with their reason; more are only counted.
const SHOWN: i64 = 20;
const SAMPLES: usize = 8;
const REFUSED: usize = 1_000;

/// From where, which file, what is carried over.
const FORMATS: &[(&str, &str, &str)] = &[
    ("Pocket", "CSV or zip", "tags, state, dates, highlights, collections"),
    ("Omnivore", "zip", "labels, state, highlights, notes, the text"),
    ("Instapaper", "CSV", "folders, tags, state, dates"),
    ("wallabag", "JSON or CSV", "tags, state, annotations, the text"),
    ("Readeck", "CSV", "labels, state, dates"),
    ("Karakeep", "JSON", "tags, notes, state, dates"),
    ("Linkwarden", "JSON", "collections, tags, highlights"),
    ("Raindrop.io", "CSV", "collections, tags, notes, highlights"),
    ("Browsers and many others", "HTML bookmarks", "folders, tags, dates"),
    ("Feed readers", "OPML", "feeds and their folders"),
    ("Any list", "CSV or text", "addresses"),
];

pub(crate) fn routes() -> Router<Arc<App>> {
    let upload = post(look_inside).layer(DefaultBodyLimit::max(FILE_BYTES));
    Router::new()
        .route("/import", get(show).merge(upload))
        .route("/import/{id}", get(show_one).post(decide))
}

/// What an import found, and what became of it; kept as JSON.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Report {
    pub(crate) format: String,
    pub(crate) pages: u64,
    pub(crate) feeds: u64,
    pub(crate) marks: u64,
    pub(crate) tags: u64,
    pub(crate) samples: Vec<ReportSample>,
    pub(crate) refused: Vec<ReportRow>,
    pub(crate) refused_count: u64,
    /// New on the shelf, and there before.
    pub(crate) saved: u64,
    pub(crate) known: u64,
    pub(crate) marks_added: u64,
    pub(crate) feeds_followed: u64,
}

/// One of the first rows.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct ReportSample {
    title: String,
    url: String,
    tags: Vec<String>,
    mark_count: usize,
}

/// A row that was not taken.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct ReportRow {
    number: u64,
    part: String,
    why: String,
}

impl Report {
    pub(crate) fn parse(json: &str) -> Self {
        serde_json::from_str(json).unwrap_or_default()
    }

    pub(crate) fn to_json(&self) -> String {
        serde_json::to_string(self).expect("strings, numbers and lists are JSON")
    }

    pub(crate) fn refuse(&mut self, number: u64, part: Option<&str>, why: String) {
        self.refused_count += 1;
        if self.refused.len() < REFUSED {
            self.refused.push(ReportRow { number, part: part.unwrap_or_default().to_owned(), why });
        }
    }

    fn see(&mut self, item: &Item, tags: &mut BTreeSet<String>) {
        match item.kind {
            Kind::Page => self.pages += 1,
            Kind::Feed => self.feeds += 1,
        }
        self.marks += item.marks.len() as u64;
        tags.extend(item.tags.iter().cloned());
        if self.samples.len() < SAMPLES {
            let url = item.url.to_string();
            let title = if item.title.is_empty() { url.clone() } else { item.title.clone() };
            let (tags, mark_count) = (item.tags.clone(), item.marks.len());
            self.samples.push(ReportSample { title, url, tags, mark_count });
        }
    }

    fn found(&self) -> Vec<(&'static str, String)> {
        let facts = [
            ("Articles", self.pages),
            ("Feeds", self.feeds),
            ("Marks", self.marks),
            ("Tags", self.tags),
        ];
        facts.into_iter().filter(|(_, count)| *count > 0).map(|(n, c)| (n, c.to_string())).collect()
    }

    fn became(&self) -> Vec<(&'static str, String)> {
        let facts = [
            ("New on the shelf", self.saved),
            ("There before", self.known),
            ("Marks", self.marks_added),
            ("Feeds", self.feeds_followed),
            ("Not taken", self.refused_count),
        ];
        facts.into_iter().map(|(name, count)| (name, count.to_string())).collect()
    }
}

async fn show(State(app): State<Arc<App>>, me: Me) -> Result<Response> {
    import_page(&app, &me, None).await
}

async fn import_page(app: &App, me: &Me, wrong: Option<String>) -> Result<Response> {
    let layout = me.frame(app, "Import and export", "/import").await?;
    let running = app.store.imports(me.id, SHOWN).await?.into_iter().map(|one| Run {
        id: one.id.0,
        done: thousandths(&one),
        state: state(&one).to_owned(),
        name: one.file_name,
    });
    let status = if wrong.is_some() { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    let running = running.collect();
    Ok((status, page(&ImportPage { layout, wrong, formats: FORMATS, running })).into_response())
}

fn state(import: &Import) -> &'static str {
    match import.state {
        ImportState::Shown => "not taken yet",
        ImportState::Taking => "being taken",
        ImportState::Done => "done",
        ImportState::GivenUp => "broken off",
    }
}

fn thousandths(import: &Import) -> i64 {
    import.done_count * 1_000 / import.row_count.max(1)
}

async fn look_inside(State(app): State<Arc<App>>, me: Me, mut form: Multipart) -> Result<Response> {
    let broken = |_| Error::bad("The upload broke off, or is larger than 256 MB.");
    let mut file = None;
    while let Some(field) = form.next_field().await.map_err(broken)? {
        if field.name() == Some("file") {
            let name: String = field.file_name().unwrap_or("file").chars().take(200).collect();
            file = Some((name, field.bytes().await.map_err(broken)?.to_vec()));
        }
    }
    let Some((name, bytes)) = file.filter(|(_, bytes)| !bytes.is_empty()) else {
        return import_page(&app, &me, Some("Choose a file.".to_owned())).await;
    };
    let named = name.clone();
    let looked = tokio::task::spawn_blocking(move || look(bytes, &named)).await;
    let (bytes, report, row_count) = match looked.map_err(|_| Error::broken("an import"))? {
        Ok(looked) => looked,
        Err(why) => return import_page(&app, &me, Some(why)).await,
    };
    let (json, now) = (report.to_json(), app.now());
    let id = app.store.add_import(me.id, &name, bytes, row_count, &json, now).await?;
    Ok(Redirect::to(&format!("/import/{id}")).into_response())
}

/// What is in a file, the count of its rows, and the file; or why it cannot be read, in a sentence.
pub(crate) fn look(bytes: Vec<u8>, name: &str) -> Result<(Vec<u8>, Report, i64), String> {
    let bytes: Arc<[u8]> = bytes.into();
    let import = open(Cursor::new(Arc::clone(&bytes)), name);
    let import = import.map_err(|error| format!("{name}: {error}."))?;
    let mut report =
        Report { format: format_name(import.format()).to_owned(), ..Report::default() };
    let mut tags = BTreeSet::new();
    let mut row_count = 0;
    for row in import {
        row_count += 1;
        match row {
            Ok(item) => report.see(&item, &mut tags),
            Err(Refused { part, row, reason }) => {
                report.refuse(row, part.as_deref(), reason.to_string());
            }
        }
    }
    report.tags = tags.len() as u64;
    Ok((bytes.to_vec(), report, row_count))
}

fn format_name(format: Format) -> &'static str {
    match format {
        Format::Pocket | Format::PocketHtml => "Pocket",
        Format::Omnivore => "Omnivore",
        Format::Instapaper => "Instapaper",
        Format::Wallabag | Format::WallabagTable => "wallabag",
        Format::Readwise => "Readwise Reader",
        Format::Readeck => "Readeck",
        Format::Karakeep => "Karakeep",
        Format::Linkwarden => "Linkwarden",
        Format::Raindrop => "Raindrop.io",
        Format::Netscape => "Bookmarks",
        Format::Opml => "OPML",
        Format::Pinboard => "Pinboard",
        Format::Readability => "Readability",
        Format::GoodLinks => "GoodLinks",
        Format::Matter => "Matter",
        Format::Mymind => "mymind",
        Format::Starred => "Starred entries",
        Format::OneTab => "OneTab",
        Format::Lines => "A list of addresses",
        Format::Table => "A table",
        Format::Dateline => "Dateline",
        Format::Archive => "An archive",
    }
}

async fn show_one(State(app): State<Arc<App>>, me: Me, Path(id): Path<i64>) -> Result<Response> {
    let import = app.store.import(me.id, ImportId(id)).await?;
    let report = Report::parse(&import.report);
    let layout = me.frame(&app, &import.file_name, "/import").await?;
    if import.state == ImportState::Shown {
        let refused = match report.refused_count {
            0 => Vec::new(),
            _ => by_reason(&report),
        };
        return Ok(page(&PreviewPage {
            layout,
            id,
            file_name: import.file_name,
            format: report.format.clone(),
            facts: report.found(),
            refused,
            samples: report.samples.into_iter().map(sample).collect(),
        }));
    }
    let done = (import.state == ImportState::Taking).then(|| thousandths(&import));
    let refused = report.refused.iter().map(|row| RefusedRow {
        number: i64::try_from(row.number).unwrap_or(i64::MAX),
        words: row.part.clone(),
        why: row.why.clone(),
    });
    Ok(page(&ReportPage {
        layout,
        state: state(&import).to_owned(),
        file_name: import.file_name,
        facts: report.became(),
        done,
        refused: refused.collect(),
    }))
}

fn sample(sample: ReportSample) -> Sample {
    let ReportSample { title, url, tags, mark_count } = sample;
    Sample { title, url, tags, mark_count }
}

/// How many rows for each reason.
fn by_reason(report: &Report) -> Vec<(String, String)> {
    let mut reasons: Vec<(&str, u64)> = Vec::new();
    for row in &report.refused {
        match reasons.iter_mut().find(|(why, _)| *why == row.why) {
            Some((_, count)) => *count += 1,
            None => reasons.push((&row.why, 1)),
        }
    }
    reasons.into_iter().map(|(why, count)| (count.to_string(), why.to_owned())).collect()
}

async fn decide(
    State(app): State<Arc<App>>,
    me: Me,
    Path(id): Path<i64>,
    fields: Fields,
) -> Result<Response> {
    let import = ImportId(id);
    match fields.get("act") {
        Some("take") => {
            app.store.take_import(me.id, import, app.now()).await?;
            app.desk.wake();
            Ok(Redirect::to(&format!("/import/{id}")).into_response())
        }
        Some("drop") => {
            app.store.drop_import(me.id, import).await?;
            Ok(Redirect::to("/import").into_response())
        }
        _ => Err(Error::bad("There is no such action.")),
    }
}
