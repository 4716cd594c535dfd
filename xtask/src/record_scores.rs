//! `cargo xtask record-scores`: the record's scores by the judges of the gold data, held above the
//! floors of eval/floors.json.
//!
//! Each set is read by `dateline record --batch` and judged by `bench/record/score_*.py` beside the
//! gold data; a metric is a number of the judge's report.

use std::fs::{self, File};
use std::path::Path;
use std::process::Stdio;

use anyhow::{Context, Result, bail};
use eval::floors::{Floor, Floors, Measured};
use eval::gold;
use eval::score::Metrics;

use crate::shell;

/// A number of a report: the metric, what its line starts with, which of the line's numbers.
type Figure = (&'static str, &'static str, usize);

struct Judged {
    set: &'static str,
    gold: &'static str,
    judge: &'static str,
    /// For `dateline record --batch`.
    how: &'static [&'static str],
    /// For the judge; `GOLD/` stands for the folder of the gold data.
    flags: &'static [&'static str],
    figures: &'static [Figure],
}

const QUOTES: &[Figure] = &[
    ("content_token", "content ", 4),
    ("content_exact", "content ", 7),
    ("direct_exact", "content@direct", 7),
    ("source_exact", "source", 7),
    ("cue_exact", "cue", 7),
    ("e2e", "link ", 8),
    ("direct_link", "link@direct", 2),
    ("statements_e2e", "statements", 9),
    ("statements_e2e_exact", "statements", 13),
    ("pronouns", "speakers:", 2),
];
const SPEAKERS: &[&str] =
    &["--statements", "--speakers", "GOLD/attribution/speakers-polnear-dev.tsv"];
const PLACES: &[Figure] = &[("within_161_km", "with coordinates", 2)];

const SETS: [Judged; 8] = [
    Judged {
        set: "polnear-dev",
        gold: "attribution/polnear-dev.jsonl",
        judge: "score_attribution.py",
        how: &[],
        flags: SPEAKERS,
        figures: QUOTES,
    },
    Judged {
        set: "polnear-dev-fast",
        gold: "attribution/polnear-dev.jsonl",
        judge: "score_attribution.py",
        how: &["--gear", "fast"],
        flags: SPEAKERS,
        figures: QUOTES,
    },
    Judged {
        set: "newsquant",
        gold: "quantities/newsquant.jsonl",
        judge: "score_quantities.py",
        how: &["--gear", "fast"],
        flags: &[],
        figures: &[
            ("value", "value ", 3),
            ("value_unit", "value+unit ", 3),
            ("value_change", "value+change", 3),
        ],
    },
    Judged {
        set: "claims-dev",
        gold: "claims/dev.jsonl",
        judge: "score_claims.py",
        how: &[],
        flags: &[],
        figures: &[("figure", "figure", 3), ("claim", "claim ", 3)],
    },
    Judged {
        set: "dates-phrases",
        gold: "dates/phrases.jsonl",
        judge: "score_dates.py",
        how: &["--gear", "fast"],
        flags: &[],
        figures: &[("value", "value  ", 3)],
    },
    Judged {
        set: "eventstoryline",
        gold: "dates/eventstoryline.jsonl",
        judge: "score_dates.py",
        how: &["--gear", "fast"],
        flags: &["--types", "date,time"],
        figures: &[("found", "relaxed", 1), ("value_right", "value right", 0)],
    },
    Judged {
        set: "geovirus",
        gold: "places/geovirus.jsonl",
        judge: "score_places.py",
        how: &["--gear", "fast"],
        flags: &[],
        figures: PLACES,
    },
    Judged {
        set: "geowebnews",
        gold: "places/gwn.jsonl",
        judge: "score_places.py",
        how: &["--gear", "fast"],
        flags: &[],
        figures: PLACES,
    },
];

