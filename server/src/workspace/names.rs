//! Ids that follow from a text and that nobody outside can work out.
//!
//! A repeated request must find what it made the first time, so its ids follow from its key. Keys are things like numbers
//! of invoices: whoever could work the ids out from them could take them before the request comes.

use shared::{Id, sync::hex};
use tokio::sync::OnceCell;

use super::stored::{self, NAMES};
use crate::{
    clock,
    store::{Batch, Store, StoreError, Table},
};

/// The workspace's secret, read or made when it is first needed.
#[derive(Debug, Default)]
pub(super) struct Names(OnceCell<String>);

impl Names {
    /// The id of a text in this workspace: the same for ever, after a restore too.
    pub(super) async fn id(&self, store: &dyn Store, text: &str) -> Result<Id, StoreError> {
        let secret = self.0.get_or_try_init(|| secret(store)).await?;
        Ok(Id::named(&format!("{secret}/{text}")))
    }
}

/// Of two servers that make it at the same time, one is first.
async fn secret(store: &dyn Store) -> Result<String, StoreError> {
    if let Some(kept) = stored::read(store, Table::Meta, NAMES).await? {
        return Ok(kept);
    }
    let random = clock::secret().map_err(|error| StoreError::Unavailable(error.to_string()))?;
    let text = stored::to_text(&hex(&random))?;
    match store.commit(Batch::new().guarded(Table::Meta, NAMES, None).with(Table::Meta, NAMES, text)).await {
        Ok(()) | Err(StoreError::Conflict) => {}
        Err(error) => return Err(error),
    }
    let kept = stored::read(store, Table::Meta, NAMES).await?;
    kept.ok_or_else(|| StoreError::Corrupt("the secret of names was not kept".to_owned()))
}
