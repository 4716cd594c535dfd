//! Pages without a feature of their own: the keys, being offline, errors.

use askama::Template;

use super::Layout;

/// All keys by where they work.
#[derive(Clone, Debug, Template)]
#[template(path = "layout/keys.html")]
pub struct KeysPage {
    pub layout: Layout,
    pub groups: &'static [KeyGroup],
}

/// A heading; keys and what they do.
pub type KeyGroup = (&'static str, &'static [(&'static str, &'static str)]);

/// The keys, as `keys.js` knows them.
pub const KEYS: &[KeyGroup] = &[
    (
        "Anywhere",
        &[
            ("?", "these keys"),
            ("/", "search"),
            ("s", "save a page"),
            ("g u", "unread"),
            ("g a", "archive"),
            ("g f", "favourites"),
            ("g y", "stories"),
            ("g m", "marks"),
            ("g t", "tags"),
            ("g s", "feeds"),
            ("Esc", "close what is open"),
        ],
    ),
    (
        "In a list",
        &[
            ("j", "next article"),
            ("k", "previous article"),
            ("o", "open it; Enter too"),
            ("a", "archive it, or back to unread"),
            ("f", "favourite, or no longer"),
            ("e", "select several"),
            ("x", "select this one"),
            ("v", "show its reprints, or hide them"),
        ],
    ),
    (
        "In an article",
        &[
            ("j", "next article"),
            ("k", "previous article"),
            ("u", "back to the list"),
            ("a", "archive"),
            ("f", "favourite"),
            ("l", "tags and folder"),
            ("y", "the story it is part of"),
            ("q", "show quotes"),
            ("n", "show figures"),
            ("m", "mark the selection"),
            ("r", "read aloud, pause"),
            ("t", "type and colours"),
            ("o", "the page itself"),
        ],
    ),
];

/// Shown by the service worker.
#[derive(Clone, Debug, Template)]
#[template(path = "layout/offline.html")]
pub struct OfflinePage {
    pub layout: Layout,
}

/// Something went wrong.
#[derive(Clone, Debug, Template)]
#[template(path = "error/page.html")]
pub struct ErrorPage {
    pub layout: Layout,
    pub status: u16,
    pub heading: &'static str,
    pub words: String,
    /// Address and words.
    pub way_on: (&'static str, &'static str),
}
