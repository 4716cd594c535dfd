use jiff::Timestamp;
use serde_json::{Value, json};

use super::Subscription;

const START: i64 = 1_767_225_600;
const DAY: i64 = 86_400;

fn subscription(status: &str, more: &Value) -> Value {
    let mut all = json!({
        "id": "sub_1", "object": "subscription", "customer": "cus_1", "status": status,
        "start_date": START, "cancel_at_period_end": false, "cancel_at": null, "canceled_at": null,
        "ended_at": null, "metadata": { "dateline_reader": "7" },
        "items": { "object": "list", "data": [{
            "id": "si_1", "price": { "id": "price_1" },
            "current_period_start": START + 30 * DAY, "current_period_end": START + 60 * DAY
        }]}
    });
    for (name, value) in more.as_object().expect("fields") {
        all[name] = value.clone();
    }
    all
}

#[test]
fn a_subscription_is_worth_what_its_state_says() {
    let canceled = json!({"canceled_at": START + 31 * DAY, "ended_at": START + 40 * DAY});
    let rows = [
        ("active", json!({}), 60, true),
        ("trialing", json!({}), 60, true),
        ("active", json!({"cancel_at_period_end": true}), 60, false),
        ("active", json!({"cancel_at": START + 45 * DAY}), 45, false),
        // Taken back: it was to be cancelled and goes on.
        ("active", json!({"canceled_at": null, "cancel_at_period_end": false}), 60, true),
        ("past_due", json!({}), 37, false),
        ("past_due", json!({"cancel_at": START + 33 * DAY}), 33, false),
        ("canceled", canceled, 40, false),
        ("canceled", json!({"canceled_at": START + 31 * DAY}), 31, false),
        ("canceled", json!({"ended_at": START - 5 * DAY}), 0, false),
        ("incomplete", json!({}), 0, false),
        ("incomplete_expired", json!({}), 0, false),
        ("unpaid", json!({}), 0, false),
        ("paused", json!({}), 0, false),
        ("a state of tomorrow", json!({}), 0, false),
    ];
    for (status, more, days, renews) in rows {
        let read = Subscription::read(subscription(status, &more)).expect("a subscription");
        let standing = read.standing();
        let until = Timestamp::from_second(START + days * DAY).expect("an instant");
        assert_eq!((standing.until, standing.renews), (until, renews), "{status} {more}");
        assert_eq!(standing.from.as_second(), START);
    }
}

#[test]
fn older_and_expanded_shapes_are_read_and_others_refused() {
    let old = json!({
        "current_period_start": START, "current_period_end": START + DAY,
        "items": {"data": [{"price": {"id": "price_1"}}]}, "customer": {"id": "cus_1", "object": "customer"}
    });
    let read = Subscription::read(subscription("active", &old)).expect("a subscription");
    assert_eq!((read.price.as_str(), read.customer.as_str()), ("price_1", "cus_1"));
    assert_eq!(read.standing().until.as_second(), START + DAY);
    let broken = [
        json!({"object": "customer"}),
        json!({"items": {"data": []}}),
        json!({"items": {"data": [{"price": null}]}}),
        json!({"items": {"data": [{"price": {"id": "price_1"}}]}}),
        json!({"customer": null}),
        json!({"start_date": i64::MAX}),
        json!({"start_date": "yesterday"}),
        json!({"ended_at": i64::MIN}),
        json!({"id": "sub/1"}),
        json!({"status": 5}),
    ];
    for more in broken {
        assert_eq!(Subscription::read(subscription("active", &more)), None, "{more}");
    }
    assert_eq!(Subscription::read(json!(null)), None);
}
