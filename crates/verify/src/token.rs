//! Cuts a text into what people see in it: times, identifiers, numbers, words.
//!
//! Nothing of the text is lost: tokens follow one another without gaps.

mod time;

pub use time::{Form, Style, Zone};

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    /// A date, a time of day, or both.
    Time(Form),
    /// 32 hexadecimal digits in five groups.
    Uuid,
    /// Identifier of an X-Ray trace, `1-` with the seconds since 1970 and 24 more hexadecimal digits.
    Trace,
    /// `0x` and hexadecimal digits.
    Address,
    /// What Python's `tempfile` makes up, such as `tmpab12cd_x`.
    Temporary,
    /// A number, with its sign, fraction and exponent.
    Number,
    /// Letters, digits, `_` and whatever is not ASCII.
    Word,
    /// Blanks.
    Space,
    /// Any other character.
    Mark,
}

/// A piece of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'a> {
    /// What it is.
    pub class: Class,
    /// As written.
    pub text: &'a str,
}

/// Returns the tokens of a text, in order.
#[must_use]
pub fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(token) = scan(text, at) {
        at += token.text.len();
        tokens.push(token);
    }
    tokens
}

/// Returns the token that begins at a byte, unless the text ends there.
pub(crate) fn scan(text: &str, at: usize) -> Option<Token<'_>> {
    let bytes = text.as_bytes();
    let first = *bytes.get(at)?;
    let begins = at == 0 || !is_word(bytes[at - 1]);
    let (class, end) = special(bytes, at, begins).unwrap_or_else(|| plain(text, at, first));
    Some(Token {
        class,
        text: text.get(at..end)?,
    })
}

/// A token that is more than a word, if there is one.
fn special(bytes: &[u8], at: usize, begins: bool) -> Option<(Class, usize)> {
    if !begins {
        return None;
    }
    let first = bytes[at];
    if let Some((form, end)) = time::scan(bytes, at) {
        return Some((Class::Time(form), end));
    }
    if first.is_ascii_hexdigit()
        && let Some(end) = uuid(bytes, at)
    {
        return Some((Class::Uuid, end));
    }
    if first == b'1'
        && let Some(end) = trace(bytes, at)
    {
        return Some((Class::Trace, end));
    }
    if first == b'0'
        && let Some(end) = address(bytes, at)
    {
        return Some((Class::Address, end));
    }
    if first.is_ascii_digit() || first == b'-' {
        return number(bytes, at).map(|end| (Class::Number, end));
    }
    if first == b't' {
        return temporary(bytes, at).map(|end| (Class::Temporary, end));
    }
    None
}

fn plain(text: &str, at: usize, first: u8) -> (Class, usize) {
    let rest = &text.as_bytes()[at..];
    let run = |is: fn(u8) -> bool| at + rest.iter().take_while(|&&byte| is(byte)).count();
    if is_word(first) {
        (Class::Word, run(is_word))
    } else if is_blank(first) {
        (Class::Space, run(is_blank))
    } else {
        // Not ASCII is part of words, so this is one byte.
        (Class::Mark, at + 1)
    }
}

pub(crate) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii()
}

/// A line's end is no blank: what is learnt of a text holds line by line.
fn is_blank(byte: u8) -> bool {
    byte == b' ' || byte == b'\t'
}

/// Whether no word goes on at a byte.
fn ends(bytes: &[u8], at: usize) -> bool {
    bytes.get(at).is_none_or(|&byte| !is_word(byte))
}

fn uuid(bytes: &[u8], at: usize) -> Option<usize> {
    grouped(bytes, at, &[8, 4, 4, 4, 12])
}

fn trace(bytes: &[u8], at: usize) -> Option<usize> {
    grouped(bytes, at, &[1, 8, 24])
}

/// Returns the end of hexadecimal digits in groups of such lengths, with `-` between them.
fn grouped(bytes: &[u8], at: usize, groups: &[usize]) -> Option<usize> {
    let mut end = at;
    for (index, n_digits) in groups.iter().enumerate() {
        if index > 0 {
            (bytes.get(end) == Some(&b'-')).then_some(())?;
            end += 1;
        }
        let digits = bytes.get(end..end + n_digits)?;
        digits.iter().all(u8::is_ascii_hexdigit).then_some(())?;
        end += n_digits;
    }
    ends(bytes, end).then_some(end)
}

fn address(bytes: &[u8], at: usize) -> Option<usize> {
    let digits = bytes[at..].strip_prefix(b"0x")?;
    let n_digits = digits.iter().take_while(|b| b.is_ascii_hexdigit()).count();
    let end = at + 2 + n_digits;
    (n_digits > 0 && ends(bytes, end)).then_some(end)
}

fn temporary(bytes: &[u8], at: usize) -> Option<usize> {
    let made_up = bytes.get(at..at + 11)?.strip_prefix(b"tmp")?;
    let fits = made_up
        .iter()
        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || *b == b'_');
    (fits && ends(bytes, at + 11)).then_some(at + 11)
}

/// A number, followed by no word except a unit; `1.2.3` is three of them.
fn number(bytes: &[u8], at: usize) -> Option<usize> {
    let digits = |from: usize| {
        from + bytes[from.min(bytes.len())..]
            .iter()
            .take_while(|b| b.is_ascii_digit())
            .count()
    };
    let start = at + usize::from(bytes[at] == b'-');
    let whole = digits(start);
    if whole == start {
        return None;
    }
    let mut end = whole;
    if bytes.get(whole) == Some(&b'.') {
        let fraction = digits(whole + 1);
        let dotted = bytes.get(fraction) == Some(&b'.')
            && bytes.get(fraction + 1).is_some_and(u8::is_ascii_digit);
        let part = at > 0 && bytes[at - 1] == b'.';
        if fraction > whole + 1 && !dotted && !part {
            end = fraction;
        }
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let signed = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        let exponent = digits(end + 1 + signed);
        if exponent > end + 1 + signed && ends(bytes, exponent) {
            end = exponent;
        }
    }
    (ends(bytes, end) || unit(bytes, end)).then_some(end)
}

/// Whether a unit of time or size stands at a byte, and nothing more.
fn unit(bytes: &[u8], at: usize) -> bool {
    const UNITS: &[&str] = &[
        "ns", "us", "\u{b5}s", "\u{3bc}s", "ms", "s", "sec", "secs", "m", "min", "h", "d", "B",
        "kB", "KB", "MB", "GB", "KiB", "MiB", "GiB", "k", "K", "M", "G", "x", "px", "Hz",
    ];
    let fits =
        |unit: &&str| bytes[at..].starts_with(unit.as_bytes()) && ends(bytes, at + unit.len());
    UNITS.iter().any(fits)
}

#[cfg(test)]
mod tests;
