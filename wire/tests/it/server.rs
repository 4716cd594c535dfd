//! A server that answers with exactly the bytes it is told to.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// What a server does with one connection.
pub(crate) enum Answer {
    /// Sends bytes and closes.
    Bytes(Vec<u8>),
    /// Sends the first bytes, then the second over and over until the client has had enough.
    Endless(Vec<u8>, Vec<u8>),
    /// Sends bytes, then nothing, but keeps the connection open.
    Silence(Vec<u8>),
}

impl Answer {
    /// A page with headers and a length.
    pub(crate) fn page(headers: &str, body: &[u8]) -> Answer {
        let length = body.len();
        let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n{headers}\r\n");
        Answer::Bytes([head.as_bytes(), body].concat())
    }

    pub(crate) fn redirect(status: u16, location: &str) -> Answer {
        let head =
            format!("HTTP/1.1 {status} Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n");
        Answer::Bytes(head.into_bytes())
    }
}

/// Listens until the test process ends.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Answers each request by its path.
    pub(crate) fn start(answer: impl Fn(&str) -> Answer + Send + Sync + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has free ports");
        let address = listener.local_addr().expect("bound");
        let heads = Arc::new(Mutex::new(Vec::new()));
        let answer = Arc::new(answer);
        let seen = Arc::clone(&heads);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (answer, seen) = (Arc::clone(&answer), Arc::clone(&seen));
                thread::spawn(move || {
                    // The client may hang up at any moment: that is what is tested.
                    let _ = serve(stream, &*answer, &seen);
                });
            }
        });
        Server { address, heads }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The heads of the requests so far.
    pub(crate) fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn serve(
    mut stream: TcpStream,
    answer: &dyn Fn(&str) -> Answer,
    seen: &Mutex<Vec<String>>,
) -> std::io::Result<()> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        if stream.read(&mut byte)? == 0 {
            return Ok(());
        }
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
    // What was sent and not read would break the connection off.
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    for _ in 0..length.and_then(|length| length.parse().ok()).unwrap_or(0) {
        stream.read_exact(&mut byte)?;
    }
    seen.lock().unwrap_or_else(PoisonError::into_inner).push(head);
    match answer(&path) {
        Answer::Bytes(bytes) => {
            stream.write_all(&bytes)?;
            stream.shutdown(Shutdown::Both)
        }
        Answer::Endless(first, again) => {
            stream.write_all(&first)?;
            loop {
                stream.write_all(&again)?;
            }
        }
        Answer::Silence(bytes) => {
            stream.write_all(&bytes)?;
            // Ends when the client hangs up.
            stream.read(&mut byte).map(drop)
        }
    }
}
