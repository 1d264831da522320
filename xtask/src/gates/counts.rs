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

/// How many tests of a run may pass at their second try. A browser on a busy machine now and then answers late; where
/// more than these do, something is wrong, and all of them have failed.
const SECOND_TRIES: usize = 3;

/// What Playwright did.
#[derive(Debug, PartialEq)]
pub(super) struct Played {
    pub(super) tally: Tally,
    /// Left out by the tests themselves.
    pub(super) skipped: usize,
    /// What passed at the second try only: file and title.
    pub(super) second: Vec<String>,
}

/// Reads Playwright's JSON report.
pub(super) fn playwright(report: &str) -> Result<Played> {
    let report: serde_json::Value = serde_json::from_str(report).context("the report of Playwright is no JSON")?;
    let number = |name: &str| {
        let value = report.get("stats").and_then(|stats| stats.get(name)).and_then(serde_json::Value::as_u64);
        usize::try_from(value.unwrap_or(0)).unwrap_or(usize::MAX)
    };
    let errors = report.get("errors").and_then(|errors| errors.as_array()).map_or(0, Vec::len);
    let (flaky, failed) = (number("flaky"), number("unexpected") + errors);
    let (well, ill) = if flaky <= SECOND_TRIES { (flaky, 0) } else { (0, flaky) };
    let mut second = Vec::new();
    flaky_titles(&report, &mut second);
    let tally = Tally { passed: number("expected") + well, failed: failed + ill };
    Ok(Played { tally, skipped: number("skipped"), second })
}

/// The tests of a suite, and of those within it, that passed at the second try.
fn flaky_titles(suite: &serde_json::Value, into: &mut Vec<String>) {
    let list =
        |of: &serde_json::Value, name: &str| of.get(name).and_then(|all| all.as_array()).cloned().unwrap_or_default();
    let text =
        |of: &serde_json::Value, name: &str| of.get(name).and_then(|text| text.as_str()).unwrap_or("?").to_owned();
    for spec in list(suite, "specs") {
        let flaky = list(&spec, "tests").into_iter().filter(|test| text(test, "status") == "flaky");
        into.extend(
            flaky.map(|test| {
                format!("[{}] {}: {}", text(&test, "projectName"), text(&spec, "file"), text(&spec, "title"))
            }),
        );
    }
    for inner in list(suite, "suites") {
        flaky_titles(&inner, into);
    }
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
    fn playwright_names_what_passed_at_the_second_try() -> Result<()> {
        let report = r#"{"stats":{"expected":4,"unexpected":1,"flaky":1,"skipped":2},"errors":[],"suites":[{"suites":[
            {"specs":[{"title":"opens","file":"a.spec.ts","tests":[{"projectName":"tablet","status":"flaky"}]}]}]}]}"#;
        let played = playwright(report)?;
        assert_eq!(played.tally, Tally { passed: 5, failed: 1 });
        assert_eq!(played.skipped, 2);
        assert_eq!(played.second, ["[tablet] a.spec.ts: opens"]);
        Ok(())
    }

    #[test]
    fn many_second_tries_are_failures() -> Result<()> {
        let report = r#"{"stats":{"expected":9,"unexpected":0,"flaky":4,"skipped":0},"errors":[]}"#;
        assert_eq!(playwright(report)?.tally, Tally { passed: 9, failed: 4 });
        Ok(())
    }
}
