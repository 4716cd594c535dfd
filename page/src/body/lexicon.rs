//! Scores of single words and class names: how much each speaks for a block being story rather
//! than furniture. Learnt by `cargo xtask train page`; hashed, so no word is stored.

/// Slots of each table; a power of two. 16,384 keep collisions under 1 in 5 for the words seen on
/// three sites or more.
pub(crate) const SLOTS: usize = 1 << 14;
/// What one step of a stored weight stands for.
pub(crate) const STEP: f32 = 1.0 / 32.0;

/// Two tables of [`SLOTS`] weights.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lexicon<'a> {
    pub(crate) words: &'a [i8],
    pub(crate) classes: &'a [i8],
}

impl Lexicon<'_> {
    /// The score of a word by its hash.
    pub(crate) fn word(&self, hash: u32) -> f32 {
        f32::from(self.words.get(slot(hash)).copied().unwrap_or(0)) * STEP
    }

    /// The summed score of the words of a `class` or `id` value, and a hash of the value in which
    /// digits do not count ("post-123" and "post-124" are alike).
    pub(crate) fn classes(&self, value: &str) -> (f32, u32) {
        let mut sum = 0.0;
        let mut all = 0u32;
        each_class_word(value, |hash| {
            all = all.rotate_left(7) ^ hash;
            sum += f32::from(self.classes.get(slot(hash)).copied().unwrap_or(0)) * STEP;
        });
        (sum, all)
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
/// a letter and where a capital follows a small letter ("articleBody"), in lower case. At most 24
/// words are looked at, in the first 512 bytes.
pub(crate) fn each_class_word(value: &str, mut with: impl FnMut(u32)) {
    let mut hash = 0u32;
    let mut left = 24;
    let mut was_small = false;
    for &byte in value.as_bytes().iter().take(512) {
        let small = byte.is_ascii_lowercase();
        let capital = byte.is_ascii_uppercase();
        if hash != 0 && (!(small || capital) || (capital && was_small)) {
            with(hash);
            hash = 0;
            left -= 1;
            if left == 0 {
                return;
            }
        }
        if small || capital {
            hash = hash_word(hash, u32::from(byte | 0x20));
        }
        was_small = small;
    }
    if hash != 0 {
        with(hash);
    }
}
