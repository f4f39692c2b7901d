//! A few results, made as the command makes them: from the journey of a search.

use std::time::Duration;

use warmfront_optimize::change::{Change, ChangeId, Keeps, Source};
use warmfront_optimize::journey::{
    Clock, End, Fate, Gain, Journey, Overall, Ratios, Summary, Tried,
};
use warmfront_optimize::laboratory::Behaviour;
use warmfront_optimize::plan::{Goal, Plan};
use warmfront_stats::bootstrap::Interval;

use super::super::document::{
    Advice, Applied, Artifact, EventFacts, EventOrigin, Figure, Optimized, PackageSize, Saving,
    Written,
};
use super::super::of::Known;

/// Four changes are kept, and others for every other reason are not.
pub(super) fn rich() -> Optimized {
    let kept = [
        (
            "code/INIT001/app.py:12",
            Source::Code,
            "keep the DynamoDB client between invocations (`app.py:12`)",
            0.91,
            1_910.0,
        ),
        (
            "package/bytecode",
            Source::Package,
            "bytecode that is valid when it is deployed",
            0.62,
            1_240.0,
        ),
        (
            "imports/deferred",
            Source::Imports,
            "defer 14 imports that no event needs at init, such as `pandas`",
            0.55,
            702.0,
        ),
        (
            "startup/gc",
            Source::Startup,
            "no garbage collection during init",
            0.96,
            677.0,
        ),
    ];
    let mut tried = Vec::new();
    for (id, source, title, ratio, first) in kept {
        tried.push(Tried {
            gain: Some(gain(ratio, 8)),
            without: Some(gain(1.0 / ratio, 8)),
            after: Some(summary(first, 0.84 + first / 4_000.0)),
            ..change((id, source, title), Fate::Kept)
        });
    }
    tried[3].gain.as_mut().unwrap().clock = Clock::Cpu;
    tried.extend(not_kept());
    let journey = Journey {
        kept: kept.map(|(id, ..)| ChangeId(id.to_owned())).to_vec(),
        tried,
        overall: Overall {
            before: Some(summary(2_100.0, 1.42)),
            after: Some(summary(677.0, 0.84)),
            ratios: Some(Ratios {
                init: interval(4.9, 5.2, 5.6),
                first_request: interval(2.9, 3.1, 3.3),
                p50: interval(0.97, 1.0, 1.02),
                cost: interval(1.61, 1.69, 1.79),
            }),
            n_pairs: 20,
        },
        ..journey()
    };
    of(&journey, known())
}

/// Every reason not to keep a change.
fn not_kept() -> Vec<Tried> {
    let blas = ("startup/blas", Source::Startup, "one thread for `OpenBLAS`");
    let strip = ("package/strip", Source::Package, "strip symbols");
    let json = (
        "code/HAND004/app.py:31",
        Source::Code,
        "parse the body once (`app.py:31`)",
    );
    let memory = ("memory/1769", Source::Memory, "1769 MB instead of 512 MB");
    let order = (
        "code/HAND009/app.py:44",
        Source::Code,
        "ask for all orders at once (`app.py:44`)",
    );
    let clock = (
        "code/INIT003/app.py:3",
        Source::Code,
        "read the settings at init (`app.py:3`)",
    );
    let hash = ("startup/hash", Source::Startup, "a fixed hash seed");
    let placebo = ("placebo/1", Source::Placebo, "a comment in `app.py`");
    vec![
        Tried {
            gain: Some(gain(0.998, 12)),
            ..change(blas, Fate::NoGain)
        },
        Tried {
            gain: Some(gain(2.4, 4)),
            ..change(memory, Fate::Worse)
        },
        Tried {
            gain: Some(gain(0.95, 8)),
            without: Some(gain(1.0, 8)),
            ..change(strip, Fate::Redundant)
        },
        Tried {
            gain: Some(gain(0.985, 48)),
            ..change(json, Fate::Undecided(Some(130)))
        },
        Tried {
            gain: Some(gain(0.7, 8)),
            ..change(
                order,
                Fate::Different("order.json: `total` is 3 instead of 4".to_owned()),
            )
        },
        change(
            clock,
            Fate::Unjudged("it never gives the same result twice".to_owned()),
        ),
        change(hash, Fate::Unfit("Runtime.ImportModuleError".to_owned())),
        Tried {
            gain: Some(gain(1.001, 12)),
            ..change(placebo, Fate::NoGain)
        },
    ]
}

/// Nothing helps.
pub(super) fn nothing_kept() -> Optimized {
    let same = || summary(310.0, 0.42);
    let blas = (
        "startup/gc",
        Source::Startup,
        "no garbage collection during init",
    );
    let journey = Journey {
        tried: vec![Tried {
            gain: Some(gain(1.002, 12)),
            ..change(blas, Fate::NoGain)
        }],
        overall: Overall {
            before: Some(same()),
            after: Some(same()),
            ..Overall::default()
        },
        ..journey()
    };
    let known = Known {
        written: Vec::new(),
        needs_a_person: Vec::new(),
        ..known()
    };
    of(&journey, known)
}

