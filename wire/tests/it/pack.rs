//! The guard against the hostile pack's targets and resolver answers, when its generator is there.

use std::fs;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use serde_json::Value;
use wire::{Config, Error, Fetcher};

/// The rows of one of the pack's lists; `None` without the generator's folder or Python.
fn rows(list: &str) -> Option<Vec<Value>> {
    static PACK: LazyLock<Option<PathBuf>> = LazyLock::new(pack);
    rows_of(PACK.as_deref()?, list)
}

/// The folder of the pack, written when it is not there: once for each edition of the generator.
fn pack() -> Option<PathBuf> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    // A worktree may lie deeper than the repository itself.
    let near = ["../shared/data", "../../shared/data"].map(|data| root.join(data));
    let given = std::env::var_os("DATELINE_GOLD").map(PathBuf::from);
    let data = given.into_iter().chain(near);
    let generator =
        data.map(|data| data.join("hostile/generate.py")).find(|file| file.is_file())?;
    let edition = fs::metadata(&generator).ok()?.len();
    let pack = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("hostile-{edition}"));
    if !pack.is_dir() {
        // Tests run side by side: each writes a folder of its own, the first to be done names it.
        let own = pack.with_extension(std::process::id().to_string());
        let mut write = Command::new("python3");
        write.arg(&generator).args(["--only", "ssrf", "--out"]).arg(&own);
        write.output().ok().filter(|output| output.status.success())?;
        if fs::rename(&own, &pack).is_err() {
            let _ = fs::remove_dir_all(&own);
        }
    }
    Some(pack)
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
