//! Whatever becomes of the news of many subscriptions, the ledger ends at what Stripe says: through the route that
//! takes them, the desk's work and the store; only Stripe's answers come from a table.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use jiff::{SignedDuration, Timestamp};
use ring::hmac;
use serde_json::{Value, json};
use store::accounts::{NewReader, Role};
use store::jobs::JobKind;
use store::{ReaderId, Store};

use super::super::Stripe;
use super::super::webhook::receive;
use super::{PLAN, READER, ROOM, Subscription, reconcile_page, room_key, run_with};
use crate::membership::dice::Dice;
use crate::membership::plan::Membership;
use crate::membership::stripe::api::Failure;
use crate::{App, Clock, Config};

const SECRET: &str = "whsec_test";
const START: i64 = 1_767_225_600;
const MONTH: i64 = 30 * 86_400;
/// Sequences under way at once, and workers of the desk.
const AT_ONCE: usize = 64;
const WORKERS: usize = 8;

fn now() -> Timestamp {
    Timestamp::from_second(START + MONTH).expect("an instant")
}

async fn room(store: Store) -> Arc<App> {
    let plans = r#"{"stripe": {}, "plans": [
        {"slug": "reader", "name": "Reader"},
        {"slug": "patron", "name": "Patron", "prices": [{"id": "price_1", "words": "5 €"}]},
        {"slug": "friend", "name": "Friend", "prices": [{"id": "price_2", "words": "9 €"}]}
    ]}"#;
    let mut membership: Membership = serde_json::from_str(plans).expect("plans");
    let stripe: &mut Stripe = membership.stripe.as_mut().expect("set up");
    stripe.set_secrets("sk_test_x", SECRET);
    let config = Config { membership, ..Config::default() };
    let mut app = App::open(store, config).await.expect("the room opens");
    app.clock = Clock(now);
    Arc::new(app)
}

/// Stripe's side: every subscription as it is now.
#[derive(Default)]
struct World {
    subscriptions: Mutex<BTreeMap<String, Value>>,
    /// Whose work failed: its news are lost.
    failed: Mutex<BTreeSet<String>>,
}

impl World {
    fn now(&self, id: &str) -> Option<Subscription> {
        let all = self.subscriptions.lock().expect("no panic");
        all.get(id).cloned().and_then(Subscription::read)
    }

    /// One thing that happens to a subscription; gives the kinds of the news it makes.
    fn happen(&self, id: &str, dice: &mut Dice) -> &'static [&'static str] {
        let mut all = self.subscriptions.lock().expect("no panic");
        let one = all.get_mut(id).expect("it is there");
        let status = one["status"].as_str().unwrap_or_default().to_owned();
        let period = |one: &Value, name: &str| one["items"]["data"][0][name].as_i64().unwrap_or(0);
        match (status.as_str(), dice.below(8)) {
            ("canceled" | "incomplete_expired", _) => &["customer.subscription.updated"],
            ("incomplete", 0) => {
                one["status"] = "incomplete_expired".into();
                &["customer.subscription.updated"]
            }
            ("incomplete", _) => {
                one["status"] = "active".into();
                &["checkout.session.completed", "customer.subscription.updated", "invoice.paid"]
            }
            (_, 0) => {
                one["status"] = "canceled".into();
                one["ended_at"] = (START + dice.below(90) as i64 * 86_400).into();
                &["customer.subscription.deleted"]
            }
            ("active", 1) => {
                one["status"] = "past_due".into();
                &["invoice.payment_failed", "customer.subscription.updated"]
            }
            ("active", 2) => {
                one["cancel_at_period_end"] = true.into();
                &["customer.subscription.updated"]
            }
            ("active", 3) => {
                one["cancel_at_period_end"] = false.into();
                &["customer.subscription.updated"]
            }
            ("active", 4) => {
                let price = ["price_1", "price_2"][dice.below(2)];
                one["items"]["data"][0]["price"]["id"] = price.into();
                &["customer.subscription.updated"]
            }
            ("active", 5) => {
                one["status"] = "paused".into();
                &["customer.subscription.paused"]
            }
            (_, _) => {
                one["status"] = "active".into();
                let end = period(one, "current_period_end");
                one["items"]["data"][0]["current_period_start"] = end.into();
                one["items"]["data"][0]["current_period_end"] = (end + MONTH).into();
                &["invoice.paid", "customer.subscription.updated"]
            }
        }
    }
}

