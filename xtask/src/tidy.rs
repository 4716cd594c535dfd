//! Checks over the manifests: who may use whom, what must never be in a crate's tree, licences, and crate counts.
//!
//! The rules are those of the house style's table of crates and of `docs/dependencies.md`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::licence;
use crate::shell;

/// Every crate of ours and those of ours that it may use, in the order of the layers.
const LAYERS: [(&str, &[&str]); 11] = [
    ("html", &[]),
    ("page", &["html"]),
    ("record", &["page"]),
    // Feeds are found in pages and bookmark files are HTML: `wire` asks the parser, never `page`.
    ("wire", &["html", "page"]),
    ("store", &["page", "record", "wire"]),
    ("corpus", &["page", "record", "wire"]),
    ("room", &["page", "record", "wire", "store", "corpus"]),
    ("dateline", &["page", "record", "wire", "store", "corpus", "room"]),
    ("oracle", &["html", "page"]),
    ("eval", &["html", "page", "record", "wire", "store", "corpus"]),
    ("xtask", &["html", "page", "record", "wire", "store", "corpus", "eval"]),
];
/// Never shipped; tests may use them, and each other's crates no other way than above.
const NOT_SHIPPED: [&str; 3] = ["oracle", "eval", "xtask"];
/// What tests of a shipped crate may use besides.
const FOR_TESTS: [&str; 2] = ["oracle", "eval"];
/// Crates from outside that must not be in the normal tree of one of ours.
const FORBIDDEN: [(&str, &[&str]); 6] = [
    ("html", PURE),
    ("page", PURE),
    ("record", PURE),
    ("wire", &["axum", "rusqlite", "tokio-postgres"]),
    ("store", &["axum", "reqwest", "askama"]),
    ("corpus", &["axum", "askama", "rusqlite", "tokio-postgres"]),
];
/// I/O, async, threads, randomness and a second parser: a pure crate has none of them.
const PURE: &[&str] = &[
    "tokio",
    "async-std",
    "smol",
    "reqwest",
    "hyper",
    "axum",
    "rusqlite",
    "tokio-postgres",
    "rayon",
    "rand",
    "getrandom",
    "tracing",
    "html5ever",
    "scraper",
    "ammonia",
];
/// Crates that bring TLS; the binary carries one of them.
const TLS_PROVIDERS: [&str; 7] =
    ["ring", "aws-lc-rs", "openssl", "native-tls", "boring", "rustls-graviola", "mbedtls"];
/// Most crates in a normal tree, itself and proc macros counted (`docs/dependencies.md`).
/// `page`: 24 of them are the tables `url` brings for international host names (idna on ICU4X,
/// with its derive macros), 8 more encodings and dates; the house budget of 25 was drawn up when
/// idna's tables were one crate.
const LIMITS: [(&str, usize); 2] = [("page", 53), ("dateline", 380)];

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
    license: Option<String>,
    /// `None` for a crate of ours.
    source: Option<String>,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    /// `None` for a normal dependency, else `dev` or `build`.
    kind: Option<String>,
    /// Set for a crate of ours.
    path: Option<String>,
}

/// Prints the findings and the counts; false if something is wrong.
pub(crate) fn run() -> Result<bool> {
    let json = shell::output("cargo", &["metadata", "--format-version", "1"])?;
    let metadata: Metadata =
        serde_json::from_str(&json).context("cargo metadata printed something else")?;
    let ours: Vec<&Package> = metadata.packages.iter().filter(|p| p.source.is_none()).collect();
    let mut findings: Vec<String> = ours.iter().flat_map(|p| layering(p)).collect();
    findings.extend(metadata.packages.iter().filter_map(licence_finding));
    findings.extend(wire_finding()?);

    let mut trees = BTreeMap::new();
    for package in ours.iter().map(|p| p.name.as_str()).filter(|n| !NOT_SHIPPED.contains(n)) {
        trees.insert(package.to_owned(), normal_tree(package)?);
    }
    findings.extend(tree_findings(&trees));
    for line in counts(&trees) {
        println!("{line}");
    }
    for finding in &findings {
        println!("TIDY: {finding}");
    }
    Ok(findings.is_empty())
}

/// Dependencies on crates of ours that the layers do not allow.
fn layering(package: &Package) -> Vec<String> {
    let Some((_, allowed)) = LAYERS.iter().find(|(name, _)| *name == package.name) else {
        return vec![format!("{} is not in xtask's table of layers", package.name)];
    };
    let is_allowed = |dependency: &Dependency| {
        let name = dependency.name.as_str();
        // A crate's tests may also use itself with the features that are for tests.
        let is_for_tests = dependency.kind.as_deref() == Some("dev")
            && (FOR_TESTS.contains(&name) || name == package.name);
        allowed.contains(&name) || is_for_tests
    };
    package
        .dependencies
        .iter()
        .filter(|d| d.path.is_some() && !is_allowed(d))
        .map(|d| {
            let kind = d.kind.as_deref().unwrap_or("normal");
            format!("{} must not use {} ({kind} dependency)", package.name, d.name)
        })
        .collect()
}

