//! What there is to do in an archive: its layers, and the reads that opening and indexing it takes. The
//! bare loops, here and in the browser, do nothing but these.

use std::cell::RefCell;
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::rc::Rc;

use lamina::codec::Compression;
use lamina::layer::Layer;
use lamina::session::Session;
use lamina::source::{FileSource, Slice, Source};
use lamina::{Limits, Result as CoreResult};
use serde_json::{Value, json};

use crate::Result;

/// Copied at once.
const PIECE: u64 = 4 << 20;

/// A file that notes what is read of it.
struct Noted {
    file: FileSource,
    reads: RefCell<Vec<(u64, usize)>>,
}

impl Noted {
    /// What was read since the last call.
    fn take(&self) -> Value {
        let reads = self.reads.take();
        reads.into_iter().map(|(offset, len)| json!([offset, len])).collect()
    }
}

impl Source for Noted {
    fn len(&self) -> CoreResult<u64> {
        self.file.len()
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> CoreResult<usize> {
        let got = self.file.read_at(offset, buf)?;
        if got > 0 {
            self.reads.borrow_mut().push((offset, got));
        }
        Ok(got)
    }
}

/// Writes the jobs to a file, each layer's stored bytes to the folder if there is one, and prints what
/// the archive has.
pub(crate) fn note(archive: &str, file: &str, folder: Option<&Path>) -> Result {
    let noted = Rc::new(Noted { file: FileSource::open(archive)?, reads: RefCell::default() });
    let source: Rc<dyn Source> = Rc::clone(&noted) as Rc<dyn Source>;
    let session = Session::open(source, Limits::default(), 0, &mut |_| {})?;
    let mut reads = vec![noted.take()];
    let mut layers = Vec::new();
    let mut entries = 0;
    let mut unpacked = 0;
    if let Some(folder) = folder {
        fs::create_dir_all(folder)?;
    }
    for (number, job) in session.jobs().iter().enumerate() {
        let stored = Slice::new(Rc::clone(session.source()), job.offset, job.size);
        let layer = Layer::index(&stored, job.compression, session.limits(), |_| {})?;
        reads.push(noted.take());
        entries += layer.entries();
        unpacked += layer.unpacked();
        layers.push(json!({"offset": job.offset, "size": job.size, "compression": job.compression}));
        if let Some(folder) = folder {
            let suffix = suffix(job.compression);
            copy(&stored, job.size, &folder.join(format!("{number:03}.tar{suffix}")))?;
            noted.take();
        }
    }
    let archive = session.archive();
    let mut compression = session.jobs().first().map_or(Compression::None, |job| job.compression);
    if archive.wrapping().is_some() {
        compression = archive.compression();
        layers = vec![json!({"offset": 0, "size": archive.stored_size(), "compression": compression})];
    }
    fs::write(file, json!({"reads": reads, "layers": layers}).to_string())?;
    println!("format = {:?}", archive.shape.code());
    println!("compression = {}", json!(compression));
    println!("layers = {}\nentries = {entries}\nunpacked = {unpacked}", session.jobs().len());
    Ok(())
}

fn suffix(compression: Compression) -> &'static str {
    match compression {
        Compression::None => "",
        Compression::Gzip => ".gz",
        Compression::Zstd => ".zst",
        Compression::Xz => ".xz",
        Compression::Bzip2 => ".bz2",
    }
}

fn copy(source: &impl Source, size: u64, to: &Path) -> Result {
    let mut file = File::create(to)?;
    let mut offset = 0;
    while offset < size {
        let bytes = source.read_vec(offset, PIECE.min(size - offset) as usize)?;
        file.write_all(&bytes)?;
        offset += bytes.len() as u64;
    }
    Ok(())
}
