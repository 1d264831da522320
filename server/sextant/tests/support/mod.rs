//! The real binary, and how to talk to it.
#![allow(dead_code, reason = "not every test binary needs all of it")]

mod http;

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Output, Stdio};

pub(crate) use http::request;

pub const PASSWORD: &str = "correct horse";

/// The binary: the one just built, unless `SEXTANT_BIN` names another one (such as a release).
pub fn binary() -> Command {
    Command::new(std::env::var("SEXTANT_BIN").unwrap_or_else(|_| env!("CARGO_BIN_EXE_sextant").to_owned()))
}

/// A command over a directory's store.
pub fn sextant(data: &Path, arguments: &[&str]) -> Command {
    let mut command = binary();
    command.args(arguments).arg("--data").arg(data).env_remove("SEXTANT_DATA").env_remove("SEXTANT_DATABASE");
    command
}

/// Runs a command to its end with this standard input.
pub fn run(mut command: Command, input: &str) -> Output {
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = piped.spawn().unwrap();
    // A command that does not read it closes it.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A command that must succeed; gives its standard output.
#[track_caller]
pub fn succeed(command: Command, input: &str) -> String {
    let output = run(command, input);
    assert!(output.status.success(), "{}{}", text(&output.stdout), text(&output.stderr));
    text(&output.stdout)
}

/// A command that must fail with this status and one sentence that holds these words.
#[track_caller]
pub fn fail(command: Command, input: &str, status: i32, words: &str) {
    let output = run(command, input);
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(status), "{}{said}", text(&output.stdout));
    assert!(said.contains(words), "{said}");
    assert!(!said.contains("panicked"), "{said}");
}

/// A running server.
pub struct Server {
    pub child: Child,
    pub address: String,
    stdout: BufReader<ChildStdout>,
}

impl Server {
    /// Starts one and waits until it listens; nothing if it was killed before.
    pub fn start(data: &Path) -> Self {
        let mut server = Self::spawn(data);
        assert!(server.listens(), "the server did not start");
        server
    }

    /// Starts one without waiting.
    pub fn spawn(data: &Path) -> Self {
        Self::of(&mut sextant(data, &["serve", "--listen", "127.0.0.1:0"]))
    }

    /// Starts this command without waiting.
    pub fn of(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        Self { child, address: String::new(), stdout }
    }

    /// Waits until it listens; false when it ends before.
    pub fn listens(&mut self) -> bool {
        let mut line = String::new();
        self.stdout.read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("listening on http://");
        self.address = address.unwrap_or_default().to_owned();
        address.is_some()
    }

    /// SIGKILL.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// SIGTERM, by the shell's own means; gives the exit status.
    pub fn stop(&mut self) -> Option<i32> {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        self.child.wait().unwrap().code()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Signs in; gives the cookie.
pub fn sign_in(address: &str, email: &str) -> String {
    let body = serde_json::json!({ "email": email, "password": PASSWORD }).to_string();
    let (status, head, body) = request(address, "POST", "/api/session", "", &body).unwrap();
    assert_eq!(status, 201, "{body}");
    let cookie = head.lines().find_map(|line| line.strip_prefix("set-cookie: ")).unwrap();
    cookie.split(';').next().unwrap().to_owned()
}
