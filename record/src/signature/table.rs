//! Where each run of words of a text stands: a hash table of positions, built once, never grown.

use super::{Hash, Token};

/// No position.
const NONE: u32 = u32::MAX;

/// Positions of all runs of `length` tokens of one text.
#[derive(Debug)]
pub(crate) struct Table {
    /// First position of a slot; the number of slots is a power of two.
    heads: Vec<u32>,
    /// The next position in the same slot, for each position.
    next: Vec<u32>,
    /// The run's hash, for each position.
    hashes: Vec<u64>,
}

impl Table {
    pub(crate) fn of(tokens: &[Token], length: usize) -> Self {
        let hashes: Vec<u64> = tokens.windows(length).map(Hash::of_tokens).collect();
        let mut heads = vec![NONE; (hashes.len() * 2).next_power_of_two()];
        let mut next = vec![NONE; hashes.len()];
        let mask = heads.len() - 1;
        // Backwards, so that a slot lists its positions in order.
        for at in (0..hashes.len()).rev() {
            let head = &mut heads[hashes[at] as usize & mask];
            next[at] = *head;
            *head = at as u32;
        }
        Self { heads, next, hashes }
    }

    /// Hash of the run at each position.
    pub(crate) fn hashes(&self) -> &[u64] {
        &self.hashes
    }

    /// The first positions of a run: looks at most at `limit` entries of its slot.
    pub(crate) fn positions(&self, hash: u64, limit: usize) -> impl Iterator<Item = usize> {
        let mut at = self.heads[hash as usize & (self.heads.len() - 1)];
        let mut left = limit;
        std::iter::from_fn(move || {
            while at != NONE && left > 0 {
                left -= 1;
                let here = at as usize;
                at = self.next[here];
                if self.hashes[here] == hash {
                    return Some(here);
                }
            }
            None
        })
    }

    /// The run's only position; `None` if it has none or several.
    pub(crate) fn only(&self, hash: u64) -> Option<usize> {
        let mut positions = self.positions(hash, 8);
        let first = positions.next()?;
        positions.next().is_none().then_some(first)
    }
}
