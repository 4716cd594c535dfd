//! The network's parameters, and one training step over a batch: loss and gradients by hand.
//!
//! Mirrors `record::quotes::network`, which runs the same network on one chunk at a time.

use super::chain;
use super::data::Sample;
use super::gemm::{add_product, plain, transpose, turned};
use super::lstm::{self, Trace, reverse};
use record::quotes::chunks::{SHAPES, STATES, SUFFIXES};
use record::quotes::network::{
    CUE_LABELS, NEARNESS, PART_LABELS, SENTENCE_STEPS, best_labels, nearness, sentence_step, spans,
};
use record::quotes::tensors::Writer;
use std::collections::BTreeMap;
use std::ops::Range;

/// Widths of the tables and layers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sizes {
    pub vector: usize,
    pub word: usize,
    pub suffix: usize,
    pub shape: usize,
    pub state: usize,
    pub hidden: usize,
    pub part_hidden: usize,
}

/// Shares dropped while training.
#[derive(Debug, Clone, Copy)]
pub(super) struct Dropout {
    pub word: f32,
    pub input: f32,
    pub layer: f32,
}

/// Words known to the network: hashes in order, and the fixed public vectors (row 0: unknown).
pub(super) struct Lexicon {
    pub vector_hashes: Vec<u32>,
    pub vectors: Vec<f32>,
    pub word_hashes: Vec<u32>,
}

/// All parameters in one list, with names for its pieces.
pub(super) struct Model {
    pub sizes: Sizes,
    pub values: Vec<f32>,
    pieces: BTreeMap<String, (usize, usize, usize)>,
}

/// A small random number generator (SplitMix64): the same numbers from the same seed.
#[derive(Debug, Clone)]
pub(super) struct Random(pub u64);

impl Random {
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Between 0 and 1.
    pub(super) fn share(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1u64 << 24) as f32
    }
}

impl Model {
    /// Fresh parameters; `auxiliary` are the numbers of silver labels.
    pub(super) fn new(
        sizes: Sizes,
        words: usize,
        auxiliary: [usize; 2],
        random: &mut Random,
    ) -> Self {
        let mut model = Self { sizes, values: Vec::new(), pieces: BTreeMap::new() };
        let h = sizes.hidden;
        let p = sizes.part_hidden;
        let input = model.input_width();
        for (name, rows, cols) in [
            ("word", words + 1, sizes.word),
            ("suffix", SUFFIXES, sizes.suffix),
            ("shape", SHAPES, sizes.shape),
            ("state", STATES, sizes.state),
        ] {
            model.add(name, rows, cols, 0.1, random);
        }
        for (layer, width) in [("l1", input), ("l2", 2 * h)] {
            for side in ["f", "b"] {
                model.add_lstm(&format!("{layer}{side}"), width, h, random);
            }
        }
        for side in ["l3f", "l3b"] {
            model.add_lstm(side, 2 * h, p, random);
            model.add(&format!("{side}.cue"), 2 * h, 4 * p, 1.0 / (2.0 * h as f32).sqrt(), random);
            model.add(&format!("{side}.near"), NEARNESS, 4 * p, 0.05, random);
            model.add(&format!("{side}.other"), 2, 4 * p, 0.05, random);
            model.add(&format!("{side}.sentence"), SENTENCE_STEPS, 4 * p, 0.05, random);
        }
        let scale = 1.0 / (2.0 * h as f32).sqrt();
        model.add_head("cue", 2 * h, CUE_LABELS, scale, random);
        model.add("cue.steps", CUE_LABELS + 1, CUE_LABELS, 0.0, random);
        model.add_head("part", 2 * p, PART_LABELS, 1.0 / (2.0 * p as f32).sqrt(), random);
        model.add("part.steps", PART_LABELS + 1, PART_LABELS, 0.0, random);
        model.add("part.skip", 2 * h, PART_LABELS, scale, random);
        model.add_head("union", 2 * h, PART_LABELS, scale, random);
        model.add_head("aux0", 2 * h, auxiliary[0], scale, random);
        model.add_head("aux1", 2 * h, auxiliary[1], scale, random);
        model
    }

