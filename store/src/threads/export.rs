//! All conversations, one comment at a time, for taking them elsewhere.

use jiff::Timestamp;

use super::{COMMENT, Comment, FROM, Kind, read_comment};
use crate::database::params;
use crate::marks::Anchor;
use crate::{Result, Store};

/// A comment with what it is about.
#[derive(Clone, PartialEq, Debug)]
pub struct Exported {
    pub comment: Comment,
    pub kind: Kind,
    /// See [`super::Target::word`].
    pub target: String,
    pub title: String,
    /// Of the article.
    pub url: Option<String>,
    /// Of a passage.
    pub passage: Option<Anchor>,
    pub thread_created_at: Timestamp,
}

impl Store {
    /// Hands over all comments of conversations that are not private, in order of threads and paths. Addresses of
    /// guests are not among what is handed over.
    ///
    /// # Errors
    /// Those of the database, and the taker's.
    pub async fn each_comment<F>(&self, mut take: F) -> Result<()>
    where
        F: FnMut(Exported) -> Result<()> + Send + 'static,
    {
        self.read(move |tx| {
            let sql = format!(
                "SELECT {COMMENT}, t.target, t.title, a.url, t.kind, t.version, t.span_start,
                    t.span_end, t.quote, t.prefix, t.suffix, t.created_at
                 FROM {FROM} JOIN thread t ON t.id = c.thread_id
                 LEFT JOIN article a ON a.id = t.article_id
                 WHERE t.owner_id = 0 ORDER BY c.thread_id, c.path"
            );
            tx.each(&sql, params![], &mut |mut row| {
                let comment = read_comment(&mut row)?;
                let kind = match row.int(26)? {
                    0 => Kind::Article,
                    1 => Kind::Passage,
                    2 => Kind::Story,
                    _ => Kind::Claim,
                };
                let anchor = Anchor {
                    version: row.int(27)?,
                    span: row.int(28)? as usize..row.int(29)? as usize,
                    quote: row.text(30)?,
                    prefix: row.text(31)?,
                    suffix: row.text(32)?,
                };
                take(Exported {
                    comment,
                    kind,
                    target: row.text(23)?,
                    title: row.text(24)?,
                    url: row.opt_text(25)?,
                    passage: (kind == Kind::Passage).then_some(anchor),
                    thread_created_at: row.instant(33)?,
                })
            })
        })
        .await
    }
}
