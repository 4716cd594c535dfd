//! What Linux tells of a process.

use anyhow::{Context, Result};

/// CPU time so far, user and system, in milliseconds; to a hundredth of a second.
pub(crate) fn cpu_ms(process: &str) -> Result<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    // After the name in brackets, which may hold anything.
    let (_, rest) = stat.rsplit_once(')').context("no stat")?;
    let ticks: Vec<f64> =
        rest.split_whitespace().skip(11).take(2).map(str::parse).collect::<Result<_, _>>()?;
    Ok(ticks.iter().sum::<f64>() * 10.0)
}

/// `VmRSS` or `VmHWM`, in KiB.
pub(crate) fn memory(process: &str, what: &str) -> Result<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix(what)).context("no such line")?;
    Ok(line
        .trim_matches([':', ' ', '\t'])
        .split_whitespace()
        .next()
        .context("no number")?
        .parse()?)
}
