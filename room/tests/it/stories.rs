//! Reprints folded in lists, laid side by side, and the pages of stories.

use jiff::{SignedDuration, Timestamp};
use room::article::record::Kept;
use room::desk;
use store::article::{Content, Reading};
use store::shelf::Saving;
use store::statements::{Figure, Kind, Statement};
use store::{ReaderId, ShelfId};
use url::Url;

use crate::test_app::{TestApp, each, now};

const AGENCY: &str = "The harbour board closed the old pier on Monday after divers found that the timber below the \
    water line had rotted through.\n\nThe pier was built in 1911 and carries the launch to the outer islands. Some \
    1,400 residents depend on it for bread, post and the doctor.\n\n“Nobody shall fall through it while I am \
    chair,” said Maud Ellery, who leads the board.\n\nA new pier will cost 4 million and take two years to build, \
    and until then the launch will sail from the quay at Lunde, which is dry at low water.";
const REPORT: &str = "The outer islands have lost their pier. The harbour board in Lunde shut it on Monday, and Maud \
    Ellery, its chair, told islanders that divers had found rotted timber.\n\nThe launch now sails from the quay \
    at Lunde, where at low water nobody can board. Islanders said the board had known of the rotted timber.";
const BATH: &str = "Councillors in Upper Harden voted by nine to six to close the old swimming bath, whose boiler has \
    failed every winter since it was put in.\n\nThe building will become a library with a reading room for the \
    school, and the mayor, Olaf Brandt, said that he would rather be shouted at than lie about a boiler.";

/// Puts an article on a reader's shelf and has the desk place it.
async fn add(
    room: &TestApp,
    reader: ReaderId,
    outlet: &str,
    title: &str,
    text: &str,
    hour: i64,
) -> ShelfId {
    let slug: String = title.chars().filter(char::is_ascii_alphanumeric).collect();
    let host: String = outlet.chars().filter(char::is_ascii_alphanumeric).collect();
    let url =
        Url::parse(&format!("https://{}.example/{slug}", host.to_lowercase())).expect("plain");
    let saved = room.store.save(reader, Saving::new(url, now()), now()).await.expect("saved");
    let published: Timestamp = now() - SignedDuration::from_hours(30 - hour);
    let record = record::read(text, &record::Options::default());
    let quote = text.find('“').map(|at| Statement {
        source: Some("Maud Ellery".to_owned()),
        kind: Kind::Direct,
        span: at..at + 10,
        figure: None,
    });
    let figure = text.find("1,400").map(|at| Statement {
        source: None,
        kind: Kind::Figure,
        span: at..at + 5,
        figure: Some(Figure {
            value: "1400".to_owned(),
            unit: Some("residents".to_owned()),
            measure: Some("residents who depend on the pier".to_owned()),
            ..Figure::default()
        }),
    });
    let reading = Reading {
        title: title.to_owned(),
        outlet: Some(outlet.to_owned()),
        published: Some(published.to_string()),
        published_at: Some(published),
        word_count: text.split(' ').count() as i64,
        statements: figure.into_iter().chain(quote).collect(),
        content: Content {
            text: text.to_owned(),
            html: text.split("\n\n").map(|words| format!("<p>{words}</p>")).collect(),
            record: Kept::of(&record).to_json(),
        },
        extractor: "test".to_owned(),
        ..Reading::default()
    };
    room.store.keep_reading(saved.article_id, reading, now()).await.expect("kept");
    desk::run_due(&room.app).await.expect("placed");
    saved.shelf_id
}

async fn fill(room: &TestApp) -> [ShelfId; 4] {
    let cut = AGENCY.split("\n\n").take(3).collect::<Vec<_>>().join("\n\n");
    let reader = room.reader;
    [
        add(room, reader, "Northwire", "Old pier closed", AGENCY, 1).await,
        add(room, reader, "Harbour Post", "Pier shut", &cut, 2).await,
        add(room, reader, "Bay Radio", "Outer islands lose their pier", REPORT, 3).await,
        add(room, reader, "Emberley Times", "Bath closed", BATH, 4).await,
    ]
}

#[test]
fn reprints_are_folded_in_lists_and_named_beside_the_article() {
    each(async |room| {
        let [first, cut, ..] = fill(&room).await;
        for list in ["/", "/all", "/search?q=pier"] {
            let page = room.open(list).await;
            page.is(200).says("+1 reprint<").says("Old pier closed").says("Pier shut");
            assert_eq!(
                page.body.matches("<article class=\"item").count(),
                if list.contains('?') { 2 } else { 3 },
                "{list}"
            );
        }
        // Both are archived with one press.
        let done = room
            .submit("/shelf/edit", &[("one", &format!("archive-text {cut}")), ("back", "/")])
            .await;
        done.is(303);
        room.open("/").await.lacks("Old pier closed").lacks("Pier shut").says("Bath closed");
        room.open("/archive").await.says("+1 reprint<");
        let page = room.open(&format!("/read/{first}")).await;
        page.says("Told elsewhere")
            .says("shortened")
            .says("this one was first: published 60 minutes earlier");
        page.says(&format!("/read/{first}/beside/{cut}"));
        room.open(&format!("/read/{cut}")).await.says("extended").says("that one was first");
    });
}

