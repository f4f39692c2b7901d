//! A profile as a real function has one, in the size that a test wants.

use warmfront_profile::document::*;

/// The function's source, for excerpts.
pub(super) const SOURCE: &str = r#"import json
import os
import smtplib

import boto3
import pandas as pd

TABLE = os.environ["TABLE"]
dynamodb = boto3.client("dynamodb")


def load(ids):
    """Read the orders, one by one."""
    items = []
    for order_id in ids:
        answer = dynamodb.get_item(TableName=TABLE, Key={"id": {"S": order_id}})
        items.append(answer["Item"])
    return items


def rates():
    s3 = boto3.client("s3")
    body = s3.get_object(Bucket="rates", Key="latest.json")["Body"].read()
    return json.loads(body)


def handler(event, context):
    orders = load(event["ids"])
    frame = pd.DataFrame(orders)
    frame["total"] = frame["amount"] * rates()["EUR"]
    report = frame.groupby("customer")["total"].sum()
    return json.loads(report.to_json())
"#;

/// How much there is of everything.
#[derive(Debug, Clone, Copy)]
pub(super) struct Size {
    pub(super) n_modules: usize,
    pub(super) n_calls_per_invocation: usize,
}

pub(super) const USUAL: Size = Size {
    n_modules: 940,
    n_calls_per_invocation: 13,
};

pub(super) const LARGE: Size = Size {
    n_modules: 5_000,
    n_calls_per_invocation: 560,
};

const MB: f64 = 1_048_576.0;

/// Distribution, version, module, share of modules, milliseconds, megabytes, importer, whether any
/// event needs it, line of the user's that imports it.
type Package = (
    &'static str,
    &'static str,
    &'static str,
    f64,
    f64,
    f64,
    Option<&'static str>,
    bool,
    u32,
);

const PACKAGES: &[Package] = &[
    (
        "pandas", "2.2.3", "pandas", 0.42, 268.0, 41.0, None, true, 6,
    ),
    (
        "numpy",
        "2.1.3",
        "numpy",
        0.16,
        74.0,
        16.5,
        Some("pandas"),
        true,
        0,
    ),
    (
        "python-dateutil",
        "2.9.0",
        "dateutil",
        0.015,
        9.4,
        1.1,
        Some("pandas"),
        false,
        0,
    ),
    (
        "pytz",
        "2024.2",
        "pytz",
        0.008,
        11.2,
        1.8,
        Some("pandas"),
        false,
        0,
    ),
    (
        "pyarrow",
        "18.0.0",
        "pyarrow",
        0.05,
        61.0,
        28.0,
        Some("pandas"),
        false,
        0,
    ),
    ("boto3", "1.35.71", "boto3", 0.02, 14.0, 1.4, None, true, 5),
    (
        "botocore",
        "1.35.71",
        "botocore",
        0.1,
        88.0,
        11.2,
        Some("boto3"),
        true,
        0,
    ),
    (
        "urllib3",
        "2.2.3",
        "urllib3",
        0.03,
        18.1,
        2.0,
        Some("botocore"),
        true,
        0,
    ),
    (
        "jmespath",
        "1.0.1",
        "jmespath",
        0.008,
        3.1,
        0.3,
        Some("botocore"),
        false,
        0,
    ),
    (
        "s3transfer",
        "0.10.4",
        "s3transfer",
        0.012,
        5.6,
        0.7,
        Some("boto3"),
        false,
        0,
    ),
    ("", "", "email", 0.03, 12.1, 1.0, Some("botocore"), true, 0),
    (
        "",
        "",
        "asyncio",
        0.04,
        16.3,
        1.7,
        Some("urllib3"),
        false,
        0,
    ),
    ("", "", "smtplib", 0.003, 21.0, 2.6, None, false, 3),
    ("", "", "json", 0.004, 1.4, 0.1, None, true, 1),
];

const WORDS: &[&str] = &[
    "core",
    "io",
    "util",
    "arrays",
    "indexes",
    "ops",
    "compat",
    "frame",
    "parsers",
    "dtypes",
    "formats",
    "groupby",
    "internals",
    "missing",
    "resample",
    "window",
    "plotting",
    "linalg",
    "random",
    "fft",
    "session",
    "client",
    "auth",
    "endpoint",
    "retries",
    "config",
    "docs",
    "hooks",
    "parsers",
    "signers",
    "waiter",
    "base",
    "exceptions",
    "tslibs",
    "nattype",
    "timezones",
];

