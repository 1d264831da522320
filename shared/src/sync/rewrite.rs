//! An edit of a long text, as it travels: the text that its writer saw, and what became of it.

use serde::{Deserialize, Serialize};

/// A text before and after an edit.
///
/// The whole text before travels along, because two edits can be woven together only over the text that both began with,
/// and no place keeps every text that anybody has seen. The text after is told by its difference, so that an edit is about
/// as large as the text, not twice as large.
///
/// Invariant: `from <= to`, and both are boundaries of characters in `base`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Untrusted")]
pub struct Rewrite {
    base: Box<str>,
    from: usize,
    to: usize,
    put: Box<str>,
}

#[derive(Deserialize)]
struct Untrusted {
    base: Box<str>,
    from: usize,
    to: usize,
    put: Box<str>,
}

impl TryFrom<Untrusted> for Rewrite {
    type Error = &'static str;

    fn try_from(Untrusted { base, from, to, put }: Untrusted) -> Result<Self, Self::Error> {
        let within = base.get(from..to).is_some();
        within.then_some(Self { base, from, to, put }).ok_or("a rewrite of what is not in the text")
    }
}

impl Rewrite {
    /// The edit that makes `after` of `before`.
    pub fn between(before: &str, after: &str) -> Self {
        let from = before.chars().zip(after.chars()).take_while(|(a, b)| a == b).map(|(c, _)| c.len_utf8()).sum();
        let (rest, put) = (before.get(from..).unwrap_or_default(), after.get(from..).unwrap_or_default());
        let same = rest.chars().rev().zip(put.chars().rev()).take_while(|(a, b)| a == b).map(|(c, _)| c.len_utf8());
        let same: usize = same.sum();
        let put = put.get(..put.len() - same).unwrap_or_default();
        Self { base: before.into(), from, to: before.len() - same, put: put.into() }
    }

    /// The text that the writer saw.
    pub fn before(&self) -> &str {
        &self.base
    }

    /// The text that the writer left.
    pub fn after(&self) -> String {
        let [start, end] = [self.base.get(..self.from), self.base.get(self.to..)].map(Option::unwrap_or_default);
        [start, &*self.put, end].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_not_in_the_text_is_refused() {
        for (from, to) in [(2, 1), (0, 9), (1, 3), (2, 3)] {
            let json = serde_json::json!({ "base": "aé", "from": from, "to": to, "put": "" });
            let read: Result<Rewrite, _> = serde_json::from_value(json);
            assert_eq!(read.is_ok(), (from, to) == (1, 3), "{from}..{to}");
        }
    }

    proptest! {
        #[test]
        fn both_texts_come_back(before in "[aäb𝕳]{0,6}", after in "[aäb𝕳]{0,6}") {
            let rewrite = Rewrite::between(&before, &after);
            prop_assert_eq!((rewrite.before(), rewrite.after()), (&*before, after));
            let told: Rewrite = serde_json::from_str(&serde_json::to_string(&rewrite).unwrap()).unwrap();
            prop_assert_eq!(told, rewrite);
        }
    }
}
