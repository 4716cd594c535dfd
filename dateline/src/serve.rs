//! `dateline serve`: the room. Opens or makes the library, listens, works, and stops in order.

mod config;
mod metrics;

use std::io::IsTerminal;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result};
use clap::Parser;
use room::{App, Config as RoomConfig};
use store::{Location, Store};
use tokio::net::TcpListener;
use tokio::sync::watch;

pub(crate) use config::{Config, data_dir};

/// Opens the reading room in a browser near you.
///
/// Without any options the library is one SQLite file in your data directory and the room listens on
/// this machine only. The first start prints a link to make the first account.
#[derive(Debug, Parser)]
pub struct Args {
    /// Address to listen on.
    #[arg(long, env = "DATELINE_LISTEN", value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
    #[command(flatten)]
    library: Library,
    /// Where browsers find the room, such as https://news.example.org; needed behind a proxy.
    #[arg(long, env = "DATELINE_ORIGIN", value_name = "URL")]
    origin: Option<String>,
    /// Serve Prometheus metrics on this address; they hold no reading habits.
    #[arg(long, env = "DATELINE_METRICS_LISTEN", value_name = "ADDRESS")]
    metrics_listen: Option<SocketAddr>,
    /// A throw-away library full of invented articles, signed in at once.
    #[arg(long)]
    demo: bool,
}

/// Where the library is.
#[derive(Debug, Parser)]
pub struct Library {
    /// Folder of the library and of dateline.toml.
    #[arg(long, env = "DATELINE_DATA_DIR", value_name = "FOLDER")]
    pub data_dir: Option<PathBuf>,
    /// PostgreSQL instead of a file: postgres://name:password@host/database.
    #[arg(long, env = "DATELINE_DATABASE", value_name = "URL", hide_env_values = true)]
    pub database: Option<String>,
}

impl Library {
    /// The folder, made where it is missing, the configuration in it, and the database.
    pub(crate) fn find(&self) -> Result<(PathBuf, Config, Location)> {
        let folder = match &self.data_dir {
            Some(folder) => folder.clone(),
            None => data_dir()?,
        };
        std::fs::create_dir_all(&folder)
            .with_context(|| format!("making the folder {}", folder.display()))?;
        let config = Config::read(&folder.join("dateline.toml"))?;
        let given = self.database.as_deref().or(config.database.as_deref());
        let location =
            given.map_or_else(|| Location::Sqlite(folder.join("dateline.sqlite")), Location::parse);
        Ok((folder, config, location))
    }

    /// The open library.
    pub(crate) async fn open(&self) -> Result<(Config, Store)> {
        let (_, config, location) = self.find()?;
        let store = Store::open(&location).await;
        Ok((config, store.with_context(|| format!("opening the library {location:?}"))?))
    }
}

/// Runs until it is told to stop.
pub fn run(args: &Args) -> Result<()> {
    start_logs();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    // In a box it is compiled once, not once for each kind of runtime.
    runtime.block_on(Box::pin(serve(args)))
}

async fn serve(args: &Args) -> Result<()> {
    let demo = if args.demo { Some(tempfile::tempdir()?) } else { None };
    let library = Library {
        data_dir: demo
            .as_ref()
            .map(|folder| folder.path().to_owned())
            .or(args.library.data_dir.clone()),
        database: args.library.database.clone().filter(|_| demo.is_none()),
    };
    let (config, store) = library.open().await?;
    let listen = args.listen.or(config.listen).unwrap_or(LISTEN);
    let listener =
        TcpListener::bind(listen).await.with_context(|| format!("listening on {listen}"))?;
    let address = listener.local_addr()?;
    let origin = args.origin.clone().or(config.room.origin.clone());
    let origin = origin.unwrap_or_else(|| origin_of(address));
    let mut room = RoomConfig { origin: Some(origin.clone()), ..config.room };
    if let Some(stripe) = &mut room.membership.stripe {
        let found = stripe.find_secrets(|name| std::env::var(name).ok());
        found.map_err(anyhow::Error::msg)?;
    }
    let app = Arc::new(App::open(store, room).await?);

    let (stop, stopped) = watch::channel(false);
    if let Some(listen) = args.metrics_listen.or(config.metrics_listen) {
        metrics::start(listen, wait(stopped.clone())).await?;
    }
    if demo.is_some() {
        let link = room::demo::fill(&app).await?;
        println!(
            "The demo is open at {link}\nEverything in it is invented and gone when it stops."
        );
    } else if let Some(link) = room::accounts::set_up_link(&app).await? {
        println!("Make the first account at {link}");
    } else {
        println!("The room is open at {origin}");
    }
    let desk = tokio::spawn(room::desk::run(Arc::clone(&app), wait(stopped.clone())));
    let service =
        room::router(Arc::clone(&app)).into_make_service_with_connect_info::<SocketAddr>();
    let server = axum::serve(listener, service).with_graceful_shutdown(wait(stopped));
    let signal = async {
        signal().await;
        tracing::info!("stopping");
        // Receivers live as long as we do.
        let _ = stop.send(true);
        // Those who listen to a conversation would stay for ever.
        app.talk.close();
        std::future::pending::<()>().await;
    };
    tokio::select! {
        ended = server => ended?,
        () = signal => {}
    }
    desk.await?;
    Ok(())
}

/// Where browsers of this machine find the room: by name, as passkeys are bound to names, never to numbers
/// (Web Authentication Level 3, §5.1.2).
fn origin_of(address: SocketAddr) -> String {
    if address.ip().is_loopback() {
        format!("http://localhost:{}", address.port())
    } else {
        format!("http://{address}")
    }
}

/// This machine only, on a port that no other program is known for.
const LISTEN: SocketAddr =
    SocketAddr::V4(std::net::SocketAddrV4::new(std::net::Ipv4Addr::LOCALHOST, 7310));

async fn wait(mut stopped: watch::Receiver<bool>) {
    // An error: the sender is gone, which is a stop too.
    let _ = stopped.wait_for(|is_stopped| *is_stopped).await;
}

/// Ctrl-C, or the system's polite request to end.
async fn signal() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        },
        Err(_) => {
            let _ = tokio::signal::ctrl_c().await;
        }
    }
}

/// Lines for people on a terminal, JSON elsewhere; `RUST_LOG` chooses.
pub(crate) fn start_logs() {
    use tracing_subscriber::EnvFilter;
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let logs = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // The second start of a process finds them started.
    let _ = if std::io::stderr().is_terminal() {
        logs.compact().try_init()
    } else {
        logs.json().try_init()
    };
}
