//! Keys: the few numbers under which a text is found again, and what an index does with them.
//!
//! A key is a pair of telling words that stand side by side (or one word apart) in either order, or
//! one telling word. Which of them count is decided by their own hashes, so that two texts that
//! share a part choose the same ones from it. An article is **kept** under [`KEPT`] of its keys and
//! **asks** for many more: texts of different length still meet. The rows `(key, article)` may live
//! anywhere; [`place`] is given what they hold and says what to compare with and what to write.

use std::collections::HashMap;

use super::{Hash, NAME, Signature, Token, mix};

/// Rows that an article adds: 12 are 183 bytes in a SQLite table, and 200 are allowed.
pub const KEPT: usize = 12;
/// A key of so many articles is full: furniture, "partly cloudy", the name of a president. It
/// is no longer asked for and no row is added to it.
pub const FULL: usize = 200;
/// Most articles that a new one is compared with: a bound on the work. `cargo xtask copies` measures how
/// many copies are among them.
pub const CANDIDATES: usize = 32;

/// Pairs that a text of [`STEP`] words asks for, and the most that any text does.
const PAIRS: usize = 64;
/// Single words that a text of [`STEP`] words asks for.
const SINGLES: usize = 20;
/// Words that are asked about with [`PAIRS`] keys; a page that holds many articles asks for more.
const STEP: usize = 600;
/// Most steps that are counted: a book costs as much as a page of eight articles.
const STEPS: usize = 8;
/// Of [`KEPT`] so many are single words.
const KEPT_SINGLES: usize = 5;

/// The keys that a text asks for, the best first; each is below 2³², so that rows stay small.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Keys {
    /// Two telling words.
    pub pairs: Vec<u32>,
    /// One telling word.
    pub singles: Vec<u32>,
}

impl Keys {
    /// The keys of a text; none if it has no telling word. Linear in its length.
    pub fn of(signature: &Signature) -> Self {
        let steps = signature.tokens.len().div_ceil(STEP).clamp(1, STEPS);
        let telling: Vec<&Token> = signature.tokens.iter().filter(|t| t.is_content()).collect();
        let pairs = [1, 2].into_iter().flat_map(|apart| {
            let others = telling.iter().skip(apart);
            telling.iter().zip(others).map(move |(a, b)| {
                let (low, high) = (a.hash.min(b.hash), a.hash.max(b.hash));
                let mut hash = Hash::new();
                hash.push(u64::from(low));
                hash.push(u64::from(high));
                // Neighbours are chosen twice as readily as words with one between them.
                (rank(hash.finish(), 3 - apart as u64), hash.finish() as u32)
            })
        });
        let singles = telling.iter().map(|token| {
            let hash = mix(u64::from(token.hash) ^ 0x5_1a9e);
            let length = token.end - token.start;
            let telling =
                if token.weight == NAME { 3 } else { 1 } * if length >= 7 { 2 } else { 1 };
            (rank(hash, telling), hash as u32)
        });
        Self {
            pairs: lowest(pairs.collect(), PAIRS * steps),
            singles: lowest(singles.collect(), SINGLES * steps),
        }
    }

    /// All keys to look up, each once.
    pub fn asked(&self) -> impl Iterator<Item = u32> {
        self.pairs.iter().chain(&self.singles).copied()
    }
}

/// A number that is low by chance, the more readily the more telling the key is.
fn rank(hash: u64, telling: u64) -> u64 {
    (hash >> 3) / telling
}

fn lowest(mut keys: Vec<(u64, u32)>, count: usize) -> Vec<u32> {
    // A key's rank may differ between its places (a capital); the lowest counts.
    if keys.len() > 4 * count {
        keys.select_nth_unstable(4 * count);
        keys.truncate(4 * count);
    }
    keys.sort_unstable();
    let mut seen = std::collections::HashSet::with_capacity(count);
    keys.into_iter().map(|(_, key)| key).filter(|&key| seen.insert(key)).take(count).collect()
}

/// What an index does with a new article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placement {
    /// Articles to compare with, the likeliest first; at most [`CANDIDATES`].
    pub candidates: Vec<u64>,
    /// Keys to write a row for; at most [`KEPT`].
    pub keep: Vec<u32>,
    /// Keys that were full and so neither answered nor kept.
    pub full_count: usize,
}

impl Placement {
    /// Why a text that may have reprints finds none: `None` if nothing stood in the way.
    pub fn why_none(&self) -> Option<&'static str> {
        (self.candidates.is_empty() && self.full_count > 0 && self.keep.is_empty()).then_some(
            "all its telling words are in more than 200 articles: a template or furniture",
        )
    }
}

/// Decides from the rows that an index holds for `keys`: `rows` gives the articles of a key, or `None`
/// where it is known to be full; it may stop at [`FULL`] of them. The work is bounded by the number
/// of keys times [`FULL`].
pub fn place<I>(keys: &Keys, mut rows: impl FnMut(u32) -> Option<I>) -> Placement
where
    I: IntoIterator<Item = u64>,
{
    let mut votes: HashMap<u64, f32> = HashMap::new();
    let mut full_count = 0;
    let mut free = |list: &[u32], count: usize| {
        let mut keep = Vec::with_capacity(count);
        for &key in list {
            let articles = rows(key).map(|rows| rows.into_iter().take(FULL).collect::<Vec<_>>());
            let Some(articles) = articles.filter(|articles| articles.len() < FULL) else {
                full_count += 1;
                continue;
            };
            if keep.len() < count {
                keep.push(key);
            }
            // A key of few articles says more.
            let vote = 1.0 / (1.0 + articles.len() as f32).sqrt();
            for article in articles {
                *votes.entry(article).or_default() += vote;
            }
        }
        keep
    };
    let mut keep = free(&keys.pairs, KEPT - KEPT_SINGLES);
    keep.extend(free(&keys.singles, KEPT_SINGLES));
    let mut ranked: Vec<(u64, f32)> = votes.into_iter().collect();
    ranked.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(b.0.cmp(&a.0)));
    ranked.truncate(CANDIDATES);
    let candidates = ranked.into_iter().map(|(article, _)| article).collect();
    Placement { candidates, keep, full_count }
}

/// The rows in memory: for folders of pages and for tests; a database holds the same as a table.
#[derive(Debug, Default)]
pub struct Index {
    rows: HashMap<u32, Vec<u64>>,
}

impl Index {
    /// Says what `article` should be compared with, and keeps it.
    pub fn add(&mut self, article: u64, keys: &Keys) -> Placement {
        let placement = place(keys, |key| Some(self.rows.get(&key).into_iter().flatten().copied()));
        for &key in &placement.keep {
            self.rows.entry(key).or_default().push(article);
        }
        placement
    }

    /// How many rows there are.
    pub fn row_count(&self) -> usize {
        self.rows.values().map(Vec::len).sum()
    }
}
