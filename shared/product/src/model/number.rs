//! Exact decimal numbers in the source form: written as strings, read from strings and JSON numbers alike.

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// An exact decimal number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Number(pub Decimal);

impl Number {
    /// Zero.
    pub const ZERO: Self = Self(Decimal::ZERO);
    /// One.
    pub const ONE: Self = Self(Decimal::ONE);

    /// Reads `12`, `-3.50`; up to 28 digits.
    pub fn parse(text: &str) -> Option<Self> {
        Decimal::from_str_exact(text.trim()).ok().map(Self)
    }

    /// Whether it is zero, so that it need not be written.
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
    pub fn is_zero(&self) -> bool {
        self.0.is_zero()
    }

    /// Whether it is one, so that it need not be written.
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
    pub fn is_one(&self) -> bool {
        self.0 == Decimal::ONE
    }

    /// The value of a missing factor or quantity.
    pub fn one() -> Self {
        Self::ONE
    }

    /// Whether it can be reckoned with: sums of twenty thousand products of two such numbers stay exact.
    pub(crate) fn is_reasonable(self) -> bool {
        self.0.abs() <= Decimal::from(1_000_000_000_000_i64) && self.0.normalize().scale() <= 9
    }

    /// The number times ten to the power `digits`, where that is whole and fits.
    pub fn scaled(self, digits: u32) -> Option<i64> {
        let factor = 10_i64.checked_pow(digits)?;
        let product = self.0.checked_mul(Decimal::from(factor))?;
        if product.fract().is_zero() { i64::try_from(product.trunc()).ok() } else { None }
    }
}

impl From<i64> for Number {
    fn from(whole: i64) -> Self {
        Self(Decimal::from(whole))
    }
}

impl std::fmt::Display for Number {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(to, "{}", self.0.normalize())
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Reader)
    }
}

struct Reader;

impl de::Visitor<'_> for Reader {
    type Value = Number;

    fn expecting(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str("a decimal number such as \"12.50\"")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Number, E> {
        Number::parse(text).ok_or_else(|| E::custom(format!("{text:?} is not a decimal number")))
    }

    fn visit_i64<E: de::Error>(self, whole: i64) -> Result<Number, E> {
        Ok(Number::from(whole))
    }

    fn visit_u64<E: de::Error>(self, whole: u64) -> Result<Number, E> {
        Ok(Number(Decimal::from(whole)))
    }

    /// The shortest decimal that names the same float is what the author wrote, up to 15 digits.
    fn visit_f64<E: de::Error>(self, float: f64) -> Result<Number, E> {
        self.visit_str(&float.to_string())
    }
}
