use jiff::civil::date;

use super::*;

fn point(day: i8, low: f64, high: f64, claimant: &str) -> Point {
    Point {
        day: date(2026, 11, day),
        low,
        high,
        unit: "home".to_owned(),
        claimant: claimant.to_owned(),
        words: format!("{low} homes"),
        href: "/read/1#fa".to_owned(),
    }
}

#[test]
fn points_stand_inside_and_each_claimant_has_a_shape() {
    let points = vec![
        point(23, 12_000.0, 12_000.0, "Valnet"),
        point(24, 14_500.0, 14_500.0, "Valnet"),
        point(23, 19_000.0, 19_000.0, "governor"),
        point(25, 15_000.0, 17_000.0, "service"),
    ];
    let chart = draw(points).expect("it is drawn");
    assert_eq!(chart.series.len(), 3);
    assert_eq!(chart.series[0].claimant, "Valnet");
    assert_ne!(chart.series[0].shape, chart.series[1].shape);
    for mark in chart.series.iter().flat_map(|one| &one.marks) {
        let (x, y): (f64, f64) = (mark.x.parse().expect("x"), mark.y.parse().expect("y"));
        assert!(x > LEFT && x < WIDTH - RIGHT, "{mark:?}");
        assert!((TOP..=HEIGHT - BOTTOM).contains(&y), "{mark:?}");
    }
    assert_eq!(
        chart.sentence,
        "4 figures of 3 claimants, from 12,000 to 19,000 home, 23 to 25 November 2026."
    );
}

#[test]
fn odd_points_do_no_harm() {
    let check = |points: Vec<Point>, is_drawn: bool| {
        let chart = draw(points);
        assert_eq!(chart.is_some(), is_drawn);
        for (y, words) in chart.iter().flat_map(|chart| &chart.ticks) {
            assert!(y.parse::<f64>().is_ok_and(f64::is_finite), "{words}");
        }
    };
    check(Vec::new(), false);
    check(vec![point(1, 5.0, 5.0, "a")], false);
    check(vec![point(1, 5.0, 5.0, "a"), point(1, 5.0, 5.0, "b")], true);
    check(vec![point(1, 0.0, 0.0, "a"), point(2, 0.0, 0.0, "a")], true);
    check(vec![point(1, -5.0, -5.0, "a"), point(2, -2.0, -2.0, "a")], true);
    check(vec![point(1, 1e-9, 1e12, "a"), point(2, 3.0, 1.0, "a")], true);
    let other = Point { unit: "%".to_owned(), ..point(3, 9.0, 9.0, "c") };
    check(vec![point(1, 1.0, 1.0, "a"), other], false);
}
