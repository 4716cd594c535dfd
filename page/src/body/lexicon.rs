//! Scores of single words and class names: how much each speaks for a block being story rather
//! than furniture. Learnt by `cargo xtask train page`; hashed, so no word is stored.

/// Slots of each table; a power of two. 16,384 keep collisions under 1 in 5 for the words seen on
/// three sites or more.
pub(crate) const SLOTS: usize = 1 << 14;
/// What one step of a stored weight stands for.
pub(crate) const STEP: f32 = 1.0 / 32.0;

/// Three tables of [`SLOTS`] weights.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lexicon<'a> {
    pub(crate) words: &'a [i8],
    pub(crate) classes: &'a [i8],
    /// What the words of a short label say about the blocks below it.
    pub(crate) labels: &'a [i8],
}

fn weight(table: &[i8], hash: u32) -> f32 {
    f32::from(table.get(slot(hash)).copied().unwrap_or(0)) * STEP
}

impl Lexicon<'_> {
    /// A lexicon that knows nothing.
    pub(crate) const EMPTY: Lexicon<'static> = Lexicon { words: &[], classes: &[], labels: &[] };

    /// The score of a word by its hash.
    pub(crate) fn word(&self, hash: u32) -> f32 {
        weight(self.words, hash)
    }

    /// The mean score of a label's words.
    pub(crate) fn label(&self, words: &[u32]) -> f32 {
        let sum: f32 = words.iter().map(|hash| weight(self.labels, *hash)).sum();
        sum / (words.len().max(1) as f32).sqrt()
    }

    /// The summed score of the words of a `class` or `id` value, the least score among them, and a
    /// hash of the value in which digits do not count ("post-123" and "post-124" are alike).
    pub(crate) fn classes(&self, value: &str) -> (f32, f32, u32) {
        let mut sum = 0.0;
        let mut least = 0f32;
        let mut all = 0u32;
        each_class_word(value, |hash| {
            all = all.rotate_left(7) ^ hash;
            let score = weight(self.classes, hash);
            sum += score;
            least = least.min(score);
        });
        (sum, least, all)
    }
}

/// The slot of a hash.
pub(crate) fn slot(hash: u32) -> usize {
    (hash.wrapping_mul(0x9e37_79b1) >> (32 - SLOTS.trailing_zeros())) as usize
}

/// One step of the hash all words are known by (FNV-1a over code points).
pub(crate) fn hash_word(hash: u32, letter: u32) -> u32 {
    let hash = if hash == 0 { 0x811c_9dc5 } else { hash };
    (hash ^ letter).wrapping_mul(0x0100_0193)
}

/// Calls `with` with the hash of each word of a class or id value: parted at anything that is not
/// a letter and where a capital follows a small letter ("articleBody"), in lower case; and with
/// the hash of each whole name made of several words. At most 32 are looked at, in the first 512
/// bytes.
pub(crate) fn each_class_word(value: &str, mut with: impl FnMut(u32)) {
    let mut left = 32;
    for name in value.as_bytes()[..value.len().min(512)].split(u8::is_ascii_whitespace) {
        let (mut word, mut whole) = (0u32, 0u32);
        let (mut was_small, mut count) = (false, 0);
        for &byte in name.iter().chain(b"-") {
            let small = byte.is_ascii_lowercase();
            let capital = byte.is_ascii_uppercase();
            if word != 0 && (!(small || capital) || (capital && was_small)) {
                with(word);
                whole = whole.rotate_left(9) ^ word;
                (word, count) = (0, count + 1);
            }
            if small || capital {
                word = hash_word(word, u32::from(byte | 0x20));
            }
            was_small = small;
        }
        if count > 1 {
            with(whole);
        }
        left -= count.min(left);
        if left == 0 {
            return;
        }
    }
}
