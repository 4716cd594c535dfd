//! Markdown of an article with what is known of it above, as note programs take it, and the reader's marks
//! below; many as a bundle.

use std::collections::HashSet;
use std::fmt::Write;
use std::io::Cursor;

use page::Body;
use store::shelf::Full;
use zip::{CompressionMethod, ZipWriter};

use super::epub::part;
use super::{plain_name, stated_day, title};
use crate::article::colour;
use crate::{Error, Result};

#[cfg(test)]
mod tests;

/// One article.
pub(super) fn article(full: &Full) -> String {
    let item = &full.item;
    let mut out = String::from("---\n");
    let mut field = |name: &str, value: &str| {
        if !value.is_empty() {
            let _ = writeln!(out, "{name}: {}", quoted(value));
        }
    };
    field("title", title(full));
    field("url", &item.url);
    field("outlet", item.outlet.as_deref().unwrap_or(""));
    field("published", &item.published_at.map(stated_day).unwrap_or_default());
    field("saved", &stated_day(item.saved_at));
    field("language", item.language.as_deref().unwrap_or(""));
    for (name, values) in [("author", &item.byline), ("tags", &item.tags)] {
        if !values.is_empty() {
            let values: Vec<String> = values.iter().map(|value| quoted(value)).collect();
            let _ = writeln!(out, "{name}: [{}]", values.join(", "));
        }
    }
    out.push_str("---\n\n");
    out.push_str(&Body::of_html(&full.html).markdown());
    if !full.marks.is_empty() {
        out.push_str("\n## Marks\n");
    }
    for mark in &full.marks {
        out.push('\n');
        for line in mark.anchor.quote.lines() {
            let _ = writeln!(out, "> {line}");
        }
        let colour = colour(mark.colour);
        let _ = write!(out, "\n{}", if mark.note.is_empty() { "" } else { mark.note.trim() });
        let _ = writeln!(out, "{}({colour})", if mark.note.is_empty() { "" } else { " " });
    }
    out
}

/// A text as JSON writes it, which YAML reads.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}

/// A file for each article in one archive.
pub(super) fn bundle(articles: &[Full]) -> Result<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mut taken = HashSet::new();
    for full in articles {
        let name = plain_name(title(full));
        // Two of one title are told apart, on file systems that see no difference in case too.
        let name = match taken.insert(name.to_lowercase()) {
            true => name,
            false => format!("{name}-{}", full.item.id),
        };
        part(&mut zip, &format!("{name}.md"), &article(full), CompressionMethod::Deflated)?;
    }
    let bytes = zip.finish().map_err(|error| Error::Broken(error.to_string()))?;
    Ok(bytes.into_inner())
}
