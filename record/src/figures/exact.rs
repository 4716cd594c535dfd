//! Exact numbers: a whole numerator over a whole denominator, in lowest terms.
//!
//! `a third` and `0.1` are both exact here. Anything that would not fit is refused (`None`), never
//! rounded: a wrong figure is worse than a missing one.

use std::cmp::Ordering;
use std::fmt;

/// One exact number. Two numbers are equal when they are the same quantity (`0.50` is `1/2`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Exact {
    numerator: i128,
    denominator: i128,
}

impl Exact {
    /// A whole number.
    pub const fn whole(value: i128) -> Exact {
        Exact { numerator: value, denominator: 1 }
    }

    /// `numerator / denominator`; `None` for a zero denominator.
    pub fn ratio(numerator: i128, denominator: i128) -> Option<Exact> {
        if denominator == 0 {
            return None;
        }
        let shared = gcd(numerator.unsigned_abs(), denominator.unsigned_abs());
        let shared = i128::try_from(shared).ok()?.max(1);
        let sign = if denominator < 0 { -1 } else { 1 };
        Some(Exact {
            numerator: (numerator / shared).checked_mul(sign)?,
            denominator: (denominator / shared).checked_mul(sign)?,
        })
    }

    /// Plain decimal digits with at most one `.`; `None` when it is not that, or has over 30 digits.
    pub fn decimal(digits: &str) -> Option<Exact> {
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        if whole.len() + part.len() > 30 || whole.len() + part.len() == 0 {
            return None;
        }
        let mut numerator: i128 = 0;
        for digit in whole.bytes().chain(part.bytes()) {
            if !digit.is_ascii_digit() {
                return None;
            }
            numerator = numerator.checked_mul(10)?.checked_add(i128::from(digit - b'0'))?;
        }
        Exact::ratio(numerator, 10_i128.checked_pow(part.len() as u32)?)
    }

    pub(crate) fn times(self, other: Exact) -> Option<Exact> {
        Exact::ratio(
            self.numerator.checked_mul(other.numerator)?,
            self.denominator.checked_mul(other.denominator)?,
        )
    }

    pub(crate) fn plus(self, other: Exact) -> Option<Exact> {
        let left = self.numerator.checked_mul(other.denominator)?;
        let right = other.numerator.checked_mul(self.denominator)?;
        Exact::ratio(left.checked_add(right)?, self.denominator.checked_mul(other.denominator)?)
    }

    pub(crate) fn negated(self) -> Option<Exact> {
        Some(Exact { numerator: self.numerator.checked_neg()?, denominator: self.denominator })
    }

    /// The whole number, when it is one.
    pub fn as_whole(self) -> Option<i128> {
        (self.denominator == 1).then_some(self.numerator)
    }

    /// Nearest binary fraction, for output formats that know nothing better.
    pub fn to_f64(self) -> f64 {
        self.numerator as f64 / self.denominator as f64
    }
}

impl PartialOrd for Exact {
    fn partial_cmp(&self, other: &Exact) -> Option<Ordering> {
        let left = self.numerator.checked_mul(other.denominator)?;
        let right = other.numerator.checked_mul(self.denominator)?;
        Some(left.cmp(&right))
    }
}

/// A finite decimal where there is one (`0.25`), else the fraction (`1/3`).
impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut digits = 0_u32;
        let mut rest = self.denominator;
        let (mut twos, mut fives) = (0, 0);
        while rest % 2 == 0 {
            rest /= 2;
            twos += 1;
        }
        while rest % 5 == 0 {
            rest /= 5;
            fives += 1;
        }
        digits += twos.max(fives);
        let scaled = (rest == 1)
            .then(|| 10_i128.checked_pow(digits))
            .flatten()
            .and_then(|power| self.numerator.checked_mul(power / self.denominator));
        let Some(scaled) = scaled else {
            return write!(f, "{}/{}", self.numerator, self.denominator);
        };
        if digits == 0 {
            return write!(f, "{scaled}");
        }
        let sign = if scaled < 0 { "-" } else { "" };
        let text = format!("{:0width$}", scaled.unsigned_abs(), width = digits as usize + 1);
        let (whole, part) = text.split_at(text.len() - digits as usize);
        write!(f, "{sign}{whole}.{part}")
    }
}

fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}
