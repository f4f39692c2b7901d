//! Files of variables for the function: `.env`, and SAM's JSON form.

use std::io;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::dotenv;

/// Key of SAM's form whose variables go to every function.
const EVERY_FUNCTION: &str = "Parameters";

/// Why a file of variables could not be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum EnvFileError {
    #[error("could not read env file `{}`", path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("env file `{}` is not UTF-8", path.display())]
    NotUtf8 { path: PathBuf },
    #[error("env file `{}`", path.display())]
    Line {
        path: PathBuf,
        source: dotenv::BadLine,
    },
    #[error("env file `{}` is not JSON", path.display())]
    Json {
        path: PathBuf,
        source: serde_json::Error,
    },
    #[error("env file `{}`: the value of `{name}` is not a string, number or boolean", path.display())]
    Value { path: PathBuf, name: String },
}

/// Variables of a file, before it is known which function runs.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct EnvFile {
    every: Vec<(String, String)>,
    one: Vec<(String, Vec<(String, String)>)>,
}

impl EnvFile {
    /// Reads a file; one whose text begins with `{` is in SAM's form.
    pub(crate) fn read(path: &Path) -> Result<Self, EnvFileError> {
        let bytes = fs_err::read(path).map_err(|error| EnvFileError::Read {
            path: path.to_owned(),
            // fs-err's own text names the path a second time.
            source: error.kind().into(),
        })?;
        let text = String::from_utf8(bytes).map_err(|_| EnvFileError::NotUtf8 {
            path: path.to_owned(),
        })?;
        Self::parse(path, &text)
    }

    fn parse(path: &Path, text: &str) -> Result<Self, EnvFileError> {
        if text
            .trim_start_matches('\u{feff}')
            .trim_start()
            .starts_with('{')
        {
            return sam(path, text.trim_start_matches('\u{feff}'));
        }
        let every = dotenv::parse(text).map_err(|source| EnvFileError::Line {
            path: path.to_owned(),
            source,
        })?;
        Ok(Self {
            every,
            one: Vec::new(),
        })
    }

    /// Returns the variables for a function; of two with one name, the later wins.
    pub(crate) fn of(&self, function: &str) -> impl Iterator<Item = (&str, &str)> {
        let own = self.one.iter().filter(move |(name, _)| name == function);
        self.every
            .iter()
            .chain(own.flat_map(|(_, variables)| variables))
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// Reads `{"Function": {"NAME": "value"}, "Parameters": {..}}`, or plain `{"NAME": "value"}`.
fn sam(path: &Path, text: &str) -> Result<EnvFile, EnvFileError> {
    let whole: Map<String, Value> =
        serde_json::from_str(text).map_err(|source| EnvFileError::Json {
            path: path.to_owned(),
            source,
        })?;
    let mut file = EnvFile::default();
    for (key, value) in whole {
        match value {
            Value::Object(variables) => {
                let variables = variables
                    .into_iter()
                    .map(|(name, value)| variable(path, name, value))
                    .collect::<Result<Vec<_>, _>>()?;
                if key == EVERY_FUNCTION {
                    file.every.extend(variables);
                } else {
                    file.one.push((key, variables));
                }
            }
            value => file.every.push(variable(path, key, value)?),
        }
    }
    Ok(file)
}

/// Turns a value into text as SAM does: nothing for null, `true` for true.
fn variable(path: &Path, name: String, value: Value) -> Result<(String, String), EnvFileError> {
    let value = match value {
        Value::String(text) => text,
        Value::Null => String::new(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::Array(_) | Value::Object(_) => {
            return Err(EnvFileError::Value {
                path: path.to_owned(),
                name,
            });
        }
    };
    Ok((name, value))
}

#[cfg(test)]
mod tests {
    use std::error::Error;
    use std::path::Path;

    use proptest::prelude::*;

    use super::EnvFile;

    fn check(text: &str, function: &str, expected: &[(&str, &str)]) {
        let file = EnvFile::parse(Path::new("env"), text).unwrap();
        let variables: Vec<(&str, &str)> = file.of(function).collect();
        assert_eq!(variables, expected);
    }

    fn refusal(text: &str) -> String {
        let error = EnvFile::parse(Path::new("env"), text).unwrap_err();
        let cause = error.source().map(ToString::to_string).unwrap_or_default();
        format!("{error}: {cause}")
    }

    #[test]
    fn a_dotenv_file_is_for_every_function() {
        check("A=1", "Orders", &[("A", "1")]);
    }

    #[test]
    fn sams_form_names_functions() {
        let text = r#"{"Orders": {"A": 1, "B": true, "C": null}, "Other": {"A": "2"}, "Parameters": {"T": 1.5}}"#;
        check(
            text,
            "Orders",
            &[("T", "1.5"), ("A", "1"), ("B", "true"), ("C", "")],
        );
        check(text, "Unnamed", &[("T", "1.5")]);
    }

    #[test]
    fn a_flat_object_is_for_every_function() {
        check(r#"{"A": "x"}"#, "Orders", &[("A", "x")]);
    }

    #[test]
    fn refusals_say_where() {
        insta::assert_snapshot!(refusal("A=1\nB"), @"env file `env`: line 2: expected `=` after the name");
        insta::assert_snapshot!(refusal("{\"A\": }"), @"env file `env` is not JSON: expected value at line 1 column 7");
        insta::assert_snapshot!(refusal(r#"{"A": {"B": [1]}}"#), @"env file `env`: the value of `B` is not a string, number or boolean: ");
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "(?s)[{]?.{0,60}") {
            let _ = EnvFile::parse(Path::new("env"), &text);
        }
    }
}
