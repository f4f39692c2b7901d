//! The functions of a project as a table.

use super::table::{Align, Table};
use crate::report::Listed;

/// Returns the table: name, handler, runtime, memory size and where each is declared.
pub(crate) fn functions(functions: &[Listed<'_>]) -> String {
    use Align::{Left, Right};
    let mut table = Table::new([Left, Left, Left, Right, Left]);
    table.row(["NAME", "HANDLER", "RUNTIME", "MEMORY", "DECLARED IN"].map(str::to_owned));
    for listed in functions {
        let function = listed.function;
        let runtime = function.runtime.map(|version| format!("python{version}"));
        table.row([
            function.name.clone(),
            function.handler.clone(),
            runtime.unwrap_or_else(|| "-".to_owned()),
            function.memory_size.to_string(),
            listed.source.to_owned(),
        ]);
    }
    table.render()
}

#[cfg(test)]
mod tests {
    use warmfront_model::function::Function;

    use super::functions;
    use crate::report::Listed;

    #[test]
    fn functions_are_listed_in_columns() {
        let mut orders = Function::new("Orders", "orders.app.handler", "orders");
        orders.runtime = "3.12".parse().ok();
        let other = Function::new("O", "app.handler", ".");
        let listed = [&orders, &other].map(|function| Listed {
            function,
            source: "template.yaml:4",
            notes: &[],
        });
        insta::assert_snapshot!(functions(&listed), @"
        NAME    HANDLER             RUNTIME     MEMORY  DECLARED IN
        Orders  orders.app.handler  python3.12  128 MB  template.yaml:4
        O       app.handler         -           128 MB  template.yaml:4
        ");
    }
}
