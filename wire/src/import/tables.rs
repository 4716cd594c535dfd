//! Exports that are tables: which program wrote one is told by its columns, and what a column holds
//! by its name, wherever it stands.

use std::borrow::Cow;

use super::csv::{Record, Records};
use super::source::Bytes;
use super::{Body, Format, Item, Mark, Reason, Refused, Row, State, line, web_url};
use crate::date;
use crate::markup;

/// Columns that tell a program's table, all of them needed; the first row that fits wins.
const PROGRAMS: [(Format, &[&str]); 8] = [
    (Format::Pocket, &["url", "title", "time_added"]),
    (Format::Instapaper, &["url", "title", "selection", "folder"]),
    (Format::Readwise, &["url", "title", "document tags", "location"]),
    (Format::Raindrop, &["url", "title", "excerpt", "folder", "created"]),
    (Format::Matter, &["url", "title", "publisher", "in queue"]),
    (Format::Mymind, &["url", "title", "type", "content", "created"]),
    (Format::WallabagTable, &["url", "title", "content", "mime type"]),
    (Format::Readeck, &["url", "state", "labels"]),
];

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Field {
    Url,
    Title,
    Saved,
    State,
    Tags,
    Folder,
    Note,
    Excerpt,
    Authors,
    Published,
    Language,
    Image,
    Favourite,
    Progress,
    Highlights,
    Content,
    InQueue,
    /// Of no use to anybody.
    Nothing,
    Extra,
}

/// Column names in small letters, and what stands there.
const COLUMNS: [(&str, Field); 44] = [
    ("url", Field::Url),
    ("href", Field::Url),
    ("link", Field::Url),
    ("address", Field::Url),
    ("title", Field::Title),
    ("name", Field::Title),
    ("time_added", Field::Saved),
    ("timestamp", Field::Saved),
    ("created", Field::Saved),
    ("created_at", Field::Saved),
    ("created at", Field::Saved),
    ("saved date", Field::Saved),
    ("saved_at", Field::Saved),
    ("date_added", Field::Saved),
    ("date added", Field::Saved),
    ("added", Field::Saved),
    ("date", Field::Saved),
    ("status", Field::State),
    ("state", Field::State),
    ("location", Field::State),
    ("tags", Field::Tags),
    ("labels", Field::Tags),
    ("document tags", Field::Tags),
    ("folder", Field::Folder),
    ("collection", Field::Folder),
    ("note", Field::Note),
    ("notes", Field::Note),
    ("excerpt", Field::Excerpt),
    ("description", Field::Excerpt),
    ("selection", Field::Excerpt),
    ("author", Field::Authors),
    ("authors", Field::Authors),
    ("published", Field::Published),
    ("published_at", Field::Published),
    ("language", Field::Language),
    ("cover", Field::Image),
    ("favorite", Field::Favourite),
    ("favorited", Field::Favourite),
    ("starred", Field::Favourite),
    ("reading progress", Field::Progress),
    ("highlights", Field::Highlights),
    ("content", Field::Content),
    ("in queue", Field::InQueue),
    // Pocket's own place in its paging.
    ("cursor", Field::Nothing),
];

/// Whose table it is, from its first line; `None` if no column holds addresses.
pub(super) fn format(heading: &str) -> Option<Format> {
    let mut record = Record::default();
    let mut records = Records::new(heading.as_bytes(), delimiter(heading));
    if !records.read(&mut record).unwrap_or(false) {
        return None;
    }
    let columns: Vec<String> = record.fields().map(|name| key(&name)).collect();
    let has = |name: &str| columns.iter().any(|column| column == name);
    let program = PROGRAMS.iter().find(|(_, names)| names.iter().all(|name| has(name)));
    match program {
        Some((format, _)) => Some(*format),
        None if columns.iter().any(|column| field(column) == Field::Url) => Some(Format::Table),
        None => None,
    }
}

