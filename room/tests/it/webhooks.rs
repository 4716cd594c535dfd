//! Webhooks, told to a stand-in that fails, delays and forgets.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::routing::post;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::hmac;
use serde_json::{Value, json};
use store::Store;

use crate::apps::{JSON, call, password};
use crate::test_app::{TestApp, each};

const MINE: (&str, &str) = ("authorization", "Bearer app-secret");

/// Deliveries with their heads, and the statuses still to be answered with.
type Kept = (Vec<(HeaderMap, String)>, Vec<u16>);

/// What arrived, and the answers still to be given instead of 204.
#[derive(Clone, Default)]
struct Receiver(Arc<Mutex<Kept>>);

impl Receiver {
    async fn start() -> (Self, String) {
        let receiver = Self::default();
        let here = receiver.clone();
        let take = async move |headers: HeaderMap, body: Bytes| {
            let mut state = here.0.lock().expect("no panic");
            state.0.push((headers, String::from_utf8_lossy(&body).into_owned()));
            let fault = state.1.pop();
            fault
                .and_then(|fault| StatusCode::from_u16(fault).ok())
                .unwrap_or(StatusCode::NO_CONTENT)
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = format!("http://{}/hook", listener.local_addr().expect("bound"));
        let router = Router::new().route("/hook", post(take));
        tokio::spawn(async move { axum::serve(listener, router).await });
        (receiver, address)
    }

    fn fail_with(&self, faults: &[u16]) {
        self.0.lock().expect("no panic").1 = faults.to_vec();
    }

    fn arrived(&self) -> Vec<(HeaderMap, String)> {
        self.0.lock().expect("no panic").0.clone()
    }
}

fn at_home() -> room::Config {
    let fetch = wire::Config { allow_private: true, ..wire::Config::default() };
    room::Config { fetch, ..room::Config::default() }
}

async fn send(app: &TestApp, method: Method, path: &str, body: Value) -> crate::test_app::Answer {
    call(app, method, &format!("/api/v1/{path}"), &[MINE, JSON], body.to_string()).await
}

#[test]
fn a_receiver_is_told_signed_and_again_until_it_answers() {
    store::testing::each(async |store: Store| {
        let app = TestApp::with(store, at_home()).await;
        password(&app, app.reader, "app-secret", "webhooks:* articles:*").await;
        let (receiver, url) = Receiver::start().await;
        let body = json!({ "url": url, "events": ["article.saved", "article.read"] });
        let hook = send(&app, Method::POST, "webhooks", body).await.is(201).json();
        let secret = hook["secret"].as_str().expect("text").to_owned();
        let list = call(&app, Method::GET, "/api/v1/webhooks", &[MINE], "").await;
        list.is(200).lacks("whsec_");
        receiver.fail_with(&[500]);
        let id = app.save("ferry", "Ferry").await;
        room::desk::run_due(&app.app).await.expect("worked");
        assert_eq!(receiver.arrived().len(), 1, "the first try fails");
        let shown = app.open("/webhooks").await;
        shown.is(200).says("The last try failed: it answered 500").lacks("whsec_");
        app.later().await.rooms_desk(at_home()).await;
        let arrived = receiver.arrived();
        assert_eq!(arrived.len(), 2, "it is tried again later");
        let (headers, body) = &arrived[1];
        let header = |name: &str| headers[name].to_str().expect("letters").to_owned();
        let (number, time) = (header("webhook-id"), header("webhook-timestamp"));
        assert_eq!(arrived[0].0["webhook-id"], number.as_str(), "one delivery, one number");
        assert_eq!(arrived[0].1, *body, "and the same words");
        let key = STANDARD.decode(secret.strip_prefix("whsec_").expect("marked")).expect("base64");
        let key = hmac::Key::new(hmac::HMAC_SHA256, &key);
        let sign = hmac::sign(&key, format!("{number}.{time}.{body}").as_bytes());
        let sign = format!("v1,{}", STANDARD.encode(sign.as_ref()));
        assert_eq!(header("webhook-signature"), sign);
        let body: Value = serde_json::from_str(body).expect("JSON");
        assert_eq!(body["type"], "article.saved");
        assert_eq!(body["data"]["article_id"], json!(id));
        // What was told is not told again.
        let change = json!({ "is_read": true });
        send(&app, Method::PATCH, &format!("articles/{id}"), change).await.is(200);
        room::desk::run_due(&app.app).await.expect("worked");
        let arrived = receiver.arrived();
        assert_eq!(arrived.len(), 3);
        assert!(arrived[2].1.contains("article.read"));
        let number = hook["id"].as_i64().expect("a number");
        send(&app, Method::POST, &format!("webhooks/{number}/test"), json!({})).await.is(204);
        room::desk::run_due(&app.app).await.expect("worked");
        assert!(receiver.arrived()[3].1.contains("\"type\":\"test\""));
        // Removed, it is told nothing any more, not even what waited.
        app.save("b", "B").await;
        send(&app, Method::DELETE, &format!("webhooks/{number}"), json!({})).await.is(204);
        room::desk::run_due(&app.app).await.expect("worked");
        assert_eq!(receiver.arrived().len(), 4);
        assert!(
            app.store
                .jobs(app.reader, 10)
                .await
                .expect("listed")
                .iter()
                .all(|job| { job.kind != store::jobs::JobKind::Webhook })
        );
    });
}

#[test]
fn addresses_inside_are_not_told_and_pages_say_why() {
    each(async |app: TestApp| {
        for url in ["http://127.0.0.1/", "http://169.254.169.254/latest", "ftp://x.example/", "x"] {
            let fields = [("url", url), ("event", "article.saved")];
            app.submit("/webhooks", &fields).await.is(400).says("cannot be told of anything");
        }
        app.submit("/webhooks", &[("url", "https://receiver.example/")]).await.is(400);
        let fields = [("url", "https://receiver.example/"), ("event", "article.saved")];
        app.submit("/webhooks", &fields).await.is(200).says("whsec_");
        let id = app.store.webhooks(app.reader).await.expect("listed")[0].id;
        let path = format!("/webhooks/{id}");
        let other = app.as_other();
        other.open("/webhooks").await.is(200).lacks("receiver.example/<");
        for act in ["test", "remove"] {
            other.submit(&path, &[("act", act)]).await.is(404);
        }
        app.submit(&path, &[("act", "remove")]).await.is(303);
        app.open("/webhooks").await.lacks("receiver.example");
    });
}
