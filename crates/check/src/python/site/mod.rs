//! Calls, and under which circumstances each is made.

mod guard;

use super::evaluate::{At, Evaluator};
use super::object::{ModuleId, Object};
use super::tree::{Expr, ExprId, FunctionId, List, Stmt, StmtId, Tree};
use super::walk;
use guard::Guard;

/// A call.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Site {
    pub(crate) expr: ExprId,
    pub(crate) function: FunctionId,
    pub(crate) stmt: StmtId,
    pub(crate) target: Object,
    pub(crate) around: Around,
    pub(crate) usage: Usage,
}

/// Under which circumstances something is evaluated, within its function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Around {
    /// The innermost loop.
    pub(crate) repeats: Option<Loop>,
    /// Whether it is on one path only.
    pub(crate) branch: Branch,
    /// Whether it is done only when something lasting is not there yet.
    pub(crate) is_once: bool,
    /// Whether it is awaited.
    pub(crate) is_awaited: bool,
}

/// Which paths something is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) enum Branch {
    /// Every path through the function, but for those that left it before.
    #[default]
    Always,
    /// One of several.
    Conditional,
    /// The one after an exception.
    Rescue,
}

/// A loop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Loop {
    /// `for` or `while`.
    Stmt(StmtId),
    /// A comprehension or generator expression.
    Comprehension(ExprId),
}

/// What becomes of a call's result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Usage {
    /// Nothing.
    Unused,
    /// It is bound to names.
    Bound,
    /// It is returned.
    Returned,
    /// It is entered by `with`.
    Entered,
    /// It is part of an expression.
    Part,
}

/// Finds the calls of a module, those of each function together; also where each function's begin.
pub(crate) fn sites(evaluator: &Evaluator<'_>, module: ModuleId) -> (Vec<Site>, Vec<u32>) {
    let tree = evaluator.base.tree(module);
    let mut sites = Vec::new();
    let mut starts = Vec::with_capacity(tree.functions.len() + 1);
    for (id, function) in tree.functions() {
        starts.push(count(sites.len()));
        let mut walk = Walk {
            evaluator,
            tree,
            at: At {
                module,
                function: id,
            },
            stmt: StmtId(0),
            sites: &mut sites,
        };
        walk.block(function.body, Around::default());
    }
    starts.push(count(sites.len()));
    sites.shrink_to_fit();
    (sites, starts)
}

fn count(size: usize) -> u32 {
    u32::try_from(size).unwrap_or(u32::MAX)
}

struct Walk<'a, 'b> {
    evaluator: &'b Evaluator<'a>,
    tree: &'a Tree,
    at: At,
    stmt: StmtId,
    sites: &'b mut Vec<Site>,
}

impl Walk<'_, '_> {
    fn block(&mut self, block: List, mut around: Around) {
        for stmt in self.tree.block(block) {
            self.stmt(stmt, around);
            if self.leaves_when_present(stmt) {
                around.is_once = true;
            }
        }
    }

    fn stmt(&mut self, stmt: StmtId, around: Around) {
        let outer = std::mem::replace(&mut self.stmt, stmt);
        match self.tree.stmt(stmt) {
            Stmt::If(test, body, orelse) => self.condition(test, body, orelse, around),
            Stmt::For(head, body, orelse) => {
                for expr in walk::exprs(self.tree, stmt)
                    .into_iter()
                    .take(head.len().min(1))
                {
                    self.expr(expr, around, Usage::Part);
                }
                let within = Around {
                    repeats: Some(Loop::Stmt(stmt)),
                    ..around
                };
                self.block(body, within);
                self.block(orelse, around);
            }
            Stmt::While(test, body, orelse) => {
                let within = Around {
                    repeats: Some(Loop::Stmt(stmt)),
                    ..around
                };
                self.expr(test, within, Usage::Part);
                self.block(body, within);
                self.block(orelse, around);
            }
            Stmt::Try(..) => self.attempt(stmt, around),
            Stmt::Match(subject, cases) => {
                self.expr(subject, around, Usage::Part);
                let within = Around {
                    branch: around.branch.max(Branch::Conditional),
                    ..around
                };
                for case in self.tree.handlers(cases) {
                    if let Some(test) = case.test {
                        self.expr(test, within, Usage::Part);
                    }
                    self.block(case.body, within);
                }
            }
            _ => {
                self.exprs(stmt, around);
                for block in walk::blocks(self.tree, stmt) {
                    self.block(block, around);
                }
            }
        }
        self.stmt = outer;
    }

