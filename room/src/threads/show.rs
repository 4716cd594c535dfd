//! Showing conversations.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use store::accounts::Role;
use store::follows::{Followed, Shun};
use store::marks::Anchor;
use store::moderation::Complaint;
use store::threads::{
    Author, Comment, Cursor, Kind, List, Sort, Status, Target, Thread, View, Viewer, Wanted,
};
use store::{CommentId, ReaderId, ShelfId, ThreadId};

use super::piece::{Look, Pieces, name};
use super::view::{
    AboutComment, FrontPage, Group, HeldComment, Passage, PassageLine, ThreadLine, ThreadPage,
    WriteForm,
};
use super::{comments, hub, shortened, viewer};
use crate::layout::{Layout, Notice, When, outside, page};
use crate::marks::anchor_in;
use crate::session::Me;
use crate::{App, Error, Result};

/// Comments on a page.
const PAGE: usize = 200;
/// Conversations in a list, passages beside an article's, comments of each where all are shown by passage.
const LIST: u32 = 40;
const PASSAGES: usize = 30;
const IN_A_GROUP: usize = 20;

/// What the addresses of conversations may hold.
#[derive(Debug, Default, Deserialize)]
pub(super) struct ThreadQuery {
    sort: Option<String>,
    after: Option<String>,
    /// On the page of a comment: `reply`, `change`, `history`.
    #[serde(rename = "do")]
    doing: Option<String>,
    did: Option<String>,
    /// Words of an article that are to be spoken about.
    quote: Option<String>,
    prefix: Option<String>,
    suffix: Option<String>,
}

/// What a page shows besides the thread: what was typed and refused.
#[derive(Debug, Default)]
pub(super) struct Typed {
    pub(super) source: String,
    pub(super) refused: String,
    pub(super) parent: Option<CommentId>,
    /// Name and address.
    pub(super) guest: (String, String),
}

pub(super) async fn front(
    State(app): State<Arc<App>>,
    me: Option<Me>,
    Query(query): Query<ThreadQuery>,
) -> Result<Response> {
    viewer(&app, me.as_ref(), "/talk")?;
    let after = query.after.as_deref().and_then(|after| {
        let (at, id) = after.split_once('.')?;
        Some((Timestamp::from_microsecond(at.parse().ok()?).ok()?, ThreadId(id.parse().ok()?)))
    });
    let threads = app.store.threads(after, LIST).await?;
    let last = threads.last().filter(|_| threads.len() == LIST as usize);
    let older = last.map(|one| format!("/talk?after={}.{}", one.last_at.as_microsecond(), one.id));
    let layout = match &me {
        Some(me) => me.frame(&app, "Conversation", "/talk").await?,
        None => outside(&app, "Conversation"),
    };
    let now = me
        .as_ref()
        .map_or_else(|| app.now().to_zoned_datetime(jiff::tz::TimeZone::UTC), |me| me.now.clone());
    let is_moderator = me.is_some_and(|me| me.role != Role::Reader);
    Ok(page(&FrontPage { layout, threads: lines(threads, &now), older, is_moderator }))
}

/// Conversations as lists show them.
pub(crate) fn lines(threads: Vec<Thread>, now: &jiff::ZonedDateTime) -> Vec<ThreadLine> {
    let line = |thread: Thread| ThreadLine {
        id: thread.id.0,
        title: thread.title,
        quote: thread.anchor.map(|anchor| shortened(&anchor.quote, 160)),
        count: comments(thread.comment_count),
        last: When::ago(thread.last_at, now),
    };
    threads.into_iter().map(line).collect()
}

pub(super) async fn thread(
    State(app): State<Arc<App>>,
    me: Option<Me>,
    Path(id): Path<i64>,
    Query(query): Query<ThreadQuery>,
) -> Result<Response> {
    let viewer = viewer(&app, me.as_ref(), &format!("/talk/{id}"))?;
    let list = List::All {
        sort: sort_of(query.sort.as_deref()),
        after: query.after.as_deref().and_then(cursor),
    };
    let id = ThreadId(id);
    let by_passage = match query.sort.as_deref() {
        Some("passage") => by_passage(&app, me.as_ref(), viewer, id).await?,
        _ => None,
    };
    let mut shown = match by_passage {
        Some(shown) => shown,
        None => thread_page(&app, me.as_ref(), viewer, id, list, Typed::default()).await?,
    };
    shown.layout.notice = notice(query.did.as_deref());
    Ok(page(&shown))
}