    /// Width of the first layer's input.
    pub(super) fn input_width(&self) -> usize {
        let s = self.sizes;
        s.vector + s.word + s.suffix + s.shape + s.state
    }

    fn add(&mut self, name: &str, rows: usize, cols: usize, scale: f32, random: &mut Random) {
        self.pieces.insert(name.to_owned(), (self.values.len(), rows, cols));
        self.values.extend((0..rows * cols).map(|_| (2.0 * random.share() - 1.0) * scale * 1.7));
    }

    fn add_lstm(&mut self, name: &str, width: usize, hidden: usize, random: &mut Random) {
        self.add(
            &format!("{name}.x"),
            width,
            4 * hidden,
            1.0 / ((width + hidden) as f32).sqrt(),
            random,
        );
        self.add(
            &format!("{name}.h"),
            hidden,
            4 * hidden,
            1.0 / ((width + hidden) as f32).sqrt(),
            random,
        );
        self.add(&format!("{name}.b"), 1, 4 * hidden, 0.0, random);
        let forget = self.at(&format!("{name}.b"));
        self.values[forget][hidden..2 * hidden].fill(1.0);
    }

    fn add_head(
        &mut self,
        name: &str,
        width: usize,
        labels: usize,
        scale: f32,
        random: &mut Random,
    ) {
        self.add(&format!("{name}.w"), width, labels, scale, random);
        self.add(&format!("{name}.b"), 1, labels, 0.0, random);
    }

    fn at(&self, name: &str) -> Range<usize> {
        let &(start, rows, cols) = self.pieces.get(name).expect("names are spelled here");
        start..start + rows * cols
    }

    fn get(&self, name: &str) -> &[f32] {
        &self.values[self.at(name)]
    }

    /// The model file for `record`: everything but what only training needs.
    pub(super) fn write(&self, values: &[f32], lexicon: &Lexicon) -> Vec<u8> {
        let mut writer = Writer::default();
        writer.integers("vector.hash", &lexicon.vector_hashes);
        writer.small("vector", self.sizes.vector, &lexicon.vectors);
        writer.integers("word.hash", &lexicon.word_hashes);
        for (name, &(start, rows, cols)) in &self.pieces {
            if name.starts_with("aux") || name.starts_with("union") {
                continue;
            }
            let values = &values[start..start + rows * cols];
            if name.ends_with(".b") || name.ends_with(".steps") {
                writer.exact(name, cols, values);
            } else {
                writer.small(name, cols, values);
            }
        }
        writer.finish()
    }
}

/// What a step works on: the batch's shape, the gradients so far, the random numbers.
pub(super) struct Step<'s> {
    pub model: &'s Model,
    pub lexicon: &'s Lexicon,
    pub gradients: &'s mut [f32],
    pub random: &'s mut Random,
    pub dropout: Dropout,
    pub lengths: Vec<usize>,
    pub steps: usize,
    /// Give the second pass cues that the first one found, wrong ones too.
    pub on_policy: bool,
}

/// Weights of the parts of the loss, against 1 for the cues: the quotes' parts, the union of all
/// sources and contents, the silver labels.
const PART_WEIGHT: f32 = 1.0;
const UNION_WEIGHT: f32 = 0.1;
const SILVER_WEIGHT: f32 = 0.15;

/// A cue for the second pass: the sequence it is in, its tokens, its labels.
struct Case {
    lane: usize,
    cue: Range<usize>,
    labels: Vec<u8>,
}

struct Bidirectional {
    traces: [Trace; 2],
    /// States of both directions in reading order.
    states: Vec<f32>,
}