/// Measures every set; false if a floor does not hold. `raise` writes better scores as floors.
pub(crate) fn run(raise: bool) -> Result<bool> {
    let gold = gold::folder();
    let judges = gold.join("../bench/record");
    if !judges.join("score_attribution.py").is_file() {
        println!("skipped: no data (no {}; set DATELINE_GOLD)", judges.display());
        return Ok(true);
    }
    let build = ["build", "--quiet", "--profile", "bench", "-p", "dateline"];
    if !shell::succeeds("cargo", &build)? {
        bail!("dateline does not build");
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../eval/floors.json");
    let mut floors = Floors::load(&path)?;
    let mut is_green = true;
    for judged in &SETS {
        let (digest, metrics) = judged.measure(&gold, &judges)?;
        for (metric, score) in &metrics {
            let floor = floors.get(judged.set, metric).map_or("-".to_owned(), |f| format!("{f}"));
            println!("{:18} {metric:22} {score:5.1}  floor {floor}", judged.set);
        }
        let measured = Measured { set: judged.set, digest: digest.clone(), metrics: &metrics };
        for breach in floors.breaches(&[measured]) {
            is_green = false;
            println!("  {breach}");
        }
        if raise {
            floors.gold.insert(judged.set.to_owned(), digest);
            metrics
                .iter()
                .for_each(|(metric, score)| lift(&mut floors, judged.set, metric, *score));
        }
    }
    if raise && is_green {
        floors.floors.sort_by(|a, b| a.set.cmp(&b.set));
        floors.save(&path)?;
    }
    Ok(is_green)
}

fn lift(floors: &mut Floors, set: &str, metric: &str, score: f64) {
    match floors.floors.iter_mut().find(|f| f.set == set && f.metric == metric) {
        Some(floor) => floor.floor = floor.floor.max(score),
        None => floors.floors.push(Floor {
            set: set.to_owned(),
            metric: metric.to_owned(),
            floor: score,
            why: None,
        }),
    }
}

impl Judged {
    /// The digest of the gold, and the metrics in per cent, as the judge rounds them.
    fn measure(&self, folder: &Path, judges: &Path) -> Result<(String, Metrics)> {
        let gold = folder.join(self.gold);
        let bytes = fs::read(&gold).with_context(|| format!("reading {}", gold.display()))?;
        let digest = bytes.iter().fold(0xCBF2_9CE4_8422_2325_u64, |digest, &byte| {
            (digest ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
        });
        let answers = std::env::temp_dir().join(format!("dateline-record-{}", std::process::id()));
        self.answer(&gold, &answers)?;
        let flags =
            self.flags.iter().map(|flag| flag.replace("GOLD/", &format!("{}/", folder.display())));
        let paths = [judges.join(self.judge), gold, answers.clone()];
        let arguments: Vec<String> =
            paths.iter().map(|path| path.display().to_string()).chain(flags).collect();
        let report = shell::output("python3", &arguments)?;
        fs::remove_file(answers)?;
        let metric = |&(name, line, number): &Figure| -> Result<(&'static str, f64)> {
            let score = figure(&report, line, number)
                .with_context(|| format!("{}: no {name} in the report:\n{report}", self.set))?;
            Ok((name, score))
        };
        Ok((format!("{digest:016x}"), self.figures.iter().map(metric).collect::<Result<_>>()?))
    }

    fn answer(&self, gold: &Path, answers: &Path) -> Result<()> {
        let program = shell::target().join("release/dateline").display().to_string();
        let mut command = shell::command(&program);
        command.args(["record", "--batch"]).args(self.how);
        command.stdin(Stdio::from(File::open(gold)?)).stdout(Stdio::from(File::create(answers)?));
        let status = command.status().context("running dateline")?;
        if !status.success() {
            bail!("dateline record --batch failed on {}", self.set);
        }
        Ok(())
    }
}

/// A number of the first line that starts so; those in the line's head do not count, that of "e2e" does.
fn figure(report: &str, head: &str, number: usize) -> Option<f64> {
    let rest = report.lines().find_map(|line| line.strip_prefix(head))?;
    rest.split(|c: char| !(c.is_ascii_digit() || c == '.'))
        .filter_map(|word| word.parse().ok())
        .nth(number)
}

#[cfg(test)]
mod tests;
