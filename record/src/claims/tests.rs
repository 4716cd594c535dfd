use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::figures::rows;

/// Told on 12 March 2025: each contestable claim as `number unit | who | measure | of which`.
fn check(text: &str, expect: &[&str]) {
    let claimants = claimants(text);
    let claims = read(text, Some(date(2025, 3, 12)), &claimants);
    let found: Vec<String> = claims
        .iter()
        .filter(|claim| claim.is_contestable() && !claim.headline)
        .map(|claim| {
            let who = claim.claimant.map_or("-", |at| &claimants[at].name);
            let part = claim.part_of.map_or("", |at| &text[claims[at].figure.number.clone()]);
            let number = &text[claim.figure.number.clone()];
            let measure = claim.measure.split("; ").next().unwrap_or("");
            format!("{number} {} | {who} | {measure} | {part}", claim.counted)
        })
        .collect();
    assert_eq!(found, expect, "{text}");
}

#[test]
fn who_states_it() {
    check(
        "The harbour office said 14 sailors were missing.",
        &["14 people | harbour office | people missing | "],
    );
    check(
        "At least nine villagers drowned, a doctor said.",
        &["nine people | a doctor | people killed | "],
    );
    check(
        "According to the fire service, 300 hectares burned.",
        &["300 hectare | fire service | area burned | "],
    );
    check("Some 40 ferries lay idle.", &["40 ship |  |  | "].map(|_| "40 ship | - |  | "));
}

#[test]
fn parts_and_wholes() {
    check(
        "The army said it shot down 30 gliders, 12 over Alden and seven near Brook.",
        &[
            "30 glider | army | drones shot down | ",
            "12 glider | army | drones shot down | 30",
            "seven glider | army | drones shot down | 30",
        ],
    );
    check(
        "The mayor said 20 people were hurt, including four children.",
        &["20 people | mayor | people injured | ", "four people | mayor | people injured | 20"],
    );
    // Parts never add up to more than their whole.
    check(
        "The army said it lost 5 tanks, 4 in Alden and 3 in Brook.",
        &["5 vehicle | army |  | ", "4 vehicle | army |  | 5", "3 vehicle | army |  | "],
    );
}

#[test]
fn one_measure_where_one_fits() {
    let measures = |text: &str| -> Vec<String> {
        read(text, None, &claimants(text)).into_iter().map(|claim| claim.measure).collect()
    };
    for (text, expect) in [
        (
            "The storm brought down trees and power lines and left at least 12,000 homes without \
             electricity, the grid operator said.",
            "homes without power",
        ),
        // Two are of people: both stay.
        (
            "The army said 40 people were killed or wounded near Brook.",
            "people killed; people injured",
        ),
        // None is of vehicles: what is told stays.
        ("The army said it shot down 4 tanks.", "drones shot down"),
    ] {
        assert_eq!(measures(text), [expect], "{text}");
    }
}

#[test]
fn what_is_no_claim() {
    check("The two ministers met on Monday for three hours.", &[]);
    check("Anna Roe, 43, of the 9th Battery came at 10:30.", &[]);
}

#[test]
fn dates_and_places() {
    let text = "Police said 8 boats sank off Lunde on Monday.";
    let claims = read(text, Some(date(2025, 3, 12)), &claimants(text));
    assert_eq!(claims[0].days, Some((date(2025, 3, 10), date(2025, 3, 10))));
    assert_eq!(claims[0].place.clone().map(|span| &text[span]), Some("Lunde"));
}

#[test]
fn a_clause_that_sets_the_scene_is_the_articles_own() {
    let who = |text: &str| -> Vec<Option<String>> {
        let claimants = claimants(text);
        let claims = read(text, None, &claimants);
        claims.iter().map(|claim| claim.claimant.map(|at| claimants[at].name.clone())).collect()
    };
    let mayor = Some("mayor".to_owned());
    let scene = "While 40 houses burned, the mayor said 12 people were hurt.";
    assert_eq!(who(scene), [None, mayor.clone()]);
    // Nothing follows who speaks: the clause is what is said.
    assert_eq!(who("After the storm 40 houses stood empty, the mayor said."), [mayor]);
}

#[test]
fn a_place_belongs_to_the_part_before_it() {
    let place = |text: &str| {
        let claims = read(text, None, &claimants(text));
        claims[0].place.clone().map(|span| text[span].to_owned())
    };
    let parts =
        "The army said it shot down 30 gliders, 12 over the Alden region and seven over Brook.";
    assert_eq!(place(parts), None);
    let own =
        "The army said it shot down 30 gliders over Lunde, 12 over Alden and seven over Brook.";
    assert_eq!(place(own).as_deref(), Some("Lunde"));
}

#[test]
fn claimants_of_others_are_taken() {
    let text = "Eleven cows died. He wept.";
    let given = Claimant {
        name: "Ada Lund".to_owned(),
        source: 18..20,
        contents: std::iter::once(0..17).collect(),
        guesses: true,
    };
    let claims = read(text, None, &[given]);
    assert_eq!(claims[0].claimant, Some(0));
    assert_eq!(claims[0].figure.bound, Bound::About);
}

#[test]
fn tables_are_whole() {
    for data in [include_str!("../../data/measures.tsv"), include_str!("../../data/things.tsv")] {
        for row in rows(data) {
            assert_eq!(row.len(), 2, "{row:?}");
            assert!(
                row[1].split('|').all(|cell| !cell.is_empty() && cell.trim() == cell),
                "{row:?}"
            );
        }
    }
}

fn valid(text: &str) {
    let claimants = claimants(text);
    for claimant in &claimants {
        assert!(text.get(claimant.source.clone()).is_some());
        assert!(claimant.contents.iter().all(|span| text.get(span.clone()).is_some()));
    }
    let claims = read(text, Some(date(2025, 3, 12)), &claimants);
    for claim in &claims {
        assert!(claim.place.clone().is_none_or(|span| text.get(span).is_some()));
        assert!(claim.part_of.is_none_or(|at| at < claims.len()));
        assert!(claim.claimant.is_none_or(|at| at < claimants.len()));
    }
}

proptest! {
    #[test]
    fn any_text_is_read(text in "\\PC*") {
        valid(&text);
    }

    #[test]
    fn any_pile_of_claims_is_read(
        parts in prop::collection::vec(
            prop::sample::select(vec![
                "said", "\"", "“", "”", ",", ".", "10", "of", "them", "drones", "over", "The army",
                "according", "to", "by", "count", "quoted", "as", "saying", "he", "\n", ";", "5%",
                "of the", "131", "and", "in", "Lunde", "on", "Monday", "it", "put", "at",
            ]),
            0..60,
        ),
    ) {
        valid(&parts.join(" "));
    }
}

#[test]
fn long_texts_take_linear_time() {
    for unit in ["10 drones, ", "he said ", "\" 5 ", "5 of 6 ", "said. ", "A said 5. ", "and "] {
        valid(&unit.repeat(100_000 / unit.len()));
    }
}
