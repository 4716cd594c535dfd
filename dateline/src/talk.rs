//! `dateline talk`: conversations of other programs taken in, and all conversations taken out.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result, bail};
use clap::{Parser, Subcommand};
use jiff::Timestamp;
use room::threads::{export, markdown, pages};
use store::threads::{Above, Exported, Status, Taken, Thing};
use store::{CommentId, Store, ThreadId};
use url::Url;
use wire::talk::{Comment, Isso, IssoRow, Page, Placed, Source, TalkError};

use crate::library::block_on;
use crate::serve::Library;

/// Comments in one transaction: enough that its sync is nothing beside the rows.
const BATCH: usize = 4_000;

/// Conversations brought here from elsewhere, and taken out.
#[derive(Debug, Parser)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Takes in the conversations of Disqus (XML), WordPress (WXR), Isso (its database) or Remark42 (its backup).
    Import {
        #[command(flatten)]
        library: Library,
        /// Where the pages are, for exports that say paths alone: https://blog.example
        #[arg(long, value_name = "URL")]
        site: Option<Url>,
        /// The export.
        file: PathBuf,
    },
    /// Writes all conversations that are not private as JSON Lines (docs/conversation.md); no address is in it.
    Export {
        #[command(flatten)]
        library: Library,
        /// Writes a page to read for each conversation instead, and a list of them, into this folder.
        #[arg(long, value_name = "FOLDER", conflicts_with = "file")]
        html: Option<PathBuf>,
        /// Where to [default: standard output].
        file: Option<PathBuf>,
    },
}

/// Does what was asked for.
///
/// # Errors
/// When the library cannot be opened, or the file cannot be read or written.
pub fn run(args: &Args) -> Result<()> {
    block_on(async {
        match &args.command {
            Command::Import { library, site, file } => {
                let (_, store) = library.open().await?;
                let source = open(file).with_context(|| format!("reading {}", file.display()))?;
                println!("{}", import(&store, source, site.as_ref()).await?);
                Ok(())
            }
            Command::Export { library, html: Some(folder), .. } => {
                let (config, store) = library.open().await?;
                let count = export_pages(&store, folder, config.room.origin).await?;
                println!("{count} conversations, and index.html, in {}", folder.display());
                Ok(())
            }
            Command::Export { library, file, html: None } => {
                let (_, store) = library.open().await?;
                let out: Box<dyn Write + Send> = match file {
                    Some(file) => Box::new(std::fs::File::create(file)?),
                    None => Box::new(std::io::stdout()),
                };
                export_all(&store, out).await
            }
        }
    })
}

fn open(file: &Path) -> Result<Source> {
    match wire::talk::open(file) {
        Err(TalkError::Database) => {}
        opened => return Ok(opened?),
    }
    let mut isso = Isso::new()?;
    store::isso::each(file, &mut |one| {
        let row = IssoRow {
            id: one.id,
            parent: one.parent,
            text: one.text,
            author: one.author,
            likes: one.likes,
            dislikes: one.dislikes,
            created: one.created,
            is_deleted: one.is_deleted,
            uri: one.uri,
            title: one.title,
        };
        Ok(isso.add(row)?)
    })?;
    Ok(isso.finish()?)
}

/// Takes all comments in; gives what was done, in words.
///
/// # Errors
/// When the file or the store fails.
pub async fn import(store: &Store, mut source: Source, site: Option<&Url>) -> Result<String> {
    let now = Timestamp::now();
    let threads = threads(store, &source.pages, site, now).await?;
    let (order, orphans) = source.order();
    let mut ids: Vec<Option<CommentId>> = vec![None; order.len()];
    let (mut count, mut homeless) = (0_u64, 0_u64);
    let mut under_way: Option<(Vec<usize>, tokio::task::JoinHandle<_>)> = None;
    let mut next = 0;
    while next < order.len() {
        let mut read = Vec::with_capacity(BATCH);
        while next < order.len() && read.len() < BATCH {
            let placed = order[next];
            match threads[placed.entry.page as usize] {
                Some(thread) => {
                    let mark = placed.entry.mark(source.program);
                    let comment = source.read(&placed.entry)?;
                    read.push((next, placed, taken(comment, thread, mark, now)));
                }
                None => homeless += 1,
            }
            next += 1;
        }
        // While these were read and rendered, those before were written.
        count += finish(&mut under_way, &mut ids).await?;
        let first = read.first().map_or(0, |one| one.0);
        let mut places = Vec::with_capacity(read.len());
        let mut batch = Vec::with_capacity(read.len());
        for (at, placed, mut comment) in read {
            comment.parent = above(&placed, &ids, first, &places);
            places.push(at);
            batch.push(comment);
        }
        let store = store.clone();
        under_way = Some((places, tokio::spawn(async move { store.take_comments(batch).await })));
    }
    count += finish(&mut under_way, &mut ids).await?;
    let known = ids.iter().flatten().count() as u64 - count;
    Ok(format!(
        "{}: {count} comments on {} pages taken in; {known} were here already, {} left out as spam or not approved, \
         {homeless} on pages without an address, {orphans} whose place could not be found stand by themselves",
        source.program.name(),
        threads.iter().flatten().count(),
        source.skipped,
    ))
}

