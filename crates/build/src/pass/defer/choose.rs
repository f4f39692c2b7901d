//! Which imports are worth deferring, by what the events load when all that may be are deferred.
//!
//! Moving a cost from init into the invocation gains nothing: what counts is both together, over all
//! events. A module that a part `p` of the events load in their first invocation costs `p / share`
//! there, where `share` is the part of a processor that invocations have, against 1 in init.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::time::Duration;

use super::recording::Recording;

/// An import that may be deferred.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Its number in the plan.
    pub edge: u32,
    /// The module whose statement it is.
    pub importer: String,
    /// The module whose body it runs, if nothing else did.
    pub target: String,
    /// The modules that what it binds comes from, where the target passes on what it has deferred
    /// itself: to do the import where it stands would run those too.
    pub origins: Vec<String>,
}

/// What is decided of a candidate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// It stays deferred.
    Deferred {
        /// Events that load its module, and those that run the importing one.
        loaded_by: (usize, usize),
    },
    /// It is done where it stands.
    Eager(Why),
}

/// Why an import is done where it stands, though it could be deferred.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// No event runs the importing module, so nothing is known of it.
    NotReached,
    /// Something needs the module while the handler's module is loaded.
    NeededInInit {
        /// The module that does, where it was one.
        by: Option<String>,
    },
    /// Events load the module too often: it would cost more in their invocations than it saves in init.
    NeededByEvents {
        /// Events that load it, and those that run the importing module.
        loaded_by: (usize, usize),
    },
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotReached => f.write_str("no event runs the module that imports it"),
            Self::NeededInInit { by: None } => f.write_str("init needs it all the same"),
            Self::NeededInInit { by: Some(by) } => {
                write!(f, "init needs it all the same: `{by}` does")
            }
            Self::NeededByEvents { loaded_by: (n, of) } if n == of => {
                f.write_str("whatever needs what imports it needs it too: its cost would only move")
            }
            Self::NeededByEvents { loaded_by: (n, of) } => write!(
                f,
                "{n} of {of} events need it, so that it would cost more in invocations than it saves"
            ),
        }
    }
}

/// Decides each candidate. There is a recording for each event: of an environment that handled it
/// first, with all candidates deferred. `share` is the part of a processor that invocations have.
#[must_use]
pub fn choose(candidates: &[Candidate], recordings: &[Recording], share: f64) -> Vec<Choice> {
    let seen = Seen::of(recordings);
    let choices = candidates.iter();
    choices.map(|each| seen.choice(each, share)).collect()
}

/// What recordings say.
struct Seen<'a> {
    in_init: BTreeSet<&'a str>,
    /// On whose behalf a module's body ran in init.
    importers: BTreeMap<&'a str, &'a str>,
    in_the_end: Vec<BTreeSet<&'a str>>,
}

impl<'a> Seen<'a> {
    fn of(recordings: &'a [Recording]) -> Self {
        let mut in_init = BTreeSet::new();
        let mut importers = BTreeMap::new();
        for recording in recordings {
            in_init.extend(recording.after_init());
            for body in recording.bodies.iter().filter(|body| body.phase == 0) {
                if let Some(importer) = &body.importer {
                    importers.insert(&*body.module, &**importer);
                }
            }
        }
        Self {
            in_init,
            importers,
            in_the_end: recordings.iter().map(Recording::in_the_end).collect(),
        }
    }

    fn choice(&self, candidate: &Candidate, share: f64) -> Choice {
        let Candidate {
            importer, target, ..
        } = candidate;
        let is_among = |modules: &BTreeSet<&str>| {
            let mut all = candidate.origins.iter().chain([target]);
            all.all(|module| modules.contains(&**module))
        };
        let running = self
            .in_the_end
            .iter()
            .filter(|end| end.contains(&**importer));
        let (mut n_running, mut n_loading) = (0_usize, 0_usize);
        for end in running {
            n_running += 1;
            n_loading += usize::from(is_among(end));
        }
        if n_running == 0 {
            return Choice::Eager(Why::NotReached);
        }
        if is_among(&self.in_init) {
            let by = self.importers.get(&**target);
            return Choice::Eager(Why::NeededInInit {
                by: by.map(|by| (*by).to_owned()),
            });
        }
        let loaded_by = (n_loading, n_running);
        #[expect(clippy::cast_precision_loss, reason = "a handful of events")]
        let part = n_loading as f64 / n_running as f64;
        // What an invocation imports costs the same there, whichever of its modules asks for it.
        let worth = if self.in_init(importer) {
            share.min(1.0)
        } else {
            1.0
        };
        if part < worth {
            Choice::Deferred { loaded_by }
        } else {
            Choice::Eager(Why::NeededByEvents { loaded_by })
        }
    }

