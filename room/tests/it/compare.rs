//! Comparing: the table of rival claims, two articles side by side, over the pages of the demo.

use room::App;
use room::compare::Member;
use room::compare::rivals::{load, table};
use room::compare::view::{Entry, Rivals, Row};
use serde_json::Value;
use store::shelf::{Filter, List, Place};
use store::{ReaderId, ShelfId, ShelfItem};

use crate::test_app::TestApp;

async fn rivals(app: &App, reader: ReaderId, members: &[Member]) -> Rivals {
    table(&load(app, reader, members).await.expect("the articles"))
}

async fn shelf(room: &TestApp) -> Vec<ShelfItem> {
    let all = List { filter: Filter::All, place: Place::Everywhere, limit: 100, ..List::default() };
    room.store.shelf(room.reader, all).await.expect("the shelf").items
}

fn by_url(items: &[ShelfItem], part: &str) -> ShelfId {
    items.iter().find(|item| item.url.contains(part)).expect(part).id
}

fn entries(row: &Row) -> impl Iterator<Item = (&str, &Entry)> {
    row.spoken().flat_map(|cell| {
        let name = cell.claimant.as_str();
        cell.entries.iter().map(move |one| (one.claimant.as_deref().unwrap_or(name), one))
    })
}

/// "measure | place | verdict | range" and a line for each figure.
fn lines(table: &Rivals) -> Vec<String> {
    let said = |entry: &Entry| {
        let old = if entry.is_superseded { " (superseded)" } else { "" };
        let (also, reports) = (entry.also.len() + 1, entry.report_count);
        format!("{} {}{old} in {also}, {reports} reports", entry.bound, entry.figure)
    };
    let mut out = Vec::new();
    for row in &table.rows {
        let range = row.range.clone().unwrap_or_default();
        out.push(format!("{} | {} | {} | {range}", row.measure, row.place, row.verdict));
        for cell in row.spoken() {
            for entry in &cell.entries {
                out.push(format!("  {}: {}", cell.claimant, said(entry)));
            }
        }
    }
    out
}

#[test]
fn the_storm_of_the_demo_side_by_side() {
    store::testing::each(async |store| {
        let room = TestApp::with_demo(store).await;
        let items = shelf(&room).await;
        let agency = by_url(&items, "northwire");
        let member = |part, is_reprint: bool| Member {
            id: by_url(&items, part),
            reprint_of: is_reprint.then_some(agency),
        };
        let members = [
            member("three-counts", false),
            member("northwire", false),
            member("storm-12000", true),
            member("storm-brief", true),
            member("piano", true),
            member("what-we-know", true),
            member("valley/storm", false),
            member("storms-before", false),
        ];
        let table = rivals(&room.app, room.reader, &members).await;
        let homes = table.rows.iter().find(|row| row.measure == "homes without power");
        let homes = homes.expect("the homes have a row");
        let gold: Value =
            serde_json::from_str(include_str!("../../demo/gold.json")).expect("it is JSON");
        let gold = &gold["rivals"][0];
        assert_eq!(homes.place, gold["place"].as_str().expect("a place"));
        assert_eq!((homes.verdict, homes.days.as_str()), ("differ", "23 November 2026"));
        assert_eq!(homes.range.as_deref(), Some("14,500 to 19,000"));
        let claims = gold["claims"].as_array().expect("claims");
        let replaced = |value: &Value| claims.iter().any(|claim| &claim["replaces"] == value);
        for claim in claims {
            let (value, who) = (claim["value"].as_u64(), claim["claimant"].as_str());
            let found = entries(homes).find(|(name, entry)| {
                let digits: String = entry.figure.chars().filter(char::is_ascii_digit).collect();
                let last = who.and_then(|who| who.rsplit(' ').next()).unwrap_or("?");
                digits.parse::<u64>().ok() == value && name.ends_with(last)
            });
            let (_, entry) = found.unwrap_or_else(|| panic!("{claim} not in {:#?}", lines(&table)));
            assert_eq!(entry.is_superseded, replaced(&claim["value"]), "{claim}");
            // The first version of a page that changed is no longer shown.
            let pages = claim["pages"].as_array().expect("pages");
            let shown = pages.iter().filter(|page| *page != "02-courier-storm-first.html").count();
            assert!(entry.also.len() < shown.max(1) + 1, "{claim}: {:#?}", lines(&table));
        }
        let wrong = ["21,000", "15,000 homes", "300"];
        for (_, entry) in entries(homes) {
            assert!(!wrong.iter().any(|figure| entry.figure.contains(figure)), "{entry:#?}");
        }
        // The storm of another year stands apart, with the reason.
        let other = table.alone.iter().find(|row| {
            row.spoken().any(|cell| cell.entries.iter().any(|one| one.figure == "21,000 homes"))
        });
        let notes = &other.expect("it has a row of its own").notes;
        assert!(notes.iter().any(|note| note.words == "another time"), "{notes:#?}");
        // What an agency said counts once, however many print it.
        let agency = entries(homes).find(|(_, entry)| !entry.also.is_empty());
        let (_, entry) = agency.expect("reprints carry it");
        assert!(entry.report_count < entry.also.len(), "{entry:#?}");
        let others = room.as_other();
        let none = rivals(&others.app, ReaderId(2), &members).await;
        assert!(!none.has_any() && none.article_count == 0, "not on that reader's shelf");
    });
}

