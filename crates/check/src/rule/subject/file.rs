//! Files that code opens, by their paths.

use crate::python::tree::Stmt;
use crate::python::{Call, Value};

/// Returns the path of an open file that a function reads: `open(path)`, `path.open()`, or a name
/// that `with` bound to one.
pub(in crate::rule) fn path<'a>(call: Call<'a>, file: Value<'a>) -> Option<Value<'a>> {
    let name = file.name();
    let opened = match name {
        None => file,
        Some(name) => entered(call, name).or_else(|| file.bound_value())?,
    };
    let opening = opened.call()?;
    if opening.called().attribute() == Some("open") && opening.target() != Some("io.open") {
        return opening.receiver().filter(|_| reads(opening, 0));
    }
    let is_open = matches!(opening.target(), Some("open" | "io.open"));
    let path = opening.argument("file", Some(0));
    path.filter(|_| is_open && reads(opening, 1))
}

/// Returns whether a path is a constant that names a file which invocations do not write.
pub(in crate::rule) fn is_part_of_package(path: Value<'_>) -> bool {
    let mut parts = path.parts().into_iter().filter_map(Value::text);
    path.is_stable() && !parts.any(|text| text.starts_with("/tmp"))
}

/// Returns whether a file is opened for reading.
fn reads(opening: Call<'_>, place: usize) -> bool {
    let mode = opening.argument("mode", Some(place));
    mode.is_none_or(|mode| mode.text().is_some_and(|mode| mode.starts_with('r')))
}

/// Returns what the statement `with ... as name` around a call enters.
fn entered<'a>(call: Call<'a>, name: &str) -> Option<Value<'a>> {
    let around = call.span();
    let blocks = call.function().blocks();
    let mut found = blocks.into_iter().flatten().filter(|statement| {
        let span = statement.span();
        matches!(statement.code(), Stmt::With(..))
            && span.start <= around.start
            && around.end <= span.end
    });
    found.find_map(|statement| {
        let mut values = statement.values();
        let only = values.next().filter(|_| values.next().is_none())?;
        statement.binds().contains(name).then_some(only)
    })
}
