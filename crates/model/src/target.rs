//! What a package is built for: a Python version on an architecture of Lambda's.

use std::fmt;
use std::str::FromStr;

use crate::function::{Architecture, Function, PythonVersion};

/// First Python version whose runtime is based on Amazon Linux 2023.
const FIRST_ON_AL2023: PythonVersion = PythonVersion {
    major: 3,
    minor: 12,
};

/// A runtime that packages are built for, such as `python3.12-x86_64`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Target {
    /// Python's minor version.
    pub version: PythonVersion,
    /// The instruction set.
    pub architecture: Architecture,
}

impl Target {
    /// Returns what a function is deployed on, or for a function that declares no runtime what it
    /// would be on with this version.
    #[must_use]
    pub fn of(function: &Function, otherwise: PythonVersion) -> Self {
        Self {
            version: function.runtime.unwrap_or(otherwise),
            architecture: function.architecture,
        }
    }

    /// Returns the minor version of the C library, 2.x, that the runtime's operating system has:
    /// Amazon Linux 2 up to Python 3.11, Amazon Linux 2023 from 3.12 on.
    #[must_use]
    pub fn glibc(self) -> u8 {
        if self.version < FIRST_ON_AL2023 {
            26
        } else {
            34
        }
    }

    /// Returns the machine's name, as Linux and wheels write it.
    #[must_use]
    pub fn machine(self) -> &'static str {
        match self.architecture {
            Architecture::X86_64 => "x86_64",
            Architecture::Arm64 => "aarch64",
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "python{}-{}", self.version, self.architecture)
    }
}

/// A text that names no target.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a target such as python3.12-x86_64 or python3.13-arm64")]
pub struct NotATarget {
    text: String,
}

impl FromStr for Target {
    type Err = NotATarget;

    /// Reads `python3.12-x86_64` or `3.12-arm64`; without an architecture it is Lambda's default.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refusal = || NotATarget {
            text: text.to_owned(),
        };
        let (version, architecture) = match text.split_once('-') {
            // Linux's own name for the architecture is what many type.
            Some((version, "aarch64")) => (version, Some(Architecture::Arm64)),
            Some((version, name)) => (version, Some(name.parse().map_err(|_| refusal())?)),
            None => (text, None),
        };
        let version: PythonVersion = version.parse().map_err(|_| refusal())?;
        if version.major != 3 {
            return Err(refusal());
        }
        Ok(Self {
            version,
            architecture: architecture.unwrap_or_default(),
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, expect: Option<&str>) {
        let read = text.parse::<Target>().ok().map(|target| target.to_string());
        assert_eq!(read.as_deref(), expect, "{text}");
    }

    #[test]
    fn targets_are_read_in_the_ways_people_write_them() {
        check("python3.12-x86_64", Some("python3.12-x86_64"));
        check("3.13-arm64", Some("python3.13-arm64"));
        check("python3.9-aarch64", Some("python3.9-arm64"));
        check("python3.12", Some("python3.12-x86_64"));
        for text in [
            "",
            "-",
            "python3",
            "x86_64",
            "3.12-",
            "3.12-riscv",
            "2.7-x86_64",
            "3.12-x86_64-",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn a_target_is_what_the_function_declares() {
        let version = |minor| PythonVersion { major: 3, minor };
        let mut function = Function::new("f", "app.handler", "/code");
        function.architecture = Architecture::Arm64;
        assert_eq!(
            Target::of(&function, version(13)).to_string(),
            "python3.13-arm64"
        );
        function.runtime = Some(version(9));
        let target = Target::of(&function, version(13));
        assert_eq!((target.glibc(), target.machine()), (26, "aarch64"));
        function.runtime = Some(version(12));
        assert_eq!(Target::of(&function, version(9)).glibc(), 34);
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "(python)?[-_.0-9a-z]{0,16}|\\PC*") {
            if let Ok(target) = text.parse::<Target>() {
                prop_assert_eq!(target.to_string().parse(), Ok(target));
            }
        }
    }
}
