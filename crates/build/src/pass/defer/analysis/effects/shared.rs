//! What in the standard library has effects that others see.
//!
//! Everything that is not listed is taken to have none: the library is known, and what has effects
//! in it is a short list.

/// Calls and changes that others see, by how their path begins, each with what it does.
const SHARED: &[(&str, &str)] = &[
    ("_thread.start_new_thread", "starts a thread"),
    ("_warnings.", "changes which warnings are shown"),
    ("asyncio.run", "runs an event loop"),
    ("asyncio.set_event_loop", "sets the event loop"),
    ("asyncio.new_event_loop", "makes an event loop"),
    ("atexit.", "registers what runs at exit"),
    ("builtins.__import__", "imports by a name that is computed"),
    ("builtins.breakpoint", "stops in a debugger"),
    ("builtins.eval", "runs a text as code"),
    ("builtins.exec", "runs a text as code"),
    ("builtins.input", "reads standard input"),
    ("builtins.open", "opens a file"),
    ("builtins.print", "prints"),
    ("codecs.register", "registers a codec"),
    ("codecs.open", "opens a file"),
    (
        "concurrent.futures.ThreadPoolExecutor().submit",
        "starts a thread",
    ),
    (
        "concurrent.futures.ThreadPoolExecutor().map",
        "starts a thread",
    ),
    ("copyreg.", "registers how a type is pickled"),
    ("ctypes.CDLL", "loads a native library"),
    ("ctypes.PyDLL", "loads a native library"),
    ("ctypes.cdll.", "loads a native library"),
    ("ctypes.pythonapi", "reaches into the interpreter"),
    ("ctypes.pydll", "loads a native library"),
    ("decimal.setcontext", "changes how decimals are computed"),
    ("decimal.getcontext()", "changes how decimals are computed"),
    (
        "decimal.DefaultContext",
        "changes how decimals are computed",
    ),
    ("faulthandler.", "changes what happens on a crash"),
    ("fcntl.", "changes an open file"),
    ("gc.", "changes how memory is collected"),
    ("gettext.install", "puts a name among the builtins"),
    ("gettext.bindtextdomain", "changes how texts are translated"),
    ("gettext.textdomain", "changes how texts are translated"),
    ("http.client.HTTPConnection().", "uses the network"),
    ("http.client.HTTPSConnection().", "uses the network"),
    (
        "importlib.import_module",
        "imports by a name that is computed",
    ),
    (
        "importlib.invalidate_caches",
        "changes how modules are found",
    ),
    ("importlib.reload", "reloads a module"),
    ("io.open", "opens a file"),
    ("json.dump", "writes a file"),
    ("locale.setlocale", "sets the locale"),
    ("logging.addLevelName", "configures logging"),
    ("logging.basicConfig", "configures logging"),
    ("logging.captureWarnings", "configures logging"),
    ("logging.config.", "configures logging"),
    ("logging.disable", "configures logging"),
    ("logging.setLogRecordFactory", "configures logging"),
    ("logging.setLoggerClass", "configures logging"),
    ("logging.critical", "logs"),
    ("logging.debug", "logs"),
    ("logging.error", "logs"),
    ("logging.exception", "logs"),
    ("logging.info", "logs"),
    ("logging.log", "logs"),
    ("logging.warning", "logs"),
    ("logging.root", "configures logging"),
    ("logging.getLogger().addFilter", "configures logging"),
    ("logging.getLogger().addHandler", "configures logging"),
    ("logging.getLogger().critical", "logs"),
    ("logging.getLogger().debug", "logs"),
    ("logging.getLogger().error", "logs"),
    ("logging.getLogger().exception", "logs"),
    ("logging.getLogger().info", "logs"),
    ("logging.getLogger().log", "logs"),
    ("logging.getLogger().removeHandler", "configures logging"),
    ("logging.getLogger().setLevel", "configures logging"),
    ("logging.getLogger().warning", "logs"),
    ("mimetypes.add_type", "registers a type of files"),
    ("mimetypes.init", "registers types of files"),
    ("mmap.mmap", "maps a file"),
    ("multiprocessing.Manager", "starts a process"),
    ("multiprocessing.Pool", "starts processes"),
    ("multiprocessing.Process().start", "starts a process"),
    (
        "multiprocessing.set_start_method",
        "sets how processes are started",
    ),
    ("os.abort", "ends the process"),
    ("os._exit", "ends the process"),
    (
        "os.add_dll_directory",
        "changes how native libraries are found",
    ),
    ("os.chdir", "changes the working folder"),
    ("os.chmod", "changes a file"),
    ("os.environ.", "sets an environment variable"),
    ("os.fork", "forks the process"),
    ("os.kill", "sends a signal"),
    ("os.link", "changes files"),
    ("os.makedirs", "makes a folder"),
    ("os.mkdir", "makes a folder"),
    ("os.nice", "changes the process"),
    ("os.open", "opens a file"),
    ("os.popen", "runs a program"),
    ("os.putenv", "sets an environment variable"),
    (
        "os.register_at_fork",
        "registers what runs when the process forks",
    ),
    ("os.remove", "removes a file"),
    ("os.rename", "renames a file"),
    ("os.replace", "renames a file"),
    ("os.rmdir", "removes a folder"),
    ("os.sched_setaffinity", "changes the process"),
    ("os.set", "changes the process"),
    ("os.spawn", "runs a program"),
    ("os.symlink", "changes files"),
    ("os.system", "runs a program"),
    ("os.umask", "changes the process"),
    ("os.unlink", "removes a file"),
    ("os.unsetenv", "sets an environment variable"),
    ("os.write", "writes a file"),
    ("pathlib.Path().mkdir", "makes a folder"),
    ("pathlib.Path().open", "opens a file"),
    ("pathlib.Path().read_", "opens a file"),
    ("pathlib.Path().touch", "makes a file"),
    ("pathlib.Path().unlink", "removes a file"),
    ("pathlib.Path().write_", "writes a file"),
    ("random.seed", "seeds the random numbers"),
    ("random.setstate", "seeds the random numbers"),
    ("random.random", "draws a random number"),
    ("random.rand", "draws a random number"),
    ("random.choice", "draws a random number"),
    ("random.shuffle", "draws a random number"),
    ("readline.", "changes how input is read"),
    ("resource.setrlimit", "changes the process"),
    ("runpy.", "runs another program"),
    ("shutil.copy", "writes a file"),
    ("shutil.move", "changes files"),
    ("shutil.rmtree", "removes files"),
    ("signal.", "sets what happens on a signal"),
    ("site.", "changes how modules are found"),
    ("socket.create_connection", "uses the network"),
    ("socket.getaddrinfo", "uses the network"),
    ("socket.gethostby", "uses the network"),
    (
        "socket.setdefaulttimeout",
        "changes how the network is used",
    ),
    ("socket.socket", "opens a socket"),
    ("sqlite3.connect", "opens a database"),
    ("sqlite3.register_", "registers how types are stored"),
    ("sqlite3.enable_", "changes how databases are used"),
    ("subprocess.", "runs a program"),
    ("sys.addaudithook", "changes the interpreter"),
    ("sys.argv.", "changes the arguments of the program"),
    ("sys.breakpointhook", "changes the interpreter"),
    ("sys.exit", "ends the process"),
    ("sys.meta_path.", "changes how modules are found"),
    ("sys.modules.", "changes which modules are loaded"),
    ("sys.path.", "changes where modules are found"),
    ("sys.path_hooks.", "changes how modules are found"),
    ("sys.path_importer_cache.", "changes how modules are found"),
    ("sys.set_asyncgen_hooks", "changes the interpreter"),
    (
        "sys.setdlopenflags",
        "changes how native libraries are loaded",
    ),
    ("sys.setprofile", "changes the interpreter"),
    ("sys.setrecursionlimit", "changes the interpreter"),
    ("sys.setswitchinterval", "changes the interpreter"),
    ("sys.settrace", "changes the interpreter"),
    ("sys.stderr.", "prints"),
    ("sys.stdout.", "prints"),
    ("sys.stdin.", "reads standard input"),
    ("sys.warnoptions.", "changes which warnings are shown"),
    ("tempfile.", "makes a temporary file"),
    ("threading.Thread().start", "starts a thread"),
    ("threading.Timer().start", "starts a thread"),
    ("threading.setprofile", "changes the interpreter"),
    ("threading.settrace", "changes the interpreter"),
    ("threading.stack_size", "changes the interpreter"),
    ("time.sleep", "waits"),
    ("time.tzset", "changes the time zone"),
    ("tracemalloc.", "changes the interpreter"),
    (
        "unittest.mock.patch().start",
        "replaces something of another module",
    ),
    (
        "urllib.request.install_opener",
        "changes how the network is used",
    ),
    ("urllib.request.urlopen", "uses the network"),
    (OWN_FILTER, "adds a filter for certain warnings"),
    (
        "warnings.filterwarnings",
        "changes which warnings are shown",
    ),
    ("warnings.formatwarning", "changes how warnings are shown"),
    ("warnings.resetwarnings", "changes which warnings are shown"),
    ("warnings.showwarning", "changes how warnings are shown"),
    ("warnings.simplefilter", "changes which warnings are shown"),
    ("warnings.warn", "warns"),
    ("webbrowser.", "changes how pages are opened"),
    (
        "xml.etree.ElementTree.register_namespace",
        "registers a namespace",
    ),
    ("zipfile.ZipFile", "opens a file"),
];

