//! Tables, GitHub's way: one line a row, the first row a header.

use std::iter;

/// A table collected cell by cell.
#[derive(Debug, Default)]
pub(super) struct Table {
    rows: Vec<Row>,
    /// The table has a `<thead>`.
    pub(super) has_head: bool,
    /// How many columns the open cell takes.
    open_columns: Option<usize>,
}

#[derive(Debug, Default)]
struct Row {
    cells: Vec<String>,
    head_count: usize,
}

/// A cell that claims more columns than this is a mistake; HTML stops at 1,000.
const MAX_COLUMNS: usize = 64;

impl Table {
    pub(super) fn start_row(&mut self) {
        self.rows.push(Row::default());
    }

    pub(super) fn is_in_cell(&self) -> bool {
        self.open_columns.is_some()
    }

    /// Starts a cell that takes `columns` of them: the words in the first, the others empty.
    pub(super) fn start_cell(&mut self, is_head: bool, columns: u64) {
        if self.rows.is_empty() {
            self.start_row();
        }
        if let (true, Some(row)) = (is_head, self.rows.last_mut()) {
            row.head_count += 1;
        }
        let columns = usize::try_from(columns).unwrap_or(MAX_COLUMNS);
        self.open_columns = Some(columns.clamp(1, MAX_COLUMNS));
    }

    pub(super) fn end_cell(&mut self, words: String) {
        let columns = self.open_columns.take().unwrap_or(1);
        if let Some(row) = self.rows.last_mut() {
            row.cells.push(words);
            row.cells.extend(iter::repeat_n(String::new(), columns - 1));
        }
    }

    /// The table's lines; empty when no cell has a word.
    pub(super) fn lines(mut self) -> String {
        self.rows.retain(|row| row.cells.iter().any(|cell| !cell.is_empty()));
        let Some(first) = self.rows.first() else {
            return String::new();
        };
        let width = self.rows.iter().map(|row| row.cells.len()).max().unwrap_or(1);
        // GitHub's tables have no table without a header: an empty one stands in.
        let has_header = self.has_head || first.head_count == first.cells.len();
        let (header, rows) = self.rows.split_at(usize::from(has_header));
        let mut lines = String::new();
        write_row(&mut lines, header.first().map_or(&[], |row| &row.cells), width);
        lines.push_str("\n|");
        lines.push_str(&" --- |".repeat(width));
        for row in rows {
            lines.push('\n');
            // Only the header must be full: readers fill up short rows.
            write_row(&mut lines, &row.cells, 0);
        }
        lines
    }
}

fn write_row(lines: &mut String, cells: &[String], width: usize) {
    lines.push('|');
    let blanks = width.saturating_sub(cells.len());
    for cell in cells.iter().map(String::as_str).chain(iter::repeat_n("", blanks)) {
        lines.push(' ');
        lines.push_str(cell);
        if !cell.is_empty() {
            lines.push(' ');
        }
        lines.push('|');
    }
}
