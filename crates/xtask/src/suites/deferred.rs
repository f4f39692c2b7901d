//! Suites on packages whose imports wait: all that can, as the analysis says, whether it pays or not.
//!
//! Their tests came with them, and some of each are run. Nothing else is done to the packages, and no
//! events choose: this asks whether the analysis and what defers imports are right.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use warmfront_build::archive::{Form, write_folder};
use warmfront_build::inventory::{self, Limits, Origin, Root};
use warmfront_build::package::Package;
use warmfront_build::pass::bytecode;
use warmfront_build::pass::defer::analysis::{Analysis, Given, Verdict};
use warmfront_build::pass::defer::plan::{Module, Plan};

use super::{Stand, Tests, built, tell};

/// Packages that are built, with what they need.
const PACKAGES: &[&str] = &[
    "PIL",
    "annotated_types",
    "boto3",
    "botocore",
    "contourpy",
    "cycler",
    "dateutil",
    "fontTools",
    "jmespath",
    "joblib",
    "kiwisolver",
    "matplotlib",
    "mpl_toolkits",
    "mpmath",
    "narwhals",
    "networkx",
    "numpy",
    "numpy.libs",
    "packaging",
    "pandas",
    "pillow.libs",
    "pydantic",
    "pydantic_core",
    "pyparsing",
    "s3transfer",
    "scikit_learn.libs",
    "scipy",
    "scipy.libs",
    "six.py",
    "sklearn",
    "sqlalchemy",
    "sympy",
    "threadpoolctl.py",
    "typing_extensions.py",
    "typing_inspection",
    "urllib3",
];

/// What is run of each, by the names of its test modules; each takes a minute or two.
const SUITES: &[(&str, &[&str])] = &[
    (
        "networkx",
        &[
            "networkx.classes",
            "networkx.readwrite",
            "networkx.utils",
            "networkx.algorithms.tree",
        ],
    ),
    (
        "numpy",
        &["numpy.lib.tests.test_io", "numpy.polynomial", "numpy.ma"],
    ),
    (
        "pandas",
        &[
            "pandas.tests.api",
            "pandas.tests.config",
            "pandas.tests.io.formats",
            "pandas.tests.series.methods",
        ],
    ),
    ("scipy", &["scipy.spatial.tests.test_distance", "scipy.io"]),
    (
        "sklearn",
        &[
            "sklearn.linear_model.tests.test_ridge",
            "sklearn.tests.test_pipeline",
            "sklearn.utils.tests.test_validation",
        ],
    ),
    (
        "matplotlib",
        &[
            "matplotlib.tests.test_rcparams",
            "matplotlib.tests.test_ticker",
            "matplotlib.tests.test_colors",
        ],
    ),
    (
        "sympy",
        &[
            "sympy.core.tests.test_expr",
            "sympy.core.tests.test_sympify",
            "sympy.printing.tests.test_latex",
            "sympy.sets",
            "sympy.utilities",
        ],
    ),
];

/// Runs suites on packages as they are installed, and with imports that wait; returns how many tests
/// end otherwise.
pub(super) fn compare(stand: &Stand<'_>, installed: &Path) -> anyhow::Result<usize> {
    let deferred = stand.sources.join("deferred");
    build(stand, installed, &deferred)?;
    let mut n_different = 0;
    for (name, modules) in SUITES {
        let run = |packages: &Path| {
            let mut command = stand.interpreter.command();
            command.arg("-m");
            let named: Vec<&str> = ["--pyargs"].iter().chain(*modules).copied().collect();
            let tests = Tests {
                folder: &stand.sources,
                packages: &[packages.to_owned(), stand.packages.clone()],
                named: &named,
            };
            stand.test(command, &tests)
        };
        let (before, time) = run(installed)?;
        println!("{name}: {before}, {:.1} s", time.as_secs_f64());
        let (after, time) = run(&deferred)?;
        let mut differences = after.against(&before, &before);
        if !differences.is_empty() {
            let (again, _) = run(installed)?;
            differences = after.against(&before, &again);
        }
        n_different += tell("deferred", &differences, time);
    }
    Ok(n_different)
}

/// Compiles packages with all imports deferred that can be.
fn build(stand: &Stand<'_>, installed: &Path, to: &Path) -> anyhow::Result<()> {
    let root = Root {
        folder: installed.to_owned(),
        origin: Origin::Installed,
    };
    let all = inventory::read(&[root], Limits::default())?.package;
    let mut package = Package::default();
    for (path, entry) in all.entries() {
        let first = path.as_str().split('/').next().unwrap_or_default();
        if PACKAGES.contains(&first) || first.ends_with(".dist-info") {
            package.insert(path.clone(), entry.clone());
        }
    }
    let mut context = built::context(stand, to)?;
    context.deferred = Arc::new(plan(&package, &context)?);
    let applied = (bytecode::PASS.apply)(&mut package, &context)?;
    let refused = applied.deferred.iter().filter(|one| one.refused.is_some());
    println!(
        "{} imports deferred, and {} that the interpreter found to be otherwise",
        applied.deferred.len(),
        refused.count()
    );
    write_folder(&package, b"{}", Form::default(), to)?;
    Ok(())
}

/// Returns the plan of all imports that nobody would see waiting.
fn plan(package: &Package, context: &warmfront_build::context::Context) -> anyhow::Result<Plan> {
    let roots: Vec<String> = SUITES.iter().map(|(name, _)| (*name).to_owned()).collect();
    let given = Given {
        python: context.python,
        roots: &roots,
        loaded: None,
    };
    let analysis = Analysis::of(package, &given)?;
    let mut modules = BTreeMap::new();
    for (id, edge, verdict) in analysis.judged() {
        if *verdict != Verdict::Safe {
            continue;
        }
        let module = analysis.tree.module(edge.module);
        let planned = modules.entry(module.path.clone());
        let planned = planned.or_insert_with(|| Module {
            name: module.name.clone(),
            edges: Vec::new(),
        });
        planned.edges.push(analysis.planned(id, edge));
    }
    Ok(Plan::new(modules)?)
}
