//! The date of a price list.

use std::fmt;
use std::str::FromStr;

/// A day of the calendar, without a time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

/// A text that is no date.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a date such as 2026-09-19")]
pub struct NotADate {
    text: String,
}

impl Date {
    /// Accepts a date that the calendar has.
    #[must_use]
    pub const fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        if year < 10_000 && day >= 1 && day <= days(year, month) {
            Some(Self { year, month, day })
        } else {
            None
        }
    }

    /// Takes a date while compiling; a wrong one does not compile.
    pub(super) const fn literal(year: u16, month: u8, day: u8) -> Self {
        match Self::new(year, month, day) {
            Some(date) => date,
            None => panic!("not a date"),
        }
    }
}

/// Returns the days of a month, none when the year has no such month.
const fn days(year: u16, month: u8) -> u8 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + leap as u8,
        _ => 0,
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl FromStr for Date {
    type Err = NotADate;

    /// Reads `2026-09-19`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let shape = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        let mut parts = text.split('-');
        let mut part = |len| parts.next().filter(|part| part.len() == len);
        let date = (|| {
            let (year, month, day) = (part(4)?, part(2)?, part(2)?);
            Self::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
        })();
        date.filter(|_| shape).ok_or_else(|| NotADate {
            text: text.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn dates_that_the_calendar_lacks_are_refused() {
        for text in [
            "2026-02-29",
            "1900-02-29",
            "2026-13-01",
            "2026-00-01",
            "2026-04-31",
            "2026-01-00",
            "2026-1-01",
            "26-01-01",
            "2026-01-01-",
            "2026-01-01T00:00:00Z",
            "+026-01-01",
            "",
        ] {
            let refusal = text.parse::<Date>().unwrap_err().to_string();
            assert_eq!(
                refusal,
                format!("`{text}` is not a date such as 2026-09-19")
            );
        }
        assert_eq!(
            "2024-02-29".parse::<Date>().unwrap().to_string(),
            "2024-02-29"
        );
        assert!("2000-02-29".parse::<Date>().is_ok());
    }

    proptest! {
        #[test]
        fn any_text_is_read_as_displayed_or_refused(text in "[-0-9]{8,11}|\\PC*") {
            if let Ok(day) = text.parse::<Date>() {
                prop_assert_eq!(day.to_string(), text);
            }
        }
    }
}
