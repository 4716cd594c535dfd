//! What is asked of a library from the command line: `list`, `show`, `search`, `tag`, `feeds`; lines for
//! people, JSON Lines with `--json`.

use std::io::{self, Write};

use anyhow::{Context, Result, bail};
use clap::{Parser, ValueEnum};
use page::Body;
use serde_json::{Value, json};
use store::search::{Search, SearchOrder};
use store::shelf::{Change, Filter, List, Place};
use store::{ReaderId, ShelfId, ShelfItem, Store};

use crate::library::{block_on, reader};
use crate::serve::Library;

/// Whose shelf, and how it is written.
#[derive(Debug, Parser)]
struct Common {
    /// Whose shelf, where there is more than one reader.
    #[arg(long, value_name = "NAME")]
    reader: Option<String>,
    /// JSON, an object a line.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    library: Library,
}

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
    /// Tags, separated by commas; one with a minus before it is taken off.
    #[arg(required = true, value_delimiter = ',', allow_hyphen_values = true)]
    tags: Vec<String>,
    #[command(flatten)]
    common: Common,
}

/// Lists the feeds that are followed.
#[derive(Debug, Parser)]
pub struct FeedsArgs {
    #[command(flatten)]
    common: Common,
}

impl Common {
    async fn open(&self) -> Result<(Store, ReaderId)> {
        let (_, store) = self.library.open().await?;
        let id = reader(&store, self.reader.as_deref()).await?;
        Ok((store, id))
    }

    /// Writes an object, or the line for people.
    fn write(&self, out: &mut impl Write, data: &Value, line: &str) -> io::Result<()> {
        if self.json { writeln!(out, "{data}") } else { writeln!(out, "{}", plain(line)) }
    }
}

/// What a page says reaches a terminal without control characters.
fn plain(line: &str) -> String {
    line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn data(item: &ShelfItem) -> Value {
    json!({
        "id": item.id, "title": item.title, "url": item.url, "outlet": item.outlet,
        "byline": item.byline, "published": item.published, "language": item.language,
        "word_count": item.word_count, "is_read": item.is_read,
        "is_favourite": item.is_favourite, "tags": item.tags,
        "saved_at": item.saved_at.to_string(),
    })
}

fn line(item: &ShelfItem) -> String {
    let outlet = item.outlet.as_deref().unwrap_or("");
    let star = if item.is_favourite { "* " } else { "" };
    format!("{:>8}  {star}{}  {outlet}", item.id.0, item.title)
}

fn write_items(common: &Common, items: &[ShelfItem]) -> Result<()> {
    let mut out = io::stdout().lock();
    for item in items {
        common.write(&mut out, &data(item), &line(item))?;
    }
    Ok(())
}

/// `dateline list`.
pub fn list(args: &ListArgs) -> Result<()> {
    block_on(async {
        let (store, reader) = args.common.open().await?;
        let filter = match args.which {
            Which::Unread => Filter::Unread,
            Which::All => Filter::All,
            Which::Favourites => Filter::Favourite,
            Which::Archive => Filter::Archive,
        };
        let place = match &args.tag {
            None => Place::Everywhere,
            Some(name) => match store.tag(reader, name).await? {
                Some(tag) => Place::Tag(tag),
                None => bail!("there is no tag {name}"),
            },
        };
        let list = List { filter, place, limit: args.limit, ..List::default() };
        write_items(&args.common, &store.shelf(reader, list).await?.items)
    })
}

/// `dateline search`.
pub fn search(args: &SearchArgs) -> Result<()> {
    block_on(async {
        let (store, reader) = args.common.open().await?;
        let order = if args.best { SearchOrder::Best } else { SearchOrder::Newest };
        let search = Search { query: args.query.join(" "), order, after: None, limit: args.limit };
        let found = store.search(reader, search).await?;
        for problem in &found.problems {
            eprintln!("dateline: {}", problem.message);
        }
        let items: Vec<ShelfItem> = found.hits.into_iter().map(|hit| hit.item).collect();
        write_items(&args.common, &items)
    })
}

/// `dateline show`.
pub fn show(args: &ShowArgs) -> Result<()> {
    block_on(async {
        let (store, reader) = args.common.open().await?;
        let id = vec![ShelfId(args.id)];
        let full = store.full_items(reader, id, true).await?.pop();
        let full = full.with_context(|| format!("there is no article {} on the shelf", args.id))?;
        let mut out = io::stdout().lock();
        if args.common.json {
            let mut data = data(&full.item);
            data["html"] = full.html.into();
            writeln!(out, "{data}")?;
            return Ok(());
        }
        writeln!(out, "# {}\n\n{}\n", plain(&full.item.title), plain(&full.item.url))?;
        for line in Body::of_html(&full.html).markdown().lines() {
            writeln!(out, "{}", plain(line))?;
        }
        Ok(())
    })
}

/// `dateline tag`.
pub fn tag(args: &TagArgs) -> Result<()> {
    block_on(async {
        let (store, reader) = args.common.open().await?;
        let id = ShelfId(args.id);
        let item = store.shelf_item(reader, id).await;
        item.with_context(|| format!("there is no article {} on the shelf", args.id))?;
        let (removed, added): (Vec<&String>, Vec<&String>) =
            args.tags.iter().partition(|tag| tag.starts_with('-'));
        let change = Change {
            add_tags: added.into_iter().cloned().collect(),
            remove_tags: removed.iter().map(|tag| tag[1..].to_owned()).collect(),
            ..Change::default()
        };
        store.change(reader, vec![id], change, jiff::Timestamp::now()).await?;
        write_items(&args.common, &[store.shelf_item(reader, id).await?])
    })
}

/// `dateline feeds`.
pub fn feeds(args: &FeedsArgs) -> Result<()> {
    block_on(async {
        let (store, reader) = args.common.open().await?;
        let counts = store.counts(reader).await?;
        let mut out = io::stdout().lock();
        for one in store.subscriptions(reader).await? {
            let unread = counts.feeds.get(&one.feed.id).map_or(0, |count| count.unread);
            let data = json!({
                "id": one.feed.id, "title": one.name(), "url": one.feed.url,
                "unread_count": unread, "failure": one.feed.failure,
            });
            let line = format!("{unread:>6}  {}  {}", one.name(), one.feed.url);
            args.common.write(&mut out, &data, &line)?;
        }
        Ok(())
    })
}
