use std::convert::Infallible;
use std::time::Duration;

use warmfront_model::invocation::Spent;
use warmfront_model::usage::Configuration;

use super::*;

fn sizes() -> Vec<MemorySize> {
    let sizes = [128, 256, 512, 1024, 1769, 3008];
    sizes
        .map(|megabytes| MemorySize::new(megabytes).unwrap())
        .to_vec()
}

/// Runs a function that waits and computes, in milliseconds, without noise.
fn ideal(request: &Request, wait: f64, cpu: f64) -> Vec<Run> {
    let wall = wait + cpu * (1.0 / request.size.vcpus()).max(1.0);
    let millis = |millis: f64| Duration::from_secs_f64(millis / 1e3);
    let run = |index| Run {
        init: (index == 0).then_some(Spent {
            wall: millis(200.0),
            cpu: millis(150.0),
        }),
        wall: millis(wall),
        cpu: millis(cpu),
        max_memory_mb: 60,
        end: End::Finished,
    };
    (0..request.n).map(run).collect()
}

#[test]
fn what_waits_is_cheapest_at_the_smallest_size() {
    let plan = Plan::new(sizes(), Configuration::default(), Duration::from_secs(3));
    let mut measure = |request: &Request| Ok::<_, Infallible>(ideal(request, 100.0, 1.0));
    let tuning = tune(&plan, &mut measure, &mut |_| {}).unwrap();
    let choice = tuning.choice.unwrap();
    assert_eq!(choice.size, MemorySize::LEAST);
    assert!(tuning.runs.len() <= plan.budget);
}

#[test]
fn a_plan_without_sizes_is_refused() {
    let plan = Plan::new(Vec::new(), Configuration::default(), Duration::from_secs(3));
    let mut measure = |request: &Request| Ok::<_, Infallible>(ideal(request, 1.0, 1.0));
    let refusal = tune(&plan, &mut measure, &mut |_| {}).unwrap_err();
    assert_eq!(refusal.to_string(), "no memory size to choose from");
}
