//! Pages of a conversation: every one is a walk along an index, however long the thread.

use super::{
    COMMENT, Comment, Draft, FROM, Kind, Status, Thread, Viewer, draft, open, read_comment,
};
use crate::database::{Tx, params};
use crate::{CommentId, Error, ReaderId, Result, ShelfId, Store, ThreadId};

/// Levels of answers on a page; what is deeper has a page of its own.
pub(super) const SHOWN_DEPTH: usize = 8;
/// Answers below one comment on a page of many.
const BELOW: usize = 100;

/// The order of comments that answer none. Answers stand in order of time.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Sort {
    #[default]
    Newest,
    Oldest,
    /// By the lower bound of the share of good votes.
    Best,
    /// By answers.
    Discussed,
}

/// Where a page begins: after the comment with this key and id.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Cursor {
    pub key: i64,
    pub id: CommentId,
}

/// Which part of a thread.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum List {
    /// Comments that answer none, with what is below them.
    All { sort: Sort, after: Option<Cursor> },
    /// One comment, those it answers, and what is below it, after the path of the last one seen.
    Below { comment: CommentId, after: Option<Vec<u8>> },
}

/// Part of a thread.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Page {
    /// In the order in which they are shown.
    pub comments: Vec<Comment>,
    /// How many of them are those that the one asked for answers; they come first.
    pub above: usize,
    /// Comments below which more is than the page holds, and the last path shown there.
    pub cut: Vec<(CommentId, Vec<u8>)>,
    /// Where the next page begins.
    pub next: Option<Cursor>,
}

/// What a view of a thread is asked for.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub list: List,
    /// Comments on a page, about.
    pub limit: usize,
    /// The turn of a page that the asker has kept, and the least and greatest id on it.
    pub kept: Option<(i64, (i64, i64))>,
}

/// A thread as one viewer sees it, from one state of the database.
#[derive(Clone, Debug)]
pub struct View {
    pub thread: Thread,
    /// `None`: the page that the asker kept is fresh.
    pub page: Option<Page>,
    /// The viewer's votes on comments of the page, and perhaps others.
    pub votes: Vec<(CommentId, i64)>,
    /// Readers whose comments the viewer does not want to see.
    pub muted: Vec<ReaderId>,
    /// The viewer's own comments that are held.
    pub held: Vec<Comment>,
    /// What the viewer wrote here and did not post.
    pub drafts: Vec<Draft>,
    pub is_followed: bool,
    pub is_muted: bool,
    /// Of the article: its address, its outlet, and where it is on the viewer's shelf.
    pub article: Option<(String, Option<String>, Option<ShelfId>)>,
    /// Where the thread is about an article and the list is of all of it: as of [`Store::threads_of_article`].
    pub beside: Vec<Thread>,
    /// Of a story or a claim: what the viewer's own shelf has of it.
    pub standing: super::Standing,
}

impl Store {
    /// A thread and a page of it, with what is the viewer's own.
    ///
    /// # Errors
    /// `NotFound`, and those of the database.
    pub async fn view(&self, viewer: Viewer, id: ThreadId, wanted: Wanted) -> Result<View> {
        self.read(move |tx| view(tx, viewer, id, &wanted)).await
    }

