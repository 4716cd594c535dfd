//! Comments as HTML: written once for all readers, and put together with what is one reader's own.

use std::fmt::Write;
use std::ops::Range;

use jiff::Timestamp;
use store::CommentId;
use store::threads::{Author, Comment, Cursor, Page, Status};

use super::markdown::escape;
use crate::hex;

/// Levels that are indented and shown on one page.
const LEVELS: usize = 8;

/// One comment as it was written; the acts of the reader who looks stand before its end.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub(super) id: CommentId,
    /// 0: no reader.
    pub(super) author: i64,
    author_name: String,
    is_shown: bool,
    up: i64,
    level: usize,
    thread: i64,
    /// All but the acts and the end. Of a piece that stands on a page: empty, its words are the page's.
    head: String,
}

/// What every comment ends with.
const TAIL: &str = "</article>\n";

/// A page of a thread as it is kept in memory.
#[derive(Debug)]
pub(super) struct Pieces {
    pub(super) turn: i64,
    /// The least and the greatest id.
    pub(super) ids: (i64, i64),
    pub(super) next: Option<Cursor>,
    pub(super) bytes: usize,
    /// The page as most readers see it: signed in, without a vote or a comment of their own on it.
    html: String,
    pieces: Vec<Standing>,
}

/// A piece and its place in the page's HTML.
#[derive(Debug)]
struct Standing {
    piece: Piece,
    head: Range<usize>,
    end: usize,
}

/// Who looks at the pieces.
#[derive(Debug, Default)]
pub(super) struct Look<'l> {
    /// 0: nobody who is signed in.
    pub(super) reader: i64,
    pub(super) votes: &'l [(CommentId, i64)],
    pub(super) muted: &'l [store::ReaderId],
    /// The comment the page is about.
    pub(super) at: Option<CommentId>,
}

impl Pieces {
    pub(super) fn of(page: &Page, turn: i64) -> Self {
        // Of one comment's page: those above stand together, then levels begin anew.
        let base = page.comments.get(page.above).map_or(0, |comment| comment.depth);
        let mut pieces = Vec::with_capacity(page.comments.len());
        for (at, comment) in page.comments.iter().enumerate() {
            let level = if at < page.above { 0 } else { comment.depth.saturating_sub(base) };
            let parent =
                comment.parent_id.and_then(|id| page.comments.iter().find(|one| one.id == id));
            let mut piece = written(comment, level, parent.map(|parent| name(&parent.author)));
            let is_last_level = at >= page.above && level + 1 == LEVELS && comment.child_count > 0;
            if is_last_level {
                more(&mut piece, comment, comment.child_count, None);
            }
            pieces.push(piece);
        }
        for (id, last) in &page.cut {
            // The link to more stands below the last one of those that are shown.
            let at = page.comments.iter().rposition(|one| one.path.starts_with(last));
            let root = page.comments.iter().find(|one| one.id == *id);
            if let (Some(at), Some(root)) = (at, root) {
                more(&mut pieces[at], root, 0, Some(last));
            }
        }
        let ids = page.comments.iter().map(|one| one.id.0);
        let ids = (ids.clone().min().unwrap_or(0), ids.max().unwrap_or(0));
        Self { ids, next: page.next, ..Self::standing(pieces, turn) }
    }

    /// The pieces in one text.
    fn standing(pieces: Vec<Piece>, turn: i64) -> Self {
        let (mut html, mut standing) = (String::new(), Vec::with_capacity(pieces.len()));
        for mut piece in pieces {
            let start = html.len();
            html.push_str(&piece.head);
            let head = start..html.len();
            piece.finish(&Look::anybody(), &mut html);
            piece.head = String::new();
            standing.push(Standing { piece, head, end: html.len() });
        }
        html.shrink_to_fit();
        let bytes = html.len() + standing.len() * size_of::<Standing>();
        Self { turn, ids: (0, 0), next: None, bytes, html, pieces: standing }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    pub(super) fn len(&self) -> usize {
        self.pieces.len()
    }

    /// All of them for one reader.
    pub(super) fn write(&self, look: &Look) -> String {
        self.write_some(look, self.pieces.len())
    }

    /// The first `count` of them: what is as all see it in as few strokes as there can be.
    pub(super) fn write_some(&self, look: &Look, count: usize) -> String {
        let pieces = &self.pieces[..count.min(self.pieces.len())];
        let end = pieces.last().map_or(0, |last| last.end);
        let mut out = String::with_capacity(end + 1_000);
        let mut written = 0;
        for Standing { piece, head, end } in pieces {
            if !look.is_anybody(piece) {
                out.push_str(&self.html[written..head.start]);
                piece.write(&self.html[head.clone()], look, &mut out);
                written = *end;
            }
        }
        out.push_str(&self.html[written..end]);
        out
    }
}

impl Look<'_> {
    /// Who is signed in, and has neither voted nor written.
    fn anybody() -> Self {
        Self { reader: -1, ..Self::default() }
    }

