//! Time and memory on the shapes of the hostile pack (`data/hostile/generate.py`, class `html`),
//! each at doubling sizes: the doubling test t(2n) ≤ 2.3·t(n), and memory ≤ 10 × input.
//!
//! `cargo bench -p html --bench hostile [-- part-of-a-name]` prints one line for each shape and
//! fails when a bar is missed. Each measurement is one parse in a process of its own, so that every
//! size pays for fresh memory; the best of five counts. `WARM=1` times repeated parses in one
//! process instead: there glibc reuses the blocks of small pages and gives back those of large
//! ones, which puts a step of up to 3.7 between 2 and 4 MiB that is not the parser's.
//! Memory is the peak less what the process had before it parsed.

use std::fs;
use std::hint::black_box;
use std::process::{Command, ExitCode};
use std::time::Duration;

use html::Limits;

const SIZES: [usize; 3] = [1 << 20, 2 << 20, 4 << 20];
const DOUBLING_BAR: f64 = 2.3;
const MEMORY_BAR: f64 = 10.0;
/// Below this a doubling says more about the machine than about the parser.
const CLOCK_FLOOR: Duration = Duration::from_millis(1);

/// A piece repeated up to a size: `%d` counts, `%x` is the count as six hex digits.
const REPEATED: &[(&str, &str)] = &[
    ("misnest-b-p", "<b><p>"),
    ("misnest-a-div", "<a href=x><div>"),
    ("misnest-i-table", "<i><table>"),
    ("misnest-font-p", "<font color=#%x><p>"),
    ("font-colors", "<font color=#%x>"),
    ("foster", "<table>x"),
    ("foster-in-one", "<tr>x<td></td></tr>"),
    ("foster-alternating", "<tr>&amp;<b>&amp;"),
    ("unclosed-li", "<li>"),
    ("opt", "<option>"),
    ("many-body", "<body a%d=1>"),
    ("many-html", "<html a%d=1>"),
    ("many-frameset", "<frameset>"),
    ("many-titles", "<title>x</title>"),
    ("many-h1", "<h1>A</h1>"),
    ("many-articles", "<article><p>short</p></article>"),
    ("many-empty-p", "<p></p>"),
    ("many-br", "<br>"),
    ("many-links", "<a href=/a%d>link text %d</a> "),
    ("many-imgs", "<img src=/i%d.jpg>"),
    ("many-ids", "<i id=x%d></i>"),
    ("many-comments", "<!--c%d-->"),
    ("many-names", "<x-%d y-%d>"),
    ("adoption", "<a><b><div></a>x</b>"),
    ("adoption-deep", "<b><i><em><a><p></b>y</i>"),
    ("end-tags", "</x></p></b>"),
    ("ignored-between-text", "a</x>"),
    ("selected", "<option selected>a"),
    ("cdata", "<svg><![CDATA[x]]></svg>"),
    ("cdata-nul", "<svg><![CDATA[\0\0]]></svg>"),
    ("crlf", "<p>a\r\n"),
    ("nul-text", "a\0"),
    ("references", "&amp;&notin;&notit;"),
    ("one-text", "word "),
    ("lt-run", "<"),
    ("amp-run", "&"),
    ("gt-run", ">"),
    ("space-run", " "),
    ("newline-run", "\n"),
    ("nul-run", "\0"),
    ("slash-run", "</"),
    ("dash-run", "-"),
    ("quote-run", "\u{201c}"),
    ("zwsp-run", "\u{200b}"),
];

/// Something before a run.
const OPENED: &[(&str, &str, &str)] = &[
    ("one-attr", "<div data-x='", "y"),
    ("one-comment", "<!--", "c"),
    ("comment-dashes", "<!--", "-"),
    ("comment-gt", "<!--", ">x"),
    ("open-script", "<script>", "s"),
    ("script-escapes", "<script>", "<!--<script>"),
    ("script-lt", "<script>", "<"),
    ("open-textarea", "<textarea>", "&amp;</x"),
    ("open-tag", "<div ", "w"),
    ("one-tagname", "<", "t"),
    ("cdata-open", "<svg><![CDATA[", "]"),
    ("attrs-distinct", "<div ", "a%d=1 "),
    ("attrs-duplicate", "<div ", "a=1 "),
    ("attrs-references", "<div title='", "&amp;&copy=1"),
    ("table-text", "<table>", " \0x"),
    ("selectedcontent", "<select><button><selectedcontent></button>", "<option selected>a"),
];

const NESTED: &[&str] = &[
    "div",
    "span",
    "b",
    "p",
    "ul><li",
    "table><tr><td",
    "blockquote",
    "section",
    "svg",
    "math",
    "template",
    "details",
    "dl><dd",
    "form",
    "font",
    "em><strong",
    "h2",
    "select",
    "button",
    "fieldset",
    "object",
    "noscript",
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [command, name, size] = &arguments[..]
        && command == "--one"
    {
        measure_one(name, size.parse().expect("a size"));
        return ExitCode::SUCCESS;
    }
    let wanted = arguments.iter().find(|argument| !argument.starts_with("--"));
    let mut missed = Vec::new();
    println!("{:28} {:>9} {:>9} {:>9}  ratio       memory", "shape", "1 MiB", "2 MiB", "4 MiB");
    for name in names() {
        if wanted.is_none_or(|part| name.contains(part.as_str())) && !report(&name) {
            missed.push(name);
        }
    }
    if missed.is_empty() {
        return ExitCode::SUCCESS;
    }
    println!("missed: {}", missed.join(" "));
    ExitCode::FAILURE
}

