//! ROUGE-LSum (Lin 2004; used in the 2023 comparison of extractors): for every gold sentence the union of its
//! longest common subsequences with each sentence found, counted at most as often as a word occurs on either side.

use crate::Prf;
use crate::words::{Numbers, is_space};

/// Precision, recall and F1 over white-space tokens.
pub fn score(gold: &str, found: &str) -> Prf {
    if gold.trim_matches(is_space).is_empty() {
        let is_empty = found.trim_matches(is_space).is_empty();
        return if is_empty { Prf::all(1.0) } else { Prf { precision: 0.0, recall: 1.0, f1: 0.0 } };
    }
    let mut numbers = Numbers::default();
    let gold = numbered(gold, &mut numbers);
    let found = numbered(found, &mut numbers);
    if found.is_empty() {
        return Prf::all(0.0);
    }
    let mut gold_left = count(&gold, numbers.len());
    let mut found_left = count(&found, numbers.len());
    let mut hit_count = 0;
    for (sentence, marks) in gold.iter().zip(union_marks(&gold, &found, numbers.len())) {
        for (&word, marked) in sentence.iter().zip(marks) {
            let (gold_left, found_left) =
                (&mut gold_left[word as usize], &mut found_left[word as usize]);
            if marked && *gold_left > 0 && *found_left > 0 {
                *gold_left -= 1;
                *found_left -= 1;
                hit_count += 1;
            }
        }
    }
    let total = |sentences: &[Vec<u32>]| sentences.iter().map(Vec::len).sum::<usize>() as f64;
    Prf::new(f64::from(hit_count) / total(&found), f64::from(hit_count) / total(&gold))
}

fn numbered<'t>(text: &'t str, numbers: &mut Numbers<'t>) -> Vec<Vec<u32>> {
    sentences(text)
        .into_iter()
        .map(|s| s.split(is_space).filter(|w| !w.is_empty()).map(|w| numbers.number(w)).collect())
        .filter(|s: &Vec<u32>| !s.is_empty())
        .collect()
}

fn count(sentences: &[Vec<u32>], word_count: usize) -> Vec<u32> {
    let mut counts = vec![0; word_count];
    for &word in sentences.iter().flatten() {
        counts[word as usize] += 1;
    }
    counts
}

/// Splits after `.`, `!`, `?` or `…` and closing marks, where white space and then a capital follows.
pub fn sentences(text: &str) -> Vec<&str> {
    let text = text.trim_matches(is_space);
    let mut found = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        if at < start || !matches!(c, '.' | '!' | '?' | '…') {
            continue;
        }
        let after = at + c.len_utf8();
        if let Some(gap) = sentence_gap(&text[after..]) {
            found.push(&text[start..after]);
            start = after + gap;
        }
    }
    found.push(&text[start..]);
    found
}

/// Bytes between the stop and the next sentence, if this text begins with such a gap.
fn sentence_gap(text: &str) -> Option<usize> {
    let closed = text.trim_start_matches(['"', '\'', '’', '”', '»', ')', ']']);
    let rest = closed.trim_start_matches(is_space);
    if rest.len() == closed.len() {
        return None;
    }
    let first = rest.trim_start_matches(['"', '\'', '“', '‘', '«', '(', '[']).chars().next()?;
    // Latin-1 capitals (with the multiplication sign, as the judge has it), Greek and Russian ones.
    matches!(first, 'A'..='Z' | '0'..='9' | 'À'..='Þ' | 'Α'..='Ω' | 'А'..='Я')
        .then(|| text.len() - rest.len())
}

/// For every gold sentence which of its words lie on a longest common subsequence with some sentence found.
fn union_marks(gold: &[Vec<u32>], found: &[Vec<u32>], word_count: usize) -> Vec<Vec<bool>> {
    let mut marks: Vec<Vec<bool>> = gold.iter().map(|s| vec![false; s.len()]).collect();
    // `seen_in[word]` is the last sentence found (counted from 1) that holds the word.
    let mut seen_in = vec![0_usize; word_count];
    let (mut rows, mut lengths) = (Vec::new(), Vec::new());
    for (k, sentence) in found.iter().enumerate() {
        for &word in sentence {
            seen_in[word as usize] = k + 1;
        }
        for (gold, marks) in gold.iter().zip(&mut marks) {
            // A gold word that this sentence lacks is never marked and never changes the path: its row of lengths
            // repeats the one above, and the way back steps over it. Leaving it out makes most tables tiny.
            rows.clear();
            rows.extend((0..gold.len()).filter(|&i| seen_in[gold[i] as usize] == k + 1));
            if !rows.is_empty() {
                mark_common(gold, &rows, sentence, marks, &mut lengths);
            }
        }
    }
    marks
}

/// Marks the words of one longest common subsequence; on ties the way back goes up the gold sentence, as the
/// common Python implementation does.
fn mark_common(
    gold: &[u32],
    rows: &[usize],
    found: &[u32],
    marks: &mut [bool],
    lengths: &mut Vec<u32>,
) {
    let width = found.len() + 1;
    lengths.clear();
    lengths.resize((rows.len() + 1) * width, 0);
    for (i, &row) in rows.iter().enumerate() {
        let word = gold[row];
        let (above, below) = lengths.split_at_mut((i + 1) * width);
        let above = &above[i * width..];
        for j in 0..found.len() {
            below[j + 1] = if found[j] == word { above[j] + 1 } else { above[j + 1].max(below[j]) };
        }
    }
    let (mut i, mut j) = (rows.len(), found.len());
    while i > 0 && j > 0 {
        if gold[rows[i - 1]] == found[j - 1] {
            marks[rows[i - 1]] = true;
            i -= 1;
            j -= 1;
        } else if lengths[i * width + j - 1] > lengths[(i - 1) * width + j] {
            j -= 1;
        } else {
            i -= 1;
        }
    }
}

#[cfg(test)]
mod tests;
