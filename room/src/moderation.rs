//! Looking after the conversation: the queue, what moderators do, the log that everybody can read, and the rules.

pub mod view;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use store::moderation::{Act, Logged, Subject, Waiting};
use store::threads::{Author, Speaking};
use store::{CommentId, ReaderId};

use crate::app::RULES;
use crate::fields::{Fields, local};
use crate::hex;
use crate::layout::{When, page};
use crate::session::Me;
use crate::threads::complaint;
use crate::threads::markdown::render;
use crate::threads::rules::{Letter, Rules, Verdict, judge};
use crate::{App, Error, Result};
use view::{LogLine, LogPage, QueuePage, Replay, RulesPage, WaitingLine};

/// Comments in the queue, lines of the log, comments that rules are tried on.
const QUEUE: u32 = 50;
const LOG: u32 = 100;
const TRIED: u32 = 2_000;
/// Comments named that other rules would have met otherwise.
const NAMED: usize = 50;

/// `/moderation` and below.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/moderation", get(queue).post(act))
        .route("/moderation/log", get(log))
        .route("/moderation/rules", get(rules).post(set_rules))
        .route("/moderation/readers/{id}", post(act_on_reader))
}

async fn queue(State(app): State<Arc<App>>, me: Me) -> Result<Response> {
    me.check_moderator()?;
    let waiting = app.store.waiting(QUEUE).await?;
    let line = |one: Waiting| {
        let comment = one.comment;
        let (author, name) = match &comment.author {
            Author::Reader { name, display_name, .. } => (display_name.clone(), Some(name.clone())),
            Author::Guest { name, .. } => (format!("{name} (guest)"), None),
            Author::Gone => ("A reader who left".to_owned(), None),
        };
        WaitingLine {
            id: comment.id.0,
            thread: comment.thread_id.0,
            title: one.title,
            author,
            author_name: name,
            html: comment.html,
            is_held: comment.status == store::threads::Status::Held,
            reason: comment.reason.unwrap_or_default(),
            reports: one
                .reports
                .into_iter()
                .map(|(kind, words, _)| match words.as_str() {
                    "" => complaint(kind).to_owned(),
                    words => format!("{}: {words}", complaint(kind)),
                })
                .collect(),
            when: When::ago(comment.created_at, &me.now),
        }
    };
    let layout = me.frame(&app, "Moderation", "/moderation").await?;
    let is_admin = me.check_admin().is_ok();
    Ok(page(&QueuePage { layout, waiting: waiting.into_iter().map(line).collect(), is_admin }))
}

/// "12 approve" and the like, with a reason.
async fn act(State(app): State<Arc<App>>, me: Me, fields: Fields) -> Result<Redirect> {
    me.check_moderator()?;
    let given = fields.get("one").and_then(|one| one.split_once(' '));
    let (id, act) = given.ok_or(Error::bad("There is no such action."))?;
    let id = CommentId(id.parse().map_err(|_| Error::bad("There is no such comment."))?);
    let viewer = store::threads::Viewer { reader: Some(me.id), is_moderator: true };
    let (thread, comment) = app.store.comment(viewer, id).await?;
    let act = of(act)?;
    let reason = fields.words("reason").unwrap_or("");
    if reason.is_empty() && matches!(act, Act::Remove | Act::Warn | Act::Silence) {
        return Err(Error::bad("Say why: the author and everybody else will read it."));
    }
    let mentions = render(&comment.source).mentions;
    let until = until(&app, &fields);
    app.store
        .moderate(me.id, act, Subject::Comment(id), reason, (until, mentions), app.now())
        .await?;
    app.talk.ring(thread.id);
    app.desk.wake();
    Ok(Redirect::to(local(fields.get("back").or(Some("/moderation")))))
}

fn of(word: &str) -> Result<Act> {
    let acts = [
        ("approve", Act::Approve),
        ("remove", Act::Remove),
        ("restore", Act::Restore),
        ("dismiss", Act::Dismiss),
        ("warn", Act::Warn),
        ("silence", Act::Silence),
        ("release", Act::Release),
    ];
    let found = acts.iter().find(|(name, _)| *name == word);
    found.map(|(_, act)| *act).ok_or(Error::bad("There is no such action."))
}

/// The end of a silence.
fn until(app: &App, fields: &Fields) -> Option<Timestamp> {
    let days = fields.number("days").unwrap_or(7).clamp(1, 3_650);
    app.now().checked_add(SignedDuration::from_hours(24 * days)).ok()
}

async fn act_on_reader(
    State(app): State<Arc<App>>,
    me: Me,
    Path(id): Path<i64>,
    fields: Fields,
) -> Result<Redirect> {
    me.check_moderator()?;
    let act = of(fields.get("act").unwrap_or(""))?;
    let reason = fields.words("reason").unwrap_or("");
    if reason.is_empty() && act != Act::Release {
        return Err(Error::bad("Say why: the reader and everybody else will read it."));
    }
    let extra = (until(&app, &fields), Vec::new());
    app.store.moderate(me.id, act, Subject::Reader(ReaderId(id)), reason, extra, app.now()).await?;
    Ok(Redirect::to(local(fields.get("back").or(Some("/moderation/log")))))
}

