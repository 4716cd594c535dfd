//! Where a mark on the old text stands in the new one.
//!
//! A mark that was not touched is found by its words and the words around it, also when its
//! paragraph moved. One whose words were edited is carried through the difference; it is an orphan
//! when less than half of its words are left.

use std::ops::Range;

use super::Versions;
use crate::reprint::align;
use crate::signature::Signature;

/// A mark as it was made: W3C annotation's text quote selector with its place.
#[derive(Debug, Clone, Copy)]
pub struct Mark<'m> {
    /// The words that were marked.
    pub quote: &'m str,
    /// Some text before them; may be empty.
    pub prefix: &'m str,
    /// Some text after them; may be empty.
    pub suffix: &'m str,
    /// First byte in the old text.
    pub position: usize,
}

/// Where a mark stands now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Anchor {
    /// Bytes of the new text.
    Found {
        /// Where.
        span: Range<usize>,
        /// The words are the same.
        is_exact: bool,
    },
    /// Its words are gone.
    Orphan,
}

/// Occurrences of a mark's words that are weighed: a mark on "the" needs no more.
const OCCURRENCES: usize = 256;
/// A mark of so many bytes that the old text had once is its own evidence, wherever it stands.
const TELLING: usize = 24;
/// A mark below this is one or two words, which any sentence may have.
const SMALL: usize = 12;
/// Bytes of context that any other mark must share to be found elsewhere: two or three words.
const CONTEXT: usize = 16;
/// Bytes of context that outweigh the place where half of the mark's words were kept: most of what
/// is stored on both sides, as when its paragraph moved.
const WHOLE_CONTEXT: usize = 40;
/// Bytes around an edited mark that help to find it where its paragraph moved: about a sentence.
const AROUND: usize = 120;

/// Where `mark`, made on the old text, stands in the new one.
pub fn reanchor(mark: &Mark, versions: &Versions) -> Anchor {
    if mark.quote.trim().is_empty() {
        return Anchor::Orphan;
    }
    let old = mark.position..mark.position.saturating_add(mark.quote.len());
    let is_known = versions.old.get(old.clone()) == Some(mark.quote);
    let carried = if is_known { carried(&old, versions) } else { None };
    if let Some(Carried { span, kept }) = &carried
        && *kept == mark.quote.len()
        && versions.new.get(span.clone()) == Some(mark.quote)
        && (mark.quote.len() >= TELLING || is_in_place(mark, span, versions.new))
    {
        return Anchor::Found { span: span.clone(), is_exact: true };
    }
    // Edited where it stood: that place is better than the same words in another sentence.
    let half = carried.filter(|carried| {
        2 * carried.kept >= mark.quote.len()
            && (mark.quote.len() >= SMALL || is_in_place(mark, &carried.span, versions.new))
    });
    if let Some(span) = elsewhere(mark, versions, half.is_some()) {
        return Anchor::Found { span, is_exact: true };
    }
    half.map(|carried| carried.span)
        .or_else(|| alike(mark, is_known, versions))
        .map_or(Anchor::Orphan, |span| Anchor::Found { span, is_exact: false })
}

/// Small words that were met again in a sentence written anew are not the mark: one of the words next
/// to it must be the same (6 bytes: more than the end of a paragraph). A mark that came without its context is taken as it is.
fn is_in_place(mark: &Mark, span: &Range<usize>, new: &str) -> bool {
    let context = mark.prefix.len() + mark.suffix.len();
    context_at(mark, span, new) >= context.min(6)
}

/// Bytes next to a place that are as they were next to the mark.
fn context_at(mark: &Mark, span: &Range<usize>, new: &str) -> usize {
    let before = shared(mark.prefix.bytes().rev(), new[..span.start].bytes().rev());
    before + shared(mark.suffix.bytes(), new[span.end..].bytes())
}

struct Carried {
    /// In the new text, from the first to the last kept byte.
    span: Range<usize>,
    /// Bytes of the old span that were kept.
    kept: usize,
}

