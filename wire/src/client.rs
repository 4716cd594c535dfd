//! The one client: every request of Dateline passes its checks.

pub(crate) mod call;

use std::error::Error as _;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use page::Capture;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, ACCEPT_LANGUAGE, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap,
    HeaderValue, LOCATION, SET_COOKIE,
};
use reqwest::{RequestBuilder, Response, StatusCode, redirect};
use tokio::runtime::{Builder, Runtime};
use tokio::time::{Instant, timeout_at};
use url::Url;

use crate::address::{Reach, reach};
use crate::coding;
use crate::config::Config;
use crate::error::Error;
use crate::target;

/// Says what we are. No address to ask at until there is a public one.
const USER_AGENT: &str = concat!("Dateline/", env!("CARGO_PKG_VERSION"));

/// More addresses for one name are not a server's.
const MAX_ADDRESSES: usize = 64;

/// Fetches pages, guarded.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    config: Arc<Config>,
}

impl Client {
    /// A client that keeps to `config`.
    ///
    /// # Errors
    /// [`Error::Setup`] when the system has no usable certificates.
    pub fn new(config: Config) -> Result<Client, Error> {
        // The second client of a process finds it installed already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let config = Arc::new(config);
        let http = reqwest::Client::builder()
            .user_agent(USER_AGENT)
            .default_headers(default_headers())
            .redirect(redirect::Policy::none())
            .referer(false)
            .no_proxy()
            .dns_resolver(Arc::new(GuardedResolver(Arc::clone(&config))))
            .connect_timeout(config.connect_timeout)
            // Every hop connects anew, to addresses just checked. A kept connection would save a
            // handshake now and then, and fail when the server has closed it meanwhile.
            .pool_max_idle_per_host(0)
            .build()
            .map_err(|error| Error::Setup(reason(&error)))?;
        Ok(Client { http, config })
    }

    /// Fetches a page, following redirects.
    ///
    /// # Errors
    /// When the address, or one that it redirects to, is not one to fetch, when the server does not
    /// answer with a page, and when a limit is passed.
    pub async fn fetch(&self, address: &str) -> Result<Capture, Error> {
        // Without conditions there is no "not modified".
        let unasked = || Error::Status(StatusCode::NOT_MODIFIED.as_u16());
        self.fetch_if_changed(address, &[]).await?.ok_or_else(unasked)
    }

    /// Fetches what may have been fetched before: `conditions` are the headers `If-None-Match` and
    /// `If-Modified-Since`. `None`: nothing has changed.
    ///
    /// # Errors
    /// As [`Client::fetch`].
    pub async fn fetch_if_changed(
        &self,
        address: &str,
        conditions: &[(&str, &str)],
    ) -> Result<Option<Capture>, Error> {
        let deadline = Instant::now() + self.config.total_timeout;
        let mut url = target::check(address, &self.config)?;
        for _ in 0..=self.config.max_redirects {
            let mut request = self.http.get(url.clone());
            for (name, value) in conditions {
                request = request.header(*name, *value);
            }
            let response = self.send(&url, request, deadline).await?;
            if response.status() == StatusCode::NOT_MODIFIED && !conditions.is_empty() {
                return Ok(None);
            }
            match redirect_of(&response)? {
                Some(location) => url = target::follow(&url, &location, &self.config)?,
                None => return self.capture(url, response, deadline).await.map(Some),
            }
        }
        Err(Error::TooManyRedirects(self.config.max_redirects))
    }

    /// Sends a form to a server that the operator named, such as one that signs readers in. No
    /// redirect is followed. `basic` is a name and a password, which go as RFC 6749 §2.3.1 has them.
    ///
    /// # Errors
    /// As [`Client::fetch`].
    pub async fn post_form(
        &self,
        address: &str,
        form: &str,
        basic: Option<(&str, &str)>,
    ) -> Result<Capture, Error> {
        let deadline = Instant::now() + self.config.total_timeout;
        let url = target::check(address, &self.config)?;
        let request = self.http.post(url.clone()).body(form.to_owned());
        let mut request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        if let Some((name, password)) = basic {
            let coded = |text: &str| {
                url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>()
            };
            request = request.basic_auth(coded(name), Some(coded(password)));
        }
        let response = self.send(&url, request, deadline).await?;
        self.capture(url, response, deadline).await
    }

