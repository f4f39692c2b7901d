//! `CPython`'s marshal format, as far as code objects need it, and its canonical form.
//!
//! What the interpreter writes depends on reference counts, so on whatever else its process holds:
//! an object is marked as one that may come again when something else refers to it. The canonical
//! form marks those that do come again and no others, and holds equal texts once, which is also less
//! work when it is loaded.
//! Before 3.11, sets whose elements hash by address come in an order that changes from run to run;
//! they are sorted here as later versions sort all.

mod read;
mod write;

use std::ops::Range;

use warmfront_model::function::PythonVersion;

/// Why bytes are no marshalled code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MarshalError {
    /// They end too early.
    #[error("the bytecode ends too early")]
    Short,
    /// There is something behind the object.
    #[error("the bytecode has something behind its end")]
    Long,
    /// Objects of this kind are in no code.
    #[error("the bytecode holds an object of an unknown kind, {0:#04x}")]
    Kind(u8),
    /// It refers to an object that did not come.
    #[error("the bytecode refers to an object that it does not hold")]
    Reference,
}

/// Objects, each of which refers to others only by place in the list; the first is the outermost.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Objects<'a> {
    bytes: &'a [u8],
    all: Vec<Object>,
    children: Vec<usize>,
}

/// An object: its kind, the bytes of its own, and what it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Object {
    kind: u8,
    /// Numbers that come before what it holds, or the whole of what has nothing in it.
    head: Range<usize>,
    /// A number that comes between what it holds: the first line of code.
    middle: Option<Middle>,
    /// Where `children` tells what it holds.
    holds: Range<usize>,
    /// Whether it is, or holds, `None` or `...`, whose hashes were their addresses before 3.12.
    hashes_by_address: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Middle {
    before_child: usize,
    bytes: Range<usize>,
}

/// How a version of Python lays out a code object.
#[derive(Debug, Clone, Copy)]
struct Layout {
    /// Numbers of four bytes at the start.
    n_numbers: usize,
    /// Objects before the first line's number, and after it.
    n_objects: (usize, usize),
}

impl Layout {
    fn of(python: PythonVersion) -> Self {
        if (python.major, python.minor) >= (3, 11) {
            Self {
                n_numbers: 5,
                n_objects: (8, 2),
            }
        } else {
            Self {
                n_numbers: 6,
                n_objects: (8, 1),
            }
        }
    }
}

/// Returns the same object in its canonical form.
pub fn canonical(bytes: &[u8], python: PythonVersion) -> Result<Vec<u8>, MarshalError> {
    let objects = read::objects(bytes, Layout::of(python))?;
    let sorts_sets = (python.major, python.minor) < (3, 11);
    Ok(write::bytes(&objects, sorts_sets))
}

#[cfg(test)]
mod tests;
