//! Calls of another server's interface, at an address that the operator named: headers of the caller's own, a form
//! to send, and an answer of any status. Guarded as every request; no redirect is followed.

use std::fmt;

use reqwest::Method;
use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderName, HeaderValue};
use tokio::time::Instant;

use super::{Client, text};
use crate::coding;
use crate::error::Error;
use crate::target;

/// What to ask.
#[derive(Clone, Copy)]
pub struct Call<'c> {
    pub address: &'c str,
    /// Names and values; values are kept out of every log.
    pub headers: &'c [(&'c str, &'c str)],
    /// What to send, as `application/x-www-form-urlencoded`; `None`: only ask.
    pub form: Option<&'c str>,
    /// A method and what to send by it instead of a form, as `application/json`.
    pub json: Option<(&'static str, &'c str)>,
}

impl fmt::Debug for Call<'_> {
    /// Without headers and form, which may hold secrets.
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.debug_struct("Call").field("address", &self.address).finish_non_exhaustive()
    }
}

/// What was answered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reply {
    pub status: u16,
    pub bytes: Vec<u8>,
}

impl Client {
    /// Asks, and takes the answer whatever its status.
    ///
    /// # Errors
    /// As [`Client::fetch`], but for statuses; `BadUrl` for a header that cannot be sent.
    pub async fn call(&self, call: Call<'_>) -> Result<Reply, Error> {
        let deadline = Instant::now() + self.config.total_timeout;
        let url = target::check(call.address, &self.config)?;
        let mut request = match (call.form, call.json) {
            (_, Some((method, json))) => self
                .http
                .request(Method::try_from(method).unwrap_or(Method::POST), url.clone())
                .header(CONTENT_TYPE, "application/json")
                .body(json.to_owned()),
            (Some(form), None) => self
                .http
                .post(url.clone())
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(form.to_owned()),
            (None, None) => self.http.get(url.clone()),
        };
        for (name, value) in call.headers {
            let unsent = || Error::BadUrl(format!("the header {name} cannot be sent"));
            let name = HeaderName::try_from(*name).map_err(|_| unsent())?;
            let mut value = HeaderValue::try_from(*value).map_err(|_| unsent())?;
            value.set_sensitive(true);
            request = request.header(name, value);
        }
        let response = self.send(&url, request, deadline).await?;
        let status = response.status().as_u16();
        let codings: Vec<String> =
            response.headers().get_all(CONTENT_ENCODING).iter().map(text).collect();
        let bytes = self.body(response, deadline).await?;
        let bytes = coding::decode(bytes, &codings.join(","), &self.config)?;
        Ok(Reply { status, bytes })
    }
}
