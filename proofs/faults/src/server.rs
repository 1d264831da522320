//! The real binary as a process, and how to talk to it.

#[path = "../../../server/sextant/tests/support/http.rs"]
mod http;

use std::io::{BufRead, BufReader, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};

use anyhow::{Context, Result, bail, ensure};

const OWNER: &str = "ada@example.com";
const PASSWORD: &str = "correct horse";

/// The binary, with settings that make more happen in less time.
pub(crate) struct Sextant {
    binary: PathBuf,
    options: Vec<String>,
}

impl Sextant {
    pub(crate) const fn new(binary: PathBuf) -> Self {
        Self { binary, options: Vec::new() }
    }

    /// Serves with these options as well.
    pub(crate) fn with(&self, options: &[&str]) -> Self {
        Self { binary: self.binary.clone(), options: options.iter().map(|&option| option.to_owned()).collect() }
    }

    /// Makes a workspace with an owner.
    pub(crate) fn init(&self, data: &Path) -> Result<()> {
        let words = ["init", "--workspace", "Acme", "--owner", OWNER];
        self.run(data, &words, &format!("{PASSWORD}\n")).map(drop)
    }

    /// Fails unless the store fits together.
    pub(crate) fn verify(&self, data: &Path) -> Result<()> {
        let said = self.run(data, &["verify"], "")?;
        ensure!(said.starts_with("clean"), "verify says: {said}");
        Ok(())
    }

    /// Every note, one as JSON on each line.
    pub(crate) fn notes(&self, data: &Path) -> Result<String> {
        self.run(data, &["export", "--entity", "note", "--format", "jsonl"], "")
    }

    /// Serves, and waits until it listens.
    pub(crate) fn serve(&self, data: &Path) -> Result<Server> {
        let mut command = self.command(data, &["serve", "--listen", "127.0.0.1:0"]);
        // What it complains about is only looked at when it does not start.
        let mut log = tempfile::tempfile()?;
        command.args(&self.options).stdout(Stdio::piped()).stderr(log.try_clone()?);
        let mut child = command.spawn()?;
        let mut stdout = BufReader::new(child.stdout.take().context("no standard output")?);
        let mut line = String::new();
        stdout.read_line(&mut line)?;
        let address = line.trim().strip_prefix("listening on http://").unwrap_or_default().to_owned();
        let server = Server { child, address, _stdout: stdout };
        if server.address.is_empty() {
            let mut said = String::new();
            log.rewind()?;
            log.read_to_string(&mut said)?;
            bail!("the server did not start:\n{}", said.trim());
        }
        Ok(server)
    }

    fn command(&self, data: &Path, words: &[&str]) -> Command {
        let mut command = Command::new(&self.binary);
        command.args(words).arg("--data").arg(data).env_remove("SEXTANT_DATABASE");
        // Signing in is not what is looked at.
        command.env("SEXTANT_PASSWORDS_MEMORY_KIB", "1024").env("SEXTANT_PASSWORDS_PASSES", "1");
        command
    }

    fn run(&self, data: &Path, words: &[&str], input: &str) -> Result<String> {
        let mut command = self.command(data, words);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        child.stdin.take().context("no standard input")?.write_all(input.as_bytes())?;
        let output = child.wait_with_output()?;
        let said = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "{} {}: {}", words.join(" "), output.status, said.trim());
        String::from_utf8(output.stdout).context("no UTF-8")
    }
}

/// A server that runs, and ends with this.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: String,
    _stdout: BufReader<ChildStdout>,
}

impl Server {
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// How it ended without our doing, if it did.
    pub(crate) fn ended(&mut self) -> Result<Option<ExitStatus>> {
        Ok(self.child.try_wait()?)
    }

    /// SIGKILL.
    pub(crate) fn kill(mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// Signs in; gives the cookie.
    pub(crate) fn sign_in(&self) -> Result<String> {
        let body = serde_json::json!({ "email": OWNER, "password": PASSWORD }).to_string();
        let answer = request(&self.address, "POST", "/api/session", "", &body).context("no answer")?;
        ensure!(answer.status == 201, "signing in: {} {}", answer.status, answer.body);
        let cookie = answer.head.lines().find_map(|line| line.strip_prefix("set-cookie: ")).context("no cookie")?;
        Ok(cookie.split(';').next().unwrap_or_default().to_owned())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a request was answered.
pub(crate) struct Answer {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: String,
}

impl Answer {
    /// Whether it says in a sentence what is wrong, as RFC 9457 has it.
    pub(crate) fn explains(&self) -> bool {
        let problem: Option<serde_json::Value> = serde_json::from_str(&self.body).ok();
        let title = problem.as_ref().and_then(|problem| problem.get("title")?.as_str());
        self.head.contains("application/problem+json") && title.is_some_and(|title| !title.is_empty())
    }
}

/// One request on a connection of its own; nothing when the server went away before it was answered whole.
pub(crate) fn request(address: &str, method: &str, path: &str, cookie: &str, body: &str) -> Option<Answer> {
    let (status, head, body) = http::request(address, method, path, cookie, body)?;
    Some(Answer { status, head, body })
}
