//! The conversation through the pages: writing, answering, rules, who may see what, notices, moderation.

use axum::http::StatusCode;
use store::accounts::Role;
use store::shelf::{Filter, List};

use crate::test_app::{Answer, TestApp, each};

const WORDS: &str = "Nine days is a long time for an island.";

/// Where an answer leads, without what stands behind "#" or "?".
fn page_of(answer: &Answer) -> String {
    let location = answer.is(303).location();
    location.split(['#', '?']).next().unwrap_or("").to_owned()
}

/// The id of the comment an answer leads to.
fn id_of(answer: &Answer) -> String {
    answer.is(303).location().rsplit_once("#c").expect("it leads to the comment").1.to_owned()
}

/// A's comment about an article of hers: the page of the thread, and the comment.
async fn begun(app: &TestApp) -> (String, String) {
    let shelf = app.save("ferry", "Ferry stays in harbour").await;
    let answer = app.submit(&format!("/read/{shelf}/talk"), &[("text", WORDS)]).await;
    (page_of(&answer), id_of(&answer))
}

/// Makes A an admin, who sets a rule.
async fn set_rule(app: &TestApp, name: &str, value: &str) {
    app.promote().await;
    app.submit("/moderation/rules", &[("act", "keep"), (name, value)]).await.is(303);
}

#[test]
fn two_readers_converse() {
    each(async |app: TestApp| {
        let jon = app.as_other();
        jon.open("/talk").await.is(200).lacks("Ferry stays");
        let (thread, first) = begun(&app).await;
        jon.open("/talk").await.says("Ferry stays").says("1 comment");
        let page = jon.open(&thread).await;
        page.is(200).says(WORDS).says("/@mira").says("Save the article").lacks("leaving 1,400");
        let fields = [("text", "So *it* is, @mira."), ("parent", first.as_str())];
        let answer = jon.submit(&thread, &fields).await;
        let reply = id_of(&answer);
        let shown = app.open(&thread).await;
        shown.says("So <em>it</em> is, <a href=\"/@mira\">@mira</a>.").says("comment l1");
        app.open(&format!("{thread}/{reply}")).await.says(WORDS).says("class=\"at comment");
        // Two notices would be one too many: it answers and it names.
        room::desk::run_due(&app.app).await.expect("the desk runs");
        app.open("/notices").await.says("jon answered you").lacks("named you").says("1 new");
        app.open("/").await.says("Notices");
        jon.open("/notices").await.says("Nothing yet");
        app.open(&format!("{thread}?sort=oldest")).await.says(WORDS);
        app.open("/talk/999").await.is(404);
        app.open(&format!("{thread}/999")).await.is(404);
    });
}

#[test]
fn a_passage_is_spoken_about() {
    each(async |app: TestApp| {
        let shelf = app.save("ferry", "Ferry stays in harbour").await;
        let path = format!("/read/{shelf}/talk");
        let asked = format!("{path}?quote=nine+days&prefix=harbour+for&suffix=+after");
        app.open(&asked).await.is(200).says("<blockquote class=\"passage\"").says("nine days");
        app.open(&format!("{path}?quote=ten+days")).await.is(400);
        let fields = [
            ("quote", "nine days"),
            ("prefix", "harbour for "),
            ("suffix", " after"),
            ("text", WORDS),
        ];
        let thread = page_of(&app.submit(&path, &fields).await);
        app.open(&asked).await.is(303);
        app.open(&thread).await.says("nine days</blockquote>").says(WORDS);
        app.open(&format!("/read/{shelf}"))
            .await
            .says("1 comment")
            .says(&format!("href=\"{thread}\""));
        // The article's own conversation shows the passage beside it, and by passage.
        let whole = page_of(&app.submit(&path, &[("text", "About all of it.")]).await);
        assert_ne!(whole, thread);
        app.open(&whole).await.says("Passages spoken about").says("nine days");
        app.open(&format!("{whole}?sort=passage"))
            .await
            .says("“nine days”")
            .says(WORDS)
            .says("About all of it.");
    });
}

