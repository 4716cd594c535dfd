//! Threads: the conversation about an article, a passage of it, a story or a claim.
//!
//! A thread is made by its first comment. Who may open it: nobody but the owner where the article is private; else
//! who has the article on the shelf, and, once somebody has spoken in it, everybody in the room. What a reader only
//! saved stays unknown to others.

mod change;
mod check;
mod draft;
mod export;
mod guest;
mod list;
mod post;
mod shared;
mod take;

use jiff::Timestamp;
use sha2::{Digest, Sha256};

pub use change::Vote;
pub use draft::Draft;
pub use export::Exported;
pub use list::{Cursor, List, Page, Sort, View, Wanted};
pub use post::{By, NewComment, Place, Posted, Speaking};
pub use shared::{Shared, Standing};
pub use take::{Above, Taken, Thing};

pub(crate) use change::settle;
pub(crate) use check::wrong_counts;
pub(crate) use post::announce;

use crate::database::{Row, Tx, params};
use crate::marks::Anchor;
use crate::{ArticleId, CommentId, Error, GuestId, ReaderId, Result, Store, ThreadId};

/// Levels of answers that are kept.
pub const DEPTH: usize = 64;

/// What a conversation is about.
#[derive(Clone, PartialEq, Debug)]
pub enum Target {
    Article(ArticleId),
    /// Words of an article.
    Passage(ArticleId, Anchor),
    /// One event, whoever's story of it one comes from.
    Story(Shared),
    /// Claims that stand against each other.
    Claim(Shared),
}

impl Target {
    /// What it is recognised by.
    pub fn word(&self) -> String {
        match self {
            Self::Article(id) => format!("a:{id}"),
            Self::Passage(id, anchor) => {
                let mut hash = Sha256::new();
                for part in [&anchor.prefix, &anchor.quote, &anchor.suffix] {
                    hash.update(part.as_bytes());
                    hash.update([0]);
                }
                let hash: String =
                    hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
                format!("p:{id}:{hash}")
            }
            Self::Story(shared) => format!("s:{}", shared.articles.first().map_or(0, |id| id.0)),
            Self::Claim(shared) => {
                let mut firsts: Vec<i64> = shared.figures.iter().flatten().copied().collect();
                firsts.sort_unstable();
                let firsts: Vec<String> =
                    firsts.iter().take(2).map(|figure| format!("{figure:x}")).collect();
                format!("c:{}", firsts.join("."))
            }
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::Article(_) => Kind::Article,
            Self::Passage(..) => Kind::Passage,
            Self::Story(_) => Kind::Story,
            Self::Claim(_) => Kind::Claim,
        }
    }

    /// Of a story or a claim.
    fn shared(&self) -> Option<&Shared> {
        match self {
            Self::Article(_) | Self::Passage(..) => None,
            Self::Story(shared) | Self::Claim(shared) => Some(shared),
        }
    }

    fn article(&self) -> Option<ArticleId> {
        match self {
            Self::Article(id) | Self::Passage(id, _) => Some(*id),
            Self::Story(_) | Self::Claim(_) => None,
        }
    }
}

/// The kinds of [`Target`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Article,
    Passage,
    Story,
    Claim,
}

/// A conversation.
#[derive(Clone, PartialEq, Debug)]
pub struct Thread {
    pub id: ThreadId,
    pub kind: Kind,
    /// See [`Target::word`].
    pub target: String,
    pub article_id: Option<ArticleId>,
    /// The reader who alone may open it.
    pub owner: Option<ReaderId>,
    pub title: String,
    /// Of a passage; of a claim, its words alone.
    pub anchor: Option<Anchor>,
    /// The passage's words are not in the version shown.
    pub is_orphan: bool,
    pub is_closed: bool,
    /// Comments shown.
    pub comment_count: i64,
    /// Moves with each change of a comment, in the order of commits.
    pub seq: i64,
    /// Moves with that and with votes.
    pub turn: i64,
    pub created_at: Timestamp,
    pub last_at: Timestamp,
}

/// Who looks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Viewer {
    /// `None`: somebody without an account.
    pub reader: Option<ReaderId>,
    pub is_moderator: bool,
}

impl Viewer {
    /// A reader without a special role.
    pub fn reader(id: ReaderId) -> Self {
        Self { reader: Some(id), is_moderator: false }
    }
}

/// Whether others see a comment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Status {
    Shown,
    /// A moderator is to look at it first: only they and its author see it.
    Held,
    /// By a moderator; that it was there, and why it is gone, is shown.
    Removed,
    /// By its author.
    Deleted,
}

impl Status {
    fn of(number: i64) -> Result<Self> {
        const ALL: [Status; 4] = [Status::Shown, Status::Held, Status::Removed, Status::Deleted];
        let status = usize::try_from(number).ok().and_then(|at| ALL.get(at)).copied();
        status.ok_or(Error::Damaged("a comment's status"))
    }
}

/// Who wrote a comment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Author {
    Reader {
        id: ReaderId,
        name: String,
        display_name: String,
        is_moderator: bool,
    },
    /// Without an account, or brought by an import.
    Guest {
        id: Option<GuestId>,
        name: String,
    },
    /// A reader who left.
    Gone,
}

