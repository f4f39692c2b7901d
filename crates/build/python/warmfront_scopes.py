"""Where names of a module's globals are loaded and bound, as the compiler resolves them.

Loads of a name count when they are of the module's global of that name, in any scope, but for
annotations that are never evaluated: all with `from __future__ import annotations`, those of
variables in functions always.
"""

import ast
import sys

TRIES = (ast.Try, *([ast.TryStar] if sys.version_info >= (3, 11) else []))


class Refused(Exception):  # noqa: N818
    """Why an edge stays as it is."""


def branches(node):
    """Returns the blocks of a statement with their names."""
    for field in ("body", "orelse", "finalbody"):
        if getattr(node, field, None):
            yield field, getattr(node, field)
    for number, handler in enumerate(getattr(node, "handlers", ())):
        yield number, handler.body


def exclude(one, other):
    """Tells whether at most one of two places is reached, when nothing is raised that was not."""
    for (node, is_if, branch), (other_node, _, other_branch) in zip(one, other):
        if node != other_node:
            return False
        if branch == other_branch:
            continue
        # Of a `try`, only what handles exceptions keeps the rest from running.
        branches = {branch, other_branch}
        return is_if or ("finalbody" not in branches and any(type(one) is int for one in branches))
    return False


def step(node, branch):
    return id(node), isinstance(node, ast.If), branch


class _Scope:
    """A scope, with what is bound in it."""

    def __init__(self, kind, parent):
        self.kind = kind
        self.parent = parent
        self.bound = set()
        self.globals = set()
        self.nonlocals = set()
        self.loads = []

    def owner(self, name):
        """Returns the kind of scope that a name belongs to."""
        if name in self.globals or self.kind == "module":
            return "module"
        if name in self.bound:
            return self.kind
        inner, scope = self, self.parent
        while scope.kind != "module":
            if scope.kind == "class":
                # Type parameters see what the class binds.
                if inner.kind == "parameters" and name in scope.bound | scope.globals:
                    return "class"
            elif name in scope.globals:
                return "module"
            elif name in scope.bound:
                return "function"
            inner, scope = scope, scope.parent
        return "module"


