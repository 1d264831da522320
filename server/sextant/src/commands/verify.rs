use std::sync::Arc;

use server::upkeep;
use shared::Schema;

use super::print;
use crate::{cli::Verify, opened, trouble::Trouble};

/// `sextant verify`
pub(crate) async fn verify(options: &Verify, json: bool) -> Result<(), Trouble> {
    let store = opened::existing_store(&options.place).await?;
    let verdict = upkeep::verify(&*store, Arc::new(Schema::built_in())).await;
    store.close().await?;
    let whole = verdict.map_err(Trouble::failed)?;
    if whole.entries == 0 {
        return Err(Trouble::failed(opened::NOTHING_HERE));
    }
    let text = format!(
        "clean: {} log entries in an unbroken chain, {} records as the log leaves them, {} outcomes, each with its entry, \
         {} files as their hashes say",
        whole.entries, whole.records, whole.outcomes, whole.blobs
    );
    print(json, &text, &serde_json::json!({ "clean": true, "found": whole }))
}
