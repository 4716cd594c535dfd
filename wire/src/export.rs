//! A library written in formats that other programs read, and in our own, which holds everything.
//!
//! What each of them can hold is in `docs/formats.md`, whose table is made by writing and reading.
//! Items are written as they come, so a library of any size can go out.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::io::{self, Write};

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::import::{Body, Item, Kind, State, description};
use crate::mail::paragraphs;
use crate::markup::{escape, web_url};
use crate::opml::{self, Outline};

/// The version of our own format that is written, and the newest that is read.
pub const VERSION: u32 = 1;
/// What the first line of our own format says.
const NAME: &str = "dateline-library";

/// What to write.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Target {
    /// Our own: JSON Lines, a heading and an item a line, every field.
    Dateline,
    /// wallabag's JSON: pages with their bodies and marks.
    Wallabag,
    /// A bookmark file, for browsers and nearly everything else.
    Netscape,
    /// Pocket's table: few fields, read by all.
    Pocket,
    /// OPML: feeds, and pages as links.
    Opml,
}

impl Target {
    /// All of them, the fullest first.
    pub const ALL: [Target; 5] =
        [Target::Dateline, Target::Wallabag, Target::Netscape, Target::Pocket, Target::Opml];
}

/// Writes the items; feeds only where the format knows feeds. Gives the number written.
///
/// # Errors
/// Those of `out`.
pub fn write<I>(target: Target, items: I, out: &mut impl Write) -> io::Result<u64>
where
    I: IntoIterator,
    I::Item: Borrow<Item>,
{
    match target {
        Target::Dateline => own(items, out),
        Target::Wallabag => wallabag(items, out),
        Target::Netscape => netscape(items, out),
        Target::Pocket => pocket(items, out),
        Target::Opml => outlines(items, out),
    }
}

fn own<I: IntoIterator<Item: Borrow<Item>>>(items: I, out: &mut impl Write) -> io::Result<u64> {
    writeln!(out, "{}", json!({"format": NAME, "version": VERSION}))?;
    let mut count = 0;
    for item in items {
        serde_json::to_writer(&mut *out, item.borrow())?;
        out.write_all(b"\n")?;
        count += 1;
    }
    Ok(count)
}

#[derive(Deserialize)]
struct Heading {
    format: String,
    version: u32,
}

/// Whether a first line is that of a file we can read.
pub(crate) fn check_heading(line: &[u8]) -> Result<(), String> {
    let heading: Heading = serde_json::from_slice(line).map_err(|error| error.to_string())?;
    if heading.format != NAME {
        return Err(format!("not {NAME} but {}", crate::markup::line(&heading.format)));
    }
    if heading.version > VERSION {
        return Err(format!("version {} is newer than this program", heading.version));
    }
    Ok(())
}

fn wallabag<I: IntoIterator<Item: Borrow<Item>>>(
    items: I,
    out: &mut impl Write,
) -> io::Result<u64> {
    out.write_all(b"[")?;
    let mut count = 0_u64;
    for item in items {
        let item = item.borrow();
        if item.kind == Kind::Feed {
            continue;
        }
        out.write_all(if count == 0 { b"\n" } else { b",\n" })?;
        count += 1;
        serde_json::to_writer(&mut *out, &wallabag_entry(item, count))?;
    }
    out.write_all(b"\n]\n")?;
    Ok(count)
}

fn wallabag_entry(item: &Item, id: u64) -> Value {
    let time = |time: Option<Timestamp>| time.map(|time| time.to_string());
    let content = match &item.body {
        Some(Body::Html(html)) => html.clone(),
        Some(Body::Text(text)) => paragraphs(text),
        None => String::new(),
    };
    let marks = item.marks.iter().map(|mark| {
        let ranges = mark.position.iter().map(|position| {
            json!({"start": position.start, "startOffset": position.start_offset.to_string(),
                "end": position.end, "endOffset": position.end_offset.to_string()})
        });
        json!({"text": mark.note, "quote": mark.quote, "created_at": time(mark.made_at),
            "ranges": ranges.collect::<Vec<Value>>()})
    });
    json!({
        "id": id,
        "url": item.url.as_str(),
        "title": item.title,
        "is_archived": u8::from(item.state == State::Archived),
        "is_starred": u8::from(item.is_favourite),
        "is_public": item.is_public.unwrap_or(false),
        "tags": item.tags,
        "content": content,
        "created_at": time(item.saved_at),
        "archived_at": time(item.archived_at),
        "starred_at": time(item.favoured_at),
        "published_at": time(item.published_at),
        "published_by": item.authors,
        "language": item.language,
        "preview_picture": item.image.as_ref().map(url::Url::as_str),
        "annotations": marks.collect::<Vec<Value>>(),
        "mimetype": "text/html",
    })
}

