//! Counts of tests, read from what test runners print.

use std::fmt;
use std::ops::AddAssign;

/// How many tests passed and failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Tally {
    pub(super) passed: u64,
    pub(super) failed: u64,
}

impl Tally {
    /// Returns the count for something that failed without counting.
    pub(super) fn failure() -> Self {
        Self {
            passed: 0,
            failed: 1,
        }
    }

    /// Counts a failure when a runner failed but told of no failed test, as when nothing compiled.
    pub(super) fn with_status(mut self, success: bool) -> Self {
        if !success {
            self.failed = self.failed.max(1);
        }
        self
    }

    /// Reads nextest's closing line; other lines are none.
    pub(super) fn of_nextest(line: &str) -> Option<Self> {
        let is_summary = line.trim_start().starts_with("Summary [");
        is_summary.then(|| Self {
            passed: before(line, " passed"),
            failed: before(line, " failed") + before(line, " timed out"),
        })
    }

    /// Reads the closing line of one test program under `cargo test`; other lines are none.
    pub(super) fn of_cargo_test(line: &str) -> Option<Self> {
        let is_summary = line.starts_with("test result:");
        is_summary.then(|| Self {
            passed: before(line, " passed"),
            failed: before(line, " failed"),
        })
    }

    /// Reads the whole output of Python's unittest; `None` when it tells of no run.
    pub(super) fn of_unittest(text: &str) -> Option<Self> {
        let mut lines = text.lines().rev();
        let verdict = lines.find(|line| !line.trim().is_empty())?;
        let ran = lines.find_map(|line| line.strip_prefix("Ran "))?;
        let ran: u64 = ran.split(' ').next()?.parse().ok()?;
        let failed = after(verdict, "failures=")
            + after(verdict, "errors=")
            + after(verdict, "unexpected successes=");
        let skipped = after(verdict, "skipped=");
        // An error while a module or class is set up is counted, though it is no test that ran.
        let passed = ran.saturating_sub(failed + skipped);
        Some(Self { passed, failed })
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// The number that stands right before a word; 0 when there is none.
fn before(line: &str, word: &str) -> u64 {
    let number = line.split_once(word).and_then(|(start, _)| {
        let digits = start.rsplit(|c: char| !c.is_ascii_digit()).next();
        digits.and_then(|digits| digits.parse().ok())
    });
    number.unwrap_or(0)
}

/// The number that stands right after a word; 0 when there is none.
fn after(line: &str, word: &str) -> u64 {
    let number = line.split_once(word).and_then(|(_, end)| {
        let digits = end.split(|c: char| !c.is_ascii_digit()).next();
        digits.and_then(|digits| digits.parse().ok())
    });
    number.unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nextest_is_counted() {
        let check = |line, passed, failed| {
            assert_eq!(Tally::of_nextest(line), Some(Tally { passed, failed }));
        };
        check(
            "     Summary [   0.005s] 3 tests run: 3 passed, 0 skipped",
            3,
            0,
        );
        check(
            "     Summary [   1.2s] 9 tests run: 6 passed (1 slow), 2 failed, 1 timed out, 4 skipped",
            6,
            3,
        );
        let output_of_a_test = "    test result: FAILED. 0 passed; 1 failed; 0 ignored";
        assert_eq!(Tally::of_nextest(output_of_a_test), None);
    }

    #[test]
    fn cargo_test_is_counted() {
        let line = "test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured";
        let expected = Tally {
            passed: 12,
            failed: 3,
        };
        assert_eq!(Tally::of_cargo_test(line), Some(expected));
        assert_eq!(
            Tally::of_cargo_test("test units::tests::memory ... ok"),
            None
        );
    }

    fn unittest(verdict: &str, passed: u64, failed: u64) {
        let text = format!("....\n-----\nRan 12 tests in 0.1s\n\n{verdict}\n");
        assert_eq!(Tally::of_unittest(&text), Some(Tally { passed, failed }));
    }

    #[test]
    fn unittest_is_counted() {
        unittest("OK", 12, 0);
        unittest("OK (skipped=2)", 10, 0);
        unittest("FAILED (failures=1, errors=2, skipped=3)", 6, 3);
        unittest("FAILED (unexpected successes=1)", 11, 1);
        assert_eq!(Tally::of_unittest("Segmentation fault"), None);
    }

    #[test]
    fn runner_that_failed_without_a_count_is_one_failure() {
        assert_eq!(Tally::default().with_status(false), Tally::failure());
        assert_eq!(Tally::default().with_status(true), Tally::default());
    }
}