/// What a call that filters warnings is called that concerns only those of its own package, or of a
/// text: where these are shown, and whether, is seen on events.
pub(super) const OWN_FILTER: &str = "warnings.(own filter)";

/// What begins like something that others see, and only reads.
const HARMLESS: &[&str] = &[
    "asyncio.runners",
    "gc.get_",
    "gc.is",
    "os.environ.copy",
    "os.environ.get",
    "os.environ.items",
    "os.environ.keys",
    "os.environ.values",
    "resource.getr",
    "signal.SIG",
    "signal.Signals",
    "signal.get",
    "site.get",
    "subprocess.CalledProcessError",
    "subprocess.DEVNULL",
    "subprocess.PIPE",
    "subprocess.STARTUPINFO",
    "subprocess.SubprocessError",
    "subprocess.TimeoutExpired",
    "subprocess.list2cmdline",
    "sys.argv.copy",
    "sys.meta_path.index",
    "sys.modules.copy",
    "sys.modules.get",
    "sys.modules.items",
    "sys.modules.keys",
    "sys.modules.values",
    "sys.path.copy",
    "sys.path.index",
    "sys.stderr.encoding",
    "sys.stderr.fileno",
    "sys.stderr.isatty",
    "sys.stdin.encoding",
    "sys.stdin.fileno",
    "sys.stdin.isatty",
    "sys.stdout.encoding",
    "sys.stdout.fileno",
    "sys.stdout.isatty",
    "tempfile.SpooledTemporaryFile",
    "tempfile.gettempdir",
    "tracemalloc.is_tracing",
    "warnings.warn_explicit.__",
];

