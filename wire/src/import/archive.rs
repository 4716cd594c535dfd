//! Archives: of Pocket with highlights and collections, of Omnivore with pages and highlights, and
//! of any other export.
//!
//! Only the directory is read by the `zip` crate; contents are unpacked as they are read, within
//! bounds. Names are compared, never used as paths.

use std::collections::HashMap;
use std::io::{self, BufReader, Read, Seek};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::read::DeflateDecoder;
use serde_json::{Map, Value};
use zip::{CompressionMethod, ZipArchive};

use super::json::{Step, Walk};
use super::source::{Bytes, Shared, utf8};
use super::{
    Body, Format, ImportError, Item, Mark, Opener, Reason, Refused, Row, Rows, formats, line,
    open_text, web_url,
};
use crate::{date, markup};

/// Most files (security.md §5).
pub(super) const MAX_ENTRIES: usize = 100_000;
/// Bytes unpacked for each byte of archive.
const MAX_RATIO: u64 = 100;
/// Bytes that may be unpacked before the ratio counts.
const FREE_BYTES: u64 = 1 << 20;
/// Largest page or file of highlights beside a row.
const MAX_BESIDE_BYTES: u64 = 16 << 20;

/// One file.
#[derive(Clone)]
struct Entry {
    name: Arc<str>,
    start: u64,
    packed_bytes: u64,
    method: Method,
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum Method {
    Stored,
    Deflated,
    Other,
}

/// Opens files of the archive.
struct Files<R> {
    shared: Shared<R>,
    entries: Vec<Entry>,
    /// The last file of each name: Omnivore writes some twice, the better one last.
    by_name: HashMap<Arc<str>, usize>,
    /// Bytes that may still be unpacked, so that files which overlap are no way round the ratio.
    budget: Arc<AtomicU64>,
}

pub(super) fn open<R>(shared: &Shared<R>) -> Result<(Format, Rows), ImportError>
where
    R: Read + Seek + Send + 'static,
{
    let files = Arc::new(directory(shared)?);
    let names = || files.entries.iter().map(|entry| entry.name.as_ref());
    let format = if names().any(is_omnivore_list) {
        Format::Omnivore
    } else if names().any(is_pocket_part) {
        Format::Pocket
    } else {
        Format::Archive
    };
    let mut next = 0;
    let mut rows: Option<(Arc<str>, Rows)> = None;
    let all = std::iter::from_fn(move || {
        loop {
            if let Some((name, current)) = &mut rows {
                if let Some(row) = current.next() {
                    return Some(with_part(row, name));
                }
                rows = None;
            }
            let entry = files.entries.get(next)?.clone();
            next += 1;
            let is_last = files.by_name.get(&entry.name) == Some(&(next - 1));
            if is_last && !entry.name.ends_with('/') {
                let opened = part(&files, &entry, format).unwrap_or_else(|error| {
                    let reason = Reason::Unreadable(error.to_string());
                    let refused = Refused { part: None, row: 0, reason };
                    Box::new(std::iter::once(Err(refused)))
                });
                rows = Some((entry.name, opened));
            }
        }
    });
    Ok((format, Box::new(all)))
}

fn with_part(row: Row, part: &Arc<str>) -> Row {
    match row {
        Ok(item) => Ok(Item { part: Some(Arc::clone(part)), ..item }),
        Err(refused) => Err(Refused { part: Some(Arc::clone(part)), ..refused }),
    }
}

fn directory<R: Read + Seek>(shared: &Shared<R>) -> Result<Files<R>, ImportError> {
    let wrong = |error: zip::result::ZipError| ImportError::Archive(error.to_string());
    let size = shared.clone().seek(io::SeekFrom::End(0))?;
    let mut archive = ZipArchive::new(BufReader::new(shared.from(0))).map_err(wrong)?;
    if archive.len() > MAX_ENTRIES {
        return Err(ImportError::TooManyFiles);
    }
    let mut entries = Vec::with_capacity(archive.len());
    let mut by_name = HashMap::new();
    for at in 0..archive.len() {
        let Ok(file) = archive.by_index_raw(at) else {
            continue;
        };
        let method = match file.compression() {
            _ if file.encrypted() => Method::Other,
            CompressionMethod::Stored => Method::Stored,
            CompressionMethod::DEFLATE => Method::Deflated,
            _ => Method::Other,
        };
        let name = markup::text_of(file.name_raw()).replace('\\', "/");
        let name: Arc<str> = Arc::from(line(&name));
        let Some(start) = file.data_start() else {
            continue;
        };
        by_name.insert(Arc::clone(&name), entries.len());
        entries.push(Entry { name, start, packed_bytes: file.compressed_size(), method });
    }
    let budget = Arc::new(AtomicU64::new(size.saturating_mul(MAX_RATIO).max(FREE_BYTES)));
    Ok(Files { shared: shared.clone(), entries, by_name, budget })
}

impl<R: Read + Seek + Send + 'static> Files<R> {
    fn open(&self, entry: &Entry) -> io::Result<Bytes> {
        let packed = self.shared.from(entry.start).take(entry.packed_bytes);
        let packed = BufReader::with_capacity(32 << 10, packed);
        let limit = entry.packed_bytes.saturating_mul(MAX_RATIO).max(FREE_BYTES);
        let budget = Arc::clone(&self.budget);
        match entry.method {
            Method::Stored => utf8(Bounded { source: packed, left: limit, budget }),
            Method::Deflated => {
                utf8(Bounded { source: DeflateDecoder::new(packed), left: limit, budget })
            }
            Method::Other => Err(io::Error::other("packed or locked in a way that is not known")),
        }
    }

