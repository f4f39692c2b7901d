//! What invocations write to the log, and what taking it in costs.
//!
//! **Model.** Log ingestion is paid by the gigabyte of 1,024^3 bytes, so bytes per invocation times
//! a million, at the subject's price. Nobody can tell which lines are needed: the whole is given as what
//! is saved at most. It is worth a look from a kilobyte per invocation on where it also is a
//! twentieth of what the invocation itself costs. Lines of the platform (START, END, REPORT) come on top.

use super::Pattern;
use super::draft::{Draft, Price};
use super::effect::{clean, median};
use super::view::View;
use super::wording::{bytes, number};
use crate::document::Finding;

pub(super) const PATTERN: Pattern = Pattern {
    name: "log-volume",
    saves_calls: false,
    find,
};

/// Less than this is not worth a look.
const LEAST_BYTES: u64 = 1_000;

/// Nor is less than this share of what an invocation costs.
const LEAST_SHARE: f64 = 0.05;

const BYTES_PER_GB: f64 = 1_073_741_824.0;

#[expect(clippy::cast_precision_loss, reason = "far below 2^53 bytes")]
fn find(view: &View<'_>) -> Vec<Finding> {
    let invocations = || view.measured.iter().map(|measured| measured.invocation);
    let Some(typical) = median(invocations().map(|each| each.log_bytes as f64)) else {
        return Vec::new();
    };
    if typical < 1.0 {
        return Vec::new();
    }
    let price = clean(view.profile.subject.dollars_per_log_gb);
    let dollars = typical / BYTES_PER_GB * price * 1e6;
    let invocation = median(invocations().map(|each| clean(each.dollars_per_million)));
    let invocation = invocation.unwrap_or_default();
    let worth = typical >= LEAST_BYTES as f64 && dollars >= LEAST_SHARE * invocation;
    let most = invocations()
        .map(|each| each.log_bytes)
        .max()
        .unwrap_or_default();
    let draft = Draft {
        message: format!(
            "An invocation writes {} of log, which costs ${} per million to take in, beside ${} for the \
             invocations themselves",
            bytes(to_bytes(typical)),
            number(dollars),
            number(invocation),
        ),
        advice: "Log at level WARNING by default, sample what is only read when something fails, and set a retention.".to_owned(),
        evidence: vec![
            format!("the most that an invocation wrote are {}", bytes(most)),
            "the figure is all of it: which lines are needed is for a person to say".to_owned(),
        ],
        showing: (0..view.measured.len())
            .filter(|&each| view.measured[each].invocation.log_bytes > 0)
            .collect(),
        price: Price::Dollars {
            saved: dollars,
            worth,
        },
        ..Draft::default()
    };
    vec![draft.finish(PATTERN.name, view)]
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a median of counts"
)]
fn to_bytes(value: f64) -> u64 {
    value as u64
}

#[cfg(test)]
mod tests {
    use super::super::trace::Trace;
    use super::*;
    use crate::document::Worth;

    fn trace(bytes: u64, dollars: f64) -> Trace {
        let mut trace = Trace::new();
        for _ in 0..3 {
            let invocation = trace.warm(0, vec![]);
            (invocation.log_bytes, invocation.dollars_per_million) = (bytes, dollars);
        }
        trace
    }

    #[test]
    fn a_talkative_function_pays_for_it() {
        let found = trace(10_000, 2.0).only(&PATTERN);
        // 10 kB a million times, at half a dollar for a gigabyte.
        assert!(
            (found.saved_dollars_per_million - 10_000.0 * 1e6 / BYTES_PER_GB * 0.5).abs() < 1e-9
        );
        assert_eq!(found.worth, Worth::Fix);
        assert_eq!(
            found.message,
            "An invocation writes 9.77 KB of log, which costs $4.66 per million to take in, beside $2.00 for \
             the invocations themselves"
        );
    }

    #[test]
    fn little_is_not_worth_it_and_nothing_is_nothing() {
        assert_eq!(trace(300, 2.0).only(&PATTERN).worth, Worth::NotWorthIt);
        assert_eq!(trace(2_000, 100.0).only(&PATTERN).worth, Worth::NotWorthIt);
        assert_eq!(trace(0, 2.0).find(&PATTERN), []);
    }
}