/// Items of one folder should come together: folders open and close as the items go. An item in
/// several folders is written in each.
fn netscape<I: IntoIterator<Item: Borrow<Item>>>(
    items: I,
    out: &mut impl Write,
) -> io::Result<u64> {
    out.write_all(
        b"<!DOCTYPE NETSCAPE-Bookmark-file-1>\n\
          <META HTTP-EQUIV=\"Content-Type\" CONTENT=\"text/html; charset=UTF-8\">\n\
          <TITLE>Bookmarks</TITLE>\n<H1>Bookmarks</H1>\n<DL><p>\n",
    )?;
    let mut open: Vec<String> = Vec::new();
    let mut count = 0;
    let nowhere = [Vec::new()];
    for item in items {
        let item = item.borrow();
        count += 1;
        let folders = if item.folders.is_empty() { &nowhere[..] } else { &item.folders };
        for folder in folders {
            let common = open.iter().zip(folder).take_while(|(a, b)| a == b).count();
            for _ in common..open.len() {
                out.write_all(b"</DL><p>\n")?;
            }
            for name in &folder[common..] {
                write!(out, "<DT><H3>{}</H3>\n<DL><p>\n", escape(name))?;
            }
            open.clone_from(folder);
            netscape_link(item, out)?;
        }
    }
    for _ in 0..=open.len() {
        out.write_all(b"</DL><p>\n")?;
    }
    Ok(count)
}

fn netscape_link(item: &Item, out: &mut impl Write) -> io::Result<()> {
    let home = item.extras.get("htmlUrl").or(item.extras.get("href"));
    let home = home.and_then(|home| web_url(home, None)).unwrap_or_else(|| item.url.clone());
    match item.kind {
        Kind::Page => write!(out, "<DT><A HREF=\"{}\"", escape(item.url.as_str()))?,
        Kind::Feed => {
            let (home, feed) = (escape(home.as_str()), escape(item.url.as_str()));
            write!(out, "<DT><A HREF=\"{home}\" FEEDURL=\"{feed}\"")?;
        }
    }
    if let Some(time) = item.saved_at {
        write!(out, " ADD_DATE=\"{}\"", time.as_second())?;
    }
    if let Some(is_public) = item.is_public {
        write!(out, " PRIVATE=\"{}\"", u8::from(!is_public))?;
    }
    match item.state {
        State::Unread => out.write_all(b" TOREAD=\"1\"")?,
        State::Archived => out.write_all(b" TOREAD=\"0\"")?,
        State::Unknown => {}
    }
    if !item.tags.is_empty() {
        // The format parts tags at commas and has no way to write one.
        let tags: Vec<String> = item.tags.iter().map(|tag| tag.replace(',', " ")).collect();
        write!(out, " TAGS=\"{}\"", escape(&tags.join(",")))?;
    }
    writeln!(out, ">{}</A>", escape(&item.title))?;
    let description = description(&item.excerpt, &item.note);
    if !description.is_empty() {
        writeln!(out, "<DD>{}", escape(&description))?;
    }
    Ok(())
}

fn pocket<I: IntoIterator<Item: Borrow<Item>>>(items: I, out: &mut impl Write) -> io::Result<u64> {
    out.write_all(b"title,url,time_added,tags,status\n")?;
    let mut count = 0;
    for item in items {
        let item = item.borrow();
        if item.kind == Kind::Feed {
            continue;
        }
        count += 1;
        let time = item.saved_at.map(|time| time.as_second().to_string());
        let tags: Vec<String> = item.tags.iter().map(|tag| tag.replace('|', " ")).collect();
        let status = if item.state == State::Archived { "archive" } else { "unread" };
        let cells =
            [&item.title, item.url.as_str(), &time.unwrap_or_default(), &tags.join("|"), status];
        writeln!(out, "{}", cells.map(cell).join(","))?;
    }
    Ok(count)
}

/// A field of a table, quoted where it must be. A space keeps spreadsheets from running what begins
/// like a formula; readers trim it.
fn cell(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if is_formula { format!(" {text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r']) {
        return format!("\"{}\"", text.replace('"', "\"\""));
    }
    text
}

fn outlines<I: IntoIterator<Item: Borrow<Item>>>(
    items: I,
    out: &mut impl Write,
) -> io::Result<u64> {
    let mut all = Vec::new();
    let mut count = 0;
    for item in items {
        let item = item.borrow();
        count += 1;
        let mut attributes: BTreeMap<String, String> = item.extras.clone();
        let home = attributes.remove("htmlUrl").and_then(|home| web_url(&home, None));
        let outline = Outline {
            row: 0,
            url: item.url.clone(),
            is_feed: item.kind == Kind::Feed,
            title: item.title.clone(),
            home,
            folder: Vec::new(),
            attributes,
        };
        if item.folders.is_empty() {
            all.push(outline);
            continue;
        }
        let in_folder =
            |folder: &Vec<String>| Outline { folder: folder.clone(), ..outline.clone() };
        all.extend(item.folders.iter().map(in_folder));
    }
    out.write_all(opml::write("Dateline", &all).as_bytes())?;
    Ok(count)
}

#[cfg(test)]
mod tests;
