//! The room's own API.

use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};

use crate::apps::{JSON, call, other, password};
use crate::test_app::{Answer, TestApp, each};

const MINE: (&str, &str) = ("authorization", "Bearer app-secret");
const OTHERS: (&str, &str) = ("authorization", "Bearer others-secret");

async fn ready(app: &TestApp) {
    password(app, app.reader, "app-secret", "read write").await;
    password(app, other(app).await, "others-secret", "read write").await;
}

async fn get(app: &TestApp, path: &str) -> Answer {
    call(app, Method::GET, &format!("/api/v1/{path}"), &[MINE], Body::empty()).await
}

async fn send(app: &TestApp, method: Method, path: &str, body: Value) -> Answer {
    call(app, method, &format!("/api/v1/{path}"), &[MINE, JSON], body.to_string()).await
}

/// What the walks below call by its number, all of reader A.
struct Ids {
    id: store::ShelfId,
    mark: i64,
    watch: i64,
    search: i64,
    thread: i64,
    comment: i64,
    story: i64,
    webhook: i64,
}

/// A room in which A has one of everything that the API gives out.
async fn furnished(app: &TestApp) -> Ids {
    ready(app).await;
    let id = app.save("ferry", "Ferry of A").await;
    app.save("ferry-2", "Ferry again").await;
    while room::desk::run_due(&app.app).await.is_err() {}
    send(app, Method::PATCH, &format!("articles/{id}"), json!({ "add_tags": ["secret"] }))
        .await
        .is(200);
    let made = async |path: String, body: Value| {
        let answer = send(app, Method::POST, &path, body).await;
        answer.is(201).json()["id"].as_i64().expect("a number")
    };
    let mark = json!({ "quote": "nine days", "note": "long", "colour": "blue" });
    let mark = made(format!("articles/{id}/marks"), mark).await;
    let watch = made("watches".to_owned(), json!({ "measure": "residents" })).await;
    let search = made("searches".to_owned(), json!({ "query": "ferry", "name": "Mine" })).await;
    let words = json!({ "text": "A word of A", "quote": "nine days" });
    let comment = made(format!("articles/{id}/threads"), words).await;
    let comments = get(app, &format!("comments/{comment}")).await.is(200).json();
    let thread = comments["thread_id"].as_i64().expect("a number");
    made("follows".to_owned(), json!({ "kind": "reader", "name": "jon" })).await;
    let stories = get(app, "stories").await.is(200).json();
    let story = stories["items"][0]["id"].as_i64().expect("two articles of one event");
    let hook = json!({ "url": "https://of-a.example/Ferry", "events": ["article.saved"] });
    let webhook = made("webhooks".to_owned(), hook).await;
    Ids { id, mark, watch, search, thread, comment, story, webhook }
}

impl Ids {
    /// A path of the document with the numbers of A.
    fn fill(&self, path: &str) -> String {
        let one = path.strip_prefix("/api/v1/").expect("ours").split('/').next().expect("a word");
        let id = match one {
            "articles" => self.id.0,
            "marks" => self.mark,
            "watches" => self.watch,
            "searches" => self.search,
            "threads" => self.thread,
            "comments" => self.comment,
            "stories" => self.story,
            "webhooks" => self.webhook,
            _ => 1,
        };
        let path = path.replace("{id}", &id.to_string()).replace("{kind}", "search");
        path.replace("{version}", "1").replace("/api/v1/", "")
    }
}

async fn document(app: &TestApp) -> Value {
    call(app, Method::GET, "/api/v1/openapi.json", &[], "").await.is(200).json()
}

/// All calls of the document: method, path, operation.
fn operations(document: &Value) -> Vec<(Method, String, Value)> {
    let paths = document["paths"].as_object().expect("paths").iter();
    let all = paths.flat_map(|(path, of)| {
        of.as_object().into_iter().flatten().map(move |(method, operation)| {
            let method = method.to_uppercase().parse().expect("a method");
            (method, path.clone(), operation.clone())
        })
    });
    all.collect()
}

