use super::*;

/// The claims of a text as `number | who`.
fn check(text: &str, expect: &[&str]) {
    let record = read(text, &Options::default());
    let found: Vec<String> = record
        .claims
        .iter()
        .map(|claim| {
            let who = claim.claimant.map_or("-", |at| &record.claimants[at].name);
            format!("{} | {who}", &text[claim.figure.number.clone()])
        })
        .collect();
    assert_eq!(found, expect, "{text}");
}

#[test]
fn figures_belong_to_who_states_them() {
    check(
        "Mayor Anna Holt said on Monday that 40 houses had burned. Later she told reporters that \
         12 people were hurt.",
        &["40 | Anna Holt", "12 | Anna Holt"],
    );
    check("The fire destroyed 40 houses on Monday.", &["40 | -"]);
}

#[test]
fn a_language_is_read_or_said_not_to_be() {
    let read = |text, language| read(text, &Options { language, ..Options::default() }).language;
    assert_eq!(read("He said it was late.", None), Ok("en"));
    assert_eq!(read("Il a dit.", Some("fr-CA")), Err(NoRecord::OtherLanguage));
    assert_eq!(read("Überzahl: 30", Some("en-GB")), Ok("en"));
    assert_eq!(read("\n \u{0}", None), Err(NoRecord::NoWords));
    assert_eq!(read("東京で今日、三十人が", None), Err(NoRecord::OtherLanguage));
}

#[test]
fn what_is_recalled_was_read() {
    let text = "Mayor Anna Holt said on Monday that 40 houses had burned. “We lost our school,” she \
        said, and 12 people were hurt. The county put it at 55 houses.";
    let published = jiff::civil::Date::new(2031, 5, 7).ok();
    let first = read(text, &Options { published, ..Options::default() });
    let again = recall(text, published, first.quotes.clone(), first.speakers.clone());
    assert_eq!(again.claims, first.claims);
    assert_eq!(again.claimants, first.claimants);
    assert!(!first.claims.is_empty());
}
