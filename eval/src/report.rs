//! What a person reads: the sets' table, the bars beside the peers, and the pages worth looking at.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::json;

use crate::floors::Floors;
use crate::peers::Peers;
use crate::run::{PageRun, SetRun};
use crate::score::Extracted;

/// Columns of the sets' table: heading and metric.
const COLUMNS: [(&str, &str); 14] = [
    ("shingle", "sh_f1"),
    ("±", "sh_sd"),
    ("p", "sh_p"),
    ("r", "sh_r"),
    ("same", "sh_acc"),
    ("rouge", "ro_mean"),
    ("median", "ro_median"),
    ("words", "w_f1"),
    ("seg", "seg_f1"),
    ("title", "title_exact"),
    ("byline", "byline_exact"),
    ("date", "date_acc"),
    ("prec", "date_prec"),
    ("answered", "answered"),
];

/// A line for each set.
pub fn table(sets: &[SetRun]) -> String {
    let mut table = format!("{:16}{:>6}", "set", "pages");
    for (heading, _) in COLUMNS {
        let _ = write!(table, "{heading:>9}");
    }
    table.push('\n');
    for set in sets {
        let _ = write!(table, "{:16}{:>6}", set.name, set.pages.len());
        for (_, metric) in COLUMNS {
            let _ = match set.metrics.get(metric) {
                Some(count) if metric == "answered" => write!(table, "{count:>9.0}"),
                Some(value) => write!(table, "{value:>9.4}"),
                None => write!(table, "{:>9}", "-"),
            };
        }
        table.push('\n');
    }
    table
}

/// A line for each bar that was measured: ours, the floor, the bar, and the best peer.
pub fn bars(sets: &[SetRun], peers: &Peers, floors: &Floors) -> String {
    let mut table = format!(
        "{:16}{:14}{:>8}{:>8}{:>8}{:>9}{:>8}{:>9}  best peer\n",
        "set", "metric", "ours", "floor", "bar", "to bar", "peer", "ceiling"
    );
    let number = |value: Option<f64>| value.map_or("-".to_owned(), |v| format!("{v:.3}"));
    for bar in &peers.bars {
        let set = sets.iter().find(|s| s.name == bar.set);
        let Some(ours) = set.and_then(|s| s.metrics.get(bar.metric.as_str())) else {
            continue;
        };
        let _ = writeln!(
            table,
            "{:16}{:14}{ours:>8.4}{:>8}{:>8.3}{:>+9.4}{:>8}{:>9}  {}",
            bar.set,
            bar.metric,
            number(floors.get(&bar.set, &bar.metric)),
            bar.bar,
            ours - bar.bar,
            number(bar.peer_score),
            number(bar.ceiling),
            bar.peer.as_deref().unwrap_or("")
        );
    }
    table
}

/// Writes one line for each page, in each set the worst first: tab separated, with a heading.
///
/// # Errors
/// If the file cannot be written.
pub fn write_pages(path: &Path, sets: &[SetRun]) -> Result<()> {
    let mut lines =
        "set\tid\toverall\tsh_f1\tsh_p\tsh_r\trouge\tseg\tgold_words\tfound_words\twrong\turl\n"
            .to_owned();
    for set in sets {
        let mut pages: Vec<&PageRun> = set.pages.iter().collect();
        pages.sort_by(|a, b| a.score.overall().total_cmp(&b.score.overall()));
        for page in pages {
            lines.push_str(&page_line(&set.name, page));
        }
    }
    fs::write(path, lines).with_context(|| format!("writing {}", path.display()))
}

fn page_line(set: &str, page: &PageRun) -> String {
    let number = |value: Option<f64>| value.map_or("-".to_owned(), |v| format!("{v:.3}"));
    let text = page.score.text.as_ref();
    let shingles = text.map(|t| t.shingles);
    let seg = page.score.snippets.map_or("-".to_owned(), |s| {
        format!("+{} -{} !{}", s.wanted_found, s.wanted_missed, s.unwanted_found)
    });
    let word_count = |text: &str| crate::words::words(text).count();
    let fields = [
        set.to_owned(),
        page.gold.id.clone(),
        number(Some(page.score.overall())),
        number(shingles.map(|s| s.f1())),
        number(shingles.and_then(|s| s.precision())),
        number(shingles.and_then(|s| s.recall())),
        number(text.and_then(|t| t.rouge).map(|r| r.f1)),
        seg,
        word_count(&page.gold.text).to_string(),
        word_count(&page.found.text).to_string(),
        wrong_values(page),
        page.gold.url.clone().unwrap_or_default(),
    ];
    let fields = fields.map(|f| f.replace(['\t', '\n', '\r'], " "));
    fields.join("\t") + "\n"
}

/// `title: gold | found; …` for each value that is not exactly right.
fn wrong_values(page: &PageRun) -> String {
    let (score, gold, found) = (&page.score, &page.gold, &page.found);
    let mut wrong = Vec::new();
    if let Some(failure) = &page.failure {
        wrong.push(format!("failed: {failure}"));
    }
    if score.title.is_some_and(|m| !m.is_exact) {
        wrong.push(format!("title: {} | {}", gold.title, found.title));
    }
    if score.byline.is_some_and(|m| !m.is_exact) {
        wrong.push(format!("byline: {:?} | {:?}", gold.byline, found.byline));
    }
    if score.date.is_some_and(|d| !d.is_right) {
        wrong.push(format!("date: {} | {}", gold.date, found.date));
    }
    wrong.join("; ")
}

/// Writes gold and found text of every page, for `diff`, as `<folder>/<set>/<id>.{gold,found}.txt`, and the rest
/// as `<id>.json`.
///
/// # Errors
/// If a file cannot be written.
pub fn dump(folder: &Path, sets: &[SetRun]) -> Result<()> {
    for set in sets {
        let folder = folder.join(&set.name);
        fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
        for PageRun { gold, found, failure, .. } in &set.pages {
            let rest = json!({
                "url": gold.url,
                "gold": {"title": gold.title, "byline": gold.byline, "date": gold.date, "dates": gold.dates,
                    "with": gold.with, "without": gold.without},
                "found": {"title": found.title, "byline": found.byline, "date": found.date},
                "failure": failure,
            });
            let rest = serde_json::to_string_pretty(&rest)? + "\n";
            for (ending, content) in
                [("gold.txt", &gold.text), ("found.txt", &found.text), ("json", &rest)]
            {
                let path = folder.join(format!("{}.{ending}", gold.id));
                fs::write(&path, content).with_context(|| format!("writing {}", path.display()))?;
            }
        }
    }
    Ok(())
}

/// Writes what was found as JSON Lines, so that the judge (or `--from`) can score it again.
///
/// # Errors
/// If the file cannot be written.
pub fn save(path: &Path, sets: &[SetRun]) -> Result<()> {
    let mut lines = String::new();
    for page in sets.iter().flat_map(|s| &s.pages).filter(|p| p.failure.is_none()) {
        let Extracted { title, byline, date, text } = &page.found;
        let line = json!({"set": page.gold.set, "id": page.gold.id, "title": title, "byline": byline,
            "date": date, "text": text});
        let _ = writeln!(lines, "{line}");
    }
    fs::write(path, lines).with_context(|| format!("writing {}", path.display()))
}
