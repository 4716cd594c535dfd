//! Membership: the ledger, codes, the meter, limits, and what comes from Stripe.

use jiff::{SignedDuration, Timestamp};
use store::accounts::{Brought, NewReader, Role, Ticket, TicketKind};
use store::feeds::NewSubscription;
use store::membership::{Given, NewCode, Received, Settled, Source, Subscribed};
use store::shelf::Saving;
use store::{ArticleId, Error, GrantId, ReaderId, Store};

const DAY: SignedDuration = SignedDuration::from_hours(24);

fn now() -> Timestamp {
    "2026-03-04T05:06:07Z".parse().expect("an instant")
}

fn new(name: &str) -> NewReader<'_> {
    let role = Role::Reader;
    NewReader { name, display_name: name, email: None, password_hash: None, role }
}

async fn reader(store: &Store, name: &str) -> ReaderId {
    store.add_reader(new(name), now()).await.expect("taken in")
}

fn given(reader_id: ReaderId, key: &str, days: Option<i64>) -> Given {
    Given {
        reader_id,
        plan: "patron".to_owned(),
        source: Source::Manual,
        key: key.to_owned(),
        from: now(),
        until: days.map(|days| now() + DAY * i32::try_from(days).expect("few")),
        renews: false,
        note: "for the harvest".to_owned(),
    }
}

fn code(hash: u8, use_limit: u32) -> NewCode {
    NewCode {
        hash: [hash; 32],
        hint: "AB".to_owned(),
        plan: "patron".to_owned(),
        days: Some(30),
        use_limit,
        expires_at: Some(now() + DAY),
        note: "from the host".to_owned(),
    }
}

#[test]
fn the_ledger_only_grows_and_its_last_row_holds() {
    store::testing::each(async |store: Store| {
        let (ada, ben) = (reader(&store, "ada").await, reader(&store, "ben").await);
        store.give(given(ada, "a", Some(30)), now()).await.expect("given");
        store.give(given(ada, "a", Some(30)), now() + DAY).await.expect("the same: nothing");
        store.give(given(ada, "b", None), now()).await.expect("given");
        store.give(given(ada, "a", Some(0)), now() + DAY).await.expect("taken back");
        let held = store.grants(ada).await.expect("a list");
        let held: Vec<_> = held.iter().map(|one| (&*one.given.key, one.given.until)).collect();
        assert_eq!(held, [("b", None), ("a", Some(now()))]);
        assert_eq!(store.grants(ben).await.expect("a list"), []);
        assert_eq!(store.ledger(10).await.expect("a list").len(), 3, "each row is kept");
        let first = store.grant(GrantId(1)).await.expect("there");
        assert_eq!(first.given, given(ada, "a", Some(30)));

        store.give_once(given(ben, "trial", Some(14)), now()).await.expect("once");
        let again = store.give_once(given(ben, "trial", Some(99)), now() + DAY).await;
        assert!(matches!(again, Err(Error::Taken(_))), "{again:?}");
        let nobody = store.give(given(ReaderId(99), "a", None), now()).await;
        assert!(matches!(nobody, Err(Error::NotFound)), "{nobody:?}");
    });
}

#[test]
fn a_code_is_good_for_its_uses_until_its_day_and_once_for_each() {
    store::testing::each(async |store: Store| {
        let (ada, ben) = (reader(&store, "ada").await, reader(&store, "ben").await);
        let id = store.add_code(code(1, 1), now()).await.expect("kept");
        store.add_code(code(2, 5), now()).await.expect("kept");
        assert!(matches!(store.redeem([9; 32], ada, now()).await, Err(Error::NotFound)));
        assert!(matches!(store.redeem([2; 32], ada, now() + DAY).await, Err(Error::NotFound)));
        let given = store.redeem([1; 32], ada, now()).await.expect("good");
        assert_eq!((given.from, given.until), (now(), Some(now() + DAY * 30)));
        assert!(matches!(store.redeem([1; 32], ada, now()).await, Err(Error::Taken("code"))));
        assert!(matches!(store.redeem([1; 32], ben, now()).await, Err(Error::NotFound)), "used up");
        let next = store.redeem([2; 32], ada, now()).await.expect("good");
        assert_eq!(next.from, now() + DAY * 30, "after the gift that runs");
        let again = store.redeem([2; 32], ada, now()).await;
        assert!(matches!(again, Err(Error::Taken("code"))), "{again:?}");
        let counts: Vec<_> = store
            .codes(9)
            .await
            .expect("a list")
            .iter()
            .map(|c| (c.use_count, c.use_limit))
            .collect();
        assert_eq!(counts, [(1, 5), (1, 1)], "what failed was not counted");
        store.end_code(id, now()).await.expect("over");
        assert_eq!(store.check(false).await.expect("looked"), Vec::<String>::new());
    });
}