/// One change is kept, two were not reached, and all events are generated.
pub(super) fn budget_spent() -> Optimized {
    let bytecode = (
        "package/bytecode",
        Source::Package,
        "bytecode that is valid when it is deployed",
    );
    let left = ["defer 14 imports", "1024 MB instead of 512 MB"];
    let left = left.map(|title| change((title, Source::Imports, title), Fate::Untried));
    let mut journey = Journey {
        goal: Goal::Cost,
        kept: vec![ChangeId(bytecode.0.to_owned())],
        tried: vec![Tried {
            gain: Some(Gain {
                lower: None,
                upper: None,
                ..gain(0.62, 4)
            }),
            ..change(bytecode, Fate::Kept)
        }],
        end: End::Budget,
        ..journey()
    };
    journey.tried.extend(left);
    let mut known = known();
    known.needs_a_person.clear();
    known.traffic_per_month = None;
    for event in &mut known.events {
        event.origin = EventOrigin::Generated;
    }
    of(&journey, known)
}

/// Nothing was found, nothing was measured, and nothing is known.
pub(super) fn bare() -> Optimized {
    of(&journey(), Known::default())
}

/// Every name is the given one.
pub(super) fn named(name: &str) -> Optimized {
    let mut optimized = rich();
    let subject = &mut optimized.subject;
    for text in [
        &mut subject.function,
        &mut subject.handler,
        &mut subject.python,
        &mut subject.architecture,
        &mut subject.limits,
        &mut subject.machine,
        &mut subject.prices,
    ] {
        name.clone_into(text);
    }
    subject.events.truncate(1);
    name.clone_into(&mut subject.events[0].name);
    for tried in &mut optimized.tried {
        name.clone_into(&mut tried.title);
        match &mut tried.fate {
            Fate::Different(why) | Fate::Unjudged(why) | Fate::Unfit(why) => name.clone_into(why),
            _ => {}
        }
    }
    optimized.behaviour = Behaviour::Unjudged(name.to_owned());
    optimized.notes = vec![name.to_owned()];
    for written in &mut optimized.written {
        name.clone_into(&mut written.path);
    }
    for advice in &mut optimized.needs_a_person {
        name.clone_into(&mut advice.title);
        name.clone_into(&mut advice.what_to_do);
        advice.place = Some(name.to_owned());
        advice.code = Some(name.to_owned());
    }
    optimized
}

fn of(journey: &Journey, known: Known) -> Optimized {
    // Each change takes something off.
    let size = |changes: &[ChangeId]| {
        let n = u64::try_from(changes.len()).unwrap();
        Some(PackageSize {
            bytes: 57_100_000 - n * 5_200_000,
            archive_bytes: Some(18_000_000 - n * 1_000_000),
        })
    };
    Optimized::of(journey, &Plan::default(), known, size)
}

fn journey() -> Journey {
    Journey {
        goal: Goal::Balanced,
        tried: Vec::new(),
        kept: Vec::new(),
        overall: Overall::default(),
        behaviour: Behaviour::Same,
        end: End::Done,
        spent: Duration::from_secs(372),
    }
}

fn known() -> Known {
    let events = ["order.json", "show.json", "generated 1"].map(|name| EventFacts {
        name: name.to_owned(),
        origin: if name.ends_with("json") {
            EventOrigin::Given
        } else {
            EventOrigin::Generated
        },
    });
    let written = [
        (Artifact::Patch, "changes.patch"),
        (Artifact::Package, "package"),
        (Artifact::Manifest, "manifest.json"),
        (Artifact::Journey, "journey.json"),
    ];
    Known {
        function: "Orders".to_owned(),
        handler: "app.handler".to_owned(),
        python: "3.13.0".to_owned(),
        events: events.to_vec(),
        limits: "cgroup v2".to_owned(),
        machine: "linux x86_64, 2 processors".to_owned(),
        traffic_per_month: Some(20_000_000),
        needs_a_person: vec![Advice {
            title: "`Query` is made once for each of 20 keys".to_owned(),
            place: Some("app.py:44".to_owned()),
            code: Some("batchable-calls".to_owned()),
            what_to_do: "read them with one `BatchGetItem`: it returns them in another order"
                .to_owned(),
            saves: Some(Saving {
                init_ms: None,
                invocation_ms: Figure::new(84.0),
                cost_per_million: Figure::new(0.7),
            }),
        }],
        notes: vec!["SnapStart is left out: a cold start here is an init".to_owned()],
        written: written
            .map(|(what, name)| Written {
                what,
                path: format!(".warmfront/optimize/Orders/{name}"),
            })
            .to_vec(),
        applied: Applied::No,
    }
}

fn change((id, source, title): (&str, Source, &str), fate: Fate) -> Tried {
    Tried {
        change: Change {
            id: ChangeId(id.to_owned()),
            source,
            title: title.to_owned(),
            expected: None,
            keeps: Keeps::IfBetter,
        },
        fate,
        gain: None,
        without: None,
        after: None,
    }
}

fn gain(ratio: f64, n_pairs: usize) -> Gain {
    Gain {
        ratio,
        lower: Some(ratio * 0.97),
        upper: Some(ratio * 1.02),
        n_pairs,
        clock: Clock::Wall,
    }
}

fn interval(lower: f64, estimate: f64, upper: f64) -> Interval {
    Interval {
        estimate,
        lower,
        upper,
    }
}

fn summary(first_request_ms: f64, cost_per_million: f64) -> Summary {
    Summary {
        init_ms: first_request_ms * 0.9 - 255.0,
        first_request_ms,
        p50_ms: 12.3,
        p95_ms: 14.1,
        p99_ms: 18.04,
        max_memory_mb: 210.0 - 30.0 / cost_per_million,
        memory_size_mb: 512,
        cost_per_million,
    }
}