/// Numbers that look random and are the same in every run.
pub(super) struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as f64) / f64::from(1_u32 << 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.roll() * n as f64) as usize
    }
}

/// Returns the profile; `code` is the function's folder.
pub(super) fn profile(code: &str, size: Size) -> Profile {
    let mut dice = Dice(7);
    let (modules, distributions) = modules(code, size.n_modules, &mut dice);
    let imports: f64 = modules.iter().map(|module| module.self_ms.0).sum();
    let init = 41.8 + imports + 8.3;
    let environments = environments(init, imports, &mut dice);
    let mut profile = Profile {
        schema: SCHEMA.to_owned(),
        subject: subject(code),
        edges: edges(&modules, &mut dice),
        modules,
        distributions,
        environments,
        invocations: Vec::new(),
        calls: Vec::new(),
        stacks: stacks(code, imports, &mut dice),
        functions: functions(code),
        findings: Vec::new(),
        account: Account {
            init_ms: Millis(init),
            runtime_init_ms: Millis(36.2),
            imports_ms: Millis(imports),
            agent_ms: Millis(5.6),
            unattributed_ms: Millis(init - 36.2 - imports - 5.6),
            plain_init_ms: Some(Millis(init - 9.0)),
            observed_init_ms: Some(Millis(init)),
        },
    };
    for environment in 4..9 {
        for nth in 0..7 {
            invoke(&mut profile, code, environment, nth, size, &mut dice);
        }
    }
    profile.findings = findings(code, &profile);
    profile
}

fn subject(code: &str) -> Subject {
    let event = |name: &str, bytes| EventFacts {
        name: name.to_owned(),
        bytes,
    };
    Subject {
        function: "orders-report".to_owned(),
        handler: "app.handler".to_owned(),
        code: code.to_owned(),
        memory_size_mb: 512,
        architecture: "arm64".to_owned(),
        python: "3.13.0".to_owned(),
        limits: "cgroup v2".to_owned(),
        events: vec![
            event("events/large.json", 18_204),
            event("events/small.json", 612),
            event("events/東京-注文.json", 2_048),
        ],
        cold_share: 0.02,
        dollars_per_gb_second: 0.000_013_333_4,
        dollars_per_log_gb: 0.5,
        notes: vec![
            "CPU share is 0.289 of a vCPU during invocations; init ran unthrottled, as on Lambda."
                .to_owned(),
            "Calls went to a local server: their time has no network in it.".to_owned(),
        ],
    }
}

fn environments(init: f64, imports: f64, dice: &mut Dice) -> Vec<Environment> {
    let modes = [None; 4]
        .into_iter()
        .chain([Some(Mode::Timed); 5])
        .chain([Some(Mode::Survey)]);
    let environment = |(number, mode): (usize, Option<Mode>)| {
        let noise = if number == 4 {
            0.0
        } else {
            (dice.roll() - 0.4) * 30.0
        };
        let agent = if mode.is_some() { 5.6 } else { 0.0 };
        Environment {
            mode,
            spawn_ms: Millis(2.4 + dice.roll()),
            runtime_init_ms: Some(Millis(34.0 + agent)),
            function_init_ms: Some(Millis(imports + noise)),
            init_ms: Millis(init + noise - 5.6 + agent),
            init_cpu_ms: Millis(init * 0.93),
            agent_ms: mode.map(|_| Millis(agent)),
            resident_after_init: Some(148 << 20),
            collections: (0..6_u32)
                .map(|nth| Collection {
                    start_ms: Millis(70.0 + f64::from(nth) * imports / 7.0),
                    duration_ms: Millis(0.6 + f64::from(nth % 3) * 2.1),
                    generation: (nth % 3) as u8,
                    invocation: None,
                })
                .collect(),
        }
    };
    modes.enumerate().map(environment).collect()
}