impl Author {
    pub fn reader(&self) -> Option<ReaderId> {
        match self {
            Self::Reader { id, .. } => Some(*id),
            Self::Guest { .. } | Self::Gone => None,
        }
    }
}

/// One comment.
#[derive(Clone, PartialEq, Debug)]
pub struct Comment {
    pub id: CommentId,
    pub thread_id: ThreadId,
    pub parent_id: Option<CommentId>,
    /// See the schema: in order of paths, an answer follows what it answers.
    pub path: Vec<u8>,
    /// 0: it answers none.
    pub depth: usize,
    pub author: Author,
    pub source: String,
    pub html: String,
    pub status: Status,
    /// Why it is held or removed.
    pub reason: Option<String>,
    pub up: i64,
    pub down: i64,
    /// Answers shown.
    pub child_count: i64,
    /// All shown below, where it answers none.
    pub reply_count: i64,
    pub seq: i64,
    pub created_at: Timestamp,
    pub edited_at: Option<Timestamp>,
    /// Lower bound of the share of good votes, in millionths.
    pub score: i64,
}

impl Store {
    /// A thread that the viewer may open.
    ///
    /// # Errors
    /// `NotFound`, and those of the database.
    pub async fn thread(&self, viewer: Viewer, id: ThreadId) -> Result<Thread> {
        self.read(move |tx| open(tx, viewer, id)).await
    }

    /// The thread about something, if it was begun and the viewer may open it.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn thread_about(&self, viewer: Viewer, target: Target) -> Result<Option<Thread>> {
        self.read(move |tx| {
            let Some(thread) = about(tx, &target)? else { return Ok(None) };
            Ok(may_open(tx, viewer, &thread)?.then_some(thread))
        })
        .await
    }

    /// All threads about an article and its passages that have comments: the article's first, then passages in
    /// order of the text. Whether the viewer may open them is theirs to ask.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn threads_of_article(&self, article: ArticleId) -> Result<Vec<Thread>> {
        self.read(move |tx| of_article(tx, article)).await
    }

    /// Conversations of the whole room, the last spoken in first; `after` is time and id of the last one seen.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn threads(
        &self,
        after: Option<(Timestamp, ThreadId)>,
        limit: u32,
    ) -> Result<Vec<Thread>> {
        self.read(move |tx| {
            let sql = format!(
                "SELECT {COLUMNS} FROM thread t WHERE t.comment_count > 0 AND t.owner_id = 0
                    AND (t.last_at, t.id) < (?1, ?2)
                 ORDER BY t.last_at DESC, t.id DESC LIMIT ?3"
            );
            let (at, id) =
                after.map_or((i64::MAX, i64::MAX), |(at, id)| (at.as_microsecond(), id.0));
            tx.rows(&sql, params![at, id, i64::from(limit)])?.iter_mut().map(read_row).collect()
        })
        .await
    }

    /// Writes where the passages of an article stand in its new version; `None`: no longer there.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn move_passages(&self, moved: Vec<(ThreadId, Option<Anchor>)>) -> Result<()> {
        self.write(move |tx| {
            for (id, anchor) in &moved {
                match anchor {
                    None => tx.execute(
                        "UPDATE thread SET is_orphan = 1, turn = turn + 1 WHERE id = ?1",
                        params![*id],
                    )?,
                    Some(anchor) => tx.execute(
                        "UPDATE thread SET is_orphan = 0, version = ?2, span_start = ?3,
                            span_end = ?4, quote = ?5, prefix = ?6, suffix = ?7, turn = turn + 1
                         WHERE id = ?1",
                        params![
                            *id,
                            anchor.version,
                            anchor.span.start as i64,
                            anchor.span.end as i64,
                            &anchor.quote,
                            &anchor.prefix,
                            &anchor.suffix
                        ],
                    )?,
                };
            }
            Ok(())
        })
        .await
    }
}

/// Columns that [`read_row`] takes, of `thread t`.
pub(crate) const COLUMNS: &str = "t.id, t.kind, t.target, t.article_id, t.owner_id, t.title, t.version, \
    t.span_start, t.span_end, t.quote, t.prefix, t.suffix, t.is_orphan, t.is_closed, \
    t.comment_count, t.seq, t.turn, t.created_at, t.last_at";

pub(crate) fn read_row(row: &mut Row) -> Result<Thread> {
    let kind = match row.int(1)? {
        0 => Kind::Article,
        1 => Kind::Passage,
        2 => Kind::Story,
        3 => Kind::Claim,
        _ => return Err(Error::Damaged("a thread's kind")),
    };
    let anchor = Anchor {
        version: row.int(6)?,
        span: row.int(7)? as usize..row.int(8)? as usize,
        quote: row.text(9)?,
        prefix: row.text(10)?,
        suffix: row.text(11)?,
    };
    Ok(Thread {
        id: ThreadId(row.int(0)?),
        kind,
        target: row.text(2)?,
        article_id: row.opt_int(3)?.map(ArticleId),
        owner: Some(row.int(4)?).filter(|id| *id != 0).map(ReaderId),
        title: row.text(5)?,
        anchor: matches!(kind, Kind::Passage | Kind::Claim).then_some(anchor),
        is_orphan: row.flag(12)?,
        is_closed: row.flag(13)?,
        comment_count: row.int(14)?,
        seq: row.int(15)?,
        turn: row.int(16)?,
        created_at: row.instant(17)?,
        last_at: row.instant(18)?,
    })
}