#[derive(Debug, Default, Deserialize)]
struct LogQuery {
    after: Option<i64>,
}

async fn log(
    State(app): State<Arc<App>>,
    me: Me,
    Query(query): Query<LogQuery>,
) -> Result<Response> {
    let lines = app.store.moderation_log(query.after, LOG).await?;
    let older = lines.last().filter(|_| lines.len() == LOG as usize);
    let older = older.map(|last| format!("/moderation/log?after={}", last.id));
    let line = |line: Logged| {
        let what = match line.act {
            Act::Approve => "let through",
            Act::Remove => "removed",
            Act::Restore => "put back",
            Act::Dismiss => "left as it is",
            Act::Warn => "warned",
            Act::Silence => "may not write for a while",
            Act::Release => "may write again",
        };
        LogLine {
            what,
            moderator: line.moderator,
            reader: line.reader,
            href: line.comment.map(|(id, thread)| format!("/talk/{thread}/{id}")),
            reason: line.reason,
            when: When::ago(line.created_at, &me.now),
            hash: hex::written(&line.hash[..line.hash.len().min(6)]),
        }
    };
    let layout = me.frame(&app, "Moderation log", "/moderation/log").await?;
    let is_moderator = me.is_moderator();
    Ok(page(&LogPage { layout, lines: lines.into_iter().map(line).collect(), older, is_moderator }))
}

async fn rules(State(app): State<Arc<App>>, me: Me) -> Result<Response> {
    me.check_admin()?;
    let rules = Rules::clone(&app.rules());
    rules_page(&app, &me, &rules, None).await
}

async fn rules_page(app: &App, me: &Me, rules: &Rules, replay: Option<Replay>) -> Result<Response> {
    let layout = me.frame(app, "Rules of the conversation", "/moderation").await?;
    Ok(page(&RulesPage { layout, rules: rules.clone(), replay }))
}

async fn set_rules(State(app): State<Arc<App>>, me: Me, fields: Fields) -> Result<Response> {
    me.check_admin()?;
    let rules = given(&fields, &app.rules());
    if fields.get("act") == Some("try") {
        let replay = replay(&app, &rules).await?;
        return rules_page(&app, &me, &rules, Some(replay)).await;
    }
    let json = serde_json::to_string(&rules).map_err(|_| Error::broken("the rules"))?;
    app.store.set_setting(RULES, Some(&json)).await?;
    app.look_up_choices().await?;
    Ok(Redirect::to("/moderation/rules").into_response())
}

/// The rules a form says, where it says any; those before otherwise.
fn given(fields: &Fields, before: &Rules) -> Rules {
    let number = |name: &str, before: i64, most: i64| {
        fields.number(name).map_or(before, |given| given.clamp(0, most))
    };
    let size = |name: &str, before: usize, most: i64| {
        usize::try_from(number(name, before as i64, most)).unwrap_or(before)
    };
    let lines = |name: &str| {
        let lines = fields.get(name).unwrap_or("").lines().map(str::trim);
        lines.filter(|line| !line.is_empty()).take(2_000).map(str::to_owned).collect()
    };
    Rules {
        guests: fields.has("guests"),
        longest: size("longest", before.longest, 50_000).max(100),
        links: size("links", before.links, 100),
        refused_words: lines("refused_words"),
        held_words: lines("held_words"),
        in_ten_minutes: size("in_ten_minutes", before.in_ten_minutes, 1_000).max(1),
        first_held: number("first_held", before.first_held, 1_000),
        edit_minutes: number("edit_minutes", before.edit_minutes, 100_000),
        hook: fields.words("hook").unwrap_or("").to_owned(),
        hook_secret: fields.get("hook_secret").unwrap_or("").trim().to_owned(),
    }
}

/// What other rules would have said of the last comments: of each alone, as its author stood then is not known.
async fn replay(app: &App, rules: &Rules) -> Result<Replay> {
    let comments = app.store.latest_comments(TRIED).await?;
    let before = app.rules();
    let mut replay = Replay { count: comments.len(), ..Replay::default() };
    for (comment, title) in comments {
        let rendered = render(&comment.source);
        let letter = Letter {
            source: &comment.source,
            link_count: rendered.hosts.len(),
            ..Letter::default()
        };
        let speaking = Speaking { comment_count: i64::MAX, ..Speaking::default() };
        let [old, new] =
            [&*before, rules].map(|rules| judge(&letter, &speaking, rules, comment.created_at));
        if old == new {
            continue;
        }
        let words = match &new {
            Verdict::Pass => {
                replay.passed += 1;
                "It would be shown at once.".to_owned()
            }
            Verdict::Hold(why) => {
                replay.held += 1;
                format!("It would be held. {why}")
            }
            Verdict::Refuse(why) => {
                replay.refused += 1;
                format!("It would be refused. {why}")
            }
        };
        if replay.lines.len() < NAMED {
            let href = format!("/talk/{}/{}", comment.thread_id, comment.id);
            replay.lines.push((href, title, words));
        }
    }
    Ok(replay)
}
