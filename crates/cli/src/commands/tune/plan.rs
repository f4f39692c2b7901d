//! From settings to what the search wants to know.

use warmfront_engine::{CPU_PERIOD, Limits, Setup};
use warmfront_model::price::PriceTable;
use warmfront_model::units::MemorySize;
use warmfront_model::usage::Configuration;
use warmfront_tune::plan::{Machine, Plan, Throttling};

use crate::args::WeightArg;
use crate::commands::events::EventFile;
use crate::settings::{Sizes, TuneSettings};

/// A weight that is of no event.
#[derive(Debug, thiserror::Error)]
#[error("`--weight` names `{given}`, which is not one event of {known}")]
pub(crate) struct NoSuchEvent {
    given: String,
    known: String,
}

/// What is known of where runs are made.
pub(in crate::commands) struct Ground {
    /// How limits are put into force.
    pub(in crate::commands) limits: Limits,
    /// Processors of this machine.
    pub(in crate::commands) processors: usize,
}

/// Makes the plan of a search.
pub(super) fn make(
    settings: &TuneSettings,
    setup: &Setup,
    events: &[EventFile],
    (ground, prices): (&Ground, PriceTable),
) -> Result<Plan, NoSuchEvent> {
    let goal = &settings.goal;
    Ok(Plan {
        weights: weights(&goal.weights, events)?,
        budget: settings.budget,
        strategy: goal.strategy,
        cold_share: goal.cold_share,
        tolerance: goal.tolerance,
        other_architecture: goal.speed_ratio,
        seed: settings.seed,
        ..usual(&goal.sizes, setup, (ground, prices))
    })
}

/// Makes the usual plan for one event of a function.
pub(in crate::commands) fn usual(
    wanted: &Sizes,
    setup: &Setup,
    (ground, prices): (&Ground, PriceTable),
) -> Plan {
    let present = setup.function.memory_size;
    let configuration = Configuration::from(&setup.function);
    Plan {
        prices,
        machine: Machine {
            processors: ground.processors,
            throttling: match ground.limits {
                Limits::CgroupV1 | Limits::CgroupV2 => Throttling::Quota { period: CPU_PERIOD },
                Limits::Modelled => Throttling::Proportional,
            },
        },
        ..Plan::new(
            sizes(wanted, present),
            configuration,
            setup.function.timeout,
        )
    }
}

fn sizes(wanted: &Sizes, present: MemorySize) -> Vec<MemorySize> {
    match wanted {
        Sizes::Only(sizes) => sizes.clone(),
        Sizes::AndPresent(sizes) => {
            let mut sizes = sizes.clone();
            sizes.push(present);
            sizes.sort_unstable();
            sizes.dedup();
            sizes
        }
    }
}

/// Returns the weight of each event: what was given, else 1.
fn weights(given: &[WeightArg], events: &[EventFile]) -> Result<Vec<f64>, NoSuchEvent> {
    let mut weights = vec![1.0; events.len()];
    for each in given {
        let mut named =
            (0..events.len()).filter(|index| is_named(&events[*index].name, &each.event));
        let (Some(index), None) = (named.next(), named.next()) else {
            let known: Vec<_> = events.iter().map(|event| event.name.as_str()).collect();
            return Err(NoSuchEvent {
                given: each.event.clone(),
                known: known.join(", "),
            });
        };
        weights[index] = each.weight;
    }
    Ok(weights)
}

/// Tells whether an event is named by its path, the end of it, or its file's name alone.
fn is_named(event: &str, given: &str) -> bool {
    let path = std::path::Path::new(event);
    path.ends_with(given) || path.file_stem().is_some_and(|stem| stem == given)
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::{EventFile, WeightArg, weights};

    fn check(given: &str, expect: Option<[f64; 3]>) {
        let names = [
            "events/small.json",
            "events/large.json",
            "events/large/small.json",
        ];
        let events = names.map(|name| EventFile {
            name: name.to_owned(),
            payload: Bytes::from_static(b"{}"),
        });
        let given: WeightArg = given.parse().unwrap();
        let weights = weights(&[given], &events).ok();
        assert_eq!(weights, expect.map(Vec::from), "{expect:?}");
    }

    #[test]
    fn an_event_is_named_by_the_end_of_its_path() {
        check("large=5", Some([1.0, 5.0, 1.0]));
        check("large.json=5", Some([1.0, 5.0, 1.0]));
        check("events/small.json=2", Some([2.0, 1.0, 1.0]));
        check("large/small.json=2", Some([1.0, 1.0, 2.0]));
    }

    #[test]
    fn a_name_of_none_or_of_several_is_refused() {
        check("other=5", None);
        check("small=5", None);
        check("mall.json=5", None);
    }
}