/// The sign that parts the columns: the one the heading has most of.
fn delimiter(heading: &str) -> u8 {
    let count = |sign: &u8| heading.bytes().filter(|byte| byte == sign).count();
    // Of equals the last: a comma.
    [b'\t', b';', b','].into_iter().max_by_key(count).unwrap_or(b',')
}

fn key(name: &str) -> String {
    name.trim().to_ascii_lowercase()
}

fn field(key: &str) -> Field {
    COLUMNS.iter().find(|(name, _)| *name == key).map_or(Field::Extra, |(_, field)| *field)
}

/// The rows of a table. Row 1 is the heading.
pub(super) fn rows(format: Format, mut reader: Bytes) -> impl Iterator<Item = Row> + Send {
    let heading = reader.fill_buf().map(|bytes| {
        let end = memchr::memchr2(b'\n', b'\r', bytes).unwrap_or(bytes.len());
        markup::text_of(&bytes[..end]).into_owned()
    });
    let delimiter = delimiter(&heading.unwrap_or_default());
    let mut table = Table { format, records: Records::new(reader, delimiter), columns: Vec::new() };
    let mut record = Record::default();
    let mut row = 0;
    let mut is_done = false;
    std::iter::from_fn(move || {
        while !is_done {
            row += 1;
            let refuse = |reason| Some(Err(Refused { part: None, row, reason }));
            match table.records.read(&mut record) {
                Ok(false) => return None,
                Err(error) => {
                    is_done = true;
                    return refuse(Reason::Cut(error.to_string()));
                }
                Ok(true) if row == 1 => table.set_columns(&record),
                Ok(true) if record.is_cut => {
                    return refuse(Reason::Cut("a quoted field has no end".to_owned()));
                }
                Ok(true) if record.is_too_large => return refuse(Reason::TooLarge),
                Ok(true) => {
                    return Some(table.item(&record, row).map_err(|reason| Refused {
                        part: None,
                        row,
                        reason,
                    }));
                }
            }
        }
        None
    })
}

struct Table {
    format: Format,
    records: Records<Bytes>,
    columns: Vec<(String, Field)>,
}