#[test]
fn answers_hold_what_the_document_says() {
    each(async |app: TestApp| {
        let ids = furnished(&app).await;
        let document = document(&app).await;
        for (method, path, operation) in operations(&document) {
            if method != Method::GET {
                continue;
            }
            let query = match path.rsplit('/').next() {
                Some("search") => "?q=ferry&limit=5".to_owned(),
                Some("rivals") if !path.contains("{id}") => format!("?ids={}", ids.id),
                Some("statements") => "?source=Maud%20Ellery".to_owned(),
                Some("diff") => "?from=1&to=1".to_owned(),
                _ => String::new(),
            };
            let path = ids.fill(&path) + &query;
            let answer = get(&app, &path).await.is(200).json();
            let content = &operation["responses"]["200"]["content"]["application/json"];
            check(&document, &content["schema"], &answer, &path);
        }
        let record = get(&app, &format!("articles/{}/record", ids.id)).await.json();
        let quote = &record["quotes"][0];
        assert_eq!(quote["speaker"], "Maud Ellery");
        let span = quote["content"][0]["span"].clone();
        let at = |end: usize| span[end].as_u64().expect("a number") as usize;
        let words = &crate::test_app::TEXT[at(0)..at(1)];
        assert_eq!(quote["content"][0]["words"], words, "spans are bytes of the text");
        // Refusals are of one form, those of the router, too.
        for (method, path, status) in [
            (Method::GET, "articles/0", 404),
            (Method::GET, "none", 404),
            (Method::GET, "", 404),
            (Method::DELETE, "articles", 405),
            (Method::GET, "articles/%ff", 400),
            (Method::POST, "articles", 400),
        ] {
            let answer = call(&app, method, &format!("/api/v1/{path}"), &[MINE], "").await;
            let problem = answer.is(status).json();
            assert_eq!(answer.header("content-type"), "application/problem+json", "{path}");
            let schema = json!({ "$ref": "#/components/schemas/Problem" });
            check(&document, &schema, &problem, path);
        }
    });
}

/// Whether a value is what a schema of the document says.
fn check(document: &Value, schema: &Value, value: &Value, at: &str) {
    if let Err(why) = conforms(document, schema, value, at) {
        panic!("{why}");
    }
}

fn conforms(document: &Value, schema: &Value, value: &Value, at: &str) -> Result<(), String> {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.rsplit('/').next().expect("a name");
        return conforms(document, &document["components"]["schemas"][name], value, at);
    }
    if let Some(any) = schema["anyOf"].as_array() {
        let is_one = any.iter().any(|one| conforms(document, one, value, at).is_ok());
        return is_one.then_some(()).ok_or_else(|| format!("{at}: {value} is none of {any:?}"));
    }
    if let Some(words) = schema["enum"].as_array()
        && !words.contains(value)
    {
        return Err(format!("{at}: {value} is none of {words:?}"));
    }
    let kinds = match &schema["type"] {
        Value::Array(kinds) => kinds.clone(),
        kind => vec![kind.clone()],
    };
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    if !kinds.contains(&json!(kind)) {
        return Err(format!("{at}: {value} is none of {kinds:?}"));
    }
    for name in schema["required"].as_array().into_iter().flatten() {
        let name = name.as_str().expect("a name");
        let inner = value.get(name).ok_or_else(|| format!("{at}: {name} is missing"))?;
        conforms(document, &schema["properties"][name], inner, &format!("{at}.{name}"))?;
    }
    for (name, _) in value.as_object().into_iter().flatten() {
        if schema["properties"].get(name).is_none() {
            return Err(format!("{at}: {name} is not in the document"));
        }
    }
    for inner in value.as_array().into_iter().flatten() {
        conforms(document, &schema["items"], inner, at)?;
    }
    Ok(())
}

