//! Times the questions of a page in CPU time of the whole process, which other work on the machine
//! does not change, and tells memory and disk.

use std::path::Path;

use rustix::time::{ClockId, clock_gettime};
use store::search::{Search, SearchOrder};
use store::shelf::{Change, Filter, List, Place, SyncPoint};

use crate::{Failure, open};

const RUNS: u32 = 40;

/// CPU time of the process so far, all threads.
pub(crate) fn cpu_ms() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 * 1e3 + time.tv_nsec as f64 / 1e6
}

/// A line of `/proc/self/status`, in MB.
pub(crate) fn memory_mb(line: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let found = status.lines().find_map(|l| l.strip_prefix(line));
    found.and_then(|l| l.trim().trim_end_matches(" kB").parse::<u64>().ok()).unwrap_or(0) / 1024
}

/// Mean CPU time of a question after two runs to warm up.
async fn time<T>(
    name: &str,
    mut ask: impl AsyncFnMut() -> store::Result<T>,
) -> Result<(), Failure> {
    for _ in 0..2 {
        ask().await?;
    }
    let before = cpu_ms();
    for _ in 0..RUNS {
        ask().await?;
    }
    println!("| {name} | {:.2} |", (cpu_ms() - before) / f64::from(RUNS));
    Ok(())
}

pub(crate) async fn run(file: &Path) -> Result<(), Failure> {
    let (before, began) = (cpu_ms(), std::time::Instant::now());
    let (store, reader) = open(file).await?;
    let page =
        store.folded_shelf_with_sections(reader, List { limit: 30, ..List::default() }).await?;
    let start = (cpu_ms() - before, began.elapsed().as_secs_f64() * 1e3);
    let (all, unread) = (page.1.counts.all, page.1.counts.unread);
    println!("{all} articles, {unread} unread\n\n| question | CPU ms |\n|---|---|");
    println!("| start: open to first list, wall {:.1} ms | {:.2} |", start.1, start.0);
    let first_mb = memory_mb("VmRSS:");
    let subscriptions = store.subscriptions(reader).await?;
    let feed = Place::Feed(subscriptions[0].feed.id);
    let tag = Place::Tag(store.tags(reader).await?[0].id);
    for (name, filter, place) in [
        ("list, unread, with counts", Filter::Unread, Place::Everywhere),
        ("list, all, with counts", Filter::All, Place::Everywhere),
        ("list, favourites, with counts", Filter::Favourite, Place::Everywhere),
        ("list, a feed's unread, with counts", Filter::Unread, feed),
        ("list, a tag, with counts", Filter::All, tag),
    ] {
        let list = List { filter, place, limit: 30, ..List::default() };
        time(name, async || store.folded_shelf_with_sections(reader, list).await).await?;
    }
    time("subscriptions, 200", async || store.subscriptions(reader).await).await?;
    let ids = List { filter: Filter::Unread, limit: 10_000, ..List::default() };
    time("ids, 10,000 unread", async || store.shelf_ids(reader, ids).await).await?;
    let since = SyncPoint::default();
    time("changes, 100", async || store.changes(reader, since, 100).await).await?;
    let searches = [
        ("rare", "zanzibar"),
        ("1 %", "percental"),
        ("very common", "the"),
        ("two common", "the said"),
        ("1 % and common", "percental the"),
        ("phrase", "\"zanzibar was named\""),
        ("prefix", "zanzi*"),
        ("1 %, unread", "percental is:unread"),
        ("common, unread", "the is:unread"),
    ];
    for order in [SearchOrder::Newest, SearchOrder::Best] {
        for (name, query) in searches {
            let search = || Search { query: query.into(), order, after: None, limit: 20 };
            let found = store.search(reader, search()).await?;
            let about = if found.count.is_exact { "" } else { "at least " };
            let name = format!("search, {order:?}, {name} ({about}{})", found.count.count);
            time(&name, async || store.search(reader, search()).await).await?;
        }
    }
    let items = store.shelf(reader, List { limit: 1, filter: Filter::All, ..List::default() });
    let item = items.await?.items.remove(0);
    time("article's words", async || store.content(item.article_id, None).await).await?;
    time("mark read and unread", async || {
        for is_read in [true, false] {
            let change = Change { is_read: Some(is_read), ..Change::default() };
            store.change(reader, vec![item.id], change, crate::start()).await?;
        }
        Ok(())
    })
    .await?;
    let (end_mb, most_mb) = (memory_mb("VmRSS:"), memory_mb("VmHWM:"));
    println!(
        "\nMemory after the first list {first_mb} MB, at the end {end_mb}, at most {most_mb}."
    );
    disk(file)
}

fn disk(file: &Path) -> Result<(), Failure> {
    let size_bytes = std::fs::metadata(file)?.len() as f64;
    let html: f64 = std::fs::read_to_string(file.with_extension("html-bytes"))?.parse()?;
    println!("\nDisk: {:.1} MB = {:.2} × HTML.", size_bytes / 1e6, size_bytes / html);
    Ok(())
}
