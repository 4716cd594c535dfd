use std::collections::BTreeMap;
use std::io::Write;
use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use page::Capture;
use wire::{Config, Error, Fetcher};

use crate::server::{Answer, Server};

/// Small limits, and loopback allowed: the servers are there.
fn config() -> Config {
    Config {
        allow_private: true,
        max_wire_bytes: 1 << 20,
        max_decoded_bytes: 4 << 20,
        ..Config::default()
    }
}

fn fetch_with(config: Config, url: &str) -> Result<Capture, Error> {
    Fetcher::new(config).expect("the system can fetch").fetch(url)
}

/// What fetching from a server that always gives this answer ends in.
fn fetch(answer: impl Fn() -> Answer + Send + Sync + 'static) -> Result<Capture, Error> {
    let server = Server::start(move |_| answer());
    fetch_with(config(), &server.url("/"))
}

#[track_caller]
fn check_error(found: Result<Capture, Error>, expect: &str) {
    let error = found.expect_err("no capture");
    assert_eq!(error.to_string(), expect);
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

const PAGE: &[u8] = b"<p>Forty-eight crossings had reopened.</p>";

#[test]
fn a_page_with_its_headers() {
    let headers = "Content-Type: text/html; charset=utf-8\r\nSet-Cookie: a=b\r\n";
    let server = Server::start(move |_| Answer::page(headers, PAGE));
    let capture = fetch_with(config(), &server.url("/a?b=c")).expect("a capture");
    assert_eq!(capture.bytes, PAGE);
    assert_eq!(capture.url.map(String::from), Some(server.url("/a?b=c")));
    let names: Vec<_> = capture.headers.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["content-length", "content-type"]);

    let head = server.heads().concat().to_ascii_lowercase();
    assert!(head.contains("user-agent: dateline/"), "{head}");
    assert!(head.contains("accept-encoding: gzip, br, zstd, deflate"), "{head}");
    assert!(!head.contains("referer") && !head.contains("cookie"), "{head}");
}

#[test]
fn codings() {
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
    zlib.write_all(PAGE).expect("memory");
    let mut bare = DeflateEncoder::new(Vec::new(), Compression::default());
    bare.write_all(PAGE).expect("memory");
    let zstd = zstd_stored(PAGE);
    let brotli = brotli_stored(PAGE);
    for (name, bytes) in [
        ("gzip", gzip(PAGE)),
        ("X-GZIP", gzip(PAGE)),
        ("identity", PAGE.to_vec()),
        ("deflate", zlib.finish().expect("memory")),
        ("deflate", bare.finish().expect("memory")),
        ("gzip, gzip", gzip(&gzip(PAGE))),
        ("zstd", zstd),
        ("br", brotli),
    ] {
        let header = format!("Content-Encoding: {name}\r\n");
        let capture = fetch(move || Answer::page(&header, &bytes)).expect(name);
        assert_eq!(capture.bytes, PAGE, "{name}");
    }
}

/// A zstd frame with one raw block (RFC 8878 §3.1.1).
fn zstd_stored(bytes: &[u8]) -> Vec<u8> {
    let length = u8::try_from(bytes.len()).expect("short");
    let header = (u32::from(length) << 3 | 1).to_le_bytes();
    let mut frame = vec![0x28, 0xb5, 0x2f, 0xfd, 0x20, length];
    frame.extend_from_slice(&header[..3]);
    frame.extend_from_slice(bytes);
    frame
}

/// A brotli stream with one uncompressed meta-block (RFC 7932 §9.2).
fn brotli_stored(bytes: &[u8]) -> Vec<u8> {
    let length = u32::try_from(bytes.len() - 1).expect("short");
    // WBITS 16 (1 bit 0), ISLAST 0, MNIBBLES 4 (2 bits 0), MLEN-1 (16 bits), ISUNCOMPRESSED 1.
    let header = (length << 4 | 1 << 20).to_le_bytes();
    let mut stream = header[..3].to_vec();
    stream.extend_from_slice(bytes);
    // ISLAST 1, ISLASTEMPTY 1.
    stream.push(3);
    stream
}

#[test]
fn codings_that_lie() {
    let unknown = "the server's answer cannot be read: unknown content coding \"lzma\"";
    check_error(fetch(|| Answer::page("Content-Encoding: lzma\r\n", PAGE)), unknown);
    let deep = "the server's answer cannot be read: 3 content codings on top of each other";
    check_error(fetch(|| Answer::page("Content-Encoding: gzip,gzip,gzip\r\n", PAGE)), deep);
    for name in ["gzip", "br", "zstd", "deflate"] {
        let header = format!("Content-Encoding: {name}\r\n");
        let found = fetch(move || Answer::page(&header, PAGE));
        assert!(matches!(found, Err(Error::BadAnswer(_))), "{name}: {found:?}");
    }
    let mut cut = gzip(PAGE);
    cut.truncate(30);
    let found = fetch(move || Answer::page("Content-Encoding: gzip\r\n", &cut));
    assert!(matches!(found, Err(Error::BadAnswer(_))), "{found:?}");
}

