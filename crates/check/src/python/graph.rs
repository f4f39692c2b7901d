//! Who calls whom, and how handlers and init reach functions.

use std::collections::VecDeque;
use std::collections::hash_map::Entry;

use rustc_hash::{FxHashMap, FxHashSet};

use super::evaluate::{At, Base, Evaluator};
use super::object::{FunctionRef, ModuleId, Object};
use super::site::Site;
use super::tree::{BindingKind, Expr, ExprId, FunctionId, FunctionKind, Stmt};
use super::walk;

/// A call of one function by another, or one that is passed on and called by somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Edge {
    pub(crate) from: FunctionId,
    pub(crate) to: FunctionRef,
    /// Which call of the module, if it is one.
    pub(crate) site: Option<u32>,
    pub(crate) repeats: bool,
    pub(crate) is_once: bool,
}

/// Decorators that keep what a function returned.
const KEEPING: &[&str] = &[
    "aws_lambda_powertools.utilities.data_masking.cache",
    "cachetools.cached",
    "functools.cache",
    "functools.cached_property",
    "functools.lru_cache",
    "cachetools.func.ttl_cache",
    "cachetools.func.lru_cache",
    "async_lru.alru_cache",
];

/// Finds the edges that begin in a module.
pub(crate) fn edges(
    evaluator: &Evaluator<'_>,
    module: ModuleId,
    sites: &[Site],
    properties: &FxHashSet<&str>,
) -> Vec<Edge> {
    let mut finder = Finder {
        evaluator,
        module,
        edges: Vec::new(),
    };
    for (index, site) in (0..).zip(sites) {
        finder.site(index, site);
    }
    finder.decorated();
    finder.properties(properties);
    finder.edges.sort_by_key(|edge| edge.from);
    finder.edges
}

struct Finder<'a, 'b> {
    evaluator: &'b Evaluator<'a>,
    module: ModuleId,
    edges: Vec<Edge>,
}

impl Finder<'_, '_> {
    fn site(&mut self, index: u32, site: &Site) {
        let tree = self.evaluator.base.tree(self.module);
        let at = At {
            module: self.module,
            function: site.function,
        };
        let Expr::Call(function, arguments) = tree.expr(site.expr) else {
            return;
        };
        self.add(index, site, site.target);
        if site.target == Object::Unknown {
            for object in self.choices(at, function) {
                self.add(index, site, object);
            }
        }
        // What a module's own statements pass on is kept for later: a decorator, a registry.
        let passes = site.function != FunctionId::MODULE;
        for argument in tree.arguments(arguments).iter().filter(|_| passes) {
            // A call gives what it gives; what is passed is a name or a lambda.
            let is_passed = matches!(
                tree.expr(argument.value),
                Expr::Name(_) | Expr::Attribute(..) | Expr::Lambda(_)
            );
            if is_passed
                && let object @ Object::Function(_) = self.evaluator.expr(at, argument.value)
            {
                self.add(index, site, object);
            }
        }
    }

    fn add(&mut self, index: u32, site: &Site, object: Object) {
        if let Some(to) = called(self.evaluator, object) {
            self.edges.push(Edge {
                from: site.function,
                to,
                site: Some(index),
                repeats: site.around.repeats.is_some(),
                is_once: site.around.is_once || keeps(self.evaluator, to),
            });
        }
    }

    /// Returns what may be called where a function is looked up: `ROUTES[key](event)`.
    fn choices(&self, at: At, function: ExprId) -> Vec<Object> {
        let tree = self.evaluator.base.tree(at.module);
        let container = match tree.expr(function) {
            Expr::Subscript(container, _) => container,
            Expr::Call(get, _) => match tree.expr(get) {
                Expr::Attribute(container, method) if tree.text(method) == "get" => container,
                _ => return Vec::new(),
            },
            _ => return Vec::new(),
        };
        let Expr::Name(name) = tree.expr(container) else {
            return Vec::new();
        };
        let mut around = Some(at.function);
        while let Some(id) = around {
            let code = tree.function(id);
            let values = code
                .bound(name)
                .iter()
                .filter_map(|binding| match binding.kind {
                    BindingKind::Value(value) | BindingKind::Annotated(_, Some(value)) => {
                        Some(value)
                    }
                    _ => None,
                });
            let parts = values.flat_map(|value| match tree.expr(value) {
                Expr::Dict(list) | Expr::List(list) | Expr::Tuple(list) => {
                    tree.list(list).collect()
                }
                _ => Vec::new(),
            });
            let within = At { function: id, ..at };
            let objects: Vec<_> = parts
                .map(|part| self.evaluator.expr(within, part))
                .collect();
            if !objects.is_empty() {
                return objects;
            }
            around = code.parent;
        }
        Vec::new()
    }

