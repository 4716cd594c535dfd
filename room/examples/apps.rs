//! `cargo xtask bench apps`: what the syncs of apps cost, in CPU time of the whole process, asked of the real
//! router over a library of invented articles in SQLite.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request};
use http_body_util::BodyExt;
use jiff::Timestamp;
use room::{App, Clock, Config, router};
use rustix::time::{ClockId, clock_gettime};
use store::accounts::{NewReader, Role};
use store::article::{Content, Reading};
use store::shelf::Saving;
use store::{Location, ReaderId, ShelfId, Store};
use tower::ServiceExt;

type Failure = Box<dyn std::error::Error>;

/// Articles with words, and links beside them.
const ARTICLES: usize = 10_000;
const LINKS: usize = 90_000;
const WORDS: usize = 535;
const LONG_WORDS: usize = 5_000;
const CHUNK: usize = 500;

fn now() -> Timestamp {
    Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_hours(24 * 365 * 56)
}

/// CPU time of the process so far, all threads.
fn cpu_ms() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 * 1e3 + time.tv_nsec as f64 / 1e6
}

/// Words that look like some, the same at every run.
fn words(count: usize, seed: &mut u64) -> String {
    let mut out = String::new();
    for number in 0..count {
        *seed ^= *seed << 13;
        *seed ^= *seed >> 7;
        *seed ^= *seed << 17;
        let syllables = ["ba", "re", "ti", "on", "al", "de", "mo", "ra", "in", "es", "ter", "con"];
        let mut bits = *seed >> 20;
        for _ in 0..=(bits % 3) {
            out.push_str(syllables[(bits % 12) as usize]);
            bits /= 12;
        }
        out.push_str(if number % 60 == 59 { ".\n\n" } else { " " });
    }
    out
}

fn reading(title: String, text: String) -> Reading {
    let html = text.split("\n\n").map(|block| format!("<p>{block}</p>\n")).collect();
    Reading {
        title,
        byline: vec!["A. Writer".to_owned()],
        outlet: Some("Outlet".to_owned()),
        language: Some("en".to_owned()),
        word_count: WORDS as i64,
        content: Content { text, html, record: String::new() },
        extractor: "bench".to_owned(),
        ..Reading::default()
    }
}

async fn fill(store: &Store, reader: ReaderId) -> Result<ShelfId, Failure> {
    let mut seed = 0x9e37_79b9_7f4a_7c15;
    for from in (0..ARTICLES).step_by(CHUNK) {
        let articles = (from..from + CHUNK).map(|number| {
            let url = format!("https://outlet{}.example/{number}", number % 200);
            let saving = Saving::new(url.parse().expect("a URL"), now());
            (saving, reading(format!("Article {number}"), words(WORDS, &mut seed)))
        });
        store.save_all_read(reader, articles.collect(), now()).await?;
    }
    let saving = Saving::new("https://outlet.example/long".parse()?, now());
    let long = reading("Long".to_owned(), words(LONG_WORDS, &mut seed));
    Ok(store.save_all_read(reader, vec![(saving, long)], now()).await?[0].shelf_id)
}

struct Client {
    router: Router,
}

impl Client {
    async fn ask(&self, method: Method, path: &str, body: String) -> String {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(
                "authorization",
                if path.starts_with("/api/") {
                    "Bearer secret"
                } else {
                    "GoogleLogin auth=ada/secret"
                },
            )
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .expect("a request");
        let answer = self.router.clone().oneshot(request).await.expect("it answers");
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        let bytes = answer.into_body().collect().await.expect("whole").to_bytes();
        String::from_utf8(bytes.to_vec()).expect("text")
    }

    async fn get(&self, path: &str) -> String {
        self.ask(Method::GET, path, String::new()).await
    }

    /// Every entry by pages of that size, as a phone does at first.
    async fn wallabag(&self, per_page: usize) -> usize {
        let mut count = 0;
        for page in 1.. {
            let path = format!(
                "/api/entries.json?archive=0&sort=created&order=asc&perPage={per_page}&page={page}"
            );
            let body = self.get(&path).await;
            count += body.matches("\"mimetype\"").count();
            if !body.contains("\"next\"") {
                break;
            }
        }
        count
    }