/// What a comment answers: one of an earlier batch, or of this one, whose places are in order.
fn above(placed: &Placed, ids: &[Option<CommentId>], first: usize, places: &[usize]) -> Above {
    let Some(parent) = placed.parent.map(|parent| parent as usize) else { return Above::Nothing };
    if parent < first {
        return ids[parent].map_or(Above::Nothing, Above::Comment);
    }
    places.binary_search(&parent).map_or(Above::Nothing, Above::Taken)
}

type Written = tokio::task::JoinHandle<store::Result<Vec<(CommentId, bool)>>>;

/// How many of the batch under way are new.
async fn finish(
    under_way: &mut Option<(Vec<usize>, Written)>,
    ids: &mut [Option<CommentId>],
) -> Result<u64> {
    let mut count = 0;
    if let Some((places, written)) = under_way.take() {
        for (place, (id, is_new)) in places.into_iter().zip(written.await??) {
            ids[place] = Some(id);
            count += u64::from(is_new);
        }
    }
    Ok(count)
}

/// The thread of each page; none where its address is none.
async fn threads(
    store: &Store,
    pages: &[Page],
    site: Option<&Url>,
    now: Timestamp,
) -> Result<Vec<Option<ThreadId>>> {
    let mut threads = Vec::with_capacity(pages.len());
    for page in pages {
        let url = Url::parse(&page.address).ok().or_else(|| site?.join(&page.address).ok());
        let url = url.filter(|url| matches!(url.scheme(), "http" | "https"));
        threads.push(match url {
            Some(url) => {
                Some(store.thread_to_take(Thing { url, title: page.title.clone() }, now).await?)
            }
            None => None,
        });
    }
    if !pages.is_empty() && threads.iter().all(Option::is_none) {
        bail!("no page in the export has an address of the web: say where they are with --site");
    }
    Ok(threads)
}

fn taken(comment: Comment, thread: ThreadId, mark: i64, now: Timestamp) -> Taken {
    let source = markdown::clean(&comment.source);
    let is_deleted = comment.is_deleted || source.is_empty();
    let name = markdown::clean(&comment.author).replace('\n', " ");
    let name: String = name.chars().take(80).collect();
    Taken {
        thread,
        mark: Some(mark),
        parent: Above::Nothing,
        name: if name.is_empty() { "Anonymous".to_owned() } else { name },
        html: if is_deleted { String::new() } else { markdown::render(&source).html },
        source: if is_deleted { String::new() } else { source },
        is_deleted,
        up: comment.up.clamp(0, 1_000_000),
        down: comment.down.clamp(0, 1_000_000),
        created_at: comment.created_at.unwrap_or(now),
    }
}

async fn export_all(store: &Store, out: Box<dyn Write + Send>) -> Result<()> {
    let out = Arc::new(Mutex::new(BufWriter::new(out)));
    let writer = Arc::clone(&out);
    let each = store.each_comment(move |one| {
        let mut out = writer.lock().unwrap_or_else(PoisonError::into_inner);
        serde_json::to_writer(&mut *out, &export::line(&one)).map_err(std::io::Error::from)?;
        Ok(out.write_all(b"\n")?)
    });
    each.await?;
    out.lock().unwrap_or_else(PoisonError::into_inner).flush()?;
    Ok(())
}

/// Writes a page for each conversation and a list of them; gives how many there are.
///
/// # Errors
/// When the folder cannot be written, or the store fails.
pub async fn export_pages(store: &Store, folder: &Path, origin: Option<String>) -> Result<usize> {
    std::fs::create_dir_all(folder)
        .with_context(|| format!("making the folder {}", folder.display()))?;
    let pages =
        Arc::new(Mutex::new(Pages { folder: folder.to_owned(), origin, ..Pages::default() }));
    let writer = Arc::clone(&pages);
    let each = store.each_comment(move |one| {
        Ok(writer.lock().unwrap_or_else(PoisonError::into_inner).add(&one)?)
    });
    each.await?;
    let mut pages = pages.lock().unwrap_or_else(PoisonError::into_inner);
    pages.end()?;
    std::fs::write(folder.join("index.html"), pages::index(&pages.done))?;
    Ok(pages.done.len())
}

/// The page that is being written, and those that were.
#[derive(Default)]
struct Pages {
    folder: PathBuf,
    origin: Option<String>,
    open: Option<(ThreadId, BufWriter<std::fs::File>)>,
    /// File, title, and comments shown.
    done: Vec<(String, String, u64)>,
}

impl Pages {
    fn add(&mut self, one: &Exported) -> std::io::Result<()> {
        let Some(html) = pages::comment(one) else { return Ok(()) };
        let thread = one.comment.thread_id;
        if self.open.as_ref().is_none_or(|(open, _)| *open != thread) {
            self.end()?;
            let file = pages::file(thread);
            let mut out = BufWriter::new(std::fs::File::create(self.folder.join(&file))?);
            out.write_all(pages::begin(one, self.origin.as_deref()).as_bytes())?;
            self.open = Some((thread, out));
            self.done.push((file, one.title.clone(), 0));
        }
        if let (Some((_, out)), Some(last)) = (&mut self.open, self.done.last_mut()) {
            last.2 += u64::from(one.comment.status == Status::Shown);
            out.write_all(html.as_bytes())?;
        }
        Ok(())
    }

    fn end(&mut self) -> std::io::Result<()> {
        if let Some((_, mut out)) = self.open.take() {
            out.write_all(pages::END.as_bytes())?;
            out.flush()?;
        }
        Ok(())
    }
}
