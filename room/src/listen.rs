//! Connections of browsers: HTTP/1.1, as long as they last, until the room closes.
//!
//! `axum::serve` does the same, but looks first whether a connection might speak HTTP/2, which here none does; reading
//! those few bytes apart doubles the buffer, and who listens to a conversation keeps theirs as long as they stay.

use std::io::{Error, ErrorKind};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tower::Service;

use crate::App;

/// How long a connection may take to say what it asks for, the first time or again. Proxies keep theirs for a minute.
const PATIENCE: Duration = Duration::from_secs(75);
/// After a failure that is not the connection's own: there are no more descriptors, most likely.
const PAUSE: Duration = Duration::from_secs(1);

/// Answers whoever connects, until `stopping` is done; then ends when what is asked has been answered.
pub async fn serve(listener: TcpListener, app: Arc<App>, stopping: impl Future<Output = ()>) {
    let router = crate::router(app);
    let (stop, stopped) = watch::channel(());
    tokio::pin!(stopping);
    loop {
        let accepted = tokio::select! {
            () = &mut stopping => break,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, from)) => {
                tokio::spawn(answer(stream, from, router.clone(), stopped.clone()));
            }
            Err(error) if is_of_one(&error) => {}
            Err(error) => {
                tracing::error!(%error, "no connection can be taken");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
    drop((listener, stopped));
    // Nobody hears it where nobody is connected.
    let _ = stop.send(());
    stop.closed().await;
}

/// Whether a connection was gone before it was taken.
fn is_of_one(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::ConnectionRefused | ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset
    )
}

async fn answer(
    stream: TcpStream,
    from: SocketAddr,
    router: Router,
    mut stopped: watch::Receiver<()>,
) {
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(from));
        router.clone().call(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE)
        .serve_connection(TokioIo::new(stream), service);
    tokio::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        // The sender gone means the same.
        _ = stopped.changed() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection broke");
    }
}
