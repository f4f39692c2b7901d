//! What is known of the standard library and of methods that everything has: what returns its
//! argument, what belongs to all, what changes the object it is of.

/// Functions that return their argument, or something as good as it: decorators above all.
const TRANSPARENT: &[&str] = &[
    "abc.abstractclassmethod",
    "abc.abstractmethod",
    "abc.abstractproperty",
    "abc.abstractstaticmethod",
    "abc.update_abstractmethods",
    "asyncio.coroutine",
    "builtins.classmethod",
    "builtins.property",
    "builtins.staticmethod",
    "contextlib.asynccontextmanager",
    "contextlib.contextmanager",
    "dataclasses.dataclass",
    "dataclasses.dataclass()",
    "enum.unique",
    "functools.cache",
    "functools.cached_property",
    "functools.lru_cache",
    "functools.lru_cache()",
    "functools.partial",
    "functools.partialmethod",
    "functools.singledispatch",
    "functools.singledispatchmethod",
    "functools.total_ordering",
    "functools.update_wrapper",
    "functools.wraps()",
    "types.DynamicClassAttribute",
    "types.coroutine",
    "typing.final",
    "typing.no_type_check",
    "typing.overload",
    "typing.runtime_checkable",
    "typing_extensions.final",
    "unittest.skip()",
    "unittest.skipIf()",
    "warnings.deprecated()",
];

/// Functions whose result is the interpreter's, not the caller's.
const SHARED_RESULTS: &[&str] = &[
    "logging.getLogger",
    "decimal.getcontext",
    "asyncio.get_event_loop",
];

/// Modules of the standard library whose import others see, with what it does.
const EFFECTFUL_MODULES: &[(&str, &str)] = &[
    ("__main__", "is the program"),
    ("antigravity", "opens a browser"),
    ("readline", "changes how input is read"),
    ("rlcompleter", "changes how input is read"),
    ("site", "changes how modules are found"),
    ("sitecustomize", "changes the interpreter"),
    ("this", "prints"),
    ("usercustomize", "changes the interpreter"),
];

/// Methods of texts, lists, sets, dictionaries and their like that change them.
const MUTATORS: &[&str] = &[
    "__delitem__",
    "__setattr__",
    "__setitem__",
    "add",
    "append",
    "appendleft",
    "clear",
    "discard",
    "extend",
    "extendleft",
    "insert",
    "move_to_end",
    "pop",
    "popitem",
    "popleft",
    "push",
    "remove",
    "reverse",
    "setdefault",
    "sort",
    "update",
];

/// Methods that only read whatever they are of.
const READERS: &[&str] = &[
    "__contains__",
    "__getattr__",
    "__getattribute__",
    "__getitem__",
    "__init__",
    "__iter__",
    "__len__",
    "__new__",
    "__repr__",
    "__str__",
    "__subclasses__",
    "as_posix",
    "astype",
    "bit_length",
    "capitalize",
    "casefold",
    "copy",
    "count",
    "decode",
    "difference",
    "encode",
    "endswith",
    "exists",
    "expandtabs",
    "find",
    "findall",
    "finditer",
    "format",
    "format_map",
    "fromkeys",
    "fullmatch",
    "get",
    "group",
    "groups",
    "hexdigest",
    "digest",
    "index",
    "intersection",
    "is_dir",
    "is_file",
    "isalnum",
    "isalpha",
    "isdigit",
    "isidentifier",
    "islower",
    "isspace",
    "issubset",
    "issuperset",
    "isupper",
    "items",
    "join",
    "joinpath",
    "keys",
    "ljust",
    "lower",
    "lstrip",
    "maketrans",
    "match",
    "max",
    "mean",
    "min",
    "most_common",
    "mro",
    "partition",
    "relative_to",
    "replace",
    "resolve",
    "reshape",
    "rfind",
    "rjust",
    "rpartition",
    "rsplit",
    "rstrip",
    "search",
    "split",
    "splitlines",
    "startswith",
    "strip",
    "sub",
    "sum",
    "swapcase",
    "title",
    "tolist",
    "translate",
    "union",
    "upper",
    "values",
    "view",
    "with_name",
    "with_suffix",
    "with_traceback",
    "zfill",
];

/// Parts of names of native functions that sound as if they had an effect.
const SUSPICIOUS: &[&str] = &[
    "disable", "enable", "hook", "init", "install", "monkey", "patch", "register", "replace",
    "set", "start", "write",
];

/// Returns whether a function returns what it was given first.
pub(super) fn is_transparent(path: &str) -> bool {
    TRANSPARENT.binary_search(&path).is_ok()
}

/// Returns whether what a function returns belongs to all.
pub(super) fn has_shared_result(path: &str) -> bool {
    SHARED_RESULTS.contains(&path)
}

/// Returns what importing a module of the standard library does that others see.
pub(in crate::pass::defer::analysis) fn importing(module: &str) -> Option<&'static str> {
    let found = EFFECTFUL_MODULES.iter().find(|(name, _)| *name == module);
    found.map(|(_, says)| *says)
}

/// Returns whether a method changes what it is of, if that is a collection.
pub(super) fn is_mutator(method: &str) -> bool {
    MUTATORS.contains(&method)
}

/// Returns whether a method changes nothing, whatever it is of.
pub(super) fn is_reader(method: &str) -> bool {
    READERS.contains(&method)
}

/// Returns whether a native function sounds as if it had an effect.
pub(super) fn is_suspicious(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    SUSPICIOUS.iter().any(|part| name.contains(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted() {
        assert!(TRANSPARENT.is_sorted());
    }
}
