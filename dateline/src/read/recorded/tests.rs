//! The brief's own page against its gold record (`brief/` in the gold data; not in the repository).

use std::path::PathBuf;

use page::Capture;
use record::figures::Value as Number;
use serde_json::Value;

use super::*;

fn brief() -> Option<(Article, Value)> {
    let folder = std::env::var_os("DATELINE_GOLD").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data")),
        PathBuf::from,
    );
    let page = std::fs::read(folder.join("brief/page.html")).ok()?;
    let gold = std::fs::read(folder.join("brief/gold.json")).ok()?;
    let article =
        page::read(&Capture { bytes: page, url: None, headers: Vec::new() }).expect("it is a page");
    Some((article, serde_json::from_slice(&gold).expect("JSON")))
}

/// Where a span of the gold's text, in code points, stands in the article's.
fn found(article: &Article, gold: &Value, span: &Value) -> Option<Range<usize>> {
    let chars: Vec<char> = gold["text"].as_str()?.chars().collect();
    let at = |end: usize| span[end].as_u64().map(|at| at as usize);
    let (start, end) = (at(0)?, at(1)?);
    let words = |range: Range<usize>| chars[range].iter().collect::<String>();
    // The same words stand in several places: those around tell them apart.
    let around = words(start.saturating_sub(12)..(end + 12).min(chars.len()));
    let before = words(start.saturating_sub(12)..start).len();
    let first = article.text.find(&around)? + before;
    Some(first..first + words(start..end).len())
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

#[test]
fn the_brief_is_read_as_its_gold_has_it() {
    let Some((article, gold)) = brief() else {
        println!("skipped: no data");
        return;
    };
    let record = read(&article);
    let list = |key: &str| gold[key].as_array().cloned().unwrap_or_default();
    let has_speaker = |quote: &&Value| {
        let Some(cue) = found(&article, &gold, &quote["cue"][0]) else { return false };
        record.quotes.iter().filter(|own| overlap(&own.cue, &cue)).any(|own| {
            let name = own.resolution.speaker.map(|at| record.speakers[at].name.as_str());
            // The gold writes "Kyiv" with a capital, the page does not.
            name.map(str::to_lowercase) == quote["speaker"].as_str().map(str::to_lowercase)
        })
    };
    let quotes = list("attributions");
    let wrong: Vec<&Value> = quotes.iter().filter(|quote| !has_speaker(quote)).collect();
    assert_eq!((quotes.len(), wrong.len()), (13, 0), "{wrong:#?}");

    let is_right = |figure: &&Value| {
        let Some(span) = found(&article, &gold, &figure["span"]) else { return false };
        let Some(claim) = record.claims.iter().find(|own| overlap(&own.figure.span, &span)) else {
            return false;
        };
        let value = match claim.figure.value {
            Number::One(one) => one.to_f64(),
            Number::Range(..) => return false,
        };
        let who = claim.claimant.map(|at| record.claimants[at].name.as_str());
        let place = claim.place.clone().map(|place| &article.text[place]);
        let whole = claim.part_of.and_then(|at| match record.claims[at].figure.value {
            Number::One(one) if claim.figure.of_total.is_none() => Some(one.to_f64()),
            _ => None,
        });
        let total = claim.figure.of_total.map(|total| total.to_f64());
        let is_whole = figure["whole"] == true;
        Some(value) == figure["value"].as_f64()
            && who == figure["claimant"].as_str()
            && whole == figure["part_of"].as_f64()
            && total == figure["of_total"].as_f64()
            && (figure["place"].is_null() || place == figure["place"].as_str())
            && !(is_whole && place.is_some())
    };
    let figures = list("figures");
    let wrong: Vec<&Value> = figures.iter().filter(|figure| !is_right(figure)).collect();
    // Known to be wrong: a clause with a comma before who speaks ("3 years", docs/limits.md).
    assert!(figures.len() == 8 && wrong.len() <= 1, "{wrong:#?}");
}
