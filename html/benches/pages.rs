//! CPU time per page over scrapinghub + fundus of `data/pages`: this parser, and html5ever with
//! the arena of the `oracle` crate.
//!
//! `DATELINE_GOLD=…/data cargo bench -p html --bench pages` prints one line for each parser.
//! `benches/lexbor.py` runs it next to lexbor.

use std::fs;
use std::hint::black_box;
use std::io::Read;
use std::path::PathBuf;
use std::time::Duration;

use html::Limits;

/// Sets the bars are about: news articles.
const SETS: [&str; 2] = ["scrapinghub", "fundus"];

fn main() {
    let Some(gold) = std::env::var_os("DATELINE_GOLD").map(PathBuf::from) else {
        println!("skipped: no data (DATELINE_GOLD is not set)");
        return;
    };
    let pages: Vec<String> =
        SETS.iter().flat_map(|set| read_set(&gold.join("pages").join(set).join("html"))).collect();
    let bytes: usize = pages.iter().map(String::len).sum();
    println!("{} pages, {} bytes a page", pages.len(), bytes / pages.len().max(1));
    let nodes: usize = pages.iter().map(|page| html::parse(page, &Limits::default()).len()).sum();
    println!("{} nodes a page", nodes / pages.len().max(1));
    let rounds = std::env::var("ROUNDS").map_or(20, |text| text.parse().expect("a number"));
    let ours = measure(&pages, rounds, |page| {
        black_box(html::parse(page, &Limits::default()));
    });
    report("html", ours, bytes, pages.len());
    if std::env::var_os("ONLY_OURS").is_some() {
        return;
    }
    let theirs = measure(&pages, rounds.div_ceil(6), |page| {
        black_box(oracle::parse(page));
    });
    report("html5ever", theirs, bytes, pages.len());
    println!("ratio {:.2}", theirs.as_secs_f64() / ours.as_secs_f64());
}

fn read_set(folder: &PathBuf) -> Vec<String> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the folder of a set")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path| {
            let mut bytes = Vec::new();
            flate2::read::GzDecoder::new(fs::File::open(path).expect("a page"))
                .read_to_end(&mut bytes)
                .expect("a gzip file");
            String::from_utf8_lossy(&bytes).into_owned()
        })
        .collect()
}

/// The best round: on a busy machine the others measure its other tenants.
fn measure(pages: &[String], rounds: usize, parse: impl Fn(&str)) -> Duration {
    pages.iter().for_each(|page| parse(page));
    (0..rounds)
        .map(|_| {
            let start = cpu_time();
            pages.iter().for_each(|page| parse(page));
            cpu_time() - start
        })
        .min()
        .unwrap_or_default()
}

fn report(parser: &str, round: Duration, bytes: usize, pages: usize) {
    println!(
        "{parser}: {:.4} ms a page, {:.0} MB/s",
        round.as_secs_f64() * 1e3 / pages as f64,
        bytes as f64 / 1e6 / round.as_secs_f64()
    );
}

/// CPU time of this thread.
fn cpu_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}
