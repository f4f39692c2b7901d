//! What the compact form keeps.

use proptest::prelude::*;
use warmfront_syntax::parse::with_room;

use super::*;
use crate::python::tree::BindingKind;

fn tree(source: &str) -> Tree {
    with_room(|| lower(source)).unwrap().unwrap()
}

#[test]
fn names_are_bound_where_python_binds_them() {
    let tree = tree(
        "\
import boto3.session as s, json
client = None
def get():
    global client
    if client is None:
        client = s.Session().client('s3')
    return client
class Store:
    table = 1
    def __init__(self, name):
        self.name = name
        a, b = name
",
    );
    let module = tree.function(FunctionId::MODULE);
    let bound = |text: &str| module.bound(tree.symbol(text).unwrap());
    assert!(matches!(bound("s")[0].kind, BindingKind::Module(_, false)));
    assert!(matches!(
        bound("json")[0].kind,
        BindingKind::Module(_, true)
    ));
    assert_eq!(bound("client").len(), 2);
    assert_eq!(bound("client")[1].within, FunctionId(1));
    let (_, store) = tree.classes().next().unwrap();
    let attribute = |text: &str| store.bound(tree.symbol(text).unwrap()).len();
    assert_eq!(
        [attribute("table"), attribute("__init__"), attribute("name")],
        [1, 1, 1]
    );
    let init = tree.function(FunctionId(2));
    assert_eq!(tree.text(init.qualified), "Store.__init__");
    let b = init.bound(tree.symbol("b").unwrap());
    assert!(matches!(b[0].kind, BindingKind::Part(_, 1)));
}

#[test]
fn suppressions_are_about_code() {
    let tree = tree(
        "\
x = 1  # warmfront: ignore[WF101] why
# warmfront: ignore

# more
y = '# warmfront: ignore'
",
    );
    let lines: Vec<_> = tree.suppressions.iter().map(|one| one.line).collect();
    assert_eq!(lines, [1, 5]);
}

#[test]
fn what_cannot_be_read_is_told() {
    let read = |source: &str| with_room(|| lower(source)).unwrap().unwrap_err();
    let Unreadable::Syntax { line, .. } = read("x = 1\ny = (\n") else {
        panic!("no syntax error");
    };
    assert!(line >= 2, "{line}");
    assert_eq!(read(&"(".repeat(100_000)), Unreadable::TooDeep);
    let large = "#".repeat(LARGEST + 1);
    assert!(matches!(read(&large), Unreadable::TooLarge { .. }));
}

proptest! {
    #[test]
    fn any_text_is_survived(source in "[a-c:=(),. \n*\\[\\]]{0,60}|(def|class|for|in|x|\\(|\\)|:|\n| ){0,30}") {
        let _read = with_room(|| lower(&source).is_ok()).unwrap();
    }
}
