//! What is thought of small packages.

mod torture;

use proptest::prelude::*;

use crate::package::Package;
use crate::pass::sample;

use super::*;

/// Returns the analysis of a package of sources, whose first file is imported first.
fn analysis(files: &[(&str, &str)]) -> Analysis {
    let bytes: Vec<(&str, &[u8])> = files
        .iter()
        .map(|(path, text)| (*path, text.as_bytes()))
        .collect();
    let package: Package = sample::package(&bytes);
    let root = files[0].0.trim_end_matches(".py").replace('/', ".");
    let given = Given {
        python: "3.12".parse().unwrap(),
        roots: &[root.trim_end_matches(".__init__").to_owned()],
        loaded: None,
    };
    Analysis::of(&package, &given).unwrap()
}

/// Returns what is thought of the first import of the first file: `safe`, `needed`, or reasons.
fn verdict(files: &[(&str, &str)]) -> String {
    let analysis = analysis(files);
    let judged = analysis.judged();
    let mut of_first =
        judged.filter(|(_, edge, _)| analysis.tree.module(edge.module).path.as_str() == files[0].0);
    let (_, _, verdict) = of_first.next().unwrap();
    match verdict {
        Verdict::Safe => "safe".to_owned(),
        Verdict::Needed(line) => format!("needed at {line}"),
        verdict => verdict.reasons()[0].hazard.name().to_owned(),
    }
}

/// Checks what is thought of `import lib` in a handler that uses it in a function, for a library.
fn check_library(library: &str, expected: &str) {
    let app = "import lib\ndef f():\n    return lib.x\n";
    assert_eq!(
        verdict(&[("app.py", app), ("lib.py", library)]),
        expected,
        "{library}"
    );
}

/// Returns how sure it is that the import of a library must not wait, which a handler uses later.
fn severity(library: &str) -> Option<Severity> {
    let app = "import lib\ndef f():\n    return lib.x\n";
    let analysis = analysis(&[("app.py", app), ("lib.py", library)]);
    let (_, _, verdict) = analysis.judged().next().unwrap();
    verdict.reasons().first().map(|reason| reason.severity)
}

#[test]
fn filters_for_warnings_of_its_own_are_for_events_to_judge() {
    let own = "import warnings\nclass Own(Warning): pass\n";
    let filtered = |call: &str| severity(&format!("{own}warnings.{call}\n"));
    let possible = Some(Severity::Possible);
    assert_eq!(filtered("simplefilter('always', Own)"), possible);
    assert_eq!(filtered("filterwarnings('ignore', category=Own)"), possible);
    assert_eq!(
        filtered("filterwarnings('ignore', message='mine')"),
        possible
    );
    let certain = Some(Severity::Certain);
    assert_eq!(filtered("simplefilter('ignore')"), certain);
    assert_eq!(filtered("simplefilter('always', UserWarning)"), certain);
    assert_eq!(filtered("simplefilter('error', Own)"), certain);
    assert_eq!(filtered("filterwarnings('ignore')"), certain);
}

#[test]
fn asking_for_the_size_of_a_terminal_changes_nothing() {
    let asking = |request: &str| {
        let call = format!("fcntl.ioctl(0, {request}, b'')");
        severity(&format!("import fcntl, termios\nsize = {call}\n"))
    };
    assert_eq!(asking("termios.TIOCGWINSZ"), None);
    assert_eq!(asking("termios.TIOCSWINSZ"), Some(Severity::Certain));
    assert_eq!(asking("request"), Some(Severity::Certain));
}

/// Checks what is thought of the first import of a handler, for a harmless library.
fn check_importer(app: &str, expected: &str) {
    let library = "def x():\n    return 1\ny = 2\n";
    assert_eq!(
        verdict(&[("app.py", app), ("lib.py", library)]),
        expected,
        "{app}"
    );
}

#[test]
fn a_library_that_keeps_to_itself_can_wait() {
    check_library("x = 1\n", "safe");
    check_library(
        "import re, logging\nlog = logging.getLogger(__name__)\nx = re.compile('a')\n",
        "safe",
    );
    check_library(
        "import logging\nlogging.getLogger(__name__).addHandler(logging.NullHandler())\n",
        "safe",
    );
    check_library(
        "import functools\n@functools.lru_cache(maxsize=None)\ndef x(): return 1\n",
        "safe",
    );
    check_library(
        "x = {}\ndef add(f):\n    x[f] = 1\n    return f\n@add\ndef g(): pass\n",
        "safe",
    );
    check_library("import enum\nclass x(enum.Enum):\n    A = 1\n", "safe");
    check_library(
        "from collections import abc\nclass x: pass\nabc.Sized.register(x)\n",
        "safe",
    );
}

