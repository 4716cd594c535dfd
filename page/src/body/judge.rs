//! The learnt judge: two small forests of regression trees over the rows of `features`, compiled
//! into one table. Trained by `cargo xtask train page`; see `docs/models.md`.

#![cfg_attr(
    not(feature = "training"),
    expect(unreachable_pub, reason = "public only through `training`")
)]

use std::sync::LazyLock;

use crate::body::features::Rows;
use crate::body::lexicon::{Lexicon, Table};

/// The table the shipped judge is read from.
static SHIPPED: &[u8] = include_bytes!("model.bin");

static MODEL: LazyLock<Model> =
    LazyLock::new(|| Model::read(SHIPPED).expect("the embedded table was written by Model::write"));

/// The judge in use.
pub(crate) fn shipped() -> &'static Model {
    &MODEL
}

/// Lexicon and both forests.
#[derive(Clone, Debug, Default)]
pub struct Model {
    pub(crate) lexicon: Lexicon,
    /// The first pass, over one block and its surroundings.
    pub first: Forest,
    /// The second pass, which also sees what the first thought of the neighbours.
    pub second: Forest,
}

/// Regression trees whose outputs add up to a log-odds.
#[derive(Clone, Debug, Default)]
pub struct Forest {
    /// All trees' nodes; the children of a node lie side by side.
    pub nodes: Vec<TreeNode>,
    /// Where each tree starts.
    pub roots: Vec<u32>,
    /// Log-odds before any tree.
    pub base: f32,
}

/// One node of a tree.
#[derive(Clone, Copy, Debug, Default)]
pub struct TreeNode {
    /// Goes to the first child when the value is at most this; the output of a leaf.
    pub threshold: f32,
    /// Which number of the row is asked; [`LEAF`] for a leaf.
    pub feature: u16,
    /// Offset of the first child from the tree's root; the second follows it.
    pub child: u16,
}

/// Marks a leaf.
pub const LEAF: u16 = u16::MAX;

const MAGIC: &[u8; 4] = b"DLP3";

impl Model {
    /// Reads what [`Model::write`] wrote; `None` for anything else.
    pub fn read(bytes: &[u8]) -> Option<Model> {
        let mut rest = bytes.strip_prefix(MAGIC)?;
        let lexicon = Lexicon {
            words: Table::read(&mut rest)?,
            classes: Table::read(&mut rest)?,
            labels: Table::read(&mut rest)?,
        };
        let first = Forest::read(&mut rest)?;
        let second = Forest::read(&mut rest)?;
        Some(Model { lexicon, first, second })
    }

    /// The table form.
    #[cfg(feature = "training")]
    pub fn write(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        self.lexicon.words.write(&mut out);
        self.lexicon.classes.write(&mut out);
        self.lexicon.labels.write(&mut out);
        self.first.write(&mut out);
        self.second.write(&mut out);
        out
    }
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (head, tail) = rest.split_first_chunk::<N>()?;
    *rest = tail;
    Some(*head)
}

impl Forest {
    fn read(rest: &mut &[u8]) -> Option<Forest> {
        let base = f32::from_le_bytes(take(rest)?);
        let root_count = u32::from_le_bytes(take(rest)?);
        let node_count = u32::from_le_bytes(take(rest)?);
        let mut forest = Forest { base, ..Forest::default() };
        for _ in 0..root_count {
            forest.roots.push(u32::from_le_bytes(take(rest)?));
        }
        for _ in 0..node_count {
            let threshold = f32::from_le_bytes(take(rest)?);
            let feature = u16::from_le_bytes(take(rest)?);
            let child = u16::from_le_bytes(take(rest)?);
            forest.nodes.push(TreeNode { threshold, feature, child });
        }
        Some(forest)
    }

    #[cfg(feature = "training")]
    fn write(&self, out: &mut Vec<u8>) {
        out.extend(self.base.to_le_bytes());
        out.extend((self.roots.len() as u32).to_le_bytes());
        out.extend((self.nodes.len() as u32).to_le_bytes());
        for root in &self.roots {
            out.extend(root.to_le_bytes());
        }
        for node in &self.nodes {
            out.extend(node.threshold.to_le_bytes());
            out.extend(node.feature.to_le_bytes());
            out.extend(node.child.to_le_bytes());
        }
    }

    /// The probability for each row. Rows that have fallen to [`HOPELESS`] are left where they are
    /// from the next look on.
    pub(crate) fn judge(&self, rows: &Rows) -> Vec<f32> {
        let count = rows.values.len() / rows.width.max(1);
        let mut sums = vec![self.base; count];
        self.add_up(rows, (0..count as u32).collect(), &mut sums);
        sums.into_iter().map(chance).collect()
    }

    /// The same for the rows that `likely` gives a chance; the others keep theirs.
    pub(crate) fn judge_again(&self, rows: &Rows, likely: &[f32]) -> Vec<f32> {
        let mut sums = vec![self.base; likely.len()];
        let hopeful = |index: &u32| likely[*index as usize] > chance(HOPELESS);
        let active: Vec<u32> = (0..likely.len() as u32).filter(hopeful).collect();
        self.add_up(rows, active.clone(), &mut sums);
        let mut judged = likely.to_vec();
        for index in active {
            judged[index as usize] = chance(sums[index as usize]);
        }
        judged
    }

    fn add_up(&self, rows: &Rows, mut active: Vec<u32>, sums: &mut [f32]) {
        // Tree by tree, so that a tree stays in the nearest cache while all rows pass it.
        for (at, &root) in self.roots.iter().enumerate() {
            let tree = &self.nodes[root as usize..];
            for &index in &active {
                let row = rows.row(index as usize);
                let mut node = tree[0];
                while node.feature != LEAF {
                    let right = usize::from(row[usize::from(node.feature)] > node.threshold);
                    node = tree[usize::from(node.child) + right];
                }
                sums[index as usize] += node.threshold;
            }
            if at % LOOK_EACH == LOOK_EACH - 1 {
                active.retain(|index| sums[*index as usize] > HOPELESS);
            }
        }
    }
}

/// Log-odds from which a block is not looked at further: one in fifty. Most of a page's blocks get
/// there in a few trees; all scores are the same to 0.001 with and without.
const HOPELESS: f32 = -3.9;
/// Trees between two looks.
const LOOK_EACH: usize = 6;

fn chance(sum: f32) -> f32 {
    1.0 / (1.0 + (-sum).exp())
}
