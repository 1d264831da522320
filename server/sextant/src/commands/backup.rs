use std::fs::{self, File};
use std::io::BufWriter;
use std::path::Path;

use server::{
    store::Store,
    upkeep::{self, BackedUp},
};

use super::print;
use crate::{
    cli::{Backup, Place},
    opened, running,
    trouble::Trouble,
};

/// `sextant backup`: into a file beside the wanted one first, so that a name means a whole backup.
pub(crate) async fn backup(options: &Backup, json: bool) -> Result<(), Trouble> {
    if options.file.exists() {
        return Err(Trouble::failed(format!("{} exists already; choose another name", options.file.display())));
    }
    let done = write(options).await?;
    let text = format!("backed up {} rows, up to log entry {}, into {}", done.rows, done.seq, options.file.display());
    print(json, &text, &serde_json::json!({ "rows": done.rows, "seq": done.seq }))
}

/// The backup under its name, and the store told of it: devices need not keep what it holds. From the server that
/// runs on the store, where one does.
async fn write(options: &Backup) -> Result<BackedUp, Trouble> {
    let partial = options.file.with_added_extension("partial");
    if let Some(mut sent) = running::backup(&options.place).await? {
        let file = begin(&partial)?;
        let written = sent.write(&file).await;
        let done = keep(written, &file, &partial, &options.file)?;
        sent.kept().await?;
        return Ok(done);
    }
    at_rest(&options.place, &partial, &options.file).await
}

async fn at_rest(place: &Place, partial: &Path, path: &Path) -> Result<BackedUp, Trouble> {
    let store = opened::existing_store(place).await?;
    let done = of_store(&*store, partial, path).await;
    store.close().await?;
    done
}

async fn of_store(store: &dyn Store, partial: &Path, path: &Path) -> Result<BackedUp, Trouble> {
    let file = begin(partial)?;
    let written = upkeep::backup(store, BufWriter::new(&file)).await.map_err(Trouble::failed);
    let done = keep(written, &file, partial, path)?;
    upkeep::note_backup(store, done.seq).await?;
    Ok(done)
}

fn begin(partial: &Path) -> Result<File, Trouble> {
    File::create(partial).map_err(|error| Trouble::failed(error).context(partial.display()))
}

/// Gives a backup that was written its name; takes one away that was not.
fn keep(written: Result<BackedUp, Trouble>, file: &File, partial: &Path, path: &Path) -> Result<BackedUp, Trouble> {
    let done = written.inspect_err(|_| {
        let _ = fs::remove_file(partial);
    })?;
    file.sync_all()?;
    fs::rename(partial, path)?;
    Ok(done)
}
