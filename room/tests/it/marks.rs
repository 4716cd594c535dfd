use crate::test_app::{TestApp, each};

#[test]
fn are_made_changed_and_removed() {
    each(async |app: TestApp| {
        let id = app.save("ferry", "Ferry stays in harbour").await;
        let path = format!("/read/{id}/marks");
        let fields = [
            ("quote", "nine  days"),
            ("prefix", "harbour for"),
            ("suffix", " after"),
            ("colour", "blue"),
            ("note", "So long?"),
        ];
        let answer = app.submit(&path, &fields).await;
        let mark =
            answer.is(303).location().rsplit_once("#m").expect("it leads to the mark").1.to_owned();
        app.open(&format!("/read/{id}"))
            .await
            .says(&format!("<mark class=\"m blue noted\" id=\"m{mark}\">nine days</mark>"))
            .says("So long?");
        app.open("/marks").await.says("nine days").says("Ferry stays").says("1 mark<");
        app.open("/marks.md").await.says("> nine days\n\nSo long?");
        app.open("/marks.json").await.says("\"exact\":\"nine days\"");
        app.open(&format!("/read/{id}/marks.md")).await.says("> nine days");
        let change = format!("/marks/{mark}");
        app.submit(&change, &[("note", "<b>"), ("colour", "red"), ("back", "/marks")])
            .await
            .is(303);
        app.open("/marks").await.says("mark-card red").says("&#60;b&#62;");
        app.submit(&change, &[("act", "remove")]).await.is(303);
        app.open("/marks").await.says("Nothing marked yet");
    });
}

#[test]
fn need_words_of_the_text() {
    each(async |app: TestApp| {
        let id = app.save("ferry", "Ferry").await;
        let path = format!("/read/{id}/marks");
        for quote in ["", "  ", "words that are not in it"] {
            app.submit(&path, &[("quote", quote)]).await.is(400);
        }
        app.submit(&path, &[]).await.is(400);
        app.submit("/read/999/marks", &[("quote", "nine days")]).await.is(404);
    });
}
