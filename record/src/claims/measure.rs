//! What a figure measures: the event the clause tells of, and the words it tells it with.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

use super::{Claim, Context};
use crate::figures::{self, UnitKind, rows};
use crate::scan::{Kind, Tokens};

/// `data/measures.tsv` turned around: by word, the cues it is part of.
struct Rules {
    measures: Vec<&'static str>,
    /// How many parts each cue has.
    cue_sizes: Vec<u32>,
    words: HashMap<&'static str, Vec<Part>>,
    stems: HashMap<&'static str, Vec<Part>>,
}

/// One word of one cue.
#[derive(Clone, Copy)]
struct Part {
    rule: u16,
    cue: u16,
    bit: u32,
}

fn rules() -> &'static Rules {
    static RULES: OnceLock<Rules> = OnceLock::new();
    RULES.get_or_init(|| {
        let mut rules = Rules {
            measures: Vec::new(),
            cue_sizes: Vec::new(),
            words: HashMap::new(),
            stems: HashMap::new(),
        };
        for row in rows(include_str!("../../data/measures.tsv")) {
            let &[measure, cues] = row.as_slice() else {
                continue;
            };
            let rule = rules.measures.len() as u16;
            rules.measures.push(measure);
            for cue in cues.split('|') {
                let number = rules.cue_sizes.len() as u16;
                rules.cue_sizes.push(cue.split('+').count() as u32);
                for (bit, word) in cue.split('+').enumerate() {
                    let part = Part { rule, cue: number, bit: 1 << bit };
                    let (map, word) = match word.strip_suffix('*') {
                        Some(stem) => (&mut rules.stems, stem),
                        None => (&mut rules.words, word),
                    };
                    map.entry(word).or_default().push(part);
                }
            }
        }
        rules
    })
}

/// The cue words of a text, in order, found once.
pub(crate) struct Marks(Vec<(usize, Part)>);

impl Marks {
    pub(crate) fn of(tokens: &Tokens<'_>) -> Marks {
        let rules = rules();
        let mut marks = Vec::new();
        for at in (0..tokens.len()).filter(|at| tokens.kind(*at) == Some(Kind::Word)) {
            let low = tokens.low(at);
            let word = low.as_str();
            // March the month marches nowhere.
            if tokens.capital(at) && figures::is_month_name(word) {
                continue;
            }
            let exact = rules.words.get(word).into_iter().flatten();
            marks.extend(exact.map(|part| (at, *part)));
            // Stems have three letters or more; the longest in the table has nine.
            for length in 3..=word.len().min(10) {
                if let Some(parts) = word.get(..length).and_then(|stem| rules.stems.get(stem)) {
                    marks.extend(parts.iter().map(|part| (at, *part)));
                }
            }
        }
        Marks(marks)
    }

    /// The same in all tokens but those of a source, the one whose cue stands nearest to the
    /// figure first.
    fn nearest(&self, figure: &Range<usize>, is_source: &[bool]) -> Vec<&'static str> {
        let rules = rules();
        let mut seen: Vec<(u16, u16, u32, usize)> = Vec::new();
        for (at, part) in self.0.iter().filter(|(at, _)| !is_source[*at]) {
            let far = match *at {
                at if at >= figure.end => at - figure.end,
                at if at < figure.start => figure.start - at,
                _ => 0,
            };
            match seen.iter_mut().find(|(_, cue, ..)| *cue == part.cue) {
                Some((_, _, bits, near)) => {
                    *bits |= part.bit;
                    *near = far.min(*near);
                }
                None => seen.push((part.rule, part.cue, part.bit, far)),
            }
        }
        seen.retain(|(_, cue, bits, _)| bits.count_ones() == rules.cue_sizes[*cue as usize]);
        seen.sort_unstable_by_key(|(rule, _, _, far)| (*far, *rule));
        let mut measures: Vec<&'static str> = Vec::new();
        for (rule, ..) in seen {
            let measure = rules.measures[rule as usize];
            if !measures.contains(&measure) {
                measures.push(measure);
            }
        }
        measures
    }

    /// The measures all parts of one of whose cues stand in the span, in the order of the table.
    fn matching(&self, span: &Range<usize>) -> Vec<&'static str> {
        let rules = rules();
        let start = self.0.partition_point(|(at, _)| *at < span.start);
        let mut seen: Vec<(u16, u16, u32)> = Vec::new();
        for (_, part) in self.0[start..].iter().take_while(|(at, _)| *at < span.end) {
            match seen.iter_mut().find(|(_, cue, _)| *cue == part.cue) {
                Some((_, _, bits)) => *bits |= part.bit,
                None => seen.push((part.rule, part.cue, part.bit)),
            }
        }
        seen.retain(|(_, cue, bits)| bits.count_ones() == rules.cue_sizes[*cue as usize]);
        seen.sort_unstable();
        seen.dedup_by_key(|(rule, _, _)| *rule);
        seen.iter().map(|(rule, _, _)| rules.measures[*rule as usize]).collect()
    }
}

