//! What the pages of stories show.

use askama::Template;

use super::summary::SpeakerRow;
use crate::compare::view::Rivals;
use crate::layout::{Layout, When};
use crate::reprints::view::ReprintLine;
use crate::threads::view::Conversation;

/// The list of stories.
#[derive(Clone, Debug, Template)]
#[template(path = "stories/list.html")]
pub struct StoriesPage {
    pub layout: Layout,
    pub current: Vec<StoryRow>,
    /// Those that take nothing in any more.
    pub faded: Vec<StoryRow>,
    pub newer: Option<String>,
    pub older: Option<String>,
}

/// A story in the list.
#[derive(Clone, Debug)]
pub struct StoryRow {
    pub href: String,
    pub name: String,
    /// "12 articles".
    pub count: String,
    /// "21 to 24 November"; empty where nothing is dated.
    pub days: String,
    pub updated: When,
    pub is_faded: bool,
    pub newest: Vec<StoryLink>,
}

/// An article that a row names.
#[derive(Clone, Debug)]
pub struct StoryLink {
    pub href: String,
    pub title: String,
    /// Empty when unknown.
    pub outlet: String,
}

/// One story.
#[derive(Clone, Debug, Template)]
#[template(path = "stories/story.html")]
pub struct StoryPage {
    pub layout: Layout,
    pub id: i64,
    pub name: String,
    /// The reader gave the name.
    pub is_named: bool,
    pub count: String,
    /// Texts told: reprints counted once.
    pub report_count: usize,
    pub is_alone: bool,
    pub days_words: String,
    /// Who is quoted and the figures are those of the story as it stands.
    pub is_summed: bool,
    pub days: Vec<StoryDay>,
    /// Name, address of the search for it, number of articles.
    pub outlets: Vec<(String, String, usize)>,
    pub speakers: Vec<SpeakerRow>,
    /// HTML of [`FiguresPart`], made by the desk; empty where there are none.
    pub figures: String,
    /// Stories it can be joined with.
    pub choices: Vec<Choice>,
    pub talk: Conversation,
}

/// The table of rival claims by itself.
#[derive(Clone, Debug, Template)]
#[template(path = "compare/rivals.html")]
pub struct FiguresPart {
    pub rivals: Rivals,
}

/// What appeared on one day.
#[derive(Clone, Debug)]
pub struct StoryDay {
    pub name: String,
    pub entries: Vec<Entry>,
}

/// A text of the story.
#[derive(Clone, Debug)]
pub struct Entry {
    pub id: i64,
    pub href: String,
    pub iso: String,
    /// "14:05"; empty where only the day is known.
    pub time: String,
    pub outlet: String,
    pub title: String,
    pub standfirst: String,
    pub is_read: bool,
    /// What ties it to the story.
    pub why: String,
    pub reprints: Vec<FoldedLine>,
}

/// A reprint, and its number on the shelf.
#[derive(Clone, Debug)]
pub struct FoldedLine {
    pub id: i64,
    pub line: ReprintLine,
}

/// A story in a list of choices.
#[derive(Clone, Debug)]
pub struct Choice {
    pub id: i64,
    pub words: String,
}
