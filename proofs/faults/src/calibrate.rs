//! Whether the disk tells truth from lies: `SQLite` loses rows on it when told not to sync, and none when told to.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use fastrand::Rng;
use rusqlite::Connection;

use crate::disk::Event;
use crate::recording::{Bench, Moments, cut};
use crate::volume::Journal;

const TIME: Duration = Duration::from_secs(4);

/// Rows that were committed, and when: row `n` stands at `n`.
struct Life {
    history: Vec<Event>,
    moments: Moments,
}

/// Cuts the power so many times under each of two settings.
pub(crate) fn calibrate(cuts: usize, seed: u64) -> Result<()> {
    let mut random = Rng::with_seed(seed);
    for (setting, keeps) in [("OFF", false), ("EXTRA", true)] {
        let life = live(setting)?;
        let moments = life.moments.choose(cuts, &mut random);
        let (mut losing, mut lost, mut promised) = (0, 0, 0);
        cut(&life.history, &moments, &mut random, |moment, data| {
            let rows = life.moments.promises.partition_point(|heard| *heard <= moment);
            let missing = rows.saturating_sub(rows_kept(data, rows).unwrap_or(0));
            (losing, lost, promised) = (losing + usize::from(missing > 0), lost + missing, promised + rows);
            Ok(())
        })?;
        println!("SQLite, synchronous={setting}: {lost} of {promised} committed rows lost, in {losing} of {cuts} cuts");
        ensure!(keeps == (losing == 0), "the disk does not tell synced from unsynced");
    }
    Ok(())
}

fn live(setting: &str) -> Result<Life> {
    let bench = Bench::new(Journal::Kept)?;
    let file = bench.data();
    let database = Connection::open(&file)?;
    database.pragma_update(None, "synchronous", setting)?;
    database.execute("CREATE TABLE kept (row INTEGER PRIMARY KEY, text TEXT)", ())?;
    let (from, start, mut promises) = (bench.disk.position(), Instant::now(), Vec::new());
    while start.elapsed() < TIME {
        let row = promises.len() + 1;
        database.execute("INSERT INTO kept VALUES (?1, ?2)", (u32::try_from(row)?, "x".repeat(row % 900)))?;
        promises.push(bench.disk.position());
        // A program that never syncs would otherwise be done before anything reaches the disk.
        std::thread::sleep(Duration::from_millis(1));
    }
    drop(database);
    let to = bench.disk.position();
    Ok(Life { history: bench.history(), moments: Moments { from, to, promises, busy: Vec::new() } })
}

/// How many of the first rows are there, whole.
fn rows_kept(file: &Path, rows: usize) -> Result<usize> {
    ensure!(file.exists(), "there is no database");
    let database = Connection::open(file)?;
    let sound: String = database.query_row("PRAGMA integrity_check", (), |row| row.get(0))?;
    ensure!(sound == "ok", "{sound}");
    let query = "SELECT count(*) FROM kept WHERE row <= ?1 AND length(text) = row % 900";
    let kept: u32 = database.query_row(query, [u32::try_from(rows)?], |row| row.get(0))?;
    Ok(usize::try_from(kept)?)
}
