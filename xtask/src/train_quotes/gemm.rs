//! Matrix products for training, in plain loops that the compiler turns into vector code.
//! Build with `RUSTFLAGS="-C target-cpu=native"`: four to eight times as fast.

/// Rows and columns of the block of the result that is kept in registers.
const ROWS: usize = 6;
const COLS: usize = 32;

/// A matrix operand: values, with the distance between rows and between columns.
#[derive(Clone, Copy)]
pub(super) struct View<'v> {
    pub values: &'v [f32],
    pub row: usize,
    pub col: usize,
}

/// Row-major, `cols` wide.
pub(super) fn plain(values: &[f32], cols: usize) -> View<'_> {
    View { values, row: cols, col: 1 }
}

/// The transpose of a row-major matrix `cols` wide.
pub(super) fn turned(values: &[f32], cols: usize) -> View<'_> {
    View { values, row: 1, col: cols }
}

/// `c += a × b`; `a` is m × k, `b` is k × n row-major, `c` is m × n row-major.
pub(super) fn add_product(m: usize, n: usize, k: usize, a: View, b: &[f32], c: &mut [f32]) {
    let mut panel = vec![[0.0f32; COLS]; k];
    for first in (0..n).step_by(COLS) {
        let width = COLS.min(n - first);
        for (row, out) in panel.iter_mut().enumerate() {
            out[..width].copy_from_slice(&b[row * n + first..row * n + first + width]);
        }
        let mut row = 0;
        while row + ROWS <= m {
            block::<ROWS>(row, first, width, n, a, &panel, c);
            row += ROWS;
        }
        while row < m {
            block::<1>(row, first, width, n, a, &panel, c);
            row += 1;
        }
    }
}

fn block<const R: usize>(
    row: usize,
    first: usize,
    width: usize,
    n: usize,
    a: View,
    panel: &[[f32; COLS]],
    c: &mut [f32],
) {
    let mut sum = [[0.0f32; COLS]; R];
    let lines: [&[f32]; R] =
        std::array::from_fn(|i| &a.values[(row + i) * a.row..][..(panel.len() - 1) * a.col + 1]);
    for (at, b) in panel.iter().enumerate() {
        // Counted loops over constants: the compiler keeps `sum` in registers.
        for i in 0..R {
            let x = lines[i][at * a.col];
            for j in 0..COLS {
                sum[i][j] = multiply_add(x, b[j], sum[i][j]);
            }
        }
    }
    for (i, sum) in sum.iter().enumerate() {
        let out = &mut c[(row + i) * n + first..(row + i) * n + first + width];
        for (c, s) in out.iter_mut().zip(sum) {
            *c += s;
        }
    }
}

fn multiply_add(a: f32, b: f32, c: f32) -> f32 {
    if cfg!(target_feature = "fma") { a.mul_add(b, c) } else { a * b + c }
}

/// A row-major matrix turned.
pub(super) fn transpose(rows: usize, cols: usize, values: &[f32]) -> Vec<f32> {
    let mut out = vec![0.0; rows * cols];
    for row in 0..rows {
        for col in 0..cols {
            out[col * rows + row] = values[row * cols + col];
        }
    }
    out
}