fn object(kind: &str, id: &str) -> Value {
    match kind.split('.').next() {
        Some("invoice") => json!({"parent": {"subscription_details": {"subscription": id}}}),
        Some("checkout") => json!({"id": "cs_1", "subscription": id}),
        // What it says of the state is not what counts.
        _ => json!({"id": id, "status": "active", "current_period_end": 9_999_999_999_i64}),
    }
}

fn header(secret: &str, at: i64, body: &str) -> HeaderMap {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let tag = hmac::sign(&key, format!("{at}.{body}").as_bytes());
    let hex: String = tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    let mut headers = HeaderMap::new();
    headers.insert("stripe-signature", format!("t={at},v1={hex}").parse().expect("a header"));
    headers
}

async fn post(app: &Arc<App>, headers: HeaderMap, body: &str) -> StatusCode {
    let answer = receive(State(Arc::clone(app)), headers, Bytes::from(body.to_owned())).await;
    answer.expect("the store keeps it").0
}

/// One reader's subscription: things happen, news come late, again, in another order, or not. Gives whether any
/// were lost.
async fn sequence(app: Arc<App>, world: Arc<World>, number: usize, reader: ReaderId) -> bool {
    let mut dice = Dice::new(number as u64);
    let (id, room) = (format!("sub_{number}"), room_key(&app).await.expect("a key"));
    let new = json!({
        "id": id, "object": "subscription", "customer": format!("cus_{number}"),
        "status": "incomplete", "start_date": START,
        "metadata": { ROOM: room, READER: reader.to_string(), PLAN: "patron" },
        "items": { "data": [{ "price": { "id": "price_1" },
            "current_period_start": START, "current_period_end": START + MONTH }] }
    });
    world.subscriptions.lock().expect("no panic").insert(id.clone(), new);
    let mut on_the_way: Vec<String> = Vec::new();
    let mut event_count = 0;
    let mut is_lossy = false;
    let mut happenings = 1 + dice.below(5);
    while happenings > 0 || !on_the_way.is_empty() {
        if happenings > 0 && dice.below(2) == 0 {
            happenings -= 1;
            for kind in world.happen(&id, &mut dice) {
                event_count += 1;
                let event = json!({
                    "id": format!("evt_{number}_{event_count}"), "object": "event", "type": kind,
                    "livemode": false, "data": { "object": object(kind, &id) }
                });
                match dice.below(8) {
                    0 => is_lossy = true,
                    1 => on_the_way.extend([event.to_string(), event.to_string()]),
                    _ => on_the_way.push(event.to_string()),
                }
            }
            dice.shuffle(&mut on_the_way);
        } else if let Some(body) = on_the_way.pop() {
            let at = now().as_second();
            match dice.below(12) {
                0 => {
                    let status = post(&app, header("whsec_eve", at, &body), &body).await;
                    assert_eq!(status, StatusCode::BAD_REQUEST, "forged");
                }
                1 => {
                    let status = post(&app, header(SECRET, at - 301, &body), &body).await;
                    assert_eq!(status, StatusCode::BAD_REQUEST, "replayed");
                }
                _ => {}
            }
            assert_eq!(post(&app, header(SECRET, at, &body), &body).await, StatusCode::OK);
        }
    }
    is_lossy
}

/// The desk's part, until there is nothing more to come and nothing left.
async fn work(app: Arc<App>, world: Arc<World>, is_over: Arc<AtomicBool>, number: usize) {
    let dice = Mutex::new(Dice::new(number as u64));
    let roll = |limit| dice.lock().expect("no panic").below(limit);
    let world = &world;
    let ask = |id: String| {
        // The answer is as old as the question's way is long.
        let (answer, waits, fails) = (world.now(&id), roll(4), roll(50) == 0);
        async move {
            for _ in 0..waits {
                tokio::task::yield_now().await;
            }
            if fails {
                world.failed.lock().expect("no panic").insert(id);
                return Err(Failure::Unanswered);
            }
            answer.ok_or(Failure::Missing)
        }
    };
    loop {
        let was_over = is_over.load(Ordering::SeqCst);
        let lease = SignedDuration::from_hours(1);
        let job = app.store.claim_job(&[JobKind::Stripe], lease, now()).await.expect("an answer");
        match job {
            Some(job) => run_with(&app, &job, &ask).await.expect("done or put off"),
            None if was_over => return,
            None => tokio::task::yield_now().await,
        }
    }
}

