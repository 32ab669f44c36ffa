use std::cell::RefCell;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;
use std::time::SystemTime;

use super::Source;
use crate::{Error, Result};

/// A file of the operating system.
#[derive(Debug)]
pub struct FileSource {
    file: RefCell<File>,
    len: u64,
    /// When it was written last, where the system tells.
    modified: Option<SystemTime>,
}

impl FileSource {
    /// Opens the file and notes its length and time: if they change, reading is an error, not other bytes.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let failed = |error: std::io::Error| Error::io(error.to_string(), path.display().to_string());
        let file = File::open(path).map_err(failed)?;
        let facts = file.metadata().map_err(failed)?;
        Ok(Self { file: RefCell::new(file), len: facts.len(), modified: facts.modified().ok() })
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
        let failed = |what: String| Error::io(what, format!("offset {offset}"));
        let mut file = self.file.borrow_mut();
        let read = file.seek(SeekFrom::Start(offset)).and_then(|_| file.read_exact(&mut buf[..want]));
        // Asked afterwards: what was read may be of the moment before.
        let facts = file.metadata().map_err(|error| failed(error.to_string()))?;
        if facts.len() != self.len || facts.modified().ok() != self.modified {
            return Err(failed("it was changed after it was opened".into()));
        }
        read.map_err(|error| failed(error.to_string()))?;
        Ok(want)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_file_that_changes_is_an_error() {
        let path = std::env::temp_dir().join(format!("lamina-changes-{}", std::process::id()));
        let open = || {
            fs::write(&path, "0123456789").unwrap();
            FileSource::open(&path).unwrap()
        };
        let fails = |source: &FileSource| {
            let error = source.read_vec(2, 4).unwrap_err();
            assert!(matches!(error, Error::Io { .. }) && error.to_string().contains("changed"), "{error}");
        };

        let source = open();
        assert_eq!(source.read_vec(2, 4).unwrap(), b"2345");
        fs::write(&path, "0123").unwrap();
        fails(&source);

        let source = open();
        fs::write(&path, "01234567890123456789").unwrap();
        fails(&source);

        // As many bytes, and another time.
        let source = open();
        let file = File::options().write(true).open(&path).unwrap();
        file.set_modified(SystemTime::now() + Duration::from_secs(5)).unwrap();
        fails(&source);
        fs::remove_file(&path).unwrap();
    }
}
