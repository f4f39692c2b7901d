//! A function: code plus configuration, as a template or a folder declares it.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use crate::units::{EphemeralStorage, MemorySize};

/// Lambda's timeout when a template gives none.
pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(3);

/// Longest timeout that Lambda accepts.
pub const LONGEST_TIMEOUT: Duration = Duration::from_mins(15);

/// Code plus configuration, with every default filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Function {
    /// Name as the user would type it: the logical id, or the folder's name.
    pub name: String,
    /// Handler string as configured, such as `app.handler`; judged by the runtime, not here.
    pub handler: String,
    /// Folder that becomes the task root.
    pub code: PathBuf,
    /// Deployed Python version, when anything declares one.
    pub runtime: Option<PythonVersion>,
    /// Deployed instruction set.
    pub architecture: Architecture,
    /// Configured memory size.
    pub memory_size: MemorySize,
    /// Configured timeout.
    pub timeout: Duration,
    /// Configured size of `/tmp`.
    pub ephemeral_storage: EphemeralStorage,
    /// Environment variables of the configuration, without the platform's own.
    pub environment: BTreeMap<String, String>,
    /// Unpacked local layers, in order.
    pub layers: Vec<PathBuf>,
    /// Whether `SnapStart` applies to published versions.
    pub snap_start: bool,
    /// Format of the platform's and the application's log.
    pub log_format: LogFormat,
}

impl Function {
    /// Makes a function with Lambda's defaults.
    #[must_use]
    pub fn new(
        name: impl Into<String>,
        handler: impl Into<String>,
        code: impl Into<PathBuf>,
    ) -> Self {
        Self {
            name: name.into(),
            handler: handler.into(),
            code: code.into(),
            runtime: None,
            architecture: Architecture::default(),
            memory_size: MemorySize::default(),
            timeout: DEFAULT_TIMEOUT,
            ephemeral_storage: EphemeralStorage::default(),
            environment: BTreeMap::new(),
            layers: Vec::new(),
            snap_start: false,
            log_format: LogFormat::default(),
        }
    }
}

/// Minor version of Python, such as 3.12.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PythonVersion {
    /// Major version.
    pub major: u8,
    /// Minor version.
    pub minor: u8,
}

impl fmt::Display for PythonVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

/// A text that is no Python version.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a Python version such as 3.12")]
pub struct NotAPythonVersion {
    text: String,
}

impl FromStr for PythonVersion {
    type Err = NotAPythonVersion;

    /// Reads `3.12`, `3.12.1` or `python3.12`; the patch level is dropped.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refusal = || NotAPythonVersion {
            text: text.to_owned(),
        };
        let mut parts = text.strip_prefix("python").unwrap_or(text).split('.');
        let mut number = || {
            let part = parts.next()?;
            // A parsed number may have a sign, a version may not.
            let digits = part.bytes().all(|byte| byte.is_ascii_digit());
            part.parse::<u8>().ok().filter(|_| digits)
        };
        let (major, minor) = (number().ok_or_else(refusal)?, number().ok_or_else(refusal)?);
        Ok(Self { major, minor })
    }
}

/// Instruction set of the deployed function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Architecture {
    /// 64-bit x86, Lambda's default.
    #[default]
    X86_64,
    /// 64-bit Arm (Graviton).
    Arm64,
}

impl Architecture {
    /// Returns the name that Lambda's configuration uses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::X86_64 => "x86_64",
            Self::Arm64 => "arm64",
        }
    }

    /// Returns the number that native libraries have in their header (`e_machine` of ELF).
    #[must_use]
    pub fn elf_machine(self) -> u16 {
        match self {
            Self::X86_64 => 62,
            Self::Arm64 => 183,
        }
    }
}

impl fmt::Display for Architecture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A text that names no architecture of Lambda's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not an architecture of Lambda's (x86_64 or arm64)")]
pub struct NotAnArchitecture {
    text: String,
}

impl FromStr for Architecture {
    type Err = NotAnArchitecture;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "x86_64" => Ok(Self::X86_64),
            "arm64" => Ok(Self::Arm64),
            _ => Err(NotAnArchitecture {
                text: text.to_owned(),
            }),
        }
    }
}

/// Format of log lines, as `LoggingConfig.LogFormat` sets it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum LogFormat {
    /// Plain text lines.
    #[default]
    Text,
    /// One JSON object per line.
    Json,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn versions_are_read_with_and_without_a_prefix() {
        for text in ["3.12", "3.12.1", "python3.12"] {
            let version: PythonVersion = text.parse().unwrap();
            assert_eq!(version.to_string(), "3.12");
        }
        assert!("3.9".parse::<PythonVersion>().unwrap() < "3.10".parse().unwrap());
    }

    #[test]
    fn what_is_no_version_is_refused() {
        for text in [
            "",
            "3",
            "3.",
            "three",
            "3.x",
            "3.+12",
            "nodejs20.x",
            "3.300",
            "-3.12",
        ] {
            let refusal = text.parse::<PythonVersion>().unwrap_err().to_string();
            assert_eq!(
                refusal,
                format!("`{text}` is not a Python version such as 3.12")
            );
        }
    }

    #[test]
    fn architectures_read_as_displayed() {
        for architecture in [Architecture::X86_64, Architecture::Arm64] {
            assert_eq!(architecture.to_string().parse(), Ok(architecture));
        }
        assert!("aarch64".parse::<Architecture>().is_err());
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "(python)?[-+.0-9a-z]{0,12}|\\PC*") {
            drop(text.parse::<PythonVersion>());
            drop(text.parse::<Architecture>());
        }
    }
}
