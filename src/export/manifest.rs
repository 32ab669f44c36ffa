//! `manifest.json` and `repositories` for the new archive.

use hashbrown::{HashMap, HashSet};
use serde_json::{Map, Value, json};

use super::edits::Outcome;
use crate::archive::{Archive, TAGS, clean, field};
use crate::image::Reference;
use crate::tar::Kind;

/// The list of images that all loaders of docker-archives read. Keys in Docker's spelling, whole
/// names (podman takes `web:1` for `localhost/web:1`), paths of real files.
pub(super) fn manifest(archive: &Archive, outcome: &Outcome) -> Vec<u8> {
    let empty = Vec::new();
    let old = archive.documents.manifest.as_ref().and_then(Value::as_array).unwrap_or(&empty);
    let stay = archive.images.iter().zip(&outcome.wanted).filter(|(_, wanted)| **wanted);
    let ids: HashSet<String> = stay.map(|(image, _)| image.config.id.to_string()).collect();
    let entries = entries(archive, outcome).into_iter().map(|image| {
        let old = archive.images[image].docker_entry.and_then(|index| old.get(index));
        entry(archive, outcome, image, old, &ids)
    });
    let mut bytes = Value::Array(entries.collect()).to_string().into_bytes();
    bytes.push(b'\n');
    bytes
}

/// Which images get an entry: those that had one, and one for each name that has none otherwise, as
/// when the platform that had it is dropped.
fn entries(archive: &Archive, outcome: &Outcome) -> Vec<usize> {
    let had = |image: &usize| archive.images[*image].docker_entry.is_some();
    let wanted = |image: &usize| outcome.wanted[*image];
    let mut entries: Vec<usize> =
        (0..archive.images.len()).filter(|image| wanted(image) && had(image)).collect();
    let mut known: HashSet<usize> = entries.iter().copied().collect();
    for target in &archive.targets {
        let had_one = target.images.iter().any(had) || !archive.shape.has_manifest();
        let lost = had_one && !target.images.iter().any(|image| had(image) && wanted(image));
        let whole = |image: &&usize| {
            let image = &archive.images[**image];
            image.layers.iter().all(|layer| archive.layers[layer.key].member.is_some())
        };
        if let Some(image) = target.images.iter().filter(|image| lost && wanted(image)).find(whole)
            && known.insert(*image)
        {
            entries.push(*image);
        }
    }
    entries
}

/// The entry of an image; `ids` are those of all images that stay.
fn entry(
    archive: &Archive,
    outcome: &Outcome,
    index: usize,
    old: Option<&Value>,
    ids: &HashSet<String>,
) -> Value {
    let image = &archive.images[index];
    let mut tags: Vec<String> = outcome.of(archive, index).map(Reference::full).collect();
    tags.dedup();
    let layers: Vec<&str> =
        image.layers.iter().map(|layer| archive.layers[layer.key].name.as_str()).collect();
    let mut entry = Map::new();
    entry.insert("Config".into(), archive.members.at(image.config_member).name.as_str().into());
    entry.insert(TAGS.into(), if tags.is_empty() { Value::Null } else { tags.into() });
    entry.insert("Layers".into(), layers.into());
    for (key, value) in old.and_then(Value::as_object).into_iter().flatten() {
        let known = entry.keys().any(|name| name.eq_ignore_ascii_case(key));
        let stays = value.as_str().is_some_and(|id| ids.contains(id));
        let orphan = key.eq_ignore_ascii_case("Parent") && !stays;
        if !known && !orphan {
            entry.insert(key.clone(), value.clone());
        }
    }
    Value::Object(entry)
}

/// What Docker before 1.10 reads: for each repository its tags, and the id of the topmost layer.
pub(super) fn repositories(archive: &Archive, outcome: &Outcome) -> Option<Vec<u8>> {
    let old = archive.documents.repositories.as_ref()?;
    let mut new: Map<String, Value> = Map::new();
    let links = layer_links(archive);
    for index in (0..archive.images.len()).filter(|index| outcome.wanted[*index]) {
        let known = archive.references(index).find_map(|reference| old_id(old, reference));
        let id = known.unwrap_or_else(|| layer_id(archive, index, &links));
        for reference in outcome.of(archive, index) {
            let tags = new.entry(reference.repository()).or_insert_with(|| json!({}));
            if let (Some(tags), Some(tag)) = (tags.as_object_mut(), reference.tag()) {
                tags.insert(tag.to_owned(), id.clone().into());
            }
        }
    }
    let mut bytes = Value::Object(new).to_string().into_bytes();
    bytes.push(b'\n');
    Some(bytes)
}

fn old_id(old: &Value, reference: &Reference) -> Option<String> {
    let names = [reference.repository(), reference.full_repository()];
    let tags = names.iter().find_map(|name| field(old, name))?;
    Some(tags.get(reference.tag()?)?.as_str()?.to_owned())
}

/// podman's v1 folders hold links to the layers: by what they lead to, their names.
fn layer_links(archive: &Archive) -> HashMap<String, &str> {
    let mut links = HashMap::new();
    for (_, member) in archive.members.iter() {
        if member.kind == Kind::Symlink && member.name.ends_with("/layer.tar") {
            links.entry(clean(&format!("x/{}", member.link))).or_insert(member.name.as_str());
        }
    }
    links
}

/// As Docker and podman name their topmost layer: its folder, or its file without the ending.
fn layer_id(archive: &Archive, index: usize, links: &HashMap<String, &str>) -> String {
    let image = &archive.images[index];
    let Some(layer) = image.layers.last() else { return image.config.id.hex() };
    let layer = archive.layers[layer.key].name.as_str();
    let name = links.get(layer).copied().unwrap_or(layer);
    let name = name.strip_suffix("/layer.tar").unwrap_or(name);
    let name = name.rsplit('/').next().unwrap_or(name);
    name.split('.').next().unwrap_or(name).to_owned()
}