    /// A file of that name as text, if there is one and it can be read.
    fn text(&self, name: &str) -> Option<Result<String, String>> {
        let entry = &self.entries[*self.by_name.get(name)?];
        let mut bytes = Vec::new();
        let read = self
            .open(entry)
            .and_then(|file| file.take(MAX_BESIDE_BYTES + 1).read_to_end(&mut bytes));
        Some(match read {
            Ok(_) if bytes.len() as u64 > MAX_BESIDE_BYTES => Err("too large".to_owned()),
            Ok(_) => Ok(markup::text_of(&bytes).into_owned()),
            Err(error) => Err(error.to_string()),
        })
    }
}

/// A reader that gives up where unpacking becomes an attack.
struct Bounded<S> {
    source: S,
    left: u64,
    budget: Arc<AtomicU64>,
}

impl<S: Read> Read for Bounded<S> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(buffer)?;
        let bytes = read as u64;
        let take = |left: u64| left.checked_sub(bytes);
        let is_within = take(self.left).map(|left| self.left = left).is_some()
            && self.budget.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok();
        if is_within {
            Ok(read)
        } else {
            Err(io::Error::other("it unpacks to more than 100 times its size"))
        }
    }
}

/// The rows of one file.
fn part<R>(files: &Arc<Files<R>>, entry: &Entry, format: Format) -> io::Result<Rows>
where
    R: Read + Seek + Send + 'static,
{
    let name = entry.name.as_ref();
    let opener: Opener = {
        let (files, entry) = (Arc::clone(files), entry.clone());
        Arc::new(move || files.open(&entry))
    };
    if format == Format::Omnivore {
        if is_omnivore_list(name) {
            return omnivore(files, &opener);
        }
        // They belong to rows, and come with them.
        if folder(name) == "content" || folder(name) == "highlights" {
            return Ok(Box::new(std::iter::empty()));
        }
    }
    if format == Format::Pocket && name.ends_with(".json") {
        match folder(name) {
            "annotations" => return pocket_marks(opener()?),
            "collections" => return pocket_collection(&opener),
            _ => {}
        }
    }
    match open_text(opener, name)? {
        Some((_, rows)) => Ok(rows),
        None => {
            let reason = Reason::Unreadable("not an export that is known".to_owned());
            Ok(Box::new(std::iter::once(Err(Refused { part: None, row: 0, reason }))))
        }
    }
}

fn is_omnivore_list(name: &str) -> bool {
    file_name(name).starts_with("metadata_") && name.ends_with(".json")
}

fn is_pocket_part(name: &str) -> bool {
    file_name(name).starts_with("part_") && name.ends_with(".csv")
}

