//! An article as plain text, as a row of a table, as XML.

use store::shelf::Full;

use super::epub::escaped;
use super::{author, stated_day, title};

/// Names and values of what is known.
fn facts(full: &Full) -> [(&'static str, String); 9] {
    let item = &full.item;
    [
        ("id", item.id.to_string()),
        ("title", title(full).to_owned()),
        ("url", item.url.clone()),
        ("author", author(&full.item)),
        ("outlet", item.outlet.clone().unwrap_or_default()),
        ("published", item.published_at.map(stated_day).unwrap_or_default()),
        ("saved", stated_day(item.saved_at)),
        ("tags", item.tags.join(",")),
        ("content", full.html.clone()),
    ]
}

pub(super) fn text(full: &Full, text: &str) -> String {
    let about = [author(&full.item), full.item.url.clone()];
    let about: Vec<String> = about.into_iter().filter(|line| !line.is_empty()).collect();
    format!("{}\n\n{}\n\n{}\n", title(full), about.join("\n"), text.trim_end())
}

/// A heading and a row (RFC 4180). A space keeps spreadsheets from running what begins like a formula.
pub(super) fn csv(full: &Full) -> String {
    let facts = facts(full);
    let names: Vec<&str> = facts.iter().map(|(name, _)| *name).collect();
    let cell = |text: &str| {
        let space = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { " " } else { "" };
        format!("\"{space}{}\"", text.replace('"', "\"\""))
    };
    let cells: Vec<String> = facts.iter().map(|(_, value)| cell(value)).collect();
    format!("{}\r\n{}\r\n", names.join(","), cells.join(","))
}

pub(super) fn xml(full: &Full) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<entries><entry>");
    for (name, value) in facts(full) {
        out += &format!("<{name}>{}</{name}>", escaped(&value));
    }
    out + "</entry></entries>\n"
}
