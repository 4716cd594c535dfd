//! What the tests of the apps' protocols share; and what holds for all of them.

use axum::body::Body;
use axum::http::{Method, Request};
use base64::Engine;
use serde_json::Value;
use store::ReaderId;

use crate::test_app::{Answer, TestApp, each, now};

/// An app's password, kept for a reader.
pub(crate) async fn password(app: &TestApp, reader: ReaderId, secret: &'static str, scopes: &str) {
    let hash = room::accounts::hash(secret);
    app.store.add_token(reader, "app", scopes, hash, None, now()).await.expect("kept");
}

/// Reader B.
pub(crate) async fn other(app: &TestApp) -> ReaderId {
    app.store.reader_by_name("jon").await.expect("there").id
}

/// A request with headers and a body.
pub(crate) async fn call(
    app: &TestApp,
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
    body: impl Into<Body>,
) -> Answer {
    let mut request = Request::builder().method(method).uri(path).header("host", "room.test");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    app.send(request.body(body.into()).expect("a request")).await
}

pub(crate) const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
pub(crate) const JSON: (&str, &str) = ("content-type", "application/json");

impl Answer {
    /// The body as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        match serde_json::from_str(&self.body) {
            Ok(value) => value,
            Err(error) => panic!("{error}: {}", self.body),
        }
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
    }
}

/// Numbers that look random and are the same each time.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new() -> Self {
        Self(0x9e37_79b9_7f4a_7c15)
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        // Xorshift: Marsaglia 2003.
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 16).unwrap_or(0) % end
    }

    pub(crate) fn pick<'p>(&mut self, from: &[&'p str]) -> &'p str {
        from[self.below(from.len())]
    }
}

#[test]
fn app_passwords_are_made_on_the_account_page_with_what_apps_ask_for() {
    each(async |app: TestApp| {
        let fields = [("name", "phone"), ("scopes", "read write")];
        let page = app.submit("/account/tokens", &fields).await;
        page.is(200).says("App password").says("Client secret");
        let after = |head: &str| {
            let rest = page.body.split_once(head).expect("shown").1;
            let rest = rest.split_once("<td class=\"secret\">").expect("shown").1;
            rest.split_once('<').expect("shown").0.to_owned()
        };
        let (secret, id) = (after(">App password<"), after(">Client ID"));
        let client_secret = after(">Client secret");
        let form = format!(
            "grant_type=password&client_id={id}&client_secret={client_secret}&username=mira\
             &password={secret}"
        );
        call(&app, Method::POST, "/oauth/v2/token", &[FORM], form.clone()).await.is(200);
        let sign_in = format!("Email=mira&Passwd={secret}");
        let path = "/accounts/ClientLogin";
        call(&app, Method::POST, path, &[FORM], sign_in.clone()).await.is(200).says("Auth=mira/");
        // Its key is Fever's only when it was made for that.
        let page = app.submit("/account/tokens", &[("name", "old"), ("scopes", "fever")]).await;
        page.is(200).lacks("Client secret");
        // Revoked, nothing opens any more.
        let token = app.store.tokens(app.reader).await.expect("listed").last().expect("it").id;
        app.submit(&format!("/account/tokens/{token}"), &[("act", "revoke")]).await.is(200);
        call(&app, Method::POST, "/oauth/v2/token", &[FORM], form).await.is(400);
        call(&app, Method::POST, path, &[FORM], sign_in).await.is(401);
    });
}

#[test]
fn the_catalogue_is_opened_by_name_and_app_password_and_leads_to_books() {
    each(async |app: TestApp| {
        let id = app.save("ferry", "Ferry <stays>").await;
        password(&app, app.reader, "app-secret", "read").await;
        password(&app, other(&app).await, "others-secret", "read").await;
        let basic = |pair: &str| {
            format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(pair))
        };
        let open = async |path: &str, pair: &str| {
            let header = basic(pair);
            call(&app, Method::GET, path, &[("authorization", &header)], Body::empty()).await
        };
        let mira = "mira:app-secret";
        open("/opds/", mira).await.is(200).says("Today").says("1 articles");
        let list = open("/opds/list/unread", mira).await;
        list.is(200).says("Ferry &#60;stays&#62;").says(&format!("/opds/article/{id}"));
        assert!(list.header("content-type").starts_with("application/atom+xml"));
        let book = open(&format!("/opds/article/{id}"), mira).await;
        assert_eq!(book.is(200).header("content-type"), "application/epub+zip");
        let again = open(&format!("/opds/article/{id}.epub"), mira).await;
        assert_eq!(book.bytes, again.bytes, "one article, one checksum");
        open("/opds/today", mira).await.is(200);
        for (path, pair, status) in [
            ("/opds", "mira:wrong", 401),
            ("/opds", "jon:app-secret", 401),
            ("/opds", "mira", 401),
            ("/opds/list/none", mira, 404),
            ("/opds/article/x", mira, 404),
            ("/opds/article/1", "jon:others-secret", 404),
        ] {
            open(path, pair).await.is(status);
        }
        open("/opds/list/all", "jon:others-secret").await.is(200).lacks("Ferry");
        let answer = call(&app, Method::GET, "/opds", &[], Body::empty()).await;
        assert!(answer.is(401).header("www-authenticate").starts_with("Basic"));
        // A browser's cookie opens nothing here.
        app.open("/opds").await.is(401);
    });
}

#[test]
fn books_and_bundles_are_taken_from_the_room() {
    each(async |app: TestApp| {
        let id = app.save("ferry", "Ferry").await;
        for path in [
            "/export/epub".to_owned(),
            "/export/epub?in=all".to_owned(),
            "/export/epub?today=1".to_owned(),
            format!("/export/epub?ids={id},999"),
            "/export/markdown?in=all".to_owned(),
        ] {
            let answer = app.open(&path).await;
            answer.is(200);
            assert!(answer.bytes.starts_with(b"PK"), "{path}");
            assert!(answer.bytes.len() > 400, "{path}");
        }
        app.open("/export/epub?in=nonsense").await.is(404);
        let theirs = app.as_other().open(&format!("/export/markdown?ids={id}")).await;
        assert!(theirs.is(200).bytes.len() < 50, "an archive of nothing");
    });
}

#[test]
fn a_suspended_reader_is_nobody_to_any_protocol() {
    each(async |app: TestApp| {
        app.save("ferry", "Ferry").await;
        password(&app, app.reader, "app-secret", "read write").await;
        let bearer = ("authorization", "Bearer app-secret");
        let google = ("authorization", "GoogleLogin auth=mira/app-secret");
        let paths = [("/api/entries", bearer), ("/reader/api/0/user-info", google)];
        for (path, header) in paths {
            call(&app, Method::GET, path, &[header], Body::empty()).await.is(200);
        }
        let until = Some(now() + jiff::SignedDuration::from_hours(1));
        app.store.suspend(app.reader, until, now()).await.expect("suspended");
        for (path, header) in paths {
            let answer = call(&app, Method::GET, path, &[header], Body::empty()).await;
            answer.is(401).lacks("Ferry");
        }
    });
}

/// What apps call an address by.
pub(crate) fn sha1(address: &str) -> String {
    store::article::sha1(address).iter().map(|byte| format!("{byte:02x}")).collect()
}
