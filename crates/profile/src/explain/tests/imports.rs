use super::script::{Import, run_of};
use super::*;
use crate::document::{Module, Origin, Usage};

#[track_caller]
fn module<'a>(profile: &'a Profile, name: &str) -> &'a Module {
    let mut modules = profile.modules.iter();
    modules.find(|module| module.name == name).unwrap()
}

/// `app` asks for `a`, which asks for `shared`, and for `b`.
fn tree() -> Script {
    let mut script = Script::new();
    let app = script.import("app", None, 10.0, 100.0);
    let a = script.import("a", Some(app), 20.0, 60.0);
    script.import("shared", Some(a), 30.0, 55.0);
    script.import("b", Some(app), 70.0, 80.0);
    script
}

#[test]
fn self_times_are_without_what_is_below() {
    let profile = explained(vec![run(Some(Mode::Timed), &[0], tree())]);
    let modules = &profile.modules;
    check_ms(
        modules.iter().map(|module| module.self_ms),
        &[40.0, 15.0, 25.0, 10.0],
    );
    check_ms(
        modules.iter().map(|module| module.self_cpu_ms),
        &[20.0, 7.5, 12.5, 5.0],
    );
    check_ms(
        modules.iter().map(|module| module.total_ms),
        &[90.0, 40.0, 25.0, 10.0],
    );
    check_ms(
        modules.iter().map(|module| module.start_ms),
        &[10.0, 20.0, 30.0, 70.0],
    );
    let parents: Vec<_> = modules.iter().map(|module| module.parent).collect();
    assert_eq!(parents, [None, Some(0), Some(1), Some(0)]);
    check_ms([profile.account.imports_ms], &[90.0]);
}

#[test]
fn imports_shown_are_of_the_median_init() {
    let script = |name| {
        let mut script = Script::new();
        script.import(name, None, 10.0, 20.0);
        script
    };
    let timed = |name, init| run_of(Some(Mode::Timed), &[0], script(name), init);
    let runs = vec![
        timed("slow", 300),
        run_of(None, &[0], Script::new(), 50),
        timed("fast", 100),
        timed("middle", 200),
        run_of(Some(Mode::Survey), &[0], script("survey"), 210),
    ];
    let profile = explained(runs);
    let names: Vec<_> = profile
        .modules
        .iter()
        .map(|module| module.name.as_str())
        .collect();
    assert_eq!(names, ["middle"]);
    check_ms([profile.account.init_ms], &[200.0]);
    check_ms(profile.account.plain_init_ms, &[50.0]);
    check_ms(profile.account.observed_init_ms, &[200.0]);
}

#[test]
fn imports_inside_invocations_are_told_apart() {
    let mut first = tree();
    first.invocation(0, 110.0, 150.0);
    first.import("lazy", None, 115.0, 118.0);
    let mut second = tree();
    second.invocation(0, 110.0, 150.0);
    second.import("lazy", None, 115.0, 118.0);
    let other = second.import("other", None, 119.0, 130.0);
    second.import("below", Some(other), 120.0, 125.0);
    let runs = vec![
        run_of(Some(Mode::Timed), &[0], first, 100),
        run_of(Some(Mode::Timed), &[1], second, 200),
    ];
    let profile = explained(runs);
    let late: Vec<_> = profile.modules[4..]
        .iter()
        .map(|module| (module.name.as_str(), module.invocation, module.parent))
        .collect();
    assert_eq!(
        late,
        [
            ("lazy", Some(0), None),
            ("other", Some(1), None),
            ("below", Some(1), Some(5))
        ]
    );
    // They are no part of init.
    check_ms([profile.account.imports_ms], &[90.0]);
}

#[test]
fn without_a_survey_whoever_asked_first_retains() {
    let profile = explained(vec![run(Some(Mode::Timed), &[0], tree())]);
    check_ms(
        profile.modules.iter().map(|module| module.retained_ms),
        &[90.0, 40.0, 25.0, 10.0],
    );
    assert_eq!(module(&profile, "a").usage, None);
    assert!(
        profile
            .subject
            .notes
            .iter()
            .any(|note| note.contains("upper bound"))
    );
}

#[test]
fn what_others_ask_for_as_well_is_not_retained() {
    let mut survey = tree();
    survey.edge("b", "shared");
    survey.edge("app", "a");
    let runs = vec![
        run(Some(Mode::Timed), &[0], tree()),
        run(Some(Mode::Survey), &[0], survey),
    ];
    let profile = explained(runs);
    check_ms(
        profile.modules.iter().map(|module| module.retained_ms),
        &[90.0, 15.0, 25.0, 10.0],
    );
    let edges: Vec<_> = profile
        .edges
        .iter()
        .map(|edge| (edge.from, edge.to))
        .collect();
    assert_eq!(
        edges,
        [
            (None, 0),
            (Some(0), 1),
            (Some(0), 3),
            (Some(1), 2),
            (Some(3), 2)
        ]
    );
}

#[test]
fn module_needs_the_packages_around_it() {
    let script = || {
        let mut script = Script::new();
        let app = script.import("app", None, 10.0, 100.0);
        let one = script.import("one", Some(app), 20.0, 50.0);
        script.import("pkg", Some(one), 25.0, 45.0);
        script.import("pkg.sub", Some(app), 60.0, 70.0);
        script
    };
    let profile = explained(vec![run(Some(Mode::Timed), &[0], script())]);
    // Without `one`, `pkg.sub` would still bring `pkg`.
    check_ms([module(&profile, "one").retained_ms], &[10.0]);
}

