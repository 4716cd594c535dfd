//! Trains the fast gear: two linear chains over hashed features (conditional random fields, AdaGrad),
//! and the classes of words they use (k-means over the public vectors).

use super::chain;
use super::data::{Document, place};
use super::model::{Lexicon, Random};
use super::shuffle;
use record::quotes::chunks::{self, BREAK};
use record::quotes::fast::{
    BUCKETS, CUE_WIDTH, Classes, PART_WIDTH, Token, cue_features, part_features, tokens,
};
use record::quotes::network::{CUE_LABELS, PART_LABELS};
use record::quotes::tensors::Writer;
use record::tagger::{Tagger, looks};
use record::text::Text;
use std::collections::HashMap;
use std::ops::Range;

/// Fine classes of words; a coarse class is sixteen fine ones.
const FINE: usize = 1024;
/// AdaGrad's step size; 0.05 to 0.2 give the same within noise.
const RATE: f32 = 0.1;
/// Share of features left out at random while training.
const DROP: f32 = 0.15;
/// Pull of every weight towards nothing.
const PULL: f32 = 1e-5;
/// Share of likely words that are no cue here and are shown to the second chain, with nothing to mark.
const WRONG_CUES: f32 = 0.1;
struct Piece {
    tokens: Vec<Token>,
    sentences: Vec<u32>,
    cues: Vec<u8>,
    words: Vec<u32>,
    quotes: Vec<(Range<usize>, Vec<u8>)>,
}

/// Trains both chains; gives back the model file.
pub(super) fn train(
    documents: &[Document],
    tagger: &[u8],
    lexicon: &Lexicon,
    epochs: usize,
) -> Vec<u8> {
    let fine = classes(lexicon);
    let classes = Classes::new(&lexicon.vector_hashes, &fine);
    let tagger = Tagger::read(tagger).expect("a tagger");
    let mut pieces: Vec<Piece> =
        documents.iter().flat_map(|d| pieces(d, &tagger, &classes)).collect();
    let likely = likely_cues(&pieces);
    let mut cue = Chain::new(CUE_WIDTH, CUE_LABELS);
    let mut part = Chain::new(PART_WIDTH, PART_LABELS);
    let mut random = Random(5);
    for epoch in 0..epochs {
        shuffle(&mut pieces, &mut random);
        let (mut cue_loss, mut part_loss) = (0.0, 0.0);
        for (number, piece) in pieces.iter().enumerate() {
            // The written weights are the mean of those along the last part of the way.
            if epoch >= 1 && number % (pieces.len() / 4) == 0 {
                cue.remember();
                part.remember();
            }
            let features: Vec<Vec<u32>> =
                cue_features(&piece.tokens).iter().map(|f| f.to_vec()).collect();
            cue_loss += cue.learn(features, &piece.cues, &mut random);
            part_loss += learn_parts(&mut part, piece, &likely, &mut random);
        }
        let count = pieces.len() as f32;
        println!(
            "epoch {epoch}: cues {:.3}, parts {:.3} a chunk",
            cue_loss / count,
            part_loss / count
        );
    }
    let mut writer = Writer::default();
    writer.integers("class.word", &lexicon.vector_hashes);
    writer.integers("class.fine", &fine);
    cue.write("cue", &mut writer);
    part.write("part", &mut writer);
    writer.finish()
}

fn learn_parts(
    part: &mut Chain,
    piece: &Piece,
    likely: &HashMap<u32, f32>,
    random: &mut Random,
) -> f32 {
    let mut is_cue = vec![false; piece.tokens.len()];
    piece.quotes.iter().for_each(|(cue, _)| is_cue[cue.clone()].fill(true));
    let mut cases: Vec<(Range<usize>, Vec<u8>)> = piece.quotes.clone();
    for (at, word) in piece.words.iter().enumerate() {
        if !is_cue[at] && likely.contains_key(word) && random.share() < WRONG_CUES {
            cases.push((at..at + 1, vec![0; piece.tokens.len()]));
        }
    }
    let mut loss = 0.0;
    for (cue, labels) in cases {
        let mut features = Vec::with_capacity(labels.len());
        part_features(&piece.tokens, &cue, &is_cue, &piece.sentences, |f| {
            features.push(f.to_vec())
        });
        loss += part.learn(features, &labels, random);
    }
    loss
}

