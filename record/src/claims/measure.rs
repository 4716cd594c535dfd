//! What a figure measures: the event the clause tells of, and the words it tells it with.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

use super::{Claim, Context};
use crate::figures::{self, UnitKind, rows};
use crate::scan::{Kind, Tokens};

/// A row of `data/measures.tsv`: the measure and its cues, each of one word or two.
struct Rule {
    measure: &'static str,
    cues: Vec<Vec<&'static str>>,
}

fn rules() -> &'static [Rule] {
    static RULES: OnceLock<Vec<Rule>> = OnceLock::new();
    RULES.get_or_init(|| {
        rows(include_str!("../../data/measures.tsv"))
            .filter_map(|row| match row.as_slice() {
                &[measure, cues] => Some(Rule {
                    measure,
                    cues: cues
                        .split('|')
                        .map(|cue| cue.split('+').collect())
                        .collect(),
                }),
                _ => None,
            })
            .collect()
    })
}

/// The kind a noun belongs to, by `data/things.tsv`.
pub(crate) fn kind_of_thing(noun: &str) -> Option<&'static str> {
    static THINGS: OnceLock<HashMap<&'static str, &'static str>> = OnceLock::new();
    let things = THINGS.get_or_init(|| {
        rows(include_str!("../../data/things.tsv"))
            .filter_map(|row| match row.as_slice() {
                &[kind, nouns] => Some(nouns.split('|').map(move |noun| (noun, kind))),
                _ => None,
            })
            .flatten()
            .collect()
    });
    let head = noun.rsplit(' ').next().unwrap_or(noun);
    things.get(noun).or_else(|| things.get(head)).copied()
}

/// Fills measure, subject and counted kind; takes over from the claim before what is left unsaid.
pub(crate) fn fill(
    context: &Context<'_>,
    claim: &mut Claim,
    range: &Range<usize>,
    sentence: &Range<usize>,
    last: Option<&Claim>,
) {
    let tokens = context.tokens;
    let clause = clause(tokens, range, sentence);
    let near = |last: &&Claim| claim.figure.span.start.saturating_sub(last.figure.span.end) < 400;
    let last = last.filter(near);
    if let Some(last) = last
        && claim.figure.unit_kind == UnitKind::None
        && last.figure.unit_kind == UnitKind::Thing
    {
        claim.figure.unit.clone_from(&last.figure.unit);
        claim.figure.unit_kind = UnitKind::Thing;
    }
    claim.counted = match claim.figure.unit_kind {
        UnitKind::Thing => kind_of_thing(&claim.figure.unit)
            .map_or_else(|| claim.figure.unit.clone(), str::to_owned),
        _ => claim.figure.unit.clone(),
    };
    let mut found = matching(tokens, &clause);
    if found.is_empty() {
        found = matching(tokens, sentence);
    }
    let mut measure = found.iter().take(3).copied().collect::<Vec<_>>().join("; ");
    // "nine were below ground", "another 41", "up from 3.2 per cent": as the claim before.
    if let Some(last) = last.filter(|last| {
        last.counted == claim.counted || (measure.is_empty() && points_back(tokens, &clause))
    }) {
        let first = last.measure.split("; ").next().unwrap_or("");
        if !measure.contains(first) {
            if !measure.is_empty() {
                measure.push_str("; ");
            }
            measure.push_str(first);
        }
    }
    claim.measure = measure;
    claim.subject = content(tokens, &clause, range);
}

/// `In cash that is`: the clause speaks of what was said before it.
fn points_back(tokens: &Tokens<'_>, clause: &Range<usize>) -> bool {
    clause
        .clone()
        .take(4)
        .any(|at| matches!(tokens.low(at).as_str(), "that" | "this" | "it" | "which"))
}

/// The whole a share is taken of: `of GDP`, `of the vote`; its content words.
pub(crate) fn base(tokens: &Tokens<'_>, range: &Range<usize>, sentence: &Range<usize>) -> String {
    if !tokens.is(range.end, "of") || range.end + 1 >= sentence.end {
        return String::new();
    }
    let mut end = range.end + 1;
    while end < sentence.end
        && matches!(
            tokens.low(end).as_str(),
            "the" | "its" | "their" | "all" | "his" | "her" | "a"
        )
    {
        end += 1;
    }
    let start = end;
    while end < sentence.end
        && end - start < 4
        && tokens.kind(end) == Some(Kind::Word)
        && !figures::is_small_word(tokens.low(end).as_str())
        && !figures::is_verb(tokens.low(end).as_str())
    {
        end += 1;
    }
    if start == end {
        String::new()
    } else {
        tokens.text[tokens.span(start, end)].to_owned()
    }
}

/// From the last break before the figure to the first after it: semicolons, and commas before a
/// conjunction, which mostly open a new clause.
fn clause(tokens: &Tokens<'_>, range: &Range<usize>, sentence: &Range<usize>) -> Range<usize> {
    let breaks = |at: usize| {
        let conjunction = matches!(
            tokens.low(at + 1).as_str(),
            "while" | "but" | "and" | "compared" | "since" | "whereas"
        );
        tokens.text(at) == ";" || (tokens.text(at) == "," && conjunction)
    };
    let start = (sentence.start..range.start)
        .rev()
        .find(|at| breaks(*at))
        .map_or(sentence.start, |at| at + 1);
    let end = (range.end..sentence.end)
        .find(|at| breaks(*at))
        .unwrap_or(sentence.end);
    start..end
}

/// The measures whose cues the words hold, in the order of the table.
fn matching(tokens: &Tokens<'_>, span: &Range<usize>) -> Vec<&'static str> {
    let words: Vec<String> = span
        .clone()
        .filter(|at| tokens.kind(*at) == Some(Kind::Word))
        .map(|at| tokens.text(at).to_lowercase())
        .collect();
    let holds = |cue: &str| match cue.strip_suffix('*') {
        Some(stem) => words.iter().any(|word| word.starts_with(stem)),
        None => words.iter().any(|word| word == cue),
    };
    rules()
        .iter()
        .filter(|rule| {
            rule.cues
                .iter()
                .any(|cue| cue.iter().all(|part| holds(part)))
        })
        .map(|rule| rule.measure)
        .collect()
}

/// The content words of the clause: up to six after the figure and eight before it.
fn content(tokens: &Tokens<'_>, clause: &Range<usize>, range: &Range<usize>) -> String {
    let worth = |at: &usize| {
        tokens.kind(*at) == Some(Kind::Word)
            && tokens.text(*at).len() > 2
            && !figures::is_small_word(tokens.low(*at).as_str())
            && !super::sayer::is_cue(tokens.low(*at).as_str())
    };
    let mut words: Vec<usize> = (range.end..clause.end).filter(worth).take(6).collect();
    words.extend((clause.start..range.start).rev().filter(worth).take(8));
    words.sort_unstable();
    words
        .iter()
        .map(|at| tokens.text(*at))
        .collect::<Vec<_>>()
        .join(" ")
}
