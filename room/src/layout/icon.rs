//! Small pictures beside words.

use std::fmt;

use askama::filters::HtmlSafe;

/// A symbol of `icons.svg`, hidden from screen readers: the words beside it say what it does.
#[derive(Clone, Copy, Debug)]
pub struct Icon(pub(super) &'static str);

impl HtmlSafe for Icon {}

impl fmt::Display for Icon {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let sprite = crate::assets::address("icons.svg");
        write!(
            f,
            "<svg class=\"icon\" aria-hidden=\"true\"><use href=\"{sprite}#{}\"/></svg>",
            self.0
        )
    }
}
