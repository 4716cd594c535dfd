//! Taking everything out: a reader's whole shelf, with texts, marks, tags, folders and feeds, as one file
//! that this or another room, or another program, takes in.
//!
//! The file is written while it is read from the store and sent, so a library of any size can go out.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::Router;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use flate2::Compression;
use flate2::write::GzEncoder;
use http_body::Frame;
use store::folders::Folder;
use store::shelf::{Filter, List, Order};
use store::{FolderId, ReaderId, ShelfItem};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use wire::export::{Target, write};
use wire::import::{Body as Text, Item, Kind, Mark, State as Told};

use crate::feeds::paths;
use crate::fields::Fields;
use crate::marks::ranges::{Flat, Range};
use crate::session::Me;
use crate::{App, Error, Result};

/// Articles read from the store at a time, and bytes handed to the network at a time.
const PAGE: u32 = 100;
const CHUNK_BYTES: usize = 64 << 10;

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new().route("/export", post(export))
}

/// Word in the form, what is written, the file's name, and whether it is packed.
const FORMS: [(&str, Target, &str, bool); 5] = [
    ("dateline", Target::Dateline, "dateline.jsonl.gz", true),
    ("wallabag", Target::Wallabag, "wallabag.json", false),
    ("bookmarks", Target::Netscape, "bookmarks.html", false),
    ("pocket", Target::Pocket, "pocket.csv", false),
    ("opml", Target::Opml, "feeds-and-pages.opml", false),
];

async fn export(State(app): State<Arc<App>>, me: Me, fields: Fields) -> Result<Response> {
    let wanted = fields.get("format").unwrap_or("dateline");
    let form = FORMS.iter().find(|(word, ..)| *word == wanted);
    let &(_, target, name, is_packed) = form.ok_or(Error::bad("There is no such format."))?;
    let folders = app.store.folders(me.id).await?;
    let (items, waiting) = channel(PAGE as usize);
    let (chunks, sent) = channel(4);
    tokio::spawn(async move {
        // Ends early when the browser has gone: nobody is there to be told.
        if let Err(error) = read(&app, me.id, &folders, &items).await {
            tracing::warn!(%error, "an export broke off");
        }
    });
    tokio::task::spawn_blocking(move || {
        let out = Chunks { sender: chunks, bytes: Vec::with_capacity(CHUNK_BYTES) };
        if let Err(error) = write_all(target, is_packed, Waiting(waiting), out) {
            tracing::debug!(%error, "an export was not taken to its end");
        }
    });
    let headers = [
        (CONTENT_TYPE, "application/octet-stream".to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    Ok((headers, Body::new(Sent(sent))).into_response())
}

fn write_all(target: Target, is_packed: bool, items: Waiting, out: Chunks) -> io::Result<()> {
    if is_packed {
        let mut out = GzEncoder::new(out, Compression::default());
        write(target, items, &mut out)?;
        out.finish()?.flush()
    } else {
        let mut out = out;
        write(target, items, &mut out)?;
        out.flush()
    }
}

/// Reads feeds and articles, the oldest first, so that taking them in again gives the same order.
async fn read(app: &App, reader: ReaderId, folders: &[Folder], items: &Sender<Item>) -> Result<()> {
    let paths = paths(folders);
    for one in app.store.subscriptions(reader).await? {
        let Ok(url) = one.feed.url.parse() else { continue };
        let item = Item {
            kind: Kind::Feed,
            title: one.name().to_owned(),
            folders: one.folder.and_then(|id| paths.get(&id).cloned()).into_iter().collect(),
            saved_at: Some(one.created_at),
            ..Item::new(url, 0)
        };
        if items.send(item).await.is_err() {
            return Ok(());
        }
    }
    let mut list =
        List { filter: Filter::All, order: Order::Oldest, limit: PAGE, ..List::default() };
    loop {
        let page = app.store.shelf(reader, list).await?;
        for item in page.items {
            let Some(item) = one(app, reader, item, &paths).await? else { continue };
            if items.send(item).await.is_err() {
                return Ok(());
            }
        }
        match page.next {
            Some(next) => list.after = Some(next),
            None => return Ok(()),
        }
    }
}

async fn one(
    app: &App,
    reader: ReaderId,
    item: ShelfItem,
    paths: &BTreeMap<FolderId, Vec<String>>,
) -> Result<Option<Item>> {
    let Ok(url) = item.url.parse() else { return Ok(None) };
    let body = match item.version {
        0 => None,
        _ => Some(Text::Html(app.store.content(item.article_id, None).await?.html)),
    };
    let marks = app.store.marks_of_article(reader, item.article_id).await?;
    let html = match &body {
        Some(Text::Html(html)) if !marks.is_empty() => html.as_str(),
        _ => "",
    };
    let flat = Flat::of(html);
    let marks = marks.into_iter().map(|mark| Mark {
        position: (!mark.is_orphan)
            .then(|| flat.range(&mark.anchor.quote, &mark.anchor.prefix, &mark.anchor.suffix))
            .flatten()
            .map(Range::position),
        quote: mark.anchor.quote,
        note: mark.note,
        colour: crate::article::colour(mark.colour).to_owned(),
        made_at: Some(mark.created_at),
        ..Mark::default()
    });
    let marks: Vec<Mark> = marks.collect();
    Ok(Some(Item {
        title: item.title,
        saved_at: Some(item.saved_at),
        state: if item.is_read { Told::Archived } else { Told::Unread },
        archived_at: item.read_at.filter(|_| item.is_read),
        is_favourite: item.is_favourite,
        favoured_at: item.favourite_at.filter(|_| item.is_favourite),
        progress_percent: Some(u8::try_from(item.progress / 10).unwrap_or(100)),
        tags: item.tags,
        folders: item.folder_id.and_then(|id| paths.get(&id).cloned()).into_iter().collect(),
        authors: item.byline,
        published_at: item.published_at,
        language: item.language.unwrap_or_default(),
        image: item.lead_image.and_then(|url| url.parse().ok()),
        marks,
        body,
        ..Item::new(url, 0)
    }))
}

/// Items as they come, for whoever writes them on a thread of its own.
struct Waiting(Receiver<Item>);

impl Iterator for Waiting {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        self.0.blocking_recv()
    }
}

/// Bytes to the network, some at a time.
struct Chunks {
    sender: Sender<Bytes>,
    bytes: Vec<u8>,
}

impl Write for Chunks {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes.extend_from_slice(bytes);
        if self.bytes.len() >= CHUNK_BYTES {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.bytes.is_empty() {
            return Ok(());
        }
        let chunk = Bytes::from(std::mem::take(&mut self.bytes));
        self.sender.blocking_send(chunk).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}

/// The answer's body.
struct Sent(Receiver<Bytes>);

impl HttpBody for Sent {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context,
    ) -> Poll<Option<std::result::Result<Frame<Bytes>, Self::Error>>> {
        self.0.poll_recv(context).map(|chunk| chunk.map(|chunk| Ok(Frame::data(chunk))))
    }
}