#[test]
fn what_the_process_sees_cannot_wait() {
    check_library("import atexit\natexit.register(print)\n", "process");
    check_library(
        "import warnings\nwarnings.simplefilter('ignore')\n",
        "process",
    );
    check_library("import sys\nsys.path.append('/x')\n", "process");
    check_library("import sys\nsys.path += ['/x']\n", "process");
    check_library("import os\nos.environ['X'] = '1'\n", "process");
    check_library(
        "import os\ndef g():\n    os.environ.setdefault('X', '1')\ng()\n",
        "process",
    );
    check_library("import socket\nsocket.getfqdn = lambda: 'me'\n", "process");
    check_library(
        "import threading\nthreading.Thread(target=print).start()\n",
        "process",
    );
    check_library(
        "import copyreg\ncopyreg.pickle(complex, print)\n",
        "process",
    );
    check_library(
        "import signal\nsignal.signal(signal.SIGTERM, print)\n",
        "process",
    );
    check_library("import logging\nlogging.basicConfig()\n", "process");
    check_library("print('hello')\n", "process");
    check_library("x = open('data').read()\n", "process");
}

/// Checks what is thought of `import lib` for a library that uses another module.
fn check_pair(library: &str, other: &str, expected: &str) {
    let app = "import lib\nimport other\ndef f(): return lib.x\n";
    let files = [("app.py", app), ("lib.py", library), ("other.py", other)];
    assert_eq!(verdict(&files), expected, "{library}{other}");
}

#[test]
fn what_changes_other_modules_cannot_wait() {
    let check = check_pair;
    check("import other\nother.y = 1\n", "y = 0\n", "changes-module");
    check(
        "import other\nsetattr(other, 'y', 1)\n",
        "y = 0\n",
        "changes-module",
    );
    check(
        "from other import Y\nY['a'] = 1\n",
        "Y = {}\n",
        "changes-module",
    );
    check(
        "from other import Y\nY.update(a=1)\n",
        "Y = {}\n",
        "changes-module",
    );
    check(
        "from other import add\n@add\ndef x(): pass\n",
        "Y = []\ndef add(f):\n    Y.append(f)\n    return f\n",
        "changes-module",
    );
    check(
        "from other import add\n@add('x')\ndef x(): pass\n",
        "Y = {}\ndef add(name):\n    def inner(f):\n        Y[name] = f\n        return f\n    return inner\n",
        "changes-module",
    );
    check(
        "from other import mark\n@mark('x')\ndef x(): pass\n",
        "def mark(name):\n    def inner(f):\n        f.name = name\n        return f\n    return inner\n",
        "safe",
    );
}

#[test]
fn what_bases_do_with_new_classes_counts() {
    let check = check_pair;
    check(
        "from other import Base\nclass x(Base): pass\n",
        "Y = []\nclass Base:\n    def __init_subclass__(cls, **kw):\n        Y.append(cls)\n",
        "changes-module",
    );
    check(
        "from other import Base\nclass x(Base): pass\n",
        "class Base:\n    def __init_subclass__(cls, **kw):\n        cls.y = 1\n",
        "safe",
    );
    check(
        "from other import Base\nclass x(Base): pass\n",
        "Y = []\nclass Meta(type):\n    def __init__(cls, *a):\n        Y.append(cls)\nclass Base(metaclass=Meta): pass\n",
        "changes-module",
    );
    check(
        "from other import Base\nclass x(Base): pass\n",
        "class Base: pass\ndef all(): return Base.__subclasses__()\n",
        "joins-hierarchy",
    );
    check(
        "from other import make\nx = make()\n",
        "def make(): return {}\n",
        "safe",
    );
}

#[test]
fn how_the_importer_uses_the_name_matters() {
    check_importer("from lib import x\ndef f(): return x()\n", "safe");
    check_importer("from lib import x\nz = x()\n", "needed at 2");
    check_importer("from lib import x\ndef f(a=x): pass\n", "needed at 2");
    check_importer("from lib import x\n@x\ndef f(): pass\n", "needed at 2");
    check_importer("from lib import x\nclass C(x): pass\n", "needed at 2");
    check_importer("from lib import x\ndef f(a: x): pass\n", "needed at 2");
    check_importer("import lib\nz = lib.y\n", "needed at 2");
    check_importer("import lib\nz = lib\n", "safe");
    check_importer(
        "from lib import x\ndef f():\n    global x\n    x = 1\n",
        "bound-twice",
    );
    check_importer("from lib import x\nx = 1\n", "bound-twice");
    check_importer("from lib import x\ndel x\n", "bound-twice");
    check_importer(
        "from lib import x\ndef f(): return globals()\n",
        "names-read",
    );
    check_importer(
        "from lib import x\ndef f(a): return eval(a)\n",
        "names-read",
    );
    check_importer("from lib import *\n", "star-import");
    check_importer("from lib import y as __all__\n", "special-name");
    check_importer(
        "from lib import y as __z\nclass C:\n    def f(self): return __z\n",
        "mangled",
    );
    check_importer(
        "from lib import x\nclass C:\n    def __del__(self): x()\n",
        "finalizer",
    );
    check_importer("with open('a'):\n    import lib\n", "within");
    check_importer("import missing\n", "absent");
    check_importer(
        "try:\n    import lib\nexcept ImportError:\n    lib = None\n",
        "safe",
    );
}

