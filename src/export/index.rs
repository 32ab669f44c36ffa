//! `index.json` for the new archive, and the indexes below it that lose a platform.
//!
//! An index without one of its manifests has another digest, and so has every index above it.

use hashbrown::HashMap;
use serde_json::{Map, Value, json};

use super::edits::Outcome;
use crate::archive::{Archive, Descriptor, NAME, Node, REF_NAME};
use crate::image::{Digest, Reference};

/// Indexes that had to be written anew.
#[derive(Debug, Default)]
pub(super) struct Rewritten {
    /// By the digest they had; none for those that stay as they are.
    by_digest: HashMap<Digest, Option<New>>,
    /// By the member that held them: name and content.
    by_member: HashMap<usize, (String, Vec<u8>)>,
}

#[derive(Debug, Clone)]
struct New {
    digest: Digest,
    size: u64,
}

impl Rewritten {
    /// What stands in the place of this member.
    pub(super) fn at(&self, member: usize) -> Option<&(String, Vec<u8>)> {
        self.by_member.get(&member)
    }

    /// A descriptor that leads to the new index, if it led to one that is rewritten.
    fn descriptor(&self, descriptor: &Descriptor) -> Value {
        let mut value = descriptor.value().clone();
        if let Some(Some(new)) = self.by_digest.get(&descriptor.digest) {
            value["digest"] = new.digest.to_string().into();
            value["size"] = new.size.into();
        }
        value
    }
}

/// Rewrites every index that loses something when only these images stay.
pub(super) fn rewrite(archive: &Archive, wanted: &dyn Fn(usize) -> bool) -> Rewritten {
    let mut rewritten = Rewritten::default();
    for target in &archive.targets {
        if let Some(digest) = &target.digest
            && archive.graph.remains(digest, wanted)
        {
            rewrite_node(archive, digest, wanted, &mut rewritten);
        }
    }
    rewritten
}

/// Children first: their digests stand in their parent. A list of what is to be done, not recursion: a
/// hostile archive may have long chains of indexes.
fn rewrite_node(
    archive: &Archive,
    digest: &Digest,
    wanted: &dyn Fn(usize) -> bool,
    rewritten: &mut Rewritten,
) {
    let mut open = vec![(digest.clone(), false)];
    while let Some((digest, children_done)) = open.pop() {
        let Some(Node::Index { member, value, .. }) = archive.graph.get(&digest) else { continue };
        let children = Descriptor::list(value, "manifests");
        let kept = children.iter().filter(|child| archive.graph.keeps(child, wanted));
        if children_done {
            let kept: Vec<Value> = kept.map(|child| rewritten.descriptor(child)).collect();
            if kept.iter().ne(children.iter().map(Descriptor::value)) {
                rewrite_index(*member, value, kept, digest, rewritten);
            }
        } else if !rewritten.by_digest.contains_key(&digest) {
            rewritten.by_digest.insert(digest.clone(), None);
            open.push((digest, true));
            open.extend(kept.rev().map(|child| (child.digest.clone(), false)));
        }
    }
}

fn rewrite_index(member: usize, value: &Value, kept: Vec<Value>, digest: Digest, rewritten: &mut Rewritten) {
    let mut value = value.clone();
    value["manifests"] = kept.into();
    let content = value.to_string().into_bytes();
    let new = New { digest: Digest::of(&content), size: content.len() as u64 };
    rewritten.by_member.insert(member, (format!("blobs/sha256/{}", new.digest.hex()), content));
    rewritten.by_digest.insert(digest, Some(new));
}

/// The new `index.json`: a descriptor for each reference of each target, as Docker writes it.
pub(super) fn index(archive: &Archive, outcome: &Outcome, rewritten: &Rewritten) -> Option<Vec<u8>> {
    let old = archive.documents.index.as_ref()?;
    let wanted = |image: usize| outcome.wanted[image];
    let descriptors = Descriptor::list(old, "manifests");
    let whole_names =
        descriptors.iter().any(|d| d.annotation(REF_NAME).is_some_and(|name| name.contains('/')));
    // The first of those that give one thing the same name.
    let mut named: HashMap<(&Digest, Reference), &Descriptor> = HashMap::new();
    for descriptor in &descriptors {
        if let Some(name) = descriptor.name().and_then(|name| Reference::parse(name).ok()) {
            named.entry((&descriptor.digest, name.with_default_tag())).or_insert(descriptor);
        }
    }
    let mut new = Vec::new();
    let mut done = vec![false; archive.targets.len()];
    for descriptor in descriptors.iter().filter(|descriptor| archive.graph.keeps(descriptor, &wanted)) {
        let target =
            archive.target(&descriptor.digest).filter(|place| !archive.targets[*place].images.is_empty());
        let Some(target) = target else {
            // An artifact, or something that is not in the archive.
            new.push(descriptor.value().clone());
            continue;
        };
        if std::mem::replace(&mut done[target], true) {
            continue;
        }
        let references = &outcome.references[target];
        if references.is_empty() {
            let mut value = rewritten.descriptor(descriptor);
            annotate(&mut value, &[(NAME, None), (REF_NAME, None)]);
            new.push(value);
        }
        for reference in references {
            if let Some(same) = named.get(&(&descriptor.digest, reference.clone())) {
                new.push(rewritten.descriptor(same));
                continue;
            }
            let mut value = rewritten.descriptor(descriptor);
            let full = reference.full();
            let tag = if whole_names { Some(full.as_str()) } else { reference.tag() };
            annotate(&mut value, &[(NAME, Some(&full)), (REF_NAME, tag)]);
            new.push(value);
        }
    }
    let mut document = old.clone();
    document["manifests"] = new.into();
    Some(document.to_string().into_bytes())
}

fn annotate(descriptor: &mut Value, annotations: &[(&str, Option<&str>)]) {
    let Some(descriptor) = descriptor.as_object_mut() else { return };
    let mut map: Map<String, Value> =
        descriptor.get("annotations").and_then(Value::as_object).cloned().unwrap_or_default();
    for (key, text) in annotations {
        match text {
            Some(text) => map.insert((*key).to_owned(), json!(text)),
            None => map.shift_remove(*key),
        };
    }
    if map.is_empty() {
        descriptor.shift_remove("annotations");
    } else {
        descriptor.insert("annotations".into(), Value::Object(map));
    }
}
