//! Matrix products, sigmoids and LSTM layers in plain loops, laid out so that the compiler makes
//! vector code of them on any machine. No fused operations and no library `exp`: the same answer
//! everywhere.

/// Inputs that are taken together: their products are summed before the output is touched.
const BLOCK: usize = 8;

/// A matrix, row by row (rows: inputs, columns: outputs).
#[derive(Debug, Clone)]
pub struct Matrix {
    rows: usize,
    cols: usize,
    values: Vec<f32>,
}

impl Matrix {
    /// From row-major values.
    pub fn new(rows: usize, cols: usize, values: &[f32]) -> Self {
        Self { rows, cols, values: values[..rows * cols].to_vec() }
    }

    /// `out += input × self` for one input vector.
    pub fn add_product(&self, input: &[f32], out: &mut [f32]) {
        let out = &mut out[..self.cols];
        let (blocks, rest) = input[..self.rows].as_chunks::<BLOCK>();
        let (rows, last) = self.values.split_at(blocks.len() * BLOCK * self.cols);
        for (x, rows) in blocks.iter().zip(rows.chunks_exact((BLOCK * self.cols).max(1))) {
            add_block(x, rows, out);
        }
        for (x, row) in rest.iter().zip(last.chunks_exact(self.cols.max(1))) {
            for (o, w) in out.iter_mut().zip(row) {
                *o += x * w;
            }
        }
    }

    /// `outs += inputs × self` for many input vectors, one after another in `inputs`.
    pub fn add_products(&self, inputs: &[f32], outs: &mut [f32]) {
        let outs = outs.chunks_exact_mut(self.cols.max(1));
        for (input, out) in inputs.chunks_exact(self.rows.max(1)).zip(outs) {
            self.add_product(input, out);
        }
    }
}

/// One long loop over the columns: every compiler setting makes vector code of it, where blocks of
/// columns kept in registers depend on the order of its passes (measured: eight times slower).
fn add_block(x: &[f32; BLOCK], rows: &[f32], out: &mut [f32]) {
    let cols = out.len();
    let row: [&[f32]; BLOCK] = std::array::from_fn(|i| &rows[i * cols..(i + 1) * cols]);
    let [a, b, c, d, e, f, g, h] = row;
    for at in 0..cols {
        let left = (x[0] * a[at] + x[1] * b[at]) + (x[2] * c[at] + x[3] * d[at]);
        let right = (x[4] * e[at] + x[5] * f[at]) + (x[6] * g[at] + x[7] * h[at]);
        out[at] += left + right;
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
