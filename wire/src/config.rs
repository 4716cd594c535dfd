//! What a fetch may do, and how much of it.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Duration;

use serde::Deserialize;

/// Limits and permissions of a [`Client`](crate::Client).
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Also fetch from loopback and private networks, from names only they know, and on any port.
    /// For people's own networks; link-local and metadata addresses stay closed. Default: false.
    pub allow_private: bool,
    /// Ports that may be connected to. Default: 80, 443, 8080, 8443.
    pub ports: Vec<u16>,
    /// Names answered without asking the resolver, as in a hosts file; the addresses are checked
    /// like any others. Default: none.
    pub hosts: BTreeMap<String, Vec<IpAddr>>,
    /// Time to resolve a name and connect, each hop. Default: 5 s.
    pub connect_timeout: Duration,
    /// Time from the request to the end of the answer's headers, each hop. Default: 10 s.
    pub first_byte_timeout: Duration,
    /// Time for everything, redirects included. Default: 30 s.
    pub total_timeout: Duration,
    /// Bytes a second below which a body is given up after `first_byte_timeout`. Default: 1024.
    pub min_bytes_per_second: u64,
    /// Redirects followed. Default: 10.
    pub max_redirects: usize,
    /// Bytes of an answer's header names and values. Default: 64 KiB.
    pub max_header_bytes: usize,
    /// Bytes of a body as sent. Default: 10 MiB.
    pub max_wire_bytes: usize,
    /// Bytes of a body with its content codings undone. Default: 50 MiB.
    pub max_decoded_bytes: usize,
    /// Bytes decoded for each byte sent, once over 1 MiB. Default: 200 (HTML packs 5 to 20 times).
    pub max_ratio: usize,
}

impl Default for Config {
    fn default() -> Config {
        Config {
            allow_private: false,
            ports: vec![80, 443, 8080, 8443],
            hosts: BTreeMap::new(),
            connect_timeout: Duration::from_secs(5),
            first_byte_timeout: Duration::from_secs(10),
            total_timeout: Duration::from_secs(30),
            min_bytes_per_second: 1024,
            max_redirects: 10,
            max_header_bytes: 64 << 10,
            max_wire_bytes: 10 << 20,
            max_decoded_bytes: 50 << 20,
            max_ratio: 200,
        }
    }
}
