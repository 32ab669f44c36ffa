//! `docker images` and `docker history` of each sample archive: what is computed here is compared with
//! what Docker printed (`tests/samples/facts`), row by row.
//!
//! Three engines were asked. Docker 20.10 and 26 with their own image store are compared whole, but for
//! one thing they print differently: the age of what is older than the year 2000, in years or `N/A`.
//! Docker 26 on containerd's store has the digest of a manifest as the ID, often of one that it made
//! itself, and as the size the blocks that a layer takes on disk: there these two columns are left out.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use lamina::Limits;
use lamina::codec::{Compression, Gzip, sniff};
use lamina::image::{Config, DiffId, Digest, Reference};
use lamina::insight::history::{self, HistoryStep};
use lamina::insight::human;
use lamina::source::{Memory, Source};
use lamina::tar::{Entry, Kind, Walker};
use serde_json::Value;

/// The files of an archive by name.
struct Members(BTreeMap<String, Vec<u8>>);

impl Members {
    fn read(path: &Path) -> Self {
        let mut walker = Walker::new(unpacked(fs::read(path).unwrap()), Limits::default());
        let (mut entry, mut files, mut links) = (Entry::default(), BTreeMap::new(), Vec::new());
        while walker.next(&mut entry).unwrap() {
            let name = String::from_utf8(entry.path.clone()).unwrap();
            match entry.kind {
                Kind::File => {
                    let bytes = walker.source().read_vec(entry.body, entry.size as usize).unwrap();
                    files.insert(name, bytes);
                }
                Kind::Symlink => links.push((name, String::from_utf8(entry.link.clone()).unwrap())),
                _ => {}
            }
        }
        // Docker 20.10 and podman write `<id>/layer.tar -> ../<other>`.
        for (name, target) in links {
            let bytes = files[target.trim_start_matches("../")].clone();
            files.insert(name, bytes);
        }
        Self(files)
    }

    /// Every image config with the name it has in the archive.
    fn configs(&self) -> impl Iterator<Item = (&str, Config)> {
        self.0.iter().filter_map(|(name, bytes)| {
            let config = Config::parse(bytes.clone(), name).ok().filter(|config| !config.diff_ids.is_empty())?;
            Some((name.as_str(), config))
        })
    }

    /// The entry of `manifest.json` for a config.
    fn manifest(&self, config: &str) -> Option<Value> {
        let manifests: Vec<Value> = serde_json::from_slice(self.0.get("manifest.json")?).unwrap();
        manifests.into_iter().find(|manifest| manifest["Config"] == config)
    }

    /// A layer's size as Docker's overlay2 driver measures it after unpacking: what `lstat` says of all
    /// that is no directory, each inode once. So a symbolic link counts with the length of its target.
    fn content_size(&self, layer: &str) -> u64 {
        let mut walker = Walker::new(unpacked(self.0[layer].clone()), Limits::default());
        let (mut entry, mut sum) = (Entry::default(), 0);
        while walker.next(&mut entry).unwrap() {
            sum += match entry.kind {
                Kind::File => entry.size,
                Kind::Symlink => entry.link.len() as u64,
                _ => 0,
            };
        }
        sum
    }
}

fn unpacked(bytes: Vec<u8>) -> Memory {
    match sniff(&bytes[..bytes.len().min(16)]) {
        Compression::Gzip => {
            let gzip = Gzip::new(Memory::new(bytes), u64::MAX);
            Memory::new(gzip.read_vec(0, gzip.len().unwrap() as usize).unwrap())
        }
        _ => Memory::new(bytes),
    }
}

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples")
}

fn facts(file: &str) -> Value {
    let path = samples().join("facts").join(format!("{file}.json"));
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// The names of the archives that facts are known of.
fn files() -> Vec<String> {
    let names = fs::read_dir(samples().join("facts")).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<_> = names.map(|name| name.into_string().unwrap().replace(".json", "")).collect();
    names.sort();
    names
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("{key} of {value}"))
}

#[test]
fn history_is_what_docker_prints() {
    let (mut engines, mut compared, mut odd_ages) = (BTreeSet::new(), 0, 0);
    for file in files() {
        let (facts, members) = (facts(&file), Members::read(&samples().join(&file)));
        let configs: Vec<_> = members.configs().collect();
        for (engine, said) in facts.as_object().unwrap() {
            let Some(printed) = said["history"].as_object().filter(|_| engine != "podman") else { continue };
            engines.insert(engine.clone());
            let containerd = engine == "docker26-containerd";
            for (id, rows) in printed {
                let place = format!("{file}, {engine}, {id}");
                let (name, config) = configs
                    .iter()
                    .find(|(_, config)| {
                        if containerd {
                            layers_of(said, id) == config.diff_ids
                        } else {
                            config.id.to_string() == *id
                        }
                    })
                    .unwrap_or_else(|| panic!("{place}: no such config"));
                let sizes: Vec<_> = match members.manifest(name) {
                    Some(manifest) => {
                        let layers = manifest["Layers"].as_array().unwrap();
                        layers
                            .iter()
                            .map(|layer| Some(members.content_size(layer.as_str().unwrap())))
                            .collect()
                    }
                    None if containerd => vec![None; config.diff_ids.len()],
                    None => panic!("{place}: no manifest"),
                };
                // Docker answered up to two seconds after the clock was read; all rows at the same time.
                let asked = said["asked"].as_i64().unwrap();
                let steps = (asked..=asked + 2)
                    .map(|now| history::steps(config, &sizes, now))
                    .find(|steps| ages_agree(steps, rows["human"].as_array().unwrap()))
                    .unwrap_or_else(|| panic!("{place}: the ages are others"));
                let (rows, exact) = (rows["human"].as_array().unwrap(), rows["exact"].as_array().unwrap());
                assert_eq!((steps.len(), steps.len()), (rows.len(), exact.len()), "{place}");
                for ((step, row), exact) in steps.iter().zip(rows).zip(exact) {
                    // --no-trunc replaces tabs as well.
                    assert_eq!(step.created_by.replace('\t', " "), text(exact, "CreatedBy"), "{place}");
                    assert_eq!(step.created_by_short, text(row, "CreatedBy"), "{place}");
                    assert_eq!(step.comment, text(row, "Comment"), "{place}");
                    if step.created_since != text(row, "CreatedSince") {
                        assert_eq!(engine, "docker20", "{place}");
                        odd_ages += 1;
                    }
                    if !containerd {
                        assert_eq!(
                            step.size.map(|size| size.to_string()).as_deref(),
                            exact["Size"].as_str(),
                            "{place}"
                        );
                        assert_eq!(step.size_human, text(row, "Size"), "{place}");
                        assert_eq!(step.id, text(exact, "ID"), "{place}");
                        let short = Digest::parse(&step.id).map_or(step.id.clone(), |id| id.short());
                        assert_eq!(short, text(row, "ID"), "{place}");
                    }
                    compared += 1;
                }
            }
        }
    }
    assert_eq!(
        engines.iter().map(String::as_str).collect::<Vec<_>>(),
        ["docker20", "docker26", "docker26-containerd"]
    );
    assert!(compared > 500 && odd_ages > 0, "{compared} rows, {odd_ages} old ones");
}

