//! Takes a file in, some hundred rows at a time. What a row brings beside its address (marks, the text)
//! follows its saving; taken twice, it is there once.

use std::collections::HashSet;
use std::io::Cursor;
use std::sync::Arc;

use page::Capture;
use store::article::State;
use store::feeds::NewSubscription;
use store::jobs::Job;
use store::marks::{Anchor, BroughtMark, Colour};
use store::shelf::{Saved, Saving};
use store::{ImportId, ReaderId};
use wire::import::{Body, Item, Kind, Mark, Refused, Row, State as Told, open};

use super::fetch;
use super::made::Made;
use crate::feeds::{self, FoldersByPath};
use crate::import::Report;
use crate::marks::ranges::surroundings;
use crate::{App, Error, membership};

/// Rows kept together.
const BATCH: usize = 500;
const NO_MORE_FEEDS: &str = "your plan follows no more feeds";

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
    /// Rows done, with all that they bring. Those of a batch that was cut short are taken again.
    done: i64,
    folders: FoldersByPath,
}

impl Taker {
    async fn take(&mut self, batch: Vec<Row>) -> Result<(), Error> {
        let (now, count) = (self.app.now(), batch.len());
        let report = self.report.to_json();
        let mut items = Vec::with_capacity(count);
        let mut savings = Vec::with_capacity(count);
        let mut known = self.known(&batch).await?;
        let mut left = membership::places_left(&self.app, self.reader).await?;
        let feeds = match membership::may_follow_feeds(&self.app, self.reader).await {
            Ok(limit) => Ok(limit),
            Err(Error::Plan(_)) => Err(NO_MORE_FEEDS),
            Err(error) => return Err(error),
        };
        for row in batch {
            match row {
                // Looking into the file has listed it.
                Err(Refused { .. }) => {}
                Ok(item) if item.kind == Kind::Feed => match feeds {
                    Ok(limit) => self.follow(item, limit).await?,
                    Err(why) => self.report.refuse(item.row, None, why.to_owned()),
                },
                Ok(item) if left == Some(0) && !known.contains(item.url.as_str()) => {
                    let why = "your plan keeps no more articles".to_owned();
                    self.report.refuse(item.row, None, why);
                }
                Ok(item) => {
                    let is_new = known.insert(item.url.to_string());
                    left = left.map(|left| left - i64::from(is_new));
                    savings.push(self.saving(&item, is_new).await?);
                    items.push(item);
                }
            }
        }
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
        self.done += count as i64;
        Ok(())
    }

    /// Which pages of a batch are on the shelf.
    async fn known(&self, batch: &[Row]) -> Result<HashSet<String>, Error> {
        let pages = batch.iter().flatten().filter(|item| item.kind != Kind::Feed);
        let urls: Vec<_> = pages.map(|item| item.url.clone()).collect();
        let found = self.app.store.shelf_by_urls(self.reader, urls.clone()).await?;
        let known = urls.into_iter().zip(found).filter(|(_, found)| found.is_some());
        Ok(known.map(|(url, _)| url.to_string()).collect())
    }

    async fn saving(&mut self, item: &Item, is_new: bool) -> Result<Saving, Error> {
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
            // What stands on the shelf is not put there a second time because this file has a text for it.
            is_private: item.body.is_some() && is_new,
            title: Some(item.title.clone()).filter(|title| !title.is_empty()),
            tags,
            folder,
            is_read,
            is_favourite: item.is_favourite,
            read_at: item.archived_at.filter(|_| is_read),
            favourite_at: item.favoured_at,
            progress: u16::from(item.progress_percent.unwrap_or(0)) * 10,
            ..Saving::new(item.url.clone(), item.saved_at.unwrap_or(now))
        })
    }

    async fn follow(&mut self, item: Item, limit: Option<i64>) -> Result<(), Error> {
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
        match feeds::subscribe_within(&self.app, self.reader, new, limit).await {
            Ok(_) => self.report.feeds_followed += 1,
            Err(Error::Plan(_)) => {
                self.report.refuse(item.row, None, NO_MORE_FEEDS.to_owned());
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// What a row brings beside its address.
    async fn rest(&mut self, item: Item, saved: Saved) -> Result<(), Error> {
        let (store, article) = (&self.app.store, saved.article_id);
        // Only a text of the reader's own: what the room fetches others may share.
        if let (Some(body), State::Waiting) = (&item.body, saved.state)
            && store.article(article).await?.owner == Some(self.reader)
        {
            fetch::keep(&self.app, saved.article_id, capture(&item, body)).await?;
        }
        let of_the_whole =
            Some(item.note.trim()).filter(|note| !note.is_empty()).map(|note| Mark {
                // What is said of the whole stands at its title.
                quote: if item.title.is_empty() {
                    item.url.to_string()
                } else {
                    item.title.clone()
                },
                note: note.to_owned(),
                ..Mark::default()
            });
        let marks: Vec<&Mark> = item.marks.iter().chain(&of_the_whole).collect();
        if marks.is_empty() {
            return Ok(());
        }
        let version = store.article(article).await?.version;
        let text = match version {
            0 => String::new(),
            _ => store.content(article, None).await?.text,
        };
        let now = self.app.now();
        let marks = marks.into_iter().map(|mark| {
            let (prefix, suffix) = around(mark, item.body.as_ref());
            let quote = mark.quote.clone();
            let given = Anchor { quote, prefix, suffix, ..Anchor::default() };
            BroughtMark {
                anchor: crate::marks::anchor_in(&text, version, &given).unwrap_or(given),
                colour: colour(&mark.colour),
                note: note(mark),
                made_at: mark.made_at.unwrap_or(now),
            }
        });
        let kept = store.bring_marks(self.reader, article, marks.collect(), now).await?;
        self.report.marks_added += kept.added;
        for why in kept.refused {
            self.report.refuse(item.row, None, format!("a mark: {why}"));
        }
        Ok(())
    }
}

/// The words around a mark, where the file says its place and has the text: they tell it from the same words elsewhere.
fn around(mark: &Mark, body: Option<&Body>) -> (String, String) {
    match (&mark.position, body) {
        (Some(position), Some(Body::Html(html))) => surroundings(html, &position.into()),
        _ => Default::default(),
    }
}

/// What was written about a mark, and its labels, as marks have none here.
fn note(mark: &Mark) -> String {
    let labels = mark.tags.iter().map(|label| format!("#{}", label.replace(' ', "_")));
    let labels = labels.collect::<Vec<_>>().join(" ");
    let parts = [mark.note.as_str(), &labels];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
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
