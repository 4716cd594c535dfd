//! What `xtask` trains the judge with: the same scan and features the shipped code uses, opened
//! up. Only there with the feature `training`.

use crate::body::choose;
use crate::body::clean;
use crate::body::features::{self, Hints, Rows};
use crate::body::lexicon::{Lexicon, Table, each_class_word};
use crate::body::scan::{self, Scan};
use crate::capture::Capture;
use crate::dom::{self, Document, name};
use crate::meta;

pub use crate::body::judge::{Forest, LEAF, Model, TreeNode};

/// Words each table of the lexicon holds at most.
pub const LEXICON_WORDS: usize = crate::body::lexicon::TABLE_WORDS;
/// What one step of a stored lexicon weight stands for.
pub const LEXICON_STEP: f32 = crate::body::lexicon::STEP;

/// A page opened for training; holds its text for good.
#[derive(Debug)]
pub struct TrainingPage {
    document: Document<'static>,
    hints: Hints,
}

/// Tables of words and weights.
#[derive(Clone, Debug)]
pub struct LearntLexicon(Lexicon);

impl LearntLexicon {
    /// From hashes and weights in steps of [`LEXICON_STEP`]: words, class words, words of labels;
    /// at most [`LEXICON_WORDS`] of each.
    pub fn of(words: &[(u32, i8)], classes: &[(u32, i8)], labels: &[(u32, i8)]) -> LearntLexicon {
        LearntLexicon(Lexicon {
            words: Table::of(words),
            classes: Table::of(classes),
            labels: Table::of(labels),
        })
    }

    /// The whole model.
    pub fn with(self, first: Forest, second: Forest) -> Model {
        Model { lexicon: self.0, first, second }
    }
}

impl Model {
    /// Its lexicon.
    pub fn lexicon(&self) -> LearntLexicon {
        LearntLexicon(self.lexicon.clone())
    }
}

/// One pass's scan and rows.
#[derive(Debug)]
pub struct Pass {
    scan: Scan,
    rows: Rows,
}

/// A block's words and the class words of the elements around it, as hashes.
#[derive(Clone, Debug, Default)]
pub struct Tokens {
    /// Hashes of its words, each once.
    pub words: Vec<u32>,
    /// Hashes of the class words around it, each once.
    pub classes: Vec<u32>,
    /// Hashes of the words of the last label above, each once.
    pub labels: Vec<u32>,
}

impl TrainingPage {
    /// Opens a page; `None` when the bytes are no page.
    pub fn open(capture: &Capture) -> Option<TrainingPage> {
        let text = crate::decode::decode(capture).ok()?.text.into_owned();
        let document = dom::parse(Box::leak(text.into_boxed_str()));
        let meta = meta::read(&document, capture.url.as_ref());
        Some(TrainingPage {
            hints: crate::body::hints(&document, &meta, capture.url.as_ref()),
            document,
        })
    }

    fn scan(&self, lexicon: &Lexicon) -> Scan {
        scan::scan(&self.document, lexicon)
    }

    /// The text of every block, in order; the same blocks whatever the lexicon.
    pub fn texts(&self) -> Vec<String> {
        let scan = self.scan(Lexicon::EMPTY);
        scan.blocks.iter().map(|block| clean::words(&self.document, block)).collect()
    }

    /// What the lexicon is learnt from, one a block.
    pub fn tokens(&self) -> Vec<Tokens> {
        let scan = self.scan(Lexicon::EMPTY);
        // Classes of what also holds the headline say nothing about what parts a block from it.
        let headline = features::headline(&scan, &self.hints) as u32;
        let mut chains: Vec<Vec<u32>> = Vec::with_capacity(scan.elements.len());
        for (index, element) in scan.elements.iter().enumerate() {
            let mut chain =
                if index == 0 { vec![] } else { chains[element.parent as usize].clone() };
            if index > 0 && !(element.first_block..element.end_block).contains(&headline) {
                for attribute in [name::CLASS, name::ID] {
                    let value = self.document.attr(element.node, attribute).unwrap_or("");
                    each_class_word(value, |hash| chain.push(hash));
                }
            }
            chain.sort_unstable();
            chain.dedup();
            chains.push(chain);
        }
        let hashes = |block: &scan::Block| {
            let mut words = scan.words_of(block).to_vec();
            words.sort_unstable();
            words.dedup();
            words
        };
        let mut labels = vec![];
        let mut tokens = Vec::with_capacity(scan.blocks.len());
        for block in &scan.blocks {
            let words = hashes(block);
            let classes = chains[block.element as usize].clone();
            tokens.push(Tokens { words, classes, labels: labels.clone() });
            if block.label.is_some() {
                labels = hashes(block);
            }
        }
        tokens
    }

    /// Rows of the first pass with a lexicon.
    pub fn first(&self, lexicon: &LearntLexicon) -> Pass {
        let scan = self.scan(&lexicon.0);
        let rows = features::first(&scan, &self.hints);
        Pass { scan, rows }
    }
}

impl Pass {
    /// Numbers in a row.
    pub fn width(&self) -> usize {
        self.rows.width
    }

    /// All rows, one after another.
    pub fn values(&self) -> &[f32] {
        &self.rows.values
    }

    /// What a forest thinks of each row.
    pub fn judge(&self, forest: &Forest) -> Vec<f32> {
        forest.judge(&self.rows)
    }

    /// What the second forest thinks, given what the first did.
    pub fn judge_again(&self, forest: &Forest, likely: &[f32]) -> Vec<f32> {
        forest.judge_again(&self.rows, likely)
    }

    /// Rows of the second pass, given what the first thought.
    pub fn second(&self, likely: &[f32]) -> Pass {
        let rows = features::second(&self.scan, &self.rows, likely);
        Pass { scan: self.scan.clone(), rows }
    }
}

impl TrainingPage {
    /// The blocks kept at these probabilities.
    pub fn settle(&self, likely: &[f32]) -> Vec<bool> {
        choose::settle(&self.scan(Lexicon::EMPTY), &self.hints, likely)
    }

    /// The block taken for the headline.
    pub fn headline(&self) -> usize {
        features::headline(&self.scan(Lexicon::EMPTY), &self.hints)
    }
}

/// What the title of a page is chosen among.
#[derive(Clone, Debug)]
pub struct TitlePage {
    /// The page says it is an article.
    pub is_article: bool,
    /// Texts with their features, in the order of [`TITLE_FEATURES`].
    pub candidates: Vec<(String, [f32; TITLE_FEATURES.len()])>,
}

/// What each feature of a title candidate says.
pub const TITLE_FEATURES: [&str; meta::TITLE_FEATURES.len()] = meta::TITLE_FEATURES;

impl TitlePage {
    /// Opens a page; `None` when the bytes are no page.
    pub fn open(capture: &Capture) -> Option<TitlePage> {
        let decoded = crate::decode::decode(capture).ok()?;
        let meta = meta::read(&dom::parse(&decoded.text), capture.url.as_ref());
        Some(TitlePage { is_article: meta.is_article, candidates: meta.title_rows })
    }
}
