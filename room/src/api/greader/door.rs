//! Signing in by an app password, and the word that changes carry.

use std::sync::Arc;

use axum::Json;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use jiff::SignedDuration;
use serde_json::json;
use store::accounts::AppSessionKind;

use super::call::{Answer, Call, Refusal};
use crate::App;
use crate::accounts::ask::Asker;
use crate::accounts::secret::Secret;
use crate::api::caller::Caller;
use crate::api::given::Given;

/// How long the word of changes is good for; clients fetch a new one when it is not.
const WORD_LASTS: SignedDuration = SignedDuration::from_hours(24);

pub(super) async fn sign_in(State(app): State<Arc<App>>, request: Request) -> Answer {
    let (mut parts, body) = request.into_parts();
    let Ok(asker) = Asker::from_request_parts(&mut parts, &app).await;
    let given = Given::of(Request::from_parts(parts, body)).await?;
    let name = given.words("Email").unwrap_or("");
    let secret = given.words("Passwd").unwrap_or("");
    let caller = Caller::of_pair(&app, name, secret, asker.from).await?;
    let Some(caller) = caller else {
        return Err(Refusal::new(StatusCode::UNAUTHORIZED, "Error=BadAuthentication"));
    };
    let reader = app.store.reader(caller.reader).await?;
    let auth = format!("{}/{secret}", reader.name);
    Ok(match given.get("output") {
        Some("json") => Json(json!({ "SID": auth, "LSID": null, "Auth": auth })).into_response(),
        _ => format!("SID={auth}\nLSID=null\nAuth={auth}\n").into_response(),
    })
}

pub(super) async fn token(call: Call) -> Answer {
    let Call { app, me, .. } = &call;
    let (word, now) = (Secret::new()?, app.now());
    let kind = AppSessionKind::Write;
    app.store.add_app_session(me.token, kind, word.hash(), now + WORD_LASTS, now).await?;
    Ok(format!("{}\n", word.as_str()).into_response())
}

pub(super) async fn user(call: Call) -> Answer {
    let reader = call.app.store.reader(call.me.reader).await?;
    let id = reader.id.to_string();
    Ok(Json(json!({
        "userId": id, "userName": reader.name, "userProfileId": id,
        "userEmail": reader.email.unwrap_or_default(),
    }))
    .into_response())
}
