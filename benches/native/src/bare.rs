//! The limits: the reads alone, the decoders alone.

use std::cell::RefCell;
use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom};

use lamina_bare::Input;
use serde_json::Value;

use crate::Result;

/// Does the reads of the jobs, and throws away what they give.
pub(crate) fn replay(archive: &str, jobs: &str) -> Result {
    let mut file = File::open(archive)?;
    let mut buffer = Vec::new();
    let mut total = 0;
    for read in jobs_of(jobs, "reads")?.iter().flat_map(|job| job.as_array().into_iter().flatten()) {
        let (offset, len) = (number(&read[0])?, number(&read[1])?);
        buffer.resize(len as usize, 0);
        file.seek(SeekFrom::Start(offset))?;
        file.read_exact(&mut buffer)?;
        total += len;
    }
    println!("bytes = {total}");
    Ok(())
}

/// Decodes the layers, and throws away what they give.
pub(crate) fn decode(archive: &str, jobs: &str) -> Result {
    let file = RefCell::new(File::open(archive)?);
    let mut total = 0;
    for layer in jobs_of(jobs, "layers")? {
        let (start, size) = (number(&layer["offset"])?, number(&layer["size"])?);
        let mut input = Input::new(|at, buffer| {
            let want = (size - at).min(buffer.len() as u64) as usize;
            let mut file = file.borrow_mut();
            file.seek(SeekFrom::Start(start + at)).map_err(|error| error.to_string())?;
            file.read_exact(&mut buffer[..want]).map_err(|error| error.to_string())?;
            Ok(want)
        });
        total += lamina_bare::decode(layer["compression"].as_str().unwrap_or_default(), &mut input)?;
    }
    println!("bytes = {total}");
    Ok(())
}

fn jobs_of(file: &str, key: &str) -> Result<Vec<Value>> {
    let jobs: Value = serde_json::from_str(&fs::read_to_string(file)?)?;
    Ok(jobs[key].as_array().cloned().ok_or("these are no jobs")?)
}

fn number(value: &Value) -> Result<u64> {
    value.as_u64().ok_or_else(|| "a job has no number where one should be".into())
}
