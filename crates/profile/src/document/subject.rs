//! What was profiled, and on what.

use serde::{Deserialize, Serialize};

/// What was profiled, and on what.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Subject {
    /// Name of the function.
    pub function: String,
    /// Its handler, as configured.
    pub handler: String,
    /// Folder of its code.
    pub code: String,
    /// Configured memory size.
    pub memory_size_mb: u32,
    /// Instruction set that it is priced for, in Lambda's words.
    pub architecture: String,
    /// Full version of the interpreter.
    pub python: String,
    /// How limits were put into force.
    pub limits: String,
    /// Events, in the order in which they were run.
    pub events: Vec<EventFacts>,
    /// Share of invocations that are cold starts, assumed for costs per invocation.
    pub cold_share: f64,
    /// Dollars per GB-second.
    pub dollars_per_gb_second: f64,
    /// Dollars per gigabyte of log that is taken in.
    pub dollars_per_log_gb: f64,
    /// What a reader should know of how the figures were obtained.
    pub notes: Vec<String>,
}

/// One event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EventFacts {
    /// Where it is from.
    pub name: String,
    /// Size of its JSON text.
    pub bytes: u64,
}

impl Subject {
    /// Returns the dollars for a million times so many milliseconds.
    #[must_use]
    pub fn dollars_per_million(&self, millis: f64) -> f64 {
        let gigabytes = f64::from(self.memory_size_mb) / 1024.0;
        millis / 1e3 * gigabytes * self.dollars_per_gb_second * 1e6
    }

    /// Returns a file's name as people know it: from the function's folder, the package or the
    /// standard library on.
    #[must_use]
    pub fn short<'a>(&self, file: &'a str) -> &'a str {
        let inside = |folder: &str| file.strip_prefix(folder)?.strip_prefix('/');
        let code = self.code.trim_end_matches('/');
        let packages = ["/site-packages/", "/dist-packages/"];
        let in_packages = packages.iter().find_map(|folder| {
            let at = file.rfind(folder)?;
            Some(&file[at + folder.len()..])
        });
        in_packages
            .or_else(|| inside(code).filter(|_| !code.is_empty()))
            .or_else(|| inside("/var/task"))
            .or_else(|| of_the_standard_library(file))
            .unwrap_or(file)
    }
}

fn of_the_standard_library(file: &str) -> Option<&str> {
    let at = file.rfind("/lib/python3.")?;
    let (version, rest) = file[at + "/lib/python3.".len()..].split_once('/')?;
    version
        .bytes()
        .all(|byte| byte.is_ascii_digit())
        .then_some(rest)
}

#[cfg(test)]
mod tests {
    use crate::document::Profile;

    #[test]
    fn files_have_short_names() {
        let profile = include_bytes!("../../fixtures/orders.json");
        let mut subject = Profile::from_json(profile).unwrap().subject;
        let check = |short: &str, expect: &str| assert_eq!(short, expect);
        check(subject.short("/var/task/app.py"), "app.py");
        check(subject.short("orders/app.py"), "app.py");
        check(
            subject.short("/venv/lib/python3.13/site-packages/a/b.py"),
            "a/b.py",
        );
        check(
            subject.short("/var/lang/lib/python3.13/json/decoder.py"),
            "json/decoder.py",
        );
        check(subject.short("/lib/python3.x/a.py"), "/lib/python3.x/a.py");
        check(
            subject.short("<frozen importlib._bootstrap>"),
            "<frozen importlib._bootstrap>",
        );
        subject.code = String::new();
        check(subject.short("/a.py"), "/a.py");
    }
}
