//! Signing in by an account elsewhere, at a provider of this machine.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::extract::{Form, State};
use axum::http::header::{AUTHORIZATION, SET_COOKIE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use room::Config;
use room::accounts::Provider;
use serde_json::{Value, json};
use store::Store;
use url::Url;

use crate::test_app::{Answer, TestApp, now};

/// What the provider was asked for last, and whom it vouches for.
struct Town {
    issuer: String,
    key: EcdsaKeyPair,
    asked: Mutex<HashMap<String, String>>,
    subject: Mutex<&'static str>,
}

impl Town {
    async fn open() -> Arc<Self> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let issuer = format!("http://{}", listener.local_addr().expect("it has an address"));
        let (kind, random) = (&ECDSA_P256_SHA256_FIXED_SIGNING, SystemRandom::new());
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(kind, &random).expect("there is randomness");
        let key = EcdsaKeyPair::from_pkcs8(kind, pkcs8.as_ref(), &random).expect("just made");
        let (asked, subject) = (Mutex::default(), Mutex::new("42"));
        let town = Arc::new(Self { issuer, key, asked, subject });
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .with_state(Arc::clone(&town));
        tokio::spawn(async move { axum::serve(listener, router).await });
        town
    }
}

async fn discovery(State(town): State<Arc<Town>>) -> Json<Value> {
    let at = |path| format!("{}{path}", town.issuer);
    Json(json!({ "issuer": town.issuer, "authorization_endpoint": at("/authorize?tenant=1"),
        "token_endpoint": at("/token"), "jwks_uri": at("/keys") }))
}

fn encoded(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

async fn keys(State(town): State<Arc<Town>>) -> Json<Value> {
    let point = town.key.public_key().as_ref();
    Json(json!({ "keys": [{ "kty": "EC", "kid": "1", "crv": "P-256",
        "x": encoded(&point[1..33]), "y": encoded(&point[33..]) }] }))
}

/// Refuses what a careful provider refuses.
async fn token(
    State(town): State<Arc<Town>>,
    headers: HeaderMap,
    Form(form): Form<HashMap<String, String>>,
) -> Response {
    let asked = town.asked.lock().expect("no test panicked").clone();
    let secret = format!("Basic {}", STANDARD.encode("room%3A1:s+e%2Bcret"));
    let challenge = encoded(digest(&SHA256, form["code_verifier"].as_bytes()));
    let is_right =
        headers.get(AUTHORIZATION).is_some_and(|given| given.as_bytes() == secret.as_bytes())
            && form["grant_type"] == "authorization_code"
            && form["code"] == "the code"
            && form["redirect_uri"] == asked["redirect_uri"]
            && challenge == asked["code_challenge"];
    if !is_right {
        return StatusCode::BAD_REQUEST.into_response();
    }
    let now = now().as_second();
    let claims = json!({ "iss": town.issuer, "aud": asked["client_id"], "nonce": asked["nonce"],
        "sub": *town.subject.lock().expect("no test panicked"), "iat": now, "exp": now + 60,
        "preferred_username": "Mira@town.example", "email": "mira@example.org" });
    let header = json!({ "alg": "ES256", "kid": "1" });
    let signed = format!("{}.{}", encoded(header.to_string()), encoded(claims.to_string()));
    let signature = town.key.sign(&SystemRandom::new(), signed.as_bytes()).expect("it signs");
    Json(json!({ "id_token": format!("{signed}.{}", encoded(signature)) })).into_response()
}

fn each(sign_up: bool, check: impl AsyncFn(TestApp, Arc<Town>)) {
    store::testing::each(async |store: Store| {
        let town = Town::open().await;
        let provider = Provider {
            name: "the Town".to_owned(),
            issuer: town.issuer.clone(),
            client_id: "room:1".to_owned(),
            client_secret: Some("s e+cret".to_owned()),
            sign_up,
        };
        let mut config = Config::default();
        config.fetch.allow_private = true;
        config.providers.insert("town".to_owned(), provider);
        check(TestApp::with(store, config).await, town).await;
    });
}

/// Follows the way to the provider; gives the cookie and the address back, with the state in it.
fn away(town: &Town, answer: &Answer) -> (String, String) {
    let page = answer.is(200).says("On to the Town");
    let href = page.body.split("0; url=").nth(1).and_then(|rest| rest.split('"').next());
    let href = href.expect("the page leads on").replace("&amp;", "&").replace("&#38;", "&");
    let href = Url::parse(&href).expect("it is an address");
    let asked: HashMap<String, String> = href.query_pairs().into_owned().collect();
    for (name, expect) in [
        ("tenant", "1"),
        ("response_type", "code"),
        ("scope", "openid profile"),
        ("code_challenge_method", "S256"),
        ("redirect_uri", "http://localhost/sign-in/with/town/back"),
    ] {
        assert_eq!(asked[name], expect, "{name}");
    }
    let back = format!("/sign-in/with/town/back?code=the+code&state={}", asked["state"]);
    *town.asked.lock().expect("no test panicked") = asked;
    (cookie(answer), back)
}

fn cookie(answer: &Answer) -> String {
    let set = answer.headers.get(SET_COOKIE).expect("a cookie is set").to_str().expect("ASCII");
    set.split(';').next().expect("there is a first part").to_owned()
}

/// A test's cookies live as long as it does.
fn kept(cookies: String) -> &'static str {
    Box::leak(cookies.into_boxed_str())
}

