use proptest::prelude::*;

use super::table::tables;
use super::*;
use crate::figures::rows;

/// Each place as `name: country, region`; `-` where the gazetteer has none.
fn check(text: &str, expect: &[&str]) {
    let found: Vec<String> = read(text)
        .iter()
        .map(|place| {
            let country = if place.country.is_empty() { "-" } else { &place.country };
            format!("{}: {}, {}", &text[place.span.clone()], country, place.region.unwrap_or("-"))
        })
        .collect();
    assert_eq!(found, expect, "{text}");
}

#[test]
fn countries_and_their_people() {
    check(
        "France and the Chinese envoy met in Kenya.",
        &["France: FR, -", "Chinese: CN, -", "Kenya: KE, -"],
    );
    check("in Côte d’Ivoire", &["Côte d’Ivoire: CI, -"]);
    check("The U.S. and the UK", &["U.S.: US, -", "UK: GB, -"]);
    check("Tell us and it will tell them.", &[]);
    check("rain over the Black Sea", &["Black Sea: -, -"]);
}

#[test]
fn namesakes() {
    check("A bakery in Paris, Texas", &["Paris: US, Texas", "Texas: US, Texas"]);
    check("A bakery in Paris burned.", &["Paris: FR, Île-de-France"]);
    check(
        "The flood reached Cambridge, Ontario.",
        &["Cambridge: CA, Ontario", "Ontario: CA, Ontario"],
    );
    check(
        "Talks in Tbilisi on Sunday; Georgia said no.",
        &["Tbilisi: GE, Tbilisi", "Georgia: GE, -"],
    );
    check(
        "In Atlanta and Savannah voters queued; Georgia counts on Monday.",
        &["Atlanta: US, Georgia", "Savannah: US, Georgia", "Georgia: US, Georgia"],
    );
}

#[test]
fn persons_and_words_are_no_places() {
    check("Mr Lincoln met Jordan Smith and Austin Peters.", &[]);
    check("Reading is good. Nice people were there. Of course.", &[]);
    check("Governor Houston spoke.", &[]);
    check("Corby told reporters that Nenagh said so.", &[]);
    check("Moscow said no.", &["Moscow: RU, Moscow"]);
    check("the West Nile virus spread", &[]);
}

#[test]
fn spans_of_others_are_grounded() {
    let text = "A fire in Lyon and one in Nowhereville";
    let places = ground(text, &[10..14, 26..38, 0..999, 3..3]);
    assert_eq!(places[0].as_ref().map(|place| place.country.as_str()), Some("FR"));
    assert_eq!(places.len(), 4);
    assert!(places[2].is_none());
}

#[test]
fn names_are_folded() {
    for (name, key) in [
        ("Côte d’Ivoire", "cote divoire"),
        ("São  Paulo", "sao paulo"),
        ("Baden-Württemberg", "baden wurttemberg"),
        ("St. Louis", "st louis"),
        ("Łódź", "lodz"),
        ("Київ", "київ"),
        ("", ""),
    ] {
        assert_eq!(fold(name), key);
    }
}

#[test]
fn tables_are_whole() {
    for (data, columns) in [
        (include_str!("../../data/countries.tsv"), 6),
        (include_str!("../../data/areas.tsv"), 5),
        (include_str!("../../data/states.tsv"), 5),
        (include_str!("../../data/people.tsv"), 2),
    ] {
        for row in rows(data) {
            assert_eq!(row.len(), columns, "{row:?}");
        }
    }
    let tables = tables();
    for spot in tables.spots.values().flatten() {
        assert!((-90.0..=90.0).contains(&spot.latitude), "{spot:?}");
        assert!((-180.0..=180.0).contains(&spot.longitude), "{spot:?}");
    }
    // Every state of the table is a region of the gazetteer.
    assert!(tables.postal.values().all(|spot| spot.region.is_some()));
}

#[test]
fn the_gazetteer_finds_first_last_and_none() {
    assert!(!gazetteer::find("london").is_empty());
    assert!(!gazetteer::find("zwolle").is_empty());
    for name in ["", "\u{10FFFF}", "no such place at all", "a"] {
        let _ = gazetteer::find(name);
    }
    assert!(gazetteer::find("no such place at all").is_empty());
}

fn valid(text: &str) {
    let found = read(text);
    for place in &found {
        assert!(text.get(place.span.clone()).is_some(), "{place:?}");
    }
    for pair in found.windows(2) {
        assert!(pair[0].span.end <= pair[1].span.start, "{pair:?}");
    }
}

proptest! {
    #[test]
    fn any_text_is_read(text in "\\PC*") {
        valid(&text);
    }

    #[test]
    fn any_pile_of_names_is_read(
        parts in prop::collection::vec(
            prop::sample::select(vec![
                "London", "Paris", "Texas", ",", "in", "St", ".", "'s", "’s", "Georgia", "US", "of",
                "the", "County", "Washington", "D.C.", "-", "Street", "\n", "New", "York", "É", "Mr",
            ]),
            0..40,
        ),
    ) {
        valid(&parts.join(" "));
        valid(&parts.concat());
    }
}

#[test]
fn long_texts_take_linear_time() {
    for unit in ["London ", "London, ", "New ", "A of the ", "Q", "Mr X "] {
        valid(&unit.repeat(60_000 / unit.len()));
    }
}