#[test]
fn of_a_thousand_who_redeem_a_code_at_once_as_many_get_it_as_it_is_good_for() {
    for use_limit in [1, 37] {
        store::testing::each(async |store: Store| {
            let mut readers = Vec::new();
            for number in 0..1000 {
                let store = store.clone();
                readers
                    .push(tokio::spawn(async move { reader(&store, &format!("r{number}")).await }));
            }
            store.add_code(code(1, use_limit), now()).await.expect("kept");
            let mut tries = Vec::new();
            for reader in readers {
                let (store, reader) = (store.clone(), reader.await.expect("no panic"));
                // Everybody tries twice, as one who clicks twice does.
                for _ in 0..2 {
                    let store = store.clone();
                    tries.push(tokio::spawn(async move {
                        (reader, store.redeem([1; 32], reader, now()).await)
                    }));
                }
            }
            let mut happy = Vec::new();
            for tried in tries {
                match tried.await.expect("no panic") {
                    (reader, Ok(_)) => happy.push(reader),
                    (_, Err(Error::NotFound | Error::Taken("code"))) => {}
                    (_, Err(error)) => panic!("{error:?}"),
                }
            }
            happy.sort();
            happy.dedup();
            assert_eq!(happy.len(), use_limit as usize);
            let rows = store.ledger(2000).await.expect("a list");
            assert_eq!(rows.len(), use_limit as usize, "a row for each, and no other");
            let kept = &store.codes(1).await.expect("a list")[0];
            assert_eq!((kept.use_count, kept.use_limit), (use_limit.into(), use_limit.into()));
        });
    }
}

#[test]
fn an_invitation_brings_its_plan() {
    store::testing::each(async |store: Store| {
        let brought = Brought { plan: "patron".to_owned(), days: Some(90) };
        for (hash, payload) in [(1, Some(brought.to_json())), (2, None)] {
            let kind = TicketKind::Invitation;
            let ticket = Ticket { kind, reader_id: None, payload, expires_at: now() + DAY };
            store.add_ticket([hash; 32], ticket, now()).await.expect("kept");
        }
        let ada = store.add_reader_with_ticket([1; 32], new("ada"), now()).await.expect("good");
        let ben = store.add_reader_with_ticket([2; 32], new("ben"), now()).await.expect("good");
        let held = store.grants(ada).await.expect("a list");
        assert_eq!((held.len(), held[0].given.source), (1, Source::Invite));
        assert_eq!(held[0].given.until, Some(now() + DAY * 90));
        assert_eq!(store.grants(ben).await.expect("a list"), []);
    });
}

