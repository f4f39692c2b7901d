//! What defining a class does, and what classes hold.

use super::call::Given;
use super::effect::Effect;
use super::evaluate::Frame;
use super::value::{self, Owner, Path, Shape, Value, Values};
use super::{Node, Solver};
use crate::pass::defer::analysis::facts::{BlockKind, ClassId, Term};
use crate::pass::defer::analysis::link::Lands;
use crate::pass::defer::analysis::tree::{Found, ModuleId};

impl Frame<'_, '_> {
    /// Defines a class: its body, and whatever its bases do with every new subclass.
    pub(super) fn define(&mut self, id: ClassId) {
        let facts = self.facts;
        let class = &facts.classes[id.index()];
        self.run(class.block);
        let made = Value::of(Shape::Class(self.module, id), Owner::Fresh);
        let mut given = Given {
            positional: vec![vec![made]],
            line: class.line,
            ..Given::default()
        };
        for (name, term) in &class.keywords {
            let name = name.map_or(String::new(), |name| facts.names.text(name).to_owned());
            let values = self.term(*term);
            given.named.push((name, values));
        }
        for method in self.every_inherited(id, "__init_subclass__") {
            if let Shape::Function(module, block) = method.shape {
                self.call_function((module, block), &given);
            }
        }
        self.metaclass_call(id, made, class.line);
        self.set_names(id, made);
        self.join(id);
        for base in self.outside_bases(self.module, id) {
            if base.shape == Shape::Unknown {
                let name = facts.names.text(class.name).to_owned();
                let path = self.solver.path(&name);
                self.add(Effect::UnknownBase(path), class.line);
            }
        }
    }

    /// Returns all methods of a name in the classes that a class is built on.
    fn every_inherited(&mut self, id: ClassId, name: &str) -> Values {
        let mut all = Values::new();
        for (module, class) in self.ancestors(self.module, id) {
            if (module, class) != (self.module, id) {
                let found = self.class_member(module, class, name);
                value::add(&mut all, found);
            }
        }
        all
    }

    /// A metaclass makes the class.
    fn metaclass_call(&mut self, id: ClassId, made: Value, line: u32) {
        for metaclass in self.metaclasses(self.module, id) {
            let Shape::Class(module, class) = metaclass.shape else {
                continue;
            };
            for name in ["__prepare__", "__new__", "__init__"] {
                for method in self.class_member(module, class, name) {
                    let Shape::Function(module, block) = method.shape else {
                        continue;
                    };
                    // The name, the bases and the namespace are the caller's own, and a new class
                    // changes its bases no more than that they know it.
                    let given = Given {
                        positional: vec![
                            vec![if name == "__init__" {
                                made
                            } else {
                                metaclass.with(Owner::Module(module))
                            }],
                            vec![Value::FRESH],
                            vec![Value::FRESH],
                            vec![Value::FRESH],
                        ],
                        line,
                        ..Given::default()
                    };
                    self.call_function((module, block), &given);
                }
            }
        }
    }

    /// Attributes of a class whose own class has a `__set_name__` are told of it.
    fn set_names(&mut self, id: ClassId, made: Value) {
        let facts = self.facts;
        let class = &facts.classes[id.index()];
        let before = std::mem::replace(&mut self.block, class.block);
        for bound in &facts.block(class.block).bound {
            if !matches!(facts.term(bound.term), Term::Call(_)) {
                continue;
            }
            for attribute in self.term(bound.term) {
                let Shape::Instance(module, number) = attribute.shape else {
                    continue;
                };
                for method in self.class_member(module, number, "__set_name__") {
                    if let Shape::Function(module, block) = method.shape {
                        let given = Given {
                            positional: vec![vec![attribute], vec![made], vec![Value::FRESH]],
                            line: class.line,
                            ..Given::default()
                        };
                        self.call_function((module, block), &given);
                    }
                }
            }
        }
        self.block = before;
    }

    /// Notes that a class joins a hierarchy that somebody lists.
    fn join(&mut self, id: ClassId) {
        if self.solver.listed.is_empty() {
            return;
        }
        let own = self.module;
        let line = self.facts.classes[id.index()].line;
        for (module, class) in self.ancestors(own, id) {
            let is_other = (module, class) != (own, id);
            // A class joins for itself where only its own module lists.
            let listed = self.solver.listed.get(&(module, class)).copied();
            if let Some((lister, _)) = listed
                && is_other
                && (lister != own || module != own)
            {
                let facts = &self.solver.facts[module.index()];
                let name = facts
                    .names
                    .text(facts.classes[class.index()].name)
                    .to_owned();
                let path = self.solver.path(&name);
                self.add(Effect::JoinsHierarchy(lister, path), line);
            }
        }
    }

    /// Returns what a class of the package or one of its bases binds to a name.
    pub(super) fn class_member(&mut self, module: ModuleId, class: ClassId, name: &str) -> Values {
        let name = self.solver.path(name);
        let node = Node::Member(module, class, name);
        let number = self.solver.rest_on(node, self.number);
        self.solver.known[number as usize].summary.returns.clone()
    }

