//! One `dateline read --batch` process that reads one hostile page, watched from outside.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

/// How often the process is looked at.
const PERIOD: Duration = Duration::from_millis(5);
/// Wall time after which a process that uses no CPU counts as hanging; the machine may be busy.
const PATIENCE: Duration = Duration::from_secs(60);

#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    pub(super) cpu_s: f64,
    pub(super) memory_mib: f64,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Outcome {
    /// An article.
    Read,
    /// A reason why there is none.
    Refused,
    /// The answer says that a panic was caught.
    Panicked,
    /// The process ended without an answer.
    Crashed,
    TooLong,
    TooLarge,
}

impl Outcome {
    /// The judge's word, or one that it does not know.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Read => "ok",
            Self::Refused => "reject",
            Self::Panicked => "panic",
            Self::Crashed => "crash",
            Self::TooLong => "over time",
            Self::TooLarge => "over memory",
        }
    }

    pub(super) fn is_failure(self) -> bool {
        !matches!(self, Self::Read | Self::Refused)
    }
}

#[derive(Debug)]
pub(super) struct Reading {
    pub(super) outcome: Outcome,
    /// Beyond what start-up and a first small page took.
    pub(super) cpu_ms: f64,
    /// Growth of the peak.
    pub(super) rss_mib: f64,
    /// `null` if there was none.
    pub(super) answer: Value,
}

#[derive(Debug)]
pub(super) struct Worker {
    process: Child,
    requests: ChildStdin,
    answers: Receiver<String>,
    before: Usage,
}

/// What a process has used since it began.
#[derive(Debug, Clone, Copy, Default)]
struct Usage {
    cpu_s: f64,
    peak_mib: f64,
}

impl Worker {
    /// Starts a process whose answers carry `parts` (`--with`), and lets it read a small page.
    pub(super) fn start(binary: &Path, warm_up: &Path, parts: &str) -> Result<Self> {
        let mut process = Command::new(binary)
            .args(["read", "--batch", "--jobs", "1", "--with", parts])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("starting {}", binary.display()))?;
        let requests = process.stdin.take().expect("it was asked for");
        let stdout = BufReader::new(process.stdout.take().expect("it was asked for"));
        let (sender, answers) = channel();
        // Ends with the process; nobody waits for it.
        std::thread::spawn(move || {
            for line in stdout.lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        let mut worker = Self { process, requests, answers, before: Usage::default() };
        worker.ask(warm_up)?;
        if worker.answers.recv_timeout(PATIENCE).is_err() {
            bail!("{} does not answer a request for a small page", binary.display());
        }
        worker.before = usage(worker.process.id()).unwrap_or_default();
        Ok(worker)
    }

    /// Lets it read the page, and ends it.
    pub(super) fn read(mut self, page: &Path, limits: Limits) -> Result<Reading> {
        let started = Instant::now();
        self.ask(page)?;
        let mut last = self.before;
        let (outcome, answer) = loop {
            let answer = self.answers.recv_timeout(PERIOD);
            // A process that has just ended has no usage any more: then the last look counts.
            last = usage(self.process.id()).unwrap_or(last);
            if last.peak_mib > limits.memory_mib {
                break (Outcome::TooLarge, Value::Null);
            }
            if last.cpu_s - self.before.cpu_s > limits.cpu_s || started.elapsed() > PATIENCE {
                break (Outcome::TooLong, Value::Null);
            }
            match answer {
                Ok(line) => {
                    let answer: Value = serde_json::from_str(&line).unwrap_or_default();
                    break (outcome(&answer), answer);
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break (Outcome::Crashed, Value::Null),
            }
        };
        Ok(Reading {
            outcome,
            cpu_ms: (last.cpu_s - self.before.cpu_s) * 1e3,
            rss_mib: last.peak_mib - self.before.peak_mib,
            answer,
        })
    }

    fn ask(&mut self, page: &Path) -> Result<()> {
        let request =
            json!({"id": "page", "path": page, "url": "https://news.example/2024/01/16/crossings"});
        writeln!(self.requests, "{request}").context("the reader does not take requests")
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // It is ours, and it may be stuck; a process that ended by itself cannot be killed, which is no matter.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn outcome(answer: &Value) -> Outcome {
    match answer.get("error") {
        None if answer.is_object() => Outcome::Read,
        None => Outcome::Crashed,
        Some(error) if error.as_str().is_some_and(|e| e.contains("panic")) => Outcome::Panicked,
        Some(_) => Outcome::Refused,
    }
}

/// CPU time of all threads and the peak of resident memory; `None` if the process is gone.
fn usage(process: u32) -> Option<Usage> {
    let folder = format!("/proc/{process}");
    let status = fs::read_to_string(format!("{folder}/status")).ok()?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let peak_kib: f64 = peak.trim().strip_suffix(" kB")?.trim().parse().ok()?;
    // To the nanosecond, but only for threads that still run.
    let mut cpu_ns = 0.0;
    for task in fs::read_dir(format!("{folder}/task")).ok()?.flatten() {
        let times = fs::read_to_string(task.path().join("schedstat")).unwrap_or_default();
        cpu_ns += times.split(' ').next().and_then(|ns| ns.parse::<f64>().ok()).unwrap_or(0.0);
    }
    // To the hundredth of a second, with threads that have ended: fields 14 and 15, counted behind the name, which
    // may hold anything.
    let stat = fs::read_to_string(format!("{folder}/stat")).ok()?;
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |field: usize| fields.get(field - 3).and_then(|f| f.parse::<f64>().ok());
    let cpu_s = (ticks(14)? + ticks(15)?) / 100.0;
    Some(Usage { cpu_s: (cpu_ns / 1e9).max(cpu_s - 0.02), peak_mib: peak_kib / 1024.0 })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Outcome, outcome, usage};

    #[test]
    fn outcomes() {
        let check = |answer: Value, expect| assert_eq!(outcome(&answer), expect, "{answer}");
        check(json!({"id": 1, "text": "a"}), Outcome::Read);
        check(json!({"id": 1, "error": "not a web page: a PDF document"}), Outcome::Refused);
        check(json!({"id": 1, "error": "panicked: index out of bounds"}), Outcome::Panicked);
        check(Value::Null, Outcome::Crashed);
    }

    #[test]
    fn usage_of_this_process() {
        let usage = usage(std::process::id()).expect("this process runs");
        assert!(usage.peak_mib > 1.0 && usage.cpu_s >= 0.0, "{usage:?}");
        assert!(super::usage(u32::MAX).is_none());
    }
}
