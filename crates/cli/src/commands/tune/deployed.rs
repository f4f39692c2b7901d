//! What the deployed function's own log says, and the curve scaled to it.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use warmfront_model::invocation::Report;
use warmfront_model::units::MemorySize;
use warmfront_tune::calibration::{self, Calibration};
use warmfront_tune::plan::{Plan, Strategy};
use warmfront_tune::run::{Request, Run};
use warmfront_tune::tuning::Tuning;

/// Name of standard input on the command line.
const STDIN: &str = "-";

/// Most bytes of a log that are read.
const MOST_BYTES: u64 = 512 << 20;

/// Room over the most memory used that a size must have, as a factor.
const ROOM: f64 = 1.1;

/// Why a log cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LogError {
    #[error("could not read log `{}`", path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("log `{}` has no REPORT line", path.display())]
    NoReports { path: PathBuf },
}

/// REPORT lines of the deployed function.
pub(in crate::commands) struct Deployed {
    reports: Vec<Report>,
    /// What a reader should know of them.
    pub(super) notes: Vec<String>,
}

impl Deployed {
    /// Reads a log, or standard input.
    pub(super) fn read(path: &Path) -> Result<Self, LogError> {
        let bytes = bytes(path).map_err(|source| LogError::Read {
            path: path.to_owned(),
            source,
        })?;
        let log = calibration::read(&String::from_utf8_lossy(&bytes));
        if log.reports.is_empty() {
            return Err(LogError::NoReports {
                path: path.to_owned(),
            });
        }
        let broken = format!("{} REPORT lines of the log cannot be read", log.n_broken);
        Ok(Self {
            reports: log.reports,
            notes: (log.n_broken > 0).then_some(broken).into_iter().collect(),
        })
    }

    /// Adds the sizes that it ran at to those to choose from, so that the curve has them, and leaves
    /// out what is too little for the memory that it used.
    pub(super) fn inform(&mut self, plan: &mut Plan) {
        let ran: BTreeSet<MemorySize> = self.reports.iter().map(|each| each.memory_size).collect();
        plan.sizes.extend(ran);
        plan.sizes.sort_unstable();
        plan.sizes.dedup();
        let used = self.reports.iter().map(|each| each.max_memory_used_mb);
        let used = used.max().unwrap_or(0);
        let fits = |size: &MemorySize| f64::from(size.megabytes()) >= f64::from(used) * ROOM;
        let n_before = plan.sizes.len();
        if plan.sizes.iter().any(fits) {
            plan.sizes.retain(fits);
        }
        if plan.sizes.len() < n_before {
            let least = plan.sizes[0];
            self.notes.push(format!(
                "sizes below {least} are left out: the deployed function used up to {used} MB"
            ));
        }
    }

    /// Compares the curve with the log; what cannot be compared is noted.
    pub(super) fn calibrate(&mut self, plan: &Plan, tuning: &Tuning) -> Option<Calibration> {
        let with = (plan.confidence, plan.seed);
        match Calibration::of(&tuning.curve, &self.reports, with) {
            Ok(calibration) => Some(calibration),
            Err(error) => {
                self.notes.push(format!("the log scales nothing: {error}"));
                None
            }
        }
    }
}

