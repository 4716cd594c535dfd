//! Quotes: who is speaking (source), by which words (cue), and what is said (content).
//!
//! [`Reader::read`] is given a plain English text and gives back its [`Quotes`]. Two gears share one
//! way in: [`Gear::Fast`] for archives, [`Gear::Thorough`] for single articles. A text in another
//! language gives [`Quotes::language`] `None` and nothing else.

pub mod chunks;
pub mod dense;
pub mod network;
mod rules;
pub mod tensors;
mod thorough;

#[cfg(test)]
mod tests;

use crate::text::{Text, language};
use network::Network;
use std::ops::Range;

/// How much work to put in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Gear {
    /// Linear models: a thousand articles a second.
    Fast,
    /// The network: some 20 ms an article.
    #[default]
    Thorough,
}

/// All words of the content inside quotation marks, none, or some.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Every word of the content stands between quotation marks.
    Direct,
    /// No word of it does.
    Indirect,
    /// Some do.
    Mixed,
}

/// One attribution.
#[derive(Debug, Clone, PartialEq)]
pub struct Quote {
    /// Direct, indirect or mixed, by the quotation marks.
    pub form: Form,
    /// Who is speaking, as the text says it here; `None` if it does not.
    pub source: Option<Range<usize>>,
    /// The words that attribute.
    pub cue: Range<usize>,
    /// What is attributed: one range or several, in order, never empty.
    pub content: Vec<Range<usize>>,
    /// Index of the quote whose content holds this one's cue ("A said B had said …").
    pub within: Option<usize>,
    /// Between 0 and 1: how sure the model was of the cue and of the content.
    pub confidence: f32,
    /// What decided: the model, then each rule that changed something.
    pub why: Vec<String>,
}

/// Everything attributed in a text.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Quotes {
    /// "en", or `None`: no record for this language.
    pub language: Option<&'static str>,
    /// In order of their cues.
    pub quotes: Vec<Quote>,
}

/// The models, ready to read any number of texts.
#[derive(Debug)]
pub struct Reader<'m> {
    networks: Vec<Network<'m>>,
    /// Added to the score of a cue's first word: how ready the first pass is to see one.
    pub cue_bias: f32,
}

impl<'m> Reader<'m> {
    /// A reader over model files; `None` if one of them is damaged.
    pub fn new(networks: &[&'m [u8]]) -> Option<Self> {
        let networks = networks
            .iter()
            .map(|model| Network::read(model))
            .collect::<Option<_>>()?;
        Some(Self {
            networks,
            cue_bias: thorough::CUE_BIAS,
        })
    }

    /// Reads a text.
    pub fn read(&self, source: &str, _gear: Gear) -> Quotes {
        let text = Text::read(source);
        let Some(language) = language::of(&text) else {
            return Quotes::default();
        };
        let mut quotes = thorough::read(&self.networks, &text, self.cue_bias);
        rules::mend(&text, &mut quotes);
        Quotes {
            language: Some(language),
            quotes: quotes.into_iter().map(|q| q.finish(&text)).collect(),
        }
    }
}

/// An attribution in word indices, while it is being put together.
#[derive(Debug, Clone)]
struct Draft {
    source: Option<Range<usize>>,
    cue: Range<usize>,
    content: Vec<Range<usize>>,
    confidence: f32,
    why: Vec<String>,
}

impl Draft {
    fn finish(self, text: &Text) -> Quote {
        Quote {
            form: form(text, &self.content),
            source: self.source.map(|words| text.span(&words)),
            cue: text.span(&self.cue),
            content: self.content.iter().map(|words| text.span(words)).collect(),
            within: None,
            confidence: self.confidence,
            why: self.why,
        }
    }
}

fn form(text: &Text, content: &[Range<usize>]) -> Form {
    let words = content
        .iter()
        .cloned()
        .flatten()
        .filter(|&at| text.words[at].is_wordlike());
    let (mut inside, mut all) = (0, 0);
    for at in words {
        all += 1;
        inside += usize::from(text.marks[at].inside);
    }
    match inside {
        0 => Form::Indirect,
        _ if inside == all => Form::Direct,
        _ => Form::Mixed,
    }
}
