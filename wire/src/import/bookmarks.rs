//! Bookmark files: Netscape's shape, which browsers and most programs write, and Pocket's older
//! export, whose headings say what was read.

use std::io::{self, Read};

use super::source::Bytes;
use super::{Item, Kind, Reason, Refused, Row, State, line, web_url};
use crate::date;
use crate::markup::{self, References, Tag, Token};

/// Longest tag or text in memory; icons of pages fit.
const MAX_TOKEN_BYTES: usize = 1 << 20;
const CHUNK_BYTES: usize = 64 << 10;
/// Folders nested deeper are left out of the path.
const MAX_FOLDERS: usize = 32;
/// Longest description.
const MAX_NOTE_BYTES: usize = 256 << 10;
/// What linkding and we write around a note, beside the description.
const NOTES: (&str, &str) = ("[linkding-notes]", "[/linkding-notes]");

/// The rows of a bookmark file. Row 1 is the first link.
pub(super) fn rows(reader: Bytes) -> impl Iterator<Item = Row> + Send {
    let mut stream = Stream { reader, buffer: Vec::new(), at: 0, is_all: false };
    let mut file = File::default();
    std::iter::from_fn(move || {
        loop {
            if let Some(row) = file.done.take() {
                return Some(row);
            }
            if file.is_over {
                return None;
            }
            match stream.next() {
                Ok(Some(token)) => file.take(&token),
                Ok(None) => {
                    file.is_over = true;
                    file.finish();
                }
                Err(error) => {
                    file.is_over = true;
                    file.finish();
                    let reason = Reason::Cut(error.to_string());
                    let row = file.row + 1;
                    if file.done.is_none() {
                        file.done = Some(Err(Refused { part: None, row, reason }));
                    }
                }
            }
        }
    })
}

/// Tokens of a file that is not in memory.
struct Stream {
    reader: Bytes,
    buffer: Vec<u8>,
    at: usize,
    is_all: bool,
}

impl Stream {
    fn next(&mut self) -> io::Result<Option<Token<'_>>> {
        loop {
            let pending = self.buffer.len() - self.at;
            let is_all = self.is_all || pending >= MAX_TOKEN_BYTES;
            if let Some((_, used)) = markup::next(&self.buffer[self.at..], is_all) {
                let start = self.at;
                self.at += used;
                let token = markup::next(&self.buffer[start..self.at], true);
                return Ok(token.map(|(token, _)| token));
            }
            if self.is_all {
                return Ok(None);
            }
            self.buffer.drain(..self.at);
            self.at = 0;
            // As much again as is waiting, so that a long token is looked at a few times only.
            let more = u64::try_from(pending.max(CHUNK_BYTES)).unwrap_or(u64::MAX);
            self.is_all = (&mut self.reader).take(more).read_to_end(&mut self.buffer)? == 0;
        }
    }
}

/// Where text belongs that comes now.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
enum Place {
    #[default]
    Nowhere,
    /// A heading of the whole file.
    Heading,
    Folder,
    Title,
    Description,
}

#[derive(Default)]
struct File {
    place: Place,
    text: String,
    folders: Vec<String>,
    /// The name of the folder that opens next.
    next_folder: String,
    /// Lists open beyond the deepest folder.
    overflow: usize,
    /// What the heading above says.
    state: State,
    item: Option<Result<Item, Reason>>,
    description: String,
    row: u64,
    done: Option<Row>,
    is_over: bool,
    references: References,
}

impl File {
    fn take(&mut self, token: &Token<'_>) {
        match token {
            Token::Open(tag) => self.open(tag),
            Token::Close(name) => self.close(name),
            Token::Text(bytes) | Token::Raw(bytes) => {
                let text = markup::text_of(bytes);
                let text = self.references.resolve(&text);
                let into = match self.place {
                    Place::Nowhere => return,
                    Place::Description => &mut self.description,
                    _ => &mut self.text,
                };
                if into.len() + text.len() <= MAX_NOTE_BYTES {
                    into.push_str(&text);
                }
            }
            Token::Other => {}
        }
    }

