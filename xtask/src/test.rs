//! `cargo xtask test`: every gate, one after the other, and one line of counts at the end.

use std::process::ExitCode;

use anyhow::Result;

use crate::cli::Test;
use crate::gates::{self, Gate, Outcome};
use crate::progress::{Clock, Progress};
use crate::workspace::Workspace;

/// What came of a gate.
struct Report {
    name: &'static str,
    time: String,
    result: Result<Outcome>,
}

/// Tests that passed and failed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Tally {
    pub(crate) passed: usize,
    pub(crate) failed: usize,
}

/// Runs the gates. All of them run even when one fails: one run shows everything that is wrong.
pub(crate) fn test(workspace: &Workspace, options: &Test) -> Result<ExitCode> {
    let chosen = gates::chosen(options)?;
    crate::native::prepare(workspace)?;
    let mut progress = Progress::new(chosen.len());
    let reports: Vec<Report> = chosen.iter().map(|gate| run(workspace, gate, &mut progress)).collect();
    let total = reports.iter().fold(Tally::default(), |sum, report| sum.plus(report.tally()));
    println!();
    for report in &reports {
        println!("{}", report.line());
    }
    println!("\n{} passed, {} failed", total.passed, total.failed);
    Ok(if total.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn run(workspace: &Workspace, gate: &Gate, progress: &mut Progress) -> Report {
    progress.step(gate.title);
    let clock = Clock::start();
    let result = (gate.check)(workspace);
    let report = Report { name: gate.name, time: clock.words(), result };
    eprintln!("      {}", report.line().trim_start());
    report
}

impl Report {
    fn tally(&self) -> Tally {
        match &self.result {
            Ok(Outcome::Counted(tally, _)) => *tally,
            Ok(Outcome::Passed(_)) => Tally { passed: 1, failed: 0 },
            Ok(Outcome::Skipped(_)) => Tally::default(),
            Err(_) => Tally { passed: 0, failed: 1 },
        }
    }

    fn line(&self) -> String {
        let Self { name, time, result } = self;
        let (mark, said) = match result {
            Ok(Outcome::Counted(Tally { passed, failed: 0 }, note)) => ("ok", format!("{passed} passed{note}")),
            Ok(Outcome::Counted(Tally { passed, failed }, note)) => {
                ("FAILED", format!("{passed} passed, {failed} failed{note}"))
            }
            Ok(Outcome::Passed(note)) => ("ok", note.clone()),
            Ok(Outcome::Skipped(why)) => ("skipped", why.clone()),
            Err(error) => ("FAILED", format!("{error:#}")),
        };
        format!("{mark:<8} {name:<14} {time:>12}  {said}")
    }
}

impl Tally {
    pub(crate) fn plus(self, other: Self) -> Self {
        Self { passed: self.passed + other.passed, failed: self.failed + other.failed }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(result: Result<Outcome>) -> Report {
        Report { name: "gate", time: "1.0 s".to_owned(), result }
    }

    #[test]
    fn a_gate_counts_as_one_test_unless_it_counts_itself() {
        assert_eq!(report(Ok(Outcome::Passed(String::new()))).tally(), Tally { passed: 1, failed: 0 });
        assert_eq!(report(Err(anyhow::anyhow!("no"))).tally(), Tally { passed: 0, failed: 1 });
        assert_eq!(report(Ok(Outcome::Skipped("so".to_owned()))).tally(), Tally::default());
        let counted = Tally { passed: 7, failed: 2 };
        assert_eq!(report(Ok(Outcome::Counted(counted, String::new()))).tally(), counted);
    }

    #[test]
    fn a_failed_count_is_marked() {
        let failed = report(Ok(Outcome::Counted(Tally { passed: 7, failed: 2 }, String::new())));
        assert!(failed.line().starts_with("FAILED"));
        assert!(failed.line().ends_with("7 passed, 2 failed"));
    }
}
