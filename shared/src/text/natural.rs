//! Natural order: `Deal 9` before `Deal 10`, as bytes that compare like the texts.

use super::fold_char;

/// Most digits of a number that count; longer numbers compare by their first digits.
const MOST_DIGITS: usize = 200;

/// The folded text as bytes whose order is the natural order of the texts: numbers inside compare
/// as numbers, leading zeros do not count.
///
/// ```
/// use shared::text::natural_key;
/// assert!(natural_key("Deal 9") < natural_key("deal 10"));
/// ```
pub fn natural_key(text: &str) -> Vec<u8> {
    let mut key = Vec::with_capacity(text.len() + 2);
    push_natural(&mut key, text);
    key
}

/// Appends the natural key.
///
/// A number becomes `0`, the count of its digits, the digits: it sorts where digits sort among other
/// characters, shorter numbers first.
pub(crate) fn push_natural(key: &mut Vec<u8>, text: &str) {
    let (text, mut number) = (text.trim(), None);
    if text.is_ascii() {
        key.reserve(text.len() + 2);
        return text.bytes().for_each(|byte| push_byte(key, &mut number, byte.to_ascii_lowercase()));
    }
    for c in text.chars() {
        fold_char(c, &mut |folded| {
            let mut utf8 = [0; 4];
            folded.encode_utf8(&mut utf8).bytes().for_each(|byte| push_byte(key, &mut number, byte));
        });
    }
}

/// `number` is where the count of the number that is being written stands.
fn push_byte(key: &mut Vec<u8>, number: &mut Option<usize>, byte: u8) {
    if !byte.is_ascii_digit() {
        *number = None;
        key.push(byte);
        return;
    }
    let at = *number.get_or_insert_with(|| {
        key.extend([b'0', 0]);
        key.len() - 1
    });
    let digits = key.len() - at - 1;
    let leading_zero = digits == 0 && byte == b'0';
    if leading_zero || digits == MOST_DIGITS {
        return;
    }
    key.push(byte);
    if let Some(count) = key.get_mut(at) {
        *count += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_inside_texts_compare_as_numbers() {
        let sorted = ["", "#", "2", "007", "10", "a", "Á2", "a10", "a10b", "b", "Deal 9", "deal 10", "Zoë"];
        for pair in sorted.windows(2) {
            assert!(natural_key(pair[0]) < natural_key(pair[1]), "{pair:?}");
        }
        assert_eq!(natural_key("Änne 1"), natural_key("anne 01"));
    }

    proptest! {
        #[test]
        fn plain_numbers_keep_their_order(a: u64, b: u64) {
            prop_assert_eq!(natural_key(&a.to_string()).cmp(&natural_key(&b.to_string())), a.cmp(&b));
        }
    }
}