impl Step<'_> {
    fn batch(&self) -> usize {
        self.lengths.len()
    }

    /// Loss and gradients of one batch, both per chunk.
    pub(super) fn run(&mut self, samples: &[&Sample]) -> f32 {
        let h2 = 2 * self.model.sizes.hidden;
        let rows = self.steps * self.batch();
        let (inputs, input_mask, word_rows) = self.inputs(samples);
        let first =
            self.forward_layer("l1", &inputs, self.model.input_width(), self.model.sizes.hidden);
        let mut d_first = vec![0.0; rows * h2];
        let mut loss =
            self.plain_loss("aux0", &first.states, &mut d_first, SILVER_WEIGHT, samples, |s| {
                &s.silver[0]
            });
        let first_mask = self.locked_mask(self.batch(), h2);
        let middle = Self::masked(&first.states, &first_mask);
        let second = self.forward_layer("l2", &middle, h2, self.model.sizes.hidden);
        let second_mask = self.locked_mask(self.batch(), h2);
        let top = Self::masked(&second.states, &second_mask);
        let mut d_top = vec![0.0; rows * h2];
        loss += self.plain_loss("aux1", &top, &mut d_top, SILVER_WEIGHT, samples, |s| &s.silver[1]);
        loss += self.plain_loss("union", &top, &mut d_top, UNION_WEIGHT, samples, |s| &s.union);
        let (cue_loss, found) = self.cue_loss(&top, &mut d_top, samples);
        loss += cue_loss;
        loss += self.part_loss(&top, &mut d_top, samples, &found);

        let d_second = Self::masked(&d_top, &second_mask);
        let d_middle = self.backward_layer("l2", &second, &d_second, &middle, h2);
        for (d, more) in d_first.iter_mut().zip(Self::masked(&d_middle, &first_mask)) {
            *d += more;
        }
        let d_inputs =
            self.backward_layer("l1", &first, &d_first, &inputs, self.model.input_width());
        self.input_gradients(samples, &d_inputs, &input_mask, &word_rows);
        loss
    }

    /// First layer's inputs, the dropout on them, and the row of the word table each token took.
    fn inputs(&mut self, samples: &[&Sample]) -> (Vec<f32>, Vec<f32>, Vec<usize>) {
        let s = self.model.sizes;
        let width = self.model.input_width();
        let batch = self.batch();
        let mut inputs = vec![0.0; self.steps * batch * width];
        let mut mask = vec![0.0; self.steps * batch * width];
        let mut word_rows = vec![0; self.steps * batch];
        for (lane, sample) in samples.iter().enumerate() {
            for (step, token) in sample.tokens.iter().enumerate() {
                let at = step * batch + lane;
                let dropped = self.random.share() < self.dropout.word;
                let find = |hashes: &[u32], hash| hashes.binary_search(&hash).map_or(0, |r| r + 1);
                let word = if dropped { 0 } else { find(&self.lexicon.word_hashes, token.word) };
                word_rows[at] = word;
                let vector = if dropped && self.random.share() < 0.5 {
                    0
                } else {
                    find(&self.lexicon.vector_hashes, token.vector)
                };
                let mut row: Vec<f32> = Vec::with_capacity(width);
                row.extend(&self.lexicon.vectors[vector * s.vector..(vector + 1) * s.vector]);
                for (name, index, cols) in [
                    ("word", word, s.word),
                    ("suffix", token.suffix as usize, s.suffix),
                    ("shape", token.shape as usize, s.shape),
                    ("state", token.state as usize, s.state),
                ] {
                    row.extend(&self.model.get(name)[index * cols..(index + 1) * cols]);
                }
                let keep = 1.0 - self.dropout.input;
                for (column, x) in row.into_iter().enumerate() {
                    let m = if self.random.share() < keep { 1.0 / keep } else { 0.0 };
                    mask[at * width + column] = m;
                    inputs[at * width + column] = x * m;
                }
            }
        }
        (inputs, mask, word_rows)
    }

    fn input_gradients(
        &mut self,
        samples: &[&Sample],
        d_inputs: &[f32],
        mask: &[f32],
        word_rows: &[usize],
    ) {
        let s = self.model.sizes;
        let width = self.model.input_width();
        for (lane, sample) in samples.iter().enumerate() {
            for (step, token) in sample.tokens.iter().enumerate() {
                let at = step * self.batch() + lane;
                let mut column = at * width + s.vector;
                for (name, index, cols) in [
                    ("word", word_rows[at], s.word),
                    ("suffix", token.suffix as usize, s.suffix),
                    ("shape", token.shape as usize, s.shape),
                    ("state", token.state as usize, s.state),
                ] {
                    let start = self.model.at(name).start + index * cols;
                    for g in &mut self.gradients[start..start + cols] {
                        *g += d_inputs[column] * mask[column];
                        column += 1;
                    }
                }
            }
        }
    }

    /// A dropout mask that is the same for all steps of a sequence.
    fn locked_mask(&mut self, batch: usize, width: usize) -> Vec<f32> {
        let keep = 1.0 - self.dropout.layer;
        (0..batch * width)
            .map(|_| if self.random.share() < keep { 1.0 / keep } else { 0.0 })
            .collect()
    }

    fn masked(rows: &[f32], mask: &[f32]) -> Vec<f32> {
        let mut out = rows.to_vec();
        for step in out.chunks_exact_mut(mask.len()) {
            for (x, m) in step.iter_mut().zip(mask) {
                *x *= m;
            }
        }
        out
    }

    fn linear(&self, name: &str, inputs: &[f32], width: usize, out: &mut [f32], cols: usize) {
        let rows = inputs.len() / width;
        add_product(rows, cols, width, plain(inputs, width), self.model.get(name), out);
    }

    /// Gradients of a linear map: of its weights, and added to those of its inputs.
    fn linear_back(
        &mut self,
        name: &str,
        inputs: &[f32],
        width: usize,
        d_out: &[f32],
        cols: usize,
        d_in: &mut [f32],
    ) {
        let rows = inputs.len() / width;
        let at = self.model.at(name);
        add_product(width, cols, rows, turned(inputs, width), d_out, &mut self.gradients[at]);
        let back = transpose(width, cols, self.model.get(name));
        add_product(rows, width, cols, plain(d_out, cols), &back, d_in);
    }

    fn bias_back(&mut self, name: &str, d_out: &[f32]) {
        let at = self.model.at(name);
        let cols = at.len();
        for row in d_out.chunks_exact(cols) {
            for (g, d) in self.gradients[at.clone()].iter_mut().zip(row) {
                *g += d;
            }
        }
    }

    fn forward_layer(
        &self,
        name: &str,
        inputs: &[f32],
        width: usize,
        hidden: usize,
    ) -> Bidirectional {
        let rows = inputs.len() / width;
        let traces = ["f", "b"].map(|side| {
            let name = format!("{name}{side}");
            let mut gates = self.model.get(&format!("{name}.b")).repeat(rows);
            self.linear(&format!("{name}.x"), inputs, width, &mut gates, 4 * hidden);
            if side == "b" {
                gates = reverse(&gates, 4 * hidden, &self.lengths);
            }
            lstm::forward(gates, self.model.get(&format!("{name}.h")), hidden, self.batch())
        });
        let states = join(&traces, hidden, &self.lengths);
        Bidirectional { traces, states }
    }

    fn backward_layer(
        &mut self,
        name: &str,
        layer: &Bidirectional,
        d_states: &[f32],
        inputs: &[f32],
        width: usize,
    ) -> Vec<f32> {
        let hidden = self.model.sizes.hidden;
        let mut d_inputs = vec![0.0; inputs.len()];
        for (number, side) in ["f", "b"].into_iter().enumerate() {
            let name = format!("{name}{side}");
            let lengths = self.lengths.clone();
            let d_gates = self.backward_side(
                &name,
                &layer.traces[number],
                d_states,
                hidden,
                number,
                &lengths,
            );
            self.bias_back(&format!("{name}.b"), &d_gates);
            self.linear_back(
                &format!("{name}.x"),
                inputs,
                width,
                &d_gates,
                4 * hidden,
                &mut d_inputs,
            );
        }
        d_inputs
    }

    /// Gradients of a direction's gates in reading order.
    fn backward_side(
        &mut self,
        name: &str,
        trace: &Trace,
        d_states: &[f32],
        hidden: usize,
        number: usize,
        lengths: &[usize],
    ) -> Vec<f32> {
        let mut d_side: Vec<f32> = d_states
            .chunks_exact(2 * hidden)
            .flat_map(|row| row[number * hidden..(number + 1) * hidden].iter().copied())
            .collect();
        if number == 1 {
            d_side = reverse(&d_side, hidden, lengths);
        }
        let weights = self.model.at(&format!("{name}.h"));
        let d_gates = lstm::backward(
            trace,
            &d_side,
            &self.model.values[weights.clone()],
            &mut self.gradients[weights],
            hidden,
            lengths.len(),
        );
        if number == 1 { reverse(&d_gates, 4 * hidden, lengths) } else { d_gates }
    }

    /// Cross-entropy of one label a token; tokens labelled 255 do not count.
    fn plain_loss(
        &mut self,
        name: &str,
        states: &[f32],
        d_states: &mut [f32],
        weight: f32,
        samples: &[&Sample],
        labels: fn(&Sample) -> &Vec<u8>,
    ) -> f32 {
        let width = 2 * self.model.sizes.hidden;
        let batch = self.batch();
        let bias = self.model.get(&format!("{name}.b")).to_vec();
        let count = bias.len();
        let mut scores = bias.repeat(states.len() / width);
        self.linear(&format!("{name}.w"), states, width, &mut scores, count);
        let mut loss = 0.0;
        let weight = weight / batch as f32;
        let mut d_scores = vec![0.0; scores.len()];
        for (lane, sample) in samples.iter().enumerate() {
            for (step, &label) in labels(sample).iter().enumerate() {
                if label as usize >= count {
                    continue;
                }
                let row = (step * batch + lane) * count..(step * batch + lane + 1) * count;
                let most = scores[row.clone()].iter().copied().fold(f32::MIN, f32::max);
                let total: f32 = scores[row.clone()].iter().map(|x| (x - most).exp()).sum();
                loss += weight * (total.ln() + most - scores[row.start + label as usize]);
                for (d, x) in d_scores[row.clone()].iter_mut().zip(&scores[row.clone()]) {
                    *d = weight * (x - most).exp() / total;
                }
                d_scores[row.start + label as usize] -= weight;
            }
        }
        self.bias_back(&format!("{name}.b"), &d_scores);
        self.linear_back(&format!("{name}.w"), states, width, &d_scores, count, d_states);
        loss
    }

    /// Loss of the cue chain, and the cues that the model finds itself.
    fn cue_loss(
        &mut self,
        top: &[f32],
        d_top: &mut [f32],
        samples: &[&Sample],
    ) -> (f32, Vec<Vec<Range<usize>>>) {
        let width = 2 * self.model.sizes.hidden;
        let batch = self.batch();
        let mut scores = self.model.get("cue.b").repeat(top.len() / width);
        self.linear("cue.w", top, width, &mut scores, CUE_LABELS);
        let mut d_scores = vec![0.0; scores.len()];
        let mut found = Vec::new();
        let mut loss = 0.0;
        let transitions = self.model.get("cue.steps").to_vec();
        for (lane, sample) in samples.iter().enumerate() {
            let lane_scores = gather(&scores, CUE_LABELS, lane, batch, sample.tokens.len());
            let mut d = vec![0.0; lane_scores.len()];
            let at = self.model.at("cue.steps");
            loss += chain::loss(
                &lane_scores,
                &transitions,
                &sample.cues,
                CUE_LABELS,
                1.0 / batch as f32,
                &mut d,
                &mut self.gradients[at],
            );
            scatter(&d, CUE_LABELS, lane, batch, &mut d_scores);
            let mut raised = lane_scores;
            raised.chunks_exact_mut(CUE_LABELS).for_each(|row| row[1] += 1.0);
            found.push(spans(&best_labels(&raised, &transitions, CUE_LABELS), 1));
        }
        self.bias_back("cue.b", &d_scores);
        self.linear_back("cue.w", top, width, &d_scores, CUE_LABELS, d_top);
        (loss, found)
    }

    /// Which cues the second pass is trained on: the gold's, or what the first pass made of them,
    /// and some that it found wrongly, with nothing to mark.
    fn cases(&mut self, samples: &[&Sample], found: &[Vec<Range<usize>>]) -> Vec<Case> {
        let mut cases = Vec::new();
        for (lane, sample) in samples.iter().enumerate() {
            for (cue, labels) in &sample.quotes {
                let own = found[lane].iter().find(|f| f.start < cue.end && cue.start < f.end);
                let cue = match own {
                    Some(own) if self.on_policy && self.random.share() < 0.5 => own.clone(),
                    _ => cue.clone(),
                };
                cases.push(Case { lane, cue, labels: labels.clone() });
            }
            for wrong in &found[lane] {
                let right =
                    sample.quotes.iter().any(|(c, _)| c.start < wrong.end && wrong.start < c.end);
                if self.on_policy && !right && self.random.share() < 0.6 {
                    let labels = vec![0; sample.tokens.len()];
                    cases.push(Case { lane, cue: wrong.clone(), labels });
                }
            }
        }
        cases
    }

    /// Loss of the second pass over all cues of the batch.
    fn part_loss(
        &mut self,
        top: &[f32],
        d_top: &mut [f32],
        samples: &[&Sample],
        found: &[Vec<Range<usize>>],
    ) -> f32 {
        let cases = self.cases(samples, found);
        if cases.is_empty() {
            return 0.0;
        }
        let width = 2 * self.model.sizes.hidden;
        let hidden = self.model.sizes.part_hidden;
        let batch = self.batch();
        let use_found = self.on_policy && self.random.share() < 0.5;
        let is_cue: Vec<Vec<bool>> = samples
            .iter()
            .zip(found)
            .map(|(sample, found)| {
                let mut flags = vec![false; sample.tokens.len()];
                let gold = sample.quotes.iter().map(|(cue, _)| cue);
                let spans: Vec<_> = if use_found { found.iter().collect() } else { gold.collect() };
                spans.into_iter().for_each(|span| flags[span.clone()].fill(true));
                flags
            })
            .collect();
        let lengths: Vec<usize> =
            cases.iter().map(|case| samples[case.lane].tokens.len()).collect();
        let means = means(&cases, top, width, batch);
        let mut traces = Vec::new();
        for name in ["l3f", "l3b"] {
            let gates = self.part_gates(name, top, &means, &cases, samples, &is_cue);
            let gates = if name == "l3b" { reverse(&gates, 4 * hidden, &lengths) } else { gates };
            traces.push(lstm::forward(
                gates,
                self.model.get(&format!("{name}.h")),
                hidden,
                cases.len(),
            ));
        }
        let traces: [Trace; 2] = traces.try_into().unwrap_or_else(|_| unreachable!("two sides"));
        let states = join(&traces, hidden, &lengths);
        let mask = self.locked_mask(cases.len(), 2 * hidden);
        let dropped = Self::masked(&states, &mask);
        let (loss, d_scores, d_skip) = self.part_scores(&dropped, top, &cases);

        let mut d_dropped = vec![0.0; dropped.len()];
        self.bias_back("part.b", &d_scores);
        self.linear_back("part.w", &dropped, 2 * hidden, &d_scores, PART_LABELS, &mut d_dropped);
        self.linear_back("part.skip", top, width, &d_skip, PART_LABELS, d_top);
        let d_states = Self::masked(&d_dropped, &mask);
        for (number, name) in ["l3f", "l3b"].into_iter().enumerate() {
            let d_gates =
                self.backward_side(name, &traces[number], &d_states, hidden, number, &lengths);
            self.part_gates_back(name, &d_gates, top, d_top, &means, &cases, samples, &is_cue);
        }
        loss
    }

    fn part_gates(
        &self,
        name: &str,
        top: &[f32],
        means: &[f32],
        cases: &[Case],
        samples: &[&Sample],
        is_cue: &[Vec<bool>],
    ) -> Vec<f32> {
        let width = 2 * self.model.sizes.hidden;
        let cols = 4 * self.model.sizes.part_hidden;
        let mut shared = self.model.get(&format!("{name}.b")).repeat(top.len() / width);
        self.linear(&format!("{name}.x"), top, width, &mut shared, cols);
        let mut of_cues = vec![0.0; cases.len() * cols];
        self.linear(&format!("{name}.cue"), means, width, &mut of_cues, cols);
        let tables = MARKERS.map(|table| self.model.get(&format!("{name}.{table}")));
        let mut gates = vec![0.0; self.steps * cases.len() * cols];
        for (number, case) in cases.iter().enumerate() {
            for step in 0..case.labels.len() {
                let from = (step * self.batch() + case.lane) * cols;
                let to = (step * cases.len() + number) * cols;
                let out = &mut gates[to..to + cols];
                out.copy_from_slice(&shared[from..from + cols]);
                add(out, &of_cues[number * cols..(number + 1) * cols]);
                let rows = marker_rows(case, step, samples[case.lane], &is_cue[case.lane]);
                for (table, row) in tables.iter().zip(rows) {
                    add(out, &table[row * cols..(row + 1) * cols]);
                }
            }
        }
        gates
    }

    #[expect(clippy::too_many_arguments, reason = "the mirror of part_gates")]
    fn part_gates_back(
        &mut self,
        name: &str,
        d_gates: &[f32],
        top: &[f32],
        d_top: &mut [f32],
        means: &[f32],
        cases: &[Case],
        samples: &[&Sample],
        is_cue: &[Vec<bool>],
    ) {
        let width = 2 * self.model.sizes.hidden;
        let cols = 4 * self.model.sizes.part_hidden;
        let batch = self.batch();
        let mut d_shared = vec![0.0; self.steps * batch * cols];
        let mut d_cues = vec![0.0; cases.len() * cols];
        let tables = MARKERS.map(|table| self.model.at(&format!("{name}.{table}")).start);
        for (number, case) in cases.iter().enumerate() {
            for step in 0..case.labels.len() {
                let from = (step * cases.len() + number) * cols;
                let d = &d_gates[from..from + cols];
                let to = (step * batch + case.lane) * cols;
                add(&mut d_shared[to..to + cols], d);
                add(&mut d_cues[number * cols..(number + 1) * cols], d);
                let rows = marker_rows(case, step, samples[case.lane], &is_cue[case.lane]);
                for (table, row) in tables.iter().zip(rows) {
                    let start = table + row * cols;
                    add(&mut self.gradients[start..start + cols], d);
                }
            }
        }
        self.bias_back(&format!("{name}.b"), &d_shared);
        self.linear_back(&format!("{name}.x"), top, width, &d_shared, cols, d_top);
        let mut d_means = vec![0.0; means.len()];
        self.linear_back(&format!("{name}.cue"), means, width, &d_cues, cols, &mut d_means);
        for (number, case) in cases.iter().enumerate() {
            let share = 1.0 / case.cue.len() as f32;
            for step in case.cue.clone() {
                let to = (step * batch + case.lane) * width;
                for (d, m) in d_top[to..to + width].iter_mut().zip(&d_means[number * width..]) {
                    *d += share * m;
                }
            }
        }
    }

    /// Loss, gradients of the scores by case, and the same summed by chunk.
    fn part_scores(
        &mut self,
        states: &[f32],
        top: &[f32],
        cases: &[Case],
    ) -> (f32, Vec<f32>, Vec<f32>) {
        let width = 2 * self.model.sizes.hidden;
        let hidden = self.model.sizes.part_hidden;
        let batch = self.batch();
        let mut skip = vec![0.0; top.len() / width * PART_LABELS];
        self.linear("part.skip", top, width, &mut skip, PART_LABELS);
        let mut scores = self.model.get("part.b").repeat(states.len() / (2 * hidden));
        self.linear("part.w", states, 2 * hidden, &mut scores, PART_LABELS);
        let mut d_scores = vec![0.0; scores.len()];
        let mut d_skip = vec![0.0; skip.len()];
        let transitions = self.model.get("part.steps").to_vec();
        let at = self.model.at("part.steps");
        let mut loss = 0.0;
        for (number, case) in cases.iter().enumerate() {
            let mut own = gather(&scores, PART_LABELS, number, cases.len(), case.labels.len());
            add(&mut own, &gather(&skip, PART_LABELS, case.lane, batch, case.labels.len()));
            let mut d = vec![0.0; own.len()];
            let weight = PART_WEIGHT / batch as f32;
            loss += chain::loss(
                &own,
                &transitions,
                &case.labels,
                PART_LABELS,
                weight,
                &mut d,
                &mut self.gradients[at.clone()],
            );
            scatter(&d, PART_LABELS, number, cases.len(), &mut d_scores);
            scatter(&d, PART_LABELS, case.lane, batch, &mut d_skip);
        }
        (loss, d_scores, d_skip)
    }
}

