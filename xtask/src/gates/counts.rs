//! Reads how many tests passed and failed from what the test runners write.

use std::process::ExitStatus;

use anyhow::{Context, Result, ensure};
use regex_lite::Regex;

use super::Outcome;
use crate::test::Tally;

/// Counts of libtest, the runner behind `cargo test`, summed over all `test result:` lines.
pub(super) struct Libtest(Tally);

pub(super) fn libtest(text: &str) -> Libtest {
    let pattern = Regex::new(r"test result: \w+\. (\d+) passed; (\d+) failed");
    let sum = pattern.into_iter().fold(Tally::default(), |sum, pattern| {
        pattern.captures_iter(text).fold(sum, |sum, found| {
            let number = |at: usize| found.get(at).and_then(|digits| digits.as_str().parse().ok()).unwrap_or(0);
            sum.plus(Tally { passed: number(1), failed: number(2) })
        })
    });
    Libtest(sum)
}

impl Libtest {
    /// The outcome of a run. One that failed without a failing test did not compile, or crashed.
    pub(super) fn outcome(&self, status: ExitStatus, note: String) -> Result<Outcome> {
        ensure!(status.success() || self.0.failed > 0, "the tests did not run to their end: {status}");
        Ok(Outcome::Counted(self.0, note))
    }
}

/// Counts of nextest, from the `JUnit` report that it writes.
pub(super) fn junit(report: &str) -> Result<Tally> {
    let suites = report.split_once("<testsuites").and_then(|(_, rest)| rest.split_once('>')).map(|(head, _)| head);
    let head = suites.context("the report of nextest has no test suites")?;
    let number =
        |name: &str| -> Option<usize> { head.split_once(&format!(" {name}=\""))?.1.split_once('"')?.0.parse().ok() };
    let tests = number("tests").context("the report of nextest has no count")?;
    let failed = number("failures").unwrap_or(0) + number("errors").unwrap_or(0);
    Ok(Tally { passed: tests.saturating_sub(failed), failed })
}

/// Counts of Playwright, from its JSON report. A test that passed only when repeated has failed.
pub(super) fn playwright(report: &str) -> Result<(Tally, usize)> {
    let report: serde_json::Value = serde_json::from_str(report).context("the report of Playwright is no JSON")?;
    let number = |name: &str| {
        let value = report.get("stats").and_then(|stats| stats.get(name)).and_then(serde_json::Value::as_u64);
        usize::try_from(value.unwrap_or(0)).unwrap_or(usize::MAX)
    };
    let errors = report.get("errors").and_then(|errors| errors.as_array()).map_or(0, Vec::len);
    let tally = Tally { passed: number("expected"), failed: number("unexpected") + number("flaky") + errors };
    Ok((tally, number("skipped")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn libtest_lines_add_up() {
        let text = "test result: ok. 3 passed; 0 failed; 0 ignored\n\
                    test result: FAILED. 2 passed; 1 failed; 0 ignored\n";
        assert_eq!(libtest(text).0, Tally { passed: 5, failed: 1 });
    }

    #[test]
    fn junit_counts() -> Result<()> {
        let report = r#"<?xml version="1.0"?><testsuites name="nextest" tests="5" failures="1" errors="1"><x/>"#;
        assert_eq!(junit(report)?, Tally { passed: 3, failed: 2 });
        assert!(junit("<nothing/>").is_err());
        Ok(())
    }

    #[test]
    fn playwright_counts_a_flaky_test_as_failed() -> Result<()> {
        let report = r#"{"stats":{"expected":4,"unexpected":1,"flaky":1,"skipped":2},"errors":[]}"#;
        assert_eq!(playwright(report)?, (Tally { passed: 4, failed: 2 }, 2));
        Ok(())
    }
}
