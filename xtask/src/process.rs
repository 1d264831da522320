//! Starting other programs, with errors that say which one and how it ended.

use std::fs::File;
use std::io::ErrorKind;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};

use anyhow::{Context, Result, bail};

/// Runs to the end; its output goes where ours goes.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = status(command)?;
    succeeded(command, status)
}

/// Runs to the end and returns how it ended, whatever that was.
pub(crate) fn status(command: &mut Command) -> Result<ExitStatus> {
    command.status().map_err(|error| cannot_start(command, &error))
}

/// Runs to the end and returns what it wrote to standard output.
pub(crate) fn capture(command: &mut Command) -> Result<String> {
    let output = command.stderr(Stdio::inherit()).output().map_err(|error| cannot_start(command, &error))?;
    succeeded(command, output.status)?;
    String::from_utf8(output.stdout).with_context(|| format!("{} printed no UTF-8", name(command)))
}

/// Runs to the end and returns what it wrote to standard output, which is also shown, and how it ended.
pub(crate) fn tee(command: &mut Command) -> Result<(String, ExitStatus)> {
    use std::io::{BufRead, BufReader};
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(|error| cannot_start(command, &error))?;
    let mut text = String::new();
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).lines() {
            let line = line.unwrap_or_else(|_| "(not UTF-8)".to_owned());
            println!("{line}");
            text.push_str(&line);
            text.push('\n');
        }
    }
    let status = child.wait().with_context(|| format!("cannot wait for {}", name(command)))?;
    Ok((text, status))
}

/// Runs to the end with all output in a file.
pub(crate) fn run_logged(command: &mut Command, log: &Path) -> Result<()> {
    let file = File::create(log).with_context(|| format!("cannot write {}", log.display()))?;
    let copy = file.try_clone().with_context(|| format!("cannot write {}", log.display()))?;
    let status = status(command.stdout(file).stderr(copy))?;
    succeeded(command, status).with_context(|| format!("its output is in {}", log.display()))
}

/// Whether the program can be started at all.
pub(crate) fn exists(program: &str) -> bool {
    Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
}

fn succeeded(command: &Command, status: ExitStatus) -> Result<()> {
    if status.success() {
        return Ok(());
    }
    bail!("`{}` ended with {status}", line(command))
}

fn cannot_start(command: &Command, error: &std::io::Error) -> anyhow::Error {
    if error.kind() == ErrorKind::NotFound {
        anyhow::anyhow!("the program `{}` is missing", name(command))
    } else {
        anyhow::anyhow!("cannot start `{}`: {error}", line(command))
    }
}

fn name(command: &Command) -> String {
    let program = Path::new(command.get_program());
    program.file_name().unwrap_or(program.as_os_str()).to_string_lossy().into_owned()
}

fn line(command: &Command) -> String {
    let words = command.get_args().map(|word| word.to_string_lossy().into_owned());
    std::iter::once(name(command)).chain(words).collect::<Vec<_>>().join(" ")
}
