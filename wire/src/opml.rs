//! Subscriptions in OPML, in and out: folders of any depth, titles, addresses, and what programs
//! add of their own, which is kept.

use std::collections::{BTreeMap, HashMap};

use url::Url;

use crate::feed::decode;
use crate::import::{Reason, line, web_url};
use crate::markup::{self, References, Token, escape};

/// Most bytes of a file that is read.
pub const MAX_BYTES: usize = 20 << 20;
/// Most outlines with an address.
const MAX_OUTLINES: usize = 100_000;
/// Folders nested deeper are left out of the path.
const MAX_FOLDERS: usize = 32;

/// Why bytes are no OPML.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NotOpml {
    /// Look whether it is the right file.
    #[error("this is no OPML")]
    Other,
    /// Nothing: more than [`MAX_BYTES`].
    #[error("the file is larger than {MAX_BYTES} bytes")]
    TooLarge,
}

/// What a file lists.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Opml {
    /// One line; may be empty.
    pub title: String,
    /// In the file's order.
    pub outlines: Vec<Outline>,
    /// Outlines with an address that cannot be taken: which one, and why.
    pub refused: Vec<(u64, Reason)>,
}

/// A subscription, or a link to a page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outline {
    /// Which outline of the file, folders counted; 1 is the first. 0 for one made here.
    pub row: u64,
    /// The feed, or the page.
    pub url: Url,
    /// False for a link to a page.
    pub is_feed: bool,
    /// One line; may be empty.
    pub title: String,
    /// The outlet's page.
    pub home: Option<Url>,
    /// Folders from the outermost in; empty at the top.
    pub folder: Vec<String>,
    /// Other attributes by name, prefixes kept.
    pub attributes: BTreeMap<String, String>,
}

/// Reads OPML 1.0 and 2.0 as far as it makes sense.
///
/// # Errors
/// [`NotOpml`] when it is something else.
pub fn read(bytes: &[u8]) -> Result<Opml, NotOpml> {
    if bytes.len() > MAX_BYTES {
        return Err(NotOpml::TooLarge);
    }
    let text = decode::text(bytes, None);
    let mut opml = Opml::default();
    let mut references = References::default();
    // A folder's name for each open outline; `None` for one that is no folder.
    let mut open: Vec<Option<String>> = Vec::new();
    let (mut at, mut row) = (0, 0);
    let (mut is_opml, mut is_title) = (false, false);
    while let Some((token, used)) = markup::next(&text.as_bytes()[at..], true) {
        at += used;
        match token {
            Token::Open(tag) if tag.name.eq_ignore_ascii_case(b"opml") => is_opml = true,
            Token::Open(tag) if tag.name.eq_ignore_ascii_case(b"outline") && is_opml => {
                row += 1;
                let folder = open.iter().flatten().take(MAX_FOLDERS).cloned().collect();
                let name = match outline(&tag, &mut references, folder, row) {
                    Found::Folder(name) => Some(name),
                    Found::Outline(outline) => {
                        if opml.outlines.len() < MAX_OUTLINES {
                            opml.outlines.push(*outline);
                        } else {
                            opml.refused.push((row, Reason::TooLarge));
                        }
                        None
                    }
                    Found::Refused(reason) => {
                        opml.refused.push((row, reason));
                        None
                    }
                };
                if !tag.is_empty {
                    open.push(name);
                }
            }
            Token::Open(tag) => is_title = tag.name.eq_ignore_ascii_case(b"title"),
            Token::Close(name) if name.eq_ignore_ascii_case(b"outline") => {
                open.pop();
            }
            Token::Close(_) => is_title = false,
            Token::Text(words) | Token::Raw(words) if is_title && opml.title.is_empty() => {
                let words = markup::text_of(words);
                opml.title = line(&references.resolve(&words));
            }
            _ => {}
        }
    }
    if is_opml { Ok(opml) } else { Err(NotOpml::Other) }
}

enum Found {
    Folder(String),
    Outline(Box<Outline>),
    Refused(Reason),
}

