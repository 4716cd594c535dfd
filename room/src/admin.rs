//! Looking after the room: its name, who may make an account, invitations, readers.

pub mod view;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use jiff::{SignedDuration, Timestamp};
use store::ReaderId;
use store::accounts::{Reader, Role, Ticket, TicketKind};

use crate::accounts::reset_link;
use crate::accounts::secret::Secret;
use crate::fields::Fields;
use crate::layout::{Value, When, page};
use crate::session::Me;
use crate::{App, Error, Result, SignUp};
use view::{AdminPage, ReaderLine};

/// How long an invitation is good for.
const INVITATION_LASTS: SignedDuration = SignedDuration::from_hours(14 * 24);
/// Readers on the page.
const SHOWN: i64 = 500;

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/admin", get(show).post(change))
        .route("/admin/invitations", post(invite))
        .route("/admin/readers/{id}", post(change_reader))
}

async fn show(State(app): State<Arc<App>>, me: Me) -> Result<Response> {
    admin_page(&app, &me, None).await
}

async fn admin_page(app: &App, me: &Me, link: Option<String>) -> Result<Response> {
    me.check_admin()?;
    let readers = app.store.readers(ReaderId(0), SHOWN).await?;
    let mut lines = Vec::with_capacity(readers.len());
    for reader in readers {
        let article_count = app.store.counts(reader.id).await?.all;
        lines.push(line(me, reader, article_count, app.now()));
    }
    let all: i64 = lines.iter().map(|line| line.article_count).sum();
    let facts = vec![("Readers", lines.len().to_string()), ("On shelves", all.to_string())];
    let rights = app.sign_up();
    let sign_up = SignUp::ALL.map(|choice| Value {
        value: choice.name(),
        label: choice.words(),
        is_chosen: choice == rights,
    });
    let layout = me.frame(app, "Administration", "/admin").await?;
    let sign_up = sign_up.to_vec();
    let has_plans = app.config.membership.is_on();
    Ok(page(&AdminPage { layout, facts, sign_up, invitation: link, readers: lines, has_plans }))
}

fn line(me: &Me, reader: Reader, article_count: i64, now: Timestamp) -> ReaderLine {
    ReaderLine {
        id: reader.id.0,
        name: reader.name,
        role: match reader.role {
            Role::Reader => "reader",
            Role::Moderator => "moderator",
            Role::Admin => "admin",
        },
        since: When::instant(reader.created_at, &me.now).words,
        article_count,
        is_suspended: reader.suspended_until.is_some_and(|until| until > now),
    }
}

async fn change(State(app): State<Arc<App>>, me: Me, fields: Fields) -> Result<Response> {
    me.check_admin()?;
    let name = fields.words("room_name").ok_or(Error::bad("The room needs a name."))?;
    let sign_up = fields.get("sign_up").and_then(SignUp::of);
    let sign_up = sign_up.ok_or(Error::bad("Say who may make an account."))?;
    let name: String = name.chars().take(60).collect();
    app.store.set_setting("name", Some(&name)).await?;
    app.store.set_setting("sign_up", Some(sign_up.name())).await?;
    app.look_up_choices().await?;
    Ok(Redirect::to("/admin").into_response())
}

async fn invite(State(app): State<Arc<App>>, me: Me) -> Result<Response> {
    me.check_admin()?;
    let secret = Secret::new()?;
    let now = app.now();
    let ticket = Ticket {
        kind: TicketKind::Invitation,
        reader_id: None,
        payload: None,
        expires_at: now + INVITATION_LASTS,
    };
    app.store.add_ticket(secret.hash(), ticket, now).await?;
    let link = format!("{}/sign-up?ticket={}", app.origin(), secret.as_str());
    admin_page(&app, &me, Some(link)).await
}

async fn change_reader(
    State(app): State<Arc<App>>,
    me: Me,
    Path(id): Path<i64>,
    fields: Fields,
) -> Result<Response> {
    me.check_admin()?;
    let id = ReaderId(id);
    app.store.reader(id).await?;
    if id == me.id {
        return Err(Error::Refused("Ask another admin to do this to your own account."));
    }
    match fields.get("act") {
        Some("suspend") => app.store.suspend(id, Some(Timestamp::MAX), app.now()).await?,
        Some("release") => app.store.suspend(id, None, app.now()).await?,
        Some("reset") => {
            let link = reset_link(&app, id).await?;
            return admin_page(&app, &me, Some(link)).await;
        }
        _ => return Err(Error::bad("There is no such action.")),
    }
    Ok(Redirect::to("/admin").into_response())
}
