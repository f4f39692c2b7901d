//! What names mean, by the rules of the language.

use proptest::prelude::*;

use super::*;
use crate::parse;

/// Says of each name that is read where it is found: `name@line -> scope`.
fn meanings(source: &str) -> Vec<String> {
    let lines = crate::line::Lines::of(source);
    let read = parse::module(source, |suite, is_broken| {
        assert!(!is_broken, "{source}");
        let scopes = Scopes::of(suite);
        let said = scopes.references().iter().map(|reference| {
            let line = lines.position(reference.range.start()).line;
            let found = scopes.lookup(reference.name, reference.scope);
            let home = match found.map(|id| scopes.scope(id).kind) {
                None => "builtin",
                Some(ScopeKind::Module) => "module",
                Some(ScopeKind::Class(class)) => class.name.as_str(),
                Some(ScopeKind::Function(function)) => function.name.as_str(),
                Some(ScopeKind::Lambda) => "lambda",
                Some(ScopeKind::Comprehension) => "comprehension",
                Some(ScopeKind::Generator) => "generator",
                Some(ScopeKind::TypeParameters) => "type parameters",
            };
            format!("{}@{line} {home}", reference.name)
        });
        said.collect()
    });
    read.unwrap()
}

#[test]
fn functions_see_around_classes() {
    let source = "\
x = 1
class C:
    x = 2
    y = x
    def f(self, z=x):
        return x, z, len
";
    let expected = ["x@4 C", "x@5 C", "x@6 module", "z@6 f", "len@6 builtin"];
    assert_eq!(meanings(source), expected);
}

#[test]
fn a_name_bound_anywhere_in_a_function_is_local() {
    let source = "\
import json
def f():
    json.dumps
    for json in ():
        pass
def g():
    global json
    json = json
";
    assert_eq!(meanings(source), ["json@3 f", "json@8 module"]);
}

#[test]
fn comprehensions_have_scopes_of_their_own() {
    let source = "\
class C:
    names = []
    upper = [name.upper() for name in names if (last := name)]
    late = {k: (lambda v: v + k) for k in names for v in k}
";
    let expected = [
        "names@3 C",
        "name@3 comprehension",
        "name@3 comprehension",
        "names@4 C",
        "k@4 comprehension",
        "k@4 comprehension",
        "v@4 lambda",
        "k@4 comprehension",
    ];
    assert_eq!(meanings(source), expected);
}

#[test]
fn nonlocal_names_belong_to_the_function_around() {
    let source = "\
def f():
    n = 0
    def g():
        nonlocal n
        n += 1
    return g, n
";
    assert_eq!(meanings(source), ["n@5 f", "g@6 f", "n@6 f"]);
}

#[test]
fn annotations_patterns_and_handlers_bind_and_read() {
    let source = "\
def f(event: Event) -> Result:
    match event:
        case {'a': [first, *rest], **others} as whole:
            return first, rest, others, whole
    try:
        pass
    except E as error:
        print(error)
    with open(event) as file:
        return file
def g[T](x: T): return x
";
    let said = meanings(source).join("; ");
    assert_eq!(
        said,
        "Event@1 builtin; Result@1 builtin; event@2 f; first@4 f; rest@4 f; others@4 f; \
         whole@4 f; E@7 builtin; print@8 builtin; error@8 f; open@9 builtin; event@9 f; file@10 f; \
         T@11 type parameters; x@11 g"
    );
}

#[test]
fn bindings_are_chained() {
    let source = "try:\n    import a as x\nexcept ImportError:\n    x = None\ndel x\n";
    let read = parse::module(source, |suite, _| {
        let scopes = Scopes::of(suite);
        let kinds = scopes.bound(ScopeId::MODULE, "x").map(|binding| {
            match binding.kind {
                BindingKind::Deletion => "deletion",
                BindingKind::Assignment(_) => "assignment",
                BindingKind::Import(..) => "import",
                _ => "other",
            }
            .to_owned()
        });
        kinds.collect::<Vec<_>>()
    });
    assert_eq!(read.unwrap(), ["deletion", "assignment", "import"]);
}

proptest! {
    #[test]
    fn any_text_is_survived(source in "[a-c:=(),. \n*\\[\\]]{0,60}|(def|class|for|in|x|\\(|\\)|:|\n| ){0,30}") {
        let _survived = parse::module(&source, |suite, _| Scopes::of(suite).references().len());
    }
}
