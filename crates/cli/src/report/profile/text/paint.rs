//! Colour where it is wanted; without it the text says the same.

/// How something is meant to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// A heading.
    Heading,
    /// What is beside the point.
    Dim,
    /// What saves something.
    Good,
    /// What costs something for nothing.
    Bad,
    /// One of the colours that phases are told apart by, from 0 on.
    Phase(usize),
}

/// Applies colour, or does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Paint {
    colour: bool,
}

impl Paint {
    pub(super) fn new(colour: bool) -> Self {
        Self { colour }
    }

    /// Returns the text in a style, as ANSI terminals show it.
    pub(super) fn paint(self, style: Style, text: &str) -> String {
        if !self.colour || text.is_empty() {
            return text.to_owned();
        }
        // Colours that are legible on dark and on light: red, green, yellow, blue and so on, none
        // of them bright.
        let code = match style {
            Style::Heading => 1,
            Style::Dim => 2,
            Style::Good => 32,
            Style::Bad => 31,
            Style::Phase(index) => 31 + index % 6,
        };
        format!("\x1b[{code}m{text}\x1b[0m")
    }
}
