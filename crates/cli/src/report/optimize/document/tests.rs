//! What was written can be read; what was not written by us is refused and says why.

use proptest::prelude::*;
use warmfront_optimize::change::Source;
use warmfront_optimize::journey::{End, Fate};
use warmfront_optimize::laboratory::Behaviour;
use warmfront_optimize::plan::Goal;

use super::{
    Advice, Applied, Artifact, EventFacts, EventOrigin, Figure, Gain, Interval, Optimized, Overall,
    PackageSize, Ratios, ReadError, SCHEMA, Saving, Subject, Summary, Tried, Written,
};

fn figures() -> BoxedStrategy<Figure> {
    let any = prop_oneof![0.0..1.0f64, 0.0..1e4, 0.0..1e9];
    any.prop_map(|number| Figure::new(number).unwrap()).boxed()
}

fn maybe() -> BoxedStrategy<Option<Figure>> {
    prop::option::of(figures()).boxed()
}

fn texts() -> BoxedStrategy<String> {
    prop_oneof!["[a-z/.:0-9]{0,12}", "\\PC{0,8}", "(?s).{0,8}"].boxed()
}

fn fates() -> BoxedStrategy<Fate> {
    prop_oneof![
        prop::sample::select(vec![
            Fate::Kept,
            Fate::NoGain,
            Fate::Worse,
            Fate::Redundant,
            Fate::Untried,
        ]),
        prop::option::of(any::<usize>()).prop_map(Fate::Undecided),
        texts().prop_map(Fate::Different),
        texts().prop_map(Fate::Unjudged),
        texts().prop_map(Fate::Unfit),
    ]
    .boxed()
}

fn gains() -> BoxedStrategy<Gain> {
    (figures(), maybe(), maybe(), any::<usize>())
        .prop_map(|(ratio, lower, upper, n_pairs)| Gain {
            ratio,
            lower,
            upper,
            n_pairs,
        })
        .boxed()
}

fn summaries() -> BoxedStrategy<Summary> {
    let times = [(); 7].map(|()| figures());
    (times, any::<u32>())
        .prop_map(|(figures, memory_size_mb)| Summary {
            init_ms: figures[0],
            first_request_ms: figures[1],
            p50_ms: figures[2],
            p95_ms: figures[3],
            p99_ms: figures[4],
            max_memory_mb: figures[5],
            memory_size_mb,
            cost_per_million: figures[6],
        })
        .boxed()
}

fn sizes() -> BoxedStrategy<PackageSize> {
    (any::<u64>(), any::<Option<u64>>())
        .prop_map(|(bytes, archive_bytes)| PackageSize {
            bytes,
            archive_bytes,
        })
        .boxed()
}

fn changes() -> BoxedStrategy<Tried> {
    let sources = prop::sample::select(vec![Source::Code, Source::Memory, Source::Placebo]);
    let names = (texts(), texts(), sources, maybe(), fates());
    let figures = (
        prop::option::of(gains()),
        prop::option::of(gains()),
        prop::option::of(summaries()),
        prop::option::of(sizes()),
    );
    (names, figures)
        .prop_map(
            |((id, title, source, expected, fate), (gain, without, after, package))| Tried {
                id,
                source,
                title,
                expected,
                fate,
                gain,
                without,
                after,
                package,
            },
        )
        .boxed()
}

fn overalls() -> BoxedStrategy<Overall> {
    let interval = || {
        [(); 3]
            .map(|()| figures())
            .prop_map(|[lower, estimate, upper]| Interval {
                estimate,
                lower,
                upper,
            })
    };
    let ratios = [(); 4]
        .map(|()| interval())
        .prop_map(|[init, first_request, p50, cost]| Ratios {
            init,
            first_request,
            p50,
            cost,
        });
    let summary = || prop::option::of(summaries());
    (
        summary(),
        summary(),
        prop::option::of(ratios),
        prop::option::of(sizes()),
    )
        .prop_map(|(before, after, ratios, package)| Overall {
            before,
            after,
            ratios,
            n_pairs: 8,
            package_before: package,
            package_after: None,
        })
        .boxed()
}