    fn in_init(&self, module: &str) -> bool {
        self.in_init.contains(module)
    }
}

/// Returns what deferring saves, by the module whose body an import would have run, in CPU time of
/// init and first invocation, in the middle of the events.
///
/// A module that does not run any more is counted for the outermost one above it that does not, in
/// the order in which the original loads them.
#[must_use]
pub fn savings(eager: &[Recording], deferred: &[Recording]) -> BTreeMap<String, Duration> {
    let mut sums: BTreeMap<String, Duration> = BTreeMap::new();
    let n_events = eager.len().min(deferred.len());
    for (before, after) in eager.iter().zip(deferred) {
        let still = after.in_the_end();
        let importers: BTreeMap<&str, &str> = before
            .bodies
            .iter()
            .filter_map(|body| Some((&*body.module, body.importer.as_deref()?)))
            .collect();
        let gone = before.bodies.iter();
        for body in gone.filter(|body| !still.contains(&*body.module)) {
            let outermost = outermost(&body.module, &importers, &still);
            *sums.entry(outermost.to_owned()).or_default() += body.own;
        }
    }
    let n_events = u32::try_from(n_events.max(1)).unwrap_or(u32::MAX);
    for sum in sums.values_mut() {
        *sum /= n_events;
    }
    sums
}

/// Returns what each module takes in CPU time with everything that is loaded on its behalf, in the
/// middle of the events: the most that deferring it can save.
#[must_use]
pub fn subtrees(eager: &[Recording]) -> BTreeMap<String, Duration> {
    let mut sums: BTreeMap<String, Duration> = BTreeMap::new();
    for recording in eager {
        let mut below: BTreeMap<&str, Duration> = BTreeMap::new();
        // Bodies end before those that wait for them.
        for body in &recording.bodies {
            let whole = below.remove(&*body.module).unwrap_or_default() + body.own;
            *sums.entry(body.module.clone()).or_default() += whole;
            if let Some(importer) = &body.importer {
                *below.entry(importer).or_default() += whole;
            }
        }
    }
    let n_events = u32::try_from(eager.len().max(1)).unwrap_or(u32::MAX);
    for sum in sums.values_mut() {
        *sum /= n_events;
    }
    sums
}

