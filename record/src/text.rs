//! Paragraphs, sentences and words of a plain text, as byte spans.
//!
//! Given any string, [`Text::read`] cuts it into paragraphs (a line end ends one), the paragraphs
//! into words (with the clitics "n't" and "'s" apart, "U.S." and "1,000.5" whole) and the words into
//! sentences, and pairs the quotation marks ([`marks`]). One pass each, linear in the text's length.

pub mod language;
pub mod marks;
pub mod words;

#[cfg(test)]
mod tests;

use marks::Mark;
use std::ops::Range;
use words::{Kind, Word};

/// A text cut into words, sentences and paragraphs.
#[derive(Debug, Clone)]
pub struct Text<'t> {
    /// The text as it was given; every span points into it.
    pub source: &'t str,
    /// All words, in order, without white space between.
    pub words: Vec<Word>,
    /// Ranges of word indices, in order, none empty, together covering `words`.
    pub sentences: Vec<Range<u32>>,
    /// Ranges of word indices, in order, none empty, together covering `words`.
    pub paragraphs: Vec<Range<u32>>,
    /// For each word: is it a quotation mark, and is it inside a quotation.
    pub marks: Vec<Mark>,
}

impl<'t> Text<'t> {
    /// Cuts `source`; at most its first 4 GiB are looked at.
    pub fn read(source: &'t str) -> Self {
        let mut words = Vec::with_capacity(source.len() / 5);
        let mut paragraphs = Vec::new();
        words::cut(source, &mut words, &mut paragraphs);
        let marks = marks::pair(source, &words, &paragraphs);
        let mut sentences = Vec::new();
        for paragraph in &paragraphs {
            cut_sentences(source, &words, &marks, paragraph.clone(), &mut sentences);
        }
        Self { source, words, sentences, paragraphs, marks }
    }

    /// The characters of word `index`.
    pub fn word(&self, index: usize) -> &'t str {
        self.words[index].of(self.source)
    }

    /// The bytes from the first to the last word of a non-empty range of word indices.
    pub fn span(&self, words: &Range<usize>) -> Range<usize> {
        self.words[words.start].start as usize..self.words[words.end - 1].end as usize
    }

    /// Which sentence each word is in.
    pub fn sentence_of_words(&self) -> Vec<u32> {
        let mut of = vec![0; self.words.len()];
        for (number, sentence) in self.sentences.iter().enumerate() {
            of[sentence.start as usize..sentence.end as usize].fill(number as u32);
        }
        of
    }
}

/// Ends a sentence after ".", "!", "?" or "…" with the closing marks that follow, when the next word
/// does not go on in lower case. A mark followed by a lower-case word ('"Why?" he asked') does not.
fn cut_sentences(
    source: &str,
    words: &[Word],
    marks: &[Mark],
    paragraph: Range<u32>,
    sentences: &mut Vec<Range<u32>>,
) {
    let (start, end) = (paragraph.start as usize, paragraph.end as usize);
    let mut first = start;
    let mut at = start;
    while at < end {
        let ends = ends_sentence(source, words, at);
        at += 1;
        if !ends {
            continue;
        }
        while at < end && (marks[at].closes || matches!(words[at].of(source), ")" | "]")) {
            at += 1;
        }
        if at < end && goes_on(words[at].of(source)) {
            continue;
        }
        sentences.push(first as u32..at as u32);
        first = at;
    }
    if first < end {
        sentences.push(first as u32..end as u32);
    }
}

fn ends_sentence(source: &str, words: &[Word], at: usize) -> bool {
    match words[at].kind {
        Kind::Stop => true,
        // An abbreviation ends a sentence only before a word that commonly opens one.
        Kind::Abbreviation => {
            let word = words[at].of(source);
            !words::is_title(word)
                && words.get(at + 1).is_some_and(|next| OPENERS.contains(&next.of(source)))
        }
        _ => false,
    }
}

/// Words that open a sentence so often that an abbreviation before one is taken for its end.
const OPENERS: &[&str] = &[
    "The",
    "He",
    "She",
    "It",
    "They",
    "We",
    "In",
    "But",
    "And",
    "A",
    "An",
    "This",
    "That",
    "His",
    "Her",
    "Its",
    "On",
    "At",
    "For",
    "There",
    "As",
    "When",
    "If",
    "Mr.",
    "Mrs.",
    "Ms.",
    "Meanwhile",
    "However",
    "These",
    "Those",
    "“",
];

/// A word in lower case, a comma and the like: the sentence is not over.
fn goes_on(word: &str) -> bool {
    let first = word.chars().next().unwrap_or(' ');
    first.is_lowercase() || matches!(first, ',' | ';' | ':' | '—' | '–' | '-')
}
