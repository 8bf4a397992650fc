//! Points in time as a shop's data writes them: ISO 8601 texts and Unix numbers.
//!
//! A calendar crate would double the size of the wasm; dates here are proleptic Gregorian, in UTC where no zone is
//! given. A test compares every branch with `jiff`.

use alloc::{format, string::String};
use core::fmt;

/// Seconds in a day. Leap seconds do not exist in Unix time.
pub const DAY: i64 = 86_400;

/// A moment, in whole seconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

/// A text or number that is no moment between the years 0001 and 9999.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseTimestampError {
    /// What was given: a text in quotes, shortened, or the words "this number".
    pub given: String,
}

impl fmt::Display for ParseTimestampError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} is no date; write ISO 8601 (2024-05-31, 2024-05-31T08:30, 2024-05-31T08:30:00+02:00) or Unix seconds or milliseconds",
            self.given
        )
    }
}

impl core::error::Error for ParseTimestampError {}

/// 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z.
const EARLIEST: i64 = -62_135_596_800;
const LATEST: i64 = 253_402_300_799;

/// From this magnitude on a Unix number counts milliseconds: as seconds it would be the year 5138.
const MILLISECONDS: u64 = 100_000_000_000;

impl Timestamp {
    /// 1970-01-01T00:00:00Z.
    pub const EPOCH: Self = Self(0);

    /// From whole seconds since the Unix epoch; `None` outside the years 0001 to 9999.
    #[must_use]
    pub fn from_unix(seconds: i64) -> Option<Self> {
        (EARLIEST..=LATEST).contains(&seconds).then_some(Self(seconds))
    }

    /// From a Unix number in seconds or in milliseconds: a magnitude of 10^11 or more (the year 5138 as seconds) is
    /// read as milliseconds, as JavaScript's `Date` counts.
    ///
    /// # Errors
    /// `number` is not finite, or lies outside the years 0001 to 9999.
    pub fn from_number(number: f64) -> Result<Self, ParseTimestampError> {
        let seconds = if number.abs() >= 1e11 { number / 1000.0 } else { number };
        let floor = libm::floor(seconds);
        if (-62_135_596_800.0..=253_402_300_799.0).contains(&floor) {
            // In range, so the cast is exact.
            #[allow(clippy::cast_possible_truncation)]
            return Ok(Self(floor as i64));
        }
        // Printing a float would take a tenth of the wasm.
        Err(ParseTimestampError { given: "this number".into() })
    }

    /// Seconds since the Unix epoch.
    #[must_use]
    pub fn unix(self) -> i64 {
        self.0
    }

    /// Days since the Unix epoch, counted in UTC.
    #[must_use]
    pub fn day(self) -> i64 {
        self.0.div_euclid(DAY)
    }

    /// Days from `earlier` to `self`, with fractions; negative when `earlier` is the later one.
    #[must_use]
    pub fn days_since(self, earlier: Self) -> f64 {
        // Both lie within 2^39 seconds, so the difference is exact in f64.
        #[allow(clippy::cast_precision_loss)]
        let seconds = (self.0 - earlier.0) as f64;
        seconds / 86_400.0
    }

    /// The moment `days` later (or earlier, when negative), kept within the years 0001 to 9999.
    #[must_use]
    pub fn plus_days(self, days: f64) -> Self {
        // `as` saturates and maps NaN to 0: every f64 gives a moment.
        #[allow(clippy::cast_possible_truncation)]
        let seconds = (days * 86_400.0) as i64;
        Self(self.0.saturating_add(seconds).clamp(EARLIEST, LATEST))
    }

    /// Reads ISO 8601 (a date; or date and time, split by `T` or a blank, seconds and their fraction optional; then `Z`,
    /// an offset such as `+02:00` or `+0200`, or nothing for UTC), or a Unix number.
    ///
    /// # Errors
    /// The text is none of these, or names a day that does not exist.
    pub fn parse(text: &str) -> Result<Self, ParseTimestampError> {
        let trimmed = text.trim_ascii();
        iso(trimmed.as_bytes()).and_then(Self::from_unix).or_else(|| unix_number(trimmed)).ok_or_else(|| {
            let shortened = text.get(..40).unwrap_or(text);
            ParseTimestampError { given: format!("\"{shortened}\"") }
        })
    }
}

