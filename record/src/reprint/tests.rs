use jiff::Timestamp;
use proptest::prelude::proptest;

use super::judge::Judge;
use super::{Comparison, Kind, Origin, compare, direction, is_container};
use crate::signature::Signature;

const HARBOUR: &str = "The harbour at Lindholm was closed on Monday after a crane fell into the basin, the \
    port authority said. At least 12 people were hurt and two ferries to Marstal were sent back.\n\n\
    A freighter with 4,200 tonnes of grain waits outside the breakwater. “We cannot say when the channel \
    will be clear,” harbour master Ingrid Solem told local radio.\n\nDivers from the navy are to look at \
    the wreck on Tuesday morning, when the wind is forecast to drop. The crane was built in 1974 and had \
    been due for replacement next year.";
const LATER: &str = "Rescue workers have searched the three flooded cellars of the customs house without \
    finding anyone, and the street along the quay was opened again to traffic in the evening. The town \
    council meets on Wednesday to hear how much the repairs will cost.";
const BRIDGE: &str = "A new bridge over the Tarn opens in May, the ministry of roads announced after years \
    of delay. The old one, which dates from 1911, will be kept for walkers and bicycles, and the toll that \
    paid for the building of it ends in 2031, Minister Halla Brandt said in Albi.";

fn of(a: &str, b: &str) -> Comparison {
    compare(&Signature::read(a), &Signature::read(b))
}

#[test]
fn kinds() {
    let check = |a: &str, b: &str, expect: Kind| {
        let found = of(a, b);
        assert_eq!(found.kind, expect, "{b:?}: {found:?}");
        let back = of(b, a);
        assert_eq!(back.kind.is_reprint(), expect.is_reprint(), "{b:?} the other way");
        assert!((back.score - found.score).abs() < 0.02, "{} {}", back.score, found.score);
    };
    check(HARBOUR, HARBOUR, Kind::Same);
    let furniture = format!("Advertisement\n\nSubscribe to our letter\n\n{HARBOUR}\n\nRead also");
    check(HARBOUR, &furniture, Kind::Same);
    check(HARBOUR, &HARBOUR.replace("At least 12", "At least 15"), Kind::Same);
    check(HARBOUR, &HARBOUR.replace("\n\n", " "), Kind::Same);
    let half: String = HARBOUR.split("\n\n").take(2).collect::<Vec<_>>().join("\n\n");
    check(HARBOUR, &half, Kind::Shortened);
    check(&half, HARBOUR, Kind::Extended);
    check(HARBOUR, &format!("{HARBOUR}\n\n{LATER}"), Kind::Extended);
    let spun = HARBOUR
        .replace("closed", "shut")
        .replace("people", "persons")
        .replace("hurt", "injured")
        .replace("two ferries", "a pair of boats")
        .replace("waits", "lingers")
        .replace("clear", "free")
        .replace("told", "informed")
        .replace("look at", "inspect")
        .replace("wreck", "wreckage")
        .replace("forecast", "expected")
        .replace("built", "constructed")
        .replace("replacement", "renewal")
        .replace("after", "once")
        .replace("sent back", "turned around")
        .replace("are to", "will");
    check(HARBOUR, &spun, Kind::Reworded);
    check(HARBOUR, BRIDGE, Kind::Nothing);
    check(HARBOUR, "", Kind::Nothing);
    check("", "", Kind::Nothing);
    let middle = HARBOUR.split("\n\n").nth(1).expect("a second paragraph");
    check(HARBOUR, &format!("{BRIDGE}\n\n{LATER}\n\n{middle}\n\n{BRIDGE}"), Kind::Passage);
}

#[test]
fn passages_are_spans_of_both_texts() {
    let other = format!("{BRIDGE}\n\n{HARBOUR}");
    let found = of(HARBOUR, &other);
    assert_eq!(found.passages.len(), 1, "{found:?}");
    let passage = &found.passages[0];
    assert_eq!(HARBOUR[passage.a.clone()], other[passage.b.clone()]);
    assert!(found.share_a > 0.99 && found.share_b < 0.8);
}

#[test]
fn directions() {
    let day = |text: &str| text.parse::<Timestamp>().ok();
    let check = |a: &Origin, b: &Origin, expect: Option<bool>| {
        assert_eq!(direction(a, b).map(|d| d.is_first), expect, "{a:?} {b:?}");
    };
    let plain = Origin { text: HARBOUR, ..Origin::default() };
    let early = Origin { published: day("2025-01-21T10:00:00Z"), ..plain };
    let late = Origin { published: day("2025-01-21T14:05:00Z"), ..plain };
    check(&early, &late, Some(true));
    check(&late, &early, Some(false));
    check(&early, &early, None);
    check(&early, &plain, None);
    // The agency's own page was changed after its client had printed the text.
    let agency = Origin { outlet: "Reuters", ..late };
    let client = Origin { byline: "Reuters", outlet: "Lindholm Post", ..early };
    check(&agency, &client, Some(true));
    check(&client, &agency, Some(false));
    let credited = format!("LINDHOLM (Reuters) - {HARBOUR}");
    check(&agency, &Origin { text: &credited, ..early }, Some(true));
    // A report about the agency credits nobody.
    let about = format!("The agency Reuters is to cut 40 jobs.\n\n{HARBOUR}");
    check(&agency, &Origin { text: &about, ..early }, Some(false));
}

#[test]
fn containers() {
    let page = [HARBOUR, LATER, BRIDGE].join("\n\n");
    let held =
        |parts: &[&str]| -> Vec<Comparison> { parts.iter().map(|part| of(part, &page)).collect() };
    let check = |parts: &[&str], expect: bool| {
        assert_eq!(is_container(&held(parts)), expect, "{}", parts.len());
    };
    check(&[HARBOUR, LATER, BRIDGE], true);
    check(&[LATER, BRIDGE], false);
    // Three reprints of one article are one article.
    check(&[LATER, LATER, LATER], false);
    check(&[], false);
}

#[test]
fn the_weights_are_read() {
    let table = include_str!("../../data/reprint-weights.tsv");
    let judge = Judge::parse(table).expect("a weight for every feature");
    assert_eq!(judge.table(), table);
    assert_eq!(Judge::parse("bias\t0\n"), None);
}

#[test]
fn hostile_texts_take_linear_time() {
    let lines = |line: &str| Signature::read(&line.repeat(40_000));
    let same = lines("the same line again\n");
    for other in [&same, &lines("again the same line\n"), &lines("x\n")] {
        let found = compare(&same, other);
        assert!((0.0..=1.0).contains(&found.score));
    }
}

proptest! {
    #[test]
    fn spans_are_in_the_texts(a in "([a-dé.,\n] ?){0,120}", b in "([a-dé.,\n] ?){0,120}") {
        let found = of(&a, &b);
        for passage in &found.passages {
            assert!(a.get(passage.a.clone()).is_some() && b.get(passage.b.clone()).is_some());
            for (ours, theirs) in &passage.runs {
                assert!(a.get(ours.clone()).is_some() && b.get(theirs.clone()).is_some());
            }
        }
        assert!((0.0..=1.0).contains(&found.score));
    }
}