#[test]
fn an_account_elsewhere_is_tied_by_its_reader_and_then_signs_in() {
    each(false, async |app: TestApp, town: Arc<Town>| {
        let nobody = app.as_nobody();
        nobody.open("/sign-in").await.is(200).says("Sign in with the Town");
        let leave = async || nobody.submit("/sign-in/with/town", &[("next", "/archive")]).await;

        // Nobody has tied it, and the address it tells is not looked at.
        let (state, back) = away(&town, &leave().await);
        let answer = nobody.with_cookie(kept(state)).open(&back).await;
        answer.is(200).says("No account here is tied");

        // Tied from the account page.
        app.open("/account").await.is(200).says("Accounts elsewhere");
        let tie = [("act", "tie"), ("provider", "town")];
        let (state, back) = away(&town, &app.submit("/account/elsewhere", &tie).await);
        let state = kept(state);
        app.with_cookie(kept(format!("dateline=token-of-jon; {state}"))).open(&back).await.is(400);
        let (state, back) = away(&town, &app.submit("/account/elsewhere", &tie).await);
        let mira = app.with_cookie(kept(format!("dateline=token-of-mira; {state}")));
        assert_eq!(mira.open(&back).await.is(303).location(), "/account");
        app.open("/account").await.says("Untie");

        // It signs in, in the browser that began it, once.
        let (state, back) = away(&town, &leave().await);
        nobody.open(&back).await.is(200).says("begun in another browser");
        nobody
            .with_cookie("dateline-elsewhere=x")
            .open(&back)
            .await
            .is(200)
            .says("another browser");
        let browser = nobody.with_cookie(kept(state));
        let answer = browser.open(&back).await;
        assert_eq!(answer.is(303).location(), "/archive");
        let signed_in = nobody.with_cookie(kept(cookie(&answer)));
        signed_in.open("/account").await.is(200).says("mira");
        browser.open(&back).await.is(200).says("Start again");

        // Another account there is not hers.
        *town.subject.lock().expect("no test panicked") = "43";
        let (state, back) = away(&town, &leave().await);
        nobody.with_cookie(kept(state)).open(&back).await.is(200).says("No account here is tied");

        // The last way in is not taken away.
        let untie = [("act", "untie"), ("provider", "town")];
        let answer = app.submit("/account/elsewhere", &untie).await;
        answer.says("It is the only way in").says("Untie");
        let here = Some(room::accounts::hash("token-of-mira"));
        app.store.set_password(app.reader, "$argon2id$", here).await.expect("it is set");
        assert_eq!(app.submit("/account/elsewhere", &untie).await.is(303).location(), "/account");
        app.open("/account").await.lacks("Untie");
    });
}

#[test]
fn answers_that_are_not_for_this_sign_in_are_refused() {
    each(true, async |app: TestApp, town: Arc<Town>| {
        let nobody = app.as_nobody();
        let leave = async || nobody.submit("/sign-in/with/town", &[]).await;
        for (name, value) in [("nonce", "another"), ("code_challenge", "x"), ("client_id", "x")] {
            let (state, back) = away(&town, &leave().await);
            town.asked.lock().expect("no test panicked").insert(name.to_owned(), value.to_owned());
            let answer = nobody.with_cookie(kept(state)).open(&back).await;
            answer.is(200).says("The sign-in with the Town failed");
        }
        for wrong in ["&iss=https%3A%2F%2Fother.example", "&error=access_denied"] {
            let (state, back) = away(&town, &leave().await);
            let answer = nobody.with_cookie(kept(state)).open(&format!("{back}{wrong}")).await;
            answer.is(200).says("The sign-in with the Town failed");
        }
        nobody.submit("/sign-in/with/nowhere", &[]).await.is(404);
    });
}

#[test]
fn a_new_reader_is_made_where_the_operator_allows_it() {
    each(true, async |app: TestApp, town: Arc<Town>| {
        let nobody = app.as_nobody();
        for _ in 0..2 {
            let leave = nobody.submit("/sign-in/with/town", &[]).await;
            let (state, back) = away(&town, &leave);
            let answer = nobody.with_cookie(kept(state)).open(&back).await;
            let new = nobody.with_cookie(kept(cookie(answer.is(303))));
            // "mira" is somebody else here.
            new.open("/account").await.is(200).says("value=\"mira-2\"").lacks("mira@example.org");
            let untie = [("act", "untie"), ("provider", "town")];
            new.submit("/account/elsewhere", &untie).await.says("the only way in");
        }
        assert_eq!(app.store.reader_count().await.ok(), Some(3));
    });
}
