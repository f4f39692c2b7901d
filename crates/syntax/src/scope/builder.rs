//! Walks a module's tree and notes what binds and reads names.

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{
    Comprehension, ExceptHandler, Expr, ExprContext, Identifier, Parameter, Parameters, Pattern,
    Stmt, StmtAnnAssign, StmtAssign, StmtClassDef, StmtFunctionDef, StmtImport, StmtImportFrom,
    TypeParam, TypeParams, WithItem,
};
use ruff_text_size::{Ranged, TextRange};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    Binding, BindingId, BindingKind, Purpose, Reference, Scope, ScopeId, ScopeKind, Scopes,
};

pub(super) fn build(suite: &[Stmt]) -> Scopes<'_> {
    let range = match suite {
        [first, .., last] => first.range().cover(last.range()),
        [only] => only.range(),
        [] => TextRange::default(),
    };
    let module = Scope {
        kind: ScopeKind::Module,
        parent: None,
        range,
    };
    let mut builder = Builder {
        scopes: Scopes {
            all: vec![module],
            bindings: Vec::new(),
            references: Vec::new(),
            last: FxHashMap::default(),
            globals: FxHashSet::default(),
            stars: Vec::new(),
        },
        nonlocals: FxHashSet::default(),
        current: ScopeId::MODULE,
        purpose: Purpose::Value,
        stores: BindingKind::Unpacked,
    };
    builder.visit_body(suite);
    builder.scopes
}

struct Builder<'a> {
    scopes: Scopes<'a>,
    nonlocals: FxHashSet<(ScopeId, &'a str)>,
    current: ScopeId,
    /// What names are read for, where the walk is.
    purpose: Purpose,
    /// How names are bound that the walk meets as targets.
    stores: BindingKind<'a>,
}

impl<'a> Builder<'a> {
    /// Does work in a new scope within the current one.
    fn within(&mut self, kind: ScopeKind<'a>, range: TextRange, work: impl FnOnce(&mut Self)) {
        let id = ScopeId(count(self.scopes.all.len()));
        let around = self.current;
        let parent = Some(around);
        self.scopes.all.push(Scope {
            kind,
            parent,
            range,
        });
        self.current = id;
        work(self);
        self.current = around;
    }

    fn bind(&mut self, name: &'a str, range: TextRange, kind: BindingKind<'a>) {
        self.bind_in(self.home(name), name, range, kind);
    }

    fn bind_in(&mut self, scope: ScopeId, name: &'a str, range: TextRange, kind: BindingKind<'a>) {
        let id = BindingId(count(self.scopes.bindings.len()));
        let previous = self.scopes.last.insert((scope, name), id);
        self.scopes.bindings.push(Binding {
            name,
            range,
            scope,
            made_in: self.current,
            kind,
            previous,
        });
    }

    /// Returns the scope in which the current one binds a name.
    fn home(&self, name: &'a str) -> ScopeId {
        let key = (self.current, name);
        if self.scopes.globals.contains(&key) {
            return ScopeId::MODULE;
        }
        if !self.nonlocals.contains(&key) {
            return self.current;
        }
        let is_function = |id: &ScopeId| {
            let kind = self.scopes.scope(*id).kind;
            matches!(kind, ScopeKind::Function(_) | ScopeKind::Lambda)
        };
        let mut functions = self.scopes.around(self.current).skip(1).filter(is_function);
        let nearest = functions.next();
        let mut all = nearest.into_iter().chain(functions);
        let bound = all.find(|id| self.scopes.last.contains_key(&(*id, name)));
        bound.or(nearest).unwrap_or(self.current)
    }

    /// Returns the scope in which `:=` binds: the one around all comprehensions.
    fn home_of_named(&self) -> ScopeId {
        let is_inner = |id: &ScopeId| {
            let kind = self.scopes.scope(*id).kind;
            matches!(kind, ScopeKind::Comprehension | ScopeKind::Generator)
        };
        let mut around = self.scopes.around(self.current);
        around.find(|id| !is_inner(id)).unwrap_or(ScopeId::MODULE)
    }

    fn bind_identifier(&mut self, name: &'a Identifier, kind: BindingKind<'a>) {
        self.bind(name.as_str(), name.range(), kind);
    }

    fn target(&mut self, target: &'a Expr, stores: BindingKind<'a>) {
        let before = std::mem::replace(&mut self.stores, stores);
        self.visit_expr(target);
        self.stores = before;
    }

    fn read(&mut self, name: &'a str, range: TextRange) {
        self.scopes.references.push(Reference {
            name,
            range,
            scope: self.current,
            purpose: self.purpose,
        });
    }

    fn function(&mut self, function: &'a StmtFunctionDef) {
        for decorator in &function.decorator_list {
            self.visit_decorator(decorator);
        }
        self.defaults(&function.parameters);
        self.bind_identifier(&function.name, BindingKind::Function(function));
        self.with_type_parameters(function.type_params.as_deref(), |builder| {
            builder.annotations(&function.parameters);
            if let Some(returns) = &function.returns {
                builder.visit_annotation(returns);
            }
            let kind = ScopeKind::Function(function);
            builder.within(kind, function.range, |builder| {
                builder.parameters(&function.parameters);
                builder.visit_body(&function.body);
            });
        });
    }

