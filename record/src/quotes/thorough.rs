//! The thorough gear: networks over chunks, put together into drafts.
//!
//! Several networks vote by adding up their scores; one alone is a vote of one.

use super::chunks::{self, Chunk};
use super::network::{CUE_LABELS, Case, Network, PART_LABELS, Reading, best_labels, spans};
use super::{Draft, is_no_prose};
use crate::text::Text;
use std::ops::Range;

/// How much more ready the first pass is to see a cue than its training made it. The second pass
/// finds no content for many false cues, so recall is worth more here. Chosen on held-out training
/// articles.
pub(super) const CUE_BIAS: f32 = 0.3;

/// Chunks that pass through the networks abreast: four share each load of the weights twice over;
/// more gained nothing.
const ABREAST: usize = 8;

/// Finds the attributions of a text, in order of their cues.
pub(super) fn read(networks: &[Network], text: &Text, cue_bias: f32) -> Vec<Draft> {
    let starts = chunks::sentence_starts(text);
    let sentence_of = text.sentence_of_words();
    let mut drafts = Vec::new();
    for chunks in chunks::cut(text).chunks(ABREAST) {
        let tokens: Vec<_> =
            chunks.iter().map(|chunk| chunks::tokens(text, chunk, &starts)).collect();
        let mut readings: Vec<Vec<Reading>> =
            networks.iter().map(|network| network.read_chunks(&tokens)).collect();
        for (at, chunk) in chunks.iter().enumerate() {
            let mut readings: Vec<&mut Reading> =
                readings.iter_mut().map(|of_network| &mut of_network[at]).collect();
            let sentences = chunks::sentences(chunk, &sentence_of);
            read_chunk(networks, &mut readings, chunk, &sentences, cue_bias, &mut drafts);
        }
    }
    drafts
}

fn read_chunk(
    networks: &[Network],
    readings: &mut [&mut Reading],
    chunk: &Chunk,
    sentences: &[u32],
    cue_bias: f32,
    drafts: &mut Vec<Draft>,
) {
    let mut cue_scores = mean(readings.iter().map(|r| &r.cues[..]));
    cue_scores.chunks_exact_mut(CUE_LABELS).for_each(|row| row[1] += cue_bias);
    let steps = mean(networks.iter().map(Network::cue_steps));
    let cues = spans(&best_labels(&cue_scores, &steps, CUE_LABELS), 1);
    if cues.is_empty() || is_no_prose(cues.len(), chunk) {
        return;
    }
    networks.iter().zip(&mut *readings).for_each(|(network, reading)| network.prepare(reading));
    let mut is_cue = vec![false; chunk.len()];
    cues.iter().for_each(|cue| is_cue[cue.clone()].fill(true));
    let of_networks: Vec<Vec<Vec<f32>>> = networks
        .iter()
        .zip(&*readings)
        .map(|(network, reading)| {
            let case =
                |cue: &Range<usize>| Case { reading, cue: cue.clone(), is_cue: &is_cue, sentences };
            network.part_scores(&cues.iter().map(case).collect::<Vec<_>>())
        })
        .collect();
    let steps = mean(networks.iter().map(Network::part_steps));
    for (number, cue) in cues.iter().enumerate() {
        let scores = mean(of_networks.iter().map(|scores| &scores[number][..]));
        let labels = best_labels(&scores, &steps, PART_LABELS);
        let of_cue = share(&cue_scores[cue.start * CUE_LABELS..(cue.start + 1) * CUE_LABELS], 1);
        let of_content = mean_share(&scores, &labels, &spans(&labels, 3));
        let why = format!("network: cue {of_cue:.2}, content {of_content:.2}");
        drafts.extend(Draft::from_labels(chunk, cue, &labels, of_cue * of_content, &why));
    }
}

fn mean<'a>(rows: impl Iterator<Item = &'a [f32]>) -> Vec<f32> {
    let mut sum: Vec<f32> = Vec::new();
    let mut count = 0.0;
    for row in rows {
        sum.resize(row.len(), 0.0);
        sum.iter_mut().zip(row).for_each(|(s, x)| *s += x);
        count += 1.0;
    }
    sum.iter_mut().for_each(|s| *s /= count);
    sum
}

/// The share of one label among the scores of a token.
fn share(scores: &[f32], label: usize) -> f32 {
    let most = scores.iter().copied().fold(f32::MIN, f32::max);
    let total: f32 = scores.iter().map(|x| (x - most).exp()).sum();
    (scores[label] - most).exp() / total
}

fn mean_share(scores: &[f32], labels: &[u8], spans: &[Range<usize>]) -> f32 {
    let (mut sum, mut count) = (0.0, 0.0);
    for at in spans.iter().cloned().flatten() {
        sum += share(&scores[at * PART_LABELS..(at + 1) * PART_LABELS], labels[at] as usize);
        count += 1.0;
    }
    sum / f32::max(count, 1.0)
}