    /// One hop: the answer's status and headers.
    async fn send(
        &self,
        url: &Url,
        request: RequestBuilder,
        deadline: Instant,
    ) -> Result<Response, Error> {
        let patience = self.config.connect_timeout + self.config.first_byte_timeout;
        let until = deadline.min(Instant::now() + patience);
        let response = timeout_at(until, request.send())
            .await
            .map_err(|_| Error::TimedOut("answer"))?
            .map_err(|error| refusal(url, error))?;
        // The resolver's answers were checked before connecting; this is where we really are.
        let peer = response.remote_addr().map(|peer| peer.ip());
        let peer = peer.ok_or_else(|| Error::BadAnswer("unknown peer".to_owned()))?;
        target::check_address(host_of(url), peer, &self.config)?;
        let headers = response.headers().iter();
        let header_bytes: usize =
            headers.map(|(name, value)| name.as_str().len() + value.len()).sum();
        if header_bytes > self.config.max_header_bytes {
            return Err(Error::TooLarge {
                what: "the answer's headers are",
                limit_bytes: self.config.max_header_bytes,
            });
        }
        Ok(response)
    }

    async fn capture(
        &self,
        url: Url,
        response: Response,
        deadline: Instant,
    ) -> Result<Capture, Error> {
        if !response.status().is_success() {
            return Err(Error::Status(response.status().as_u16()));
        }
        let headers = response.headers();
        let codings: Vec<String> = headers.get_all(CONTENT_ENCODING).iter().map(text).collect();
        let headers = headers
            .iter()
            // Captures are kept and shown; a session is nobody's business.
            .filter(|(name, _)| *name != SET_COOKIE)
            .map(|(name, value)| (name.as_str().to_owned(), text(value)))
            .collect();
        let bytes = self.body(response, deadline).await?;
        let bytes = coding::decode(bytes, &codings.join(","), &self.config)?;
        Ok(Capture { bytes, url: Some(url), headers })
    }

    /// The body as sent.
    async fn body(&self, mut response: Response, deadline: Instant) -> Result<Vec<u8>, Error> {
        let limit_bytes = self.config.max_wire_bytes;
        let too_large = || Error::TooLarge { what: "the page as sent is", limit_bytes };
        let claims_more = |length: u64| length > limit_bytes as u64;
        if response.content_length().is_some_and(claims_more) {
            return Err(too_large());
        }
        let started = Instant::now();
        let mut bytes = Vec::new();
        loop {
            let chunk = timeout_at(deadline, response.chunk())
                .await
                .map_err(|_| Error::TimedOut("send the page"))?
                .map_err(|error| Error::BadAnswer(reason(&error)))?;
            let Some(chunk) = chunk else { return Ok(bytes) };
            if bytes.len() + chunk.len() > limit_bytes {
                return Err(too_large());
            }
            bytes.extend_from_slice(&chunk);
            let took = started.elapsed();
            let due = took.as_secs() * self.config.min_bytes_per_second;
            if took > self.config.first_byte_timeout && (bytes.len() as u64) < due {
                return Err(Error::TimedOut("send the page"));
            }
        }
    }
}

/// A [`Client`] for programs that are not asynchronous. Threads can share it.
#[derive(Debug)]
pub struct Fetcher {
    client: Client,
    runtime: Runtime,
}

impl Fetcher {
    /// A fetcher that keeps to `config`.
    ///
    /// # Errors
    /// [`Error::Setup`] when the system has no usable certificates or no sockets.
    pub fn new(config: Config) -> Result<Fetcher, Error> {
        // One thread drives connections while any number wait for pages.
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .map_err(|error| Error::Setup(error.to_string()))?;
        let client = Client::new(config)?;
        Ok(Fetcher { client, runtime })
    }

    /// As [`Client::fetch`].
    ///
    /// # Errors
    /// As [`Client::fetch`].
    pub fn fetch(&self, address: &str) -> Result<Capture, Error> {
        self.runtime.block_on(self.client.fetch(address))
    }
}

