//! The floor of all extractors: every bit of text that is not script or style, and the `<title>`.
//!
//! It knows nothing, so it shows what a score means, and it gives the agreement test output that is messy.

use crate::score::Extracted;

/// Reads a page as if it were UTF-8, without a parser.
pub fn read(bytes: &[u8]) -> Extracted {
    let page = String::from_utf8_lossy(bytes);
    let mut text = String::with_capacity(page.len() / 4);
    let mut title = String::new();
    let mut rest = &page[..];
    while let Some(open) = rest.find('<') {
        push(&mut text, &rest[..open]);
        rest = &rest[open..];
        rest = if let Some(inside) = rest.strip_prefix("<!--") {
            inside.split_once("-->").map_or("", |(_, after)| after)
        } else if let Some((content, after)) = raw_element(rest, "title") {
            if title.is_empty() {
                push(&mut title, content);
            }
            after
        } else if let Some((_, after)) =
            raw_element(rest, "script").or_else(|| raw_element(rest, "style"))
        {
            after
        } else {
            let end = rest.find('>').map_or(rest.len(), |end| end + 1);
            text.push('\n');
            &rest[end..]
        };
    }
    push(&mut text, rest);
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
    Extracted { title, text: lines.join("\n"), ..Extracted::default() }
}

/// If `rest` begins with this element: its content, and what follows it.
fn raw_element<'p>(rest: &'p str, name: &str) -> Option<(&'p str, &'p str)> {
    let tag = rest.get(1..=name.len())?;
    let next = rest.as_bytes().get(1 + name.len())?;
    if !tag.eq_ignore_ascii_case(name) || next.is_ascii_alphanumeric() {
        return None;
    }
    let content = rest.split_once('>')?.1;
    // Names of raw elements end in the same case as they begin on nearly every page; a miss only costs text.
    let close = format!("</{tag}");
    let end = content.find(&close).unwrap_or(content.len());
    let after = content[end..].split_once('>').map_or("", |(_, after)| after);
    Some((&content[..end], after))
}

fn push(text: &mut String, raw: &str) {
    let named = [
        ("&nbsp;", "\u{a0}"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ];
    let mut raw = raw.to_owned();
    for (name, character) in named {
        if raw.contains(name) {
            raw = raw.replace(name, character);
        }
    }
    text.push_str(&raw);
}

#[cfg(test)]
mod tests;
