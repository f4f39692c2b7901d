//! A setting of a function, set in the file that declares the function.

use std::path::{Path, PathBuf};
use std::time::Duration;

use warmfront_model::units::MemorySize;

use super::declaration::{Declaration, Origin};
use super::{Edit, Format, Refusal, Scalar, referred, scalar};
use crate::document::{LARGEST_JSON, LARGEST_TEXT, read_text};
use crate::functions::Found;
use crate::problem::FileError;

/// A setting of a function and its new value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// The memory size.
    MemorySize(MemorySize),
    /// The timeout, of whole seconds.
    Timeout(Duration),
}

impl Setting {
    pub(super) fn value(self) -> Scalar {
        Scalar::Number(match self {
            Self::MemorySize(size) => u64::from(size.megabytes()),
            Self::Timeout(timeout) => timeout.as_secs(),
        })
    }

    /// Returns the key that a kind of file has for it.
    pub(super) fn key(self, origin: Origin) -> &'static str {
        match (self, origin) {
            (Self::MemorySize(_), Origin::Template) => "MemorySize",
            (Self::MemorySize(_), Origin::Serverless) => "memorySize",
            (Self::MemorySize(_), Origin::Config) => "memory",
            (Self::MemorySize(_), Origin::Cdk | Origin::Terraform | Origin::Nothing) => {
                "memory_size"
            }
            (Self::Timeout(_), Origin::Template) => "Timeout",
            (Self::Timeout(_), _) => "timeout",
        }
    }
}

/// A file with one setting changed; nothing is written yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edited {
    /// The file.
    pub file: PathBuf,
    /// Its text.
    pub before: String,
    /// Its text with the edit made.
    pub after: String,
    /// What is edited.
    pub edit: Edit,
    /// What a reader should know.
    pub notes: Vec<String>,
}

/// Why a setting cannot be set.
#[derive(Debug, thiserror::Error)]
pub enum SetError {
    /// The file that declares the function cannot be used.
    #[error(transparent)]
    File(#[from] FileError),
    /// No edit of it would be safe.
    #[error("`{}` cannot be edited safely", file.display())]
    Refused {
        /// The file.
        file: PathBuf,
        /// What to write in it by hand.
        by_hand: String,
        /// Why.
        source: Refusal,
    },
    /// Another tool writes the file.
    #[error("`{}` is written by {maker}, which would undo the edit", file.display())]
    Generated {
        /// The file.
        file: PathBuf,
        /// The other tool.
        maker: &'static str,
        /// What to write where.
        by_hand: String,
    },
    /// Nothing declares the function but its code.
    #[error("no file declares settings of function `{name}`")]
    Undeclared {
        /// The function.
        name: String,
        /// What to write where.
        by_hand: String,
    },
}

impl SetError {
    /// Returns advice on what to do, for a line of its own.
    #[must_use]
    pub fn hint(&self) -> Option<&str> {
        match self {
            Self::File(error) => error.hint(),
            Self::Refused { by_hand, .. }
            | Self::Generated { by_hand, .. }
            | Self::Undeclared { by_hand, .. } => Some(by_hand),
        }
    }
}

/// Finds the edit that sets a setting of a function, in the file that declares it.
///
/// What the function has from elsewhere, such as `Globals` or `provider`, is left there for the
/// other functions, and the function gets a value of its own.
pub fn set(found: &Found, setting: Setting) -> Result<Edited, SetError> {
    let file = &found.file;
    let Some(format) = format(file) else {
        return Err(undeclared(found, setting));
    };
    let most = if format == Format::Json {
        LARGEST_JSON
    } else {
        LARGEST_TEXT
    };
    let before = read_text(file, most)?;
    let declaration =
        Declaration::read(found, format, &before).map_err(|problem| problem.within(file))?;
    if let Some(refusal) = generated(found, &declaration, setting) {
        return Err(refusal);
    }
    let refused = |source| SetError::Refused {
        file: file.clone(),
        by_hand: declaration.by_hand(setting),
        source,
    };
    let edit = find(&declaration, &before, setting).map_err(refused)?;
    let after = edit.apply(&before);
    Ok(Edited {
        notes: declaration.notes(found, setting, &edit),
        file: file.clone(),
        before,
        after,
        edit,
    })
}

/// Finds the edit at the function itself, or at the only thing that its value refers to.
fn find(declaration: &Declaration, text: &str, setting: Setting) -> Result<Edit, Refusal> {
    let path = declaration.path(setting);
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let value = setting.value();
    let edit = match scalar(declaration.format, text, &path, &value) {
        Err(refusal) => {
            let place = referred::place(declaration, text, &path);
            let place = place.ok_or_else(|| refusal.clone())?;
            let place: Vec<&str> = place.iter().map(String::as_str).collect();
            scalar(declaration.format, text, &place, &value).map_err(|_| refusal)?
        }
        Ok(edit) => edit,
    };
    if declaration.proves(&edit.apply(text), setting) {
        Ok(edit)
    } else {
        Err(Refusal::Layout {
            line: super::line_of(text, edit.range.start),
            path: path.join("."),
        })
    }
}

fn format(file: &Path) -> Option<Format> {
    match file.extension()?.to_str()? {
        "json" => Some(Format::Json),
        "toml" => Some(Format::Toml),
        "yaml" | "yml" | "template" => Some(Format::Yaml),
        _ => None,
    }
}

fn undeclared(found: &Found, setting: Setting) -> SetError {
    let name = found.function.name.clone();
    let key = setting.key(Origin::Config);
    let value = setting.value();
    SetError::Undeclared {
        by_hand: format!(
            "set `{key}` to {value} where the function is deployed from, or here in \
             `warmfront.toml` under `[functions.{name}]`"
        ),
        name,
    }
}

fn generated(found: &Found, declaration: &Declaration, setting: Setting) -> Option<SetError> {
    let value = setting.value();
    let key = setting.key(declaration.origin);
    let name = &found.declared_as;
    let (maker, by_hand) = match declaration.origin {
        Origin::Cdk => (
            "CDK",
            format!("give `{name}` {key}={value} in the CDK code, and synthesise again"),
        ),
        Origin::Terraform => (
            "Terraform",
            format!("write `{key} = {value}` in the resource of `{name}`, and plan again"),
        ),
        _ => return None,
    };
    Some(SetError::Generated {
        file: found.file.clone(),
        maker,
        by_hand,
    })
}

#[cfg(test)]
mod tests;
