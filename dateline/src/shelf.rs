//! What is asked of a shelf from the command line: `list`, `show`, `search`, `tag`, `feeds`, `stories`, `claims`;
//! lines for people, JSON Lines with `--json`. A library of this machine and a room far away are asked by the same
//! API (`door`), so both answer alike.

mod door;

use std::io::{self, Write};

use anyhow::{Result, bail};
use clap::{Parser, ValueEnum};
use page::Body;
use serde_json::{Value, json};

use crate::library::block_on;
use crate::read::without_controls;
pub(crate) use door::{Common, Door};

/// Which articles.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Which {
    Unread,
    All,
    Favourites,
    Archive,
}

/// Lists articles of a shelf, the newest first.
#[derive(Debug, Parser)]
pub struct ListArgs {
    /// Which.
    #[arg(value_enum, default_value = "unread")]
    which: Which,
    /// Only with this tag.
    #[arg(long, value_name = "NAME")]
    tag: Option<String>,
    /// At most so many.
    #[arg(long, default_value_t = 30)]
    limit: u32,
    #[command(flatten)]
    common: Common,
}

/// Shows an article of a shelf as Markdown; with `--json` as data.
#[derive(Debug, Parser)]
pub struct ShowArgs {
    /// As `list` gives it.
    id: i64,
    #[command(flatten)]
    common: Common,
}

/// Searches a shelf, as the room does (docs/search.md).
#[derive(Debug, Parser)]
pub struct SearchArgs {
    /// Words and operators.
    #[arg(required = true)]
    query: Vec<String>,
    /// The best first, not the newest.
    #[arg(long)]
    best: bool,
    /// At most so many.
    #[arg(long, default_value_t = 30)]
    limit: u32,
    #[command(flatten)]
    common: Common,
}

/// Puts tags on an article, or takes them off.
#[derive(Debug, Parser)]
pub struct TagArgs {
    /// As `list` gives it.
    id: i64,
    /// Tags, separated by commas; one with a minus before it is taken off (all in one word: `-old,new`).
    #[arg(allow_hyphen_values = true)]
    tags: String,
    #[command(flatten)]
    common: Common,
}

/// Lists the feeds that are followed.
#[derive(Debug, Parser)]
pub struct FeedsArgs {
    #[command(flatten)]
    common: Common,
}

/// Shows the figures and quotes of an article; of several articles, their figures side by side.
#[derive(Debug, Parser)]
pub struct ClaimsArgs {
    /// As `list` gives them.
    #[arg(required = true)]
    ids: Vec<i64>,
    #[command(flatten)]
    common: Common,
}

/// Text from a list, safe to show in a line.
fn plain(line: &str) -> String {
    without_controls(&line.replace(['\n', '\t'], " "))
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap_or("")
}

fn items(value: &Value) -> &[Value] {
    value["items"].as_array().map_or(&[], Vec::as_slice)
}

fn encoded(words: &str) -> String {
    url::form_urlencoded::byte_serialize(words.as_bytes()).collect()
}

/// Writes objects as they came, or the line of each for people.
fn write(common: &Common, items: &[Value], line: impl Fn(&Value) -> String) -> Result<()> {
    let mut out = io::stdout().lock();
    for item in items {
        match common.json {
            true => writeln!(out, "{item}")?,
            false => writeln!(out, "{}", plain(&line(item)))?,
        }
    }
    Ok(())
}

fn article_line(item: &Value) -> String {
    let star = if item["is_favourite"] == true { "* " } else { "" };
    let id = item["id"].to_string();
    format!("{id:>8}  {star}{}  {}", text(item, "title"), text(item, "outlet"))
}

/// A list of at most `limit` items, page by page.
async fn pages(door: &Door, path: &str, limit: u32) -> Result<Vec<Value>> {
    let mut all: Vec<Value> = Vec::new();
    let mut after = String::new();
    loop {
        let left = limit.saturating_sub(u32::try_from(all.len()).unwrap_or(u32::MAX)).min(200);
        if left == 0 {
            return Ok(all);
        }
        let page = door.get(&format!("{path}limit={left}{after}")).await?;
        for problem in page["problems"].as_array().into_iter().flatten() {
            eprintln!("dateline: {}", problem.as_str().unwrap_or(""));
        }
        all.extend(items(&page).iter().cloned());
        match page["next"].as_str() {
            Some(next) => after = format!("&after={}", encoded(next)),
            None => return Ok(all),
        }
    }
}

/// `dateline list`.
pub fn list(args: &ListArgs) -> Result<()> {
    block_on(async {
        let door = args.common.door().await?;
        let filter = match args.which {
            Which::Unread => "unread",
            Which::All => "all",
            Which::Favourites => "favourites",
            Which::Archive => "archive",
        };
        let tag = args.tag.as_deref().map(|tag| format!("tag={}&", encoded(tag)));
        let path = format!("articles?filter={filter}&{}", tag.unwrap_or_default());
        write(&args.common, &pages(&door, &path, args.limit).await?, article_line)
    })
}