#[test]
fn a_failure_that_is_caught_stays_where_it_is() {
    let app = "try:\n    import lib\nexcept ImportError:\n    lib = None\n";
    let check = |library: &str, expected: &str| {
        let found = verdict(&[("app.py", app), ("lib.py", library)]);
        assert_eq!(found, expected, "{library}");
    };
    check("import json\n", "safe");
    check("import missing\n", "may-fail");
    check("from json import dumps\nraise ImportError\n", "may-fail");
    check(
        "try:\n    import missing\nexcept ImportError:\n    missing = None\n",
        "safe",
    );
    check(
        "try:\n    import missing\nexcept ImportError:\n    raise\n",
        "may-fail",
    );
    check(
        "import sys\nif sys.version_info < (3, 8):\n    raise ImportError\n",
        "safe",
    );
}

#[test]
fn an_attribute_that_another_import_sets_stays_set() {
    let check = |user: &str, expected: &str| {
        let files = [
            (
                "app.py",
                "from pkg.sub import x\nimport user\ndef f(): return x\n",
            ),
            ("pkg/__init__.py", ""),
            ("pkg/sub.py", "x = 1\n"),
            ("user.py", user),
        ];
        assert_eq!(verdict(&files), expected, "{user}");
    };
    check(
        "import pkg\ndef g(): return pkg.sub.x\n",
        "implicit-attribute",
    );
    check("import pkg.sub\ndef g(): return pkg.sub.x\n", "safe");
}

/// Returns what is thought of each import that could wait in a file: `line: verdict`.
fn verdicts(files: &[(&str, &str)], of: &str) -> String {
    let analysis = analysis(files);
    let judged = analysis.judged();
    let of_file =
        judged.filter(|(_, edge, _)| analysis.tree.module(edge.module).path.as_str() == of);
    let said = of_file.map(|(_, edge, verdict)| {
        let says = match verdict {
            Verdict::Safe => "safe",
            Verdict::Needed(_) => "needed",
            verdict => verdict.reasons()[0].hazard.name(),
        };
        format!("{}: {says}", edge.line)
    });
    said.collect::<Vec<_>>().join(", ")
}

#[test]
fn functions_that_register_themselves_in_a_class_stay() {
    // As mpmath does.
    let files = [
        (
            "mpmath/__init__.py",
            "from .ctx import Context\nmp = Context()\n",
        ),
        (
            "mpmath/ctx.py",
            "from . import functions\nfrom .base import Base\nclass Context(Base): pass\n",
        ),
        (
            "mpmath/base.py",
            "class Base:\n    pass\ndef defun(f):\n    setattr(Base, f.__name__, f)\n    return f\n",
        ),
        (
            "mpmath/functions/__init__.py",
            "from . import zeta\nfrom .plain import twice\n",
        ),
        (
            "mpmath/functions/zeta.py",
            "from ..base import defun\n@defun\ndef zeta(ctx): return 1\n",
        ),
        ("mpmath/functions/plain.py", "def twice(x): return 2 * x\n"),
    ];
    assert_eq!(
        verdicts(&files, "mpmath/ctx.py"),
        "1: changes-module, 2: needed"
    );
    assert_eq!(
        verdicts(&files, "mpmath/functions/__init__.py"),
        "1: changes-module, 2: safe"
    );
}

#[test]
fn an_attribute_that_is_read_through_its_package_stays_set() {
    // As with numpy.lib.
    let files = [
        (
            "app.py",
            "import numpy as np\ndef f(): return np.lib._datasource.open, np.lib.npy.load\n",
        ),
        (
            "numpy/__init__.py",
            "from . import lib\nfrom .lib.npy import load\n",
        ),
        ("numpy/lib/__init__.py", "from . import npy\n"),
        (
            "numpy/lib/npy.py",
            "from ._datasource import DataSource\ndef load(): return DataSource\n",
        ),
        (
            "numpy/lib/_datasource.py",
            "class DataSource: pass\nopen = DataSource\n",
        ),
    ];
    assert_eq!(
        verdicts(&files, "numpy/lib/npy.py"),
        "1: implicit-attribute"
    );
    assert_eq!(
        verdicts(&files, "numpy/lib/__init__.py"),
        "1: implicit-attribute"
    );
    let reads_only_npy = [
        (
            "app.py",
            "import numpy as np\ndef f(): return np.lib.npy.load\n",
        ),
        files[1],
        files[2],
        files[3],
        files[4],
    ];
    assert_eq!(verdicts(&reads_only_npy, "numpy/lib/npy.py"), "1: safe");
}

