//! What comes out of a term, in a block of a module.

use rustc_hash::{FxHashMap, FxHashSet};

use super::effect::{Done, Effect, Summary};
use super::value::{self, Owner, Shape, Value, Values};
use super::{Node, Solver};
use crate::pass::defer::analysis::facts::{
    BlockId, BlockKind, CallId, Circumstances, Facts, Place, Symbol, Term, TermId,
};
use crate::pass::defer::analysis::hazard::Severity;
use crate::pass::defer::analysis::tree::{Found, ModuleId};

/// How deep terms are followed through names and attributes.
const DEEPEST: u32 = 48;

/// Evaluates a node with the summaries that there are.
pub(super) fn evaluate(solver: &mut Solver<'_>, number: u32) -> Summary {
    let node = solver.known[number as usize].node;
    let module = node.module();
    let mut frame = Frame {
        facts: &solver.facts[module.index()],
        solver,
        number,
        module,
        block: BlockId::MODULE,
        summary: Summary::default(),
        calls: FxHashMap::default(),
        locals: FxHashMap::default(),
        open: FxHashSet::default(),
        depth: 0,
        called_back: Vec::new(),
        is_silent: false,
        severity: Severity::Certain,
    };
    match node {
        Node::Block(_, block) => {
            frame.block = block;
            frame.run(block);
        }
        Node::Global(_, name) => {
            frame.is_silent = true;
            let values = frame.module_name(name);
            frame.summary.returns = values;
        }
        Node::Member(_, class, name) => {
            frame.is_silent = true;
            frame.summary.returns = frame.member(class, name);
        }
        Node::Bases(_, class) => {
            frame.is_silent = true;
            frame.summary.returns = frame.bases(class);
        }
    }
    frame.summary
}

/// An evaluation under way.
pub(super) struct Frame<'s, 'a> {
    pub(super) solver: &'s mut Solver<'a>,
    /// The node that is evaluated.
    pub(super) number: u32,
    pub(super) module: ModuleId,
    pub(super) facts: &'a Facts,
    /// Where the walk is: the function or module, or the body of a class in it.
    pub(super) block: BlockId,
    pub(super) summary: Summary,
    calls: FxHashMap<(CallId, bool), Values>,
    locals: FxHashMap<(BlockId, Symbol), Values>,
    /// Names and calls that are being evaluated, so that none rests on itself.
    open: FxHashSet<(BlockId, u64)>,
    depth: u32,
    /// Methods that are being called on what was passed to their callers.
    pub(super) called_back: Vec<(ModuleId, BlockId)>,
    /// Whether only the value is asked for, not what is done on the way.
    pub(super) is_silent: bool,
    /// How sure it is that what is evaluated is done.
    pub(super) severity: Severity,
}

impl Frame<'_, '_> {
    /// Does what a block does: its own code, and the bodies of classes in it.
    pub(super) fn run(&mut self, block: BlockId) {
        let facts = self.facts;
        let before = std::mem::replace(&mut self.block, block);
        let own = facts.block(block);
        for call in &own.calls {
            self.call_result(*call);
        }
        for store in &own.stores {
            self.severity = sureness(store.circumstances);
            self.store(store);
        }
        self.severity = Severity::Certain;
        for class in &own.classes {
            self.define(*class);
        }
        if own.kind == BlockKind::Function {
            for id in &own.imports {
                let link = &self.solver.links[self.module.index()][id.index()];
                self.summary.loads.extend(link.loads.iter().copied());
            }
            for returned in &own.returns {
                let values = self.term(*returned);
                value::add(&mut self.summary.returns, values);
            }
        }
        self.block = before;
    }

    pub(super) fn add(&mut self, effect: Effect, line: u32) {
        if !self.is_silent {
            let done = Done {
                place: (self.module, line),
                severity: self.severity,
            };
            self.summary.add(effect, done);
        }
    }

    /// Notes that something is changed.
    pub(super) fn change(&mut self, changed: Value, what: &str, line: u32) {
        let path = self.solver.path(what);
        // Types and functions that are built in cannot be changed.
        if let Shape::Standard(path) = changed.shape
            && self.solver.text(path).starts_with("builtins.")
        {
            return;
        }
        let effect = match changed.owner {
            Owner::Fresh => return,
            Owner::Module(owner) => Effect::Changes(owner, path),
            Owner::Shared => Effect::Shared(path),
            Owner::Parameter(number) => Effect::ChangesParameter(number),
            Owner::Within(number, name) => Effect::ChangesWithin(number, name),
            Owner::Unknown => Effect::ChangesUnknown(path),
        };
        let is_own = effect_is_own(effect, self.module) && self.is_module_code();
        if !is_own {
            self.add(effect, line);
        }
    }

