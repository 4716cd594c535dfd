//! What the judge of reprints sees of two texts: numbers between 0 and 1, and lengths.
//!
//! "Shorter" and "longer" are by number of words, so that the answer does not depend on which text
//! was named first.

use std::collections::HashMap;

use super::align::Passage;
use crate::signature::table::Table;
use crate::signature::{Signature, Token};

/// Names of the features, in their order; the judge's weights name them too.
pub const NAMES: [&str; COUNT] = [
    "shared_runs_of_3",
    "shared_runs_of_4",
    "shared_runs_of_5",
    "shared_runs_of_3_of_both",
    "same_shorter",
    "same_longer",
    "told_shorter",
    "told_longer",
    "unquoted_shorter",
    "unquoted_longer",
    "lead_shorter",
    "lead_longer",
    "words_shorter",
    "words_longer",
    "sentences_shorter",
    "sentences_longer",
    "alike_sentences_shorter",
    "alike_sentences_longer",
    "matched_sentences_shorter",
    "matched_sentences_longer",
    "in_order_shorter",
    "longest_shorter",
    "length_ratio",
    "log_shorter",
    "log_longer",
];
/// Number of features.
pub const COUNT: usize = 25;

/// Words of the lead: a reprint keeps it, a report that borrows a passage has its own.
const LEAD: usize = 60;
/// Sentences of the other text that are looked at for one word.
const SENTENCES: usize = 32;

/// The features of two texts and the passages they share.
pub fn of(a: &Signature, b: &Signature, passages: &[Passage]) -> [f32; COUNT] {
    let mut values = [0.0; COUNT];
    if a.tokens.is_empty() || b.tokens.is_empty() {
        return values;
    }
    let covers = [cover(a.tokens.len(), passages, true), cover(b.tokens.len(), passages, false)];
    let sides = if a.tokens.len() <= b.tokens.len() {
        [(a, b, &covers[0]), (b, a, &covers[1])]
    } else {
        [(b, a, &covers[1]), (a, b, &covers[0])]
    };
    let (shorter, longer) = (&sides[0].0.tokens, &sides[1].0.tokens);
    for (at, length) in [3, 4, 5].into_iter().enumerate() {
        let (shared, least, all) = shared_runs(shorter, longer, length);
        values[at] = share(shared, least);
        if length == 3 {
            values[3] = share(shared, all);
        }
    }
    for (side, &(ours, theirs, cover)) in sides.iter().enumerate() {
        one_side(ours, theirs, cover, &mut values, side);
    }
    let longest = passages.iter().map(|p| p.same + p.alike).max().unwrap_or(0);
    values[21] = share(longest, shorter.len()).min(1.0);
    values[22] = share(shorter.len(), longer.len());
    values[23] = (shorter.len() as f32).ln();
    values[24] = (longer.len() as f32).ln();
    values
}

/// How a word of a text is found in the other.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Cover {
    No,
    /// Inside a passage, told in another word.
    Told,
    /// The same word.
    Same,
}

/// How each word of one side is covered by the passages.
pub(super) fn cover(length: usize, passages: &[Passage], is_first: bool) -> Vec<Cover> {
    let mut cover = vec![Cover::No; length];
    for passage in passages {
        let span = if is_first { &passage.a } else { &passage.b };
        // A gap's words count as told as far as the other side has words for them.
        let mut spare = passage.exchanged + passage.alike + passage.same
            - passage.runs.iter().map(|run| run.2).sum::<usize>();
        for at in span.clone() {
            if spare > 0 && cover[at] == Cover::No && !is_in_run(passage, at, is_first) {
                cover[at] = Cover::Told;
                spare -= 1;
            }
        }
        for &(a, b, length) in &passage.runs {
            let start = if is_first { a } else { b };
            cover[start..start + length].fill(Cover::Same);
        }
    }
    cover
}

fn is_in_run(passage: &Passage, at: usize, is_first: bool) -> bool {
    let start = |run: &(usize, usize, usize)| if is_first { run.0 } else { run.1 };
    let index = passage.runs.partition_point(|run| start(run) <= at);
    index > 0 && at < start(&passage.runs[index - 1]) + passage.runs[index - 1].2
}

fn one_side(
    ours: &Signature,
    theirs: &Signature,
    cover: &[Cover],
    values: &mut [f32; COUNT],
    side: usize,
) {
    let count = |tokens: &mut dyn Iterator<Item = &Cover>, least: Cover| {
        let (mut all, mut some) = (0, 0);
        for cover in tokens {
            all += 1;
            some += usize::from(*cover >= least);
        }
        share(some, all)
    };
    values[4 + side] = count(&mut cover.iter(), Cover::Same);
    values[6 + side] = count(&mut cover.iter(), Cover::Told);
    let unquoted = cover.iter().zip(&ours.tokens).filter(|(_, token)| !token.is_quoted);
    values[8 + side] = count(&mut unquoted.map(|(cover, _)| cover), Cover::Told);
    values[10 + side] = count(&mut cover.iter().take(LEAD), Cover::Told);
    values[12 + side] = shared_words(&ours.tokens, &theirs.tokens);
    let found = best_sentences(ours, theirs);
    let words: usize = found.iter().map(|f| f.length).sum();
    let mean = |value: &dyn Fn(&Found) -> f32| {
        found.iter().map(|f| value(f) * f.length as f32).sum::<f32>() / words.max(1) as f32
    };
    values[14 + side] = mean(&|f| f.of_ours);
    values[16 + side] = mean(&|f| f.of_ours.min(f.of_theirs));
    values[18 + side] = mean(&|f| f32::from(u8::from(f.of_ours >= 0.6)));
    if side == 0 {
        let order: Vec<usize> =
            found.iter().filter(|f| f.of_ours >= 0.4).map(|f| f.sentence).collect();
        values[20] = share(longest_rising(&order), found.len());
    }
}

