//! Every behaviour of the table, on every interpreter, with both runtime clients.
//!
//! A test is one area of the table on one runtime, so that a test runner can spread them.

use warmfront_engine::RuntimeClient;

use crate::behaviour::{self, Behaviour};
use crate::pattern::difference;
use crate::run::{Observed, run};
use crate::runtime::{self, Runtime};

/// Runs one area on one runtime, and fails with everything that differs.
fn check(area: &str, client: RuntimeClient, minor: u8) {
    let Some(runtime) = runtime::find(client, minor) else {
        println!(
            "skipped: no {} for Python 3.{minor} here",
            runtime::name(client)
        );
        return;
    };
    let behaviours = behaviour::all()
        .into_iter()
        .filter(|behaviour| behaviour.area == area);
    let failures: Vec<String> = behaviours
        .filter(|behaviour| behaviour.is_about(&runtime) && is_chosen(behaviour))
        .filter_map(|behaviour| failure_of(&behaviour, &runtime))
        .collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn failure_of(behaviour: &Behaviour, runtime: &Runtime) -> Option<String> {
    let Observed::Ran(transcripts) = run(behaviour, runtime) else {
        println!("skipped {}: not possible on this machine", behaviour.name);
        return None;
    };
    let steps = behaviour.step.iter().zip(&transcripts).enumerate();
    let failures: String = steps
        .filter_map(|(index, (step, transcript))| {
            let difference = difference(step.expected(runtime), transcript)?;
            Some(format!(
                "invocation {}: {difference}\n{transcript}\n",
                index + 1
            ))
        })
        .collect();
    (!failures.is_empty()).then(|| format!("{} with {runtime}, {failures}", behaviour.name))
}

/// Lets a developer look at some behaviours only.
fn is_chosen(behaviour: &Behaviour) -> bool {
    std::env::var("WARMFRONT_TEST_BEHAVIOUR").map_or(true, |part| behaviour.name.contains(&part))
}

macro_rules! tests {
    ($($area:ident)*) => { $(
        mod $area {
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
