//! `docker history` and `docker images` of every sample: what `describe` says is what real tools
//! printed (`samples/facts`), row by row.
//!
//! Three daemons and podman were asked. Docker 20.10 and 26 with their own store are compared in every
//! column; the one thing that the two print differently is an age that begins before the year 2000, which
//! 20.10 counts and newer ones call `N/A`. What can't be the same:
//!
//! - Docker on containerd's store names an image by its manifest or index, and prints as size what the
//!   unpacked layer takes on disk: blocks, not bytes. Its other columns are compared.
//! - podman has its own words for ages and sizes, and its sizes are those of the tars. Its ids,
//!   commands, comments and names are compared.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::rc::Rc;

use common::{open, open_source, sample, samples, unpacked};
use lamina::insight::history::HistoryStep;
use lamina::session::{ArchiveDescription, ImageDescription};
use serde_json::Value;

/// Seconds for which Docker may have been at work after the clock was read.
const LATER: i64 = 3;

fn facts(file: &str) -> Value {
    serde_json::from_slice(&fs::read(sample(&format!("facts/{file}.json"))).unwrap()).unwrap()
}

/// What is known of the archive at the moment `now`.
fn described(file: &str, now: i64) -> ArchiveDescription {
    let mut session = match open(&sample(file), now) {
        // Not read as a whole yet; what is in it is compared all the same.
        Err(error) if file.ends_with(".tar.gz") && error.code() == "unsupported" => {
            open_source(Rc::new(unpacked(&sample(file))), now)
        }
        session => session,
    }
    .unwrap_or_else(|error| panic!("{file}: {error}"));
    session.index_all().unwrap();
    session.describe()
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("{key} of {value}"))
}

fn array(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

/// The image of which a tool speaks: by id, or where that is a manifest's, by its layers.
fn image_of<'a>(archive: &'a ArchiveDescription, said: &Value, id: &str) -> &'a ImageDescription {
    let bare = id.strip_prefix("sha256:").unwrap_or(id);
    let same_id = |image: &&ImageDescription| image.id["sha256:".len()..] == *bare;
    if let Some(image) = archive.images.iter().find(same_id) {
        return image;
    }
    let inspected = array(&said["inspect"]).iter().find(|image| image["Id"] == id);
    let layers = array(&inspected.unwrap_or_else(|| panic!("no image has the id {id}"))["RootFS"]["Layers"]);
    let layers: Vec<_> = layers.iter().map(|layer| layer.as_str()).collect();
    let mut same = archive
        .images
        .iter()
        .filter(|image| image.layers.iter().map(|layer| layer.diff_id.as_deref()).eq(layers.iter().copied()));
    let image = same.next().unwrap_or_else(|| panic!("no image has the layers of {id}"));
    assert!(same.next().is_none(), "two images have the layers of {id}");
    image
}

/// Twelve digits, as ids are shortened.
fn short(id: &str) -> &str {
    id.strip_prefix("sha256:").map_or(id, |hex| &hex[..12])
}

/// Whether a row's age is the printed one. 20.10 counts where newer clients give up.
fn same_age(ours: &str, printed: &str, engine: &str) -> bool {
    let years = printed.strip_suffix(" years ago").and_then(|years| years.parse::<u32>().ok());
    ours == printed || engine == "docker20" && ours == "N/A" && years.is_some_and(|years| years > 25)
}

