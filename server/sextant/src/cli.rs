//! The command line.

use std::path::{Path, PathBuf};

use clap::{Args, Parser, Subcommand, ValueEnum};
use server::demo::Plan;
use shared::{Id, transfer::Encoding, value::Currency};

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
    /// Import a table (CSV, TSV), list earlier imports or take one back; exits 1 when a row failed, with the others in
    Import(Import),
    /// Export an entity's records
    Export(Export),
    /// Write everything into one file; a server that runs on the data goes on running
    Backup(Backup),
    /// Restore a backup into an empty store
    Restore(Restore),
    /// Check that the store fits together, by replaying its log
    Verify(Verify),
    /// Make a demo workspace of fictional firms
    Demo(Demo),
    /// Load a product model and say what can be built with choices
    Configure(Configure),
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
    /// Memory that the embedded store may use for caching, in MiB [default: 192]
    #[arg(long, env = "SEXTANT_MEMORY_MIB", value_name = "MIB")]
    pub(crate) memory_mib: Option<u64>,
    /// Space on the volume that stays free, in MiB: below it, nothing is written but who signs in and
    /// out [default: 128, or a twentieth of a small volume]
    #[arg(long, env = "SEXTANT_RESERVE_MIB", value_name = "MIB")]
    pub(crate) reserve_mib: Option<u64>,
    /// Reverse proxies whose X-Forwarded-For is believed, as addresses or networks
    #[arg(long, env = "SEXTANT_PROXIES", value_name = "NETWORK", value_delimiter = ',')]
    pub(crate) proxies: Vec<String>,
}

#[derive(Args)]
pub(crate) struct Import {
    #[command(flatten)]
    pub(crate) place: Place,
    /// List earlier imports, with the groups by which --undo knows them
    #[arg(long, conflicts_with_all = ["entity", "file", "undo"])]
    pub(crate) list: bool,
    /// Take an import back: what it made is deleted, what it changed is as before unless somebody changed it since
    #[arg(long, value_name = "GROUP", conflicts_with_all = ["entity", "file"])]
    pub(crate) undo: Option<Id>,
    /// What the rows are: account, contact, opportunity, user, …
    #[arg(long, value_name = "NAME", required_unless_present_any = ["list", "undo"])]
    pub(crate) entity: Option<String>,
    /// The file
    #[arg(value_name = "FILE", required_unless_present_any = ["list", "undo"])]
    pub(crate) file: Option<PathBuf>,
    /// Which column goes where, as JSON; laid over what the headers suggest
    #[arg(long, value_name = "FILE")]
    pub(crate) mapping: Option<PathBuf>,
    /// Fields by which an existing record is recognised, tried in turn; `a+b` means both
    #[arg(long = "match", value_name = "FIELD", value_delimiter = ',')]
    pub(crate) match_by: Vec<String>,
    /// Encoding of the file, where that cannot be told for certain
    #[arg(long, value_enum)]
    pub(crate) encoding: Option<FileEncoding>,
    /// Currency of amounts that name none, such as EUR [default: USD]
    #[arg(long, value_name = "CODE", value_parser = currency)]
    pub(crate) currency: Option<Currency>,
    /// Where a link names no record but one of almost the same name exists, take that one
    #[arg(long)]
    pub(crate) accept_near: bool,
    /// Leave this column of the file out; as often as there are such columns
    #[arg(long, value_name = "COLUMN")]
    pub(crate) leave_out: Vec<String>,
    /// Take this column although not all of its values can go where its name says: rows with such values fail, and
    /// --errors gives them back
    #[arg(long, value_name = "COLUMN")]
    pub(crate) keep: Vec<String>,
    /// Only say what would happen, of --undo too
    #[arg(long, conflicts_with = "list")]
    pub(crate) dry_run: bool,
    /// Write the rows that fail here, with the reasons, as CSV
    #[arg(long, value_name = "FILE")]
    pub(crate) errors: Option<PathBuf>,
}

impl Import {
    /// What the rows are; clap has asked for it where a table is imported.
    pub(crate) fn entity(&self) -> &str {
        self.entity.as_deref().unwrap_or_default()
    }

    /// The file, likewise.
    pub(crate) fn file(&self) -> &Path {
        self.file.as_deref().unwrap_or(Path::new(""))
    }
}

fn currency(code: &str) -> Result<Currency, String> {
    let known = code.parse().ok().filter(|currency: &Currency| currency.is_assigned());
    known.ok_or_else(|| "this is no currency of ISO 4217, such as EUR".to_owned())
}

#[derive(ValueEnum, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileEncoding {
    #[value(name = "utf-8")]
    Utf8,
    #[value(name = "windows-1252")]
    Windows1252,
    #[value(name = "utf-16le")]
    Utf16Le,
    #[value(name = "utf-16be")]
    Utf16Be,
}

impl From<FileEncoding> for Encoding {
    fn from(encoding: FileEncoding) -> Self {
        match encoding {
            FileEncoding::Utf8 => Self::Utf8,
            FileEncoding::Windows1252 => Self::Windows1252,
            FileEncoding::Utf16Le => Self::Utf16Le,
            FileEncoding::Utf16Be => Self::Utf16Be,
        }
    }
}

#[derive(Args)]
pub(crate) struct Export {
    #[command(flatten)]
    pub(crate) place: Place,
    /// What to export: account, contact, opportunity, …
    #[arg(long, value_name = "NAME")]
    pub(crate) entity: String,
    /// Form of the file
    #[arg(long, value_enum, default_value = "csv")]
    pub(crate) format: ExportFormat,
    /// Write here instead of to standard output
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(ValueEnum, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ExportFormat {
    /// For spreadsheets; importing reads it back
    Csv,
    /// One JSON object a line; nothing lost
    Jsonl,
}

#[derive(Args)]
pub(crate) struct Backup {
    #[command(flatten)]
    pub(crate) place: Place,
    /// The file to write
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
}

#[derive(Args)]
pub(crate) struct Restore {
    #[command(flatten)]
    pub(crate) place: Place,
    /// The backup
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Do not let devices give back what was sent after the backup: for undoing a mistake
    #[arg(long)]
    pub(crate) discard_later_edits: bool,
}

#[derive(Args)]
pub(crate) struct Verify {
    #[command(flatten)]
    pub(crate) place: Place,
}

#[derive(Args)]
pub(crate) struct Demo {
    #[command(flatten)]
    pub(crate) place: Place,
    /// How much: small, large, 100k or contacts100k
    #[arg(long, value_name = "SIZE", default_value = "small")]
    pub(crate) size: String,
    /// The same seed gives the same firms
    #[arg(long, value_name = "N", default_value_t = Plan::SEED)]
    pub(crate) seed: u64,
}

#[derive(Args)]
pub(crate) struct Configure {
    /// The model: JSON, or UVL by the ending .uvl
    #[arg(long, value_name = "FILE")]
    pub(crate) model: PathBuf,
    /// What is chosen: ATTRIBUTE=OPTION, with commas between; names with commas or = in double quotes
    #[arg(long, value_name = "A=V,…", default_value = "")]
    pub(crate) choose: String,
    /// The back end [default: the graph, or sat where the graph would be too large]
    #[arg(long, value_enum, value_name = "ENGINE")]
    pub(crate) engine: Option<ProductEngine>,
}

#[derive(ValueEnum, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ProductEngine {
    /// Compiled decision graph
    Graph,
    /// Incremental satisfiability
    Sat,
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