fn modules(code: &str, n: usize, dice: &mut Dice) -> (Vec<Module>, Vec<Distribution>) {
    let mut modules = vec![module("app", None, 1.8, 0.3)];
    modules[0].origin = Origin::FirstParty;
    modules[0].path = Some(format!("{code}/app.py"));
    let mut distributions = Vec::new();
    for &(name, version, root, share, time, memory, importer, needed, line) in PACKAGES {
        let first = modules.len();
        let parent = importer.map_or(0, |importer| {
            modules
                .iter()
                .position(|module| module.name == importer)
                .unwrap()
        });
        let n = ((n as f64 * share) as usize).max(2);
        let weights: Vec<f64> = (0..n).map(|_| dice.roll().powi(6) + 0.002).collect();
        let sum: f64 = weights.iter().sum();
        let distribution = (!name.is_empty()).then_some(distributions.len());
        for nth in 0..n {
            // A package, its subpackages below it, modules below those.
            let parent = match nth {
                0 => parent,
                1..=8 => first,
                _ => first + (dice.roll().powi(2) * nth as f64) as usize,
            };
            let name = match nth {
                0 => root.to_owned(),
                _ => format!(
                    "{}.{}{}",
                    if modules[parent].name.matches('.').count() < 3 {
                        &modules[parent].name
                    } else {
                        root
                    },
                    ["", "_"][dice.below(2)],
                    WORDS[dice.below(WORDS.len())]
                ),
            };
            let name = if modules.iter().any(|module| module.name == name) {
                format!("{name}{nth}")
            } else {
                name
            };
            let mut made = module(
                &name,
                Some(parent),
                weights[nth] / sum * time,
                weights[nth] / sum * memory,
            );
            made.file = modules[parent].path.clone();
            made.line = Some(if nth == 0 && line > 0 {
                line
            } else {
                1 + dice.below(60) as u32
            });
            made.origin = if distribution.is_some() {
                Origin::ThirdParty
            } else {
                Origin::Standard
            };
            made.path = Some(format!("{code}/{}.py", name.replace('.', "/")));
            made.distribution = distribution;
            if nth % 29 == 5 {
                made.bytecode = [Bytecode::Stale, Bytecode::Absent, Bytecode::None][dice.below(3)];
                made.libraries = if made.bytecode == Bytecode::None {
                    vec![format!("{root}/lib{root}.so")]
                } else {
                    Vec::new()
                };
            }
            let used = needed && dice.roll() < 0.7;
            made.usage = Some(Usage {
                at_init: dice.roll() < 0.6,
                needed_by: Vec::new(),
                events: if used { vec![0, 1, 2] } else { vec![] },
            });
            modules.push(made);
        }
        if !name.is_empty() {
            distributions.push(Distribution {
                name: name.to_owned(),
                version: Some(version.to_owned()),
                n_modules: n,
                self_ms: Millis(time),
                retained_ms: Millis(time * 1.2),
                self_resident: (memory * MB) as i64,
                needed: Some(needed),
            });
        }
    }
    let modules = in_order_of_start(modules);
    distributions.sort_by(|one, other| other.self_ms.0.total_cmp(&one.self_ms.0));
    let modules = modules
        .into_iter()
        .map(|mut module| {
            let root = module.name.split('.').next().unwrap().to_owned();
            module.distribution = PACKAGES
                .iter()
                .find(|package| package.2 == root)
                .and_then(|package| distributions.iter().position(|each| each.name == package.0));
            module
        })
        .collect();
    (modules, distributions)
}

fn module(name: &str, parent: Option<usize>, time: f64, memory: f64) -> Module {
    Module {
        name: name.to_owned(),
        parent,
        file: None,
        line: None,
        start_ms: Millis::ZERO,
        total_ms: Millis::ZERO,
        self_ms: Millis(time),
        self_cpu_ms: Millis(time * 0.94),
        self_resident: (memory * MB) as i64,
        self_stats: 7,
        path: None,
        origin: Origin::Unknown,
        bytecode: Bytecode::Valid,
        bytes_read: (time * 9_000.0) as u64,
        libraries: Vec::new(),
        distribution: None,
        outcome: ImportOutcome::Loaded,
        retained_ms: Millis(time),
        retained_resident: (memory * MB) as i64,
        usage: Some(Usage {
            at_init: true,
            needed_by: Vec::new(),
            events: vec![0, 1, 2],
        }),
        invocation: None,
    }
}

