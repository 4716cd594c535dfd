//! CPU time of one thread: best of several passes over the corpus, the engines taking turns.

use std::hint::black_box;

use anyhow::Result;
use page::Capture;
use rustix::time::{ClockId, clock_gettime};

use crate::engines::{self, Engine};

/// Every eleventh page, so that a growth run takes seconds: 40 pages of both sets.
const GROWTH_EVERY: usize = 11;
/// How often a page is put behind itself.
const GROWTH: [usize; 4] = [1, 2, 4, 8];
const GROWTH_PASSES: usize = 3;

/// Prints the Markdown table.
pub fn report(corpus: &[Capture], passes: usize) -> Result<()> {
    let engines = engines::all();
    let mut best = vec![f64::INFINITY; engines.len()];
    for pass in 0..passes {
        for (engine, best) in engines.iter().zip(&mut best) {
            if engine.is_slow && pass > 0 {
                continue;
            }
            let took_s = pass_s(engine, corpus);
            *best = best.min(took_s);
            eprintln!(
                "pass {} {}: {:.3} ms a page",
                pass + 1,
                engine.name,
                took_s * 1e3 / corpus.len() as f64
            );
        }
    }
    let size_mb: f64 = corpus.iter().map(|c| c.bytes.len()).sum::<usize>() as f64 / 1e6;
    println!("{} pages, {size_mb:.1} MB, best of {passes} passes, one thread.\n", corpus.len());
    println!("| engine | covers | CPU ms a page | pages/s | MB/s |");
    println!("|---|---|---:|---:|---:|");
    for (engine, took_s) in engines.iter().zip(&best) {
        println!(
            "| {} | {} | {:.2} | {:.0} | {:.0} |",
            engine.name,
            engine.covers,
            took_s * 1e3 / corpus.len() as f64,
            corpus.len() as f64 / took_s,
            size_mb / took_s
        );
    }
    Ok(())
}

fn pass_s(engine: &Engine, corpus: &[Capture]) -> f64 {
    let started = cpu_s();
    for capture in corpus {
        black_box((engine.run)(black_box(capture)));
    }
    cpu_s() - started
}

/// Prints what doubling the input costs: pages put behind themselves, best of three, the worst step of any page.
pub fn growth_report(corpus: &[Capture]) -> Result<()> {
    let mut worst = (0.0, 0, 0);
    let mut ratios = Vec::new();
    for capture in corpus.iter().step_by(GROWTH_EVERY) {
        let took_s = GROWTH.map(|times| {
            let longer = Capture { bytes: capture.bytes.repeat(times), ..capture.clone() };
            let passes =
                (0..GROWTH_PASSES).map(|_| pass_s(&engines::PAGE, std::slice::from_ref(&longer)));
            passes.fold(f64::INFINITY, f64::min)
        });
        for (step, pair) in took_s.windows(2).enumerate() {
            let ratio = pair[1] / pair[0];
            ratios.push(ratio);
            if ratio > worst.0 {
                worst = (ratio, capture.bytes.len(), GROWTH[step]);
            }
        }
    }
    ratios.sort_by(f64::total_cmp);
    let (ratio, size_bytes, times) = worst;
    println!(
        "Doubling the input costs {:.2}× (median of {} steps), at worst {ratio:.2}× (a page of {} KB, {times} to {} times).",
        ratios[ratios.len() / 2],
        ratios.len(),
        size_bytes / 1000,
        times * 2
    );
    Ok(())
}

/// CPU time that this thread has used.
fn cpu_s() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}
