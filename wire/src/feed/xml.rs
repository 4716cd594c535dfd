//! RSS and Atom: elements are collected one child of the feed at a time, then read.
//!
//! Names are told by prefix, namespaces by their addresses where a prefix is unusual; the nesting
//! is mended as browsers would: a closing tag closes what is open of its name or nothing, and an
//! item inside an item begins a new one.

use std::collections::HashMap;
use std::ops::Range;

use url::Url;

use super::{Entries, Feed, Kind, NotAFeed};
use crate::markup::{self, References, Token};

mod entry;
mod head;

/// Elements nested deeper are read as if their tags were not there.
const MAX_DEPTH: usize = 256;
/// Elements of one child of the feed; an item has 10 to 50.
const MAX_NODES: usize = 10_000;
/// Below a child of the feed so many levels have meaning (`media:group/media:content/…`).
const KEPT_LEVELS: usize = 4;
/// Prefixes that a feed may declare.
const MAX_PREFIXES: usize = 64;
/// Tags before the feed's own; behind that it is something else.
const MAX_TAGS_BEFORE: usize = 20;

/// Namespaces with the prefix they go by.
const NAMESPACES: [(&str, &str); 14] = [
    ("http://www.w3.org/2005/Atom", "atom"),
    ("http://purl.org/atom/ns#", "atom"),
    ("http://purl.org/dc/elements/1.1/", "dc"),
    ("http://purl.org/dc/terms/", "dcterms"),
    ("http://purl.org/rss/1.0/modules/content/", "content"),
    ("http://purl.org/rss/1.0/modules/syndication/", "sy"),
    ("http://search.yahoo.com/mrss/", "media"),
    ("http://search.yahoo.com/mrss", "media"),
    ("http://www.itunes.com/dtds/podcast-1.0.dtd", "itunes"),
    ("http://www.w3.org/1999/xhtml", "xhtml"),
    ("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdf"),
    ("http://purl.org/rss/1.0/", ""),
    ("http://backend.userland.com/rss2", ""),
    ("http://my.netscape.com/rdf/simple/0.9/", ""),
];

/// One element.
#[derive(Debug, Default)]
struct Node {
    /// With the usual prefix; RSS and Atom without one.
    name: String,
    attributes: Vec<(String, String)>,
    /// Its own text, references resolved.
    text: String,
    /// What stands between its tags, in the source.
    inner: Range<usize>,
    has_elements: bool,
    /// 0 for the child of the feed itself.
    level: usize,
    parent: usize,
}

/// A child of the feed with what is in it, in document order.
#[derive(Debug, Default)]
struct Tree {
    nodes: Vec<Node>,
}

impl Tree {
    fn children(&self, parent: usize) -> impl Iterator<Item = (usize, &Node)> {
        let below = self.nodes.iter().enumerate().skip(parent + 1);
        below.filter(move |(_, node)| node.parent == parent)
    }

    /// The first child of that name that has something to say.
    fn child(&self, parent: usize, name: &str) -> Option<&Node> {
        self.children(parent).map(|(_, node)| node).find(|node| node.name == name)
    }

    /// The trimmed text of the first child of that name with any.
    fn text(&self, parent: usize, name: &str) -> &str {
        let named = self.children(parent).filter(|(_, node)| node.name == name);
        named.map(|(_, node)| node.text.trim()).find(|text| !text.is_empty()).unwrap_or("")
    }
}

impl Node {
    fn attribute(&self, name: &str) -> &str {
        let found = self.attributes.iter().find(|(have, _)| have == name);
        found.map_or("", |(_, value)| value.trim())
    }

    /// The element's content as HTML: markup written into the feed as it stands, else its text.
    fn html<'a>(&'a self, source: &'a str) -> &'a str {
        // Escaped markup beside a stray element stays what it is.
        if self.has_elements && !self.text.contains("</") {
            return source.get(self.inner.clone()).unwrap_or("");
        }
        &self.text
    }
}

