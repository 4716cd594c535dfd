use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use store::membership::{Given, Grant, Source};
use store::{GrantId, ReaderId};

use super::{entitle, explain};
use crate::membership::dice::Dice;
use crate::membership::plan::{Membership, Plan, Right};

const DAY: SignedDuration = SignedDuration::from_hours(24);

fn now() -> Timestamp {
    "2026-02-01T12:00:00Z".parse().expect("an instant")
}

fn plans() -> Vec<Plan> {
    let text = r#"{"plans": [
        {"slug": "reader", "name": "Reader", "rights": ["save", "feeds"], "saved_articles": 50,
         "feeds": 5, "articles_per_month": 20},
        {"slug": "writer", "name": "Writer", "rights": ["save", "comment"], "saved_articles": 80,
         "feeds": 2, "articles_per_month": 20},
        {"slug": "patron", "name": "Patron"}
    ]}"#;
    serde_json::from_str::<Membership>(text).expect("plans").plans
}

/// Plan, source, first and last day from now, whether it renews.
type Row = (&'static str, Source, i64, Option<i64>, bool);

fn grants(rows: &[Row]) -> Vec<Grant> {
    let day = |days: i64| now() + SignedDuration::from_hours(24 * days);
    let grant = |(number, &(plan, source, from, until, renews)): (usize, &Row)| Grant {
        id: GrantId(number as i64),
        given: Given {
            reader_id: ReaderId(1),
            plan: plan.to_owned(),
            source,
            key: number.to_string(),
            from: day(from),
            until: until.map(day),
            renews,
            note: String::new(),
        },
        created_at: now(),
    };
    rows.iter().enumerate().map(grant).collect()
}

#[test]
fn the_account_says_what_one_has_and_why() {
    use Source::{Gift, Invite, Manual, Stripe, Trial};
    let rows: [(&[Row], &str); 13] = [
        (&[], "Reader: what every reader has."),
        (
            &[("patron", Gift, 0, Some(30), false)],
            "Patron until 3 March: a gift code; then Reader.",
        ),
        (&[("patron", Manual, 0, None, false)], "Patron: given by an admin of this room."),
        (&[("patron", Trial, -14, Some(0), false)], "Reader: what every reader has."),
        (&[("patron", Gift, 5, Some(30), false)], "Reader: what every reader has."),
        (&[("gone", Manual, 0, None, false)], "Reader: what every reader has."),
        // Taken back.
        (&[("patron", Stripe, 0, Some(0), true)], "Reader: what every reader has."),
        (
            &[("patron", Stripe, -3, Some(28), true)],
            "Patron: paid through Stripe, renewed on 1 March.",
        ),
        // Its renewal is late, and it ended for good.
        (
            &[("patron", Stripe, -30, Some(0), true)],
            "Patron: paid through Stripe, its renewal is under way.",
        ),
        (&[("patron", Stripe, -31, Some(-1), true)], "Reader: what every reader has."),
        // One after the other is one time; a gap is none.
        (
            &[("patron", Gift, 0, Some(10), false), ("patron", Gift, 10, Some(30), false)],
            "Patron until 3 March: a gift code; then Reader.",
        ),
        (
            &[("patron", Gift, 0, Some(30), false), ("writer", Invite, -9, None, false)],
            "Patron until 3 March: a gift code; then Writer.",
        ),
        (
            &[("writer", Gift, 0, Some(30), false), ("patron", Gift, 30, Some(60), false)],
            "Writer until 3 March: a gift code; then Patron.",
        ),
    ];
    for (rows, words) in rows {
        let now = now().to_zoned_datetime(TimeZone::UTC);
        assert_eq!(explain(&plans(), &grants(rows), &now), words, "{rows:?}");
    }
}

#[test]
fn of_rights_all_and_of_limits_the_largest() {
    let writer = ("writer", Source::Manual, 0, None, false);
    let patron = ("patron", Source::Manual, 0, Some(30), false);
    let held = entitle(&plans(), &grants(&[writer]), now());
    assert!(
        [Right::Save, Right::Feeds, Right::Comment].iter().all(|one| held.rights.contains(one))
    );
    assert!(!held.rights.contains(&Right::Compare));
    assert_eq!((held.limits.saved_articles, held.limits.feeds), (Some(80), Some(5)));
    assert_eq!(held.limits.articles_per_month, Some(20));
    let all = entitle(&plans(), &grants(&[writer, patron]), now());
    assert_eq!((all.limits.saved_articles, all.rights.len()), (None, Right::ALL.len()));
    assert_eq!(all.changes_at, Some(now() + DAY * 30));
    let default = entitle(&[], &grants(&[writer]), now());
    assert_eq!((default.rights.len(), default.limits.feeds), (Right::ALL.len(), None));
}

/// Order of grants is nothing; another grant takes nothing away; between two changes nothing changes.
#[test]
fn for_any_grants() {
    let plans = plans();
    let mut dice = Dice::new(7);
    for round in 0..20_000 {
        let mut grants: Vec<Grant> = (0..dice.below(6)).map(|_| any_grant(&mut dice)).collect();
        let held = entitle(&plans, &grants, now());
        grants.reverse();
        assert_eq!(entitle(&plans, &grants, now()), held, "round {round}");
        if let Some(change) = held.changes_at {
            assert!(change > now());
            let before = entitle(&plans, &grants, change - SignedDuration::from_micros(1));
            assert_eq!((&before.rights, before.limits), (&held.rights, held.limits));
        } else {
            let later = entitle(&plans, &grants, now() + DAY * 10_000);
            assert_eq!((&later.rights, later.limits), (&held.rights, held.limits));
        }
        grants.push(any_grant(&mut dice));
        let more = entitle(&plans, &grants, now());
        assert!(more.rights.is_superset(&held.rights), "round {round}");
        assert_eq!(more.limits.or(held.limits), more.limits, "round {round}");
        // Says something, and ends.
        assert!(!explain(&plans, &grants, &now().to_zoned_datetime(TimeZone::UTC)).is_empty());
    }
}

fn any_grant(dice: &mut Dice) -> Grant {
    let plan = ["reader", "writer", "patron", "gone"][dice.below(4)];
    let source = [Source::Manual, Source::Gift, Source::Stripe][dice.below(3)];
    let from = dice.below(8) as i64 - 4;
    let until = (dice.below(4) > 0).then(|| from + dice.below(8) as i64 - 1);
    grants(&[(plan, source, from, until, dice.below(2) == 0)]).remove(0)
}
