//! Takes a file in, some hundred rows at a time. What a row brings beside its address (marks, the text)
//! follows its saving; taken twice, it is there once.

use std::io::Cursor;
use std::sync::Arc;

use page::Capture;
use store::article::State;
use store::feeds::NewSubscription;
use store::jobs::Job;
use store::marks::{Anchor, Colour};
use store::shelf::{Change, Saved, Saving};
use store::{ArticleId, ImportId, ReaderId};
use wire::import::{Body, Item, Kind, Mark, Refused, Row, State as Told, open};

use super::fetch;
use super::made::Made;
use crate::feeds::{self, FoldersByPath};
use crate::import::Report;
use crate::{App, Error, membership};

/// Rows kept together.
const BATCH: usize = 500;

pub(super) async fn run(app: &Arc<App>, job: &Job) -> Result<(), Error> {
    let (Some(reader), Ok(id)) = (job.reader_id, job.payload.parse().map(ImportId)) else {
        return Ok(app.store.fail_job(job.id, "a damaged import", None).await?);
    };
    let import = app.store.import(reader, id).await?;
    let bytes = app.store.import_bytes(id).await?;
    let rows = match open(Cursor::new(bytes), &import.file_name) {
        Ok(rows) => rows,
        Err(error) => {
            return Ok(app.store.fail_job(job.id, &error.to_string(), None).await?);
        }
    };
    let mut taker = Taker {
        app: Arc::clone(app),
        reader,
        id,
        report: Report::parse(&import.report),
        done: import.done_count,
        folders: FoldersByPath::of(app, reader).await?,
    };
    let skipped = usize::try_from(import.done_count).unwrap_or(0);
    let mut rows = rows.skip(skipped);
    loop {
        let batch: Vec<Row> = rows.by_ref().take(BATCH).collect();
        if batch.is_empty() {
            break;
        }
        taker.take(batch).await?;
    }
    let Taker { report, .. } = taker;
    Ok(app.store.finish_import(id, job.id, &report.to_json(), app.now()).await?)
}

struct Taker {
    app: Arc<App>,
    reader: ReaderId,
    id: ImportId,
    report: Report,
    /// Rows done.
    done: i64,
    folders: FoldersByPath,
}

impl Taker {
    async fn take(&mut self, batch: Vec<Row>) -> Result<(), Error> {
        let now = self.app.now();
        self.done += batch.len() as i64;
        let mut items = Vec::with_capacity(batch.len());
        let mut savings = Vec::with_capacity(batch.len());
        let mut left = membership::places_left(&self.app, self.reader).await?;
        let feeds = membership::may_follow_feeds(&self.app, self.reader).await;
        // `None` where the plan has no feeds at all.
        let feeds = match feeds {
            Ok(limit) => Some(limit),
            Err(Error::Plan(_)) => None,
            Err(error) => return Err(error),
        };
        for row in batch {
            match row {
                // Looking into the file has listed it.
                Err(Refused { .. }) => {}
                Ok(item) if item.kind == Kind::Feed => self.follow(item, feeds).await?,
                Ok(item) if left == Some(0) => {
                    let why = "your plan keeps no more articles".to_owned();
                    self.report.refuse(item.row, None, why);
                }
                Ok(item) => {
                    left = left.map(|left| left - 1);
                    savings.push(self.saving(&item).await?);
                    items.push(item);
                }
            }
        }
        let report = self.report.to_json();
        let store = &self.app.store;
        let saved = store.keep_rows(self.reader, self.id, savings, self.done, &report, now).await?;
        for (item, saved) in items.into_iter().zip(saved) {
            if saved.is_new {
                self.report.saved += 1;
            } else {
                self.report.known += 1;
            }
            self.rest(item, saved).await?;
        }
        Ok(())
    }

    async fn saving(&mut self, item: &Item) -> Result<Saving, Error> {
        let now = self.app.now();
        let mut tags = item.tags.clone();
        let mut folders = item.folders.iter();
        let folder = match folders.next() {
            Some(path) => self.folders.at(&self.app, path).await?,
            None => None,
        };
        // An article lies in one folder here; the others it lay in become tags.
        tags.extend(folders.filter_map(|path| path.last().cloned()));
        let is_read = item.state == Told::Archived;
        Ok(Saving {
            is_private: item.body.is_some(),
            title: Some(item.title.clone()).filter(|title| !title.is_empty()),
            tags,
            folder,
            is_read,
            is_favourite: item.is_favourite,
            read_at: item.archived_at.filter(|_| is_read),
            ..Saving::new(item.url.clone(), item.saved_at.unwrap_or(now))
        })
    }