fn names() -> Vec<String> {
    let nested = NESTED
        .iter()
        .flat_map(|element| [format!("nest-open-{element}"), format!("nest-closed-{element}")]);
    REPEATED
        .iter()
        .map(|(name, _)| name.to_string())
        .chain(OPENED.iter().map(|(name, _, _)| name.to_string()))
        .chain(nested)
        .collect()
}

fn report(name: &str) -> bool {
    let measured = SIZES.map(|size| {
        let runs = (0..5).map(|_| spawn(name, size));
        runs.min().unwrap_or_default()
    });
    let times = measured.map(|(time, _)| time);
    let ratio = |i: usize| {
        times[i + 1].max(CLOCK_FLOOR).as_secs_f64() / times[i].max(CLOCK_FLOOR).as_secs_f64()
    };
    let memory = measured[2].1 as f64 / SIZES[2] as f64;
    let holds = ratio(0) <= DOUBLING_BAR && ratio(1) <= DOUBLING_BAR && memory <= MEMORY_BAR;
    println!(
        "{name:28} {:6.2} ms {:6.2} ms {:6.2} ms  {:4.2} {:4.2}  {memory:5.1}{}",
        times[0].as_secs_f64() * 1e3,
        times[1].as_secs_f64() * 1e3,
        times[2].as_secs_f64() * 1e3,
        ratio(0),
        ratio(1),
        if holds { "" } else { "  MISSED" },
    );
    holds
}

/// Time and peak of memory, in bytes, of one parse in a process of its own.
fn spawn(name: &str, size: usize) -> (Duration, usize) {
    let output = Command::new(std::env::current_exe().expect("this program"))
        .args(["--one", name, &size.to_string()])
        .output()
        .expect("a process");
    let text = String::from_utf8_lossy(&output.stdout);
    let mut numbers = text.split_whitespace().map(|word| word.parse().expect("a number"));
    let mut next = || numbers.next().unwrap_or_else(|| panic!("{name}: {output:?}"));
    let (nanoseconds, bytes) = (next(), next());
    (Duration::from_nanos(nanoseconds), bytes as usize)
}

fn measure_one(name: &str, size: usize) {
    let input = generate(name, size);
    let before = status("VmRSS:");
    let time = time_one(&input);
    let memory = status("VmHWM:").saturating_sub(before);
    let time = match std::env::var_os("WARM") {
        None => time,
        Some(_) => (0..5).map(|_| time_one(&input)).min().unwrap_or_default(),
    };
    println!("{} {memory}", time.as_nanos());
}

fn time_one(input: &str) -> Duration {
    let start = cpu_time();
    black_box(html::parse(input, &Limits::default()));
    cpu_time() - start
}

fn generate(name: &str, size: usize) -> String {
    let (before, unit, after) = shape(name);
    let mut text = String::with_capacity(size + 256);
    text.push_str("<!DOCTYPE html><body>");
    text.push_str(&before);
    let mut count = 0;
    let closing = if after.is_empty() { size } else { size / 2 };
    while text.len() < closing {
        let number = count.to_string();
        let hex = format!("{count:06x}");
        text.push_str(&unit.replace("%d", &number).replace("%x", &hex));
        count += 1;
    }
    for _ in 0..if after.is_empty() { 0 } else { count } {
        text.push_str(&after);
    }
    text
}

/// What comes before, what is repeated, and what is repeated after that.
fn shape(name: &str) -> (String, String, String) {
    let owned = |before: &str, unit: &str| (before.to_string(), unit.to_string(), String::new());
    if let Some((_, unit)) = REPEATED.iter().find(|(known, _)| *known == name) {
        let before = match name {
            "foster-in-one" | "foster-alternating" => "<table>",
            _ => "",
        };
        return owned(before, unit);
    }
    if let Some((_, before, unit)) = OPENED.iter().find(|(known, _, _)| *known == name) {
        return owned(before, unit);
    }
    if let Some(element) = name.strip_prefix("nest-open-") {
        return owned("", &format!("<{element}>"));
    }
    let element = name.strip_prefix("nest-closed-").expect("a known shape");
    let after = element.rsplit("><").map(|name| format!("</{name}>")).collect();
    (String::new(), format!("<{element}>"), after)
}

/// A line of `/proc/self/status`, in bytes.
fn status(field: &str) -> usize {
    let text = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(field));
    let kibibytes = line.and_then(|line| line.split_whitespace().next()?.parse::<usize>().ok());
    kibibytes.unwrap_or_default() * 1024
}

/// CPU time of this thread.
fn cpu_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}