/// Tables that tell the second pass where the cue is.
const MARKERS: [&str; 3] = ["near", "other", "sentence"];

/// The rows of [`MARKERS`] for one step.
fn marker_rows(case: &Case, step: usize, sample: &Sample, is_cue: &[bool]) -> [usize; 3] {
    [
        nearness(step, &case.cue),
        usize::from(is_cue[step]),
        sentence_step(sample.sentences[step], sample.sentences[case.cue.start]),
    ]
}

fn means(cases: &[Case], top: &[f32], width: usize, batch: usize) -> Vec<f32> {
    let mut means = vec![0.0; cases.len() * width];
    for (case, mean) in cases.iter().zip(means.chunks_exact_mut(width)) {
        for step in case.cue.clone() {
            let from = (step * batch + case.lane) * width;
            add(mean, &top[from..from + width]);
        }
        mean.iter_mut().for_each(|x| *x /= case.cue.len() as f32);
    }
    means
}

/// States of both directions side by side, in reading order.
fn join(traces: &[Trace; 2], hidden: usize, lengths: &[usize]) -> Vec<f32> {
    let back = reverse(&traces[1].states, hidden, lengths);
    let batch = lengths.len();
    let mut states = vec![0.0; back.len() * 2];
    for (at, row) in states.chunks_exact_mut(2 * hidden).enumerate() {
        if at / batch < lengths[at % batch] {
            row[..hidden].copy_from_slice(&traces[0].states[at * hidden..(at + 1) * hidden]);
            row[hidden..].copy_from_slice(&back[at * hidden..(at + 1) * hidden]);
        }
    }
    states
}

fn gather(rows: &[f32], width: usize, lane: usize, batch: usize, length: usize) -> Vec<f32> {
    (0..length)
        .flat_map(|step| rows[(step * batch + lane) * width..][..width].iter().copied())
        .collect()
}

fn scatter(own: &[f32], width: usize, lane: usize, batch: usize, rows: &mut [f32]) {
    for (step, row) in own.chunks_exact(width).enumerate() {
        add(&mut rows[(step * batch + lane) * width..][..width], row);
    }
}

fn add(to: &mut [f32], from: &[f32]) {
    for (t, f) in to.iter_mut().zip(from) {
        *t += f;
    }
}