#[test]
fn limits_hold_for_what_is_new_and_never_for_what_is_there() {
    store::testing::each(async |store: Store| {
        let ada = reader(&store, "ada").await;
        let save = async |page: &str, within| {
            let url = format!("https://post.example/{page}").parse().expect("a URL");
            store.save(ada, Saving { within, ..Saving::new(url, now()) }, now()).await.map(drop)
        };
        for page in ["a", "b", "c"] {
            save(page, Some(3)).await.expect("within the limit");
        }
        assert!(matches!(save("d", Some(3)).await, Err(Error::Full)));
        save("a", Some(3)).await.expect("it is there already");
        save("d", Some(4)).await.expect("a larger limit");
        save("b", Some(1)).await.expect("over a smaller limit nothing is lost");
        assert!(matches!(save("e", Some(1)).await, Err(Error::Full)));
        assert_eq!(store.counts(ada).await.expect("counts").saved(), 4);
        let many = ["f", "g", "h"].map(|page| {
            let url = format!("https://post.example/{page}").parse().expect("a URL");
            Saving { within: Some(6), ..Saving::new(url, now()) }
        });
        let all = store.save_all(ada, many.to_vec(), now()).await;
        assert!(matches!(all, Err(Error::Full)), "all or none");
        store.save_all(ada, many[..2].to_vec(), now()).await.expect("six");

        let follow = async |feed: &str, limit| {
            let new = NewSubscription {
                url: format!("https://post.example/{feed}.xml").parse().expect("a URL"),
                site_url: None,
                feed_title: String::new(),
                folder: None,
                title: None,
                is_full_text: false,
            };
            store.subscribe_within(ada, new, limit, now()).await.map(drop)
        };
        follow("a", 1).await.expect("within the limit");
        assert!(matches!(follow("b", 1).await, Err(Error::Full)));
        follow("a", 1).await.expect("it is there already");
        assert_eq!(store.subscriptions(ada).await.expect("a list").len(), 1);
        assert_eq!(store.check(false).await.expect("looked"), Vec::<String>::new());
    });
}

#[test]
fn the_meter_counts_each_article_once_a_month() {
    store::testing::each(async |store: Store| {
        let ada = reader(&store, "ada").await;
        let rows =
            [(1, Some(2)), (2, Some(1)), (1, Some(1)), (3, Some(0)), (4, None), (2, Some(0))];
        for (article, left) in rows {
            let found = store.meter(ada, ArticleId(article), 3, now()).await;
            match (found, left) {
                (Ok(found), Some(left)) => assert_eq!(found, left, "article {article}"),
                (Err(Error::Full), None) => {}
                (found, _) => panic!("article {article}: {found:?}"),
            }
        }
        let next = now() + DAY * 30;
        store.forget_metered(next).await.expect("forgotten");
        assert_eq!(store.meter(ada, ArticleId(4), 3, next).await.ok(), Some(2), "a new month");
    });
}

#[test]
fn an_event_is_taken_once_and_the_last_question_has_the_last_word() {
    store::testing::each(async |store: Store| {
        let ada = reader(&store, "ada").await;
        let receive = async |id: &str| {
            store.receive_event(id, "customer.subscription.updated", "sub_1", now()).await.ok()
        };
        let taken = [receive("evt_1").await, receive("evt_1").await, receive("evt_2").await];
        assert_eq!(taken, [Some(Received::New), Some(Received::Known), Some(Received::New)]);

        let subscribed = |status: &str| Subscribed {
            id: "sub_1".to_owned(),
            reader_id: ada,
            customer: "cus_1".to_owned(),
            status: status.to_owned(),
            updated_at: now(),
        };
        let grant = |days| Given { source: Source::Stripe, ..given(ada, "sub_1", Some(days)) };
        let slow = store.begin_settling("sub_1", now()).await.expect("a turn");
        let quick = store.begin_settling("sub_1", now()).await.expect("a turn");
        let settle = async |turn, status, days| {
            store.settle(turn, subscribed(status), grant(days), now()).await.ok()
        };
        assert_eq!(settle(quick, "active", 31).await, Some(Settled::Kept));
        assert_eq!(settle(slow, "incomplete", 0).await, Some(Settled::Outrun));
        let held = store.grants(ada).await.expect("a list");
        assert_eq!((held.len(), held[0].given.until), (1, Some(now() + DAY * 31)));
        assert_eq!(store.subscribed(ada).await.expect("a list"), [subscribed("active")]);
        let counts = store.subscribed_counts().await.expect("counts");
        assert_eq!(counts, [("active".to_owned(), 1)]);
        store.forget_events(now() + DAY).await.expect("forgotten");
        assert_eq!(store.last_event_at().await.expect("an answer"), None);
    });
}
