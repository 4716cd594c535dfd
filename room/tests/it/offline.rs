use crate::test_app::{TestApp, each};

#[test]
fn app_files() {
    each(async |app: TestApp| {
        let app = app.as_nobody();
        app.open("/manifest.webmanifest")
            .await
            .is(200)
            .says("\"share_target\"")
            .says("/assets/icon-192.");
        let worker = app.open("/sw.js").await;
        worker.is(200).says("const VERSION = \"").says("/assets/style.");
        assert_eq!(worker.headers["content-type"], "text/javascript; charset=utf-8");
        app.open("/offline").await.is(200).says("You are offline");
        app.open("/robots.txt").await.is(200).says("Disallow: /");
        app.open("/healthz").await.is(200);
    });
}

#[test]
fn files_are_kept_for_ever_under_their_hash() {
    each(async |app: TestApp| {
        let page = app.as_nobody().open("/offline").await;
        let mut style = page.body.split("href=\"").filter_map(|part| part.split('"').next());
        let style = style.find(|href| href.contains("style.")).expect("it is linked");
        let answer = app.open(style).await;
        answer.is(200);
        assert_eq!(answer.headers["cache-control"], "public, max-age=31536000, immutable");
        app.open("/assets/style.0000000000000000.css").await.is(404);
        app.open("/assets/..%2fapp.rs").await.is(404);
    });
}