#[test]
fn what_an_invocation_imports_is_no_reason_for_init_to() {
    let script = || {
        let mut script = Script::new();
        let app = script.import("app", None, 10.0, 100.0);
        let package = script.import("pkg", Some(app), 20.0, 60.0);
        script.import("pkg.sub", Some(package), 30.0, 50.0);
        script.invocation(0, 110.0, 150.0);
        let late = script.import("pkg.late", None, 120.0, 140.0);
        script.import("pkg.later", Some(late), 125.0, 130.0);
        script
    };
    let mut survey = script();
    survey.edge("pkg.late", "pkg.sub");
    let runs = vec![
        run(Some(Mode::Timed), &[0], script()),
        run(Some(Mode::Survey), &[0], survey),
    ];
    let profile = explained(runs);
    let retained = ["app", "pkg", "pkg.late"].map(|name| module(&profile, name).retained_ms);
    check_ms(retained, &[90.0, 40.0, 20.0]);
}

#[test]
fn importlib_asks_on_behalf_of_others() {
    let mut survey = tree();
    survey.edge("importlib", "shared");
    let runs = vec![
        run(Some(Mode::Timed), &[0], tree()),
        run(Some(Mode::Survey), &[0], survey),
    ];
    check_ms([module(&explained(runs), "a").retained_ms], &[40.0]);
    let mut survey = tree();
    survey.edge("logging", "shared");
    let runs = vec![
        run(Some(Mode::Timed), &[0], tree()),
        run(Some(Mode::Survey), &[0], survey),
    ];
    check_ms([module(&explained(runs), "a").retained_ms], &[15.0]);
}

#[test]
fn use_counts_for_the_packages_around() {
    let mut survey = tree();
    survey.invocation(0, 110.0, 150.0);
    survey.invocation(1, 210.0, 250.0);
    survey.used(None, "a");
    survey.used(Some(1), "b.inner");
    survey.used(Some(1), "b.inner");
    survey.used(Some(0), "b");
    let runs = vec![
        run(Some(Mode::Timed), &[0], tree()),
        run(Some(Mode::Survey), &[0, 1], survey),
    ];
    let profile = explained(runs);
    let usage = |name| module(&profile, name).usage.clone().unwrap();
    let (at_init, never) = (
        Usage {
            at_init: true,
            ..Usage::default()
        },
        Usage::default(),
    );
    assert_eq!([usage("a"), usage("shared")], [at_init, never]);
    assert_eq!(usage("b").events, [0, 1]);
}

#[test]
fn survey_that_saw_no_use_says_nothing_of_it() {
    let runs = vec![
        run(Some(Mode::Timed), &[0], tree()),
        run(Some(Mode::Survey), &[0], tree()),
    ];
    assert_eq!(module(&explained(runs), "a").usage, None);
}

#[test]
fn libraries_are_of_the_module_that_brought_them() {
    let mut survey = tree();
    survey.line(r#"["library", 2, "/lib/libshared.so"]"#);
    let runs = vec![
        run(Some(Mode::Timed), &[0], tree()),
        run(Some(Mode::Survey), &[0], survey),
    ];
    assert_eq!(
        module(&explained(runs), "shared").libraries,
        ["/lib/libshared.so"]
    );
}

#[track_caller]
fn check_origin(path: Option<&str>, loader: &str, expect: Origin) {
    let mut script = Script::new();
    script.import_of(&Import {
        name: "m",
        parent: None,
        start: 10.0,
        end: 20.0,
        origin: path,
        loader,
        resident: 0,
    });
    let profile = explained(vec![run(Some(Mode::Timed), &[0], script)]);
    assert_eq!(module(&profile, "m").origin, expect, "{path:?} {loader}");
}

#[test]
fn origins_are_told_by_loader_and_place() {
    let source = "SourceFileLoader";
    check_origin(Some("/app/m.py"), source, Origin::FirstParty);
    check_origin(Some("/app/vendor/m.py"), source, Origin::ThirdParty);
    check_origin(Some("/app/site-packages/m.py"), source, Origin::ThirdParty);
    check_origin(Some("/opt/python/m.py"), source, Origin::ThirdParty);
    check_origin(
        Some("/packages/m.so"),
        "ExtensionFileLoader",
        Origin::ThirdParty,
    );
    check_origin(Some("/usr/lib/python3.13/m.py"), source, Origin::Standard);
    check_origin(
        Some("/usr/lib/python3.13/lib-dynload/m.so"),
        "ExtensionFileLoader",
        Origin::Standard,
    );
    check_origin(
        Some("/usr/lib/python3.13/site-packages/m.py"),
        source,
        Origin::ThirdParty,
    );
    check_origin(Some("/elsewhere/m.py"), source, Origin::Unknown);
    check_origin(Some("built-in"), "BuiltinImporter", Origin::BuiltIn);
    check_origin(Some("frozen"), "FrozenImporter", Origin::BuiltIn);
    check_origin(None, "NamespaceLoader", Origin::Namespace);
    check_origin(None, "_SixMetaPathImporter", Origin::Unknown);
}