fn notice(did: Option<&str>) -> Option<Notice> {
    let words = match did? {
        "held" => "Your comment waits for a moderator. Below you see why; nobody else sees it yet.",
        "deleted" => "Your comment was deleted.",
        "reported" => "Thank you. A moderator will look at it.",
        "settled" => "Done, and written into the log.",
        _ => return None,
    };
    Some(Notice { words: words.to_owned(), is_bad: false, undo: None })
}

const SORTS: [(&str, &str); 4] =
    [("newest", "Newest"), ("oldest", "Oldest"), ("best", "Best"), ("discussed", "Most discussed")];

pub(crate) fn sort_of(word: Option<&str>) -> Sort {
    match word {
        Some("oldest") => Sort::Oldest,
        Some("best") => Sort::Best,
        Some("discussed") => Sort::Discussed,
        _ => Sort::Newest,
    }
}

fn word_of(sort: Sort) -> &'static str {
    match sort {
        Sort::Newest => "newest",
        Sort::Oldest => "oldest",
        Sort::Best => "best",
        Sort::Discussed => "discussed",
    }
}

pub(crate) fn cursor(text: &str) -> Option<Cursor> {
    let (key, id) = text.split_once('.')?;
    Some(Cursor { key: key.parse().ok()?, id: CommentId(id.parse().ok()?) })
}

/// A page of a thread.
pub(super) async fn thread_page(
    app: &Arc<App>,
    me: Option<&Me>,
    viewer: Viewer,
    id: ThreadId,
    list: List,
    typed: Typed,
) -> Result<ThreadPage> {
    let (view, pieces) = look_up(app, viewer, id, &list, PAGE).await?;
    let at = match &list {
        List::Below { comment, .. } => Some(*comment),
        List::All { .. } => None,
    };
    let look = look_of(me, &view, at);
    let html = pieces.write(&look);
    let passages = passages(&view.beside);
    let mut shown = frame(app, me, &view);
    shown.passages = passages;
    shown.comments = html;
    if let List::All { sort, .. } = list {
        shown.sorts = sorts(id, &shown.passages, word_of(sort));
        shown.newest_first = sort == Sort::Newest;
        shown.older = pieces.next.map(|next| {
            format!("/talk/{id}?sort={}&after={}.{}", word_of(sort), next.key, next.id)
        });
    }
    if pieces.is_empty() {
        shown.sorts.clear();
    }
    shown.write = form(app, me, &view, &typed);
    Ok(shown)
}

/// The orders there are: name, address, and whether it is the one shown.
fn sorts(id: ThreadId, passages: &[PassageLine], shown: &str) -> Vec<(&'static str, String, bool)> {
    let by_passage = Some(("passage", "By passage")).filter(|_| !passages.is_empty());
    let all = SORTS.into_iter().chain(by_passage);
    all.map(|(word, name)| (name, format!("/talk/{id}?sort={word}"), word == shown)).collect()
}

/// The view of a thread, and its page from memory or from the store.
async fn look_up(
    app: &App,
    viewer: Viewer,
    id: ThreadId,
    list: &List,
    limit: usize,
) -> Result<(View, Arc<Pieces>)> {
    let known = app.talk.page(id, list);
    let kept = known.as_ref().map(|pieces| (pieces.turn, pieces.ids));
    let view = app.store.view(viewer, id, Wanted { list: list.clone(), limit, kept }).await?;
    let pieces = match (&view.page, known) {
        (None, Some(known)) => known,
        (page, _) => {
            let none = store::threads::Page::default();
            let pieces = Pieces::of(page.as_ref().unwrap_or(&none), view.thread.turn);
            let pieces = Arc::new(pieces);
            app.talk.keep(id, list.clone(), &pieces);
            pieces
        }
    };
    Ok((view, pieces))
}

