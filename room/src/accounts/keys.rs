//! Passkeys between browser and room: a challenge, and what the browser makes of it. JSON, as only a script
//! can ask an authenticator.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::{Json, Router, routing};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use store::ReaderId;
use store::accounts::{Ticket, TicketKind};

use super::ask::Asker;
use super::passkey::{self, Credential, Expected, Made, Used};
use super::secret::{Secret, hash};
use crate::fields::local;
use crate::session::{self, Me};
use crate::{App, Error};

/// How long an authenticator may take.
const WAITS: SignedDuration = SignedDuration::from_mins(5);

type Answer = Result<Response, Error>;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/account/passkeys/challenge", routing::post(challenge_to_make))
        .route("/account/passkeys", routing::post(add))
        .route("/sign-in/passkey/challenge", routing::post(challenge_to_use))
        .route("/sign-in/passkey", routing::post(sign_in))
}

/// What `navigator.credentials` is asked with; bytes in base64url.
#[derive(Serialize)]
struct Challenge {
    challenge: String,
    host: String,
    room: String,
    /// The reader a key is made for.
    id: String,
    name: String,
    display_name: String,
    /// Keys there are: an authenticator that has one of them makes no other.
    known: Vec<String>,
}

async fn challenge(app: &App, reader: Option<ReaderId>) -> Result<Challenge, Error> {
    let secret = Secret::new()?;
    let now = app.now();
    let ticket = Ticket {
        kind: TicketKind::Passkey,
        reader_id: reader,
        payload: None,
        expires_at: now + WAITS,
    };
    app.store.add_ticket(secret.hash(), ticket, now).await?;
    Ok(Challenge {
        challenge: secret.as_str().to_owned(),
        host: host(app.origin()).to_owned(),
        room: app.name().clone(),
        id: String::new(),
        name: String::new(),
        display_name: String::new(),
        known: Vec::new(),
    })
}

/// The host of an origin, without its port.
fn host(origin: &str) -> &str {
    let host = origin.split_once("://").map_or(origin, |(_, host)| host);
    host.split(':').next().unwrap_or(host)
}

async fn challenge_to_make(State(app): State<Arc<App>>, me: Me) -> Answer {
    if !me.is_confirmed(app.now()) {
        return Err(Error::Confirm("/account"));
    }
    let keys = app.store.passkeys(me.id).await?;
    let challenge = Challenge {
        id: URL_SAFE_NO_PAD.encode(me.id.0.to_be_bytes()),
        name: me.name,
        display_name: me.display_name,
        known: keys.iter().filter_map(|key| id_of(&key.credential)).collect(),
        ..challenge(&app, Some(me.id)).await?
    };
    Ok(Json(challenge).into_response())
}

/// A key as it is kept: with its id, which the browser is told.
#[derive(Serialize, Deserialize)]
struct Kept {
    id: String,
    #[serde(flatten)]
    credential: Credential,
}

fn id_of(kept: &str) -> Option<String> {
    serde_json::from_str::<Kept>(kept).ok().map(|kept| kept.id)
}

#[derive(Deserialize)]
struct MadeForm {
    challenge: String,
    name: String,
    #[serde(flatten)]
    made: Made,
}

async fn add(State(app): State<Arc<App>>, me: Me, Json(form): Json<MadeForm>) -> Answer {
    let ticket = taken(&app, &form.challenge).await?;
    if ticket.reader_id != Some(me.id) {
        return Err(Error::Refused("This key was made for somebody else."));
    }
    let origin = app.origin();
    let expected = Expected { challenge: &form.challenge, origin, host: host(origin) };
    let (id, credential) = passkey::register(&form.made, expected)
        .ok_or(Error::Refused("The key does not answer for this room."))?;
    let kept = Kept { id: form.made.id, credential };
    let kept = serde_json::to_string(&kept).map_err(|_| Error::broken("a passkey"))?;
    let name: String = form.name.trim().chars().take(80).collect();
    let name = if name.is_empty() { "Passkey" } else { &name };
    app.store.add_passkey(me.id, name, &id, &kept, app.now()).await?;
    Ok(Json(serde_json::json!({ "next": "/account" })).into_response())
}

async fn challenge_to_use(State(app): State<Arc<App>>, asker: Asker) -> Answer {
    app.limits.count("passkey", asker.from)?;
    Ok(Json(challenge(&app, None).await?).into_response())
}

#[derive(Deserialize)]
struct UsedForm {
    challenge: String,
    #[serde(default)]
    next: String,
    #[serde(flatten)]
    used: Used,
}

async fn sign_in(State(app): State<Arc<App>>, asker: Asker, Json(form): Json<UsedForm>) -> Answer {
    taken(&app, &form.challenge).await?;
    let unknown = || Error::Refused("This key signs nobody in here.");
    let id = URL_SAFE_NO_PAD.decode(&form.used.id).map_err(|_| unknown())?;
    let key = app.store.passkey(&id).await?.ok_or_else(unknown)?;
    let kept: Kept =
        serde_json::from_str(&key.credential).map_err(|_| Error::broken("a kept passkey"))?;
    let origin = app.origin();
    let expected = Expected { challenge: &form.challenge, origin, host: host(origin) };
    let credential = passkey::verify(&kept.credential, &form.used, expected).ok_or_else(unknown)?;
    let now = app.now();
    let found = app.store.credentials_of(key.reader_id).await?;
    if found.suspended_until.is_some_and(|until| until > now) {
        return Err(Error::Refused("This account is suspended."));
    }
    let kept = serde_json::to_string(&Kept { credential, ..kept });
    let kept = kept.map_err(|_| Error::broken("a passkey"))?;
    app.store.use_passkey(key.id, &kept, now).await?;
    let cookie = session::begin(&app, key.reader_id, &asker.agent).await?;
    let next = Json(serde_json::json!({ "next": local(Some(&form.next)) }));
    Ok(([(axum::http::header::SET_COOKIE, cookie)], next).into_response())
}

async fn taken(app: &App, challenge: &str) -> Result<Ticket, Error> {
    let ticket = app.store.take_ticket(hash(challenge), TicketKind::Passkey, app.now()).await?;
    ticket.ok_or(Error::Refused("That took too long. Try again."))
}