#[test]
fn bombs() {
    let bomb = gzip(&vec![b' '; 3 << 20]);
    let ratio = fetch(move || Answer::page("Content-Encoding: gzip\r\n", &bomb));
    check_error(ratio, "unpacks to more than 200 times its size");
    let twice = gzip(&gzip(&vec![b' '; 16 << 20]));
    let ratio = fetch(move || Answer::page("Content-Encoding: gzip, gzip\r\n", &twice));
    check_error(ratio, "unpacks to more than 200 times its size");
    // Below the ratio, but over the size.
    let words: String =
        (0..220_000_u64).map(|n| format!("{:x} ", n.wrapping_mul(0x9e37_79b9) >> 20)).collect();
    let large = gzip(words.as_bytes());
    let config = Config { max_wire_bytes: 10 << 20, max_decoded_bytes: 1 << 20, ..config() };
    let server = Server::start(move |_| Answer::page("Content-Encoding: gzip\r\n", &large));
    let found = fetch_with(config, &server.url("/"));
    check_error(found, "the page is larger than 1048576 bytes");
}

#[test]
fn bodies_without_end() {
    let too_large = "the page as sent is larger than 1048576 bytes";
    let head = || b"HTTP/1.1 200 OK\r\n\r\n".to_vec();
    check_error(fetch(move || Answer::Endless(head(), vec![b'a'; 8_000])), too_large);
    let head = || b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
    let chunk = || [b"1000\r\n", [b'a'; 4_096].as_slice(), b"\r\n"].concat();
    check_error(fetch(move || Answer::Endless(head(), chunk())), too_large);
    let claim = || b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n".to_vec();
    check_error(fetch(move || Answer::Silence(claim())), too_large);
    let head = || b"HTTP/1.1 200 OK\r\n".to_vec();
    let found = fetch(move || Answer::Endless(head(), b"X-A: aaaaaaaaaaaaaaaa\r\n".repeat(100)));
    assert!(matches!(found, Err(Error::BadAnswer(_))), "{found:?}");
}

#[test]
fn answers_that_are_not_http() {
    for bytes in [
        b"".as_slice(),
        b"<p>just html</p>",
        b"HTTP/9.9 999 X\r\n\r\nx",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: a\0b\r\n\r\nx",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\na",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\na\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n<p>cut",
    ] {
        let found = fetch(move || Answer::Bytes(bytes.to_vec()));
        assert!(matches!(found, Err(Error::BadAnswer(_))), "{found:?}");
    }
    let large = format!("X: {}\r\n", "a".repeat(70_000));
    let found = fetch(move || Answer::page(&large, PAGE));
    check_error(found, "the answer's headers are larger than 65536 bytes");
}

#[test]
fn statuses() {
    for status in [304, 401, 404, 410, 429, 500, 503] {
        let head = format!("HTTP/1.1 {status} X\r\nContent-Length: 0\r\n\r\n");
        let found = fetch(move || Answer::Bytes(head.clone().into_bytes()));
        check_error(found, &format!("the server answered with status {status}"));
    }
}

