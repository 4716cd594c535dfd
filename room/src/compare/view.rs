//! What pages that compare show.

use askama::Template;

use crate::layout::{Layout, When};
use crate::threads::view::ThreadLine;

/// The figures of several articles side by side: `compare/rivals.html` shows it, as `rivals`.
#[derive(Clone, Debug, Default)]
pub struct Rivals {
    /// A column each; those of whom there is room for no column share the last, without a name.
    pub columns: Vec<Claimant>,
    /// Measures of which more than one claimant speaks, or one who said something else before.
    pub rows: Vec<Row>,
    /// Measures of which one claimant speaks, and nothing else is said of them.
    pub alone: Vec<Row>,
    /// Figures that were not compared, as there are too many of the kind.
    pub left_out: usize,
    pub article_count: usize,
}

impl Rivals {
    /// Whether any article states a figure that another could deny.
    pub fn has_any(&self) -> bool {
        !self.rows.is_empty() || !self.alone.is_empty()
    }

    /// Rows whose claimants differ.
    pub fn differ_count(&self) -> usize {
        self.rows.iter().filter(|row| row.verdict == "differ").count()
    }
}

/// Who states figures.
#[derive(Clone, Debug)]
pub struct Claimant {
    /// Empty for the column of all others.
    pub name: String,
    /// The outlet itself, as nobody is named.
    pub is_outlet: bool,
}

/// One measure.
#[derive(Clone, Debug)]
pub struct Row {
    /// "homes without power".
    pub measure: String,
    /// What is counted, where the measure does not say it.
    pub unit: String,
    pub place: String,
    pub days: String,
    /// "agree", "differ", "superseded", "part of", "not comparable"; empty where one claimant says
    /// one thing.
    pub verdict: &'static str,
    /// "12,000 to 19,000": what still stands.
    pub range: Option<String>,
    /// One for each column.
    pub cells: Vec<Cell>,
    /// What the verdict rests on.
    pub reasons: Vec<Reason>,
    /// Figures of other rows that look alike, hold this one or are held by it.
    pub notes: Vec<Note>,
    /// In the order of the row; for what is made of it besides the page.
    pub number: usize,
}

impl Row {
    /// The verdict as a class name.
    pub fn class(&self) -> String {
        self.verdict.replace(' ', "-")
    }

    /// Where it is spoken about; `None` where fewer than two claims could stand against each other.
    pub fn talk_href(&self) -> Option<String> {
        let entries: Vec<&Entry> = self.cells.iter().flat_map(|cell| &cell.entries).collect();
        let first = entries.first().filter(|_| entries.len() > 1)?;
        let mut ids: Vec<i64> = entries.iter().map(|entry| entry.source.article).collect();
        ids.sort_unstable();
        ids.dedup();
        let ids: Vec<String> = ids.iter().map(i64::to_string).collect();
        Some(format!("/claim?of={}&figure={:x}", ids.join("."), first.source.figure))
    }

    /// Cells that say something.
    pub fn spoken(&self) -> impl Iterator<Item = &Cell> {
        self.cells.iter().filter(|cell| !cell.entries.is_empty())
    }
}

/// What one claimant says on one measure; nothing as a rule.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    /// As the column says it, for where columns are stacked.
    pub claimant: String,
    pub entries: Vec<Entry>,
}

/// One figure in its words.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Named in the column of all others.
    pub claimant: Option<String>,
    /// "at least": what the words before the figure make of it.
    pub bound: &'static str,
    /// As the text writes it.
    pub figure: String,
    /// The sentence around it.
    pub before: String,
    pub after: String,
    pub source: Source,
    pub is_superseded: bool,
    pub is_part: bool,
    /// Other articles that carry it.
    pub also: Vec<Source>,
    /// Of all that carry it, those that are no reprint of another one.
    pub report_count: usize,
}

