//! A result as a search would have it.

use std::time::Duration;

use warmfront_model::function::{Architecture, Function};
use warmfront_model::invocation::Spent;
use warmfront_model::units::MemorySize;
use warmfront_model::usage::Configuration;
use warmfront_stats::bootstrap::Interval;
use warmfront_tune::calibration::{CalibratedSize, Calibration};
use warmfront_tune::choice::{Choice, Other, Relation, Why};
use warmfront_tune::plan::Plan;
use warmfront_tune::run::{End, Run};
use warmfront_tune::tuning::{
    EventCurve, Fact, Figures, HeldOut, OnArchitecture, Point, Role, SafeMemory, Taken, Tuning,
    Usable, Verdict,
};

use super::super::{Subject, Tuned};

/// Everything that a report shows.
pub(super) struct Sample {
    pub(super) subject: Subject,
    pub(super) plan: Plan,
    pub(super) tuning: Tuning,
    pub(super) calibration: Option<Calibration>,
}

impl Sample {
    pub(super) fn tuned(&self) -> Tuned<'_> {
        Tuned {
            subject: &self.subject,
            plan: &self.plan,
            tuning: &self.tuning,
            calibration: self.calibration.as_ref(),
        }
    }
}

fn size(megabytes: u64) -> MemorySize {
    MemorySize::new(megabytes).unwrap()
}

fn about(estimate: f64) -> Interval {
    Interval {
        estimate,
        lower: estimate * 0.9,
        upper: estimate * 1.125,
    }
}

fn point(megabytes: u64, [p50, cost]: [f64; 2], n_measured: usize) -> Point {
    Point {
        size: size(megabytes),
        n_measured,
        usable: Usable::Yes,
        figures: Some(Figures {
            p50_ms: about(p50),
            p95_ms: about(p50 * 1.5),
            init_ms: Some(about(200.0)),
            cost: about(cost),
        }),
    }
}

fn taken(megabytes: u64, wall_ms: u64, role: Role) -> Taken {
    let init = Spent {
        wall: Duration::from_millis(200),
        cpu: Duration::from_millis(150),
    };
    Taken {
        size: size(megabytes),
        event: 0,
        run: Run {
            init: (role == Role::Cold).then_some(init),
            wall: Duration::from_millis(wall_ms),
            cpu: Duration::from_millis(20),
            max_memory_mb: 60,
            end: End::Finished,
        },
        role,
    }
}

/// Returns a result that says to take 512 MB instead of 128 MB.
pub(super) fn decided() -> Sample {
    let function = Function::new("Orders", "app.handler", "/srv/code");
    let curve = vec![
        point(128, [160.0, 0.6], 1),
        point(512, [40.0, 0.5], 2),
        point(1024, [30.0, 0.8], 0),
    ];
    let mut plan = Plan::new(
        curve.iter().map(|point| point.size).collect(),
        Configuration::from(&function),
        Duration::from_secs(3),
    );
    plan.weights = vec![3.0, 1.0];
    plan.tolerance = 0.02;
    Sample {
        subject: Subject {
            function,
            python: "3.13.0".to_owned(),
            events: vec!["small.json".to_owned(), "large.json".to_owned()],
            limits: "cgroup v2".to_owned(),
            traffic: Some(5_000_000),
            notes: vec!["a note".to_owned()],
        },
        plan,
        tuning: tuning(curve),
        calibration: Some(Calibration {
            factor: about(1.2),
            init_factor: Some(1.5),
            sizes: vec![CalibratedSize {
                size: size(128),
                n: 20,
                real_ms: 150.0,
                scaled_ms: 160.0,
            }],
            max_memory_mb: 70,
            n_unused: 2,
        }),
    }
}

fn tuning(curve: Vec<Point>) -> Tuning {
    let other = |megabytes, relation, cost, p50| Other {
        size: size(megabytes),
        relation,
        cost: about(cost),
        p50: about(p50),
    };
    Tuning {
        runs: vec![
            taken(512, 45, Role::Cold),
            taken(512, 40, Role::Warm),
            taken(512, 41, Role::Warm),
            taken(128, 160, Role::Warm),
        ],
        events: vec![EventCurve {
            share: 0.75,
            cpu_ms: 11.0,
            wait_ms: 2.0,
            parallelism: 1.0,
            curve: curve.clone(),
        }],
        curve,
        choice: Some(Choice {
            size: size(512),
            why: Why::Cheapest,
            others: vec![
                other(128, Relation::Below, 1.2, 4.0),
                other(1024, Relation::Above, 1.6, 0.75),
                other(128, Relation::Present, 1.2, 4.0),
            ],
        }),
        verdict: Verdict::Decided,
        facts: vec![Fact::WarmUp { n: 2 }],
        safe_memory: Some(SafeMemory {
            used_mb: 60,
            margin_mb: 12,
            size: size(128),
        }),
        held_out: Some(HeldOut {
            n_sizes: 3,
            mean_error: 0.04,
            worst_error: 0.09,
        }),
        architectures: vec![
            OnArchitecture {
                architecture: Architecture::X86_64,
                cost: Some(about(0.5)),
                break_even: 1.0,
            },
            OnArchitecture {
                architecture: Architecture::Arm64,
                cost: None,
                break_even: 1.25,
            },
        ],
    }
}

/// Returns the same before it was decided.
pub(super) fn undecided() -> Sample {
    let mut sample = decided();
    sample.tuning.verdict = Verdict::Undecided {
        n_more: Some(40),
        rival: size(1024),
        loss: 0.025,
    };
    sample.tuning.runs.push(taken(1024, 30, Role::Warm));
    sample.tuning.runs.remove(0);
    sample
}

/// Returns what comes of a function that always fails.
pub(super) fn failing() -> Sample {
    let mut sample = decided();
    let tuning = &mut sample.tuning;
    let failed = End::Failed {
        kind: "KeyError".to_owned(),
        message: "'id'".to_owned(),
    };
    tuning.runs.truncate(2);
    for taken in &mut tuning.runs {
        taken.role = Role::Failed;
        taken.run.end = failed.clone();
    }
    for point in &mut tuning.curve {
        point.figures = None;
        point.usable = Usable::Fails;
    }
    tuning.facts = vec![Fact::Failed {
        size: size(128),
        event: 0,
        kind: "KeyError".to_owned(),
        message: "'id'".to_owned(),
        n: 2,
    }];
    tuning.choice = None;
    tuning.safe_memory = None;
    tuning.held_out = None;
    sample.calibration = None;
    tuning.verdict = Verdict::NeverSucceeded;
    sample
}
