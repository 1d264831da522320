//! The command line of xtask.

use std::path::PathBuf;

/// What `cargo xtask help` prints.
pub(crate) const USAGE: &str = "\
cargo xtask COMMAND

  run [--demo[=small|large|100k]] [--listen ADDR] [--data DIR]
                      builds app and server, then serves; ADDR is 127.0.0.1:8080 unless given
  test [--fast] [--remote] [GATE...]
                      every check and test, or only the gates named; --fast leaves out the browser,
                      --remote adds the store's tests against a separate SurrealDB server
  simulate [--histories N] [--seed S] [--planted [--only BUG]]
                      random histories of sync, 10,000 from seed 1 unless told otherwise; --planted plants one
                      bug after the other, or only that one, and says how many histories it took to see it
  faults [power|errors|full|memory|calibrate [--cuts N | --rounds N | --kills N] [--seed S]]
                      power cuts, a failing and a full disk, no memory: everything acknowledged must be there.
                      Needs Linux, root, FUSE and loop devices, and says so where they are missing
  fuzz [NAME] [--minutes N | --seconds N]
                      feeds what reads from the network or a file, each for 10 minutes unless told otherwise
  bench [NAME...]     benchmarks in a real browser (shell, replica, peers, server, kill, workshop; all unless
                      named); figures also go to target/bench/NAME.json
  build               the release binary, with the app inside: target/release/sextant
  app [--quick]       only the app, into dist/; --quick builds it in a fraction of the time and several times as
                      large, for looking at a change
  screenshots         the main screens, into docs/screenshots/";

/// What to do.
#[derive(Debug, PartialEq)]
pub(crate) enum Command {
    Run(Run),
    Test(Test),
    Bench(Vec<String>),
    /// With the simulator's own options.
    Simulate(Vec<String>),
    /// With the program's own options.
    Faults(Vec<String>),
    Fuzz(Fuzz),
    Build,
    App(Finish),
    Screenshots,
    Help,
}

/// How much work goes into the app.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Finish {
    /// As it ships: what is tested and measured.
    Shipped,
    /// Not optimised as a whole and hardly compressed.
    Quick,
}

/// Options of `run`.
#[derive(Debug, PartialEq)]
pub(crate) struct Run {
    /// Size of the generated workspace: one of [`SIZES`].
    pub(crate) demo: Option<String>,
    /// `HOST:PORT`.
    pub(crate) listen: String,
    /// Where the workspace is stored; a directory under `data/` unless given.
    pub(crate) data: Option<PathBuf>,
}

/// Options of `test`.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Test {
    pub(crate) fast: bool,
    pub(crate) remote: bool,
    /// Names of gates; all when empty.
    pub(crate) only: Vec<String>,
}

/// Options of `fuzz`.
#[derive(Debug, PartialEq)]
pub(crate) struct Fuzz {
    /// Which reader; all when nothing is named.
    pub(crate) reader: Option<String>,
    /// For how long each.
    pub(crate) seconds: u64,
}

/// Sizes of a demo workspace that `sextant demo --size` knows.
const SIZES: [&str; 3] = ["small", "large", "100k"];

/// Reads the arguments after the program's name.
///
/// # Errors
/// A sentence that says what is wrong.
pub(crate) fn parse(arguments: impl Iterator<Item = String>) -> Result<Command, String> {
    let mut arguments = arguments.peekable();
    let command = arguments.next().unwrap_or_else(|| "help".to_owned());
    match command.as_str() {
        "simulate" => return Ok(Command::Simulate(arguments.collect())),
        "faults" => return Ok(Command::Faults(arguments.collect())),
        _ => {}
    }
    let rest: Vec<String> = split_values(arguments);
    match command.as_str() {
        "run" => run(rest),
        "test" => test(rest),
        "bench" => names(rest).map(Command::Bench),
        "fuzz" => fuzz(rest),
        "build" => nothing(&rest, Command::Build),
        "app" => finish(&rest).map(Command::App),
        "screenshots" => nothing(&rest, Command::Screenshots),
        "help" | "--help" | "-h" => Ok(Command::Help),
        other => Err(format!("there is no command `{other}`")),
    }
}

/// `--name=value` becomes `--name` and `=value`; the mark keeps an optional value apart from the next option.
fn split_values(arguments: impl Iterator<Item = String>) -> Vec<String> {
    let mut split = Vec::new();
    for argument in arguments {
        match argument.split_once('=') {
            Some((name, value)) if name.starts_with("--") => split.extend([name.to_owned(), format!("={value}")]),
            _ => split.push(argument),
        }
    }
    split
}

fn run(rest: Vec<String>) -> Result<Command, String> {
    let mut options = Run { demo: None, listen: "127.0.0.1:8080".to_owned(), data: None };
    let mut rest = rest.into_iter().peekable();
    while let Some(name) = rest.next() {
        match name.as_str() {
            "--demo" => {
                let given = rest.next_if(|value| value.starts_with('=') || SIZES.contains(&value.as_str()));
                options.demo = Some(size(given)?);
            }
            "--listen" => options.listen = value(&name, rest.next())?,
            "--data" => options.data = Some(value(&name, rest.next())?.into()),
            other => return Err(format!("`run` has no option `{other}`")),
        }
    }
    Ok(Command::Run(options))
}

