//! What an edit of a text changed, as lines that went and came.

/// Lines around the change that are shown.
const AROUND: usize = 2;

/// Returns the one stretch of lines in which two texts differ, with the lines around it.
pub(crate) fn lines(name: &str, before: &str, after: &str) -> Vec<String> {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let same = |pairs: &mut dyn Iterator<Item = (&&str, &&str)>| {
        pairs.take_while(|(one, two)| one == two).count()
    };
    let head = same(&mut old.iter().zip(&new));
    let rest = old.len().min(new.len()) - head;
    let tail = same(&mut old.iter().rev().zip(new.iter().rev())).min(rest);
    let marked = |mark: char, lines: &[&str]| -> Vec<String> {
        lines
            .iter()
            .map(|line| format!("  {mark} {line}"))
            .collect()
    };
    let from = head.saturating_sub(AROUND);
    let to = (old.len() - tail + AROUND).min(old.len());
    let mut shown = vec![format!("{name}:{}", head + 1)];
    shown.extend(marked(' ', &old[from..head]));
    shown.extend(marked('-', &old[head..old.len() - tail]));
    shown.extend(marked('+', &new[head..new.len() - tail]));
    shown.extend(marked(' ', &old[old.len() - tail..to]));
    shown
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn what_went_and_what_came_stand_with_what_is_around() {
        let told = lines("t.yaml", "a\nb\nc\nd\ne\nf\n", "a\nb\nc\nD\ne\nf\n").join("\n");
        assert_eq!(told, "t.yaml:4\n    b\n    c\n  - d\n  + D\n    e\n    f");
    }

    #[test]
    fn an_insertion_takes_nothing_away() {
        assert_eq!(
            lines("t", "a\na\n", "a\na\na\n").join("\n"),
            "t:3\n    a\n    a\n  + a"
        );
        assert_eq!(lines("t", "", "x").join("\n"), "t:1\n  + x");
        assert_eq!(lines("t", "x", "x").join("\n"), "t:2\n    x");
    }
}
