//! What a rule found.

use std::path::PathBuf;
use std::time::Duration;

use warmfront_model::money::Money;

use crate::code::Code;
use crate::fix::Fix;

/// A place where something should change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule's code.
    pub code: Code,
    /// What it costs, in kind.
    pub class: Class,
    /// Where it is.
    pub place: Place,
    /// Qualified name of the Python function, or the template's name of the resource.
    pub symbol: Option<String>,
    /// What is wrong, in one line without a final period.
    pub message: String,
    /// Other places that explain it.
    pub secondary: Vec<Secondary>,
    /// Further remarks: how the handler gets there, why there is no fix.
    pub notes: Vec<String>,
    /// What a profile knows it by.
    pub subject: Subject,
    /// How to mend it, where that is known.
    pub fix: Option<Fix>,
    /// What it was measured to cost; rules leave it out, the caller fills it in from a profile.
    pub cost: Option<Cost>,
}

/// What kind of cost a finding has, when nothing was measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Once per cold start.
    Init,
    /// Once per invocation.
    PerInvocation,
    /// Several times per invocation, or per item.
    PerCall,
    /// Size of the package, or storage.
    Size,
    /// Dollars without time: configuration that is paid for.
    Price,
    /// Invocations that hang, fail or run twice.
    Safety,
    /// Nothing: about Warmfront's own comments, or advice that something is not worth it.
    Nothing,
}

impl Class {
    /// Returns the class in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Init => "per cold start",
            Self::PerInvocation => "per invocation",
            Self::PerCall => "per call",
            Self::Size => "package size",
            Self::Price => "price",
            Self::Safety => "safety",
            Self::Nothing => "no cost",
        }
    }
}

/// A range of a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file, as the caller named it.
    pub file: PathBuf,
    /// Which part of it; `None` when it is about the whole file or it has no lines.
    pub range: Option<Range>,
}

impl Place {
    /// Returns the place of a whole file.
    #[must_use]
    pub fn whole(file: impl Into<PathBuf>) -> Self {
        Self {
            file: file.into(),
            range: None,
        }
    }
}

/// From one position to another, which is not included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Range {
    /// The first position.
    pub start: Position,
    /// The position after the last.
    pub end: Position,
}

/// A position in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Character in its line, from 1.
    pub column: u32,
}

/// Another place that belongs to a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secondary {
    /// Where it is.
    pub place: Place,
    /// What is there.
    pub message: String,
}

/// What a profile knows a finding by.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Subject {
    /// The lines of the finding's place: calls made there, time spent there.
    Place,
    /// The import of a module, by its full name.
    Import(String),
    /// Calls of one operation, such as `DynamoDB.GetItem`, made at the finding's place.
    Operation(String),
    /// Nothing that is measured.
    None,
}

/// What a finding was measured to cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Time per invocation; of init, when the class is [`Class::Init`].
    pub time: Duration,
    /// Dollars per million invocations.
    pub per_million: Money,
}
