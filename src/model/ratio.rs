//! Exact thresholds: a confidence of one tenth meets 0.1.

use alloc::string::String;
use core::{fmt, str::FromStr};
use serde::{Deserialize, Serialize};

/// A non-negative fraction of integers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ratio {
    /// Above the line.
    pub numerator: u64,
    /// Below the line; not zero.
    pub denominator: u64,
}

/// A text that is no [`Ratio`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseRatioError(String);

impl fmt::Display for ParseRatioError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} is no decimal number from 0 to 1000000 with at most 12 decimal places, such as 0.05", self.0)
    }
}

impl core::error::Error for ParseRatioError {}

impl Ratio {
    /// Whether `part / whole` is at least this ratio, decided in integers. `part / 0` is never enough.
    #[must_use]
    pub fn is_met_by(self, part: u128, whole: u128) -> bool {
        // Counts are below 2^64 and ratios below 2^60, so saturation never decides.
        whole > 0
            && part.saturating_mul(u128::from(self.denominator)) >= whole.saturating_mul(u128::from(self.numerator))
    }

    /// The smallest count that is at least this share of `total`.
    #[must_use]
    pub fn smallest_count(self, total: u32) -> u64 {
        let scaled = u128::from(total) * u128::from(self.numerator);
        u64::try_from(scaled.div_ceil(u128::from(self.denominator.max(1)))).unwrap_or(u64::MAX)
    }
}

impl FromStr for Ratio {
    type Err = ParseRatioError;

    /// Reads a decimal such as `0.05`, `.05`, `1`, `5e-4`, without going through a float.
    fn from_str(text: &str) -> Result<Self, ParseRatioError> {
        decimal(text.trim()).ok_or_else(|| ParseRatioError(text.chars().take(40).collect()))
    }
}

fn decimal(text: &str) -> Option<Ratio> {
    let (mantissa, exponent) =
        text.split_once(['e', 'E']).map_or(Some((text, 0)), |(m, e)| Some((m, e.parse().ok()?)))?;
    let exponent: i32 = exponent;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let fraction = fraction.trim_end_matches('0');
    let mut digits = whole.bytes().chain(fraction.bytes()).peekable();
    digits.peek()?;
    let numerator = digits.try_fold(0_u64, |sum, digit| {
        digit.is_ascii_digit().then_some(())?;
        sum.checked_mul(10)?.checked_add(u64::from(digit - b'0'))
    })?;
    let places = i32::try_from(fraction.len()).ok()?.checked_sub(exponent)?;
    let power = 10_u64.checked_pow(places.unsigned_abs())?;
    let ratio = if places >= 0 {
        Ratio { numerator, denominator: power }
    } else {
        Ratio { numerator: numerator.checked_mul(power)?, denominator: 1 }
    };
    (places <= 12 && ratio.numerator / ratio.denominator <= 1_000_000).then_some(ratio)
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // For people; comparisons stay in integers.
        #[allow(clippy::cast_precision_loss)]
        let value = self.numerator as f64 / self.denominator as f64;
        write!(f, "{value}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_decimals_exactly() {
        for (text, numerator, denominator) in [
            ("0.1", 1, 10),
            (".5", 5, 10),
            ("1", 1, 1),
            ("0.010", 1, 100),
            ("1.2", 12, 10),
            ("5e-4", 5, 10_000),
            ("0", 0, 1),
        ] {
            assert_eq!(text.parse(), Ok(Ratio { numerator, denominator }), "{text}");
        }
        for text in ["", ".", "-1", "x", "1e99", "NaN", "inf", "1,5", "0.1 0", "99999999999999999999", "e5"] {
            assert!(text.parse::<Ratio>().is_err(), "{text}");
        }
    }

    #[test]
    fn thresholds_are_exact() {
        let tenth: Ratio = "0.1".parse().unwrap();
        assert!(tenth.is_met_by(26, 260));
        assert!(!tenth.is_met_by(25, 251));
        assert!(!tenth.is_met_by(0, 0));
        assert_eq!(tenth.smallest_count(260), 26);
        assert_eq!(tenth.smallest_count(261), 27);
    }
}
