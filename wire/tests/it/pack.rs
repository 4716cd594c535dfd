//! The guard against the hostile pack's targets and resolver answers, when its generator is there.

use std::fs;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use wire::{Config, Error, Fetcher};

/// The rows of one of the pack's lists; `None` without the generator's folder or Python.
fn rows(list: &str) -> Option<Vec<Value>> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let data = std::env::var_os("DATELINE_GOLD").map_or_else(
        || {
            // A worktree may lie deeper than the repository itself.
            let near = root.join("../shared/data");
            if near.is_dir() { near } else { root.join("../../shared/data") }
        },
        PathBuf::from,
    );
    let generator = data.join("hostile/generate.py");
    // Writing the pack takes seconds: once for each edition of the generator.
    let edition = fs::metadata(&generator).ok()?.len();
    let pack = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("pack-{edition}-{list}"));
    if let Some(rows) = rows_of(&pack, list) {
        return Some(rows);
    }
    let ran = Command::new("python3")
        .arg(&generator)
        .args(["--only", "ssrf", "--out"])
        .arg(&pack)
        .output();
    if !ran.is_ok_and(|output| output.status.success()) {
        return None;
    }
    rows_of(&pack, list)
}

fn rows_of(pack: &Path, list: &str) -> Option<Vec<Value>> {
    let lines = fs::read_to_string(pack.join(format!("ssrf/{list}.jsonl"))).ok()?;
    let rows = lines.lines().map(|line| serde_json::from_str(line).ok());
    rows.collect()
}

#[test]
fn targets() {
    let Some(rows) = rows("targets") else {
        eprintln!("skipped: no data (hostile/generate.py)");
        return;
    };
    let mut count = 0;
    for row in rows {
        let (Some(url), Some(expect)) = (row["url"].as_str(), row["expect"].as_str()) else {
            continue;
        };
        let found = wire::check(url, &Config::default());
        match expect {
            "deny" => assert!(found.is_err(), "{url} must be refused"),
            "allow" => assert!(found.is_ok(), "{url} must not be refused: {found:?}"),
            _ => continue,
        }
        count += 1;
    }
    assert!(count > 200, "only {count} targets");
}

#[test]
fn resolver_answers() {
    let Some(rows) = rows("dns") else {
        eprintln!("skipped: no data (hostile/generate.py)");
        return;
    };
    let cases: Vec<(String, Vec<IpAddr>)> = rows
        .iter()
        // Redirects and second answers have their own tests; public first ones would be fetched.
        .filter(|row| row["expect"] == "deny" && row.get("redirect").is_none())
        .filter_map(|row| {
            let answers = row["answer_sequence"][0].as_array()?.iter();
            let addresses = answers.map(|answer| answer.as_str()?.parse().ok());
            let addresses: Option<Vec<IpAddr>> = addresses.collect();
            Some((format!("{}.example", row["id"].as_str()?), addresses?))
        })
        .collect();
    assert!(cases.len() > 50, "only {} cases", cases.len());
    let config = Config { hosts: cases.iter().cloned().collect(), ..Config::default() };
    let fetcher = Fetcher::new(config).expect("the system can fetch");
    for (name, addresses) in cases {
        let found = fetcher.fetch(&format!("http://{name}/"));
        let is_refused =
            matches!(found, Err(Error::PrivateAddress { .. } | Error::ForbiddenAddress { .. }));
        assert!(is_refused, "{addresses:?}: {found:?}");
    }
}
