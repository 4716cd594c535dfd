//! Parts of speech: one Penn Treebank tag for each word.
//!
//! An averaged perceptron over hashed features, greedy from left to right. Frequent words that have
//! one tag nearly always are looked up instead; that is more than half of the words of a text.

#[cfg(test)]
mod tests;

use crate::quotes::chunks::hash;
use crate::quotes::tensors;
use crate::text::{Text, words::Kind};

/// The tags, in the order of their numbers.
pub const TAGS: [&str; 46] = [
    "NN", "NNP", "IN", "DT", "JJ", ".", "NNS", ",", "PRP", "RB", "VBD", "VB", "VBZ", "TO", "CC",
    "VBG", "CD", "VBP", "VBN", "PRP$", "``", "''", "MD", ":", "POS", "WP", "WDT", "NNPS", "WRB",
    "RP", "JJR", "JJS", "-LRB-", "-RRB-", "RBR", "EX", "RBS", "$", "UH", "PDT", "FW", "SYM", "WP$",
    "LS", "#", "ADD",
];

/// Rows of the weight table: as many as 1.4 MB hold; half as many cost 0.4 points of agreement.
pub const BUCKETS: usize = 28_000;
/// Numbers in a row: the tags and padding to whole vectors.
pub const WIDTH: usize = 48;
/// Features of one word.
pub const FEATURES: usize = 14;

/// A tag's number in [`TAGS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Tag(pub u8);

impl Tag {
    /// The tag's name in the Penn Treebank.
    pub fn name(self) -> &'static str {
        TAGS[self.0 as usize]
    }

    /// The tag of that name.
    pub fn named(name: &str) -> Option<Self> {
        TAGS.iter().position(|&t| t == name).map(|at| Self(at as u8))
    }

    /// A proper noun.
    pub fn is_name(self) -> bool {
        matches!(self.name(), "NNP" | "NNPS")
    }

    /// A noun, proper or not.
    pub fn is_noun(self) -> bool {
        self.name().starts_with('N')
    }

    /// A verb in any form (not a modal).
    pub fn is_verb(self) -> bool {
        self.name().starts_with('V')
    }
}

/// What the features need to know of a word.
#[derive(Debug, Clone, Copy, Default)]
pub struct Look {
    /// Hash in lower case (ASCII), digits as 0.
    pub word: u32,
    /// Hash of the last three letters.
    pub suffix: u32,
    /// Hash of the last two.
    pub suffix2: u32,
    /// Capital, digit, hyphen and the like, in one small number.
    pub shape: u8,
}

/// Looks at every word once.
pub fn looks(text: &Text) -> Vec<Look> {
    let mut lower = Vec::with_capacity(64);
    text.words
        .iter()
        .zip(&text.marks)
        .map(|(word, mark)| {
            lower.clear();
            let bytes = word.of(text.source).as_bytes();
            let bytes = &bytes[..bytes.len().min(48)];
            lower.extend(
                bytes.iter().map(
                    |b| {
                        if b.is_ascii_digit() { b'0' } else { b.to_ascii_lowercase() }
                    },
                ),
            );
            if mark.opens {
                lower = b"``".to_vec();
            } else if mark.closes {
                lower = b"''".to_vec();
            }
            let tail = |count: usize| hash(&lower[lower.len().saturating_sub(count)..]);
            Look {
                word: hash(&lower),
                suffix: tail(3),
                suffix2: tail(2),
                shape: shape(bytes, word.kind),
            }
        })
        .collect()
}

fn shape(bytes: &[u8], kind: Kind) -> u8 {
    let case = match bytes[0] {
        b'A'..=b'Z' if bytes.len() > 1 && bytes[1..].iter().all(u8::is_ascii_uppercase) => 2,
        b'A'..=b'Z' => 1,
        0x80.. => 3,
        _ if bytes.iter().any(u8::is_ascii_uppercase) => 4,
        _ => 0,
    };
    let kind = match kind {
        Kind::Plain if bytes.contains(&b'-') => 6,
        Kind::Plain => 0,
        Kind::Abbreviation => 1,
        Kind::Number => 2,
        Kind::Stop => 3,
        Kind::Quote => 4,
        Kind::Other => 5,
    };
    kind * 8 + case
}

/// A trained tagger.
#[derive(Debug)]
pub struct Tagger<'m> {
    /// Hash of a word and its only tag; a power of two of slots, empty ones 0.
    known: Vec<(u32, Tag)>,
    weights: &'m [u8],
}