/// The measures a clause tells its figure to be, the nearest cue first.
pub(crate) fn told(
    clause: &Tokens<'_>,
    figure: &Range<usize>,
    is_source: &[bool],
) -> Vec<&'static str> {
    Marks::of(clause).nearest(figure, is_source)
}

/// The word is part of a cue of some measure.
pub(crate) fn is_measure_cue(word: &str) -> bool {
    let rules = rules();
    let is_stem = |length: usize| word.get(..length).is_some_and(|s| rules.stems.contains_key(s));
    rules.words.contains_key(word) || (3..=word.len().min(10)).any(is_stem)
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
    claim.clause = tokens.span(clause.start, clause.end);
    let mut found = context.marks.matching(&clause);
    if found.is_empty() {
        found = context.marks.matching(sentence);
    }
    found = fitting(found, &claim.counted);
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
    if claim.figure.unit_kind == UnitKind::None && measure.starts_with("people") {
        claim.counted = "people".to_owned();
    }
    claim.measure = measure;
    claim.subject = content(tokens, &clause, range);
}

/// How the measures of one kind of thing begin, and the kind (`data/things.tsv`).
const OF_KINDS: [(&str, &str); 6] = [
    ("people ", "people"),
    ("aircraft ", "aircraft"),
    ("drones ", "drone"),
    ("homes ", "home"),
    ("ships ", "ship"),
    ("vehicles ", "vehicle"),
];

/// The measures that can be of what is counted. A storm that brought down trees and left 12,000 homes
/// without power shot down no drones and made nobody leave: where a measure of the counted
/// kind is told, it alone holds; else those of no kind; else what there is.
fn fitting(found: Vec<&'static str>, counted: &str) -> Vec<&'static str> {
    if !OF_KINDS.iter().any(|(_, kind)| *kind == counted) {
        return found;
    }
    let kind_of = |measure: &str| {
        OF_KINDS.iter().find(|(start, _)| measure.starts_with(start)).map(|(_, kind)| *kind)
    };
    let of = |wanted: Option<&str>| -> Vec<&'static str> {
        found.iter().copied().filter(|measure| kind_of(measure) == wanted).collect()
    };
    [of(Some(counted)), of(None)].into_iter().find(|some| !some.is_empty()).unwrap_or(found)
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
        && matches!(tokens.low(end).as_str(), "the" | "its" | "their" | "all" | "his" | "her" | "a")
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
    if start == end { String::new() } else { tokens.text[tokens.span(start, end)].to_owned() }
}

/// From the last break before the figure to the first after it: semicolons, and commas before a
/// conjunction, which mostly open a new clause.
fn clause(tokens: &Tokens<'_>, range: &Range<usize>, sentence: &Range<usize>) -> Range<usize> {
    let breaks = |at: usize| {
        let conjunction = matches!(
            tokens.low(at + 1).as_str(),
            "while" | "but" | "and" | "compared" | "since" | "whereas"
        );
        // "died and 40 were wounded"
        let number = tokens.is(at, "and")
            && (tokens.kind(at + 1) == Some(Kind::Number)
                || (tokens.text(at + 1).len() > 2 && figures::starts_number(tokens, at + 1)));
        tokens.text(at) == ";" || (tokens.text(at) == "," && conjunction) || number
    };
    let start = (sentence.start..range.start)
        .rev()
        .find(|at| breaks(*at))
        .map_or(sentence.start, |at| at + 1);
    let end = (range.end..sentence.end).find(|at| breaks(*at)).unwrap_or(sentence.end);
    start..end
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
    words.iter().map(|at| tokens.text(*at)).collect::<Vec<_>>().join(" ")
}