    /// Looks for a name in a class of this module, then in its bases.
    pub(super) fn member(&mut self, class: ClassId, name: Path) -> Values {
        let facts = self.facts;
        let own = &facts.classes[class.index()];
        let text = self.solver.text(name).to_owned();
        let mut all = Values::new();
        if let Some(symbol) = facts.names.find(&text) {
            self.block = own.block;
            for bound in facts.bound(own.block, symbol) {
                let values = self.term(bound.term);
                let owned = values.into_iter().map(|value| match value.owner {
                    Owner::Fresh => value.with(Owner::Module(self.module)),
                    _ => value,
                });
                value::add(&mut all, owned.collect::<Values>());
            }
        }
        if !all.is_empty() {
            return all;
        }
        self.block = facts.block(own.block).parent;
        for base in &own.bases {
            for value in self.term(*base) {
                if let Shape::Class(module, class) = value.shape {
                    let found = self.class_member(module, class, &text);
                    value::add(&mut all, found);
                }
            }
            if !all.is_empty() {
                break;
            }
        }
        all
    }

    /// Returns the classes that a class of this module is built on directly, with the metaclass
    /// among them told by being no base: it is looked for by [`Frame::metaclasses`].
    pub(super) fn bases(&mut self, class: ClassId) -> Values {
        let facts = self.facts;
        let own = &facts.classes[class.index()];
        self.block = facts.block(own.block).parent;
        let mut all = Values::new();
        for base in &own.bases {
            let values = self.term(*base);
            value::add(&mut all, values);
        }
        all
    }

    fn bases_of(&mut self, module: ModuleId, class: ClassId) -> Values {
        let number = self.solver.rest_on(Node::Bases(module, class), self.number);
        self.solver.known[number as usize].summary.returns.clone()
    }

    /// Returns a class and all that it is built on, as far as they are of the package.
    pub(super) fn ancestors(
        &mut self,
        module: ModuleId,
        class: ClassId,
    ) -> Vec<(ModuleId, ClassId)> {
        const MOST: usize = 64;
        let mut all = vec![(module, class)];
        let mut next = 0;
        while let Some((module, class)) = all.get(next).copied()
            && all.len() < MOST
        {
            next += 1;
            for base in self.bases_of(module, class) {
                if let Shape::Class(module, class) = base.shape
                    && !all.contains(&(module, class))
                {
                    all.push((module, class));
                }
            }
        }
        all
    }

    /// Returns what a class is built on that is not of the package.
    pub(super) fn outside_bases(&mut self, module: ModuleId, class: ClassId) -> Values {
        let mut all = Values::new();
        for (module, class) in self.ancestors(module, class) {
            let bases = self.bases_of(module, class);
            let outside = bases.into_iter();
            let outside = outside.filter(|base| !matches!(base.shape, Shape::Class(..)));
            value::add(&mut all, outside.collect::<Values>());
        }
        all
    }

    /// Returns the metaclasses of a class that are of the package.
    pub(super) fn metaclasses(&mut self, module: ModuleId, class: ClassId) -> Values {
        let mut all = Values::new();
        for (home, number) in self.ancestors(module, class) {
            let facts = &self.solver.facts[home.index()];
            let keywords = &facts.classes[number.index()].keywords;
            let keyword = keywords
                .iter()
                .find(|(name, _)| name.is_some_and(|name| facts.names.text(name) == "metaclass"));
            let Some((_, term)) = keyword else {
                continue;
            };
            let Term::Name(name) = facts.term(*term) else {
                continue;
            };
            let values = self.global(home, name);
            value::add(&mut all, values);
        }
        all
    }
}

/// Finds the classes whose subclasses a module lists: `C.__subclasses__()` with a class by name, or
/// in a method of the class.
pub(super) fn find_listed(solver: &mut Solver<'_>, module: ModuleId) {
    let facts = &solver.facts[module.index()];
    let Some(method) = facts.names.find("__subclasses__") else {
        return;
    };
    for (number, block) in facts.blocks.iter().enumerate() {
        for call in &block.calls {
            let call = &facts.calls[call.index()];
            let Term::Attribute(base, name) = facts.term(call.callee) else {
                continue;
            };
            if name != method {
                continue;
            }
            let place = (module, call.line);
            let listed = if let Term::Name(name) = facts.term(base) {
                class_named(solver, module, facts.names.text(name))
            } else {
                // Of its own class, as `cls.__subclasses__()` in a method, or of any below it.
                enclosing_class(facts, number).map(|class| (module, class))
            };
            if let Some(listed) = listed {
                solver.listed.entry(listed).or_insert(place);
            }
        }
    }
}

fn enclosing_class(
    facts: &crate::pass::defer::analysis::facts::Facts,
    block: usize,
) -> Option<ClassId> {
    let parent = facts.blocks[block].parent;
    if facts.block(parent).kind != BlockKind::Class {
        return None;
    }
    let place = facts
        .classes
        .iter()
        .position(|class| class.block == parent)?;
    Some(ClassId::next(&facts.classes[..place]))
}

/// Returns the class that a name of a module means, through imports.
fn class_named(solver: &Solver<'_>, module: ModuleId, name: &str) -> Option<(ModuleId, ClassId)> {
    const MOST_HOPS: usize = 8;
    let (mut module, mut name) = (module, name.to_owned());
    for _ in 0..MOST_HOPS {
        let facts = &solver.facts[module.index()];
        let bound = facts.global(&name).last()?;
        match facts.term(bound.term) {
            Term::Class(class) => return Some((module, class)),
            Term::Import(id) => {
                let link = &solver.links[module.index()][id.index()];
                let (Found::Here(next), Lands::Attribute(taken)) = (link.found, &link.lands) else {
                    return None;
                };
                facts.names.text(*taken).clone_into(&mut name);
                module = next;
            }
            Term::Call(call) => {
                // A decorated class.
                let first = facts.calls[call.index()].arguments.first()?;
                let Term::Class(class) = facts.term(*first) else {
                    return None;
                };
                return Some((module, class));
            }
            _ => return None,
        }
    }
    None
}
