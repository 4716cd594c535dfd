//! Peak memory of reading one page, in a process that has read no other.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use page::Capture;
use url::Url;

use crate::engines;

/// Below this the allocator's own steps outweigh the page.
const LEAST_BYTES: usize = 50_000;

/// Prints how many times a page's size its reading takes at the peak, over the pages that are not small.
pub fn report(corpus: &[Capture]) -> Result<()> {
    let file = std::env::temp_dir().join(format!("dateline-bench-{}.html", std::process::id()));
    let mut ratios = Vec::new();
    for capture in corpus.iter().filter(|c| c.bytes.len() >= LEAST_BYTES) {
        fs::write(&file, &capture.bytes)?;
        let url = capture.url.as_ref().map_or("", Url::as_str);
        let output =
            Command::new(std::env::current_exe()?).arg("peak").arg(&file).arg(url).output()?;
        if !output.status.success() {
            bail!("peak failed: {}", String::from_utf8_lossy(&output.stderr));
        }
        let grown_kb: f64 = String::from_utf8(output.stdout)?.trim().parse()?;
        ratios.push((grown_kb * 1024.0 / capture.bytes.len() as f64, capture.bytes.len()));
    }
    fs::remove_file(&file)?;
    ratios.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (worst, size_bytes) = *ratios.last().context("no page is large enough")?;
    println!(
        "Memory beyond the page's own bytes, at the peak: {:.1}× the page (median of {} pages from {} KB), at worst {worst:.1}× (a page of {} KB).",
        ratios[ratios.len() / 2].0,
        ratios.len(),
        LEAST_BYTES / 1000,
        size_bytes / 1000
    );
    Ok(())
}

/// Reads one page and prints by how many kilobytes the peak of resident memory grew.
pub fn peak(file: &Path, url: &str) -> Result<()> {
    let capture =
        Capture { bytes: fs::read(file)?, url: Url::parse(url).ok(), ..Capture::default() };
    // The first page a process reads also pays for tables and code pages; a small one pays for them here.
    let small = Capture {
        bytes: b"<title>a</title><p>A small page, read first.</p>".to_vec(),
        ..Capture::default()
    };
    std::hint::black_box(engines::read(&small));
    let before = peak_kb()?;
    std::hint::black_box(engines::read(&capture));
    println!("{}", peak_kb()? - before);
    Ok(())
}

/// `VmHWM` of this process.
fn peak_kb() -> Result<u64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status
        .lines()
        .find_map(|l| l.strip_prefix("VmHWM:"))
        .context("no VmHWM in /proc/self/status")?;
    Ok(line.trim().trim_end_matches(" kB").parse()?)
}
