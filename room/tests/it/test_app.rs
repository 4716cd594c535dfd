//! A room to drive: one verb for each thing a reader does.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, COOKIE, HOST, LOCATION, ORIGIN};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt;
use jiff::{SignedDuration, Timestamp};
use room::article::record::Kept;
use room::{App, Clock, Config, router};
use store::accounts::{NewReader, NewSession, Role};
use store::article::{Content, Reading};
use store::shelf::Saving;
use store::{ReaderId, ShelfId, Store};
use tower::ServiceExt;
use url::Url;

/// The text of every article here, with somebody quoted and a figure.
pub(crate) const TEXT: &str = "The ferry will stay in harbour for nine days after engineers found a \
    crack in its hull, leaving 1,400 residents to rely on a launch.\n\n“We would rather disappoint \
    people for a week than frighten them for a minute,” said Maud Ellery, the managing director.";

/// A Tuesday morning.
pub(crate) fn now() -> Timestamp {
    "2026-11-24T09:30:00Z".parse().expect("it is an instant")
}

/// A room with two readers, A and B.
pub(crate) struct TestApp {
    pub(crate) app: Arc<App>,
    pub(crate) store: Store,
    router: Router,
    pub(crate) reader: ReaderId,
    cookie: &'static str,
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    /// Where a redirect leads; empty for other answers.
    pub(crate) fn location(&self) -> &str {
        self.headers.get(LOCATION).and_then(|value| value.to_str().ok()).unwrap_or("")
    }

    /// Whether the page says so.
    #[track_caller]
    pub(crate) fn says(&self, words: &str) -> &Self {
        assert!(self.body.contains(words), "{words:?} is not in:\n{}", self.body);
        self
    }

    #[track_caller]
    pub(crate) fn lacks(&self, words: &str) -> &Self {
        assert!(!self.body.contains(words), "{words:?} is in:\n{}", self.body);
        self
    }

    #[track_caller]
    pub(crate) fn is(&self, status: u16) -> &Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        self
    }

    /// The `main` of a page, tags cut off, a line for each line with words.
    pub(crate) fn words(&self) -> String {
        let main = self.body.split_once("<main").map_or(self.body.as_str(), |(_, rest)| rest);
        let main = main.split_once("</main>").map_or(main, |(main, _)| main);
        let mut out = String::new();
        let mut is_tag = true;
        for character in main.chars() {
            match character {
                '<' => is_tag = true,
                '>' => is_tag = false,
                _ if !is_tag => out.push(character),
                _ => {}
            }
        }
        let lines = out.lines().map(str::trim).filter(|line| !line.is_empty());
        lines.collect::<Vec<_>>().join("\n")
    }
}

/// Runs `check` as reader A on each kind of database.
pub(crate) fn each(check: impl AsyncFn(TestApp)) {
    store::testing::each(async |store| check(TestApp::new(store).await).await);
}

impl TestApp {
    pub(crate) async fn new(store: Store) -> Self {
        Self::with(store, Config::default()).await
    }

    /// A room that is set up in another way.
    pub(crate) async fn with(store: Store, config: Config) -> Self {
        let reader = sign_up(&store, "mira", "token-of-mira").await;
        sign_up(&store, "jon", "token-of-jon").await;
        let mut app = App::open(store.clone(), config).await.expect("the room opens");
        app.clock = Clock(now);
        let app = Arc::new(app);
        let router = router(Arc::clone(&app));
        Self { app, store, router, reader, cookie: "dateline=token-of-mira" }
    }

    /// A room that holds the demo, its reader at the keys, and B.
    pub(crate) async fn with_demo(store: Store) -> Self {
        let app = App::open(store.clone(), Config::default()).await.expect("the room opens");
        let app = Arc::new(app);
        room::demo::fill(&app).await.expect("the demo is filled");
        let reader = ReaderId(1);
        sign_in(&store, reader, "token-of-demo").await;
        sign_up(&store, "jon", "token-of-jon").await;
        let router = router(Arc::clone(&app));
        Self { app, store, router, reader, cookie: "dateline=token-of-demo" }
    }

    /// The same room, with B at the keys.
    pub(crate) fn as_other(&self) -> Self {
        let (app, store) = (Arc::clone(&self.app), self.store.clone());
        let router = self.router.clone();
        Self { app, store, router, reader: self.reader, cookie: "dateline=token-of-jon" }
    }

    /// The same room, with whom that cookie stands for at the keys.
    pub(crate) fn with_cookie(&self, cookie: &'static str) -> Self {
        Self { cookie, ..self.as_other() }
    }

