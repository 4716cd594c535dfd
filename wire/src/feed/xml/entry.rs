//! One `<item>` or `<entry>`.

use url::Url;

use super::super::{Enclosure, Entry, Html, MAX_LIST, html_of, line, plain};
use super::{Node, Tree};
use crate::date;
use crate::markup::{escape, web_url};

pub(super) fn read(tree: &Tree, source: &str, base: Option<&Url>) -> Entry {
    let root = &tree.nodes[0];
    let own = web_url(root.attribute("xml:base"), base);
    let base = own.as_ref().or(base);
    let languages = [tree.text(0, "dc:language"), root.attribute("xml:lang")];
    Entry {
        id: id(tree),
        url: address(tree, base),
        title: title(tree, source),
        authors: authors(tree),
        published: instant(tree, &["pubDate", "published", "dc:date", "issued", "dcterms:created"]),
        updated: instant(tree, &["updated", "modified", "dcterms:modified"]),
        summary: body(tree, &["description", "summary", "itunes:summary"], source, base)
            .or_else(|| media_description(tree, base)),
        content: body(tree, &["content:encoded", "content", "xhtml:body"], source, base),
        enclosures: enclosures(tree, base),
        language: languages.into_iter().find(|l| !l.is_empty()).map(line).unwrap_or_default(),
        topics: topics(tree),
    }
}

fn id(tree: &Tree) -> String {
    let root = &tree.nodes[0];
    let given = [tree.text(0, "guid"), tree.text(0, "id"), root.attribute("rdf:about")];
    given.into_iter().map(line).find(|id| !id.is_empty()).unwrap_or_default()
}

/// The link to read: RSS writes it as text, Atom as `href` with a relation, where none means
/// `alternate` (RFC 4287 §4.2.7.2); a guid that is a permanent link serves where there is neither.
fn address(tree: &Tree, base: Option<&Url>) -> Option<Url> {
    let links = || tree.children(0).map(|(_, node)| node).filter(|node| node.name == "link");
    let is_page = |node: &&Node| {
        let media = node.attribute("type");
        media.is_empty() || media.contains("html")
    };
    let alternates = || links().filter(|node| matches!(node.attribute("rel"), "" | "alternate"));
    let of_atom = |node: &Node| web_url(node.attribute("href"), base);
    let guid = || {
        let guid = tree.child(0, "guid").filter(|guid| guid.attribute("isPermaLink") != "false")?;
        web_url(&guid.text, None)
    };
    links()
        .find_map(|node| web_url(&node.text, base))
        .or_else(|| alternates().filter(is_page).find_map(of_atom))
        .or_else(|| alternates().find_map(of_atom))
        .or_else(guid)
        .or_else(|| web_url(tree.nodes[0].attribute("rdf:about"), None))
}

fn title(tree: &Tree, source: &str) -> String {
    let names = ["title", "media:title", "dc:title", "itunes:title"];
    let nodes = names.iter().filter_map(|name| tree.child(0, name));
    nodes.map(|node| words(node, source)).find(|title| !title.is_empty()).unwrap_or_default()
}

/// One line of plain text. Atom says whether it is HTML; in RSS both are seen, and what looks like
/// a tag or a reference is one.
pub(super) fn words(node: &Node, source: &str) -> String {
    if node.attribute("type") == "text" && !node.has_elements {
        return line(&node.text);
    }
    let html = node.html(source);
    let is_tag = |at: usize| {
        html[at + 1..].starts_with(|char: char| char.is_ascii_alphabetic() || char == '/')
    };
    let has_tags = html.match_indices('<').any(|(at, _)| is_tag(at));
    let has_references =
        html.split('&').skip(1).any(|rest| rest.bytes().take(12).any(|byte| byte == b';'));
    if has_tags || has_references { plain(html) } else { line(html) }
}

fn instant(tree: &Tree, names: &[&str]) -> Option<jiff::Timestamp> {
    names.iter().find_map(|name| date::instant(tree.text(0, name)))
}