fn subjects() -> BoxedStrategy<Subject> {
    let goals = prop::sample::select(vec![Goal::Cost, Goal::ColdStart, Goal::P95, Goal::Balanced]);
    (texts(), goals, any::<Option<u64>>(), figures())
        .prop_map(|(text, goal, traffic_per_month, figure)| Subject {
            function: text.clone(),
            handler: text.clone(),
            python: "3.13.0".to_owned(),
            architecture: "x86_64".to_owned(),
            events: [EventOrigin::Given, EventOrigin::Generated]
                .map(|origin| EventFacts {
                    name: text.clone(),
                    origin,
                })
                .to_vec(),
            limits: text.clone(),
            machine: text,
            goal,
            traffic_per_month,
            cold_share: figure,
            prices: String::new(),
            budget_ms: figure,
            margin: figure,
            confidence: figure,
        })
        .boxed()
}

fn advice() -> BoxedStrategy<Advice> {
    let saving =
        (maybe(), maybe(), maybe()).prop_map(|(init_ms, invocation_ms, cost_per_million)| Saving {
            init_ms,
            invocation_ms,
            cost_per_million,
        });
    let place = prop::option::of(texts());
    (texts(), place, prop::option::of(saving))
        .prop_map(|(title, place, saves)| Advice {
            what_to_do: title.clone(),
            code: place.clone(),
            title,
            place,
            saves,
        })
        .boxed()
}

fn documents() -> BoxedStrategy<Optimized> {
    let lists = (
        prop::collection::vec(changes(), 0..4),
        prop::collection::vec(advice(), 0..3),
    );
    let behaviour = prop_oneof![
        Just(Behaviour::Same),
        texts().prop_map(Behaviour::Different),
        texts().prop_map(Behaviour::Unjudged),
    ];
    (subjects(), lists, overalls(), behaviour, figures())
        .prop_map(
            |(subject, (tried, needs_a_person), overall, behaviour, spent_ms)| Optimized {
                schema: SCHEMA.to_owned(),
                kept: tried.iter().take(2).map(|tried| tried.id.clone()).collect(),
                tried,
                overall,
                behaviour,
                end: End::Budget,
                spent_ms,
                needs_a_person,
                notes: vec![subject.function.clone()],
                written: vec![Written {
                    what: Artifact::Patch,
                    path: subject.function.clone(),
                }],
                applied: Applied::Commits,
                subject,
            },
        )
        .boxed()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_was_written_is_read_back(document in documents()) {
        let text = serde_json::to_vec_pretty(&document).unwrap();
        let again = Optimized::from_json(&text).unwrap();
        prop_assert_eq!(again, document);
    }

    #[test]
    fn what_is_cut_or_changed_is_read_or_refused(
        document in documents(),
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
    ) {
        let mut text = serde_json::to_vec(&document).unwrap();
        let at = at.index(text.len());
        let cut = Optimized::from_json(&text[..at]);
        prop_assert!(matches!(cut, Err(ReadError::Truncated { .. } | ReadError::Empty)), "{cut:?}");
        text[at] = byte;
        if let Ok(changed) = Optimized::from_json(&text) {
            let text = serde_json::to_vec(&changed).unwrap();
            prop_assert_eq!(Optimized::from_json(&text).unwrap(), changed);
        }
    }

    #[test]
    fn no_bytes_panic(text in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = Optimized::from_json(&text);
    }
}

fn refused(text: &str) -> String {
    Optimized::from_json(text.as_bytes())
        .unwrap_err()
        .to_string()
}

#[test]
fn what_is_something_else_is_said_to_be() {
    assert_eq!(refused(" \n"), "is empty");
    assert_eq!(refused("{\"schema\": "), "is cut short");
    assert_eq!(refused("schema: 1"), "is not JSON");
    let other = "is no result of `warmfront optimize`: its `schema` is not `warmfront.optimize/..`";
    assert_eq!(refused("[]"), other);
    assert_eq!(refused("{\"schema\": \"warmfront.tune/1\"}"), other);
    assert_eq!(refused("{\"schema\": {\"a\": 1}}"), other);
    assert_eq!(
        refused("{\"schema\": \"warmfront.optimize/7\"}"),
        "was written by a newer warmfront (schema 7); this one reads 1"
    );
    assert_eq!(
        refused("{\"schema\": \"warmfront.optimize/1\"}"),
        "is not as warmfront.optimize/1 says"
    );
}

#[test]
fn no_figure_is_negative_or_beyond_measure() {
    for number in ["-1", "1e300", "1e10", "null", "\"1\""] {
        assert!(serde_json::from_str::<Figure>(number).is_err(), "{number}");
    }
    for number in [-1.0, f64::NAN, f64::INFINITY, 1e10] {
        assert_eq!(Figure::new(number), None, "{number}");
    }
    let written = serde_json::to_string(&Figure::new(0.1 + 0.2)).unwrap();
    assert_eq!(written, "0.3");
}
