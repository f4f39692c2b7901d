//! Runs what must be run to judge: the reference until it is known what varies, the candidate, and
//! both again for whatever differs.
//!
//! A difference is told only after it was looked for again in fresh environments of both packages,
//! [`Plan::n_rounds`](crate::plan::Plan::n_rounds) times in a row without the reference showing
//! anything new that varies. What the reference shows against itself is masked from then on.

mod agree;
mod case;
mod confirm;
mod shrink;
mod tell;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::rc::Rc;
use std::time::Duration;

use self::case::{Case, Expected};
use crate::behaviour::Ran;
use crate::mask::Known;
use crate::observed::Joined;
use crate::plan::{Event, Job, Plan, Side};
use crate::tape::Tape;
use crate::trace::Package;
use crate::verdict::Verdict;

/// Most sequences that are added because an environment was lost in another.
const MOST_CONTINUED: usize = 16;

/// Judges the candidate on these events, generated ones included.
///
/// `run` runs environments, as many at once as it likes, and returns what each did, in order; jobs
/// that are to be compared stand beside each other.
///
/// # Panics
///
/// If `run` returns another number of results than there are jobs.
pub fn verify<E>(events: &[Event], plan: &Plan, run: &mut Run<E>) -> Result<Verdict, E> {
    let mut driver = Driver {
        events,
        plan,
        run,
        cases: Vec::new(),
        known: Known::default(),
        told: Told::default(),
    };
    driver.record(plan.scripts(events))?;
    driver.replay(0)?;
    driver.confirm()?;
    let small = driver.shrink()?;
    Ok(driver.tell(&small))
}

/// Runs environments.
pub type Run<'a, E> = dyn FnMut(&[Job]) -> Result<Vec<Joined>, E> + 'a;

struct Driver<'a, E> {
    events: &'a [Event],
    plan: &'a Plan,
    run: &'a mut Run<'a, E>,
    cases: Vec<Case>,
    known: Known,
    told: Told,
}

/// What is told beside differences.
#[derive(Default)]
struct Told {
    n_environments: usize,
    own_time: Duration,
    whole_time: Duration,
    notes: BTreeSet<String>,
}

impl<E> Driver<'_, E> {
    /// Runs the reference once on each sequence, and again on what is left where an environment was
    /// lost.
    fn record(&mut self, scripts: Vec<Vec<usize>>) -> Result<(), E> {
        let mut scripts = scripts;
        let mut n_continued = 0;
        while !scripts.is_empty() {
            let jobs: Vec<Job> = scripts.iter().map(|events| record_job(events)).collect();
            let mut left = Vec::new();
            for (events, (ran, tape)) in scripts.drain(..).zip(self.environments(&jobs)?) {
                let n_handled = ran.invocations.len();
                if 0 < n_handled && n_handled < events.len() {
                    left.push(events[n_handled..].to_vec());
                }
                self.cases.push(Case {
                    events,
                    tape: Rc::new(tape),
                    reference: vec![ran],
                    candidate: Vec::new(),
                    expected: Expected::default(),
                    differences: Vec::new(),
                    n_steady: 0,
                });
            }
            left.retain(|events| self.cases.iter().all(|case| case.events != *events));
            n_continued += left.len();
            if n_continued > MOST_CONTINUED {
                let note = "environments were lost so often that not all events were handled";
                self.told.notes.insert(note.to_owned());
                return Ok(());
            }
            scripts = left;
        }
        Ok(())
    }

    /// Runs the rest of the reference, and the candidate, on sequences from that number on.
    fn replay(&mut self, from: usize) -> Result<(), E> {
        let mut jobs = Vec::new();
        for case in &self.cases[from..] {
            let n_more = self.plan.n_reference.max(2) - 1;
            jobs.extend(std::iter::repeat_n(case.job(Side::Reference), n_more));
            jobs.push(case.job(Side::Candidate));
        }
        let mut results = self.environments(&jobs)?.into_iter().zip(jobs);
        for index in from..self.cases.len() {
            for _ in 0..self.plan.n_reference.max(2) {
                self.take(index, results.next());
            }
            self.learn(index);
        }
        Ok(())
    }

    /// Runs both packages once more on some sequences.
    fn again(&mut self, cases: &[usize]) -> Result<(), E> {
        let sides = [Side::Reference, Side::Candidate];
        let jobs: Vec<Job> = cases
            .iter()
            .flat_map(|&index| sides.map(|side| self.cases[index].job(side)))
            .collect();
        let mut results = self.environments(&jobs)?.into_iter().zip(jobs);
        for &index in cases {
            for _ in sides {
                self.take(index, results.next());
            }
            self.learn(index);
        }
        Ok(())
    }

    fn take(&mut self, index: usize, result: Option<((Ran, Tape), Job)>) {
        let Some(((ran, _), job)) = result else {
            return;
        };
        let case = &mut self.cases[index];
        match job.side {
            Side::Reference => case.reference.push(ran),
            Side::Candidate => case.candidate.push(ran),
        }
    }

    fn learn(&mut self, index: usize) {
        let case = &mut self.cases[index];
        case.n_steady = if case.learn() { 0 } else { case.n_steady + 1 };
        for (part, pattern) in case.expected.phases.iter().flatten() {
            self.known.note(part, pattern);
        }
    }

    /// Runs environments, and makes what they did comparable.
    fn environments(&mut self, jobs: &[Job]) -> Result<Vec<(Ran, Tape)>, E> {
        if jobs.is_empty() {
            return Ok(Vec::new());
        }
        let joined = (self.run)(jobs)?;
        assert_eq!(joined.len(), jobs.len(), "every job has a result");
        self.told.n_environments += jobs.len();
        let plan = self.plan;
        let comparable = |(job, joined): (&Job, Joined)| {
            self.told.own_time += joined.own_time;
            self.told.whole_time += joined.whole_time;
            self.told.notes.extend(joined.notes);
            let mut ran = joined.ran;
            let [reference, candidate] = &plan.roots;
            let roots = match job.side {
                Side::Reference => reference,
                Side::Candidate => candidate,
            };
            let own_modules = &plan.own_modules;
            Package { roots, own_modules }.normalise(&mut ran);
            (ran, joined.tape)
        };
        Ok(jobs.iter().zip(joined).map(comparable).collect())
    }
}

fn record_job(events: &[usize]) -> Job {
    Job {
        side: Side::Reference,
        events: events.to_vec(),
        replay: None,
    }
}

impl Case {
    fn job(&self, side: Side) -> Job {
        Job {
            side,
            events: self.events.clone(),
            replay: Some(Rc::clone(&self.tape)),
        }
    }
}
