//! Exports of other programs: what a reader saved there, row by row.
//!
//! [`open`] is given a file and its name, finds out what it is from both, and gives an [`Import`]:
//! an iterator of items and of rows refused with reasons. One row is in memory at a time, so a
//! library of any size can be read, twice if need be: first to count and show, then to take in.
//! Nothing is written to disk, and no name in an archive is ever used as a path.

use std::io::{self, BufRead, Read, Seek};
use std::sync::Arc;

mod archive;
mod bookmarks;
mod csv;
mod detect;
mod formats;
mod item;
pub(crate) mod json;
mod lines;
mod source;
mod tables;

pub(crate) use bookmarks::description;
pub use item::{Body, Item, Kind, Mark, Position, Reason, Refused, Row, State};
pub(crate) use item::{line, web_url};
use source::{Bytes, Shared};

/// Bytes looked at to find out what a file is.
const HEAD_BYTES: usize = 32 << 10;

/// What a file is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Format {
    /// Pocket's last export: a table, alone or in an archive with highlights and collections.
    Pocket,
    /// Pocket's older export (`ril_export.html`).
    PocketHtml,
    /// Omnivore's archive.
    Omnivore,
    /// Instapaper's table.
    Instapaper,
    /// wallabag's JSON.
    Wallabag,
    /// wallabag's table.
    WallabagTable,
    /// Readwise Reader's table.
    Readwise,
    /// Readeck's table.
    Readeck,
    /// Karakeep's, once Hoarder's, JSON.
    Karakeep,
    /// Linkwarden's JSON.
    Linkwarden,
    /// Raindrop.io's table.
    Raindrop,
    /// A bookmark file of browsers and many others.
    Netscape,
    /// Subscriptions.
    Opml,
    /// Pinboard's JSON.
    Pinboard,
    /// Readability's JSON.
    Readability,
    /// GoodLinks' JSON.
    GoodLinks,
    /// Matter's table.
    Matter,
    /// mymind's table.
    Mymind,
    /// Starred entries of Google Reader and of FreshRSS.
    Starred,
    /// OneTab's `address | title` lines.
    OneTab,
    /// An address a line.
    Lines,
    /// Any table with a column of addresses.
    Table,
    /// Our own (`docs/formats.md`).
    Dateline,
    /// An archive of any of these.
    Archive,
}

/// Why a file gives no rows at all.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// Look whether it is the right file.
    #[error("this is no export that is known")]
    Unknown,
    /// Look whether it was downloaded whole.
    #[error("the archive cannot be read: {0}")]
    Archive(String),
    /// Nothing: more than [`archive::MAX_ENTRIES`] files.
    #[error("the archive holds more than {} files", archive::MAX_ENTRIES)]
    TooManyFiles,
    /// As for any file.
    #[error("{0}")]
    File(#[from] io::Error),
}

/// The rows of an export, in the file's order.
pub struct Import {
    format: Format,
    rows: Rows,
}

/// Rows as they come.
type Rows = Box<dyn Iterator<Item = Row> + Send>;
/// Opens a file's bytes from their start.
type Opener = Arc<dyn Fn() -> io::Result<Bytes> + Send + Sync>;

/// Opens an export. The name helps where bytes do not tell.
///
/// # Errors
/// When it is no export, or cannot be read at all; what is wrong with a row is said by the row.
pub fn open<R>(source: R, name: &str) -> Result<Import, ImportError>
where
    R: Read + Seek + Send + 'static,
{
    let shared = Shared::new(source);
    let mut head = [0; 4];
    let read = read_up_to(&mut shared.from(0), &mut head)?;
    if matches!(&head[..read], b"PK\x03\x04" | b"PK\x05\x06") {
        let (format, rows) = archive::open(&shared)?;
        return Ok(Import { format, rows });
    }
    let opener: Opener = Arc::new(move || source::utf8(shared.from(0)));
    let (format, rows) = open_text(opener, name)?.ok_or(ImportError::Unknown)?;
    Ok(Import { format, rows })
}

/// A file that is no archive; `None` if it is nothing that is known.
fn open_text(opener: Opener, name: &str) -> io::Result<Option<(Format, Rows)>> {
    let mut head = vec![0; HEAD_BYTES];
    let read = read_up_to(&mut opener()?, &mut head)?;
    let Some(format) = detect::format(&crate::markup::text_of(&head[..read]), name) else {
        return Ok(None);
    };
    let rows: Rows = match format {
        Format::Netscape | Format::PocketHtml => Box::new(bookmarks::rows(opener()?)),
        Format::Opml => lines::opml(opener()?)?,
        Format::OneTab | Format::Lines => Box::new(lines::addresses(opener()?)),
        Format::Dateline => Box::new(lines::own(opener()?)),
        Format::Wallabag
        | Format::Karakeep
        | Format::Linkwarden
        | Format::Omnivore
        | Format::Pinboard
        | Format::Readability
        | Format::GoodLinks
        | Format::Starred => formats::rows(format, &opener)?,
        _ => Box::new(tables::rows(format, opener()?)),
    };
    Ok(Some((format, rows)))
}

fn read_up_to(source: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut length = 0;
    while length < buffer.len() {
        match source.read(&mut buffer[length..])? {
            0 => break,
            read => length += read,
        }
    }
    Ok(length)
}

/// The next line without its end, cut at the limit, or `None` at the end.
fn read_line(reader: &mut Bytes, limit: usize) -> io::Result<Option<(Vec<u8>, bool)>> {
    let mut line = Vec::new();
    let limit_bytes = u64::try_from(limit).unwrap_or(u64::MAX);
    if reader.take(limit_bytes).read_until(b'\n', &mut line)? == 0 {
        return Ok(None);
    }
    let is_whole = line.ends_with(b"\n") || line.len() < limit;
    if !is_whole {
        reader.skip_until(b'\n')?;
    }
    Ok(Some((line, is_whole)))
}

impl Import {
    /// What the file is.
    pub fn format(&self) -> Format {
        self.format
    }
}

impl Iterator for Import {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        self.rows.next()
    }
}

impl std::fmt::Debug for Import {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Import").field("format", &self.format).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