async fn check(app: &App, world: &World, number: usize, reader: ReaderId) -> bool {
    let now = world.now(&format!("sub_{number}")).expect("it is there");
    let standing = now.standing();
    let plan = if now.price == "price_1" { "patron" } else { "friend" };
    let held = app.store.grants(reader).await.expect("a list");
    held.len() == 1
        && held[0].given.plan == plan
        && held[0].given.from == standing.from
        && held[0].given.until == Some(standing.until)
        && held[0].given.renews == standing.renews
}

async fn sequences(store: Store, count: usize) {
    let app = room(store).await;
    let world = Arc::new(World::default());
    let is_over = Arc::new(AtomicBool::new(false));
    let workers: Vec<_> = (0..WORKERS)
        .map(|number| {
            let (app, world, is_over) =
                (Arc::clone(&app), Arc::clone(&world), Arc::clone(&is_over));
            tokio::spawn(work(app, world, is_over, number))
        })
        .collect();
    let (mut readers, mut lossy) = (Vec::new(), BTreeSet::new());
    for first in (0..count).step_by(AT_ONCE) {
        let mut tasks = Vec::new();
        for number in first..count.min(first + AT_ONCE) {
            let (app, world) = (Arc::clone(&app), Arc::clone(&world));
            tasks.push(tokio::spawn(async move {
                let name = format!("r{number}");
                let role = Role::Reader;
                let new = NewReader {
                    name: &name,
                    display_name: &name,
                    email: None,
                    password_hash: None,
                    role,
                };
                let reader = app.store.add_reader(new, now()).await.expect("taken in");
                (reader, sequence(app, world, number, reader).await)
            }));
        }
        for (number, task) in (first..).zip(tasks) {
            let (reader, is_lossy) = task.await.expect("no panic");
            readers.push(reader);
            if is_lossy {
                lossy.insert(number);
            }
        }
    }
    is_over.store(true, Ordering::SeqCst);
    for worker in workers {
        worker.await.expect("no panic");
    }
    let failed = world.failed.lock().expect("no panic").clone();
    let mut wrong = 0;
    for (number, &reader) in readers.iter().enumerate() {
        let is_right = check(&app, &world, number, reader).await;
        let may_be_wrong = lossy.contains(&number) || failed.contains(&format!("sub_{number}"));
        assert!(is_right || may_be_wrong, "{number} is wrong, and no news were lost");
        wrong += usize::from(!is_right);
    }
    let ids: Vec<String> = world.subscriptions.lock().expect("no panic").keys().cloned().collect();
    let mut put_right = 0;
    for ids in ids.chunks(100) {
        let page = ids.iter().filter_map(|id| world.now(id)).collect();
        let ask = |id: String| {
            let answer = world.now(&id);
            async move { answer.ok_or(Failure::Missing) }
        };
        put_right += reconcile_page(&app, page, &ask).await.expect("looked through");
    }
    assert_eq!(put_right, wrong, "the daily look touches what is wrong and nothing else");
    for (number, &reader) in readers.iter().enumerate() {
        assert!(
            check(&app, &world, number, reader).await,
            "{number} is wrong after the daily look"
        );
    }
    println!(
        "{count} sequences: {} lost news, {wrong} were wrong until the daily look",
        lossy.len()
    );
}

#[test]
fn in_any_order_repeated_and_lost_news_end_in_the_one_right_state() {
    store::testing::each(async |store: Store| sequences(store, 600).await);
}

/// Minutes: `cargo nextest run -p room --run-ignored all -E 'test(a_hundred_thousand)' --no-capture`.
#[test]
#[ignore = "takes minutes"]
fn a_hundred_thousand_sequences_end_in_the_one_right_state() {
    let scratch =
        store::testing::Scratch::new(store::testing::Kind::Sqlite).expect("SQLite is there");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let store = Store::open(scratch.location()).await.expect("a new store opens");
        sequences(store, 100_000).await;
    });
}
