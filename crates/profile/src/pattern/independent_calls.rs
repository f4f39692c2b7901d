//! Calls that do not need each other's answers, made one after the other.
//!
//! Consecutive waiting calls of one thread, of which none sends a value that was first seen in the
//! answer of another. Only reads, and writes for different targets; statements for databases are
//! left out, since they share a connection and a transaction. Calls that one batch call could
//! replace are left to `batchable-calls`.
//!
//! **Model.** Side by side, in threads or tasks, they take as long as the longest of them, plus what
//! does not run side by side under the interpreter's lock: CPU time of the other calls (see
//! [`super::cpu`]), of which the half that comes before the wait is charged (none of it at best, all of it at
//! worst), and the start of threads. Starting and joining a `ThreadPoolExecutor` of three threads
//! takes 0.3 ms on a vCPU of a laptop or server, so 0.1 ms of CPU time per thread is charged, at
//! worst three times that. Ten at a time, which is how many connections clients keep by default.

use std::collections::{BTreeMap, BTreeSet};

use super::Pattern;
use super::batchable_calls::is_batchable;
use super::cpu;
use super::dependence::{Known, is_opaque};
use super::draft::Draft;
use super::effect::{Case, Effect, clean, median};
use super::site::{self, Site, Turn};
use super::view::{Measured, View, duration, end, start, union_ms};
use super::wording::{ms, place_of, what};
use crate::document::{Call, CallKind, Detail, Finding};

pub(super) const PATTERN: Pattern = Pattern {
    name: "independent-calls",
    saves_calls: true,
    find,
};

/// CPU time for starting and joining a thread.
const THREAD_MS: f64 = 0.1;

/// How aiohttp's bodies are told, which are waited for after the head of the answer.
const BODY: &str = "ClientResponse.read";

/// Calls that are made at a time.
const AT_A_TIME: usize = 10;

fn find(view: &View<'_>) -> Vec<Finding> {
    let mut alike: BTreeMap<BTreeSet<Site<'_>>, Vec<Turn>> = BTreeMap::new();
    for (position, measured) in view.measured.iter().enumerate() {
        for calls in runs(view, measured) {
            let sites = calls
                .iter()
                .map(|&call| Site::of(view.call(call)))
                .collect();
            alike
                .entry(sites)
                .or_default()
                .push(Turn { position, calls });
        }
    }
    let found = alike.values().filter_map(|turns| draft(view, turns));
    found
        .map(|draft| draft.finish(PATTERN.name, view))
        .collect()
}

/// Returns the runs of at least two calls of an invocation that could be made side by side.
fn runs(view: &View<'_>, measured: &Measured<'_>) -> Vec<Vec<usize>> {
    let looped = looped(view, measured);
    let (mut runs, mut run) = (Vec::new(), Run::default());
    let mut asked = BTreeSet::new();
    for &index in &measured.outermost {
        let call = view.call(index);
        if run.reads_the_body_of_its_last(view, call) {
            continue;
        }
        let detail = call.detail.as_ref().filter(|_| {
            let kind = matches!(
                call.kind,
                CallKind::Aws | CallKind::Http | CallKind::Mongodb
            );
            kind && !looped.contains(&Site::of(call))
        });
        let Some(detail) = detail else {
            runs.push(run.end());
            continue;
        };
        // The same read again has a pattern of its own, and goes when that one is heeded.
        if detail.reads && !asked.insert((&call.operation, &detail.params)) {
            continue;
        }
        if !run.accepts(view, call, detail) {
            runs.push(run.end());
        }
        run.take(index, detail);
    }
    runs.push(run.end());
    runs.retain(|calls| calls.len() > 1);
    runs
}

/// Returns the sites of an invocation whose calls one batch call could replace.
fn looped<'a>(view: &View<'a>, measured: &Measured<'a>) -> BTreeSet<Site<'a>> {
    let mut seen = BTreeSet::new();
    let calls = measured.outermost.iter().map(|&call| view.call(call));
    let batchable = calls.filter(|call| is_batchable(call)).map(Site::of);
    batchable
        .filter(|site| !seen.insert(site.clone()))
        .collect()
}

/// A run of calls being gathered; what was sent before it is known throughout.
#[derive(Debug, Default)]
struct Run {
    calls: Vec<usize>,
    known: Known,
}

impl Run {
    /// Tells whether a call only reads on what the last one began to answer, and so goes with it.
    fn reads_the_body_of_its_last(&self, view: &View<'_>, call: &Call) -> bool {
        let last = self.calls.last().map(|&last| view.call(last));
        call.operation == BODY
            && last
                .is_some_and(|last| (&last.library, &last.target) == (&call.library, &call.target))
    }

    fn accepts(&self, view: &View<'_>, call: &Call, detail: &Detail) -> bool {
        let Some(&last) = self.calls.last() else {
            return true;
        };
        let last = view.call(last);
        let in_turn =
            (last.process, last.thread) == (call.process, call.thread) && start(call) >= end(last);
        let mut before = self.calls.iter().map(|&before| view.call(before));
        let apart = before.all(|before| {
            let both_read =
                detail.reads && before.detail.as_ref().is_some_and(|detail| detail.reads);
            both_read || (before.target != call.target && !call.target.is_empty())
        });
        in_turn && apart && !self.known.feeds(detail)
    }

