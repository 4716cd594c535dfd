//! Tables: in columns when they fit, else a row a paragraph.

use unicode_width::UnicodeWidthStr;

/// Cells by row.
pub(super) type Rows = Vec<Vec<String>>;

/// The rows as lines of aligned columns, if no line is wider than `width`.
pub(super) fn aligned(rows: &Rows, width: usize) -> Option<Vec<String>> {
    let count = rows.iter().map(Vec::len).max()?;
    let mut widths = vec![0; count];
    for row in rows {
        for (column, cell) in widths.iter_mut().zip(row) {
            *column = cell.width().max(*column);
        }
    }
    let total: usize = widths.iter().sum::<usize>() + 2 * count.saturating_sub(1);
    if total > width {
        return None;
    }
    let line = |row: &Vec<String>| {
        let mut line = String::new();
        for (column, cell) in widths.iter().zip(row) {
            let pad = column - cell.width() + 2;
            // Figures line up at their ends.
            if is_number(cell) {
                line.push_str(&" ".repeat(pad - 2));
                line.push_str(cell);
                line.push_str("  ");
            } else {
                line.push_str(cell);
                line.push_str(&" ".repeat(pad));
            }
        }
        line.trim_end().to_owned()
    };
    Some(rows.iter().map(line).collect())
}

fn is_number(cell: &str) -> bool {
    cell.contains(|c: char| c.is_ascii_digit())
        && cell.chars().all(|c| c.is_ascii_digit() || " .,-+%−$€£\u{a0}".contains(c))
}
