//! Why an import should not wait: one kind of reason each, with a sentence for a person.

use super::tree::ModuleId;

/// What would go wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hazard {
    /// What the statement names is not in the package, so that it fails.
    Absent,
    /// `from module import *`.
    Star,
    /// The import may fail, and the failure is caught.
    MayFail,
    /// It stands in a `with`, which may be there for it.
    Within,
    /// It stands in a loop.
    Looped,
    /// Its source cannot be parsed for this Python.
    Broken,
    /// It changes something of another module.
    ChangesModule,
    /// It registers, opens, prints or changes something of the whole process.
    Process,
    /// It defines a class in a hierarchy that is listed by `__subclasses__`.
    JoinsHierarchy,
    /// It calls something of which nothing is known.
    UnknownCall,
    /// It changes something of which nothing is known.
    UnknownChange,
    /// It builds a class on something of which nothing is known.
    UnknownBase,
    /// It calls a native function that may have an effect.
    NativeCall,
    /// It does more than can be followed.
    TooMuch,
    /// It reads a name that is bound anew while the program runs.
    Rebound,
    /// Its submodule is read as an attribute by code that does not import it.
    ImplicitAttribute,
    /// It is looked for in `sys.modules`.
    LookedFor,
    /// It puts something else in its place, or gives itself another class.
    ReplacesItself,
    /// It changes where its submodules are found.
    ChangesItsPath,
    /// The order in which modules that import each other are loaded would change.
    Cycle,
    /// Native code imports it, and may find it half loaded.
    NativeImport,
    /// The name is bound elsewhere in the module too.
    BoundTwice,
    /// A function binds the name by `global`.
    Global,
    /// The module's names are read as a dictionary.
    NamesRead,
    /// Another module deletes the name.
    Deleted,
    /// More than a failing import is caught around it.
    Caught,
    /// The name is that of a submodule, which importing it would bind instead.
    Shadowed,
    /// The name stands in an annotation that somebody evaluates.
    Annotation,
    /// `__del__` uses it, when modules may be gone.
    Finalizer,
    /// Python itself looks for the name.
    Special,
    /// A class within which it is used gives it another name.
    Mangled,
}

/// How sure it is that something would go wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// It may be harmless: an experiment can tell.
    Possible,
    /// It would differ.
    Certain,
}

/// Why an import should not wait.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reason {
    /// What kind of reason it is.
    pub hazard: Hazard,
    /// How sure it is.
    pub severity: Severity,
    /// The module in which the cause stands.
    pub module: ModuleId,
    /// Its line.
    pub line: u32,
    /// What a person should know: a clause whose subject is the module or the import.
    pub says: String,
}

impl Hazard {
    /// Returns its name in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Absent => "absent",
            Self::Star => "star-import",
            Self::MayFail => "may-fail",
            Self::Within => "within",
            Self::Looped => "looped",
            Self::Broken => "broken-source",
            Self::ChangesModule => "changes-module",
            Self::Process => "process",
            Self::JoinsHierarchy => "joins-hierarchy",
            Self::UnknownCall => "unknown-call",
            Self::UnknownChange => "unknown-change",
            Self::UnknownBase => "unknown-base",
            Self::NativeCall => "native-call",
            Self::TooMuch => "too-much",
            Self::Rebound => "rebound",
            Self::ImplicitAttribute => "implicit-attribute",
            Self::LookedFor => "looked-for",
            Self::ReplacesItself => "replaces-itself",
            Self::ChangesItsPath => "changes-its-path",
            Self::Cycle => "cycle",
            Self::NativeImport => "native-import",
            Self::BoundTwice => "bound-twice",
            Self::Global => "global",
            Self::NamesRead => "names-read",
            Self::Deleted => "deleted",
            Self::Caught => "caught",
            Self::Shadowed => "shadowed",
            Self::Annotation => "annotation",
            Self::Finalizer => "finalizer",
            Self::Special => "special-name",
            Self::Mangled => "mangled",
        }
    }
}
