use proptest::prelude::*;

use super::trace::{Made, Trace, aws, http, of_kind, sql};
use super::*;
use crate::document::{
    Bytecode, CallKind, Collection, Edge, Estimate, JsonWork, Millis, Mode, Timeout, Usage, Worth,
};

#[test]
fn patterns_are_sorted_by_name_and_unique() {
    let names: Vec<&str> = ALL.iter().map(|pattern| pattern.name).collect();
    assert!(names.is_sorted_by(|one, other| one < other), "{names:?}");
}

#[test]
fn what_is_worth_most_comes_first_and_what_is_worth_nothing_last() {
    let mut trace = Trace::new();
    let get = |key: &str| aws("DynamoDB.GetItem", "orders").reads(key, key).took(9.0);
    let never = http("GET", "api")
        .line(30)
        .with(|call| call.timeout = Timeout::Unlimited);
    trace
        .warm(0, vec![get("1"), get("2"), get("3"), never])
        .log_bytes = 10;
    let found = find(&trace.evidence());
    let named: Vec<(&str, Worth)> = found
        .iter()
        .map(|each| (each.pattern.as_str(), each.worth))
        .collect();
    let expect = [
        ("batchable-calls", Worth::Fix),
        ("call-without-timeout", Worth::Risk),
        ("log-volume", Worth::NotWorthIt),
    ];
    assert_eq!(named, expect);
}

#[test]
fn two_patterns_do_not_save_the_same_calls_twice() {
    let mut trace = Trace::new();
    let get = |key: &str| aws("DynamoDB.GetItem", "orders").reads(key, key).took(9.0);
    for event in 0..2 {
        trace.warm(event, vec![get("1"), get("2"), get("3"), get("4")]);
    }
    let found = find(&trace.evidence());
    // The second event asks what the first has asked: kept answers save half, one batch more.
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].pattern, "batchable-calls");
    let other = found[0].evidence.last().unwrap();
    assert!(
        other.starts_with("`cacheable-read` at `app.py:14` is about the same calls"),
        "{other}"
    );
}

/// What a file may claim, within types: any number, any index.
fn millis() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => 0.0..100.0,
        1 => Just(f64::NAN),
        1 => Just(f64::INFINITY),
        1 => Just(-5.0),
        1 => Just(1e300),
    ]
}

fn calls() -> impl Strategy<Value = Vec<Made>> {
    let kinds = prop_oneof![
        Just(aws("DynamoDB.GetItem", "orders")),
        Just(aws("DynamoDB.Scan", "orders")),
        Just(http("GET", "api")),
        Just(sql("SELECT * FROM t WHERE id = ?")),
        Just(of_kind(CallKind::Client, "boto3", "boto3.client")),
        Just(of_kind(CallKind::Connect, "psycopg", "psycopg.connect")),
    ];
    let values = prop::collection::vec(0_u32..6, 0..4);
    let call = (
        kinds,
        millis(),
        millis(),
        0_u32..4,
        any::<bool>(),
        values.clone(),
        values,
        0_u64..u64::MAX,
    );
    let call = call.prop_map(|(made, took, connect, key, reads, inputs, outputs, n)| {
        let key = key.to_string();
        let made = made
            .took(took)
            .connects(connect)
            .reads(&key, &key)
            .values(&inputs, &outputs);
        let made = made.detail(|detail| {
            detail.reads = reads;
            detail.scanned = Some(n);
            detail.fields = vec![("id".into(), n), ("other".into(), n / 2)];
            detail.plan = Some("SCAN t".into());
        });
        made.with(|call| {
            call.attempts = u32::try_from(n % 5).ok();
            call.rows = Some(n / 3);
            call.response_bytes = Some(n);
            call.timeout = Timeout::Unlimited;
        })
    });
    prop::collection::vec(call, 0..12)
}

#[derive(Debug, Clone)]
struct Claims {
    invocations: Vec<(usize, bool, Vec<Made>, f64)>,
    parents: Vec<Option<usize>>,
    of: Vec<Option<usize>>,
    environments: Vec<usize>,
    modules: Vec<(Option<usize>, f64, Option<Usage>)>,
    edges: Vec<(Option<usize>, usize)>,
    subject: (u32, f64, f64, f64),
}

fn claims() -> impl Strategy<Value = Claims> {
    let events = prop::collection::vec(0_usize..4, 0..3);
    let needers = prop::collection::vec(0_usize..12, 0..3);
    let usage = (any::<bool>(), needers, events).prop_map(|(at_init, needed_by, events)| Usage {
        at_init,
        needed_by,
        events,
    });
    let usage = prop::option::of(usage);
    (
        prop::collection::vec((0_usize..3, any::<bool>(), calls(), millis()), 0..8),
        prop::collection::vec(prop::option::of(0_usize..60), 0..40),
        prop::collection::vec(prop::option::of(0_usize..12), 0..40),
        prop::collection::vec(0_usize..6, 0..8),
        prop::collection::vec((prop::option::of(0_usize..12), millis(), usage), 0..10),
        prop::collection::vec((prop::option::of(0_usize..12), 0_usize..12), 0..20),
        (any::<u32>(), millis(), millis(), millis()),
    )
        .prop_map(
            |(invocations, parents, of, environments, modules, edges, subject)| Claims {
                invocations,
                parents,
                of,
                environments,
                modules,
                edges,
                subject,
            },
        )
}

