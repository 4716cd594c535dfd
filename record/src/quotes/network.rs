//! The thorough gear: a small recurrent network that finds cues, then the parts of each cue's quote.
//!
//! Two bidirectional LSTM layers read a chunk once. A linear-chain layer over them marks cues; then,
//! for each cue, a third, smaller layer reads the chunk again, knowing where that cue is, and marks
//! source and content *of this cue*. Nested quotes and shared sources come out of that for free.

use super::chunks::{SHAPES, STATES, SUFFIXES, Token};
use super::dense::{Lstm, Matrix, Sequence};
use super::tensors::{self, Table, Tables};
use std::ops::Range;

/// Labels of the first pass: nothing, first word of a cue, further word of it.
pub const CUE_LABELS: usize = 3;
/// Labels of the second: nothing, source (first, further word), content (first, further word).
pub const PART_LABELS: usize = 5;
/// Rows of the table of distances from the cue ([`nearness`]).
pub const NEARNESS: usize = 21;
/// Rows of the table of sentence distances from the cue ([`sentence_step`]).
pub const SENTENCE_STEPS: usize = 5;

/// Weights ready to run; the big word tables stay where the model file has them.
#[derive(Debug)]
pub struct Network<'m> {
    vectors: Lexicon<'m>,
    words: Lexicon<'m>,
    suffix: Vec<f32>,
    shape: Vec<f32>,
    state: Vec<f32>,
    first: [Layer; 2],
    second: [Layer; 2],
    cue: Head,
    third: [PartLayer; 2],
    part: Head,
    part_skip: Matrix,
}

/// Rows of a table by the hash of a word; row 0 is for words not in it.
#[derive(Debug)]
struct Lexicon<'m> {
    hashes: Vec<u32>,
    table: Table<'m>,
}

/// A direction of an LSTM layer with its input half.
#[derive(Debug)]
struct Layer {
    input: Matrix,
    bias: Vec<f32>,
    lstm: Lstm,
}

/// A direction of the second pass: a layer whose input half is the same for all cues of a chunk.
#[derive(Debug)]
struct PartLayer {
    layer: Layer,
    cue: Matrix,
    near: Vec<f32>,
    other: Vec<f32>,
    sentence: Vec<f32>,
}

/// Scores of labels, and of one label after another (first row: at the start).
#[derive(Debug)]
struct Head {
    weights: Matrix,
    bias: Vec<f32>,
    steps: Vec<f32>,
}

/// A chunk after the first pass.
#[derive(Debug)]
pub struct Reading {
    /// Encoder states, `2 × hidden` a word.
    states: Vec<f32>,
    /// Input halves of the second pass, forward and backward; empty before [`Network::prepare`].
    gates: [Vec<f32>; 2],
    /// Scores of [`PART_LABELS`] that do not depend on the cue.
    skip: Vec<f32>,
    /// Scores of [`CUE_LABELS`] for each word.
    pub cues: Vec<f32>,
}

/// A cue in a chunk that was made ready by [`Network::prepare`].
#[derive(Debug, Clone)]
pub struct Case<'r> {
    /// The chunk after the first pass.
    pub reading: &'r Reading,
    /// The cue's tokens.
    pub cue: Range<usize>,
    /// For each token: does it belong to any cue?
    pub is_cue: &'r [bool],
    /// For each token: its sentence.
    pub sentences: &'r [u32],
}

impl<'m> Network<'m> {
    /// Takes the weights from a model file; `None` if it is not one of ours.
    pub fn read(model: &'m [u8]) -> Option<Self> {
        let tables = tensors::read(model)?;
        let all = |name: &str| tables.get(name).map(Table::to_vec);
        let network = Self {
            vectors: Lexicon::read(&tables, "vector")?,
            words: Lexicon::read(&tables, "word")?,
            suffix: all("suffix")?,
            shape: all("shape")?,
            state: all("state")?,
            first: [Layer::read(&tables, "l1f")?, Layer::read(&tables, "l1b")?],
            second: [Layer::read(&tables, "l2f")?, Layer::read(&tables, "l2b")?],
            cue: Head::read(&tables, "cue")?,
            third: [PartLayer::read(&tables, "l3f")?, PartLayer::read(&tables, "l3b")?],
            part: Head::read(&tables, "part")?,
            part_skip: matrix(&tables, "part.skip")?,
        };
        network.has_right_sizes().then_some(network)
    }

