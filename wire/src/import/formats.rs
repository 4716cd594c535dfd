//! Exports that are JSON, a row at a time.
//!
//! Fields of the wrong type count as missing; fields without a place of their own are kept as JSON
//! in the extras.

use std::collections::{HashMap, HashSet};
use std::io;

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::json::{Fault, Piece, Step, Walk};
use super::source::Bytes;
use super::{
    Body, Format, Item, Mark, Opener, Position, Reason, Refused, Row, Rows, State, line, web_url,
};
use crate::date;

/// Folders nested deeper, or in a ring, end the path.
const MAX_FOLDERS: usize = 32;
/// Lists and collections that are remembered.
const MAX_LISTS: usize = 100_000;

type Fields = Map<String, Value>;
/// Makes an item of one element, its row and the path to it.
type Make = Box<dyn FnMut(Fields, u64, &[Step]) -> Result<Item, Reason> + Send>;

pub(super) fn rows(format: Format, opener: &Opener) -> io::Result<Rows> {
    let plain = |make: fn(Fields, u64) -> Result<Item, Reason>| -> Make {
        Box::new(move |fields, row, _| make(fields, row))
    };
    let (opens, make): (fn(&[Step]) -> bool, Make) = match format {
        Format::Karakeep => (in_bookmarks, karakeep(opener)?),
        Format::Linkwarden => (in_links, linkwarden(opener)?),
        Format::Readability => (in_bookmarks, plain(readability)),
        Format::Starred => (in_items, plain(starred)),
        Format::Pinboard => (in_list, plain(pinboard)),
        Format::GoodLinks => (in_list, plain(good_links)),
        Format::Omnivore => (in_list, plain(omnivore)),
        _ => (in_list, plain(wallabag)),
    };
    Ok(Box::new(walk(opener()?, opens, make)))
}

fn in_list(path: &[Step]) -> bool {
    path.is_empty()
}

fn in_bookmarks(path: &[Step]) -> bool {
    path.is_empty() || path.len() == 1 && path[0].is("bookmarks")
}

fn in_items(path: &[Step]) -> bool {
    path.is_empty() || path.len() == 1 && path[0].is("items")
}

/// `collections[n].links[m]`.
fn in_links(path: &[Step]) -> bool {
    let Some(first) = path.first() else {
        return true;
    };
    first.is("collections") && (path.len() < 3 || path.len() == 3 && path[2].is("links"))
}

/// Rows are the elements of lists; values on the way to them are none.
fn walk(
    reader: Bytes,
    opens: fn(&[Step]) -> bool,
    mut make: Make,
) -> impl Iterator<Item = Row> + Send {
    let mut walk = Walk::new(reader, opens);
    let mut row = 0;
    std::iter::from_fn(move || {
        loop {
            let piece = walk.next()?;
            let refuse = |row, reason| Some(Err(Refused { part: None, row, reason }));
            match piece {
                Ok(Piece { path, .. }) if !matches!(path.last(), Some(Step::Index(_))) => {}
                Ok(Piece { path, value }) => {
                    row += 1;
                    let item = match value {
                        Value::Object(fields) => make(fields, row, &path),
                        _ => Err(Reason::Unreadable("not an object".to_owned())),
                    };
                    return Some(item.map_err(|reason| Refused { part: None, row, reason }));
                }
                Err(fault) => {
                    row += 1;
                    return refuse(row, reason(&fault));
                }
            }
        }
    })
}

pub(super) fn reason(fault: &Fault) -> Reason {
    match fault {
        Fault::TooLarge => Reason::TooLarge,
        Fault::Value(why) => Reason::Unreadable(why.clone()),
        Fault::End { .. } => Reason::Cut(fault.to_string()),
    }
}

/// Takes a text out of the fields; a number counts, as ids and dates are written both ways.
fn text(fields: &mut Fields, key: &str) -> String {
    match fields.get(key) {
        Some(Value::String(_)) => match fields.remove(key) {
            Some(Value::String(text)) => text,
            _ => String::new(),
        },
        Some(Value::Number(number)) => {
            let text = number.to_string();
            fields.remove(key);
            text
        }
        Some(Value::Null) => {
            fields.remove(key);
            String::new()
        }
        _ => String::new(),
    }
}

