//! The one configuration file, and where it is.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde::Deserialize;

#[cfg(test)]
mod tests;

/// `dateline.toml`. Everything in it is optional; command line and environment come first.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Config {
    /// Address to listen on. Default: 127.0.0.1:7310.
    pub(crate) listen: Option<SocketAddr>,
    /// Serve Prometheus metrics there. Default: nowhere.
    pub(crate) metrics_listen: Option<SocketAddr>,
    /// A PostgreSQL URL, or a path of SQLite's file. Default: dateline.sqlite beside this file.
    pub(crate) database: Option<String>,
    /// Of the room: see `room::Config`.
    pub(crate) room: room::Config,
}

impl Config {
    /// The file's words; the defaults where there is no file.
    ///
    /// # Errors
    /// When the file cannot be read or says something that is not known: which line.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        match std::fs::read_to_string(path) {
            Ok(text) => Self::parse(&text).with_context(|| format!("in {}", path.display())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error).with_context(|| format!("reading {}", path.display())),
        }
    }

    fn parse(text: &str) -> Result<Self> {
        Ok(toml::from_str(text)?)
    }
}

/// The data directory of the person who runs us: `XDG_DATA_HOME`, or where the system keeps such
/// things.
pub(crate) fn data_dir() -> Result<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    if let Some(folder) = set("XDG_DATA_HOME") {
        return Ok(PathBuf::from(folder).join("dateline"));
    }
    let Some(home) = set("HOME") else {
        bail!("say where the library is to be, with --data-dir");
    };
    let inner =
        if cfg!(target_os = "macos") { "Library/Application Support" } else { ".local/share" };
    Ok(PathBuf::from(home).join(inner).join("dateline"))
}