    fn has_right_sizes(&self) -> bool {
        self.suffix.len().is_multiple_of(SUFFIXES)
            && self.shape.len().is_multiple_of(SHAPES)
            && self.state.len().is_multiple_of(STATES)
    }

    /// First pass over some chunks.
    pub fn read_chunks(&self, chunks: &[Vec<Token>]) -> Vec<Reading> {
        let inputs: Vec<Vec<f32>> = chunks.iter().map(|tokens| self.inputs(tokens)).collect();
        let middle = encode(&self.first, &inputs);
        let reading = |states: Vec<f32>| {
            let cues = self.cue.scores(&states, states.len() / (2 * self.second[0].lstm.hidden));
            Reading { states, cues, gates: [Vec::new(), Vec::new()], skip: Vec::new() }
        };
        encode(&self.second, &middle).into_iter().map(reading).collect()
    }

    /// Makes a chunk ready for [`Self::part_scores`]: what the second pass shares among all cues.
    pub fn prepare(&self, reading: &mut Reading) {
        let steps = reading.cues.len() / CUE_LABELS;
        reading.gates = [0, 1].map(|side| self.third[side].layer.gates(&reading.states, steps));
        reading.skip = vec![0.0; steps * PART_LABELS];
        self.part_skip.add_products(&reading.states, &mut reading.skip);
    }

    fn inputs(&self, tokens: &[Token]) -> Vec<f32> {
        let widths = [
            self.vectors.table.cols,
            self.words.table.cols,
            self.suffix.len() / SUFFIXES,
            self.shape.len() / SHAPES,
            self.state.len() / STATES,
        ];
        let width: usize = widths.iter().sum();
        let mut inputs = vec![0.0; tokens.len() * width];
        for (token, row) in tokens.iter().zip(inputs.chunks_exact_mut(width)) {
            let (vector, row) = row.split_at_mut(widths[0]);
            let (word, row) = row.split_at_mut(widths[1]);
            let (suffix, row) = row.split_at_mut(widths[2]);
            let (shape, state) = row.split_at_mut(widths[3]);
            self.vectors.row(token.vector, vector);
            self.words.row(token.word, word);
            copy_row(&self.suffix, token.suffix as usize, suffix);
            copy_row(&self.shape, token.shape as usize, shape);
            copy_row(&self.state, token.state as usize, state);
        }
        inputs
    }

    /// Second pass: scores of [`PART_LABELS`] for each token, given one of the cues, for each cue.
    pub fn part_scores(&self, cases: &[Case]) -> Vec<Vec<f32>> {
        let hidden = self.third[0].layer.lstm.hidden;
        let mut states: Vec<Vec<f32>> =
            cases.iter().map(|case| vec![0.0; case.is_cue.len() * 2 * hidden]).collect();
        for (side, layer) in self.third.iter().enumerate() {
            let gates: Vec<Vec<f32>> = cases.iter().map(|case| layer.gates(case, side)).collect();
            let mut sequences: Vec<Sequence> = gates
                .iter()
                .zip(&mut states)
                .map(|(gates, states)| Sequence { gates, states })
                .collect();
            layer.layer.lstm.run(&mut sequences, side == 1);
        }
        let scores = |(case, states): (&Case, &Vec<f32>)| {
            let mut scores = self.part.scores(states, case.is_cue.len());
            scores.iter_mut().zip(&case.reading.skip).for_each(|(score, skip)| *score += skip);
            scores
        };
        cases.iter().zip(&states).map(scores).collect()
    }