fn file_name(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// The folder a file lies in.
fn folder(name: &str) -> &str {
    name.rsplit('/').nth(1).unwrap_or("")
}

/// Rows with the pages and marks that lie beside the list.
fn omnivore<R>(files: &Arc<Files<R>>, opener: &Opener) -> io::Result<Rows>
where
    R: Read + Seek + Send + 'static,
{
    let rows = formats::rows(Format::Omnivore, opener)?;
    let files = Arc::clone(files);
    Ok(Box::new(rows.map(move |row| {
        let mut item = row?;
        if let Some(slug) = item.extras.get("slug").cloned() {
            match files.text(&format!("content/{slug}.html")) {
                Some(Ok(html)) if !html.trim().is_empty() => item.body = Some(Body::Html(html)),
                Some(Err(why)) => item.keep("content not read", &why),
                _ => {}
            }
            match files.text(&format!("highlights/{slug}.md")) {
                Some(Ok(text)) => omnivore_marks(&mut item, &text),
                Some(Err(why)) => item.keep("highlights not read", &why),
                None => {}
            }
        }
        Ok(item)
    })))
}

/// Blocks parted by blank lines: a quotation begins a mark, `#labels` and a note follow it, a block
/// before the first quotation is about the page.
fn omnivore_marks(item: &mut Item, text: &str) {
    let text = text.replace("\r\n", "\n");
    let mut has_note = false;
    for block in text.split("\n\n").map(str::trim).filter(|block| !block.is_empty()) {
        let quote_lines = block.lines().take_while(|line| line.starts_with('>'));
        let quote: Vec<&str> =
            quote_lines.map(|line| line[1..].strip_prefix(' ').unwrap_or(&line[1..])).collect();
        let rest: Vec<&str> = block.lines().skip(quote.len()).collect();
        if !quote.is_empty() {
            let quote = quote.join("\n").trim().to_owned();
            if !quote.is_empty() {
                item.marks.push(Mark { quote, ..Mark::default() });
            }
            has_note = false;
        }
        let rest = rest.join("\n");
        if rest.trim().is_empty() {
            continue;
        }
        let labels = rest.split_whitespace().map(|word| word.strip_prefix('#'));
        let labels: Option<Vec<&str>> = labels.collect();
        let into = match (item.marks.last_mut(), labels) {
            (Some(mark), Some(labels)) if !has_note => {
                mark.tags.extend(labels.into_iter().map(line).filter(|label| !label.is_empty()));
                continue;
            }
            (Some(mark), _) if !has_note => &mut mark.note,
            _ => &mut item.note,
        };
        if !into.is_empty() {
            into.push_str("\n\n");
        }
        into.push_str(rest.trim());
        has_note = true;
    }
}

fn string(fields: &Map<String, Value>, key: &str) -> String {
    fields.get(key).and_then(Value::as_str).unwrap_or("").trim().to_owned()
}

/// Each page with its highlights.
fn pocket_marks(reader: Bytes) -> io::Result<Rows> {
    let mut row = 0;
    Ok(Box::new(Walk::new(reader, <[Step]>::is_empty).map(move |piece| {
        row += 1;
        let refuse = |reason| Refused { part: None, row, reason };
        let piece = piece.map_err(|fault| refuse(formats::reason(&fault)))?;
        let Value::Object(fields) = piece.value else {
            return Err(refuse(Reason::Unreadable("not an object".to_owned())));
        };
        let mut item = Item::new(web_url(&string(&fields, "url")).map_err(refuse)?, row);
        item.title = line(&string(&fields, "title"));
        let marks = fields.get("highlights").and_then(Value::as_array).into_iter().flatten();
        for mark in marks.filter_map(Value::as_object) {
            let quote = string(mark, "quote");
            let note = string(mark, "note");
            let made_at = mark.get("created_at").and_then(|time| match time {
                Value::Number(count) => date::since_1970(count.as_i64()?),
                time => date::any(time.as_str()?),
            });
            if !quote.is_empty() {
                item.marks.push(Mark { quote, note, made_at, ..Mark::default() });
            }
        }
        Ok(item)
    })))
}

/// The pages of a collection. Its title may come behind them, so it is looked for first.
fn pocket_collection(opener: &Opener) -> io::Result<Rows> {
    let opens = |path: &[Step]| path.is_empty() || path.len() == 1 && path[0].is("items");
    let mut title = String::new();
    for piece in Walk::new(opener()?, opens).flatten() {
        let is_title = piece.path.first().is_some_and(|step| step.is("title"));
        let is_slug = piece.path.first().is_some_and(|step| step.is("slug"));
        if is_title || is_slug && title.is_empty() {
            title = line(piece.value.as_str().unwrap_or(""));
        }
    }
    let mut row = 0;
    let pieces = Walk::new(opener()?, opens);
    let pieces = pieces.filter(|piece| piece.as_ref().map_or(true, |piece| piece.path.len() == 2));
    Ok(Box::new(pieces.map(move |piece| {
        row += 1;
        let refuse = |reason| Refused { part: None, row, reason };
        let piece = piece.map_err(|fault| refuse(formats::reason(&fault)))?;
        let Value::Object(fields) = piece.value else {
            return Err(refuse(Reason::Unreadable("not an object".to_owned())));
        };
        let mut item = Item::new(web_url(&string(&fields, "url")).map_err(refuse)?, row);
        item.title = line(&string(&fields, "title"));
        item.excerpt = string(&fields, "excerpt");
        item.note = string(&fields, "note");
        item.add_folder([title.as_str()]);
        Ok(item)
    })))
}
