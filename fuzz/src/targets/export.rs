//! An archive, edited at random and written anew: what is written opens, and is what was planned.

use std::rc::Rc;

use lamina::export::{Edits, Part, Plan, Prune, RopeSource, check as read_back};
use lamina::session::Session;
use lamina::source::{Memory, Source};
use lamina::{Limits, Result};

use super::speaks;
use crate::memory::bounded;
use crate::random::Random;
use crate::tarball::BLOCK;

/// Checks one input.
pub fn check(data: &[u8]) {
    let mut random = Random::of(data);
    let source: Rc<dyn Source> = Rc::new(Memory::new(data));
    let Ok(session) = open(&source) else { return };
    for _ in 0..3 {
        let edits = edits(&session, &mut random);
        let planned = bounded((16 << 20) + 64 * data.len(), || session.plan(&edits));
        match planned {
            Ok(plan) => is_kept(&plan, &edits, &source),
            Err(error) => speaks(&error),
        }
    }
}

fn open(source: &Rc<dyn Source>) -> Result<Session> {
    Session::open(Rc::clone(source), Limits::default(), 0, &mut |_| {})
}

/// Edits of images that are there, and now and then of some that are not.
fn edits(session: &Session, random: &mut Random) -> Edits {
    let archive = session.archive();
    let ids = archive.images.iter().map(|image| image.config.id.to_string());
    let references: Vec<String> = (0..archive.images.len())
        .flat_map(|image| archive.references(image))
        .map(ToString::to_string)
        .collect();
    let mut names: Vec<String> = ids.chain(references.clone()).collect();
    names.push("none:such".to_owned());
    let name = |random: &mut Random| names[random.below(names.len())].clone();
    let mut edits = Edits::default();
    if random.once_in(2) {
        edits.keep = Some((0..=random.below(2)).map(|_| name(random)).collect());
    }
    if random.once_in(2) {
        let new = random.one_of(&["new", "a/b:c", "reg.example:5000/x/y:1.0", "x@sha256:00"]);
        edits.tag.push((name(random), new.to_owned()));
    }
    if random.once_in(3) && !references.is_empty() {
        edits.untag.push(references[random.below(references.len())].clone());
    }
    edits.prune = random.one_of(&[None, None, Some(Prune::Dangling), Some(Prune::All)]);
    edits
}

/// The plan's sizes are those of what is written, which opens and has the images of the plan.
fn is_kept(plan: &Plan, edits: &Edits, source: &Rc<dyn Source>) {
    let length = source.len().expect("memory has a length");
    let mut sum = 0;
    for part in plan.rope.parts() {
        assert!(!part.is_empty(), "an empty part");
        if let Part::Slice { offset, len } = part {
            assert!(offset.checked_add(*len).is_some_and(|end| end <= length), "{part:?} of {length} bytes");
        }
        sum += part.len();
    }
    assert_eq!((sum, plan.rope.len()), (plan.after, plan.after));
    assert_eq!(plan.before, length);
    let rope = RopeSource::new(&plan.rope, Rc::clone(source));
    let bytes = rope.read_vec(0, sum as usize).expect("all of it can be read");
    assert!(bytes.len().is_multiple_of(BLOCK) && bytes.ends_with(&[0; 2 * BLOCK]), "no end of an archive");
    let written: Rc<dyn Source> = Rc::new(Memory::new(bytes));
    if let Err(error) = read_back(plan, &**source, &written, Limits::default()) {
        panic!("{edits:?}: {error:?}");
    }
    // What was written once is written again as it is.
    let again = open(&written).and_then(|session| session.plan(&Edits::default()));
    match again {
        Ok(again) => assert_eq!(again.after, plan.after, "{edits:?}: written again it has another size"),
        Err(error) => panic!("{edits:?}: can't be written again: {error:?}"),
    }
}
