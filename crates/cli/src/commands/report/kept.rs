//! An earlier result, read back and written again.

use std::fmt;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use serde::Deserialize;
use warmfront_profile::document::{self as profile, Profile};

use crate::args::OptimizeFormat;
use crate::report::html::{self, Excerpts};
use crate::report::optimize::{self, Optimized};
use crate::report::profile::text::{self, TextOptions};
use crate::report::tune::{self, KeptTuning, Told};

/// Why there is nothing to show.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ResultError {
    #[error("no result is kept in `{}`", directory.join(".warmfront").display())]
    Nothing { directory: PathBuf },
    #[error("no result of `{what}` is kept; there are some of `{names}`")]
    NoneOf { what: String, names: String },
    #[error("there is no file `{}`", path.display())]
    Missing { path: PathBuf },
    #[error("could not read `{}`", path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("`{}` is no result of optimize, tune or profile", path.display())]
    Unknown { path: PathBuf },
    #[error("`{}` {source}", path.display())]
    Optimized {
        path: PathBuf,
        source: optimize::ReadError,
    },
    #[error("profile `{}` {source}", path.display())]
    Profile {
        path: PathBuf,
        source: profile::ReadError,
    },
    #[error("`{}` {source}", path.display())]
    Tuning {
        path: PathBuf,
        source: tune::KeptError,
    },
    #[error("a {kind} has no form in {format}")]
    NoForm { kind: Kind, format: String },
}

/// What a result is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Journey,
    Tuning,
    Profile,
}

impl Kind {
    /// Tells by the name of a schema.
    pub(super) fn of(schema: &str) -> Option<Self> {
        match schema.split_once('/')?.0 {
            "warmfront.optimize" => Some(Self::Journey),
            "warmfront.tune" => Some(Self::Tuning),
            "warmfront.profile" => Some(Self::Profile),
            _ => None,
        }
    }
}

impl Kind {
    /// Says which forms it has, where it has not all of them.
    pub(crate) fn forms(self) -> &'static str {
        match self {
            Self::Journey => "it has a form in text, json, markdown and html",
            Self::Tuning => {
                "it has a form in text, json and markdown; `warmfront tune -o curve.html` draws the curve"
            }
            Self::Profile => "it has a form in text, json and html",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Journey => "journey",
            Self::Tuning => "memory size",
            Self::Profile => "profile",
        })
    }
}

/// An earlier result.
#[derive(Debug)]
pub(super) enum Kept {
    Journey(Box<Optimized>),
    /// As it is told, and as it lies in the file.
    Tuning(Box<KeptTuning>, Vec<u8>),
    Profile(Box<Profile>),
}

/// What text is written onto.
#[derive(Debug, Clone, Copy)]
pub(super) struct Canvas {
    /// Cells of a line.
    pub(super) width: usize,
    /// Whether there is colour.
    pub(super) colour: bool,
}

impl Kept {
    /// Reads a file.
    pub(super) fn read(path: &Path) -> Result<Self, ResultError> {
        let at = || path.to_owned();
        let text = bytes(path).map_err(|source| ResultError::Read { path: at(), source })?;
        let schema = match serde_json::from_slice(&text) {
            Ok(Head { schema }) => schema,
            Err(error) if error.is_data() => String::new(),
            // What is no JSON is so for every kind alike.
            Err(_) => optimize::SCHEMA.to_owned(),
        };
        match Kind::of(&schema) {
            Some(Kind::Journey) => Optimized::from_json(&text)
                .map(|optimized| Self::Journey(Box::new(optimized)))
                .map_err(|source| ResultError::Optimized { path: at(), source }),
            Some(Kind::Tuning) => KeptTuning::from_json(&text, &schema)
                .map(|tuning| Self::Tuning(Box::new(tuning), text))
                .map_err(|source| ResultError::Tuning { path: at(), source }),
            Some(Kind::Profile) => Profile::from_json(&text)
                .map(|profile| Self::Profile(Box::new(profile)))
                .map_err(|source| ResultError::Profile { path: at(), source }),
            None => Err(ResultError::Unknown { path: at() }),
        }
    }

    /// Tells whether it can be written in a format.
    pub(super) fn can_be(&self, format: OptimizeFormat) -> Result<(), ResultError> {
        let kind = match (self, format) {
            (Self::Profile(_), OptimizeFormat::Markdown) => Kind::Profile,
            (Self::Tuning(..), OptimizeFormat::Html) => Kind::Tuning,
            _ => return Ok(()),
        };
        let format = word(format);
        Err(ResultError::NoForm { kind, format })
    }

    /// Writes it.
    pub(super) fn write(
        &self,
        out: &mut dyn Write,
        format: OptimizeFormat,
        canvas: Canvas,
    ) -> io::Result<()> {
        match self {
            Self::Journey(optimized) => optimize::write(out, format, optimized, canvas.width),
            Self::Tuning(tuning, text) => match format {
                OptimizeFormat::Text => tuning.write(out, Told::Text, canvas.width),
                OptimizeFormat::Markdown => tuning.write(out, Told::Markdown, canvas.width),
                OptimizeFormat::Json => out.write_all(text),
                // It was refused before.
                OptimizeFormat::Html => Err(io::ErrorKind::Unsupported.into()),
            },
            Self::Profile(profile) => write_profile(out, format, (profile, canvas)),
        }
    }
}

fn write_profile(
    out: &mut dyn Write,
    format: OptimizeFormat,
    (profile, canvas): (&Profile, Canvas),
) -> io::Result<()> {
    match format {
        OptimizeFormat::Text => {
            let options = TextOptions {
                width: canvas.width,
                colour: canvas.colour,
            };
            text::write(out, profile, &options)
        }
        OptimizeFormat::Json => out.write_all(&profile.to_json()),
        OptimizeFormat::Html => {
            let excerpts = Excerpts::read(profile, profile.subject.code.as_ref());
            html::write(out, profile, &excerpts)
        }
        // It was refused before.
        OptimizeFormat::Markdown => Err(io::ErrorKind::Unsupported.into()),
    }
}

fn word(format: OptimizeFormat) -> String {
    let value = format.to_possible_value();
    value.map_or_else(String::new, |value| value.get_name().to_owned())
}

#[derive(Deserialize)]
struct Head {
    schema: String,
}

/// Reads a file, and one byte more than a result may have at most.
pub(super) fn bytes(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let most = profile::MOST_BYTES.max(optimize::MOST_BYTES) as u64 + 1;
    File::open(path)?.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}
