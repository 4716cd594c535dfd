use super::{core, holds};

#[test]
fn words_are_met_in_any_of_their_endings() {
    let check = |words, asked, expect| assert_eq!(holds(words, asked), expect, "{asked}");
    check("drones shot down drone", "drone", true);
    check("homes without power", "homes power", true);
    check("homes without power", "Home", true);
    check("people killed", "people injured", false);
    check("Voronezh region", "voronezh", true);
    check("cities", "city", true);
    check("anything", "", true);
    check("", "drones", false);
    // Short words keep their end: "gas" is no "ga".
    check("gas", "ga", false);
}

#[test]
fn claimants_are_known_by_what_stays_of_their_names() {
    let check = |name, expect: &str| assert_eq!(core(name), expect, "{name}");
    check("grid operator Valnet", "valnet");
    check("Valnet", "valnet");
    check("Mr Brandt", "brandt");
    check("Olaf Brandt", "brandt");
    check("the civil protection service", "civil protection service");
    check("civil protection service", "civil protection service");
    check("The governor", "governor");
}
