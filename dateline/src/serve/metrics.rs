//! Prometheus metrics, on a port of their own.

use std::net::SocketAddr;

use anyhow::{Context, Result};
use axum::Router;
use axum::routing::get;
use metrics_exporter_prometheus::PrometheusBuilder;
use tokio::net::TcpListener;

/// Installs the recorder and serves `/metrics` until `stopped`.
pub(super) async fn start(
    listen: SocketAddr,
    stopped: impl Future<Output = ()> + Send + 'static,
) -> Result<()> {
    let handle = PrometheusBuilder::new().install_recorder().context("recording metrics")?;
    let listener =
        TcpListener::bind(listen).await.with_context(|| format!("listening on {listen}"))?;
    let router = Router::new().route("/metrics", get(async move || handle.render()));
    tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, router).with_graceful_shutdown(stopped).await {
            tracing::warn!(%error, "metrics are not served any more");
        }
    });
    Ok(())
}
