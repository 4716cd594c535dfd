//! What a text is compared by: its words as numbers, its sentences, and the keys it is found under.
//!
//! [`Signature::read`] is given any text and cuts it once; [`crate::reprint`] and
//! [`crate::version`] compare signatures, [`keys`] chooses the few numbers of it that an index keeps.

pub mod keys;
pub(crate) mod table;

#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::ops::Range;
use std::sync::OnceLock;

use crate::text::Text;
use crate::text::words::Kind;

/// A word of a text, made comparable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// The word in lower case, hashed.
    pub hash: u32,
    /// Which pairs of neighbouring characters it has, one bit each: words that were scanned badly or
    /// spelt another way share most of them.
    pub letters: u64,
    /// First byte in the text.
    pub start: u32,
    /// One past the last byte in the text.
    pub end: u32,
    /// How much it tells of the text: see [`FUNCTION`], [`CONTENT`], [`NAME`].
    pub weight: u8,
    /// Inside quotation marks.
    pub is_quoted: bool,
    /// Digits.
    pub is_number: bool,
}

/// Weight of "the", "of", "has": in every text.
pub const FUNCTION: u8 = 1;
/// Weight of any other word in lower case.
pub const CONTENT: u8 = 4;
/// Weight of a word with a capital or a digit.
pub const NAME: u8 = 6;

impl Token {
    /// Not one of the words that every text has.
    pub fn is_content(&self) -> bool {
        self.weight > FUNCTION
    }

    /// The same word, or one that differs as a scan, a typing error or another spelling would.
    pub fn is_like(&self, other: &Self) -> bool {
        if self.hash == other.hash {
            return true;
        }
        let ours = self.letters.count_ones();
        let theirs = other.letters.count_ones();
        let shared = (self.letters & other.letters).count_ones();
        // Half of the pairs: one wrong letter in a word of five spoils two of its six.
        ours.min(theirs) >= 3 && 2 * shared >= ours.max(theirs)
    }
}

/// A text made comparable.
#[derive(Debug, Clone, Default)]
pub struct Signature {
    /// Its words without marks, in order.
    pub tokens: Vec<Token>,
    /// Ranges of token indices, in order, none empty.
    pub sentences: Vec<Range<u32>>,
}

impl Signature {
    /// Cuts `text`; an empty text has an empty signature. Linear in its length.
    pub fn read(text: &str) -> Self {
        let text = Text::read(text);
        let mut tokens = Vec::with_capacity(text.words.len());
        let mut sentences = Vec::with_capacity(text.sentences.len());
        for sentence in &text.sentences {
            let first = tokens.len() as u32;
            for at in sentence.start as usize..sentence.end as usize {
                let word = text.words[at];
                if word.is_wordlike() {
                    let is_number = word.kind == Kind::Number;
                    let token = token(text.word(at), word.start, is_number);
                    tokens.push(Token { is_quoted: text.marks[at].inside, ..token });
                }
            }
            if tokens.len() as u32 > first {
                sentences.push(first..tokens.len() as u32);
            }
        }
        Self { tokens, sentences }
    }

    /// The bytes of the text from the first to the last of some tokens; the range is not empty.
    pub fn bytes(&self, tokens: &Range<usize>) -> Range<usize> {
        self.tokens[tokens.start].start as usize..self.tokens[tokens.end - 1].end as usize
    }
}

fn token(word: &str, start: u32, is_number: bool) -> Token {
    let mut hash = Hash::new();
    let mut letters = 0u64;
    let mut before = '^';
    let mut has_capital = false;
    for raw in word.chars() {
        has_capital |= raw.is_uppercase();
        for letter in raw.to_lowercase() {
            let letter = if letter == '’' { '\'' } else { letter };
            hash.push(u64::from(u32::from(letter)));
            letters |= pair_bit(before, letter);
            before = letter;
        }
    }
    letters |= pair_bit(before, '$');
    let hash = hash.finish() as u32;
    let weight = match () {
        () if function_words().contains(&hash) => FUNCTION,
        () if has_capital || is_number => NAME,
        () => CONTENT,
    };
    let end = start + word.len() as u32;
    Token { hash, letters, start, end, weight, is_quoted: false, is_number }
}

fn pair_bit(before: char, letter: char) -> u64 {
    let pair = (u64::from(u32::from(before)) << 32) | u64::from(u32::from(letter));
    1 << (mix(pair) >> 58)
}

/// Hashes of the words that every English text has.
fn function_words() -> &'static HashSet<u32> {
    static WORDS: OnceLock<HashSet<u32>> = OnceLock::new();
    WORDS.get_or_init(|| {
        let lines = include_str!("../data/words.tsv").lines();
        let words = lines.filter_map(|line| line.strip_prefix("function\t"));
        let clitics = ["'s", "n't", "'ll", "'ve", "'re", "said", "says"];
        words.flat_map(str::split_whitespace).chain(clitics).map(hash_of).collect()
    })
}

fn hash_of(word: &str) -> u32 {
    let mut hash = Hash::new();
    word.chars().for_each(|letter| hash.push(u64::from(u32::from(letter))));
    hash.finish() as u32
}

/// A hash that is the same on every machine and in every release: keys of it are kept on disk.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hash(u64);

impl Hash {
    pub(crate) fn new() -> Self {
        Self(0x9e37_79b9_7f4a_7c15)
    }

    pub(crate) fn push(&mut self, value: u64) {
        self.0 = (self.0.rotate_left(5) ^ value).wrapping_mul(0x517c_c1b7_2722_0a95);
    }

    pub(crate) fn finish(self) -> u64 {
        mix(self.0)
    }

    /// The hash of some words in a row.
    pub(crate) fn of_tokens(tokens: &[Token]) -> u64 {
        let mut hash = Self::new();
        tokens.iter().for_each(|token| hash.push(u64::from(token.hash)));
        hash.finish()
    }
}

/// Spreads the bits of a number over all of it (the finaliser of MurmurHash3).
pub(crate) fn mix(value: u64) -> u64 {
    let value = (value ^ (value >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    let value = (value ^ (value >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    value ^ (value >> 33)
}
