//! Why there is no article at all.

/// What a caller can be told when bytes give no article.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Error {
    /// The bytes are of another kind; the name says which ("a PDF document").
    #[error("not a web page: {0}")]
    NotAPage(&'static str),
    /// Nothing but white space.
    #[error("the page is empty")]
    Empty,
}
