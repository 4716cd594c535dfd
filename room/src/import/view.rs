//! What the pages of import and export show.

use askama::Template;

use crate::layout::Layout;

/// Where a file is handed over, and everything is taken out.
#[derive(Clone, Debug, Template)]
#[template(path = "import/start.html")]
pub struct ImportPage {
    pub layout: Layout,
    /// Why the file given cannot be read.
    pub wrong: Option<String>,
    /// From where, which file, what is carried over.
    pub formats: &'static [(&'static str, &'static str, &'static str)],
    pub running: Vec<Run>,
}

/// An import under way or done.
#[derive(Clone, Debug)]
pub struct Run {
    pub id: i64,
    pub name: String,
    /// Thousandths.
    pub done: i64,
    pub state: String,
}

/// What a file holds, before anything is taken.
#[derive(Clone, Debug, Template)]
#[template(path = "import/preview.html")]
pub struct PreviewPage {
    pub layout: Layout,
    pub id: i64,
    pub file_name: String,
    /// "Pocket, CSV".
    pub format: String,
    /// "Articles" and "12,408".
    pub facts: Vec<(&'static str, String)>,
    /// How many rows, and why.
    pub refused: Vec<(String, String)>,
    pub samples: Vec<Sample>,
}

/// One of the first rows.
#[derive(Clone, Debug)]
pub struct Sample {
    pub title: String,
    pub url: String,
    pub tags: Vec<String>,
    pub mark_count: usize,
}

/// What became of an import.
#[derive(Clone, Debug, Template)]
#[template(path = "import/report.html")]
pub struct ReportPage {
    pub layout: Layout,
    pub file_name: String,
    pub state: String,
    pub facts: Vec<(&'static str, String)>,
    /// Thousandths, while it runs.
    pub done: Option<i64>,
    pub refused: Vec<RefusedRow>,
}

/// A row that was not taken.
#[derive(Clone, Debug)]
pub struct RefusedRow {
    pub number: i64,
    pub words: String,
    pub why: String,
}