#[test]
fn rows_are_those_of_docker_history() {
    let mut rows_of: BTreeMap<String, usize> = BTreeMap::new();
    let mut images_of: BTreeMap<String, usize> = BTreeMap::new();
    let mut uncounted = 0;
    for entry in samples() {
        let file = &entry.file;
        for (engine, said) in facts(file).as_object().unwrap() {
            let Some(histories) = said["history"].as_object().filter(|_| engine != "podman") else {
                assert!(engine == "podman" || said["refused"].is_string(), "{file}, {engine}");
                continue;
            };
            let asked = said["asked"].as_i64().unwrap();
            for (id, printed) in histories {
                let place = format!("{file}, {engine}, {id}");
                let (rows, exact) = (array(&printed["human"]), array(&printed["exact"]));
                // All rows of one answer are of one moment, which is not known to the second.
                let ages_agree = |steps: &[HistoryStep]| {
                    let mut pairs = steps.iter().zip(rows);
                    pairs.all(|(step, row)| same_age(&step.created_since, text(row, "CreatedSince"), engine))
                };
                let mut found = None;
                for now in asked..=asked + LATER {
                    let steps = image_of(&described(file, now), said, id).history.clone();
                    if found.is_none() || ages_agree(&steps) {
                        let agreed = ages_agree(&steps);
                        found = Some(steps);
                        if agreed {
                            break;
                        }
                    }
                }
                let steps = found.unwrap();
                assert_eq!((steps.len(), steps.len()), (rows.len(), exact.len()), "{place}: rows");
                for (at, ((step, row), exact)) in steps.iter().zip(rows).zip(exact).enumerate() {
                    let place = format!("{place}, row {at}");
                    let age = text(row, "CreatedSince");
                    assert!(same_age(&step.created_since, age, engine), "{place}: {step:?}, not {age}");
                    uncounted += usize::from(step.created_since != age);
                    // Docker prints a tab as a space in both forms.
                    assert_eq!(step.created_by.replace('\t', " "), text(exact, "CreatedBy"), "{place}");
                    assert_eq!(step.created_by_short, text(row, "CreatedBy"), "{place}");
                    assert_eq!(step.comment, text(row, "Comment"), "{place}");
                    assert_eq!(step.comment, text(exact, "Comment"), "{place}");
                    if engine != "docker26-containerd" {
                        assert_eq!(step.id, text(exact, "ID"), "{place}");
                        assert_eq!(short(&step.id), text(row, "ID"), "{place}");
                        let bytes = step.size.map(|size| size.to_string());
                        assert_eq!(bytes.as_deref(), exact["Size"].as_str(), "{place}");
                        assert_eq!(step.size_human, text(row, "Size"), "{place}");
                    }
                    *rows_of.entry(engine.clone()).or_default() += 1;
                }
                *images_of.entry(engine.clone()).or_default() += 1;
            }
        }
    }
    println!("rows {rows_of:?}, images {images_of:?}, ages before 2000: {uncounted}");
    assert_eq!(rows_of.len(), 3, "{rows_of:?}");
    assert!(rows_of.values().all(|rows| *rows > 150), "{rows_of:?}");
    assert!(uncounted > 0, "no sample has a time before 2000");
}

#[test]
fn rows_are_those_of_podman_history() {
    let mut compared = 0;
    for entry in samples() {
        let (file, facts) = (&entry.file, facts(&entry.file));
        let said = &facts["podman"];
        let archive = described(file, 0);
        for (id, printed) in said["history"].as_object().into_iter().flatten() {
            let steps = &image_of(&archive, said, id).history;
            let rows = array(&printed["exact"]);
            assert_eq!(steps.len(), rows.len(), "{file}, {id}: rows");
            for (at, (step, row)) in steps.iter().zip(rows).enumerate() {
                let place = format!("{file}, podman, {id}, row {at}");
                assert_eq!(step.created_by, row["CreatedBy"].as_str().unwrap_or_default(), "{place}");
                assert_eq!(step.comment, row["comment"].as_str().unwrap_or_default(), "{place}");
                compared += 1;
            }
            assert_eq!(&steps[0].id["sha256:".len()..], &id[id.len() - 64..], "{file}");
        }
    }
    assert!(compared > 150, "{compared} rows");
}

