//! What the network is given: pieces of text of a handy length, each word turned into table rows.
//!
//! Paragraphs are joined until a chunk holds [`AT_LEAST`] words, with a break between, so that a
//! one-line paragraph is read with its neighbours; long ones are cut at sentence ends.

use crate::text::words::{Kind, is_title};
use crate::text::{Text, marks::Mark};
use std::ops::Range;

/// Chunks shorter than this take the next paragraph in: most paragraphs have 30 to 60 words.
const AT_LEAST: usize = 48;
/// Longer paragraphs are cut at a sentence end, and at this length if there is none.
const AT_MOST: usize = 160;

/// Stands for a paragraph's end inside a chunk.
pub const BREAK: u32 = u32::MAX;

/// Rows of the suffix table.
pub const SUFFIXES: usize = 1024;
/// Rows of the shape table: [`shape`] for words inside and at the start of sentences.
pub const SHAPES: usize = 40;
/// Rows of the table of quotation states.
pub const STATES: usize = 13;

/// A run of words (indices into `Text::words`), with [`BREAK`] between paragraphs.
pub type Chunk = Vec<u32>;

/// One word as the network sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// Hash of the word as the public word vectors spell it.
    pub vector: u32,
    /// Hash of the word in lower case, digits as 0, for the table that was trained here.
    pub word: u32,
    /// Row of the suffix table.
    pub suffix: u16,
    /// Row of the shape table.
    pub shape: u8,
    /// Row of the table of quotation states.
    pub state: u8,
}

/// Cuts a text into chunks that together hold every word once, in order.
pub fn cut(text: &Text) -> Vec<Chunk> {
    let mut chunks = Vec::new();
    let mut chunk: Chunk = Vec::new();
    let mut sentence = 0;
    for paragraph in &text.paragraphs {
        let mut at = paragraph.start;
        while at < paragraph.end {
            let piece = next_piece(text, at..paragraph.end, &mut sentence);
            if !chunk.is_empty() {
                if chunk.len() + piece.len() > AT_MOST {
                    chunks.push(std::mem::take(&mut chunk));
                } else {
                    chunk.push(BREAK);
                }
            }
            chunk.extend(piece.clone());
            if chunk.len() >= AT_LEAST {
                chunks.push(std::mem::take(&mut chunk));
            }
            at = piece.end;
        }
    }
    if !chunk.is_empty() {
        chunks.push(chunk);
    }
    chunks
}

/// The longest run of whole sentences from the front of `rest` that fits a chunk.
fn next_piece(text: &Text, rest: Range<u32>, sentence: &mut usize) -> Range<u32> {
    if rest.len() <= AT_MOST {
        return rest;
    }
    let limit = rest.start + AT_MOST as u32;
    let mut end = rest.start;
    while *sentence < text.sentences.len() && text.sentences[*sentence].end <= limit {
        end = end.max(text.sentences[*sentence].end);
        *sentence += 1;
    }
    rest.start..if end > rest.start { end } else { limit }
}

/// The tokens of a chunk.
pub fn tokens(text: &Text, chunk: &Chunk, starts: &[bool]) -> Vec<Token> {
    let mut lower = String::new();
    chunk.iter().map(|&at| token(text, at, starts, &mut lower)).collect()
}

/// For each word of the text: does it open a sentence (marks before it do not count)?
pub fn sentence_starts(text: &Text) -> Vec<bool> {
    let mut starts = vec![false; text.words.len()];
    for sentence in &text.sentences {
        let range = sentence.start as usize..sentence.end as usize;
        if let Some(at) = range.clone().find(|&at| text.words[at].is_wordlike()) {
            starts[at] = true;
        }
    }
    starts
}

/// The sentence each token of a chunk is in; a break counts with the word before it.
pub fn sentences(chunk: &Chunk, of_words: &[u32]) -> Vec<u32> {
    let mut last = 0;
    let sentence = |&at: &u32| {
        last = if at == BREAK { last } else { of_words[at as usize] };
        last
    };
    chunk.iter().map(sentence).collect()
}

fn token(text: &Text, at: u32, starts: &[bool], lower: &mut String) -> Token {
    if at == BREAK {
        let hash = hash(b"\n");
        return Token { vector: hash, word: hash, suffix: 0, shape: 18, state: 12 };
    }
    let at = at as usize;
    let mark = text.marks[at];
    let word = text.word(at);
    spell(word, mark, lower);
    let vector = hash(lower.as_bytes());
    let digits = lower.bytes().any(|b| b.is_ascii_digit());
    if digits {
        *lower = lower.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    }
    let bytes = lower.as_bytes();
    let tail = &bytes[bytes.len().saturating_sub(3)..];
    let opens_sentence = starts[at] && text.words[at].is_wordlike();
    Token {
        vector,
        word: hash(bytes),
        suffix: (hash(tail) % SUFFIXES as u32) as u16,
        shape: shape(word, text.words[at].kind, mark) + if opens_sentence { 20 } else { 0 },
        state: state(mark),
    }
}

/// Lower case, and marks as the public vectors spell them. Only the head of a monstrous word counts.
fn spell(word: &str, mark: Mark, lower: &mut String) {
    lower.clear();
    match word {
        _ if mark.opens => lower.push_str("``"),
        _ if mark.closes => lower.push_str("''"),
        "—" | "–" | "--" => lower.push_str("--"),
        "…" => lower.push_str("..."),
        _ => {
            for c in word.chars().take(40) {
                match c {
                    '’' | '‘' => lower.push('\''),
                    _ => lower.extend(c.to_lowercase()),
                }
            }
        }
    }
}

fn shape(word: &str, kind: Kind, mark: Mark) -> u8 {
    let first = word.chars().next().unwrap_or(' ');
    match kind {
        Kind::Plain if matches!(first, '@' | '#') => 17,
        Kind::Plain | Kind::Abbreviation if is_title(word) => 6,
        Kind::Plain | Kind::Abbreviation => match () {
            _ if !first.is_uppercase() && word.chars().take(40).all(|c| !c.is_uppercase()) => 0,
            _ if !first.is_uppercase() => 3,
            _ if kind == Kind::Abbreviation => 5,
            _ if word.chars().nth(1).is_none() => 1,
            _ if word.chars().take(40).all(|c| !c.is_lowercase()) => 2,
            _ => 1,
        },
        Kind::Number => 4,
        Kind::Stop if matches!(first, '!' | '?') => 8,
        Kind::Stop => 7,
        Kind::Quote if mark.opens => 12,
        Kind::Quote if mark.closes => 13,
        Kind::Quote => 14,
        Kind::Other => match first {
            ',' => 9,
            ':' => 10,
            '-' | '—' | '–' => 11,
            '(' | ')' | '[' | ']' => 15,
            _ => 16,
        },
    }
}

fn state(mark: Mark) -> u8 {
    let role = match mark {
        Mark { opens: true, .. } => 1,
        Mark { closes: true, .. } => 2,
        _ => 0,
    };
    role + 3 * u8::from(mark.inside) + 6 * u8::from(mark.runs_on)
}

/// FNV-1a, 32 bits: 40,000 words of English fall on some 0.2 pairs of equal hashes.
pub fn hash(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |h, &b| (h ^ u32::from(b)).wrapping_mul(0x0100_0193))
}
