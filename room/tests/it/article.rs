use crate::test_app::{TestApp, each};

#[test]
fn is_read_with_its_record() {
    each(async |app: TestApp| {
        let id = app.save("ferry", "Ferry stays in harbour").await;
        let page = app.open(&format!("/read/{id}")).await;
        page.is(200)
            .says("<span class=\"q\" id=\"q1\">“We would rather")
            .says("href=\"#rq1\"")
            .says("id=\"rq1\"")
            .says("Maud Ellery</a></h4>")
            .says("By <strong>Mara Ellison</strong>")
            .says("24 November 2026, 07:30 UTC")
            .says("1,400 residents</span>");
        app.open("/read/999").await.is(404);
        app.open("/read/x").await.is(400);
    });
}

#[test]
fn leads_on_in_its_list() {
    each(async |app: TestApp| {
        let (old, new) = (app.save("a", "The old one").await, app.save("b", "The new one").await);
        let page = app.open(&format!("/read/{new}?in=unread")).await;
        page.says(&format!("rel=\"next\" href=\"/read/{old}?in=unread\"")).says("The old one");
        app.open(&format!("/read/{old}?in=nonsense")).await.is(200).says("rel=\"prev\"");
        app.open(&format!("/read/{old}?in=tag-gone-all")).await.is(200).lacks("rel=\"prev\"");
    });
}

#[test]
fn place_is_kept() {
    each(async |app: TestApp| {
        let id = app.save("a", "One").await;
        let path = format!("/read/{id}/progress");
        app.submit(&path, &[("progress", "420")]).await.is(204);
        app.submit(&path, &[("progress", "420")]).await.is(204);
        app.open("/").await.says("42%");
        app.open(&format!("/read/{id}")).await.says("data-progress=\"420\"");
        for wrong in ["1001", "-1", "x", ""] {
            app.submit(&path, &[("progress", wrong)]).await.is(400);
        }
        app.submit("/settings/lists", &[("archive_at_end", "1")]).await.is(303);
        app.submit(&path, &[("progress", "1000")]).await.is(204);
        app.open("/").await.lacks("One</a>");
    });
}

#[test]
fn tags_folder_and_title_change() {
    each(async |app: TestApp| {
        let id = app.save("a", "One").await;
        app.submit("/folders", &[("name", "Local")]).await.is(303);
        let about = format!("/read/{id}/about");
        let folder = app.store.folders(app.reader).await.expect("listed")[0].id.to_string();
        let fields =
            [("tags", "ferries, to quote"), ("folder", folder.as_str()), ("title", "Mine")];
        app.submit(&about, &fields).await.is(303);
        app.open(&format!("/read/{id}"))
            .await
            .says("Mine</h1>")
            .says("value=\"ferries, to quote\"");
        app.open(&format!("/folder/{folder}")).await.says("Mine");
        app.submit(&about, &[("tags", "ferries"), ("title", "Mine")]).await.is(303);
        app.open("/").await.says("ferries").lacks("to quote</a>");
        app.open(&format!("/folder/{folder}")).await.lacks("Mine");
    });
}

#[test]
fn versions_are_listed() {
    each(async |app: TestApp| {
        let id = app.save("a", "One").await;
        app.submit(&format!("/read/{id}/reread"), &[]).await.is(303);
        app.open(&format!("/read/{id}/versions")).await.is(200).says("Version 1");
        app.open(&format!("/read/{id}?version=1")).await.is(200);
        app.open(&format!("/read/{id}?version=7")).await.is(404);
    });
}
