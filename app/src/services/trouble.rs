//! Why something was not stored or not synced, in words for people.

use crate::i18n::{t, t_with};
use shared::replica::{StorageError, SyncError, TransportError};

/// Why the device's storage did not do what it should, and what to do.
pub fn say_storage(error: &StorageError) -> String {
    match error {
        StorageError::Full => t("storage-full"),
        StorageError::Refused => t("storage-refused"),
        StorageError::Emptied => t("storage-emptied"),
        StorageError::Lost => t("storage-lost"),
        StorageError::Outdated => t("storage-outdated"),
        StorageError::Failed(why) => t_with("storage-failed", &[("why", why.as_str().into())]),
    }
}

/// Why sync does not work, and what becomes of the work meanwhile.
pub fn say_sync(error: &SyncError) -> String {
    match error {
        SyncError::Storage(error) => say_storage(error),
        SyncError::Damaged => t("sync-trouble-damaged"),
        SyncError::OtherPerson => t("sync-trouble-other-person"),
        SyncError::Transport(error) => match error {
            TransportError::Offline => t("sync-panel-offline"),
            TransportError::SignedOut => t("session-ended"),
            TransportError::OtherPerson => t("sync-trouble-other-person"),
            TransportError::Outdated => t("sync-trouble-outdated"),
            TransportError::TooLarge => t("sync-trouble-too-large"),
            TransportError::ServerFull => t("sync-trouble-server-full"),
            TransportError::Refused(why) if why.is_empty() => t("sync-trouble-refused"),
            // The server's own sentence, in the words of the app that it belongs to.
            TransportError::Refused(why) => why.clone(),
        },
    }
}
