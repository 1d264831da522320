//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Sextant: an offline-first CRM. One binary, one store, one app.
#[derive(Parser)]
#[command(name = "sextant", version, about, max_term_width = 100)]
pub(crate) struct Cli {
    /// Machine-readable output
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Serve the app and its API
    Serve(Serve),
    /// Make a workspace; the owner's password is read from standard input
    Init(Init),
    /// People
    #[command(subcommand)]
    User(UserCommand),
}

#[derive(Subcommand)]
pub(crate) enum UserCommand {
    /// Add a person who can sign in; the password is read from standard input
    Add(UserAdd),
}

/// Where the data lies.
#[derive(Args, Clone, Default)]
pub(crate) struct Place {
    /// Directory of the embedded store
    #[arg(long, env = "SEXTANT_DATA", value_name = "DIR", conflicts_with = "database")]
    pub(crate) data: Option<PathBuf>,
    /// Address of the store: a directory, mem://, or `ws://user:password@host:port/namespace/database`
    #[arg(long, env = "SEXTANT_DATABASE", value_name = "URL")]
    pub(crate) database: Option<String>,
}

#[derive(Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    pub(crate) place: Place,
    /// Address to listen on [default: 127.0.0.1:8080]
    #[arg(long, env = "SEXTANT_LISTEN", value_name = "ADDR")]
    pub(crate) listen: Option<String>,
    /// Configuration file
    #[arg(long, env = "SEXTANT_CONFIG", value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Form of the log on standard error [default: pretty]
    #[arg(long, env = "SEXTANT_LOG", value_name = "FORMAT")]
    pub(crate) log: Option<LogFormat>,
    /// Serve the app from this directory instead of the one inside the binary
    #[arg(long, env = "SEXTANT_ASSETS", value_name = "DIR")]
    pub(crate) assets: Option<PathBuf>,
    /// Reverse proxies whose X-Forwarded-For is believed, as addresses or networks
    #[arg(long, env = "SEXTANT_PROXIES", value_name = "NETWORK", value_delimiter = ',')]
    pub(crate) proxies: Vec<String>,
}

#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LogFormat {
    /// One JSON object a line
    Json,
    /// For reading
    Pretty,
}

#[derive(Args)]
pub(crate) struct Init {
    #[command(flatten)]
    pub(crate) place: Place,
    /// The workspace's name
    #[arg(long, value_name = "NAME")]
    pub(crate) workspace: String,
    /// The address with which the owner signs in
    #[arg(long, value_name = "EMAIL")]
    pub(crate) owner: String,
    /// The owner's name [default: the address]
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
}

#[derive(Args)]
pub(crate) struct UserAdd {
    #[command(flatten)]
    pub(crate) place: Place,
    /// The address with which the person signs in
    #[arg(long, value_name = "EMAIL")]
    pub(crate) email: String,
    /// What the person is called
    #[arg(long, value_name = "NAME")]
    pub(crate) name: String,
    /// owner, admin, manager, rep or read-only
    #[arg(long, value_name = "ROLE")]
    pub(crate) role: String,
    /// Name of the person's team
    #[arg(long, value_name = "TEAM")]
    pub(crate) team: Option<String>,
}
