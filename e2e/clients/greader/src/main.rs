//! The clients that NewsFlash is made of, against a room: `greader-client ROOM SITE NAME SECRET FEVER_SECRET`. It says
//! what it found at each step, and ends at the first that is not as it should be.

mod fever;
mod greader;

use anyhow::{Context, Result};

/// What the clients are told.
pub struct Given {
    pub room: url::Url,
    pub site: String,
    pub name: String,
    pub secret: String,
    pub fever_secret: String,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let mut words = std::env::args().skip(1);
    let mut next = || words.next().context("ROOM SITE NAME SECRET FEVER_SECRET");
    let given = Given {
        room: next()?.parse()?,
        site: next()?,
        name: next()?,
        secret: next()?,
        fever_secret: next()?,
    };
    greader::run(&given).await.context("greader_api")?;
    fever::run(&given).await.context("fever_api")
}