/// Whether the ages are those that Docker printed, or `N/A` where 20.10 counted more than 25 years.
fn ages_agree(steps: &[HistoryStep], rows: &[Value]) -> bool {
    steps.iter().zip(rows).all(|(step, row)| {
        let printed = text(row, "CreatedSince");
        let years = printed.strip_suffix(" years ago").and_then(|years| years.parse::<u32>().ok());
        step.created_since == printed
            || (step.created_since == "N/A" && years.is_some_and(|years| years > 25))
    })
}

/// The diff IDs of an image by what `docker inspect` printed of it.
fn layers_of(said: &Value, id: &str) -> Vec<DiffId> {
    let images = said["inspect"].as_array().unwrap();
    let image = images.iter().find(|image| image["Id"] == id).unwrap();
    let layers = image["RootFS"]["Layers"].as_array().unwrap();
    layers.iter().map(|layer| DiffId(Digest::parse(layer.as_str().unwrap()).unwrap())).collect()
}

#[test]
fn images_are_what_docker_prints() {
    let (mut compared, mut dangling) = (0, 0);
    for file in files() {
        let (facts, members) = (facts(&file), Members::read(&samples().join(&file)));
        let configs: BTreeMap<_, _> = members
            .configs()
            .map(|(name, config)| (config.id.to_string(), (name.to_owned(), config)))
            .collect();
        for engine in ["docker20", "docker26"] {
            let said = &facts[engine];
            let mut printed: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
            for image in said["images"].as_array().into_iter().flatten() {
                let place = format!("{file}, {engine}, {image}");
                let (name, config) = &configs[text(image, "ID")];
                let layers = members.manifest(name).unwrap()["Layers"].as_array().unwrap().clone();
                let size = layers.iter().map(|layer| members.content_size(layer.as_str().unwrap())).sum();
                assert_eq!(human::size(size), text(image, "Size"), "{place}");
                let asked = said["asked"].as_i64().unwrap();
                let ages = [0, 1, 2].map(|later| human::since(config.created.as_deref(), asked + later));
                assert!(ages.iter().any(|age| age == text(image, "CreatedSince")), "{place}: {ages:?}");
                printed
                    .entry(name.clone())
                    .or_default()
                    .insert((text(image, "Repository").into(), text(image, "Tag").into()));
                compared += 1;
            }
            for (name, printed) in printed {
                let manifest = members.manifest(&name).unwrap();
                let tags = manifest["RepoTags"].as_array().into_iter().flatten();
                let mut wanted: BTreeSet<_> = tags
                    .map(|tag| {
                        let reference = Reference::parse(tag.as_str().unwrap()).unwrap();
                        (reference.repository(), reference.tag().unwrap().to_owned())
                    })
                    .collect();
                if wanted.is_empty() {
                    wanted.insert(("<none>".into(), "<none>".into()));
                    dangling += 1;
                }
                assert_eq!(printed, wanted, "{file}, {engine}, {name}");
            }
        }
    }
    assert!(compared > 25 && dangling > 0, "{compared} images, {dangling} dangling");
}

#[test]
fn configs_are_what_docker_inspects() {
    let mut compared = 0;
    for file in files() {
        let facts = facts(&file);
        let members = Members::read(&samples().join(&file));
        for engine in ["docker20", "docker26"] {
            for image in facts[engine]["inspect"].as_array().into_iter().flatten() {
                let (_, config) =
                    members.configs().find(|(_, config)| image["Id"] == config.id.to_string()).unwrap();
                assert_eq!(layers_of(&facts[engine], text(image, "Id")), config.diff_ids, "{file}");
                assert_eq!(Some(text(image, "Created")), config.created.as_deref(), "{file}");
                let platform = format!("{}/{}", text(image, "Os"), text(image, "Architecture"));
                let variant = image["Variant"].as_str().filter(|v| !v.is_empty()).map(|v| format!("/{v}"));
                assert_eq!(platform + &variant.unwrap_or_default(), config.platform.to_string(), "{file}");
                compared += 1;
            }
        }
    }
    assert!(compared > 20, "{compared} images");
}
