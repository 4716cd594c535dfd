//! Who is asking: the cookie of a request, looked up.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::header::COOKIE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use jiff::ZonedDateTime;
use sha2::{Digest, Sha256};
use store::ReaderId;
use store::accounts::{Hash, Role};

use crate::layout::{Layout, Person, index, when};
use crate::settings::Settings;
use crate::{App, Error, Result};

/// The cookie that holds a session's token.
pub const SESSION_COOKIE: &str = "session";

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
    /// Now, in the reader's time zone.
    pub now: ZonedDateTime,
}

impl FromRequestParts<Arc<App>> for Me {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self> {
        let to_sign_in = || {
            let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
            // Only what can be asked for again by a link is worth coming back to.
            Error::SignIn(if parts.method == Method::GET { path } else { "/" }.to_owned())
        };
        let token = cookie(&parts.headers, SESSION_COOKIE).ok_or_else(to_sign_in)?;
        let (session, now) = (hash(token), app.now());
        let signed_in = app.store.signed_in(session, now).await?.ok_or_else(to_sign_in)?;
        if signed_in.suspended_until.is_some_and(|until| until > now) {
            return Err(Error::Refused("This account is suspended."));
        }
        let settings = Settings::parse(&signed_in.settings);
        let now = now.to_zoned_datetime(when::zone(&settings.time_zone));
        Ok(Self {
            id: signed_in.reader_id,
            name: signed_in.name,
            display_name: signed_in.display_name,
            role: signed_in.role,
            settings,
            session,
            now,
        })
    }
}

impl Me {
    /// The frame of a page of this reader, without the index.
    pub fn bare_frame(&self, app: &App, title: impl Into<String>) -> Layout {
        let mut layout = Layout::new(title, app.config.name.as_str(), &self.now);
        layout.look = self.settings.look();
        let is_admin = self.role == Role::Admin;
        layout.reader = Some(Person { display_name: self.display_name.clone(), is_admin });
        layout
    }

    /// The frame of a page of this reader; `here` is the address that the index shows as current.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn frame(&self, app: &App, title: impl Into<String>, here: &str) -> Result<Layout> {
        let counts = app.store.counts(self.id).await?;
        let mut layout = self.bare_frame(app, title);
        layout.index = Some(index::read(app, self.id, &counts, here).await?);
        Ok(layout)
    }
}

/// What a token is kept as.
pub fn hash(token: &str) -> Hash {
    Sha256::digest(token.as_bytes()).into()
}

/// The value of a cookie.
pub fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let all = headers.get_all(COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    let pairs =
        all.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.filter(|(key, _)| *key == name).map(|(_, value)| value).next()
}