    fn take(&mut self, call: usize, detail: &Detail) {
        self.calls.push(call);
        self.known.take(detail);
    }

    fn end(&mut self) -> Vec<usize> {
        self.known.forget_learnt();
        std::mem::take(&mut self.calls)
    }
}

fn draft(view: &View<'_>, turns: &[Turn]) -> Option<Draft> {
    let cases: Vec<Case> = turns.iter().map(|turn| case(view, turn)).collect();
    let effect = Effect::of(&cases)?;
    let typical = turns.iter().max_by_key(|turn| turn.calls.len())?;
    let of = turns
        .iter()
        .map(|turn| view.measured[turn.position].invocation);
    let whole = median(of.map(|invocation| clean(invocation.duration_ms.0)))?;
    Some(Draft {
        message: format!(
            "{} calls from {} that do not need each other's answers take {} of {} one after the other; side \
             by side they would take about {}",
            typical.calls.len(),
            lines(view, typical),
            ms(effect.now.estimate),
            ms(whole),
            ms(effect.after.estimate),
        ),
        advice: advice(view, typical),
        evidence: evidence(view, turns, typical),
        place: site::place(view, std::slice::from_ref(typical)),
        showing: site::positions(turns),
        invocation: Some(effect),
        calls: site::calls(turns),
        ..Draft::default()
    })
}

#[expect(clippy::cast_precision_loss, reason = "counts of calls are small")]
fn case(view: &View<'_>, turn: &Turn) -> Case {
    let now = union_ms(turn.calls.iter().map(|&call| view.call(call)));
    let mut times: Vec<f64> = turn
        .calls
        .iter()
        .map(|&call| duration(view.call(call)))
        .collect();
    times.sort_by(|one, other| other.total_cmp(one));
    let longest: f64 = times
        .chunks(AT_A_TIME)
        .filter_map(|chunk| chunk.first())
        .sum();
    let slower = cpu::wall_per_cpu(&view.profile.subject);
    let n = turn.calls.len() as f64;
    let others = (n - 1.0) * cpu::per_call_ms(view, &view.measured[turn.position]) * slower;
    let threads = n.min(AT_A_TIME as f64) * THREAD_MS * slower;
    Case::between(
        now,
        (longest + others / 2.0 + threads).min(now),
        longest.min(now),
        (longest + others + 3.0 * threads).min(now),
    )
}