fn pieces(document: &Document, tagger: &Tagger, classes: &Classes) -> Vec<Piece> {
    let text = Text::read(&document.text);
    let looks = looks(&text);
    let tags = tagger.tag(&text, &looks);
    let sentence_of = text.sentence_of_words();
    let piece = |chunk: Vec<u32>| {
        let position: HashMap<u32, usize> = chunk
            .iter()
            .enumerate()
            .filter(|(_, w)| **w != BREAK)
            .map(|(at, w)| (*w, at))
            .collect();
        let mut cues = vec![0; chunk.len()];
        let mut quotes = Vec::new();
        for attribution in &document.attributions {
            let Some(cue) = attribution.cue.first().and_then(|s| place(&text, &position, s)) else {
                continue;
            };
            let mut labels = vec![0; chunk.len()];
            for (spans, first) in [(&attribution.source, 1), (&attribution.content, 3)] {
                for span in spans.iter().filter_map(|s| place(&text, &position, s)) {
                    labels[span.clone()].fill(first + 1);
                    labels[span.start] = first;
                }
            }
            cues[cue.clone()].fill(2);
            cues[cue.start] = 1;
            quotes.push((cue, labels));
        }
        Piece {
            tokens: tokens(&text, &chunk, &looks, &tags, classes),
            sentences: chunks::sentences(&chunk, &sentence_of),
            words: chunk
                .iter()
                .map(|&w| if w == BREAK { 0 } else { looks[w as usize].word })
                .collect(),
            cues,
            quotes,
        }
    };
    chunks::cut(&text).into_iter().map(piece).collect()
}

/// Words that are a cue by themselves in a tenth of cases or more.
fn likely_cues(pieces: &[Piece]) -> HashMap<u32, f32> {
    let mut seen: HashMap<u32, (f32, f32)> = HashMap::new();
    for piece in pieces {
        for (word, &label) in piece.words.iter().zip(&piece.cues) {
            let entry = seen.entry(*word).or_default();
            entry.0 += 1.0;
            entry.1 += f32::from(label == 1);
        }
    }
    let share = |(word, (all, cues)): (u32, (f32, f32))| {
        (cues >= 3.0 && cues >= 0.1 * all).then_some((word, cues / all))
    };
    seen.into_iter().filter_map(share).collect()
}

struct Chain {
    width: usize,
    count: usize,
    weights: Vec<f32>,
    squares: Vec<f32>,
    steps: Vec<f32>,
    step_squares: Vec<f32>,
    sums: Vec<f32>,
    remembered: f32,
}

impl Chain {
    fn new(width: usize, count: usize) -> Self {
        let size = BUCKETS * width;
        let steps = (count + 1) * count;
        Self {
            width,
            count,
            weights: vec![0.0; size],
            squares: vec![1e-2; size],
            steps: vec![0.0; steps],
            step_squares: vec![1e-2; steps],
            sums: vec![0.0; size],
            remembered: 0.0,
        }
    }

    fn remember(&mut self) {
        self.remembered += 1.0;
        self.sums.iter_mut().zip(&self.weights).for_each(|(s, w)| *s += w);
    }

