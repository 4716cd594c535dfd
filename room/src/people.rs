//! Readers as others see them: profiles, following, and who is not to be heard.

pub mod view;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{Redirect, Response};
use axum::routing::{get, post};
use store::ReaderId;
use store::follows::{Follow, Followed, Shun};
use store::threads::Viewer;

use crate::fields::{Fields, local};
use crate::layout::{When, page};
use crate::membership::{Right, may};
use crate::session::Me;
use crate::threads::{comments, markdown};
use crate::{App, Error, Result};
use view::{FollowLine, FollowsPage, ProfileComment, ProfilePage, ShunnedLine};

/// Comments on a profile.
const SHOWN: u32 = 20;

/// `/@name`, and the pages about following.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/{at}", get(profile))
        .route("/people/{id}", post(act))
        .route("/follows", get(follows).post(change))
        .route("/profile", post(set_profile))
}

async fn profile(
    State(app): State<Arc<App>>,
    me: Option<Me>,
    Path(at): Path<String>,
) -> Result<Response> {
    let name = at.strip_prefix('@').ok_or(Error::NotFound)?;
    let me = me.ok_or_else(|| Error::SignIn(format!("/@{name}")))?;
    let reader = app.store.reader_by_name(name).await?;
    let speaker = app.store.speaker(reader.id).await?;
    let is_own = reader.id == me.id;
    let mut said = Vec::new();
    if speaker.shows_comments || is_own {
        let found = app.store.comments_of(Viewer::reader(me.id), reader.id, None, SHOWN).await?;
        said = found
            .into_iter()
            .map(|(comment, title)| ProfileComment {
                href: format!("/talk/{}/{}", comment.thread_id, comment.id),
                title,
                html: comment.html,
                when: When::ago(comment.created_at, &me.now),
            })
            .collect();
    }
    let follows = if speaker.shows_follows || is_own {
        let all = app.store.follows(reader.id).await?;
        // What somebody searches for and reads stays theirs.
        let shown = |one: &Follow| matches!(one.kind, Followed::Reader);
        all.into_iter().filter(shown).map(line).collect()
    } else {
        Vec::new()
    };
    let shunned = app.store.shunned(me.id).await?;
    let has = |kind: Shun| shunned.iter().any(|one| one.0 == kind && one.1 == reader.id.0);
    Ok(page(&ProfilePage {
        layout: me.frame(&app, reader.display_name.as_str(), "").await?,
        id: reader.id.0,
        since: When::instant(reader.created_at, &me.now),
        about_html: markdown::render(&markdown::clean(&speaker.about)).html,
        about: speaker.about,
        count: comments(speaker.comment_count),
        follower_count: speaker.follower_count,
        shows_comments: speaker.shows_comments,
        shows_follows: speaker.shows_follows,
        comments: said,
        follows,
        is_own,
        is_followed: app.store.is_following(me.id, Followed::Reader, reader.id.0).await?,
        is_muted: has(Shun::Mute),
        is_blocked: has(Shun::Block),
        name: reader.name,
        display_name: reader.display_name,
    }))
}

/// Follows, mutes or blocks a reader, or no longer.
async fn act(
    State(app): State<Arc<App>>,
    me: Me,
    Path(id): Path<i64>,
    fields: Fields,
) -> Result<Redirect> {
    let name = app.store.reader(ReaderId(id)).await?.name;
    let now = app.now();
    match fields.get("act") {
        Some("follow") => {
            may(&app, me.id, Right::Follow).await?;
            app.store.follow(me.id, Followed::Reader, id, now).await?;
        }
        Some("unfollow") => app.store.unfollow(me.id, Followed::Reader, id).await?,
        Some("mute") => app.store.shun(me.id, Shun::Mute, id, now).await?,
        Some("unmute") => app.store.unshun(me.id, Shun::Mute, id).await?,
        Some("block") => app.store.shun(me.id, Shun::Block, id, now).await?,
        Some("unblock") => app.store.unshun(me.id, Shun::Block, id).await?,
        _ => return Err(Error::bad("There is no such action.")),
    }
    let profile = format!("/@{name}");
    Ok(Redirect::to(local(fields.get("back").or(Some(&profile)))))
}

