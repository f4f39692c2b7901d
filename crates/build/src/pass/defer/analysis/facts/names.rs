//! The names in one source, each kept once.

use rustc_hash::FxHashMap;

/// A name of one source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(in crate::pass::defer::analysis) struct Symbol(u32);

impl Symbol {
    /// Returns its number.
    pub(in crate::pass::defer::analysis) fn number(self) -> u32 {
        self.0
    }
}

/// Names, by number.
#[derive(Debug, Default)]
pub(in crate::pass::defer::analysis) struct Names {
    texts: Vec<Box<str>>,
    numbers: FxHashMap<Box<str>, u32>,
}

impl Names {
    /// Returns the number of a name, new or known.
    pub(super) fn intern(&mut self, text: &str) -> Symbol {
        if let Some(number) = self.numbers.get(text) {
            return Symbol(*number);
        }
        // A source has less than 4 GiB, and so has fewer names.
        let number = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        self.texts.push(text.into());
        self.numbers.insert(text.into(), number);
        Symbol(number)
    }

    /// Returns the number of a name that the source has.
    pub(in crate::pass::defer::analysis) fn find(&self, text: &str) -> Option<Symbol> {
        self.numbers.get(text).map(|number| Symbol(*number))
    }

    /// Returns a name.
    pub(in crate::pass::defer::analysis) fn text(&self, symbol: Symbol) -> &str {
        self.texts.get(symbol.0 as usize).map_or("", |text| &**text)
    }
}
