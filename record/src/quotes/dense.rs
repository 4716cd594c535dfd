//! Matrix products, sigmoids and LSTM layers in plain loops, laid out so that the compiler makes
//! vector code of them on any machine. No fused operations and no library `exp`: the same answer
//! everywhere.

/// Columns of a panel: eight vectors of four.
const PANEL: usize = 32;

/// A matrix (rows: inputs, columns: outputs) cut into panels of columns that are read in one stream.
#[derive(Debug, Clone)]
pub struct Matrix {
    rows: usize,
    cols: usize,
    panels: Vec<[f32; PANEL]>,
}

impl Matrix {
    /// From row-major values.
    pub fn new(rows: usize, cols: usize, values: &[f32]) -> Self {
        let count = cols.div_ceil(PANEL);
        let mut panels = vec![[0.0; PANEL]; rows * count];
        for (row, line) in values.chunks_exact(cols).enumerate() {
            for (panel, piece) in line.chunks(PANEL).enumerate() {
                panels[panel * rows + row][..piece.len()].copy_from_slice(piece);
            }
        }
        Self { rows, cols, panels }
    }

    /// `out += input × self` for one input vector.
    pub fn add_product(&self, input: &[f32], out: &mut [f32]) {
        let input = &input[..self.rows];
        let panels = self.panels.chunks_exact(self.rows.max(1));
        for (panel, out) in panels.zip(out[..self.cols].chunks_mut(PANEL)) {
            let mut sum = [0.0f32; PANEL];
            for (x, weights) in input.iter().zip(panel) {
                // A counted loop over a constant: the compiler keeps `sum` in registers.
                for column in 0..PANEL {
                    sum[column] += x * weights[column];
                }
            }
            add(out, &sum);
        }
    }

    /// `outs += inputs × self` for many input vectors, one after another in `inputs`. Two at a time:
    /// each weight that is loaded is used twice.
    pub fn add_products(&self, inputs: &[f32], outs: &mut [f32]) {
        let mut inputs = inputs.chunks_exact(2 * self.rows.max(1));
        let mut outs = outs.chunks_exact_mut(2 * self.cols.max(1));
        for (input, out) in inputs.by_ref().zip(outs.by_ref()) {
            let (input, out) = (input.split_at(self.rows), out.split_at_mut(self.cols));
            self.add_two::<0>(input, (&mut *out.0, &mut *out.1));
            self.add_two::<{ PANEL / 2 }>(input, out);
        }
        if !inputs.remainder().is_empty() {
            self.add_product(inputs.remainder(), outs.into_remainder());
        }
    }

    /// Half of every panel (sixteen columns from `FIRST`), for two inputs.
    fn add_two<const FIRST: usize>(&self, input: (&[f32], &[f32]), out: (&mut [f32], &mut [f32])) {
        for (number, panel) in self.panels.chunks_exact(self.rows.max(1)).enumerate() {
            let first = number * PANEL + FIRST;
            if first >= self.cols {
                break;
            }
            let mut sums = [[0.0f32; PANEL / 2]; 2];
            for ((x, y), weights) in input.0.iter().zip(input.1).zip(panel) {
                for column in 0..PANEL / 2 {
                    sums[0][column] += x * weights[FIRST + column];
                    sums[1][column] += y * weights[FIRST + column];
                }
            }
            let end = (first + PANEL / 2).min(self.cols);
            add(&mut out.0[first..end], &sums[0]);
            add(&mut out.1[first..end], &sums[1]);
        }
    }
}

fn add(out: &mut [f32], sum: &[f32]) {
    for (o, s) in out.iter_mut().zip(sum) {
        *o += s;
    }
}

/// A direction of an LSTM layer: the recurrent half; the input half is the caller's.
#[derive(Debug, Clone)]
pub struct Lstm {
    /// Units.
    pub hidden: usize,
    /// Recurrent weights, gates in the order input, forget, candidate, output.
    pub recurrent: Matrix,
}

impl Lstm {
    /// Runs over `gates` (one row of `4 × hidden` a step, input product and bias already in), in
    /// reverse if asked, and writes each step's state into `out[step × stride + offset..]`.
    pub fn run(
        &self,
        gates: &mut [f32],
        reverse: bool,
        out: &mut [f32],
        stride: usize,
        offset: usize,
    ) {
        let hidden = self.hidden;
        let steps = gates.len() / (4 * hidden);
        let mut state = vec![0.0; hidden];
        let mut cell = vec![0.0; hidden];
        for step in 0..steps {
            let at = if reverse { steps - 1 - step } else { step };
            let row = &mut gates[at * 4 * hidden..(at + 1) * 4 * hidden];
            self.recurrent.add_product(&state, row);
            step_cell(row, &mut cell, &mut state);
            out[at * stride + offset..at * stride + offset + hidden].copy_from_slice(&state);
        }
    }
}

fn step_cell(row: &[f32], cell: &mut [f32], state: &mut [f32]) {
    let hidden = cell.len();
    let (input, rest) = row.split_at(hidden);
    let (forget, rest) = rest.split_at(hidden);
    let (candidate, output) = rest.split_at(hidden);
    for unit in 0..hidden {
        let c = sigmoid(forget[unit]) * cell[unit] + sigmoid(input[unit]) * tanh(candidate[unit]);
        cell[unit] = c;
        state[unit] = sigmoid(output[unit]) * tanh(c);
    }
}

/// The logistic function, by [`tanh`].
#[inline]
pub fn sigmoid(x: f32) -> f32 {
    0.5 + 0.5 * tanh(0.5 * x)
}

/// Hyperbolic tangent by a rational function (a minimax fit of degree 13 over 6), within 1e-6.
#[inline]
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
