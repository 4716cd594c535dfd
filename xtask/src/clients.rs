//! Real clients of other programs, unmodified, against a room of this build: `e2e/clients/run.py` starts the
//! room and drives those that are here. What is not here is named, and how a plain install gives it.

use anyhow::Result;

use crate::shell;

/// The version that the contract was written from.
const WALLABAG_CLIENT: &str = "wallabag-client==1.8.12";

pub(crate) fn run() -> Result<bool> {
    if !shell::succeeds("cargo", &["build", "--quiet", "-p", "dateline"])? {
        return Ok(false);
    }
    let python = shell::target().join("clients");
    if !python.join("bin/wallabag").exists() {
        install(&python)?;
    }
    let binary = shell::target().join("debug/dateline");
    let status =
        shell::command("python3").arg("e2e/clients/run.py").arg(binary).arg(python).status()?;
    Ok(status.success())
}

/// Without a network nothing is installed, and the run says what is missing.
fn install(folder: &std::path::Path) -> Result<()> {
    let folder_name = folder.display().to_string();
    shell::succeeds("python3", &["-m", "venv", &folder_name])?;
    let pip = folder.join("bin/pip").display().to_string();
    if !shell::succeeds(&pip, &["install", "--quiet", WALLABAG_CLIENT])? {
        println!("{WALLABAG_CLIENT} could not be installed: is there a network?");
    }
    Ok(())
}
