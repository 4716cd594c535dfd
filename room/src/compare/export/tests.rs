use super::*;

#[test]
fn no_cell_is_a_formula() {
    let check = |cell, expect: &str| assert_eq!(cell_of(cell), expect);
    check("plain", "plain");
    check("=SUM(A1)", "'=SUM(A1)");
    check(" =1+1", "' =1+1");
    check("+49 30", "'+49 30");
    check("@cmd", "'@cmd");
    check("-2.5", "-2.5");
    check("-2+3", "'-2+3");
    check("<=", "<=");
    check("a,b", "\"a,b\"");
    check("say \"x\"", "\"say \"\"x\"\"\"");
    check("=a,\"b\"", "\"'=a,\"\"b\"\"\"");
}

#[test]
fn forms_say_the_same() {
    let figure = Figure {
        measure: "homes without power".to_owned(),
        unit: "home".to_owned(),
        mark: ">=".to_owned(),
        low: Some(12.0),
        high: Some(12.0),
        ..Figure::default()
    };
    let line = Line {
        claimant: "Valnet".to_owned(),
        words: "At least 12 homes.".to_owned(),
        exact: "12 homes".to_owned(),
        figure: Some(figure),
        ..Line::default()
    };
    let quote = Line { figure: None, words: "It rains".to_owned(), ..line.clone() };
    let mut range = line.clone();
    range.figure.as_mut().expect("it has one").high = Some(15.0);
    let lines = [line, quote, range];
    assert_eq!(csv(&lines).lines().count(), 4);
    assert_eq!(json_of(&lines)["claims"][0]["figure"]["low"], 12.0);
    let graph = &jsonld(&lines)["@graph"];
    assert_eq!(graph[0]["@type"], "Claim");
    assert_eq!(graph[0]["about"][0]["value"]["minValue"], 12.0);
    assert_eq!(graph[1]["@type"], "Quotation");
    let items = &annotations(&lines)["first"]["items"];
    assert_eq!(items[0]["target"]["selector"][0]["exact"], "12 homes");
    assert_eq!(items[0]["body"][0]["value"], "Valnet, homes without power: >= 12");
    assert_eq!(items[1]["body"][0]["value"], "Valnet says");
    assert_eq!(items[2]["body"][0]["value"], "Valnet, homes without power: >= 12–15");
    assert!(file("pdf", "x", &lines).is_err());
}
