//! What imports did is kept on the device that made them, so that they can be taken back later and without the network.

use super::replica::ReplicaHandle;
use shared::{Id, replica::StorageError};

impl ReplicaHandle {
    /// What imports of this device did, oldest first, as it was kept; nothing where the storage cannot be read.
    pub async fn receipts(self) -> Vec<String> {
        let storage = self.inner().storage.borrow().clone();
        match storage {
            Some(storage) => storage.receipts().await.unwrap_or_default(),
            None => Vec::new(),
        }
    }

    /// Keeps what an import did, and forgets the ones in `old`.
    ///
    /// # Errors
    /// Those of the storage.
    pub async fn keep_receipt(self, id: Id, text: &str, old: &[Id]) -> Result<(), StorageError> {
        let storage = self.inner().storage.borrow().clone();
        storage.ok_or(StorageError::Refused)?.keep_receipt(id, text, old).await
    }
}
