//! What the user drops.

use crate::pattern::Patterns;

use super::{Found, Guard, Rule, Survey};

pub(super) const RULE: Rule = Rule {
    name: "unwanted files",
    guard: Guard::Wanted,
    find,
};

fn find(survey: &Survey<'_>, found: &mut Found<'_>) {
    let unwanted = Patterns::new(&survey.context.choices.drop);
    for (path, _) in survey.package.entries() {
        if let Some(pattern) = unwanted.find(path) {
            found.add(path, format!("`{pattern}` is to be dropped"));
        }
    }
}