fn look_of<'v>(me: Option<&Me>, view: &'v View, at: Option<CommentId>) -> Look<'v> {
    Look { reader: me.map_or(0, |me| me.id.0), votes: &view.votes, muted: &view.muted, at }
}

fn passages(threads: &[Thread]) -> Vec<PassageLine> {
    let line = |thread: &Thread| {
        Some(PassageLine {
            id: thread.id.0,
            quote: shortened(&thread.anchor.as_ref()?.quote, 120),
            count: thread.comment_count,
            is_orphan: thread.is_orphan,
        })
    };
    threads.iter().filter_map(line).take(PASSAGES).collect()
}

/// All of a page but its comments and its form.
fn frame(app: &App, me: Option<&Me>, view: &View) -> ThreadPage {
    let thread = &view.thread;
    let mut shown = empty(app, me, &thread.title, thread.kind);
    shown.id = Some(thread.id.0);
    shown.count = comments(thread.comment_count);
    shown.passage = thread
        .anchor
        .as_ref()
        .map(|anchor| Passage { quote: anchor.quote.clone(), is_orphan: thread.is_orphan });
    shown.quote_is_passage = thread.kind == Kind::Passage;
    shown.story_href = view.standing.story.map(|story| format!("/story/{story}"));
    let of = |(id, title): &(ShelfId, String)| (format!("/read/{id}"), title.clone());
    shown.own_articles = view.standing.articles.iter().map(of).collect();
    if let Some((url, outlet, shelf)) = &view.article {
        shown.outlet.clone_from(outlet);
        shown.article_href = Some(match shelf {
            Some(shelf) => format!("/read/{shelf}"),
            None => url.clone(),
        });
        let may_save = me.is_some() && shelf.is_none() && thread.owner.is_none();
        shown.save_url = may_save.then(|| url.clone());
    }
    shown.held = view
        .held
        .iter()
        .map(|comment| HeldComment {
            id: comment.id.0,
            html: comment.html.clone(),
            reason: comment.reason.clone().unwrap_or_default(),
        })
        .collect();
    (shown.is_followed, shown.is_muted) = (view.is_followed, view.is_muted);
    shown.is_closed = thread.is_closed;
    shown.live = Some(format!("/talk/{}/live?seen={}", thread.id, thread.seq));
    shown
}

/// A page about something that nobody has spoken about.
fn empty(app: &App, me: Option<&Me>, title: &str, kind: Kind) -> ThreadPage {
    let heading = format!("Conversation: {}", shortened(title, 80));
    let layout: Layout = match me {
        Some(me) => me.bare_frame(app, heading),
        None => outside(app, &heading),
    };
    ThreadPage {
        layout,
        id: None,
        title: title.to_owned(),
        kicker: match kind {
            Kind::Article => "Conversation",
            Kind::Passage => "Conversation about a passage",
            Kind::Story => "Conversation about a story",
            Kind::Claim => "Conversation about a claim",
        },
        outlet: None,
        article_href: None,
        save_url: None,
        story_href: None,
        own_articles: Vec::new(),
        passage: None,
        quote_is_passage: true,
        count: comments(0),
        sorts: Vec::new(),
        comments: String::new(),
        groups: Vec::new(),
        held: Vec::new(),
        write: None,
        why_no_form: None,
        older: None,
        about: None,
        passages: Vec::new(),
        is_signed_in: me.is_some(),
        is_followed: false,
        is_muted: false,
        is_closed: false,
        is_moderator: me.is_some_and(|me| me.role != Role::Reader),
        live: None,
        newest_first: true,
    }
}

