//! Everything a change must pass, each step timed, and a summary at the end.

use std::fs;
use std::time::Instant;

use anyhow::{Context, Result};
use eval::gold;

use crate::{browser, clients, postgres, shell, tidy};

/// What a test prints when it needs gold data and finds none.
const SKIPPED: &str = "skipped: no data";
/// What a test prints when it needs PostgreSQL; here there always is one.
const NO_POSTGRES: &str = "skipped: no PostgreSQL";

struct Step {
    name: &'static str,
    is_green: bool,
    took_s: f64,
}

/// Runs every step even after one failed; false if any did.
pub(crate) fn run() -> Result<bool> {
    let started = Instant::now();
    let mut steps = Vec::new();
    let mut tests = Tests::default();
    let has_gold = gold::folder().join("pages").is_dir();
    println!(
        "gold data: {}",
        if has_gold { gold::folder().display().to_string() } else { "none".to_owned() }
    );

    let mut step = |name: &'static str, work: &mut dyn FnMut() -> Result<bool>| -> Result<()> {
        println!("\n== {name}");
        let started = Instant::now();
        let is_green = work().with_context(|| name.to_owned())?;
        steps.push(Step { name, is_green, took_s: started.elapsed().as_secs_f64() });
        Ok(())
    };
    step("format", &mut || shell::succeeds("cargo", &["fmt", "--all", "--check"]))?;
    step("clippy", &mut || {
        shell::succeeds("cargo", &["clippy", "--all-targets", "--", "--deny", "warnings"])
    })?;
    step("layering, licences, counts", &mut tidy::run)?;
    step("tests", &mut || {
        let given = std::env::var(postgres::VARIABLE).ok();
        let server = if given.is_none() { Some(postgres::Server::start()?) } else { None };
        let url = given.or(server.as_ref().map(postgres::Server::url)).unwrap_or_default();
        tests = run_tests(&url)?;
        for name in &tests.without_data {
            println!("{SKIPPED}: {name}");
        }
        let is_excused = !has_gold || tests.without_data.is_empty();
        if !is_excused {
            println!("there is gold data, so no test may do without");
        }
        Ok(tests.is_green && is_excused)
    })?;
    step("browser", &mut || {
        // A browser on a busy machine can miss its time once; what is wrong fails twice.
        Ok(browser::test(None)? || {
            println!("a story failed: all are told once more");
            browser::test(None)?
        })
    })?;
    step("clients of other programs", &mut clients::run)?;
    step("accuracy floors", &mut || {
        shell::succeeds(
            "cargo",
            &["run", "--quiet", "--profile", "bench", "-p", "eval", "--", "page", "--no-rouge"],
        )
    })?;

    step("floors of the record", &mut || crate::record_scores::run(false))?;
    for (name, chore) in
        [("floors of reprints", "copies"), ("floors of stories and rival claims", "compare")]
    {
        step(name, &mut || {
            shell::succeeds(
                "cargo",
                &["run", "--quiet", "--profile", "bench", "-p", "xtask", "--", chore],
            )
        })?;
    }

    println!("\n== summary");
    for Step { name, is_green, took_s } in &steps {
        println!("{:7} {took_s:7.1} s  {name}", if *is_green { "ok" } else { "FAILED" });
    }
    let failed = steps.iter().filter(|s| !s.is_green).count();
    let verdict = if failed == 0 {
        "ok".to_owned()
    } else {
        format!("{failed} of {} steps FAILED", steps.len())
    };
    let took_s = started.elapsed().as_secs_f64();
    println!("{} tests found no data", tests.without_data.len());
    println!("ci: {verdict} in {took_s:.1} s; {}", tests.closing_line);
    Ok(failed == 0)
}

#[derive(Default)]
struct Tests {
    is_green: bool,
    /// The runner's own summary.
    closing_line: String,
    /// Tests that had nothing to test on.
    without_data: Vec<String>,
}

fn run_tests(postgres: &str) -> Result<Tests> {
    let has_nextest = shell::command("cargo").args(["nextest", "--version"]).output();
    if has_nextest.is_ok_and(|o| o.status.success()) {
        run_nextest(postgres)
    } else {
        run_cargo_test(postgres)
    }
}

fn run_nextest(postgres: &str) -> Result<Tests> {
    let junit = shell::target().join("nextest/ci/junit.xml");
    // A report from an earlier run must not speak for this one.
    let _ = fs::remove_file(&junit);
    let mut command = shell::command("cargo");
    command.env(postgres::VARIABLE, postgres);
    command.args(["nextest", "run", "--config-file", "xtask/nextest.toml", "--profile", "ci"]);
    command.args(["--no-tests", "pass", "--status-level", "slow", "--final-status-level", "fail"]);
    let (is_green, lines) = shell::shown(&mut command)?;
    let closing_line = lines.iter().rev().find(|l| l.trim_start().starts_with("Summary"));
    let report = fs::read_to_string(&junit).unwrap_or_default();
    Ok(Tests {
        is_green,
        closing_line: closing_line.map(|l| l.trim().to_owned()).unwrap_or_default(),
        without_data: without_data_in_report(&report),
    })
}

/// Names of the test cases of a JUnit report whose output says that they had no data.
fn without_data_in_report(report: &str) -> Vec<String> {
    report
        .split("<testcase ")
        .skip(1)
        .filter(|case| case.contains(SKIPPED) || case.contains(NO_POSTGRES))
        .map(|case| {
            let attribute = |name: &str| {
                let value = case.split_once(&format!("{name}=\"")).map_or("", |(_, rest)| rest);
                value.split('"').next().unwrap_or("").to_owned()
            };
            format!("{} {}", attribute("classname"), attribute("name"))
        })
        .collect()
}

/// Where there is no nextest: the same tests, one crate after the other.
fn run_cargo_test(postgres: &str) -> Result<Tests> {
    let mut command = shell::command("cargo");
    command.env(postgres::VARIABLE, postgres);
    command.args(["test", "--no-fail-fast", "--", "--show-output"]);
    let (is_green, lines) = shell::shown(&mut command)?;
    Ok(Tests {
        is_green,
        closing_line: sum_of_results(&lines),
        without_data: without_data_in_output(&lines),
    })
}

/// With `--show-output` a test's output follows a line `---- its::name stdout ----`.
fn without_data_in_output(lines: &[String]) -> Vec<String> {
    let mut name = "";
    let mut found = Vec::new();
    for line in lines {
        if let Some(heading) =
            line.strip_prefix("---- ").and_then(|l| l.strip_suffix(" stdout ----"))
        {
            name = heading;
        } else if line.contains(SKIPPED) || line.contains(NO_POSTGRES) {
            found.push(name.to_owned());
        }
    }
    found
}

/// One closing line from the many of `cargo test`.
fn sum_of_results(lines: &[String]) -> String {
    let mut sums = [("passed", 0), ("failed", 0), ("ignored", 0)];
    for line in lines.iter().filter(|l| l.starts_with("test result: ")) {
        let words: Vec<&str> = line.split([' ', ';']).collect();
        for (name, sum) in &mut sums {
            let at = words.iter().position(|w| w == name);
            let count = at.and_then(|at| words.get(at.checked_sub(1)?)?.parse::<u32>().ok());
            *sum += count.unwrap_or(0);
        }
    }
    let [(_, passed), (_, failed), (_, ignored)] = sums;
    let verdict = if failed == 0 { "ok" } else { "FAILED" };
    format!("test result: {verdict}. {passed} passed; {failed} failed; {ignored} ignored")
}

#[cfg(test)]
mod tests;
