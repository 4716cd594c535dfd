use crate::test_app::{TestApp, each};

#[test]
fn finds_with_the_words_around() {
    each(async |app: TestApp| {
        app.save("ferry", "Ferry stays in harbour").await;
        let page = app.open("/search?q=engineers+crack").await;
        page.is(200).says("1 article<").says("<mark>engineers</mark>").says("<mark>crack</mark>");
        app.open("/search?q=engineers&order=best").await.is(200).says("<mark>engineers</mark>");
        app.open("/search?q=nowhere").await.says("Nothing found");
        app.open("/search").await.says("What can be asked").lacks("Nothing found");
        app.open(&format!("/search?q={}", "a".repeat(1_001))).await.is(400);
        app.open("/search?q=engineers&after=nonsense").await.is(400);
    });
}

#[test]
fn is_kept_and_feeds_out() {
    each(async |app: TestApp| {
        app.save("ferry", "Ferry stays <in> harbour").await;
        app.submit("/searches", &[("name", "Ferries"), ("query", "engineers")]).await.is(303);
        app.open("/search").await.says("Ferries").says("Open an Atom feed");
        let id = app.store.saved_searches(app.reader).await.expect("listed")[0].id;
        let path = format!("/searches/{id}");
        let answer = app.submit(&path, &[("act", "open-feed")]).await;
        let secret =
            answer.is(303).location().split_once("feed=").expect("it is told").1.to_owned();
        app.open(answer.location()).await.says(&format!("/searches/{secret}/atom.xml"));
        app.as_nobody()
            .open(&format!("/searches/{secret}/atom.xml"))
            .await
            .is(200)
            .says("<title>Ferries</title>")
            .says("<title>Ferry stays &#60;in&#62; harbour</title>");
        app.submit(&path, &[("act", "close-feed")]).await.is(303);
        app.as_nobody().open(&format!("/searches/{secret}/atom.xml")).await.is(404);
        app.submit(&path, &[("act", "remove")]).await.is(303);
        app.submit(&path, &[("act", "remove")]).await.is(404);
    });
}