/// The form below the heading: with what was refused, or kept as a draft.
fn form(app: &App, me: Option<&Me>, view: &View, typed: &Typed) -> Option<WriteForm> {
    let is_moderator = me.is_some_and(|me| me.role != Role::Reader);
    if view.thread.is_closed && !is_moderator {
        return None;
    }
    let mut form = WriteForm {
        action: format!("/talk/{}", view.thread.id),
        label: "Your comment".to_owned(),
        target: view.thread.target.clone(),
        parent: typed.parent.map(|id| id.0),
        ..blank(app, me, typed)
    };
    let draft = view.drafts.iter().find(|draft| draft.parent == typed.parent);
    if let Some(draft) = draft.filter(|_| form.source.is_empty()) {
        form.source.clone_from(&draft.source);
        form.refused.clone_from(&draft.reason);
        form.is_draft = true;
    }
    Some(form)
}

fn blank(app: &App, me: Option<&Me>, typed: &Typed) -> WriteForm {
    WriteForm {
        source: typed.source.clone(),
        refused: Some(typed.refused.clone()).filter(|why| !why.is_empty()),
        is_guest: me.is_none(),
        guest_name: typed.guest.0.clone(),
        guest_email: typed.guest.1.clone(),
        began: app.now().as_second(),
        longest: app.rules().longest,
        ..WriteForm::default()
    }
}

/// All conversations of an article, each under the words it is about; `None` where the thread is about something else.
async fn by_passage(
    app: &Arc<App>,
    me: Option<&Me>,
    viewer: Viewer,
    id: ThreadId,
) -> Result<Option<ThreadPage>> {
    let list = List::All { sort: Sort::Best, after: None };
    let (view, pieces) = look_up(app, viewer, id, &list, PAGE).await?;
    if view.thread.kind != Kind::Article {
        return Ok(None);
    }
    let mut threads = view.beside.clone();
    // Passages in order of the text; what is about the whole comes last.
    threads.sort_by_key(|thread| thread.anchor.is_none());
    let mut shown = frame(app, me, &view);
    shown.write = form(app, me, &view, &Typed::default());
    for thread in threads.iter().take(PASSAGES) {
        let (view, pieces) = match thread.id == id {
            true => (view.clone(), Arc::clone(&pieces)),
            false => look_up(app, viewer, thread.id, &list, PAGE).await?,
        };
        shown.groups.push(Group {
            id: thread.id.0,
            quote: thread.anchor.as_ref().map(|anchor| anchor.quote.clone()),
            count: comments(thread.comment_count),
            comments: pieces.write_some(&look_of(me, &view, None), IN_A_GROUP),
            is_whole: pieces.next.is_none() && pieces.len() <= IN_A_GROUP,
        });
    }
    shown.passages = passages(&threads);
    shown.sorts = sorts(id, &shown.passages, "passage");
    Ok(Some(shown))
}

/// One comment, what it answers, and what answers it.
pub(super) async fn comment(
    State(app): State<Arc<App>>,
    me: Option<Me>,
    Path((thread, id)): Path<(i64, i64)>,
    Query(query): Query<ThreadQuery>,
) -> Result<Response> {
    let viewer = viewer(&app, me.as_ref(), &format!("/talk/{thread}/{id}"))?;
    let (of, comment) = app.store.comment(viewer, CommentId(id)).await?;
    if of.id.0 != thread || comment.status == Status::Held {
        // What is held has no place among the others: its author sees it above them.
        return if of.id.0 == thread {
            Ok(Redirect::to(&format!("/talk/{thread}")).into_response())
        } else {
            Err(Error::NotFound)
        };
    }
    let doing = query.doing.as_deref();
    let after = query.after.as_deref().and_then(path);
    let shown = comment_page(&app, me.as_ref(), viewer, &comment, (doing, after), Typed::default());
    let mut shown = shown.await?;
    shown.layout.notice = notice(query.did.as_deref());
    Ok(page(&shown))
}

