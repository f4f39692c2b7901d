//! Functions, classes, lambdas and imports.

use warmfront_syntax::ast::{
    Alias, Decorator, ExprLambda, Parameters, StmtClassDef, StmtFunctionDef, StmtImport,
    StmtImportFrom,
};
use warmfront_syntax::text::{Ranged, TextRange};

use super::{BlockId, BlockKind, Circumstances, Reader, Symbol, Term, TermId, Trait, block, kind};
use crate::pass::defer::analysis::facts::{
    Call, CallKind, Class, ClassId, Import, ImportId, Taken,
};

impl Reader<'_> {
    pub(super) fn function(&mut self, function: &StmtFunctionDef) {
        let statement = self.statement;
        let decorators = self.decorators(&function.decorator_list);
        self.defaults(&function.parameters);
        for parameter in &*function.parameters {
            if let Some(annotation) = parameter.annotation() {
                self.annotation(annotation);
            }
        }
        if let Some(returns) = &function.returns {
            self.annotation(returns);
        }
        let id = self.new_block(BlockKind::Function, function.range);
        self.here_in(id).parameters = self.parameters(&function.parameters);
        if self.is_module() && function.name.as_str() == "__getattr__" {
            self.facts.traits.insert(Trait::HasGetattr);
        }
        // What `__dir__` of a module lists, deferred names are added to.
        let is_listing = self.is_module() && function.name.as_str() == "__dir__";
        let before = self.reads_globals;
        self.reads_globals = !is_listing;
        self.enter(id, function.range, kind::FUNCTION, |reader| {
            reader.body(&function.body);
        });
        self.reads_globals = before;
        self.statement = statement;
        let made = self.push(Term::Function(id));
        let made = self.decorated(made, &decorators);
        self.bind(function.name.as_str(), made);
    }

    pub(super) fn class(&mut self, class: &StmtClassDef) {
        let statement = self.statement;
        let decorators = self.decorators(&class.decorator_list);
        let (mut bases, mut keywords) = (Vec::new(), Vec::new());
        if let Some(arguments) = &class.arguments {
            (bases, keywords) = self.arguments(arguments);
        }
        let name = self.symbol(class.name.as_str());
        let id = self.new_block(BlockKind::Class, class.range);
        self.enter(id, class.range, kind::CLASS, |reader| {
            reader.under(Circumstances::IN_CLASS, |reader| reader.body(&class.body));
        });
        self.statement = statement;
        let line = self.line(&class.name);
        let number = ClassId::next(&self.facts.classes);
        self.facts.classes.push(Class {
            name,
            block: id,
            bases,
            keywords,
            line,
        });
        self.here().classes.push(number);
        let made = self.push(Term::Class(number));
        let made = self.decorated(made, &decorators);
        self.bind(class.name.as_str(), made);
    }

    pub(super) fn lambda(&mut self, lambda: &ExprLambda) -> TermId {
        if let Some(parameters) = &lambda.parameters {
            self.defaults(parameters);
        }
        let id = self.new_block(BlockKind::Function, lambda.range);
        if let Some(parameters) = &lambda.parameters {
            self.here_in(id).parameters = self.parameters(parameters);
        }
        self.enter(id, lambda.range, kind::LAMBDA, |reader| {
            let returned = reader.term(&lambda.body);
            reader.here().returns.push(returned);
        });
        self.push(Term::Function(id))
    }

    fn new_block(&mut self, kind: BlockKind, range: TextRange) -> BlockId {
        let id = BlockId::next(&self.facts.blocks);
        let mut new = block(kind, self.block);
        new.line = self.line(&range);
        self.facts.blocks.push(new);
        id
    }

    fn here_in(&mut self, id: BlockId) -> &mut super::Block {
        &mut self.facts.blocks[id.index()]
    }

    /// Does work in a block of its own.
    fn enter(&mut self, id: BlockId, range: TextRange, kind: u8, work: impl FnOnce(&mut Self)) {
        let block = std::mem::replace(&mut self.block, id);
        let circumstances = self.circumstances;
        if self.facts.block(id).kind == BlockKind::Function {
            self.circumstances = Circumstances::ALWAYS;
        }
        self.within(&range, kind, |reader| {
            reader.blocks.insert(reader.scope, id);
            work(reader);
        });
        self.circumstances = circumstances;
        self.block = block;
    }

    fn decorators(&mut self, decorators: &[Decorator]) -> Vec<(TermId, u32)> {
        let evaluated = decorators.iter().map(|decorator| {
            let line = self.line(decorator);
            (self.term(&decorator.expression), line)
        });
        evaluated.collect()
    }

    fn decorated(&mut self, made: TermId, decorators: &[(TermId, u32)]) -> TermId {
        let innermost_first = decorators.iter().rev();
        innermost_first.fold(made, |made, (callee, line)| {
            self.push_call(Call {
                callee: *callee,
                arguments: vec![made],
                keywords: Vec::new(),
                line: *line,
                kind: CallKind::Decorator,
                circumstances: self.circumstances,
            })
        })
    }

    fn defaults(&mut self, parameters: &Parameters) {
        for parameter in parameters.iter_non_variadic_params() {
            if let Some(default) = &parameter.default {
                self.term(default);
            }
        }
    }

    fn parameters(&mut self, parameters: &Parameters) -> Vec<Symbol> {
        let positional = parameters.posonlyargs.iter().chain(&parameters.args);
        let positional = positional.map(|parameter| &parameter.parameter);
        let rest = parameters.vararg.iter().map(|parameter| &**parameter);
        let keywords = parameters.kwonlyargs.iter();
        let keywords = keywords.map(|parameter| &parameter.parameter);
        let all = positional.chain(rest).chain(keywords);
        let all = all.chain(parameters.kwarg.iter().map(|parameter| &**parameter));
        let names = all.map(|parameter| self.facts.names.intern(parameter.name.as_str()));
        names.collect()
    }

    pub(super) fn import(&mut self, import: &StmtImport) {
        for (index, alias) in import.names.iter().enumerate() {
            let module = self.symbol(alias.name.as_str());
            let (taken, name) = if let Some(name) = &alias.asname {
                (Taken::Module, name.as_str())
            } else {
                let name = alias.name.as_str();
                (Taken::Top, name.split('.').next().unwrap_or(name))
            };
            let draft = self.draft(import, (index, alias), name);
            self.push_import(Import {
                module: Some(module),
                taken,
                ..draft
            });
        }
    }

    pub(super) fn import_from(&mut self, import: &StmtImportFrom) {
        let module = import.module.as_ref();
        let module = module.map(|module| self.symbol(module.as_str()));
        for (index, alias) in import.names.iter().enumerate() {
            let name = alias.asname.as_ref().unwrap_or(&alias.name).as_str();
            let taken = match alias.name.as_str() {
                "*" => Taken::Star,
                taken => Taken::Name(self.symbol(taken)),
            };
            let draft = self.draft(import, (index, alias), name);
            self.push_import(Import {
                level: import.level,
                module,
                taken,
                ..draft
            });
        }
    }

    /// Returns what is the same for all kinds of imports.
    fn draft(&mut self, statement: &impl Ranged, alias: (usize, &Alias), name: &str) -> Import {
        let position = self.lines.position(statement.start());
        Import {
            line: position.line,
            column: position.column,
            offset: u32::from(statement.start()),
            alias: u32::try_from(alias.0).unwrap_or(u32::MAX),
            level: 0,
            module: None,
            taken: Taken::Module,
            binds: self.symbol(name),
            block: self.block,
            circumstances: self.circumstances,
            tried: self.tried,
        }
    }

    fn push_import(&mut self, import: Import) {
        let id = ImportId::next(&self.facts.imports);
        let name = self.facts.names.text(import.binds).to_owned();
        let binds = import.taken != Taken::Star;
        self.facts.imports.push(import);
        self.here().imports.push(id);
        if binds {
            let term = self.push(Term::Import(id));
            self.bind(&name, term);
        }
    }
}
