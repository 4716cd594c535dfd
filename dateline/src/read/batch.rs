//! The batch protocol (docs/batch.md): requests as JSON Lines in, one line each out, in order, so
//! that any engine in any language can keep one `dateline` running and feed it pages.

use std::io::{BufWriter, Read, Write};
use std::num::NonZeroUsize;
use std::path::PathBuf;

use anyhow::Result;
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use super::line::{self, With};
use super::load::Loader;
use super::recorded;
use crate::Outcome;
use crate::guard::guarded;
use crate::lines::{Lines, id_of};
use crate::pool;
use crate::record::Choice;

/// A request is a name, a path and a URL; more is not one.
const MAX_REQUEST_BYTES: u64 = 1 << 20;

/// Keys that are not known are left alone, so that a driver may carry its own.
#[derive(Deserialize)]
struct Request {
    /// Given back as it came: a string, a number, anything.
    #[serde(default)]
    id: Value,
    path: PathBuf,
    #[serde(default)]
    url: Option<String>,
}

/// Answers every request of `requests` until it ends.
///
/// # Errors
/// When `requests` cannot be read or `answers` cannot be written.
pub(super) fn run(
    requests: impl Read,
    answers: impl Write + Send,
    jobs: NonZeroUsize,
    with: &[With],
    loader: &Loader,
) -> Result<Outcome> {
    let mut answers = BufWriter::new(answers);
    let mut failed_count = 0;
    let mut lines = Lines::new(requests, MAX_REQUEST_BYTES);
    pool::run(
        &mut lines,
        jobs,
        |request| answer(&request, with, loader),
        |answered| {
            let Some(result) = answered else {
                return answers.flush();
            };
            failed_count += usize::from(result.is_err());
            let (Ok(line) | Err(line)) = result;
            answers.write_all(&line)
        },
    )?;
    answers.flush()?;
    match lines.error {
        Some(error) => Err(error.into()),
        None => Ok(Outcome { failed_count }),
    }
}

/// The line for a request: `Err` when it says why there is no article.
fn answer(request: &[u8], with: &[With], loader: &Loader) -> Result<Vec<u8>, Vec<u8>> {
    if request.len() as u64 >= MAX_REQUEST_BYTES {
        return Err(line::failed(&Value::Null, "request larger than 1 MiB"));
    }
    let request: Request = match serde_json::from_slice(request) {
        Ok(request) => request,
        Err(error) => {
            let reason = format!("not a request: {error}");
            return Err(line::failed(&id_of(request), &reason));
        }
    };
    guarded(|| {
        // A page without a usable address is still a page.
        let url = request.url.as_deref().and_then(|url| Url::parse(url).ok());
        let capture = loader.file(&request.path, url)?;
        let article = page::read(&capture).map_err(|error| error.to_string())?;
        let record =
            with.contains(&With::Record).then(|| recorded::json(&article, Choice::default()));
        Ok(line::of(&request.id, &article, with, record, false))
    })
    .map_err(|reason| line::failed(&request.id, &reason))
}