#[test]
fn what_is_refused_says_why_and_is_kept() {
    each(async |app: TestApp| {
        let (thread, first) = begun(&app).await;
        let long = "long ".repeat(2_000);
        for (text, why) in [
            (" ", "no words"),
            ("<>", "no words"),
            (long.as_str(), "8000 are the most"),
            (WORDS, "exactly this"),
        ] {
            let answer = app.submit(&thread, &[("text", text)]).await;
            answer.is(422).says("Not posted").says(why);
        }
        app.open(&thread)
            .await
            .says("Your draft, as you left it")
            .says(&format!("{WORDS}</textarea>"));
        app.submit(&thread, &[("text", "And another thing.")]).await.is(303);
        app.open(&thread).await.lacks("Your draft");
        // A draft that the script keeps, and one of an answer.
        let keep = [("target", "a:1"), ("text", "Half a thou"), ("parent", first.as_str())];
        app.submit("/talk/draft", &keep).await.is(204);
        app.open(&format!("{thread}/{first}?do=reply")).await.says("Half a thou</textarea>");
        app.as_other().open(&format!("{thread}/{first}?do=reply")).await.lacks("Half a thou");
        let trap = app.submit(&thread, &[("text", "Buy now"), ("website", "x.example")]).await;
        trap.is(422).says("was to stay empty");
        // A megabyte is refused before anything looks at it.
        let flood = "x".repeat(1 << 20);
        app.submit(&thread, &[("text", &flood)]).await.is(422).says("8000 are the most");
        app.submit(&thread, &[("text", "x"), ("parent", "999")]).await.is(404);
    });
}

#[test]
fn comments_are_changed_voted_on_and_deleted() {
    each(async |app: TestApp| {
        let jon = app.as_other();
        let (thread, id) = begun(&app).await;
        let act = format!("/comment/{id}");
        let change = [("act", "change"), ("text", "Nine days is long.")];
        jon.submit(&act, &change).await.is(404);
        app.submit(&act, &change).await.is(303);
        app.open(&thread).await.says("Nine days is long.").says("changed</a>");
        app.open(&format!("{thread}/{id}?do=history")).await.says(WORDS);
        app.submit(&act, &[("act", "change"), ("text", "")]).await.is(422).says("Not posted");
        let vote = format!("{id} up");
        jon.submit("/comments/vote", &[("vote", &vote)]).await.is(303);
        jon.open(&thread).await.says("aria-pressed=\"true\">Recommend <b>1</b>");
        app.open(&thread).await.says("Recommended by 1");
        app.submit("/comments/vote", &[("vote", &vote)]).await.is(400);
        for bad in ["x", "1", "x up", "1 sideways"] {
            jon.submit("/comments/vote", &[("vote", bad)]).await.is(400);
        }
        jon.submit(&act, &[("act", "delete")]).await.is(404);
        app.submit(&act, &[("act", "delete")]).await.is(303);
        jon.open(&thread).await.is(404);
    });
}

#[test]
fn what_is_private_stays_so() {
    each(async |app: TestApp| {
        let jon = app.as_other();
        let shelf = app.save("ferry", "Ferry").await;
        jon.open(&format!("/read/{shelf}/talk")).await.is(404);
        app.open(&format!("/read/{shelf}/talk")).await.is(200).says("No comments yet");
        let mut saving = store::shelf::Saving::new(
            url::Url::parse("https://post.example/own").expect("a URL"),
            crate::test_app::now(),
        );
        saving.is_private = true;
        let saved =
            app.store.save(app.reader, saving, crate::test_app::now()).await.expect("saved");
        let answer =
            app.submit(&format!("/read/{}/talk", saved.shelf_id), &[("text", "To myself.")]).await;
        let thread = page_of(&answer);
        app.open(&thread).await.says("To myself.");
        jon.open(&thread).await.is(404);
        jon.open(&format!("{thread}/live")).await.is(404);
        jon.open("/talk").await.lacks("Ferry");
        jon.open("/@mira").await.is(200).lacks("To myself.");
        app.as_nobody().open(&thread).await.is(303);
        app.as_nobody().open("/@mira").await.is(303);
        jon.open("/@nobody").await.is(404);
        jon.open("/nowhere").await.is(404);
    });
}

