//! CPU time and memory per page of `page` and of its peers, on the same pages in the same run.
//!
//! Started by `cargo xtask bench page`, which puts the Markdown it prints into `docs/benchmarks.md`. Progress goes to
//! standard error.

mod engines;
mod memory;
mod speed;

use std::path::Path;

use anyhow::{Result, bail};
use eval::gold;
use page::Capture;
use url::Url;

/// The sets that the speeds were measured on.
const SETS: [&str; 2] = ["scrapinghub", "fundus"];

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["speed", passes] => {
            let passes = passes.parse()?;
            on_large_stack(|| speed::report(&corpus()?, passes))
        }
        ["memory"] => memory::report(&corpus()?),
        ["growth"] => on_large_stack(|| speed::growth_report(&corpus()?)),
        // One page in a process of its own; `memory` starts these.
        ["peak", file, url] => memory::peak(Path::new(file), url),
        _ => bail!("usage: bench speed PASSES | memory | growth"),
    }
}

/// Some peers recurse over the tree, and pages nest deeply.
fn on_large_stack(work: impl FnOnce() -> Result<()> + Send) -> Result<()> {
    std::thread::scope(|scope| {
        let worker = std::thread::Builder::new().stack_size(256 << 20);
        let worker = worker.spawn_scoped(scope, work)?;
        worker.join().expect("the worker reports errors, it does not panic")
    })
}

/// The pages of the fixed corpus, unpacked, in the order of the gold files.
fn corpus() -> Result<Vec<Capture>> {
    let folder = gold::folder();
    let mut captures = Vec::new();
    for name in SETS {
        for page in gold::load(&folder, name)?.pages {
            let url = page.url.as_deref().and_then(|url| Url::parse(url).ok());
            captures.push(Capture { bytes: page.read()?, url, ..Capture::default() });
        }
    }
    Ok(captures)
}