fn share(part: usize, whole: usize) -> f32 {
    part as f32 / whole.max(1) as f32
}

/// Different runs of `length` words that both have; the fewer that one has; all there are.
fn shared_runs(a: &[Token], b: &[Token], length: usize) -> (usize, usize, usize) {
    let (ours, theirs) = (Table::of(a, length), Table::of(b, length));
    // A run is counted where it stands first; its slot may be long, so that only its first
    // entries are looked at.
    let is_first = |table: &Table, at: usize| {
        table.positions(table.hashes()[at], 8).next().is_none_or(|first| first == at)
    };
    let mine = (0..ours.hashes().len()).filter(|&at| is_first(&ours, at));
    let (mut count_a, mut shared) = (0, 0);
    for at in mine {
        count_a += 1;
        shared += usize::from(theirs.positions(ours.hashes()[at], 8).next().is_some());
    }
    let count_b = (0..theirs.hashes().len()).filter(|&at| is_first(&theirs, at)).count();
    (shared, count_a.min(count_b), count_a + count_b - shared)
}

/// Share of the weight of our words that the other text has too.
fn shared_words(ours: &[Token], theirs: &[Token]) -> f32 {
    let table = Table::of(theirs, 1);
    let single = Table::of(ours, 1);
    let (mut all, mut shared) = (0u64, 0u64);
    for (token, &hash) in ours.iter().zip(single.hashes()) {
        all += u64::from(token.weight);
        if table.positions(hash, 8).next().is_some() {
            shared += u64::from(token.weight);
        }
    }
    shared as f32 / all.max(1) as f32
}

/// The sentence of the other text that has most of one of ours.
struct Found {
    /// Number of the other text's sentence.
    sentence: usize,
    /// Words in ours.
    length: usize,
    /// Share of the weight of our words that it has.
    of_ours: f32,
    /// Share of the weight of its words that ours has.
    of_theirs: f32,
}

fn best_sentences(ours: &Signature, theirs: &Signature) -> Vec<Found> {
    let mut holders: HashMap<u32, Vec<(u32, u8)>> = HashMap::with_capacity(theirs.tokens.len());
    let mut totals = vec![0u32; theirs.sentences.len()];
    for (number, sentence) in theirs.sentences.iter().enumerate() {
        for token in &theirs.tokens[sentence.start as usize..sentence.end as usize] {
            let list = holders.entry(token.hash).or_default();
            if list.last().is_some_and(|last| last.0 == number as u32) {
                continue;
            }
            totals[number] += u32::from(token.weight);
            if list.len() < SENTENCES {
                list.push((number as u32, token.weight));
            }
        }
    }
    let mut sums = vec![0u32; theirs.sentences.len()];
    let mut touched: Vec<u32> = Vec::new();
    let mut seen: Vec<u32> = Vec::new();
    ours.sentences
        .iter()
        .map(|sentence| {
            let tokens = &ours.tokens[sentence.start as usize..sentence.end as usize];
            seen.clear();
            seen.extend(tokens.iter().map(|t| t.hash));
            seen.sort_unstable();
            seen.dedup();
            let mut total = 0;
            for token in tokens {
                let Ok(at) = seen.binary_search(&token.hash) else { continue };
                seen.remove(at);
                total += u32::from(token.weight);
                for &(number, weight) in holders.get(&token.hash).map_or(&[][..], Vec::as_slice) {
                    if sums[number as usize] == 0 {
                        touched.push(number);
                    }
                    sums[number as usize] += u32::from(weight.min(token.weight));
                }
            }
            let best =
                touched.iter().copied().max_by_key(|&n| (sums[n as usize], std::cmp::Reverse(n)));
            let found = best.map_or((0, 0.0, 0.0), |number| {
                let sum = sums[number as usize] as f32;
                let theirs = totals[number as usize].max(1) as f32;
                (number as usize, sum / total.max(1) as f32, (sum / theirs).min(1.0))
            });
            touched.drain(..).for_each(|number| sums[number as usize] = 0);
            Found { sentence: found.0, length: tokens.len(), of_ours: found.1, of_theirs: found.2 }
        })
        .collect()
}

/// Length of the longest part of a list that never falls.
fn longest_rising(list: &[usize]) -> usize {
    let mut ends: Vec<usize> = Vec::new();
    for &value in list {
        let at = ends.partition_point(|&end| end <= value);
        if at == ends.len() {
            ends.push(value);
        } else {
            ends[at] = value;
        }
    }
    ends.len()
}
