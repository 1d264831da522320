//! What the engine's errors mean to whoever called.

use server::store::StoreError;
use surrealdb::types::QueryError;
use surrealdb::{Error, IndexedResults};

/// The results of a query, if every statement of it succeeded. The call itself succeeds although a
/// statement has failed, so each one is looked at, and the most telling error counts.
pub(crate) fn checked(mut results: IndexedResults) -> Result<IndexedResults, StoreError> {
    let errors = results.take_errors();
    match errors.values().map(meaning).min_by_key(rank) {
        None => Ok(results),
        Some(error) => Err(error),
    }
}

/// What says the most comes first.
fn rank(error: &StoreError) -> u8 {
    match error {
        StoreError::Conflict => 0,
        StoreError::Full => 1,
        StoreError::Corrupt(_) => 2,
        StoreError::InUse => 3,
        _ => 4,
    }
}

/// What one error means.
pub(crate) fn meaning(error: &Error) -> StoreError {
    if error.query_details() == Some(&QueryError::TransactionConflict) {
        return StoreError::Conflict;
    }
    told(&chain(error))
}

/// What the text of an error means. What the storage says arrives as nothing else, and so do the embedded
/// engine's conflicts. No text of ours or of a row gets into it.
pub(crate) fn told(text: &str) -> StoreError {
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if says(&["No space left on device", "Space limit reached", "Disk quota exceeded"]) {
        StoreError::Full
    } else if says(&["Transaction conflict:"]) {
        StoreError::Conflict
    } else if says(&["lock hold by current process", "While lock file"]) {
        StoreError::InUse
    } else if says(&["Corruption:"]) {
        StoreError::Corrupt(text.to_owned())
    } else {
        StoreError::Unavailable(text.to_owned())
    }
}

fn chain(error: &Error) -> String {
    let causes = std::iter::successors(error.cause(), |error| error.cause());
    causes.fold(error.message().to_owned(), |text, cause| format!("{text}: {}", cause.message()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lost_races_are_conflicts_with_and_without_a_kind() {
        let text = "Transaction conflict: Resource busy. This transaction can be retried";
        let kind = Error::query(String::new(), QueryError::TransactionConflict);
        let errors = [kind, Error::internal(text.to_owned())];
        assert_eq!(errors.each_ref().map(meaning), [StoreError::Conflict, StoreError::Conflict]);
    }

    #[test]
    fn the_words_of_the_storage_engine_are_understood() {
        let full = "Cannot COMMIT: IO error: No space left on device: While appending to file: /d/000004.log";
        assert_eq!(told(full), StoreError::Full);
        let other = "IO error: While lock file: /d/LOCK: Resource temporarily unavailable";
        assert_eq!(told(other), StoreError::InUse);
        let own = "IO error: lock hold by current process, acquire time 1 acquiring thread 2: /d/LOCK";
        assert_eq!(told(own), StoreError::InUse);
        assert!(matches!(told("Corruption: block checksum mismatch"), StoreError::Corrupt(_)));
        assert!(matches!(told("anything else"), StoreError::Unavailable(_)));
    }
}
