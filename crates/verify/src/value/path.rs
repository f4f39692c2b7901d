//! Where in a value something is.

use std::fmt;

/// One step down.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// To the member of that name.
    Key(String),
    /// To the item of that number, from zero.
    Index(usize),
    /// Into the value that a text holds as JSON.
    Inside,
}

/// The steps from the whole to a place in it, shown as `$.items[2].name`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Path(pub Vec<Step>);

impl Path {
    /// Returns it without the numbers of items, so that places in different items look the same.
    #[must_use]
    pub fn any_item(&self) -> Self {
        let step = |step: &Step| match step {
            Step::Index(_) => Step::Index(usize::MAX),
            other => other.clone(),
        };
        Self(self.0.iter().map(step).collect())
    }

    /// Returns whether this place is the other, or below it.
    #[must_use]
    pub fn is_within(&self, other: &Self) -> bool {
        self.0.starts_with(&other.0)
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("$")?;
        for step in &self.0 {
            match step {
                Step::Key(key) if is_plain(key) => write!(f, ".{key}")?,
                Step::Key(key) => {
                    f.write_str("[")?;
                    super::write::text(key, f)?;
                    f.write_str("]")?;
                }
                Step::Index(usize::MAX) => f.write_str("[*]")?,
                Step::Index(index) => write!(f, "[{index}]")?,
                Step::Inside => f.write_str("(JSON)")?,
            }
        }
        Ok(())
    }
}

fn is_plain(key: &str) -> bool {
    let word = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    !key.is_empty() && key.chars().all(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn path_reads_as_people_write_it() {
        let key = |key: &str| Step::Key(key.to_owned());
        let path = Path(vec![
            key("payload"),
            key("items"),
            Step::Index(2),
            key("first name"),
        ]);
        assert_eq!(path.to_string(), r#"$.payload.items[2]["first name"]"#);
        assert_eq!(
            path.any_item().to_string(),
            r#"$.payload.items[*]["first name"]"#
        );
        assert!(path.is_within(&Path(path.0[..2].to_vec())));
        assert!(!Path::default().is_within(&path));
    }
}
