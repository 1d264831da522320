use std::fs::File;

use server::upkeep;

use super::print;
use crate::{cli::Restore, opened, trouble::Trouble};

/// `sextant restore`
pub(crate) async fn restore(options: &Restore, json: bool) -> Result<(), Trouble> {
    // Before the store, which opening would make.
    File::open(&options.file).map_err(|error| Trouble::failed(error).context(options.file.display()))?;
    let store = opened::store(&options.place).await?;
    let done = upkeep::restore(&*store, || File::open(&options.file)).await;
    store.close().await?;
    let done = done.map_err(Trouble::failed)?;
    let text = format!(
        "restored {} rows, up to log entry {}; devices take a new snapshot; what the backup did not hold is lost unless it still waits on a device",
        done.rows, done.seq
    );
    print(json, &text, &serde_json::json!({ "rows": done.rows, "seq": done.seq, "epoch": done.epoch }))
}
