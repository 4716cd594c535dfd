use crate::test_app::{TestApp, each};

#[test]
fn look_is_kept_and_shown() {
    each(async |app: TestApp| {
        app.open("/settings").await.is(200).says("data-theme=\"system\"");
        app.submit("/settings/reading", &[("theme", "sepia"), ("size", "5"), ("font", "nonsense")])
            .await
            .is(303);
        app.open("/")
            .await
            .says("data-theme=\"sepia\"")
            .says("data-size=\"5\"")
            .says("data-font=\"serif\"");
        // Of one reader only.
        app.as_other().open("/").await.says("data-theme=\"system\"");
    });
}

#[test]
fn lists_and_record() {
    each(async |app: TestApp| {
        app.submit("/settings/lists", &[("page_size", "5000"), ("time_zone", "Asia/Tokyo")])
            .await
            .is(303);
        app.open("/settings").await.says("value=\"Asia/Tokyo\"");
        app.submit("/settings/lists", &[("time_zone", "Moon/Tranquillity")])
            .await
            .is(400)
            .says("no time zone");
        app.submit("/settings/record", &[("quotes", "1")]).await.is(204);
        let id = app.save("a", "One").await;
        app.open(&format!("/read/{id}"))
            .await
            .says("data-key=\"q\" checked")
            .lacks("data-key=\"n\" checked");
        app.submit("/settings/record", &[("quotes", "0")]).await.is(204);
        app.open(&format!("/read/{id}")).await.lacks("data-key=\"q\" checked");
    });
}
