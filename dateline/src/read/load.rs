//! From an input to the bytes of its page.

use std::io;
use std::path::Path;
use std::sync::OnceLock;

use page::Capture;
use url::Url;
use wire::{Config, Error, Fetcher};

use super::input::Input;

/// Opens and fetches inputs; threads share it.
#[derive(Debug)]
pub(super) struct Loader {
    config: Config,
    /// Set up on the first address: reading files must not wait for certificates.
    fetcher: OnceLock<Result<Fetcher, String>>,
}

impl Loader {
    pub(super) fn new(config: Config) -> Loader {
        Loader { config, fetcher: OnceLock::new() }
    }

    /// Fetches or opens an input. `url` is what a file's page was fetched from, if known.
    pub(super) fn capture(&self, input: &Input, url: Option<&Url>) -> Result<Capture, String> {
        let bytes = match input {
            Input::Url(address) => return self.fetch(address),
            Input::Stdin => wire::unpack(io::stdin().lock(), &self.config),
            Input::File { path, .. } => wire::open(path, &self.config),
        };
        let bytes = bytes.map_err(|error| error.to_string())?;
        Ok(capture_of(bytes, url.cloned()))
    }

    /// Opens a file.
    pub(super) fn file(&self, path: &Path, url: Option<Url>) -> Result<Capture, String> {
        let bytes = wire::open(path, &self.config).map_err(|error| error.to_string())?;
        Ok(capture_of(bytes, url))
    }

    fn fetch(&self, address: &str) -> Result<Capture, String> {
        let fetcher = self
            .fetcher
            .get_or_init(|| Fetcher::new(self.config.clone()).map_err(|error| error.to_string()));
        let fetcher = fetcher.as_ref().map_err(String::clone)?;
        fetcher.fetch(address).map_err(|error: Error| error.to_string())
    }
}

fn capture_of(bytes: Vec<u8>, url: Option<Url>) -> Capture {
    Capture { bytes, url, headers: Vec::new() }
}
