//! Plans, codes, limits and buying, through the forms; Stripe is the stand-in.

use axum::body::Body;
use axum::http::Method;
use jiff::SignedDuration;
use room::Config;
use room::desk::run_due;
use room::membership::{GivenByHost, Membership, Right, give, may, reconcile};
use serde_json::json;
use store::Store;
use store::shelf::List;

use crate::stand_in::{KEY, StandIn, news, signature};
use crate::test_app::{Answer, TestApp, each, now};

const SECRET: &str = "whsec_of_the_stand_in";

const PLANS: &str = r#"{"plans": [
    {"slug": "reader", "name": "Reader", "summary": "For all.", "rights": ["save", "feeds"],
     "saved_articles": 2, "feeds": 1},
    {"slug": "patron", "name": "Patron", "trial_days": 14, "prices": [
        {"id": "price_month", "words": "5 € a month"}, {"id": "price_year", "words": "50 € a year"}]},
    {"slug": "friend", "name": "Friend", "prices": [{"id": "price_friend", "words": "9 € a month"}]}
]"#;

fn config(more: &str) -> Config {
    let membership = serde_json::from_str(&format!("{PLANS}{more}}}"));
    let mut config = Config { membership: membership.expect("plans"), ..Config::default() };
    config.fetch.allow_private = true;
    if let Some(stripe) = &mut config.membership.stripe {
        stripe.set_secrets(KEY, SECRET);
    }
    config
}