#[test]
fn an_app_password_opens_what_its_scopes_say() {
    each(async |app: TestApp| {
        let ids = furnished(&app).await;
        for (secret, scopes) in [
            ("reading", "read"),
            ("marking", "marks:*"),
            ("talking", "talk:read articles:read"),
            ("old-app", "fever"),
        ] {
            password(&app, app.reader, secret, scopes).await;
        }
        for (secret, method, path, status) in [
            ("reading", Method::GET, "articles", 200),
            ("reading", Method::GET, "stories", 200),
            ("reading", Method::POST, "articles", 403),
            ("marking", Method::GET, "marks", 200),
            ("marking", Method::PATCH, "marks/{mark}", 200),
            ("marking", Method::GET, "articles", 403),
            ("marking", Method::GET, "me", 200),
            ("talking", Method::GET, "threads", 200),
            ("talking", Method::POST, "threads/1/comments", 403),
            ("talking", Method::GET, "marks", 403),
            ("old-app", Method::GET, "me", 401),
            ("unknown", Method::GET, "me", 401),
        ] {
            let path = path.replace("{mark}", &ids.mark.to_string());
            let bearer = format!("Bearer {secret}");
            let headers = [("authorization", bearer.as_str()), JSON];
            let answer = call(&app, method, &format!("/api/v1/{path}"), &headers, "{}").await;
            assert_eq!(answer.status.as_u16(), status, "{secret} {path}: {}", answer.body);
        }
        // The protocols of other programs know nothing of parts.
        let marking = ("authorization", "Bearer marking");
        call(&app, Method::GET, "/api/entries", &[marking], "").await.is(401);
    });
}

#[test]
fn what_is_said_is_judged_by_the_rooms_rules() {
    each(async |app: TestApp| {
        let ids = furnished(&app).await;
        let (thread, comment) = (ids.thread, ids.comment);
        let path = format!("/api/v1/threads/{thread}/comments");
        let theirs = [OTHERS, JSON];
        let answer = json!({ "text": "An **answer** of B", "parent_id": comment }).to_string();
        let said = call(&app, Method::POST, &path, &theirs, answer).await.is(201).json();
        assert_eq!(said["html"], "<p>An <strong>answer</strong> of B</p>");
        assert_eq!(said["author"]["name"], "jon");
        let long = json!({ "text": "long ".repeat(20_000) }).to_string();
        let refused = call(&app, Method::POST, &path, &theirs, long).await.is(422).json();
        assert_eq!(refused["code"], "refused");
        assert!(!refused["detail"].as_str().expect("a reason").is_empty());
        let id = said["id"].as_i64().expect("a number");
        let vote = |vote: &str| json!({ "vote": vote });
        let path = format!("comments/{id}/vote");
        let voted = send(&app, Method::PUT, &path, vote("up")).await.is(200).json();
        assert_eq!((voted["vote"].clone(), voted["recommended"].clone()), (json!("up"), json!(1)));
        let back = send(&app, Method::PUT, &path, vote("none")).await.is(200).json();
        assert_eq!(back["recommended"], 0);
        send(&app, Method::PUT, &path, vote("sideways")).await.is(400);
        let own = format!("comments/{comment}");
        let changed = send(&app, Method::PATCH, &own, json!({ "text": "Better" })).await;
        assert_eq!(changed.is(200).json()["source"], "Better");
        let whole = get(&app, &format!("threads/{thread}")).await.is(200).json();
        let depths: Vec<&Value> =
            whole["comments"].as_array().expect("a list").iter().map(|one| &one["depth"]).collect();
        assert_eq!(depths, [&json!(0), &json!(1)]);
        send(&app, Method::DELETE, &own, json!({})).await.is(204);
        let gone = get(&app, &own).await.is(200).json();
        assert_eq!(
            (gone["status"].clone(), gone["source"].clone()),
            (json!("deleted"), Value::Null)
        );
    });
}

