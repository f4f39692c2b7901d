//! Expressions as values.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use super::{Call, Function};
use crate::finding::Place;
use crate::fix::Span;
use crate::python::evaluate::At;
use crate::python::facts::Facts;
use crate::python::object::Object;
use crate::python::tree::{Binding, BindingKind, Expr, ExprId, FunctionId, Symbol};
use crate::python::walk;

/// An expression.
#[derive(Debug, Clone, Copy)]
pub struct Value<'a> {
    facts: &'a Facts,
    at: At,
    expr: ExprId,
}

/// Names that were followed already, and where.
type Seen = FxHashSet<(At, Symbol)>;

/// Most names that are followed to find where something comes from.
const MOST_FOLLOWED: usize = 500;

/// Most names that are followed from one to the next.
const FARTHEST: u32 = 12;

/// Calls that give the same for each invocation, if their arguments are the same.
const STABLE: &[&str] = &[
    "os.environ.get",
    "os.getenv",
    "os.path.join",
    "str",
    "int",
    "float",
    "bool",
    "tuple",
    "dict",
    "list",
    "len",
    "botocore.config.Config",
    "pathlib.Path",
    "boto3.Session",
    "timedelta",
    "datetime.timedelta",
    "requests.adapters.HTTPAdapter",
    "urllib3.util.Retry",
    "urllib3.util.retry.Retry",
    "httpx.Timeout",
    "httpx.Limits",
    "aiohttp.ClientTimeout",
];

impl<'a> Value<'a> {
    pub(crate) fn new(facts: &'a Facts, at: At, expr: ExprId) -> Self {
        Self { facts, at, expr }
    }

    /// Returns its code.
    #[must_use]
    pub fn code(self) -> Expr {
        self.facts.base.tree(self.at.module).expr(self.expr)
    }

    /// Returns its number in its module.
    #[must_use]
    pub fn id(self) -> ExprId {
        self.expr
    }

    fn of(self, expr: ExprId) -> Self {
        Self { expr, ..self }
    }

    pub(crate) fn object(self) -> Object {
        self.facts.evaluator().expr(self.at, self.expr)
    }