    async fn follow(&mut self, item: Item, feeds: Option<Option<i64>>) -> Result<(), Error> {
        let folder = match item.folders.first() {
            Some(path) => self.folders.at(&self.app, path).await?,
            None => None,
        };
        let new = NewSubscription {
            url: item.url,
            site_url: None,
            feed_title: item.title,
            folder,
            title: None,
            is_full_text: false,
        };
        let followed = match feeds {
            Some(limit) => {
                feeds::subscribe_within(&self.app, self.reader, new, limit).await.map(|_| ())
            }
            None => Err(Error::Plan(String::new())),
        };
        match followed {
            Ok(()) => self.report.feeds_followed += 1,
            Err(Error::Plan(_)) => {
                self.report.refuse(item.row, None, "your plan follows no more feeds".to_owned());
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// What a row brings beside its address.
    async fn rest(&mut self, item: Item, saved: Saved) -> Result<(), Error> {
        let now = self.app.now();
        if let Some(percent) = item.progress_percent.filter(|_| saved.is_new) {
            let change = Change { progress: Some(u16::from(percent) * 10), ..Change::default() };
            self.app.store.change(self.reader, vec![saved.shelf_id], change, now).await?;
        }
        if let (Some(body), State::Waiting) = (&item.body, saved.state) {
            fetch::keep(&self.app, saved.article_id, capture(&item, body)).await?;
        }
        let note = Some(item.note.trim()).filter(|note| !note.is_empty()).map(|note| Mark {
            // What is said of the whole stands at its title.
            quote: if item.title.is_empty() { item.url.to_string() } else { item.title.clone() },
            note: note.to_owned(),
            ..Mark::default()
        });
        for mark in item.marks.iter().chain(&note) {
            self.mark(saved.article_id, mark, item.row).await?;
        }
        Ok(())
    }

    async fn mark(&mut self, article: ArticleId, mark: &Mark, row: u64) -> Result<(), Error> {
        let now = self.app.now();
        let kept = self.app.store.marks_of_article(self.reader, article).await?;
        if kept.iter().any(|one| one.anchor.quote == mark.quote && one.note == mark.note) {
            return Ok(());
        }
        let version = self.app.store.article(article).await?.version;
        let text = match version {
            0 => String::new(),
            _ => self.app.store.content(article, None).await?.text,
        };
        let given = Anchor { quote: mark.quote.clone(), ..Anchor::default() };
        let anchor = crate::marks::anchor_in(&text, version, &given).unwrap_or(given);
        let colour = colour(&mark.colour);
        let added =
            self.app.store.add_mark(self.reader, article, anchor, colour, &mark.note, now).await;
        match added {
            Ok(_) => self.report.marks_added += 1,
            Err(store::Error::Refused(why)) => {
                self.report.refuse(row, None, format!("a mark: {why}"));
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }
}

/// The nearest of ours.
fn colour(name: &str) -> Colour {
    let name = name.to_lowercase();
    let is_one_of = |names: &[&str]| names.iter().any(|one| name.contains(one));
    if is_one_of(&["green", "teal", "lime"]) {
        Colour::Green
    } else if is_one_of(&["blue", "purple", "violet", "cyan", "indigo"]) {
        Colour::Blue
    } else if is_one_of(&["red", "pink", "orange", "brown"]) {
        Colour::Red
    } else {
        Colour::Yellow
    }
}

/// The text that a file carries, as a page.
fn capture(item: &Item, body: &Body) -> Capture {
    let html = match body {
        Body::Html(html) => html.clone(),
        Body::Text(text) => wire::mail::paragraphs(text),
    };
    let picture = item.image.as_ref().map(ToString::to_string);
    let made = Made {
        url: Some(&item.url),
        title: &item.title,
        language: Some(item.language.as_str()).filter(|language| !language.is_empty()),
        authors: &item.authors,
        outlet: None,
        published_at: item.published_at,
        picture: picture.as_deref(),
        html: &html,
    };
    made.capture()
}
