//! The story of the demo (an agency's text, its reprints, a changed page, three rival counts, one report
//! that only looks alike) comes out of the terminal as `room/demo/gold.json` says.

use serde_json::Value;

use super::run;

const DEMO: &str = "../../../room/demo";
/// Reworded so freely that not half of its words are found again: the judge sees a shared passage only.
const NOT_MET: &str = "08-post-reworded.html";

fn gold() -> Value {
    serde_json::from_str(include_str!("../../../room/demo/gold.json")).expect("it is JSON")
}

fn said(args: &[&str]) -> String {
    let output = run(args, b"");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn compared(a: &str, b: &str, format: &str) -> String {
    let [a, b] = [a, b].map(|page| format!("{DEMO}/{page}"));
    said(&["compare", "--format", format, &a, &b])
}

#[test]
fn reprints_are_told_with_their_kind() {
    let gold = gold();
    for reprint in gold["reprints"].as_array().expect("a list") {
        let (of, page) =
            (reprint["of"].as_str().expect("of"), reprint["page"].as_str().expect("page"));
        let out = compared(of, page, "read");
        if page == NOT_MET {
            // The gold calls it reworded; who mends the judge takes this away.
            assert!(out.contains("share a passage"), "{page} is met now:\n{out}");
            continue;
        }
        let wanted = match reprint["kind"].as_str() {
            Some("whole" | "edited") => "The same text",
            Some("cut") => "The second is shortened",
            _ => "The second is reworded",
        };
        assert!(out.contains(wanted), "{page}: {wanted} is not in\n{out}");
    }
    for page in gold["not_reprints"].as_array().expect("a list") {
        let out = compared("01-northwire-storm.html", page.as_str().expect("a name"), "read");
        let is_none = out.contains("nothing in common") || out.contains("share a passage");
        assert!(is_none, "{page}:\n{out}");
    }
}

#[test]
fn a_changed_page_says_what_changed() {
    let out = compared("02-courier-storm-first.html", "03-courier-storm-second.html", "read");
    assert!(out.contains("[-at least 12,000 homes-] → {+at least 14,500 homes+}"), "{out}");
    assert!(
        out.contains("The first number had been taken before two substations reported"),
        "{out}"
    );
}

#[test]
fn the_counts_are_rivals_and_the_rest_is_not() {
    let out = compared("03-courier-storm-second.html", "04-post-three-counts.html", "json");
    let rows: Value = serde_json::from_str(&out).expect("it is JSON");
    let row = rows["rows"].as_array().into_iter().flatten().find(|row| {
        row["measure"] == "homes without power" && row["cells"].as_array().map_or(0, Vec::len) > 2
    });
    let row = row.expect("the homes have a row");
    assert_eq!(row["verdict"], "differ");
    let mut figures: Vec<(u64, bool)> = row["cells"]
        .as_array()
        .into_iter()
        .flatten()
        .flat_map(|cell| cell["figures"].as_array().into_iter().flatten())
        .map(|one| (one["low"].as_f64().unwrap_or(0.0) as u64, one["superseded"] == true))
        .collect();
    figures.sort_unstable();
    figures.dedup();
    for (value, is_superseded) in
        [(12_000, true), (14_500, false), (16_400, false), (19_000, false)]
    {
        assert!(figures.contains(&(value, is_superseded)), "{value}: {figures:?}");
    }
    for one in gold()["not_rivals"].as_array().into_iter().flatten() {
        let value = one["value"].as_u64().expect("a number");
        assert!(figures.iter().all(|(figure, _)| *figure != value), "{value}: {figures:?}");
    }
}

#[test]
fn the_storm_is_one_story() {
    let out = said(&["stories", DEMO]);
    assert!(out.contains("(9 articles)"), "{out}");
}
