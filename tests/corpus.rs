//! Archives that other projects keep as test data, and tar files that are meant to be difficult: each
//! opens, or is refused with words that say why and what to do; every layer is read, or says what is
//! wrong; nothing panics, and no size that a header merely claims becomes memory.
//!
//! Runs where `LAMINA_CORPUS` names the folder of those files; without it a line says that it was skipped.

mod common;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use common::{assert_memory_is_bounded, corpus, newest, open_all};
use lamina::Limits;
use lamina::export::Edits;
use lamina::session::{ArchiveDescription, Session};
use lamina::source::{FileSource, Source};
use lamina::tar::{Entry, Walker};

/// The longest that one file may take.
const PATIENCE: Duration = Duration::from_mins(1);
/// Forms that are read, and not written anew.
const NOT_SAVED: [&str; 3] = ["docker-v1", "docker-dir", "rootfs"];
/// Whose `manifest.json` and OCI manifest disagree: trimmed by hand, the index counts the former.
const LAYERS_DIFFER: [&str; 1] = ["snyk-docker-plugin--oci-with-manifest.tar"];
/// Files that hold no image: the word `null`, and empty documents.
const NO_IMAGE: [&str; 2] = ["go-containerregistry--null_manifest.tar", "stereoscope--file~ea2c452.tar"];
/// What must be told of an archive of `edge/load`; of every other there is nothing to tell. Those whose fault
/// only their content shows are in `FAULT_INSIDE`.
const FAULTS: [(&str, &[&str]); 8] = [
    ("badtag.tar", &["reference"]),
    ("cfgname_wrong.tar", &["config-digest"]),
    ("history_toofew.tar", &["history-count"]),
    ("history_toomany.tar", &["history-count"]),
    ("layercount.tar", &["history-count", "layer-count"]),
    ("missing_layer.tar", &["absent"]),
    ("no_rootfs.tar", &["rootfs-missing"]),
    // A name without a tag means `latest` here as on the command line; Docker and podman refuse to load it.
    ("tag_no_tag.tar", &["no-tag"]),
];
/// A wrong diff ID, which hashing the layer would tell; one file for two layers.
const FAULT_INSIDE: [&str; 2] = ["bad_diffid.tar", "same_path_two_diffids.tar"];

/// The files of a folder and all below it, in order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

/// A line of `INDEX.tsv`.
struct Known {
    variant: String,
    /// As `manifest.json` has them; none for a form without one.
    images: Option<usize>,
    layers: Option<usize>,
}

fn index(folder: &Path) -> HashMap<String, Known> {
    let text = fs::read_to_string(folder.join("INDEX.tsv")).unwrap();
    let mut lines = text.lines();
    let heads: Vec<&str> = lines.next().unwrap().split('\t').collect();
    lines
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            let cell = |head: &str| {
                let at = heads.iter().position(|known| *known == head).unwrap();
                cells.get(at).copied().unwrap_or_default().to_owned()
            };
            let known = Known {
                variant: cell("variant"),
                images: cell("images").parse().ok(),
                layers: cell("layers").parse().ok(),
            };
            (cell("name"), known)
        })
        .collect()
}

/// What is asked of everything that opens: nothing may panic, and every layer is read or says why not.
fn look_at(place: &str, session: &Session) -> ArchiveDescription {
    let described = session.describe();
    for problem in &described.problems {
        assert!(!problem.code.is_empty() && !problem.message.is_empty(), "{place}: {problem:?}");
    }
    for (at, image) in described.images.iter().enumerate() {
        let place = format!("{place}, image {at}");
        assert!(image.id.starts_with("sha256:") && image.id.len() == 71, "{place}: {}", image.id);
        for layer in &image.layers {
            let told = described
                .problems
                .iter()
                .any(|problem| problem.place.contains(&layer.location) && !problem.help.is_empty());
            match layer.state {
                "indexed" => assert!(layer.entries.is_some() && layer.unpacked.is_some(), "{place}"),
                "absent" | "unsupported" | "failed" => {
                    assert!(told, "{place}: no problem tells of {layer:?}");
                }
                other => panic!("{place}: a layer is {other}"),
            }
        }
        let entries = session.walk(at, newest(session, at), "/", None, usize::MAX).unwrap();
        let layers: usize = image.layers.iter().filter_map(|layer| layer.entries).sum::<u64>() as usize;
        assert!(entries.is_empty() || layers > 0, "{place}: entries from nowhere");
        for entry in &entries {
            let again = session.stat(at, newest(session, at), &entry.path).unwrap();
            assert_eq!(again.as_ref(), Some(entry), "{place}: {}", entry.path);
        }
    }
    match session.plan(&Edits::default()) {
        Ok(plan) => assert_eq!(plan.images.len(), described.images.len(), "{place}"),
        Err(error) => {
            let known = NOT_SAVED.contains(&described.format);
            assert!(known && error.code() == "unsupported" && !error.help().is_empty(), "{place}: {error}");
        }
    }
    described
}

/// Opens a file and looks at it; what it holds, or why it is refused as a word and in words.
fn opened(path: &Path) -> Result<ArchiveDescription, (&'static str, String)> {
    let (place, start) = (name(path), Instant::now());
    let outcome = match open_all(path) {
        Ok(session) => Ok(look_at(&place, &session)),
        Err(error) => {
            assert!(!error.to_string().is_empty() && !error.help().is_empty(), "{place}: {error:?}");
            Err((error.code(), error.to_string()))
        }
    };
    assert!(start.elapsed() < PATIENCE, "{place}: {:?}", start.elapsed());
    outcome
}

