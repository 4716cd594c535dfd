//! Matrix products, sigmoids and LSTM layers, in the widest vectors that the machine has. Products
//! are added in the order of their inputs, without fused operations and without a library `exp`:
//! the same answer everywhere.

use fearless_simd::prelude::{Simd, SimdBase};
use fearless_simd::{Level, dispatch, f32x16};

/// Columns that are summed at once, in registers.
const PANEL: usize = 32;
/// Lanes of a vector; two make a panel.
const LANES: usize = PANEL / 2;

/// A matrix (rows: inputs, columns: outputs).
#[derive(Debug, Clone)]
pub struct Matrix {
    rows: usize,
    cols: usize,
    /// [`PANEL`] columns after another, each row by row.
    panels: Vec<f32>,
    /// The columns left over, row by row.
    rest: Vec<f32>,
}

impl Matrix {
    /// From row-major values.
    pub fn new(rows: usize, cols: usize, values: &[f32]) -> Self {
        let whole = cols - cols % PANEL;
        let columns = |range: std::ops::Range<usize>| {
            (0..rows).flat_map(move |row| &values[row * cols..][range.clone()]).copied()
        };
        Self {
            rows,
            cols,
            panels: (0..whole).step_by(PANEL).flat_map(|at| columns(at..at + PANEL)).collect(),
            rest: columns(whole..cols).collect(),
        }
    }

    /// Numbers in an input.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// `out += input × self` for one input vector.
    pub fn add_product(&self, input: &[f32], out: &mut [f32]) {
        self.add_products(&input[..self.rows], &mut out[..self.cols]);
    }

    /// `outs += inputs × self` for many input vectors, one after another in `inputs`.
    pub fn add_products(&self, inputs: &[f32], outs: &mut [f32]) {
        dispatch!(Level::new(), simd => self.add_all(simd, inputs, outs));
    }

    /// Two inputs at a time share each load of the weights, and a panel stays in the nearest cache
    /// while all inputs pass.
    #[inline(always)]
    fn add_all<S: Simd>(&self, simd: S, inputs: &[f32], outs: &mut [f32]) {
        let (rows, cols) = (self.rows, self.cols);
        if rows == 0 || cols == 0 {
            return;
        }
        let count = outs.len() / cols;
        for (number, panel) in self.panels.chunks_exact(rows * PANEL).enumerate() {
            let at = number * PANEL;
            for pair in 0..count / 2 {
                let (first, second) = (2 * pair, 2 * pair + 1);
                let input = &inputs[first * rows..(second + 1) * rows];
                let sums = sums_of_two(simd, panel, &input[..rows], &input[rows..]);
                add(simd, sums[0], &mut outs[first * cols + at..][..PANEL]);
                add(simd, sums[1], &mut outs[second * cols + at..][..PANEL]);
            }
            if count % 2 == 1 {
                let last = count - 1;
                let sums = sums_of_one(simd, panel, &inputs[last * rows..]);
                add(simd, sums, &mut outs[last * cols + at..][..PANEL]);
            }
        }
        let left = cols % PANEL;
        if left > 0 {
            for (input, out) in inputs.chunks_exact(rows).zip(outs.chunks_exact_mut(cols)) {
                self.add_rest(input, &mut out[cols - left..]);
            }
        }
    }

    #[inline(always)]
    fn add_rest(&self, input: &[f32], out: &mut [f32]) {
        for (x, row) in input.iter().zip(self.rest.chunks_exact(out.len())) {
            for (o, w) in out.iter_mut().zip(row) {
                *o += x * w;
            }
        }
    }
}

/// A panel's products with an input.
type Sums<S> = [f32x16<S>; 2];

/// A panel's products with one input. Each sum has a name of its own, here and in
/// [`sums_of_two`]: sums in an array stay in memory and take four times as long.
#[inline(always)]
fn sums_of_one<S: Simd>(simd: S, panel: &[f32], input: &[f32]) -> Sums<S> {
    let zero = f32x16::splat(simd, 0.0);
    let (mut left, mut right) = (zero, zero);
    let weights = panel.as_chunks::<PANEL>().0;
    for row in 0..weights.len().min(input.len()) {
        let x = f32x16::splat(simd, input[row]);
        left += f32x16::from_slice(simd, &weights[row][..LANES]) * x;
        right += f32x16::from_slice(simd, &weights[row][LANES..]) * x;
    }
    [left, right]
}

#[inline(always)]
fn sums_of_two<S: Simd>(simd: S, panel: &[f32], a: &[f32], b: &[f32]) -> [Sums<S>; 2] {
    let zero = f32x16::splat(simd, 0.0);
    let (mut left_a, mut right_a, mut left_b, mut right_b) = (zero, zero, zero, zero);
    let weights = panel.as_chunks::<PANEL>().0;
    for row in 0..weights.len().min(a.len()).min(b.len()) {
        let left = f32x16::from_slice(simd, &weights[row][..LANES]);
        let right = f32x16::from_slice(simd, &weights[row][LANES..]);
        let (x, y) = (f32x16::splat(simd, a[row]), f32x16::splat(simd, b[row]));
        left_a += left * x;
        right_a += right * x;
        left_b += left * y;
        right_b += right * y;
    }
    [[left_a, right_a], [left_b, right_b]]
}

