//! What calls carried, as a survey saw it, for the same calls of environments whose times are true.
//!
//! Two calls are the same when they are of the same event, line and operation, and in turn: the third
//! `GetItem` of a line in one is the third of it in the other.

use std::collections::HashMap;

use crate::document::Detail;
use crate::recording::{Closer, Span};

use super::clock::{self, Clock};
use super::{Handled, Mode, Run};

/// What calls carried, by what they are.
#[derive(Debug, Default)]
pub(super) struct Details {
    by_place: HashMap<Place, Vec<Option<Detail>>>,
}

/// Calls that are told apart by their turn alone.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Place {
    moment: MomentKey,
    site: Site,
}

/// Init, or an event that an environment handles for the first time or again: what it keeps between
/// invocations, it asks for but once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum MomentKey {
    /// Init.
    Init,
    /// An invocation.
    Invocation {
        /// Its event.
        event: usize,
        /// Whether its environment has handled it before.
        again: bool,
    },
}

/// A line that makes calls of one operation.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Site {
    file: Option<String>,
    line: u32,
    operation: String,
}

impl Site {
    fn of(span: &Span) -> Self {
        Self {
            file: span.file.clone(),
            line: span.line,
            operation: span.operation.clone(),
        }
    }
}

impl MomentKey {
    /// Returns the key of what was under way in a run.
    pub(super) fn of(invocations: &[Handled], offset: Option<usize>) -> Self {
        let handled = offset.and_then(|offset| invocations.get(..=offset)?.split_last());
        handled.map_or(Self::Init, |(handled, before)| Self::Invocation {
            event: handled.event,
            again: before.iter().any(|earlier| earlier.event == handled.event),
        })
    }

    fn other(self) -> Option<Self> {
        match self {
            Self::Init => None,
            Self::Invocation { event, again } => Some(Self::Invocation {
                event,
                again: !again,
            }),
        }
    }
}

impl Details {
    /// Gathers what surveys saw. Of an event that was handled several times the first one counts.
    pub(super) fn gather(runs: &[Run]) -> Self {
        let mut details = Self::default();
        let clocks = clock::of_runs(runs);
        let mut first = 0;
        for (run, clock) in runs.iter().zip(&clocks) {
            if run.mode == Some(Mode::Survey)
                && let Some(clock) = clock
            {
                details.take(run, clock, first);
            }
            first += run.invocations.len();
        }
        details
    }

    fn take(&mut self, run: &Run, clock: &Clock, first: usize) {
        let mut spans: Vec<&Span> = run
            .recording
            .iter()
            .flat_map(|recording| &recording.processes)
            .flat_map(|process| &process.spans)
            .collect();
        spans.sort_by_key(|span| (span.start, std::cmp::Reverse(span.end), span.id));
        let mut counted: HashMap<Place, Option<usize>> = HashMap::new();
        for span in spans {
            let offset = clock.invocation(span.start).map(|index| index - first);
            let place = Place {
                moment: MomentKey::of(&run.invocations, offset),
                site: Site::of(span),
            };
            let known = self.by_place.entry(place.clone()).or_default();
            // The calls of one invocation make up the list; those of the next do not add to it.
            let turn = offset.unwrap_or(0);
            let taken = counted.entry(place);
            let taken = taken.or_insert_with(|| known.is_empty().then_some(turn));
            if *taken == Some(turn) {
                known.push(detail(span));
            }
        }
    }

    /// Tells whether there is nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.by_place.is_empty()
    }

    fn get(&self, place: &mut Place, turn: usize) -> Option<&Detail> {
        let same = self.by_place.get(place);
        if let Some(details) = same {
            return details.get(turn)?.as_ref();
        }
        // A survey may have met the event but once.
        place.moment = place.moment.other()?;
        self.by_place.get(place)?.get(turn)?.as_ref()
    }
}

/// Counts the turns of calls as they come, and finds what each carried.
#[derive(Debug)]
pub(super) struct Turns<'a> {
    details: &'a Details,
    counted: HashMap<(Option<usize>, Site), usize>,
}

impl<'a> Turns<'a> {
    /// Begins to count in one environment.
    pub(super) fn new(details: &'a Details) -> Self {
        Self {
            details,
            counted: HashMap::new(),
        }
    }

    /// Returns what the next call of an invocation carried.
    pub(super) fn next(
        &mut self,
        moment: MomentKey,
        invocation: Option<usize>,
        span: &Span,
    ) -> Option<Detail> {
        if self.details.is_empty() {
            return None;
        }
        let site = Site::of(span);
        let turn = self.counted.entry((invocation, site.clone())).or_insert(0);
        let mut place = Place { moment, site };
        let found = self.details.get(&mut place, *turn).cloned();
        *turn += 1;
        found
    }
}

fn detail(span: &Span) -> Option<Detail> {
    let Closer {
        params,
        answer,
        shape,
        inputs,
        outputs,
        fields,
        scanned,
        projected,
        plan,
        reads,
        parameters,
    } = span.attributes.closer.as_deref()?.clone();
    Some(Detail {
        params: params.unwrap_or_default(),
        answer: answer.unwrap_or_default(),
        shape: shape.unwrap_or_default(),
        inputs,
        outputs,
        fields,
        scanned,
        projected,
        plan,
        reads,
        parameters,
    })
}
