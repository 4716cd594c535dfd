//! Versions: what changed between two texts of one address, and where marks on the old one stand now.
//!
//! [`Versions::compare`] is given both texts and keeps them: it gives the word-level difference
//! ([`diff`]), the figures and quotations that were added, dropped or changed ([`values`]), and
//! re-anchors marks ([`reanchor`]). All spans are bytes of the text they are said of.

pub mod diff;
pub mod reanchor;
pub mod values;

#[cfg(test)]
mod tests;

use diff::Hunk;

/// Two texts of one address and how the new one came from the old one.
#[derive(Debug)]
pub struct Versions<'t> {
    /// The text as it was.
    pub old: &'t str,
    /// The text as it is now.
    pub new: &'t str,
    /// Stretches that were kept and stretches that were exchanged, in turn, covering all words.
    pub hunks: Vec<Hunk>,
}

impl<'t> Versions<'t> {
    /// Compares two texts; near linear in their lengths whatever they hold.
    pub fn compare(old: &'t str, new: &'t str) -> Self {
        Self { old, new, hunks: diff::of(old, new) }
    }

    /// Nothing but white space changed.
    pub fn is_same(&self) -> bool {
        self.hunks.iter().all(|hunk| hunk.is_same)
    }
}