fn outline(
    tag: &markup::Tag<'_>,
    references: &mut References,
    folder: Vec<String>,
    row: u64,
) -> Found {
    let (mut feed, mut link, mut home) = (String::new(), String::new(), String::new());
    let (mut text, mut title) = (String::new(), String::new());
    let mut attributes = BTreeMap::new();
    for (name, value) in tag.attributes() {
        let name = markup::text_of(name);
        let value = markup::text_of(value);
        let value = references.resolve(&value);
        match name.to_ascii_lowercase().as_str() {
            "xmlurl" => feed = value.into_owned(),
            "url" => link = value.into_owned(),
            "htmlurl" => home = value.into_owned(),
            "text" => text = line(&value),
            "title" => title = line(&value),
            _ if !value.trim().is_empty() => {
                attributes.insert(line(&name), value.into_owned());
            }
            _ => {}
        }
    }
    let title = if title.is_empty() { text } else { title };
    // OPML 1.0 wrote `url` for feeds; 2.0 has it for links and inclusions, and says so in the type.
    let is_link = attributes.get("type").is_some_and(|kind| kind == "link" || kind == "include");
    let is_feed = !feed.is_empty() || !is_link;
    let address = if feed.is_empty() { link } else { feed };
    if address.trim().is_empty() {
        return Found::Folder(title);
    }
    if !is_feed || attributes.get("type").is_some_and(|kind| kind == "rss") {
        attributes.remove("type");
    }
    match web_url(&address) {
        Ok(url) => {
            let home = web_url(&home).ok();
            let folder = folder.into_iter().filter(|name| !name.is_empty()).collect();
            Found::Outline(Box::new(Outline { row, url, is_feed, title, home, folder, attributes }))
        }
        Err(reason) => Found::Refused(reason),
    }
}

/// Writes OPML 2.0: what is in no folder first, then each folder once, in the order in which they
/// are first met.
pub fn write(title: &str, outlines: &[Outline]) -> String {
    let mut places: HashMap<&[String], usize> = HashMap::new();
    for outline in outlines {
        for length in 1..=outline.folder.len() {
            let next = places.len();
            places.entry(&outline.folder[..length]).or_insert(next);
        }
    }
    let key = |outline: &&Outline| -> Vec<usize> {
        (1..=outline.folder.len()).map(|length| places[&outline.folder[..length]]).collect()
    };
    let mut sorted: Vec<&Outline> = outlines.iter().collect();
    sorted.sort_by_cached_key(key);

    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n\
         <head><title>{}</title></head>\n<body>\n",
        escape(title)
    );
    let mut open: &[String] = &[];
    for outline in sorted {
        let common = open.iter().zip(&outline.folder).take_while(|(a, b)| a == b).count();
        out.push_str(&"</outline>\n".repeat(open.len() - common));
        for name in &outline.folder[common..] {
            let name = escape(name);
            out.push_str(&format!("<outline text=\"{name}\" title=\"{name}\">\n"));
        }
        open = &outline.folder;
        write_outline(outline, &mut out);
    }
    out.push_str(&"</outline>\n".repeat(open.len()));
    out.push_str("</body>\n</opml>\n");
    out
}

fn write_outline(outline: &Outline, out: &mut String) {
    let title = escape(&outline.title);
    let url = escape(outline.url.as_str());
    let kind = match outline.is_feed {
        true if outline.attributes.contains_key("type") => format!("xmlUrl=\"{url}\""),
        true => format!("type=\"rss\" xmlUrl=\"{url}\""),
        false => format!("type=\"link\" url=\"{url}\""),
    };
    out.push_str(&format!("<outline text=\"{title}\" title=\"{title}\" {kind}"));
    if let Some(home) = &outline.home {
        out.push_str(&format!(" htmlUrl=\"{}\"", escape(home.as_str())));
    }
    for (name, value) in &outline.attributes {
        if is_attribute_name(name) {
            out.push_str(&format!(" {name}=\"{}\"", escape(value)));
        }
    }
    out.push_str("/>\n");
}

/// Names come from outside and stand outside quotes.
fn is_attribute_name(name: &str) -> bool {
    const OURS: [&str; 5] = ["text", "title", "xmlurl", "htmlurl", "url"];
    let starts_well = name.starts_with(|char: char| char.is_ascii_alphabetic() || char == '_');
    let is_name = |char: char| char.is_ascii_alphanumeric() || "_:.-".contains(char);
    let is_ours = OURS.iter().any(|ours| name.eq_ignore_ascii_case(ours));
    starts_well && name.chars().all(is_name) && !is_ours
}

#[cfg(test)]
mod tests;
