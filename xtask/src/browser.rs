//! What needs a browser: the tests in `e2e/`, and pictures of the demo. Node runs both; Chromium is the
//! system's.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::{postgres, shell};

/// Where Chromium is besides the PATH.
const ELSEWHERE: &str = "/Applications/Chromium.app/Contents/MacOS/Chromium";
const NAMES: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// Runs the tests over the binary of this workspace; whether all passed.
pub(crate) fn test(only: Option<&str>) -> Result<bool> {
    let mut node = ready()?;
    let given = std::env::var(postgres::VARIABLE).ok();
    let server = if given.is_none() { Some(postgres::Server::start()?) } else { None };
    let url = given.or(server.as_ref().map(postgres::Server::url)).unwrap_or_default();
    // Two stories at a time: each is a browser and a server, which mostly wait for each other.
    node.env(postgres::VARIABLE, url).args(["--test", "--test-concurrency=2"]);
    for file in files(only)? {
        node.arg(file);
    }
    Ok(node.status().context("starting node")?.success())
}

/// Takes the pictures; whether all could be taken.
pub(crate) fn screenshots(keep: bool) -> Result<bool> {
    let mut node = ready()?;
    node.arg("screenshots.js").args(keep.then_some("--keep"));
    Ok(node.status().context("starting node")?.success())
}

/// Node in `e2e/`, with the binary built, the packages of the lock file there, and a browser found.
fn ready() -> Result<Command> {
    let chromium = chromium()?;
    if find(&["npm"]).is_none() {
        bail!(
            "Node 20 or later is needed: Debian: apt-get install nodejs npm; macOS: brew install node"
        );
    }
    if !shell::succeeds("cargo", &["build", "--quiet", "--package", "dateline"])? {
        bail!("dateline does not build");
    }
    let folder = shell::root().join("e2e");
    install(&folder)?;
    fs::create_dir_all(shell::target().join("e2e"))?;
    let mut node = shell::command("node");
    node.current_dir(folder);
    node.env("DATELINE_CHROMIUM", chromium).env("DATELINE_TARGET", shell::target());
    node.env("DATELINE_BINARY", shell::target().join("debug/dateline"));
    Ok(node)
}

/// `npm ci`, if the lock file is not the one that was installed from.
fn install(folder: &Path) -> Result<()> {
    let lock = fs::read(folder.join("package-lock.json"))?;
    let stamp = folder.join("node_modules/.installed-from");
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    let mut npm = shell::command("npm");
    npm.current_dir(folder).args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"]);
    if !npm.status().context("starting npm")?.success() {
        bail!("npm ci failed in e2e/");
    }
    Ok(fs::write(stamp, lock)?)
}

fn files(only: Option<&str>) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(shell::root().join("e2e/tests"))? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.ends_with(".test.js") && only.is_none_or(|word| name.contains(word)) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// The browser; installed first where this is Debian and we may.
fn chromium() -> Result<PathBuf> {
    if let Some(found) = find(&NAMES) {
        return Ok(found);
    }
    if Path::new(ELSEWHERE).is_file() {
        return Ok(ELSEWHERE.into());
    }
    postgres::install(&["chromium"], "the browser tests need Chromium")?;
    find(&NAMES).context("Chromium was installed, yet it is not on the PATH")
}

fn find(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    names.iter().flat_map(|name| folders.iter().map(move |f| f.join(name))).find(|p| p.is_file())
}
