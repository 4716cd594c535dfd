//! Whom "he" or "she" stands for: a scored choice among the people named before.

use super::Said;
use super::people::{Gender, People};
use crate::tagger::Tag;
use crate::text::Text;
use std::ops::Range;

/// What the choice looks at.
pub(super) struct Context<'c, 't> {
    pub(super) text: &'c Text<'t>,
    pub(super) tags: &'c [Tag],
    pub(super) sentence_of: &'c [u32],
    pub(super) people: &'c People,
    pub(super) said: &'c [Said],
    /// The quote whose source the pronoun is.
    pub(super) number: usize,
    /// Where the last named source stood and who it was.
    pub(super) last: Option<(usize, usize)>,
}

/// A name further back than this is not looked at: pronouns seldom reach over a few paragraphs.
const SENTENCES: u32 = 8;

/// A choice with less is none: a lone surname far back, of unknown gender.
const LEAST: f32 = 0.0;

/// The likeliest person, or `None`.
pub(super) fn choose(context: &Context, at: usize, gender: Gender) -> Option<usize> {
    let here = context.sentence_of[at];
    let mut best: Option<(f32, usize)> = None;
    let mut seen = Vec::new();
    for (person, words) in context.people.before(at) {
        let distance = here - context.sentence_of[words.start];
        if distance > SENTENCES {
            break;
        }
        let found = &context.people.all[person];
        if (found.gender != Gender::Unknown && found.gender != gender)
            || !context.people.is_sure(person)
        {
            continue;
        }
        let mut score = score(context, at, &words, distance);
        if found.gender == gender {
            score += 1.5;
        }
        // Each further mention on the way counts a little: who the passage is about.
        score += 0.15 * seen.iter().filter(|&&p| p == person).count() as f32;
        seen.push(person);
        if let Some((last_at, last)) = context.last
            && last == person
        {
            let quotes_ago = here - context.sentence_of[last_at.min(at)];
            score += if quotes_ago <= 1 {
                1.6
            } else if quotes_ago <= 3 {
                1.0
            } else {
                0.3
            };
        }
        if best.is_none_or(|(b, _)| score > b) {
            best = Some((score, person));
        }
    }
    best.filter(|&(score, _)| score > LEAST).map(|(_, person)| person)
}

fn score(context: &Context, at: usize, words: &Range<usize>, distance: u32) -> f32 {
    let mut score = 2.0 - 0.55 * distance as f32;
    let subject = is_subject(context, words);
    if subject {
        score += 1.2;
    }
    let after = context.text.words.get(words.end).map_or("", |w| w.of(context.text.source));
    if matches!(after, "'s" | "’s") {
        score -= 0.5;
    }
    // A name spoken inside a quote that the pronoun does not stand in.
    let inside = |at: usize, quote: &Said| quote.content.iter().any(|c| c.contains(&at));
    let foreign =
        context.said.iter().take(context.number + 4).skip(context.number.saturating_sub(12));
    if foreign.clone().any(|q| inside(words.start, q) && !inside(at, q)) {
        score -= 1.3;
    }
    // The one who was told is not the one who goes on speaking.
    let before = words.start.checked_sub(1).map_or("", |b| context.text.word(b));
    if matches!(before, "told" | "asked" | "tells" | "with" | "against" | "by" | "to" | "of") {
        score -= 0.8;
    }
    // A name that is itself the source of a quote before this one.
    let spoke = context.said[..context.number].iter().rev().take(6);
    if spoke
        .into_iter()
        .any(|q| q.source.as_ref().is_some_and(|s| s.start <= words.start && words.start < s.end))
    {
        score += 0.7;
    }
    score
}

/// A name that stands first in its sentence or clause, or right before a finite verb.
fn is_subject(context: &Context, words: &Range<usize>) -> bool {
    let next = context.tags.get(words.end).map_or("", |t| t.name());
    if matches!(next, "VBD" | "VBZ" | "VBP" | "MD") {
        return true;
    }
    let sentence = &context.text.sentences[context.sentence_of[words.start] as usize];
    let first_verb = (sentence.start as usize..sentence.end as usize)
        .find(|&at| matches!(context.tags[at].name(), "VBD" | "VBZ" | "VBP" | "MD"));
    let by_comma = next == ",";
    by_comma && first_verb.is_none_or(|verb| words.start < verb)
}
