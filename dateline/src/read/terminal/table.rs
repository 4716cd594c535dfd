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
    // Figures line up at their ends, their heading with them.
    let holds_figures: Vec<bool> = (0..count)
        .map(|column| {
            let mut cells = rows.iter().skip(1).filter_map(|row| row.get(column)).peekable();
            cells.peek().is_some() && cells.all(|cell| is_number(cell))
        })
        .collect();
    let line = |row: &Vec<String>| {
        let mut line = String::new();
        for ((width, cell), holds_figures) in widths.iter().zip(row).zip(&holds_figures) {
            let pad = " ".repeat(width - cell.width());
            let (before, after) =
                if *holds_figures { (pad.as_str(), "") } else { ("", pad.as_str()) };
            for part in [before, cell, after, "  "] {
                line.push_str(part);
            }
        }
        line.trim_end().to_owned()
    };
    Some(rows.iter().map(line).collect())
}

fn is_number(cell: &str) -> bool {
    // An empty cell is a figure that is not there.
    cell.chars().all(|c| c.is_ascii_digit() || " .,-+%−$€£\u{a0}".contains(c))
}

#[cfg(test)]
mod tests;
