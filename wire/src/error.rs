//! Why there is no capture.

use std::io;
use std::net::IpAddr;

/// Each variant is something else that a caller can do about it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Correct the address.
    #[error("not a web address: {0}")]
    BadUrl(String),
    /// Only `http` and `https` are fetched.
    #[error("addresses that start with {0}: are not fetched, only http: and https:")]
    Scheme(String),
    /// Take the user name and password out.
    #[error("the address holds a user name or password")]
    Credentials,
    /// Let the operator list the port.
    #[error("port {0} is not among those allowed (--allow-private permits it)")]
    Port(u16),
    /// Allow private networks, if it is meant.
    #[error("{0} is a name for use inside a network (--allow-private permits it)")]
    PrivateName(String),
    /// Allow private networks, if it is meant.
    #[error("{host} is at {address}, inside a private network (--allow-private permits it)")]
    PrivateAddress {
        /// The host as the address or redirect names it.
        host: String,
        /// The offending one of its addresses.
        address: IpAddr,
    },
    /// Nothing: these addresses are never fetched from.
    #[error("{host} is at {address}, which is no public address")]
    ForbiddenAddress {
        /// The host as the address or redirect names it.
        host: String,
        /// The offending one of its addresses.
        address: IpAddr,
    },
    /// Check the spelling, or the resolver.
    #[error("{0} has no address")]
    NoAddress(String),
    /// Try again later.
    #[error("cannot connect to {host}: {reason}")]
    Unreachable {
        /// The host connected to.
        host: String,
        /// The system's or TLS's words.
        reason: String,
    },
    /// Try again later.
    #[error("took too long to {0}")]
    TimedOut(&'static str),
    /// Look at the status: 404 and 410 are final, 429 and 503 are not.
    #[error("the server answered with status {0}")]
    Status(u16),
    /// Follow the chain by hand; it is most likely a loop.
    #[error("more than {0} redirects")]
    TooManyRedirects(usize),
    /// Raise the limit, if the page is meant to be that large.
    #[error("{what} larger than {limit_bytes} bytes")]
    TooLarge {
        /// The part that is.
        what: &'static str,
        /// How much was allowed.
        limit_bytes: usize,
    },
    /// Nothing: made to fill the memory of whoever opens it.
    #[error("unpacks to more than {0} times its size")]
    Bomb(usize),
    /// Nothing: the server breaks HTTP or its own content coding.
    #[error("the server's answer cannot be read: {0}")]
    BadAnswer(String),
    /// As for any file.
    #[error("{}", file_reason(.0))]
    File(#[from] io::Error),
    /// Check the machine: no certificates, no sockets.
    #[error("cannot set up fetching: {0}")]
    Setup(String),
}

/// Common reasons in words, others as the system gives them.
fn file_reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::IsADirectory => "a folder, not a file".to_owned(),
        _ => error.to_string(),
    }
}
