//! How one text came from the other: kind, share, shared passages, or every change.

use std::fmt::Write;
use std::iter;
use std::ops::Range;

use ::record::reprint::{Comparison, Kind, Origin, compare, direction};
use ::record::signature::Signature;
use ::record::version::Versions;
use ::record::version::values::{self, Change};
use page::Article;

use super::{Look, instant};
use crate::read::without_controls;

/// What the second text is of the first.
pub(super) fn compared([a, b]: &[Article; 2]) -> Comparison {
    compare(&Signature::read(&a.text), &Signature::read(&b.text))
}

/// The section on reprints and versions.
pub(super) fn section(compared: &Comparison, [a, b]: &[Article; 2], look: Look) -> String {
    let mut out = format!("\n{}\n", look.strong(&verdict(compared)));
    if let Some(direction) =
        direction(&origin(a), &origin(b)).filter(|_| compared.kind.is_reprint())
    {
        let which = if direction.is_first { "first" } else { "second" };
        out += &format!("The {which} is the original: {}.\n", without_controls(&direction.why));
    }
    match compared.kind {
        Kind::Nothing => {}
        Kind::Passage => passages(compared, &a.text, &b.text, look, &mut out),
        _ => changes(&Versions::compare(&a.text, &b.text), look, &mut out),
    }
    out
}

fn origin(article: &Article) -> Origin<'_> {
    Origin {
        published: instant(article),
        outlet: article.outlet.value().map_or("", String::as_str),
        byline: article.byline.value().and_then(|names| names.first()).map_or("", String::as_str),
        text: &article.text,
    }
}

fn verdict(compared: &Comparison) -> String {
    let percent = |share: f32| (100.0 * share).round();
    let shares = format!(
        "{} % of the first is in the second, {} % of the second in the first",
        percent(compared.share_a),
        percent(compared.share_b)
    );
    match compared.kind {
        Kind::Nothing => "The texts have nothing in common.".to_owned(),
        Kind::Passage => format!("Different reports that share a passage: {shares}."),
        Kind::Same => format!("The same text: {shares}."),
        Kind::Shortened => format!("The second is shortened: {shares}."),
        Kind::Extended => format!("The second is extended: {shares}."),
        Kind::Reworded => format!("The second is reworded: {shares}."),
    }
}

/// Each passage as either text has it; words that differ are set apart.
fn passages(compared: &Comparison, a: &str, b: &str, look: Look, out: &mut String) {
    for (number, passage) in compared.passages.iter().enumerate() {
        let ours = passage.runs.iter().map(|run| run.0.clone());
        let theirs = passage.runs.iter().map(|run| run.1.clone());
        let first = marked(a, &passage.a, ours, |text| look.removed(text));
        let second = marked(b, &passage.b, theirs, |text| look.added(text));
        _ = writeln!(out, "\n{:2}  first   {first}\n    second  {second}", number + 1);
    }
}

/// A stretch of a text with what is outside the equal runs set apart.
fn marked(
    text: &str,
    span: &Range<usize>,
    runs: impl Iterator<Item = Range<usize>>,
    set_apart: impl Fn(&str) -> String,
) -> String {
    let (mut out, mut done) = (String::new(), span.start);
    for run in runs.chain(iter::once(span.end..span.end)) {
        push_apart(&text[done..run.start], &set_apart, &mut out);
        out += &without_controls(&text[run.clone()]);
        done = run.end;
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Sets the words of `text` apart, not the white space around them.
fn push_apart(text: &str, set_apart: &impl Fn(&str) -> String, out: &mut String) {
    let words = text.trim();
    let start = text.len() - text.trim_start().len();
    out.push_str(&text[..start]);
    if !words.is_empty() {
        out.push_str(&set_apart(&without_controls(words)));
    }
    out.push_str(&text[start + words.len()..]);
}

fn changes(versions: &Versions, look: Look, out: &mut String) {
    if versions.is_same() {
        out.push_str("No word differs.\n");
        return;
    }
    list("Figures", &values::figures(versions), versions, look, out);
    list("Quotations", &values::quotations(versions), versions, look, out);
    _ = writeln!(out, "\n{}\n", look.strong("Changes"));
    out.push_str(difference(versions, look).trim());
    out.push('\n');
}

fn list(what: &str, changes: &[Change], versions: &Versions, look: Look, out: &mut String) {
    if changes.is_empty() {
        return;
    }
    _ = writeln!(out, "\n{}", look.strong(what));
    let old = |span: &Range<usize>| look.removed(&without_controls(&versions.old[span.clone()]));
    let new = |span: &Range<usize>| look.added(&without_controls(&versions.new[span.clone()]));
    for change in changes {
        _ = match change {
            Change::Changed(before, after) => writeln!(out, "  {} → {}", old(before), new(after)),
            Change::Added(after) => writeln!(out, "  added {}", new(after)),
            Change::Dropped(before) => writeln!(out, "  dropped {}", old(before)),
        };
    }
}

/// The new text with what was removed and added, in its own paragraphs.
fn difference(versions: &Versions, look: Look) -> String {
    let mut out = String::new();
    let (mut old_done, mut new_done) = (0, 0);
    for hunk in &versions.hunks {
        // White space between stretches is the new text's; before words only removed, the old one's.
        let (gap, old_gap) =
            (&versions.new[new_done..hunk.new.start], &versions.old[old_done..hunk.old.start]);
        out.push_str(if hunk.new.is_empty() { old_gap } else { gap });
        old_done = hunk.old.end;
        if !hunk.new.is_empty() {
            new_done = hunk.new.end;
        }
        if hunk.is_same {
            out.push_str(&without_controls(&versions.new[hunk.new.clone()]));
            continue;
        }
        let (old, new) = (&versions.old[hunk.old.clone()], &versions.new[hunk.new.clone()]);
        each_paragraph(old, &|text| look.removed(text), &mut out);
        if !old.is_empty() && !new.is_empty() {
            out.push(' ');
        }
        each_paragraph(new, &|text| look.added(text), &mut out);
    }
    out
}

/// A colour or mark does not run over the end of a paragraph.
fn each_paragraph(text: &str, set_apart: &impl Fn(&str) -> String, out: &mut String) {
    for (number, paragraph) in text.split("\n\n").enumerate() {
        if number > 0 {
            out.push_str("\n\n");
        }
        push_apart(paragraph, set_apart, out);
    }
}
