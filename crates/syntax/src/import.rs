//! What import statements name.

/// Returns the absolute name of the module that a `from` names, in a module of this name; `None`
/// where it lies above the top package.
#[must_use]
pub fn absolute(
    importer: &str,
    is_package: bool,
    level: u32,
    module: Option<&str>,
) -> Option<String> {
    let Ok(level) = usize::try_from(level) else {
        return None;
    };
    if level == 0 {
        return module.map(str::to_owned);
    }
    let mut parts: Vec<&str> = importer.split('.').collect();
    let drop = level - usize::from(is_package);
    if drop >= parts.len() {
        return None;
    }
    parts.truncate(parts.len() - drop);
    parts.extend(module);
    Some(parts.join("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_names_count_from_the_package() {
        let of = |importer, is_package, level, module| {
            absolute(importer, is_package, level, module).unwrap_or_default()
        };
        assert_eq!(of("a.b.c", false, 1, None), "a.b");
        assert_eq!(of("a.b.c", false, 1, Some("d")), "a.b.d");
        assert_eq!(of("a.b.c", true, 1, Some("d.e")), "a.b.c.d.e");
        assert_eq!(of("a.b.c", true, 2, Some("d")), "a.b.d");
        assert_eq!(of("a.b.c", false, 0, Some("x.y")), "x.y");
    }

    #[test]
    fn nothing_lies_above_the_top() {
        assert_eq!(absolute("a", false, 1, Some("b")), None);
        assert_eq!(absolute("a", true, 2, None), None);
        assert_eq!(absolute("a.b", false, 7, None), None);
        assert_eq!(absolute("a", true, 1, Some("b")).as_deref(), Some("a.b"));
    }
}
