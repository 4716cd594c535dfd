//! What a file is, from its beginning and its name.

use super::{Format, tables};

/// Words that tell JSON exports apart, all of them needed; the first row that fits wins.
const JSON: [(&[&str], Format); 12] = [
    (&["\"format\":\"dateline-library\""], Format::Dateline),
    (&["\"is_archived\""], Format::Wallabag),
    (&["\"given_url\""], Format::Wallabag),
    (&["\"article__url\""], Format::Readability),
    (&["\"savedAt\"", "\"slug\""], Format::Omnivore),
    (&["\"collections\"", "\"links\""], Format::Linkwarden),
    (&["\"collections\"", "\"username\""], Format::Linkwarden),
    (&["\"items\"", "\"canonical\""], Format::Starred),
    (&["\"items\"", "\"alternate\""], Format::Starred),
    (&["\"bookmarks\""], Format::Karakeep),
    (&["\"addedAt\"", "\"url\""], Format::GoodLinks),
    (&["\"href\""], Format::Pinboard),
];
/// Lines of a list that are looked at.
const LINES: usize = 20;

pub(super) fn format(head: &str, name: &str) -> Option<Format> {
    let head = head.trim_start();
    if head.starts_with(['{', '[']) {
        let tight: String = head.replace(": ", ":");
        let has_all = |words: &[&str]| words.iter().all(|word| tight.contains(word));
        return JSON.iter().find(|(words, _)| has_all(words)).map(|(_, format)| *format);
    }
    if head.starts_with('<') {
        return marked_up(&head.to_ascii_lowercase());
    }
    let first = head.lines().next().unwrap_or("");
    if let Some(format) = tables::format(first) {
        return Some(format);
    }
    list(head, name)
}

fn marked_up(head: &str) -> Option<Format> {
    let has = |word: &str| head.contains(word);
    if has("<opml") {
        Some(Format::Opml)
    } else if has("time_added=") && has("<ul") && !has("<dl") {
        Some(Format::PocketHtml)
    } else if has("netscape-bookmark") || has("<dl") || has("<dt") {
        Some(Format::Netscape)
    } else {
        None
    }
}

/// One address a line. Without the name of a text file, every line looked at must be one.
fn list(head: &str, name: &str) -> Option<Format> {
    let is_text = name.to_ascii_lowercase().ends_with(".txt");
    let lines = head.lines().map(str::trim).filter(|line| !line.is_empty()).take(LINES);
    let (mut address_count, mut other_count, mut has_bar) = (0, 0, false);
    for line in lines {
        if line.starts_with("http://") || line.starts_with("https://") {
            address_count += 1;
            has_bar |= line.contains(" | ");
        } else {
            other_count += 1;
        }
    }
    match (address_count, other_count) {
        (0, _) => None,
        (_, 1..) if !is_text => None,
        _ if has_bar => Some(Format::OneTab),
        _ => Some(Format::Lines),
    }
}
