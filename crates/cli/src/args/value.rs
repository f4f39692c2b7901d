//! Values of flags and of variables, read the same way from both.

use std::fmt::Display;
use std::str::FromStr;
use std::time::Duration;

use warmfront_model::function::LONGEST_TIMEOUT;
use warmfront_model::units::MemorySize;

/// A variable for the function: set, or taken over from the environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum EnvArg {
    /// `NAME=VALUE`.
    Set(String, String),
    /// `NAME` alone.
    Pass(String),
}

impl FromStr for EnvArg {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (name, value) = match text.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (text, None),
        };
        if !is_variable_name(name) {
            return Err(format!("`{name}` cannot be the name of a variable"));
        }
        Ok(match value {
            Some(value) => Self::Set(name.to_owned(), value.to_owned()),
            None => Self::Pass(name.to_owned()),
        })
    }
}

/// Tells whether a variable can have this name: letters, digits and underscores, as Lambda has it.
pub(crate) fn is_variable_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name
            .chars()
            .all(|each| each.is_ascii_alphanumeric() || each == '_')
}

/// Reads a memory size in megabytes, within Lambda's bounds.
pub(crate) fn memory(text: &str) -> Result<MemorySize, String> {
    let megabytes: u64 = number(text)?;
    MemorySize::new(megabytes).map_err(|refusal| refusal.to_string())
}

/// Reads a timeout in whole seconds, within Lambda's bounds.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    let seconds: u64 = number(text)?;
    let most = LONGEST_TIMEOUT.as_secs();
    if (1..=most).contains(&seconds) {
        Ok(Duration::from_secs(seconds))
    } else {
        Err(format!("timeout of {seconds} s is outside 1 to {most} s"))
    }
}

/// Reads a whole number.
pub(crate) fn number<T: FromStr<Err: Display>>(text: &str) -> Result<T, String> {
    text.parse()
        .map_err(|_| format!("`{text}` is not a whole number in range"))
}

/// Reads a stretch of time in seconds, which may have a fraction.
pub(crate) fn seconds(text: &str) -> Result<Duration, String> {
    let refused = || format!("`{text}` is not a number of seconds");
    let seconds: f64 = text.parse().map_err(|_| refused())?;
    Duration::try_from_secs_f64(seconds).map_err(|_| refused())
}

/// Reads a share in percent and returns it as a part of one.
pub(crate) fn percent(text: &str) -> Result<f64, String> {
    let number = text.strip_suffix('%').unwrap_or(text).trim();
    match number.parse::<f64>() {
        Ok(percent) if (0.0..=100.0).contains(&percent) => Ok(percent / 100.0),
        _ => Err(format!("`{text}` is not a percentage of 0 to 100")),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::{EnvArg, duration, memory, percent, seconds};

    #[test]
    fn a_variable_is_set_or_passed_on() {
        assert_eq!(
            "A=b=c".parse(),
            Ok(EnvArg::Set("A".to_owned(), "b=c".to_owned()))
        );
        assert_eq!("A=".parse(), Ok(EnvArg::Set("A".to_owned(), String::new())));
        assert_eq!("_A1".parse(), Ok(EnvArg::Pass("_A1".to_owned())));
    }

    #[test]
    fn a_variable_needs_a_name() {
        for text in ["", "=b", "1A=b", "A-B=c", "A B"] {
            assert!(text.parse::<EnvArg>().is_err(), "{text}");
        }
    }

    #[test]
    fn bounds_are_lambdas() {
        assert!(memory("127").is_err());
        assert!(memory("128").is_ok());
        assert!(memory("10240").is_ok());
        assert!(memory("10241").is_err());
        assert!(memory("1 GB").is_err());
        assert_eq!(duration("900"), Ok(Duration::from_mins(15)));
        assert!(duration("901").is_err());
        assert!(duration("0").is_err());
    }

    #[test]
    fn shares_and_stretches_are_positive_and_finite() {
        assert_eq!(percent("2.5%"), Ok(0.025));
        assert_eq!(percent("100"), Ok(1.0));
        for text in ["-1", "101", "NaN", "inf", "", "%"] {
            assert!(percent(text).is_err(), "{text}");
        }
        assert_eq!(seconds("0.5"), Ok(Duration::from_millis(500)));
        for text in ["-1", "NaN", "inf", "1e300", "", "1 s"] {
            assert!(seconds(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in ".*") {
            let _ = percent(&text);
            let _ = seconds(&text);
            let _ = text.parse::<EnvArg>();
            let _ = memory(&text);
            let _ = duration(&text);
        }
    }
}