async fn set_profile(State(app): State<Arc<App>>, me: Me, fields: Fields) -> Result<Redirect> {
    let about = markdown::clean(fields.get("about").unwrap_or(""));
    let (comments, follows) = (fields.has("shows_comments"), fields.has("shows_follows"));
    app.store.set_profile(me.id, &about, comments, follows).await?;
    Ok(Redirect::to(&format!("/@{}", me.name)))
}

/// Follows somebody who is quoted.
pub(crate) async fn follow_source(app: &App, reader: ReaderId, name: &str) -> Result<i64> {
    let found = app.store.source_by_name(name).await?;
    let source = found.ok_or(Error::bad("Nobody of that name has been quoted in this room."))?;
    may(app, reader, Right::Follow).await?;
    app.store.follow(reader, Followed::Source, source.id.0, app.now()).await?;
    Ok(source.id.0)
}

pub(crate) fn line(follow: Follow) -> FollowLine {
    let item = follow.item;
    let (what, href) = match follow.kind {
        Followed::Reader => ("reader", follow.name.map(|name| format!("/@{name}"))),
        Followed::Thread => ("conversation", Some(format!("/talk/{item}"))),
        Followed::Story => ("story", Some(format!("/story/{item}"))),
        Followed::Source => {
            let query = format!("source:\"{}\"", follow.title);
            ("source", Some(format!("/search?q={}", crate::search::encoded(&query))))
        }
        Followed::Search => ("search", Some("/search".to_owned())),
    };
    FollowLine { what, item, title: follow.title, href: href.unwrap_or_default() }
}

async fn follows(State(app): State<Arc<App>>, me: Me) -> Result<Response> {
    let all = app.store.follows(me.id).await?;
    let searches = app.store.saved_searches(me.id).await?;
    let is_followed =
        |id: i64| all.iter().any(|one| one.kind == Followed::Search && one.item == id);
    let searches = searches
        .into_iter()
        .filter(|search| !is_followed(search.id.0))
        .map(|search| (search.id.0, search.name))
        .collect();
    let shunned = app.store.shunned(me.id).await?;
    let shunned = shunned
        .into_iter()
        .map(|(kind, item, title)| ShunnedLine {
            what: match kind {
                Shun::Mute => "muted",
                Shun::Block => "blocked",
                Shun::Thread => "conversation muted",
            },
            value: match kind {
                Shun::Mute => format!("unmute {item}"),
                Shun::Block => format!("unblock {item}"),
                Shun::Thread => format!("unmute-thread {item}"),
            },
            title,
        })
        .collect();
    let layout = me.frame(&app, "Following", "/follows").await?;
    Ok(page(&FollowsPage {
        layout,
        follows: all.into_iter().map(line).collect(),
        searches,
        shunned,
    }))
}

/// "unfollow reader 12", "follow search 3", "unmute 12" …
async fn change(State(app): State<Arc<App>>, me: Me, fields: Fields) -> Result<Redirect> {
    let now = app.now();
    if let Some(name) = fields.words("source") {
        follow_source(&app, me.id, name).await?;
        return Ok(Redirect::to("/follows"));
    }
    let words: Vec<&str> = fields.get("one").unwrap_or("").split(' ').collect();
    let number = words.last().and_then(|word| word.parse::<i64>().ok());
    let item = number.ok_or(Error::bad("There is no such action."))?;
    let kind = match words.get(1) {
        Some(&"reader") => Followed::Reader,
        Some(&"conversation") => Followed::Thread,
        Some(&"story") => Followed::Story,
        Some(&"source") => Followed::Source,
        _ => Followed::Search,
    };
    match words.first() {
        Some(&"unfollow") => app.store.unfollow(me.id, kind, item).await?,
        Some(&"follow") => {
            may(&app, me.id, Right::Follow).await?;
            app.store.follow(me.id, kind, item, now).await?;
        }
        Some(&"unmute") => app.store.unshun(me.id, Shun::Mute, item).await?,
        Some(&"unblock") => app.store.unshun(me.id, Shun::Block, item).await?,
        Some(&"unmute-thread") => app.store.unshun(me.id, Shun::Thread, item).await?,
        _ => return Err(Error::bad("There is no such action.")),
    }
    Ok(Redirect::to("/follows"))
}
