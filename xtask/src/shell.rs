//! Running other programs from the workspace's root.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// The folder with the root manifest.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask is one folder below the root")
}

/// Where cargo puts what it builds.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// A command that starts in the root; `cargo` is the one that runs us.
pub(crate) fn command(program: &str) -> Command {
    let program = match program {
        "cargo" => std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()),
        other => other.into(),
    };
    let mut command = Command::new(program);
    command.current_dir(root());
    // Cargo tells us of our package; handed on, that would make others' build scripts run anew (ring watches it), and with
    // them be built all that stands on them.
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(|name| {
            name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")
        }) {
            command.env_remove(name);
        }
    }
    // Tests run in their crates' folders: they are told where the gold lies from there too.
    let near = root().join("../shared/data");
    if std::env::var_os("DATELINE_GOLD").is_none()
        && let Ok(gold) = near.canonicalize()
    {
        command.env("DATELINE_GOLD", gold);
    }
    command
}

/// Whether it ended well; its output goes where ours goes.
pub(crate) fn succeeds(program: &str, arguments: &[&str]) -> Result<bool> {
    let status = command(program).args(arguments).status();
    Ok(status.with_context(|| format!("starting {program}"))?.success())
}

/// Runs to the end and gives back standard output.
///
/// # Errors
/// If it cannot be started or does not end well; its complaints are in the message.
pub(crate) fn output<S: AsRef<OsStr>>(program: &str, arguments: &[S]) -> Result<String> {
    let output =
        command(program).args(arguments).output().with_context(|| format!("starting {program}"))?;
    if !output.status.success() {
        bail!("{program} failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    String::from_utf8(output.stdout).with_context(|| format!("{program} did not print UTF-8"))
}

/// Runs to the end, shows both streams line by line as they come and gives back all lines.
pub(crate) fn shown(command: &mut Command) -> Result<(bool, Vec<String>)> {
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("starting {}", command.get_program().display()))?;
    let stdout = child.stdout.take().expect("it was asked for");
    let stderr = child.stderr.take().expect("it was asked for");
    let pass_on = |stream: Box<dyn std::io::Read + Send>| {
        let mut lines = Vec::new();
        for line in BufReader::new(stream).split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8_lossy(&line).into_owned();
            println!("{line}");
            lines.push(line);
        }
        lines
    };
    let lines = std::thread::scope(|scope| {
        let errors = scope.spawn(|| pass_on(Box::new(stderr)));
        let mut lines = pass_on(Box::new(stdout));
        lines.extend(errors.join().expect("printing a line does not panic"));
        lines
    });
    Ok((child.wait()?.success(), lines))
}
