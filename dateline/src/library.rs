//! What is done to a library from the command line: `save`, `backup`, `restore`, `doctor`, `reread`, `admin`.

use std::fs::File;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use clap::{Parser, Subcommand};
use room::App;
use room::intake::address;
use room::membership::{self, GivenByHost, Made};
use store::accounts::Role;
use store::shelf::Saving;
use store::{ArticleId, ReaderId, Store};

use crate::serve::{Library, start_logs};
use crate::shelf::{self, Common};

/// Puts web pages on a shelf and reads them.
#[derive(Debug, Parser)]
pub struct Save {
    /// Addresses of pages.
    #[arg(required = true, value_name = "URL")]
    urls: Vec<String>,
    /// Tags, separated by commas.
    #[arg(long, value_delimiter = ',')]
    tags: Vec<String>,
    /// Leave the reading to a room that is open.
    #[arg(long)]
    later: bool,
    #[command(flatten)]
    common: Common,
}

/// Writes the whole library into one file, while the room is open.
#[derive(Debug, Parser)]
pub struct Backup {
    /// The file; it must not be there.
    file: PathBuf,
    #[command(flatten)]
    library: Library,
}

/// Takes a backup into an empty library, SQLite or PostgreSQL.
#[derive(Debug, Parser)]
pub struct Restore {
    /// The file.
    file: PathBuf,
    #[command(flatten)]
    library: Library,
}

/// Looks for damage in the library.
#[derive(Debug, Parser)]
pub struct Doctor {
    /// Also put right what can be: counts.
    #[arg(long)]
    mend: bool,
    #[command(flatten)]
    library: Library,
}

/// Reads kept pages again, with this version's eyes.
#[derive(Debug, Parser)]
pub struct Reread {
    #[command(flatten)]
    library: Library,
}

/// Helps readers who are locked out; gives plans and makes gift codes.
#[derive(Debug, Parser)]
pub struct Admin {
    #[command(subcommand)]
    what: AdminCommand,
    #[command(flatten)]
    library: Library,
}

#[derive(Debug, Subcommand)]
enum AdminCommand {
    /// Prints a link to set a new password.
    ResetLink {
        /// Whose.
        name: String,
    },
    /// Turns a reader's second step off.
    NoCodes {
        /// Whose.
        name: String,
    },
    /// Makes an app password, with what wallabag's apps ask for besides.
    AppPassword {
        /// Whose.
        name: String,
    },
    /// Makes a reader an admin.
    Promote {
        /// Whom.
        name: String,
    },
    /// Gives a reader a plan.
    Grant {
        /// Whom.
        name: String,
        /// The plan's slug.
        plan: String,
        /// For how long; without it there is no end.
        #[arg(long)]
        days: Option<u16>,
        /// Words that the reader sees with it.
        #[arg(long, default_value = "")]
        note: String,
    },
    /// Makes a gift code and prints it.
    GiftCode {
        /// The plan's slug.
        plan: String,
        /// How many readers may use it.
        #[arg(long, default_value_t = 1)]
        uses: u32,
        /// For how long each has the plan; without it there is no end.
        #[arg(long)]
        days: Option<u16>,
        /// Days until the code is over; without it it never is.
        #[arg(long)]
        good_for: Option<u16>,
        /// Words that readers see with it.
        #[arg(long, default_value = "")]
        note: String,
    },
    /// Brings the ledger to what Stripe says of every subscription.
    Reconcile,
}

/// Runs asynchronous work of the command line.
pub(crate) fn block_on<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    start_logs();
    // In a box the work is compiled once, not once for each kind of runtime.
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(Box::pin(work))
}

pub(crate) async fn app(library: &Library) -> Result<Arc<App>> {
    let (mut config, store) = library.open().await?;
    if let Some(stripe) = &mut config.room.membership.stripe
        && let Err(why) = stripe.find_secrets(|name| std::env::var(name).ok())
    {
        // Only `admin reconcile` asks Stripe.
        tracing::debug!(why, "Stripe cannot be asked");
    }
    Ok(Arc::new(App::open(store, config.room).await?))
}

/// `dateline save`; gives the count of pages that could not be read.
pub fn save(args: &Save) -> Result<usize> {
    block_on(async {
        for given in &args.urls {
            if let Err(why) = address(given) {
                bail!("{given}: {why}");
            }
        }
        if args.common.room.is_none() {
            read_here(args).await?;
        }
        let door = args.common.door().await?;
        let mut failed_count = 0;
        if args.later && args.common.room.is_none() {
            return Ok(0);
        }
        for given in &args.urls {
            let is_read = shelf::save(&door, &args.common, given, &args.tags).await?;
            failed_count += usize::from(!is_read);
        }
        Ok(failed_count)
    })
}

