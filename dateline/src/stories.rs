//! `dateline stories`: articles in, grouped by the event they tell of, one pass in arrival order.

use std::io::{self, BufWriter, Read, Write};

use ::record::story::{Decision, SHELF_WEIGHTS, Stories, Traits, Why};
use anyhow::{Result, bail};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::Outcome;
use crate::guard::{guarded, quiet_panics};
use crate::lines::{Lines, id_of};
use crate::read::{article, pages, without_controls};
use crate::record::day;
use crate::shelf::{self, Common};

/// Group pages by the event they tell of.
///
/// Pages are placed one after the other, by their days where they state them; none is moved again.
/// Each comes with the names, places and words that tie it to its story.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  dateline stories saved-pages/
  dateline stories --batch < articles.jsonl        (protocol: docs/compare.md)")]
pub struct Args {
    /// HTML files (also .gz), folders or URLs; none: the stories of a shelf.
    #[arg(value_name = "FILE|FOLDER|URL")]
    inputs: Vec<String>,

    /// Answer articles, one JSON object a line on standard input, with one line each.
    #[arg(long, conflicts_with = "inputs")]
    batch: bool,

    /// Fetch from private networks and any port too: for your own servers.
    #[arg(long)]
    allow_private: bool,

    /// Of a shelf's stories, at most so many.
    #[arg(long, default_value_t = 30)]
    limit: u32,

    #[command(flatten)]
    common: Common,
}

/// Places what `args` name and writes to standard output.
///
/// # Errors
/// When nothing can be done: no input, a closed output.
pub fn run(args: &Args) -> Result<Outcome> {
    quiet_panics();
    if args.batch {
        return batch(io::stdin().lock(), io::stdout().lock());
    }
    if args.inputs.is_empty() {
        shelf::stories(&args.common, args.limit)?;
        return Ok(Outcome::DONE);
    }
    let names = pages(&args.inputs)?;
    if names.is_empty() {
        bail!("no input: name files, folders or URLs (try --help)");
    }
    let (placed, failed_count) = place_all(&names, args.allow_private);
    io::stdout().lock().write_all(laid_out(&placed).as_bytes())?;
    Ok(Outcome { failed_count })
}

struct Placed {
    name: String,
    title: String,
    day: Option<jiff::civil::Date>,
    traits: Traits,
    decision: Option<Decision>,
}

/// Reads the pages, sorts them by day (undated ones keep their place at the end) and places them.
fn place_all(names: &[String], allow_private: bool) -> (Vec<Placed>, usize) {
    let mut placed = Vec::new();
    let mut failed_count = 0;
    for name in names {
        let article = match article(name, allow_private) {
            Ok(article) => article,
            Err(reason) => {
                eprintln!("dateline: {name}: {reason}");
                failed_count += 1;
                continue;
            }
        };
        let title = article.title.value().cloned().unwrap_or_default();
        let day = article.published.value().and_then(|at| day(&at.date.to_string()));
        let traits = Traits::of(&format!("{title}\n{}", article.text), day);
        let day = traits.day;
        placed.push(Placed { name: name.clone(), title, day, traits, decision: None });
    }
    placed.sort_by_key(|one| (one.day.is_none(), one.day));
    let mut stories = Stories::new(SHELF_WEIGHTS);
    for (at, one) in placed.iter_mut().enumerate() {
        one.decision = Some(stories.place(at as u64, &one.traits, one.day));
    }
    (placed, failed_count)
}

/// Each story under the title of its first article, in the order of their first articles.
fn laid_out(placed: &[Placed]) -> String {
    let mut of_stories: Vec<(u64, Vec<&Placed>)> = Vec::new();
    for one in placed {
        let story = one.decision.as_ref().and_then(|decision| decision.story).unwrap_or(0);
        match of_stories.iter_mut().find(|(id, _)| *id == story) {
            Some((_, members)) => members.push(one),
            None => of_stories.push((story, vec![one])),
        }
    }
    let mut out = String::new();
    for (_, members) in &of_stories {
        let first = members.first().map_or("", |one| one.title.as_str());
        out.push_str(&format!("{first}  ({} articles)\n", members.len()));
        for one in members {
            let day = one.day.map_or_else(|| "no day    ".to_owned(), |day| day.to_string());
            let why = one.decision.as_ref().map_or(String::new(), |d| why(&d.why));
            out.push_str(&format!("  {day}  {}\n              {}{why}\n", one.title, one.name));
        }
        out.push('\n');
    }
    without_controls(&out)
}

