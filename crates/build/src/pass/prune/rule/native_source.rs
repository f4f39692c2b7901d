//! What native code was, or could be, compiled from: sources, headers, static libraries.
//!
//! Lambda has no compiler. Distributions that bring one compile against headers at run time, their
//! own and others', so that with one of them in the package everything stays.

use crate::inventory::Kind;

use super::{Found, Guard, Rule, Survey};

pub(super) const RULE: Rule = Rule {
    name: "native sources",
    guard: Guard::Named,
    find,
};

/// Distributions that compile at run time, or the beginnings of their names.
const COMPILERS: &[&str] = &[
    "cppyy",
    "cupy",
    "cython",
    "jax",
    "numba",
    "nvidia",
    "pycuda",
    "pyopencl",
    "pythran",
    "taichi",
    "tensorflow",
    "torch",
    "triton",
    "warp-lang",
    "ziglang",
];

const BUILD_FILES: &[&str] = &["CMakeLists.txt", "meson.build", "meson.build.template"];

fn find(survey: &Survey<'_>, found: &mut Found<'_>) {
    let mut names = survey.package.versions().map(|(name, _)| name);
    let compiler = names.find(|name| COMPILERS.iter().any(|known| name.starts_with(known)));
    for (path, _) in survey.distributed() {
        let reason = match Kind::of(path) {
            Kind::NativeSource => "source of compiled code",
            Kind::Header => "a header for compilers",
            Kind::StaticLibrary => "a library for linkers",
            _ if BUILD_FILES.contains(&path.file_name()) => "instructions for compilers",
            _ => continue,
        };
        if let Some(compiler) = compiler {
            found.keep(path, reason, format!("`{compiler}` compiles at run time"));
        } else {
            found.add(path, reason);
        }
    }
}
