//! Nothing of one reader is another's: every route as B, with the ids of A.

use store::feeds::NewSubscription;
use store::jobs::{JobKind, NewJob};

use crate::test_app::{TestApp, each, now};

#[test]
fn as_another_reader_nothing_is_there() {
    each(async |app: TestApp| {
        let id = app.save("ferry", "Ferry of A").await;
        app.submit(&format!("/read/{id}/about"), &[("tags", "secret"), ("title", "Ferry of A")])
            .await
            .is(303);
        let mark = app.submit(&format!("/read/{id}/marks"), &[("quote", "nine days")]).await;
        let mark = mark.location().rsplit_once("#m").expect("made").1.to_owned();
        app.submit("/folders", &[("name", "Local")]).await.is(303);
        app.submit("/searches", &[("name", "Mine"), ("query", "ferry")]).await.is(303);
        app.submit("/rules", &[("query", "ferry"), ("tags", "x")]).await.is(303);
        let folder = app.store.folders(app.reader).await.expect("listed")[0].id;
        let tag = app.store.tag(app.reader, "secret").await.expect("asked").expect("there");
        let search = app.store.saved_searches(app.reader).await.expect("listed")[0].id;
        let url = "https://post.example/feed".parse().expect("it is a URL");
        let follow = NewSubscription {
            url,
            site_url: None,
            feed_title: "Feed of A".to_owned(),
            folder: None,
            title: None,
            is_full_text: false,
        };
        let feed = app.store.subscribe(app.reader, follow, now()).await.expect("followed");
        let work = NewJob {
            kind: JobKind::Fetch,
            reader_id: Some(app.reader),
            article_id: None,
            payload: "{}".to_owned(),
            run_at: now(),
        };
        let job = app.store.add_job(work, now()).await.expect("added").to_string();
        let rule = app.store.rules(app.reader).await.expect("listed")[0].id;

        let other = app.as_other();
        for path in [
            format!("/read/{id}"),
            format!("/read/{id}?version=1"),
            format!("/read/{id}/versions"),
            format!("/read/{id}/marks.md"),
            format!("/folder/{folder}"),
            "/tag/secret".to_owned(),
            "/feed/1".to_owned(),
        ] {
            other.open(&path).await.is(404).lacks("Ferry of A");
        }
        let (one, folder_text) = (format!("archive {id}"), folder.to_string());
        for (path, fields) in [
            ("/shelf/edit".to_owned(), vec![("one", one.as_str())]),
            (format!("/read/{id}/progress"), vec![("progress", "10")]),
            (format!("/read/{id}/about"), vec![("tags", "stolen")]),
            (format!("/read/{id}/reread"), vec![]),
            (format!("/read/{id}/marks"), vec![("quote", "nine days")]),
            (format!("/marks/{mark}"), vec![("note", "stolen")]),
            (format!("/marks/{mark}"), vec![("act", "remove")]),
            (format!("/tags/{tag}"), vec![("act", "rename"), ("name", "stolen")]),
            (format!("/tags/{tag}"), vec![("act", "remove")]),
            (format!("/folders/{folder}"), vec![("act", "rename"), ("name", "stolen")]),
            (format!("/folders/{folder}"), vec![("act", "remove")]),
            ("/folders".to_owned(), vec![("name", "inside"), ("parent", folder_text.as_str())]),
            (format!("/searches/{search}"), vec![("act", "open-feed")]),
            (format!("/searches/{search}"), vec![("act", "remove")]),
            (format!("/rules/{rule}"), vec![("act", "remove")]),
            (format!("/feeds/{feed}"), vec![("act", "unfollow")]),
            (format!("/feeds/{feed}"), vec![("act", "keep"), ("title", "stolen")]),
            ("/queue".to_owned(), vec![("act", "drop"), ("job", job.as_str())]),
        ] {
            let answer = other.submit(&path, &fields).await;
            assert_eq!(answer.status.as_u16(), 404, "{path} {fields:?}");
        }
        let id_text = id.to_string();
        other.submit("/shelf/edit", &[("id", &id_text), ("act", "remove")]).await.is(303);
        for path in [
            "/",
            "/all",
            "/marks",
            "/marks.md",
            "/marks.json",
            "/search?q=ferry",
            "/tags",
            "/rules",
            "/feeds",
            "/queue",
            "/feeds.opml",
        ] {
            other
                .open(path)
                .await
                .is(200)
                .lacks("Ferry of A")
                .lacks("Feed of A")
                .lacks("secret")
                .lacks("nine days");
        }
        // And all of it is as it was.
        app.open(&format!("/read/{id}")).await.is(200).says("nine days</mark>").says("secret");
        app.open("/tags").await.says("Local").lacks("stolen");
        app.open("/feeds").await.says("Feed of A").lacks("stolen");
        app.open("/search").await.says("Mine").lacks("Atom feed on");
    });
}

#[test]
fn as_nobody_there_is_only_the_sign_in() {
    each(async |app: TestApp| {
        let id = app.save("ferry", "Ferry of A").await;
        let nobody = app.as_nobody();
        let read = format!("/read/{id}");
        for path in [
            "/",
            "/all",
            "/archive",
            "/favourites",
            "/feed/1",
            "/folder/1",
            "/tag/x",
            "/marks",
            "/marks.md",
            "/marks.json",
            "/search?q=x",
            "/tags",
            "/rules",
            "/settings",
            "/keys",
            &read,
        ] {
            let answer = nobody.open(path).await;
            assert!(answer.is(303).location().starts_with("/sign-in"), "{path}");
            answer.lacks("Ferry of A");
        }
        assert_eq!(nobody.open("/search?q=x").await.location(), "/sign-in?next=%2Fsearch%3Fq%3Dx");
        let answer = nobody.submit("/shelf/edit", &[("one", &format!("archive {id}"))]).await;
        assert_eq!(answer.location(), "/sign-in");
        app.open("/").await.says("Ferry of A");
    });
}
