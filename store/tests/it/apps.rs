//! What apps ask: ids by everything at once, whole articles, addresses by SHA-1, their secrets.

use store::accounts::AppSessionKind;
use store::article::sha1;
use store::marks::{Anchor, BroughtMark, Colour};
use store::shelf::{Order, Place, Sort, Wanted};
use store::{ShelfId, Store, testing};

use crate::library::{Library, add_reader, at, reading, saving, url};

/// Six pages at minutes 1 to 6: even ones read, 3 and 6 favourites, 1 and 2 tagged, 5 with a text.
async fn six(store: Store) -> (Library, Vec<ShelfId>) {
    let library = Library::new(store).await;
    let mut ids = Vec::new();
    for number in 1..=6 {
        let mut saving = saving(&number.to_string());
        saving.is_read = number % 2 == 0;
        saving.read_at = Some(at(100 - number)).filter(|_| saving.is_read);
        saving.is_favourite = number % 3 == 0;
        saving.tags = match number {
            1 => vec!["war".to_owned()],
            2 => vec!["war".to_owned(), "drones".to_owned()],
            _ => Vec::new(),
        };
        let saved = library.store.save(library.reader, saving, at(number)).await.expect("saved");
        if number == 5 {
            let reading = reading("Five", "words of five");
            library.store.keep_reading(saved.article_id, reading, at(7)).await.expect("kept");
        }
        ids.push(saved.shelf_id);
    }
    (library, ids)
}

#[test]
fn ids_are_those_asked_for_in_their_order() {
    testing::each(async |store: Store| {
        let (library, all) = six(store).await;
        let (store, reader) = (&library.store, library.reader);
        let tag = async |name| store.tag(reader, name).await.expect("asked").expect("there");
        let (war, drones) = (tag("war").await, tag("drones").await);
        let plain = || Wanted { order: Order::Oldest, limit: 10, ..Wanted::default() };
        let clock = |number: usize| at(number as i64).as_microsecond();
        let rows = [
            (plain(), "1 2 3 4 5 6", 6),
            (Wanted { order: Order::Newest, ..plain() }, "6 5 4 3 2 1", 6),
            (Wanted { limit: 2, offset: 3, ..plain() }, "4 5", 6),
            (Wanted { is_read: Some(true), ..plain() }, "2 4 6", 3),
            (Wanted { is_read: Some(false), ..plain() }, "1 3 5", 3),
            (Wanted { is_favourite: Some(true), ..plain() }, "3 6", 2),
            (Wanted { is_favourite: Some(true), is_read: Some(false), ..plain() }, "3", 1),
            (Wanted { place: Place::Tag(war), ..plain() }, "1 2", 2),
            (Wanted { tags: vec![war, drones], ..plain() }, "2", 1),
            (Wanted { host: Some("paper.example".to_owned()), limit: 1, ..plain() }, "1", 6),
            (Wanted { host: Some("p%".to_owned()), ..plain() }, "", 0),
            (Wanted { is_readable: Some(true), ..plain() }, "5", 1),
            (Wanted { has_marks: Some(true), ..plain() }, "", 0),
            (Wanted { since: Some(clock(6)), sort: Sort::Change, ..plain() }, "5 6", 2),
            (Wanted { sort: Sort::Change, order: Order::Newest, limit: 2, ..plain() }, "6 5", 6),
            (Wanted { sort: Sort::Read, is_read: Some(true), ..plain() }, "6 4 2", 3),
            (Wanted { below: Some(all[2]), ..plain() }, "1 2", 2),
            (Wanted { above: Some(all[2]), below: Some(all[5]), ..plain() }, "4 5", 2),
            (Wanted { is_saved: true, is_read: Some(true), ..plain() }, "2 4 6", 3),
        ];
        for (wanted, expected, count) in rows {
            let (ids, counted) = store.wanted_page(reader, wanted.clone()).await.expect("asked");
            let numbers: Vec<String> = ids
                .iter()
                .filter_map(|id| all.iter().position(|one| one == id))
                .map(|at| (at + 1).to_string())
                .collect();
            assert_eq!((numbers.join(" ").as_str(), counted), (expected, count), "{wanted:?}");
        }
        let other = add_reader(store, "ben").await;
        assert_eq!(store.wanted_page(other, plain()).await.expect("asked"), (Vec::new(), 0));
        for (minute, first) in [(0, 0), (1, 0), (2, 1), (6, 5)] {
            let found = store.first_arrived(reader, at(minute)).await.expect("asked");
            assert_eq!(found, all[first], "{minute}");
        }
        assert!(store.first_arrived(reader, at(9)).await.expect("asked") > all[5]);
        let newest = store.newest_arrivals(reader).await.expect("asked");
        assert_eq!(newest, [(None, at(6))]);
    });
}

