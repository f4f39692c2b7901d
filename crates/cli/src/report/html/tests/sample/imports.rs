//! Imports of a sample: packages with subpackages, of which each has modules.

use std::collections::BTreeSet;

use warmfront_profile::document::{
    Bytecode, Distribution, Edge, ImportOutcome, Millis, Module, Origin, Usage,
};

use super::{Dice, RUNTIME_DONE};

const MB: f64 = 1_048_576.0;

/// A package that is imported.
struct Package {
    /// Name and version on `PyPI`; absent for the standard library.
    distribution: Option<(&'static str, &'static str)>,
    root: &'static str,
    /// Part of all modules.
    share: f64,
    millis: f64,
    megabytes: f64,
    /// Module that imports it, else the user's.
    importer: Option<&'static str>,
    /// Whether an event needs it.
    needed: bool,
    /// Line of the statement, in the user's file.
    line: Option<u32>,
}

const STANDARD: Package = Package {
    distribution: None,
    root: "",
    share: 0.004,
    millis: 1.4,
    megabytes: 0.1,
    importer: None,
    needed: true,
    line: None,
};

const fn installed(
    distribution: (&'static str, &'static str),
    root: &'static str,
    importer: Option<&'static str>,
    (share, millis, megabytes): (f64, f64, f64),
) -> Package {
    Package {
        distribution: Some(distribution),
        root,
        share,
        millis,
        megabytes,
        importer,
        ..STANDARD
    }
}

const fn standard(root: &'static str, importer: Option<&'static str>) -> Package {
    Package {
        root,
        importer,
        ..STANDARD
    }
}

impl Package {
    const fn unused(self) -> Self {
        Self {
            needed: false,
            ..self
        }
    }

    const fn at(self, line: u32) -> Self {
        Self {
            line: Some(line),
            ..self
        }
    }
}

const BOTO3: Option<&str> = Some("boto3");
const BOTOCORE: Option<&str> = Some("botocore");
const PANDAS: Option<&str> = Some("pandas");

/// Each comes after the one that imports it.
const PACKAGES: [Package; 14] = [
    installed(("pandas", "2.2.3"), "pandas", None, (0.42, 268.0, 41.0)).at(6),
    installed(("numpy", "2.1.3"), "numpy", PANDAS, (0.16, 74.0, 16.5)),
    installed(
        ("python-dateutil", "2.9.0"),
        "dateutil",
        PANDAS,
        (0.015, 9.4, 1.1),
    )
    .unused(),
    installed(("pytz", "2024.2"), "pytz", PANDAS, (0.008, 11.2, 1.8)).unused(),
    installed(("pyarrow", "18.0.0"), "pyarrow", PANDAS, (0.05, 61.0, 28.0)).unused(),
    installed(("boto3", "1.35.71"), "boto3", None, (0.02, 14.0, 1.4)).at(5),
    installed(
        ("botocore", "1.35.71"),
        "botocore",
        BOTO3,
        (0.1, 88.0, 11.2),
    ),
    installed(("urllib3", "2.2.3"), "urllib3", BOTOCORE, (0.03, 18.1, 2.0)),
    installed(
        ("jmespath", "1.0.1"),
        "jmespath",
        BOTOCORE,
        (0.008, 3.1, 0.3),
    )
    .unused(),
    installed(
        ("s3transfer", "0.10.4"),
        "s3transfer",
        BOTO3,
        (0.012, 5.6, 0.7),
    )
    .unused(),
    Package {
        share: 0.03,
        millis: 12.1,
        ..standard("email", BOTOCORE)
    },
    Package {
        share: 0.04,
        millis: 16.3,
        ..standard("asyncio", Some("urllib3"))
    }
    .unused(),
    Package {
        millis: 21.0,
        megabytes: 2.6,
        ..standard("smtplib", None)
    }
    .unused()
    .at(3),
    standard("json", None).at(1),
];

pub(super) const WORDS: &[&str] = &[
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
    "signers",
    "waiter",
    "base",
    "exceptions",
    "tslibs",
    "nattype",
    "timezones",
    "reshape",
];

/// Returns the modules in the order in which their imports began, and what they belong to.
pub(super) fn of(code: &str, n: usize, dice: &mut Dice) -> (Vec<Module>, Vec<Distribution>) {
    let mut modules = vec![Module {
        path: Some(format!("{code}/app.py")),
        origin: Origin::FirstParty,
        ..module("app", None, (1.8, 0.3))
    }];
    let mut distributions = Vec::new();
    for package in &PACKAGES {
        let before = modules.len();
        add(&mut modules, package, n, dice);
        let n_modules = modules.len() - before;
        let Some((name, version)) = package.distribution else {
            continue;
        };
        for module in &mut modules[before..] {
            module.distribution = Some(distributions.len());
            module.origin = Origin::ThirdParty;
        }
        distributions.push(Distribution {
            name: name.to_owned(),
            version: Some(version.to_owned()),
            n_modules,
            self_ms: Millis(package.millis),
            retained_ms: Millis(package.millis * 1.2),
            self_resident: (package.megabytes * MB) as i64,
            needed: Some(package.needed),
        });
    }
    for module in &mut modules {
        let file = module.name.replace('.', "/");
        module.path = Some(format!("{code}/{file}.py"));
    }
    let files: Vec<_> = modules.iter().map(|module| module.path.clone()).collect();
    for module in &mut modules {
        module.file = module.parent.and_then(|parent| files[parent].clone());
    }
    (in_order_of_start(&modules), distributions)
}

