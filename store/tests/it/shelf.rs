//! The shelf: saving, lists, changes, removal, counts, sync.

use store::article::{Capture, State};
use store::shelf::{Change, Filter, List, Order, Place, Saving, SyncPoint};
use store::{Error, Store, testing};

use crate::library::{Library, add_reader, at, reading, saving, url};

#[test]
fn a_page_saved_again_is_the_same_article() {
    testing::each(async |store: Store| {
        let library = Library::new(store).await;
        let first = library.save(saving("a")).await;
        assert!(first.is_new && first.state == State::Waiting);
        let mut again = Saving::new(url("http://www.paper.example/a/?utm_source=x#top"), at(9));
        again.tags = vec!["late".to_owned()];
        again.is_favourite = true;
        let again = library.save(again).await;
        assert_eq!((again.shelf_id, again.is_new), (first.shelf_id, false));
        let item = library.store.shelf_item(library.reader, first.shelf_id).await.expect("there");
        assert_eq!((item.tags, item.is_favourite), (vec!["late".to_owned()], true));
        let ben = add_reader(&library.store, "ben").await;
        let his = library.store.save(ben, saving("a"), at(1)).await.expect("saved");
        assert_eq!(his.article_id, first.article_id, "shared");
        assert_ne!(his.shelf_id, first.shelf_id);
        let mut private = saving("a");
        private.is_private = true;
        let own = library.store.save(ben, private, at(1)).await.expect("saved");
        assert_ne!(own.article_id, first.article_id, "what his browser saw is his alone");
        let item = library.store.shelf_item(library.reader, his.shelf_id).await;
        assert!(matches!(item, Err(Error::NotFound)), "another reader's shelf");
        for bad in ["ftp://paper.example/a", "data:text/html,x"] {
            let saved = library.store.save(library.reader, Saving::new(url(bad), at(1)), at(1));
            assert!(matches!(saved.await, Err(Error::Refused(_))), "{bad}");
        }
        library.check_counts().await;
    });
}

/// Eight pages: even ones read, every third a favourite, in a folder, or tagged.
async fn eight(store: Store) -> (Library, store::FolderId) {
    let library = Library::new(store).await;
    let folder = library.store.add_folder(library.reader, None, "Later").await.expect("made");
    let savings = (0..8).map(|number| {
        let mut saving = saving(&number.to_string());
        saving.title = Some(number.to_string());
        saving.is_read = number % 2 == 0;
        saving.is_favourite = number % 3 == 0;
        saving.folder = (number % 3 == 1).then_some(folder);
        saving.tags = if number % 3 == 2 { vec!["Two words".to_owned()] } else { Vec::new() };
        saving
    });
    let saved = library.store.save_all(library.reader, savings.collect(), at(1)).await;
    assert_eq!(saved.expect("saved").len(), 8);
    library.check_counts().await;
    (library, folder)
}