    /// Whether this reader sees a piece as [`Look::anybody`] does.
    fn is_anybody(&self, piece: &Piece) -> bool {
        self.reader != 0
            && self.reader != piece.author
            && self.at != Some(piece.id)
            && self.votes.iter().all(|(voted, _)| *voted != piece.id)
            && !self.is_muting(piece)
    }

    fn is_muting(&self, piece: &Piece) -> bool {
        piece.author != 0 && self.muted.iter().any(|muted| muted.0 == piece.author)
    }
}

/// The piece of a comment that others may see.
pub(super) fn of(comment: &Comment) -> Option<Piece> {
    match comment.status {
        Status::Held => None,
        _ => Some(written(comment, comment.depth.min(LEVELS - 1), None)),
    }
}

impl Piece {
    /// As a reader sees it who has not voted.
    pub(super) fn whole(&self) -> String {
        let mut out = self.head.clone();
        self.finish(&Look::anybody(), &mut out);
        out
    }

    fn write(&self, head: &str, look: &Look, out: &mut String) {
        if look.is_muting(self) {
            let _ = write!(
                out,
                "<article class=\"comment l{} quietened\" id=\"c{}\"><p class=\"gone\">By somebody you muted.</p>{TAIL}",
                self.level, self.id
            );
            return;
        }
        if look.at == Some(self.id) {
            // The head begins with the words that every head begins with.
            out.push_str("<article class=\"at ");
            out.push_str(&head["<article class=\"".len()..]);
        } else {
            out.push_str(head);
        }
        self.finish(look, out);
    }

    /// What stands behind the head.
    fn finish(&self, look: &Look, out: &mut String) {
        if self.is_shown {
            self.acts(look, out);
        }
        out.push_str(TAIL);
    }

    fn acts(&self, look: &Look, out: &mut String) {
        let (id, thread) = (self.id, self.thread);
        out.push_str("<footer class=\"acts\">");
        let is_own = look.reader != 0 && look.reader == self.author;
        if look.reader == 0 || is_own {
            if self.up > 0 {
                let _ = write!(out, "<span class=\"votes\">Recommended by {}</span>", self.up);
            }
        } else {
            let vote =
                look.votes.iter().find(|(voted, _)| *voted == id).map_or(0, |(_, value)| *value);
            let button = |out: &mut String, value: &str, words: &str, is_on: bool, count: i64| {
                let value = if is_on { "none" } else { value };
                let _ = write!(
                    out,
                    "<button class=\"text-button\" form=\"votes\" name=\"vote\" value=\"{id} {value}\" aria-pressed=\"{is_on}\">{words}",
                );
                if count > 0 {
                    let _ = write!(out, " <b>{count}</b>");
                }
                out.push_str("</button>");
            };
            button(out, "up", "Recommend", vote > 0, self.up);
            button(out, "down", "Off the point", vote < 0, 0);
        }
        if look.reader != 0 {
            let _ = write!(
                out,
                "<a href=\"/talk/{thread}/{id}?do=reply#write\" data-reply=\"{id}\">Reply<span class=\"unseen\"> to "
            );
            escape(out, &self.author_name);
            out.push_str("</span></a>");
        }
        let words = if is_own { "Change" } else { "More" };
        let _ = write!(
            out,
            "<a href=\"/talk/{thread}/{id}\">{words}<span class=\"unseen\">: the comment of "
        );
        escape(out, &self.author_name);
        out.push_str("</span></a></footer>");
    }
}

/// The name others see.
pub(super) fn name(author: &Author) -> &str {
    match author {
        Author::Reader { display_name, .. } => display_name,
        Author::Guest { name, .. } => name,
        Author::Gone => "A reader who left",
    }
}

