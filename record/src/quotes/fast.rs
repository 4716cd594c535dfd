//! The fast gear: the same two passes as the network's, with linear chains over hashed features.
//!
//! The first chain marks cues in a chunk, the second source and content of each cue. Features are
//! words, parts of speech, classes of words, the quotation marks and where the cue is.

use super::chunks::{self, BREAK, Chunk};
use super::network::{CUE_LABELS, PART_LABELS, best_labels, nearness, sentence_step, spans};
use super::tensors;
use super::{Draft, is_no_prose};
use crate::tagger::{Look, Tag};
use crate::text::Text;
use std::ops::Range;

/// Rows of each weight table (a power of two).
pub const BUCKETS: usize = 1 << 17;
/// Numbers in a row of the first and of the second table: the labels.
pub const CUE_WIDTH: usize = 3;
/// See [`CUE_WIDTH`].
pub const PART_WIDTH: usize = 5;

/// Trained chains.
#[derive(Debug)]
pub struct Chains<'m> {
    classes: Classes,
    cue: Weights<'m>,
    part: Weights<'m>,
}

#[derive(Debug)]
struct Weights<'m> {
    rows: &'m [u8],
    scale: f32,
    steps: Vec<f32>,
}

/// Classes of words that the public vectors put near each other, coarse and fine.
#[derive(Debug, Default)]
pub struct Classes {
    /// Hash of a word, its coarse and fine class; a power of two of slots, empty ones 0.
    slots: Vec<(u32, u8, u16)>,
}

impl Classes {
    /// From hashes and fine classes (the coarse one is the fine one's high bits).
    pub fn new(words: &[u32], fine: &[u32]) -> Self {
        let mut classes = Self { slots: vec![(0, 0, 0); (words.len() * 2).next_power_of_two()] };
        for (&word, &fine) in words.iter().zip(fine) {
            let slot = classes.slot(word);
            classes.slots[slot] = (word, (fine >> 4) as u8 + 1, fine as u16 + 1);
        }
        classes
    }

    /// The coarse and the fine class of a word; zeros if it has none.
    pub fn of(&self, word: u32) -> (u8, u16) {
        let (found, coarse, fine) = self.slots[self.slot(word)];
        if found == word { (coarse, fine) } else { (0, 0) }
    }

    fn slot(&self, word: u32) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = (word.wrapping_mul(0x9e37_79b9) >> 7) as usize & mask;
        while self.slots[slot].0 != 0 && self.slots[slot].0 != word {
            slot = (slot + 1) & mask;
        }
        slot
    }
}

/// One token of a chunk as the features see it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Token {
    word: u32,
    suffix: u32,
    tag: u32,
    shape: u32,
    /// Where it stands among quotation marks.
    state: u32,
    coarse: u32,
    fine: u32,
}

/// The tokens of a chunk.
pub fn tokens(
    text: &Text,
    chunk: &Chunk,
    looks: &[Look],
    tags: &[Tag],
    classes: &Classes,
) -> Vec<Token> {
    let token = |&at: &u32| {
        if at == BREAK {
            return Token { word: 1, tag: 50, ..Token::default() };
        }
        let at = at as usize;
        let mark = text.marks[at];
        let role = u32::from(mark.opens) + 2 * u32::from(mark.closes);
        let (coarse, fine) = classes.of(looks[at].word);
        Token {
            word: looks[at].word,
            suffix: looks[at].suffix,
            tag: u32::from(tags[at].0),
            shape: u32::from(looks[at].shape),
            state: role + 4 * u32::from(mark.inside) + 8 * u32::from(mark.runs_on),
            coarse: u32::from(coarse),
            fine: u32::from(fine),
        }
    };
    chunk.iter().map(token).collect()
}

fn mix(number: u32, a: u32, b: u32) -> u32 {
    let h = (a ^ number.wrapping_mul(0x9e37_79b9)).wrapping_mul(0x85eb_ca6b)
        ^ b.wrapping_mul(0xc2b2_ae35);
    let h = (h ^ (h >> 15)).wrapping_mul(0x2c1b_3c6d);
    (h ^ (h >> 13)) % BUCKETS as u32
}

/// Features of the first pass.
pub const CUE_FEATURES: usize = 26;
/// Features of the second.
pub const PART_FEATURES: usize = 34;

