//! Which attributes of items are used.

use std::collections::BTreeSet;

use crate::python::tree::{Expr, Stmt};
use crate::python::{Call, Statement, Value};

/// Returns the attributes that are used of the items that a call answers with; none when an item
/// goes anywhere as a whole.
pub(in crate::rule) fn used(call: Call<'_>) -> Option<BTreeSet<String>> {
    let statements: Vec<_> = call.function().blocks().into_iter().flatten().collect();
    let mut search = Search {
        statements: &statements,
        used: BTreeSet::new(),
    };
    let parents = search.parents(call.value());
    search.answer(call.value(), &parents)?;
    (!search.used.is_empty()).then_some(search.used)
}

struct Search<'a, 'b> {
    statements: &'b [Statement<'a>],
    used: BTreeSet<String>,
}

impl<'a> Search<'a, '_> {
    /// Returns what an expression is directly part of, from the inside out, and its statement.
    fn parents(&self, value: Value<'a>) -> Vec<Value<'a>> {
        let span = value.span();
        let mut around: Vec<_> = self
            .statements
            .iter()
            .flat_map(|statement| statement.values())
            .flat_map(Value::parts)
            .filter(|part| {
                let outer = part.span();
                outer.start <= span.start && span.end <= outer.end && part.id() != value.id()
            })
            .collect();
        around.sort_by_key(|part| part.span().end - part.span().start);
        around
    }

    /// Follows an answer to the items in it.
    fn answer(&mut self, value: Value<'a>, parents: &[Value<'a>]) -> Option<()> {
        match taken(value, parents)? {
            Taken::Part(name, part) if matches!(name, "Item" | "Items") => {
                let parents = self.parents(part);
                if name == "Item" {
                    self.item(part, &parents)
                } else {
                    self.items(part, &parents)
                }
            }
            Taken::Part("Count" | "ScannedCount" | "LastEvaluatedKey", _) => Some(()),
            Taken::Part(..) => None,
            Taken::Whole => {
                let name = self.name(value)?;
                self.each(name, value, |search, value, parents| {
                    search.answer(value, parents)
                })
            }
        }
    }

    fn item(&mut self, value: Value<'a>, parents: &[Value<'a>]) -> Option<()> {
        match taken(value, parents)? {
            Taken::Part(name, part) => {
                if self.is_set(part) {
                    return None;
                }
                self.used.insert(name.to_owned());
                Some(())
            }
            Taken::Whole if is_compared(value, parents) => Some(()),
            Taken::Whole => {
                let name = self.name(value)?;
                self.each(name, value, |search, value, parents| {
                    search.item(value, parents)
                })
            }
        }
    }

    /// Follows items to each of them: `for item in items`.
    fn items(&mut self, value: Value<'a>, _parents: &[Value<'a>]) -> Option<()> {
        let target = self.loop_target(value);
        let Some(target) = target else {
            let name = self.name(value)?;
            return self.each(name, value, |search, value, parents| {
                search.items(value, parents)
            });
        };
        self.each(target, value, |search, value, parents| {
            search.item(value, parents)
        })
    }

    /// Does something with each place where a name is read.
    fn each(
        &mut self,
        name: &'a str,
        made: Value<'a>,
        mut look: impl FnMut(&mut Self, Value<'a>, &[Value<'a>]) -> Option<()>,
    ) -> Option<()> {
        let after = made.span();
        let reads: Vec<_> = self
            .statements
            .iter()
            .flat_map(|statement| statement.values())
            .flat_map(Value::parts)
            .filter(|part| part.name() == Some(name))
            .collect();
        for read in reads {
            let is_target = self.statements.iter().any(|statement| {
                matches!(statement.code(), Stmt::Assign(..) | Stmt::For(..))
                    && statement.values().any(|value| value.id() == read.id())
                    && statement.values().next().map(Value::id) != Some(read.id())
            });
            if is_target || after.start <= read.span().start && read.span().end <= after.end {
                continue;
            }
            let parents = self.parents(read);
            look(self, read, &parents)?;
        }
        Some(())
    }

    /// Returns the name that a value is bound to, and nothing else is.
    fn name(&self, value: Value<'a>) -> Option<&'a str> {
        let statement = self.statements.iter().find(|statement| {
            matches!(statement.code(), Stmt::Assign(..))
                && statement.values().next().map(Value::id) == Some(value.id())
        })?;
        let binds = statement.binds();
        let mut names = binds.into_iter();
        let only = names.next().filter(|_| names.next().is_none())?;
        let n_bound = self.statements.iter().filter(|other| {
            matches!(other.code(), Stmt::Assign(..) | Stmt::For(..)) && other.binds().contains(only)
        });
        (n_bound.count() == 1).then_some(only)
    }

    /// Returns the name that a loop or comprehension gives to each element of a value.
    fn loop_target(&self, value: Value<'a>) -> Option<&'a str> {
        let statement = self.statements.iter().find(|statement| {
            matches!(statement.code(), Stmt::For(..))
                && statement.values().any(|one| one.id() == value.id())
        });
        if let Some(statement) = statement {
            let mut names = statement.values().filter_map(Value::name);
            return names.find(|name| Some(*name) != value.name());
        }
        let mut parts = self
            .statements
            .iter()
            .flat_map(|statement| statement.values())
            .flat_map(Value::parts);
        parts.find_map(|part| part.element_of(value))
    }

    fn is_set(&self, part: Value<'a>) -> bool {
        self.statements.iter().any(|statement| {
            matches!(statement.code(), Stmt::Assign(..) | Stmt::Augment(..))
                && statement
                    .values()
                    .skip(1)
                    .any(|target| target.id() == part.id())
        })
    }
}

/// What is taken of a value.
enum Taken<'a> {
    /// What a constant names, by index or `get`.
    Part(&'a str, Value<'a>),
    /// All of it.
    Whole,
}

/// Returns what is taken of a value; none where something else decides.
fn taken<'a>(value: Value<'a>, parents: &[Value<'a>]) -> Option<Taken<'a>> {
    let Some(parent) = parents.first() else {
        return Some(Taken::Whole);
    };
    match parent.code() {
        Expr::Subscript(owner, _) if owner == value.id() => {
            let name = parent.index()?.text()?;
            Some(Taken::Part(name, *parent))
        }
        Expr::Attribute(owner, _) if owner == value.id() => {
            let call = parents.get(1)?.call()?;
            let is_get = parent.attribute() == Some("get");
            let name = call.arguments().next()?.1.text()?;
            (is_get && call.called().id() == parent.id()).then_some(Taken::Part(name, call.value()))
        }
        _ => Some(Taken::Whole),
    }
}

/// Returns whether a value is only compared or tested.
fn is_compared<'a>(_value: Value<'a>, parents: &[Value<'a>]) -> bool {
    let parent = parents.first();
    parent.is_some_and(|parent| matches!(parent.code(), Expr::Compare(..) | Expr::Not(_)))
}
