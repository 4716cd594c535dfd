use std::net::IpAddr;

use super::{Limits, network};
use crate::Error;

#[test]
fn a_name_is_tried_ten_times_and_others_still_are() {
    let limits = Limits::default();
    let from = |text: &str| text.parse::<IpAddr>().ok();
    for number in 0..10 {
        let from = from(&format!("192.0.2.{number}"));
        assert!(limits.count("ada", from).is_ok(), "try {number}");
    }
    let refused = limits.count("ADA", from("198.51.100.1"));
    assert!(matches!(refused, Err(Error::TooOften(1..=31))), "{refused:?}");
    assert!(limits.count("ben", from("192.0.2.1")).is_ok(), "a counter-example");
}

#[test]
fn a_place_is_let_in_sixty_times_whatever_the_names() {
    let limits = Limits::default();
    let tries = (0..61).map(|number| {
        // Sixty addresses of one household.
        let from = format!("2001:db8:1:2::{number:x}").parse().ok();
        limits.count(&format!("reader{number}"), from).is_ok()
    });
    assert_eq!(tries.collect::<Vec<_>>(), [&[true; 60][..], &[false]].concat());
    assert!(limits.count("x", "2001:db8:1:3::1".parse().ok()).is_ok(), "a counter-example");
}

#[test]
fn addresses_are_taken_by_household() {
    let rows = [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
    ];
    for (given, expected) in rows {
        let network = network(given.parse().expect("an address"));
        assert_eq!(network.to_string(), expected);
    }
}
