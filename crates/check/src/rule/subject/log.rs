//! Calls that write to the log.

/// Methods of loggers that write unless they are told to be quiet.
const LOUD: &[&str] = &["critical", "error", "info", "log", "warn", "warning"];

/// Returns whether it writes to the log, for debugging or not.
fn method(name: &str) -> Option<&str> {
    let (owner, method) = name.rsplit_once('.')?;
    let is_logger = matches!(owner, "logging" | "logging.Logger" | "loguru.logger")
        || owner.starts_with("aws_lambda_powertools.") && owner.ends_with("Logger");
    is_logger.then_some(method)
}

/// Returns whether it writes to the log in every invocation.
pub(in crate::rule) fn writes(name: &str) -> bool {
    matches!(name, "print" | "pprint.pprint")
        || method(name).is_some_and(|method| LOUD.contains(&method))
}

/// Returns whether it writes only when somebody looks for errors.
pub(in crate::rule) fn debugs(name: &str) -> bool {
    method(name) == Some("debug")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loggers_are_told_by_their_class() {
        assert!(writes("logging.Logger.info") && writes("print") && debugs("logging.debug"));
        assert!(writes("aws_lambda_powertools.Logger.info"));
        assert!(!writes("logging.Logger.debug") && !writes("shop.Logger.info"));
    }
}
