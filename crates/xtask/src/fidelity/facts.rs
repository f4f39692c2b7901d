//! Two facts about the emulator that are no behaviours of a function.

use anyhow::Context as _;
use regex_lite::Regex;

use super::emulator::{Answer, Stand, post};
use super::table::Behaviour;

/// The behaviour whose init takes a known time.
pub(super) const TIMED: &str = "init-takes-time";

/// What was measured.
#[derive(Debug)]
pub(super) struct Facts {
    /// `Init Duration` of the emulator's REPORT, in its own words.
    pub(super) init_duration: String,
    /// `Duration` of the same REPORT.
    pub(super) duration: String,
    /// The line with which it ended under two concurrent requests, if it did.
    pub(super) concurrent: Option<String>,
}

/// Measures them with the function whose init takes a known time.
pub(super) fn measure(stand: &Stand) -> anyhow::Result<Facts> {
    let behaviour: Behaviour = toml::from_str(&format!(
        "name = '{TIMED}'\narea = ''\ntitle = ''\nlambda = ''\nstep = []"
    ))?;
    let mut emulator = stand.start(&behaviour)?;
    let answer = emulator.invoke(b"1");
    anyhow::ensure!(
        matches!(answer, Answer::Response(_)),
        "no answer: {answer:?}"
    );
    let log = emulator.log();
    let figure = |name: &str| {
        let pattern = Regex::new(&format!(r"REPORT.*\t{name}: ([0-9.]+ ms)")).ok()?;
        Some(pattern.captures(&log)?.get(1)?.as_str().to_owned())
    };
    let mut emulator = stand.start(&behaviour)?;
    let address = emulator.address;
    std::thread::scope(|scope| {
        for _ in 0..2 {
            // Whether and what it answers is not the question.
            scope.spawn(move || drop(post(address, b"1")));
        }
    });
    let ended = emulator.has_ended();
    let log_of_two = emulator.log();
    let mut lines = log_of_two.lines();
    Ok(Facts {
        init_duration: figure("Init Duration").context("no Init Duration")?,
        duration: figure("Duration")
            .or_else(|| figure(".*Duration"))
            .context("no Duration")?,
        concurrent: ended.then(|| {
            let panic = lines
                .find(|line| line.contains("panic"))
                .unwrap_or_default();
            panic.to_owned()
        }),
    })
}