    pub(super) fn is_module_code(&self) -> bool {
        let node = self.solver.known[self.number as usize].node;
        matches!(node, Node::Block(_, BlockId::MODULE))
    }

    fn store(&mut self, store: &crate::pass::defer::analysis::facts::Store) {
        let facts = self.facts;
        let bases = match (store.place, facts.term(store.base)) {
            // `x += 1` binds a name of the block's own, unless it is an object that can change.
            (Place::Whole, Term::Local(_) | Term::Name(_)) => {
                let mut values = self.term(store.base);
                values.retain(|value| value.shape != Shape::Data || value.owner != Owner::Shared);
                values
            }
            _ => self.term(store.base),
        };
        for base in bases {
            let mut what = self.describe(store.base);
            if let Place::Attribute(name) | Place::Deleted(name) = store.place {
                what = format!("{what}.{}", facts.names.text(name));
            }
            if let Shape::Standard(path) = base.shape
                && base.owner == Owner::Shared
            {
                what = self.solver.text(path).to_owned();
                match store.place {
                    Place::Attribute(name) | Place::Deleted(name) => {
                        what = format!("{what}.{}", facts.names.text(name));
                    }
                    Place::Item => what = format!("{what}.__setitem__"),
                    Place::Whole => what = format!("{what}.__iadd__"),
                }
            }
            self.change(base, &what, store.line);
        }
    }

    /// Returns a short text for a term, as the source has it.
    pub(super) fn describe(&self, term: TermId) -> String {
        let facts = self.facts;
        match facts.term(term) {
            Term::Name(name) | Term::Local(name) | Term::Outer(_, name) => {
                facts.names.text(name).to_owned()
            }
            Term::Attribute(base, name) => {
                format!("{}.{}", self.describe(base), facts.names.text(name))
            }
            Term::Element(base, _) | Term::Item(base) => format!("{}[]", self.describe(base)),
            Term::Call(call) => {
                let callee = facts.calls[call.index()].callee;
                format!("{}()", self.describe(callee))
            }
            _ => "an object".to_owned(),
        }
    }

    /// Returns what may come out of a term.
    pub(super) fn term(&mut self, id: TermId) -> Values {
        if self.depth >= DEEPEST {
            return vec![Value::UNKNOWN];
        }
        self.depth += 1;
        let values = self.evaluate(id);
        self.depth -= 1;
        values
    }

    fn evaluate(&mut self, id: TermId) -> Values {
        let facts = self.facts;
        match facts.term(id) {
            Term::Fresh | Term::Text(_) | Term::Holding(_) => vec![Value::FRESH],
            Term::Deleted => Values::new(),
            Term::Unknown => vec![Value::UNKNOWN],
            Term::Name(name) => self.global(self.module, name),
            Term::Local(name) => self.local(self.block, name),
            Term::Outer(block, name) => self.outer(block, name),
            Term::Attribute(base, name) => {
                let name = facts.names.text(name);
                let bases = self.term(base);
                let mut all = Values::new();
                for base in bases {
                    let values = self.attribute(base, name);
                    value::add(&mut all, values);
                }
                all
            }
            Term::Item(base) => self.item(base),
            Term::Element(base, key) => self.element(base, key),
            Term::Call(call) => self.call_result(call),
            Term::Function(block) => {
                vec![Value::of(Shape::Function(self.module, block), Owner::Fresh)]
            }
            Term::Class(class) => vec![Value::of(Shape::Class(self.module, class), Owner::Fresh)],
            Term::Import(import) => self.imported(import),
            Term::Either(one, other) => {
                let mut all = self.term(one);
                let more = self.term(other);
                value::add(&mut all, more);
                all
            }
        }
    }

    /// Returns what iterating over something gives.
    fn item(&mut self, base: TermId) -> Values {
        if let Term::Holding(held) = self.facts.term(base) {
            return self.term(held);
        }
        let values = self.term(base);
        values.into_iter().map(inside).collect()
    }