class Scopes(ast.NodeVisitor):
    """Finds out where names of a module's globals are loaded and bound."""

    def __init__(self, tree, names):
        self.wanted = names
        self.all = []
        self.way = ()
        self.reasons = {}
        # By name, the ways to statements of the module that bind it, with their nodes.
        self.bindings = {name: [] for name in names}
        self.future = any(
            isinstance(node, ast.ImportFrom)
            and node.module == "__future__"
            and any(alias.name == "annotations" for alias in node.names)
            for node in tree.body
        )
        self.hooks = set()
        self.scope = self._inner("module")
        for node in tree.body:
            self.visit(node)
        self.loads = self._resolved()

    def check(self, name, edges):
        """Raises the reason for which a name's edges stay."""
        if name in self.reasons:
            raise Refused(self.reasons[name])
        nodes = {id(edge.node) for edge in edges}
        for way, node in self.bindings[name]:
            others = [edge for edge in edges if edge.node is not node]
            if id(node) in nodes and not others:
                continue
            if not all(exclude(way, edge.way) for edge in others):
                raise Refused(f"`{name}` is bound elsewhere too")
        n_aliases = sum(
            (alias.asname or alias.name.partition(".")[0]) == name
            for node in {id(edge.node): edge.node for edge in edges}.values()
            for alias in node.names
        )
        if n_aliases != len(edges):
            raise Refused(f"`{name}` is bound elsewhere too")
        n_uses = len(self.loads[name])
        for edge in edges:
            if edge.uses is not None and edge.uses != n_uses:
                raise Refused(f"`{name}` is used in {n_uses} places, not {edge.uses}")

    def _resolved(self):
        loads = {name: [] for name in self.wanted}
        for scope in self.all:
            for node in scope.loads:
                owner = scope.owner(node.id)
                if owner == "module":
                    loads[node.id].append(node)
                elif owner == "class":
                    reason = f"a class binds `{node.id}` and uses it too"
                    self.reasons.setdefault(node.id, reason)
            for name in self.wanted & scope.globals & scope.bound:
                if scope.kind != "module":
                    self.reasons.setdefault(name, f"a function sets `{name}`")
        return loads

    def _inner(self, kind):
        self.scope = _Scope(kind, getattr(self, "scope", None))
        self.all.append(self.scope)
        return self.scope

    def _bind(self, name, node):
        self.scope.bound.add(name)
        if self.scope.kind == "module":
            if name in self.bindings:
                self.bindings[name].append((self.way, node))
            if name in ("__getattr__", "__dir__"):
                self.hooks.add(id(self.statement))

    def visit(self, node):
        if isinstance(node, ast.stmt) and self.scope.kind == "module":
            self.statement = node
        super().visit(node)

    def generic_visit(self, node):
        if self.scope.kind == "module" and isinstance(node, (ast.If, ast.With, *TRIES)):
            self._blocks(node)
        else:
            super().generic_visit(node)

    def _blocks(self, node):
        """Visits a statement of the module, keeping the way to its blocks."""
        before = self.way
        blocks = {"body", "orelse", "finalbody", "handlers"}
        for field, value in ast.iter_fields(node):
            if field not in blocks:
                for child in value if isinstance(value, list) else [value]:
                    if isinstance(child, ast.AST):
                        self.visit(child)
        for handler in getattr(node, "handlers", ()):
            if handler.type is not None:
                self.visit(handler.type)
        for branch, body in branches(node):
            self.way = (*before, step(node, branch))
            if isinstance(branch, int) and node.handlers[branch].name:
                self.statement = node
                self._bind(node.handlers[branch].name, node.handlers[branch])
            for child in body:
                self.visit(child)
        self.way = before

    def visit_Name(self, node):
        if isinstance(node.ctx, ast.Load):
            if node.id in self.wanted:
                self.scope.loads.append(node)
        else:
            self._bind(node.id, node)

    def visit_NamedExpr(self, node):
        self.visit(node.value)
        scope, before = self.scope, self.scope
        while scope.kind == "comprehension":
            scope = scope.parent
        self.scope = scope
        self._bind(node.target.id, node)
        self.scope = before

    def visit_Import(self, node):
        for alias in node.names:
            self._bind(alias.asname or alias.name.partition(".")[0], node)

    visit_ImportFrom = visit_Import

    def visit_Global(self, node):
        self.scope.globals.update(node.names)

    def visit_Nonlocal(self, node):
        self.scope.nonlocals.update(node.names)

    def visit_ExceptHandler(self, node):
        if node.name:
            self._bind(node.name, node)
        self.generic_visit(node)

    def visit_MatchAs(self, node):
        if node.name:
            self._bind(node.name, node)
        self.generic_visit(node)

    visit_MatchStar = visit_MatchAs

    def visit_MatchMapping(self, node):
        if node.rest:
            self._bind(node.rest, node)
        self.generic_visit(node)

    def visit_MatchClass(self, node):
        # The grammar wants a name there, and takes no other expression.
        first = node.cls
        while isinstance(first, ast.Attribute):
            first = first.value
        if first.id in self.wanted:
            self.reasons.setdefault(first.id, f"`{first.id}` is the class of a `case`")
        self.generic_visit(node)

    def visit_AnnAssign(self, node):
        if self.scope.kind not in ("function", "comprehension"):
            self._annotation(node.annotation)
        if node.value is not None:
            self.visit(node.value)
        self.visit(node.target)

    def _annotation(self, node):
        if node is None or self.future:
            return
        if sys.version_info >= (3, 14):
            for name in ast.walk(node):
                if isinstance(name, ast.Name) and name.id in self.wanted:
                    reason = f"`{name.id}` is used in an annotation, which others evaluate"
                    self.reasons.setdefault(name.id, reason)
        self.visit(node)

    def visit_FunctionDef(self, node):
        self._bind(node.name, node)
        self._each(node.decorator_list)
        self._defaults(node.args)
        before = self.scope
        if getattr(node, "type_params", ()):
            self._type_parameters(node.type_params)
        for argument in _arguments(node.args):
            self._annotation(argument.annotation)
        self._annotation(node.returns)
        self._function(node.args, node.body)
        self.scope = before

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Lambda(self, node):
        self._defaults(node.args)
        before = self.scope
        self._function(node.args, [node.body])
        self.scope = before

    def _function(self, arguments, body):
        self._inner("function")
        for argument in _arguments(arguments):
            self._bind(argument.arg, argument)
        self._each(body)

    def visit_ClassDef(self, node):
        self._bind(node.name, node)
        self._each(node.decorator_list)
        before = self.scope
        if getattr(node, "type_params", ()):
            self._type_parameters(node.type_params)
        self._each(node.bases)
        self._each(node.keywords)
        self._inner("class")
        self._each(node.body)
        self.scope = before

    def _type_parameters(self, parameters):
        self._inner("parameters")
        for parameter in parameters:
            self._bind(parameter.name, parameter)
            self.generic_visit(parameter)

    def visit_TypeAlias(self, node):
        self.visit(node.name)
        before = self.scope
        self._type_parameters(node.type_params)
        self.visit(node.value)
        self.scope = before

    def _comprehension(self, node):
        first, *others = node.generators
        self.visit(first.iter)
        before = self.scope
        self._inner("comprehension")
        self.visit(first.target)
        self._each(first.ifs)
        for generator in others:
            self.visit(generator)
        for field in ("key", "value", "elt"):
            if hasattr(node, field):
                self.visit(getattr(node, field))
        self.scope = before

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = _comprehension

    def _defaults(self, arguments):
        self._each(arguments.defaults)
        self._each(value for value in arguments.kw_defaults if value is not None)

    def _each(self, nodes):
        for node in nodes:
            self.visit(node)


def _arguments(arguments):
    """Returns all arguments of a function."""
    found = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return [*found, *(one for one in (arguments.vararg, arguments.kwarg) if one is not None)]