    /// What decorates a function runs with it: the functions within its decorators.
    fn decorated(&mut self) {
        let base = self.evaluator.base;
        let tree = base.tree(self.module);
        for (id, code) in tree.functions() {
            let at = At {
                module: self.module,
                function: code.parent.unwrap_or(FunctionId::MODULE),
            };
            for decorator in tree.list(code.decorators) {
                let decorator = match tree.expr(decorator) {
                    Expr::Call(function, _) => function,
                    _ => decorator,
                };
                let Object::Function(decorator) = self.evaluator.expr(at, decorator) else {
                    continue;
                };
                for to in nested(base, decorator) {
                    self.plain(id, to);
                }
            }
        }
    }

    /// Attributes that are methods are called where they are read.
    fn properties(&mut self, properties: &FxHashSet<&str>) {
        let tree = self.evaluator.base.tree(self.module);
        if properties.is_empty() {
            return;
        }
        for (id, code) in tree.functions() {
            let mut blocks = vec![code.body];
            while let Some(block) = blocks.pop() {
                for stmt in tree.block(block) {
                    blocks.extend(walk::blocks(tree, stmt));
                    for expr in walk::exprs(tree, stmt) {
                        walk::each(tree, expr, &mut |expr| self.property(id, expr, properties));
                    }
                }
            }
        }
    }

    fn property(&mut self, from: FunctionId, id: ExprId, properties: &FxHashSet<&str>) {
        let tree = self.evaluator.base.tree(self.module);
        let Expr::Attribute(owner, name) = tree.expr(id) else {
            return;
        };
        let name = tree.text(name);
        if !properties.contains(name) {
            return;
        }
        let at = At {
            module: self.module,
            function: from,
        };
        let Object::Instance(class) = self.evaluator.expr(at, owner) else {
            return;
        };
        if let Object::Function(to) = self.evaluator.attribute(Object::Class(class), name)
            && self.evaluator.is_property(to)
        {
            self.plain(from, to);
        }
    }

    fn plain(&mut self, from: FunctionId, to: FunctionRef) {
        self.edges.push(Edge {
            from,
            to,
            site: None,
            repeats: false,
            is_once: keeps(self.evaluator, to),
        });
    }
}

/// Returns the function that runs when an object is called.
pub(crate) fn called(evaluator: &Evaluator<'_>, object: Object) -> Option<FunctionRef> {
    let method = |object: Object, name: &str| match evaluator.attribute(object, name) {
        Object::Function(function) => Some(function),
        _ => None,
    };
    match object {
        Object::Function(function) => Some(function),
        Object::Class(_) => method(object, "__init__").or_else(|| method(object, "__post_init__")),
        Object::Instance(_) => method(object, "__call__"),
        _ => None,
    }
}

/// Returns whether a function runs once for the same arguments.
pub(crate) fn keeps(evaluator: &Evaluator<'_>, function: FunctionRef) -> bool {
    let decorators = evaluator.decorators(function);
    decorators.iter().any(|name| KEEPING.contains(name))
}

/// Returns the functions within a function.
fn nested(base: &Base, function: FunctionRef) -> Vec<FunctionRef> {
    let tree = base.tree(function.module);
    let mut within = FxHashSet::from_iter([function.id]);
    let mut found = Vec::new();
    // Functions come after those around them.
    for (id, code) in tree.functions() {
        if code.kind == FunctionKind::Def
            && code.parent.is_some_and(|parent| within.contains(&parent))
        {
            within.insert(id);
            found.push(FunctionRef {
                module: function.module,
                id,
            });
        }
    }
    found
}

/// How a function is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Step {
    /// Who calls it; nobody calls an entry.
    pub(crate) from: Option<FunctionRef>,
    /// Which call of the caller's module.
    pub(crate) site: Option<u32>,
}

