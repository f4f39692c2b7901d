//! What rules ask: calls, functions, imports and values, and how handlers reach them.

mod call;
mod function;
mod import;
mod repeat;
mod statement;
mod value;

use std::cell::RefCell;
use std::rc::Rc;

use super::evaluate::{At, Evaluator, Memory};
use super::facts::Facts;
use super::object::{FunctionRef, ModuleId};
use super::sources::Role;
use super::tree::FunctionId;
use crate::finding::{Place, Position, Range};
use crate::fix::Span;

pub use call::{Call, Operation, Surface};
pub use function::Function;
pub use import::{Import, Use};
pub use repeat::Repeat;
pub use statement::Statement;
pub use value::Value;

impl Facts {
    /// Returns all calls in code that is deployed, in the order of files.
    pub fn calls(&self) -> impl Iterator<Item = Call<'_>> {
        self.deployed().flat_map(move |module| {
            let count = u32::try_from(self.code[module.index()].sites.len()).unwrap_or(u32::MAX);
            (0..count).map(move |index| Call::new(self, module, index))
        })
    }

    /// Returns the calls of what libraries call by one of these qualified names, in the order of
    /// files: `boto3.client`, `requests.Session.get`, `boto3.client[s3].get_object`.
    pub fn calls_to(&self, names: &[&str]) -> impl Iterator<Item = Call<'_>> {
        let names = names.iter().map(|name| self.base.names.of(name));
        let found = names.filter_map(|name| self.outside.get(&name)).flatten();
        self.sorted(found.copied().collect())
    }

    /// Returns the calls of what libraries call by a name that the closure accepts, in the order
    /// of files.
    pub fn calls_where(&self, accept: impl Fn(&str) -> bool) -> impl Iterator<Item = Call<'_>> {
        let mut found = Vec::new();
        #[expect(clippy::iter_over_hash_type, reason = "what is found is sorted")]
        for (name, calls) in &self.outside {
            if accept(self.base.text(*name)) {
                found.extend_from_slice(calls);
            }
        }
        self.sorted(found)
    }

    /// Returns the calls of AWS operations: those of clients, resources and tables.
    pub fn operations(&self) -> impl Iterator<Item = (Call<'_>, Operation<'_>)> {
        let calls = self.calls_where(|name| {
            name.starts_with("boto3.client[") || name.starts_with("boto3.resource[")
        });
        calls.filter_map(|call| Some((call, call.operation()?)))
    }

    /// Returns all functions in code that is deployed; each module's own statements are one.
    pub fn functions(&self) -> impl Iterator<Item = Function<'_>> {
        self.deployed().flat_map(move |module| {
            self.base
                .tree(module)
                .functions()
                .map(move |(id, _)| Function::new(self, FunctionRef { module, id }))
        })
    }

    /// Returns the functions that are called for each invocation.
    pub fn handlers(&self) -> impl Iterator<Item = Function<'_>> {
        self.entries
            .iter()
            .map(|entry| Function::new(self, entry.function))
    }

    /// Returns all imports in code that is deployed.
    pub fn imports(&self) -> impl Iterator<Item = Import<'_>> {
        self.deployed().flat_map(|module| import::of(self, module))
    }

    fn sorted(&self, mut found: Vec<(ModuleId, u32)>) -> impl Iterator<Item = Call<'_>> {
        found.sort_unstable();
        found.dedup();
        found
            .into_iter()
            .map(|(module, index)| Call::new(self, module, index))
    }

    fn deployed(&self) -> impl Iterator<Item = ModuleId> {
        let modules = (0..).map(ModuleId).zip(&self.base.modules);
        modules
            .filter(|(_, module)| module.role == Role::Code)
            .map(|(id, _)| id)
    }

    /// Returns the place of bytes of a module.
    pub(crate) fn place(&self, module: ModuleId, span: Span) -> Place {
        Place {
            file: self.base.module(module).file.clone(),
            range: Some(Range {
                start: self.position(module, span.start),
                end: self.position(module, span.end),
            }),
        }
    }

    fn position(&self, module: ModuleId, offset: u32) -> Position {
        let (line, byte) = self.base.tree(module).line_and_byte(offset);
        let start = (offset - byte) as usize;
        let before = self
            .source(module)
            .and_then(|text| text.get(start..offset as usize));
        let column = before.map_or(byte, |before| {
            u32::try_from(before.chars().count()).unwrap_or(byte)
        });
        Position {
            line: line + 1,
            column: column + 1,
        }
    }

    pub(crate) fn evaluator(&self) -> Evaluator<'_> {
        thread_local! {
            /// What this thread found, and on which facts.
            static MEMORY: RefCell<(u64, Rc<Memory>)> = RefCell::default();
        }
        let memory = MEMORY.with_borrow_mut(|(of, memory)| {
            if *of != self.number {
                (*of, *memory) = (self.number, Rc::default());
            }
            Rc::clone(memory)
        });
        Evaluator::remembering(&self.base, memory)
    }

    /// Returns the dotted name of a module, from the folder in which Python finds it.
    pub(crate) fn module_name(&self, module: ModuleId) -> String {
        let key = &self.base.module(module).key;
        let code = self.base.places.code_around(key);
        let key = code.and_then(|code| key.strip_prefix(code)).unwrap_or(key);
        let key = key.trim_start_matches('/');
        key.strip_prefix("src/").unwrap_or(key).replace('/', ".")
    }

    pub(crate) fn at(module: ModuleId, function: FunctionId) -> At {
        At { module, function }
    }
}
