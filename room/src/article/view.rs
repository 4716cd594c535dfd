//! What the reader page shows.

use askama::Template;

use crate::compare::view::{Changes, Piece};
use crate::layout::{Layout, When};
use crate::marks::view::MarkCard;
use crate::reprints::view::AlikePanel;
use crate::shelf::view::TagLink;

/// One article, its record and its marks.
#[derive(Clone, Debug, Template)]
#[template(path = "article/read.html")]
pub struct ReaderPage {
    pub layout: Layout,
    /// Of the shelf.
    pub id: i64,
    pub here: String,
    /// The list the reader came from: address and name.
    pub back: (String, String),
    pub url: String,
    pub title: String,
    pub standfirst: Option<String>,
    /// HTML of the two where their words carry highlights.
    pub title_html: Option<String>,
    pub standfirst_html: Option<String>,
    pub byline: String,
    pub outlet: Option<String>,
    pub outlet_href: String,
    pub published: Option<When>,
    pub language: Option<String>,
    pub minutes: i64,
    pub is_read: bool,
    pub is_favourite: bool,
    pub progress: i64,
    pub version: i64,
    pub version_count: i64,
    /// Where else the text stands, whole or in part.
    pub alike: AlikePanel,
    pub story: Option<StoryLine>,
    /// Why it is kept as a link.
    pub reason: Option<String>,
    pub tags: Vec<TagLink>,
    /// The tags as the form has them.
    pub tag_words: String,
    pub folders: Vec<FolderChoice>,
    /// HTML: sanitised by `page`, highlights written by `article::body`.
    pub body: String,
    pub record: RecordPanel,
    pub talk: TalkPanel,
    pub marks: Vec<MarkCard>,
    pub previous: Option<NeighbourLink>,
    pub next: Option<NeighbourLink>,
}

/// What is said about an article.
#[derive(Clone, Debug, Default)]
pub struct TalkPanel {
    /// Comments, those on passages too.
    pub count: i64,
    /// Threads on passages: id, words, comments.
    pub passages: Vec<(i64, String, i64)>,
}

impl TalkPanel {
    /// "12 comments".
    pub fn words(&self) -> String {
        match self.count {
            0 => "Begin a conversation".to_owned(),
            count => crate::threads::comments(count),
        }
    }
}

/// A folder in a list of choices.
#[derive(Clone, Debug)]
pub struct FolderChoice {
    pub id: i64,
    pub name: String,
    pub is_chosen: bool,
}

/// The story an article stands in.
#[derive(Clone, Debug)]
pub struct StoryLine {
    pub href: String,
    pub name: String,
    /// "7 articles".
    pub count: String,
    /// Why it stands there.
    pub why: String,
}

/// The article before or after in its list.
#[derive(Clone, Debug)]
pub struct NeighbourLink {
    pub href: String,
    pub title: String,
}

/// Who says what in an article.
#[derive(Clone, Debug, Default)]
pub struct RecordPanel {
    pub speakers: Vec<Speaker>,
    pub figures: Vec<FigureLine>,
    pub quote_count: usize,
    pub shows_quotes: bool,
    pub shows_figures: bool,
    /// Said where there is nothing.
    pub why_none: String,
}

impl RecordPanel {
    /// Whether there is anything to show.
    pub fn has_any(&self) -> bool {
        self.quote_count > 0 || !self.figures.is_empty()
    }

    /// "7 quotes, 12 figures".
    pub fn summary(&self) -> String {
        let count = |count: usize, word: &str| match count {
            0 => None,
            1 => Some(format!("1 {word}")),
            _ => Some(format!("{count} {word}s")),
        };
        let parts = [count(self.quote_count, "quote"), count(self.figures.len(), "figure")];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

/// Somebody and their words here.
#[derive(Clone, Debug)]
pub struct Speaker {
    pub name: String,
    /// Of the page of all they say; `None` for those without a name.
    pub href: Option<String>,
    /// Who that is, as the text says it.
    pub who: Option<String>,
    pub quotes: Vec<QuoteLine>,
}

/// One quote in the panel.
#[derive(Clone, Debug)]
pub struct QuoteLine {
    /// From 1, in order of the text; the words carry it too.
    pub number: usize,
    pub words: String,
    pub is_indirect: bool,
}

/// One figure in the panel.
#[derive(Clone, Debug)]
pub struct FigureLine {
    /// `a`, `b` … `z`, `aa`: told apart from the quotes' numbers.
    pub letter: String,
    /// As the text writes it: "1.3 million".
    pub value: String,
    pub measure: String,
    /// Of the page of the measure.
    pub href: Option<String>,
    pub claimant: Option<String>,
}

/// All versions of an article's text that are kept.
#[derive(Clone, Debug, Template)]
#[template(path = "article/versions.html")]
pub struct VersionsPage {
    pub layout: Layout,
    /// Of the shelf.
    pub id: i64,
    pub title: String,
    /// The newest first.
    pub versions: Vec<VersionLine>,
    pub compared: Option<ComparedVersions>,
}

/// What changed from one version to another.
#[derive(Clone, Debug)]
pub struct ComparedVersions {
    pub from: VersionLine,
    pub to: VersionLine,
    pub changes: Changes,
}

/// One version.
#[derive(Clone, Debug)]
pub struct VersionLine {
    pub number: i64,
    /// When it was seen first.
    pub when: When,
    pub is_shown: bool,
}
