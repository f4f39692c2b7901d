"""Everything that can be seen of how an import fails, warns and nests."""

import importlib
import importlib.util
import inspect
import pathlib
import re
import sys
import traceback
import warnings

FILES = {
    "fails": "import fails_below",
    "fails_below": ("def f():\n    1 / 0\nf()\n"),
    "lacks": ("try:\n    import lacking\nexcept ImportError:\n    raise\n"),
    "lacks_deep": "import lacks",
    "wrong": ("def f(:\n\n"),
    "warns": (
        "import warnings\nfor level in (1, 2, 3, 4):\n    warnings.warn('w', stacklevel=level)\n"
    ),
    "warns_above": "import warns",
    "circle_a": ("import circle_b\nx = 1\n"),
    "circle_b": (
        "import circle_a\ntry:\n    circle_a.x\nexcept AttributeError as e:\n    error = str(e)\n"
    ),
    "circle_c": "from circle_d import x",
    "circle_d": "from circle_c import y",
    "stack": ("import inspect\nframes = [f.function for f in inspect.stack(0)]\n"),
    "stack_above": "import stack",
    "replaced": ("import sys\nsys.modules[__name__] = 3\n"),
    "removed": ("import sys\ndel sys.modules[__name__]\n"),
    "gone": ("import sys\nsys.modules[__name__] = None\n"),
    "exits": "raise SystemExit(4)",
    "deep": ("def f(n):\n    return n if n == 0 else 1 + f(n - 1)\nimport deep_end\n"),
    "deep_end": (
        "import sys\ndepth = 0\nf = sys._getframe()\nwhile f:\n    depth += 1\n    f = f.f_back\n"
    ),
    "limit": (
        "def f(n=0):\n"
        "    try:\n"
        "        return f(n + 1)\n"
        "    except RecursionError:\n"
        "        return n\n"
        "depth = f()\n"
    ),
    "package/__init__": ("from . import one\nfrom .two import b\n"),
    "package/one": "from .. import nothing",
    "package/two": "b = 2",
    "space/part": "here = 1",
    "again": (
        "import builtins\n"
        "n = getattr(builtins, 'n_again', 0)\n"
        "builtins.n_again = n + 1\n"
        "assert n < 2\n"
    ),
    "chained": (
        "try:\n"
        "    import fails\n"
        "except ZeroDivisionError as e:\n"
        "    raise ImportError('no') from e\n"
    ),
    "star": ("from star_below import *\n__all__ = ['a']\n"),
    "star_below": ("a = 1\n__all__ = ['a', 'missing']\n"),
}


def show(action):
    """Returns what an action returns, or how it fails."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            result = repr(action())
        except BaseException:
            result = traceback.format_exc()
    told = [(str(w.message), w.filename, w.lineno) for w in caught]
    return re.sub(r"0x[0-9a-f]+", "0x", result), told


def by_statement(name):
    namespace = {}
    exec(compile(f"import {name}", "statement.py", "exec"), namespace)
    return sorted(key for key in namespace if not key.startswith("__"))


def handler(event, context):
    import shutil
    import tempfile

    folder = pathlib.Path(tempfile.gettempdir()) / "warmfront-test-imports"
    shutil.rmtree(folder, ignore_errors=True)
    results = {}
    for name, text in FILES.items():
        path = folder / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    names = [*(name.replace("/__init__", "").replace("/", ".") for name in FILES), "none.at.all"]
    for name in names:
        for how in (by_statement, importlib.import_module, __import__):
            results[f"{how.__name__} {name}"] = show(lambda how=how, name=name: how(name))
            for loaded in [key for key in sys.modules if key.split(".")[0] == name.split(".")[0]]:
                del sys.modules[loaded]
    import again
    import space.part
    import stack_above

    results["reload"] = [show(lambda: importlib.reload(again)) for _ in range(3)]
    results["namespace"] = show(lambda: str(space.__spec__.origin))
    results["depth of a module"] = show(lambda: stack_above.stack.frames)
    results["nul"] = [
        show(lambda how=how: how("a\0b")) for how in (__import__, importlib.import_module)
    ]
    results["empty"] = show(lambda: importlib.import_module(""))
    results["beyond"] = show(lambda: importlib.import_module("...x", "a.b"))
    results["find"] = show(lambda: importlib.util.find_spec("fails.x"))
    sys.modules["halted"] = None
    results["halted"] = [show(lambda how=how: how("halted")) for how in (by_statement, __import__)]
    spec = importlib.util.find_spec("star_below")
    spec.loader = importlib.util.LazyLoader(spec.loader)
    module = importlib.util.module_from_spec(spec)
    sys.modules["star_below"] = module
    spec.loader.exec_module(module)
    results["lazy"] = [type(module).__name__, show(lambda: module.a)]
    results["stack"] = [(f.filename, f.function, f.lineno) for f in inspect.stack(0)[:1]]
    shutil.rmtree(folder, ignore_errors=True)
    return results
