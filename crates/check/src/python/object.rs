//! What an expression gives, as far as that is known.

use super::names::Name;
use super::tree::{ClassId, FunctionId, Symbol};

/// A module of the repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ModuleId(pub(crate) u32);

impl ModuleId {
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// A function of the repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FunctionRef {
    /// Its module.
    pub module: ModuleId,
    /// Which one there.
    pub id: FunctionId,
}

/// A class of the repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClassRef {
    /// Its module.
    pub module: ModuleId,
    /// Which one there.
    pub id: ClassId,
}

/// What an expression gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Object {
    /// Nobody knows.
    Unknown,
    /// `None`.
    None,
    /// A module of the repository.
    Module(ModuleId),
    /// A folder of modules, by its path.
    Folder(Name),
    /// A function of the repository.
    Function(FunctionRef),
    /// A class of the repository.
    Class(ClassRef),
    /// An instance of a class of the repository.
    Instance(ClassRef),
    /// A module, function, class or method of a library, by its qualified name.
    External(Name),
    /// An instance of a library's class, by the class's qualified name.
    Value(Name),
    /// A text.
    Text(ModuleId, Symbol),
}

impl Object {
    /// Returns whether something is known, and it is not `None`.
    pub(crate) fn is_known(self) -> bool {
        !matches!(self, Self::Unknown | Self::None)
    }

    /// Returns itself, or the other when nothing is known of it.
    pub(crate) fn or_else(self, other: impl FnOnce() -> Self) -> Self {
        if self.is_known() {
            return self;
        }
        let other = other();
        if other == Self::Unknown { self } else { other }
    }
}