impl fmt::Display for Timestamp {
    /// `2024-05-31T08:30:00Z`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = civil_from_days(self.day());
        let second = self.0.rem_euclid(DAY);
        write!(f, "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z", second / 3600, second / 60 % 60, second % 60)
    }
}

impl Timestamp {
    /// The day alone, in UTC: `2024-05-31`.
    #[must_use]
    pub fn date(self) -> String {
        let (year, month, day) = civil_from_days(self.day());
        format!("{year:04}-{month:02}-{day:02}")
    }
}

/// Digits, perhaps a sign and a fraction. No exponent, no "inf": such texts are mistakes in a date column.
///
/// By hand, since the standard library's float parser and its tables would take a fifth of the wasm.
fn unix_number(text: &str) -> Option<Timestamp> {
    let digits = |text: &[u8]| text.iter().all(u8::is_ascii_digit);
    let (sign, plain) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let point = plain.bytes().position(|byte| byte == b'.').unwrap_or(plain.len());
    let (whole, fraction) = plain.as_bytes().split_at_checked(point)?;
    let fraction = fraction.get(1..).unwrap_or_default();
    // Four digits are a year and eight a compact date more often than the year 1970; refuse to guess.
    if whole.len() < 9 || !digits(whole) || !digits(fraction) {
        return None;
    }
    let add = |sum: i64, digit: &u8| sum.checked_mul(10)?.checked_add(i64::from(digit - b'0'));
    let mut number = sign * whole.iter().try_fold(0, add)?;
    if sign < 0 && fraction.iter().any(|digit| *digit != b'0') {
        number = number.checked_sub(1)?;
    }
    Timestamp::from_unix(if number.unsigned_abs() >= MILLISECONDS { number.div_euclid(1000) } else { number })
}

/// A cursor over the bytes of an ISO text.
struct Cursor<'a>(&'a [u8]);

impl Cursor<'_> {
    fn digits(&mut self, count: usize) -> Option<i64> {
        let (head, tail) = self.0.split_at_checked(count)?;
        self.0 = tail;
        head.iter().try_fold(0, |sum, b| b.is_ascii_digit().then(|| sum * 10 + i64::from(b - b'0')))
    }

    fn eat(&mut self, wanted: &[u8]) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        wanted.contains(first).then(|| {
            self.0 = rest;
            *first
        })
    }
}

/// Seconds since the epoch of an ISO 8601 text, if it is one.
fn iso(text: &[u8]) -> Option<i64> {
    let mut at = Cursor(text);
    let year = at.digits(4)?;
    let separator = at.eat(b"-/")?;
    let month = at.digits(2)?;
    at.eat(&[separator])?;
    let day = at.digits(2)?;
    let days = days_from_civil(year, month, day)?;
    if at.0.is_empty() {
        return Some(days * DAY);
    }
    at.eat(b"Tt ")?;
    let hour = at.digits(2)?;
    at.eat(b":")?;
    let minute = at.digits(2)?;
    let mut second = 0;
    if at.eat(b":").is_some() {
        second = at.digits(2)?;
        if at.eat(b".,").is_some() {
            at.digits(1)?;
            while at.0.first().is_some_and(u8::is_ascii_digit) {
                at.digits(1)?;
            }
        }
    }
    // 23:59:60, a leap second, is the next day's first; hour 24 is refused.
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let local = days * DAY + hour * 3600 + minute * 60 + second;
    Some(local - offset(&mut at)?)
}

