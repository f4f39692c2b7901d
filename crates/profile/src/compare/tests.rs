use super::*;
use crate::document::{Millis, Mode};

fn orders() -> Profile {
    Profile::from_json(include_bytes!("../../fixtures/orders.json")).unwrap()
}

/// Returns the profile after ten reads became one, pandas went and numpy was updated.
fn improved() -> Profile {
    let mut profile = orders();
    let gone =
        |name: &str| ["pandas", "pytz", "dateutil"].contains(&name.split('.').next().unwrap());
    for module in profile
        .modules
        .iter_mut()
        .filter(|module| gone(&module.name))
    {
        // Out of the way; the rest keeps its place.
        module.name = String::from("decimal");
    }
    for module in &mut profile.modules {
        module.name = module.name.replace("numpy.core", "numpy._core");
    }
    profile.distributions.retain(|each| each.name != "pandas");
    for distribution in &mut profile.distributions {
        if distribution.name == "numpy" {
            distribution.version = Some("2.2.0".to_owned());
        }
    }
    for environment in &mut profile.environments {
        environment.init_ms = environment.init_ms - Millis(380.0);
        environment.function_init_ms = environment
            .function_init_ms
            .map(|time| time - Millis(380.0));
    }
    for invocation in profile
        .invocations
        .iter_mut()
        .filter(|each| each.event == 1)
    {
        invocation.duration_ms = Millis(invocation.duration_ms.0 - 40.0);
    }
    let mut n = 0;
    for call in &mut profile.calls {
        call.line = call.line.map(|line| line + 2);
        if call.operation == "DynamoDB.GetItem" {
            n += 1;
            if n % 2 == 0 {
                call.operation = "DynamoDB.Query".to_owned();
            }
        }
    }
    profile.findings.remove(1);
    profile.findings[0].line = Some(26);
    profile
}

fn lines<T: Serialize>(list: &[T]) -> String {
    let lines: Vec<String> = list
        .iter()
        .map(|each| serde_json::to_string(each).unwrap())
        .collect();
    lines.join("\n")
}

#[test]
fn nothing_changes_between_a_profile_and_itself() {
    let same = compare(&orders(), &orders());
    assert_eq!(same.caveats, Vec::<String>::new());
    assert!(same.times.iter().all(|time| {
        matches!(time.verdict, Verdict::NoDifference)
            && time.difference_ms.unwrap().estimate == Millis::ZERO
    }));
    assert_eq!(same.phases, Vec::new());
    assert_eq!(same.imports.modules, Vec::new());
    assert_eq!((same.imports.n_added, same.imports.n_removed), (0, 0));
    assert_eq!(same.distributions, Vec::new());
    assert_eq!(same.calls, Vec::new());
    assert_eq!(same.findings.n_remaining, 2);
    assert_eq!((same.findings.fixed.len(), same.findings.new.len()), (0, 0));
}

