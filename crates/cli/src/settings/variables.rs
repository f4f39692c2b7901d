//! The environment variables of this process, taken once, and what of them reaches the function.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use clap::ValueEnum;

/// Passed on as they are: credentials, where to find AWS, and how to reach the network.
const PASSED_ON: &[&str] = &[
    "ALL_PROXY",
    "AWS_ACCESS_KEY_ID",
    "AWS_CA_BUNDLE",
    "AWS_CONFIG_FILE",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_EC2_METADATA_DISABLED",
    "AWS_ENDPOINT_URL",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
    "AWS_MAX_ATTEMPTS",
    "AWS_PROFILE",
    "AWS_RETRY_MODE",
    "AWS_ROLE_ARN",
    "AWS_ROLE_SESSION_NAME",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_SHARED_CREDENTIALS_FILE",
    "AWS_STS_REGIONAL_ENDPOINTS",
    "AWS_USE_DUALSTACK_ENDPOINT",
    "AWS_USE_FIPS_ENDPOINT",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "CURL_CA_BUNDLE",
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "NO_PROXY",
    "REQUESTS_CA_BUNDLE",
    "SSL_CERT_DIR",
    "SSL_CERT_FILE",
    "all_proxy",
    "http_proxy",
    "https_proxy",
    "no_proxy",
];

/// Beginning of the names of endpoints per service, such as `AWS_ENDPOINT_URL_S3`.
const ENDPOINT: &str = "AWS_ENDPOINT_URL_";

/// Any of these means that there are credentials to find.
const CREDENTIALS: &[&str] = &[
    "AWS_ACCESS_KEY_ID",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_PROFILE",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
];

/// A variable whose value is of no use.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("variable `{name}` is `{value}`: {problem}")]
pub(crate) struct BadVariable {
    name: &'static str,
    value: String,
    problem: String,
}

/// The environment variables of this process.
#[derive(Debug, Clone, Default)]
pub(crate) struct Variables(BTreeMap<OsString, OsString>);

impl Variables {
    /// Takes the variables of this process.
    pub(crate) fn of_this_process() -> Self {
        Self(std::env::vars_os().collect())
    }

    #[cfg(test)]
    pub(crate) fn new(pairs: &[(&str, &str)]) -> Self {
        Self(
            pairs
                .iter()
                .map(|&(name, value)| (name.into(), value.into()))
                .collect(),
        )
    }

    /// Returns a variable that is set and not empty.
    pub(crate) fn raw(&self, name: &str) -> Option<&OsStr> {
        let value = self.0.get(OsStr::new(name))?;
        (!value.is_empty()).then_some(value.as_os_str())
    }

