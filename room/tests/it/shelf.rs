use crate::test_app::{TestApp, each};

#[test]
fn lists() {
    each(async |app: TestApp| {
        let first = app.save("ferry", "Ferry stays in harbour").await;
        app.save("dam", "Council votes to drain the reservoir").await;
        let page = app.open("/").await;
        insta::allow_duplicates! {
        insta::assert_snapshot!(page.is(200).words(), @"
        Unread2 articles
        SelectArchive all
        Today
        Harbour Post07:30
        Council votes to drain the reservoir
        Some 1,400 residents must rely on a launch.
        Mara Ellison2 min
        Harbour Post07:30
        Ferry stays in harbour
        Some 1,400 residents must rely on a launch.
        Mara Ellison2 min
        Archive
        Mark unread
        Favourite
        Tag
        Add tag
        Take tag off
        Compare
        Remove
        ");
        }
        app.submit("/shelf/edit", &[("one", &format!("archive {first}")), ("back", "/")])
            .await
            .is(303);
        app.open("/").await.lacks("Ferry stays").says("drain the reservoir");
        app.open("/archive").await.says("Ferry stays").lacks("drain the reservoir");
        app.open("/all").await.says("Ferry stays").says("drain the reservoir");
        app.open("/favourites").await.says("No favourites");
    });
}

#[test]
fn one_article_is_edited() {
    each(async |app: TestApp| {
        let id = app.save("ferry", "Ferry stays in harbour").await;
        let answer = app
            .submit("/shelf/edit", &[("one", &format!("favourite {id}")), ("back", "/all")])
            .await;
        assert_eq!(answer.is(303).location(), format!("/all?did=favourite&id={id}"));
        app.open(answer.location()).await.says("Undo").says("The article is a favourite now.");
        app.open("/favourites").await.says("Ferry stays");
        // What was done before is not repeated.
        let answer = app
            .submit(
                "/shelf/edit",
                &[("one", &format!("archive {id}")), ("back", "/all?did=tag&n=2&after=9")],
            )
            .await;
        assert_eq!(answer.location(), format!("/all?after=9&did=archive&id={id}"));
        // Nowhere else than in this room.
        let answer = app
            .submit(
                "/shelf/edit",
                &[("one", &format!("unfavourite {id}")), ("back", "//evil.example")],
            )
            .await;
        assert!(answer.location().starts_with("/?did="), "{}", answer.location());
        for one in ["archive", "archive x", "steal 1", ""] {
            app.submit("/shelf/edit", &[("one", one)]).await.is(400);
        }
        app.submit("/shelf/edit", &[]).await.is(400);
        app.submit("/shelf/edit", &[("one", "archive 999")]).await.is(404);
    });
}

#[test]
fn several_are_edited() {
    each(async |app: TestApp| {
        let ids =
            [app.save("a", "First").await, app.save("b", "Second").await].map(|id| id.to_string());
        let [one, two] = &ids;
        let both = |act| vec![("id", one.as_str()), ("id", two.as_str()), ("act", act)];
        let mut fields = both("tag");
        fields.push(("tag", "to quote, ferries"));
        let answer = app.submit("/shelf/edit", &fields).await;
        assert_eq!(answer.location(), "/?did=tag&n=2");
        app.open("/").await.says("to quote").says("ferries");
        app.open("/tag/to-quote").await.is(200).says("First").says("Second");
        app.open("/tag/nothing").await.is(404);
        let answer = app.submit("/shelf/edit", &both("archive")).await;
        assert_eq!(answer.location(), format!("/?did=archive&n=2&ids={one}.{two}"));
        let hidden = format!(r#"<input type="hidden" name="id" value="{two}">"#);
        app.open(answer.location()).await.says("2 articles were archived.").says(&hidden);
        app.submit("/shelf/edit", &both("unread")).await.is(303);
        app.open("/?did=archive&n=2&ids=x.").await.says("archived.").lacks("Undo").says("First");
        app.submit("/shelf/edit", &both("remove")).await.is(303);
        app.open("/").await.says("Nothing left to read");
    });
}

#[test]
fn a_whole_list_is_archived_but_not_what_came_since() {
    each(async |app: TestApp| {
        let seen = app.save("a", "Seen").await.to_string();
        app.save("b", "Came since").await;
        let fields = [("act", "archive-all"), ("list", "unread"), ("up-to", seen.as_str())];
        app.submit("/shelf/edit", &fields).await.is(303);
        app.open("/").await.says("Came since").lacks("Seen</a>");
        app.submit("/shelf/edit", &[("act", "archive-all"), ("list", "nonsense"), ("up-to", "1")])
            .await
            .is(400);
    });
}

#[test]
fn pages_follow_each_other() {
    each(async |app: TestApp| {
        app.submit("/settings/lists", &[("page_size", "10")]).await.is(303);
        for number in 0..12 {
            app.save(&format!("a{number}"), &format!("Article number {number}.")).await;
        }
        let page = app.open("/").await;
        page.says("Article number 11.").says("Article number 2.").lacks("Article number 1.");
        let (_, rest) = page.body.split_once("rel=\"next\"").map_or(("", ""), |parts| parts);
        assert!(!rest.is_empty(), "there is a next page");
        let mut href = page.body.split("href=\"").filter_map(|part| part.split('"').next());
        let next = href.find(|href| href.starts_with("/?after=")).expect("it is linked");
        app.open(next)
            .await
            .says("Article number 1.")
            .says("Article number 0.")
            .lacks("Article number 2.");
    });
}

#[test]
fn words_from_pages_are_shown_as_words() {
    each(async |app: TestApp| {
        app.save("x", "<script>alert(1)</script> & \"more\"").await;
        app.open("/").await.lacks("<script>alert").says("&#60;script&#62;alert(1)");
    });
}