#[test]
fn whole_articles_come_with_words_and_marks_and_a_mark_is_a_change() {
    testing::each(async |store: Store| {
        let (library, ids) = six(store).await;
        let (store, reader) = (&library.store, library.reader);
        let article = store.shelf_item(reader, ids[4]).await.expect("there").article_id;
        let clock = async || store.shelf_item(reader, ids[4]).await.expect("there").clock;
        let before = clock().await;
        let anchor = Anchor { quote: "of".to_owned(), ..Anchor::default() };
        let mark = store.add_mark(reader, article, anchor, Colour::Yellow, "n", at(20)).await;
        let mark = mark.expect("added");
        let added = clock().await;
        assert!(added > before, "a client that syncs by change must see it");
        store.change_mark(reader, mark, Colour::Blue, "m", at(21)).await.expect("changed");
        let changed = clock().await;
        assert!(changed > added);
        let asked = vec![ids[4], ShelfId(999_999), ids[0]];
        let full = store.full_items(reader, asked.clone(), true).await.expect("asked");
        let seen: Vec<_> = full.iter().map(|one| (one.item.id, one.html.as_str())).collect();
        assert_eq!(seen, [(ids[4], "<p>words of five</p>"), (ids[0], "")]);
        assert_eq!((full[0].marks.len(), full[0].arrived_at), (1, at(5)));
        let light = store.full_items(reader, asked.clone(), false).await.expect("asked");
        assert_eq!((light[0].html.as_str(), light[0].marks.len()), ("", 1));
        // Marks of elsewhere keep their time; what is there already is not added, what cannot be kept is told.
        let brought = |quote: &str, note: &str| BroughtMark {
            anchor: Anchor { quote: quote.to_owned(), ..Anchor::default() },
            colour: Colour::Green,
            note: note.to_owned(),
            made_at: at(1),
        };
        let more =
            vec![brought("of", "m"), brought("five", ""), brought(" ", ""), brought("five", "")];
        let kept = store.bring_marks(reader, article, more.clone(), at(22)).await.expect("kept");
        assert_eq!((kept.added, kept.refused), (1, vec!["a mark needs words"]));
        assert!(clock().await > changed);
        let marks = store.marks_of_article(reader, article).await.expect("there");
        assert!(marks.iter().any(|one| one.anchor.quote == "five" && one.created_at == at(1)));
        let again = store.bring_marks(reader, article, more.clone(), at(23)).await.expect("kept");
        assert_eq!(again.added, 0);
        let other = add_reader(store, "ben").await;
        assert!(store.bring_marks(other, article, more, at(24)).await.is_err(), "another's");
        assert!(store.full_items(other, asked, true).await.expect("asked").is_empty());
        store.remove_mark(reader, mark, at(22)).await.expect("removed");
        assert!(clock().await > changed);
    });
}

#[test]
fn an_article_is_found_by_every_address_it_was_given() {
    testing::each(async |store: Store| {
        let (library, ids) = six(store).await;
        let (store, reader) = (&library.store, library.reader);
        let spelled = "https://www.paper.example/1/?utm_source=app";
        let again = store::shelf::Saving::new(url(spelled), at(9));
        store.save(reader, again, at(9)).await.expect("saved again");
        let asked = ["https://paper.example/1", spelled, "https://paper.example/none"];
        let hashes = asked.iter().map(|address| sha1(address)).collect::<Vec<_>>();
        let found = store.shelf_by_sha1(reader, hashes.clone()).await.expect("asked");
        assert_eq!(found, [Some(ids[0]), Some(ids[0]), None]);
        for (address, expected) in asked.iter().zip(found) {
            let found = store.shelf_by_url(reader, &url(address)).await.expect("asked");
            assert_eq!(found, expected, "{address}");
        }
        let other = add_reader(store, "ben").await;
        let found = store.shelf_by_sha1(other, hashes).await.expect("asked");
        assert_eq!(found, [None, None, None]);
    });
}

#[test]
fn secrets_of_apps_end_with_their_time_and_with_their_password() {
    testing::each(async |store: Store| {
        let reader = add_reader(&store, "ada").await;
        let other = add_reader(&store, "ben").await;
        let token = store.add_token(reader, "phone", "read write", [1; 32], None, at(0)).await;
        let token = token.expect("kept");
        let (access, refresh) = (AppSessionKind::Access, AppSessionKind::Refresh);
        store.add_app_session(token, access, [2; 32], at(60), at(0)).await.expect("kept");
        store.add_app_session(token, refresh, [3; 32], at(600), at(0)).await.expect("kept");
        let found = async |hash, kind, minute| {
            let found = store.app_session(hash, kind, at(minute)).await.expect("asked");
            found.map(|bearer| (bearer.reader_id, bearer.scopes))
        };
        let ada = Some((reader, "read write".to_owned()));
        assert_eq!(found([2; 32], access, 59).await, ada);
        assert_eq!(found([2; 32], access, 60).await, None, "over");
        assert_eq!(found([2; 32], refresh, 1).await, None, "good for something else");
        assert_eq!(found([3; 32], refresh, 61).await, ada);
        assert!(store.end_app_session([3; 32]).await.expect("asked"));
        assert!(!store.end_app_session([3; 32]).await.expect("asked"), "once");
        // Only so many of a kind are kept.
        for number in 10..80_u8 {
            let until = at(100 + i64::from(number));
            store.add_app_session(token, access, [number; 32], until, at(0)).await.expect("kept");
        }
        assert_eq!(found([79; 32], access, 1).await, ada);
        assert_eq!(found([12; 32], access, 1).await, None, "the oldest gave way");
        store.delete_token(reader, token).await.expect("revoked");
        assert_eq!(found([79; 32], access, 1).await, None, "revoked");

        let client =
            store.add_client(reader, None, "phone", "pub", [9; 32], at(0)).await.expect("kept");
        let whose = async |public: &'static str, secret| {
            store.client_reader(client, public, secret).await.expect("asked")
        };
        assert_eq!(whose("pub", [9; 32]).await, Some(reader));
        assert_eq!(whose("pub", [8; 32]).await, None);
        assert_eq!(whose("bup", [9; 32]).await, None);
        assert_eq!(store.clients(reader).await.expect("listed"), ["phone"]);
        assert!(store.clients(other).await.expect("listed").is_empty(), "another's");
    });
}
