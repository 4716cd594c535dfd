//! Watches: what is told of once, what never, and whose it is.

use jiff::SignedDuration;
use store::watches::{NewHit, Question};
use store::{Error, Store, testing};

use crate::library::{Library, add_reader, at, saving};

fn question(measure: &str) -> Question {
    Question { measure: measure.to_owned(), ..Question::default() }
}

/// Who says which figure: the question is the claimant.
fn hit(claimant: u8, figure: u8, is_rival: bool) -> NewHit {
    NewHit {
        version: 1,
        span: 4..9,
        claim_hash: [figure; 16],
        question_hash: [claimant; 16],
        claimant: format!("claimant {claimant}"),
        measure: "homes".to_owned(),
        place: String::new(),
        figure: figure.to_string(),
        sentence: format!("It was {figure}."),
        fragment: "fa".to_owned(),
        is_rival,
    }
}

#[test]
fn a_claim_is_told_of_once() {
    testing::each(async |store: Store| {
        let library = Library::new(store).await;
        let (store, reader) = (&library.store, library.reader);
        let (a, b) = (library.save(saving("a")).await, library.save(saving("b")).await);
        let id = store.add_watch(reader, "", question("  homes "), at(1)).await.expect("kept");
        let watch = store.watch(reader, id).await.expect("there");
        assert_eq!((watch.name.as_str(), watch.unseen_count), ("homes", 0));
        let note = async |article, hits, now| {
            store.note_hits(&watch, article, hits, now).await.expect("noted")
        };
        let (first, other) = (a.article_id, b.article_id);
        assert_eq!(note(first, vec![hit(1, 12, false), hit(2, 9, false)], at(1)).await, 2);
        assert_eq!(note(first, vec![hit(1, 12, false)], at(2)).await, 0, "the work done twice");
        assert_eq!(note(other, vec![hit(1, 12, false)], at(3)).await, 0, "the same elsewhere");
        assert_eq!(note(other, vec![hit(1, 15, false)], at(4)).await, 1, "changed");
        let later = at(4) + SignedDuration::from_hours(24 * 30);
        assert_eq!(note(other, vec![hit(2, 9, false)], later).await, 1, "of another event");
        let hits = store.hits(&watch, None, 10).await.expect("hits");
        let told: Vec<_> = hits.iter().map(|h| (h.figure.as_str(), h.was.as_deref())).collect();
        assert_eq!(told, [("9", None), ("15", Some("12")), ("9", None), ("12", None)]);
        assert_eq!(store.watch(reader, id).await.expect("there").unseen_count, 4);
        assert!(store.check(false).await.expect("checked").is_empty());
        store.see_hits(reader, id).await.expect("seen");
        assert_eq!(store.watch(reader, id).await.expect("there").unseen_count, 0);
        // What left the shelf is no longer shown.
        store.remove(reader, vec![b.shelf_id], at(9)).await.expect("removed");
        assert_eq!(store.hits(&watch, None, 10).await.expect("hits").len(), 2);
    });
}

#[test]
fn a_watch_for_rivals_tells_when_somebody_differs() {
    testing::each(async |store: Store| {
        let library = Library::new(store).await;
        let (store, reader) = (&library.store, library.reader);
        let a = library.save(saving("a")).await;
        let asked = Question { is_rival_only: true, ..question("homes") };
        let id = store.add_watch(reader, "Rivals", asked, at(1)).await.expect("kept");
        let watch = store.watch(reader, id).await.expect("there");
        let note = async |hit| {
            store.note_hits(&watch, a.article_id, vec![hit], at(2)).await.expect("noted")
        };
        assert_eq!(note(hit(1, 12, false)).await, 0);
        assert!(store.hits(&watch, None, 10).await.expect("hits").is_empty());
        assert_eq!(store.articles_of_watch(&watch, 10).await.expect("asked"), [a.shelf_id]);
        assert_eq!(note(hit(1, 12, true)).await, 1);
        assert_eq!(note(hit(1, 12, true)).await, 0);
        assert!(store.hits(&watch, None, 10).await.expect("hits")[0].is_rival);
    });
}

#[test]
fn watches_are_their_readers() {
    testing::each(async |store: Store| {
        let library = Library::new(store).await;
        let (store, reader) = (&library.store, library.reader);
        let a = library.save(saving("a")).await.article_id;
        let nothing = store.add_watch(reader, "Empty", question(" "), at(1)).await;
        assert!(matches!(nothing, Err(Error::Refused(_))), "{nothing:?}");
        let id = store.add_watch(reader, "Homes", question("homes"), at(1)).await.expect("kept");
        let ben = add_reader(store, "ben").await;
        store.add_watch(ben, "His", question("homes"), at(1)).await.expect("kept");
        let of = async |who| store.watches_of_article(a, who).await.expect("asked").len();
        assert_eq!((of(None).await, of(Some(reader)).await, of(Some(ben)).await), (1, 1, 0));
        assert!(matches!(store.watch(ben, id).await, Err(Error::NotFound)));
        assert!(matches!(store.remove_watch(ben, id).await, Err(Error::NotFound)));
        store.set_watch_feed(reader, id, Some("secret")).await.expect("opened");
        assert_eq!(store.watch_by_feed("secret").await.expect("there").id, id);
        store.set_watch_feed(reader, id, None).await.expect("closed");
        assert!(matches!(store.watch_by_feed("secret").await, Err(Error::NotFound)));
        store.remove_watch(reader, id).await.expect("removed");
        assert!(store.watches(reader).await.expect("asked").is_empty());
    });
}
