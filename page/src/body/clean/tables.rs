//! Tables that hold data, told from those that only lay a page out.

use crate::body::scan::Scan;
use crate::dom::{Document, name};

/// A cell of data has at most this many blocks and letters; beyond, it is a column of a page.
const CELL_BLOCKS: u32 = 6;
const CELL_SIZE: u32 = 900;

/// For each element of a scan: whether it is a table of data.
#[derive(Debug, Default)]
pub(super) struct Tables {
    data: Option<Vec<bool>>,
}

#[derive(Clone, Copy, Default)]
struct Facts {
    heads: u32,
    cells: u32,
    rows: u32,
    /// Rows of two cells and more.
    wide_rows: u32,
    holds_table: bool,
    has_large_cell: bool,
}

impl Tables {
    /// True when the element `index`, a `<table>`, holds data. All tables of the page are looked at
    /// once, the first time one is asked for.
    pub(super) fn is_data(&mut self, document: &Document<'_>, scan: &Scan, index: usize) -> bool {
        self.data.get_or_insert_with(|| look(document, scan))[index]
    }
}

fn look(document: &Document<'_>, scan: &Scan) -> Vec<bool> {
    let count = scan.elements.len();
    let mut facts = vec![Facts::default(); count];
    // The table around each element, itself included; the row likewise. 0 (the body): none.
    let mut table_of = vec![0usize; count];
    let mut row_of = vec![0usize; count];
    let mut cells_of_row = vec![0u32; count];
    for (index, element) in scan.elements.iter().enumerate().skip(1) {
        let parent = element.parent as usize;
        let around = table_of[parent];
        (table_of[index], row_of[index]) = (around, row_of[parent]);
        match element.name {
            name::TABLE => {
                facts[around].holds_table = true;
                (table_of[index], row_of[index]) = (index, 0);
            }
            name::TR => {
                row_of[index] = index;
                facts[around].rows += 1;
            }
            name::TH | name::TD => {
                let fact = &mut facts[around];
                fact.cells += 1;
                fact.heads += u32::from(element.name == name::TH);
                let blocks = &scan.blocks[element.first_block as usize..element.end_block as usize];
                let size = || -> u32 { blocks.iter().map(|block| block.size).sum() };
                // Cells within cells are counted through no more than these few blocks.
                fact.has_large_cell |= blocks.len() as u32 > CELL_BLOCKS || size() > CELL_SIZE;
                let row = row_of[index];
                cells_of_row[row] += 1;
                if cells_of_row[row] == 2 {
                    facts[around].wide_rows += 1;
                }
            }
            _ => {}
        }
    }
    let is_data = |index: usize| {
        let element = &scan.elements[index];
        let fact = facts[index];
        let role = document.attr(element.node, name::ROLE);
        element.name == name::TABLE
            && !matches!(role, Some("presentation" | "none"))
            && !fact.holds_table
            && fact.wide_rows > 0
            && (fact.heads > 0 || (fact.rows > 1 && fact.wide_rows > 1))
            && (fact.heads > 1 || !fact.has_large_cell)
    };
    (0..count).map(is_data).collect()
}
