//! Files of lines: addresses, our own format; and subscriptions, which are few enough to be read
//! whole.

use std::io;

use super::source::Bytes;
use super::{Item, Kind, Reason, Refused, Row, Rows, line, read_line, web_url};
use crate::opml;

/// Longest line of our own format: an item with the article in it.
const MAX_LINE_BYTES: usize = 16 << 20;

/// `address` or `address | title`; lines that begin with `#` are remarks.
pub(super) fn addresses(mut reader: Bytes) -> impl Iterator<Item = Row> + Send {
    let mut row = 0;
    let mut is_done = false;
    std::iter::from_fn(move || {
        while !is_done {
            let text = match read_line(&mut reader, 64 << 10) {
                Ok(Some((bytes, _))) => bytes,
                Ok(None) => return None,
                Err(error) => {
                    is_done = true;
                    return Some(Err(cut(row + 1, &error)));
                }
            };
            row += 1;
            let text = crate::markup::text_of(&text);
            let text = text.trim();
            if text.is_empty() || text.starts_with('#') {
                continue;
            }
            let (address, title) = text.split_once(" | ").unwrap_or((text, ""));
            return Some(match web_url(address) {
                Ok(url) => Ok(Item { title: line(title), ..Item::new(url, row) }),
                Err(reason) => Err(Refused { part: None, row, reason }),
            });
        }
        None
    })
}

/// Our own format: a heading line, then an item a line. Row 1 is the heading.
pub(super) fn own(mut reader: Bytes) -> impl Iterator<Item = Row> + Send {
    let mut row = 0;
    let mut is_done = false;
    std::iter::from_fn(move || {
        while !is_done {
            let (bytes, is_whole) = match read_line(&mut reader, MAX_LINE_BYTES) {
                Ok(Some(line)) => line,
                Ok(None) => return None,
                Err(error) => {
                    is_done = true;
                    return Some(Err(cut(row + 1, &error)));
                }
            };
            row += 1;
            let refuse = |reason| Some(Err(Refused { part: None, row, reason }));
            if row == 1 {
                match crate::export::check_heading(&bytes) {
                    Ok(()) => continue,
                    Err(why) => {
                        is_done = true;
                        return refuse(Reason::Unreadable(why));
                    }
                }
            }
            if bytes.trim_ascii().is_empty() {
                continue;
            }
            if !is_whole {
                return refuse(Reason::TooLarge);
            }
            return match serde_json::from_slice::<Item>(&bytes) {
                Ok(item) if item.url.domain() == Some("nowhere.invalid") => refuse(Reason::NoUrl),
                Ok(item) => Some(Ok(Item { row, ..item })),
                Err(error) => refuse(Reason::Unreadable(error.to_string())),
            };
        }
        None
    })
}

fn cut(row: u64, error: &io::Error) -> Refused {
    Refused { part: None, row, reason: Reason::Cut(error.to_string()) }
}

/// Subscriptions.
pub(super) fn opml(reader: Bytes) -> io::Result<Rows> {
    let mut bytes = Vec::new();
    let limit = u64::try_from(opml::MAX_BYTES).unwrap_or(u64::MAX);
    io::Read::read_to_end(&mut io::Read::take(reader, limit + 1), &mut bytes)?;
    let read = match opml::read(&bytes) {
        Ok(read) => read,
        Err(error) => {
            let reason = Reason::Unreadable(error.to_string());
            return Ok(Box::new(std::iter::once(Err(Refused { part: None, row: 1, reason }))));
        }
    };
    let items = read.outlines.into_iter().map(|outline| {
        let mut item = Item::new(outline.url, outline.row);
        item.kind = if outline.is_feed { Kind::Feed } else { Kind::Page };
        item.title = outline.title;
        item.add_folder(outline.folder.iter().map(String::as_str));
        if let Some(home) = outline.home {
            item.keep("htmlUrl", home.as_str());
        }
        item.extras.extend(outline.attributes);
        Ok(item)
    });
    let refused =
        read.refused.into_iter().map(|(row, reason)| Err(Refused { part: None, row, reason }));
    Ok(Box::new(items.chain(refused).collect::<Vec<Row>>().into_iter()))
}
