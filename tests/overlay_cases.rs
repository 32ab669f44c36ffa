//! The hard cases of the overlay rules, one archive each, against what real tools made of them.
//!
//! `$LAMINA_CORPUS/edge/cases.res` has umoci's result of each case; where umoci and the specification
//! differ, or umoci gives up, `EXCEPTIONS` has what the specification, or else overlayfs, makes of it.

mod overlay;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::rc::Rc;

use lamina::Limits;
use lamina::codec::{Compression, sniff};
use lamina::layer::Layer;
use lamina::source::{FileSource, Memory, Source};
use lamina::tar::{self, Kind};
use lamina::tree::{Entry, Tree};
use overlay::everything;

/// Case, what is to be seen, and why it is not umoci's result. The form is that of `cases.res`.
const EXCEPTIONS: &[(&str, &str, &str)] = &[
    ("child_via_symlink_parent", "./d/ ./d/f(1:d/f) ./l/ ./l/new(1:l/new)", "not specified: as overlayfs"),
    ("wh_via_symlink_parent", "./d/ ./d/f(1:d/f) ./l/", "not specified: as overlayfs"),
    ("symlink_abs_parent", "./d/ ./l/ ./l/new(1:l/new)", "not specified: as overlayfs"),
    ("symlink_escape_parent", "./l/ ./l/new(1:l/new)", "not specified: as overlayfs"),
    ("file_parent", "./a/ ./a/x(1:a/x)", "umoci 0.4.7 fails; a file under a directory is replaced"),
    ("hl_to_whiteouted_before", "./g(1:!)", "umoci fails; shown, without content"),
    ("hl_missing", "./f(1:f) ./g(1:!)", "umoci fails; shown, without content"),
    ("hl_forward", "./f(1:f) ./g(1:!)", "umoci fails; shown, without content"),
    ("wh_empty_name", "./f(1:f)", "umoci fails; no valid whiteout, left out"),
    ("wh_dotdot_name", "./a/ ./a/x(1:a/x)", "umoci fails; no valid whiteout, left out"),
    ("plnk", "./f(1:f) ./g(1:P)", "aufs's own notes are hidden"),
];

/// Cases that must not pass without a remark, and its code.
const REMARKS: &[(&str, &str)] = &[
    ("wh_empty_name", "invalid-whiteout"),
    ("wh_dotdot_name", "invalid-whiteout"),
    ("dup_entries", "duplicate-path"),
    ("dup_dir_file", "duplicate-path"),
    ("plnk", "aufs-leftover"),
    ("hl_to_whiteouted_before", "link-target"),
];

/// The files of a tar.
fn files(source: impl Source) -> BTreeMap<String, Vec<u8>> {
    let mut walker = tar::Walker::new(source, Limits::default());
    let mut entry = tar::Entry::default();
    let mut files = BTreeMap::new();
    while walker.next(&mut entry).expect("the outer tar is well formed") {
        let body = walker.source().read_vec(entry.body, entry.stored as usize).expect("a body");
        files.insert(String::from_utf8(entry.path.clone()).expect("a plain name"), body);
    }
    files
}

/// The layers of a docker-archive, oldest first.
fn layers(files: &BTreeMap<String, Vec<u8>>) -> Vec<Vec<u8>> {
    let manifest: serde_json::Value = serde_json::from_slice(&files["manifest.json"]).expect("JSON");
    let names = manifest[0]["Layers"].as_array().expect("layers");
    names.iter().map(|name| files[name.as_str().expect("a name")].clone()).collect()
}

/// A path in the form of `cases.res`: links, and the content where there is one.
fn shown(tree: &Tree, stored: &[Vec<u8>], at: usize, entry: &Entry) -> String {
    let path = format!(".{}", entry.path);
    match entry.kind {
        Kind::Directory => format!("{path}/"),
        Kind::Symlink => format!("{path}->{}", entry.link.as_deref().unwrap_or_default()),
        _ => {
            let content = tree.locate(at, &entry.path, None).map_or("!".to_owned(), |located| {
                let layer = tree.layer(located.layer as usize).expect("a layer");
                let stored = Memory::new(stored[located.layer as usize].clone());
                let content = layer.content(stored, located.body, located.size).expect("a content");
                let bytes = content.read_vec(0, located.size as usize).expect("its bytes");
                String::from_utf8(bytes).expect("text")
            });
            format!("{path}({}:{content})", entry.links)
        }
    }
}

#[test]
fn every_case_is_merged_as_specified() {
    let Some(corpus) = std::env::var_os("LAMINA_CORPUS").map(PathBuf::from) else {
        println!("skipped: LAMINA_CORPUS is not set");
        return;
    };
    let results = std::fs::read_to_string(corpus.join("edge/cases.res")).expect("cases.res");
    let mut failures = Vec::new();
    let mut count = 0;
    for line in results.lines() {
        let (case, rest) = line.split_once(" | umoci: ").expect("a case");
        let umoci = rest.split(" | podman:").next().unwrap_or_default().trim();
        let exception = EXCEPTIONS.iter().find(|(name, ..)| *name == case);
        let wanted = exception.map_or(umoci, |(_, wanted, _)| wanted);
        assert!(!wanted.starts_with("ERR"), "{case}: no expectation");
        let archive = FileSource::open(corpus.join(format!("edge/cases/{case}.tar"))).expect("an archive");
        let stored = layers(&files(archive));
        let mut tree = Tree::new(stored.len());
        // The newest first: the order of arrival must not matter.
        for (position, bytes) in stored.iter().enumerate().rev() {
            let compression = sniff(bytes);
            assert_eq!(compression, Compression::None);
            let layer = Layer::index(Memory::new(bytes.clone()), compression, &Limits::default(), |_| {});
            tree.add(position, Rc::new(layer.expect("a layer"))).expect("added");
        }
        let at = stored.len() - 1;
        let seen: Vec<String> =
            everything(&tree, at).iter().map(|entry| shown(&tree, &stored, at, entry)).collect();
        let mut wanted: Vec<&str> = split(wanted);
        wanted.sort_unstable_by_key(|text| text.trim_end_matches('/').split(['(', '-']).next());
        if seen != wanted {
            failures.push(format!("{case}:\n  seen   {seen:?}\n  wanted {wanted:?}"));
        }
        let codes: Vec<&str> = (0..=at)
            .filter_map(|position| tree.layer(position))
            .flat_map(|layer| layer.remarks())
            .map(|remark| remark.code.as_str())
            .collect();
        for (_, code) in REMARKS.iter().filter(|(name, _)| *name == case) {
            assert!(codes.contains(code), "{case}: no remark {code}");
        }
        count += 1;
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(count >= 34, "only {count} cases");
}

/// Cuts at spaces outside of brackets: a content may hold one.
fn split(line: &str) -> Vec<&str> {
    let mut depth = 0;
    line.split(|letter: char| {
        depth += i32::from(letter == '(') - i32::from(letter == ')');
        letter == ' ' && depth == 0
    })
    .filter(|part| !part.is_empty())
    .collect()
}