    fn open(&mut self, tag: &Tag<'_>) {
        match tag.name.to_ascii_lowercase().as_slice() {
            b"h1" => self.start(Place::Heading),
            b"h2" | b"h3" | b"h4" => self.start(Place::Folder),
            b"dl" => {
                self.finish();
                self.place = Place::Nowhere;
                if self.folders.len() < MAX_FOLDERS {
                    self.folders.push(std::mem::take(&mut self.next_folder));
                } else {
                    self.overflow += 1;
                }
            }
            b"dt" | b"ul" | b"li" => {
                self.finish();
                self.place = Place::Nowhere;
            }
            b"dd" => self.place = Place::Description,
            b"a" => {
                self.start(Place::Title);
                self.row += 1;
                let item = self.link(tag);
                self.item = Some(item);
            }
            b"br" if self.place == Place::Description => self.description.push('\n'),
            _ => {}
        }
    }

    fn start(&mut self, place: Place) {
        self.finish();
        self.text.clear();
        self.place = place;
    }

    fn close(&mut self, name: &[u8]) {
        match (name.to_ascii_lowercase().as_slice(), self.place) {
            (b"h1", Place::Heading) => {
                let heading = self.text.to_ascii_lowercase();
                self.state = match heading.trim() {
                    "unread" => State::Unread,
                    "read archive" => State::Archived,
                    _ => State::Unknown,
                };
                self.place = Place::Nowhere;
            }
            (b"h2" | b"h3" | b"h4", Place::Folder) => {
                self.next_folder = line(&self.text);
                self.place = Place::Nowhere;
            }
            (b"a", Place::Title) => {
                if let Some(Ok(item)) = &mut self.item {
                    item.title = line(&self.text);
                }
                self.place = Place::Nowhere;
            }
            (b"dl", _) => {
                self.finish();
                self.place = Place::Nowhere;
                match self.overflow {
                    0 => drop(self.folders.pop()),
                    _ => self.overflow -= 1,
                }
            }
            _ => {}
        }
    }

    fn link(&mut self, tag: &Tag<'_>) -> Result<Item, Reason> {
        let mut item = Item { row: self.row, state: self.state, ..Item::default() };
        let mut url = Err(Reason::NoUrl);
        let mut feed = None;
        for (name, value) in tag.attributes() {
            let value = markup::text_of(value);
            let value = self.references.resolve(&value);
            let name = markup::text_of(name).to_ascii_lowercase();
            match name.as_str() {
                "href" => url = web_url(&value),
                "add_date" | "time_added" => item.saved_at = date::any(&value),
                "tags" => item.add_tags(value.split(',')),
                "private" => item.is_public = Some(value.trim() != "1"),
                "toread" => {
                    let is_unread = value.trim() == "1";
                    item.state = if is_unread { State::Unread } else { State::Archived };
                }
                "feedurl" => feed = web_url(&value).ok(),
                "icon" | "icon_uri" => {}
                _ => item.keep(&name, &value),
            }
        }
        item.url = url?;
        if let Some(feed) = feed {
            item.keep("href", item.url.clone().as_str());
            item.url = feed;
            item.kind = Kind::Feed;
        }
        item.add_folder(self.folders.iter().map(String::as_str));
        Ok(item)
    }

    /// The link read last is whole.
    fn finish(&mut self) {
        let description = std::mem::take(&mut self.description);
        let Some(item) = self.item.take() else {
            return;
        };
        self.done = Some(match item {
            Ok(mut item) => {
                if self.place == Place::Title {
                    item.title = line(&self.text);
                }
                describe(&mut item, &description);
                Ok(item)
            }
            Err(reason) => Err(Refused { part: None, row: self.row, reason }),
        });
    }
}

/// The description is what the reader wrote or what the page says of itself: only linkding tells.
fn describe(item: &mut Item, description: &str) {
    let (start, end) = NOTES;
    let notes = description.split_once(start).and_then(|(before, rest)| {
        let (notes, after) = rest.split_once(end)?;
        Some((notes, format!("{before}{after}")))
    });
    match notes {
        Some((notes, rest)) => {
            item.note = notes.trim().to_owned();
            item.excerpt = rest.trim().to_owned();
        }
        None => item.excerpt = description.trim().to_owned(),
    }
}

/// A description with a note in it, as [`describe`] reads it.
pub(crate) fn description(excerpt: &str, note: &str) -> String {
    if note.is_empty() {
        return excerpt.to_owned();
    }
    format!("{excerpt}\n{}\n{note}\n{}", NOTES.0, NOTES.1)
}
