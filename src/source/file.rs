use std::cell::RefCell;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use super::Source;
use crate::{Error, Result};

/// A file of the operating system.
#[derive(Debug)]
pub struct FileSource {
    file: RefCell<File>,
    len: u64,
}

impl FileSource {
    /// Opens the file and notes its length.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let failed = |error: std::io::Error| Error::io(error.to_string(), path.display().to_string());
        let file = File::open(path).map_err(failed)?;
        let len = file.metadata().map_err(failed)?.len();
        Ok(Self { file: RefCell::new(file), len })
    }
}

impl Source for FileSource {
    fn len(&self) -> Result<u64> {
        Ok(self.len)
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> Result<usize> {
        let want = buf.len().min(self.len.saturating_sub(offset) as usize);
        if want == 0 {
            return Ok(0); // a system may refuse to seek as far as an archive claims to reach
        }
        let mut file = self.file.borrow_mut();
        file.seek(SeekFrom::Start(offset))
            .and_then(|_| file.read_exact(&mut buf[..want]))
            .map_err(|error| Error::io(error.to_string(), format!("offset {offset}")))?;
        Ok(want)
    }
}
