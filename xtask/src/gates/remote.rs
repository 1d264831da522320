//! The store's tests against a `SurrealDB` server in a process of its own.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::Outcome;
use super::counts::{Libtest, libtest};
use crate::process;
use crate::workspace::{NATIVE, Workspace};

/// The tests read the server's address here.
const ADDRESS: &str = "SEXTANT_TEST_REMOTE";
const PASSWORD: &str = "conformance";

/// Builds the server, starts it in memory, and runs the tests whose name has `remote` against it.
pub(super) fn store(workspace: &Workspace) -> Result<Outcome> {
    let port = free_port()?;
    let server = Server::start(workspace, port)?;
    let address = format!("ws://root:{PASSWORD}@127.0.0.1:{port}/sextant/conformance");
    let mut command = workspace.cargo(["test", "--no-fail-fast"]);
    command.args(NATIVE).args(["--lib", "--bins", "--tests", "remote"]).env(ADDRESS, address);
    let (text, status) = process::tee(&mut command)?;
    drop(server);
    Libtest::outcome(&libtest(&text), status, String::new())
}

/// A running server, which ends with this value.
struct Server(Child);

impl Server {
    fn start(workspace: &Workspace, port: u16) -> Result<Self> {
        let mut command = build(workspace)?;
        command.args(["start", "--no-banner", "--user", "root", "--pass", PASSWORD]);
        command.args(["--bind", &format!("127.0.0.1:{port}"), "memory"]).stdout(Stdio::null());
        let mut server = Self(command.spawn().context("cannot start the SurrealDB server")?);
        server.wait(port)?;
        Ok(server)
    }

    fn wait(&mut self, port: u16) -> Result<()> {
        let start = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            if let Some(status) = self.0.try_wait()? {
                bail!("the SurrealDB server ended with {status}");
            }
            if start.elapsed() > Duration::from_mins(1) {
                bail!("the SurrealDB server does not listen");
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The server is a workspace of its own: as a member of ours it would change the features that
/// everything else is built with.
fn build(workspace: &Workspace) -> Result<Command> {
    let target = workspace.target.join("remote");
    let manifest = workspace.root.join("xtask/remote-server/Cargo.toml");
    let mut command = workspace.cargo(["build", "--locked", "--manifest-path"]);
    process::run(command.arg(manifest).env("CARGO_TARGET_DIR", &target))?;
    Ok(workspace.command(&target.join("debug/surrealdb-remote").to_string_lossy()))
}

fn free_port() -> Result<u16> {
    let listener = TcpListener::bind("127.0.0.1:0").context("no free port")?;
    Ok(listener.local_addr()?.port())
}