/// Numbers the modules by start, and gives each its total.
fn in_order_of_start(modules: Vec<Module>) -> Vec<Module> {
    let mut below = vec![Vec::new(); modules.len()];
    for (number, module) in modules.iter().enumerate() {
        if let Some(parent) = module.parent {
            below[parent].push(number);
        }
    }
    let mut order: Vec<(usize, Option<usize>)> = Vec::new();
    let mut left = vec![(0, None)];
    while let Some((number, parent)) = left.pop() {
        let place = order.len();
        order.push((number, parent));
        left.extend(
            below[number]
                .iter()
                .rev()
                .map(|&child| (child, Some(place))),
        );
    }
    let mut ordered: Vec<Module> = order
        .iter()
        .map(|&(number, parent)| Module {
            parent,
            ..modules[number].clone()
        })
        .collect();
    for place in (0..ordered.len()).rev() {
        let own = ordered[place].self_ms;
        ordered[place].total_ms += own;
        let (total, resident) = (ordered[place].total_ms, ordered[place].retained_resident);
        ordered[place].retained_ms = Millis(total.0 * 0.9);
        if let Some(parent) = ordered[place].parent {
            ordered[parent].total_ms += total;
            ordered[parent].retained_resident += resident;
        }
    }
    let mut next = vec![41.8; ordered.len()];
    for place in 0..ordered.len() {
        let start = match ordered[place].parent {
            None => 41.8,
            Some(parent) => {
                let start = next[parent];
                next[parent] += ordered[place].total_ms.0;
                start
            }
        };
        ordered[place].start_ms = Millis(start);
        next[place] = start + ordered[place].self_ms.0 * 0.3;
    }
    ordered
}

fn edges(modules: &[Module], dice: &mut Dice) -> Vec<Edge> {
    let own = modules.iter().enumerate().map(|(to, module)| Edge {
        from: module.parent,
        to,
        line: module.line.unwrap_or(1),
    });
    let mut edges: Vec<Edge> = own.collect();
    for _ in 0..modules.len() {
        edges.push(Edge {
            from: Some(dice.below(modules.len())),
            to: dice.below(modules.len()),
            line: 3,
        });
    }
    edges
}

fn invoke(
    profile: &mut Profile,
    code: &str,
    environment: usize,
    nth: usize,
    size: Size,
    dice: &mut Dice,
) {
    let number = profile.invocations.len();
    let cold = nth == 0;
    let event = nth % 3;
    let start = if cold {
        profile.environments[environment].init_ms.0 + 3.0
    } else {
        900.0 + nth as f64 * 200.0
    };
    let scale = 10.0 / size.n_calls_per_invocation as f64;
    let n_calls = if event == 0 {
        size.n_calls_per_invocation
    } else {
        size.n_calls_per_invocation / 3
    };
    let mut at = start + 0.8;
    let mut waiting = 0.0;
    for call in 0..n_calls {
        let last = call + 1 == n_calls;
        let client = call + 2 == n_calls;
        let duration = (if client {
            11.0
        } else {
            4.1 + dice.roll() * 1.6 + if cold && call == 0 { 14.0 } else { 0.0 }
        }) * scale.min(1.0);
        let (kind, operation, target, line) = match () {
            () if client => (CallKind::Client, "boto3.client", "s3", 22),
            () if last => (CallKind::Aws, "S3.GetObject", "rates", 23),
            () => (CallKind::Aws, "DynamoDB.GetItem", "orders", 16),
        };
        let index = profile.calls.len();
        let new = cold && call == 0 || last;
        profile.calls.push(Call {
            parent: None,
            environment,
            invocation: Some(number),
            process: 0,
            thread: 0,
            start_ms: Millis(at),
            duration_ms: Millis(duration),
            kind,
            library: "botocore".to_owned(),
            operation: operation.to_owned(),
            target: target.to_owned(),
            file: Some(format!("{code}/app.py")),
            line: Some(line),
            function: Some(if line == 16 { "load" } else { "rates" }.to_owned()),
            error: (call == 7 && nth == 2).then(|| "ReadTimeoutError".to_owned()),
            attempts: Some(1),
            status: Some(200),
            request_bytes: Some(412),
            response_bytes: Some(2_214),
            rows: Some(1),
            connection: None,
            connect_ms: None,
            timeout: Timeout::Seconds(60.0),
            statement: None,
            detail: Some(Detail {
                fields: vec![("id".to_owned(), 36), ("blob".to_owned(), 1_804)],
                scanned: Some(1),
                reads: true,
                ..Detail::default()
            }),
        });
        if kind != CallKind::Client {
            let mut http = profile.calls[index].clone();
            http.parent = Some(index);
            http.start_ms = Millis(at + duration * 0.15);
            http.duration_ms = Millis(duration * 0.8);
            http.kind = CallKind::Http;
            http.library = "urllib3".to_owned();
            http.operation = "POST".to_owned();
            http.target = "dynamodb.eu-central-1.amazonaws.com".to_owned();
            http.connection = Some(if new {
                Connection::New
            } else {
                Connection::Reused
            });
            http.connect_ms = new.then_some(Millis(duration * 0.3));
            http.detail = None;
            profile.calls.push(http);
            waiting += duration;
        }
        at += duration + dice.roll() * 0.3;
    }
    let handler_end = at + 22.0 + dice.roll() * 6.0;
    let gc = 1.7;
    profile.environments[environment]
        .collections
        .push(Collection {
            start_ms: Millis(at + 3.0),
            duration_ms: Millis(gc),
            generation: 2,
            invocation: Some(number),
        });
    let mark = |name, at_ms: f64, cpu_ms: f64| Mark {
        name,
        at_ms: Millis(at_ms),
        cpu_ms: Millis(cpu_ms),
    };
    let duration = handler_end - start + 1.9;
    profile.invocations.push(Invocation {
        environment,
        event,
        cold,
        start_ms: Some(Millis(start)),
        duration_ms: Millis(duration),
        cpu_ms: Millis(duration * 0.5),
        marks: vec![
            mark(MarkName::Received, start, 600.0),
            mark(MarkName::Called, start + 0.6, 600.5),
            mark(MarkName::Returned, handler_end, 600.5 + 16.0),
            mark(MarkName::Serialised, handler_end + 0.7, 617.2),
        ],
        waiting_ms: Some(Millis(waiting)),
        collecting_ms: Some(Millis(gc)),
        log_bytes: 311,
        response_bytes: 1_840,
        error: (nth == 5 && environment == 8).then(|| "KeyError".to_owned()),
        max_memory_used_mb: 171,
        dollars_per_million: 0.2 + profile.subject.dollars_per_million(duration),
        json: Vec::new(),
    });
}

