//! A budget for `Cargo.lock`: each package is code to trust, and time to build.

use super::Finding;

/// Most packages, our own included. What is planned for the first releases comes to about 195.
const BUDGET: usize = 210;

/// Returns a finding when the lock file holds more packages than the budget.
pub(super) fn check(lock: &str) -> Option<Finding> {
    let packages = lock.lines().filter(|line| *line == "[[package]]").count();
    let message = format!(
        "{packages} packages, and the budget is {BUDGET}: \
         a dependency must save more code than it brings"
    );
    (packages > BUDGET).then(|| Finding::new("Cargo.lock", message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn budget_is_a_limit() {
        assert_eq!(check(&"[[package]]\nname = \"a\"\n".repeat(BUDGET)), None);
        assert!(check(&"[[package]]\nname = \"a\"\n".repeat(BUDGET + 1)).is_some());
    }
}
