//! The parameters of a call, however a client sent them: in the query, as a form of either
//! kind, as JSON.

use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header::CONTENT_TYPE;
use serde_json::Value;

use crate::{Error, Result};

#[cfg(test)]
mod tests;

/// A body at most: an article's HTML with room to spare, or ten thousand ids.
const BODY_BYTES: usize = 20 << 20;

/// What a call gives. Names with an index (`urls[0]`) are those without (`urls[]`).
#[derive(Clone, Debug, Default)]
pub(crate) struct Given {
    pairs: Vec<(String, String)>,
    json: serde_json::Map<String, Value>,
    /// The body, where it was neither a form nor JSON, or was asked for as it is.
    pub(crate) raw: Vec<u8>,
}

impl Given {
    /// Reads query and body.
    ///
    /// # Errors
    /// `TooLarge`, and `Bad` for JSON that is none.
    pub(crate) async fn of(request: Request) -> Result<Self> {
        let mut given = Self::default();
        let (head, body) = request.into_parts();
        given.add_form(head.uri.query().unwrap_or("").as_bytes());
        let kind = head.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let kind = kind.unwrap_or("").to_ascii_lowercase();
        let bytes = to_bytes(body, BODY_BYTES).await;
        let bytes = bytes.map_err(|_| Error::TooLarge("This is more than a call may send."))?;
        let looks_like_json = bytes.trim_ascii_start().starts_with(b"{");
        let is_form = kind.starts_with("application/x-www-form-urlencoded");
        if bytes.is_empty() {
        } else if kind.starts_with("application/json") || (looks_like_json && !is_form) {
            given.add_json(&bytes)?;
        } else if kind.starts_with("multipart/form-data") {
            given.add_parts(Request::from_parts(head, Body::from(bytes))).await?;
        } else if is_form || kind.is_empty() {
            given.add_form(&bytes);
            if kind.is_empty() {
                given.raw = bytes.to_vec();
            }
        } else {
            given.raw = bytes.to_vec();
        }
        Ok(given)
    }

    /// The fields of a form in parts, as NewsFlash sends Fever's.
    async fn add_parts(&mut self, request: Request) -> Result<()> {
        let broken = || Error::bad("The parts of the form cannot be read.");
        let mut parts = Multipart::from_request(request, &()).await.map_err(|_| broken())?;
        while let Some(part) = parts.next_field().await.map_err(|_| broken())? {
            let name = plain_name(part.name().unwrap_or(""));
            let value = part.text().await.map_err(|_| broken())?;
            self.pairs.push((name, value));
        }
        Ok(())
    }

    fn add_form(&mut self, bytes: &[u8]) {
        for (name, value) in url::form_urlencoded::parse(bytes) {
            self.pairs.push((plain_name(&name), value.into_owned()));
        }
    }

    fn add_json(&mut self, bytes: &[u8]) -> Result<()> {
        let value: Value =
            serde_json::from_slice(bytes).map_err(|_| Error::bad("This is no JSON."))?;
        let fields = match value {
            Value::Object(fields) => fields,
            // Some send this where they have nothing to say.
            Value::Null => return Ok(()),
            _ => return Err(Error::bad("The JSON of a call is an object.")),
        };
        for (name, value) in &fields {
            if let Value::Array(list) = value {
                let all: Vec<String> = list.iter().filter_map(scalar).collect();
                self.pairs.extend(all.iter().map(|one| (format!("{name}[]"), one.clone())));
                self.pairs.push((name.clone(), all.join(",")));
            } else if let Some(text) = scalar(value) {
                self.pairs.push((name.clone(), text));
            }
        }
        self.json = fields;
        Ok(())
    }

    /// The first value of that name.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The first value of that name, without white space around it, unless nothing is left.
    pub(crate) fn words(&self, name: &str) -> Option<&str> {
        self.get(name).map(str::trim).filter(|words| !words.is_empty())
    }

    /// All values of that name, in their order.
    pub(crate) fn all<'g>(&'g self, name: &'g str) -> impl Iterator<Item = &'g str> {
        self.pairs.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Yes or no, as clients write it; `None` where it is neither, or not there.
    pub(crate) fn flag(&self, name: &str) -> Option<bool> {
        match self.words(name)?.to_ascii_lowercase().as_str() {
            "1" | "true" | "yes" | "on" | "1.0" => Some(true),
            "0" | "false" | "no" | "off" | "0.0" => Some(false),
            _ => None,
        }
    }

    /// A whole number, also where it was written with a fraction of nothing.
    pub(crate) fn number(&self, name: &str) -> Option<i64> {
        whole(self.words(name)?)
    }

    /// Values separated by commas.
    pub(crate) fn list(&self, name: &str) -> Vec<String> {
        let parts = self.get(name).unwrap_or("").split(',').map(str::trim);
        parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
    }

    /// A field of the JSON, as it came.
    pub(crate) fn json(&self, name: &str) -> Option<&Value> {
        self.json.get(name)
    }
}

/// A whole number, also where it was written with a fraction of nothing.
pub(crate) fn whole(text: &str) -> Option<i64> {
    let text = text.trim();
    let text = text.split_once('.').map_or(text, |(whole, rest)| {
        if !rest.is_empty() && rest.bytes().all(|byte| byte == b'0') { whole } else { text }
    });
    text.parse().ok()
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::Bool(flag) => Some(u8::from(*flag).to_string()),
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => Some(text.clone()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// `urls[3]` as `urls[]`: PHP takes both for a list.
fn plain_name(name: &str) -> String {
    match name.strip_suffix(']').and_then(|name| name.rsplit_once('[')) {
        Some((name, index)) if !name.is_empty() && index.bytes().all(|b| b.is_ascii_digit()) => {
            format!("{name}[]")
        }
        _ => name.to_owned(),
    }
}
