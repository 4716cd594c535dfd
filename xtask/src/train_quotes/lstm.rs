//! One direction of an LSTM layer over a batch of sequences, forward and backward.
//!
//! Everything is time-major: row `step × batch + sequence`. Sequences shorter than the batch's
//! longest are padded at the end; a layer that reads backwards gets its rows turned by [`reverse`].

use super::gemm::{add_product, plain, transpose, turned};
use record::quotes::dense::{sigmoid, tanh};

/// What the backward pass needs of the forward one.
pub(super) struct Trace {
    /// Gate values after their functions, 4 × hidden a row.
    gates: Vec<f32>,
    cells: Vec<f32>,
    /// The states, hidden a row.
    pub states: Vec<f32>,
}

/// Runs over `gates` (input halves and biases in).
pub(super) fn forward(
    mut gates: Vec<f32>,
    recurrent: &[f32],
    hidden: usize,
    batch: usize,
) -> Trace {
    let steps = gates.len() / (4 * hidden * batch);
    let mut cells = vec![0.0; steps * batch * hidden];
    let mut states = vec![0.0; steps * batch * hidden];
    for step in 0..steps {
        let rows = step * batch * hidden..(step + 1) * batch * hidden;
        let now = &mut gates[step * batch * 4 * hidden..(step + 1) * batch * 4 * hidden];
        let (cells_before, cells_now) = cells.split_at_mut(rows.start);
        let (states_before, states_now) = states.split_at_mut(rows.start);
        if step > 0 {
            let last = &states_before[rows.start - batch * hidden..];
            add_product(batch, 4 * hidden, hidden, plain(last, hidden), recurrent, now);
        }
        for lane in 0..batch {
            let row = &mut now[lane * 4 * hidden..(lane + 1) * 4 * hidden];
            for x in &mut row[..2 * hidden] {
                *x = sigmoid(*x);
            }
            for x in &mut row[2 * hidden..3 * hidden] {
                *x = tanh(*x);
            }
            for x in &mut row[3 * hidden..] {
                *x = sigmoid(*x);
            }
            for unit in 0..hidden {
                let at = lane * hidden + unit;
                let old =
                    if step > 0 { cells_before[rows.start - batch * hidden + at] } else { 0.0 };
                let cell = row[hidden + unit] * old + row[unit] * row[2 * hidden + unit];
                cells_now[at] = cell;
                states_now[at] = row[3 * hidden + unit] * tanh(cell);
            }
        }
    }
    Trace { gates, cells, states }
}

/// Gradients of the gates before their functions, from those of the states; adds to `d_recurrent`.
pub(super) fn backward(
    trace: &Trace,
    d_states: &[f32],
    recurrent: &[f32],
    d_recurrent: &mut [f32],
    hidden: usize,
    batch: usize,
) -> Vec<f32> {
    let steps = d_states.len() / (hidden * batch);
    let back = transpose(hidden, 4 * hidden, recurrent);
    let mut d_gates = vec![0.0; steps * batch * 4 * hidden];
    let mut d_cell = vec![0.0f32; batch * hidden];
    let mut d_state = vec![0.0f32; batch * hidden];
    for step in (0..steps).rev() {
        let rows = step * batch * hidden;
        for (d, from_above) in d_state.iter_mut().zip(&d_states[rows..rows + batch * hidden]) {
            *d += from_above;
        }
        let now = &mut d_gates[rows * 4..(rows + batch * hidden) * 4];
        for lane in 0..batch {
            let gates = &trace.gates[(rows + lane * hidden) * 4..(rows + (lane + 1) * hidden) * 4];
            let out = &mut now[lane * 4 * hidden..(lane + 1) * 4 * hidden];
            for unit in 0..hidden {
                let at = lane * hidden + unit;
                let [i, f, g, o] = [0, 1, 2, 3].map(|gate| gates[gate * hidden + unit]);
                let cell = tanh(trace.cells[rows + at]);
                let old = if step > 0 { trace.cells[rows - batch * hidden + at] } else { 0.0 };
                let d = d_cell[at] + d_state[at] * o * (1.0 - cell * cell);
                out[unit] = d * g * i * (1.0 - i);
                out[hidden + unit] = d * old * f * (1.0 - f);
                out[2 * hidden + unit] = d * i * (1.0 - g * g);
                out[3 * hidden + unit] = d_state[at] * cell * o * (1.0 - o);
                d_cell[at] = d * f;
            }
        }
        d_state.fill(0.0);
        add_product(batch, hidden, 4 * hidden, plain(now, 4 * hidden), &back, &mut d_state);
    }
    if steps > 1 {
        let before = &trace.states[..(steps - 1) * batch * hidden];
        let rows = (steps - 1) * batch;
        let after = &d_gates[batch * 4 * hidden..];
        add_product(hidden, 4 * hidden, rows, turned(before, hidden), after, d_recurrent);
    }
    d_gates
}

/// Turns each sequence of a batch round within its own length; padding stays at the end.
pub(super) fn reverse(rows: &[f32], width: usize, lengths: &[usize]) -> Vec<f32> {
    let batch = lengths.len();
    let steps = rows.len() / (width * batch);
    let mut out = vec![0.0; rows.len()];
    for (lane, &length) in lengths.iter().enumerate() {
        for step in 0..length.min(steps) {
            let from = (step * batch + lane) * width;
            let to = ((length - 1 - step) * batch + lane) * width;
            out[to..to + width].copy_from_slice(&rows[from..from + width]);
        }
    }
    out
}