fn trace(claims: Claims) -> Trace {
    let mut trace = Trace::new();
    for (event, cold, calls, number) in claims.invocations {
        let invocation = if cold {
            trace.cold(event, calls)
        } else {
            trace.warm(event, calls)
        };
        (invocation.duration_ms, invocation.dollars_per_million) = (Millis(number), number);
        invocation.log_bytes = number.to_bits();
        for mark in &mut invocation.marks {
            mark.cpu_ms.0 *= number;
        }
        let json = |operation: &str| JsonWork {
            operation: operation.into(),
            digest: "d".into(),
            bytes: u64::MAX,
            duration_ms: Millis(number),
            file: String::new(),
            line: 0,
        };
        invocation.json = vec![json("loads"), json("loads")];
    }
    for (call, parent) in trace.profile.calls.iter_mut().zip(claims.parents) {
        call.parent = parent;
    }
    for (call, invocation) in trace.profile.calls.iter_mut().zip(claims.of) {
        call.invocation = invocation;
    }
    for (invocation, environment) in trace
        .profile
        .invocations
        .iter_mut()
        .zip(claims.environments)
    {
        invocation.environment = environment;
        invocation.event = environment * 1_000;
    }
    import(&mut trace, claims.modules, claims.edges);
    price(&mut trace, claims.subject);
    trace.names = vec![vec!["id".into()]; 3];
    trace
}

fn import(
    trace: &mut Trace,
    modules: Vec<(Option<usize>, f64, Option<Usage>)>,
    edges: Vec<(Option<usize>, usize)>,
) {
    for (index, (parent, millis, usage)) in modules.into_iter().enumerate() {
        let name = ["a", "a.b", "a.b.c", ".", ""][index % 5];
        let module = trace.module(name, millis, None);
        module.parent = parent;
        module.bytecode = Bytecode::Stale;
        module.self_resident = i64::MAX;
        module.distribution = parent;
        module.bytes_read = u64::MAX;
        module.usage = usage;
    }
    let edges = edges.into_iter();
    trace
        .profile
        .edges
        .extend(edges.map(|(from, to)| Edge { from, to, line: 0 }));
}

fn price(trace: &mut Trace, claimed: (u32, f64, f64, f64)) {
    let number = claimed.1;
    for environment in &mut trace.profile.environments {
        environment.init_ms = Millis(number);
        environment.collections = vec![Collection {
            start_ms: Millis(1e3),
            duration_ms: Millis(number),
            generation: 0,
            invocation: None,
        }];
        if number > 50.0 {
            environment.mode = Some(Mode::Survey);
        }
    }
    let subject = &mut trace.profile.subject;
    subject.memory_size_mb = claimed.0;
    (subject.cold_share, subject.dollars_per_gb_second) = (claimed.2, claimed.3);
    subject.dollars_per_log_gb = claimed.1;
    trace.profile.account.init_ms = Millis(claimed.2);
}

fn is_sound(estimate: Option<Estimate>) -> bool {
    estimate.is_none_or(|of| {
        of.estimate.is_finite()
            && of.estimate >= 0.0
            && of
                .lower
                .is_none_or(|lower| lower >= 0.0 && lower <= of.estimate)
            && of
                .upper
                .is_none_or(|upper| upper.is_finite() && upper >= of.estimate)
    })
}

proptest! {
    #[test]
    fn whatever_a_profile_claims_findings_are_sound(claims in claims()) {
        let trace = trace(claims);
        let found = find(&trace.evidence());
        for each in &found {
            let saved = each.saved_dollars_per_million;
            prop_assert!(saved.is_finite() && saved >= 0.0, "{each:?}");
            let estimates = [each.init_now_ms, each.init_after_ms, each.invocation_now_ms, each.invocation_after_ms];
            prop_assert!(estimates.into_iter().all(is_sound), "{each:?}");
            prop_assert!(!each.message.contains("NaN") && !each.message.contains("inf "), "{}", each.message);
            prop_assert!(each.calls.iter().all(|&call| call < trace.profile.calls.len()));
            prop_assert!(each.modules.iter().all(|&module| module < trace.profile.modules.len()));
        }
        let in_order = found.is_sorted_by(|one, other| {
            let saved = |each: &Finding| each.saved_dollars_per_million;
            one.worth < other.worth || (one.worth == other.worth && saved(one) >= saved(other))
        });
        prop_assert!(in_order);
    }
}