fn outermost<'a>(
    module: &'a str,
    importers: &BTreeMap<&'a str, &'a str>,
    still: &BTreeSet<&str>,
) -> &'a str {
    let mut found = module;
    // A recording may say that modules load each other in a ring.
    for _ in 0..importers.len() {
        match importers.get(found) {
            Some(importer) if !still.contains(importer) => found = importer,
            _ => break,
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pass::defer::recording::Body;

    /// Makes a recording of `phase:importer>module` words.
    fn recording(words: &str) -> Recording {
        let bodies = words.split_whitespace().map(|word| {
            let (phase, edge) = word.split_once(':').unwrap();
            let (importer, module) = edge.split_once('>').unwrap_or(("", edge));
            Body {
                module: module.to_owned(),
                importer: (!importer.is_empty()).then(|| importer.to_owned()),
                phase: phase.parse().unwrap(),
                own: Duration::from_millis(10),
            }
        });
        Recording {
            at_start: ["sys".to_owned()].into(),
            bodies: bodies.collect(),
        }
    }

    fn candidate(edge: &str) -> Candidate {
        let (importer, target) = edge.split_once('>').unwrap();
        Candidate {
            edge: 0,
            importer: importer.to_owned(),
            target: target.to_owned(),
            origins: Vec::new(),
        }
    }

    fn chosen(edge: &str, recordings: &[&str], share: f64) -> Choice {
        let recordings: Vec<_> = recordings.iter().map(|words| recording(words)).collect();
        choose(&[candidate(edge)], &recordings, share).remove(0)
    }

    #[test]
    fn what_no_event_loads_stays_deferred() {
        let loaded_by = (0, 2);
        let choice = chosen("app>report", &["0:app", "0:app"], 1.0);
        assert_eq!(choice, Choice::Deferred { loaded_by });
    }

    #[test]
    fn what_init_loads_anyway_is_not_deferred() {
        let choice = chosen("app>numpy", &["0:model>numpy 0:app>model 0:app"], 1.0);
        let by = Some("model".to_owned());
        assert_eq!(choice, Choice::Eager(Why::NeededInInit { by }));
        let choice = chosen("app>sys", &["0:app"], 1.0);
        assert_eq!(choice, Choice::Eager(Why::NeededInInit { by: None }));
    }

    #[test]
    fn what_is_only_passed_on_by_a_module_of_init_is_deferred_with_its_origin() {
        let mut passed_on = candidate("app>sympy");
        passed_on.origins = vec!["sympy.sets".to_owned()];
        let chosen = |words: &str| choose(&[passed_on.clone()], &[recording(words)], 1.0).remove(0);
        let loaded_by = (0, 1);
        let choice = chosen("0:app>sympy 0:app");
        assert_eq!(choice, Choice::Deferred { loaded_by });
        let choice = chosen("0:sympy>sympy.sets 0:app>sympy 0:app");
        let by = Some("app".to_owned());
        assert_eq!(choice, Choice::Eager(Why::NeededInInit { by }));
    }

    #[test]
    fn a_cost_that_would_only_move_is_not_moved() {
        let choice = chosen("app>report", &["0:app 1:report", "0:app 1:report"], 1.0);
        let why = Why::NeededByEvents { loaded_by: (2, 2) };
        assert_eq!(choice, Choice::Eager(why));
    }

    #[test]
    fn a_slower_processor_in_invocations_counts() {
        let events = ["0:app 1:report", "0:app", "0:app"];
        let loaded_by = (1, 3);
        let deferred = Choice::Deferred { loaded_by };
        let eager = Choice::Eager(Why::NeededByEvents { loaded_by });
        assert_eq!(chosen("app>report", &events, 1.0), deferred);
        assert_eq!(chosen("app>report", &events, 0.3), eager);
    }

    #[test]
    fn what_a_rare_module_always_needs_goes_with_it() {
        let events = ["0:app 1:numpy>ufunc 1:numpy", "0:app", "0:app", "0:app"];
        let why = Why::NeededByEvents { loaded_by: (1, 1) };
        assert_eq!(chosen("numpy>ufunc", &events, 0.3), Choice::Eager(why));
        let loaded_by = (0, 1);
        let deferred = Choice::Deferred { loaded_by };
        assert_eq!(chosen("numpy>fft", &events, 0.3), deferred);
    }

    #[test]
    fn nothing_is_known_of_a_module_that_never_runs() {
        let choice = chosen("plots>matplotlib", &["0:app"], 1.0);
        assert_eq!(choice, Choice::Eager(Why::NotReached));
        assert_eq!(
            choose(&[candidate("a>b")], &[], 1.0),
            [Choice::Eager(Why::NotReached)]
        );
    }

    #[test]
    fn savings_are_those_of_the_import_that_was_cut() {
        let eager = recording("0:c>d 0:b>c 0:a>b 0:app>a 0:app>e 0:app");
        let deferred = recording("0:app>a 1:e 0:app");
        let saved = savings(&[eager], &[deferred]);
        assert_eq!(saved, [("b".to_owned(), Duration::from_millis(30))].into());
    }

    #[test]
    fn a_module_takes_what_is_loaded_on_its_behalf() {
        let whole = subtrees(&[recording("0:c>d 0:b>c 0:b>e 0:app>b 0:app")]);
        let of = |module: &str| whole[module].as_millis();
        assert_eq!([of("d"), of("c"), of("b"), of("app")], [10, 20, 40, 50]);
    }

    #[test]
    fn a_ring_of_importers_ends() {
        let eager = recording("0:a>b 0:b>a");
        let saved = savings(&[eager], &[recording("0:app")]);
        assert_eq!(saved.values().sum::<Duration>(), Duration::from_millis(20));
    }
}
