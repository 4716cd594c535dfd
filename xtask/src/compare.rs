//! `cargo xtask compare`: stories and rival claims held against their floors on the gold data.

use std::path::Path;

use anyhow::Result;
use eval::claims::{Found, Score, Value};
use eval::floors::Floors;
use eval::{claims, clusters, gold};
use record::figures::Value as Number;
use record::quotes::Gear;
use record::rival::{Account, compare};
use record::story::{Stories, Traits};
use record::{Options, Record};

/// Holds both against their floors; true where there is no data.
pub(crate) fn check() -> Result<bool> {
    let floors = Floors::load(Path::new("eval/floors.json"))?;
    let stories = stories(&floors)?;
    Ok(rivals(&floors)? && stories)
}

/// One pass in the order of the file.
fn stories(floors: &Floors) -> Result<bool> {
    let Some(articles) = clusters::load(&gold::folder())? else {
        println!("skipped: no data for stories");
        return Ok(true);
    };
    let mut stories = Stories::default();
    for (at, article) in articles.iter().enumerate() {
        let published = article.date.as_ref().and_then(|day| day.get(..10)?.parse().ok());
        let traits = Traits::of(&article.text, published);
        stories.place(at as u64, &traits, traits.day);
    }
    let found: Vec<u64> =
        (0..articles.len()).map(|at| stories.story_of(at as u64).unwrap_or(0)).collect();
    let gold: Vec<&str> = articles.iter().map(|article| article.story.as_str()).collect();
    let fit = clusters::fit(&gold, &found);
    Ok(hold(floors, "stories", &[("b_cubed", fit.b_cubed), ("ceaf_e", fit.ceaf_e)]))
}

fn rivals(floors: &Floors) -> Result<bool> {
    let Some(stories) = claims::load(&gold::folder())? else {
        println!("skipped: no data for claims");
        return Ok(true);
    };
    let mut score = Score::default();
    stories.iter().for_each(|story| add(story, &mut score));
    println!("false rivals: {} (floor: none)", score.false_rivals);
    let kinds = ["rival", "update", "same", "part", "compatible", "mirror"];
    let measured = kinds.map(|kind| (kind, score.f1(kind)));
    Ok(hold(floors, "claims", &measured) && score.false_rivals == 0)
}

fn add(story: &claims::Story, score: &mut Score) {
    let published: Vec<_> = story.docs.iter().map(|doc| doc.published.parse().ok()).collect();
    let read = |(doc, published): (&claims::Doc, &_)| {
        let options = Options { published: *published, gear: Gear::Thorough, ..Options::default() };
        record::read(&doc.text, &options)
    };
    let records: Vec<Record> = story.docs.iter().zip(&published).map(read).collect();
    let accounts: Vec<Account<'_>> = (0..records.len())
        .map(|at| Account {
            text: &story.docs[at].text,
            record: &records[at],
            outlet: &story.docs[at].outlet,
            published: published[at],
            reprint_of: None,
        })
        .collect();
    let compared = compare(&accounts);
    let characters = |doc: usize, byte: usize| story.docs[doc].text[..byte].chars().count();
    let found: Vec<Found> = compared
        .stated
        .iter()
        .map(|one| Found {
            doc: one.article,
            span: characters(one.article, one.span.start)..characters(one.article, one.span.end),
            value: match records[one.article].claims[one.claim].figure.value {
                Number::One(one) => Value::One(one.to_f64()),
                Number::Range(low, high) => Value::Range([low.to_f64(), high.to_f64()]),
            },
        })
        .collect();
    let relations: Vec<(usize, usize, &str)> =
        compared.relations.iter().map(|one| (one.a, one.b, one.kind.name())).collect();
    score.add(story, &found, &relations);
}

/// Prints each measure beside its floor; false if one is below.
pub(crate) fn hold(floors: &Floors, set: &str, measured: &[(&str, f64)]) -> bool {
    let mut is_green = true;
    for &(metric, value) in measured {
        let floor = floors.get(set, metric).unwrap_or(0.0);
        let holds = value + 1e-9 >= floor;
        is_green &= holds;
        let verdict = if holds { "ok" } else { "BELOW" };
        println!("{verdict:6} {set} {metric}: {value:.4} (floor {floor:.3})");
    }
    is_green
}