/// Which functions are reached, and how.
#[derive(Debug, Default)]
pub(crate) struct Reach {
    pub(crate) steps: FxHashMap<FunctionRef, Step>,
    /// Functions that are reached through a loop, with the step that lies in one.
    pub(crate) repeated: FxHashMap<FunctionRef, Step>,
}

/// All edges, by the function that they begin in.
#[derive(Debug, Default)]
pub(crate) struct Graph {
    pub(crate) edges: Vec<Vec<Edge>>,
}

impl Graph {
    /// Follows edges from functions, but not those that are done once.
    pub(crate) fn reach(&self, entries: impl IntoIterator<Item = FunctionRef>) -> Reach {
        let mut reach = Reach::default();
        let mut queue = VecDeque::new();
        for entry in entries {
            let start = Step {
                from: None,
                site: None,
            };
            if reach.steps.insert(entry, start).is_none() {
                queue.push_back((entry, false));
            }
        }
        while let Some((from, repeats)) = queue.pop_front() {
            for edge in self.of(from).filter(|edge| !edge.is_once) {
                let step = Step {
                    from: Some(from),
                    site: edge.site,
                };
                if let Entry::Vacant(free) = reach.steps.entry(edge.to) {
                    free.insert(step);
                    queue.push_back((edge.to, false));
                }
                if (repeats || edge.repeats)
                    && let Entry::Vacant(free) = reach.repeated.entry(edge.to)
                {
                    free.insert(step);
                    queue.push_back((edge.to, true));
                }
            }
        }
        reach
    }

    fn of(&self, function: FunctionRef) -> impl Iterator<Item = &Edge> {
        let edges = self.edges.get(function.module.index());
        let edges = edges.map_or(&[][..], Vec::as_slice);
        let start = edges.partition_point(|edge| edge.from < function.id);
        edges[start..]
            .iter()
            .take_while(move |edge| edge.from == function.id)
    }
}

/// Returns the modules that a module's own statements import, and those that its functions do.
pub(crate) fn imports(evaluator: &Evaluator<'_>, module: ModuleId) -> [Vec<ModuleId>; 2] {
    let base = evaluator.base;
    let tree = base.tree(module);
    let mut found = [Vec::new(), Vec::new()];
    for (id, code) in tree.functions() {
        let list = &mut found[usize::from(id != FunctionId::MODULE)];
        let mut blocks = vec![code.body];
        while let Some(block) = blocks.pop() {
            for stmt in tree.block(block) {
                if !is_for_types(base, module, stmt) {
                    blocks.extend(walk::blocks(tree, stmt));
                }
                imported(evaluator, module, stmt, list);
            }
        }
    }
    found
}

/// Returns whether a statement is `if TYPE_CHECKING`.
pub(crate) fn is_for_types(base: &Base, module: ModuleId, stmt: super::tree::StmtId) -> bool {
    let tree = base.tree(module);
    let Stmt::If(test, ..) = tree.stmt(stmt) else {
        return false;
    };
    match tree.expr(test) {
        Expr::Name(name) | Expr::Attribute(_, name) => tree.text(name) == "TYPE_CHECKING",
        _ => false,
    }
}

fn imported(
    evaluator: &Evaluator<'_>,
    module: ModuleId,
    stmt: super::tree::StmtId,
    list: &mut Vec<ModuleId>,
) {
    let base = evaluator.base;
    let from = base.module(module);
    let mut add = |object: Object| {
        if let Object::Module(id) = object {
            list.push(id);
        }
    };
    match from.tree.stmt(stmt) {
        Stmt::Import(names) => {
            for import in from.tree.imports(names) {
                let object = from.imported.get(&(0, Some(import.name)));
                object.copied().map(&mut add);
            }
        }
        Stmt::From(level, name, names) => {
            let Some(source) = from.imported.get(&(level, name)).copied() else {
                return;
            };
            add(source);
            for import in from.tree.imports(names) {
                let name = from.tree.text(import.name);
                let below = match source {
                    Object::Module(id) => join_key(&base.module(id).key, name),
                    Object::Folder(folder) => join_key(base.text(folder), name),
                    _ => continue,
                };
                base.places.module(&below).map(Object::Module).map(&mut add);
            }
        }
        _ => {}
    }
}

fn join_key(folder: &str, name: &str) -> String {
    super::module::join(folder, name)
}
