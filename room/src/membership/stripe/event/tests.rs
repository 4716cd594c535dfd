use serde_json::json;

use super::Event;
use crate::membership::dice::Dice;

fn read(kind: &str, object: serde_json::Value) -> Option<Event> {
    let event = json!({
        "id": "evt_1", "object": "event", "type": kind, "livemode": false,
        "api_version": "2020-08-27", "created": 1, "data": { "object": object }
    });
    Event::read(event.to_string().as_bytes())
}

#[test]
fn an_event_names_its_subscription() {
    let rows = [
        ("customer.subscription.created", json!({"id": "sub_1"}), Some("sub_1")),
        (
            "customer.subscription.updated",
            json!({"id": "sub_1", "status": "active"}),
            Some("sub_1"),
        ),
        ("customer.subscription.deleted", json!({"id": "sub_1"}), Some("sub_1")),
        ("customer.subscription.paused", json!({"id": "sub_1"}), Some("sub_1")),
        (
            "checkout.session.completed",
            json!({"id": "cs_1", "subscription": "sub_1"}),
            Some("sub_1"),
        ),
        ("checkout.session.completed", json!({"subscription": {"id": "sub_1"}}), Some("sub_1")),
        ("checkout.session.completed", json!({"id": "cs_1", "subscription": null}), None),
        ("invoice.paid", json!({"id": "in_1", "subscription": "sub_1"}), Some("sub_1")),
        (
            "invoice.payment_failed",
            json!({"parent": {"subscription_details": {"subscription": "sub_1"}}}),
            Some("sub_1"),
        ),
        ("invoice.paid", json!({"id": "in_1", "parent": null}), None),
        ("charge.refunded", json!({"id": "ch_1"}), None),
        ("a.kind.of.tomorrow", json!({"id": "sub_1"}), None),
        // What would lead elsewhere in an address.
        ("customer.subscription.updated", json!({"id": "../customers"}), None),
        ("customer.subscription.updated", json!({"id": "sub_1?x=y"}), None),
        ("customer.subscription.updated", json!({"id": ""}), None),
        ("customer.subscription.updated", json!({"id": 7}), None),
        ("customer.subscription.updated", json!([]), None),
    ];
    for (kind, object, expected) in rows {
        let event = read(kind, object.clone()).expect("an event");
        assert_eq!(event.subscription.as_deref(), expected, "{kind} {object}");
    }
}

#[test]
fn what_is_no_event_is_none() {
    let good = r#"{"id": "evt_1", "object": "event", "type": "x", "livemode": true, "data": {"object": {}}}"#;
    assert!(Event::read(good.as_bytes()).is_some_and(|event| event.is_live));
    let rows = [
        String::new(),
        "null".to_owned(),
        "[]".to_owned(),
        good.replace("\"event\"", "\"charge\""),
        good.replace("evt_1", ""),
        good.replace("evt_1", "evt/1"),
        good.replace("evt_1", &"e".repeat(256)),
        good.replace("true", "\"true\""),
        good.replace(", \"data\"", ", \"date\""),
        good[..good.len() - 1].to_owned(),
        format!("{}{}", "[".repeat(100_000), "]".repeat(100_000)),
    ];
    for row in rows {
        assert_eq!(Event::read(row.as_bytes()), None, "{}", &row[..row.len().min(90)]);
    }
    let mut dice = Dice::new(5);
    for _ in 0..20_000 {
        let mut bytes = good.as_bytes().to_vec();
        for _ in 0..=dice.below(4) {
            let at = dice.below(bytes.len());
            bytes[at] = dice.below(256) as u8;
        }
        // Whatever it is, reading it ends.
        let _ = Event::read(&bytes);
    }
}
