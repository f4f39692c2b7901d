//! Which events are kept: those that reach different paths.

use super::Candidate;

/// How an event ended when it was run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ran {
    /// How well.
    pub ending: Ending,
    /// What tells its path through the code from others: equal for equal paths.
    pub path: String,
    /// How it ended, for people: `ok`, `status 404`, `KeyError: 'id'`.
    pub told: String,
}

/// How well an event ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ending {
    /// The handler did its work.
    Good,
    /// The handler answered that something is wrong with the event.
    Refused,
    /// The handler failed.
    Failed,
}

/// Most events that are kept.
pub const MOST_KEPT: usize = 8;

/// Most of them that a handler refuses, and that fail, where others do not.
const MOST_REFUSED: usize = 2;
const MOST_FAILED: usize = 1;

/// Most that are kept where all fail.
const MOST_WHERE_ALL_FAIL: usize = 3;

/// Chooses from events that were run: the good, then some of the others, each on a path of its own.
pub(super) fn choose(ran: Vec<(Candidate, Ran)>) -> Vec<(Candidate, Ran)> {
    let mut paths: Vec<(Ending, String)> = Vec::new();
    let mut distinct: Vec<(Candidate, Ran)> = Vec::new();
    for (candidate, ran) in ran {
        let path = (ran.ending, ran.path.clone());
        if !paths.contains(&path) {
            paths.push(path);
            distinct.push((candidate, ran));
        }
    }
    let of = |ending: Ending| distinct.iter().filter(move |(_, ran)| ran.ending == ending);
    let has_good = of(Ending::Good).next().is_some();
    let is_answered = has_good || of(Ending::Refused).next().is_some();
    let refused = if has_good { MOST_REFUSED } else { MOST_KEPT };
    let failed = if is_answered {
        MOST_FAILED
    } else {
        MOST_WHERE_ALL_FAIL
    };
    let others: Vec<_> = of(Ending::Refused)
        .take(refused)
        .chain(of(Ending::Failed).take(failed))
        .cloned()
        .collect();
    let room = MOST_KEPT.saturating_sub(others.len());
    let good = of(Ending::Good).take(room).cloned();
    let mut chosen: Vec<_> = good.chain(others).collect();
    chosen.truncate(MOST_KEPT);
    chosen
}
