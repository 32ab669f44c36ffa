//! `manifest.json` and `repositories`: what `docker save` has written since 1.10.
//!
//! There is no specification; moby's `daemon/internal/image/tarexport` and containers/image's
//! `docker/internal/tarfile` are what loaders do.

use serde_json::Value;

use super::naming::config_digest;
use super::{Archive, ImageLayer};
use crate::image::{Digest, Reference};
use crate::problem::Problem;
use crate::{Error, Result};

const MANIFEST: &str = "manifest.json";
const REPOSITORIES: &str = "repositories";
/// Where an entry keeps its references.
pub(crate) const TAGS: &str = "RepoTags";

/// A field by its name, whatever its case: Go's decoder does not mind, so Jib writes `repoTags`.
pub(crate) fn field<'a>(object: &'a Value, name: &str) -> Option<&'a Value> {
    let object = object.as_object()?;
    object
        .get(name)
        .or_else(|| object.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value))
}

fn strings(object: &Value, name: &str) -> Vec<String> {
    let list = field(object, name).and_then(Value::as_array);
    list.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

impl Archive {
    /// Reads `manifest.json`; images that `index.json` told of already are completed, not doubled.
    pub(super) fn read_manifest(&mut self) -> Result<()> {
        let document = self.json(MANIFEST)?;
        let Some(entries) = document.as_array() else {
            return Err(Error::format(
                format!("manifest.json holds {}, not a list of images", kind_of(&document)),
                MANIFEST,
                "",
            ));
        };
        for (index, entry) in entries.iter().enumerate() {
            if let Err(error) = self.read_entry(index, entry) {
                if self.opening.spent {
                    self.tell_spent(error);
                    break;
                }
                self.problem(error.within(&format!("manifest.json, image {}", index + 1)).into());
            }
        }
        self.documents.manifest = Some(document);
        Ok(())
    }

    fn read_entry(&mut self, index: usize, entry: &Value) -> Result<()> {
        let name = field(entry, "Config").and_then(Value::as_str).unwrap_or_default();
        if name.is_empty() {
            return Err(Error::format("the image has no config", "", ""));
        }
        let member = self.members.file(name).ok_or_else(|| {
            Error::absent(format!("the image's config is not in the archive: {name}"), name)
        })?;
        let config = self.config(member, name)?;
        self.check_config_name(name, &config.id);
        let tags = strings(entry, TAGS);
        self.opening.names(tags.len(), &self.limits)?;
        let references = self.references_of(&tags);
        let layers = strings(entry, "Layers");
        self.opening.layers(layers.len(), &self.limits)?;

        // The same image may be in here twice, once for each of its tags.
        let keys: Option<Vec<usize>> = layers.iter().map(|name| self.layer_key(name)).collect();
        if let Some(known) = self.opening.known(&config.id, keys.as_deref()) {
            let image = &mut self.images[known];
            image.docker_entry = image.docker_entry.or(Some(index));
            self.add_references(known, references);
            self.compare_layers(known, layers.len(), keys.as_deref());
            return Ok(());
        }
        let layers = layers
            .iter()
            .enumerate()
            .map(|(position, name)| ImageLayer {
                key: self.layer_named(name, None),
                digest: None,
                diff_id: config.diff_ids.get(position).cloned(),
                media_type: None,
            })
            .collect();
        self.add_image(config, member, layers, references)?;
        if let Some(image) = self.images.last_mut() {
            image.docker_entry = Some(index);
        }
        Ok(())
    }

    /// The two documents of an archive should tell of the same layers; each loader reads one of them.
    /// `keys` are none if one of them is of a layer that no image has.
    fn compare_layers(&mut self, image: usize, count: usize, keys: Option<&[usize]>) {
        let image = &self.images[image];
        if keys.is_some_and(|keys| image.layers.iter().map(|layer| &layer.key).eq(keys)) {
            return;
        }
        let message = format!(
            "manifest.json gives the image {count} layers, the OCI manifest {}, and they are not the same",
            image.layers.len()
        );
        let place = image.config.id.to_string();
        self.problem(Problem::warning("layers-differ", message, place).help(
            "Those of the OCI manifest are shown. Docker's classic store, podman and skopeo read the other.",
        ));
    }

    fn references_of(&mut self, tags: &[String]) -> Vec<Reference> {
        let mut references = Vec::new();
        for tag in tags {
            match Reference::parse(tag) {
                Ok(reference) => {
                    if reference.tag().is_none() {
                        self.problem(
                            Problem::warning("no-tag", format!("the name {tag:?} has no tag"), tag)
                                .help("Docker and podman refuse to load it. It is taken for `latest`, and saved so."),
                        );
                    }
                    references.push(reference.with_default_tag());
                }
                Err(error) => self.bad_reference(tag, &error),
            }
        }
        references
    }

    pub(super) fn bad_reference(&mut self, name: &str, error: &Error) {
        let message = format!("{name:?} can't be the name of an image: {error}");
        self.problem(
            Problem::warning("reference", message, name)
                .help("Docker and podman refuse such a name. Give the image another one before you save it."),
        );
    }

    /// Gives an image references that its target has not.
    fn add_references(&mut self, image: usize, references: Vec<Reference>) {
        for reference in references {
            if self.references(image).any(|known| *known == reference) {
                continue;
            }
            let Some(target) = self.images[image].targets.first() else { continue };
            let target = &mut self.targets[*target];
            if target.digest.is_some() {
                let name = reference.familiar();
                let problem = Problem::warning(
                    "references-differ",
                    format!("manifest.json names the image {name}, index.json does not"),
                    &name,
                )
                .help("Docker with its own store, podman and skopeo read the one, Docker with containerd's store the other.");
                target.references.push(reference);
                self.problem(problem);
            } else {
                target.references.push(reference);
            }
        }
    }

    /// A config is named by its digest in most archives; no loader checks it but containerd.
    fn check_config_name(&mut self, name: &str, id: &Digest) {
        if config_digest(name).is_some_and(|named| named != *id) {
            self.problem(
                Problem::warning(
                    "config-digest",
                    format!("the config is named by another digest than its own, {id}"),
                    name,
                )
                .help("The image's id is the digest of the config as it is. Loaders that check digests refuse it."),
            );
        }
    }

    pub(super) fn read_repositories(&mut self) {
        if self.members.named(REPOSITORIES).is_none() {
            return;
        }
        match self.json(REPOSITORIES) {
            Ok(document) => self.documents.repositories = Some(document),
            Err(error) => self.problem(Problem::from(error).help("Only Docker before 1.10 reads this file.")),
        }
    }
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing (null)",
        Value::Object(_) => "one object",
        _ => "something else",
    }
}
