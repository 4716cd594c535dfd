//! Fever's API.

use axum::body::Body;
use axum::http::Method;
use serde_json::json;
use store::ShelfId;

use crate::apps::{Dice, FORM, call, other, password};
use crate::test_app::{Answer, TestApp, each, now};

/// MD5 of `mira:app-secret`, as the account page keeps the hash of.
const KEY: &str = "5f1a2b0c9d3e4f5061728394a5b6c7d8";

async fn ask(app: &TestApp, query: &str, fields: &str) -> Answer {
    let body = format!("api_key={KEY}{fields}");
    call(app, Method::POST, &format!("/fever/?api&{query}"), &[FORM], body).await
}

#[test]
fn it_is_opened_by_a_credential_of_its_own_and_lists_and_marks() {
    each(async |app: TestApp| {
        let ids: Vec<ShelfId> =
            [app.save("a", "a").await, app.save("b", "b").await, app.save("c", "c").await].into();
        let refused = ask(&app, "items", "").await;
        assert_eq!(refused.is(200).json(), json!({ "api_version": 3, "auth": 0 }));
        password(&app, app.reader, KEY, "fever").await;
        password(&app, other(&app).await, "others-key", "fever").await;
        // Good for nothing else.
        let bearer = ("authorization", "Bearer 5f1a2b0c9d3e4f5061728394a5b6c7d8");
        call(&app, Method::GET, "/api/entries", &[bearer], Body::empty()).await.is(401);
        app.store.add_folder(app.reader, None, "World").await.expect("made");
        let all = ask(&app, "groups&feeds&favicons&items&links", "").await.is(200).json();
        assert_eq!((&all["auth"], &all["total_items"]), (&json!(1), &json!(3)));
        assert_eq!(all["groups"][0]["title"], "World");
        assert_eq!(all["links"], json!([]));
        assert!(
            all["favicons"][0]["data"].as_str().expect("text").starts_with("image/png;base64,")
        );
        let item = &all["items"][0];
        assert_eq!(
            (&item["id"], &item["is_read"], &item["is_saved"]),
            (&json!(ids[0]), &json!(0), &json!(0))
        );
        assert!(item["html"].as_str().expect("text").contains("ferry"));
        let of = async |query: &str| {
            let items = ask(&app, query, "").await.json();
            let items = items["items"].as_array().expect("a list").clone();
            items
                .iter()
                .map(|one| one["title"].as_str().unwrap_or("").to_owned())
                .collect::<String>()
        };
        assert_eq!(of(&format!("items&since_id={}", ids[0])).await, "bc");
        assert_eq!(of(&format!("items&max_id={}", ids[2])).await, "ba");
        assert_eq!(of("items&max_id=0").await, "cba");
        assert_eq!(of(&format!("items&with_ids={},{},x,-1", ids[2], ids[0])).await, "ca");
        let unread =
            async || ask(&app, "unread_item_ids", "").await.json()["unread_item_ids"].clone();
        let comma = |some: &[ShelfId]| {
            json!(some.iter().map(ToString::to_string).collect::<Vec<_>>().join(","))
        };
        assert_eq!(unread().await, comma(&ids));
        for _ in 0..2 {
            // Set, not turned over.
            ask(&app, "", &format!("&mark=item&as=saved&id={}", ids[1])).await.is(200);
            let saved = ask(&app, "saved_item_ids", "").await.json();
            assert_eq!(saved["saved_item_ids"], comma(&ids[1..2]));
        }
        ask(&app, "", &format!("&mark=item&as=read&id={}", ids[0])).await.is(200);
        assert_eq!(unread().await, comma(&ids[1..]));
        let before = now().as_second();
        ask(&app, "", &format!("&mark=group&as=read&id=0&before={before}")).await.is(200);
        assert_eq!(unread().await, comma(&ids[1..]), "what came later stays");
        ask(&app, "", &format!("&mark=feed&as=read&id=1000000000&before={}", before + 1)).await;
        assert_eq!(unread().await, json!(""));
        ask(&app, "", &format!("&mark=item&as=unread&id={}", ids[2])).await.is(200);
        assert_eq!(unread().await, comma(&ids[2..]));
        for odd in [
            "&mark=item&as=fly&id=1",
            "&mark=item&as=read&id=x",
            "&mark=x&as=read&id=1",
            "&mark=feed&as=read&id=-1",
            "&mark=item&as=read&id=99999999999999999999",
        ] {
            ask(&app, "", odd).await.is(200);
        }
        assert_eq!(unread().await, comma(&ids[2..]));
        let theirs = "api_key=others-key";
        let answer = call(&app, Method::POST, "/api/fever.php?api&items", &[FORM], theirs).await;
        assert_eq!(answer.is(200).json()["items"], json!([]));
    });
}

#[test]
fn two_thousand_calls_of_any_kind_break_nothing_and_leak_nothing() {
    const OTHERS: &str = "ffeeddccbbaa99887766554433221100";
    each(async |app: TestApp| {
        for slug in ["a", "b", "c"] {
            app.save(slug, slug).await;
        }
        password(&app, app.reader, KEY, "fever").await;
        password(&app, other(&app).await, OTHERS, "fever").await;
        let mut dice = Dice::new();
        let names = [
            "api",
            "groups",
            "feeds",
            "favicons",
            "items",
            "links",
            "unread_item_ids",
            "saved_item_ids",
            "since_id",
            "max_id",
            "with_ids",
            "mark",
            "as",
            "id",
            "before",
            "refresh",
            "nonsense",
        ];
        let values = [
            "",
            "0",
            "1",
            "2",
            "3",
            "-1",
            "1.0",
            "1.5",
            "9999999999",
            "99999999999999999999",
            "-9223372036854775808",
            "x",
            "item",
            "feed",
            "group",
            "read",
            "unread",
            "saved",
            "unsaved",
            "1,2,3",
            "1,,x,-4",
            "\u{0}",
            "%",
            "é\u{202e}",
            "1000000000",
        ];
        let keys = [OTHERS, "FFEEDDCCBBAA99887766554433221100", "", "x", "\u{0}"];
        for number in 0..2_000 {
            let mut fields = url::form_urlencoded::Serializer::new(String::new());
            // Half of the calls are signed in, as the reader who has nothing.
            let key = if dice.below(2) == 0 { OTHERS } else { dice.pick(&keys) };
            fields.append_pair("api_key", key);
            for _ in 0..dice.below(6) {
                fields.append_pair(dice.pick(&names), dice.pick(&values));
            }
            let fields = fields.finish();
            let path = dice.pick(&["/fever/", "/fever", "/api/fever.php", "/fever.php"]);
            let answer = match dice.below(3) {
                0 => call(&app, Method::GET, &format!("{path}?{fields}"), &[], "").await,
                1 => call(&app, Method::POST, &format!("{path}?{fields}"), &[], "").await,
                _ => call(&app, Method::POST, path, &[FORM], fields.clone()).await,
            };
            let status = answer.status.as_u16();
            assert!(matches!(status, 200 | 400), "{number}: {fields}: {status} {}", answer.body);
            assert_eq!(answer.json()["api_version"], 3, "{number}: {fields}");
            answer.lacks("post.example").lacks("ferry");
        }
        let counts = app.store.counts(app.reader).await.expect("counted");
        assert_eq!((counts.unread, counts.favourite, counts.all), (3, 0, 3));
    });
}