/// A room with plans that are sold at a stand-in, A is at the keys.
fn each_selling(check: impl AsyncFn(TestApp, StandIn)) {
    store::testing::each(async |store: Store| {
        let (stripe, address) = StandIn::start().await;
        let config = config(&format!(r#", "stripe": {{"api": "{address}"}}"#));
        check(TestApp::with(store, config).await, stripe).await;
    });
}

fn each_with_plans(check: impl AsyncFn(TestApp)) {
    let config = || {
        let mut config = config("");
        config.membership.plans.iter_mut().for_each(|plan| plan.prices.clear());
        config
    };
    store::testing::each(async |store: Store| check(TestApp::with(store, config()).await).await);
}

async fn hand_over(app: &TestApp, header: &str, body: &str) -> Answer {
    let request = axum::http::Request::builder()
        .method(Method::POST)
        .uri("/stripe/webhook")
        .header("host", "room.test")
        .header("content-type", "application/json; charset=utf-8")
        .header("stripe-signature", header)
        .body(Body::from(body.to_owned()));
    app.send(request.expect("a request")).await
}

async fn told(app: &TestApp, event: &str, kind: &str, subscription: &str) {
    let body = news(event, kind, subscription);
    hand_over(app, &signature(SECRET, 0, &body), &body).await.is(200);
    run_due(&app.app).await.expect("the desk works");
}

fn given(plan: &str, days: Option<u16>) -> GivenByHost {
    GivenByHost { plan: plan.to_owned(), days, note: "for the harvest".to_owned() }
}

#[test]
fn without_plans_there_is_no_trace_of_them() {
    each(async |app: TestApp| {
        app.promote().await;
        for path in ["/", "/account", "/admin", "/settings"] {
            app.open(path).await.is(200).lacks("/plans").lacks("Gift code").lacks("Plan");
        }
        for path in ["/plans", "/plans/thanks?session=cs_1", "/admin/membership"] {
            app.open(path).await.is(404);
        }
        app.submit("/account/code", &[("code", "x")]).await.is(404);
        app.submit("/account/payments", &[]).await.is(404);
        app.submit("/plans/patron/buy", &[("price", "x")]).await.is(404);
        hand_over(&app, "", "{}").await.is(404);
        for right in [Right::Save, Right::Comment, Right::Api] {
            may(&app.app, app.reader, right).await.expect("everything is on");
        }
    });
}

#[test]
fn plans_that_make_no_sense_are_refused_at_the_start() {
    let rows = [
        (r#"{"plans": [{"slug": "A", "name": "A"}]}"#, "slug"),
        (r#"{"plans": [{"slug": "a", "name": "A"}, {"slug": "a", "name": "B"}]}"#, "two plans"),
        (r#"{"plans": [{"slug": "a", "name": " "}]}"#, "no name"),
        (r#"{"plans": [{"slug": "a", "name": "A", "trial_days": 3}]}"#, "first plan"),
        (
            r#"{"plans": [{"slug": "a", "name": "A"},
                {"slug": "b", "name": "B", "prices": [{"id": "p", "words": "5"}]}]}"#,
            "no [room.membership.stripe]",
        ),
    ];
    for (text, part) in rows {
        let membership: Membership = serde_json::from_str(text).expect("it can be read");
        let why = membership.check().expect_err("refused");
        assert!(why.contains(part), "{text}: {why}");
    }
    assert_eq!(config(r#", "stripe": {}"#).membership.check(), Ok(()));
    let words = format!("{:?}", config(r#", "stripe": {}"#));
    assert!(!words.contains(KEY) && !words.contains(SECRET), "secrets are in {words}");
}

#[test]
fn a_limit_stops_what_is_new_and_nothing_else() {
    each_with_plans(async |app: TestApp| {
        let save = async |page: &str| {
            app.submit("/save", &[("url", &format!("https://post.example/{page}"))]).await
        };
        app.save("a", "Article a").await;
        app.save("b", "Article b").await;
        save("c").await.is(403).says("no room for more").says("href=\"/plans\"");
        save("a").await.is(303);
        app.submit("/save/many", &[("urls", "https://post.example/d\nhttps://post.example/e")])
            .await
            .is(403);
        app.open("/account").await.says("2 of 2").says("Reader: what every reader has.");

        // Another plan, and the limit is gone; without it what is there stays and goes out.
        give(&app.app, app.reader, given("patron", Some(30))).await.expect("given");
        let three = "https://post.example/c";
        app.submit("/save/many", &[("urls", three)]).await.is(303);
        app.open("/account").await.says("Patron until 24 December").says("for the harvest");
        let row = app.store.grants(app.reader).await.expect("a list").remove(0);
        app.promote().await;
        app.submit(&format!("/admin/membership/grants/{}", row.id), &[]).await.is(303);
        save("d").await.is(403);
        app.open("/account").await.says("3 of 2");
        app.open("/all").await.says("post.example/c");
        app.submit("/export", &[("format", "wallabag")]).await.is(200).says("post.example/c");
        app.submit("/admin/membership/grants/1", &[]).await.is(303);
        assert_eq!(app.store.ledger(9).await.expect("a list").len(), 2, "taken back once");
    });
}

#[test]
fn what_a_plan_leaves_out_is_refused_with_the_plans_that_have_it() {
    each_with_plans(async |app: TestApp| {
        let id = app.save("ferry", "Ferry").await;
        let path = format!("/read/{id}/marks");
        app.submit(&path, &[("quote", "nine days")])
            .await
            .is(403)
            .says("Marks and notes is not part of your plan, Reader.")
            .says("It is part of Patron, Friend.");
        let beside = format!("/compare?a={id}");
        app.open(&beside).await.is(403).says("not part of your plan, Reader.");
        give(&app.app, app.reader, given("friend", None)).await.expect("given");
        app.submit(&path, &[("quote", "nine days")]).await.is(303);
        app.open(&beside).await.is(200);
        assert!(may(&app.app, app.reader, Right::Comment).await.is_ok());
        app.as_other().open("/plans").await.says("yours");
    });
}

#[test]
fn a_file_is_taken_as_far_as_the_plan_goes() {
    each_with_plans(async |app: TestApp| {
        let list = "https://post.invalid/1\nhttps://post.invalid/2\nhttps://post.invalid/3\n";
        let shown = app.upload("/import", "list.txt", list.as_bytes()).await;
        let path = shown.is(303).location().to_owned();
        app.submit(&path, &[("act", "take")]).await;
        run_due(&app.app).await.expect("the desk works");
        app.open(&path).await.is(200).says("your plan keeps no more articles");
        assert_eq!(app.store.counts(app.reader).await.expect("counts").all, 2);
        // What is on the shelf takes no place: the rest of what a file says of it is taken.
        let list = "title,url,time_added,tags,status\n,https://post.invalid/4,1700000000,new,unread\n\
            ,https://post.invalid/2,1700000000,old,unread\n\
            ,https://www.post.invalid/2?utm_source=x,1700000000,older,unread\n";
        let shown = app.upload("/import", "list.csv", list.as_bytes()).await;
        let path = shown.is(303).location().to_owned();
        app.submit(&path, &[("act", "take")]).await;
        run_due(&app.app).await.expect("the desk works");
        app.open(&path).await.is(200).says("your plan keeps no more articles");
        let shelf = app.store.shelf(app.reader, List::default()).await.expect("listed").items;
        let tags: Vec<String> = shelf.into_iter().flat_map(|item| item.tags).collect();
        assert_eq!(tags, ["old", "older"]);
    });
}

#[test]
fn the_meter_counts_down_and_opens_again_what_was_opened() {
    let mut config = config("");
    config.membership.plans.truncate(1);
    config.membership.plans[0].saved_articles = None;
    config.membership.plans[0].articles_per_month = Some(2);
    store::testing::each(async |store: Store| {
        let app = TestApp::with(store, config.clone()).await;
        let mut ids = Vec::new();
        for slug in ["a", "b", "c"] {
            ids.push(app.save(slug, &format!("Article {slug}")).await);
        }
        let open = async |number: usize| app.open(&format!("/read/{}", ids[number])).await;
        open(0).await.is(200).says("1 of 2 articles of this month are left").says("nine days");
        open(0).await.is(200).says("1 of 2");
        open(1).await.is(200).says("0 of 2");
        open(2).await.is(403).says("Article c").says("opened them").lacks("nine days");
        open(1).await.is(200).says("nine days");
        app.open("/account").await.says("2 of 2");
    });
}

#[test]
fn a_gift_code_from_making_to_its_end() {
    each_with_plans(async |app: TestApp| {
        app.open("/admin/membership").await.is(403);
        app.submit("/admin/membership/codes", &[("plan", "patron")]).await.is(403);
        app.promote().await;
        let fields = [
            ("plan", "patron"),
            ("days", "90"),
            ("uses", "1"),
            ("good_for", "7"),
            ("note", "hello"),
        ];
        let page = app.submit("/admin/membership/codes", &fields).await;
        let code = page.is(200).body.split("<p class=\"secret\">").nth(1).expect("a code is shown");
        let code = code[..23].to_owned();
        app.open("/admin/membership").await.lacks(&code).says(&code[..5]).says("0 of 1");
        for (name, value) in
            [("uses", "0"), ("uses", "x"), ("days", "-1"), ("days", "99999"), ("plan", "gold")]
        {
            let mut wrong = fields.to_vec();
            wrong.iter_mut().filter(|(field, _)| *field == name).for_each(|field| field.1 = value);
            app.submit("/admin/membership/codes", &wrong).await.is(400);
        }
        let jon = app.as_other();
        for wrong in ["", "8F3KQ", "00000-00000-00000-00000", "<script>"] {
            jon.submit("/account/code", &[("code", wrong)]).await.is(400).says("no such code");
        }
        jon.submit("/account/code", &[("code", &code.to_lowercase())]).await.is(303);
        jon.open("/account")
            .await
            .says("Patron until 22 February 2027: a gift code (“hello”); then Reader.");
        jon.submit("/account/code", &[("code", &code)]).await.is(400).says("already");
        app.submit("/account/code", &[("code", &code)]).await.is(400).says("no such code");
        app.open("/admin/membership").await.says("1 of 1").says("used up").says("jon");
    });
}

#[test]
fn a_plan_can_be_tried_once_and_comes_with_an_invitation() {
    each_with_plans(async |app: TestApp| {
        app.open("/plans").await.is(200).says("Try it for 14 days");
        app.submit("/plans/friend/try", &[]).await.is(404);
        app.submit("/plans/patron/try", &[]).await.is(303);
        app.open("/account").await.says("Patron until 8 December: a trial; then Reader.");
        app.submit("/plans/patron/try", &[]).await.is(400).says("before");
        app.open("/plans").await.lacks("Try it");
        app.promote().await;
        let page = app
            .submit("/admin/membership/invitations", &[("plan", "friend"), ("days", "30")])
            .await;
        let link = page.is(200).body.split("/sign-up?ticket=").nth(1).expect("a link is shown");
        let new = [("ticket", &link[..43]), ("name", "ada"), ("password", "correct horse battery")];
        app.as_nobody().submit("/sign-up", &new).await.is(303);
        let ada = app.store.reader_by_name("ada").await.expect("she is in");
        let held = room::membership::of(&app.app, ada.id).await.expect("an answer");
        assert_eq!(held.plan_name, "Friend");
        app.open("/admin/membership").await.says("it came with the invitation");
    });
}

#[test]
fn buying_renewing_cancelling() {
    each_selling(async |app: TestApp, stripe: StandIn| {
        app.as_nobody()
            .open("/plans")
            .await
            .is(200)
            .says("5 € a month")
            .lacks("<button class=\"button main\"");
        app.submit("/plans/patron/buy", &[("price", "price_friend")]).await.is(400);
        app.submit("/account/payments", &[]).await.is(404);
        // Twice no answer, then the same question again.
        stripe.state().faults = vec![503, 500];
        let buy = app.submit("/plans/patron/buy", &[("price", "price_month")]).await;
        buy.is(200).says("https://checkout.stripe.example/c/pay/cs_test_1#fid");
        {
            let state = stripe.state();
            let keys: Vec<_> = state.asked.iter().map(|(_, _, key)| key.clone()).collect();
            assert!(keys.len() == 3 && keys[0].is_some() && keys.iter().all(|key| *key == keys[0]));
            assert_eq!(state.forms[0]["mode"], "subscription");
            assert_eq!(state.forms[0]["client_reference_id"], app.reader.to_string());
            assert!(!state.forms[0].contains_key("customer_email"), "it is not verified");
        }
        let back = "/plans/thanks?session=cs_test_1";
        app.open(back).await.is(200).says("Nothing was paid");
        let (_, subscription) = stripe.pay();
        // Stripe is away when the reader comes back.
        stripe.state().faults = vec![500; 3];
        app.open(back).await.is(200).says("Not confirmed yet").says("Look again");
        app.as_other().open(back).await.is(404);
        app.open(back).await.is(200).says("Thank you").says("renewed on 24 December");
        app.open(back).await.is(200).says("Thank you");
        assert_eq!(app.store.ledger(9).await.expect("a list").len(), 1, "once");

        // No second subscription beside it.
        app.submit("/plans/friend/buy", &[("price", "price_friend")]).await.is(400).says("already");
        app.submit("/account/payments", &[])
            .await
            .is(200)
            .says("billing.stripe.example/p/session/cus_1");
        app.submit("/account/delete", &[("name", "mira")]).await.is(200).says("cancel it first");

        // Changed in the portal.
        stripe.change(&subscription, &json!({"items": {"data": [{"price": {"id": "price_friend"},
            "current_period_start": now().as_second(), "current_period_end": now().as_second() + 86_400 * 60}]}}));
        told(&app, "evt_1", "customer.subscription.updated", &subscription).await;
        app.open("/account").await.says("Friend: paid through Stripe, renewed on 23 January 2027.");
        stripe.change(&subscription, &json!({"cancel_at_period_end": true}));
        told(&app, "evt_2", "customer.subscription.updated", &subscription).await;
        app.open("/account").await.says(
            "Friend until 23 January 2027: paid through Stripe (“it was cancelled”); then Reader.",
        );
        stripe.change(
            &subscription,
            &json!({"status": "canceled", "ended_at": now().as_second() - 60}),
        );
        told(&app, "evt_3", "customer.subscription.deleted", &subscription).await;
        app.open("/account").await.says("Reader: what every reader has.");
        app.submit("/account/delete", &[("name", "mira")]).await.is(303);
        told(&app, "evt_4", "customer.subscription.updated", &subscription).await;
    });
}

#[test]
fn news_are_taken_only_from_stripe_and_once() {
    each_selling(async |app: TestApp, stripe: StandIn| {
        app.submit("/plans/patron/buy", &[("price", "price_year")]).await.is(200);
        let (_, subscription) = stripe.pay();
        let body = news("evt_1", "customer.subscription.created", &subscription);
        let good = signature(SECRET, 0, &body);
        let live = body.replace("\"livemode\":false", "\"livemode\":true");
        let rows = [
            (String::new(), body.as_str(), 400),
            (signature("whsec_eve", 0, &body), &body, 400),
            (signature(SECRET, -301, &body), &body, 400),
            (signature(SECRET, 301, &body), &body, 400),
            (good.clone(), "{}", 400),
            (signature(SECRET, 0, "{}"), "{}", 400),
            (signature(SECRET, 0, &live), &live, 400),
        ];
        for (header, body, status) in rows {
            hand_over(&app, &header, body).await.is(status);
        }
        let long = "x".repeat(600 << 10);
        hand_over(&app, &signature(SECRET, 0, &long), &long).await.is(413);
        assert_eq!(app.store.last_event_at().await.expect("an answer"), None);
        assert_eq!(app.store.next_job_at().await.expect("an answer"), None);

        // While the secret is changed there are two signatures.
        let (_, v1) = good.split_once(",v1=").expect("a header");
        let both = format!("{},v1={v1}", signature("whsec_next", 0, &body));
        hand_over(&app, &both, &body).await.is(200).says("taken");
        hand_over(&app, &good, &body).await.is(200).says("known");
        let other = news("evt_2", "customer.created", "cus_1");
        hand_over(&app, &signature(SECRET, 0, &other), &other).await.is(200).says("no concern");
        run_due(&app.app).await.expect("the desk works");
        app.open("/account").await.says("Patron: paid through Stripe, renewed on 24 December.");
        let asked = stripe.state().asked.iter().filter(|one| one.1.contains("sub_1")).count();
        assert_eq!(asked, 1, "what came twice was asked for once");

        // Of another room on the same account, and of nobody.
        stripe
            .change(&subscription, &json!({"id": "sub_9", "metadata": {"dateline_room": "other"}}));
        let other = stripe.state().subscriptions[&subscription].clone();
        stripe.state().subscriptions.insert("sub_9".to_owned(), other);
        told(&app, "evt_3", "customer.subscription.created", "sub_9").await;
        told(&app, "evt_4", "customer.subscription.created", "sub_unknown").await;
        assert_eq!(app.store.ledger(9).await.expect("a list").len(), 1);
    });
}

#[test]
fn lost_news_are_found_by_looking_everything_through() {
    each_selling(async |app: TestApp, stripe: StandIn| {
        for _ in 0..5 {
            app.submit("/plans/patron/buy", &[("price", "price_month")]).await.is(200);
            stripe.pay();
        }
        assert_eq!(reconcile(&app.app).await.expect("looked through"), 5, "three pages");
        assert_eq!(reconcile(&app.app).await.expect("looked through"), 0);
        stripe.change("sub_3", &json!({"status": "past_due"}));
        assert_eq!(reconcile(&app.app).await.expect("looked through"), 1);
        app.promote().await;
        stripe.change("sub_4", &json!({"status": "unpaid"}));
        app.submit("/admin/membership/reconcile", &[]).await.is(303);
        app.open("/admin/membership")
            .await
            .says("unpaid")
            .says("past_due")
            .says("the last payment failed");
        stripe.state().faults = vec![500; 3];
        assert!(reconcile(&app.app).await.is_err(), "no answer is not nothing");

        // News whose question fails are asked again later.
        stripe.change("sub_4", &json!({"status": "active"}));
        stripe.state().faults = vec![500; 3];
        told(&app, "evt_1", "customer.subscription.updated", "sub_4").await;
        let again = app.store.next_job_at().await.expect("an answer");
        assert_eq!(again, Some(now() + SignedDuration::from_secs(10)));
        // An answer that broke off, one that came too often, and the right one.
        stripe.state().faults = vec![429, 429];
        told(&app, "evt_2", "customer.subscription.updated", "sub_4").await;
        app.open("/admin/membership").await.lacks("unpaid");
    });
}
