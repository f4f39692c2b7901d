//! What installers have to know of a target: which wheels run there, and what markers see.

use warmfront_model::function::{Architecture, PythonVersion};
use warmfront_model::target::Target;

use super::marker::Environment;

/// Patch levels that Lambda's runtimes have passed. It keeps them current, so that a marker such as
/// `python_full_version < '3.11.3'` does not hold there.
const PATCH_LEVELS: [(u8, u8); 7] = [
    (8, 20),
    (9, 21),
    (10, 16),
    (11, 11),
    (12, 9),
    (13, 2),
    (14, 0),
];

/// C libraries that uv has platforms for; it takes wheels for any that is not newer.
const KNOWN_TO_UV: [u8; 6] = [34, 33, 32, 31, 28, 17];

/// Oldest C library that wheels name for each architecture.
fn oldest(architecture: Architecture) -> u8 {
    match architecture {
        Architecture::X86_64 => 5,
        Architecture::Arm64 => 17,
    }
}

/// Returns the full version that a runtime has at least.
pub(super) fn full_version(version: PythonVersion) -> String {
    let mut levels = PATCH_LEVELS.iter();
    let level = levels.find(|(minor, _)| *minor == version.minor);
    format!("{version}.{}", level.map_or(0, |(_, patch)| *patch))
}

/// Returns what markers see on a target.
pub(super) fn environment(target: Target) -> Environment {
    Environment {
        python_version: target.version.to_string(),
        python_full_version: full_version(target.version),
        sys_platform: "linux".to_owned(),
        platform_machine: target.machine().to_owned(),
        os_name: "posix".to_owned(),
    }
}

/// Returns what markers see, as pip's own table of it.
pub(super) fn marker_table(target: Target) -> String {
    let environment = environment(target);
    let names = [
        "implementation_name",
        "implementation_version",
        "os_name",
        "platform_machine",
        "platform_python_implementation",
        "platform_system",
        "python_full_version",
        "python_version",
        "sys_platform",
    ];
    let mut table: serde_json::Map<_, _> = names
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), environment.variable(name)?.into())))
        .collect();
    // Of the kernel nothing is known.
    for name in ["platform_release", "platform_version"] {
        table.insert(name.to_owned(), "".into());
    }
    serde_json::Value::from(table).to_string()
}

/// Returns the platform tags of wheels that run on a target, best first, as pip takes them.
pub(super) fn tags(target: Target) -> Vec<String> {
    let machine = target.machine();
    let mut tags = Vec::new();
    for minor in (oldest(target.architecture)..=target.glibc()).rev() {
        tags.push(format!("manylinux_2_{minor}_{machine}"));
        // Names from before they told the C library's version.
        let old = match minor {
            17 => "manylinux2014",
            12 => "manylinux2010",
            5 => "manylinux1",
            _ => continue,
        };
        tags.push(format!("{old}_{machine}"));
    }
    // Wheels that somebody built for themselves say nothing of the C library.
    tags.push(format!("linux_{machine}"));
    tags
}

/// Says whether uv takes every wheel that runs on a target.
pub(super) fn is_whole_for_uv(target: Target) -> bool {
    KNOWN_TO_UV.contains(&target.glibc())
}

/// Returns the newest platform of uv's that a target has the C library for.
pub(super) fn uv_platform(target: Target) -> String {
    let fitting = KNOWN_TO_UV.iter().find(|minor| **minor <= target.glibc());
    let minor = fitting.copied().unwrap_or(17);
    format!("{}-manylinux_2_{minor}", target.machine())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(text: &str) -> Target {
        text.parse().unwrap()
    }

    #[test]
    fn wheels_for_a_newer_c_library_are_left_out() {
        let old = tags(target("python3.9-x86_64"));
        assert_eq!(old.first().unwrap(), "manylinux_2_26_x86_64");
        for name in [
            "manylinux2014_x86_64",
            "manylinux1_x86_64",
            "manylinux_2_5_x86_64",
        ] {
            assert!(old.iter().any(|tag| tag == name), "{name}");
        }
        let new = tags(target("python3.13-arm64"));
        assert_eq!(new.first().unwrap(), "manylinux_2_34_aarch64");
        assert!(!new.iter().any(|tag| tag.contains("manylinux1_")));
        assert!(!new.iter().any(|tag| tag.contains("2_16_")));
    }

    #[test]
    fn uv_is_told_a_platform_that_it_knows() {
        assert!(!is_whole_for_uv(target("python3.11-x86_64")));
        assert!(is_whole_for_uv(target("python3.12-arm64")));
        assert_eq!(
            uv_platform(target("python3.11-x86_64")),
            "x86_64-manylinux_2_17"
        );
        assert_eq!(
            uv_platform(target("python3.12-arm64")),
            "aarch64-manylinux_2_34"
        );
    }

    #[test]
    fn markers_see_the_target_and_not_this_machine() {
        let table = marker_table(target("python3.11-arm64"));
        let table: serde_json::Value = serde_json::from_str(&table).unwrap();
        assert_eq!(table["python_full_version"], "3.11.11");
        assert_eq!(table["platform_machine"], "aarch64");
        assert_eq!(table["platform_system"], "Linux");
        assert_eq!(table.as_object().unwrap().len(), 11);
    }
}
