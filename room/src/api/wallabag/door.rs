//! Tokens: for a name and a password, or for a refresh token (RFC 6749 §4.3 and §6). The client's id and
//! secret name the app; they sign nobody in alone.

use std::sync::Arc;

use axum::Json;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use jiff::SignedDuration;
use serde_json::json;
use store::accounts::AppSessionKind;
use store::{ClientId, ReaderId, TokenId};

use super::call::{Answer, Refusal};
use crate::accounts::ask::Asker;
use crate::accounts::secret::{Secret, hash};
use crate::api::caller::Caller;
use crate::api::given::Given;
use crate::{App, Error};

/// As wallabag has it; clients go by `expires_in`.
const ACCESS_LASTS: SignedDuration = SignedDuration::from_hours(1);
const REFRESH_LASTS: SignedDuration = SignedDuration::from_hours(14 * 24);

pub(super) async fn token(State(app): State<Arc<App>>, request: Request) -> Answer {
    let (mut parts, body) = request.into_parts();
    let Ok(asker) = Asker::from_request_parts(&mut parts, &app).await;
    let given = Given::of(Request::from_parts(parts, body)).await?;
    let client = client(&app, &given).await?;
    match given.words("grant_type") {
        Some("password") => {
            let name = given.words("username").unwrap_or("");
            let password = given.get("password").unwrap_or("");
            let caller = Caller::of_pair_or_account(&app, name, password, asker.from).await?;
            let caller = caller.ok_or_else(|| {
                let words = "Invalid username and password combination";
                Refusal::called(StatusCode::BAD_REQUEST, "invalid_grant", words)
            })?;
            grant(&app, client, caller.reader, caller.token).await
        }
        Some("refresh_token") => {
            let secret = given.words("refresh_token").unwrap_or("");
            let invalid = || {
                let words = "Invalid refresh token";
                Refusal::called(StatusCode::BAD_REQUEST, "invalid_grant", words)
            };
            let caller = Caller::of_session(&app, secret, AppSessionKind::Refresh).await?;
            let caller = caller.ok_or_else(invalid)?;
            if caller.reader != client {
                return Err(invalid_client());
            }
            if !app.store.end_app_session(hash(secret)).await? {
                return Err(invalid());
            }
            grant(&app, client, caller.reader, caller.token).await
        }
        Some(_) => {
            let words = "Only passwords and refresh tokens are taken";
            Err(Refusal::called(StatusCode::BAD_REQUEST, "unsupported_grant_type", words))
        }
        None => {
            let words = "Invalid grant_type parameter or parameter missing";
            Err(Refusal::called(StatusCode::BAD_REQUEST, "invalid_request", words))
        }
    }
}

fn invalid_client() -> Refusal {
    Refusal::called(StatusCode::BAD_REQUEST, "invalid_client", "The client credentials are invalid")
}

/// Whose client it is.
async fn client(app: &App, given: &Given) -> Result<ReaderId, Refusal> {
    let (id, public) = given
        .words("client_id")
        .and_then(|id| id.split_once('_'))
        .and_then(|(id, public)| Some((ClientId(id.parse().ok()?), public)))
        .ok_or_else(invalid_client)?;
    let secret = hash(given.words("client_secret").unwrap_or(""));
    let reader = app.store.client_reader(id, public, secret).await?;
    reader.ok_or_else(invalid_client)
}

async fn grant(app: &App, client: ReaderId, reader: ReaderId, token: TokenId) -> Answer {
    if client != reader {
        return Err(invalid_client());
    }
    let now = app.now();
    let (access, refresh) = (Secret::new()?, Secret::new()?);
    for (kind, secret, lasts) in [
        (AppSessionKind::Access, &access, ACCESS_LASTS),
        (AppSessionKind::Refresh, &refresh, REFRESH_LASTS),
    ] {
        app.store.add_app_session(token, kind, secret.hash(), now + lasts, now).await?;
    }
    let body = json!({
        "access_token": access.as_str(),
        "expires_in": ACCESS_LASTS.as_secs(),
        "token_type": "bearer",
        "scope": null,
        "refresh_token": refresh.as_str(),
    });
    Ok(Json(body).into_response())
}

/// Id and secret by which an app names itself.
#[derive(Clone, Debug)]
pub(crate) struct NewClient {
    pub(crate) id: String,
    pub(crate) secret: String,
}

/// Makes a client of a reader.
///
/// # Errors
/// When the store fails.
pub(crate) async fn add_client(
    app: &App,
    reader: ReaderId,
    token: Option<TokenId>,
    name: &str,
) -> Result<NewClient, Error> {
    let (public, secret) = (Secret::new()?, Secret::new()?);
    // Apps take these by typing: letters and digits only.
    let short = |secret: &Secret| {
        let letters = secret.as_str().chars().filter(char::is_ascii_alphanumeric);
        letters.take(32).collect::<String>()
    };
    let (public, secret) = (short(&public), short(&secret));
    let now = app.now();
    let id = app.store.add_client(reader, token, name, &public, hash(&secret), now).await?;
    Ok(NewClient { id: format!("{id}_{public}"), secret })
}
