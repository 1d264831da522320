//! Compressed siblings, remembered by content: brotli at its best takes seconds for the wasm.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::thread;

use anyhow::{Context, Result, anyhow};
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

use super::output::{Asset, Compressed, Output, hex};
use crate::cli::Finish;
use crate::workspace::Workspace;

/// What is already compressed, or so small that a header would outweigh the gain.
const LEFT_ALONE: [&str; 3] = [".png", ".woff2", ".ico"];
const SMALLEST: usize = 200;

/// Compresses every asset, several at once.
pub(crate) fn all(workspace: &Workspace, finish: Finish, output: &mut Output) -> Result<()> {
    let cache = workspace.scratch().join("compressed");
    fs::create_dir_all(&cache).context("cannot create the cache of compressed files")?;
    thread::scope(|scope| {
        let work: Vec<_> = output.assets.iter_mut().map(|asset| scope.spawn(|| one(&cache, finish, asset))).collect();
        work.into_iter().try_for_each(|work| work.join().map_err(|_| anyhow!("compressing stopped"))?)
    })
}

fn one(cache: &Path, finish: Finish, asset: &mut Asset) -> Result<()> {
    if asset.bytes.len() < SMALLEST || LEFT_ALONE.iter().any(|extension| asset.path.ends_with(extension)) {
        return Ok(());
    }
    let name = cache.join(hex(&Sha256::digest(&asset.bytes)));
    asset.compressed = Compressed {
        brotli: match finish {
            Finish::Shipped => remembered(&name.with_extension("br"), &asset.bytes, brotli)?,
            Finish::Quick => None,
        },
        gzip: remembered(&name.with_extension("gz"), &asset.bytes, gzip)?,
    };
    Ok(())
}

/// The compressed form, unless it is no smaller.
fn remembered(path: &Path, bytes: &[u8], compress: fn(&[u8]) -> Result<Vec<u8>>) -> Result<Option<Vec<u8>>> {
    let compressed = if let Ok(known) = fs::read(path) {
        known
    } else {
        let made = compress(bytes)?;
        fs::write(path, &made).with_context(|| format!("cannot write {}", path.display()))?;
        made
    };
    Ok(Some(compressed).filter(|compressed| compressed.len() < bytes.len()))
}

/// Quality 11, the best, with the largest window that browsers accept.
fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut writer = brotli::CompressorWriter::new(Vec::new(), 1 << 16, 11, 24);
    writer.write_all(bytes)?;
    Ok(writer.into_inner())
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut writer = GzEncoder::new(Vec::new(), Compression::best());
    writer.write_all(bytes)?;
    Ok(writer.finish()?)
}