    /// Comments of a thread that changed after `seq`, in order of their changes; the caller has opened the thread.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn changed_comments(
        &self,
        id: ThreadId,
        seq: i64,
        limit: u32,
    ) -> Result<Vec<Comment>> {
        self.read(move |tx| {
            let sql = format!(
                "SELECT {COMMENT} FROM {FROM} WHERE c.thread_id = ?1 AND c.seq > ?2
                 ORDER BY c.seq LIMIT ?3"
            );
            let rows = tx.rows(&sql, params![id, seq, i64::from(limit)])?;
            rows.into_iter().map(|mut row| read_comment(&mut row)).collect()
        })
        .await
    }

    /// A reader's comments that the viewer may see, the newest first, each with its thread's title.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn comments_of(
        &self,
        viewer: Viewer,
        author: ReaderId,
        after: Option<CommentId>,
        limit: u32,
    ) -> Result<Vec<(Comment, String)>> {
        self.read(move |tx| {
            let sql = format!(
                "SELECT {COMMENT}, t.title FROM {FROM} JOIN thread t ON t.id = c.thread_id
                 WHERE c.author_id = ?1 AND c.id < ?2 AND c.status = 0 AND t.owner_id IN (0, ?3)
                 ORDER BY c.id DESC LIMIT ?4"
            );
            let after = after.map_or(i64::MAX, |id| id.0);
            let own = viewer.reader.map_or(0, |id| id.0);
            let rows = tx.rows(&sql, params![author, after, own, i64::from(limit)])?;
            rows.into_iter().map(|mut row| Ok((read_comment(&mut row)?, row.text(23)?))).collect()
        })
        .await
    }

    /// The newest comments of the room, shown or removed, each with its thread's title: what rules are tried on.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn latest_comments(&self, limit: u32) -> Result<Vec<(Comment, String)>> {
        self.read(move |tx| {
            let sql = format!(
                "SELECT {COMMENT}, t.title FROM {FROM} JOIN thread t ON t.id = c.thread_id
                 WHERE c.status IN (0, 2) AND t.owner_id = 0 ORDER BY c.id DESC LIMIT ?1"
            );
            let rows = tx.rows(&sql, params![i64::from(limit)])?;
            rows.into_iter().map(|mut row| Ok((read_comment(&mut row)?, row.text(23)?))).collect()
        })
        .await
    }

    /// One comment in a thread that the viewer may open; one that is held is its author's and moderators' alone.
    ///
    /// # Errors
    /// `NotFound`, and those of the database.
    pub async fn comment(&self, viewer: Viewer, id: CommentId) -> Result<(Thread, Comment)> {
        self.read(move |tx| {
            let comment = super::comment(tx, id)?;
            let thread = open(tx, viewer, comment.thread_id);
            let author = comment.author.reader();
            let is_own = author.is_some() && author == viewer.reader;
            // What one has written oneself can be seen again, whatever became of the thread.
            let thread = if is_own { super::thread(tx, comment.thread_id)? } else { thread? };
            if comment.status == Status::Held && !is_own && !viewer.is_moderator {
                return Err(Error::NotFound);
            }
            Ok((thread, comment))
        })
        .await
    }
}

fn view(tx: &mut Tx, viewer: Viewer, id: ThreadId, wanted: &Wanted) -> Result<View> {
    let thread = open(tx, viewer, id)?;
    let kept = wanted.kept.filter(|(turn, _)| *turn == thread.turn);
    let page = match kept {
        Some(_) => None,
        None => Some(page(tx, id, &wanted.list, wanted.limit)?),
    };
    let ids = match (&page, kept) {
        (Some(page), _) => range(&page.comments),
        (None, Some((_, ids))) => ids,
        (None, None) => (0, 0),
    };
    let mut view = View {
        thread,
        page,
        votes: Vec::new(),
        muted: Vec::new(),
        held: Vec::new(),
        drafts: Vec::new(),
        is_followed: false,
        is_muted: false,
        article: None,
        beside: Vec::new(),
        standing: super::Standing::default(),
    };
    if let Some(article) = view.thread.article_id {
        if view.thread.kind == Kind::Article && matches!(wanted.list, List::All { .. }) {
            view.beside = super::of_article(tx, article)?;
        }
        let sql = "SELECT a.url, a.outlet, (SELECT s.id FROM shelf s
            WHERE s.reader_id = ?2 AND s.article_id = ?1) FROM article a WHERE a.id = ?1";
        let reader = viewer.reader.map_or(0, |id| id.0);
        if let Some(mut row) = tx.first(sql, params![article, reader])? {
            let shelf = row.opt_int(2)?.map(ShelfId);
            view.article = Some((row.text(0)?, row.opt_text(1)?, shelf));
        }
    }
    if let Some(reader) = viewer.reader {
        if view.thread.article_id.is_none() {
            view.standing = super::shared::standing(tx, reader, id)?;
        }
        of_reader(tx, reader, ids, &mut view)?;
    }
    Ok(view)
}