fn size(given: Option<String>) -> Result<String, String> {
    let size = given.map_or_else(|| "small".to_owned(), |size| size.trim_start_matches('=').to_owned());
    if SIZES.contains(&size.as_str()) {
        Ok(size)
    } else {
        Err(format!("`--demo` is one of {}, not `{size}`", SIZES.join(", ")))
    }
}

fn value(name: &str, given: Option<String>) -> Result<String, String> {
    given
        .filter(|value| !value.starts_with("--"))
        .map(|value| value.strip_prefix('=').unwrap_or(&value).to_owned())
        .ok_or_else(|| format!("`{name}` needs a value"))
}

fn test(rest: Vec<String>) -> Result<Command, String> {
    let mut options = Test::default();
    for name in rest {
        match name.as_str() {
            "--fast" => options.fast = true,
            "--remote" => options.remote = true,
            other if other.starts_with('-') => return Err(format!("`test` has no option `{other}`")),
            _ => options.only.push(name),
        }
    }
    Ok(Command::Test(options))
}

fn fuzz(rest: Vec<String>) -> Result<Command, String> {
    let mut options = Fuzz { reader: None, seconds: 600 };
    let mut rest = rest.into_iter();
    while let Some(name) = rest.next() {
        match name.as_str() {
            "--minutes" => options.seconds = number(&name, rest.next())?.saturating_mul(60),
            "--seconds" => options.seconds = number(&name, rest.next())?,
            other if other.starts_with('-') => return Err(format!("`fuzz` has no option `{other}`")),
            _ => options.reader = Some(name),
        }
    }
    Ok(Command::Fuzz(options))
}

fn number(name: &str, given: Option<String>) -> Result<u64, String> {
    value(name, given)?.parse().map_err(|_| format!("`{name}` needs a number"))
}

fn names(rest: Vec<String>) -> Result<Vec<String>, String> {
    match rest.iter().find(|name| name.starts_with('-')) {
        Some(option) => Err(format!("`bench` has no option `{option}`")),
        None => Ok(rest),
    }
}

fn finish(rest: &[String]) -> Result<Finish, String> {
    match rest {
        [] => Ok(Finish::Shipped),
        [option] if option == "--quick" => Ok(Finish::Quick),
        [other, ..] => Err(format!("`app` has no option `{other}`")),
    }
}

fn nothing(rest: &[String], command: Command) -> Result<Command, String> {
    match rest.first() {
        Some(extra) => Err(format!("this command takes no `{extra}`")),
        None => Ok(command),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Command, String> {
        parse(line.split_whitespace().map(str::to_owned))
    }

    fn run_with(demo: Option<&str>, listen: &str, data: Option<&str>) -> Command {
        Command::Run(Run { demo: demo.map(Into::into), listen: listen.into(), data: data.map(Into::into) })
    }

    #[test]
    fn run_takes_its_options_in_any_form() {
        assert_eq!(parsed("run"), Ok(run_with(None, "127.0.0.1:8080", None)));
        assert_eq!(parsed("run --demo"), Ok(run_with(Some("small"), "127.0.0.1:8080", None)));
        assert_eq!(parsed("run --demo=100k --listen=[::1]:1"), Ok(run_with(Some("100k"), "[::1]:1", None)));
        assert_eq!(parsed("run --demo large --data /d=e"), Ok(run_with(Some("large"), "127.0.0.1:8080", Some("/d=e"))));
        assert_eq!(parsed("run --demo --listen 0.0.0.0:80"), Ok(run_with(Some("small"), "0.0.0.0:80", None)));
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (line, word) in [
            ("fly", "fly"),
            ("run --demo=huge", "huge"),
            ("run --listen", "--listen"),
            ("run --data --demo", "--data"),
            ("test --slow", "--slow"),
            ("build now", "now"),
            ("app --fast", "--fast"),
            ("bench --all", "--all"),
            ("fuzz import --hours 1", "--hours"),
            ("fuzz --minutes many", "--minutes"),
        ] {
            assert!(parsed(line).is_err_and(|problem| problem.contains(word)), "{line}");
        }
    }

    #[test]
    fn the_other_commands() {
        let only = vec!["tidy".to_owned()];
        assert_eq!(parsed("test --fast --remote tidy"), Ok(Command::Test(Test { fast: true, remote: true, only })));
        assert_eq!(parsed("bench open drag"), Ok(Command::Bench(vec!["open".into(), "drag".into()])));
        let simulated = vec!["--histories=7".to_owned(), "--planted".to_owned()];
        assert_eq!(parsed("simulate --histories=7 --planted"), Ok(Command::Simulate(simulated)));
        let faults = vec!["power".to_owned(), "--cuts=300".to_owned()];
        assert_eq!(parsed("faults power --cuts=300"), Ok(Command::Faults(faults)));
        let import = Fuzz { reader: Some("import".to_owned()), seconds: 120 };
        assert_eq!(parsed("fuzz import --minutes=2"), Ok(Command::Fuzz(import)));
        assert_eq!(parsed("fuzz"), Ok(Command::Fuzz(Fuzz { reader: None, seconds: 600 })));
        assert_eq!(parsed("app"), Ok(Command::App(Finish::Shipped)));
        assert_eq!(parsed("app --quick"), Ok(Command::App(Finish::Quick)));
        assert_eq!(parsed(""), Ok(Command::Help));
    }
}