#[test]
fn images_open_or_say_why_not() {
    let Some(corpus) = corpus() else { return };
    let folder = corpus.join("images");
    let index = index(&folder);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for path in files(&folder).into_iter().filter(|path| name(path) != "INDEX.tsv") {
        let place = name(&path);
        let known = index.get(&place).unwrap_or_else(|| panic!("{place} is not in the index"));
        let described = match opened(&path) {
            Ok(described) => described,
            Err((code, words)) => {
                assert!(code == "format" && NO_IMAGE.contains(&&*place), "{place}: refused: {words}");
                *counts.entry("no image").or_default() += 1;
                continue;
            }
        };
        assert!(!NO_IMAGE.contains(&&*place), "{place}: it holds no image");
        let format = match &*known.variant {
            "oci-archive" => Some("oci-archive"),
            "docker25/containerd hybrid" => Some("docker-oci"),
            "docker-save v1.1/1.2" | "manifest.json only" => Some("docker-archive"),
            _ => None, // made of a folder: the index says no more
        };
        assert!(format.is_none_or(|format| format == described.format), "{place}: {}", described.format);
        // What has no manifest.json has no count in the index, but is an image.
        let counted = matches!(described.format, "docker-archive" | "docker-oci");
        let images = known.images.filter(|_| counted);
        assert_eq!(images.unwrap_or(described.images.len()), described.images.len(), "{place}: images");
        let told = !described.images.is_empty() || !described.problems.is_empty();
        assert!(told, "{place}: no image, and no word why");
        let layers: usize = described.images.iter().map(|image| image.layers.len()).sum();
        let known_layers = known.layers.filter(|_| !NOT_SAVED.contains(&described.format));
        let layers_differ = described.problems.iter().any(|problem| problem.code == "layers-differ");
        assert_eq!(layers_differ, LAYERS_DIFFER.contains(&&*place), "{place}");
        assert!(layers_differ || known_layers.unwrap_or(layers) == layers, "{place}: layers");
        for layer in described.images.iter().flat_map(|image| &image.layers) {
            let state = if layers_differ && layer.size == 0 { "absent" } else { "indexed" };
            assert_eq!(layer.state, state, "{place}: {}", layer.location);
            *counts.entry(layer.state).or_default() += 1;
        }
        *counts.entry(described.format).or_default() += 1;
    }
    println!("archives and layers: {counts:?}");
    let least = [("docker-archive", 25), ("docker-oci", 5), ("oci-archive", 5), ("indexed", 60)];
    assert!(least.iter().all(|(what, least)| counts.get(what) >= Some(least)), "{counts:?}");
    assert_memory_is_bounded();
}

#[test]
fn archives_that_loaders_check_open_with_their_faults_told() {
    let Some(corpus) = corpus() else { return };
    let faults: HashMap<_, _> = FAULTS.into_iter().collect();
    let paths = files(&corpus.join("edge/load"));
    for path in &paths {
        let place = name(path);
        let described = opened(path).unwrap_or_else(|(_, words)| panic!("{place}: refused: {words}"));
        assert_eq!(described.images.len(), 1, "{place}");
        if FAULT_INSIDE.contains(&&*place) {
            continue;
        }
        let told: BTreeSet<&str> = described.problems.iter().map(|problem| &*problem.code).collect();
        let wanted: BTreeSet<&str> =
            faults.get(&*place).copied().unwrap_or_default().iter().copied().collect();
        assert_eq!(told, wanted, "{place}: {:?}", described.problems);
    }
    assert!(paths.len() >= 28, "{} archives", paths.len());
}

#[test]
fn no_tar_is_taken_for_an_image_it_is_not() {
    let Some(corpus) = corpus() else { return };
    let mut refused = 0;
    for path in files(&corpus.join("tar")) {
        if let Ok(described) = opened(&path) {
            // Some are the layer of an image, which may be the whole of a root filesystem.
            if described.format == "rootfs" {
                continue;
            }
            panic!("{}: opened as {} of {} images", name(&path), described.format, described.images.len());
        }
        refused += 1;
    }
    assert!(refused > 90, "{refused} files");
    assert_memory_is_bounded();
}

#[test]
fn every_tar_is_walked_to_its_end_or_its_fault() {
    let Some(corpus) = corpus() else { return };
    let (mut whole, mut faulty, mut beyond) = (0, 0, 0);
    for path in files(&corpus.join("tar")) {
        let (place, start) = (name(&path), Instant::now());
        let source = FileSource::open(&path).unwrap();
        let length = source.len().unwrap();
        let mut walker = Walker::new(source, Limits::default());
        let mut entry = Entry::default();
        let mut last = 0;
        let outcome = loop {
            match walker.next(&mut entry) {
                Ok(true) => {
                    assert!(walker.offset() > last, "{place}: does not move on from {last}");
                    last = walker.offset();
                    beyond += usize::from(entry.body.saturating_add(entry.stored) > length);
                }
                Ok(false) => break Ok(()),
                Err(error) => break Err(error),
            }
        };
        match outcome {
            Ok(()) => whole += 1,
            Err(error) => {
                assert!(!error.to_string().is_empty() && !error.help().is_empty(), "{place}: {error:?}");
                faulty += 1;
            }
        }
        assert!(start.elapsed() < PATIENCE, "{place}: {:?}", start.elapsed());
    }
    println!("{whole} tar files to the end, {faulty} to a fault, {beyond} entries end beyond their file");
    assert!(whole > 60 && faulty > 5 && beyond > 0, "{whole}, {faulty}, {beyond}");
    assert_memory_is_bounded();
}