    /// Scores of one cue label after another, for [`best_labels`].
    pub fn cue_steps(&self) -> &[f32] {
        &self.cue.steps
    }

    /// Scores of one part label after another.
    pub fn part_steps(&self) -> &[f32] {
        &self.part.steps
    }
}

impl<'m> Lexicon<'m> {
    fn read(tables: &Tables<'m>, name: &str) -> Option<Self> {
        let hashes = tables.get(format!("{name}.hash").as_str())?.to_integers();
        let table = *tables.get(name)?;
        (table.rows == hashes.len() + 1).then_some(Self { hashes, table })
    }

    fn row(&self, hash: u32, out: &mut [f32]) {
        let row = self.hashes.binary_search(&hash).map_or(0, |at| at + 1);
        self.table.row(row, out);
    }
}

fn matrix(tables: &Tables, name: &str) -> Option<Matrix> {
    let table = tables.get(name)?;
    Some(Matrix::new(table.rows, table.cols, &table.to_vec()))
}

impl Layer {
    fn read(tables: &Tables, name: &str) -> Option<Self> {
        let recurrent = tables.get(format!("{name}.h").as_str())?;
        let hidden = recurrent.rows;
        Some(Self {
            input: matrix(tables, &format!("{name}.x"))?,
            bias: tables.get(format!("{name}.b").as_str())?.to_vec(),
            lstm: Lstm {
                hidden,
                recurrent: Matrix::new(hidden, recurrent.cols, &recurrent.to_vec()),
            },
        })
    }

    /// The input half of every step.
    fn gates(&self, inputs: &[f32], steps: usize) -> Vec<f32> {
        let mut gates = self.bias.repeat(steps);
        self.input.add_products(inputs, &mut gates);
        gates
    }
}

impl PartLayer {
    fn read(tables: &Tables, name: &str) -> Option<Self> {
        let all = |part: &str| tables.get(format!("{name}.{part}").as_str()).map(Table::to_vec);
        Some(Self {
            layer: Layer::read(tables, name)?,
            cue: matrix(tables, &format!("{name}.cue"))?,
            near: all("near")?,
            other: all("other")?,
            sentence: all("sentence")?,
        })
    }

    /// The input half of every step, given the cue.
    fn gates(&self, case: &Case, side: usize) -> Vec<f32> {
        let Case { reading, cue, is_cue, sentences } = case;
        let width = reading.states.len() / is_cue.len().max(1);
        let mean = mean_row(&reading.states[cue.start * width..cue.end * width], width);
        let row_width = 4 * self.layer.lstm.hidden;
        let mut of_cue = vec![0.0; row_width];
        self.cue.add_product(&mean, &mut of_cue);
        let mut gates = reading.gates[side].clone();
        for (at, row) in gates.chunks_exact_mut(row_width).enumerate() {
            add_row(row, &of_cue, 0);
            add_row(row, &self.near, nearness(at, cue));
            add_row(row, &self.other, usize::from(is_cue[at]));
            add_row(row, &self.sentence, sentence_step(sentences[at], sentences[cue.start]));
        }
        gates
    }
}

impl Head {
    fn read(tables: &Tables, name: &str) -> Option<Self> {
        Some(Self {
            weights: matrix(tables, &format!("{name}.w"))?,
            bias: tables.get(format!("{name}.b").as_str())?.to_vec(),
            steps: tables.get(format!("{name}.steps").as_str())?.to_vec(),
        })
    }

    fn scores(&self, states: &[f32], steps: usize) -> Vec<f32> {
        let mut scores = self.bias.repeat(steps);
        self.weights.add_products(states, &mut scores);
        scores
    }
}

