//! The commands, one file each.

mod backup;
mod configure;
mod demo;
mod export;
mod import;
mod init;
mod restore;
mod serve;
mod user_add;
mod verify;

use std::io::{BufRead, Write};

use server::{
    auth::{Credential, Passwords},
    clock::{Clock, SystemClock},
    config,
    workspace::stored::to_text,
};
use shared::value::{Date, DateTime};

use crate::{
    cli::{Cli, Command, UserCommand},
    trouble::Trouble,
};

/// Runs a command to its end.
pub(crate) fn run(cli: Cli) -> Result<(), Trouble> {
    let runtime = tokio::runtime::Runtime::new()?;
    let json = cli.json;
    runtime.block_on(async {
        match cli.command {
            Command::Serve(options) => serve::serve(&options).await,
            Command::Init(options) => init::init(&options, json).await,
            Command::User(UserCommand::Add(options)) => user_add::user_add(&options, json).await,
            Command::Import(options) => import::import(&options, json).await,
            Command::Export(options) => export::export(&options, json).await,
            Command::Backup(options) => backup::backup(&options, json).await,
            Command::Restore(options) => restore::restore(&options, json).await,
            Command::Verify(options) => verify::verify(&options, json).await,
            Command::Demo(options) => demo::demo(&options, json).await,
            Command::Configure(options) => configure::configure(&options, json),
        }
    })
}

/// Prints a result: a line for people, or an object for programs.
fn print(json: bool, text: &str, object: &serde_json::Value) -> Result<(), Trouble> {
    let line = if json { object.to_string() } else { text.to_owned() };
    writeln!(std::io::stdout(), "{line}").map_err(Trouble::from)
}

/// Today in UTC.
fn today() -> Result<Date, Trouble> {
    let now = i64::try_from(SystemClock.now()).map_err(Trouble::failed)?;
    let now = DateTime::from_millisecond(now).map_err(Trouble::failed)?;
    now.to_string().get(..10).and_then(|day| day.parse().ok()).ok_or_else(|| Trouble::failed("the clock is wrong"))
}

/// A password from the first line of standard input, as it is stored.
async fn credential() -> Result<String, Trouble> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    let password = line.trim_end_matches(['\r', '\n']);
    let passwords = Passwords::new(&config::Passwords::default());
    passwords.check(password).map_err(|problem| Trouble::problems(&[problem]))?;
    let hash = passwords.hash(password).await.ok_or_else(|| Trouble::failed("the password cannot be hashed"))?;
    Ok(to_text(&Credential { hash, set_at: SystemClock.now() })?)
}