/// The page of one comment; `doing` says which form is open.
pub(super) async fn comment_page(
    app: &Arc<App>,
    me: Option<&Me>,
    viewer: Viewer,
    comment: &Comment,
    (doing, after): (Option<&str>, Option<Vec<u8>>),
    typed: Typed,
) -> Result<ThreadPage> {
    let list = List::Below { comment: comment.id, after };
    let (source, refused) = (typed.source.clone(), typed.refused.clone());
    let typed = Typed { parent: Some(comment.id), ..typed };
    let mut shown = thread_page(app, me, viewer, comment.thread_id, list, typed).await?;
    let about = about(app, me, comment, doing == Some("history")).await?;
    let is_change = doing == Some("change") && about.may_change;
    if comment.status != Status::Shown {
        shown.write = None;
    } else if let Some(form) = &mut shown.write {
        if is_change {
            form.action = format!("/comment/{}", comment.id);
            form.label = "Change your comment".to_owned();
            form.is_change = true;
            form.is_draft = false;
            form.parent = None;
            form.source = if refused.is_empty() { comment.source.clone() } else { source };
            form.refused = Some(refused).filter(|why| !why.is_empty());
        } else {
            form.label = format!("Your answer to {}", name(&comment.author));
        }
    }
    shown.about = me.map(|_| about);
    shown.live = None;
    Ok(shown)
}

async fn about(
    app: &App,
    me: Option<&Me>,
    comment: &Comment,
    shows_history: bool,
) -> Result<AboutComment> {
    let window = SignedDuration::from_mins(app.rules().edit_minutes);
    let is_young = app.now().duration_since(comment.created_at) <= window;
    let mut author = None;
    let mut is_own = false;
    if let (Some(me), Author::Reader { id, name, display_name, .. }) = (me, &comment.author) {
        is_own = *id == me.id;
        let is_followed = app.store.is_following(me.id, Followed::Reader, id.0).await?;
        let shunned = app.store.shunned(me.id).await?;
        let is_muted = shunned.iter().any(|one| one.0 != Shun::Thread && one.1 == id.0);
        author = Some((id.0, name.clone(), display_name.clone(), is_followed, is_muted));
    }
    let history = if shows_history && comment.status == Status::Shown {
        let revisions = app.store.revisions(comment.id).await?;
        let line = |(_, html, at): (String, String, Timestamp)| {
            (html, at.strftime("%-d %b %Y, %H:%M UTC").to_string())
        };
        Some(revisions.into_iter().map(line).collect())
    } else {
        None
    };
    Ok(AboutComment {
        id: comment.id.0,
        is_own,
        may_change: is_own && is_young && comment.status == Status::Shown,
        is_shown: comment.status == Status::Shown,
        is_removed: comment.status == Status::Removed,
        author,
        complaints: Complaint::ALL.iter().map(|one| complaint(*one)).enumerate().collect(),
        history,
    })
}

/// For people.
pub(crate) fn complaint(complaint: Complaint) -> &'static str {
    match complaint {
        Complaint::Abusive => "It insults or threatens somebody",
        Complaint::Spam => "It advertises",
        Complaint::OffTopic => "It is about something else",
        Complaint::Private => "It tells what is somebody’s own",
        Complaint::Unlawful => "It is against the law",
        Complaint::Other => "Something else",
    }
}

/// Bytes in hexadecimal digits.
fn path(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(8) || text.len() > 512 || !text.is_ascii() {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok()).collect()
}

/// The conversation about an article on the reader's shelf, or about words of it.
pub(super) async fn of_article(
    State(app): State<Arc<App>>,
    me: Me,
    Path(id): Path<i64>,
    Query(query): Query<ThreadQuery>,
) -> Result<Response> {
    let given = Anchor {
        quote: query.quote.unwrap_or_default(),
        prefix: query.prefix.unwrap_or_default(),
        suffix: query.suffix.unwrap_or_default(),
        ..Anchor::default()
    };
    let about = Subject::of_article(&app, me.id, ShelfId(id), given).await?;
    subject_page(&app, &me, about, Typed::default()).await
}

/// What is spoken about: the article, or words of it; and the article's title.
pub(crate) async fn target(
    app: &App,
    reader: ReaderId,
    id: ShelfId,
    given: Anchor,
) -> Result<(Target, String)> {
    let item = app.store.shelf_item(reader, id).await?;
    let title = item.shown_title().to_owned();
    if given.quote.trim().is_empty() {
        return Ok((Target::Article(item.article_id), title));
    }
    let text = match item.version {
        0 => String::new(),
        _ => app.store.content(item.article_id, None).await?.text,
    };
    let anchor = anchor_in(&text, item.version, &given)
        .ok_or(Error::bad("These words are not in the text."))?;
    if anchor.quote.len() > 4_000 {
        return Err(Error::bad("These are too many words to speak about at once."));
    }
    Ok((Target::Passage(item.article_id, anchor), title))
}

