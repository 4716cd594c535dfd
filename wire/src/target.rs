//! What an address may look like before anything is resolved or connected to.

use std::net::IpAddr;

use url::{Host, Url};

use crate::address::{Reach, reach};
use crate::config::Config;
use crate::error::Error;

/// Longer addresses are not stories.
const MAX_URL_BYTES: usize = 4 << 10;

/// Last labels of names that only a machine or its network can answer: RFC 6761, RFC 6762,
/// RFC 8375, RFC 9476, ICANN's `.internal`, and those that clusters and routers use.
const INNER_ENDINGS: [&str; 16] = [
    "alt",
    "consul",
    "corp",
    "domain",
    "home",
    "home.arpa",
    "internal",
    "intranet",
    "invalid",
    "lan",
    "local",
    "localdomain",
    "localhost",
    "onion",
    "private",
    "svc",
];

/// Reads an address by the WHATWG rules and checks all that can be checked without resolving its
/// host.
///
/// # Errors
/// When the address cannot be read or is not one to fetch.
pub fn check(address: &str, config: &Config) -> Result<Url, Error> {
    if address.len() > MAX_URL_BYTES {
        return Err(Error::BadUrl(format!("longer than {MAX_URL_BYTES} bytes")));
    }
    let url = Url::parse(address).map_err(|error| Error::BadUrl(error.to_string()))?;
    check_url(&url, config)?;
    check_spelling(address, &url)?;
    Ok(url)
}

/// Reads where a redirect leads and checks it in the same way.
pub(crate) fn follow(base: &Url, location: &str, config: &Config) -> Result<Url, Error> {
    if location.len() > MAX_URL_BYTES {
        return Err(Error::BadUrl(format!("longer than {MAX_URL_BYTES} bytes")));
    }
    let url = base.join(location).map_err(|error| Error::BadUrl(error.to_string()))?;
    check_url(&url, config)?;
    if url.host() != base.host() {
        check_spelling(location, &url)?;
    }
    Ok(url)
}

fn check_url(url: &Url, config: &Config) -> Result<(), Error> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Error::Scheme(url.scheme().to_owned()));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Error::Credentials);
    }
    let port = url.port_or_known_default().unwrap_or(0);
    if port == 0 || !(config.allow_private || config.ports.contains(&port)) {
        return Err(Error::Port(port));
    }
    match url.host() {
        None => Err(Error::BadUrl("no host".to_owned())),
        // Literals never reach the resolver, so they are checked here.
        Some(Host::Ipv4(address)) => check_address("the host", address.into(), config),
        Some(Host::Ipv6(address)) => check_address("the host", address.into(), config),
        Some(Host::Domain(name)) => check_name(name, config),
    }
}

/// `010.0.0.1` is 8.0.0.1 to browsers and 10.0.0.1 to others; whoever writes an IPv4 address in
/// octal, hexadecimal or as one number means to be misread.
fn check_spelling(address: &str, url: &Url) -> Result<(), Error> {
    let Some(Host::Ipv4(host)) = url.host() else {
        return Ok(());
    };
    let is_separator = |c| matches!(c, '/' | '\\');
    let rest = address.trim().trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let rest = rest.strip_prefix(':').unwrap_or(rest).trim_start_matches(is_separator);
    let end = rest.find(['/', '\\', '?', '#', ':']).unwrap_or(rest.len());
    if rest[..end] == host.to_string() {
        Ok(())
    } else {
        Err(Error::BadUrl(format!("{host} in an unusual spelling")))
    }
}

fn check_name(name: &str, config: &Config) -> Result<(), Error> {
    let name = name.strip_suffix('.').unwrap_or(name);
    if name.is_empty() || name.split('.').any(str::is_empty) {
        return Err(Error::BadUrl(format!("{name:?} is not a host name")));
    }
    let ends_inside = INNER_ENDINGS.iter().any(|ending| {
        name.strip_suffix(ending).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    });
    if !config.allow_private && (ends_inside || !name.contains('.')) {
        return Err(Error::PrivateName(name.to_owned()));
    }
    Ok(())
}

/// Is this address of `host` one that may be connected to?
pub(crate) fn check_address(host: &str, address: IpAddr, config: &Config) -> Result<(), Error> {
    let host = host.to_owned();
    match reach(address) {
        Reach::Public => Ok(()),
        Reach::Private if config.allow_private => Ok(()),
        Reach::Private => Err(Error::PrivateAddress { host, address }),
        Reach::Forbidden => Err(Error::ForbiddenAddress { host, address }),
    }
}

#[cfg(test)]
mod tests;
