//! Webhooks: what is told, to whom, in the transaction of what it tells of.

use serde_json::Value;
use store::jobs::JobKind;
use store::shelf::Change;
use store::watches::{NewHit, Question};
use store::webhooks::Event;
use store::{Error, ReaderId, Store, testing};

use crate::library::{Library, add_reader, at, saving};

/// What waits to be told to a reader's webhooks: types and titles, the first first.
async fn waiting(store: &Store, reader: ReaderId) -> Vec<String> {
    let jobs = store.jobs(reader, 1_000).await.expect("listed");
    let told = jobs.iter().rev().filter(|job| job.kind == JobKind::Webhook).map(|job| {
        let payload: Value = serde_json::from_str(&job.payload).expect("JSON");
        let body: Value =
            serde_json::from_str(payload["body"].as_str().expect("text")).expect("JSON");
        body["type"].as_str().expect("text").to_owned()
    });
    told.collect()
}

#[test]
fn what_is_kept_is_told_once_to_who_listens() {
    testing::each(async |store: Store| {
        let library = Library::new(store).await;
        let (store, reader) = (&library.store, library.reader);
        let other = add_reader(store, "other").await;
        let all = Event::ALL;
        let url = "https://receiver.example/";
        let id = store.add_webhook(reader, url, "s", &all, at(1)).await.expect("kept");
        store.add_webhook(other, url, "s", &[Event::ArticleRead], at(1)).await.expect("kept");
        let saved = library.save(saving("a")).await;
        let article = saved.article_id;
        let item = saved.shelf_id;
        let read = Change { is_read: Some(true), ..Change::default() };
        for _ in 0..2 {
            store.change(reader, vec![item], read.clone(), at(2)).await.expect("changed");
        }
        let question = Question { measure: "homes".to_owned(), ..Question::default() };
        let watch = store.add_watch(reader, "", question, at(1)).await.expect("kept");
        let watch = store.watch(reader, watch).await.expect("there");
        let hit = NewHit {
            version: 1,
            span: 4..9,
            claim_hash: [1; 16],
            question_hash: [1; 16],
            claimant: "Ellery".to_owned(),
            measure: "homes".to_owned(),
            place: String::new(),
            figure: "nine".to_owned(),
            sentence: "It was nine.".to_owned(),
            fragment: "fa".to_owned(),
            is_rival: false,
        };
        for _ in 0..2 {
            store.note_hits(&watch, article, vec![hit.clone()], at(3)).await.expect("noted");
        }
        store.save_all(reader, vec![saving("imported")], at(4)).await.expect("saved");
        let told = waiting(store, reader).await;
        let expected = ["article.saved", "article.changed", "article.read", "claim.matched"];
        let expected: Vec<&str> =
            expected.into_iter().filter(|word| told.iter().any(|one| one == word)).collect();
        assert_eq!(told, expected, "each once, in order");
        assert!(told.contains(&"article.saved".to_owned()));
        assert!(told.contains(&"claim.matched".to_owned()));
        assert!(waiting(store, other).await.is_empty(), "others hear nothing of it");
        // One that is given up too often in a row is told nothing any more, until it is opened.
        for job in store.jobs(reader, 1_000).await.expect("listed") {
            if job.kind == JobKind::Webhook {
                store.note_untold(job.id, id, "it answered 500", None).await.expect("noted");
            }
        }
        for _ in 0..10 {
            store.test_webhook(reader, id, at(5)).await.expect("queued");
            let job = store.jobs(reader, 1).await.expect("listed").remove(0);
            store.note_untold(job.id, id, "it answered 500", None).await.expect("noted");
        }
        let hook = store.webhook(reader, id).await.expect("there");
        assert!(hook.is_off && hook.lost_count > 10);
        assert_eq!(hook.failure.as_deref(), Some("it answered 500"));
        library.save(saving("b")).await;
        assert!(waiting(store, reader).await.is_empty());
        store.open_webhook(reader, id).await.expect("opened");
        library.save(saving("c")).await;
        assert!(!waiting(store, reader).await.is_empty());
        for refused in [
            store.webhook(other, id).await.map(drop),
            store.remove_webhook(other, id).await,
            store.open_webhook(other, id).await,
            store.test_webhook(other, id, at(6)).await,
        ] {
            assert!(matches!(refused, Err(Error::NotFound)));
        }
        let none = store.add_webhook(reader, url, "s", &[], at(7)).await;
        assert!(matches!(none, Err(Error::Refused(_))));
    });
}
