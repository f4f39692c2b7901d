//! Tests whether something lasting is there already, which makes what follows happen once.

use super::Walk;
use crate::python::tree::{
    Binding, BindingKind, Expr, ExprId, FunctionId, NoneTest, Stmt, StmtId, Symbol,
};

/// What holds where a test holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Guard {
    /// It is not there yet.
    Missing,
    /// It is there.
    Present,
    /// One of both: whether a key is in a lasting dictionary.
    Either,
}

impl Guard {
    fn opposite(self) -> Self {
        match self {
            Self::Missing => Self::Present,
            Self::Present => Self::Missing,
            Self::Either => Self::Either,
        }
    }
}

impl Walk<'_, '_> {
    /// Returns what a test says of something lasting.
    pub(super) fn guard(&self, test: ExprId) -> Option<Guard> {
        let tree = self.tree;
        match tree.expr(test) {
            Expr::Compare(operands, Some(kind)) => {
                let value = tree.list(operands).next()?;
                self.is_lasting(value).then_some(match kind {
                    NoneTest::Is => Guard::Missing,
                    NoneTest::IsNot => Guard::Present,
                })
            }
            Expr::Compare(operands, None) => {
                let container = tree.list(operands).nth(1)?;
                self.is_lasting_container(container)
                    .then_some(Guard::Either)
            }
            Expr::Not(value) => self.guard(value).map(Guard::opposite),
            Expr::Choice(list) => tree.list(list).find_map(|part| self.guard(part)),
            Expr::Call(function, arguments) => {
                let is_asked = matches!(tree.expr(function), Expr::Name(name)
                    if tree.text(name) == "hasattr");
                let of = tree.arguments(arguments).first()?.value;
                let lasts = matches!(tree.expr(of), Expr::Name(_)) && is_asked;
                lasts.then_some(Guard::Present)
            }
            _ => self.is_lasting(test).then_some(Guard::Present),
        }
    }

    /// Returns whether a statement leaves its block when something lasting is there.
    pub(super) fn leaves_when_present(&self, stmt: StmtId) -> bool {
        let Stmt::If(test, body, _) = self.tree.stmt(stmt) else {
            return false;
        };
        let leaves = self
            .tree
            .block(body)
            .next_back()
            .is_some_and(|last| matches!(self.tree.stmt(last), Stmt::Return(_)));
        leaves && matches!(self.guard(test), Some(Guard::Present | Guard::Either))
    }

    /// Returns whether an exception tells that something is not there yet.
    pub(super) fn is_lookup_error(&self, test: ExprId) -> bool {
        match self.tree.expr(test) {
            Expr::Name(name) => {
                matches!(
                    self.tree.text(name),
                    "KeyError" | "AttributeError" | "NameError"
                )
            }
            Expr::Tuple(list) => self.tree.list(list).any(|one| self.is_lookup_error(one)),
            _ => false,
        }
    }

    /// Returns whether an expression is a variable that outlives the function's call, and that
    /// functions fill in: one of the module, or of an object.
    pub(super) fn is_lasting(&self, id: ExprId) -> bool {
        match self.tree.expr(id) {
            Expr::Name(name) => {
                let (home, bound) = self.home(name);
                if home == Some(self.at.function) && home != Some(FunctionId::MODULE) {
                    return bound.iter().any(|binding| self.is_looked_up(binding));
                }
                bound
                    .iter()
                    .any(|binding| binding.within != FunctionId::MODULE)
            }
            // A logger outlives calls, and so do its handlers.
            Expr::Attribute(_, name) if self.tree.text(name) == "handlers" => true,
            Expr::Attribute(owner, _) => match self.tree.expr(owner) {
                Expr::Name(owner) => {
                    let function = self.tree.function(self.at.function);
                    let first = self.tree.parameters(function.parameters).first();
                    let is_self = first.is_some_and(|first| first.name == owner);
                    function.class.is_some() && is_self || self.is_class(owner)
                }
                _ => false,
            },
            _ => false,
        }
    }

    fn is_class(&self, name: Symbol) -> bool {
        let (_, bound) = self.home(name);
        bound
            .iter()
            .any(|binding| matches!(binding.kind, BindingKind::Class(_)))
    }

    fn home(&self, name: Symbol) -> (Option<FunctionId>, &[Binding]) {
        let mut around = Some(self.at.function);
        while let Some(id) = around {
            let function = self.tree.function(id);
            let bound = function.bound(name);
            if !bound.is_empty() {
                return (Some(id), bound);
            }
            around = function.parent;
        }
        (None, &[])
    }

    /// Returns whether a name is bound to what a lasting dictionary has.
    fn is_looked_up(&self, binding: &Binding) -> bool {
        let BindingKind::Value(value) = binding.kind else {
            return false;
        };
        match self.tree.expr(value) {
            Expr::Call(function, _) => match self.tree.expr(function) {
                Expr::Attribute(owner, method) => {
                    self.tree.text(method) == "get" && self.is_lasting_container(owner)
                }
                _ => false,
            },
            Expr::Subscript(owner, _) => self.is_lasting_container(owner),
            _ => false,
        }
    }

    /// Returns whether an expression is a dictionary or set of the module, or of an object.
    fn is_lasting_container(&self, id: ExprId) -> bool {
        match self.tree.expr(id) {
            Expr::Name(name) => {
                let (home, bound) = self.home(name);
                let lasts = home == Some(FunctionId::MODULE);
                lasts && bound.iter().any(|binding| self.makes_container(binding))
            }
            Expr::Attribute(..) => self.is_lasting(id),
            _ => false,
        }
    }

    fn makes_container(&self, binding: &Binding) -> bool {
        let (BindingKind::Value(value) | BindingKind::Annotated(_, Some(value))) = binding.kind
        else {
            return false;
        };
        match self.tree.expr(value) {
            Expr::Dict(_) | Expr::Set(_) => true,
            Expr::Call(function, _) => matches!(self.tree.expr(function), Expr::Name(name)
                if matches!(self.tree.text(name), "dict" | "set" | "defaultdict" | "OrderedDict" | "TTLCache" | "LRUCache")),
            _ => false,
        }
    }
}
