//! `cargo xtask bench conversation`: makes a library of invented conversations, serves it, asks it, takes in an export.
//!
//! ```text
//! conversation make FILE COMMENTS   a thread of 200 comments, one of a tenth of COMMENTS, the rest in others
//! conversation serve FILE PORT      the room over it
//! conversation ask FILE             starts `serve` and measures it from outside: CPU time, memory, time to be seen
//! conversation import FILE ROWS     an invented Disqus export of so many comments, taken in
//! ```

mod ask;
mod make;
mod watch;

use std::net::SocketAddr;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Result;
use room::{App, Config};
use store::{Location, Store};

fn main() -> Result<ExitCode> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    match arguments.as_slice() {
        ["make", file, count] => runtime.block_on(make::run(Path::new(file), count.parse()?))?,
        ["serve", file, port] => runtime.block_on(serve(Path::new(file), port.parse()?))?,
        ["ask", file] => ask::run(Path::new(file))?,
        ["import", file, count] => {
            runtime.block_on(make::import(Path::new(file), count.parse()?))?
        }
        _ => {
            eprintln!("conversation make FILE COMMENTS | ask FILE | import FILE ROWS");
            return Ok(ExitCode::FAILURE);
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// As `dateline serve` does.
async fn serve(file: &Path, port: u16) -> Result<()> {
    let store = Store::open(&Location::Sqlite(file.to_owned())).await?;
    let origin = format!("http://localhost:{port}");
    let app =
        Arc::new(App::open(store, Config { origin: Some(origin), ..Config::default() }).await?);
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    let desk = tokio::spawn(room::desk::run(Arc::clone(&app), std::future::pending()));
    println!("ready");
    let service = room::router(app).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).await?;
    desk.abort();
    Ok(())
}
