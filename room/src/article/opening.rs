//! The head of the page stands above the text already: what the text opens with and only says the same is
//! not shown twice.
//!
//! The text itself keeps it, as spans count its bytes. A block with a highlight in it is never lost: as
//! headline or standfirst it takes the place of the plain words.

#[cfg(test)]
mod tests;

/// What the page's head says.
#[derive(Clone, Copy, Debug)]
pub(super) struct Head<'h> {
    pub(super) title: &'h str,
    pub(super) standfirst: Option<&'h str>,
    /// "Ines Okafor and Leon Farkas".
    pub(super) byline: &'h str,
    pub(super) outlet: Option<&'h str>,
}

/// A body without the opening that repeats the head, and the words of the head where they carry highlights.
#[derive(PartialEq, Eq, Debug)]
pub(super) struct Opened<'h> {
    /// HTML of the headline's words.
    pub(super) title: Option<&'h str>,
    /// HTML of the standfirst's words.
    pub(super) standfirst: Option<&'h str>,
    pub(super) body: &'h str,
}

/// Blocks looked at: headline, standfirst, byline, day, a section's name.
const BLOCKS: usize = 6;
/// A longer block is no byline: names, a role, an outlet, a day and a time are shorter.
const BYLINE_BYTES: usize = 160;

/// Takes the opening off `html`, which is what `page::weave` wrote.
pub(super) fn open<'h>(html: &'h str, head: &Head) -> Opened<'h> {
    let mut opened = Opened { title: None, standfirst: None, body: html };
    let [title, standfirst] = [head.title, head.standfirst.unwrap_or("")].map(plain);
    for _ in 0..BLOCKS {
        let Some((block, rest)) = first_block(opened.body) else { break };
        let words = plain(&text_of(block));
        let has_highlight = block.contains(" id=\"");
        let lifted = Some(block).filter(|_| has_highlight);
        if words.is_empty() && !block.contains("<img") && !has_highlight {
            // A paragraph of white space.
        } else if words == title {
            opened.title = opened.title.or(lifted);
        } else if words == standfirst {
            opened.standfirst = opened.standfirst.or(lifted);
        } else if has_highlight || !is_byline(&text_of(block), head) {
            break;
        }
        opened.body = rest;
    }
    opened
}

/// What a heading or a paragraph at the start holds, and what follows it.
fn first_block(html: &str) -> Option<(&str, &str)> {
    let html = html.trim_start();
    let name_end = html.find(['>', ' '])?;
    let name = html.get(1..name_end).filter(|_| html.starts_with('<'))?;
    if !matches!(name, "p" | "h1" | "h2" | "h3" | "h4") {
        return None;
    }
    let (_, inner) = html.split_once('>')?;
    // Neither holds another of its kind (HTML §4.3.6, §4.4.1).
    inner.split_once(&format!("</{name}>"))
}

/// Words without tags; the small numbers that lead to the record are none.
fn text_of(block: &str) -> String {
    let mut out = String::with_capacity(block.len());
    let mut rest = block;
    while let Some((words, tag)) = rest.split_once('<') {
        out.push_str(words);
        let (tag, after) = tag.split_once('>').unwrap_or((tag, ""));
        let is_number = tag.starts_with("a class=\"at-record");
        rest =
            if is_number { after.split_once("</a>").map_or("", |(_, after)| after) } else { after };
    }
    out.push_str(rest);
    out.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

/// Letters and digits alone, small.
fn plain(words: &str) -> String {
    words.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether a block says nothing but who wrote it, for whom and when.
fn is_byline(words: &str, head: &Head) -> bool {
    if words.len() > BYLINE_BYTES {
        return false;
    }
    let known: Vec<String> = [head.byline, head.outlet.unwrap_or("")]
        .iter()
        .flat_map(|part| part.split(|c: char| !c.is_alphanumeric()))
        .map(plain)
        // "The" of an outlet's name is everybody's.
        .filter(|part| !part.is_empty() && !OF_BYLINES.contains(&part.as_str()))
        .collect();
    let parts = words.split(|c: char| !c.is_alphanumeric()).map(plain);
    let parts: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
    let tells =
        |part: &String| known.contains(part) || part.starts_with(|c: char| c.is_ascii_digit());
    // A paragraph of small words alone tells neither who nor when.
    parts.iter().any(tells)
        && parts.iter().all(|part| tells(part) || OF_BYLINES.contains(&part.as_str()))
}

/// What stands in bylines besides names and numbers.
const OF_BYLINES: &[&str] = &[
    "by",
    "and",
    "on",
    "at",
    "in",
    "the",
    "published",
    "updated",
    "last",
    "first",
    "am",
    "pm",
    "a",
    "m",
    "p",
    "utc",
    "gmt",
    "bst",
    "cet",
    "cest",
    "est",
    "edt",
    "noon",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
    "sun",
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "jan",
    "feb",
    "mar",
    "apr",
    "jun",
    "jul",
    "aug",
    "sep",
    "sept",
    "oct",
    "nov",
    "dec",
];
