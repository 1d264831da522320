//! What the server reads of its own: rows of its store, and backups.

use std::sync::Arc;

use server::app::App;
use server::assets::Listed;
use server::clock::ManualClock;
use server::store::{Batch, MemoryStore, Store, Table};
use server::upkeep::{Later, WholeBackup, backup, restore, verify};
use shared::Schema;

use crate::requests::{Office, config};

/// A row: table, key and value.
pub(crate) type Row = (&'static str, String, String);

/// Lines of table, key and value with tabs between: a store that somebody has laid hands on. It is found out or served,
/// and nothing breaks.
pub(crate) fn read_rows(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let mut batch = Batch::new();
    for line in text.lines().take(200) {
        let mut parts = line.splitn(3, '\t');
        let (Some(name), Some(key), Some(value)) = (parts.next(), parts.next(), parts.next()) else { continue };
        if let Some(table) = Table::ALL.into_iter().find(|table| table.name() == name) {
            batch.put(table, key, value);
        }
    }
    run(async {
        let store = Arc::new(MemoryStore::new());
        if store.commit(batch).await.is_ok() {
            let _ = verify(&*store, Arc::new(Schema::built_in())).await;
            let clock = Arc::new(ManualClock::at(1_795_000_000_000));
            let _ = App::open(store, config(), clock, Box::new(Listed(&[]))).await;
        }
    });
}

pub(crate) fn rows() -> Vec<Vec<u8>> {
    let lines = |rows: &[Row]| {
        let lines = rows.iter().map(|(table, key, value)| format!("{table}\t{key}\t{value}\n"));
        lines.collect::<String>().into_bytes()
    };
    vec![lines(&rows_of(&Office::new()))]
}

/// Every row of an office's store.
pub(crate) fn rows_of(office: &Office) -> Vec<Row> {
    run(async {
        let mut found = Vec::new();
        for table in Table::ALL {
            let rows = office.store.scan(table, None, usize::MAX).await.unwrap_or_default();
            found.extend(rows.into_iter().map(|row| (table.name(), row.key, row.value)));
        }
        found
    })
}

/// A backup into an empty store.
pub(crate) fn read_backup(bytes: &[u8]) {
    run(async {
        let store = MemoryStore::new();
        let Ok(backup) = WholeBackup::read(|| Ok(bytes)) else { return };
        if restore(&store, backup, Later::TakeBack).await.is_ok() {
            let _ = verify(&store, Arc::new(Schema::built_in())).await;
        }
    });
}

pub(crate) fn backups() -> Vec<Vec<u8>> {
    let (office, mut file) = (Office::new(), Vec::new());
    run(async { backup(&*office.store, &mut file).await }).expect("a backup");
    vec![file]
}

fn run<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(work)
}
