//! Imports a Pocket table of 100,000 invented rows, or the file named, and says what it took.
//! Linux only: time and memory are read from `/proc`.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let named = std::env::args_os().nth(1).map(PathBuf::from);
    let path = match &named {
        Some(path) => path.clone(),
        None => invented()?,
    };
    let (cpu_before, peak_before) = usage()?;
    let (mut taken, mut refused) = (0_u64, 0_u64);
    let import = wire::import::open(File::open(&path)?, &path.to_string_lossy())?;
    let format = import.format();
    for row in import {
        match row {
            Ok(_) => taken += 1,
            Err(_) => refused += 1,
        }
    }
    let (cpu, peak) = usage()?;
    if named.is_none() {
        fs::remove_file(&path)?;
    }
    println!("{format:?}: {taken} taken, {refused} refused");
    println!("{:.0} ms CPU, {:.1} MiB more at the peak", cpu - cpu_before, peak - peak_before);
    Ok(())
}

fn invented() -> std::io::Result<PathBuf> {
    let path = std::env::temp_dir().join(format!("pocket-{}.csv", std::process::id()));
    let mut out = BufWriter::new(File::create(&path)?);
    writeln!(out, "title,url,time_added,tags,status")?;
    for n in 0..100_000 {
        let time = 1_500_000_000 + n * 600;
        let status = if n % 3 == 0 { "unread" } else { "archive" };
        let title = format!("\"Crossings reopen in Norland, part {n}\"");
        let url = format!("https://news.example/2024/01/16/crossings-reopen-{n}?utm_source=x");
        writeln!(out, "{title},{url},{time},war|norland|rail {},{status}", n % 300)?;
    }
    out.flush()?;
    Ok(path)
}

/// CPU time in ms and the peak of resident memory in MiB.
fn usage() -> Result<(f64, f64), Box<dyn std::error::Error>> {
    let status = fs::read_to_string("/proc/self/status")?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no peak")?;
    let peak: f64 = peak.trim().trim_end_matches("kB").trim().parse()?;
    let times = fs::read_to_string("/proc/self/schedstat")?;
    let cpu: f64 = times.split(' ').next().ok_or("no time")?.parse()?;
    Ok((cpu / 1e6, peak / 1024.0))
}
