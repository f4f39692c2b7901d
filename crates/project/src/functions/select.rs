//! Which of the functions found a user means.

use std::path::{Path, PathBuf};

use super::{Discovery, Found, LeftOut};

/// Why no single function could be chosen.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SelectError {
    /// There is no function at all.
    #[error("no Python function found in `{}`{}", folder.display(), listed(left_out))]
    NoneFound {
        /// Where was looked.
        folder: PathBuf,
        /// What was seen and left out.
        left_out: Vec<LeftOut>,
    },
    /// There are several, and none was named.
    #[error("{} functions found: {}", names.len(), names.join(", "))]
    Several {
        /// Their names.
        names: Vec<String>,
    },
    /// A name fits several.
    #[error("`{given}` fits {} functions: {}", names.len(), names.join(", "))]
    Ambiguous {
        /// What was given.
        given: String,
        /// The names that it fits.
        names: Vec<String>,
    },
    /// A name fits none.
    #[error("no function is called `{given}`; found: {}", names.join(", "))]
    Unknown {
        /// What was given.
        given: String,
        /// The names there are.
        names: Vec<String>,
    },
    /// A name fits one that was left out.
    #[error("function `{name}` cannot be run: {reason}")]
    LeftOut {
        /// Its name.
        name: String,
        /// Why it was left out.
        reason: String,
    },
}

impl SelectError {
    /// Returns advice on what to do, for a line of its own.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::NoneFound { left_out, .. } if !left_out.is_empty() => {
                "mend what is left out, or declare it in warmfront.toml with `handler` and `code`"
                    .to_owned()
            }
            Self::NoneFound { .. } => {
                "looked for warmfront.toml, template.yaml, serverless.yml, cdk.out, a Terraform \
                 plan in JSON, and handler.py, app.py, lambda_function.py or main.py"
                    .to_owned()
            }
            Self::Several { names } | Self::Ambiguous { names, .. } => {
                let first = names.first().map_or("NAME", String::as_str);
                format!("name one of them, such as `{first}`")
            }
            Self::Unknown { .. } => "a unique part of the name is enough".to_owned(),
            Self::LeftOut { .. } => {
                "declare it in warmfront.toml with `handler` and `code`".to_owned()
            }
        }
    }
}

fn listed(left_out: &[LeftOut]) -> String {
    let listed: Vec<String> = left_out
        .iter()
        .take(10)
        .map(|left_out| format!("; `{}` is left out: {}", left_out.name, left_out.reason))
        .collect();
    listed.concat()
}

/// Chooses the function that a name, a unique part of it or a handler's file means; without one,
/// the only function.
pub fn select<'d>(discovery: &'d Discovery, given: Option<&str>) -> Result<&'d Found, SelectError> {
    let all: Vec<&Found> = discovery.functions.iter().collect();
    let Some(given) = given else {
        return match all[..] {
            [only] => Ok(only),
            [] => Err(SelectError::NoneFound {
                folder: discovery.folder.clone(),
                left_out: discovery.left_out.clone(),
            }),
            _ => Err(SelectError::Several { names: names(&all) }),
        };
    };
    let lower = given.to_lowercase();
    let name = |found: &Found| found.function.name.to_lowercase();
    let fits: [&dyn Fn(&Found) -> bool; 5] = [
        &|found| found.function.name == given,
        &|found| name(found) == lower,
        &|found| is_file_of(found, given, &discovery.folder),
        &|found| name(found).starts_with(&lower),
        &|found| name(found).contains(&lower),
    ];
    for fit in fits {
        let fitting: Vec<&Found> = all.iter().copied().filter(|found| fit(found)).collect();
        match fitting[..] {
            [] => {}
            [only] => return Ok(only),
            _ => {
                return Err(SelectError::Ambiguous {
                    given: given.to_owned(),
                    names: names(&fitting),
                });
            }
        }
    }
    Err(unknown(discovery, given, &all))
}

fn unknown(discovery: &Discovery, given: &str, all: &[&Found]) -> SelectError {
    if let Some(left_out) = discovery
        .left_out
        .iter()
        .find(|left_out| left_out.name == given)
    {
        return SelectError::LeftOut {
            name: left_out.name.clone(),
            reason: left_out.reason.clone(),
        };
    }
    if all.is_empty() {
        return SelectError::NoneFound {
            folder: discovery.folder.clone(),
            left_out: discovery.left_out.clone(),
        };
    }
    SelectError::Unknown {
        given: given.to_owned(),
        names: names(all),
    }
}

fn names(found: &[&Found]) -> Vec<String> {
    found
        .iter()
        .map(|found| found.function.name.clone())
        .collect()
}

/// Says whether a path is the file of a function's handler.
fn is_file_of(found: &Found, given: &str, folder: &Path) -> bool {
    let given = Path::new(given);
    if given.extension().is_none_or(|extension| extension != "py") {
        return false;
    }
    let Some((module, _)) = found.function.handler.rsplit_once('.') else {
        return false;
    };
    let module = found
        .function
        .code
        .join(module.replace('.', "/"))
        .with_extension("py");
    let same = |path: &Path| {
        let left = fs_err::canonicalize(path).ok();
        left.is_some() && left == fs_err::canonicalize(&module).ok()
    };
    same(given) || same(&folder.join(given))
}
