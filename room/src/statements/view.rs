//! What the pages of a source and of a measure show.

use askama::Template;

use super::chart::Chart;
use crate::layout::{Layout, When};

/// What somebody has said.
#[derive(Clone, Debug, Template)]
#[template(path = "statements/source.html")]
pub struct SourcePage {
    pub layout: Layout,
    pub name: String,
    pub query: String,
    pub from: String,
    pub to: String,
    pub is_filtered: bool,
    pub lines: Vec<StatementLine>,
    pub older: Option<String>,
    /// The same as files: address and form.
    pub files: Vec<(String, &'static str)>,
    pub watch_href: String,
}

/// What is said of a measure, over time.
#[derive(Clone, Debug, Template)]
#[template(path = "statements/measure.html")]
pub struct MeasurePage {
    pub layout: Layout,
    pub name: String,
    pub query: String,
    pub from: String,
    pub to: String,
    /// `None` where there are fewer than two points.
    pub chart: Option<Chart>,
    pub lines: Vec<StatementLine>,
    pub files: Vec<(String, &'static str)>,
    pub watch_href: String,
}

/// One quote or figure.
#[derive(Clone, Debug)]
pub struct StatementLine {
    pub href: String,
    /// What stands around a figure; empty around quotes.
    pub before: String,
    pub words: String,
    pub after: String,
    pub is_figure: bool,
    pub is_indirect: bool,
    pub measure: String,
    pub place: String,
    /// `None`: the article itself.
    pub claimant: Option<String>,
    /// Of the page of the claimant; empty where there is none.
    pub claimant_href: String,
    pub outlet: String,
    pub title: String,
    pub when: Option<When>,
    /// Where the same words stand too: address and outlet.
    pub also: Vec<(String, String)>,
}
