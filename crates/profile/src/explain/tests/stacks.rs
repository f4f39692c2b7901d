use super::*;

#[test]
fn stacks_are_joined_over_processes_and_environments() {
    let mut first = Script::new();
    first.invocation(0, 110.0, 150.0);
    first.samples("inner", &[50.0, 120.0, 160.0]);
    let mut second = Script::new();
    second.invocation(0, 110.0, 150.0);
    second.text("so that numbers differ");
    second.samples("inner", &[60.0]);
    second.line(r#"["batch", 2]"#);
    second.samples("another", &[120.0, 125.0]);
    let runs = vec![
        run(Some(Mode::Timed), &[0], first),
        run(Some(Mode::Timed), &[0], second),
    ];
    let stacks = explained(runs).stacks;
    let names: Vec<_> = stacks
        .frames
        .iter()
        .map(|frame| frame.name.as_str())
        .collect();
    assert_eq!(names, ["outer", "inner", "another"]);
    let parents: Vec<_> = stacks.stacks.iter().map(|stack| stack.parent).collect();
    assert_eq!(parents, [None, Some(0), Some(0)]);
    let counts = |sampled: &[crate::document::Sampled]| -> Vec<_> {
        sampled
            .iter()
            .map(|each| (each.stack, each.n_samples))
            .collect()
    };
    // What was seen at 160 ms is neither of init nor of an invocation.
    assert_eq!(counts(&stacks.init), [(1, 2)]);
    assert_eq!(counts(&stacks.handler), [(1, 1), (2, 2)]);
    check_ms(stacks.handler.iter().map(|each| each.cpu_ms), &[4.0, 8.0]);
    check_ms(stacks.handler.iter().map(|each| each.wall_ms), &[5.0, 10.0]);
    assert_eq!((stacks.n_inits, stacks.n_invocations), (2, 2));
}

#[test]
fn functions_are_summed_and_costliest_first() {
    let script = || {
        let mut script = Script::new();
        let (short, long) = (script.text("short"), script.text("long"));
        let file = script.text("/app.py");
        let mut calls = |phase: &str, name: usize, count: u32, wall: u32, stopped: u8| {
            script.line(&format!(
                r#"["function", "{phase}", {name}, {file}, 3, {count}, {wall}, {stopped}]"#
            ));
        };
        calls("init", short, 2, 1_000_000, 0);
        calls("handler", short, 3, 2_000_000, 1);
        calls("handler", long, 1, 5_000_000, 0);
        calls("handler", long, 1, 5_000_000, 0);
        script
    };
    let runs = vec![
        run(Some(Mode::Timed), &[0], script()),
        run(Some(Mode::Timed), &[0], script()),
        run(Some(Mode::Survey), &[0], script()),
    ];
    let functions = explained(runs).functions;
    let found: Vec<_> = functions
        .iter()
        .map(|each| {
            (
                each.name.as_str(),
                each.n_init,
                each.n_handler,
                each.stopped,
            )
        })
        .collect();
    assert_eq!(found, [("long", 0, 4, false), ("short", 4, 6, true)]);
    check_ms(functions.iter().map(|each| each.handler_ms), &[20.0, 4.0]);
    check_ms(functions.iter().map(|each| each.init_ms), &[0.0, 2.0]);
}