/// What a thread that may not have been begun is about.
pub(crate) struct Subject {
    pub(crate) target: Target,
    pub(crate) title: String,
    /// Where it is shown, and where its form goes.
    pub(crate) href: String,
    pub(crate) action: String,
}

impl Subject {
    pub(super) async fn of_article(
        app: &App,
        reader: ReaderId,
        id: ShelfId,
        given: Anchor,
    ) -> Result<Self> {
        let (target, title) = target(app, reader, id, given).await?;
        let (href, action) = (format!("/read/{id}"), format!("/read/{id}/talk"));
        Ok(Self { target, title, href, action })
    }

    fn kind(&self) -> Kind {
        match self.target {
            Target::Article(_) => Kind::Article,
            Target::Passage(..) => Kind::Passage,
            Target::Story(_) => Kind::Story,
            Target::Claim(_) => Kind::Claim,
        }
    }
}

/// The page of a thread that may not have been begun.
pub(super) async fn subject_page(
    app: &Arc<App>,
    me: &Me,
    about: Subject,
    typed: Typed,
) -> Result<Response> {
    let viewer = viewer(app, Some(me), "/")?;
    if let Some(thread) = app.store.thread_about(viewer, about.target.clone()).await? {
        if typed.refused.is_empty() {
            return Ok(Redirect::to(&format!("/talk/{}", thread.id)).into_response());
        }
        let list = List::All { sort: Sort::Newest, after: None };
        let shown = thread_page(app, Some(me), viewer, thread.id, list, typed).await?;
        return Ok(page(&shown));
    }
    let kind = about.kind();
    let mut shown = empty(app, Some(me), &about.title, kind);
    shown.article_href = Some(about.href);
    shown.quote_is_passage = kind == Kind::Passage;
    let mut form = WriteForm {
        action: about.action,
        label: "Your comment".to_owned(),
        target: about.target.word(),
        ..blank(app, Some(me), &typed)
    };
    let drafts = app.store.drafts(me.id, &form.target).await?;
    if let Some(draft) =
        drafts.into_iter().find(|draft| draft.parent.is_none() && form.source.is_empty())
    {
        form.source = draft.source;
        form.refused = draft.reason;
        form.is_draft = true;
    }
    match about.target {
        Target::Passage(_, anchor) => {
            shown.passage = Some(Passage { quote: anchor.quote.clone(), is_orphan: false });
            form.anchor = Some((anchor.quote, anchor.prefix, anchor.suffix));
        }
        Target::Claim(shared) => {
            shown.passage = Some(Passage { quote: shared.words, is_orphan: false });
        }
        Target::Article(article) => {
            shown.passages = passages(&app.store.threads_of_article(article).await?);
        }
        Target::Story(_) => {}
    }
    shown.write = Some(form);
    Ok(page(&shown))
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct LiveQuery {
    seen: Option<i64>,
}

/// What is new in a thread, as it comes.
pub(super) async fn live(
    State(app): State<Arc<App>>,
    me: Option<Me>,
    Path(id): Path<i64>,
    Query(query): Query<LiveQuery>,
    headers: HeaderMap,
) -> Result<Response> {
    let viewer = viewer(&app, me.as_ref(), "/talk")?;
    let thread = app.store.thread(viewer, ThreadId(id)).await?;
    let last = headers.get("last-event-id").and_then(|value| value.to_str().ok()?.parse().ok());
    let seen = last.or(query.seen).unwrap_or(thread.seq).clamp(0, thread.seq);
    let kind = [(CONTENT_TYPE, "text/event-stream"), (CACHE_CONTROL, "no-store")];
    Ok((kind, hub::live(app, thread.id, thread.seq, seen)).into_response())
}
