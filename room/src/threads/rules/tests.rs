use jiff::{SignedDuration, Timestamp};
use store::threads::Speaking;

use super::{Letter, Rules, Verdict, judge};

fn now() -> Timestamp {
    "2026-11-24T09:30:00Z".parse().expect("an instant")
}

fn before(minutes: i64, source: &str) -> (Timestamp, String) {
    (now() - SignedDuration::from_mins(minutes), source.to_owned())
}

/// `pass`, `hold` or `refuse`, and a word of the reason.
#[track_caller]
fn check(letter: &Letter, speaking: &Speaking, rules: &Rules, expected: &str, word: &str) {
    let verdict = judge(letter, speaking, rules, now());
    let (kind, why) = match &verdict {
        Verdict::Pass => ("pass", ""),
        Verdict::Hold(why) => ("hold", why.as_str()),
        Verdict::Refuse(why) => ("refuse", why.as_str()),
    };
    assert_eq!(kind, expected, "{letter:?}: {verdict:?}");
    assert!(why.contains(word), "{why}");
}

fn letter(source: &str) -> Letter<'_> {
    Letter { source, ..Letter::default() }
}

const LONG: &str = "the harbour board has told us for eleven years that the launch is a replacement for the ferry and nobody believes it";

#[test]
fn each_rule_has_its_reason() {
    let rules = Rules {
        refused_words: vec!["scoundrel".to_owned(), "free money".to_owned()],
        held_words: vec!["casino*".to_owned()],
        ..Rules::default()
    };
    let nobody = Speaking::default();
    let long = "a".repeat(8_001);
    for (source, expected, word) in [
        ("A plain word.", "pass", ""),
        ("", "refuse", "no words"),
        ("…!", "refuse", "no words"),
        (long.as_str(), "refuse", "8000"),
        ("You SCOUNDREL!", "refuse", "scoundrel"),
        ("scoundrels", "pass", ""),
        ("get free, money now", "refuse", "free money"),
        ("free the money", "pass", ""),
        ("casinos", "hold", "casino"),
    ] {
        check(&letter(source), &nobody, &rules, expected, word);
    }
    for (link_count, expected) in [(3, "pass"), (4, "hold"), (9, "hold"), (10, "refuse")] {
        let letter = Letter { link_count, ..letter("see there") };
        check(&letter, &nobody, &rules, expected, if link_count > 3 { "links" } else { "" });
    }
    check(&Letter { honeypot: "x", ..letter("a") }, &nobody, &rules, "refuse", "empty");
    let guest = |took_s| Letter { is_guest: true, took_s, ..letter("hello there") };
    check(&guest(Some(1)), &nobody, &rules, "refuse", "quicker");
    check(&guest(None), &nobody, &rules, "refuse", "quicker");
    check(&guest(Some(20)), &nobody, &rules, "hold", "account");
}

#[test]
fn what_was_said_before_counts() {
    let rules = Rules::default();
    let said = |recent| Speaking { recent, ..Speaking::default() };
    let edited = LONG.replace("eleven", "twelve");
    let other = "they might have asked those who live on the far shore before they took the boat away from all of them";
    for (recent, source, expected) in [
        (vec![before(5, "Aye, so it is.")], "aye so it IS", "refuse"),
        (vec![before(60 * 25, "Aye, so it is.")], "aye so it IS", "pass"),
        (vec![before(5, LONG)], edited.as_str(), "hold"),
        (vec![before(5, LONG)], other, "pass"),
        (vec![before(5, "yes"); 9], "no", "pass"),
        (vec![before(5, "yes"); 10], "no", "refuse"),
        (vec![before(11, "yes"); 10], "no", "pass"),
    ] {
        check(&letter(source), &said(recent), &rules, expected, "");
    }
}

#[test]
fn newcomers_the_silenced_and_closed_conversations() {
    let rules = Rules { first_held: 2, ..Rules::default() };
    let speaking = |comment_count| Speaking { comment_count, ..Speaking::default() };
    check(&letter("hello"), &speaking(1), &rules, "hold", "first 2");
    check(&letter("hello"), &speaking(2), &rules, "pass", "");
    let moderator = Letter { is_moderator: true, ..letter("hello") };
    check(&moderator, &speaking(0), &rules, "pass", "");
    let closed = Speaking { is_closed: true, ..speaking(9) };
    check(&letter("hello"), &closed, &rules, "refuse", "closed");
    check(&moderator, &closed, &rules, "pass", "");
    let silenced = |hours| {
        let until = now() + SignedDuration::from_hours(hours);
        Speaking { silenced: Some((until, "Rest.".to_owned())), ..speaking(9) }
    };
    check(&letter("hello"), &silenced(1), &rules, "refuse", "Rest.");
    check(&letter("hello"), &silenced(-1), &rules, "pass", "");
}