/// The first pass's features of each token.
pub fn cue_features(tokens: &[Token]) -> Vec<[u32; CUE_FEATURES]> {
    let none = Token { tag: 51, ..Token::default() };
    let look = |at: usize, step: isize| {
        at.checked_add_signed(step).and_then(|i| tokens.get(i)).copied().unwrap_or(none)
    };
    let since_close = distances(tokens, |t| t.state & 2 != 0);
    let features = |at: usize| {
        let (l2, l1, own, r1, r2) =
            (look(at, -2), look(at, -1), look(at, 0), look(at, 1), look(at, 2));
        let around = l1.tag * 64 + r1.tag;
        [
            mix(1, own.word, 0),
            mix(2, l1.word, 0),
            mix(3, r1.word, 0),
            mix(4, l2.word, 0),
            mix(5, r2.word, 0),
            mix(6, l1.word, own.word),
            mix(7, own.word, r1.word),
            mix(8, own.tag, l1.tag),
            mix(9, own.tag, r1.tag),
            mix(10, own.tag, around),
            mix(11, own.tag, l1.tag * 64 + l2.tag),
            mix(12, own.tag, r1.tag * 64 + r2.tag),
            mix(13, own.suffix, own.tag),
            mix(14, own.shape, own.tag),
            mix(15, own.word, own.state * 16 + l1.state),
            mix(16, own.fine, own.tag),
            mix(17, own.fine, r1.tag),
            mix(18, own.fine, l1.tag),
            mix(19, own.coarse, l1.coarse),
            mix(20, own.coarse, r1.coarse),
            mix(21, own.coarse, own.state * 4 + since_close[at]),
            mix(22, own.word, r1.tag),
            mix(23, own.word, l1.tag),
            mix(24, r1.fine, own.tag),
            mix(25, l1.fine, own.tag),
            mix(26, own.tag * 4 + since_close[at], own.state * 256 + l1.state * 16 + r1.state),
        ]
    };
    (0..tokens.len()).map(features).collect()
}

/// For each token, how far back the last one with the property is: 0 right before, 1 near, 2 far, 3 none.
fn distances(tokens: &[Token], has: fn(&Token) -> bool) -> Vec<u32> {
    let mut last = None;
    let step = |(at, token): (usize, &Token)| {
        let distance = match last {
            None => 3,
            Some(last) if at - last <= 1 => 0,
            Some(last) if at - last <= 6 => 1,
            Some(_) => 2,
        };
        if has(token) {
            last = Some(at);
        }
        distance
    };
    tokens.iter().enumerate().map(step).collect()
}

/// The second pass's features of each token, given a cue.
pub fn part_features(
    tokens: &[Token],
    cue: &Range<usize>,
    is_cue: &[bool],
    sentences: &[u32],
    mut take: impl FnMut(&[u32; PART_FEATURES]),
) {
    let none = Token { tag: 51, ..Token::default() };
    let look = |at: usize, step: isize| {
        at.checked_add_signed(step).and_then(|i| tokens.get(i)).copied().unwrap_or(none)
    };
    let head = tokens[cue.end - 1];
    let (after, before) = (look(cue.end - 1, 1), look(cue.start, -1));
    let between = between(tokens, cue, is_cue);
    for at in 0..tokens.len() {
        let (l1, own, r1) = (look(at, -1), look(at, 0), look(at, 1));
        let near = nearness(at, cue) as u32;
        let step = sentence_step(sentences[at], sentences[cue.start]) as u32;
        let side = if near == 0 { 0 } else { 1 + u32::from(near > 10) } + 3 * step;
        let gap = between[at];
        let marks = own.state * 16 + l1.state;
        let place = side * 8 + gap.others;
        take(&[
            mix(31, near, step),
            mix(32, own.tag, near),
            mix(33, own.state, near),
            mix(34, own.word, side),
            mix(35, own.tag, side),
            mix(36, own.fine, side),
            mix(37, l1.word, side),
            mix(38, r1.word, side),
            mix(39, own.tag * 64 + l1.tag, side),
            mix(40, own.tag * 64 + r1.tag, side),
            mix(41, (own.tag * 64 + l1.tag) * 64 + r1.tag, side),
            mix(42, marks, side),
            mix(43, marks, side * 64 + head.tag),
            mix(44, head.word, side),
            mix(45, head.word, near),
            mix(46, head.word, side * 64 + marks),
            mix(47, head.fine, side * 64 + own.tag),
            mix(48, after.word, side),
            mix(49, before.tag, side * 64 + after.tag),
            mix(50, before.tag * 64 + own.tag, near),
            mix(51, after.word, near),
            mix(52, gap.commas, place),
            mix(53, gap.verbs, place),
            mix(54, gap.commas * 8 + gap.verbs, side * 64 + own.tag),
            mix(55, u32::from(is_cue[at]), place),
            mix(56, gap.marks, side * 64 + marks),
            mix(57, gap.nouns, side * 64 + own.tag),
            mix(58, own.shape * 64 + own.tag, side * 4 + gap.nouns),
            mix(59, head.word, side * 16 + gap.commas * 4 + gap.verbs),
            mix(60, own.coarse, side * 64 + l1.coarse),
            mix(61, gap.commas * 512 + gap.verbs * 64 + gap.nouns * 16 + gap.marks, place),
            mix(62, after.word, side * 64 + own.tag),
            mix(63, before.word, side),
            mix(64, l1.word, side * 1024 + near * 32 + gap.commas),
        ]);
    }
}

