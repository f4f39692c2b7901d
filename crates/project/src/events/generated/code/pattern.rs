//! A text that matches a regular expression, for those that models check with.

/// Longest pattern that is read, and longest text that is made.
const LONGEST: usize = 200;

/// Returns a short text that matches; `None` for patterns with alternatives in groups and the like.
pub(super) fn example(pattern: &str) -> Option<String> {
    let letters: Vec<char> = pattern.chars().collect();
    if letters.len() > LONGEST || pattern.contains(['(', '|']) {
        return None;
    }
    let mut out = String::new();
    let mut at = 0;
    while at < letters.len() {
        let (letter, next) = match letters[at] {
            '^' | '$' => {
                at += 1;
                continue;
            }
            '\\' => (escaped(*letters.get(at + 1)?), at + 2),
            '[' => class(&letters, at)?,
            '.' => ('a', at + 1),
            other => (other, at + 1),
        };
        let (times, next) = times(&letters, next)?;
        out.extend(std::iter::repeat_n(letter, times));
        if out.len() > LONGEST {
            return None;
        }
        at = next;
    }
    Some(out)
}

fn escaped(letter: char) -> char {
    match letter {
        'd' => '1',
        'w' => 'a',
        's' => ' ',
        other => other,
    }
}

/// Returns a letter of a class, and where the class ends.
fn class(letters: &[char], at: usize) -> Option<(char, usize)> {
    let end = (at + 2..letters.len()).find(|end| letters[*end] == ']')?;
    let inner = &letters[at + 1..end];
    let first = match inner.first()? {
        '^' => ['a', '1', '-']
            .into_iter()
            .find(|letter| !inner.contains(letter))?,
        '\\' => escaped(*inner.get(1)?),
        other => *other,
    };
    Some((first, end + 1))
}

/// Returns how often what comes before is repeated, and where that ends.
fn times(letters: &[char], at: usize) -> Option<(usize, usize)> {
    Some(match letters.get(at) {
        Some('+') => (3, at + 1),
        Some('*') => (2, at + 1),
        Some('?') => (1, at + 1),
        Some('{') => {
            let end = (at..letters.len()).find(|end| letters[*end] == '}')?;
            let inner: String = letters[at + 1..end].iter().collect();
            let least = inner.split(',').next()?.trim().parse().ok()?;
            (least, end + 1)
        }
        _ => (1, at),
    })
    .filter(|(times, _)| *times <= LONGEST)
}

#[cfg(test)]
mod tests {
    use super::example;

    #[test]
    fn simple_patterns_have_examples() {
        assert_eq!(example(r"^o-\d+$").as_deref(), Some("o-111"));
        assert_eq!(example("^[a-z0-9-]+$").as_deref(), Some("aaa"));
        assert_eq!(example("[A-Z]{2}[0-9]{4}").as_deref(), Some("AA0000"));
        assert_eq!(example("(a|b)"), None);
    }
}