/// Where words stand.
#[derive(Clone, Debug)]
pub struct Source {
    /// Of the words in the reader page.
    pub href: String,
    pub outlet: String,
    pub title: String,
    pub when: Option<When>,
    pub is_reprint: bool,
    /// On the shelf, and in bytes of its text.
    pub article: i64,
    pub span: (usize, usize),
    /// A number made of the figure and the words around it: the same wherever the words are.
    pub figure: i64,
}

/// Why a verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    pub verdict: &'static str,
    pub words: &'static str,
    /// "Valnet: 12,000 homes; the governor: 19,000 homes".
    pub pairs: Vec<String>,
    pub more: usize,
}

/// A figure of another row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    pub verdict: &'static str,
    pub words: &'static str,
    /// Who states which figure there.
    pub other: String,
    pub href: String,
}

/// Two articles or more side by side.
#[derive(Clone, Debug, Template)]
#[template(path = "compare/page.html")]
pub struct ComparePage {
    pub layout: Layout,
    pub heads: Vec<Head>,
    /// One of those asked for is not on the shelf, or has no text.
    pub is_missing: bool,
    pub is_pair: bool,
    pub copies: Option<Copies>,
    pub rivals: Rivals,
    /// The figures as files: address and form.
    pub files: Vec<(String, &'static str)>,
    /// What is spoken about of these articles.
    pub talks: Vec<ThreadLine>,
}

/// An article above its column.
#[derive(Clone, Debug)]
pub struct Head {
    pub href: String,
    pub title: String,
    pub outlet: String,
    pub when: Option<When>,
    pub minutes: i64,
    pub standfirst: String,
}

/// How one text came from the other.
#[derive(Clone, Debug)]
pub struct Copies {
    pub verdict: &'static str,
    /// How much of each is in the other, in percent.
    pub share_a: u8,
    pub share_b: u8,
    /// Whether the first is the original, and what tells.
    pub original: Option<(bool, String)>,
    /// Where one is the other told again.
    pub changes: Option<Changes>,
    /// Where they are different reports.
    pub passages: Vec<Passage>,
}

/// A passage as either text has it.
#[derive(Clone, Debug)]
pub struct Passage {
    pub a: Vec<Piece>,
    pub b: Vec<Piece>,
}

/// What changed between two texts; nothing where they are the same.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    pub figures: Vec<Changed>,
    pub quotations: Vec<Changed>,
    pub stretches: Vec<Stretch>,
}

impl Changes {
    /// No word differs.
    pub fn is_same(&self) -> bool {
        self.stretches.is_empty()
    }
}

/// A figure or quotation that was added, dropped or changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    pub old: Option<String>,
    pub new: Option<String>,
}

/// Paragraphs, folded away where nothing changed.
#[derive(Clone, Debug)]
pub struct Stretch {
    pub is_folded: bool,
    pub paragraphs: Vec<Paragraph>,
}

/// A paragraph with what was removed and added.
#[derive(Clone, Debug)]
pub struct Paragraph {
    pub pieces: Vec<Piece>,
}

impl Paragraph {
    /// Whether any word of it was.
    pub fn is_changed(&self) -> bool {
        self.pieces.iter().any(|piece| !matches!(piece, Piece::Same(_)))
    }
}

/// A stretch of words.
#[derive(Clone, Debug)]
pub enum Piece {
    Same(String),
    Removed(String),
    Added(String),
}

impl Piece {
    pub fn words(&self) -> &str {
        match self {
            Self::Same(words) | Self::Removed(words) | Self::Added(words) => words,
        }
    }
}

/// The choice of a second article.
#[derive(Clone, Debug, Template)]
#[template(path = "compare/choose.html")]
pub struct ChoosePage {
    pub layout: Layout,
    /// Of the first.
    pub id: i64,
    pub title: String,
    pub query: String,
    pub candidates: Vec<Candidate>,
}

/// An article that could be the second.
#[derive(Clone, Debug)]
pub struct Candidate {
    pub href: String,
    pub title: String,
    pub outlet: String,
    pub when: Option<When>,
}
