//! What shall be done to the images of an archive, and what that means for each.

use serde::Deserialize;

use crate::archive::Archive;
use crate::image::Reference;
use crate::{Error, Result};

/// Edits, as the JavaScript API takes them. An image is named by its id, an unambiguous prefix of
/// it, or a reference.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Edits {
    /// The images to keep; all if absent.
    pub keep: Option<Vec<String>>,
    /// An image and a new reference for it, which another image loses if it has it.
    pub tag: Vec<(String, String)>,
    /// References to take away.
    pub untag: Vec<String>,
    /// What else to drop.
    pub prune: Option<Prune>,
}

/// What `docker image prune` would take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Prune {
    /// Images without a reference.
    Dangling,
    /// Those, and the files that no image refers to.
    All,
}

/// What the edits come to.
pub(super) struct Outcome {
    /// For each image whether it stays.
    pub(super) wanted: Vec<bool>,
    /// For each target its references.
    pub(super) references: Vec<Vec<Reference>>,
}

impl Outcome {
    /// The references of an image afterwards.
    pub(super) fn of<'a>(
        &'a self,
        archive: &'a Archive,
        image: usize,
    ) -> impl Iterator<Item = &'a Reference> {
        archive.images[image].targets.iter().flat_map(|target| &self.references[*target])
    }
}

/// Works the edits out: references first, as a person would, then what is to go.
pub(super) fn apply(archive: &Archive, edits: &Edits) -> Result<Outcome> {
    let mut references: Vec<_> = archive.targets.iter().map(|target| target.references.clone()).collect();
    for name in &edits.untag {
        let reference = parse(name)?;
        let mut found = false;
        for list in &mut references {
            let before = list.len();
            list.retain(|known| *known != reference);
            found |= list.len() < before;
        }
        if !found {
            return Err(Error::usage(format!("no image of the archive has the reference {name}")));
        }
    }
    for (image, name) in &edits.tag {
        let reference = parse(name)?;
        let target = target_of(archive, image)?;
        for list in &mut references {
            list.retain(|known| *known != reference);
        }
        references[target].push(reference);
    }

    let mut wanted = vec![edits.keep.is_none(); archive.images.len()];
    for name in edits.keep.iter().flatten() {
        for image in resolve(archive, name)? {
            wanted[image] = true;
        }
    }
    let mut outcome = Outcome { wanted, references };
    if edits.prune.is_some() {
        for image in 0..archive.images.len() {
            let dangling = outcome.of(archive, image).next().is_none();
            outcome.wanted[image] &= !dangling;
        }
    }
    if !archive.images.is_empty() && !outcome.wanted.contains(&true) {
        return Err(Error::usage("no image would be left: an archive without one loads nowhere"));
    }
    Ok(outcome)
}

fn parse(name: &str) -> Result<Reference> {
    let reference = Reference::parse(name)?.with_default_tag();
    if reference.tag().is_none() {
        return Err(Error::usage(format!(
            "{name} names a digest; an archive can only keep a name with a tag"
        )));
    }
    Ok(reference)
}

/// The images that a name stands for: those of an id or its prefix, or all platforms of a reference.
fn resolve(archive: &Archive, name: &str) -> Result<Vec<usize>> {
    let by_id = by_id(archive, name)?;
    if !by_id.is_empty() {
        return Ok(by_id);
    }
    Ok(archive.targets[by_reference(archive, name)?].images.clone())
}

fn target_of(archive: &Archive, name: &str) -> Result<usize> {
    if let Some(image) = by_id(archive, name)?.first() {
        let target = archive.images[*image].targets.first().copied();
        return target.ok_or_else(|| Error::usage(format!("{name} can't be given a name in this archive")));
    }
    by_reference(archive, name)
}

fn by_id(archive: &Archive, name: &str) -> Result<Vec<usize>> {
    let hex = name.strip_prefix("sha256:").unwrap_or(name);
    if hex.is_empty() || !hex.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(Vec::new());
    }
    let ids = archive.images.iter().map(|image| image.config.id.hex());
    let found: Vec<_> = ids.enumerate().filter(|(_, id)| id.starts_with(hex)).collect();
    // One config may be in an archive under two manifests.
    if found.iter().any(|(_, id)| *id != found[0].1) {
        return Err(Error::usage(format!("{name} is the start of more than one image's id")));
    }
    Ok(found.into_iter().map(|(image, _)| image).collect())
}

fn by_reference(archive: &Archive, name: &str) -> Result<usize> {
    let unknown = || Error::usage(format!("the archive has no image {name}"));
    let reference = Reference::parse(name).map_err(|_| unknown())?.with_default_tag();
    archive.targets.iter().position(|target| target.references.contains(&reference)).ok_or_else(unknown)
}
