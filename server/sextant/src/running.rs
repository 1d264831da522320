//! The way to a running server for whoever may write into its directory: a socket beside the data, for backups
//! without a stop.
//!
//! One request a connection. The server answers `backup` with a line of JSON ([`Begun`]) and so many bytes; when these
//! are safe the other end says `kept`, and then the server notes that devices need not keep what the backup holds.

use std::fs::{File, OpenOptions, Permissions, remove_file, set_permissions};
use std::io::{self, BufWriter, Seek, SeekFrom};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use server::{
    app::App,
    clock,
    upkeep::{self, BackedUp},
};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{UnixListener, UnixStream};

use crate::{cli::Place, trouble::Trouble};

const BACKUP: &str = "backup";
const KEPT: &str = "kept";
/// Longest line that is read.
const LINE: u64 = 4096;

/// What the server says before it sends a backup.
#[derive(Serialize, Deserialize)]
struct Begun {
    rows: u64,
    seq: u64,
    bytes: u64,
    error: Option<String>,
}

fn socket(data: &Path) -> PathBuf {
    data.join("sextant.socket")
}

/// Listens beside the data until the server ends. A server that cannot is one all the same.
pub(crate) fn listen(data: &Path, app: &App) {
    match bind(&socket(data)) {
        Ok(listener) => drop(tokio::spawn(accept(listener, data.to_owned(), app.clone()))),
        Err(error) => tracing::warn!(%error, "backups need a stop of the server: the socket cannot be made"),
    }
}

fn bind(path: &Path) -> io::Result<UnixListener> {
    // Only the server that holds the store comes here, so what lies there was left by one that was killed.
    match remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let listener = UnixListener::bind(path)?;
    set_permissions(path, Permissions::from_mode(0o600))?;
    Ok(listener)
}

async fn accept(listener: UnixListener, data: PathBuf, app: App) {
    let mut stopping = app.stopping();
    loop {
        tokio::select! {
            _ = stopping.changed() => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    tokio::spawn(answer(stream, data.clone(), app.clone()));
                }
                Err(error) => tracing::warn!(%error, "a request through the socket was lost"),
            },
        }
    }
    let _ = remove_file(socket(&data));
}

async fn answer(stream: UnixStream, data: PathBuf, app: App) {
    if let Err(error) = give(stream, &data, &app).await {
        tracing::warn!(%error, "a backup through the socket ended early");
    }
}

/// Gives a backup to whoever asks for it. Edits wait only while the rows are written down here, not for the
/// files and not for the other end.
async fn give(stream: UnixStream, data: &Path, app: &App) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    if line(&mut stream).await? != BACKUP {
        return Ok(());
    }
    let (begun, spool) = match spooled(data, app).await {
        Ok((done, spool, bytes)) => (Begun { rows: done.rows, seq: done.seq, bytes, error: None }, Some(spool)),
        Err(why) => (Begun { rows: 0, seq: 0, bytes: 0, error: Some(why) }, None),
    };
    let head = serde_json::to_string(&begun).unwrap_or_default();
    stream.write_all(format!("{head}\n").as_bytes()).await?;
    let Some(spool) = spool else { return Ok(()) };
    tokio::io::copy(&mut tokio::fs::File::from_std(spool), &mut stream).await?;
    stream.flush().await?;
    if line(&mut stream).await? == KEPT {
        upkeep::note_backup(&**app.workspace.store(), begun.seq).await.map_err(io::Error::other)?;
        app.workspace.follow().await.map_err(io::Error::other)?;
        stream.write_all(b"noted\n").await?;
        tracing::info!(seq = begun.seq, "backed up");
    }
    Ok(())
}

/// A backup of one moment in a file without a name, which goes when it is closed.
async fn spooled(data: &Path, app: &App) -> Result<(BackedUp, File, u64), String> {
    let said = |error: io::Error| format!("the backup cannot be put down beside the data: {error}");
    let mut spool = nameless(data).map_err(said)?;
    let held = app.workspace.hold().await.map_err(|error| error.to_string())?;
    let store = &**app.workspace.store();
    let moment = upkeep::moment(store, BufWriter::new(&spool)).await;
    drop(held);
    let done = moment?.with_files(store).await?;
    let bytes = spool.seek(SeekFrom::End(0)).map_err(said)?;
    spool.rewind().map_err(said)?;
    Ok((done, spool, bytes))
}

fn nameless(data: &Path) -> io::Result<File> {
    let name = clock::new_id(0).map_err(|error| io::Error::other(error.to_string()))?;
    let path = data.join(format!("{name}.spool"));
    let file = OpenOptions::new().read(true).write(true).create_new(true).open(&path)?;
    remove_file(&path)?;
    Ok(file)
}

async fn line(stream: &mut (impl tokio::io::AsyncBufRead + Unpin)) -> io::Result<String> {
    let mut text = String::new();
    stream.take(LINE).read_line(&mut text).await?;
    Ok(text.trim_end().to_owned())
}

/// A backup that a running server sends.
pub(crate) struct Sent {
    stream: BufReader<UnixStream>,
    begun: Begun,
}

/// Asks the server that holds the store for a backup; nothing where none runs on it.
pub(crate) async fn backup(place: &Place) -> Result<Option<Sent>, Trouble> {
    let Some(data) = &place.data else { return Ok(None) };
    let Ok(stream) = UnixStream::connect(socket(data)).await else { return Ok(None) };
    let mut stream = BufReader::new(stream);
    stream.write_all(format!("{BACKUP}\n").as_bytes()).await?;
    let begun: Begun = serde_json::from_str(&line(&mut stream).await?)
        .map_err(|_| Trouble::failed("the running server gave no backup; look at its log"))?;
    match begun.error {
        Some(why) => Err(Trouble::failed(why)),
        None => Ok(Some(Sent { stream, begun })),
    }
}

impl Sent {
    /// Puts it down whole.
    pub(crate) async fn write(&mut self, file: &File) -> Result<BackedUp, Trouble> {
        let mut out = tokio::fs::File::from_std(file.try_clone()?);
        let bytes = tokio::io::copy(&mut (&mut self.stream).take(self.begun.bytes), &mut out).await?;
        out.flush().await?;
        if bytes != self.begun.bytes {
            return Err(Trouble::failed("the server stopped before the backup was whole"));
        }
        Ok(BackedUp { rows: self.begun.rows, seq: self.begun.seq })
    }

    /// Tells the server that the file is safe.
    pub(crate) async fn kept(mut self) -> Result<(), Trouble> {
        self.stream.write_all(format!("{KEPT}\n").as_bytes()).await?;
        line(&mut self.stream).await?;
        Ok(())
    }
}
