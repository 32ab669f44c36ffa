//! An archive: its tar, its documents, the images they tell of.

use std::rc::Rc;

use lamina::session::Session;
use lamina::source::Source;

use super::{limits, speaks};
use crate::memory::bounded;
use crate::random::Random;
use crate::source::Pieces;

/// Checks one input.
pub fn check(data: &[u8]) {
    let mut random = Random::of(data);
    let limits = limits(&mut random);
    let length = data.len() as u64;
    let pieces = Rc::new(Pieces::new(data, Random::of(data), 100_000));
    let source: Rc<dyn Source> = Rc::clone(&pieces) as Rc<dyn Source>;
    let most = (16 << 20) + 256 * data.len();
    let opened = bounded(most, || Session::open(Rc::clone(&source), limits, 1_800_000_000, &mut |_| {}));
    // A document is read for each that refers to it at most, and never for nothing.
    let read = pieces.read.get();
    assert!(read <= 16 * length + (1 << 20), "{read} bytes were read of {length}");
    let mut session = match opened {
        Ok(session) => session,
        Err(error) => return speaks(&error),
    };
    is_sound(&session, length);
    assert!(session.archive().members.len() as u64 <= limits.archive_entries);
    let described = serde_json::to_string(&session.describe()).expect("a description is JSON");
    let again = Session::open(source, limits, 1_800_000_000, &mut |_| {}).expect("what opened before");
    let again = serde_json::to_string(&again.describe()).expect("a description is JSON");
    assert!(described == again, "opened again it is\n{again}\nnot\n{described}");
    if random.once_in(4) {
        bounded(most, || session.index_all()).expect("damage of a layer is no error");
        serde_json::to_string(&session.describe()).expect("a description is JSON");
        look_around(&session);
    }
}

/// Every number leads to something, and every slice lies in the file.
fn is_sound(session: &Session, length: u64) {
    let archive = session.archive();
    for layer in &archive.layers {
        let end = layer.offset.checked_add(layer.size).expect("an end that fits");
        assert!(end <= length, "{layer:?} of {length} bytes");
        assert!(layer.member.is_none_or(|member| member < archive.members.len()), "{layer:?}");
    }
    for image in &archive.images {
        assert!(image.layers.iter().all(|layer| layer.key < archive.layers.len()), "{image:?}");
        assert!(image.config_member < archive.members.len(), "{image:?}");
    }
    for target in &archive.targets {
        assert!(target.images.iter().all(|image| *image < archive.images.len()), "{target:?}");
    }
    for problem in &archive.problems {
        assert!(!problem.code.is_empty() && !problem.message.is_empty(), "{problem:?}");
    }
}

/// The newest state of each image, and some of its content.
fn look_around(session: &Session) {
    const MOST: usize = 60;
    for image in 0..session.archive().images.len().min(4) {
        let newest = session.archive().images[image].layers.len().saturating_sub(1);
        for entry in session.walk(image, newest, "/", None, MOST).expect("a tree has a root") {
            let file = session.open_file(image, newest, &entry.path, None);
            match file.and_then(|mut file| file.next(1 << 12)) {
                Ok(bytes) => assert!(bytes.len() as u64 <= entry.size.max(1 << 12)),
                Err(error) => speaks(&error),
            }
        }
    }
}
