//! A small client for loads: HTTP/1.1 over kept connections, no more than the room's answers need.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::{Context, Result, bail};

/// A kept connection of a reader who is signed in.
pub(super) struct Connection {
    stream: BufReader<TcpStream>,
    cookie: String,
}

/// What came back.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) location: String,
    pub(super) body: Vec<u8>,
}

impl Connection {
    /// Connects; `cookie` is that of a session.
    pub(super) fn open(address: SocketAddr, cookie: &str) -> Result<Self> {
        let stream = TcpStream::connect(address).context("connecting to the room")?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        Ok(Self { stream: BufReader::new(stream), cookie: cookie.to_owned() })
    }

    /// Asks for a page. `headers` end with CR LF each.
    pub(super) fn get(&mut self, path: &str, headers: &str) -> Result<Answer> {
        self.ask("GET", path, headers, b"")
    }

    /// Sends a form, as the room's own pages do.
    pub(super) fn post(&mut self, path: &str, fields: &str) -> Result<Answer> {
        let headers = "Content-Type: application/x-www-form-urlencoded\r\n";
        self.ask("POST", path, headers, fields.as_bytes())
    }

    /// Sends a file as the field `file` of a form.
    pub(super) fn upload(&mut self, path: &str, name: &str, bytes: &[u8]) -> Result<Answer> {
        let headers = "Content-Type: multipart/form-data; boundary=end-of-part\r\n";
        let mut body = format!(
            "--end-of-part\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n--end-of-part--\r\n");
        self.ask("POST", path, headers, &body)
    }

    fn ask(&mut self, method: &str, path: &str, headers: &str, body: &[u8]) -> Result<Answer> {
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\nCookie: dateline={}\r\n\
             Sec-Fetch-Site: same-origin\r\nContent-Length: {}\r\n{headers}\r\n",
            self.cookie,
            body.len()
        );
        let stream = self.stream.get_mut();
        stream.write_all(head.as_bytes())?;
        stream.write_all(body)?;
        self.answer().with_context(|| format!("{method} {path}"))
    }

    fn answer(&mut self) -> Result<Answer> {
        let mut line = String::new();
        self.stream.read_line(&mut line)?;
        let status = line.split(' ').nth(1).and_then(|code| code.parse().ok());
        let status = status.context("no answer of HTTP")?;
        let (mut length, mut location) = (0, String::new());
        loop {
            line.clear();
            self.stream.read_line(&mut line)?;
            let Some((name, value)) = line.trim_end().split_once(": ") else { break };
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.parse()?,
                "location" => value.clone_into(&mut location),
                "transfer-encoding" => bail!("the answer's length is not told"),
                _ => {}
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        Ok(Answer { status, location, body })
    }
}

/// The value below which that share of all lie, such as 0.99.
pub(super) fn quantile(values: &mut [f64], share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let at = (values.len() as f64 * share).ceil() as usize;
    values.get(at.saturating_sub(1)).copied().unwrap_or(f64::NAN)
}
