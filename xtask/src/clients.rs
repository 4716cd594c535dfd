//! Real clients of other programs, unmodified, against a room of this build: `e2e/clients/run.py` starts the
//! room and drives those that are here. What is not here is named, and how a plain install gives it.

use anyhow::Result;

use crate::shell;

/// What makes calls of the room's own API out of its document.
const SCHEMATHESIS: &str = "schemathesis==4.32.5";
/// The version that the contract was written from.
const WALLABAG_CLIENT: &str = "wallabag-client==1.8.12";

pub(crate) fn run() -> Result<bool> {
    if !shell::succeeds("cargo", &["build", "--quiet", "-p", "dateline"])? {
        return Ok(false);
    }
    let python = shell::target().join("clients");
    let has_all = ["bin/wallabag", "bin/schemathesis"].iter().all(|one| python.join(one).exists());
    if !has_all {
        install(&python)?;
    }
    let binary = shell::target().join("debug/dateline");
    let schemathesis = python.join("bin/schemathesis");
    let mut run = shell::command("python3");
    let is_good = run.arg("e2e/clients/run.py").arg(&binary).arg(&python).status()?.success();
    if !schemathesis.exists() {
        println!("schemathesis: missing: pip install {SCHEMATHESIS}");
        return Ok(is_good);
    }
    let mut run = shell::command("python3");
    let run = run.arg("e2e/clients/schemathesis.py").arg(binary).arg(schemathesis);
    Ok(run.status()?.success() && is_good)
}

/// Without a network nothing is installed, and the run says what is missing.
fn install(folder: &std::path::Path) -> Result<()> {
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