impl<'m> Tagger<'m> {
    /// Takes a tagger from its model file; `None` if it is not one.
    pub fn read(model: &'m [u8]) -> Option<Self> {
        let tables = tensors::read(model)?;
        let words = tables.get("known.word")?.to_integers();
        let tags = tables.get("known.tag")?.to_integers();
        let weights = tables.get("weights")?.bytes();
        if weights.len() != BUCKETS * WIDTH || words.len() != tags.len() {
            return None;
        }
        let mut known = vec![(0, Tag(0)); (words.len() * 3).next_power_of_two()];
        for (word, tag) in words.into_iter().zip(tags) {
            let slot = slot_of(&known, word);
            known[slot] = (word, Tag((tag as u8).min(TAGS.len() as u8 - 1)));
        }
        Some(Self { known, weights })
    }

    /// One tag for each word of the text.
    pub fn tag(&self, text: &Text, looks: &[Look]) -> Vec<Tag> {
        let mut tags = Vec::with_capacity(looks.len());
        for sentence in &text.sentences {
            let range = sentence.start as usize..sentence.end as usize;
            for at in range.clone() {
                let tag = self.known(&looks[at]).unwrap_or_else(|| {
                    let features =
                        features(&looks[range.clone()], at - range.start, &tags[range.start..]);
                    self.best(&features)
                });
                tags.push(tag);
            }
        }
        tags
    }

    fn known(&self, look: &Look) -> Option<Tag> {
        let (word, tag) = self.known[slot_of(&self.known, look.word)];
        (word == look.word && look.shape == 0 && word != 0).then_some(tag)
    }

    fn best(&self, features: &[u32; FEATURES]) -> Tag {
        let mut sum = [0i32; WIDTH];
        for &feature in features {
            let row = bucket(feature) * WIDTH;
            let row: &[u8; WIDTH] = self.weights[row..row + WIDTH].try_into().expect("a whole row");
            for at in 0..WIDTH {
                sum[at] += i32::from(row[at] as i8);
            }
        }
        let best = (0..TAGS.len()).rev().max_by_key(|&tag| sum[tag]).expect("there are tags");
        Tag(best as u8)
    }
}

/// The row of a feature.
pub fn bucket(feature: u32) -> usize {
    ((u64::from(feature) * BUCKETS as u64) >> 32) as usize
}

/// Where the word is in the table, or the empty slot where it would go.
fn slot_of(known: &[(u32, Tag)], word: u32) -> usize {
    let mask = known.len() - 1;
    let mut slot = (word.wrapping_mul(0x9e37_79b9) >> 7) as usize & mask;
    while known[slot].0 != 0 && known[slot].0 != word {
        slot = (slot + 1) & mask;
    }
    slot
}

/// The features of word `at` of a sentence, given the tags of the words before it.
pub fn features(sentence: &[Look], at: usize, tags: &[Tag]) -> [u32; FEATURES] {
    let none = Look::default();
    let look =
        |step: isize| at.checked_add_signed(step).and_then(|i| sentence.get(i)).unwrap_or(&none);
    let tag =
        |back: usize| at.checked_sub(back).and_then(|i| tags.get(i)).map_or(60, |t| u32::from(t.0));
    let own = look(0);
    let first = u32::from(at == 0);
    let mix = |number: u32, a: u32, b: u32| {
        let h = (a ^ number.wrapping_mul(0x9e37_79b9)).wrapping_mul(0x85eb_ca6b)
            ^ b.wrapping_mul(0xc2b2_ae35);
        let h = (h ^ (h >> 15)).wrapping_mul(0x2c1b_3c6d);
        (h ^ (h >> 13)).wrapping_mul(0x297a_2d39)
    };
    let shape = u32::from(own.shape) * 2 + first;
    [
        mix(1, own.word, 0),
        mix(2, own.suffix, u32::from(own.shape)),
        mix(3, own.suffix2, tag(1)),
        mix(4, shape, tag(1)),
        mix(5, tag(1), tag(2)),
        mix(6, own.word, tag(1)),
        mix(7, look(-1).word, tag(1)),
        mix(8, look(1).word, 0),
        mix(9, look(1).suffix, own.suffix),
        mix(10, look(-1).word, own.suffix2),
        mix(11, look(1).word, own.word),
        mix(12, look(2).word, shape),
        mix(13, u32::from(look(1).shape), shape),
        mix(14, own.suffix, first),
    ]
}