/// Booleans come as such, as 0 and 1, and as text.
fn flag(fields: &mut Fields, key: &str) -> Option<bool> {
    let flag = match fields.get(key)? {
        Value::Bool(flag) => *flag,
        Value::Number(number) => number.as_i64() == Some(1),
        Value::String(text) => matches!(text.as_str(), "1" | "true" | "yes"),
        _ => return None,
    };
    fields.remove(key);
    Some(flag)
}

fn time(fields: &mut Fields, key: &str) -> Option<Timestamp> {
    let text = fields.get(key).map(|value| match value {
        Value::String(text) => text.clone(),
        value => value.to_string(),
    })?;
    let time = date::any(&text)?;
    fields.remove(key);
    Some(time)
}

/// A list of texts, or of objects that have one under `name` or `label`.
fn texts(fields: &mut Fields, key: &str) -> Vec<String> {
    let Some(list) = fields.get(key).and_then(Value::as_array) else {
        return Vec::new();
    };
    let name = |value: &Value| -> Option<String> {
        let inner = value.get("name").or_else(|| value.get("label")).unwrap_or(value);
        inner.as_str().map(str::to_owned)
    };
    let texts: Vec<String> = list.iter().filter_map(name).collect();
    if texts.len() == list.len() {
        fields.remove(key);
    }
    texts
}

fn add_tags(item: &mut Item, fields: &mut Fields, key: &str) {
    let tags = texts(fields, key);
    item.add_tags(tags.iter().map(String::as_str));
}

fn image(fields: &mut Fields, key: &str) -> Option<url::Url> {
    let url = web_url(fields.get(key)?.as_str()?).ok()?;
    fields.remove(key);
    Some(url)
}

/// Keeps what is left.
fn keep_rest(item: &mut Item, fields: Fields) {
    for (name, value) in fields {
        match value {
            Value::Null => {}
            Value::String(text) => item.keep(&name, &text),
            Value::Array(list) if list.is_empty() => {}
            Value::Object(object) if object.is_empty() => {}
            value => item.keep(&name, &value.to_string()),
        }
    }
}

fn archived(is_archived: Option<bool>) -> State {
    match is_archived {
        Some(true) => State::Archived,
        Some(false) => State::Unread,
        None => State::Unknown,
    }
}

fn wallabag(mut fields: Fields, row: u64) -> Result<Item, Reason> {
    let given = text(&mut fields, "url");
    let mut item = Item::new(web_url(&given)?, row);
    item.title = line(&text(&mut fields, "title"));
    item.state = archived(flag(&mut fields, "is_archived"));
    item.is_favourite = flag(&mut fields, "is_starred").unwrap_or(false);
    item.is_public = flag(&mut fields, "is_public");
    item.saved_at = time(&mut fields, "created_at");
    item.archived_at = time(&mut fields, "archived_at");
    item.favoured_at = time(&mut fields, "starred_at");
    item.published_at = time(&mut fields, "published_at");
    item.authors = texts(&mut fields, "published_by");
    item.language = line(&text(&mut fields, "language"));
    item.image = image(&mut fields, "preview_picture");
    let content = text(&mut fields, "content");
    item.body = (!content.trim().is_empty()).then_some(Body::Html(content));
    add_tags(&mut item, &mut fields, "tags");
    if let Some(Value::Array(marks)) = fields.remove("annotations") {
        item.marks = marks.into_iter().filter_map(annotation).collect();
    }
    keep_rest(&mut item, fields);
    Ok(item)
}

fn annotation(value: Value) -> Option<Mark> {
    let Value::Object(mut fields) = value else {
        return None;
    };
    let quote = text(&mut fields, "quote");
    let ranges = fields.get("ranges").and_then(Value::as_array);
    let position = ranges.and_then(|ranges| ranges.first()).and_then(Value::as_object);
    let position = position.cloned().map(|mut range| Position {
        start: text(&mut range, "start"),
        start_offset: text(&mut range, "startOffset").parse().unwrap_or(0),
        end: text(&mut range, "end"),
        end_offset: text(&mut range, "endOffset").parse().unwrap_or(0),
    });
    let note = text(&mut fields, "text");
    let made_at = time(&mut fields, "created_at");
    let mark = Mark { quote, note, made_at, position, ..Mark::default() };
    (!mark.quote.trim().is_empty()).then_some(mark)
}