#[test]
fn readers_follow_mute_and_block_each_other() {
    each(async |app: TestApp| {
        let jon = app.as_other();
        let (thread, id) = begun(&app).await;
        let mira = format!("/people/{}", app.reader);
        jon.submit(&mira, &[("act", "follow")]).await.is(303);
        app.open("/notices").await.says("jon follows you");
        jon.open("/follows").await.says("mira");
        let shelf = app.save("glass", "Glassworks").await;
        app.submit(&format!("/read/{shelf}/talk"), &[("text", "Fine glass.")]).await.is(303);
        room::desk::run_due(&app.app).await.expect("the desk runs");
        jon.open("/notices").await.says("mira, whom you follow, spoke on").says("Fine glass.");
        jon.submit(&mira, &[("act", "mute")]).await.is(303);
        jon.open(&thread).await.says("By somebody you muted").lacks(WORDS);
        app.open(&thread).await.says(WORDS);
        jon.open("/follows").await.says("muted");
        jon.submit("/follows", &[("one", &format!("unmute {}", app.reader))]).await.is(303);
        jon.open(&thread).await.says(WORDS);
        let jon_id = app.store.reader_by_name("jon").await.expect("there").id;
        app.submit(&format!("/people/{jon_id}"), &[("act", "block")]).await.is(303);
        let fields = [("text", "But"), ("parent", id.as_str())];
        jon.submit(&thread, &fields)
            .await
            .is(422)
            .says("takes no answers from you")
            .says("But</textarea>");
        jon.submit(&mira, &[("act", "follow")]).await.is(400);
        let fields = [("about", "I *like* ferries."), ("shows_follows", "1")];
        app.submit("/profile", &fields).await.is(303);
        jon.open("/@mira").await.says("I <em>like</em> ferries.").lacks("Said lately");
        app.open("/@mira").await.says("Only you see this list");
    });
}

#[test]
fn moderators_act_and_everybody_reads_the_log() {
    each(async |app: TestApp| {
        let jon = app.as_other();
        let (thread, _) = begun(&app).await;
        let said = id_of(&jon.submit(&thread, &[("text", "You are a fool.")]).await);
        jon.open("/moderation").await.is(403);
        app.submit(&format!("/comment/{said}"), &[("act", "report"), ("complaint", "0")])
            .await
            .is(303);
        app.store.set_role(app.reader, Role::Moderator).await.expect("set");
        app.open("/moderation").await.says("You are a fool.").says("insults or threatens");
        app.open("/moderation/rules").await.is(403);
        let remove = format!("{said} remove");
        app.submit("/moderation", &[("one", &remove)]).await.is(400);
        let fields = [("one", remove.as_str()), ("reason", "It insults <somebody>.")];
        app.submit("/moderation", &fields).await.is(303);
        app.submit("/moderation", &fields).await.is(400);
        let shown = jon.open(&thread).await;
        shown.lacks("a fool").says("Removed by a moderator: It insults &lt;somebody&gt;.");
        jon.open("/notices").await.says("has removed your comment");
        jon.open("/moderation/log").await.says("removed").says("@mira").says("It insults");
        app.submit("/moderation", &[("one", &format!("{said} restore"))]).await.is(303);
        jon.open(&thread).await.says("a fool");
        let silence = [("one", format!("{said} silence")), ("reason", "Rest.".to_owned())];
        let silence: Vec<(&str, &str)> =
            silence.iter().map(|(name, value)| (*name, value.as_str())).collect();
        app.submit("/moderation", &silence).await.is(303);
        jon.submit(&thread, &[("text", "But why?")])
            .await
            .is(422)
            .says("read but not write")
            .says("Rest.");
        app.submit(&format!("{thread}/follow"), &[("act", "close")]).await.is(303);
        jon.submit(&format!("{thread}/follow"), &[("act", "open")]).await.is(403);
        jon.open(&thread).await.says("This conversation is closed");
    });
}