/// The least and the greatest id.
pub(super) fn range(comments: &[Comment]) -> (i64, i64) {
    let ids = || comments.iter().map(|comment| comment.id.0);
    (ids().min().unwrap_or(0), ids().max().unwrap_or(0))
}

fn of_reader(tx: &mut Tx, reader: ReaderId, ids: (i64, i64), view: &mut View) -> Result<()> {
    let id = view.thread.id;
    let votes = "SELECT comment_id, value FROM vote
        WHERE reader_id = ?1 AND comment_id BETWEEN ?2 AND ?3";
    for row in tx.rows(votes, params![reader, ids.0, ids.1])? {
        view.votes.push((CommentId(row.int(0)?), row.int(1)?));
    }
    let shunned = "SELECT kind, item_id FROM shun WHERE reader_id = ?1";
    for row in tx.rows(shunned, params![reader])? {
        match row.int(0)? {
            2 => view.is_muted |= row.int(1)? == id.0,
            _ => view.muted.push(ReaderId(row.int(1)?)),
        }
    }
    let held = format!(
        "SELECT {COMMENT} FROM {FROM} WHERE c.author_id = ?1 AND c.thread_id = ?2 AND c.status = 1
         ORDER BY c.id DESC LIMIT 20"
    );
    for mut row in tx.rows(&held, params![reader, id])? {
        view.held.push(read_comment(&mut row)?);
    }
    view.drafts = draft::of(tx, reader, &view.thread.target)?;
    let followed = "SELECT 1 FROM follow WHERE reader_id = ?1 AND kind = 1 AND item_id = ?2";
    view.is_followed = tx.first(followed, params![reader, id])?.is_some();
    Ok(())
}

fn page(tx: &mut Tx, thread: ThreadId, list: &List, limit: usize) -> Result<Page> {
    match list {
        List::All { sort, after } => all(tx, thread, *sort, *after, limit),
        List::Below { comment, after } => below_one(tx, thread, *comment, after.as_deref(), limit),
    }
}

/// Comments that may be seen, or whose place may: not those held, nor those deleted that nobody ever answered. Of
/// those deleted that were answered, [`kept_places`] knows more.
const SEEN: &str = "c.status <> 1 AND NOT (c.status = 3 AND c.rank = 0)";

/// Without the places of deleted comments below which nothing is left to see; `is_cut`: more follows the last one.
/// Comments are in order of paths, so that what is below one follows it.
fn kept_places(comments: &mut Vec<Comment>, is_cut: bool) {
    let mut keeps = vec![true; comments.len()];
    let mut next: Option<usize> = None;
    for at in (0..comments.len()).rev() {
        let path = &comments[at].path;
        let holds = match next {
            Some(next) => comments[next].path.starts_with(path),
            None => is_cut,
        };
        // Those that answer on the deepest level shown are on a page of their own.
        let is_answered = comments[at].child_count > 0;
        keeps[at] = comments[at].status != Status::Deleted || is_answered || holds;
        if keeps[at] {
            next = Some(at);
        }
    }
    let mut keeps = keeps.into_iter();
    comments.retain(|_| keeps.next().unwrap_or(true));
}

