//! Just enough HTTP to talk to a server. Of no crate: the tests of the binary and the proofs take this file in.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// No answer for so long is none.
const PATIENCE: Duration = Duration::from_secs(30);

/// One request on a connection of its own: status, head and body; nothing when the server went away before it had
/// answered whole.
pub(crate) fn request(
    address: &str,
    method: &str,
    path: &str,
    cookie: &str,
    body: &str,
) -> Option<(u16, String, String)> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nSec-Fetch-Site: same-origin\r\n\
         Content-Type: application/json\r\nCookie: {cookie}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).ok()?;
    stream.write_all(body.as_bytes()).ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    let answer = String::from_utf8(answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let length =
        head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.trim().parse().ok());
    // A cut-off answer is none.
    (length.is_none_or(|length: usize| length == body.len())).then_some(())?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some((status, head.to_owned(), body.to_owned()))
}
