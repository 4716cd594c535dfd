//! What goes wrong around the room: it says so and stays up.

use axum::Router;
use axum::body::Body;
use axum::routing::get;
use room::Config;
use store::Store;
use store::testing::fill_disk;

use crate::test_app::{TestApp, each};

#[test]
fn a_full_disk_is_said_and_pages_still_open() {
    each(async |app: TestApp| {
        app.save("bridge", "Bridge closed").await;
        if !fill_disk(&app.store, true).await.expect("it can be told") {
            return;
        }
        let urls: String = (0..900).map(|n| format!("https://a.example/{n}\n")).collect();
        app.submit("/save/many", &[("urls", &urls)]).await.is(507).says("disk");
        app.open("/").await.is(200).says("Bridge closed").says("1 article");
        fill_disk(&app.store, false).await.expect("it can be told");
        app.submit("/save/many", &[("urls", &urls)]).await.is(303);
        app.open("/").await.is(200).says("901 articles");
    });
}

/// A feed of 50 MB, sent as it is read.
async fn endless() -> Body {
    let chunk = bytes_of(1 << 20);
    Body::from(chunk.repeat(50))
}

fn bytes_of(size: usize) -> Vec<u8> {
    let mut out = b"<rss><channel><title>Endless</title>".to_vec();
    out.resize(size, b' ');
    out
}

#[test]
fn a_feed_of_fifty_megabytes_is_given_up_with_its_reason() {
    store::testing::each(async |store: Store| {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let address = listener.local_addr().expect("it has an address");
        let router = Router::new().route("/feed", get(endless));
        tokio::spawn(async move { axum::serve(listener, router).await });
        let mut config = Config::default();
        config.fetch.allow_private = true;
        let app = TestApp::with(store, config).await;
        let new = store::feeds::NewSubscription {
            url: format!("http://{address}/feed").parse().expect("a URL"),
            site_url: None,
            feed_title: "Endless".to_owned(),
            folder: None,
            title: None,
            is_full_text: false,
        };
        app.store.subscribe(app.reader, new, crate::test_app::now()).await.expect("followed");
        room::desk::run_due(&app.app).await.expect("the desk works on");
        app.open("/feeds").await.is(200).says("Endless").says("cannot be read").says("larger than");
        app.open("/").await.is(200);
    });
}