/// `dateline search`.
pub fn search(args: &SearchArgs) -> Result<()> {
    block_on(async {
        let door = args.common.door().await?;
        let order = if args.best { "best" } else { "newest" };
        let path = format!("search?q={}&order={order}&", encoded(&args.query.join(" ")));
        write(&args.common, &pages(&door, &path, args.limit).await?, article_line)
    })
}

/// `dateline show`.
pub fn show(args: &ShowArgs) -> Result<()> {
    block_on(async {
        let door = args.common.door().await?;
        let article = door.get(&format!("articles/{}", args.id)).await?;
        if args.common.json {
            return write(&args.common, &[article], article_line);
        }
        let mut out = io::stdout().lock();
        let (title, url) = (plain(text(&article, "title")), plain(text(&article, "url")));
        writeln!(out, "# {title}\n\n{url}\n")?;
        let markdown = Body::of_html(text(&article, "html")).markdown();
        Ok(write!(out, "{}", without_controls(&markdown))?)
    })
}

/// `dateline tag`.
pub fn tag(args: &TagArgs) -> Result<()> {
    block_on(async {
        let door = args.common.door().await?;
        let (removed, added): (Vec<&str>, Vec<&str>) =
            args.tags.split(',').partition(|tag| tag.starts_with('-'));
        let removed: Vec<&str> = removed.iter().map(|tag| &tag[1..]).collect();
        let change = json!({ "add_tags": added, "remove_tags": removed });
        let changed = door.send("PATCH", &format!("articles/{}", args.id), &change).await?;
        write(&args.common, &[changed], article_line)
    })
}

/// `dateline save` in a room.
pub(crate) async fn save(door: &Door, common: &Common, url: &str, tags: &[String]) -> Result<bool> {
    let saved = door.send("POST", "articles", &json!({ "url": url, "tags": tags })).await?;
    let is_read = saved["state"] != "link";
    if !is_read {
        let why = plain(text(&saved, "reason"));
        eprintln!("{}: kept as a link: {why}", plain(text(&saved, "url")));
    }
    let line = |one: &Value| format!("{}  {}", text(one, "title"), text(one, "url"));
    if is_read || common.json {
        write(common, &[saved], line)?;
    }
    Ok(is_read)
}

/// `dateline feeds`.
pub fn feeds(args: &FeedsArgs) -> Result<()> {
    block_on(async {
        let found = args.common.door().await?.get("feeds").await?;
        write(&args.common, items(&found), |feed| {
            format!(
                "{:>6}  {}  {}",
                feed["unread_count"].to_string(),
                text(feed, "title"),
                text(feed, "url")
            )
        })
    })
}

/// `dateline stories` of a shelf.
pub(crate) fn stories(common: &Common, limit: u32) -> Result<()> {
    block_on(async {
        let found = pages(&common.door().await?, "stories?", limit).await?;
        write(common, &found, |story| {
            let count = &story["article_count"];
            format!("{:>8}  {}  {count} articles", story["id"].to_string(), text(story, "name"))
        })
    })
}

/// `dateline claims`.
pub fn claims(args: &ClaimsArgs) -> Result<()> {
    block_on(async {
        let door = args.common.door().await?;
        let [id] = args.ids.as_slice() else { return rivals(args, &door).await };
        let record = door.get(&format!("articles/{id}/record")).await?;
        if args.common.json {
            return write(&args.common, &[record], |_| String::new());
        }
        let list = |name: &str| record[name].as_array().cloned().unwrap_or_default();
        write(&args.common, &list("quotes"), |quote| {
            let content = quote["content"].as_array().into_iter().flatten();
            let words: Vec<&str> = content.map(|part| text(part, "words")).collect();
            format!("{}: {}", quote["speaker"].as_str().unwrap_or("somebody"), words.join(" … "))
        })?;
        write(&args.common, &list("figures"), |figure| {
            let claimant = figure["claimant"].as_str().unwrap_or("the article");
            format!("{claimant}: {}  {}", text(figure, "words"), text(figure, "measure"))
        })
    })
}

async fn rivals(args: &ClaimsArgs, door: &Door) -> Result<()> {
    let ids: Vec<String> = args.ids.iter().map(ToString::to_string).collect();
    if ids.iter().any(|id| id.starts_with('-')) {
        bail!("articles have numbers above 0");
    }
    let table = door.get(&format!("rivals?ids={}", ids.join(","))).await?;
    if args.common.json {
        return write(&args.common, &[table], |_| String::new());
    }
    let rows = table["rows"].as_array().cloned().unwrap_or_default();
    write(&args.common, &rows, |row| {
        let cells = row["cells"].as_array().into_iter().flatten();
        let said = cells.flat_map(|cell| {
            let name = text(cell, "claimant");
            let entries = cell["entries"].as_array().into_iter().flatten();
            entries.map(move |entry| format!("{name}: {}", text(entry, "figure")))
        });
        let said: Vec<String> = said.collect();
        format!("{}  [{}]  {}", text(row, "measure"), text(row, "verdict"), said.join("; "))
    })
}