#[test]
fn the_first_comments_wait_where_the_host_wants_it() {
    each(async |app: TestApp| {
        let (thread, _) = begun(&app).await;
        let jon = app.as_other();
        set_rule(&app, "first_held", "1").await;
        let answer = jon.submit(&thread, &[("text", "My first.")]).await;
        assert!(answer.is(303).location().ends_with("did=held#held"));
        jon.open(answer.location().split('#').next().expect("a page"))
            .await
            .says("My first.")
            .says("wait for a moderator");
        app.open(&thread).await.lacks("My first.");
        app.promote().await;
        let queue = app.open("/moderation").await;
        let id = queue.says("My first.").body.split_once("id=\"w").expect("it is there").1;
        let id = id.split_once('"').expect("an id").0;
        app.submit("/moderation", &[("one", &format!("{id} approve"))]).await.is(303);
        app.open(&thread).await.says("My first.");
        jon.open("/notices").await.says("has let your comment through");
        // New rules are tried on what was said.
        let fields = [("act", "try"), ("refused_words", "island"), ("links", "3")];
        app.open("/moderation/rules").await.is(200);
        app.submit("/moderation/rules", &fields)
            .await
            .says("1 refused")
            .says("“island” is not wanted");
        app.open(&thread).await.says("island");
        app.submit("/moderation/rules", &[("act", "keep"), ("refused_words", "island")])
            .await
            .is(303);
        jon.submit(&thread, &[("text", "An island!")]).await.is(422).says("not wanted here");
    });
}

#[test]
fn guests_write_where_the_host_lets_them() {
    each(async |app: TestApp| {
        let (thread, _) = begun(&app).await;
        let guest = app.as_nobody();
        guest.open(&thread).await.is(303);
        guest.open("/talk").await.is(303);
        set_rule(&app, "guests", "1").await;
        guest.open("/talk").await.says("Ferry stays");
        guest.open(&thread).await.says("E-mail *").says("never published").lacks("data-reply");
        let began = (crate::test_app::now().as_second() - 60).to_string();
        let fields = |name: &'static str, email: &'static str, text: &'static str| {
            vec![("name", name), ("email", email), ("text", text)]
        };
        for (name, email, text, why) in [
            ("", "ann@paper.example", "Hello.", "under which name"),
            ("Ann", "nowhere", "Hello.", "no e-mail address"),
            ("Ann", "ann@paper.example", "Hello.", "quicker than anybody"),
        ] {
            let answer = guest.submit(&thread, &fields(name, email, text)).await;
            answer.is(422).says(why).says("Hello.</textarea>");
        }
        let mut good = fields("Ann <b>", "ann@paper.example", "Hello from *afar*.");
        good.push(("began", began.as_str()));
        guest.submit(&thread, &good).await.is(200).says("Your comment is kept");
        app.open(&thread).await.lacks("afar");
        app.promote().await;
        app.open("/moderation").await.says("afar").says("(guest)").lacks("ann@paper");
        let token = "a-secret-of-the-letter";
        let hash = room::accounts::hash(token);
        let letter = store::jobs::NewJob {
            kind: store::jobs::JobKind::Mail,
            reader_id: None,
            article_id: None,
            payload: "{}".to_owned(),
            run_at: crate::test_app::now(),
        };
        let ask = app.store.ask_guest("ann@paper.example", hash, letter, crate::test_app::now());
        ask.await.expect("the guest wrote");
        // What is refused leaves the letter good, and costs no try.
        for _ in 0..12 {
            let fast = fields("Ben", "ann@paper.example", "Too fast.");
            guest.submit(&thread, &fast).await.is(422).says("quicker than anybody");
        }
        guest.open(&format!("/guest?ticket={token}")).await.says("Show my comment");
        app.open(&thread).await.lacks("afar");
        guest.submit("/guest", &[("ticket", token)]).await.says("is shown now");
        guest.submit("/guest", &[("ticket", token)]).await.is(404);
        app.open(&thread)
            .await
            .says("Hello from <em>afar</em>.")
            .says("Ann &lt;b&gt;")
            .lacks("ann@paper");
    });
}

