//! Kinds of what varies: as narrow as what was seen allows.

use crate::token::{Class, Form, Token, tokens};

/// Relative difference up to which numbers are the same but for rounding: sums in another order
/// differ by some units in the sixteenth digit, and no clock is as fine.
const ROUNDING: f64 = 1e-11;

/// What stands in a masked place.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// A time, always in the same format.
    Time(Form),
    /// A number that counts from 1970.
    Epoch(Epoch),
    /// A UUID.
    Uuid,
    /// Identifier of an X-Ray trace: its second may be the same in all runs by chance.
    Trace,
    /// A memory address.
    Address,
    /// A name that `tempfile` made up.
    Temporary,
    /// A whole number.
    Whole,
    /// Any number.
    Number,
    /// This number but for rounding.
    Rounded(f64),
    /// Characters of an alphabet, of a length.
    Token(Alphabet, usize),
}

/// The unit of a number that counts from 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Epoch {
    /// Seconds.
    Seconds,
    /// Thousandths.
    Milliseconds,
    /// Millionths.
    Microseconds,
    /// Billionths.
    Nanoseconds,
}

/// What characters a token has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Alphabet {
    /// `0` to `9`.
    Digits,
    /// `0` to `9`, `a` to `f`.
    Hex,
    /// `0` to `9`, `A` to `F`.
    UpperHex,
    /// ASCII letters and digits.
    Letters,
    /// Those of names and URLs: also `-` and `_`.
    Url,
    /// Those of Base64: also `+`, `/` and `=`.
    Base64,
}

impl Alphabet {
    const ALL: [Self; 6] = [
        Self::Digits,
        Self::Hex,
        Self::UpperHex,
        Self::Letters,
        Self::Url,
        Self::Base64,
    ];

    fn has(self, byte: u8) -> bool {
        match self {
            Self::Digits => byte.is_ascii_digit(),
            Self::Hex => byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte),
            Self::UpperHex => byte.is_ascii_digit() || (b'A'..=b'F').contains(&byte),
            Self::Letters => byte.is_ascii_alphanumeric(),
            Self::Url => byte.is_ascii_alphanumeric() || b"-_".contains(&byte),
            Self::Base64 => byte.is_ascii_alphanumeric() || b"-_+/=".contains(&byte),
        }
    }

    fn spells(self, text: &str) -> bool {
        text.bytes().all(|byte| self.has(byte))
    }
}

impl Epoch {
    const ALL: [Self; 4] = [
        Self::Seconds,
        Self::Milliseconds,
        Self::Microseconds,
        Self::Nanoseconds,
    ];

    /// Whether a number is a time between 2001 and 2096.
    fn holds(self, number: f64) -> bool {
        let per_second = match self {
            Self::Seconds => 1e0,
            Self::Milliseconds => 1e3,
            Self::Microseconds => 1e6,
            Self::Nanoseconds => 1e9,
        };
        (1e9..4e9).contains(&(number / per_second))
    }
}

impl Kind {
    /// Returns the narrowest kind that all of these are of, one from each run.
    pub(crate) fn of(variants: &[&str]) -> Option<Self> {
        Self::of_class(variants)
            .or_else(|| Self::of_numbers(variants))
            .or_else(|| Self::of_token(variants))
    }

    fn of_class(variants: &[&str]) -> Option<Self> {
        let mut classes = variants.iter().map(|text| whole(text));
        let first = classes.next()??;
        let kind = match first {
            Class::Time(form) => Self::Time(form),
            Class::Uuid => Self::Uuid,
            Class::Trace => Self::Trace,
            Class::Address => Self::Address,
            Class::Temporary => Self::Temporary,
            _ => return None,
        };
        classes.all(|class| class == Some(first)).then_some(kind)
    }

    pub(crate) fn of_numbers(variants: &[&str]) -> Option<Self> {
        let numbers: Vec<f64> = variants
            .iter()
            .map(|text| number(text))
            .collect::<Option<_>>()?;
        let least = numbers.iter().copied().fold(f64::INFINITY, f64::min);
        let most = numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let epoch = Epoch::ALL
            .into_iter()
            .find(|epoch| numbers.iter().all(|&number| epoch.holds(number)));
        let whole = variants.iter().all(|text| is_whole(text));
        Some(match epoch {
            Some(epoch) => Self::Epoch(epoch),
            None if whole => Self::Whole,
            None if (most - least).abs() <= ROUNDING * least.abs().max(most.abs()) => {
                Self::Rounded(least)
            }
            None => Self::Number,
        })
    }

    fn of_token(variants: &[&str]) -> Option<Self> {
        let length = variants.first()?.len();
        if length == 0 || variants.iter().any(|text| text.len() != length) {
            return None;
        }
        Alphabet::ALL
            .into_iter()
            .find(|alphabet| variants.iter().all(|text| alphabet.spells(text)))
            .map(|alphabet| Self::Token(alphabet, length))
    }

    /// Returns whether a text as a whole is of this kind.
    pub(crate) fn accepts(&self, text: &str) -> bool {
        match self {
            Self::Time(form) => whole(text) == Some(Class::Time(*form)),
            Self::Uuid => whole(text) == Some(Class::Uuid),
            Self::Trace => whole(text) == Some(Class::Trace),
            Self::Address => whole(text) == Some(Class::Address),
            Self::Temporary => whole(text) == Some(Class::Temporary),
            Self::Epoch(epoch) => number(text).is_some_and(|number| epoch.holds(number)),
            Self::Whole => number(text).is_some() && is_whole(text),
            Self::Number => number(text).is_some(),
            Self::Rounded(near) => number(text)
                .is_some_and(|number| (number - near).abs() <= 100.0 * ROUNDING * near.abs()),
            Self::Token(alphabet, length) => text.len() == *length && alphabet.spells(text),
        }
    }

