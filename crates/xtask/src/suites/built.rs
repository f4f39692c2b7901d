//! Suites on packages in built form: as installed, and through the default passes of `warmfront build`.
//!
//! Those are built too that only tests need, pytest among them. The tests stand aside, with
//! everything that came in their source but the package itself; and no run tells the build what is
//! needed, so that pruning has nothing but what it reads.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use warmfront_build::archive::{Form, Layered, write_folder};
use warmfront_build::context::{Choices, Context, Evidence};
use warmfront_build::inventory::{self, Limits, Origin, Root};
use warmfront_build::pass;
use warmfront_model::function::Architecture;
use warmfront_model::units::MemorySize;

use super::{Stand, Suite, Tests, tell};
use crate::environments;

/// Runs suites on packages as they are installed, and built; returns how many tests end otherwise.
pub(super) fn compare<'a>(
    stand: &Stand<'_>,
    suites: impl Iterator<Item = &'a Suite>,
) -> anyhow::Result<usize> {
    let mut suites = suites.peekable();
    if suites.peek().is_none() {
        return Ok(0);
    }
    let tested = environments::tested(stand.workspace, stand.interpreter)?;
    let installed = [tested, stand.packages.clone()];
    let folder = stand.sources.join("built");
    let place = folder.join(stand.interpreter.version.to_string());
    let built = ["tested", "others"].map(|name| place.join(name));
    for (from, to) in installed.iter().zip(&built) {
        build(stand, from, to).context("could not build the packages")?;
    }
    let mut n_different = 0;
    for suite in suites {
        let aside = folder.join(suite.folder);
        set_aside(&stand.sources.join(suite.folder), suite, &aside)?;
        let run = |packages: &[PathBuf]| {
            let mut command = stand.interpreter.command();
            command.arg("-m");
            let tests = Tests {
                folder: &aside,
                packages,
                named: &["tests"],
            };
            let ran = stand.test(command, &tests);
            ran.with_context(|| suite.folder.to_owned())
        };
        let (before, time) = run(&installed)?;
        let (name, interpreter) = (suite.folder, stand.interpreter);
        let seconds = time.as_secs_f64();
        println!("{name}, {interpreter}, installed: {before}, {seconds:.1} s");
        let (after, time) = run(&built)?;
        let (again, _) = run(&installed)?;
        let mut differences = after.against(&before, &again);
        if differences.iter().any(|one| !one.unsteady) {
            // A test that does as before the second time has not been changed either.
            let still = run(&built)?.0.against(&before, &again);
            for one in &mut differences {
                one.unsteady |= still.iter().all(|other| other.test != one.test);
            }
        }
        n_different += tell("built", &differences, time);
        println!("    {after}");
    }
    Ok(n_different)
}

/// Builds installed packages with the default passes.
fn build(stand: &Stand<'_>, installed: &Path, to: &Path) -> anyhow::Result<()> {
    let root = Root {
        folder: installed.to_owned(),
        origin: Origin::Installed,
    };
    let mut package = inventory::read(&[root], Limits::default())?.package;
    let (bytes_before, n_before) = (package.size(), package.entries().count());
    let context = context(stand, to)?;
    for pass in pass::ALL.iter().filter(|pass| pass.by_default) {
        let applied = (pass.apply)(&mut package, &context)?;
        for note in applied.notes {
            println!("  {}: {note}", pass.name);
        }
    }
    // Only its being there matters: the folder may be replaced the next time.
    write_folder(&package, b"{}", Form::default(), to)?;
    println!(
        "built for {}: {n_before} files of {bytes_before} bytes, then {} of {}",
        stand.interpreter,
        package.entries().count(),
        package.size()
    );
    Ok(())
}

/// Returns what passes are told that build packages for a folder.
pub(super) fn context(stand: &Stand<'_>, root: &Path) -> anyhow::Result<Context> {
    let architecture = match std::env::consts::ARCH {
        "aarch64" => Architecture::Arm64,
        _ => Architecture::X86_64,
    };
    Ok(Context {
        handler: "app.handler".to_owned(),
        python: stand.interpreter.version,
        architecture,
        memory_size: MemorySize::default(),
        root: std::path::absolute(root)?.display().to_string(),
        layered: Layered::default(),
        interpreter: Some(stand.interpreter.program.clone()),
        cache_folder: stand.sources.join("cache"),
        evidence: Evidence::default(),
        choices: Choices::default(),
        deferred: Arc::default(),
    })
}

/// Copies a source without its package, which tests would otherwise import from there.
fn set_aside(source: &Path, suite: &Suite, to: &Path) -> anyhow::Result<()> {
    if to.exists() {
        fs_err::remove_dir_all(to)?;
    }
    fs_err::create_dir_all(to)?;
    for entry in fs_err::read_dir(source)? {
        let entry = entry?;
        let name = entry.file_name();
        let is_package = name == suite.package || name == "src";
        // Metadata would be found before that of what is installed.
        let is_metadata = name.to_string_lossy().ends_with(".egg-info");
        if !is_package && !is_metadata {
            copy(&entry.path(), &to.join(name))?;
        }
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    if !from.is_dir() {
        fs_err::copy(from, to)?;
        return Ok(());
    }
    fs_err::create_dir_all(to)?;
    for entry in fs_err::read_dir(from)? {
        let entry = entry?;
        copy(&entry.path(), &to.join(entry.file_name()))?;
    }
    Ok(())
}