#[test]
fn two_articles_side_by_side() {
    store::testing::each(async |store| {
        let room = TestApp::with_demo(store).await;
        let items = shelf(&room).await;
        let (a, b) = (by_url(&items, "northwire"), by_url(&items, "storm-brief"));
        let page = room.open(&format!("/compare?a={a}&b={b}")).await;
        page.is(200).says("The second is the first, shortened").says("Figures side by side");
        page.says(&format!("/read/{a}#f")).says("<del>");
        room.as_other().open(&format!("/compare?a={a}&b={b}")).await.is(404);
        let chosen =
            room.submit("/shelf/edit", &[("act", "compare"), ("id", "1"), ("id", "2")]).await;
        assert_eq!(chosen.location(), "/compare?a=1&b=2");
        room.open(&format!("/compare?a={a}")).await.is(200).says("Most like it").says("&#38;b=");
        room.open("/compare").await.is(400).says("Select two articles");
    });
}

#[test]
fn a_page_that_changed_is_another_version() {
    store::testing::each(async |store| {
        let room = TestApp::with_demo(store).await;
        let items = shelf(&room).await;
        let storm = by_url(&items, "valley/storm");
        room.open(&format!("/read/{storm}")).await.says(r#"class="badge changed""#);
        room.open("/all").await.says(&format!("/read/{storm}/versions"));
        let page = room.open(&format!("/read/{storm}/versions")).await;
        page.is(200).says("From version 1 to version 2");
        page.says("<del><span class=\"unseen\">was </span>at least 12,000 homes</del>");
        page.says("<ins><span class=\"unseen\">became </span>at least 14,500 homes</ins>");
        page.says("had been taken before two substations reported");
        let back = room.open(&format!("/read/{storm}/versions?from=2&to=1")).await;
        back.is(200).says("became </span>at least 12,000 homes");
        room.open(&format!("/read/{storm}/versions?from=7&to=9"))
            .await
            .is(200)
            .says("has not changed");
        // Its marks went along: the edited one too.
        let marks = room.store.marks(room.reader, None, 50).await.expect("the marks");
        assert!(marks.iter().all(|one| !one.mark.is_orphan), "{marks:#?}");
    });
}

/// The same page read again, by this program or a later one, is no new version.
#[test]
fn a_page_that_did_not_change_is_none() {
    store::testing::each(async |store| {
        let room = TestApp::with_demo(store).await;
        let items = shelf(&room).await;
        let item = items.iter().find(|item| item.url.contains("piano")).expect("it is there");
        room::desk::reread(&room.app, item.article_id).await.expect("read again");
        let bytes = room.store.capture(item.article_id, None).await.expect("it was kept").bytes;
        let url = item.url.parse().ok();
        let capture = page::Capture { bytes, url, headers: Vec::new() };
        room::desk::keep(&room.app, item.article_id, capture).await.expect("kept");
        assert_eq!(room.store.article(item.article_id).await.expect("there").version, 1);
        room.open(&format!("/read/{}/versions", item.id)).await.says("has not changed");
    });
}