    /// Returns a variable that is set, not empty, and text.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.raw(name)?.to_str()
    }

    /// Returns a variable for the function: set, empty or not, and text.
    pub(crate) fn exact(&self, name: &str) -> Option<&str> {
        self.0.get(OsStr::new(name))?.to_str()
    }

    /// Returns a variable as a path.
    pub(crate) fn path(&self, name: &str) -> Option<PathBuf> {
        self.raw(name).map(PathBuf::from)
    }

    /// Reads a variable with the parser of its flag.
    pub(crate) fn parsed<T>(
        &self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<Option<T>, BadVariable> {
        let Some(value) = self.raw(name) else {
            return Ok(None);
        };
        let value = value.to_string_lossy();
        parse(&value).map(Some).map_err(|problem| BadVariable {
            name,
            value: value.into_owned(),
            problem,
        })
    }

    /// Reads a variable that is one of the words of its flag.
    pub(crate) fn word<T: ValueEnum>(&self, name: &'static str) -> Result<Option<T>, BadVariable> {
        self.parsed(name, |text| {
            T::from_str(text, false).map_err(|_| {
                let words: Vec<String> = T::value_variants()
                    .iter()
                    .filter_map(ValueEnum::to_possible_value)
                    .map(|word| word.get_name().to_owned())
                    .collect();
                format!("possible values: {}", words.join(", "))
            })
        })
    }

    /// Reads a switch: on for 1, true, yes, on; off for 0, false, no, off.
    pub(crate) fn switch(&self, name: &'static str) -> Result<bool, BadVariable> {
        let switch = self.parsed(name, |text| match text.to_ascii_lowercase().as_str() {
            "1" | "true" | "yes" | "on" => Ok(true),
            "0" | "false" | "no" | "off" => Ok(false),
            _ => Err("expected true or false".to_owned()),
        })?;
        Ok(switch.unwrap_or(false))
    }

    /// Returns what the function gets although its configuration does not name it.
    pub(crate) fn passed_on(&self) -> BTreeMap<String, String> {
        let mut passed = BTreeMap::new();
        for (name, value) in &self.0 {
            if let (Some(name), Some(value)) = (name.to_str(), value.to_str())
                && (PASSED_ON.contains(&name) || name.starts_with(ENDPOINT))
            {
                passed.insert(name.to_owned(), value.to_owned());
            }
        }
        if CREDENTIALS.iter().all(|name| self.raw(name).is_none()) {
            // Else botocore asks the metadata service of a machine that is not on AWS, and a
            // missing credential shows itself as seconds of silence.
            passed
                .entry("AWS_EC2_METADATA_DISABLED".to_owned())
                .or_insert_with(|| "true".to_owned());
        }
        if self.raw("AWS_PROFILE").is_some()
            && let Some(home) = self.path("HOME")
        {
            name_profile_files(&mut passed, &home);
        }
        passed
    }
}

/// A profile is looked up below the home folder, which the function does not share.
fn name_profile_files(passed: &mut BTreeMap<String, String>, home: &Path) {
    for (name, file) in [
        ("AWS_CONFIG_FILE", "config"),
        ("AWS_SHARED_CREDENTIALS_FILE", "credentials"),
    ] {
        if let Some(path) = home.join(".aws").join(file).to_str() {
            passed
                .entry(name.to_owned())
                .or_insert_with(|| path.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Variables;

    fn passed(pairs: &[(&str, &str)]) -> Vec<String> {
        let passed = Variables::new(pairs).passed_on();
        passed
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect()
    }

    #[test]
    fn only_what_aws_needs_is_passed_on() {
        assert_eq!(
            passed(&[
                ("AWS_ACCESS_KEY_ID", "k"),
                ("AWS_ENDPOINT_URL_S3", "http://localhost:9000"),
                ("HOME", "/home/me"),
                ("PATH", "/bin"),
                ("STAGE", "prod"),
                ("no_proxy", "localhost"),
            ]),
            [
                "AWS_ACCESS_KEY_ID=k",
                "AWS_ENDPOINT_URL_S3=http://localhost:9000",
                "no_proxy=localhost",
            ]
        );
    }

    #[test]
    fn without_credentials_the_metadata_service_is_left_alone() {
        assert_eq!(passed(&[]), ["AWS_EC2_METADATA_DISABLED=true"]);
        assert_eq!(
            passed(&[("AWS_EC2_METADATA_DISABLED", "false")]),
            ["AWS_EC2_METADATA_DISABLED=false"]
        );
    }

    #[test]
    fn a_profile_brings_the_files_it_is_in() {
        assert_eq!(
            passed(&[
                ("AWS_CONFIG_FILE", "/etc/aws"),
                ("AWS_PROFILE", "dev"),
                ("HOME", "/home/me"),
            ]),
            [
                "AWS_CONFIG_FILE=/etc/aws",
                "AWS_PROFILE=dev",
                "AWS_SHARED_CREDENTIALS_FILE=/home/me/.aws/credentials",
            ]
        );
    }

    #[test]
    fn a_bad_switch_names_its_variable() {
        let variables = Variables::new(&[("WARMFRONT_QUIET", "maybe")]);
        insta::assert_snapshot!(
            variables.switch("WARMFRONT_QUIET").unwrap_err(),
            @"variable `WARMFRONT_QUIET` is `maybe`: expected true or false"
        );
    }
}
