//! An article laid out for reading on a terminal.

use page::Article;

/// What is known of the terminal.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    width: usize,
}

impl Layout {
    pub(super) fn of_stdout(width: Option<usize>) -> Layout {
        Layout {
            width: width.unwrap_or(80),
        }
    }
}

pub(super) fn lay_out(article: &Article, layout: &Layout) -> String {
    let _ = layout.width;
    without_controls(&article.markdown())
}

/// The text without the characters that steer a terminal; tabs and line feeds stay.
pub(super) fn without_controls(text: &str) -> String {
    text.chars()
        .filter(|&c| !c.is_control() || c == '\n' || c == '\t')
        .collect()
}