#[test]
fn an_order_that_circular_imports_need_stays() {
    let files = [
        ("app.py", "import pkg\ndef f(): return pkg\n"),
        (
            "pkg/__init__.py",
            "from .a import A\nfrom .b import b\nC = b()\n",
        ),
        ("pkg/a.py", "from . import b\nA = 1\n"),
        ("pkg/b.py", "from .a import A\ndef b(): return A\nx = A\n"),
    ];
    // `b` can only be loaded first if `a` is not in the middle of loading it.
    assert_eq!(verdicts(&files, "pkg/a.py"), "1: safe");
    let files = [
        ("app.py", "import pkg\ndef f(): return pkg\n"),
        (
            "pkg/__init__.py",
            "from .base import Base\nfrom .util import go\nx = go\n",
        ),
        (
            "pkg/base.py",
            "from .util import go\nclass Base: pass\ny = go\n",
        ),
        (
            "pkg/util.py",
            "import pkg.late\ndef go(): return pkg.late\n",
        ),
        ("pkg/late.py", "from pkg.util import go\nz = go\n"),
    ];
    assert_eq!(verdicts(&files, "pkg/util.py"), "1: safe");
}

#[test]
fn native_code_that_would_see_a_package_half_loaded_keeps_the_order() {
    // As with pandas: the extension module reads a name that an earlier import has bound.
    let native = b"\x7fELF\0pkg\0Base\0".as_slice();
    let sources: [(&str, &str); 4] = [
        ("app.py", "import pkg\ndef f(): return pkg\n"),
        (
            "pkg/__init__.py",
            "from pkg.base import Base\nfrom pkg.use import use\nuse()\n",
        ),
        (
            "pkg/base.py",
            "from pkg import lib\nx = lib.y\nclass Base: pass\n",
        ),
        (
            "pkg/use.py",
            "from pkg.lib import y\ndef use(): return y\nuse()\nz = y\n",
        ),
    ];
    let mut files: Vec<(&str, &[u8])> = sources
        .iter()
        .map(|(path, text)| (*path, text.as_bytes()))
        .collect();
    files.push(("pkg/lib.abi3.so", native));
    let given = Given {
        python: "3.12".parse().unwrap(),
        roots: &["app".to_owned()],
        loaded: None,
    };
    let analysis = Analysis::of(&sample::package(&files), &given).unwrap();
    let of_package = analysis.judged().find(|(_, edge, _)| edge.binds == "Base");
    let (_, _, verdict) = of_package.unwrap();
    assert_eq!(verdict.reasons()[0].hazard, Hazard::NativeImport);
}

#[test]
fn what_is_looked_for_in_the_loaded_modules_is_said() {
    let check = |import: &str, expected: &str| {
        let app = format!("{import}\nimport sys\ndef g(): return 'lib' in sys.modules\n");
        let found = verdict(&[("app.py", &*app), ("lib.py", "x = 1\n")]);
        assert_eq!(found, expected, "{import}");
    };
    check("from lib import x", "looked-for");
    // A module that waits is in `sys.modules` at once.
    check("import lib", "safe");
}

#[test]
fn methods_that_a_base_calls_are_followed() {
    check_pair(
        "from other import Base\nclass x(Base):\n    def setup(self): self.y = 1\nz = x()\n",
        "class Base:\n    def __init__(self): self.setup()\n",
        "safe",
    );
    check_pair(
        "from other import Base\nclass x(Base): pass\nz = x()\n",
        "class Base:\n    all = []\n    def __init__(self): self.all.append(self)\n",
        "changes-module",
    );
}

#[test]
fn methods_that_call_each_other_come_to_an_end() {
    check_library(
        "class C:\n    def __init__(self): self.a()\n    def a(self): self.b()\n    def b(self): self.a()\nx = C()\n",
        "safe",
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn any_sources_are_survived(
        app in "(import |from |lib|app|\\.|\\*| as | x|\n|def f\\(\\):\n |class C\\(lib\\.x\\):\n |@|x\\(\\)|=|try:\n |except: |if x: ){0,40}",
        library in "[a-zA-Z_.=():\\[\\]\n @']{0,60}",
    ) {
        let files = [("app.py", &*app), ("lib/__init__.py", &*library), ("lib/x.py", &*app)];
        let analysis = analysis(&files);
        for (_, _, verdict) in analysis.judged() {
            let _said = analysis.sentences(verdict);
        }
    }
}