fn written(comment: &Comment, level: usize, answers: Option<&str>) -> Piece {
    let id = comment.id;
    let mut head = String::with_capacity(comment.html.len() + 500);
    let _ = write!(
        head,
        "<article class=\"comment l{level}\" id=\"c{id}\" data-level=\"{level}\" aria-labelledby=\"h{id}\"><header>"
    );
    byline(&mut head, comment);
    times(&mut head, comment);
    if let (Some(parent), Some(name)) = (comment.parent_id, answers) {
        let _ = write!(head, " <a class=\"to\" href=\"#c{parent}\">to ");
        escape(&mut head, name);
        head.push_str("</a>");
    }
    head.push_str("</header>");
    said(&mut head, comment);
    Piece {
        id,
        author: comment.author.reader().map_or(0, |reader| reader.0),
        author_name: name(&comment.author).to_owned(),
        is_shown: comment.status == Status::Shown,
        up: comment.up,
        level,
        thread: comment.thread_id.0,
        head,
    }
}

/// Who wrote it, where it is shown.
fn byline(head: &mut String, comment: &Comment) {
    let _ = write!(head, "<h3 id=\"h{}\">", comment.id);
    match &comment.author {
        _ if comment.status != Status::Shown => {
            head.push_str("<span class=\"soft\">Comment</span>");
        }
        Author::Reader { name, display_name, is_moderator, .. } => {
            let _ = write!(head, "<a href=\"/@{name}\">");
            escape(head, display_name);
            head.push_str("</a>");
            if *is_moderator {
                head.push_str(" <span class=\"badge\">moderator</span>");
            }
        }
        Author::Guest { name, .. } => {
            escape(head, name);
            head.push_str(" <span class=\"badge\">guest</span>");
        }
        Author::Gone => head.push_str("<span class=\"soft\">A reader who left</span>"),
    }
    head.push_str("</h3>");
}

/// When it was written, with the link to it, and whether it was changed.
fn times(head: &mut String, comment: &Comment) {
    let (thread, id) = (comment.thread_id, comment.id);
    let _ = write!(
        head,
        " <a class=\"when\" href=\"/talk/{thread}/{id}\" title=\"Link to this comment\">"
    );
    time(head, comment.created_at);
    head.push_str("</a>");
    if let Some(edited) = comment.edited_at.filter(|_| comment.status == Status::Shown) {
        let _ = write!(
            head,
            " <a class=\"when\" href=\"/talk/{thread}/{id}?do=history#history\" title=\"{}\">changed</a>",
            edited.strftime("%-d %b %Y, %H:%M UTC")
        );
    }
}

/// What it says, or why that is gone.
fn said(head: &mut String, comment: &Comment) {
    match comment.status {
        Status::Shown | Status::Held => {
            let _ = write!(head, "<div class=\"words\" dir=\"auto\">{}</div>", comment.html);
        }
        Status::Removed => {
            head.push_str("<p class=\"gone\">Removed by a moderator");
            if let Some(reason) = comment.reason.as_deref().filter(|reason| !reason.is_empty()) {
                head.push_str(": ");
                escape(head, reason);
            }
            head.push_str("</p>");
        }
        Status::Deleted => head.push_str("<p class=\"gone\">Deleted by its author.</p>"),
    }
}

/// Puts a link to what is not on this page after the piece.
fn more(piece: &mut Piece, of: &Comment, count: i64, after: Option<&[u8]>) {
    let (thread, id) = (of.thread_id, of.id);
    let _ = write!(piece.head, "<p class=\"more\"><a href=\"/talk/{thread}/{id}");
    if let Some(after) = after {
        piece.head.push_str("?after=");
        piece.head.push_str(&hex::written(after));
    }
    piece.head.push_str("\">");
    match count {
        0 => piece.head.push_str("More answers"),
        1 => piece.head.push_str("Continue: 1 answer"),
        count => {
            let _ = write!(piece.head, "Continue: {count} answers");
        }
    }
    piece.head.push_str("</a></p>");
}

/// In UTC, as all readers share it; the script says it in the reader's zone.
pub(super) fn time(out: &mut String, at: Timestamp) {
    let _ = write!(
        out,
        "<time datetime=\"{}\">{}</time>",
        at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        at.strftime("%-d %b %Y, %H:%M UTC")
    );
}