    fn class(&mut self, class: &'a StmtClassDef) {
        for decorator in &class.decorator_list {
            self.visit_decorator(decorator);
        }
        self.with_type_parameters(class.type_params.as_deref(), |builder| {
            if let Some(arguments) = &class.arguments {
                builder.visit_arguments(arguments);
            }
            let kind = ScopeKind::Class(class);
            builder.within(kind, class.range, |builder| {
                builder.visit_body(&class.body);
            });
        });
        self.bind_identifier(&class.name, BindingKind::Class(class));
    }

    fn with_type_parameters(
        &mut self,
        parameters: Option<&'a TypeParams>,
        work: impl FnOnce(&mut Self),
    ) {
        let Some(parameters) = parameters else {
            return work(self);
        };
        self.within(ScopeKind::TypeParameters, parameters.range, |builder| {
            builder.visit_type_params(parameters);
            work(builder);
        });
    }

    fn defaults(&mut self, parameters: &'a Parameters) {
        for parameter in parameters.iter_non_variadic_params() {
            if let Some(default) = &parameter.default {
                self.visit_expr(default);
            }
        }
    }

    fn annotations(&mut self, parameters: &'a Parameters) {
        for parameter in parameters {
            if let Some(annotation) = parameter.annotation() {
                self.visit_annotation(annotation);
            }
        }
    }

    fn parameters(&mut self, parameters: &'a Parameters) {
        for parameter in parameters {
            let parameter: &'a Parameter = parameter.as_parameter();
            self.bind_identifier(&parameter.name, BindingKind::Parameter(parameter));
        }
    }

    fn assign(&mut self, assign: &'a StmtAssign) {
        self.visit_expr(&assign.value);
        for target in &assign.targets {
            let stores = match target {
                Expr::Name(_) => BindingKind::Assignment(&assign.value),
                _ => BindingKind::Unpacked,
            };
            self.target(target, stores);
        }
    }

    fn annotated(&mut self, assign: &'a StmtAnnAssign) {
        let value = assign.value.as_deref();
        if let Some(value) = value {
            self.visit_expr(value);
        }
        self.visit_annotation(&assign.annotation);
        let stores = BindingKind::Annotated(&assign.annotation, value);
        self.target(&assign.target, stores);
    }

    fn import(&mut self, import: &'a StmtImport) {
        for alias in &import.names {
            let name = match &alias.asname {
                Some(name) => name.as_str(),
                None => top(alias.name.as_str()),
            };
            self.bind(name, alias.range, BindingKind::Import(import, alias));
        }
    }

    fn import_from(&mut self, import: &'a StmtImportFrom) {
        for alias in &import.names {
            if alias.name.as_str() == "*" {
                self.scopes.stars.push((import, self.current));
                continue;
            }
            let name = alias.asname.as_ref().unwrap_or(&alias.name);
            let kind = BindingKind::ImportFrom(import, alias);
            self.bind(name.as_str(), alias.range, kind);
        }
    }