fn why(why: &Why) -> String {
    match why {
        Why::Tied { names, places, words } => {
            let ties: Vec<&str> =
                names.iter().chain(places).chain(words).take(10).map(String::as_str).collect();
            format!("\n              tied by {}", ties.join(", "))
        }
        Why::New => String::new(),
        Why::Faded => "\n              a like story had gone quiet".to_owned(),
        Why::TooLarge => "\n              a like story is too large to be one event".to_owned(),
        Why::Reader => "\n              as you said".to_owned(),
    }
}

/// An article carries its text; longer than any book is none.
const MAX_REQUEST_BYTES: u64 = 256 << 20;

#[derive(Deserialize)]
struct Request {
    #[serde(default)]
    id: Value,
    text: String,
    #[serde(default)]
    title: Option<String>,
    #[serde(default, alias = "date")]
    published: Option<String>,
}

/// Answers `{id, text, title?, date?}` with `{id, story, score, why…}`, in order and at once.
fn batch(requests: impl Read, answers: impl Write) -> Result<Outcome> {
    let mut answers = BufWriter::new(answers);
    let mut failed_count = 0;
    let mut stories = Stories::default();
    let mut lines = Lines::new(requests, MAX_REQUEST_BYTES);
    for (number, request) in (&mut lines).enumerate() {
        let answer = guarded(|| place(&mut stories, number as u64, &request))
            .unwrap_or_else(|reason| json!({"id": id_of(&request), "error": reason}));
        failed_count += usize::from(answer.get("error").is_some());
        writeln!(answers, "{answer}")?;
    }
    answers.flush()?;
    match lines.error {
        Some(error) => Err(error.into()),
        None => Ok(Outcome { failed_count }),
    }
}

fn place(stories: &mut Stories, number: u64, request: &[u8]) -> Result<Value, String> {
    let request: Request =
        serde_json::from_slice(request).map_err(|error| format!("not an article: {error}"))?;
    let published = request.published.as_deref().and_then(day);
    let text = match &request.title {
        Some(title) => format!("{title}\n{}", request.text),
        None => request.text,
    };
    let traits = Traits::of(&text, published);
    let decision = stories.place(number, &traits, traits.day);
    let mut answer = json!({
        "id": request.id,
        "story": decision.story.unwrap_or(0).to_string(),
        "score": if decision.score.is_finite() { json!(decision.score) } else { Value::Null },
    });
    match &decision.why {
        Why::Tied { names, places, words } => {
            answer["why"] = json!("tied");
            answer["ties"] = json!({"names": names, "places": places, "words": words});
        }
        Why::New => answer["why"] = json!("new"),
        Why::Faded => answer["why"] = json!("faded"),
        Why::TooLarge => answer["why"] = json!("too large"),
        Why::Reader => answer["why"] = json!("reader"),
    }
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_come_in_order() {
        let requests = "{\"id\":1,\"text\":\"The ferry Marrow sank off Lunde, and the Marrow lay \
            off Lunde.\"}\n{\"id\":2}\n{\"id\":3,\"text\":\"The ferry Marrow sank off Lunde, and \
            the Marrow lay off Lunde.\"}\n";
        let mut answers = Vec::new();
        let outcome = batch(requests.as_bytes(), &mut answers).expect("no broken pipe");
        let answers: Vec<Value> = String::from_utf8(answers)
            .expect("UTF-8")
            .lines()
            .map(|line| serde_json::from_str(line).expect("JSON"))
            .collect();
        assert_eq!(outcome.failed_count, 1);
        assert_eq!([&answers[0]["story"], &answers[2]["story"]], ["0", "0"], "{answers:?}");
        assert!(answers[1]["error"].is_string());
    }
}