    fn element(&mut self, base: TermId, key: TermId) -> Values {
        let facts = self.facts;
        let values = self.term(base);
        let mut all = Values::new();
        for value in values {
            let is_modules = match value.shape {
                Shape::Standard(path) => self.solver.text(path) == "sys.modules",
                _ => false,
            };
            let found = match facts.term(key) {
                Term::Name(name) if is_modules && facts.names.text(name) == "__name__" => {
                    Value::of(Shape::Module(self.module), Owner::Module(self.module))
                }
                Term::Text(text) if is_modules => {
                    let found = self.solver.tree.find(facts.names.text(text));
                    let module = |id| Value::of(Shape::Module(id), Owner::Module(id));
                    found.map_or(Value::UNKNOWN, module)
                }
                _ if is_modules => Value::UNKNOWN,
                // A class with its parameters given is the class.
                _ if matches!(value.shape, Shape::Class(..)) => value,
                _ => inside(value),
            };
            value::add(&mut all, [found]);
        }
        all
    }

    fn local(&mut self, block: BlockId, name: Symbol) -> Values {
        if let Some(values) = self.locals.get(&(block, name)) {
            return values.clone();
        }
        let key = (block, (1 << 32) | symbol_key(name));
        if !self.open.insert(key) {
            return Values::new();
        }
        let facts = self.facts;
        let mut all = Values::new();
        let own = facts.block(block);
        if let Some(number) = own.parameters.iter().position(|own| *own == name) {
            let owner = u8::try_from(number).map_or(Owner::Unknown, Owner::Parameter);
            value::add(&mut all, [Value::of(Shape::Unknown, owner)]);
        }
        let bound = facts.bound(block, name).iter();
        for bound in bound.chain(facts.inner(block, name)) {
            let values = self.term(bound.term);
            value::add(&mut all, values);
        }
        self.open.remove(&key);
        self.locals.insert((block, name), all.clone());
        all
    }

    /// Returns what a name of a block around this one is bound to. Who passed its parameters is not
    /// known any more.
    fn outer(&mut self, block: BlockId, name: Symbol) -> Values {
        let is_silent = std::mem::replace(&mut self.is_silent, true);
        let before = std::mem::replace(&mut self.block, block);
        let values = self.local(block, name);
        self.block = before;
        self.is_silent = is_silent;
        let forget = |value: Value| match value.owner {
            Owner::Parameter(_) | Owner::Within(..) => value.with(Owner::Unknown),
            _ => value,
        };
        values.into_iter().map(forget).collect()
    }

    /// Returns what a call returns, after doing what it does.
    pub(super) fn call_result(&mut self, id: CallId) -> Values {
        // What was evaluated for its value alone is evaluated again for what it does.
        let memo = (id, self.is_silent);
        if let Some(values) = self.calls.get(&memo) {
            return values.clone();
        }
        let key = (BlockId::MODULE, (2 << 32) | id.index() as u64);
        if !self.open.insert(key) {
            return Values::new();
        }
        let facts = self.facts;
        let call = &facts.calls[id.index()];
        let is_silent = self.is_silent;
        // Handlers of a failed import do not run where the import succeeds.
        self.is_silent |= call.circumstances.has(Circumstances::HANDLER) && self.all_found();
        let severity = std::mem::replace(&mut self.severity, sureness(call.circumstances));
        let values = self.call(call);
        self.severity = severity;
        self.is_silent = is_silent;
        self.open.remove(&key);
        self.calls.insert(memo, values.clone());
        values
    }

    /// Returns whether everything is there that the module tries to import.
    fn all_found(&self) -> bool {
        let links = &self.solver.links[self.module.index()];
        let imports = self.facts.imports.iter().zip(links);
        let mut tried =
            imports.filter(|(import, _)| import.circumstances.has(Circumstances::CAUGHT));
        tried.all(|(_, link)| link.found != Found::Absent)
    }
}

/// Returns how sure it is that something is done under circumstances.
fn sureness(circumstances: Circumstances) -> Severity {
    if circumstances.has_any(Circumstances::DOUBTFUL) {
        Severity::Possible
    } else {
        Severity::Certain
    }
}

fn effect_is_own(effect: Effect, module: ModuleId) -> bool {
    matches!(effect, Effect::Changes(owner, _) if owner == module)
}

/// Returns what is inside an object: it belongs to the same.
fn inside(value: Value) -> Value {
    match value.shape {
        Shape::Native(_) | Shape::Standard(_) => value,
        _ => Value::of(Shape::Unknown, value.owner),
    }
}

fn symbol_key(name: Symbol) -> u64 {
    u64::from(name.number())
}
