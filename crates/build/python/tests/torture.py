"""Small projects that a careless deferral of imports breaks, and ways to be careless.

A file of `crates/build/torture` is a project: a sentence that says what it is about, settings, and
its modules, each after a line with its path. Import statements that somebody might defer end with a
comment: `# deferred` when analysis is to allow it, `# refused` when it is not; for a statement that
binds several names there may be one word for each. `check.py` is run and prints. The settings are:

- `naive`: a careless way that shows; or `no naive`, with the reason.
- `process: own` for what ends with its interpreter, `since` for the oldest Python.
- `analysis: may refuse` what is deferred, because only this project knows that it is harmless.
"""

import ast
import importlib.util
import os
import re

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "torture")

MARK = re.compile(r"#\s*((?:deferred|refused)(?:,\s*(?:deferred|refused))*)\s*$")
HEAD = re.compile(r"^--- (.+)$", re.MULTILINE)


class Project:
    """A project."""

    def __init__(self, name, text):
        self.name = name
        head, *parts = HEAD.split(text)
        self.about, *settings = head.strip().splitlines()
        self.settings = dict(line.split(": ", 1) for line in settings)
        self.files = dict(zip(parts[::2], (part.lstrip("\n") for part in parts[1::2])))

    @property
    def since(self):
        """The oldest Python that it is for."""
        return tuple(int(part) for part in self.settings.get("since", "3.8").split("."))

    def plans(self, verdicts):
        """Returns the plans of its modules whose edges have these verdicts, by path."""
        plans = {path: self._edges(path, verdicts) for path in self.files if path.endswith(".py")}
        return {path: {"edges": edges} for path, edges in plans.items() if edges}

    def verdicts(self):
        return [verdict for path in self.files for verdict, _ in self._marked(path)]

    def _edges(self, path, verdicts):
        return [edge for verdict, edge in self._marked(path) if verdict in verdicts]

    def _marked(self, path):
        lines = self.files[path].splitlines()
        if not any(MARK.search(line) for line in lines):
            return
        for node in ast.walk(ast.parse(self.files[path])):
            if not isinstance(node, (ast.Import, ast.ImportFrom)):
                continue
            mark = MARK.search(lines[node.end_lineno - 1])
            if mark is None:
                continue
            verdicts = [verdict.strip() for verdict in mark.group(1).split(",")]
            verdicts *= len(node.names) if len(verdicts) == 1 else 1
            for number, (verdict, alias) in enumerate(zip(verdicts, node.names)):
                yield verdict, self._edge(path, node, number, alias)

    def _edge(self, path, node, number, alias):
        is_module, binds = self._is_module(path, node, alias), alias.asname or alias.name
        if isinstance(node, ast.Import) and not alias.asname:
            binds = alias.name.partition(".")[0]
        return {
            "line": node.lineno,
            "column": node.col_offset,
            "alias": number,
            "kind": "module" if is_module else "guard",
            "binds": binds,
        }

    def _is_module(self, path, node, alias):
        """Tells whether what is bound is a module in Python."""
        if isinstance(node, ast.ImportFrom):
            package = path.split("/")[: -node.level] if node.level else []
            name = [*package, *(node.module or "").split("."), alias.name]
            return self._has("/".join(part for part in name if part))
        place = alias.name.replace(".", "/")
        if self._has(place) or any(file.startswith(place + "/") for file in self.files):
            return True
        if self._has(place.partition("/")[0]):
            return True
        spec = importlib.util.find_spec(alias.name)
        # What is not there is treated as what it looks like.
        return spec is None or (spec.origin or "").endswith(".py")

    def _has(self, place):
        return f"{place}.py" in self.files or f"{place}/__init__.py" in self.files

    def write(self, root):
        for path, text in self.files.items():
            place = os.path.join(root, path)
            os.makedirs(os.path.dirname(place), exist_ok=True)
            with open(place, "w", encoding="utf-8") as file:
                file.write(text)


def projects():
    """Returns all projects."""
    found = []
    for name in sorted(os.listdir(FOLDER)):
        with open(os.path.join(FOLDER, name), encoding="utf-8") as file:
            found.append(Project(name[: -len(".txt")], file.read()))
    return found


class _Careless(ast.NodeTransformer):
    """Takes the marked imports out of a module."""

    def __init__(self, plan, replaced):
        self.edges = {}
        for edge in plan["edges"]:
            place = edge["line"], edge["column"]
            self.edges.setdefault(place, {})[edge["alias"]] = edge
        self.replaced = replaced

    def statement(self, node):
        edges = self.edges.get((node.lineno, node.col_offset))
        if not edges:
            return node
        parts = []
        for number, alias in enumerate(node.names):
            part = ast.copy_location(type(node)(**{**vars(node), "names": [alias]}), node)
            parts += self.replaced(part, edges[number]) if number in edges else [part]
        parts = parts or [ast.Pass()]
        return [ast.fix_missing_locations(ast.copy_location(part, node)) for part in parts]

    visit_Import = visit_ImportFrom = statement


def moved(tree, plan):
    """Moves imports into the functions that use them, as one does by hand."""
    taken = {}

    def take(part, edge):
        taken.setdefault(edge["binds"], []).append(part)
        return []

    tree = _Careless(plan, take).visit(tree)
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            used = {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}
            node.body[:0] = [part for name in sorted(used & taken.keys()) for part in taken[name]]
    return tree


LAZY = """
def lazy(name):
    import importlib.util, sys
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.find_spec(name)
    spec.loader = importlib.util.LazyLoader(spec.loader)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    parent, _, last = name.rpartition('.')
    if parent:
        setattr(sys.modules[parent], last, module)
    return module
"""


def lazyloader(tree, plan):
    """Loads modules with `importlib.util.LazyLoader`, as its documentation shows."""

    def lazy(part, edge):
        if isinstance(part, ast.ImportFrom):
            return [part]
        name = part.names[0].name
        texts = [f"__import__('torture_lazy').lazy({name!r})"]
        if "." in name and not part.names[0].asname:
            texts.append(f"__import__({name.partition('.')[0]!r})")
        return [ast.parse(f"{edge['binds']} = {texts[0]}").body[0]] + [
            ast.parse(f"{edge['binds']} = {text}").body[0] for text in texts[1:]
        ]

    return _Careless(plan, lazy).visit(tree)


PROXY = """
class Proxy:
    def __init__(self, load):
        self.__dict__['load'] = load
    def __getattr__(self, name):
        return getattr(self.load(), name)
    def __setattr__(self, name, value):
        setattr(self.load(), name, value)
    def __call__(self, *args, **kwargs):
        return self.load()(*args, **kwargs)
"""


def proxies(tree, plan):
    """Binds names to objects that stand for what is loaded later."""

    def proxy(part, edge):
        name = f"load_{edge['line']}_{edge['alias']}"
        load = ast.parse(f"def {name}(): return {edge['binds']}").body[0]
        load.body.insert(0, part)
        text = f"{edge['binds']} = __import__('torture_proxy').Proxy({name})"
        return [load, *ast.parse(text).body]

    return _Careless(plan, proxy).visit(tree)


NAIVE = {"moved": moved, "lazyloader": lazyloader, "proxies": proxies}
MODULES = {"torture_lazy.py": LAZY, "torture_proxy.py": PROXY}
