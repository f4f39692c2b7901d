//! Import statements that fixes need.

use super::Mend;
use crate::python::tree::Stmt;
use crate::python::{Function, Statement};

impl Mend<'_> {
    /// Adds an import such as `import functools` to a module, unless it has it.
    pub(in crate::rule) fn import(&mut self, module: Function<'_>, import: &str) -> Option<()> {
        if self.source.lines().any(|line| line.trim_end() == import) {
            return Some(());
        }
        let imports = imports(module);
        let texts = imports.iter().map(|statement| self.text(statement.span()));
        let is_before = |text: &str| sort_key(text) < sort_key(import);
        let place = texts.clone().filter(|text| is_before(text)).count();
        let before = place.checked_sub(1).and_then(|before| imports.get(before));
        let beside =
            before.filter(|before| is_standard(self.text(before.span())) == is_standard(import));
        if let Some(beside) = beside {
            let end = self.line_end(beside.span().end);
            self.insert(end, format!("{import}\n"));
            return Some(());
        }
        let (next, separator) = match imports.get(place) {
            Some(next) => (next.span().start, separator(import, self.text(next.span()))),
            None => return self.after_last(&imports, import),
        };
        self.insert(next, format!("{import}\n{separator}"));
        Some(())
    }

    fn after_last(&mut self, imports: &[Statement<'_>], import: &str) -> Option<()> {
        let last = imports.last()?;
        let separator = separator(self.text(last.span()), import);
        let end = self.line_end(last.span().end);
        self.insert(end, format!("{separator}{import}\n"));
        Some(())
    }

    /// Inserts a definition after a module's imports.
    pub(in crate::rule) fn define(&mut self, module: Function<'_>, definition: &str) -> Option<()> {
        let imports = imports(module);
        let end = self.line_end(imports.last()?.span().end);
        let rest = self.source.get(end as usize..)?;
        let n_blank = rest.len() - rest.trim_start_matches('\n').len();
        // What several fixes insert alike is inserted once, so that blank lines stand apart.
        self.insert(end, &"\n\n"[n_blank.min(2)..]);
        let next = end + u32::try_from(n_blank).ok()?;
        self.insert(next, format!("{definition}\n\n"));
        Some(())
    }
}

/// Returns the imports at the beginning of a module, apart from those of the future.
fn imports(module: Function<'_>) -> Vec<Statement<'_>> {
    let statements = module.body().skip_while(|statement| !is_import(*statement));
    let imports = statements.take_while(|statement| is_import(*statement));
    let source = module.source().unwrap_or_default();
    let is_future = |statement: &Statement<'_>| {
        let start = statement.span().start as usize;
        source
            .get(start..)
            .is_some_and(|rest| rest.starts_with("from __future__"))
    };
    imports.filter(|statement| !is_future(statement)).collect()
}

fn is_import(statement: Statement<'_>) -> bool {
    matches!(statement.code(), Stmt::Import(_) | Stmt::From(..))
}

/// Returns the module that an import names.
fn named(import: &str) -> &str {
    import.split_whitespace().nth(1).unwrap_or_default()
}

/// The standard library comes first, `import` before `from`, and each by its name.
fn sort_key(import: &str) -> (bool, bool, String) {
    (
        !is_standard(import),
        import.starts_with("from "),
        named(import).to_lowercase(),
    )
}

fn is_standard(import: &str) -> bool {
    let top = named(import).split('.').next().unwrap_or_default();
    crate::python::is_standard(top)
}

/// Returns the empty line between the standard library and others.
fn separator(first: &str, second: &str) -> &'static str {
    if is_standard(first) == is_standard(second) {
        ""
    } else {
        "\n"
    }
}