#[test]
fn letters_end_with_one_click_and_the_feed_is_secret() {
    each(async |app: TestApp| {
        begun(&app).await;
        app.submit("/notices", &[("letters", "now")]).await.is(303);
        app.submit("/notices", &[("letters", "often")]).await.is(400);
        let opened = app.submit("/notices", &[("act", "feed")]).await;
        let feed = opened.body.split_once("/notices/").expect("an address").1;
        let feed = format!("/notices/{}", feed.split_once('<').expect("its end").0);
        let feed = feed.as_str();
        assert!(feed.ends_with("/atom.xml"), "{feed}");
        let jon = app.as_other();
        jon.submit(&format!("/people/{}", app.reader), &[("act", "follow")]).await.is(303);
        app.as_nobody().open(feed).await.is(200).says("<title>jon follows you</title>");
        app.submit("/notices", &[("act", "close-feed")]).await.is(303);
        app.as_nobody().open(feed).await.is(404);
        for bad in ["x", "1", "1.x", "1.AAAA"] {
            app.as_nobody().open(&format!("/unsubscribe/{bad}")).await.is(404);
        }
    });
}

#[test]
fn a_page_goes_on_with_what_is_new() {
    each(async |app: TestApp| {
        use http_body_util::BodyExt;
        let (thread, _) = begun(&app).await;
        let request = app
            .request(axum::http::Method::GET, &format!("{thread}/live?seen=0"))
            .body(axum::body::Body::empty())
            .expect("a request");
        let answer = app.stream(request).await;
        assert_eq!(answer.status(), StatusCode::OK);
        let mut body = answer.into_body();
        let mut next = async || {
            let frame = body.frame().await.expect("it goes on").expect("it is whole");
            String::from_utf8(frame.into_data().expect("data").to_vec()).expect("UTF-8")
        };
        // What was said before the page came, then what is said while it is open.
        let first = next().await;
        assert!(first.starts_with("id: 1\nevent: comments\n") && first.contains(WORDS), "{first}");
        assert!(next().await.starts_with("retry:"));
        app.as_other().submit(&thread, &[("text", "I am new here.")]).await.is(303);
        let second = next().await;
        assert!(second.starts_with("id: 2\n") && second.contains("I am new here."), "{second}");
        app.app.talk.close();
        assert!(body.frame().await.is_none(), "the room closes");
    });
}

/// Two reports of one storm that count otherwise, on the shelves of A and B, placed in a story.
async fn rivals(app: &TestApp) -> (String, String) {
    let list = List { filter: Filter::All, limit: 100, ..List::default() };
    let items = app.store.shelf(app.reader, list).await.expect("the shelf").items;
    let of = |part: &str| items.iter().find(|item| item.url.contains(part)).expect("there").id;
    let [storm, counts] = ["valley/storm", "three-counts"].map(of);
    let story = app.store.story_of(app.reader, storm).await.expect("asked").expect("placed").story;
    (format!("/compare?a={storm}&b={counts}"), format!("/story/{story}"))
}

/// Where the figures of homes are spoken about, as a page of rivals has it.
fn claim_of(page: &Answer) -> String {
    let at = page.body.find("homes without power").expect("a row");
    let from = at + page.body[at..].find("/claim?").expect("a link");
    let to = from + page.body[from..].find('"').expect("its end");
    page.body[from..to].replace("&#38;", "&").replace("&amp;", "&")
}

