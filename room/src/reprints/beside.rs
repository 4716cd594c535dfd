//! Two articles side by side: what the second kept of the first, left out and added.

use std::ops::Range;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use record::reprint::{Comparison, Kind, Origin, compare, direction};
use record::signature::Signature;
use store::{ShelfId, ShelfItem};

use super::origin;
use super::view::{BesidePage, Fate, Part, Side};
use crate::layout::{When, page};
use crate::session::Me;
use crate::{App, Error, Result};

#[cfg(test)]
mod tests;

pub(super) async fn show(
    State(app): State<Arc<App>>,
    me: Me,
    Path((id, other)): Path<(i64, i64)>,
) -> Result<Response> {
    let one = app.store.shelf_item(me.id, ShelfId(id)).await?;
    let other = app.store.shelf_item(me.id, ShelfId(other)).await?;
    if one.version == 0 || other.version == 0 {
        return Err(Error::Bad("One of the two has no text to lay beside the other.".to_owned()));
    }
    let ours = app.store.content(one.article_id, None).await?.text;
    let theirs = app.store.content(other.article_id, None).await?.text;
    let work = move || {
        let (a, b) = (Signature::read(&ours), Signature::read(&theirs));
        // The original stands first, where something tells which that is.
        let bylines = [one.byline.join(", "), other.byline.join(", ")];
        let first =
            direction(&of_item(&one, &bylines[0], &ours), &of_item(&other, &bylines[1], &theirs));
        let why = first.as_ref().map(|told| told.why.clone());
        let is_turned = first.is_some_and(|told| !told.is_first);
        match is_turned {
            false => (compare(&a, &b), [(one, ours, a), (other, theirs, b)], why),
            true => (compare(&b, &a), [(other, theirs, b), (one, ours, a)], why),
        }
    };
    let done = tokio::task::spawn_blocking(work).await;
    let (found, [first, second], why) =
        done.map_err(|_| Error::broken("laying texts side by side"))?;
    let spans =
        |side: fn(&record::reprint::Shared) -> Spans| found.passages.iter().map(side).collect();
    let first_parts = parts(&first.1, &first.2, spans(Spans::first));
    let second_parts = parts(&second.1, &second.2, spans(Spans::second));
    let words = |parts: &[Vec<Part>], fate| {
        let parts = parts.iter().flatten().filter(|part| part.fate == fate);
        parts.map(|part| part.words.split_whitespace().count()).sum::<usize>()
    };
    let counts = [
        words(&first_parts, Fate::Own),
        words(&second_parts, Fate::Exchanged),
        words(&second_parts, Fate::Own),
    ];
    let layout = me.frame(&app, "Side by side", "").await?;
    let direction = match (why, found.kind.is_reprint()) {
        (Some(why), true) => format!("The first was first: {why}."),
        _ => String::new(),
    };
    let verdict = verdict(&found).to_owned();
    let sides = [
        side(first.0, found.share_a, first_parts, &me),
        side(second.0, found.share_b, second_parts, &me),
    ];
    Ok(page(&BesidePage { layout, verdict, direction, sides, counts }))
}

fn of_item<'o>(item: &'o ShelfItem, byline: &'o str, text: &'o str) -> Origin<'o> {
    let published = item.published.as_deref().zip(item.published_at);
    origin(published, item.outlet.as_deref().unwrap_or(""), byline, text)
}

fn verdict(found: &Comparison) -> &'static str {
    match found.kind {
        Kind::Same => "Both have the same text.",
        Kind::Shortened => "The second is the first, shortened.",
        Kind::Extended => "The second is the first, with more.",
        Kind::Reworded => "The second tells the first in other words.",
        Kind::Passage => "These are different reports that share a passage.",
        Kind::Nothing => "These two share next to nothing.",
    }
}

fn side(item: ShelfItem, share: f32, paragraphs: Vec<Vec<Part>>, me: &Me) -> Side {
    Side {
        href: format!("/read/{}", item.id),
        outlet: item.outlet.clone().unwrap_or_default(),
        when: item.published_at.map(|at| When::instant(at, &me.now)),
        percent: (share * 100.0).round() as i64,
        title: item.shown_title().to_owned(),
        paragraphs,
    }
}

/// A stretch that both texts have, in one of them, and the runs in it that are equal word for word.
struct Spans {
    whole: Range<usize>,
    equal: Vec<Range<usize>>,
}

impl Spans {
    fn first(shared: &record::reprint::Shared) -> Self {
        let equal = shared.runs.iter().map(|(ours, _)| ours.clone()).collect();
        Self { whole: shared.a.clone(), equal }
    }

    fn second(shared: &record::reprint::Shared) -> Self {
        let equal = shared.runs.iter().map(|(_, theirs)| theirs.clone()).collect();
        Self { whole: shared.b.clone(), equal }
    }
}

/// The text in paragraphs, each word with its fate; marks between words go with the word before them.
fn parts(text: &str, signature: &Signature, shared: Vec<Spans>) -> Vec<Vec<Part>> {
    let mut fates = vec![Fate::Own; signature.tokens.len()];
    let mut set = |span: &Range<usize>, fate| {
        let first = signature.tokens.partition_point(|token| (token.end as usize) <= span.start);
        let tokens =
            signature.tokens[first..].iter().take_while(|token| (token.start as usize) < span.end);
        let last = first + tokens.count();
        fates[first..last].fill(fate);
    };
    for spans in &shared {
        set(&spans.whole, Fate::Exchanged);
    }
    for span in shared.iter().flat_map(|spans| &spans.equal) {
        set(span, Fate::Kept);
    }
    let mut paragraphs = Vec::new();
    let mut at = 0;
    let mut token = 0;
    for paragraph in text.split("\n\n") {
        let end = at + paragraph.len();
        let mut parts: Vec<Part> = Vec::new();
        let mut from = at;
        while let Some(next) =
            signature.tokens.get(token).filter(|next| (next.start as usize) < end)
        {
            // Up to the next word of this paragraph; the first takes the marks before it, too.
            let after = signature.tokens.get(token + 1).map_or(end, |after| after.start as usize);
            let to = after.min(end).max(next.end as usize).min(end);
            push(&mut parts, &text[from..to], fates[token]);
            (from, token) = (to, token + 1);
        }
        if from < end {
            push(&mut parts, &text[from..end], Fate::Kept);
        }
        if !parts.is_empty() {
            paragraphs.push(parts);
        }
        at = end + 2;
    }
    paragraphs
}

fn push(parts: &mut Vec<Part>, words: &str, fate: Fate) {
    match parts.last_mut() {
        Some(last) if last.fate == fate => last.words.push_str(words),
        _ => parts.push(Part { words: words.to_owned(), fate }),
    }
}
