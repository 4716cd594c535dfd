//! The file format of trained weights: named tables of 8-bit numbers with one scale a row.
//!
//! Layout, little-endian: `DLT1`, then for each table its name (one byte of length, then the bytes),
//! rows and columns (u32 each), the row scales (f32), the numbers (i8, row by row). A table with zero
//! scales a row is kept as f32 (kind byte 1); one of whole numbers as u32 (kind byte 2); 8-bit numbers that
//! need no scale have kind byte 3.

use std::collections::BTreeMap;

/// A table in a model file, not yet copied anywhere.
#[derive(Debug, Clone, Copy)]
pub struct Table<'m> {
    /// Number of rows.
    pub rows: usize,
    /// Numbers in a row.
    pub cols: usize,
    kind: u8,
    scales: &'m [u8],
    data: &'m [u8],
}

/// All tables of a model file, by name.
pub type Tables<'m> = BTreeMap<&'m str, Table<'m>>;

/// Reads a model file; `None` if the bytes are not one.
pub fn read(bytes: &[u8]) -> Option<Tables<'_>> {
    let mut rest = bytes.strip_prefix(b"DLT1")?;
    let mut tables = Tables::new();
    while !rest.is_empty() {
        let name_len = take(&mut rest, 1)?[0] as usize;
        let name = std::str::from_utf8(take(&mut rest, name_len)?).ok()?;
        let kind = take(&mut rest, 1)?[0];
        let rows = u32::from_le_bytes(take(&mut rest, 4)?.try_into().ok()?) as usize;
        let cols = u32::from_le_bytes(take(&mut rest, 4)?.try_into().ok()?) as usize;
        let scales = take(&mut rest, if kind == 0 { rows * 4 } else { 0 })?;
        let data = take(&mut rest, rows * cols * if matches!(kind, 0 | 3) { 1 } else { 4 })?;
        tables.insert(name, Table { rows, cols, kind, scales, data });
    }
    Some(tables)
}

fn take<'m>(rest: &mut &'m [u8], count: usize) -> Option<&'m [u8]> {
    let (head, tail) = rest.split_at_checked(count)?;
    *rest = tail;
    Some(head)
}

impl<'m> Table<'m> {
    /// Writes one row into `out`, which is as long as the row.
    pub fn row(&self, row: usize, out: &mut [f32]) {
        if self.kind != 0 {
            let bytes = &self.data[row * self.cols * 4..(row + 1) * self.cols * 4];
            for (x, b) in out.iter_mut().zip(bytes.as_chunks::<4>().0) {
                *x = f32::from_le_bytes(*b);
            }
            return;
        }
        let scale =
            f32::from_le_bytes(self.scales[row * 4..row * 4 + 4].try_into().expect("4 bytes"));
        for (x, &b) in out.iter_mut().zip(&self.data[row * self.cols..(row + 1) * self.cols]) {
            *x = f32::from(b as i8) * scale;
        }
    }

    /// The whole table, row by row.
    pub fn to_vec(&self) -> Vec<f32> {
        let mut all = vec![0.0; self.rows * self.cols];
        for (row, out) in all.chunks_exact_mut(self.cols.max(1)).enumerate() {
            self.row(row, out);
        }
        all
    }

    /// The numbers of a table of whole numbers.
    pub fn to_integers(&self) -> Vec<u32> {
        self.data.as_chunks::<4>().0.iter().map(|b| u32::from_le_bytes(*b)).collect()
    }

    /// The bytes of a table of 8-bit numbers.
    pub fn bytes(&self) -> &'m [u8] {
        self.data
    }
}

/// Builds a model file.
#[derive(Debug)]
pub struct Writer {
    bytes: Vec<u8>,
}

impl Default for Writer {
    fn default() -> Self {
        Self { bytes: b"DLT1".to_vec() }
    }
}

impl Writer {
    /// Adds a table as 8-bit numbers with a scale a row.
    pub fn small(&mut self, name: &str, cols: usize, values: &[f32]) {
        self.head(name, 0, values.len() / cols, cols);
        let scales: Vec<f32> = values
            .chunks_exact(cols)
            .map(|row| row.iter().fold(1e-12f32, |most, x| most.max(x.abs())) / 127.0)
            .collect();
        for scale in &scales {
            self.bytes.extend(scale.to_le_bytes());
        }
        for (row, scale) in values.chunks_exact(cols).zip(&scales) {
            self.bytes
                .extend(row.iter().map(|x| (x / scale).round().clamp(-127.0, 127.0) as i8 as u8));
        }
    }

    /// Adds a table as it is.
    pub fn exact(&mut self, name: &str, cols: usize, values: &[f32]) {
        self.head(name, 1, values.len() / cols, cols);
        self.bytes.extend(values.iter().flat_map(|x| x.to_le_bytes()));
    }

    /// Adds a table of 8-bit numbers as they are.
    pub fn bytes(&mut self, name: &str, cols: usize, values: &[i8]) {
        self.head(name, 3, values.len() / cols, cols);
        self.bytes.extend(values.iter().map(|&x| x as u8));
    }

    /// Adds a list of whole numbers.
    pub fn integers(&mut self, name: &str, values: &[u32]) {
        self.head(name, 2, values.len(), 1);
        self.bytes.extend(values.iter().flat_map(|x| x.to_le_bytes()));
    }

    fn head(&mut self, name: &str, kind: u8, rows: usize, cols: usize) {
        self.bytes.push(name.len() as u8);
        self.bytes.extend(name.as_bytes());
        self.bytes.push(kind);
        self.bytes.extend((rows as u32).to_le_bytes());
        self.bytes.extend((cols as u32).to_le_bytes());
    }

    /// The file's bytes.
    pub fn finish(self) -> Vec<u8> {
        self.bytes
    }
}