/// What lies between a token and the cue, counted up to three.
#[derive(Clone, Copy, Default)]
struct Gap {
    commas: u32,
    verbs: u32,
    nouns: u32,
    marks: u32,
    others: u32,
}

fn between(tokens: &[Token], cue: &Range<usize>, is_cue: &[bool]) -> Vec<Gap> {
    let mut gaps = vec![Gap::default(); tokens.len()];
    let mut gap = Gap::default();
    for at in cue.end..tokens.len() {
        gaps[at] = gap;
        gap.pass(&tokens[at], is_cue[at]);
    }
    let mut gap = Gap::default();
    for at in (0..cue.start).rev() {
        gaps[at] = gap;
        gap.pass(&tokens[at], is_cue[at]);
    }
    gaps
}

impl Gap {
    fn pass(&mut self, token: &Token, is_cue: bool) {
        let up = |count: &mut u32, yes: bool| *count = (*count + u32::from(yes)).min(3);
        // Numbers of tagger::TAGS: "," is 7, verbs are 10 to 12 and 15, 17, 18, nouns 0, 1, 6, 27.
        up(&mut self.commas, token.tag == 7);
        up(&mut self.verbs, matches!(token.tag, 10..=12 | 17));
        up(&mut self.nouns, matches!(token.tag, 0 | 1 | 6 | 8 | 27));
        up(&mut self.marks, token.state & 3 != 0);
        up(&mut self.others, is_cue);
    }
}

impl<'m> Chains<'m> {
    /// Takes the chains from their model file; `None` if it is not one.
    pub fn read(model: &'m [u8]) -> Option<Self> {
        let tables = tensors::read(model)?;
        let words = tables.get("class.word")?.to_integers();
        let fine = tables.get("class.fine")?.to_integers();
        let weights = |name: &str, width: usize| {
            let rows = tables.get(name)?.bytes();
            let steps = tables.get(format!("{name}.steps").as_str())?.to_vec();
            let scale = *tables.get(format!("{name}.scale").as_str())?.to_vec().first()?;
            (rows.len() == BUCKETS * width).then_some(Weights { rows, scale, steps })
        };
        Some(Self {
            classes: Classes::new(&words, &fine),
            cue: weights("cue", CUE_WIDTH)?,
            part: weights("part", PART_WIDTH)?,
        })
    }

    /// Finds the attributions of a text, in order of their cues.
    pub(super) fn read_text(
        &self,
        text: &Text,
        looks: &[Look],
        tags: &[Tag],
        cue_bias: f32,
    ) -> Vec<Draft> {
        let sentence_of = text.sentence_of_words();
        let mut drafts = Vec::new();
        for chunk in chunks::cut(text) {
            let tokens = tokens(text, &chunk, looks, tags, &self.classes);
            let mut scores = Vec::with_capacity(tokens.len() * CUE_LABELS);
            for features in cue_features(&tokens) {
                let row = self.cue.sum::<CUE_WIDTH>(&features);
                scores.extend([row[0], row[1] + cue_bias, row[2]]);
            }
            let cues = spans(&best_labels(&scores, &self.cue.steps, CUE_LABELS), 1);
            if is_no_prose(cues.len(), &chunk) {
                continue;
            }
            let mut is_cue = vec![false; chunk.len()];
            cues.iter().for_each(|cue| is_cue[cue.clone()].fill(true));
            let sentences = chunks::sentences(&chunk, &sentence_of);
            for cue in cues {
                let mut scores = Vec::with_capacity(tokens.len() * PART_LABELS);
                part_features(&tokens, &cue, &is_cue, &sentences, |features| {
                    scores.extend_from_slice(&self.part.sum::<PART_WIDTH>(features)[..PART_LABELS]);
                });
                let labels = best_labels(&scores, &self.part.steps, PART_LABELS);
                drafts.extend(Draft::from_labels(&chunk, &cue, &labels, 0.5, "fast chains"));
            }
        }
        drafts
    }
}

impl Weights<'_> {
    fn sum<const W: usize>(&self, features: &[u32]) -> [f32; W] {
        let mut sum = [0i32; W];
        for &feature in features {
            let at = feature as usize * W;
            let row: &[u8; W] = self.rows[at..at + W].try_into().expect("a whole row");
            for label in 0..W {
                sum[label] += i32::from(row[label] as i8);
            }
        }
        sum.map(|s| s as f32 * self.scale)
    }
}
