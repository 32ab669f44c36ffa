//! Reads a written archive back and compares it with what was planned.

use std::rc::Rc;

use super::plan::{Plan, PlannedImage};
use super::rope::Part;
use crate::archive::Archive;
use crate::source::Source;
use crate::{Error, Limits, Result};

/// Bytes compared at both ends of each slice.
const PROBE: u64 = 4096;

/// Opens the written archive and compares images, references, platforms and layers with the plan,
/// and both ends of everything copied with the original.
pub fn check(plan: &Plan, original: &dyn Source, written: &Rc<dyn Source>, limits: Limits) -> Result<()> {
    let size = written.len()?;
    if size != plan.after {
        return Err(differs(&format!("it has {size} bytes instead of {}", plan.after)));
    }
    compare_slices(plan, original, written)?;
    let archive = Archive::open(Rc::clone(written), limits, &mut |_| {})?;
    let mut found: Vec<PlannedImage> =
        (0..archive.images.len()).map(|index| found_image(&archive, index)).collect();
    let mut planned = plan.images.clone();
    for list in [&mut found, &mut planned] {
        for image in list.iter_mut() {
            image.references.sort();
        }
        list.sort_by(|a, b| (&a.after, &a.platform).cmp(&(&b.after, &b.platform)));
    }
    if found.len() != planned.len() {
        return Err(differs(&format!("it holds {} images instead of {}", found.len(), planned.len())));
    }
    for (found, planned) in found.iter().zip(&planned) {
        if found.after != planned.after {
            return Err(differs(&format!("it holds the image {} instead of {}", found.after, planned.after)));
        }
        if found.references != planned.references {
            return Err(differs(&format!(
                "{} is named [{}] instead of [{}]",
                found.after,
                found.references.join(", "),
                planned.references.join(", ")
            )));
        }
        if found.platform != planned.platform || found.layers != planned.layers {
            return Err(differs(&format!("{} has other layers or another platform", found.after)));
        }
    }
    Ok(())
}

fn found_image(archive: &Archive, index: usize) -> PlannedImage {
    let image = &archive.images[index];
    PlannedImage {
        before: String::new(),
        after: image.config.id.to_string(),
        references: archive.references(index).map(crate::image::Reference::familiar).collect(),
        platform: image.platform.to_string(),
        layers: image.layers.iter().map(|layer| archive.layers[layer.key].size).collect(),
    }
}

fn compare_slices(plan: &Plan, original: &dyn Source, written: &Rc<dyn Source>) -> Result<()> {
    let mut at = 0;
    for part in plan.rope.parts() {
        if let Part::Slice { offset, len } = part {
            let probe = PROBE.min(*len);
            for start in [0, len - probe] {
                let was = original.read_vec(offset + start, probe as usize)?;
                let is = written.read_vec(at + start, probe as usize)?;
                if was != is {
                    return Err(differs(&format!(
                        "its bytes at offset {} are not those of the original",
                        at + start
                    )));
                }
            }
        }
        at += part.len();
    }
    Ok(())
}

fn differs(what: &str) -> Error {
    Error::format(format!("the written archive is not what was planned: {what}"), "the written archive", "")
}