/// The zone's offset in seconds; nothing may follow it.
fn offset(at: &mut Cursor<'_>) -> Option<i64> {
    at.eat(b" ");
    let mut seconds = 0;
    if let Some(sign) = at.eat(b"+-") {
        let hours = at.digits(2)?;
        at.eat(b":");
        let minutes = if at.0.is_empty() { 0 } else { at.digits(2)? };
        if hours > 23 || minutes > 59 {
            return None;
        }
        seconds = (hours * 3600 + minutes * 60) * if sign == b'-' { -1 } else { 1 };
    } else if at.eat(b"Zz").is_none() && at.0.starts_with(b"UTC") {
        at.digits(0)?;
        at.0 = at.0.get(3..)?;
    }
    at.0.is_empty().then_some(seconds)
}

/// Days since 1970-01-01 of a Gregorian date (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
fn days_from_civil(year: i64, month: i64, day: i64) -> Option<i64> {
    let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let length = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if !(1..=length).contains(&day) || year < 1 {
        return None;
    }
    let shifted = if month <= 2 { year - 1 } else { year };
    let era = shifted.div_euclid(400);
    let year_of_era = shifted.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    Some(era * 146_097 + day_of_era - 719_468)
}

/// The reverse of [`days_from_civil`]: year, month, day.
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn unix(text: &str) -> Option<i64> {
        Timestamp::parse(text).ok().map(Timestamp::unix)
    }

    #[test]
    fn reads_the_forms_that_shops_export() {
        for (text, wanted) in [
            ("1970-01-01", 0),
            ("2010-12-01 08:26", 1_291_191_960),
            ("2010-12-01T08:26:00", 1_291_191_960),
            ("2010/12/01 08:26", 1_291_191_960),
            ("2010-12-01T08:26:00.123456Z", 1_291_191_960),
            ("2010-12-01T10:26:00+02:00", 1_291_191_960),
            ("2010-12-01 05:26:00-0300", 1_291_191_960),
            ("2010-12-01 08:26:00 UTC", 1_291_191_960),
            ("1291191960", 1_291_191_960),
            ("1291191960000", 1_291_191_960),
            ("1291191960.75", 1_291_191_960),
            ("-1291191960.75", -1_291_191_961),
            ("-1291191960000", -1_291_191_960),
            ("2024-02-29", 1_709_164_800),
        ] {
            assert_eq!(unix(text), Some(wanted), "{text}");
        }
    }

    #[test]
    fn refuses_what_is_no_date() {
        for text in [
            "",
            "x",
            "2023-02-29",
            "2024-13-01",
            "2024-00-10",
            "2024-01-32",
            "2024-01-01T24:00",
            "2024-01-01T10:60",
            "2024-01-01T10",
            "2024-01-01 10:00:00 CET",
            "01/02/2024",
            "20240131",
            "2024",
            "NaN",
            "inf",
            "1e12",
            "99999999999999999999",
            "2024-01-01T10:00:00+25:00",
            "2024-1-1",
            "2024-01-01x",
            "0000-01-01",
        ] {
            assert_eq!(unix(text), None, "{text}");
        }
        assert!(Timestamp::from_number(f64::NAN).is_err());
        assert!(Timestamp::from_number(f64::INFINITY).is_err());
    }

    proptest! {
        #[test]
        fn agrees_with_jiff(seconds in EARLIEST..=LATEST) {
            let ours = Timestamp::from_unix(seconds).unwrap();
            let theirs = jiff::Timestamp::from_second(seconds.clamp(-62_135_500_000, 253_402_200_000)).unwrap();
            let same = Timestamp::from_unix(theirs.as_second()).unwrap();
            prop_assert_eq!(same.to_string(), theirs.to_string());
            prop_assert_eq!(Timestamp::parse(&ours.to_string()).unwrap(), ours);
            prop_assert_eq!(Timestamp::parse(&ours.date()).unwrap().day(), ours.day());
        }

        #[test]
        fn never_panics(text in "\\PC*") {
            let _ = Timestamp::parse(&text);
        }

        #[test]
        fn any_shift_stays_in_range(seconds in EARLIEST..=LATEST, days in any::<f64>()) {
            let later = Timestamp::from_unix(seconds).unwrap().plus_days(days);
            prop_assert!(Timestamp::from_unix(later.unix()).is_some());
        }
    }
}