    /// The same room, an hour and a minute later.
    pub(crate) async fn later(&self) -> Self {
        let app = App::open(self.store.clone(), Config::default()).await.expect("the room opens");
        let later = || now() + SignedDuration::from_mins(61);
        let mut app = app;
        app.clock = Clock(later);
        let app = Arc::new(app);
        let router = router(Arc::clone(&app));
        Self { app, router, store: self.store.clone(), reader: self.reader, cookie: self.cookie }
    }

    /// Does what is due for the desk of a room like this one, set up in that way.
    pub(crate) async fn rooms_desk(&self, config: Config) {
        let mut app = App::open(self.store.clone(), config).await.expect("the room opens");
        app.clock = self.app.clock;
        room::desk::run_due(&Arc::new(app)).await.expect("worked");
    }

    /// Makes A an admin.
    pub(crate) async fn promote(&self) {
        self.store.set_role(self.reader, Role::Admin).await.expect("A is there");
    }

    /// The same room, with nobody signed in.
    pub(crate) fn as_nobody(&self) -> Self {
        Self { cookie: "", ..self.as_other() }
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let answer = self.router.clone().oneshot(request).await.expect("the router always answers");
        let (head, body) = answer.into_parts();
        let bytes = body.collect().await.expect("the body is whole").to_bytes();
        let body = String::from_utf8_lossy(&bytes).into_owned();
        Answer { status: head.status, headers: head.headers, body, bytes: bytes.to_vec() }
    }

    /// An answer whose body goes on.
    pub(crate) async fn stream(&self, request: Request<Body>) -> axum::response::Response {
        self.router.clone().oneshot(request).await.expect("the router always answers")
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        let request = Request::builder().method(method).uri(path).header(HOST, "room.test");
        if self.cookie.is_empty() { request } else { request.header(COOKIE, self.cookie) }
    }

    pub(crate) async fn open(&self, path: &str) -> Answer {
        let request = self.request(Method::GET, path).body(Body::empty());
        self.send(request.expect("the path is a path")).await
    }

    /// Sends a form of this room.
    pub(crate) async fn submit(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body =
            url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = self
            .request(Method::POST, path)
            .header(ORIGIN, "http://room.test")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body));
        self.send(request.expect("the path is a path")).await
    }

    /// Sends a file as the form's field `file`.
    pub(crate) async fn upload(&self, path: &str, name: &str, bytes: &[u8]) -> Answer {
        let mut body = format!(
            "--part\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n--part--\r\n");
        let request = self
            .request(Method::POST, path)
            .header(ORIGIN, "http://room.test")
            .header(CONTENT_TYPE, "multipart/form-data; boundary=part")
            .body(Body::from(body));
        self.send(request.expect("the path is a path")).await
    }

    /// Puts an article that was read on A's shelf.
    pub(crate) async fn save(&self, slug: &str, title: &str) -> ShelfId {
        let url = Url::parse(&format!("https://post.example/{slug}")).expect("the slug is plain");
        let saved =
            self.store.save(self.reader, Saving::new(url, now()), now()).await.expect("saved");
        let record = record::read(TEXT, &record::Options::default());
        let html: String = TEXT.split("\n\n").map(|words| format!("<p>{words}</p>")).collect();
        let reading = Reading {
            title: title.to_owned(),
            standfirst: Some("Some 1,400 residents must rely on a launch.".to_owned()),
            byline: vec!["Mara Ellison".to_owned()],
            outlet: Some("Harbour Post".to_owned()),
            published: Some("2026-11-24T07:30:00+00:00".to_owned()),
            published_at: "2026-11-24T07:30:00Z".parse().ok(),
            language: Some("en".to_owned()),
            word_count: 460,
            content: Content { text: TEXT.to_owned(), html, record: Kept::of(&record).to_json() },
            extractor: "test".to_owned(),
            ..Reading::default()
        };
        let article = saved.article_id;
        self.store.keep_reading(article, reading, now()).await.expect("kept");
        saved.shelf_id
    }
}

async fn sign_up(store: &Store, name: &str, token: &str) -> ReaderId {
    let new = NewReader {
        name,
        display_name: name,
        email: None,
        password_hash: None,
        role: Role::Reader,
    };
    let reader_id = store.add_reader(new, now()).await.expect("the name is free");
    sign_in(store, reader_id, token).await;
    reader_id
}

async fn sign_in(store: &Store, reader_id: ReaderId, token: &str) {
    let session = NewSession {
        token_hash: room::accounts::hash(token),
        reader_id,
        agent: "test",
        expires_at: now().max(Timestamp::now()) + SignedDuration::from_hours(24),
    };
    store.add_session(session, now()).await.expect("the session is kept");
}