fn licence_finding(package: &Package) -> Option<String> {
    let licence = package.license.as_deref().unwrap_or("");
    (!licence::is_taken(licence)).then(|| {
        format!("{} {}: licence {licence:?} is not one we take", package.name, package.version)
    })
}

/// `wire` uses only `page`'s `Capture`: a rule the manifest cannot tell.
fn wire_finding() -> Result<Option<String>> {
    let mut folders = vec![shell::root().join("wire/src")];
    while let Some(folder) = folders.pop() {
        if !folder.is_dir() {
            continue;
        }
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs")
                && let Some(used) = other_than_capture(&fs::read_to_string(&path)?)
            {
                let path = path.strip_prefix(shell::root()).unwrap_or(&path).display().to_string();
                return Ok(Some(format!("wire may use only page's Capture, {path} uses {used}")));
            }
        }
    }
    Ok(None)
}

/// The first path into `page` that is not its `Capture`, comments aside.
fn other_than_capture(source: &str) -> Option<&str> {
    for line in source.lines().map(str::trim_start).filter(|l| !l.starts_with("//")) {
        for (at, _) in line.match_indices("page::") {
            let is_word = |c: char| c.is_alphanumeric() || c == '_';
            let is_inner = line[..at].ends_with(|c| is_word(c) || c == ':');
            let used = line[at + "page::".len()..].trim_start_matches("{ ").trim_start_matches('{');
            let name = used.split(|c| !is_word(c)).next().unwrap_or("");
            if !is_inner && name != "Capture" {
                return Some(line);
            }
        }
    }
    None
}

/// Names of the crates in a package's normal tree for this machine, itself and proc macros included.
fn normal_tree(package: &str) -> Result<BTreeSet<String>> {
    let arguments = ["tree", "-p", package, "-e", "normal", "--prefix", "none", "--format", "{p}"];
    let tree = shell::output("cargo", &arguments)?;
    Ok(tree.lines().filter_map(tree_entry).collect())
}

/// `name version` of a line such as `html v0.0.0 (/work/html) (*)`.
fn tree_entry(line: &str) -> Option<String> {
    let mut words = line.split_whitespace();
    Some(format!("{} {}", words.next()?, words.next()?))
}

fn tree_findings(trees: &BTreeMap<String, BTreeSet<String>>) -> Vec<String> {
    let mut findings = Vec::new();
    let names = |tree: &BTreeSet<String>| -> BTreeSet<String> {
        tree.iter().filter_map(|entry| entry.split(' ').next()).map(str::to_owned).collect()
    };
    for (package, forbidden) in FORBIDDEN {
        let Some(tree) = trees.get(package).map(names) else {
            continue;
        };
        let found = forbidden.iter().filter(|name| tree.contains(**name));
        findings.extend(found.map(|name| format!("{name} must not be in the tree of {package}")));
    }
    for (package, limit) in LIMITS {
        let count = trees.get(package).map_or(0, BTreeSet::len);
        if count > limit {
            findings.push(format!("{package}: {count} crates, at most {limit} allowed"));
        }
    }
    if let (Some(page), Some(record)) = (trees.get("page"), trees.get("record")) {
        let added: Vec<&str> = record_adds(page, record);
        if !added.is_empty() {
            findings.push(format!("record adds crates to page's: {}", added.join(", ")));
        }
    }
    if let Some(binary) = trees.get("dateline").map(names) {
        let providers: Vec<&str> =
            TLS_PROVIDERS.into_iter().filter(|p| binary.contains(*p)).collect();
        if providers.len() > 1 {
            findings.push(format!("more than one TLS provider: {}", providers.join(", ")));
        }
    }
    findings
}

/// What `record` may bring beside `page`'s crates: one without dependencies of its own, for vectors.
const RECORD_MAY_ADD: [&str; 1] = ["fearless_simd"];

fn record_adds<'t>(page: &'t BTreeSet<String>, record: &'t BTreeSet<String>) -> Vec<&'t str> {
    record
        .difference(page)
        .map(String::as_str)
        .filter(|entry| !entry.starts_with("record "))
        .filter(|entry| !RECORD_MAY_ADD.iter().any(|name| entry.split(' ').next() == Some(name)))
        .collect()
}

/// The three counts of `docs/dependencies.md`.
fn counts(trees: &BTreeMap<String, BTreeSet<String>>) -> Vec<String> {
    let mut lines: Vec<String> = LIMITS
        .iter()
        .filter_map(|(package, limit)| {
            let count = trees.get(*package)?.len();
            Some(format!("{package}: {count} crates in the normal tree (at most {limit})"))
        })
        .collect();
    if let (Some(page), Some(record)) = (trees.get("page"), trees.get("record")) {
        lines.push(format!(
            "record: adds {} crates to page's besides fearless_simd (at most 0)",
            record_adds(page, record).len()
        ));
    }
    lines
}

#[cfg(test)]
mod tests;