    fn learn(&mut self, mut features: Vec<Vec<u32>>, gold: &[u8], random: &mut Random) -> f32 {
        let mut scores = vec![0.0; gold.len() * self.count];
        for (row, out) in features.iter_mut().zip(scores.chunks_exact_mut(self.count)) {
            row.retain(|_| random.share() >= DROP);
            for &feature in row.iter() {
                let at = feature as usize * self.width;
                for (o, w) in out.iter_mut().zip(&self.weights[at..]) {
                    *o += w / (1.0 - DROP);
                }
            }
        }
        let mut d_scores = vec![0.0; scores.len()];
        let mut d_steps = vec![0.0; self.steps.len()];
        let loss =
            chain::loss(&scores, &self.steps, gold, self.count, 1.0, &mut d_scores, &mut d_steps);
        for (row, d) in features.iter().zip(d_scores.chunks_exact(self.count)) {
            if d.iter().all(|x| x.abs() < 1e-4) {
                continue;
            }
            for &feature in row {
                let at = feature as usize * self.width;
                for (label, g) in d.iter().enumerate() {
                    let g = g + PULL * self.weights[at + label];
                    self.squares[at + label] += g * g;
                    self.weights[at + label] -= RATE * g / self.squares[at + label].sqrt();
                }
            }
        }
        for ((x, s), g) in self.steps.iter_mut().zip(&mut self.step_squares).zip(&d_steps) {
            *s += g * g;
            *x -= RATE * g / s.sqrt();
        }
        loss
    }

    fn write(&self, name: &str, writer: &mut Writer) {
        let weights: Vec<f32> = self.sums.iter().map(|s| s / self.remembered).collect();
        let mut sizes: Vec<f32> = weights.iter().map(|x| x.abs()).filter(|&x| x > 0.0).collect();
        sizes.sort_by(f32::total_cmp);
        // The largest weights in a thousand are cut, for a finer scale for the rest.
        let most = sizes.get(sizes.len() * 999 / 1000).copied().unwrap_or(1.0);
        let small: Vec<i8> =
            weights.iter().map(|x| (x / most * 127.0).round().clamp(-127.0, 127.0) as i8).collect();
        writer.bytes(name, self.width, &small);
        writer.exact(&format!("{name}.scale"), 1, &[most / 127.0]);
        writer.exact(&format!("{name}.steps"), self.count, &self.steps);
    }
}

/// K-means in two levels: coarse classes, then fine ones inside each.
fn classes(lexicon: &Lexicon) -> Vec<u32> {
    let rows: Vec<[f32; 50]> = lexicon.vectors.as_chunks::<50>().0[1..].iter().map(unit).collect();
    let coarse = k_means(&rows, FINE / 16);
    let mut fine = vec![0; rows.len()];
    for class in 0..FINE / 16 {
        let members: Vec<usize> = (0..rows.len()).filter(|&at| coarse[at] == class).collect();
        let own: Vec<[f32; 50]> = members.iter().map(|&at| rows[at]).collect();
        for (&at, sub) in members.iter().zip(k_means(&own, 16)) {
            fine[at] = (class * 16 + sub) as u32;
        }
    }
    fine
}

fn unit(row: &[f32; 50]) -> [f32; 50] {
    let norm = row.iter().map(|x| x * x).sum::<f32>().sqrt().max(1e-6);
    row.map(|x| x / norm)
}

fn k_means(rows: &[[f32; 50]], count: usize) -> Vec<usize> {
    let dot = |a: &[f32; 50], b: &[f32; 50]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f32>();
    let mut centres: Vec<[f32; 50]> =
        rows.iter().step_by((rows.len() / count).max(1)).take(count).copied().collect();
    let mut of = vec![0; rows.len()];
    for _ in 0..8 {
        let mut sums = vec![[0.0f32; 50]; centres.len()];
        for (row, of) in rows.iter().zip(&mut of) {
            let nearest = (0..centres.len())
                .map(|c| (dot(row, &centres[c]), c))
                .max_by(|a, b| a.0.total_cmp(&b.0));
            *of = nearest.map_or(0, |(_, c)| c);
            sums[*of].iter_mut().zip(row).for_each(|(s, x)| *s += x);
        }
        centres = sums.iter().map(unit).collect();
    }
    of
}