#[test]
fn what_changed_is_told_largest_first() {
    let found = compare(&orders(), &improved());
    insta::assert_snapshot!(lines(&found.times), @r#"
    {"what":"init","event":null,"old":{"p50_ms":803.995,"n":6},"new":{"p50_ms":423.995,"n":6},"difference_ms":{"estimate":-380.0,"lower":-447.194,"upper":-324.005},"verdict":"faster"}
    {"what":"cold_start","event":"events/get.json","old":{"p50_ms":825.896,"n":6},"new":{"p50_ms":445.896,"n":6},"difference_ms":{"estimate":-380.0,"lower":-447.135,"upper":-323.619},"verdict":"faster"}
    {"what":"warm","event":"events/get.json","old":{"p50_ms":13.5475,"n":6},"new":{"p50_ms":13.5475,"n":6},"difference_ms":{"estimate":0.0,"lower":-0.456587,"upper":0.452},"verdict":"no_difference"}
    {"what":"warm","event":"events/list.json","old":{"p50_ms":52.3845,"n":12},"new":{"p50_ms":12.3845,"n":12},"difference_ms":{"estimate":-40.0,"lower":-40.356,"upper":-39.6445},"verdict":"faster"}
    {"what":"warm","event":"events/注文.json","old":{"p50_ms":28.237,"n":12},"new":{"p50_ms":28.237,"n":12},"difference_ms":{"estimate":0.0,"lower":-0.349,"upper":0.341},"verdict":"no_difference"}
    "#);
    insta::assert_snapshot!(lines(&found.phases), @r#"
    {"event":null,"phase":"function_init","old_ms":744.12,"new_ms":364.12}
    {"event":"events/list.json","phase":"waiting","old_ms":47.483,"new_ms":9.1}
    {"event":"events/list.json","phase":"idle","old_ms":1.217,"new_ms":0.0}
    "#);
    insta::assert_snapshot!(lines(&found.imports.modules), @r#"
    {"name":"pandas","old_self_ms":4.5,"new_self_ms":null,"old_retained_ms":421.0,"new_retained_ms":null,"file":"app.py","line":3}
    {"name":"pytz","old_self_ms":9.5,"new_self_ms":null,"old_retained_ms":9.5,"new_retained_ms":null,"file":"pandas/__init__.py","line":25}
    {"name":"decimal","old_self_ms":0.9,"new_self_ms":4.5,"old_retained_ms":0.9,"new_retained_ms":421.0,"file":"app.py","line":3}
    {"name":"dateutil","old_self_ms":2.5,"new_self_ms":null,"old_retained_ms":2.5,"new_retained_ms":null,"file":"pandas/__init__.py","line":24}
    "#);
    insta::assert_snapshot!(lines(&found.distributions), @r#"
    {"name":"pandas","old_version":"2.2.3","new_version":null,"old_self_ms":320.5,"new_self_ms":null}
    {"name":"numpy","old_version":"2.1.3","new_version":"2.2.0","old_self_ms":88.5,"new_self_ms":88.5}
    "#);
    insta::assert_snapshot!(lines(&found.calls), @r#"
    {"kind":"aws","operation":"DynamoDB.Query","target":"Orders","file":"app.py","line":26,"old":null,"new":{"n":2.3333333333333335,"total_ms":11.069917,"p50_ms":4.7315,"n_connections":0.0}}
    {"kind":"aws","operation":"DynamoDB.GetItem","target":"Orders","file":"app.py","line":26,"old":{"n":4.666666666666667,"total_ms":21.906583,"p50_ms":4.668,"n_connections":1.0},"new":{"n":2.3333333333333335,"total_ms":10.836667,"p50_ms":4.6405,"n_connections":1.0}}
    "#);
    insta::assert_snapshot!(lines(&found.findings.fixed), @r#"{"pattern":"unused-import","message":"pandas is imported at init and no event needs it","file":"app.py","line":3,"dollars_per_million":0.0508}"#);
    assert_eq!(found.findings.n_remaining, 1);
}

#[test]
fn the_other_way_round_it_is_slower() {
    let found = compare(&improved(), &orders());
    assert_eq!(found.times[0].verdict, Verdict::Slower);
    assert_eq!(found.findings.new.len(), 1);
    assert_eq!(found.findings.fixed.len(), 0);
}

#[test]
fn few_measurements_are_not_judged() {
    let mut few = improved();
    few.environments.truncate(2);
    few.invocations
        .retain(|invocation| invocation.environment < 2);
    let found = compare(&orders(), &few);
    assert_eq!(found.times[0].verdict, Verdict::TooFew(6));
    let difference = found.times[0].difference_ms.unwrap();
    assert!(difference.estimate < Millis(-300.0) && difference.lower.is_none());
}

#[test]
fn events_of_one_profile_only_have_nothing_to_be_compared_with() {
    let mut other = orders();
    other.subject.events[0].name = "events/put.json".to_owned();
    let found = compare(&orders(), &other);
    let alone = found
        .times
        .iter()
        .filter(|time| time.verdict == Verdict::Incomparable);
    let names: Vec<_> = alone.map(|time| time.event.clone().unwrap()).collect();
    assert_eq!(
        names,
        [
            "events/get.json",
            "events/put.json",
            "events/get.json",
            "events/put.json"
        ]
    );
}

#[test]
fn what_else_differs_is_said() {
    let mut other = orders();
    other.subject.memory_size_mb = 1024;
    other.subject.python = "3.12.1".to_owned();
    for environment in &mut other.environments {
        environment.mode = Some(Mode::Timed);
    }
    insta::assert_snapshot!(compare(&orders(), &other).caveats.join("\n"), @"
    the memory size is 1024 MB, and was 512 MB
    Python is 3.12.1, and was 3.13.0
    what was timed is watched by the agent, and was unwatched
    ");
}

#[test]
fn profiles_of_nothing_can_be_compared() {
    let mut nothing = orders();
    nothing.environments.clear();
    nothing.invocations.clear();
    nothing.subject.events.clear();
    nothing.modules.clear();
    nothing.distributions.clear();
    nothing.calls.clear();
    nothing.findings.clear();
    assert_eq!(compare(&nothing, &nothing).times, Vec::new());
    let lost = compare(&orders(), &nothing);
    assert!(
        lost.times
            .iter()
            .all(|time| time.verdict == Verdict::Incomparable)
    );
    assert_eq!(lost.imports.n_removed, 25);
    assert_eq!(lost.findings.fixed.len(), 2);
}