/// Adds a package: subpackages below it, modules below those.
fn add(modules: &mut Vec<Module>, package: &Package, n: usize, dice: &mut Dice) {
    let first = modules.len();
    let importer = package.importer.map_or(0, |importer| {
        let mut names = modules.iter().map(|module| &module.name);
        names.position(|name| name == importer).unwrap()
    });
    let n = ((n as f64 * package.share) as usize).max(2);
    let weights: Vec<f64> = (0..n).map(|_| dice.roll().powi(6) + 0.002).collect();
    let sum: f64 = weights.iter().sum();
    let mut names = BTreeSet::new();
    for (nth, weight) in weights.into_iter().enumerate() {
        let parent = match nth {
            0 => importer,
            1..=8 => first,
            _ => first + (dice.roll().powi(2) * nth as f64) as usize,
        };
        let base = modules.get(parent).map_or("", |module| &module.name);
        let mut name = match nth {
            0 => package.root.to_owned(),
            _ if base.matches('.').count() < 3 => format!("{base}.{}", dice.pick(WORDS)),
            _ => format!("{}.{}", package.root, dice.pick(WORDS)),
        };
        if !names.insert(name.clone()) {
            name = format!("{name}_{nth}");
        }
        let part = weight / sum;
        let figures = (part * package.millis, part * package.megabytes);
        let is_needed = package.needed && (nth == 0 || dice.roll() < 0.7);
        let bytecode = match nth % 29 {
            5 => dice.pick(&[Bytecode::Stale, Bytecode::Absent, Bytecode::None]),
            _ => Bytecode::Valid,
        };
        let own_line = package.line.filter(|_| nth == 0);
        modules.push(Module {
            line: own_line.or(Some(1 + dice.below(60) as u32)),
            origin: Origin::Standard,
            bytecode,
            libraries: match bytecode {
                Bytecode::None => vec![format!("{0}/lib{0}.so", package.root)],
                _ => Vec::new(),
            },
            usage: Some(Usage {
                needed_by: Vec::new(),
                at_init: dice.roll() < 0.6,
                events: if is_needed { vec![0, 1, 2] } else { Vec::new() },
            }),
            ..module(&name, Some(parent), figures)
        });
    }
}

fn module(name: &str, parent: Option<usize>, (millis, megabytes): (f64, f64)) -> Module {
    Module {
        name: name.to_owned(),
        parent,
        file: None,
        line: None,
        start_ms: Millis::ZERO,
        total_ms: Millis::ZERO,
        self_ms: Millis(millis),
        self_cpu_ms: Millis(millis * 0.94),
        self_resident: (megabytes * MB) as i64,
        self_stats: 7,
        path: None,
        origin: Origin::Unknown,
        bytecode: Bytecode::Valid,
        bytes_read: (millis * 9_000.0) as u64,
        libraries: Vec::new(),
        distribution: None,
        outcome: ImportOutcome::Loaded,
        retained_ms: Millis::ZERO,
        retained_resident: (megabytes * MB) as i64,
        usage: Some(Usage {
            needed_by: Vec::new(),
            at_init: true,
            events: vec![0, 1, 2],
        }),
        invocation: None,
    }
}

/// Numbers the modules by start, and computes what follows from the tree.
fn in_order_of_start(modules: &[Module]) -> Vec<Module> {
    let mut below = vec![Vec::new(); modules.len()];
    for (number, module) in modules.iter().enumerate() {
        if let Some(parent) = module.parent {
            below[parent].push(number);
        }
    }
    let mut ordered: Vec<Module> = Vec::new();
    let mut left = vec![(0, None)];
    while let Some((number, parent)) = left.pop() {
        let place = ordered.len();
        let children = below[number].iter().rev();
        left.extend(children.map(|&child| (child, Some(place))));
        ordered.push(Module {
            parent,
            ..modules[number].clone()
        });
    }
    for place in (0..ordered.len()).rev() {
        let module = &mut ordered[place];
        module.total_ms += module.self_ms;
        module.retained_ms = Millis(module.total_ms.0 * 0.9);
        let (total, resident) = (module.total_ms, module.retained_resident);
        if let Some(parent) = module.parent {
            ordered[parent].total_ms += total;
            ordered[parent].retained_resident += resident;
        }
    }
    let mut next = vec![RUNTIME_DONE; ordered.len()];
    for place in 0..ordered.len() {
        let total = ordered[place].total_ms.0;
        let start = ordered[place].parent.map_or(RUNTIME_DONE, |parent| {
            let start = next[parent];
            next[parent] += total;
            start
        });
        ordered[place].start_ms = Millis(start);
        next[place] = start + ordered[place].self_ms.0 * 0.3;
    }
    ordered
}

/// Returns the statements that loaded something, and as many that did not.
pub(super) fn edges(modules: &[Module], dice: &mut Dice) -> Vec<Edge> {
    let numbered = modules.iter().enumerate();
    let loading = numbered.map(|(to, module)| Edge {
        from: module.parent,
        to,
        line: module.line.unwrap_or(1),
    });
    let mut edges: Vec<Edge> = loading.collect();
    edges.extend(modules.iter().map(|_| Edge {
        from: Some(dice.below(modules.len())),
        to: dice.below(modules.len()),
        line: 3,
    }));
    edges
}
