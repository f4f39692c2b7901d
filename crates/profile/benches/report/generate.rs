//! A function that does not exist: its files, and what would have been recorded of it.

use std::cmp::Reverse;
use std::fmt::Write as _;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::time::Duration;
use std::{fs, iter};

use warmfront_model::invocation::{
    ColdStart, Completed, Outcome, Report, RequestId, Spent, Status,
};
use warmfront_model::units::MemorySize;
use warmfront_profile::agent::Mode;
use warmfront_profile::document::{EventFacts, Subject};
use warmfront_profile::explain::Handled;

const N_MODULES: usize = 3_500;
const N_PACKAGES: usize = 40;
const N_INVOCATIONS: usize = 20;
const N_SPANS: usize = 100_000;
const N_SURVEY_SPANS: usize = 5_000;
const N_EDGES: usize = 20_000;
const N_STACKS: usize = 5_000;
const N_SAMPLES: usize = 20_000;

/// What Python 3.13 begins its bytecode with.
const MAGIC: [u8; 4] = [0xf3, 0x0d, 0x0d, 0x0a];

/// When the function's process started, in nanoseconds.
const START: u64 = 5_000_000_000;
/// When the handler's module was asked for.
const IMPORT: u64 = START + 50_000_000;
/// Time of one import.
const EACH: u64 = 400_000;
/// Time of one invocation.
const INVOCATION: u64 = 6_000_000_000;

/// Returns the name of what was recorded in one mode.
pub(crate) fn name(mode: Mode) -> &'static str {
    match mode {
        Mode::Timed => "timed",
        Mode::Survey => "survey",
    }
}

/// Writes everything, and returns how many bytes were recorded.
pub(crate) fn write(folder: &Path) -> io::Result<u64> {
    packages(&folder.join("packages"))?;
    let mut bytes = 0;
    for mode in [Mode::Timed, Mode::Survey] {
        let path = folder.join(name(mode));
        let mut file = BufWriter::new(fs::File::create(&path)?);
        record(&mut file, folder, mode)?;
        file.flush()?;
        bytes += fs::metadata(&path)?.len();
    }
    Ok(bytes)
}

fn package(module: usize) -> usize {
    module * N_PACKAGES / N_MODULES
}

fn file(folder: &Path, module: usize) -> String {
    let path = format!("packages/package_{}/module_{module}.py", package(module));
    folder.join(path).to_string_lossy().into_owned()
}

fn cached(folder: &Path, module: usize) -> String {
    let package = package(module);
    let path = format!("packages/package_{package}/__pycache__/module_{module}.cpython-313.pyc");
    folder.join(path).to_string_lossy().into_owned()
}

fn packages(folder: &Path) -> io::Result<()> {
    for package in 0..N_PACKAGES {
        let information = folder.join(format!("package_{package}-1.0.dist-info"));
        fs::create_dir_all(&information)?;
        fs::create_dir_all(folder.join(format!("package_{package}/__pycache__")))?;
        let headers = format!("Metadata-Version: 2.1\nName: package-{package}\nVersion: 1.0\n\n");
        fs::write(information.join("METADATA"), headers)?;
    }
    let mut records = vec![String::new(); N_PACKAGES];
    for module in 0..N_MODULES {
        let path = format!("package_{}/module_{module}.py", package(module));
        fs::write(folder.join(&path), "x = 1\n")?;
        let _ = writeln!(records[package(module)], "{path},sha256=abc,6");
        let cached = cached(folder.parent().unwrap_or(folder), module);
        let header: Vec<u8> = MAGIC
            .iter()
            .copied()
            .chain([1, 0, 0, 0])
            .chain([0; 500])
            .collect();
        fs::write(cached, header)?;
    }
    for (package, record) in records.iter().enumerate() {
        let information = folder.join(format!("package_{package}-1.0.dist-info"));
        // Most files of a package are never imported.
        let others = (0..1_000).map(|other| format!("package_{package}/other_{other}.py,,\n"));
        let others: String = others.collect::<Vec<_>>().concat();
        fs::write(information.join("RECORD"), record.clone() + &others)?;
    }
    Ok(())
}