fn stacks(code: &str, imports: f64, dice: &mut Dice) -> Stacks {
    let frame = |name: &str, file: &str, first_line| Frame {
        name: name.to_owned(),
        file: file.to_owned(),
        first_line,
    };
    let app = format!("{code}/app.py");
    let pandas = |part: &str| format!("{code}/pandas/core/{part}.py");
    let mut frames = vec![
        frame("<module>", &app, 1),
        frame("_find_and_load", "<frozen importlib._bootstrap>", 1350),
        frame(
            "exec_module",
            "<frozen importlib._bootstrap_external>",
            1019,
        ),
        frame(
            "_call_with_frames_removed",
            "<frozen importlib._bootstrap>",
            480,
        ),
        frame("handler", &app, 27),
        frame("load", &app, 12),
        frame("DataFrame.__init__", &pandas("frame"), 694),
        frame(
            "BaseClient._make_api_call",
            &format!("{code}/botocore/client.py"),
            970,
        ),
        frame("DataFrameGroupBy.sum", &pandas("groupby/generic"), 3100),
    ];
    let mut stacks = vec![
        Stack {
            parent: None,
            frame: 0,
            line: 6,
        },
        Stack {
            parent: None,
            frame: 4,
            line: 29,
        },
    ];
    let mut samples = (Vec::new(), Vec::new());
    for nth in 0..160 {
        frames.push(frame(
            &format!("{}_{nth}", WORDS[dice.below(WORDS.len())]),
            &pandas(WORDS[dice.below(WORDS.len())]),
            10 + nth,
        ));
    }
    for nth in 0..320 {
        let init = nth % 2 == 0;
        let depth = stacks.len();
        let parent = if nth < 12 {
            usize::from(!init)
        } else {
            2 + (dice.roll().powf(1.4) * (depth - 2) as f64 / 2.0) as usize * 2 + usize::from(!init)
        };
        let parent = if parent < depth {
            parent
        } else {
            usize::from(!init)
        };
        let frame = if init && nth % 6 == 0 {
            1 + nth % 3
        } else if !init && nth < 12 {
            5 + nth % 4
        } else {
            9 + dice.below(160)
        };
        stacks.push(Stack {
            parent: Some(parent),
            frame,
            line: 20,
        });
        let wall = dice.roll().powi(3) * imports / 30.0;
        let sampled = Sampled {
            stack: depth,
            n_samples: 1 + (wall / 5.0) as u64,
            cpu_ms: Millis(wall * 0.8),
            wall_ms: Millis(wall),
        };
        if init {
            samples.0.push(sampled)
        } else {
            samples.1.push(sampled)
        }
    }
    Stacks {
        frames,
        stacks,
        init: samples.0,
        handler: samples.1,
        native: Vec::new(),
        n_inits: 5,
        n_invocations: 35,
    }
}

