//! Codes of rules.

use std::fmt;

/// The code of a rule, such as `WF101`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(pub u16);

impl Code {
    /// Returns the family that the code's hundred stands for.
    #[must_use]
    pub fn family(self) -> Family {
        match self.0 / 100 {
            0 => Family::Own,
            1 => Family::Construction,
            2 => Family::Import,
            3 => Family::Call,
            4 => Family::Handler,
            5 => Family::Configuration,
            _ => Family::Package,
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WF{:03}", self.0)
    }
}

/// What a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// Warmfront's own comments: `WF0xx`.
    Own,
    /// Things built in the handler that could be kept: `WF1xx`.
    Construction,
    /// Imports and other work of init: `WF2xx`.
    Import,
    /// Calls of services: `WF3xx`.
    Call,
    /// Other work of the handler: `WF4xx`.
    Handler,
    /// Templates: `WF5xx`.
    Configuration,
    /// Packages and dependencies: `WF6xx`.
    Package,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_three_digits() {
        assert_eq!(Code(1).to_string(), "WF001");
        assert_eq!(Code(101).to_string(), "WF101");
        assert_eq!(Code(1).family(), Family::Own);
        assert_eq!(Code(612).family(), Family::Package);
    }
}
