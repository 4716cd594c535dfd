//! Reprints as pages show them: folded in lists, named beside an article, and laid side by side.

mod beside;
pub mod view;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use jiff::{Timestamp, ZonedDateTime};
use record::reprint::Origin;
use store::reprints::{Alike, Folded, Kind, Original, State};
use store::{ReaderId, ShelfItem};

use crate::layout::When;
use crate::shelf::item;
use crate::shelf::view::Item;
use crate::{App, Result};
use view::{AlikeLine, AlikePanel, ReprintLine};

/// `/read/{id}/beside/{other}`.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new().route("/read/{id}/beside/{other}", get(beside::show))
}

/// What tells which of two texts was first. `published` is what the page states and the instant kept for it: a day
/// alone is no instant, though midnight is kept.
pub(crate) fn origin<'o>(
    published: Option<(&str, Timestamp)>,
    outlet: &'o str,
    byline: &'o str,
    text: &'o str,
) -> Origin<'o> {
    let instant = published.filter(|(stated, _)| stated.len() > "2026-11-25".len());
    Origin { published: instant.map(|(_, at)| at), outlet, byline, text }
}

/// What an article is of another, for the reader.
pub(crate) fn kind_words(kind: Kind) -> &'static str {
    match kind {
        Kind::Same => "same text",
        Kind::Shortened => "shortened",
        Kind::Extended => "extended",
        Kind::Reworded => "reworded",
        Kind::Passage => "shares a passage",
        Kind::Form => "same form, other figures",
    }
}

/// A row of the store with the reprints folded under it, as lists show it.
pub(crate) fn folded(found: Folded, now: &ZonedDateTime, with_picture: bool) -> Item {
    let reprints = found
        .reprints
        .iter()
        .map(|member| line(&member.item, member.kind.map_or("reprint", kind_words), now));
    let reprints = reprints.collect();
    Item { reprints, ..item(found.item, now, with_picture) }
}

/// A folded reprint.
pub(crate) fn line(row: &ShelfItem, kind: &'static str, now: &ZonedDateTime) -> ReprintLine {
    ReprintLine {
        href: format!("/read/{}", row.id),
        title: row.shown_title().to_owned(),
        outlet: row.outlet.clone().or_else(|| crate::shelf::host(&row.url)).unwrap_or_default(),
        kind,
        when: When::instant(row.published_at.unwrap_or(row.saved_at), now),
        is_read: row.is_read,
    }
}

/// What the reader page says of an article's reprints.
pub(crate) async fn panel(
    app: &App,
    reader: ReaderId,
    id: i64,
    article: store::ArticleId,
    now: &ZonedDateTime,
) -> Result<AlikePanel> {
    let alike = app.store.alike(reader, article).await?;
    let state = app.store.reprint_state(article).await?;
    let reason = match state {
        State::Ordinary => "",
        State::Container => "This page holds several articles, so it is no reprint of any of them.",
        State::Template => {
            "Its words stand in too many articles, as those of a form that is filled in every day do: \
             reprints of it are not looked for."
        }
        State::Crowded => {
            "More articles are alike to it than any text is reprinted: it is not folded with them."
        }
    };
    let (reprints, others): (Vec<_>, Vec<_>) =
        alike.into_iter().partition(|one| one.kind.is_reprint() && !one.is_container);
    let lines = |all: Vec<Alike>| all.iter().map(|one| alike_line(one, id, now)).collect();
    Ok(AlikePanel { reprints: lines(reprints), others: lines(others), reason })
}

fn alike_line(one: &Alike, id: i64, now: &ZonedDateTime) -> AlikeLine {
    let direction = match one.original {
        Original::Unknown => String::new(),
        Original::This => format!("this one was first: {}", one.why),
        // Said of the pair: the credit is in this article's own words.
        Original::Other => format!("that one was first: {}", turned(&one.why)),
    };
    let kind =
        if one.is_container { "a page that holds this and others" } else { kind_words(one.kind) };
    AlikeLine {
        href: format!("/read/{}", one.shelf_id),
        beside: format!("/read/{id}/beside/{}", one.shelf_id),
        title: if one.title.trim().is_empty() { one.url.clone() } else { one.title.clone() },
        outlet: one.outlet.clone().unwrap_or_default(),
        when: one.published_at.map(|at| When::instant(at, now)),
        kind,
        percent: (one.share + 5) / 10,
        direction,
    }
}

/// What told that the other was first, said from this article's side.
fn turned(why: &str) -> String {
    match why.strip_prefix("the other credits ") {
        Some(agency) => format!("this one credits {agency}"),
        None => why.to_owned(),
    }
}
