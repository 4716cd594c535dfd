//! Quotes: who is speaking (source), by which words (cue), and what is said (content).
//!
//! [`Reader::read`] is given a plain English text and gives back its [`Quotes`]. Two gears share one
//! way in: [`Gear::Fast`] for archives, [`Gear::Thorough`] for single articles. A text in another
//! language gives [`Quotes::language`] `None` and nothing else.

pub mod chunks;
pub mod dense;
pub mod fast;
pub mod network;
mod rules;
pub mod tensors;
mod thorough;

#[cfg(test)]
mod tests;

use crate::sources::{self, Resolution, Said, Speaker};
use crate::tagger::{self, Tagger};
use crate::text::{Text, language};
use chunks::{BREAK, Chunk};
use fast::Chains;
use network::{Network, spans};
use std::ops::Range;
use std::sync::OnceLock;

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
    /// Who that is.
    pub resolution: Resolution,
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
    /// Everyone who speaks, by one name each.
    pub speakers: Vec<Speaker>,
}

/// The models, ready to read any number of texts.
#[derive(Debug)]
pub struct Reader<'m> {
    tagger: Tagger<'m>,
    chains: Chains<'m>,
    networks: Vec<Network<'m>>,
    /// Added to the score of a cue's first word: how ready the first pass is to see one.
    pub cue_bias: f32,
}

impl Reader<'static> {
    /// The reader over the models in this binary. The first call makes it ready, in some milliseconds.
    pub fn built_in() -> &'static Self {
        static READER: OnceLock<Reader<'static>> = OnceLock::new();
        READER.get_or_init(|| {
            let (tagger, chains) =
                (include_bytes!("../models/tagger.bin"), include_bytes!("../models/chains.bin"));
            Reader::new(tagger, chains, &[include_bytes!("../models/network.bin")])
                .expect("the models are built in and were read by a test")
        })
    }
}

impl<'m> Reader<'m> {
    /// A reader over model files; `None` if one of them is damaged.
    pub fn new(tagger: &'m [u8], chains: &'m [u8], networks: &[&'m [u8]]) -> Option<Self> {
        Some(Self {
            tagger: Tagger::read(tagger)?,
            chains: Chains::read(chains)?,
            networks: networks.iter().map(|model| Network::read(model)).collect::<Option<_>>()?,
            cue_bias: thorough::CUE_BIAS,
        })
    }

    /// Reads a text.
    pub fn read(&self, source: &str, gear: Gear) -> Quotes {
        let text = Text::read(source);
        let Some(language) = language::of(&text) else {
            return Quotes::default();
        };
        let looks = tagger::looks(&text);
        let tags = self.tagger.tag(&text, &looks);
        let gear = if text.words.len() > LONG { Gear::Fast } else { gear };
        let mut quotes = match gear {
            Gear::Fast => self.chains.read_text(&text, &looks, &tags, self.cue_bias),
            Gear::Thorough => thorough::read(&self.networks, &text, self.cue_bias),
        };
        rules::mend(&text, &mut quotes);
        let said: Vec<Said> = quotes.iter().map(Draft::said).collect();
        let (speakers, resolutions) = sources::resolve(&text, &tags, &said);
        let within: Vec<_> = (0..quotes.len()).map(|at| enclosing(&quotes, at)).collect();
        let mut finished: Vec<Quote> = quotes.into_iter().map(|q| q.finish(&text)).collect();
        for ((quote, resolution), within) in finished.iter_mut().zip(resolutions).zip(within) {
            quote.resolution = resolution;
            quote.within = within;
        }
        Quotes { language: Some(language), quotes: finished, speakers }
    }
}

/// A text of more words is read in the fast gear whatever was asked: twelve times the length of a long
/// article, and the network's time on it would pass half a second when every word is a cue.
const LONG: usize = 8_000;

/// A cue in every [`SPARSE`] words or more is no prose but a text that repeats itself, and its time
/// grows with cues × words. Short chunks may be dense ("He said so, she said.").
fn is_no_prose(cue_count: usize, chunk: &Chunk) -> bool {
    cue_count > FEW && cue_count * SPARSE > chunk.len()
}

/// The densest twelve cues of the development set have 13 words each.
const SPARSE: usize = 6;
/// See [`is_no_prose`].
const FEW: usize = 12;

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
    /// From the part labels of a chunk. They may mark no content: a rule may still find it.
    fn from_labels(
        chunk: &Chunk,
        cue: &Range<usize>,
        labels: &[u8],
        confidence: f32,
        why: &str,
    ) -> Option<Self> {
        let content = pieces(chunk, labels, 3);
        Some(Self {
            source: pieces(chunk, labels, 1).into_iter().next(),
            cue: words_of(chunk, cue)?,
            content,
            confidence,
            why: vec![why.to_owned()],
        })
    }

    fn said(&self) -> Said {
        Said { source: self.source.clone(), cue: self.cue.clone(), content: self.content.clone() }
    }

    fn finish(self, text: &Text) -> Quote {
        Quote {
            form: form(text, &self.content),
            source: self.source.map(|words| text.span(&words)),
            cue: text.span(&self.cue),
            content: self.content.iter().map(|words| text.span(words)).collect(),
            resolution: Resolution::default(),
            within: None,
            confidence: self.confidence,
            why: self.why,
        }
    }
}

/// The quote whose content holds this one's cue most closely, among its neighbours.
fn enclosing(quotes: &[Draft], inner: usize) -> Option<usize> {
    let at = quotes[inner].cue.start;
    let near = inner.saturating_sub(NEIGHBOURS)..(inner + NEIGHBOURS + 1).min(quotes.len());
    let holds = |outer: usize| {
        let piece = quotes[outer].content.iter().find(|c| c.contains(&at))?;
        (outer != inner).then_some((piece.len(), outer))
    };
    near.filter_map(holds).min().map(|(_, outer)| outer)
}

/// A quote stands within one of so many quotes before or after it: a bound that keeps time linear.
const NEIGHBOURS: usize = 24;

fn form(text: &Text, content: &[Range<usize>]) -> Form {
    let words = content.iter().cloned().flatten().filter(|&at| text.words[at].is_wordlike());
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

/// Spans of a role as word ranges, each within a paragraph.
fn pieces(chunk: &Chunk, labels: &[u8], first: u8) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    for span in spans(labels, first) {
        let words = &chunk[span];
        pieces.extend(
            words
                .split(|&at| at == BREAK)
                .filter_map(|piece| Some(*piece.first()? as usize..*piece.last()? as usize + 1)),
        );
    }
    pieces
}

fn words_of(chunk: &Chunk, span: &Range<usize>) -> Option<Range<usize>> {
    let mut inside = chunk[span.clone()].iter().filter(|&&at| at != BREAK);
    let first = *inside.next()? as usize;
    let last = inside.next_back().map_or(first, |&at| at as usize);
    Some(first..last + 1)
}