    /// Returns the text that it is, also by way of a name.
    #[must_use]
    pub fn text(self) -> Option<&'a str> {
        match self.object() {
            Object::Text(module, symbol) => Some(self.facts.base.tree(module).text(symbol)),
            _ => None,
        }
    }

    /// Returns the whole number that it is.
    #[must_use]
    pub fn int(self) -> Option<i64> {
        match self.code() {
            Expr::Int(int) => Some(int),
            _ => None,
        }
    }

    /// Returns whether it is `None`.
    #[must_use]
    pub fn is_none(self) -> bool {
        self.code() == Expr::None
    }

    /// Returns whether it is `True`.
    #[must_use]
    pub fn is_true(self) -> bool {
        self.code() == Expr::Bool(true)
    }

    /// Returns the qualified name of the library's class that it is an instance of.
    #[must_use]
    pub fn class(self) -> Option<&'a str> {
        match self.object() {
            Object::Value(class) => Some(self.facts.base.text(class)),
            _ => None,
        }
    }

    /// Returns the qualified name of what it is, if it is a library's.
    #[must_use]
    pub fn qualified(self) -> Option<&'a str> {
        match self.object() {
            Object::External(name) => Some(self.facts.base.text(name)),
            _ => None,
        }
    }

    /// Returns the function of the repository that it is.
    #[must_use]
    pub fn function(self) -> Option<Function<'a>> {
        match self.object() {
            Object::Function(function) => Some(Function::new(self.facts, function)),
            _ => None,
        }
    }

    /// Returns the qualified name of what is called, if it is a call of a library's function.
    #[must_use]
    pub fn called(self) -> Option<&'a str> {
        match self.code() {
            Expr::Call(function, _) => self.of(function).qualified(),
            _ => None,
        }
    }

    /// Returns the call that it is.
    #[must_use]
    pub fn call(self) -> Option<Call<'a>> {
        let function = Function::new(self.facts, self.at.function());
        function.calls().find(|call| call.site().expr == self.expr)
    }

    /// Returns its name, if it is one.
    #[must_use]
    pub fn name(self) -> Option<&'a str> {
        match self.code() {
            Expr::Name(name) => Some(self.facts.base.tree(self.at.module).text(name)),
            _ => None,
        }
    }

    /// Returns the name of the attribute that it is.
    #[must_use]
    pub fn attribute(self) -> Option<&'a str> {
        match self.code() {
            Expr::Attribute(_, name) => Some(self.facts.base.tree(self.at.module).text(name)),
            _ => None,
        }
    }

    /// Returns what it is an attribute or an element of.
    #[must_use]
    pub fn owner(self) -> Option<Value<'a>> {
        match self.code() {
            Expr::Attribute(owner, _) | Expr::Subscript(owner, _) => Some(self.of(owner)),
            _ => None,
        }
    }

    /// Returns what it is indexed by: `key` of `value[key]`.
    #[must_use]
    pub fn index(self) -> Option<Value<'a>> {
        match self.code() {
            Expr::Subscript(_, index) => Some(self.of(index)),
            _ => None,
        }
    }

    /// Returns keys and values of the dictionary that it is written as.
    #[must_use]
    pub fn entries(self) -> Vec<(Value<'a>, Value<'a>)> {
        let Expr::Dict(list) = self.code() else {
            return Vec::new();
        };
        let all: Vec<_> = self.facts.base.tree(self.at.module).list(list).collect();
        let pairs = all
            .chunks_exact(2)
            .map(|pair| (self.of(pair[0]), self.of(pair[1])));
        pairs.collect()
    }

    /// Returns the elements of the tuple, list or set that it is written as.
    #[must_use]
    pub fn elements(self) -> Vec<Value<'a>> {
        match self.code() {
            Expr::Tuple(list) | Expr::List(list) | Expr::Set(list) => {
                let tree = self.facts.base.tree(self.at.module);
                tree.list(list).map(|expr| self.of(expr)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Returns how many elements it has, where the source tells.
    #[must_use]
    pub fn n_elements(self) -> Option<usize> {
        match self.code() {
            Expr::Tuple(list) | Expr::List(list) | Expr::Set(list) => Some(list.len()),
            Expr::Name(_) => self.bound_value()?.n_elements_written(),
            Expr::Call(_, arguments) if self.called() == Some("range") => {
                let tree = self.facts.base.tree(self.at.module);
                match tree.arguments(arguments) {
                    [only] => usize::try_from(self.of(only.value).int()?).ok(),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    fn n_elements_written(self) -> Option<usize> {
        match self.code() {
            Expr::Tuple(list) | Expr::List(list) | Expr::Set(list) => Some(list.len()),
            _ => None,
        }
    }

    /// Returns the only value that the name is bound to.
    #[must_use]
    pub fn bound_value(self) -> Option<Value<'a>> {
        let Expr::Name(name) = self.code() else {
            return None;
        };
        match self.bindings(name) {
            [only] => {
                let at = At {
                    function: only.within,
                    ..self.at
                };
                match only.kind {
                    BindingKind::Value(value) | BindingKind::Annotated(_, Some(value)) => {
                        Some(Value::new(self.facts, at, value))
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }

    fn bindings(self, name: Symbol) -> &'a [Binding] {
        let tree = self.facts.base.tree(self.at.module);
        let mut around = Some(self.at.function);
        while let Some(id) = around {
            let function = tree.function(id);
            let bound = function.bound(name);
            if !bound.is_empty() {
                return bound;
            }
            around = function.parent;
        }
        &[]
    }

    /// Returns the names in it.
    #[must_use]
    pub fn names(self) -> BTreeSet<&'a str> {
        let tree = self.facts.base.tree(self.at.module);
        let mut names = BTreeSet::new();
        walk::each(tree, self.expr, &mut |part| {
            if let Expr::Name(name) = tree.expr(part) {
                names.insert(tree.text(name));
            }
        });
        names
    }

    /// Returns it and all it is made of.
    #[must_use]
    pub fn parts(self) -> Vec<Value<'a>> {
        let mut parts = Vec::new();
        let tree = self.facts.base.tree(self.at.module);
        walk::each(tree, self.expr, &mut |part| parts.push(self.of(part)));
        parts
    }

    /// Returns what is put into the text that it is written as: `x` of `f"{x}"`.
    #[must_use]
    pub fn pieces(self) -> Vec<Value<'a>> {
        match self.code() {
            Expr::Format(list) => {
                let tree = self.facts.base.tree(self.at.module);
                tree.list(list).map(|expr| self.of(expr)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Returns the name that this comprehension gives to each element of another value.
    #[must_use]
    pub fn element_of(self, iterable: Value<'_>) -> Option<&'a str> {
        let Expr::Comprehension(_, generators) = self.code() else {
            return None;
        };
        let tree = self.facts.base.tree(self.at.module);
        let mut generators = tree.generators(generators).iter();
        let generator = generators.find(|generator| generator.iter == iterable.expr)?;
        self.of(generator.target).name()
    }

    /// Returns whether it stands in a module's own statements.
    #[must_use]
    pub fn is_at_module_level(self) -> bool {
        self.at.function == FunctionId::MODULE
    }

    /// Returns whether it is the same for each invocation: constants, variables of modules that no
    /// function sets, environment variables, and what is made of them.
    #[must_use]
    pub fn is_stable(self) -> bool {
        self.stable(0)
    }

    fn stable(self, depth: u32) -> bool {
        if depth > FARTHEST {
            return false;
        }
        let tree = self.facts.base.tree(self.at.module);
        match self.code() {
            Expr::Name(name) => {
                let bound = self.bindings(name);
                bound
                    .iter()
                    .all(|binding| self.binding_is_stable(binding, depth))
            }
            Expr::Call(function, arguments) => {
                let called = self.of(function).qualified();
                called.is_some_and(|called| STABLE.contains(&called))
                    && tree
                        .arguments(arguments)
                        .iter()
                        .all(|one| self.of(one.value).stable(depth + 1))
            }
            Expr::Attribute(owner, _) => {
                let is_global = matches!(
                    self.of(owner).object(),
                    Object::External(_) | Object::Module(_) | Object::Folder(_) | Object::Class(_)
                );
                is_global || self.of(owner).stable(depth + 1)
            }
            Expr::Await(_) | Expr::Yield(_) | Expr::Other => false,
            _ => walk::parts(tree, self.expr)
                .into_iter()
                .all(|part| self.of(part).stable(depth + 1)),
        }
    }

    fn binding_is_stable(self, binding: &Binding, depth: u32) -> bool {
        let at = At {
            function: binding.within,
            ..self.at
        };
        let is_module = binding.within == FunctionId::MODULE;
        match binding.kind {
            BindingKind::Value(_)
            | BindingKind::Part(..)
            | BindingKind::Context(_)
            | BindingKind::Annotated(..)
                if is_module =>
            {
                true
            }
            BindingKind::Value(value)
            | BindingKind::Annotated(_, Some(value))
            | BindingKind::Part(value, _) => Value::new(self.facts, at, value).stable(depth + 1),
            BindingKind::Function(_)
            | BindingKind::Class(_)
            | BindingKind::Module(..)
            | BindingKind::Imported(..) => true,
            _ => false,
        }
    }

    /// Returns whether it comes from the event of the invocation.
    #[must_use]
    pub fn depends_on_event(self) -> bool {
        self.is_from_event(&mut FxHashSet::default())
    }

    /// Each name is followed once, however many ways there are to it.
    fn is_from_event(self, seen: &mut Seen) -> bool {
        let parts = self.parts().into_iter();
        let mut names = parts.filter_map(|part| match part.code() {
            Expr::Name(name) => Some(name),
            _ => None,
        });
        names.any(|name| {
            seen.len() < MOST_FOLLOWED
                && seen.insert((self.at, name))
                && self
                    .bindings(name)
                    .iter()
                    .any(|binding| self.binding_is_from_event(binding, seen))
        })
    }

    fn binding_is_from_event(self, binding: &Binding, seen: &mut Seen) -> bool {
        let at = At {
            function: binding.within,
            ..self.at
        };
        match binding.kind {
            BindingKind::Value(value)
            | BindingKind::Annotated(_, Some(value))
            | BindingKind::Part(value, _)
            | BindingKind::Element(value)
            | BindingKind::Context(value) => Value::new(self.facts, at, value).is_from_event(seen),
            BindingKind::Parameter(place) => {
                let function = Function::new(self.facts, at.function());
                let is_context = place == 1 && function.code().class.is_none();
                if function.is_handler() {
                    return !is_context;
                }
                self.given(function, place)
                    .is_some_and(|given| given.is_from_event(seen))
            }
            _ => false,
        }
    }

    /// Returns what the handler's path gives for a parameter.
    fn given(self, function: Function<'a>, place: u32) -> Option<Value<'a>> {
        let step = self.facts.reach.steps.get(&function.reference())?;
        let call = Call::new(self.facts, step.from?.module, step.site?);
        let name = function.parameters().nth(place as usize)?;
        let is_method = function.code().class.is_some();
        let place = (place as usize).checked_sub(usize::from(is_method))?;
        call.argument(name, Some(place))
    }

    /// Returns how it is written.
    #[must_use]
    pub fn source(self) -> Option<&'a str> {
        let span = self.span();
        self.facts
            .source(self.at.module)?
            .get(span.start as usize..span.end as usize)
    }

    /// Returns where it stands.
    #[must_use]
    pub fn place(self) -> Place {
        self.facts.place(self.at.module, self.span())
    }

    /// Returns its bytes in the source.
    #[must_use]
    pub fn span(self) -> Span {
        self.facts.base.tree(self.at.module).expr_span(self.expr)
    }
}