fn all(
    tx: &mut Tx,
    thread: ThreadId,
    sort: Sort,
    after: Option<Cursor>,
    limit: usize,
) -> Result<Page> {
    let (key, compare, order, first) = match sort {
        Sort::Newest => ("created_at", "<", "DESC", i64::MAX),
        Sort::Oldest => ("created_at", ">", "ASC", i64::MIN),
        Sort::Best => ("score", "<", "DESC", i64::MAX),
        Sort::Discussed => ("reply_count", "<", "DESC", i64::MAX),
    };
    let sql = format!(
        "SELECT {COMMENT}, c.rank FROM {FROM} WHERE c.thread_id = ?1 AND c.depth = 0 AND {SEEN}
            AND (c.{key}, c.id) {compare} (?2, ?3)
         ORDER BY c.{key} {order}, c.id {order} LIMIT ?4"
    );
    let (from, id) = after.map_or((first, first), |cursor| (cursor.key, cursor.id.0));
    // One more than fits says whether there is a next page.
    let mut roots: Vec<(Comment, bool)> = tx
        .rows(&sql, params![thread, from, id, limit as i64 + 1])?
        .into_iter()
        .map(|mut row| Ok((read_comment(&mut row)?, row.int(23)? > 0)))
        .collect::<Result<_>>()?;
    let mut is_more = roots.len() > limit;
    roots.truncate(limit);
    let mut page = Page::default();
    for (root, is_answered) in roots {
        if page.comments.len() >= limit {
            is_more = true;
            break;
        }
        let key = match sort {
            Sort::Newest | Sort::Oldest => root.created_at.as_microsecond(),
            Sort::Best => root.score,
            Sort::Discussed => root.reply_count,
        };
        page.next = Some(Cursor { key, id: root.id });
        let (mut found, mut cut) = (Vec::new(), None);
        if is_answered {
            (found, cut) = below(tx, thread, &root.path, SHOWN_DEPTH, None, BELOW)?;
        }
        if root.status == Status::Deleted && found.is_empty() {
            continue;
        }
        page.cut.extend(cut.map(|last| (root.id, last)));
        page.comments.push(root);
        page.comments.extend(found);
    }
    page.next = page.next.filter(|_| is_more);
    Ok(page)
}

fn below_one(
    tx: &mut Tx,
    thread: ThreadId,
    id: CommentId,
    after: Option<&[u8]>,
    limit: usize,
) -> Result<Page> {
    let comment = super::comment(tx, id)?;
    if comment.thread_id != thread || comment.status == Status::Held {
        return Err(Error::NotFound);
    }
    let mut page = Page::default();
    for level in 1..=comment.depth {
        let sql = format!("SELECT {COMMENT} FROM {FROM} WHERE c.thread_id = ?1 AND c.path = ?2");
        if let Some(mut row) = tx.first(&sql, params![thread, &comment.path[..level * 4]])? {
            page.comments.push(read_comment(&mut row)?);
        }
    }
    page.above = page.comments.len();
    let (depth, path) = (comment.depth, comment.path.clone());
    page.comments.push(comment);
    let (found, cut) = below(tx, thread, &path, depth + SHOWN_DEPTH, after, limit)?;
    page.cut.extend(cut.map(|last| (id, last)));
    page.comments.extend(found);
    Ok(page)
}

/// What stands below a path, above `depth`, in order of paths; and the last path, where there is more.
fn below(
    tx: &mut Tx,
    thread: ThreadId,
    path: &[u8],
    depth: usize,
    after: Option<&[u8]>,
    limit: usize,
) -> Result<(Vec<Comment>, Option<Vec<u8>>)> {
    let sql = format!(
        "SELECT {COMMENT} FROM {FROM} WHERE c.thread_id = ?1 AND c.path > ?2 AND c.path < ?3
            AND {SEEN} ORDER BY c.path LIMIT ?4"
    );
    let end = after_all_below(path);
    let mut from = after.filter(|after| after.starts_with(path)).unwrap_or(path).to_vec();
    let mut found = Vec::new();
    'more: loop {
        let left = limit + 1 - found.len();
        let rows = tx.rows(&sql, params![thread, &from, &end, left as i64])?;
        let is_last = rows.len() < left;
        for mut row in rows {
            let comment = read_comment(&mut row)?;
            if comment.depth >= depth {
                from = after_all_below(&comment.path[..depth * 4]);
                continue 'more;
            }
            from.clone_from(&comment.path);
            found.push(comment);
        }
        if is_last || found.len() > limit {
            break;
        }
    }
    let is_cut = found.len() > limit;
    found.truncate(limit);
    let last = found.last().filter(|_| is_cut).map(|last| last.path.clone());
    kept_places(&mut found, is_cut);
    Ok((found, last))
}

/// Greater than the path and all paths below it, less than any other that is greater: no rank begins with 255.
pub(super) fn after_all_below(path: &[u8]) -> Vec<u8> {
    [path, &[255]].concat()
}
