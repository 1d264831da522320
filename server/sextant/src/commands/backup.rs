use std::fs::{self, File};
use std::io::BufWriter;
use std::path::Path;

use server::store::Store;
use server::upkeep::{self, BackedUp};

use super::print;
use crate::{cli::Backup, opened, trouble::Trouble};

/// `sextant backup`: into a file beside the wanted one first, so that a name means a whole backup.
pub(crate) async fn backup(options: &Backup, json: bool) -> Result<(), Trouble> {
    if options.file.exists() {
        return Err(Trouble::failed(format!("{} exists already; choose another name", options.file.display())));
    }
    let partial = options.file.with_added_extension("partial");
    let store = opened::store(&options.place).await?;
    let file = File::create(&partial).map_err(|error| Trouble::failed(error).context(partial.display()))?;
    let done = write(&*store, &file, options, &partial).await;
    store.close().await?;
    let done = done?;
    let text = format!("backed up {} rows, up to log entry {}, into {}", done.rows, done.seq, options.file.display());
    print(json, &text, &serde_json::json!({ "rows": done.rows, "seq": done.seq }))
}

/// The backup under its name, and the store told of it: devices need not keep what it holds.
async fn write(store: &dyn Store, file: &File, options: &Backup, partial: &Path) -> Result<BackedUp, Trouble> {
    let done = upkeep::backup(store, BufWriter::new(file)).await.map_err(|why| {
        let _ = fs::remove_file(partial);
        Trouble::failed(why)
    })?;
    file.sync_all()?;
    fs::rename(partial, &options.file)?;
    upkeep::note_backup(store, done.seq).await?;
    Ok(done)
}