/// Saves pages in the library of this machine and does the desk's work, as no room may be open to do it.
async fn read_here(args: &Save) -> Result<()> {
    let app = app(&args.common.library).await?;
    let reader = reader(&app.store, args.common.reader.as_deref()).await?;
    for given in &args.urls {
        let url = address(given).map_err(|why| anyhow::anyhow!("{given}: {why}"))?;
        let saving = Saving { tags: args.tags.clone(), ..Saving::new(url, app.now()) };
        app.store.save(reader, saving, app.now()).await?;
    }
    if !args.later {
        room::desk::run_due(&app).await?;
    }
    Ok(())
}

/// The reader of that name, or the only one.
pub(crate) async fn reader(store: &Store, name: Option<&str>) -> Result<ReaderId> {
    if let Some(name) = name {
        let found = store.reader_by_name(name).await;
        return Ok(found.with_context(|| format!("there is no reader {name}"))?.id);
    }
    let readers = store.readers(ReaderId(0), 2).await?;
    match &readers[..] {
        [one] => Ok(one.id),
        [] => bail!("there is no reader yet: run `dateline serve` and make the first account"),
        _ => bail!("say whose shelf, with --reader"),
    }
}

/// `dateline backup`.
pub fn backup(args: &Backup) -> Result<()> {
    block_on(async {
        let (_, store) = args.library.open().await?;
        let part = args.file.with_extension("part");
        let file = File::create_new(&part).with_context(|| format!("making {}", part.display()))?;
        let count = store.backup(file.try_clone()?).await?;
        file.sync_all()?;
        std::fs::hard_link(&part, &args.file)
            .with_context(|| format!("making {}", args.file.display()))?;
        std::fs::remove_file(&part)?;
        println!("{count} rows in {}", args.file.display());
        Ok(())
    })
}

/// `dateline restore`.
pub fn restore(args: &Restore) -> Result<()> {
    block_on(async {
        let file =
            File::open(&args.file).with_context(|| format!("opening {}", args.file.display()))?;
        let (_, store) = args.library.open().await?;
        let count = store.restore(file).await?;
        println!("{count} rows are back");
        Ok(())
    })
}

/// `dateline doctor`; gives the count of findings.
pub fn doctor(args: &Doctor) -> Result<usize> {
    block_on(async {
        let (_, store) = args.library.open().await?;
        let findings = store.check(args.mend).await?;
        let mut out = io::stdout().lock();
        for finding in &findings {
            writeln!(out, "{finding}")?;
        }
        match findings.len() {
            0 => writeln!(out, "the library is sound")?,
            count if args.mend => writeln!(out, "{count} findings; counts were put right")?,
            count => writeln!(out, "{count} findings")?,
        }
        Ok(if args.mend { 0 } else { findings.len() })
    })
}

/// `dateline reread`.
pub fn reread(args: &Reread) -> Result<()> {
    block_on(async {
        let app = app(&args.library).await?;
        let mut last = ArticleId(0);
        let mut count = 0;
        loop {
            let ids = app.store.articles_to_reread(room::desk::read::EXTRACTOR, last, 100).await?;
            let Some(&end) = ids.last() else { break };
            for id in ids {
                room::desk::reread(&app, id).await?;
                count += 1;
            }
            last = end;
        }
        println!("{count} pages read again");
        Ok(())
    })
}

/// `dateline admin`.
pub fn admin(args: &Admin) -> Result<()> {
    block_on(async {
        let app = app(&args.library).await?;
        let find = async |name: &str| {
            let found = app.store.reader_by_name(name).await;
            found.with_context(|| format!("there is no reader {name}"))
        };
        match &args.what {
            AdminCommand::ResetLink { name } => {
                let link = room::accounts::reset_link(&app, find(name).await?.id).await?;
                println!("{link}\nIt works once, for an hour.");
            }
            AdminCommand::NoCodes { name } => {
                app.store.set_totp(find(name).await?.id, None, &[]).await?;
                println!("{name} signs in with the password only.");
            }
            AdminCommand::AppPassword { name } => {
                let reader = find(name).await?;
                let made = room::accounts::app_password(&app, &reader).await?;
                println!("name           {}\napp password   {}", reader.name, made.secret);
                if let Some((id, secret)) = made.client {
                    println!("client id      {id}\nclient secret  {secret}");
                }
            }
            AdminCommand::Promote { name } => {
                app.store.set_role(find(name).await?.id, Role::Admin).await?;
                println!("{name} is an admin.");
            }
            AdminCommand::Grant { name, plan, days, note } => {
                let given = GivenByHost { plan: plan.clone(), days: *days, note: note.clone() };
                membership::give(&app, find(name).await?.id, given).await?;
                println!("{name} has {plan}.");
            }
            AdminCommand::GiftCode { plan, uses, days, good_for, note } => {
                let given = GivenByHost { plan: plan.clone(), days: *days, note: note.clone() };
                let made = Made { given, uses: *uses, good_for_days: *good_for };
                println!("{}", membership::make_code(&app, made).await?);
            }
            AdminCommand::Reconcile => {
                println!("{} put right", membership::reconcile(&app).await?);
            }
        }
        Ok(())
    })
}
