//! Every behaviour of the table, on every interpreter, with both runtime clients.
//!
//! A test is one area of the table on one runtime, so that a test runner can spread them.

use warmfront_engine::{LimitsWanted, RuntimeClient};

use crate::behaviour::{self, Behaviour, Interpreters};
use crate::pattern::difference;
use crate::report::{self, Finding, StepFinding};
use crate::run::{Observed, run};
use crate::runtime::{self, Runtime};

/// Runs one area on one runtime, and fails with everything that differs.
fn check(area: &str, client: RuntimeClient, minor: u8) {
    let Some(runtime) = runtime::find(client, minor) else {
        let client = runtime::name(client);
        println!("skipped: no {client} for Python 3.{minor} here");
        return;
    };
    let findings = findings(area, &runtime, LimitsWanted::Auto);
    report::keep(area, &runtime, &findings);
    judge(&runtime, &findings);
}

/// Runs one area as on a machine without control groups.
fn check_modelled(area: &str) {
    let runtime = runtime::newest();
    judge(&runtime, &findings(area, &runtime, LimitsWanted::Modelled));
}

fn judge(runtime: &Runtime, findings: &[Finding]) {
    let failures: Vec<String> = findings.iter().filter_map(Finding::failure).collect();
    assert!(failures.is_empty(), "{runtime}: {}", failures.join("\n"));
}

fn findings(area: &str, runtime: &Runtime, limits: LimitsWanted) -> Vec<Finding> {
    let mut behaviours = behaviour::all();
    behaviours.retain(|behaviour| behaviour.area == area);
    behaviours.retain(|behaviour| behaviour.is_about(runtime) && is_chosen(behaviour));
    // The page tells of every runtime.
    behaviours.retain(|behaviour| report::is_wanted() || behaviour.is_telling(runtime));
    // Once is enough for what takes long.
    behaviours.retain(|behaviour| {
        behaviour.interpreters != Interpreters::Newest || limits == LimitsWanted::Auto
    });
    let findings = behaviours.iter();
    findings
        .map(|behaviour| finding(behaviour, runtime, limits))
        .collect()
}

fn finding(behaviour: &Behaviour, runtime: &Runtime, limits: LimitsWanted) -> Finding {
    let name = behaviour.name.clone();
    let steps = match run(behaviour, runtime, limits) {
        Observed::Ran(steps) => steps,
        Observed::Impossible => {
            println!("skipped {name}: not possible on this machine");
            Vec::new()
        }
    };
    let steps = behaviour.step.iter().zip(steps);
    let steps = steps.map(|(step, observed)| {
        let (pattern, note) = step.expected(runtime);
        StepFinding {
            difference: difference(pattern, &observed.transcript),
            note: note.map(str::to_owned),
            transcript: observed.transcript,
            init_ms: observed.init.map(|init| init.as_secs_f64() * 1e3),
        }
    });
    Finding {
        name,
        steps: steps.collect(),
    }
}

/// Lets a developer look at some behaviours only.
fn is_chosen(behaviour: &Behaviour) -> bool {
    std::env::var("WARMFRONT_TEST_BEHAVIOUR").map_or(true, |part| behaviour.name.contains(&part))
}

macro_rules! tests {
    ($($area:ident)*) => { $(
        mod $area {
            #[test]
            fn without_control_groups() {
                $crate::fidelity::check_modelled(stringify!($area));
            }

            mod embedded {
                $crate::fidelity::versions!($area, warmfront_engine::RuntimeClient::Embedded);
            }
            mod awslambdaric {
                $crate::fidelity::versions!($area, warmfront_engine::RuntimeClient::Awslambdaric);
            }
        }
    )*

        #[test]
        fn every_area_is_run() {
            let areas = [$(stringify!($area)),*];
            for behaviour in behaviour::all() {
                assert!(areas.contains(&behaviour.area.as_str()), "{} is in no area", behaviour.name);
            }
        }
    };
}

macro_rules! versions {
    ($area:ident, $client:expr) => {
        $crate::fidelity::versions!($area, $client, python_3_8 8, python_3_9 9, python_3_10 10,
            python_3_11 11, python_3_12 12, python_3_13 13, python_3_14 14);
    };
    ($area:ident, $client:expr, $($name:ident $minor:literal),*) => { $(
        #[test]
        fn $name() {
            $crate::fidelity::check(stringify!($area), $client, $minor);
        }
    )* };
}
use versions;

tests! { context exit init limit output process protocol result snapshot timeout }