fn functions(code: &str) -> Vec<FunctionTime> {
    let function = |name: &str, first_line, n_handler, handler| FunctionTime {
        name: name.to_owned(),
        file: format!("{code}/app.py"),
        first_line,
        n_init: 0,
        n_handler,
        init_ms: Millis::ZERO,
        handler_ms: Millis(handler),
        stopped: false,
    };
    vec![
        function("handler", 27, 35, 2_640.0),
        function("load", 12, 35, 1_610.0),
        function("rates", 21, 35, 560.0),
        FunctionTime {
            stopped: true,
            ..function("clean", 40, 100_000, 12.0)
        },
    ]
}

fn findings(code: &str, profile: &Profile) -> Vec<Finding> {
    let estimate = |estimate: f64| {
        Some(Estimate {
            estimate,
            lower: Some(estimate * 0.93),
            upper: Some(estimate * 1.08),
            n: 35,
        })
    };
    let calls: Vec<usize> = (0..profile.calls.len())
        .filter(|&call| profile.calls[call].operation == "DynamoDB.GetItem")
        .collect();
    let modules: Vec<usize> = (0..profile.modules.len())
        .filter(|&module| profile.modules[module].name.starts_with("pyarrow"))
        .collect();
    let base = Finding {
        pattern: "batchable-calls".to_owned(),
        message: "10 calls of DynamoDB.GetItem on orders, one after the other, in a loop"
            .to_owned(),
        advice: "Ask for them in one BatchGetItem of up to 100 keys.".to_owned(),
        evidence: vec![
            "10 keys per invocation, all different".to_owned(),
            "one BatchGetItem takes 100 keys and 16 MB".to_owned(),
        ],
        file: Some(format!("{code}/app.py")),
        line: Some(16),
        function: Some("load".to_owned()),
        events: vec![0, 2],
        init_now_ms: None,
        init_after_ms: None,
        invocation_now_ms: estimate(46.8),
        invocation_after_ms: estimate(6.9),
        saved_dollars_per_million: 0.266,
        worth: Worth::Fix,
        calls,
        modules: Vec::new(),
    };
    vec![
        base.clone(),
        Finding {
            pattern: "client-in-handler".to_owned(),
            message: "An S3 client is made in every invocation".to_owned(),
            advice: "Make it once, at module level, so that its connection is kept too.".to_owned(),
            evidence: vec!["35 clients in 35 invocations".to_owned()],
            line: Some(22),
            function: Some("rates".to_owned()),
            invocation_now_ms: estimate(15.1),
            invocation_after_ms: estimate(0.4),
            init_now_ms: None,
            init_after_ms: estimate(11.2),
            saved_dollars_per_million: 0.097,
            calls: vec![],
            ..base.clone()
        },
        Finding {
            pattern: "unused-import".to_owned(),
            message: "pyarrow is imported at init, and no event needs anything of it".to_owned(),
            advice: "Import it where it is used, or leave it out of the package.".to_owned(),
            evidence: vec![],
            line: Some(6),
            function: None,
            events: vec![0, 1, 2],
            init_now_ms: estimate(61.0),
            init_after_ms: estimate(0.0),
            invocation_now_ms: None,
            invocation_after_ms: None,
            saved_dollars_per_million: 0.008,
            calls: vec![],
            modules,
            ..base.clone()
        },
        Finding {
            pattern: "no-timeout".to_owned(),
            message: "S3.GetObject may wait for 60 s, and the function ends after 30 s".to_owned(),
            advice: "Give the client a read timeout below the function's.".to_owned(),
            evidence: vec![],
            line: Some(23),
            function: Some("rates".to_owned()),
            invocation_now_ms: None,
            invocation_after_ms: None,
            saved_dollars_per_million: 0.0,
            worth: Worth::Risk,
            calls: vec![],
            ..base.clone()
        },
        Finding {
            pattern: "repeated-json".to_owned(),
            message: "The same JSON is parsed twice".to_owned(),
            advice: "Keep what was parsed.".to_owned(),
            evidence: vec![],
            line: Some(32),
            function: Some("handler".to_owned()),
            invocation_now_ms: estimate(0.03),
            invocation_after_ms: estimate(0.01),
            saved_dollars_per_million: 0.0,
            worth: Worth::NotWorthIt,
            calls: vec![],
            ..base
        },
    ]
}
