//! A stand-in for Stripe on this machine: the five calls in their documented shapes, a state for each subscription,
//! and news that are signed. It can be told to fail; news are handed over as the test wishes.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use ring::hmac;
use serde_json::{Value, json};

use crate::test_app::now;

pub(crate) const KEY: &str = "sk_test_of_the_stand_in";
const DAY: i64 = 86_400;

/// What Stripe knows, and how it behaves.
#[derive(Default)]
pub(crate) struct Stripe {
    pub(crate) sessions: BTreeMap<String, Value>,
    pub(crate) subscriptions: BTreeMap<String, Value>,
    /// Answers still to be given instead of right ones; 0 breaks the connection's promise by an empty body.
    pub(crate) faults: Vec<u16>,
    /// Method, path, `Idempotency-Key` and `Stripe-Version` of each request.
    pub(crate) asked: Vec<(String, String, Option<String>)>,
    /// What the forms said.
    pub(crate) forms: Vec<BTreeMap<String, String>>,
    /// Answers to forms, by key: the same key gets the same answer.
    answered: BTreeMap<String, Value>,
}

#[derive(Clone, Default)]
pub(crate) struct StandIn(Arc<Mutex<Stripe>>);

type Shared = State<StandIn>;

impl StandIn {
    /// Listens until the test process ends; gives its address too.
    pub(crate) async fn start() -> (Self, String) {
        let stand_in = Self::default();
        let router = Router::new()
            .route("/v1/checkout/sessions", post(begin))
            .route("/v1/checkout/sessions/{id}", get(session))
            .route("/v1/billing_portal/sessions", post(portal))
            .route("/v1/subscriptions", get(list))
            .route("/v1/subscriptions/{id}", get(subscription))
            .layer(middleware::from_fn_with_state(stand_in.clone(), door))
            .with_state(stand_in.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("bound"));
        tokio::spawn(async move { axum::serve(listener, router).await });
        (stand_in, address)
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, Stripe> {
        self.0.lock().expect("no panic")
    }

    /// The reader pays the last session that was begun; gives the session's and the subscription's ids.
    pub(crate) fn pay(&self) -> (String, String) {
        let mut state = self.state();
        let number = state.subscriptions.len() + 1;
        let (session, subscription) = (format!("cs_test_{number}"), format!("sub_{number}"));
        let form = state.forms.last().expect("a checkout was begun").clone();
        let metadata: BTreeMap<&str, &String> = form
            .iter()
            .filter_map(|(name, value)| {
                let name = name.strip_prefix("subscription_data[metadata][")?;
                Some((name.strip_suffix(']')?, value))
            })
            .collect();
        let start = now().as_second();
        let new = json!({
            "id": subscription, "object": "subscription", "status": "active", "livemode": false,
            "customer": form.get("customer").cloned().unwrap_or(format!("cus_{number}")),
            "start_date": start, "cancel_at_period_end": false, "cancel_at": null, "canceled_at": null,
            "ended_at": null, "metadata": metadata,
            "items": { "object": "list", "data": [{
                "id": format!("si_{number}"), "price": { "id": form["line_items[0][price]"] },
                "current_period_start": start, "current_period_end": start + 30 * DAY
            }]}
        });
        state.subscriptions.insert(subscription.clone(), new);
        let paid = state.sessions.get_mut(&session).expect("it was begun");
        paid["status"] = "complete".into();
        paid["subscription"] = subscription.clone().into();
        (session, subscription)
    }

    /// Changes fields of a subscription.
    pub(crate) fn change(&self, id: &str, fields: &Value) {
        let mut state = self.state();
        let one = state.subscriptions.get_mut(id).expect("it is there");
        for (name, value) in fields.as_object().expect("fields") {
            one[name] = value.clone();
        }
    }
}

/// News of a subscription, as Stripe words them.
pub(crate) fn news(event: &str, kind: &str, subscription: &str) -> String {
    json!({
        "id": event, "object": "event", "type": kind, "livemode": false, "created": 1,
        "api_version": "2025-03-31.basil", "pending_webhooks": 1,
        "data": { "object": { "id": subscription, "object": "subscription" } }
    })
    .to_string()
}

/// The header over a body, signed so many seconds from now.
pub(crate) fn signature(secret: &str, later_s: i64, body: &str) -> String {
    let at = now().as_second() + later_s;
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let tag = hmac::sign(&key, format!("{at}.{body}").as_bytes());
    let hex: String = tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("t={at},v1={hex}")
}

/// Before every call: whether the key is right, what was asked, and whether it is to fail.
async fn door(State(stripe): Shared, request: Request, next: Next) -> Response {
    let text = |headers: &HeaderMap, name: &str| {
        headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
    };
    let headers = request.headers();
    let version = text(headers, "stripe-version");
    let is_known = text(headers, "authorization").as_deref() == Some(&format!("Bearer {KEY}"));
    let (key, path) = (text(headers, "idempotency-key"), request.uri().path().to_owned());
    let fault = {
        let mut state = stripe.state();
        state.asked.push((request.method().to_string(), path, key.clone()));
        state.faults.pop()
    };
    if !is_known || version.as_deref() != Some("2025-03-31.basil") {
        let error = json!({"error": {"type": "invalid_request_error", "code": "api_key"}});
        return (StatusCode::UNAUTHORIZED, Json(error)).into_response();
    }
    match fault {
        Some(0) => "{".into_response(),
        Some(status) => {
            let status = StatusCode::from_u16(status).expect("a status");
            (status, Json(json!({"error": {"type": "api_error"}}))).into_response()
        }
        None => next.run(request).await,
    }
}

async fn begin(
    State(stripe): Shared,
    headers: HeaderMap,
    Form(form): Form<BTreeMap<String, String>>,
) -> Json<Value> {
    let key = headers["idempotency-key"].to_str().expect("ASCII").to_owned();
    let mut state = stripe.state();
    if let Some(answer) = state.answered.get(&key) {
        return Json(answer.clone());
    }
    let id = format!("cs_test_{}", state.subscriptions.len() + 1);
    let session = json!({
        "id": id, "object": "checkout.session", "mode": form["mode"], "status": "open",
        "client_reference_id": form["client_reference_id"], "subscription": null, "livemode": false,
        "url": format!("https://checkout.stripe.example/c/pay/{id}#fid")
    });
    state.forms.push(form);
    state.sessions.insert(id, session.clone());
    state.answered.insert(key, session.clone());
    Json(session)
}

async fn portal(State(stripe): Shared, Form(form): Form<BTreeMap<String, String>>) -> Json<Value> {
    let url = format!("https://billing.stripe.example/p/session/{}", form["customer"]);
    stripe.state().forms.push(form);
    Json(json!({"id": "bps_1", "object": "billing_portal.session", "url": url}))
}

fn found(one: Option<&Value>) -> Response {
    match one {
        Some(one) => Json(one.clone()).into_response(),
        None => {
            let error = json!({"error": {"code": "resource_missing"}});
            (StatusCode::NOT_FOUND, Json(error)).into_response()
        }
    }
}

async fn session(State(stripe): Shared, Path(id): Path<String>) -> Response {
    found(stripe.state().sessions.get(&id))
}

async fn subscription(State(stripe): Shared, Path(id): Path<String>) -> Response {
    found(stripe.state().subscriptions.get(&id))
}

/// Two on a page, so that there are several.
async fn list(State(stripe): Shared, Query(query): Query<BTreeMap<String, String>>) -> Json<Value> {
    assert_eq!(query.get("status").map(String::as_str), Some("all"));
    let state = stripe.state();
    let after = query.get("starting_after").map_or("", String::as_str);
    let mut rest = state.subscriptions.iter().filter(|(id, _)| id.as_str() > after);
    let data: Vec<Value> = rest.by_ref().take(2).map(|(_, one)| one.clone()).collect();
    Json(json!({"object": "list", "data": data, "has_more": rest.next().is_some()}))
}