#[test]
fn lists_go_on_by_cursor_and_what_is_known_is_not_sent_again() {
    each(async |app: TestApp| {
        ready(&app).await;
        for slug in ["a", "b", "c"] {
            app.save(slug, slug).await;
        }
        let mut titles = String::new();
        let mut next = String::new();
        loop {
            let page = get(&app, &format!("articles?limit=2{next}")).await.is(200).json();
            for item in page["items"].as_array().expect("a list") {
                titles.push_str(item["title"].as_str().expect("text"));
            }
            match page["next"].as_str() {
                Some(id) => next = format!("&after={id}"),
                None => break,
            }
        }
        assert_eq!(titles, "cba");
        let first = get(&app, "articles").await;
        let tag = first.header("etag").to_owned();
        let headers = [MINE, ("if-none-match", tag.as_str())];
        let again = call(&app, Method::GET, "/api/v1/articles", &headers, "").await;
        assert!(again.is(304).body.is_empty());
        app.save("d", "d").await;
        call(&app, Method::GET, "/api/v1/articles", &headers, "").await.is(200);
        let changes = get(&app, "changes").await.is(200).json();
        assert_eq!(changes["items"].as_array().map(Vec::len), Some(4));
        let since = changes["next"].as_str().expect("text");
        let none = get(&app, &format!("changes?since={since}")).await.is(200).json();
        assert_eq!(none["items"], json!([]));
        for (path, status) in [
            ("articles?filter=x", 400),
            ("articles?order=x", 400),
            ("articles?limit=0", 400),
            ("articles?limit=201", 400),
            ("articles?limit=x", 400),
            ("articles?after=x", 400),
            ("articles?feed=1&tag=x", 400),
            ("articles?tag=none", 404),
            ("articles/x", 404),
            ("articles/-1", 404),
            ("articles/99999999999999999999", 404),
            ("search", 400),
            ("search?q=a&after=x", 400),
            ("changes?since=x", 400),
            ("changes?since=-1.0", 400),
        ] {
            let answer = get(&app, path).await;
            assert_eq!(answer.status.as_u16(), status, "{path}");
            assert!(answer.json()["detail"].is_string(), "{path}");
        }
    });
}

#[test]
fn nothing_of_one_reader_is_anothers() {
    each(async |app: TestApp| {
        let ids = furnished(&app).await;
        let document = document(&app).await;
        let body = json!({
            "quote": "nine days", "text": "stolen", "note": "stolen", "title": "stolen",
            "name": "stolen", "vote": "up", "query": "x",
        });
        for (method, path, _) in operations(&document) {
            // A conversation that was begun is the whole room's.
            let is_shared = path.contains("/threads/{id}") || path == "/api/v1/comments/{id}";
            if !path.contains("{id}") || is_shared && method == Method::GET {
                continue;
            }
            if is_shared && method == Method::POST || path.ends_with("/vote") {
                continue;
            }
            let path = format!("/api/v1/{}", ids.fill(&path));
            let headers = [OTHERS, JSON];
            let answer = call(&app, method.clone(), &path, &headers, body.to_string()).await;
            assert_eq!(answer.status.as_u16(), 404, "{method} {path}: {}", answer.body);
            answer.lacks("Ferry").lacks("nine days");
        }
        for (_, path, _) in operations(&document).iter().filter(|one| one.0 == Method::GET) {
            // Titles of what is spoken about are the room's.
            if path.contains("{id}") || path.ends_with("/threads") {
                continue;
            }
            let query = format!("?q=ferry&ids={}&source=Maud%20Ellery", ids.id);
            let answer = call(&app, Method::GET, &format!("{path}{query}"), &[OTHERS], "").await;
            answer.lacks("Ferry").lacks("nine days").lacks("secret").lacks("residents");
            let is_by_id = path.ends_with("/rivals");
            answer.is(if is_by_id { 404 } else { 200 });
        }
        let path = format!("articles/{}", ids.id);
        let whole = get(&app, &path).await;
        whole.is(200).says("Ferry of A").says("nine days").lacks("stolen");
        send(&app, Method::DELETE, &path, json!({})).await.is(204);
        get(&app, &path).await.is(404);
    });
}