#[test]
fn a_rival_pair_has_one_conversation_from_the_story_and_from_comparing() {
    store::testing::each(async |store| {
        let app = TestApp::with_demo(store).await;
        let (compare, story) = rivals(&app).await;
        let from_pair = claim_of(&app.open(&compare).await);
        let from_story = claim_of(&app.open(&story).await);
        assert_ne!(from_pair, from_story, "the story's row holds more articles");
        let thread = app.open(&from_pair).await.is(303).location().to_owned();
        assert_eq!(app.open(&from_story).await.is(303).location(), thread);
        // What is spoken about stands beside both, with its count, and the thread leads back.
        for path in [&compare, &story] {
            app.open(path).await.is(200).says(&format!("href=\"{thread}\"")).says("2 comments");
        }
        let page = app.open(&thread).await;
        page.is(200).says("Conversation about a claim").says("class=\"claims\"").says(&story);
        let answer = app.submit(&from_pair, &[("text", "Count the lamps instead.")]).await;
        assert_eq!(page_of(&answer), thread);
        // Who has none of it reads the talk, and neither the shelf of others nor the way to it.
        let jon = app.as_other();
        jon.open(&thread)
            .await
            .is(200)
            .says("Count the lamps")
            .lacks("on your shelf")
            .lacks(&story);
        jon.open(&from_pair).await.is(400);
        jon.submit(&from_pair, &[("text", "x")]).await.is(400);
        for broken in
            ["/claim", "/claim?of=x&figure=1", "/claim?of=1&figure=zz", "/claim?of=1.2&figure=1"]
        {
            let status = app.open(broken).await.status;
            assert!(status.is_client_error(), "{broken}: {status}");
        }
    });
}

#[test]
fn a_story_is_spoken_about_and_the_talk_stays_when_it_is_parted() {
    store::testing::each(async |store| {
        let app = TestApp::with_demo(store).await;
        let (_, story) = rivals(&app).await;
        app.open(&story).await.is(200).says("Nobody has spoken about this story yet");
        let refused = app.submit(&format!("{story}/talk"), &[("text", " ")]).await;
        refused.is(422).says("Not posted");
        let name = [("act", "name"), ("name", "My secret name")];
        app.submit(&story, &name).await.is(303);
        let answer = app.submit(&format!("{story}/talk"), &[("text", WORDS)]).await;
        let thread = page_of(&answer);
        app.open(&story).await.says("1 comment about the story").says(&thread);
        app.open(&format!("{story}/talk")).await.is(303);
        // Others see the title of an article, not the reader's name for the story.
        let jon = app.as_other();
        let page = jon.open(&thread).await;
        page.is(200).says(WORDS).says("Conversation about a story").lacks("My secret name");
        let answer = jon.submit(&thread, &[("text", "So it is.")]).await;
        assert_eq!(page_of(&answer), thread);
        jon.open(&story).await.is(404);
        jon.submit(&format!("{story}/talk"), &[("text", "x")]).await.is(404);
        jon.submit(&format!("{thread}/follow"), &[("act", "follow")]).await.is(303);
        app.submit(&thread, &[("text", "One more word on the whole story.")]).await.is(303);
        room::desk::run_due(&app.app).await.expect("the desk runs");
        jon.open("/notices").await.says(&thread);
        // Parted: both halves lead to what was said when they were one.
        let list = List { filter: Filter::All, limit: 100, ..List::default() };
        let items = app.store.shelf(app.reader, list).await.expect("the shelf").items;
        let counts = items.iter().find(|item| item.url.contains("three-counts")).expect("there").id;
        let parted = app.submit(&story, &[("act", "split"), ("text", &counts.to_string())]).await;
        let half = parted.is(303).location().split('?').next().unwrap_or("").to_owned();
        for path in [&half, &story] {
            app.open(path).await.is(200).says("3 comments about the story").says(&thread);
        }
        let id = half.trim_start_matches("/story/");
        app.submit(&story, &[("act", "join"), ("other", id)]).await.is(303);
        app.open(&story).await.says("3 comments about the story");
    });
}