fn bytes(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if path.as_os_str() == STDIN {
        io::stdin()
            .lock()
            .take(MOST_BYTES)
            .read_to_end(&mut bytes)?;
    } else {
        File::open(path)?.take(MOST_BYTES).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

/// Returns the plan by which to choose again, where a scaled curve may lead to another choice: a limit
/// on the real duration is another one on the duration here. What only compares sizes with each other
/// stays as it is.
pub(super) fn again(plan: &Plan, calibration: &Calibration) -> Option<Plan> {
    let Strategy::Slo { quantile, limit } = plan.strategy else {
        return None;
    };
    let factor = calibration.factor.estimate;
    Some(Plan {
        strategy: Strategy::Slo {
            quantile,
            limit: limit.div_f64(factor),
        },
        ..plan.clone()
    })
}

/// Scales what is told of the sizes.
pub(super) fn scale(tuning: &mut Tuning, plan: &Plan, calibration: &Calibration) {
    let chosen = tuning.choice.as_ref().map(|choice| choice.size);
    let cost = |tuning: &Tuning| {
        let point = tuning
            .curve
            .iter()
            .find(|point| Some(point.size) == chosen)?;
        Some(point.figures?.cost.estimate)
    };
    let before = cost(tuning);
    tuning.curve = calibration.scaled(plan, &tuning.curve);
    if let (Some(before), Some(after)) = (before, cost(tuning))
        && before > 0.0
    {
        for architecture in &mut tuning.architectures {
            if let Some(cost) = &mut architecture.cost {
                cost.estimate *= after / before;
                cost.lower *= after / before;
                cost.upper *= after / before;
            }
        }
    }
}

/// Runs that were made, for a search that asks for the same again.
#[derive(Default)]
pub(super) struct Taken {
    runs: Vec<(Request, Vec<Run>)>,
    next: usize,
}

impl Taken {
    /// Keeps what a request led to.
    pub(super) fn keep(&mut self, request: &Request, runs: &[Run]) {
        self.runs.push((*request, runs.to_vec()));
    }

    /// Returns what the next request led to, as long as all requests are those of before.
    pub(super) fn replay(&mut self, request: &Request) -> Option<Vec<Run>> {
        let next = self.runs.get(self.next);
        if let Some((_, runs)) = next.filter(|(before, _)| before == request) {
            self.next += 1;
            return Some(runs.clone());
        }
        self.next = usize::MAX;
        None
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use warmfront_model::units::MemorySize;
    use warmfront_model::usage::Configuration;
    use warmfront_tune::plan::Plan;
    use warmfront_tune::run::{Environment, Request};

    use super::{Deployed, LogError, Taken};

    fn size(megabytes: u64) -> MemorySize {
        MemorySize::new(megabytes).unwrap()
    }

    fn deployed(log: &str) -> Result<Deployed, LogError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        std::fs::write(&path, log).unwrap();
        Deployed::read(&path)
    }

    #[test]
    fn sizes_of_the_log_are_looked_at_and_too_little_memory_is_not() {
        let line = "REPORT RequestId: a\tDuration: 20.5 ms\tBilled Duration: 21 ms\t\
                    Memory Size: 700 MB\tMax Memory Used: 180 MB\t";
        let mut deployed = deployed(&format!("START\n{line}\nREPORT RequestId: cut o")).unwrap();
        let sizes = [128, 192, 256].map(size).to_vec();
        let mut plan = Plan::new(sizes, Configuration::default(), Duration::from_secs(3));
        deployed.inform(&mut plan);
        assert_eq!(plan.sizes, [256, 700].map(size));
        assert_eq!(
            deployed.notes,
            [
                "1 REPORT lines of the log cannot be read",
                "sizes below 256 MB are left out: the deployed function used up to 180 MB"
            ]
        );
    }

    #[test]
    fn a_log_without_a_report_is_refused() {
        assert!(matches!(
            deployed("nothing\n"),
            Err(LogError::NoReports { .. })
        ));
        assert!(matches!(
            Deployed::read("/no/such/log".as_ref()),
            Err(LogError::Read { .. })
        ));
    }

    #[test]
    fn what_was_run_is_not_run_again_until_something_else_is_asked_for() {
        let request = |n| Request {
            size: size(128),
            event: 0,
            n,
            environment: Environment::New,
        };
        let mut taken = Taken::default();
        for n in 1..4 {
            taken.keep(&request(n), &[]);
        }
        let answers = [1, 3, 2, 3].map(|n| taken.replay(&request(n)).is_some());
        assert_eq!(answers, [true, false, false, false]);
    }
}
