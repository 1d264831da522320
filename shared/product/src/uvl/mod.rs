//! Import of feature models in the Universal Variability Language: the common subset.
//!
//! Read: `namespace`, `features` (mandatory, optional, or, alternative, `[n..m]` groups; quoted names; attributes in
//! braces are skipped; types are skipped), `constraints` over features with `! & | => <=>` and parentheses. Refused,
//! with the line: imports, feature cardinalities, constraints over numbers. Each feature becomes a flag of its name.

mod convert;
mod parse;

pub use convert::from_uvl;