fn default_headers() -> HeaderMap {
    let mut headers = HeaderMap::new();
    let accepted = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1";
    headers.insert(ACCEPT, HeaderValue::from_static(accepted));
    headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static("*"));
    headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(coding::ACCEPTED));
    headers
}

/// Where an answer redirects to, if it does.
fn redirect_of(response: &Response) -> Result<Option<String>, Error> {
    let is_redirect = matches!(
        response.status(),
        StatusCode::MOVED_PERMANENTLY
            | StatusCode::FOUND
            | StatusCode::SEE_OTHER
            | StatusCode::TEMPORARY_REDIRECT
            | StatusCode::PERMANENT_REDIRECT
    );
    if !is_redirect {
        return Ok(None);
    }
    let location = response.headers().get(LOCATION).map(text);
    let no_location = || Error::BadAnswer("a redirect to nowhere".to_owned());
    location.map(Some).ok_or_else(no_location)
}

/// A header's value: UTF-8, or else each byte a character of Latin 1.
fn text(value: &HeaderValue) -> String {
    match std::str::from_utf8(value.as_bytes()) {
        Ok(text) => text.to_owned(),
        Err(_) => value.as_bytes().iter().map(|&byte| char::from(byte)).collect(),
    }
}

fn host_of(url: &Url) -> &str {
    url.host_str().unwrap_or_default()
}

/// What a failed request was about: a refusal of our own resolver comes back inside of it.
fn refusal(url: &Url, error: reqwest::Error) -> Error {
    let host = host_of(url).to_owned();
    let mut source = error.source();
    while let Some(inner) = source {
        if let Some(refused) = inner.downcast_ref::<Refused>() {
            return refused.error(host);
        }
        source = inner.source();
    }
    if error.is_timeout() {
        return Error::TimedOut("connect");
    }
    let reason = reason(&error);
    if error.is_connect() { Error::Unreachable { host, reason } } else { Error::BadAnswer(reason) }
}

/// The innermost reason; the outer ones repeat the address.
fn reason(error: &reqwest::Error) -> String {
    let mut reason = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        reason = inner.to_string();
        source = inner.source();
    }
    reason
}

/// Resolves names and lets through only sets of addresses that are all allowed. The connection is
/// made to exactly these, so no second answer can slip in between.
#[derive(Debug)]
struct GuardedResolver(Arc<Config>);

/// Why the resolver gave no addresses.
#[derive(Clone, Copy, Debug, thiserror::Error)]
enum Refused {
    #[error("no address")]
    NoAddress,
    #[error("{0} is private")]
    Private(IpAddr),
    #[error("{0} is not public")]
    Forbidden(IpAddr),
}

impl Refused {
    fn error(self, host: String) -> Error {
        match self {
            Refused::NoAddress => Error::NoAddress(host),
            Refused::Private(address) => Error::PrivateAddress { host, address },
            Refused::Forbidden(address) => Error::ForbiddenAddress { host, address },
        }
    }
}

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let config = Arc::clone(&self.0);
        Box::pin(async move {
            let name = name.as_str();
            let known = config.hosts.get(name.trim_end_matches('.'));
            let addresses: Vec<SocketAddr> = match known {
                Some(addresses) => addresses.iter().map(|ip| SocketAddr::new(*ip, 0)).collect(),
                None => tokio::net::lookup_host((name, 0))
                    .await
                    .map_err(|_| Refused::NoAddress)?
                    .collect(),
            };
            check_all(&addresses, &config)?;
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

/// One address that is not allowed condemns the name: a public one beside it is bait.
fn check_all(addresses: &[SocketAddr], config: &Config) -> Result<(), Refused> {
    if addresses.is_empty() || addresses.len() > MAX_ADDRESSES {
        return Err(Refused::NoAddress);
    }
    for ip in addresses.iter().map(SocketAddr::ip) {
        match reach(ip) {
            Reach::Public => {}
            Reach::Private if config.allow_private => {}
            Reach::Private => return Err(Refused::Private(ip)),
            Reach::Forbidden => return Err(Refused::Forbidden(ip)),
        }
    }
    Ok(())
}