#[test]
fn two_texts_are_laid_side_by_side() {
    each(async |room| {
        let [first, cut, ..] = fill(&room).await;
        for path in [format!("/read/{first}/beside/{cut}"), format!("/read/{cut}/beside/{first}")] {
            let page = room.open(&path).await;
            // The original stands first, whichever was asked for.
            page.is(200)
                .says("The second is the first, shortened.")
                .says("<del>A new pier will cost 4 million");
            page.lacks("<ins>A");
        }
        room.as_other().open(&format!("/read/{first}/beside/{cut}")).await.is(404);
        room.open(&format!("/read/{first}/beside/9999")).await.is(404);
    });
}

#[test]
fn a_story_is_shown_parted_joined_and_named() {
    each(async |room| {
        let [first, _, report, bath] = fill(&room).await;
        let list = room.open("/stories").await;
        list.is(200).says("Old pier closed").says("3 articles").lacks("Bath closed");
        let story =
            room.store.story_of(room.reader, first).await.expect("asked").expect("placed").story;
        let page = room.open(&format!("/story/{story}")).await;
        page.is(200).says("+1 reprint<").says("Tied by ").says("2 texts, told in 3 articles.");
        page.says("Maud Ellery")
            .says("Figures side by side")
            .says("1,400")
            .lacks("being counted anew");
        room.open(&format!("/read/{report}"))
            .await
            .says(&format!("/story/{story}"))
            .says("Tied by");
        // Others neither see nor change it.
        let other = room.as_other();
        other.open(&format!("/story/{story}")).await.is(404);
        other.open("/stories").await.says("No stories yet");
        other.submit(&format!("/story/{story}"), &[("act", "name"), ("name", "x")]).await.is(404);
        // Not this story.
        let path = format!("/story/{story}");
        room.submit(&path, &[("act", "split")]).await.is(400);
        room.submit(&path, &[("act", "nothing")]).await.is(400);
        let parted = room.submit(&path, &[("act", "split"), ("text", &report.to_string())]).await;
        let new = parted.is(303).location().to_owned();
        desk::run_due(&room.app).await.expect("summed");
        let page = room.open(&new).await;
        page.says("The article is a story of its own now.").says("You put it here");
        room.open(&path).await.lacks("Outer islands lose their pier</a></h3>");
        // And back, by hand, under a name of the reader's own.
        let id = new.trim_start_matches("/story/").split('?').next().expect("a number");
        room.submit(&path, &[("act", "join"), ("other", id)]).await.is(303);
        room.submit(&path, &[("act", "name"), ("name", "The <pier>")]).await.is(303);
        desk::run_due(&room.app).await.expect("summed");
        let page = room.open(&path).await;
        page.says("The &#60;pier&#62;")
            .says("Outer islands lose their pier")
            .says("You put it here");
        let bath =
            room.store.story_of(room.reader, bath).await.expect("asked").expect("placed").story;
        assert_ne!(bath, story);
        room.open("/stories?after=nonsense").await.is(400);
        room.open("/stories?after=1.1").await.is(200);
    });
}

/// A story page of 200 articles takes at most 5 ms of the server's CPU: `cargo nextest run -p room --run-ignored
/// only large_story --no-capture`.
#[test]
#[ignore = "measures"]
fn a_large_story_is_shown_quickly() {
    each(async |room| {
        let saved = |at: usize| {
            let text = format!(
                "{REPORT}\n\nReport {at} adds that {} islanders signed a letter to Lunde.",
                at * 7
            );
            (format!("Outer islands lose their pier, day {at}"), text)
        };
        for at in 0..200 {
            let (title, text) = saved(at);
            let text = if at % 3 == 0 { AGENCY.to_owned() } else { text };
            add(
                &room,
                room.reader,
                ["Bay Radio", "Harbour Post", "Northwire"][at % 3],
                &title,
                &text,
                1,
            )
            .await;
        }
        let found = room.store.stories(room.reader, None, 9).await.expect("asked").stories;
        let path = format!("/story/{}", found[0].id);
        room.open(&path).await.is(200);
        let cpu_ms = || {
            let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
            time.tv_sec as f64 * 1e3 + time.tv_nsec as f64 / 1e6
        };
        let before = cpu_ms();
        for _ in 0..100 {
            room.open(&path).await.is(200);
        }
        let each = (cpu_ms() - before) / 100.0;
        println!("{} articles in the story: {each:.2} ms of CPU a page", found[0].article_count);
    });
}
