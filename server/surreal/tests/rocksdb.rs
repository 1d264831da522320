//! What only a store in a directory has: one user at a time, settings, and a disk that can be full.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop at the first surprise")]

use std::path::Path;
use std::process::{Command, Output};

use server::store::{Batch, Store, StoreError, Table, sequence_key};
use surreal_store::{Settings, SurrealStore};
use tempfile::TempDir;

async fn open(directory: &Path) -> Result<SurrealStore, StoreError> {
    SurrealStore::open(directory.to_str().unwrap()).await
}

/// Runs one of the ignored tests below in a process of its own, with the directory to use.
fn in_other_process(test: &str, directory: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", test, "--ignored", "--nocapture"]);
    command.env("SEXTANT_TEST_DIRECTORY", directory);
    command
}

fn given_directory() -> std::path::PathBuf {
    std::env::var_os("SEXTANT_TEST_DIRECTORY").unwrap().into()
}

fn assert_succeeded(output: &Output) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{}{}", text(&output.stdout), text(&output.stderr));
}

#[tokio::test(flavor = "multi_thread")]
async fn is_used_by_one_process_at_a_time() {
    let directory = TempDir::new().unwrap();
    let store = open(directory.path()).await.unwrap();
    let again = open(directory.path()).await.err();
    assert_eq!(again, Some(StoreError::InUse));
    assert_succeeded(&in_other_process("finds_the_store_in_use", directory.path()).output().unwrap());
    let row = Batch::new().with(Table::Meta, "k", "here");
    store.commit(row).await.unwrap();
    store.close().await.unwrap();
    // At once: closing has waited until the files are closed.
    assert_succeeded(&in_other_process("finds_the_store_free", directory.path()).output().unwrap());
    let store = open(directory.path()).await.unwrap();
    let read = store.get(Table::Meta, "k").await.unwrap();
    assert_eq!(read.as_deref(), Some("there"));
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "another test runs it in a process of its own"]
async fn finds_the_store_in_use() {
    assert_eq!(open(&given_directory()).await.err(), Some(StoreError::InUse));
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "another test runs it in a process of its own"]
async fn finds_the_store_free() {
    let store = open(&given_directory()).await.unwrap();
    let read = store.get(Table::Meta, "k").await.unwrap();
    assert_eq!(read.as_deref(), Some("here"));
    let row = Batch::new().with(Table::Meta, "k", "there");
    store.commit(row).await.unwrap();
    store.close().await.unwrap();
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn closes_every_file() {
    let directory = TempDir::new().unwrap();
    let held = || {
        let files = std::fs::read_dir("/proc/self/fd").unwrap();
        let targets = files.filter_map(|file| std::fs::read_link(file.ok()?.path()).ok());
        targets.filter(|target| target.starts_with(directory.path())).count()
    };
    let store = open(directory.path()).await.unwrap();
    assert!(held() > 0);
    let reading = store.scan(Table::Meta, None, 1);
    reading.await.unwrap();
    store.close().await.unwrap();
    assert_eq!(held(), 0);
}

/// The engine writes down what it was opened with. `manual_wal_flush` is on in the mode that syncs every
/// commit, and in no other.
#[tokio::test(flavor = "multi_thread")]
async fn syncs_every_commit_and_bounds_its_memory() {
    let directory = TempDir::new().unwrap();
    let store = open(directory.path()).await.unwrap();
    let files = std::fs::read_dir(directory.path()).unwrap().map(|file| file.unwrap().path());
    let mut options: Vec<_> = files.filter(|path| path.to_string_lossy().contains("OPTIONS-")).collect();
    options.sort();
    let text = std::fs::read_to_string(options.last().unwrap()).unwrap();
    for expected in
        ["manual_wal_flush=true", "write_buffer_size=16777216", "max_write_buffer_number=4", "WAL_size_limit_MB=0"]
    {
        assert!(text.contains(expected), "{expected} is missing in {text}");
    }
    store.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn keeps_a_reserve_free() {
    let directory = TempDir::new().unwrap();
    let settings = Settings { reserve: Some(u64::MAX), ..Settings::default() };
    let address = directory.path().to_str().unwrap();
    let store = SurrealStore::open_with(address, settings).await.unwrap();
    let row = Batch::new().with(Table::Meta, "k", "1");
    assert_eq!(store.commit(row).await, Err(StoreError::Full));
    assert_eq!(store.ready().await, Err(StoreError::Full));
    assert_eq!(store.get(Table::Meta, "k").await, Ok(None));
    let session = Batch::new().with(Table::Session, "s", "1");
    assert_eq!(store.commit(session.clone().with(Table::Meta, "k", "1")).await, Err(StoreError::Full));
    assert_eq!(store.commit(session).await, Ok(()), "whoever wants to read can sign in");
    assert_eq!(store.commit(Batch::new().without(Table::Session, "s")).await, Ok(()), "and out");
    assert_eq!(store.get(Table::Session, "s").await, Ok(None));
}

/// Runs where an unprivileged mount is possible, on a volume of its own.
#[cfg(target_os = "linux")]
#[test]
fn lives_through_a_full_disk() {
    let directory = TempDir::new().unwrap();
    let inner = in_other_process("fills_its_volume", directory.path());
    let mut command = Command::new("unshare");
    command.args(["--user", "--map-root-user", "--mount", "sh", "-c"]);
    let mount = "mount -t tmpfs -o size=48m tmpfs \"$SEXTANT_TEST_DIRECTORY\" || exit 77; exec \"$0\" \"$@\"";
    command.arg(mount).arg(inner.get_program()).args(inner.get_args());
    command.env("SEXTANT_TEST_DIRECTORY", directory.path());
    match command.output() {
        Ok(output) if output.status.code() != Some(77) && !refused(&output) => {
            eprintln!("{}", String::from_utf8_lossy(&output.stderr));
            assert_succeeded(&output);
        }
        _ => eprintln!("SKIPPED: no volume can be mounted here, so none can be filled"),
    }
}

fn refused(output: &Output) -> bool {
    String::from_utf8_lossy(&output.stderr).contains("unshare failed")
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "another test runs it on a volume of its own"]
async fn fills_its_volume() {
    let volume = given_directory();
    let address = volume.join("store").to_str().unwrap().to_owned();
    // No reserve, so that it is the engine that meets the end of the disk.
    let settings = Settings { reserve: Some(0), ..Settings::default() };
    let store = SurrealStore::open_with(&address, settings).await.unwrap();
    let mut acknowledged = 0_u64;
    for round in 0..3 {
        acknowledged = fill(&store, acknowledged).await;
        let ballast = volume.join("ballast");
        let left = rustix::fs::statvfs(&volume).unwrap();
        let left = left.f_bavail * left.f_frsize;
        // Some space is left, so that it is a commit that uses up the last of it.
        std::fs::write(&ballast, vec![0; usize::try_from(left - 300_000).unwrap()]).unwrap();
        acknowledged = until_full(&store, acknowledged).await;
        let left = rustix::fs::statvfs(&volume).unwrap();
        eprintln!("round {round}: full after {acknowledged} commits, {} bytes left", left.f_bavail * left.f_frsize);
        for _ in 0..3 {
            assert_log_ends_at(&store, acknowledged).await;
            assert_eq!(append(&store, acknowledged).await, Err(StoreError::Full));
        }
        assert_eq!(store.ready().await, Err(StoreError::Full));
        std::fs::remove_file(&ballast).unwrap();
        store.ready().await.unwrap();
        acknowledged = settled_end(&store, acknowledged).await;
        append(&store, acknowledged).await.unwrap();
        acknowledged += 1;
        assert_log_ends_at(&store, acknowledged).await;
    }
    store.close().await.unwrap();
    let store = SurrealStore::open_with(&address, settings).await.unwrap();
    assert_log_ends_at(&store, acknowledged).await;
    store.close().await.unwrap();
}

async fn append(store: &SurrealStore, last: u64) -> Result<(), StoreError> {
    let expected = (last > 0).then(|| last.to_string());
    let batch = Batch::new().guarded(Table::Head, "w", expected).with(Table::Head, "w", (last + 1).to_string()).with(
        Table::Log,
        sequence_key(last + 1),
        "x".repeat(30_000),
    );
    store.commit(batch).await
}

async fn fill(store: &SurrealStore, mut last: u64) -> u64 {
    for _ in 0..20 {
        append(store, last).await.unwrap();
        last += 1;
    }
    last
}

async fn until_full(store: &SurrealStore, mut last: u64) -> u64 {
    for _ in 0..100_000 {
        match append(store, last).await {
            Ok(()) => last += 1,
            Err(error) => {
                assert_eq!(error, StoreError::Full);
                return last;
            }
        }
    }
    panic!("the volume never filled up");
}

/// After a failure whose outcome is unknown, the last commit may turn out to have happened.
async fn settled_end(store: &SurrealStore, acknowledged: u64) -> u64 {
    let head = store.get(Table::Head, "w").await.unwrap().unwrap();
    let head = head.parse().unwrap();
    assert!(head == acknowledged || head == acknowledged + 1, "{head} after {acknowledged}");
    head
}

/// Exactly what was acknowledged can be read, nothing more and nothing less.
async fn assert_log_ends_at(store: &SurrealStore, last: u64) {
    let head = store.get(Table::Head, "w").await.unwrap();
    assert_eq!(head, Some(last.to_string()));
    let log = store.scan(Table::Log, None, usize::MAX).await.unwrap();
    let keys: Vec<_> = log.into_iter().map(|row| row.key).collect();
    assert_eq!(keys, (1..=last).map(sequence_key).collect::<Vec<_>>());
}

/// Prints how long things take, and how much of that the processor worked: on a busy machine only the
/// second one means something.
///
/// `cargo nextest run -p sextant-surreal --run-ignored only --no-capture -E 'test(measures)'`
#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement"]
async fn measures() {
    let place = std::env::var_os("SEXTANT_BENCH_DIRECTORY").unwrap_or_else(|| std::env::temp_dir().into());
    let directory = TempDir::new_in(place).unwrap();
    let store = measured("open a new store", 1, async || open(directory.path()).await.unwrap()).await;
    for (rows, times) in [(1, 400), (10, 200), (500, 20), (5000, 4)] {
        measure_commits(&store, rows, times, true).await;
        measure_commits(&store, rows, times, false).await;
    }
    for first in (0..100_000).step_by(5000) {
        store.commit(rows(Table::Log, "", first, 5000)).await.unwrap();
    }
    for limit in [1000, 10_000, 100_000] {
        measured(&format!("scan 100,000 rows in pages of {limit}"), 1, async || scan_all(&store, limit).await).await;
    }
    let gets = async || {
        for n in 0..5000 {
            store.get(Table::Log, &sequence_key(n * 19)).await.unwrap().unwrap();
        }
    };
    measured("get", 5000, gets).await;
    measured("close", 1, async || store.close().await.unwrap()).await;
    measured("open with 100,000 rows", 1, async || open(directory.path()).await.unwrap()).await;
}

async fn measured<T>(what: &str, times: u32, work: impl AsyncFnOnce() -> T) -> T {
    let (clock, processor) = (std::time::Instant::now(), processor_time());
    let result = work().await;
    let (clock, processor) = (clock.elapsed() / times, processor_time().saturating_sub(processor) / times);
    eprintln!("{what}: {clock:?}, of which the processor {processor:?}");
    result
}

/// What this process has used, where the system tells.
fn processor_time() -> std::time::Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let ticks = stat.rsplit(')').next().unwrap_or_default().split_whitespace().skip(11).take(2);
    std::time::Duration::from_millis(10 * ticks.map(|ticks| ticks.parse().unwrap_or(0)).sum::<u64>())
}

/// A guarded commit of so many rows beside the head, again and again.
async fn measure_commits(store: &SurrealStore, count: u64, times: u32, new: bool) {
    let form = if new { "new" } else { "replaced" };
    let mut slowest = std::time::Duration::ZERO;
    let work = async || {
        for round in 0..u64::from(times) {
            let head = store.get(Table::Head, "w").await.unwrap();
            let next = head.as_deref().map_or(0, |head| head.parse().unwrap()) + 1_u64;
            let first = if new { round * count } else { 0 };
            let batch = rows(Table::Record, &format!("{count}/"), first, count);
            let started = std::time::Instant::now();
            let batch = batch.guarded(Table::Head, "w", head).with(Table::Head, "w", next.to_string());
            store.commit(batch).await.unwrap();
            slowest = slowest.max(started.elapsed());
        }
    };
    measured(&format!("commit of {count} {form} rows and the head"), times, work).await;
    eprintln!("    the slowest: {slowest:?}");
}

fn rows(table: Table, prefix: &str, first: u64, count: u64) -> Batch {
    let value = format!("{{\"name\":\"{}\"}}", "n".repeat(400));
    let keys = (first..first + count).map(|n| format!("{prefix}{}", sequence_key(n)));
    keys.fold(Batch::new(), |batch, key| batch.with(table, key, value.clone()))
}

async fn scan_all(store: &SurrealStore, limit: usize) {
    let (mut after, mut rows) = (None::<String>, 0);
    loop {
        let page = store.scan(Table::Log, after.as_deref(), limit).await.unwrap();
        rows += page.len();
        let Some(last) = page.last() else { break };
        after = Some(last.key.clone());
    }
    assert_eq!(rows, 100_000);
}
