//! What a feed says about itself, one element at a time.

use url::Url;

use super::super::{Feed, MAX_LIST, line};
use super::{Node, Tree, entry};
use crate::date;
use crate::markup::web_url;

const DAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
/// A feed asks in minutes; more than a month is a mistake.
const MAX_TTL_MINUTES: u32 = 31 * 24 * 60;

/// Takes a child of the feed that is no item.
pub(super) fn read(feed: &mut Feed, tree: &Tree, source: &str, base: Option<&Url>) {
    let root = &tree.nodes[0];
    match root.name.as_str() {
        "title" | "dc:title" if feed.title.is_empty() => feed.title = entry::words(root, source),
        "description" | "subtitle" | "tagline" | "itunes:summary"
            if feed.description.is_empty() =>
        {
            feed.description = entry::words(root, source);
        }
        "link" => link(feed, root, base),
        "language" | "dc:language" if feed.language.is_empty() => feed.language = line(&root.text),
        "pubDate" | "lastBuildDate" | "updated" | "modified" | "dc:date" => {
            feed.updated = feed.updated.max(date::instant(&root.text));
        }
        "image" => picture(feed, tree.text(0, "url"), base),
        "icon" | "logo" => picture(feed, &root.text, base),
        "itunes:image" => picture(feed, root.attribute("href"), base),
        "author" | "dc:creator" | "managingEditor" | "itunes:author" => author(feed, tree),
        "ttl" => feed.hints.ttl_minutes = minutes(&root.text).or(feed.hints.ttl_minutes),
        "sy:updatePeriod" => feed.hints.period_minutes = period(&root.text),
        "sy:updateFrequency" => {
            let count = root.text.trim().parse().ok();
            feed.hints.frequency = count.filter(|count| (1..=1_000).contains(count));
        }
        "skipHours" => {
            for (_, hour) in tree.children(0).filter(|(_, node)| node.name == "hour") {
                // Some write 24 for midnight.
                if let Ok(hour @ 0..=24) = hour.text.trim().parse::<u32>() {
                    feed.hints.skip_hours |= 1 << (hour % 24);
                }
            }
        }
        "skipDays" => {
            for (_, day) in tree.children(0).filter(|(_, node)| node.name == "day") {
                let name = day.text.trim().to_ascii_lowercase();
                if let Some(at) = DAYS.iter().position(|day| *day == name) {
                    feed.hints.skip_days |= 1 << at;
                }
            }
        }
        _ => {}
    }
}

fn link(feed: &mut Feed, node: &Node, base: Option<&Url>) {
    let url = web_url(&node.text, base).or_else(|| web_url(node.attribute("href"), base));
    let Some(url) = url else {
        return;
    };
    match node.attribute("rel") {
        "" | "alternate" => feed.home = feed.home.take().or(Some(url)),
        "self" => feed.itself = feed.itself.take().or(Some(url)),
        "hub" if feed.hubs.len() < MAX_LIST && !feed.hubs.contains(&url) => feed.hubs.push(url),
        _ => {}
    }
}

fn picture(feed: &mut Feed, address: &str, base: Option<&Url>) {
    feed.image = feed.image.take().or_else(|| web_url(address, base));
}

fn author(feed: &mut Feed, tree: &Tree) {
    let root = &tree.nodes[0];
    let name = match root.has_elements {
        true => line(tree.text(0, "name")),
        false => entry::name_beside_mail(&line(&root.text)),
    };
    if !name.is_empty() && feed.authors.len() < MAX_LIST && !feed.authors.contains(&name) {
        feed.authors.push(name);
    }
}

fn minutes(text: &str) -> Option<u32> {
    text.trim().parse().ok().filter(|minutes| (1..=MAX_TTL_MINUTES).contains(minutes))
}

fn period(text: &str) -> Option<u32> {
    match text.trim().to_ascii_lowercase().as_str() {
        "hourly" => Some(60),
        "daily" => Some(24 * 60),
        "weekly" => Some(7 * 24 * 60),
        "monthly" | "yearly" => Some(MAX_TTL_MINUTES),
        _ => None,
    }
}
