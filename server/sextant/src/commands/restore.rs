use std::fs::File;

use server::upkeep::{self, Later, WholeBackup};

use super::print;
use crate::{cli::Restore, opened, trouble::Trouble};

/// `sextant restore`
pub(crate) async fn restore(options: &Restore, json: bool) -> Result<(), Trouble> {
    // Before the store, which opening would make: a backup that is none leaves nothing behind.
    File::open(&options.file).map_err(|error| Trouble::failed(error).context(options.file.display()))?;
    let backup = WholeBackup::read(|| File::open(&options.file)).map_err(Trouble::failed)?;
    let store = opened::store(&options.place).await?;
    let later = if options.discard_later_edits { Later::Discard } else { Later::TakeBack };
    let done = upkeep::restore(&*store, backup, later).await;
    store.close().await?;
    let done = done.map_err(Trouble::failed)?;
    let after = match later {
        Later::TakeBack => "give back what they made after it",
        Later::Discard => "drop what they made after it",
    };
    let text =
        format!("restored {} rows, up to log entry {}; devices take a new snapshot and {after}", done.rows, done.seq);
    print(json, &text, &serde_json::json!({ "rows": done.rows, "seq": done.seq, "epoch": done.epoch }))
}
