//! Archives of Docker before 1.10: a folder for each layer, chained by `parent`
//! (moby, `image/spec/v1.md`).

use std::rc::Rc;

use hashbrown::{HashMap, HashSet};
use serde_json::{Map, Value, json};

use super::{Archive, ImageLayer};
use crate::image::{Config, Digest, Reference};
use crate::problem::Problem;
use crate::{Error, Result};

const SPEC: &str = "Docker Image Specification v1.0, \"Combined Image JSON + Filesystem Changeset Format\"";

impl Archive {
    pub(super) fn read_v1(&mut self) {
        self.read_repositories();
        for (top, references) in self.v1_tops() {
            if let Err(error) = self.read_v1_image(&top, references) {
                if self.opening.spent {
                    self.tell_spent(error);
                    break;
                }
                self.problem(error.into());
            }
        }
        self.problem(
            Problem::info(
                "old-format",
                "this archive is of a Docker before 1.10: images have ids of an old kind",
                "",
            )
            .help("Docker from 28 on no longer loads it."),
        );
    }

    /// The images: what `repositories` names, or what is nobody's parent.
    fn v1_tops(&mut self) -> Vec<(String, Vec<Reference>)> {
        let mut tops: Vec<(String, Vec<Reference>)> = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        let document = self.documents.repositories.clone();
        for (repository, tags) in document.as_ref().and_then(Value::as_object).into_iter().flatten() {
            for (tag, id) in tags.as_object().into_iter().flatten() {
                let Some(id) = id.as_str() else { continue };
                let name = format!("{repository}:{tag}");
                let reference = match Reference::parse(&name) {
                    Ok(reference) => Some(reference),
                    Err(error) => {
                        self.bad_reference(&name, &error);
                        None
                    }
                };
                let place = *places.entry_ref(id).or_insert_with(|| {
                    tops.push((id.to_owned(), Vec::new()));
                    tops.len() - 1
                });
                tops[place].1.extend(reference);
            }
        }
        if !tops.is_empty() {
            return tops;
        }
        let folders = self.members.iter().filter_map(|(_, member)| member.name.strip_suffix("/json"));
        let ids: Vec<String> = folders.map(str::to_owned).collect();
        let parents: HashSet<String> =
            ids.iter().filter_map(|id| text(&self.v1_json(id).ok()?, "parent")).collect();
        ids.into_iter().filter(|id| !parents.contains(id)).map(|id| (id, Vec::new())).collect()
    }

    fn v1_json(&mut self, id: &str) -> Result<Value> {
        self.json(&format!("{id}/json"))
    }

    fn read_v1_image(&mut self, top: &str, references: Vec<Reference>) -> Result<()> {
        let json = self.v1_json(top)?;
        let member = self.members.file(&format!("{top}/json")).unwrap_or_default();
        self.opening.names(references.len(), &self.limits)?;
        self.opening.layers(1, &self.limits)?;
        let mut chain = vec![(top.to_owned(), json.clone())];
        let mut known: HashSet<String> = [top.to_owned()].into();
        while let Some(parent) = chain.last().and_then(|(_, json)| text(json, "parent")) {
            if !known.insert(parent.clone()) {
                return Err(Error::format("the chain of its parents has no end", top, SPEC));
            }
            self.opening.layers(1, &self.limits)?;
            match self.v1_json(&parent) {
                Ok(json) => chain.push((parent, json)),
                Err(error) if self.opening.spent => return Err(error),
                Err(error) => {
                    self.problem(Problem::from(error).help("The layers from this one down are not shown."));
                    break;
                }
            }
        }
        chain.reverse();
        let history: Vec<Value> = chain.iter().map(|(_, json)| history_entry(json)).collect();
        let mut config = Map::new();
        for key in ["architecture", "os", "created", "author", "config", "docker_version"] {
            if let Some(value) = json.get(key) {
                config.insert(key.to_owned(), value.clone());
            }
        }
        config.insert("history".to_owned(), history.into());
        let config = Config::made_up(Value::Object(config), Digest::from_hex(top));
        let layers = chain
            .iter()
            .map(|(id, _)| ImageLayer {
                key: self.layer_named(&format!("{id}/layer.tar"), None),
                digest: None,
                diff_id: None,
                media_type: None,
            })
            .collect();
        self.add_image(Rc::new(config), member, layers, references)
    }
}

/// As Docker 1.10 made history of it when it loaded such an archive.
fn history_entry(json: &Value) -> Value {
    let command = json.get("container_config").and_then(|config| config.get("Cmd")).and_then(Value::as_array);
    let words: Vec<&str> = command.into_iter().flatten().filter_map(Value::as_str).collect();
    let mut entry = json!({ "created_by": words.join(" ") });
    for key in ["created", "author", "comment"] {
        if let Some(value) = text(json, key) {
            entry[key] = value.into();
        }
    }
    entry
}

fn text(json: &Value, key: &str) -> Option<String> {
    json.get(key)?.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}
