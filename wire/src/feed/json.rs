//! JSON Feed 1 and 1.1: wrong types cost the field they stand in.

use serde_json::Value;
use url::Url;

use super::{Enclosure, Entries, Entry, Feed, Kind, MAX_LIST, NotAFeed, html_of, line};
use crate::date;
use crate::import::json::{Piece, Walk};
use crate::markup::{escape, web_url};

pub(super) fn read(text: &str, url: Option<&Url>) -> Result<Feed, NotAFeed> {
    let mut feed = Feed::new(Kind::Json);
    let mut entries = Entries::default();
    let mut says_feed = false;
    // The object and its items are walked, so that one item at a time is in memory.
    let mut walk = Walk::new(text.as_bytes(), |path| {
        path.is_empty() || path.len() == 1 && path[0].is("items")
    });
    let mut fault = None;
    for piece in &mut walk {
        match piece {
            Ok(Piece { path, value }) if path.len() == 1 => {
                let key = path[0].key();
                says_feed |= key == "version"
                    && value.as_str().is_some_and(|version| version.contains("jsonfeed.org"));
                head(&mut feed, key, &value, url);
            }
            Ok(Piece { value, .. }) => {
                entries.push(entry(&value, url));
                says_feed = true;
            }
            Err(error) => fault = Some(error.to_string()),
        }
    }
    match fault {
        _ if says_feed => {}
        Some(fault) => return Err(NotAFeed::Json(fault)),
        None => return Err(NotAFeed::Other),
    }
    entries.finish(&mut feed);
    Ok(feed)
}

fn head(feed: &mut Feed, key: &str, value: &Value, base: Option<&Url>) {
    let text = value.as_str().unwrap_or("");
    match key {
        "title" => feed.title = line(text),
        "description" => feed.description = line(text),
        "home_page_url" => feed.home = web_url(text, base),
        "feed_url" => feed.itself = web_url(text, base),
        "icon" => feed.image = web_url(text, base),
        "favicon" => feed.image = feed.image.take().or_else(|| web_url(text, base)),
        "language" => feed.language = line(text),
        "authors" | "author" => feed.authors = authors(value),
        "hubs" => {
            let all = value.as_array().into_iter().flatten().take(MAX_LIST);
            feed.hubs = all.filter_map(|hub| web_url(string(hub, "url"), base)).collect();
        }
        _ => {}
    }
}

fn entry(item: &Value, base: Option<&Url>) -> Entry {
    let url = web_url(string(item, "url"), base);
    let from = url.as_ref().or(base);
    let external = || web_url(string(item, "external_url"), base);
    let text = escape(string(item, "content_text")).replace("&#10;", "<br>");
    let lists = ["authors", "author"];
    let authors = lists.iter().map(|key| authors(&item[*key])).find(|names| !names.is_empty());
    Entry {
        id: match &item["id"] {
            Value::Number(number) => number.to_string(),
            id => line(id.as_str().unwrap_or("")),
        },
        title: line(string(item, "title")),
        authors: authors.unwrap_or_default(),
        published: date::instant(string(item, "date_published")),
        updated: date::instant(string(item, "date_modified")),
        summary: html_of(&escape(string(item, "summary")).replace("&#10;", "<br>"), from),
        content: html_of(string(item, "content_html"), from).or_else(|| html_of(&text, from)),
        enclosures: enclosures(item, base),
        language: line(string(item, "language")),
        topics: {
            let tags = item["tags"].as_array().into_iter().flatten().take(MAX_LIST);
            tags.filter_map(Value::as_str).map(line).filter(|tag| !tag.is_empty()).collect()
        },
        url: url.or_else(external),
    }
}

/// A list of people, or one as version 1 had it.
fn authors(value: &Value) -> Vec<String> {
    let people = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    let names = people.iter().take(MAX_LIST).map(|person| line(string(person, "name")));
    names.filter(|name| !name.is_empty()).collect()
}

fn enclosures(item: &Value, base: Option<&Url>) -> Vec<Enclosure> {
    let image = web_url(string(item, "image"), base);
    let image =
        image.map(|url| Enclosure { url, media_type: "image".to_owned(), size_bytes: None });
    let files = item["attachments"].as_array().into_iter().flatten().take(MAX_LIST);
    let files = files.filter_map(|file| {
        Some(Enclosure {
            url: web_url(string(file, "url"), base)?,
            media_type: line(string(file, "mime_type")),
            size_bytes: file["size_in_bytes"].as_u64().filter(|size| *size > 0),
        })
    });
    image.into_iter().chain(files).collect()
}

fn string<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or("")
}
