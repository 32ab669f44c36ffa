//! Opens an archive as the page does: first its documents, then its layers, one after the other in
//! each of the threads.

use std::path::Path;
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Instant;

use lamina::layer::Layer;
use lamina::session::{LayerJob, Session};
use lamina::source::{FileSource, Slice, Source};
use lamina::{Error, Limits};

use crate::Result;

/// What reading a layer gave: which one, its entries, its index as it crosses between workers.
type Read = (usize, std::result::Result<(u64, Vec<u8>), Error>);

pub(crate) fn run(path: &Path, threads: usize) -> Result {
    let start = Instant::now();
    let file: Rc<dyn Source> = Rc::new(FileSource::open(path)?);
    let mut session = Session::open(file, Limits::default(), 0, &mut |_| {})?;
    println!("first = {:.6}", start.elapsed().as_secs_f64());
    let jobs = session.jobs();
    let mut entries = 0;
    let mut take = |session: &mut Session, (key, read): Read| -> Result {
        let (count, packed) = read?;
        entries += count;
        Ok(session.add_layer(key, packed)?)
    };
    // Each thread has the file for itself. What is decoded as a whole is there once.
    if threads < 2 || session.archive().wrapping().is_some() {
        for job in &jobs {
            let read = read(Rc::clone(session.source()), job);
            take(&mut session, read)?;
        }
    } else {
        let next = AtomicUsize::new(0);
        let (send, receive) = mpsc::channel();
        thread::scope(|scope| -> Result {
            for _ in 0..threads {
                let send = send.clone();
                let (jobs, next) = (&jobs, &next);
                scope.spawn(move || work(path, jobs, next, &send));
            }
            drop(send);
            receive.into_iter().try_for_each(|read| take(&mut session, read))
        })?;
    }
    println!("layers = {}\nentries = {entries}", jobs.len());
    println!("indexed = {:.6}", start.elapsed().as_secs_f64());
    Ok(())
}

fn work(path: &Path, jobs: &[LayerJob], next: &AtomicUsize, send: &mpsc::Sender<Read>) {
    while let Some(job) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
        let done = match FileSource::open(path) {
            Ok(file) => read(Rc::new(file), job),
            Err(error) => (job.key, Err(error)),
        };
        if send.send(done).is_err() {
            return; // a layer before has failed
        }
    }
}

fn read(source: Rc<dyn Source>, job: &LayerJob) -> Read {
    let stored = Slice::new(source, job.offset, job.size);
    let layer = Layer::index(stored, job.compression, &Limits::default(), |_| {});
    (job.key, layer.map(|layer| (layer.entries(), layer.pack())))
}