#[test]
fn images_are_those_of_docker_images() {
    let mut compared: BTreeMap<&str, usize> = BTreeMap::new();
    let mut nameless = 0;
    for entry in samples() {
        let file = &entry.file;
        let facts = facts(file);
        for engine in ["docker20", "docker26", "docker26-containerd"] {
            let said = &facts[engine];
            let asked = said["asked"].as_i64().unwrap_or_default();
            if !said["images"].is_array() {
                continue;
            }
            let moments: Vec<_> = (asked..=asked + LATER).map(|now| described(file, now)).collect();
            let archive = &moments[0];
            let mut printed: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
            for row in array(&said["images"]) {
                let place = format!("{file}, {engine}, {row}");
                let image = image_of(archive, said, text(row, "ID"));
                let ages =
                    moments.iter().map(|archive| &image_of(archive, said, text(row, "ID")).created_since);
                assert!(ages.into_iter().any(|age| age == text(row, "CreatedSince")), "{place}");
                if engine != "docker26-containerd" {
                    assert_eq!(image.id, text(row, "ID"), "{place}");
                    let size = image.size.map(lamina::insight::human::size);
                    assert_eq!(size.as_deref(), row["Size"].as_str(), "{place}");
                }
                let names = printed.entry(image.id.clone()).or_default();
                let (repository, tag) = (text(row, "Repository"), text(row, "Tag"));
                if repository == "<none>" {
                    nameless += 1;
                } else {
                    names.insert(format!("{repository}:{tag}"));
                }
                *compared.entry(engine).or_default() += 1;
            }
            for (id, names) in &printed {
                let image = archive.images.iter().find(|image| image.id == *id).unwrap();
                assert_eq!(image.references.iter().cloned().collect::<BTreeSet<_>>(), *names, "{file}, {id}");
            }
            // Every image is listed, but where one of several platforms is chosen.
            let platforms = archive.images.iter().map(|image| &image.platform).collect::<BTreeSet<_>>();
            if platforms.len() == 1 {
                let ids = archive.images.iter().map(|image| image.id.clone()).collect::<BTreeSet<_>>();
                assert_eq!(printed.into_keys().collect::<BTreeSet<_>>(), ids, "{file}, {engine}: images");
            }
        }
    }
    println!("lines {compared:?}, {nameless} of images without a name");
    assert!(compared.len() == 3 && compared.values().all(|lines| *lines >= 10), "{compared:?}");
    assert!(nameless > 0, "no sample has an image without a name");
}

/// As podman calls an image whose name in the archive has no registry.
fn qualified(name: &str) -> String {
    let first = name.split_once('/').map_or("", |(first, _)| first);
    if first == "localhost" || first.contains(['.', ':']) {
        name.to_owned()
    } else {
        format!("localhost/{name}")
    }
}

#[test]
fn images_are_those_of_podman_images() {
    let mut compared = 0;
    for entry in samples() {
        let (file, facts) = (&entry.file, facts(&entry.file));
        let said = &facts["podman"];
        let archive = described(file, 0);
        for row in array(&said["images"]) {
            let id = format!("sha256:{}", text(row, "Id"));
            let image = archive.images.iter().find(|image| image.id == id);
            let image = image.unwrap_or_else(|| panic!("{file}, podman: no image {id}"));
            let names: BTreeSet<_> =
                array(&row["Names"]).iter().map(|name| name.as_str().unwrap().to_owned()).collect();
            let ours: BTreeSet<_> = image.references.iter().map(|name| qualified(name)).collect();
            assert_eq!(ours, names, "{file}, podman, {id}");
            compared += 1;
        }
    }
    assert!(compared > 20, "{compared} lines");
}

#[test]
fn configs_are_those_of_docker_inspect() {
    let mut compared = 0;
    for entry in samples() {
        let (file, facts) = (&entry.file, facts(&entry.file));
        let archive = described(file, 0);
        for engine in ["docker20", "docker26", "docker26-containerd"] {
            let said = &facts[engine];
            for inspected in array(&said["inspect"]) {
                let image = image_of(&archive, said, text(inspected, "Id"));
                let place = format!("{file}, {engine}, {}", image.id);
                let layers: Vec<_> =
                    array(&inspected["RootFS"]["Layers"]).iter().map(|layer| layer.as_str()).collect();
                let ours: Vec<_> = image.layers.iter().map(|layer| layer.diff_id.as_deref()).collect();
                assert_eq!(ours, layers, "{place}");
                assert_eq!(image.created.as_deref(), Some(text(inspected, "Created")), "{place}");
                let variant = inspected["Variant"].as_str().filter(|variant| !variant.is_empty());
                let platform = [Some(text(inspected, "Os")), Some(text(inspected, "Architecture")), variant];
                let platform: Vec<_> = platform.into_iter().flatten().collect();
                assert_eq!(image.platform, platform.join("/"), "{place}");
                compared += 1;
            }
        }
    }
    assert!(compared > 50, "{compared} images");
}
