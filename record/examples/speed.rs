//! Measures reading speed in CPU time on a file: `cargo run --release -p record --example speed -- FILE`.

/// CPU time of this thread in seconds, as Linux counts it: the machine may be shared.
fn cpu() -> f64 {
    let line = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    line.split(' ').next().and_then(|ns| ns.parse::<f64>().ok()).unwrap_or(0.0) / 1e9
}

fn main() {
    let path = std::env::args().nth(1).unwrap_or_default();
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let day = jiff::civil::date(2025, 1, 21);
    let megabytes = text.len() as f64 / 1e6;
    let report = |what: &str, count: usize, start: f64| {
        let took = cpu() - start;
        println!("{what}: {count} in {took:.3} CPU s, {:.1} MB/s", megabytes / took);
    };
    for _ in 0..3 {
        let start = cpu();
        report("figures", record::figures::read(&text).len(), start);
    }
    let start = cpu();
    report("dates", record::dates::read(&text, Some(day)).len(), start);
    let start = cpu();
    let claimants = record::claims::claimants(&text);
    report("claimants", claimants.len(), start);
    let start = cpu();
    report("claims", record::claims::read(&text, Some(day), &claimants).len(), start);
    let start = cpu();
    report("places", record::places::read(&text).len(), start);
}
