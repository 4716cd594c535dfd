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

#[test]
fn answers_hold_what_the_document_says() {
    each(async |app: TestApp| {
        ready(&app).await;
        let id = app.save("ferry", "Ferry").await;
        let change = json!({ "add_tags": ["war"] });
        send(&app, Method::PATCH, &format!("articles/{id}"), change).await.is(200);
        let mark = json!({ "quote": "nine days", "note": "long", "colour": "blue" });
        send(&app, Method::POST, &format!("articles/{id}/marks"), mark).await.is(201);
        let document =
            call(&app, Method::GET, "/api/v1/openapi.json", &[], "").await.is(200).json();
        let paths = document["paths"].as_object().expect("paths").clone();
        for (path, operations) in paths.iter().filter(|(path, _)| !path.contains("/marks/{id}")) {
            let Some(operation) = operations.get("get") else { continue };
            let path = path.replace("{id}", &id.to_string()).replace("/api/v1/", "");
            let answer = get(&app, &format!("{path}?q=ferry&limit=5")).await.is(200).json();
            let content = &operation["responses"]["200"]["content"]["application/json"];
            check(&document, &content["schema"], &answer, &path);
        }
    });
}

/// Whether a value is what a schema of the document says.
fn check(document: &Value, schema: &Value, value: &Value, at: &str) {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.rsplit('/').next().expect("a name");
        return check(document, &document["components"]["schemas"][name], value, at);
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
    assert!(kinds.contains(&json!(kind)), "{at}: {value} is none of {kinds:?}");
    for name in schema["required"].as_array().into_iter().flatten() {
        let name = name.as_str().expect("a name");
        let inner = value.get(name).unwrap_or_else(|| panic!("{at}: {name} is missing"));
        check(document, &schema["properties"][name], inner, &format!("{at}.{name}"));
    }
    for inner in value.as_array().into_iter().flatten() {
        check(document, &schema["items"], inner, at);
    }
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
            assert!(answer.json()["error"]["words"].is_string(), "{path}");
        }
    });
}

#[test]
fn nothing_of_one_reader_is_anothers() {
    each(async |app: TestApp| {
        ready(&app).await;
        let id = app.save("ferry", "Ferry of A").await;
        let made = json!({ "quote": "nine days" });
        let path = format!("articles/{id}/marks");
        let mark = send(&app, Method::POST, &path, made.clone()).await.is(201).json()["id"].clone();
        for (method, path) in [
            (Method::GET, format!("articles/{id}")),
            (Method::PATCH, format!("articles/{id}")),
            (Method::DELETE, format!("articles/{id}")),
            (Method::GET, format!("articles/{id}/marks")),
            (Method::POST, format!("articles/{id}/marks")),
            (Method::PATCH, format!("marks/{mark}")),
            (Method::DELETE, format!("marks/{mark}")),
        ] {
            let path = format!("/api/v1/{path}");
            let answer = call(&app, method, &path, &[OTHERS, JSON], made.to_string()).await;
            answer.is(404).lacks("Ferry");
        }
        for path in ["articles", "marks", "search?q=ferry", "changes", "tags", "feeds", "folders"] {
            let path = format!("/api/v1/{path}");
            let answer = call(&app, Method::GET, &path, &[OTHERS], "").await;
            answer.is(200).lacks("Ferry").lacks("nine days");
        }
        get(&app, &format!("articles/{id}")).await.is(200).says("Ferry of A").says("nine days");
        let gone = call(&app, Method::DELETE, &format!("/api/v1/articles/{id}"), &[MINE], "").await;
        gone.is(204);
        get(&app, &format!("articles/{id}")).await.is(404);
    });
}