/// Follows a span of the old text through the difference.
fn carried(old: &Range<usize>, versions: &Versions) -> Option<Carried> {
    let first = versions.hunks.partition_point(|hunk| hunk.old.end <= old.start);
    let mut span: Option<Range<usize>> = None;
    let mut kept = 0;
    let (mut old_end, mut new_end) = (old.start, None);
    for hunk in versions.hunks[first..].iter().take_while(|hunk| hunk.old.start < old.end) {
        let part = hunk.old.start.max(old.start)..hunk.old.end.min(old.end);
        if !hunk.is_same || part.is_empty() {
            continue;
        }
        // The white space inside a kept hunk may differ; its words do not, so that both ends are
        // found by counting from the nearer end.
        let (start, end) = if hunk.old.len() == hunk.new.len() {
            let shift = part.start - hunk.old.start;
            (hunk.new.start + shift, hunk.new.start + shift + part.len())
        } else {
            (hunk.new.start, hunk.new.end)
        };
        // White space between two kept hunks that follow each other was kept too.
        if new_end.is_some() {
            kept += (part.start - old_end).min(1);
        }
        kept += part.len();
        (old_end, new_end) = (part.end, Some(end));
        span = Some(span.map_or(start, |span| span.start)..end);
    }
    let span = span?;
    versions.new.get(span.clone()).is_some().then_some(Carried { span, kept })
}

/// The best of the places where the new text has the mark's words.
fn elsewhere(mark: &Mark, versions: &Versions, is_carried: bool) -> Option<Range<usize>> {
    let new = versions.new;
    let (context, _, at) = new
        .match_indices(mark.quote)
        .take(OCCURRENCES)
        .map(|(at, _)| {
            let context = context_at(mark, &(at..at + mark.quote.len()), new);
            (context, std::cmp::Reverse(at.abs_diff(mark.position)), at)
        })
        .max()?;
    let is_telling = !is_carried
        && mark.quote.len() >= TELLING
        && versions.old.match_indices(mark.quote).nth(1).is_none();
    let wanted = if is_carried { WHOLE_CONTEXT } else { CONTEXT };
    (is_telling || context >= wanted).then_some(at..at + mark.quote.len())
}

fn shared(a: impl Iterator<Item = u8>, b: impl Iterator<Item = u8>) -> usize {
    a.zip(b).take_while(|(a, b)| a == b).count()
}

/// Where the new text says most of the mark's words, edited and moved, found by the words around them.
fn alike(mark: &Mark, is_known: bool, versions: &Versions) -> Option<Range<usize>> {
    let (window, quote) = if is_known {
        let end = mark.position + mark.quote.len();
        let start = versions.old.floor_char_boundary(mark.position.saturating_sub(AROUND));
        let stop = versions.old.floor_char_boundary((end + AROUND).min(versions.old.len()));
        (versions.old[start..stop].to_owned(), mark.position - start..end - start)
    } else {
        let start = mark.prefix.len();
        let window = [mark.prefix, mark.quote, mark.suffix].concat();
        (window, start..start + mark.quote.len())
    };
    let (window, new) = (Signature::read(&window), Signature::read(versions.new));
    let inside = |at: &usize| {
        let token = &window.tokens[*at];
        token.start as usize >= quote.start && token.end as usize <= quote.end
    };
    let all = (0..window.tokens.len()).filter(inside).count();
    let best = align::passages(&window, &new).into_iter().max_by_key(|passage| passage.same)?;
    let kept: Vec<usize> = best
        .runs
        .iter()
        .flat_map(|&(at, other, length)| (0..length).map(move |step| (at + step, other + step)))
        .filter(|(at, _)| inside(at))
        .map(|(_, other)| other)
        .collect();
    let (first, last) = (*kept.first()?, *kept.last()?);
    (2 * kept.len() >= all).then(|| new.bytes(&(first..last + 1)))
}