    fn comprehension(
        &mut self,
        whole: &'a Expr,
        generators: &'a [Comprehension],
        results: &[&'a Expr],
    ) {
        let Some((first, _)) = generators.split_first() else {
            return;
        };
        // The first iterable is evaluated outside.
        self.visit_expr(&first.iter);
        let kind = match whole {
            Expr::Generator(_) => ScopeKind::Generator,
            _ => ScopeKind::Comprehension,
        };
        self.within(kind, whole.range(), |builder| {
            for (index, generator) in generators.iter().enumerate() {
                if index > 0 {
                    builder.visit_expr(&generator.iter);
                }
                builder.target(&generator.target, BindingKind::Loop(&generator.iter));
                for condition in &generator.ifs {
                    builder.visit_expr(condition);
                }
            }
            for result in results {
                builder.visit_expr(result);
            }
        });
    }
}

impl<'a> Visitor<'a> for Builder<'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::FunctionDef(function) => self.function(function),
            Stmt::ClassDef(class) => self.class(class),
            Stmt::Assign(assign) => self.assign(assign),
            Stmt::AnnAssign(assign) => self.annotated(assign),
            Stmt::AugAssign(assign) => {
                self.visit_expr(&assign.value);
                if let Expr::Name(name) = &*assign.target {
                    self.read(name.id.as_str(), name.range);
                }
                self.target(&assign.target, BindingKind::Augmented);
            }
            Stmt::For(each) => {
                self.visit_expr(&each.iter);
                self.target(&each.target, BindingKind::Loop(&each.iter));
                self.visit_body(&each.body);
                self.visit_body(&each.orelse);
            }
            Stmt::Import(import) => self.import(import),
            Stmt::ImportFrom(import) => self.import_from(import),
            Stmt::Global(global) => {
                let names = global.names.iter().map(Identifier::as_str);
                let keys = names.map(|name| (self.current, name));
                self.scopes.globals.extend(keys);
            }
            Stmt::Nonlocal(nonlocal) => {
                let names = nonlocal.names.iter().map(Identifier::as_str);
                self.nonlocals
                    .extend(names.map(|name| (self.current, name)));
            }
            Stmt::TypeAlias(alias) => {
                self.target(&alias.name, BindingKind::Type);
                self.with_type_parameters(alias.type_params.as_deref(), |builder| {
                    builder.visit_annotation(&alias.value);
                });
            }
            _ => visitor::walk_stmt(self, statement),
        }
    }

    fn visit_annotation(&mut self, annotation: &'a Expr) {
        let before = std::mem::replace(&mut self.purpose, Purpose::Annotation);
        self.visit_expr(annotation);
        self.purpose = before;
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        match expression {
            Expr::Name(name) => match name.ctx {
                ExprContext::Load => self.read(name.id.as_str(), name.range),
                ExprContext::Store => self.bind(name.id.as_str(), name.range, self.stores),
                ExprContext::Del => {
                    self.bind(name.id.as_str(), name.range, BindingKind::Deletion);
                }
                ExprContext::Invalid => {}
            },
            Expr::Named(named) => {
                self.visit_expr(&named.value);
                if let Expr::Name(name) = &*named.target {
                    let around = self.current;
                    let home = self.home_of_named();
                    self.current = home;
                    let scope = self.home(name.id.as_str());
                    self.current = around;
                    let kind = BindingKind::Named(&named.value);
                    self.bind_in(scope, name.id.as_str(), name.range, kind);
                }
            }
            Expr::Lambda(lambda) => {
                if let Some(parameters) = &lambda.parameters {
                    self.defaults(parameters);
                }
                self.within(ScopeKind::Lambda, lambda.range, |builder| {
                    if let Some(parameters) = &lambda.parameters {
                        builder.parameters(parameters);
                    }
                    builder.visit_expr(&lambda.body);
                });
            }
            Expr::ListComp(list) => {
                self.comprehension(expression, &list.generators, &[&list.elt]);
            }
            Expr::SetComp(set) => self.comprehension(expression, &set.generators, &[&set.elt]),
            Expr::DictComp(dict) => {
                let results: Vec<&'a Expr> = dict.key.iter().map(|key| &**key).collect();
                let results = [&results[..], &[&*dict.value]].concat();
                self.comprehension(expression, &dict.generators, &results);
            }
            Expr::Generator(generator) => {
                self.comprehension(expression, &generator.generators, &[&generator.elt]);
            }
            // Only the outermost part of a target is bound as said.
            Expr::Tuple(_) | Expr::List(_) | Expr::Starred(_) => {
                let stores = match self.stores {
                    whole @ (BindingKind::Loop(_) | BindingKind::With(_)) => whole,
                    _ => BindingKind::Unpacked,
                };
                let before = std::mem::replace(&mut self.stores, stores);
                visitor::walk_expr(self, expression);
                self.stores = before;
            }
            _ => visitor::walk_expr(self, expression),
        }
    }

    fn visit_with_item(&mut self, item: &'a WithItem) {
        self.visit_expr(&item.context_expr);
        if let Some(target) = &item.optional_vars {
            self.target(target, BindingKind::With(&item.context_expr));
        }
    }

    fn visit_except_handler(&mut self, handler: &'a ExceptHandler) {
        let ExceptHandler::ExceptHandler(handler) = handler;
        if let Some(kind) = &handler.type_ {
            self.visit_expr(kind);
        }
        if let Some(name) = &handler.name {
            self.bind_identifier(name, BindingKind::Exception(handler));
        }
        self.visit_body(&handler.body);
        if let Some(name) = &handler.name {
            self.bind_identifier(name, BindingKind::Deletion);
        }
    }

    fn visit_type_param(&mut self, parameter: &'a TypeParam) {
        self.bind_identifier(parameter.name(), BindingKind::Type);
        visitor::walk_type_param(self, parameter);
    }

    fn visit_pattern(&mut self, pattern: &'a Pattern) {
        visitor::walk_pattern(self, pattern);
        let name = match pattern {
            Pattern::MatchAs(captured) => captured.name.as_ref(),
            Pattern::MatchStar(captured) => captured.name.as_ref(),
            Pattern::MatchMapping(captured) => captured.rest.as_ref(),
            _ => None,
        };
        if let Some(name) = name {
            self.bind_identifier(name, BindingKind::Pattern);
        }
    }
}

/// Returns what `import a.b.c` binds.
fn top(name: &str) -> &str {
    name.split('.').next().unwrap_or(name)
}

fn count(n: usize) -> u32 {
    // A source has less than 4 GiB, so that its names do not come near.
    u32::try_from(n).unwrap_or(u32::MAX)
}
