//! Comparing: the table of rival claims, two articles side by side, over the pages of the demo.

use room::compare::view::{Entry, Rivals};
use room::compare::{Member, rivals};
use store::shelf::{Filter, List, Place};
use store::{ReaderId, ShelfId, ShelfItem};

use crate::test_app::TestApp;

async fn shelf(room: &TestApp) -> Vec<ShelfItem> {
    let all = List { filter: Filter::All, place: Place::Everywhere, limit: 100, ..List::default() };
    room.store.shelf(room.reader, all).await.expect("the shelf").items
}

fn by_url(items: &[ShelfItem], part: &str) -> ShelfId {
    items.iter().find(|item| item.url.contains(part)).expect(part).id
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
        let table = rivals(&room.app, room.reader, &members).await.expect("the table");
        let lines = lines(&table);
        assert_eq!(lines[0], "homes without power | Harden valley | differ | ");
        assert!(
            lines.contains(
                &"  office of the regional governor:  19,000 homes in 1, 1 reports".to_owned()
            ),
            "{lines:#?}"
        );
        let others = room.as_other();
        let none = rivals(&others.app, ReaderId(2), &members).await.expect("asked");
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