fn of_article(tx: &mut Tx, article: ArticleId) -> Result<Vec<Thread>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM thread t WHERE t.article_id = ?1 AND t.comment_count > 0
         ORDER BY t.kind, t.is_orphan, t.span_start, t.id"
    );
    tx.rows(&sql, params![article])?.iter_mut().map(read_row).collect()
}

pub(crate) fn thread(tx: &mut Tx, id: ThreadId) -> Result<Thread> {
    let sql = format!("SELECT {COLUMNS} FROM thread t WHERE t.id = ?1");
    read_row(&mut tx.first(&sql, params![id])?.ok_or(Error::NotFound)?)
}

pub(crate) fn open(tx: &mut Tx, viewer: Viewer, id: ThreadId) -> Result<Thread> {
    let thread = thread(tx, id)?;
    if may_open(tx, viewer, &thread)? { Ok(thread) } else { Err(Error::NotFound) }
}

/// The rule at the head of this module.
pub(crate) fn may_open(tx: &mut Tx, viewer: Viewer, thread: &Thread) -> Result<bool> {
    if thread.owner.is_some() {
        return Ok(thread.owner == viewer.reader);
    }
    if thread.comment_count > 0 || viewer.is_moderator {
        return Ok(true);
    }
    match (viewer.reader, thread.article_id) {
        (None, _) => Ok(false),
        (Some(reader), None) => shared::has_any(tx, reader, thread.id),
        (Some(reader), Some(article)) => {
            Ok(crate::shelf::of_article(tx, reader, article)?.is_some())
        }
    }
}

/// The thread about a target: of a passage, first the one that stands at the same place.
fn about(tx: &mut Tx, target: &Target) -> Result<Option<Thread>> {
    if let Target::Passage(article, anchor) = target {
        let sql = format!(
            "SELECT {COLUMNS} FROM thread t WHERE t.article_id = ?1 AND t.kind = 1
                AND t.is_orphan = 0 AND t.version = ?2 AND t.span_start = ?3 AND t.span_end = ?4"
        );
        let (start, end) = (anchor.span.start as i64, anchor.span.end as i64);
        let found = tx.first(&sql, params![*article, anchor.version, start, end])?;
        if let Some(mut row) = found {
            return read_row(&mut row).map(Some);
        }
    }
    if let Some(found) = shared::about(tx, target)? {
        return thread(tx, found).map(Some);
    }
    let sql = format!("SELECT {COLUMNS} FROM thread t WHERE t.target = ?1");
    tx.first(&sql, params![&target.word()])?.map(|mut row| read_row(&mut row)).transpose()
}

/// Columns that [`read_comment`] takes, of `comment c LEFT JOIN reader r`.
pub(crate) const COMMENT: &str = "c.id, c.thread_id, c.parent_id, c.path, c.depth, c.author_id, r.name, \
    r.display_name, r.role, c.guest_id, c.name, c.source, c.html, c.status, c.reason, c.up, c.down, \
    c.child_count, c.reply_count, c.seq, c.created_at, c.edited_at, c.score";
pub(crate) const FROM: &str = "comment c LEFT JOIN reader r ON r.id = c.author_id";

pub(crate) fn read_comment(row: &mut Row) -> Result<Comment> {
    let author = match row.opt_int(5)? {
        Some(id) => Author::Reader {
            id: ReaderId(id),
            name: row.text(6)?,
            display_name: row.text(7)?,
            is_moderator: row.int(8)? > 0,
        },
        None => match row.text(10)? {
            name if name.is_empty() => Author::Gone,
            name => Author::Guest { id: row.opt_int(9)?.map(GuestId), name },
        },
    };
    Ok(Comment {
        id: CommentId(row.int(0)?),
        thread_id: ThreadId(row.int(1)?),
        parent_id: row.opt_int(2)?.map(CommentId),
        path: row.blob(3)?,
        depth: usize::try_from(row.int(4)?).map_err(|_| Error::Damaged("a comment's depth"))?,
        author,
        source: row.text(11)?,
        html: row.text(12)?,
        status: Status::of(row.int(13)?)?,
        reason: row.opt_text(14)?,
        up: row.int(15)?,
        down: row.int(16)?,
        child_count: row.int(17)?,
        reply_count: row.int(18)?,
        seq: row.int(19)?,
        created_at: row.instant(20)?,
        edited_at: row.opt_instant(21)?,
        score: row.int(22)?,
    })
}

pub(crate) fn comment(tx: &mut Tx, id: CommentId) -> Result<Comment> {
    let sql = format!("SELECT {COMMENT} FROM {FROM} WHERE c.id = ?1");
    read_comment(&mut tx.first(&sql, params![id])?.ok_or(Error::NotFound)?)
}