/// Shows the lines of a run: "`app.py:14`, `app.py:20`".
fn lines(view: &View<'_>, turn: &Turn) -> String {
    let mut lines: Vec<String> = Vec::new();
    for &call in &turn.calls {
        let line = place_of(view.profile, view.call(call));
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    let more = lines.len().saturating_sub(4);
    lines.truncate(4);
    match more {
        0 => lines.join(", "),
        more => format!("{} and {more} more lines", lines.join(", ")),
    }
}

fn advice(view: &View<'_>, turn: &Turn) -> String {
    let asynchronous = ["aiohttp", "aiobotocore", "httpcore", "asyncpg"];
    let mut calls = turn.calls.iter().map(|&call| view.call(call));
    if calls.all(|call| asynchronous.contains(&call.library.as_str())) {
        "Await them together with `asyncio.gather`.".to_owned()
    } else {
        "Make them side by side: `asyncio.gather` in a coroutine, else `concurrent.futures.ThreadPoolExecutor.map`.".to_owned()
    }
}

fn evidence(view: &View<'_>, turns: &[Turn], typical: &Turn) -> Vec<String> {
    let mut facts: Vec<String> = typical
        .calls
        .iter()
        .take(10)
        .map(|&index| {
            let call = view.call(index);
            format!("{} takes {}", what(call), ms(duration(call)))
        })
        .collect();
    let calls = || {
        turns
            .iter()
            .flat_map(|turn| &turn.calls)
            .map(|&call| view.call(call))
    };
    let detail = |call: &Call, test: fn(&Call, &Detail) -> bool| {
        call.detail
            .as_ref()
            .is_some_and(|detail| test(call, detail))
    };
    if calls().any(|call| detail(call, |_, detail| !detail.reads)) {
        facts.push("some of them write, for different targets: whether their order matters is for a person to say".to_owned());
    }
    if calls().any(|call| detail(call, is_opaque)) {
        facts.push("not all that came back could be seen: make sure that no call asks for what another has answered".to_owned());
    }
    facts.push("whether a call is made at all may still hang on an earlier answer".to_owned());
    facts
}

#[cfg(test)]
mod tests {
    use super::super::trace::{Made, Trace, http, sql};
    use super::*;
    use crate::document::{Millis, Worth};

    fn get(host: &str, line: u32, inputs: &[u32], outputs: &[u32]) -> Made {
        let get = http("GET", host).took(20.0).line(line);
        get.reads(host, host).values(inputs, outputs)
    }

    fn three() -> Vec<Made> {
        vec![
            get("prices", 10, &[1], &[1, 100]),
            get("stock", 11, &[2], &[2, 200]).took(30.0),
            get("users", 12, &[3], &[3, 300]),
        ]
    }

    fn none(calls: Vec<Made>) {
        let mut trace = Trace::new();
        trace.warm(0, calls);
        assert_eq!(trace.find(&PATTERN), []);
    }

    #[test]
    fn three_independent_reads_take_as_long_as_the_longest() {
        let mut trace = Trace::new();
        for _ in 0..6 {
            let invocation = trace.warm(0, three());
            // 4 ms of the handler's own, and 1 ms for each call.
            let called = invocation.marks[1].cpu_ms;
            invocation.marks[2].cpu_ms = Millis(called.0 + 7.0);
        }
        let found = trace.only(&PATTERN);
        let after = found.invocation_after_ms.unwrap();
        assert!((found.invocation_now_ms.unwrap().estimate - 70.0).abs() < 1e-9);
        assert!((after.estimate - 31.3).abs() < 1e-9, "{after:?}");
        assert!((after.lower.unwrap() - 30.0).abs() < 1e-9);
        assert!((after.upper.unwrap() - 32.9).abs() < 1e-9, "{after:?}");
        assert_eq!((found.worth, found.line), (Worth::Fix, Some(10)));
        assert!(
            found
                .message
                .starts_with("3 calls from `app.py:10`, `app.py:11`, `app.py:12`")
        );
    }

    #[test]
    fn a_call_that_sends_what_another_answered_waits_for_it() {
        none(vec![
            get("login", 10, &[1], &[77]),
            get("users", 11, &[77], &[3]),
        ]);
        // The third does not need the second, but the first: the last two go side by side.
        let mut trace = Trace::new();
        trace.warm(
            0,
            vec![
                get("login", 10, &[1], &[77]),
                get("users", 11, &[77], &[3]),
                get("stock", 12, &[77], &[4]),
            ],
        );
        assert_eq!(trace.only(&PATTERN).calls, [1, 2]);
    }

    #[test]
    fn a_value_that_was_sent_before_is_no_dependence() {
        let mut trace = Trace::new();
        trace.warm(
            0,
            vec![
                get("users", 10, &[7], &[7, 8]),
                get("stock", 11, &[7], &[9]),
            ],
        );
        assert_eq!(trace.only(&PATTERN).calls, [0, 1]);
    }

    #[test]
    fn a_body_that_is_read_later_goes_with_its_request() {
        let body = |host, line| http(BODY, host).took(0.5).line(line);
        let calls = || {
            vec![
                get("prices", 10, &[1], &[1, 100]),
                body("prices", 11),
                get("stock", 12, &[2], &[2, 200]),
                body("stock", 13),
            ]
        };
        let mut trace = Trace::new();
        trace.warm(0, calls());
        assert_eq!(trace.only(&PATTERN).calls, [0, 2]);
        let mut strange = calls();
        strange[1] = body("elsewhere", 11);
        none(strange);
    }

    #[test]
    fn writes_for_one_target_keep_their_order() {
        let put = |host, line| {
            let put = http("PUT", host).took(20.0).line(line);
            put.values(&[line], &[])
                .detail(|detail| detail.params = line.to_string())
        };
        none(vec![put("stock", 10), put("stock", 11)]);
        none(vec![get("stock", 10, &[1], &[2]), put("stock", 11)]);
        let mut trace = Trace::new();
        trace.warm(0, vec![put("stock", 10), put("users", 11)]);
        let found = trace.only(&PATTERN);
        assert!(
            found
                .evidence
                .iter()
                .any(|fact| fact.contains("for a person"))
        );
    }

    #[test]
    fn calls_that_overlap_or_lack_a_closer_look_are_left_alone() {
        none(vec![
            get("users", 10, &[1], &[2]).starts(1.0),
            get("stock", 11, &[3], &[4]).starts(2.0),
        ]);
        none(vec![http("GET", "a").line(1), http("GET", "b").line(2)]);
        none(vec![
            sql("SELECT 1").line(1).reads("1", "1"),
            sql("SELECT 2").line(2).reads("2", "2"),
        ]);
        none(vec![
            get("users", 10, &[1], &[2]),
            get("users", 10, &[1], &[2]),
        ]);
    }

    #[test]
    fn an_unseen_answer_is_told() {
        let mut trace = Trace::new();
        trace.warm(
            0,
            vec![get("users", 10, &[1], &[]), get("stock", 11, &[2], &[])],
        );
        let found = trace.only(&PATTERN);
        assert!(
            found
                .evidence
                .iter()
                .any(|fact| fact.contains("could be seen"))
        );
    }

    #[test]
    fn more_than_ten_take_several_rounds() {
        let mut trace = Trace::new();
        let calls = (0..25).map(|i| {
            let host = format!("host-{i}");
            let get = http("GET", &host).took(20.0).reads(&host, &host);
            get.values(&[i], &[100 + i])
        });
        trace.warm(0, calls.collect());
        let after = trace.only(&PATTERN).invocation_after_ms.unwrap();
        assert!((after.estimate - 61.0).abs() < 1e-9, "{after:?}");
    }
}