    fn exprs(&mut self, stmt: StmtId, around: Around) {
        let (usage, value) = match self.tree.stmt(stmt) {
            Stmt::Expr(value) => (Usage::Unused, Some(value)),
            Stmt::Assign(_, value) => (Usage::Bound, Some(value)),
            Stmt::Annotate(parts) => (Usage::Bound, self.tree.list(parts).nth(2)),
            Stmt::Return(value) => (Usage::Returned, value),
            Stmt::With(..) => (Usage::Entered, None),
            _ => (Usage::Part, None),
        };
        for expr in walk::exprs(self.tree, stmt) {
            let is_value = usage == Usage::Entered || Some(expr) == value;
            self.expr(expr, around, if is_value { usage } else { Usage::Part });
        }
    }

    fn condition(&mut self, test: ExprId, body: List, orelse: List, around: Around) {
        self.expr(test, around, Usage::Part);
        let guard = self.guard(test);
        let branch = |is_once: bool| Around {
            branch: around.branch.max(Branch::Conditional),
            is_once: around.is_once || is_once,
            ..around
        };
        self.block(
            body,
            branch(matches!(guard, Some(Guard::Missing | Guard::Either))),
        );
        self.block(
            orelse,
            branch(matches!(guard, Some(Guard::Present | Guard::Either))),
        );
    }

    fn attempt(&mut self, stmt: StmtId, around: Around) {
        let Stmt::Try(body, handlers, rest) = self.tree.stmt(stmt) else {
            return;
        };
        self.block(body, around);
        for handler in self.tree.handlers(handlers) {
            let is_once = handler.test.is_some_and(|test| self.is_lookup_error(test));
            let within = Around {
                branch: Branch::Rescue,
                is_once: around.is_once || is_once,
                ..around
            };
            self.block(handler.body, within);
        }
        self.block(rest.orelse(), around);
        self.block(rest.finally(), around);
    }

    fn expr(&mut self, id: ExprId, around: Around, usage: Usage) {
        match self.tree.expr(id) {
            Expr::Call(..) => self.call(id, around, usage),
            Expr::Await(value) => {
                let within = Around {
                    is_awaited: true,
                    ..around
                };
                return self.expr(value, within, usage);
            }
            Expr::Named(_, value) => return self.expr(value, around, Usage::Bound),
            Expr::Comprehension(..) => return self.comprehension(id, around),
            Expr::If(list) => return self.choose(list, around, usage),
            Expr::Choice(list) => return self.choices(list, around, usage),
            _ => {}
        }
        let within = Around {
            is_awaited: false,
            ..around
        };
        for part in walk::parts(self.tree, id) {
            self.expr(part, within, Usage::Part);
        }
    }

    fn call(&mut self, id: ExprId, around: Around, usage: Usage) {
        let Expr::Call(function, _) = self.tree.expr(id) else {
            return;
        };
        self.sites.push(Site {
            expr: id,
            function: self.at.function,
            stmt: self.stmt,
            target: self.evaluator.expr(self.at, function),
            around,
            usage,
        });
    }

    fn comprehension(&mut self, id: ExprId, around: Around) {
        let Expr::Comprehension(results, generators) = self.tree.expr(id) else {
            return;
        };
        let within = Around {
            repeats: Some(Loop::Comprehension(id)),
            is_awaited: false,
            ..around
        };
        for (place, generator) in self.tree.generators(generators).iter().enumerate() {
            self.expr(
                generator.iter,
                if place == 0 { around } else { within },
                Usage::Part,
            );
            for condition in self.tree.list(generator.conditions) {
                self.expr(condition, within, Usage::Part);
            }
        }
        for result in self.tree.list(results) {
            self.expr(result, within, Usage::Part);
        }
    }

    fn choose(&mut self, list: List, around: Around, usage: Usage) {
        for (place, part) in self.tree.list(list).enumerate() {
            let mut within = around;
            if place > 0 {
                within.branch = around.branch.max(Branch::Conditional);
            }
            self.expr(part, within, if place > 0 { usage } else { Usage::Part });
        }
    }

    fn choices(&mut self, list: List, around: Around, usage: Usage) {
        let mut within = around;
        for part in self.tree.list(list) {
            self.expr(part, within, usage);
            within.branch = around.branch.max(Branch::Conditional);
            within.is_once |= self.is_lasting(part);
        }
    }
}
