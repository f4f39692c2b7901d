//! Replaces what differs between two runs of the same thing, so that snapshots hold.
//!
//! Configured figures stay: a memory size is a fact about the function, the memory used is not.

use std::sync::LazyLock;

use regex_lite::Regex;

/// Patterns and what stands in for them, in order.
///
/// Blanks before a figure are part of its pattern: a column's padding depends on its digits.
pub const FILTERS: &[(&str, &str)] = &[
    (
        r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b",
        "[REQUEST-ID]",
    ),
    (
        r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)?",
        "[TIME]",
    ),
    (r"\b\d{4}/\d\d/\d\d/\[\$LATEST\][0-9a-f]+", "[LOG-STREAM]"),
    (r"\bRoot=1-[0-9a-f]{8}-[0-9a-f]{24}", "Root=[TRACE-ID]"),
    (r"\b127\.0\.0\.1:\d+", "[ADDRESS]"),
    (r"\b3\.(\d+)\.\d+\b", "3.$1.[PATCH]"),
    (
        r"(?i)(max memory used:?)[ \t]+\d+(\.\d+)?[ \t]?MB",
        "$1 [MEMORY]",
    ),
    (
        r#"("(?:[a-z]+_)*(?:max_memory_used|maxMemoryUsed)(?:_mb|MB)":[ ]?)\d+(\.\d+)?"#,
        "$1\"[MEMORY]\"",
    ),
    (
        r#"("(?:\w*_ms|\w*Ms)":[ ]?)-?\d+(\.\d+)?(e-?\d+)?"#,
        "$1\"[DURATION]\"",
    ),
    (r"[ \t]+-?\d+(\.\d+)?[ ]?(ms|s|µs|ns)\b", " [DURATION]"),
    (r"\b\d+(\.\d+)?[ ]?(ms|s|µs|ns)\b", "[DURATION]"),
    (r"[ \t]+\$\d+(\.\d+)?", " [COST]"),
];

/// Returns the text with every filter applied.
#[must_use]
pub fn redact(text: &str) -> String {
    static COMPILED: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
        let compile = |&(pattern, stand_in): &(&str, &'static str)| {
            let regex = Regex::new(pattern).expect("filters are tested");
            (regex, stand_in)
        };
        FILTERS.iter().map(compile).collect()
    });
    COMPILED
        .iter()
        .fold(text.to_owned(), |text, (regex, stand_in)| {
            regex.replace_all(&text, *stand_in).into_owned()
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(redact(text), expected);
        assert_eq!(
            redact(expected),
            expected,
            "redacting twice changes nothing"
        );
    }

    #[test]
    fn report_line_keeps_the_memory_size() {
        check(
            "REPORT RequestId: 6f2bd8f0-96ac-4a2e-9d0a-7c3a34ff0f1e\tDuration: 12.68 ms\t\
             Billed Duration: 81 ms\tMemory Size: 128 MB\tMax Memory Used: 38 MB\tInit Duration: 67.10 ms\t",
            "REPORT RequestId: [REQUEST-ID]\tDuration: [DURATION]\tBilled Duration: [DURATION]\t\
             Memory Size: 128 MB\tMax Memory Used: [MEMORY]\tInit Duration: [DURATION]\t",
        );
    }

    #[test]
    fn padding_goes_with_the_figure() {
        check(
            "warm p50     1.2 ms   p99   13.0 ms",
            "warm p50 [DURATION]   p99 [DURATION]",
        );
    }

    #[test]
    fn json_stays_json() {
        check(
            r#"{"durationMs":1.5,"init_duration_ms": 2e-3,"maxMemoryUsedMB":38,"memorySizeMB":128}"#,
            r#"{"durationMs":"[DURATION]","init_duration_ms": "[DURATION]","maxMemoryUsedMB":"[MEMORY]","memorySizeMB":128}"#,
        );
    }

    #[test]
    fn places_and_times_go() {
        check(
            "2026-11-21T13:21:38.123Z python:3.12.1 at 127.0.0.1:4242, \
             2026/11/21/[$LATEST]0123456789abcdef0123456789abcdef",
            "[TIME] python:3.12.[PATCH] at [ADDRESS], [LOG-STREAM]",
        );
    }

    #[test]
    fn costs_go() {
        check("per million   $2.08", "per million [COST]");
    }
}
