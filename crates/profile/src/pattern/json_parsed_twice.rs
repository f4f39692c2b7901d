//! The same JSON parsed more than once in one invocation, or parsed right after it was written.
//!
//! **Model.** The first parsing stays, the others go; of a text that the function wrote itself, all
//! go. Their times come from environments that were looked at closely; the look is outside of the
//! parsing itself, which is timed alone.

use std::collections::{BTreeMap, BTreeSet};

use super::Pattern;
use super::draft::{Draft, Place, Price};
use super::effect::{Case, Effect, clean};
use super::view::View;
use super::wording::{bytes, ms, place, range};
use crate::document::{Finding, JsonWork};

pub(super) const PATTERN: Pattern = Pattern {
    name: "json-parsed-twice",
    saves_calls: false,
    find,
};

/// Where a text is parsed, and whether the function wrote it.
type Lines<'a> = (BTreeSet<(&'a str, u32)>, bool);

/// One text in one invocation.
struct Text<'a> {
    event: usize,
    parsed: Vec<&'a JsonWork>,
    written: bool,
}

fn find(view: &View<'_>) -> Vec<Finding> {
    let mut alike: BTreeMap<Lines<'_>, Vec<Text<'_>>> = BTreeMap::new();
    for invocation in &view.profile.invocations {
        for text in texts(invocation.event, &invocation.json) {
            let lines = text
                .parsed
                .iter()
                .map(|work| (work.file.as_str(), work.line));
            alike
                .entry((lines.collect(), text.written))
                .or_default()
                .push(text);
        }
    }
    let found = alike.values().filter_map(|texts| draft(view, texts));
    found
        .map(|draft| draft.finish(PATTERN.name, view))
        .collect()
}

fn texts(event: usize, json: &[JsonWork]) -> Vec<Text<'_>> {
    let mut texts: BTreeMap<&str, Text<'_>> = BTreeMap::new();
    for work in json {
        let text = texts.entry(&work.digest).or_insert_with(|| Text {
            event,
            parsed: Vec::new(),
            written: false,
        });
        match work.operation.as_str() {
            "loads" => text.parsed.push(work),
            // Only what was written before it was parsed is the function's own.
            _ => text.written |= text.parsed.is_empty(),
        }
    }
    let twice = texts.into_values();
    twice
        .filter(|text| text.parsed.len() + usize::from(text.written) > 1)
        .filter(|text| !text.parsed.is_empty())
        .collect()
}

#[expect(clippy::cast_precision_loss, reason = "counts of events are small")]
fn draft(view: &View<'_>, texts: &[Text<'_>]) -> Option<Draft> {
    let cases: Vec<Case> = texts
        .iter()
        .map(|text| {
            let times = text.parsed.iter().map(|work| clean(work.duration_ms.0));
            let first = times
                .clone()
                .next()
                .filter(|_| !text.written)
                .unwrap_or_default();
            Case::exact(times.sum(), first)
        })
        .collect();
    let effect = Effect::of(&cases)?;
    let first = texts.first()?;
    let work = first.parsed.first()?;
    let counts: Vec<usize> = texts.iter().map(|text| text.parsed.len()).collect();
    let lines: BTreeSet<String> = first
        .parsed
        .iter()
        .map(|work| place(view.profile, Some(&work.file), Some(work.line)))
        .collect();
    let lines: Vec<String> = lines.into_iter().take(5).collect();
    let events: BTreeSet<usize> = texts.iter().map(|text| text.event).collect();
    let n_events = view.profile.subject.events.len().max(events.len());
    let share = events.len() as f64 / n_events.max(1) as f64;
    let text = if first.written {
        "JSON that the function wrote itself"
    } else {
        "The same JSON"
    };
    let times = if counts == vec![1; counts.len()] {
        "once".to_owned()
    } else {
        format!("{} times", range(&counts))
    };
    Some(Draft {
        message: format!(
            "{text}, {}, is parsed {times} in one invocation, at {}; that takes {}, and {} after the fix",
            bytes(work.bytes),
            lines.join(", "),
            ms(effect.now.estimate),
            ms(effect.after.estimate),
        ),
        advice: "Pass the parsed value on instead of the text.".to_owned(),
        place: Place {
            file: Some(work.file.clone()),
            line: Some(work.line),
            function: None,
        },
        events: events.into_iter().collect(),
        invocation: Some(effect),
        price: Price::Millis(effect.saved * share),
        ..Draft::default()
    })
}

#[cfg(test)]
mod tests {
    use super::super::trace::{Trace, near};
    use super::*;
    use crate::document::{Millis, Worth};

    fn work(operation: &str, digest: &str, line: u32) -> JsonWork {
        JsonWork {
            operation: operation.into(),
            digest: digest.into(),
            bytes: 120_000,
            duration_ms: Millis(1.5),
            file: "/var/task/app.py".into(),
            line,
        }
    }

    fn trace(json: Vec<JsonWork>) -> Trace {
        let mut trace = Trace::new();
        trace.warm(0, vec![]);
        trace.warm(1, vec![]).json = json;
        trace
    }

    #[test]
    fn a_text_parsed_twice_is_found_with_its_lines() {
        let found = trace(vec![work("loads", "a", 4), work("loads", "a", 9)]).only(&PATTERN);
        assert!(near(found.invocation_now_ms, 3.0) && near(found.invocation_after_ms, 1.5));
        assert_eq!(
            found.message,
            "The same JSON, 117 KB, is parsed 2 times in one invocation, at `app.py:4`, `app.py:9`; that takes \
             3.00 ms, and 1.50 ms after the fix"
        );
        assert_eq!(
            (found.events.as_slice(), found.worth),
            (&[1][..], Worth::Fix)
        );
        // One event of two.
        let dollars = 0.5 * 1.5 / 1e3 * (1769.0 / 1024.0) * 16.666_7;
        assert!((found.saved_dollars_per_million - dollars).abs() < 1e-9);
    }

    #[test]
    fn a_text_parsed_after_it_was_written_is_found() {
        let found = trace(vec![work("dumps", "a", 4), work("loads", "a", 9)]).only(&PATTERN);
        assert!(near(found.invocation_now_ms, 1.5) && near(found.invocation_after_ms, 0.0));
    }

    #[test]
    fn different_texts_and_writing_what_was_read_are_fine() {
        assert_eq!(
            trace(vec![work("loads", "a", 4), work("loads", "b", 4)]).find(&PATTERN),
            []
        );
        assert_eq!(
            trace(vec![work("loads", "a", 4), work("dumps", "a", 9)]).find(&PATTERN),
            []
        );
        assert_eq!(
            trace(vec![work("dumps", "a", 4), work("dumps", "a", 9)]).find(&PATTERN),
            []
        );
    }
}
