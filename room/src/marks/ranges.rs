//! Where marked words stand in an article's HTML, as annotator.js says it: paths of elements from the
//! article's root, and characters from their start.
//!
//! Given what `page` wrote: every element closed, no `>` in attributes, four characters escaped.

use std::collections::HashMap;

use wire::import::Position;

use super::anchor;

#[cfg(test)]
mod tests;

/// Characters around a place that tell it from others with the same words.
const AROUND: usize = 64;

/// Two points in an article.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Range {
    pub(crate) start: String,
    pub(crate) start_offset: usize,
    pub(crate) end: String,
    pub(crate) end_offset: usize,
}

/// The text of an article's HTML, and which elements it stands in.
#[derive(Debug, Default)]
pub(crate) struct Flat {
    text: String,
    runs: Vec<Run>,
    /// Where each element's text begins and ends, by path; bytes of `text`.
    elements: HashMap<String, (usize, usize)>,
}

/// A run of text directly in an element.
#[derive(Debug)]
struct Run {
    /// Byte of the flat text that it begins at.
    at: usize,
    path: String,
    /// Characters of the element's text before it.
    before: usize,
}

struct Open {
    path: String,
    /// How many children of each name there were.
    children: HashMap<String, usize>,
    characters: usize,
    at: usize,
}

impl Flat {
    pub(crate) fn of(html: &str) -> Self {
        let mut flat = Self::default();
        let root = Open { path: String::new(), children: HashMap::new(), characters: 0, at: 0 };
        let mut open = vec![root];
        let mut rest = html;
        while !rest.is_empty() {
            let end = rest.find('<').unwrap_or(rest.len());
            if end > 0 {
                flat.add_text(&rest[..end], &mut open);
                rest = &rest[end..];
                continue;
            }
            let end = rest.find('>').map_or(rest.len(), |end| end + 1);
            flat.add_tag(&rest[..end], &mut open);
            rest = &rest[end..];
        }
        while let Some(one) = open.pop() {
            flat.elements.insert(one.path, (one.at, flat.text.len()));
        }
        flat
    }

    fn add_text(&mut self, raw: &str, open: &mut [Open]) {
        let at = self.text.len();
        unescape(raw, &mut self.text);
        let characters = self.text[at..].chars().count();
        if let Some(parent) = open.last() {
            self.runs.push(Run { at, path: parent.path.clone(), before: parent.characters });
        }
        for one in open {
            one.characters += characters;
        }
    }

    fn add_tag(&mut self, tag: &str, open: &mut Vec<Open>) {
        let name = tag.trim_start_matches(['<', '/']);
        let name = name.split([' ', '>', '/']).next().unwrap_or("").to_owned();
        if tag.starts_with("</") {
            if open.len() > 1
                && let Some(one) = open.pop()
            {
                self.elements.insert(one.path, (one.at, self.text.len()));
            }
            return;
        }
        let Some(parent) = open.last_mut() else { return };
        let count = parent.children.entry(name.clone()).or_default();
        *count += 1;
        let path = format!("{}/{name}[{count}]", parent.path);
        if !matches!(name.as_str(), "br" | "hr" | "img") {
            let (children, at) = (HashMap::new(), self.text.len());
            open.push(Open { path, children, characters: 0, at });
        }
    }

    /// Where a mark's words stand; `None` where they are not in the HTML.
    pub(crate) fn range(&self, quote: &str, prefix: &str, suffix: &str) -> Option<Range> {
        let span = anchor::place(&self.text, quote, prefix, suffix)?;
        let (start, start_offset) = self.point(span.start, false)?;
        let (end, end_offset) = self.point(span.end, true)?;
        Some(Range { start, start_offset, end, end_offset })
    }

    /// The element directly around a byte, and the characters of its text before it. At a seam of two
    /// runs a start belongs to the later, an end to the earlier.
    fn point(&self, byte: usize, is_end: bool) -> Option<(String, usize)> {
        let at =
            self.runs.partition_point(|run| if is_end { run.at < byte } else { run.at <= byte });
        let run = self.runs.get(at.checked_sub(1)?)?;
        let inside = self.text.get(run.at..byte)?.chars().count();
        Some((run.path.clone(), run.before + inside))
    }

    /// The byte that so many characters into an element lead to.
    fn byte(&self, path: &str, offset: usize) -> Option<usize> {
        let &(start, end) = self.elements.get(&full_path(path))?;
        let inside = &self.text[start..end];
        let at = inside.char_indices().nth(offset).map_or(inside.len(), |(at, _)| at);
        Some(start + at)
    }
}

/// `/p` is `/p[1]`, as some write it.
fn full_path(path: &str) -> String {
    let steps = path.split('/').filter(|step| !step.is_empty());
    steps
        .map(|step| if step.ends_with(']') { format!("/{step}") } else { format!("/{step}[1]") })
        .collect()
}

fn unescape(raw: &str, out: &mut String) {
    let mut rest = raw;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let known = [("&amp;", '&'), ("&lt;", '<'), ("&gt;", '>'), ("&quot;", '"')];
        match known.iter().find(|(name, _)| rest.starts_with(name)) {
            Some((name, character)) => {
                out.push(*character);
                rest = &rest[name.len()..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
}

impl From<&Position> for Range {
    fn from(position: &Position) -> Self {
        Self {
            start: position.start.clone(),
            start_offset: position.start_offset as usize,
            end: position.end.clone(),
            end_offset: position.end_offset as usize,
        }
    }
}

impl Range {
    pub(crate) fn position(self) -> Position {
        let number = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        let (start_offset, end_offset) = (number(self.start_offset), number(self.end_offset));
        Position { start: self.start, start_offset, end: self.end, end_offset }
    }
}

/// The words before and after a range: what tells its words from the same ones elsewhere. Empty where
/// the range leads nowhere.
pub(crate) fn surroundings(html: &str, range: &Range) -> (String, String) {
    let flat = Flat::of(html);
    let start = flat.byte(&range.start, range.start_offset);
    let end = flat.byte(&range.end, range.end_offset);
    let (Some(start), Some(end)) = (start, end) else { return Default::default() };
    let before = flat.text.floor_char_boundary(start.saturating_sub(AROUND));
    let after = flat.text.ceil_char_boundary((end + AROUND).min(flat.text.len()));
    (flat.text[before..start].to_owned(), flat.text[end..after].to_owned())
}