#[test]
fn silence_ends_in_time() {
    let hasty = Config {
        connect_timeout: Duration::from_millis(50),
        first_byte_timeout: Duration::from_millis(50),
        total_timeout: Duration::from_millis(200),
        ..config()
    };
    let silent = Server::start(|_| Answer::Silence(Vec::new()));
    check_error(fetch_with(hasty.clone(), &silent.url("/")), "took too long to answer");
    let stalls = Server::start(|_| {
        Answer::Silence(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc".to_vec())
    });
    check_error(fetch_with(hasty, &stalls.url("/")), "took too long to send the page");
}

#[test]
fn redirects() {
    let server = Server::start(|path| match path {
        "/1" => Answer::redirect(301, "/a/2"),
        "/a/2" => Answer::redirect(302, "3"),
        "/a/3" => Answer::redirect(307, "?end#part"),
        _ => Answer::page("", PAGE),
    });
    let capture = fetch_with(config(), &server.url("/1")).expect("a capture");
    assert_eq!(capture.url.map(String::from), Some(server.url("/a/3?end#part")));
    assert_eq!(server.heads().len(), 4);

    let server = Server::start(|_| Answer::redirect(302, "/self"));
    check_error(fetch_with(config(), &server.url("/")), "more than 10 redirects");
    assert_eq!(server.heads().len(), 11);

    for (location, expect) in [
        ("http://169.254.169.254/", "the host is at 169.254.169.254, which is no public address"),
        ("http://[::ffff:7f00:1]/", "the host is at ::ffff:127.0.0.1, which is no public address"),
        (
            "file:///etc/passwd",
            "addresses that start with file: are not fetched, only http: and https:",
        ),
        ("http://u:p@127.0.0.1/", "the address holds a user name or password"),
        ("http://", "not a web address: empty host"),
    ] {
        check_error(fetch(move || Answer::redirect(302, location)), expect);
    }
    let found = fetch(|| Answer::Bytes(b"HTTP/1.1 302 X\r\nContent-Length: 0\r\n\r\n".to_vec()));
    check_error(found, "the server's answer cannot be read: a redirect to nowhere");
}

/// Names go through the guarded resolver: one bad address among good ones is enough.
#[test]
fn names_are_judged_by_all_their_addresses() {
    let loopback = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let metadata = IpAddr::V4(Ipv4Addr::new(169, 254, 169, 254));
    let hosts = BTreeMap::from([
        ("good.example".to_owned(), vec![loopback]),
        ("mixed.example".to_owned(), vec![loopback, metadata]),
        ("none.example".to_owned(), Vec::new()),
        ("many.example".to_owned(), vec![loopback; 1_000]),
    ]);
    let server = Server::start(|_| Answer::page("", PAGE));
    let port = server.address.port();
    let config = Config { hosts, ..config() };
    let fetch = |name: &str| fetch_with(config.clone(), &format!("http://{name}:{port}/"));
    assert!(fetch("good.example").is_ok());
    check_error(
        fetch("mixed.example"),
        "mixed.example is at 169.254.169.254, which is no public address",
    );
    check_error(fetch("none.example"), "none.example has no address");
    check_error(fetch("many.example"), "many.example has no address");
    assert_eq!(server.heads().len(), 1);

    let strict = Config { ports: vec![port], allow_private: false, ..config.clone() };
    check_error(
        fetch_with(strict, &format!("http://good.example:{port}/")),
        "good.example is at 127.0.0.1, inside a private network (--allow-private permits it)",
    );
}

#[test]
fn nobody_there() {
    // Bound and dropped: the port is free again.
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .expect("loopback has free ports")
        .port();
    let found = fetch_with(config(), &format!("http://127.0.0.1:{port}/"));
    assert!(matches!(found, Err(Error::Unreachable { .. })), "{found:?}");
}

#[test]
fn a_call_sends_its_headers_and_form_and_takes_any_status_but_follows_nothing() {
    let server = Server::start(|path| match path {
        "/refused" => {
            Answer::Bytes(b"HTTP/1.1 402 Payment Required\r\nContent-Length: 2\r\n\r\n{}".to_vec())
        }
        "/moved" => Answer::redirect(302, "/elsewhere"),
        _ => Answer::page("", b"well"),
    });
    let ask = |config: Config, path: &str, headers: &[(&str, &str)], form| {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let client = wire::Client::new(config).expect("the system can fetch");
        let address = server.url(path);
        runtime.block_on(client.call(wire::Call { address: &address, headers, form, json: None }))
    };
    let secret = [("Authorization", "Bearer hidden"), ("Idempotency-Key", "k")];
    for (path, status, body) in [("/", 200, "well"), ("/refused", 402, "{}"), ("/moved", 302, "")] {
        let reply = ask(config(), path, &secret, Some("a=1&b=2")).expect("an answer");
        assert_eq!((reply.status, reply.bytes), (status, body.as_bytes().to_vec()), "{path}");
    }
    let heads = server.heads();
    assert!(heads[0].starts_with("POST / ") && heads[0].contains("Bearer hidden"), "{heads:?}");
    assert!(!heads.iter().any(|head| head.contains("/elsewhere")), "{heads:?}");
    let get = ask(config(), "/get", &secret, None).expect("an answer");
    assert_eq!(get.status, 200);
    assert!(server.heads().last().expect("asked").starts_with("GET /get "));
    let broken = ask(config(), "/", &[("X", "a\r\nb")], None).expect_err("no header");
    assert!(!broken.to_string().contains("a\r"), "{broken}");
    let inside = ask(Config::default(), "/", &secret, None);
    assert!(matches!(inside, Err(Error::Port(_) | Error::PrivateAddress { .. })), "{inside:?}");
    let address = "https://api.example/";
    let call = wire::Call { address, headers: &secret, form: Some("card=1"), json: None };
    assert!(!format!("{call:?}").contains("hidden"));
}