/// The states of a layer for each sequence of inputs, `2 × hidden` a step.
fn encode(layers: &[Layer; 2], inputs: &[Vec<f32>]) -> Vec<Vec<f32>> {
    let hidden = layers[0].lstm.hidden;
    let steps = |inputs: &Vec<f32>| inputs.len() / layers[0].input.rows().max(1);
    let mut states: Vec<Vec<f32>> =
        inputs.iter().map(|inputs| vec![0.0; steps(inputs) * 2 * hidden]).collect();
    for (side, layer) in layers.iter().enumerate() {
        let gates: Vec<Vec<f32>> =
            inputs.iter().map(|inputs| layer.gates(inputs, steps(inputs))).collect();
        let mut sequences: Vec<Sequence> = gates
            .iter()
            .zip(&mut states)
            .map(|(gates, states)| Sequence { gates, states })
            .collect();
        layer.lstm.run(&mut sequences, side == 1);
    }
    states
}

fn copy_row(table: &[f32], row: usize, out: &mut [f32]) {
    out.copy_from_slice(&table[row * out.len()..(row + 1) * out.len()]);
}

fn add_row(out: &mut [f32], table: &[f32], row: usize) {
    let row = &table[row * out.len()..(row + 1) * out.len()];
    for (o, x) in out.iter_mut().zip(row) {
        *o += x;
    }
}

fn mean_row(rows: &[f32], width: usize) -> Vec<f32> {
    let mut mean = vec![0.0; width];
    for row in rows.chunks_exact(width) {
        add_row(&mut mean, row, 0);
    }
    let count = (rows.len() / width).max(1) as f32;
    mean.iter_mut().for_each(|x| *x /= count);
    mean
}

/// Row of the distance table: 0 in the cue, 1 to 10 before it (near to far), 11 to 20 after it.
pub fn nearness(at: usize, cue: &Range<usize>) -> usize {
    let step = |distance: usize| match distance {
        0..=5 => distance,
        6..=7 => 6,
        8..=11 => 7,
        12..=19 => 8,
        20..=39 => 9,
        _ => 10,
    };
    match at {
        _ if at < cue.start => step(cue.start - at),
        _ if at >= cue.end => 10 + step(at + 1 - cue.end),
        _ => 0,
    }
}

/// Row of the sentence table: two or more before the cue's sentence, one before, same, one and more after.
pub fn sentence_step(sentence: u32, of_cue: u32) -> usize {
    (2 + i64::from(sentence) - i64::from(of_cue)).clamp(0, 4) as usize
}

/// The best label sequence by scores and steps (Viterbi).
pub fn best_labels(scores: &[f32], steps: &[f32], count: usize) -> Vec<u8> {
    let length = scores.len() / count;
    let mut back = vec![0u8; scores.len()];
    let mut best: Vec<f32> = vec![0.0; count];
    for at in 0..length {
        let row = &scores[at * count..(at + 1) * count];
        let mut next = vec![f32::MIN; count];
        for to in 0..count {
            if at == 0 {
                next[to] = steps[to] + row[to];
                continue;
            }
            for from in 0..count {
                let score = best[from] + steps[(from + 1) * count + to] + row[to];
                if score > next[to] {
                    next[to] = score;
                    back[at * count + to] = from as u8;
                }
            }
        }
        best = next;
    }
    let mut labels = vec![0u8; length];
    let mut label =
        (0..count).rev().max_by(|&a, &b| best[a].total_cmp(&best[b])).unwrap_or(0) as u8;
    for at in (0..length).rev() {
        labels[at] = label;
        label = back[at * count + label as usize];
    }
    labels
}

/// Spans of a role whose first words are labelled `first` and further words `first + 1`.
pub fn spans(labels: &[u8], first: u8) -> Vec<Range<usize>> {
    let mut spans: Vec<Range<usize>> = Vec::new();
    for (at, &label) in labels.iter().enumerate() {
        let continues = spans.last().is_some_and(|span| span.end == at);
        if label == first || (label == first + 1 && !continues) {
            spans.push(at..at + 1);
        } else if label == first + 1 {
            spans.last_mut().expect("it continues one").end = at + 1;
        }
    }
    spans
}