/// The first of these elements with anything in it.
fn body(tree: &Tree, names: &[&str], source: &str, base: Option<&Url>) -> Option<Html> {
    names.iter().find_map(|name| {
        let node = tree.child(0, name)?;
        // An Atom content that lies elsewhere is fetched by nobody.
        if !node.attribute("src").is_empty() {
            return None;
        }
        let own = web_url(node.attribute("xml:base"), base);
        let base = own.as_ref().or(base);
        match node.attribute("type") {
            "text" | "text/plain" => text_as_html(&node.text, base),
            media if media.is_empty() || media.contains("html") => html_of(node.html(source), base),
            media if media.starts_with("text/") => html_of(node.html(source), base),
            _ => None,
        }
    })
}

fn text_as_html(text: &str, base: Option<&Url>) -> Option<Html> {
    html_of(&escape(text.trim()).replace("&#10;", "<br>"), base)
}

/// What video sites write instead of a description.
fn media_description(tree: &Tree, base: Option<&Url>) -> Option<Html> {
    let group = tree.children(0).find(|(_, node)| node.name == "media:group");
    let places = [Some(0), group.map(|(at, _)| at)].into_iter().flatten();
    let texts = places.map(|at| tree.text(at, "media:description"));
    text_as_html(texts.into_iter().find(|text| !text.is_empty())?, base)
}

/// Names of those who wrote it. RSS 2.0 wants `mail (Name)`, where only the name is for readers.
fn authors(tree: &Tree) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (at, node) in tree.children(0) {
        let name = match node.name.as_str() {
            "author" if node.has_elements => line(tree.text(at, "name")),
            "dc:creator" => line(&node.text),
            "author" => name_beside_mail(&line(&node.text)),
            "itunes:author" if names.is_empty() => line(&node.text),
            _ => continue,
        };
        if !name.is_empty() && names.len() < MAX_LIST && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

pub(super) fn name_beside_mail(text: &str) -> String {
    if !text.contains('@') {
        return text.to_owned();
    }
    let bracketed = text.split_once('(').and_then(|(_, rest)| rest.split_once(')'));
    let before = text.split_once('<').map(|(name, _)| name);
    bracketed.map(|(name, _)| name).or(before).unwrap_or("").trim_matches([' ', '"']).to_owned()
}

fn topics(tree: &Tree) -> Vec<String> {
    let mut topics: Vec<String> = Vec::new();
    for (_, node) in tree.children(0) {
        if !matches!(node.name.as_str(), "category" | "dc:subject" | "media:category") {
            continue;
        }
        let label = [node.attribute("label"), node.attribute("term"), &node.text];
        let topic = label.into_iter().map(line).find(|topic| !topic.is_empty());
        if let Some(topic) = topic
            && topics.len() < MAX_LIST
            && !topics.contains(&topic)
        {
            topics.push(topic);
        }
    }
    topics
}

fn enclosures(tree: &Tree, base: Option<&Url>) -> Vec<Enclosure> {
    let mut all: Vec<Enclosure> = Vec::new();
    for node in &tree.nodes {
        let (address, size) = match node.name.as_str() {
            "enclosure" => (node.attribute("url"), node.attribute("length")),
            "media:content" => (node.attribute("url"), node.attribute("fileSize")),
            "media:thumbnail" => (node.attribute("url"), ""),
            "link" if node.level == 1 && node.attribute("rel") == "enclosure" => {
                (node.attribute("href"), node.attribute("length"))
            }
            _ => continue,
        };
        let Some(url) = web_url(address, base) else {
            continue;
        };
        if all.len() >= MAX_LIST || all.iter().any(|have| have.url == url) {
            continue;
        }
        let is_picture = node.name == "media:thumbnail" || node.attribute("medium") == "image";
        let media_type = match line(node.attribute("type")) {
            unknown if unknown.is_empty() && is_picture => "image".to_owned(),
            known => known,
        };
        let size_bytes = size.parse().ok().filter(|size| *size > 0);
        all.push(Enclosure { url, media_type, size_bytes });
    }
    all
}