pub(super) fn read(source: &str, url: Option<&Url>) -> Result<Feed, NotAFeed> {
    let mut reader = Reader {
        source,
        feed: None,
        entries: Entries::default(),
        prefixes: HashMap::new(),
        references: References::default(),
        base: url.cloned(),
        tags_before: 0,
        open: Vec::new(),
        overflow: 0,
        tree: Tree::default(),
    };
    reader.run()?;
    let mut feed = reader.feed.ok_or(NotAFeed::Other)?;
    reader.entries.finish(&mut feed);
    Ok(feed)
}

struct Reader<'a> {
    source: &'a str,
    /// `None` until the feed's own tag has been seen.
    feed: Option<Feed>,
    entries: Entries,
    /// Unusual prefixes, and the usual ones they stand for.
    prefixes: HashMap<String, &'static str>,
    references: References,
    /// What addresses are relative to: the feed's, or its `xml:base`.
    base: Option<Url>,
    tags_before: usize,
    /// Elements open inside the child of the feed, by name and place in the tree if they have one.
    open: Vec<(String, Option<usize>)>,
    /// Elements open beyond the deepest that is kept.
    overflow: usize,
    tree: Tree,
}

impl Reader<'_> {
    fn run(&mut self) -> Result<(), NotAFeed> {
        let bytes = self.source.as_bytes();
        let mut at = 0;
        while let Some((token, used)) = markup::next(&bytes[at..], true) {
            let (start, end) = (at, at + used);
            at = end;
            match token {
                Token::Open(tag) => {
                    self.open_tag(&tag, end)?;
                    if tag.is_empty && !self.open.is_empty() && self.overflow == 0 {
                        self.close_last(end);
                    } else if tag.is_empty && self.overflow > 0 {
                        self.overflow -= 1;
                    }
                }
                Token::Close(name) if !self.open.is_empty() => {
                    let name = self.name(&markup::text_of(name));
                    self.close_tag(&name, start);
                }
                Token::Text(text) if !self.open.is_empty() => {
                    let text = markup::text_of(text);
                    let text = self.references.resolve(&text);
                    self.add_text(&text);
                }
                Token::Raw(text) if !self.open.is_empty() => {
                    self.add_text(&markup::text_of(text));
                }
                _ => {}
            }
        }
        while !self.open.is_empty() {
            self.close_last(bytes.len());
        }
        Ok(())
    }

    fn open_tag(&mut self, tag: &markup::Tag<'_>, end: usize) -> Result<(), NotAFeed> {
        self.declare(tag);
        let name = self.name(&markup::text_of(tag.name));
        if self.open.is_empty() {
            let local = name.rsplit(':').next().unwrap_or("");
            let kind = match local {
                "rss" | "RDF" => Some(Kind::Rss),
                "feed" => Some(Kind::Atom),
                _ => None,
            };
            if let Some(kind) = kind {
                self.begin(kind, tag);
                return Ok(());
            }
            if self.feed.is_none() {
                self.tags_before += 1;
                let is_page =
                    ["html", "body", "opml"].iter().any(|n| local.eq_ignore_ascii_case(n));
                if local == "channel" {
                    self.begin(Kind::Rss, tag);
                } else if is_page || self.tags_before > MAX_TAGS_BEFORE {
                    return Err(NotAFeed::Other);
                }
                return Ok(());
            }
            if local == "channel" {
                return Ok(());
            }
        } else if matches!(name.as_str(), "item" | "entry") && self.tree.nodes[0].name == name {
            while !self.open.is_empty() {
                self.close_last(end);
            }
        }
        self.push(name, tag, end);
        Ok(())
    }

    /// The feed's own tag.
    fn begin(&mut self, kind: Kind, tag: &markup::Tag<'_>) {
        if self.feed.is_none() {
            self.feed = Some(Feed::new(kind));
        }
        for (name, value) in self.attributes(tag) {
            match name.as_str() {
                "xml:base" => {
                    self.base = markup::web_url(&value, self.base.as_ref()).or(self.base.take());
                }
                "xml:lang" => {
                    if let Some(feed) = &mut self.feed {
                        feed.language = super::line(&value);
                    }
                }
                _ => {}
            }
        }
    }

    fn push(&mut self, name: String, tag: &markup::Tag<'_>, end: usize) {
        if self.open.len() >= MAX_DEPTH || self.overflow > 0 {
            self.overflow += 1;
            return;
        }
        let level = self.open.len();
        let parent = self.open.iter().rev().find_map(|(_, node)| *node).unwrap_or(0);
        if let Some(node) = self.tree.nodes.get_mut(parent) {
            node.has_elements = true;
        }
        let is_kept = level < KEPT_LEVELS && self.tree.nodes.len() < MAX_NODES;
        let place = is_kept.then_some(self.tree.nodes.len());
        if is_kept {
            let attributes = self.attributes(tag);
            let inner = end..end;
            let name = name.clone();
            let node = Node { name, attributes, inner, level, parent, ..Node::default() };
            self.tree.nodes.push(node);
        }
        self.open.push((name, place));
    }

    fn close_tag(&mut self, name: &str, start: usize) {
        if self.overflow > 0 {
            // Which of them it closes cannot be told, and does not matter.
            self.overflow -= 1;
            return;
        }
        if self.open.iter().any(|(open, _)| open == name) {
            while let Some((open, _)) = self.open.last() {
                let is_it = open == name;
                self.close_last(start);
                if is_it {
                    return;
                }
            }
        }
    }

    fn close_last(&mut self, start: usize) {
        self.overflow = 0;
        if let Some((_, Some(node))) = self.open.pop() {
            self.tree.nodes[node].inner.end = start;
        }
        if self.open.is_empty() {
            let tree = std::mem::take(&mut self.tree);
            self.take_child(&tree);
        }
    }

    fn add_text(&mut self, text: &str) {
        let Some(place) = self.open.iter().rev().find_map(|(_, node)| *node) else {
            return;
        };
        self.tree.nodes[place].text.push_str(text);
    }

    /// A whole child of the feed.
    fn take_child(&mut self, tree: &Tree) {
        let (Some(root), Some(feed)) = (tree.nodes.first(), &mut self.feed) else {
            return;
        };
        match root.name.rsplit(':').next() {
            Some("item" | "entry") => {
                self.entries.push(entry::read(tree, self.source, self.base.as_ref()));
            }
            _ => head::read(feed, tree, self.source, self.base.as_ref()),
        }
    }

    /// Notes prefixes that stand for namespaces known by another.
    fn declare(&mut self, tag: &markup::Tag<'_>) {
        for (name, value) in tag.attributes() {
            let Some(prefix) = name.strip_prefix(b"xmlns:") else {
                continue;
            };
            if self.prefixes.len() >= MAX_PREFIXES {
                return;
            }
            let namespace = NAMESPACES.iter().find(|(address, _)| address.as_bytes() == value);
            if let Some((_, usual)) = namespace {
                self.prefixes.insert(markup::text_of(prefix).into_owned(), usual);
            }
        }
    }

    /// The name with the usual prefix; those of Atom and RSS have none.
    fn name(&self, name: &str) -> String {
        let Some((prefix, local)) = name.split_once(':') else {
            return name.to_owned();
        };
        match self.prefixes.get(prefix).copied().unwrap_or(prefix) {
            "" => local.to_owned(),
            // A link of Atom in RSS is told by its attributes, a title not at all.
            "atom"
                if local == "link" || self.feed.as_ref().is_none_or(|f| f.kind == Kind::Atom) =>
            {
                local.to_owned()
            }
            usual => format!("{usual}:{local}"),
        }
    }

    fn attributes(&mut self, tag: &markup::Tag<'_>) -> Vec<(String, String)> {
        let all = tag.attributes().filter(|(name, _)| !name.starts_with(b"xmlns"));
        all.map(|(name, value)| {
            let value = markup::text_of(value);
            let value = self.references.resolve(&value).into_owned();
            (markup::text_of(name).into_owned(), value)
        })
        .collect()
    }
}