    /// Whether what is of this kind is hardly so by chance, so that nothing else is masked with it.
    pub(crate) fn is_telling(&self) -> bool {
        match self {
            Self::Time(_)
            | Self::Epoch(_)
            | Self::Uuid
            | Self::Trace
            | Self::Address
            | Self::Temporary => true,
            Self::Token(alphabet, length) => {
                *length >= 16 || *alphabet <= Alphabet::UpperHex && *length >= 8
            }
            Self::Whole | Self::Number | Self::Rounded(_) => false,
        }
    }

    /// Whether two places that hold the same text of this kind in every run hold it for a reason.
    /// Times, numbers of few digits and reused addresses agree by chance.
    pub(crate) fn identifies(&self, text: &str) -> bool {
        match self {
            Self::Uuid | Self::Trace | Self::Temporary => true,
            Self::Time(_) | Self::Epoch(_) | Self::Address | Self::Rounded(_) => false,
            // What `id` returns, an address, has 14 or 15 digits.
            Self::Whole | Self::Number => {
                let n_digits = text.bytes().filter(u8::is_ascii_digit).count();
                n_digits >= 8 && !(14..=15).contains(&n_digits)
            }
            Self::Token(_, length) => *length >= 6,
        }
    }

    /// Returns what it is called.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Time(_) | Self::Epoch(_) => "a time",
            Self::Uuid => "a UUID",
            Self::Trace => "an X-Ray trace",
            Self::Address => "a memory address",
            Self::Temporary => "a temporary name",
            Self::Whole => "a whole number",
            Self::Number => "a number",
            Self::Rounded(_) => "rounding",
            Self::Token(..) => "a random token",
        }
    }
}

/// The class of a text that is one token.
fn whole(text: &str) -> Option<Class> {
    let token: Token = crate::token::scan(text, 0)?;
    (token.text.len() == text.len()).then_some(token.class)
}

fn number(text: &str) -> Option<f64> {
    let numeric = |byte: u8| byte.is_ascii_digit() || b"+-.eE".contains(&byte);
    if !text.bytes().all(numeric) {
        return None;
    }
    text.parse().ok()
}

fn is_whole(text: &str) -> bool {
    !text.contains(['.', 'e', 'E'])
}

/// Whether a token is of a kind that rarely stands in a text without varying from run to run.
pub(crate) fn is_volatile(token: &Token) -> bool {
    let random = |text: &str| {
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        text.len() >= 8 && digits >= 2 && digits < text.len()
    };
    match token.class {
        Class::Time(_) | Class::Uuid | Class::Trace | Class::Address | Class::Temporary => true,
        Class::Number => token.text.len() >= 7 || !is_whole(token.text),
        Class::Word => random(token.text),
        Class::Space | Class::Mark => false,
    }
}

/// Returns the kinds of all tokens that differ between two texts of the same layout.
pub(crate) fn differing(one: &str, other: &str) -> Option<Vec<Kind>> {
    let [one, other] = [tokens(one), tokens(other)];
    if one.len() != other.len() {
        return None;
    }
    let pairs = one.iter().zip(&other).filter(|(one, other)| one != other);
    pairs
        .map(|(one, other)| Kind::of(&[one.text, other.text]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(variants: &[&str], expect: Option<&str>, other: &str) {
        let kind = Kind::of(variants);
        assert_eq!(kind.as_ref().map(Kind::name), expect, "{variants:?}");
        if let Some(kind) = kind {
            assert!(
                variants.iter().all(|text| kind.accepts(text)),
                "{variants:?}"
            );
            assert!(!kind.accepts(other), "{other} is {kind:?}");
        }
    }

    #[test]
    fn a_trace_of_another_second_is_one_too() {
        let of = |second: &str, rest: u64| format!("1-6921b0{second}-{rest:024x}");
        let seen = [of("c4", 7), of("c4", 8)];
        let kind = Kind::of(&[&seen[0], &seen[1]]).unwrap();
        assert_eq!(kind, Kind::Trace);
        assert!(kind.accepts(&of("c5", 9)) && !kind.accepts("1-6921b0c4"));
        let differing = differing(&seen[0], &seen[1]);
        assert_eq!(differing, Some(vec![Kind::Trace]));
    }

    #[test]
    fn kind_is_the_narrowest_that_fits() {
        check(&["20:51:22", "20:51:23"], Some("a time"), "20:51:22.5");
        check(
            &["1790000000", "1790000001"],
            Some("a time"),
            "1790000000000",
        );
        check(&["1790000000.25", "1790000001"], Some("a time"), "12");
        check(&["12", "9"], Some("a whole number"), "1.5");
        check(&["12.5", "9"], Some("a number"), "None");
        check(
            &["0.1234567890123456", "0.1234567890123459"],
            Some("rounding"),
            "0.12345678",
        );
        check(&["ab12", "cd34"], Some("a random token"), "ab123");
        check(&["ab12", "cd34"], Some("a random token"), "xy12");
        check(&["0x7f01", "0x7f02"], Some("a memory address"), "7f01");
        check(
            &["tmpab12cd_x", "tmp00000000"],
            Some("a temporary name"),
            "tmp0",
        );
        check(&["red", "blue"], None, "");
    }
}
