//! Who is asking: the cookie of a request, looked up.
//!
//! A session is a row that lasts half a year from its last use. Its cookie holds the secret, lasts as long as
//! browsers let it, and is out of reach of scripts and of other sites' requests.

use std::sync::Arc;

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method};
use axum::response::{IntoResponse, Response};
use jiff::{SignedDuration, Timestamp, ZonedDateTime};
use store::ReaderId;
use store::accounts::{Hash, NewSession, Role};

use crate::accounts::secret::{Secret, hash};
use crate::layout::{Layout, Person, index, when};
use crate::settings::Settings;
use crate::{App, Error, Result};

/// How long an unused session lasts.
const LASTS: SignedDuration = SignedDuration::from_hours(180 * 24);
/// How long after the password dangerous actions do not ask for it again.
const CONFIRMED: SignedDuration = SignedDuration::from_mins(15);
/// The most that browsers allow: 400 days (RFC 6265bis §5.5).
const COOKIE_S: u32 = 400 * 24 * 3600;

/// The reader who is signed in. A route that takes one is for nobody else.
#[derive(Clone, Debug)]
pub struct Me {
    pub id: ReaderId,
    /// What they sign in with.
    pub name: String,
    pub display_name: String,
    pub role: Role,
    pub settings: Settings,
    /// Of the session the request came with.
    pub session: Hash,
    /// When the password was last given in this session.
    confirmed_at: Timestamp,
    /// Now, in the reader's time zone.
    pub now: ZonedDateTime,
}

impl FromRequestParts<Arc<App>> for Me {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self> {
        let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
        // Only what can be asked for again by a link is worth coming back to.
        let back = if parts.method == Method::GET { path } else { "/" };
        find(&parts.headers, app).await?.ok_or_else(|| Error::SignIn(back.to_owned()))
    }
}

impl OptionalFromRequestParts<Arc<App>> for Me {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Option<Self>> {
        find(&parts.headers, app).await
    }
}

async fn find(headers: &HeaderMap, app: &App) -> Result<Option<Me>> {
    let Some(token) = cookie(headers, cookie_name(app)) else { return Ok(None) };
    let (session, now) = (hash(token), app.now());
    let Some(signed_in) = app.store.signed_in(session, now).await? else { return Ok(None) };
    if signed_in.suspended_until.is_some_and(|until| until > now) {
        return Err(Error::Refused("This account is suspended."));
    }
    if signed_in.expires_at.duration_since(now) < LASTS / 2 {
        app.store.extend_session(session, now + LASTS).await?;
    }
    let settings = Settings::parse(&signed_in.settings);
    let now = now.to_zoned_datetime(when::zone(&settings.time_zone));
    Ok(Some(Me {
        id: signed_in.reader_id,
        name: signed_in.name,
        display_name: signed_in.display_name,
        role: signed_in.role,
        settings,
        session,
        confirmed_at: signed_in.confirmed_at,
        now,
    }))
}

/// Begins a session; gives the cookie for the browser.
pub(crate) async fn begin(app: &App, reader_id: ReaderId, agent: &str) -> Result<HeaderValue> {
    let secret = Secret::new()?;
    let now = app.now();
    let new = NewSession { token_hash: secret.hash(), reader_id, agent, expires_at: now + LASTS };
    app.store.add_session(new, now).await?;
    Ok(set_cookie(app, secret.as_str(), COOKIE_S))
}

/// An answer that also makes the browser forget the session.
pub(crate) fn forgotten(app: &App, answer: impl IntoResponse) -> Response {
    let mut response = answer.into_response();
    response.headers_mut().append(SET_COOKIE, set_cookie(app, "", 0));
    response
}

fn set_cookie(app: &App, value: &str, lasts_s: u32) -> HeaderValue {
    let name = cookie_name(app);
    let secure = if app.is_https() { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; Max-Age={lasts_s}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::from_str(&text).expect("base64url and our own words are letters of a header")
}

/// With `__Host-` the browser sees to it that no other host of the domain can set it; only over TLS.
pub fn cookie_name(app: &App) -> &'static str {
    if app.is_https() { "__Host-dateline" } else { "dateline" }
}

impl Me {
    /// Refuses who is no admin.
    pub(crate) fn check_admin(&self) -> Result<()> {
        match self.role {
            Role::Admin => Ok(()),
            Role::Reader | Role::Moderator => Err(Error::Refused("Only admins can do this.")),
        }
    }

    /// Whether they look after the conversation.
    pub(crate) fn is_moderator(&self) -> bool {
        self.role != Role::Reader
    }

    /// Refuses who is no moderator.
    pub(crate) fn check_moderator(&self) -> Result<()> {
        if self.is_moderator() {
            Ok(())
        } else {
            Err(Error::Refused("Only moderators can do this."))
        }
    }

    /// Whether the password was given a short while ago.
    pub(crate) fn is_confirmed(&self, now: Timestamp) -> bool {
        now.duration_since(self.confirmed_at) < CONFIRMED
    }

    /// The frame of a page of this reader, without the index.
    pub fn bare_frame(&self, app: &App, title: impl Into<String>) -> Layout {
        let mut layout = Layout::new(title, app.name(), &self.now);
        layout.look = self.settings.look();
        layout.has_plans = app.config.membership.is_on();
        let is_admin = self.role == Role::Admin;
        layout.reader = Some(Person { display_name: self.display_name.clone(), is_admin });
        layout
    }

    /// The frame of a page of this reader; `here` is the address that the index shows as current.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn frame(&self, app: &App, title: impl Into<String>, here: &str) -> Result<Layout> {
        let sections = app.store.sections(self.id).await?;
        let mut layout = self.bare_frame(app, title);
        layout.index = Some(index::index(&sections, here));
        Ok(layout)
    }
}

/// The value of a cookie.
pub fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let all = headers.get_all(COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    let pairs =
        all.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.filter(|(key, _)| *key == name).map(|(_, value)| value).next()
}