#[inline(always)]
fn add<S: Simd>(simd: S, [left, right]: Sums<S>, out: &mut [f32]) {
    let (first, second) = out.split_at_mut(LANES);
    (f32x16::from_slice(simd, first) + left).store_slice(first);
    (f32x16::from_slice(simd, second) + right).store_slice(second);
}

/// A direction of an LSTM layer: the recurrent half; the input half is the caller's.
#[derive(Debug, Clone)]
pub struct Lstm {
    /// Units.
    pub hidden: usize,
    /// Recurrent weights, gates in the order input, forget, candidate, output.
    pub recurrent: Matrix,
}

/// A sequence for [`Lstm::run`].
#[derive(Debug)]
pub struct Sequence<'s> {
    /// A row of `4 × hidden` a step: input product and bias.
    pub gates: &'s [f32],
    /// A row of `2 × hidden` a step: takes the states of the layer's two directions.
    pub states: &'s mut [f32],
}

impl Lstm {
    /// Runs over all sequences abreast, so that they share the loads of the weights; `is_backward`
    /// from their ends, into the right half of the rows of states. The answer for a sequence does
    /// not depend on the others.
    pub fn run(&self, sequences: &mut [Sequence], is_backward: bool) {
        dispatch!(Level::new(), simd => self.run_on(simd, sequences, is_backward));
    }

    #[inline(always)]
    fn run_on<S: Simd>(&self, simd: S, sequences: &mut [Sequence], is_backward: bool) {
        let hidden = self.hidden;
        // The longest first: those still running are always the front.
        sequences.sort_by_key(|sequence| std::cmp::Reverse(sequence.gates.len()));
        let mut states = vec![0.0; sequences.len() * hidden];
        let mut cells = states.clone();
        let mut sums = vec![0.0; sequences.len() * 4 * hidden];
        let mut running = sequences.len();
        for step in 0.. {
            while running > 0 && sequences[running - 1].gates.len() <= step * 4 * hidden {
                running -= 1;
            }
            if running == 0 {
                return;
            }
            let states = &mut states[..running * hidden];
            let sums = &mut sums[..running * 4 * hidden];
            sums.fill(0.0);
            self.recurrent.add_all(simd, states, sums);
            for (lane, sequence) in sequences[..running].iter_mut().enumerate() {
                let steps = sequence.gates.len() / (4 * hidden);
                let at = if is_backward { steps - 1 - step } else { step };
                let own = lane * hidden..(lane + 1) * hidden;
                let gates = &sequence.gates[at * 4 * hidden..(at + 1) * 4 * hidden];
                let sums = &mut sums[own.start * 4..own.end * 4];
                for unit in 0..sums.len().min(gates.len()) {
                    sums[unit] += gates[unit];
                }
                step_cell(sums, &mut cells[own.clone()], &mut states[own.clone()]);
                let out = at * 2 * hidden + usize::from(is_backward) * hidden;
                sequence.states[out..out + hidden].copy_from_slice(&states[own]);
            }
        }
    }
}

#[inline(always)]
fn step_cell(row: &[f32], cell: &mut [f32], state: &mut [f32]) {
    let hidden = cell.len();
    let (input, rest) = row.split_at(hidden);
    let (forget, rest) = rest.split_at(hidden);
    let (candidate, output) = rest.split_at(hidden);
    let (output, state) = (&output[..hidden], &mut state[..hidden]);
    for unit in 0..hidden {
        let c = sigmoid(forget[unit]) * cell[unit] + sigmoid(input[unit]) * tanh(candidate[unit]);
        cell[unit] = c;
        state[unit] = sigmoid(output[unit]) * tanh(c);
    }
}

/// The logistic function, by [`tanh`].
#[inline(always)]
pub fn sigmoid(x: f32) -> f32 {
    0.5 + 0.5 * tanh(0.5 * x)
}

/// Hyperbolic tangent by a rational function (a minimax fit of degree 13 over 6), within 1e-6.
#[inline(always)]
pub fn tanh(x: f32) -> f32 {
    let x = x.clamp(-7.905_311, 7.905_311);
    let y = x * x;
    let p = -2.760_768_5e-16_f32;
    let p = p * y + 2.000_188e-13;
    let p = p * y - 8.604_672e-11;
    let p = p * y + 5.122_297_1e-8;
    let p = p * y + 1.485_722_4e-5;
    let p = p * y + 6.372_619_3e-4;
    let p = p * y + 4.893_525e-3;
    let q = 1.198_258_4e-6_f32;
    let q = q * y + 1.185_347_1e-4;
    let q = q * y + 2.268_434_6e-3;
    let q = q * y + 4.893_525e-3;
    x * p / q
}
