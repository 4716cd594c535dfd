//! What is shown of reprints.

use askama::Template;

use crate::layout::{Layout, When};

/// A reprint folded under another article.
#[derive(Clone, Debug)]
pub struct ReprintLine {
    pub href: String,
    pub title: String,
    /// Empty when unknown.
    pub outlet: String,
    /// What it is of the article above it: "shortened".
    pub kind: &'static str,
    pub when: When,
    pub is_read: bool,
}

/// What an article has in common with others on the shelf.
#[derive(Clone, Debug, Default)]
pub struct AlikePanel {
    pub reprints: Vec<AlikeLine>,
    /// Other reports that share a passage, pages of the same form, pages that hold it.
    pub others: Vec<AlikeLine>,
    /// Why there are none, or no more; empty: nothing stands in the way.
    pub reason: &'static str,
}

impl AlikePanel {
    /// Whether there is anything to say.
    pub fn has_any(&self) -> bool {
        !self.reprints.is_empty() || !self.others.is_empty() || !self.reason.is_empty()
    }
}

/// Another article, and what it is of the one shown.
#[derive(Clone, Debug)]
pub struct AlikeLine {
    pub href: String,
    /// Both texts side by side.
    pub beside: String,
    pub title: String,
    pub outlet: String,
    pub when: Option<When>,
    pub kind: &'static str,
    /// Of the shown article's words, how many in a hundred the other tells.
    pub percent: i64,
    /// "that one was first: published 3 hours earlier"; empty where nothing tells.
    pub direction: String,
}

/// Two texts side by side.
#[derive(Clone, Debug, Template)]
#[template(path = "reprints/beside.html")]
pub struct BesidePage {
    pub layout: Layout,
    /// "The second is the first, shortened."
    pub verdict: String,
    /// Which was first and why; empty where nothing tells.
    pub direction: String,
    pub sides: [Side; 2],
    /// Words of the first that the second leaves out, words exchanged, words added.
    pub counts: [usize; 3],
}

/// One of the two texts.
#[derive(Clone, Debug)]
pub struct Side {
    /// Its reader page.
    pub href: String,
    pub title: String,
    pub outlet: String,
    pub when: Option<When>,
    /// Of its words, how many in a hundred the other tells.
    pub percent: i64,
    pub paragraphs: Vec<Vec<Part>>,
}

/// A stretch of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub words: String,
    pub fate: Fate,
}

/// What became of words in the other text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Kept,
    /// Said in other words.
    Exchanged,
    /// Not there.
    Own,
}
