//! The fields of a form, in the order they were sent; a name may come more than once.

use std::sync::Arc;

use axum::extract::{Form, FromRequest, Request};

use crate::{App, Error, Result};

#[cfg(test)]
mod tests;

/// What a form sent.
#[derive(Clone, Debug, Default)]
pub struct Fields(Vec<(String, String)>);

impl FromRequest<Arc<App>> for Fields {
    type Rejection = Error;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self> {
        match Form::<Vec<(String, String)>>::from_request(request, app).await {
            Ok(Form(fields)) => Ok(Self(fields)),
            Err(refused) if refused.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE => {
                Err(Error::TooLarge("This is more than a form may send."))
            }
            Err(_) => Err(Error::Bad("This is not what a form of this room sends.".to_owned())),
        }
    }
}

impl Fields {
    /// What another way than a form brought.
    pub(crate) fn of(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }

    /// The first value of that name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The first value of that name, without white space around it, unless nothing is left.
    pub fn words(&self, name: &str) -> Option<&str> {
        self.get(name).map(str::trim).filter(|words| !words.is_empty())
    }

    /// All values of that name.
    pub fn all<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Whether a box of that name was ticked.
    pub fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// A number; `None` where there is none.
    pub fn number(&self, name: &str) -> Option<i64> {
        self.words(name)?.parse().ok()
    }

    /// Values separated by commas.
    pub fn list(&self, name: &str) -> Vec<String> {
        let parts = self.get(name).unwrap_or("").split(',').map(str::trim);
        parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
    }
}

/// A path in this room to go back to; the front page for everything else, as what a browser takes
/// for another host ("//x", "/\x", a tab in between) must not be followed.
pub fn local(path: Option<&str>) -> &str {
    path.filter(|path| is_local(path)).unwrap_or("/")
}

fn is_local(path: &str) -> bool {
    path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains('\\')
        && !path.contains(|c: char| c.is_control())
        && path.len() < 2_048
}
