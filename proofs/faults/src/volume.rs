//! The disk as the kernel sees it: a file served by FUSE, and a file system on it through a loop device.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use anyhow::{Context, Result, bail};
use fuser::{
    BackgroundSession, Config, Errno, FileAttr, FileHandle, FileType, Filesystem, Generation, INodeNo, LockOwner,
    OpenFlags, ReplyAttr, ReplyData, ReplyEmpty, ReplyEntry, ReplyWrite, Request, WriteFlags,
};

use crate::disk::Disk;

/// Nothing may be remembered of a disk but what it says itself.
const AT_ONCE: Duration = Duration::ZERO;
const NAME: &str = "disk";
const FILE: INodeNo = INodeNo(2);

/// A directory that holds the disk as a file for as long as this lives.
pub(crate) struct Served {
    session: Option<BackgroundSession>,
    directory: PathBuf,
}

impl Served {
    pub(crate) fn new(disk: Arc<Disk>, directory: &Path) -> Result<Self> {
        std::fs::create_dir(directory)?;
        let session = fuser::spawn_mount(Files(disk), directory, &Config::default());
        Ok(Self { session: Some(session.context("cannot mount by FUSE")?), directory: directory.to_owned() })
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.directory.join(NAME)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let ended = self.session.take().map(BackgroundSession::umount_and_join);
        if let Some(Err(error)) = ended {
            eprintln!("the disk is still mounted at {}: {error}", self.directory.display());
        }
    }
}

/// How a volume keeps its own structure over a power cut.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Journal {
    /// As ext4 does it: after a cut the journal is replayed.
    Kept,
    /// Not at all. For disks that fail: an error at the journal would end the whole file system until it is mounted
    /// again, and no program could show how it goes on.
    None,
}

/// Makes an ext4 file system on the disk in this file.
pub(crate) fn format(file: &Path, journal: Journal) -> Result<()> {
    let mut command = Command::new("mkfs.ext4");
    command.args(["-q", "-F", "-m", "0", "-E", "nodiscard,lazy_itable_init=0,lazy_journal_init=0"]);
    if journal == Journal::None {
        command.args(["-O", "^has_journal"]);
    }
    run(command.arg(file))
}

/// A mounted file system.
pub(crate) struct Volume {
    directory: PathBuf,
}

impl Volume {
    /// Mounts what is in this file, by a loop device, which goes with the mount.
    pub(crate) fn mount(file: &Path, directory: &Path) -> Result<Self> {
        std::fs::create_dir_all(directory)?;
        run(Command::new("mount").args(["-o", "loop"]).args([file, directory]))?;
        Ok(Self { directory: directory.to_owned() })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.directory
    }
}

impl Drop for Volume {
    fn drop(&mut self) {
        if let Err(error) = run(Command::new("umount").arg(&self.directory)) {
            eprintln!("{} is still mounted: {error:#}", self.directory.display());
        }
    }
}

/// Why no disk can be made here; nothing where it can.
pub(crate) fn impossible() -> Option<String> {
    let missing = ["/dev/fuse", "/dev/loop-control"].into_iter().find(|device| !Path::new(device).exists());
    if let Some(device) = missing {
        return Some(format!("there is no {device} here"));
    }
    let trial = || -> Result<()> {
        let directory = tempfile::tempdir()?;
        let served = Served::new(Arc::new(Disk::new(4 << 20)), &directory.path().join("fuse"))?;
        format(&served.file(), Journal::None)?;
        Volume::mount(&served.file(), &directory.path().join("volume")).map(drop)
    };
    trial().err().map(|error| format!("no volume can be mounted here: {error:#}"))
}

fn run(command: &mut Command) -> Result<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.output().with_context(|| format!("cannot start {name}"))?;
    if output.status.success() {
        return Ok(());
    }
    bail!("{name}: {}", String::from_utf8_lossy(&output.stderr).trim())
}

/// A directory with one file in it.
struct Files(Arc<Disk>);

impl Files {
    fn attributes(&self, inode: INodeNo) -> FileAttr {
        let (kind, perm, size) = match inode {
            FILE => (FileType::RegularFile, 0o600, self.0.size()),
            _ => (FileType::Directory, 0o700, 0),
        };
        FileAttr {
            ino: inode,
            size,
            blocks: size / 512,
            atime: UNIX_EPOCH,
            mtime: UNIX_EPOCH,
            ctime: UNIX_EPOCH,
            crtime: UNIX_EPOCH,
            kind,
            perm,
            nlink: 1,
            uid: 0,
            gid: 0,
            rdev: 0,
            blksize: 4096,
            flags: 0,
        }
    }
}

impl Filesystem for Files {
    fn lookup(&self, _: &Request, parent: INodeNo, name: &OsStr, reply: ReplyEntry) {
        if parent == INodeNo::ROOT && name == NAME {
            reply.entry(&AT_ONCE, &self.attributes(FILE), Generation(0));
        } else {
            reply.error(Errno::ENOENT);
        }
    }

    fn getattr(&self, _: &Request, inode: INodeNo, _: Option<FileHandle>, reply: ReplyAttr) {
        reply.attr(&AT_ONCE, &self.attributes(inode));
    }

    fn read(
        &self,
        _: &Request,
        _: INodeNo,
        _: FileHandle,
        offset: u64,
        size: u32,
        _: OpenFlags,
        _: Option<LockOwner>,
        reply: ReplyData,
    ) {
        reply.data(&self.0.read(offset, size as usize));
    }

    fn write(
        &self,
        _: &Request,
        _: INodeNo,
        _: FileHandle,
        offset: u64,
        data: &[u8],
        _: WriteFlags,
        _: OpenFlags,
        _: Option<LockOwner>,
        reply: ReplyWrite,
    ) {
        match (self.0.write(offset, data), u32::try_from(data.len())) {
            (Ok(()), Ok(length)) => reply.written(length),
            _ => reply.error(Errno::EIO),
        }
    }

    fn flush(&self, _: &Request, _: INodeNo, _: FileHandle, _: LockOwner, reply: ReplyEmpty) {
        // Comes when the file is closed, and means nothing to a disk.
        reply.ok();
    }

    fn fsync(&self, _: &Request, _: INodeNo, _: FileHandle, _: bool, reply: ReplyEmpty) {
        match self.0.flush() {
            Ok(()) => reply.ok(),
            Err(_) => reply.error(Errno::EIO),
        }
    }
}