/// The row of an archive's list; page and marks lie beside it (see `archive`).
pub(super) fn omnivore(mut fields: Fields, row: u64) -> Result<Item, Reason> {
    let mut item = Item::new(web_url(&text(&mut fields, "url"))?, row);
    item.title = line(&text(&mut fields, "title"));
    item.excerpt = text(&mut fields, "description").trim().to_owned();
    let author = line(&text(&mut fields, "author"));
    item.authors.extend((!author.is_empty()).then_some(author));
    item.state = match fields.get("state").and_then(Value::as_str) {
        Some("Archived") => State::Archived,
        Some("Active") => State::Unread,
        _ => State::Unknown,
    };
    if item.state != State::Unknown {
        fields.remove("state");
    }
    let progress = fields.get("readingProgress").and_then(Value::as_f64);
    if let Some(progress) = progress.filter(|progress| (0.0..=100.0).contains(progress)) {
        item.progress_percent = format!("{progress:.0}").parse().ok();
        fields.remove("readingProgress");
    }
    item.image = image(&mut fields, "thumbnail");
    item.saved_at = time(&mut fields, "savedAt");
    item.published_at = time(&mut fields, "publishedAt");
    add_tags(&mut item, &mut fields, "labels");
    keep_rest(&mut item, fields);
    Ok(item)
}

/// Names and parents by id.
type Lists = HashMap<String, (String, String)>;

fn path_of<'l>(lists: &'l Lists, id: &str) -> Vec<&'l str> {
    let mut path = Vec::new();
    let mut next = lists.get(id);
    while let Some((name, parent)) = next
        && path.len() < MAX_FOLDERS
    {
        path.push(name.as_str());
        next = lists.get(parent);
    }
    path.reverse();
    path
}

/// Lists come behind the bookmarks, so they are read first.
fn karakeep(opener: &Opener) -> io::Result<Make> {
    let in_lists = |path: &[Step]| path.is_empty() || path.len() == 1 && path[0].is("lists");
    let mut lists = Lists::new();
    for piece in Walk::new(opener()?, in_lists).flatten() {
        if let (2, Value::Object(mut list)) = (piece.path.len(), piece.value)
            && lists.len() < MAX_LISTS
        {
            let id = text(&mut list, "id");
            lists.insert(id, (text(&mut list, "name"), text(&mut list, "parentId")));
        }
    }
    Ok(Box::new(move |mut fields, row, _| {
        let mut content = match fields.remove("content") {
            Some(Value::Object(content)) => content,
            _ => return Err(Reason::Upload),
        };
        let kind = text(&mut content, "type");
        if kind == "asset" {
            return Err(Reason::Upload);
        }
        let mut item = Item::new(web_url(&text(&mut content, "url"))?, row);
        item.title = line(&text(&mut fields, "title"));
        item.saved_at = time(&mut fields, "createdAt");
        item.note = text(&mut fields, "note").trim().to_owned();
        item.state = archived(flag(&mut fields, "archived"));
        add_tags(&mut item, &mut fields, "tags");
        for list in texts(&mut fields, "lists") {
            let path = path_of(&lists, &list);
            item.add_folder(if path.is_empty() { vec![list.as_str()] } else { path });
        }
        keep_rest(&mut item, fields);
        Ok(item)
    }))
}

/// Collections name themselves before, behind or between their links, so they are read first.
fn linkwarden(opener: &Opener) -> io::Result<Make> {
    let mut collections: HashMap<u64, Fields> = HashMap::new();
    let mut pinned = HashSet::new();
    for piece in Walk::new(opener()?, in_links).flatten() {
        match (piece.path.as_slice(), piece.value) {
            ([Step::Key(_), Step::Index(at), Step::Key(name)], value)
                if matches!(name.as_str(), "id" | "name" | "parentId")
                    && collections.len() < MAX_LISTS =>
            {
                collections.entry(*at).or_default().insert(name.clone(), value);
            }
            ([Step::Key(name)], Value::Array(links)) if name == "pinnedLinks" => {
                pinned.extend(links.iter().filter_map(|link| link.get("id")?.as_i64()));
            }
            _ => {}
        }
    }
    let mut lists = Lists::new();
    let mut ids = HashMap::new();
    for (at, mut fields) in collections {
        let id = text(&mut fields, "id");
        lists.insert(id.clone(), (text(&mut fields, "name"), text(&mut fields, "parentId")));
        ids.insert(at, id);
    }
    Ok(Box::new(move |mut fields, row, path| {
        let url = text(&mut fields, "url");
        if url.is_empty() && fields.get("type").is_some_and(|kind| kind != "url") {
            return Err(Reason::Upload);
        }
        let mut item = Item::new(web_url(&url)?, row);
        item.title = line(&text(&mut fields, "name"));
        item.excerpt = text(&mut fields, "description").trim().to_owned();
        item.saved_at = time(&mut fields, "createdAt");
        let content = text(&mut fields, "textContent");
        item.body = (!content.trim().is_empty()).then_some(Body::Text(content));
        item.is_favourite =
            fields.get("id").and_then(Value::as_i64).is_some_and(|id| pinned.contains(&id));
        add_tags(&mut item, &mut fields, "tags");
        if let Some(Step::Index(at)) = path.get(1)
            && let Some(id) = ids.get(at)
        {
            item.add_folder(path_of(&lists, id));
        }
        keep_rest(&mut item, fields);
        Ok(item)
    }))
}

