"""Takes imports out of a module's tree and puts what runs them later in their place.

A plan says which: each edge is one alias of one import statement at module level, or in an `if`,
`try` or `with` there. What it cannot do without a difference that can be seen it leaves as it is,
and says why. Everything that stays keeps its place in the source.

A plan says as well how often a name is used; see `warmfront_scopes` for what counts.
"""

import ast
import re

from warmfront_scopes import TRIES, Refused, Scopes, branches, step

RUNTIME = "_warmfront_defer"
STATE = "__warmfront__"

# Names that are others in a class, and those that they are.
PRIVATE = re.compile("_.*__|__")


def transform(tree, plan, n_first):
    """Changes a module's tree, after its first statements, which are to stay the first.

    Returns what became of each edge: nothing, or the reason for which it stays.
    """
    statements = dict(_import_statements(tree))
    edges = []
    outcome = {}
    for number, asked in enumerate(plan["edges"]):
        try:
            edges.append(_Edge(number, asked, statements))
        except Refused as reason:
            outcome[number] = str(reason)
    guarded = {edge.binds for edge in edges if edge.is_guard}
    scopes = Scopes(tree, guarded)
    for name in sorted(guarded):
        of_name = [edge for edge in edges if edge.is_guard and edge.binds == name]
        try:
            scopes.check(name, of_name)
        except Refused as reason:
            outcome.update((edge.number, str(reason)) for edge in of_name)
            edges = [edge for edge in edges if edge not in of_name]
    if edges:
        _Rewrite(edges, scopes).of_module(tree, n_first)
    return [outcome.get(number) for number in range(len(plan["edges"]))]


def _import_statements(tree):
    """Returns the import statements at module level by line and column, with the way to each."""
    found = []

    def walk(body, way):
        for node in body:
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                found.append(((node.lineno, node.col_offset), (node, way)))
            elif isinstance(node, (ast.If, ast.With, *TRIES)):
                for branch, inner in branches(node):
                    walk(inner, (*way, step(node, branch)))

    walk(tree.body, ())
    return found


class _Edge:
    """An alias of an import statement that is to be deferred."""

    def __init__(self, number, asked, statements):
        self.number = number
        self.uses = asked.get("uses")
        self.is_guard = asked["kind"] == "guard"
        place = (asked["line"], asked["column"])
        if place not in statements:
            raise Refused("no import statement at module level is there")
        self.node, self.way = statements[place]
        if asked["alias"] >= len(self.node.names):
            raise Refused("the statement does not bind so many names")
        self.alias = self.node.names[asked["alias"]]
        self.is_from = isinstance(self.node, ast.ImportFrom)
        name = self.alias.name
        if name == "*" or (self.is_from and self.node.module == "__future__"):
            raise Refused("the statement says more than a name")
        is_top = not self.is_from and self.alias.asname is None
        self.is_top = is_top and "." in name
        self.binds = self.alias.asname or (name.partition(".")[0] if is_top else name)
        if self.binds != asked["binds"]:
            raise Refused(f"the statement binds `{self.binds}`")
        if self.is_guard and PRIVATE.match(self.binds):
            raise Refused("names with two underscores mean others in classes")

    def described(self):
        """Returns what the runtime is told."""
        node, alias = self.node, self.alias
        module = (node.module or "") if self.is_from else alias.name
        level = node.level if self.is_from else 0
        attribute = alias.name if self.is_from else None
        place = (node.lineno, node.col_offset, node.end_lineno, node.end_col_offset)
        return (self.binds, module, level, attribute, self.is_top, *place)


class _Rewrite(ast.NodeTransformer):
    """Takes edges out, and has every load of what they bind ask for it."""

    def __init__(self, edges, scopes):
        self.edges = edges
        self.by_alias = {id(edge.alias): n for n, edge in enumerate(edges)}
        self.statements = {id(edge.node) for edge in edges}
        guarded = {edge.binds for edge in edges if edge.is_guard}
        self.loads = {id(node) for name in guarded for node in scopes.loads[name]}
        self.hooks = scopes.hooks if guarded else ()

    def of_module(self, tree, n_first):
        self.generic_visit(tree)
        body = tree.body[n_first:]
        described = tuple(edge.described() for edge in self.edges)
        guarded = tuple(sorted({edge.binds for edge in self.edges if edge.is_guard}))
        begin = ast.Attribute(_call(_name("__import__"), RUNTIME), "begin", ast.Load())
        state = ast.Assign([ast.Name(STATE, ast.Store())], _call(begin, described, guarded))
        tree.body.insert(n_first, _placed(state, body[0]))
        if not guarded:
            # Nobody asks it for anything once the body has run.
            end = ast.Delete([ast.Name(STATE, ast.Del())])
            tree.body.append(_placed(end, body[-1]))

    def visit(self, node):
        if id(node) in self.statements:
            return list(self._import(node))
        changed = super().visit(node)
        if id(node) not in self.hooks:
            return changed
        way = "adopt" if _asks(node) else "compose"
        return [changed, _placed(ast.Expr(_call(self._method(way))), node)]

    def visit_Name(self, node):
        if id(node) not in self.loads:
            return node
        flag, load = _name(f"__warmfront_{node.id}__"), _call(_name(STATE), node.id)
        return _placed(ast.IfExp(flag, _name(node.id), load), node)

    def _import(self, node):
        """Returns statements that stand for an import statement, in its order."""
        kept, guards = [], []
        for alias in [*node.names, None]:
            number = self.by_alias.get(id(alias))
            edge = None if number is None else self.edges[number]
            if kept and (edge is not None or alias is None):
                yield self._part(node, kept)
                kept = []
            if guards and (edge is None or not edge.is_guard):
                yield _placed(ast.Expr(_call(self._method("guard"), *guards)), node)
                guards = []
            if edge is None:
                kept += [alias] if alias is not None else []
            elif edge.is_guard:
                guards.append(number)
            else:
                bound = ast.Name(edge.binds, ast.Store())
                yield _placed(ast.Assign([bound], _call(self._method("module"), number)), node)

    def _method(self, name):
        return ast.Attribute(_name(STATE), name, ast.Load())

    def _part(self, node, names):
        if isinstance(node, ast.Import):
            part = ast.Import(names)
        else:
            part = ast.ImportFrom(node.module, names, node.level)
        return ast.copy_location(part, node)


def _asks(node):
    """Has a module's `__getattr__` ask for what waits, when it is an ordinary function.

    Around it there would be a frame more, which those see who count frames.
    """
    is_function = isinstance(node, ast.FunctionDef) and node.name == "__getattr__"
    if not is_function or node.decorator_list or len(node.args.args) != 1 or node.args.posonlyargs:
        return False
    name = _name(node.args.args[0].arg)
    waits = ast.Call(ast.Attribute(_name(STATE), "waits", ast.Load()), [name], [])
    found = ast.Return(ast.Call(_name(STATE), [name], []))
    place = 0 if ast.get_docstring(node, clean=False) is None else 1
    node.body.insert(place, _placed(ast.If(waits, [found], []), node))
    return True


def _name(name):
    return ast.Name(name, ast.Load())


def _call(function, *arguments):
    return ast.Call(function, [ast.Constant(argument) for argument in arguments], [])


def _placed(node, at):
    """Returns a new tree, all of it in the place of a node of the source."""
    for part in ast.walk(node):
        ast.copy_location(part, at)
    return node