    async fn ids(&self, of_page: usize) -> Vec<String> {
        let mut ids = Vec::new();
        let mut next = String::new();
        loop {
            let path = format!(
                "/reader/api/0/stream/items/ids?output=json&n={of_page}{next}\
                 &s=user/-/state/com.google/reading-list&xt=user/-/state/com.google/read"
            );
            let body = self.get(&path).await;
            let refs = body.split("\"id\":\"").skip(1);
            ids.extend(refs.filter_map(|part| part.split('"').next().map(str::to_owned)));
            match body.split_once("\"continuation\":\"") {
                Some((_, rest)) => next = format!("&c={}", rest.split('"').next().unwrap_or("")),
                None => return ids,
            }
        }
    }

    async fn contents(&self, ids: &[String]) -> String {
        let body: String = ids.iter().map(|id| format!("i={id}&")).collect();
        self.ask(Method::POST, "/reader/api/0/stream/items/contents", body).await
    }
}

fn line(name: &str, bar: &str, took_ms: f64) {
    println!("| {name} | {took_ms:.1} | {bar} |");
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<(), Failure> {
    let folder = tempfile::tempdir()?;
    let store = Store::open(&Location::Sqlite(folder.path().join("apps.sqlite"))).await?;
    let new = NewReader {
        name: "ada",
        display_name: "Ada",
        email: None,
        password_hash: None,
        role: Role::Reader,
    };
    let reader = store.add_reader(new, now()).await?;
    let hash = room::accounts::hash;
    store.add_token(reader, "app", "read write", hash("secret"), None, now()).await?;
    store.add_token(reader, "fever", "fever", hash("fever-key"), None, now()).await?;
    let long = fill(&store, reader).await?;
    let mut app = App::open(store.clone(), Config::default()).await?;
    app.clock = Clock(now);
    let client = Client { router: router(Arc::new(app)) };
    client.get("/api/entries?perPage=1").await;

    println!("| question | CPU ms | at most |\n|---|---|---|");
    for per_page in [30, 500] {
        let before = cpu_ms();
        let count = client.wallabag(per_page).await;
        assert_eq!(count, ARTICLES + 1);
        let name = format!("wallabag, {count} unread to a fresh client, {per_page} a page");
        line(&name, "2,000", cpu_ms() - before);
    }
    let before = cpu_ms();
    let ids = client.ids(1_000).await;
    let mut count = 0;
    for some in ids.chunks(150) {
        count += client.contents(some).await.matches("\"crawlTimeMsec\"").count();
    }
    assert_eq!(count, ARTICLES + 1);
    let name = format!("Google Reader, {count} unread to a fresh client, 150 a call");
    line(&name, "2,000", cpu_ms() - before);
    let before = cpu_ms();
    for some in ids[..2_000].chunks(100) {
        client.contents(some).await;
    }
    line("Google Reader, contents of 100 items", "10", (cpu_ms() - before) / 20.0);
    let full = store.full_items(reader, vec![long], true).await?;
    let before = cpu_ms();
    for _ in 0..20 {
        room::files::book("", &full)?;
    }
    let name = format!("EPUB of an article of {LONG_WORDS} words");
    line(&name, "20", (cpu_ms() - before) / 20.0);

    for from in (0..LINKS).step_by(CHUNK) {
        let links = (from..from + CHUNK).map(|number| {
            let url = format!("https://site.example/{number}").parse().expect("a URL");
            Saving::new(url, now())
        });
        store.save_all(reader, links.collect(), now()).await?;
    }
    let before = cpu_ms();
    let count = client.ids(10_000).await.len();
    line(&format!("Google Reader, {count} unread ids, 10,000 a call"), "100", cpu_ms() - before);
    let before = cpu_ms();
    let body = "api_key=fever-key".to_owned();
    let body = client.ask(Method::POST, "/fever/?api&unread_item_ids", body).await;
    let count = body.matches(',').count();
    line(&format!("Fever, {} unread ids in one call", count - 3), "100", cpu_ms() - before);
    Ok(())
}
