//! What a shelf is asked through: the API of a room, over the network by an app password, or of a library on this
//! machine, in this process.

use std::sync::Arc;

use anyhow::{Context, Result, anyhow, bail};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use axum::http::header::CONTENT_TYPE;
use clap::Parser;
use room::App;
use serde_json::Value;
use tower::ServiceExt;

use crate::library::reader;
use crate::serve::Library;

/// Whose shelf, where it is, and how it is written.
#[derive(Debug, Parser)]
pub(crate) struct Common {
    /// Whose shelf, where there is more than one reader.
    #[arg(long, value_name = "NAME", conflicts_with = "room")]
    pub(crate) reader: Option<String>,
    /// JSON, an object a line.
    #[arg(long)]
    pub(crate) json: bool,
    /// The address of a room, instead of a library on this machine.
    #[arg(long, value_name = "URL", env = "DATELINE_ROOM", requires = "token")]
    pub(crate) room: Option<String>,
    /// An app password of that room.
    #[arg(long, value_name = "APP PASSWORD", env = "DATELINE_TOKEN", hide_env_values = true)]
    token: Option<String>,
    #[command(flatten)]
    pub(crate) library: Library,
}

/// The way in.
pub(crate) enum Door {
    Here(Router),
    There { client: Box<wire::Client>, base: String, bearer: String },
}

/// An answer at most, as the API gives it.
const ANSWER_BYTES: usize = 64 << 20;

impl Common {
    pub(crate) async fn door(&self) -> Result<Door> {
        let (Some(room), Some(token)) = (&self.room, &self.token) else {
            let (config, store) = self.library.open().await?;
            let id = reader(&store, self.reader.as_deref()).await?;
            let app = Arc::new(App::open(store, config.room).await?);
            return Ok(Door::Here(room::local_api(app, id)));
        };
        // Whoever runs the command names the room: it may stand in the same network.
        let config = wire::Config { allow_private: true, ..wire::Config::default() };
        let client = wire::Client::new(config).context("the network cannot be used")?;
        let base = room.trim_end_matches('/').to_owned();
        let bearer = format!("Bearer {}", token.trim());
        Ok(Door::There { client: Box::new(client), base, bearer })
    }
}

impl Door {
    /// Asks for what stands at a path below `/api/v1/`.
    pub(crate) async fn get(&self, path: &str) -> Result<Value> {
        self.ask(path, None).await
    }

    /// Sends JSON.
    pub(crate) async fn send(
        &self,
        method: &'static str,
        path: &str,
        json: &Value,
    ) -> Result<Value> {
        self.ask(path, Some((method, json.to_string()))).await
    }

    async fn ask(&self, path: &str, json: Option<(&'static str, String)>) -> Result<Value> {
        let path = format!("/api/v1/{path}");
        let (status, bytes) = match self {
            Self::Here(router) => {
                let method = json.as_ref().map_or("GET", |(method, _)| method);
                let request = Request::builder().method(method).uri(&path);
                let body = json.map_or_else(Body::empty, |(_, json)| Body::from(json));
                let request = request.header(CONTENT_TYPE, "application/json").body(body)?;
                let answer = match router.clone().oneshot(request).await {
                    Ok(answer) => answer,
                    Err(never) => match never {},
                };
                let status = answer.status().as_u16();
                (status, to_bytes(answer.into_body(), ANSWER_BYTES).await?.to_vec())
            }
            Self::There { client, base, bearer } => {
                let address = format!("{base}{path}");
                let headers = [("authorization", bearer.as_str())];
                let json = json.as_ref().map(|(method, json)| (*method, json.as_str()));
                let call = wire::Call { address: &address, headers: &headers, form: None, json };
                let reply = client.call(call).await.with_context(|| format!("asking {base}"))?;
                (reply.status, reply.bytes)
            }
        };
        let value: Value = serde_json::from_slice(&bytes)
            .map_err(|_| anyhow!("status {status}: this is no room of Dateline"))?;
        if !(200..300).contains(&status) {
            bail!("{}", value["detail"].as_str().unwrap_or("the room refused"));
        }
        Ok(value)
    }
}
