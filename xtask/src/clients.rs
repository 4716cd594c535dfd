//! Real clients of other programs, unmodified, against a room of this build: `e2e/clients/run.py` starts rooms and
//! drives the clients that are here. What is missing is fetched once, by pip, cargo and apt; where that cannot be,
//! the run names what is missing and goes on with the others.

use std::path::Path;

use anyhow::Result;

use crate::{postgres, shell};

/// The version that the contract was written from.
const WALLABAG_CLIENT: &str = "wallabag-client==1.8.12";
/// Programs of ours over clients that are crates. Each is a workspace of its own (`greader` is under the GPL).
const CRATES: [&str; 2] = ["wallabag", "greader"];

/// False where a client that is here fails.
pub(crate) fn run() -> Result<bool> {
    if !shell::succeeds("cargo", &["build", "--quiet", "-p", "dateline"])? {
        return Ok(false);
    }
    let (python, rust) = (shell::target().join("clients"), shell::target().join("clients-rust"));
    if !python.join("bin/wallabag").exists() {
        with_pip(&python)?;
    }
    for name in CRATES {
        build(name, &rust)?;
    }
    if !Path::new("/usr/bin/newsboat").exists()
        && let Err(why) = postgres::install(&["newsboat"], "one of the clients is newsboat")
    {
        println!("{why}");
    }
    let mut command = shell::command("python3");
    command.arg("e2e/clients/run.py").arg(shell::target().join("debug/dateline"));
    Ok(command.args([python, rust]).status()?.success())
}

/// Without a network nothing is installed, and the run says so.
fn with_pip(folder: &Path) -> Result<()> {
    let folder_name = folder.display().to_string();
    shell::succeeds("python3", &["-m", "venv", &folder_name])?;
    let pip = folder.join("bin/pip").display().to_string();
    if !shell::succeeds(&pip, &["install", "--quiet", WALLABAG_CLIENT])? {
        println!("{WALLABAG_CLIENT} could not be installed: is there a network?");
    }
    Ok(())
}

/// From what cargo has, or else from the registry; the run says what could not be built.
fn build(name: &str, target: &Path) -> Result<()> {
    let (manifest, target) =
        (format!("e2e/clients/{name}/Cargo.toml"), target.display().to_string());
    let build =
        ["build", "--quiet", "--locked", "--manifest-path", &manifest, "--target-dir", &target];
    let offline = shell::command("cargo").args(build).arg("--offline").output()?;
    if !offline.status.success() && !shell::succeeds("cargo", &build)? {
        println!("{manifest} could not be built: is there a network?");
    }
    Ok(())
}
