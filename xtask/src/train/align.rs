//! Which blocks of a page are in its gold text: the labels the judge is trained on.
//!
//! A block is looked for in the gold by its words; among all places where blocks could stand, the
//! chain that keeps the page's order and covers most words is taken. So a headline repeated in a
//! menu, or a caption said again below, is labelled where the gold has it.

use std::collections::HashMap;

/// The `\w+` runs of a text.
pub(crate) fn tokens(text: &str) -> Vec<&str> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|t| !t.is_empty()).collect()
}

/// A place in the gold a block could have.
struct Seat {
    block: usize,
    start: usize,
    end: usize,
    hits: u32,
}

/// For each block the share of its words found in the gold at its place in order, 0 to 1.
pub(crate) fn labels(blocks: &[String], gold: &str) -> Vec<f32> {
    let gold_tokens = tokens(gold);
    let mut ids: HashMap<&str, u32> = HashMap::new();
    let mut number = |token| {
        let next = ids.len() as u32;
        *ids.entry(token).or_insert(next)
    };
    let gold: Vec<u32> = gold_tokens.iter().map(|token| number(token)).collect();
    let blocks: Vec<Vec<u32>> =
        blocks.iter().map(|block| tokens(block).into_iter().map(&mut number).collect()).collect();
    let mut places: HashMap<&[u32], Vec<usize>> = HashMap::new();
    for width in 1..=4 {
        for (at, gram) in gold.windows(width).enumerate() {
            places.entry(gram).or_default().push(at);
        }
    }
    let mut seats = vec![];
    for (index, block) in blocks.iter().enumerate() {
        seats_of(index, block, &gold, &places, &mut seats);
    }
    let mut labels = vec![0.0; blocks.len()];
    for seat in best_chain(&seats, gold.len()) {
        labels[seat.block] = seat.hits as f32 / blocks[seat.block].len().max(1) as f32;
    }
    labels
}

/// The likely places of one block: by votes of its 4-grams (fewer words: of itself) for an offset.
fn seats_of(
    index: usize,
    block: &[u32],
    gold: &[u32],
    places: &HashMap<&[u32], Vec<usize>>,
    seats: &mut Vec<Seat>,
) {
    if block.is_empty() {
        return;
    }
    let width = block.len().min(4);
    let mut votes: HashMap<isize, u32> = HashMap::new();
    for (at, gram) in block.windows(width).enumerate() {
        for place in places.get(gram).into_iter().flatten().take(40) {
            *votes.entry(*place as isize - at as isize).or_insert(0) += 1;
        }
    }
    let mut votes: Vec<(isize, u32)> = votes.into_iter().collect();
    votes.sort_unstable_by_key(|(offset, count)| (std::cmp::Reverse(*count), *offset));
    for (offset, _) in votes.into_iter().take(12) {
        let start = offset.max(0) as usize;
        let end = (offset + block.len() as isize).clamp(0, gold.len() as isize) as usize;
        if start >= end {
            continue;
        }
        // Words found near where this place would have them, a word or two off allowed for.
        let mut hits = 0;
        for (at, word) in block.iter().enumerate() {
            let around = (offset + at as isize - 3).max(0) as usize;
            let until = ((offset + at as isize + 4).max(0) as usize).min(gold.len());
            hits += u32::from(around < until && gold[around..until].contains(word));
        }
        if hits * 2 >= block.len() as u32 {
            seats.push(Seat { block: index, start, end, hits });
        }
    }
}

/// The chain of seats in page order and gold order with the most words.
fn best_chain(seats: &[Seat], gold_len: usize) -> Vec<&Seat> {
    // Fenwick tree of the best chain that ends at or before each gold position.
    let mut tree: Vec<(u32, usize)> = vec![(0, usize::MAX); gold_len + 2];
    let mut best: Vec<(u32, usize)> = Vec::with_capacity(seats.len());
    let mut from = 0;
    while from < seats.len() {
        let until =
            from + seats[from..].iter().take_while(|s| s.block == seats[from].block).count();
        for seat in &seats[from..until] {
            // Neighbours may overlap by a word where texts were cut differently.
            let mut at = (seat.start + 1 + (seat.end - seat.start).min(2) / 2).min(gold_len + 1);
            let mut found = (0, usize::MAX);
            while at > 0 {
                found = found.max_by_sum(tree[at]);
                at &= at - 1;
            }
            best.push((found.0 + seat.hits, found.1));
        }
        for (index, seat) in seats.iter().enumerate().take(until).skip(from) {
            let mut at = seat.end + 1;
            while at < tree.len() {
                tree[at] = tree[at].max_by_sum((best[index].0, index));
                at += at & at.wrapping_neg();
            }
        }
        from = until;
    }
    let Some(mut at) =
        (0..best.len()).max_by_key(|index| (best[*index].0, std::cmp::Reverse(*index)))
    else {
        return vec![];
    };
    let mut chain = vec![];
    loop {
        chain.push(&seats[at]);
        if best[at].1 == usize::MAX {
            break;
        }
        at = best[at].1;
    }
    chain
}

trait MaxBySum {
    fn max_by_sum(self, other: Self) -> Self;
}

impl MaxBySum for (u32, usize) {
    fn max_by_sum(self, other: Self) -> Self {
        if other.0 > self.0 { other } else { self }
    }
}

#[cfg(test)]
mod tests {
    use super::labels;

    #[test]
    fn blocks_are_labelled_where_the_gold_has_them() {
        let blocks = [
            "Bridge opens",
            "Home News",
            "Bridge opens",
            "The bridge opened on Monday.",
            "Read more about it",
            "It had been shut, she said.",
        ];
        let gold = "Bridge opens\nThe bridge opened on Monday. It had been shut she said";
        let blocks: Vec<String> = blocks.iter().map(|block| block.to_string()).collect();
        let found: Vec<bool> = labels(&blocks, gold).iter().map(|share| *share > 0.9).collect();
        assert_eq!(found.iter().filter(|found| **found).count(), 3);
        assert!(found[3] && found[5] && !found[1] && !found[4]);
        assert!(found[0] ^ found[2]);
    }
}