impl Table {
    fn set_columns(&mut self, heading: &Record) {
        let name = |name: Cow<'_, str>| {
            let field = field(&key(&name));
            (line(&name), field)
        };
        self.columns = heading.fields().map(name).collect();
    }

    fn item(&self, record: &Record, row: u64) -> Result<Item, Reason> {
        let at = self.columns.iter().position(|(_, field)| *field == Field::Url);
        let url = web_url(&record.field(at.unwrap_or(usize::MAX)))?;
        let mut item = Item::new(url, row);
        for (at, (name, field)) in self.columns.iter().enumerate() {
            let value = record.field(at);
            if !value.is_empty() {
                self.take(&mut item, name, *field, &value)?;
            }
        }
        Ok(item)
    }

    fn take(&self, item: &mut Item, name: &str, field: Field, value: &str) -> Result<(), Reason> {
        match field {
            Field::Url | Field::Nothing => {}
            Field::Title => item.title = line(value),
            Field::Saved => match date::any(value) {
                Some(time) if item.saved_at.is_none() => item.saved_at = Some(time),
                _ => item.keep(name, value),
            },
            Field::State => self.take_state(item, name, value)?,
            Field::Tags => self.take_tags(item, value),
            Field::Folder => self.take_folder(item, name, value),
            Field::Note => item.note = value.trim().to_owned(),
            Field::Excerpt => item.excerpt = value.trim().to_owned(),
            Field::Authors => item.authors.push(line(value)),
            Field::Published => match date::any(value) {
                Some(time) => item.published_at = Some(time),
                None => item.keep(name, value),
            },
            Field::Language => item.language = line(value),
            Field::Image => match web_url(value) {
                Ok(url) => item.image = Some(url),
                Err(_) => item.keep(name, value),
            },
            Field::Favourite => item.is_favourite = is_yes(value),
            Field::Progress => match progress(value) {
                Some(percent) => item.progress_percent = Some(percent),
                None => item.keep(name, value),
            },
            Field::Highlights => take_highlights(item, name, value),
            Field::Content if self.format == Format::WallabagTable => {
                item.body = Some(Body::Html(value.to_owned()));
            }
            Field::Content => item.body = Some(Body::Text(value.to_owned())),
            Field::InQueue => {
                item.state = if is_yes(value) { State::Unread } else { State::Archived };
            }
            Field::Extra => item.keep(name, value),
        }
        Ok(())
    }

    fn take_state(&self, item: &mut Item, name: &str, value: &str) -> Result<(), Reason> {
        item.state = match key(value).as_str() {
            "archive" | "archived" | "read" => State::Archived,
            "unread" | "new" | "later" | "shortlist" => State::Unread,
            "feed" if self.format == Format::Readwise => return Err(Reason::FeedEntry),
            _ => State::Unknown,
        };
        let says_more = self.format == Format::Readwise || item.state == State::Unknown;
        if says_more {
            item.keep(name, value);
        }
        Ok(())
    }

    fn take_tags(&self, item: &mut Item, value: &str) {
        if value.trim_start().starts_with('[') {
            let tags = list(value);
            return item.add_tags(tags.iter().map(String::as_str));
        }
        let sign = match self.format {
            Format::Pocket => '|',
            Format::Matter => ';',
            _ if value.contains('|') && !value.contains(',') => '|',
            _ => ',',
        };
        item.add_tags(value.split(sign));
    }

    fn take_folder(&self, item: &mut Item, name: &str, value: &str) {
        match (self.format, value.trim()) {
            (Format::Instapaper, "Unread") => item.state = State::Unread,
            (Format::Instapaper, "Archive") => item.state = State::Archived,
            // It does not say whether it was read: better once too often on the list.
            (Format::Instapaper, "Starred") => {
                item.state = State::Unread;
                item.is_favourite = true;
            }
            (Format::Raindrop, "Unsorted") => {}
            (Format::Raindrop, path) => {
                // Names may hold the sign that parts them, so the text is kept too.
                if path.contains('/') {
                    item.keep(name, path);
                }
                item.add_folder(path.split('/'));
            }
            (_, folder) => item.add_folder([folder]),
        }
    }
}

fn is_yes(value: &str) -> bool {
    matches!(key(value).as_str(), "true" | "1" | "yes")
}

/// A share of one.
fn progress(value: &str) -> Option<u8> {
    let share: f64 = value.trim().parse().ok()?;
    if !(0.0..=1.0).contains(&share) {
        return None;
    }
    format!("{:.0}", share * 100.0).parse().ok()
}

/// A list as JSON writes it, or as Python does, with either quote.
fn list(text: &str) -> Vec<String> {
    if let Ok(list) = serde_json::from_str(text) {
        return list;
    }
    let mut values = Vec::new();
    let mut rest = text.trim().trim_start_matches('[').trim_end_matches(']');
    while let Some(at) = rest.find(['\'', '"']) {
        let quote = char::from(rest.as_bytes()[at]);
        let (mut value, mut end) = (String::new(), rest.len());
        let mut chars = rest[at + 1..].char_indices();
        while let Some((offset, char)) = chars.next() {
            match char {
                '\\' => value.extend(chars.next().map(|(_, escaped)| escaped)),
                char if char == quote => {
                    end = at + 1 + offset + 1;
                    break;
                }
                char => value.push(char),
            }
        }
        values.push(value);
        rest = &rest[end..];
    }
    values
}

/// Raindrop's text of highlights has no documented shape: lines that say what they are become
/// marks, and the text is kept.
fn take_highlights(item: &mut Item, name: &str, value: &str) {
    for text in value.lines() {
        if let Some(quote) = text.trim().strip_prefix("Highlight:") {
            let quote = quote.trim().to_owned();
            if !quote.is_empty() {
                item.marks.push(Mark { quote, ..Mark::default() });
            }
        } else if let Some(note) = text.trim().strip_prefix("Note:")
            && let Some(mark) = item.marks.last_mut()
        {
            mark.note = note.trim().to_owned();
        }
    }
    item.keep(name, value);
}
