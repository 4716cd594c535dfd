//! Watches: kept, answered by what is read afterwards, looked at, fed out.

use page::Capture;

use crate::test_app::TestApp;

async fn read(room: &TestApp, url: &str, html: &str) {
    let url = url::Url::parse(url).expect("it is one");
    let now = room.app.now();
    let saving = store::shelf::Saving::new(url.clone(), now);
    let saved = room.store.save(room.reader, saving, now).await.expect("saved");
    let headers = vec![("content-type".to_owned(), "text/html; charset=utf-8".to_owned())];
    let capture = Capture { bytes: html.as_bytes().to_vec(), url: Some(url), headers };
    room::desk::keep(&room.app, saved.article_id, capture).await.expect("read");
}

fn report(count: &str, who: &str) -> String {
    let filler = "The lines were down along the valley road, and the crews worked through the \
        night to put them up again before the morning trains. Nobody could say when it would end.";
    format!(
        "<html lang=en><head><title>Power lost</title><meta property=og:site_name content=Post></head>\
         <body><article><h1>Power lost</h1><p>{who} said on Tuesday that {count} homes in Karsk were \
         without power.</p><p>{filler}</p><p>{filler}</p><p>{filler}</p></article></body></html>"
    )
}

#[test]
fn what_is_read_answers_a_watch() {
    store::testing::each(async |store| {
        let room = TestApp::new(store).await;
        read(&room, "https://post.example/0", &report("900", "The grid company Valnet")).await;
        let fields = [("measure", "homes"), ("place", "Karsk"), ("name", "Dark homes")];
        room.submit("/watches", &fields).await.is(303);
        room.submit("/watches", &[("measure", "  ")]).await.is(400).says("A watch needs a measure");
        room.open("/watches")
            .await
            .says("Figures for homes, by any claimant, Karsk")
            .lacks(" new<");
        read(&room, "https://post.example/1", &report("12,000", "The grid company Valnet")).await;
        read(&room, "https://post.example/2", &report("12,000", "The grid company Valnet")).await;
        read(&room, "https://post.example/2", &report("14,000", "The grid company Valnet")).await;
        room.open("/watches").await.says("2 new<");
        let page = room.open("/watches/1").await;
        page.says("14,000 homes").says("<span class=\"unseen\">was </span>12,000 homes");
        page.lacks("900 homes").says("?version=2#f");
        room.open("/watches").await.lacks("2 new<");
        room.as_other().open("/watches/1").await.is(404);
        room.as_other().submit("/watches/1", &[("act", "remove")]).await.is(404);
        let opened = room.submit("/watches/1", &[("act", "open-feed")]).await;
        let secret = opened.location().strip_prefix("/watches?feed=").expect("it leads back");
        let feed = room.as_nobody().open(&format!("/watches/{secret}/atom.xml")).await;
        feed.is(200).says("14,000 homes (before: 12,000 homes)").says("<link href=\"https://post");
        room.submit("/watches/1", &[("act", "remove")]).await.is(303);
        room.as_nobody().open(&format!("/watches/{secret}/atom.xml")).await.is(404);
    });
}

#[test]
fn a_watch_for_rivals_waits_for_one() {
    store::testing::each(async |store| {
        let room = TestApp::new(store).await;
        room.submit("/watches", &[("measure", "homes"), ("rivals", "1")]).await.is(303);
        read(&room, "https://post.example/1", &report("12,000", "The grid company Valnet")).await;
        room.open("/watches").await.says("Rival figures for homes").lacks(" new<");
        read(&room, "https://post.example/2", &report("19,000", "Governor Olaf Brandt")).await;
        room.open("/watches").await.says("2 new<");
        room.open("/watches/1").await.says("12,000 homes").says("19,000 homes").says("differs");
    });
}

/// What another reader's article says is none of one's business until it is on the own shelf.
#[test]
fn an_article_that_was_read_before_answers_when_it_comes() {
    store::testing::each(async |store| {
        let room = TestApp::new(store).await;
        let jon = room.as_other();
        jon.submit("/watches", &[("measure", "homes")]).await.is(303);
        read(&room, "https://post.example/1", &report("12,000", "The grid company Valnet")).await;
        jon.open("/watches").await.lacks(" new<");
        let url = url::Url::parse("https://post.example/1").expect("it is one");
        let saving = store::shelf::Saving::new(url, room.app.now());
        room.store.save(store::ReaderId(2), saving, room.app.now()).await.expect("saved");
        room::desk::run_due(&room.app).await.expect("the desk works");
        jon.open("/watches").await.says("1 new<");
    });
}

/// Onto the shelf an article comes before its text does: what it says is told of once that was read.
#[test]
fn follows_are_told_of_when_the_text_was_read() {
    store::testing::each(async |store| {
        let room = TestApp::new(store).await;
        let by_brandt = report("900", "Governor Olaf Brandt");
        read(&room, "https://post.example/0", &by_brandt).await;
        let now = room.app.now();
        let search = room.store.save_search(room.reader, "Karsk", "Karsk", now).await;
        let search = format!("follow search {}", search.expect("kept").0);
        room.submit("/follows", &[("one", &search)]).await.is(303);
        room.submit("/follows", &[("source", "Olaf Brandt")]).await.is(303);
        room.open("/notices").await.says("Nothing yet");
        read(&room, "https://post.example/1", &by_brandt).await;
        let page = room.open("/notices").await;
        page.says("A source you follow is quoted in “Power lost”");
        page.says("A search you follow found “Power lost”").says("2 new");
        // Read again, told no more.
        read(&room, "https://post.example/1", &by_brandt).await;
        room.open("/notices").await.says("2 new");
        // An article that was read already comes to another shelf with a piece of work.
        let jon = room.as_other();
        jon.submit("/follows", &[("source", "Olaf Brandt")]).await.is(303);
        let saving = |url: &str| store::shelf::Saving::new(url.parse().expect("a URL"), now);
        let id = room.store.reader_by_name("jon").await.expect("jon").id;
        room.store.save(id, saving("https://post.example/1"), now).await.expect("saved");
        room::desk::run_due(&room.app).await.expect("the desk runs");
        jon.open("/notices").await.says("A source you follow is quoted in “Power lost”");
    });
}
