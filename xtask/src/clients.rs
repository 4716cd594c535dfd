//! Real clients of other programs, unmodified, against a room of this build: `e2e/clients/run.py` starts rooms and
//! drives the clients that are here. What is missing is fetched once, by pip, cargo and apt; where that cannot be,
//! the run names what is missing and goes on with the others.

use std::path::Path;

use anyhow::Result;

use crate::{postgres, shell};

/// What makes calls of the room's own API out of its document.
const SCHEMATHESIS: &str = "schemathesis==4.32.5";
/// The version that the contract was written from.
const WALLABAG_CLIENT: &str = "wallabag-client==1.8.12";
/// Programs of ours over clients that are crates. Each is a workspace of its own (`greader` is under the GPL).
const CRATES: [&str; 2] = ["wallabag", "greader"];

/// Debian's packages, and what each installs: newsboat, and a checker of books that needs Java.
const PROGRAMS: [(&str, &str); 2] =
    [("newsboat", "/usr/bin/newsboat"), ("epubcheck", "/usr/share/java/epubcheck.jar")];

/// False where a client that is here fails.
pub(crate) fn run() -> Result<bool> {
    if !shell::succeeds("cargo", &["build", "--quiet", "-p", "dateline"])? {
        return Ok(false);
    }
    let (python, rust) = (shell::target().join("clients"), shell::target().join("clients-rust"));
    let schemathesis = python.join("bin/schemathesis");
    if !python.join("bin/wallabag").exists() || !schemathesis.exists() {
        with_pip(&python)?;
    }
    let mut is_green = true;
    for name in CRATES {
        is_green &= build(name, &rust)?;
    }
    let missing: Vec<&str> = PROGRAMS
        .into_iter()
        .filter(|(_, path)| !Path::new(path).exists())
        .map(|(package, _)| package)
        .collect();
    if !missing.is_empty()
        && let Err(why) = postgres::install(&missing, "programs that others read with")
    {
        println!("{why:#}");
    }
    let binary = shell::target().join("debug/dateline");
    let mut command = shell::command("python3");
    command.arg("e2e/clients/run.py").arg(&binary).args([python, rust]);
    is_green &= command.status()?.success();
    if !schemathesis.exists() {
        println!("schemathesis: missing: pip install {SCHEMATHESIS}");
        return Ok(is_green);
    }
    let mut command = shell::command("python3");
    command.arg("e2e/clients/schemathesis.py").arg(binary).arg(schemathesis);
    Ok(command.status()?.success() && is_green)
}

/// Without a network nothing is installed, and the run says so.
fn with_pip(folder: &Path) -> Result<()> {
    let folder_name = folder.display().to_string();
    shell::succeeds("python3", &["-m", "venv", &folder_name])?;
    let pip = folder.join("bin/pip").display().to_string();
    for one in [WALLABAG_CLIENT, SCHEMATHESIS] {
        if !shell::succeeds(&pip, &["install", "--quiet", one])? {
            println!("{one} could not be installed: is there a network?");
        }
    }
    Ok(())
}

/// From what cargo has, or else from the registry. False where our own part does not compile; of one whose crates
/// cannot be had or built here, the run says so and goes on.
fn build(name: &str, target: &Path) -> Result<bool> {
    let (manifest, target) =
        (format!("e2e/clients/{name}/Cargo.toml"), target.display().to_string());
    let build =
        ["build", "--quiet", "--locked", "--manifest-path", &manifest, "--target-dir", &target];
    let offline = shell::command("cargo").args(build).arg("--offline").output()?;
    if offline.status.success() {
        return Ok(true);
    }
    let online = shell::command("cargo").args(build).output()?;
    if online.status.success() {
        return Ok(true);
    }
    let words = String::from_utf8_lossy(&online.stderr);
    let words = words.trim();
    println!("{manifest} could not be built:\n{words}");
    Ok(!words.contains("(bin \""))
}