/// What may well be the same whenever it is done.
const MILD: &[&str] = &[
    "adds a filter for certain warnings",
    "draws a random number",
    "imports by a name that is computed",
    "logs",
    "opens a file",
    "runs a text as code",
    "warns",
];

/// Returns whether something that others see may well be the same whenever it is done.
pub(in crate::pass::defer::analysis) fn is_mild(says: &str) -> bool {
    MILD.contains(&says)
}

/// Returns what a call or change of something does that others see.
pub(in crate::pass::defer::analysis) fn shared(path: &str) -> Option<&'static str> {
    if HARMLESS.iter().any(|start| path.starts_with(start)) {
        return None;
    }
    let found = SHARED.iter().find(|(start, _)| path.starts_with(start));
    found.map(|(_, says)| *says)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reading_the_environment_is_no_effect() {
        assert_eq!(shared("os.environ.get"), None);
        assert_eq!(
            shared("os.environ.setdefault"),
            Some("sets an environment variable")
        );
        assert_eq!(shared("os.path.join"), None);
        assert_eq!(shared("random.randint"), Some("draws a random number"));
        assert_eq!(shared("random.Random"), None);
        assert_eq!(shared("re.compile"), None);
        assert_eq!(
            shared("atexit.register"),
            Some("registers what runs at exit")
        );
    }
}
