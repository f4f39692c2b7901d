//! Strings of a page, each kept once and named by its number.

use std::collections::HashMap;

/// Strings in the order in which they were first asked for.
#[derive(Debug, Default)]
pub(super) struct Texts<'a> {
    numbers: HashMap<&'a str, usize>,
    list: Vec<&'a str>,
}

impl<'a> Texts<'a> {
    /// Returns the number of a string.
    pub(super) fn number(&mut self, text: &'a str) -> usize {
        let next = self.list.len();
        *self.numbers.entry(text).or_insert_with(|| {
            self.list.push(text);
            next
        })
    }

    /// Returns the number of a string that may be absent.
    pub(super) fn optional(&mut self, text: Option<&'a str>) -> Option<usize> {
        text.map(|text| self.number(text))
    }

    /// Returns all strings by number.
    pub(super) fn into_list(self) -> Vec<&'a str> {
        self.list
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_strings_share_a_number() {
        let mut texts = Texts::default();
        let numbers = ["pandas", "numpy", "pandas"].map(|text| texts.number(text));
        assert_eq!(numbers, [0, 1, 0]);
        assert_eq!(texts.optional(None), None);
        assert_eq!(texts.into_list(), ["pandas", "numpy"]);
    }
}
