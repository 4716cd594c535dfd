use crate::test_app::{TestApp, each};

#[test]
fn tags_are_renamed_and_removed() {
    each(async |app: TestApp| {
        let id = app.save("a", "One").await;
        app.submit(&format!("/read/{id}/about"), &[("tags", "fery"), ("title", "One")])
            .await
            .is(303);
        let tag = app.store.tag(app.reader, "fery").await.expect("asked").expect("there is one");
        let path = format!("/tags/{tag}");
        app.submit(&path, &[("act", "rename"), ("name", "Ferries")]).await.is(303);
        app.open("/tag/ferries").await.is(200).says("One");
        app.submit(&path, &[("act", "rename"), ("name", " ")]).await.is(400);
        app.submit(&path, &[("act", "dance")]).await.is(400);
        app.submit(&path, &[("act", "remove")]).await.is(303);
        app.open("/tag/ferries").await.is(404);
    });
}

#[test]
fn folders_are_made_renamed_and_removed() {
    each(async |app: TestApp| {
        app.submit("/folders", &[("name", "News")]).await.is(303);
        let news = app.store.folders(app.reader).await.expect("listed")[0].id.to_string();
        app.submit("/folders", &[("name", "Local"), ("parent", &news)]).await.is(303);
        app.open("/tags").await.says("News / Local");
        app.submit("/folders", &[("name", "")]).await.is(400);
        let path = format!("/folders/{news}");
        app.submit(&path, &[("act", "rename"), ("name", "Papers")]).await.is(303);
        app.open("/tags").await.says("Papers / Local");
        app.submit(&path, &[("act", "remove")]).await.is(303);
        app.open("/tags").await.lacks("Papers").lacks("Local");
    });
}

#[test]
fn rules_are_added_and_removed() {
    each(async |app: TestApp| {
        app.submit(
            "/rules",
            &[("query", "outlet:\"Harbour Post\""), ("tags", "ferries"), ("read", "1")],
        )
        .await
        .is(303);
        app.open("/rules").await.says("tag ferries; archive it");
        app.submit("/rules", &[("query", ""), ("tags", "x")]).await.is(400).says("rule-wrong");
        let id = app.store.rules(app.reader).await.expect("listed")[0].id;
        app.submit(&format!("/rules/{id}"), &[("act", "remove")]).await.is(303);
        app.open("/rules").await.says("No rules");
    });
}