#[test]
fn lists_hold_what_they_say_in_order() {
    testing::each(async |store: Store| {
        let (library, folder) = eight(store).await;
        let tag = library.store.tag(library.reader, "two WORDS").await.expect("asked");
        let tag = Place::Tag(tag.expect("there"));
        let (folder, everywhere) = (Place::Folder(folder), Place::Everywhere);
        for (filter, place, order, expected) in [
            (Filter::All, everywhere, Order::Newest, "7 6 5 4 3 2 1 0"),
            (Filter::Unread, everywhere, Order::Newest, "7 5 3 1"),
            (Filter::Archive, everywhere, Order::Oldest, "0 2 4 6"),
            (Filter::Favourite, everywhere, Order::Newest, "6 3 0"),
            (Filter::All, folder, Order::Newest, "7 4 1"),
            (Filter::Unread, folder, Order::Oldest, "1 7"),
            (Filter::All, tag, Order::Newest, "5 2"),
            (Filter::Unread, tag, Order::Newest, "5"),
            (Filter::Archive, tag, Order::Newest, "2"),
        ] {
            let list = List { filter, place, order, after: None, limit: 2 };
            assert_eq!(library.titles(list).await.join(" "), expected, "{list:?}");
            let (mut pages, mut after) = (Vec::new(), None);
            loop {
                let list = List { after, ..list };
                let page = library.store.shelf(library.reader, list).await.expect("a page");
                pages.extend(page.items.into_iter().map(|item| item.title));
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
            assert_eq!(pages.join(" "), expected, "by pages of two: {list:?}");
        }
        let counts = library.store.counts(library.reader).await.expect("counted");
        assert_eq!((counts.all, counts.unread, counts.favourite, counts.archive()), (8, 4, 3, 4));
        let ben = add_reader(&library.store, "ben").await;
        for place in [everywhere, folder, tag] {
            let list = List { filter: Filter::All, place, limit: 9, ..List::default() };
            let page = library.store.shelf(ben, list).await.expect("a page");
            assert_eq!(page.items, [], "another reader sees nothing");
        }
    });
}

#[test]
fn changes_are_counted_and_seen_by_clients() {
    testing::each(async |store: Store| {
        let (library, folder) = eight(store).await;
        let reader = library.reader;
        let first = library.store.changes(reader, SyncPoint::default(), 5).await.expect("changes");
        assert!(first.has_more && first.items.len() == 5);
        let rest = library.store.changes(reader, first.next, 5).await.expect("changes");
        assert!(!rest.has_more && rest.items.len() == 3);
        let known = rest.next;
        let ids: Vec<_> = first.items.iter().chain(&rest.items).map(|item| item.id).collect();

        let read = Change { is_read: Some(true), ..Change::default() };
        assert_eq!(library.change(&ids, read.clone()).await, 4, "the others were read");
        assert_eq!(library.change(&ids, read).await, 0, "nothing changes, no clock moves");
        let mixed = Change {
            is_read: Some(false),
            is_favourite: Some(true),
            folder: Some(None),
            add_tags: vec!["new".to_owned(), "NEW".to_owned(), " ".to_owned()],
            remove_tags: vec!["two-words".to_owned()],
            progress: Some(5000),
            title: Some(Some("Own".to_owned())),
        };
        assert_eq!(library.change(&ids[4..6], mixed).await, 2);
        library.check_counts().await;
        let item = library.store.shelf_item(reader, ids[5]).await.expect("there");
        assert_eq!((item.tags.join(" ").as_str(), item.progress), ("new", 1000));
        assert_eq!((item.title.as_str(), item.folder_id, item.read_at), ("Own", None, None));
        assert_eq!(library.found("own").await.len(), 2, "the reader's title is found");

        let gone = library.store.remove(reader, ids[..2].to_vec(), at(4)).await.expect("removed");
        assert_eq!(gone, 2);
        let news = library.store.changes(reader, known, 50).await.expect("changes");
        assert_eq!(news.removed, ids[..2]);
        assert_eq!(news.items.len(), 4, "1 and 3 are gone, 0 was only removed, 2 and 6 stood");
        library.check_counts().await;

        library.store.remove_folder(reader, folder, at(5)).await.expect("removed");
        let list = List { filter: Filter::All, ..List::default() };
        let newest = ids[7];
        let change = Change { add_tags: vec!["all".to_owned()], ..Change::default() };
        let changed = library.store.change_list(reader, list, newest, change, at(6)).await;
        assert_eq!(changed.expect("changed"), 6);
        let read = library.store.mark_list_read(reader, list, ids[4], at(6)).await.expect("read");
        assert_eq!(read, 1, "what is newer than the reader saw stays unread");
        library.check_counts().await;
    });
}

#[test]
fn an_article_has_versions_and_its_page() {
    testing::each(async |store: Store| {
        let library = Library::new(store).await;
        let saved = library.save(saving("a")).await;
        let (store, id) = (&library.store, saved.article_id);
        store.keep_as_link(id, "the server says 404", at(2)).await.expect("kept");
        let article = store.article(id).await.expect("there");
        assert_eq!((article.state, article.version), (State::Link, 0));
        let mut first = reading("Old", "The river rose.");
        first.capture = Some(Capture {
            url: "https://paper.example/a".to_owned(),
            content_type: Some("text/html".to_owned()),
            bytes: b"<p>The river rose.".repeat(100),
            fetched_at: at(2),
        });
        assert!(store.keep_reading(id, first.clone(), at(2)).await.expect("kept").is_new);
        let same = reading("Better title", "The river rose.");
        let kept = store.keep_reading(id, same, at(3)).await.expect("kept");
        assert_eq!((kept.version, kept.is_new), (1, false));
        let other = reading("", "The river fell again.");
        assert_eq!(store.keep_reading(id, other, at(4)).await.expect("kept").version, 2);
        let article = store.article(id).await.expect("there");
        assert_eq!((article.title.as_str(), article.state), ("Better title", State::Readable));
        assert_eq!(library.found("rose").await, [""; 0], "only the version shown is found");
        assert_eq!(library.found("fell").await.len(), 1);
        assert_eq!(store.content(id, None).await.expect("there").text, "The river fell again.");
        assert_eq!(store.content(id, Some(1)).await.expect("there").text, "The river rose.");
        assert_eq!(store.versions(id).await.expect("a list").len(), 2);
        let capture = store.capture(id, Some(1)).await.expect("there");
        assert_eq!(Some(capture), first.capture);
        assert!(matches!(store.capture(id, None).await, Err(Error::NotFound)));
        store.keep_as_link(id, "gone since", at(5)).await.expect("kept");
        let article = store.article(id).await.expect("there");
        assert_eq!(
            (article.state, article.reason.as_deref()),
            (State::Readable, Some("gone since"))
        );
        store.remove(library.reader, vec![saved.shelf_id], at(6)).await.expect("removed");
        assert_eq!(store.sweep_articles(10).await.expect("swept"), 1);
        assert!(matches!(store.article(id).await, Err(Error::NotFound)));
    });
}