fn record(out: &mut impl Write, folder: &Path, mode: Mode) -> io::Result<()> {
    let mode_name = name(mode);
    writeln!(out, r#"["batch",10]"#)?;
    writeln!(
        out,
        r#"["process",10,1,{{"python":"3.13.0","magic":"f30d0d0a","started":{START},"agent":{START},"ready":{IMPORT},"mode":"{mode_name}","path":["{0}/packages"],"prefix":"/usr","stdlib":["/usr/lib/python3.13"]}}]"#,
        folder.display()
    )?;
    texts(out, folder)?;
    writeln!(out, r#"["mark","import_started",{IMPORT},1,1,null]"#)?;
    imports(out)?;
    let done = IMPORT + EACH * N_MODULES as u64;
    writeln!(out, r#"["mark","import_done",{done},1,1,null]"#)?;
    match mode {
        Mode::Timed => {
            stacks(out)?;
            invocations_of(out, N_SPANS, false)?;
        }
        Mode::Survey => {
            survey(out)?;
            invocations_of(out, N_SURVEY_SPANS, true)?;
        }
    }
    writeln!(out, r#"["end"]"#)
}

fn texts(out: &mut impl Write, folder: &Path) -> io::Result<()> {
    for module in 0..N_MODULES {
        let number = module * 3;
        let package = package(module);
        writeln!(
            out,
            r#"["text",{number},"package_{package}.module_{module}"]"#
        )?;
        writeln!(out, r#"["text",{},"{}"]"#, number + 1, file(folder, module))?;
        writeln!(
            out,
            r#"["text",{},"{}"]"#,
            number + 2,
            cached(folder, module)
        )?;
    }
    writeln!(out, r#"["text",{},"SourceFileLoader"]"#, N_MODULES * 3)
}

/// Modules in a tree, a binomial one: below a module are those that follow it, as many as the lowest
/// bit of its number says.
fn imports(out: &mut impl Write) -> io::Result<()> {
    let last = |module: usize| match module {
        0 => N_MODULES - 1,
        _ => (module + (1 << module.trailing_zeros()) - 1).min(N_MODULES - 1),
    };
    // They are recorded when they end.
    let mut modules: Vec<usize> = (0..N_MODULES).collect();
    modules.sort_by_key(|&module| (last(module), Reverse(module)));
    for module in modules {
        let parent = parent(module, module & module.saturating_sub(1));
        let start = IMPORT + EACH * module as u64;
        let end = IMPORT + EACH * (last(module) as u64 + 1);
        let (name, path, cached) = (module * 3, module * 3 + 1, module * 3 + 2);
        let loader = N_MODULES * 3;
        writeln!(
            out,
            r#"["import",{module},{parent},1,{name},{path},{},{start},{end},{},4096,2,0,{path},{cached},{loader}]"#,
            module % 300 + 1,
            end - start,
        )?;
    }
    Ok(())
}

/// Returns the number of what something is below, as it is written.
fn parent(number: usize, parent: usize) -> String {
    match number {
        0 => "-1".to_owned(),
        _ => parent.to_string(),
    }
}

fn stacks(out: &mut impl Write) -> io::Result<()> {
    for frame in 0..N_STACKS / 5 {
        let (name, path) = (frame * 3, frame * 3 + 1);
        writeln!(out, r#"["frame",{frame},{name},{path},{}]"#, frame % 90)?;
    }
    for stack in 0..N_STACKS {
        let parent = parent(stack, stack.saturating_sub(1) / 2);
        writeln!(
            out,
            r#"["stack",{stack},{parent},{},{}]"#,
            stack / 5,
            stack % 100
        )?;
    }
    for sample in 0..N_SAMPLES {
        let time = IMPORT + sample as u64 * 5_000_000;
        let stack = sample * 7 % N_STACKS;
        writeln!(out, r#"["sample",{time},1,{stack},4900000,5000000]"#)?;
    }
    Ok(())
}

fn survey(out: &mut impl Write) -> io::Result<()> {
    for edge in 0..N_EDGES {
        let from = edge % N_MODULES;
        let to = (edge * 31 + 7) % N_MODULES;
        writeln!(out, r#"["edge",{},{},{}]"#, from * 3, to * 3, edge % 200)?;
    }
    for module in (0..N_MODULES).step_by(3) {
        writeln!(out, r#"["used",null,{},"ran"]"#, module * 3)?;
        writeln!(out, r#"["used","request-0",{},"ran"]"#, module * 3)?;
    }
    Ok(())
}

fn invocations_of(out: &mut impl Write, n_spans: usize, closely: bool) -> io::Result<()> {
    let each = n_spans / N_INVOCATIONS;
    let begun = IMPORT + EACH * N_MODULES as u64 + 1_000_000;
    for invocation in 0..N_INVOCATIONS {
        let start = begun + INVOCATION * invocation as u64;
        let end = start + INVOCATION - 1_000_000;
        writeln!(
            out,
            r#"["mark","received",{start},1,1,"request-{invocation}"]"#
        )?;
        for span in 0..each {
            let id = invocation * each + span;
            spans(out, id, start + 1_000_000 * span as u64, closely)?;
        }
        writeln!(out, r#"["mark","sent",{end},1,1,"request-{invocation}"]"#)?;
    }
    Ok(())
}

/// Every second call is the HTTP request of the one before.
fn spans(out: &mut impl Write, id: usize, start: u64, closely: bool) -> io::Result<()> {
    let end = start + 800_000;
    let line = id % 40 + 10;
    let closer = if closely {
        format!(
            r#","params":"{id:x}","answer":"ab","shape":"cd","inputs":[1,2,3],"outputs":[4,5,6],"reads":true,"parameters":["TableName","Key"]"#
        )
    } else {
        String::new()
    };
    if id.is_multiple_of(2) {
        return writeln!(
            out,
            r#"["span",{id},null,1,{start},{end},"aws","botocore","DynamoDB.GetItem","orders-table","/var/task/orders/repository.py",{line},"Repository.load_order",null,{{"attempts":1,"status":200,"request_bytes":120,"response_bytes":480,"rows":1,"timeout":60{closer}}}]"#
        );
    }
    let parent = id - 1;
    writeln!(
        out,
        r#"["span",{id},{parent},1,{start},{end},"http","urllib3","POST","dynamodb.us-east-1.amazonaws.com","/var/task/orders/repository.py",{line},"Repository.load_order",null,{{"status":200,"request_bytes":320,"response_bytes":480,"connection":"reused","timeout":60}}]"#
    )
}

/// Returns what the engine would have measured.
pub(crate) fn invocations(mode: Mode) -> Vec<Handled> {
    let imports = Duration::from_nanos(EACH * N_MODULES as u64);
    let cold_start = ColdStart {
        runtime_init: Some(Duration::from_millis(50)),
        function_init: Some(imports),
        init: Spent {
            wall: imports + Duration::from_millis(50),
            cpu: imports,
        },
        ..ColdStart::default()
    };
    let cold = iter::once(Some(cold_start)).chain(iter::repeat(None));
    let duration = Duration::from_nanos(INVOCATION);
    let report = Report {
        duration,
        billed_duration: duration.into(),
        memory_size: MemorySize::default(),
        max_memory_used_mb: 100,
        init_duration: None,
        restore_duration: None,
        status: Status::Success,
        error_type: None,
    };
    cold.take(N_INVOCATIONS)
        .enumerate()
        .map(|(index, cold_start)| Handled {
            event: 0,
            completed: Completed {
                request_id: RequestId(format!("request-{index}")),
                outcome: Outcome::Success {
                    payload: b"{}".to_vec(),
                },
                report: report.clone(),
                round_trip: duration,
                cpu: duration,
                cold_start,
                environment: if mode == Mode::Timed { 1 } else { 2 },
            },
            log_bytes: 100,
        })
        .collect()
}

/// Returns what would have been profiled.
pub(crate) fn subject() -> Subject {
    Subject {
        function: "orders".to_owned(),
        handler: "app.handler".to_owned(),
        code: "/var/task".to_owned(),
        memory_size_mb: 1024,
        architecture: "x86_64".to_owned(),
        python: "3.13.0".to_owned(),
        limits: "modelled".to_owned(),
        events: vec![EventFacts {
            name: "events/order.json".to_owned(),
            bytes: 100,
        }],
        cold_share: 0.05,
        dollars_per_gb_second: 0.000_016_666_7,
        dollars_per_log_gb: 0.5,
        notes: Vec::new(),
    }
}
