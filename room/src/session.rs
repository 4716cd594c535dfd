//! Who a request is from: the session behind its cookie.
//!
//! A session is a row that lasts half a year from its last use; the cookie holds its secret, lasts as long
//! as browsers let it, and is out of reach of scripts and of other sites' requests.

use std::sync::Arc;

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use jiff::{SignedDuration, Timestamp};
use store::ReaderId;
use store::accounts::{Hash, NewSession, Role, SignedIn};

use crate::accounts::secret::{Secret, hash};
use crate::{App, Error};

#[cfg(test)]
mod tests;

/// How long an unused session lasts.
const LASTS: SignedDuration = SignedDuration::from_hours(180 * 24);
/// How long after the password dangerous actions do not ask for it again.
const CONFIRMED: SignedDuration = SignedDuration::from_mins(15);
/// The most that browsers allow: 400 days (RFC 6265bis §5.5).
const COOKIE_S: u32 = 400 * 24 * 3600;

/// A reader who is signed in. Taken by a route, it sends others to the sign-in page.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    pub(crate) reader: SignedIn,
    /// What the store knows the session by.
    pub(crate) hash: Hash,
}

impl Session {
    /// The reader's id.
    pub(crate) fn id(&self) -> ReaderId {
        self.reader.reader_id
    }

    /// Refuses who is no admin.
    pub(crate) fn admin(&self) -> Result<(), Error> {
        match self.reader.role {
            Role::Admin => Ok(()),
            Role::Reader | Role::Moderator => Err(Error::Refused("Only admins can do this.")),
        }
    }

    /// Whether the password was given a short while ago.
    pub(crate) fn is_confirmed(&self, now: Timestamp) -> bool {
        now.duration_since(self.reader.confirmed_at) < CONFIRMED
    }
}

impl FromRequestParts<Arc<App>> for Session {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Error> {
        let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
        // A form that was sent cannot be sent again by a redirect.
        let back = if parts.method.is_safe() { path } else { "/" }.to_owned();
        find(&parts.headers, app).await?.ok_or(Error::SignIn(back))
    }
}

impl OptionalFromRequestParts<Arc<App>> for Session {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Option<Self>, Error> {
        find(&parts.headers, app).await
    }
}

async fn find(headers: &HeaderMap, app: &App) -> Result<Option<Session>, Error> {
    let now = app.now();
    let Some(secret) = secret(headers, cookie_name(app)) else { return Ok(None) };
    let hash = hash(&secret);
    let Some(reader) = app.store.signed_in(hash, now).await? else { return Ok(None) };
    let left = reader.expires_at.duration_since(now);
    if left < LASTS / 2 {
        app.store.extend_session(hash, now + LASTS).await?;
    }
    Ok(Some(Session { reader, hash }))
}

/// Begins a session; gives the cookie for the browser.
pub(crate) async fn begin(
    app: &App,
    reader_id: ReaderId,
    agent: &str,
) -> Result<HeaderValue, Error> {
    let secret = Secret::new()?;
    let now = app.now();
    let new = NewSession { token_hash: secret.hash(), reader_id, agent, expires_at: now + LASTS };
    app.store.add_session(new, now).await?;
    Ok(cookie(app, secret.as_str(), COOKIE_S))
}

/// An answer that also makes the browser forget the session.
pub(crate) fn forgotten(app: &App, answer: impl IntoResponse) -> Response {
    let mut response = answer.into_response();
    response.headers_mut().append(SET_COOKIE, cookie(app, "", 0));
    response
}

fn cookie(app: &App, value: &str, lasts_s: u32) -> HeaderValue {
    let name = cookie_name(app);
    let secure = if is_https(app) { "; Secure" } else { "" };
    let text =
        format!("{name}={value}; Path=/; Max-Age={lasts_s}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::from_str(&text).expect("base64url and our own words are a header's letters")
}

/// With `__Host-` the browser sees to it that no other host of the domain can set it; only over TLS.
fn cookie_name(app: &App) -> &'static str {
    if is_https(app) { "__Host-dateline" } else { "dateline" }
}

fn is_https(app: &App) -> bool {
    app.config.origin.as_deref().is_some_and(|origin| origin.starts_with("https://"))
}

fn secret(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(found, value)| *found == name && !value.is_empty())
        .map(|(_, value)| value.to_owned())
}