fn pinboard(mut fields: Fields, row: u64) -> Result<Item, Reason> {
    let mut item = Item::new(web_url(&text(&mut fields, "href"))?, row);
    item.title = line(&text(&mut fields, "description"));
    item.note = text(&mut fields, "extended").trim().to_owned();
    item.saved_at = time(&mut fields, "time");
    item.is_public = flag(&mut fields, "shared");
    item.state = archived(flag(&mut fields, "toread").map(|is_unread| !is_unread));
    let tags = text(&mut fields, "tags");
    item.add_tags(tags.split(' '));
    keep_rest(&mut item, fields);
    Ok(item)
}

/// Some of its text is escaped for HTML.
fn readability(mut fields: Fields, row: u64) -> Result<Item, Reason> {
    let mut item = Item::new(web_url(&text(&mut fields, "article__url"))?, row);
    item.title = line(&crate::markup::plain(&text(&mut fields, "article__title")));
    item.excerpt = crate::markup::plain(&text(&mut fields, "article__excerpt"));
    item.is_favourite = flag(&mut fields, "favorite").unwrap_or(false);
    item.state = archived(flag(&mut fields, "archive"));
    item.saved_at = time(&mut fields, "date_added");
    item.archived_at = time(&mut fields, "date_archived");
    item.favoured_at = time(&mut fields, "date_favorited");
    keep_rest(&mut item, fields);
    Ok(item)
}

fn good_links(mut fields: Fields, row: u64) -> Result<Item, Reason> {
    let mut item = Item::new(web_url(&text(&mut fields, "url"))?, row);
    item.title = line(&text(&mut fields, "title"));
    item.excerpt = text(&mut fields, "summary").trim().to_owned();
    item.is_favourite = flag(&mut fields, "starred").unwrap_or(false);
    item.saved_at = time(&mut fields, "addedAt");
    add_tags(&mut item, &mut fields, "tags");
    keep_rest(&mut item, fields);
    Ok(item)
}

/// Starred entries of Google Reader's interface, which are read or not as their labels say.
fn starred(mut fields: Fields, row: u64) -> Result<Item, Reason> {
    let href = ["canonical", "alternate"].into_iter().find_map(|key| {
        let link = fields.get(key)?.as_array()?.first()?;
        link.get("href")?.as_str().map(str::to_owned)
    });
    let mut item = Item::new(web_url(&href.unwrap_or_default())?, row);
    item.title = line(&crate::markup::plain(&text(&mut fields, "title")));
    let author = line(&text(&mut fields, "author"));
    item.authors.extend((!author.is_empty()).then_some(author));
    item.published_at = time(&mut fields, "published");
    item.is_favourite = true;
    let body = ["content", "summary"].into_iter().find_map(|key| {
        let html = fields.get(key)?.get("content")?.as_str()?;
        Some(html.to_owned()).filter(|html| !html.is_empty())
    });
    item.body = body.map(Body::Html);
    for label in texts(&mut fields, "categories") {
        if let Some((_, name)) = label.split_once("/label/") {
            item.add_tags([name]);
        } else if label.ends_with("/state/com.google/read") {
            item.state = State::Archived;
        }
    }
    for known in ["canonical", "alternate", "content", "summary"] {
        fields.remove(known);
    }
    keep_rest(&mut item, fields);
    Ok(item)
}
