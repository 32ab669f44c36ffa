//! The hard cases of the overlay rules, one archive each, against what real tools made of them.
//!
//! `$LAMINA_CORPUS/edge/cases.res` has umoci's result of each case; where umoci and the specification
//! differ, or umoci gives up, `EXCEPTIONS` has what the specification, or else overlayfs, makes of it.
//! It has podman's too, and `dkcases.res` Docker's: what overlayfs makes of it, without exception.

mod overlay;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use lamina::Limits;
use lamina::codec::{Compression, sniff};
use lamina::layer::Layer;
use lamina::source::{FileSource, Memory, Source};
use lamina::tar::{self, Kind};
use lamina::tree::{At, Cause, Entry, Rules, Tree};
use overlay::walk;

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
    ("hl_to_whiteouted_before", "link-to-whiteout"),
    ("hl_to_lower", "link-below"),
    ("add_then_wh", "whiteout-after-entry"),
    ("addfile_then_wh", "whiteout-after-entry"),
];

/// Cases that the rules part on: the path that must say so, by which rules it is there, and why.
const DIFFERENCES: &[(&str, &str, Rules, Cause)] = &[
    ("wh_then_add", "/a/x", Rules::Overlayfs, Cause::RemadeDirectory),
    ("wh_then_add", "/a", Rules::Oci, Cause::RemadeDirectory),
    ("opq_root", "/a", Rules::Overlayfs, Cause::RootMark),
    ("opq_root", "/a/x", Rules::Overlayfs, Cause::RootMark),
    ("opq_root", "/", Rules::Oci, Cause::RootMark),
    ("wh_in_missing_dir", "/no", Rules::Overlayfs, Cause::MadeForMark),
    ("opq_missing_dir", "/no", Rules::Overlayfs, Cause::MadeForMark),
    ("hl_to_whiteouted_before", "/g", Rules::Oci, Cause::LinkToWhiteout),
    ("plnk", "/.wh..wh.plnk", Rules::Overlayfs, Cause::ReservedName),
    ("plnk", "/.wh..wh.plnk/1.2", Rules::Overlayfs, Cause::ReservedName),
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

/// A case's archive, merged.
struct Case {
    stored: Vec<Vec<u8>>,
    tree: Tree,
}

impl Case {
    fn open(corpus: &Path, case: &str) -> Self {
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
        Self { stored, tree }
    }

    fn newest(&self, rules: Rules) -> At {
        At { layer: self.stored.len() - 1, rules }
    }

    /// All that is there, in the form of `cases.res`: links, and the content where there is one.
    fn shown(&self, rules: Rules) -> Vec<String> {
        let at = self.newest(rules);
        walk(&self.tree, at).iter().map(|entry| self.path(at, entry)).collect()
    }

    fn path(&self, at: At, entry: &Entry) -> String {
        let path = format!(".{}", entry.path);
        match entry.kind {
            Kind::Directory => format!("{path}/"),
            Kind::Symlink => format!("{path}->{}", entry.link.as_deref().unwrap_or_default()),
            _ => {
                let content = self.tree.locate(at, &entry.path, None).map_or("!".to_owned(), |located| {
                    let layer = self.tree.layer(located.layer as usize).expect("a layer");
                    let stored = Memory::new(self.stored[located.layer as usize].clone());
                    let content = layer.content(stored, located.body, located.size).expect("a content");
                    let bytes = content.read_vec(0, located.size as usize).expect("its bytes");
                    String::from_utf8(bytes).expect("text")
                });
                format!("{path}({}:{content})", entry.links)
            }
        }
    }

    fn codes(&self) -> Vec<&str> {
        let layers = (0..self.stored.len()).filter_map(|position| self.tree.layer(position));
        layers.flat_map(|layer| layer.remarks()).map(|remark| remark.code.as_str()).collect()
    }
}

/// The corpus, if it is here, and the lines of one of its lists: a case, and what tools made of it.
fn results(list: &str) -> Option<(PathBuf, Vec<(String, String)>)> {
    let Some(corpus) = std::env::var_os("LAMINA_CORPUS").map(PathBuf::from) else {
        println!("skipped: LAMINA_CORPUS is not set");
        return None;
    };
    let text = std::fs::read_to_string(corpus.join("edge").join(list)).expect("a list of results");
    let lines = text.lines().filter_map(|line| line.split_once(" | "));
    let lines: Vec<_> = lines.map(|(case, rest)| (case.to_owned(), rest.to_owned())).collect();
    assert!(lines.len() >= 36, "only {} cases", lines.len());
    Some((corpus, lines))
}

/// A list of paths in walking order.
fn sorted(line: &str) -> Vec<&str> {
    let mut paths = split(line);
    paths.sort_unstable_by_key(|text| text.trim_end_matches('/').split(['(', '-']).next());
    paths
}

#[test]
fn every_case_is_merged_as_specified() {
    let Some((corpus, lines)) = results("cases.res") else { return };
    let mut failures = Vec::new();
    for (case, line) in &lines {
        let (umoci, _) = tools(line);
        let exception = EXCEPTIONS.iter().find(|(name, ..)| name == case);
        let wanted = exception.map_or(umoci, |(_, wanted, _)| wanted);
        assert!(!wanted.starts_with("ERR"), "{case}: no expectation");
        let opened = Case::open(&corpus, case);
        let (seen, wanted) = (opened.shown(Rules::Oci), sorted(wanted));
        if seen != wanted {
            failures.push(format!("{case}:\n  seen   {seen:?}\n  wanted {wanted:?}"));
        }
        let codes = opened.codes();
        for (_, code) in REMARKS.iter().filter(|(name, _)| name == case) {
            assert!(codes.contains(code), "{case}: no remark {code}: {codes:?}");
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_case_is_what_podman_mounts() {
    let Some((corpus, lines)) = results("cases.res") else { return };
    let mut failures = Vec::new();
    let mut loaded = 0;
    for (case, line) in &lines {
        let (_, podman) = tools(line);
        let opened = Case::open(&corpus, case);
        let refusals = opened.tree.refusals(opened.stored.len() - 1).expect("refusals");
        assert_eq!(podman.starts_with("ERR"), !refusals.is_empty(), "{case}: {podman}: {refusals:?}");
        if !refusals.is_empty() {
            continue;
        }
        loaded += 1;
        let (seen, wanted) = (opened.shown(Rules::Overlayfs), sorted(podman));
        if seen != wanted {
            failures.push(format!("{case}:\n  seen   {seen:?}\n  wanted {wanted:?}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(loaded >= 24, "podman loaded only {loaded}");
}

#[test]
fn every_case_is_what_docker_mounts() {
    let Some((corpus, lines)) = results("dkcases.res") else { return };
    for (case, line) in &lines {
        let (said, listed) = line.split_once(" | ").expect("what Docker said, and its list");
        let opened = Case::open(&corpus, case);
        let refusals = opened.tree.refusals(opened.stored.len() - 1).expect("refusals");
        assert_eq!(!said.starts_with("Loaded"), !refusals.is_empty(), "{case}: {said}: {refusals:?}");
        if !refusals.is_empty() {
            continue;
        }
        // Docker makes a directory of its own for /etc, which its list leaves out.
        let all = walk(&opened.tree, opened.newest(Rules::Overlayfs));
        let seen: Vec<String> = all
            .iter()
            .map(|entry| {
                format!("{}{}", &entry.path[1..], if entry.kind == Kind::Directory { "/" } else { "" })
            })
            .filter(|path| path != "etc/")
            .collect();
        assert_eq!(seen, sorted(listed), "{case}");
    }
}

#[test]
fn where_the_rules_part_the_entry_says_so() {
    let Some((corpus, lines)) = results("cases.res") else { return };
    for (case, path, rules, cause) in DIFFERENCES {
        let opened = Case::open(&corpus, case);
        let entry = opened.tree.stat(opened.newest(*rules), path).expect("asked").expect("an entry");
        let differs = entry.differs.unwrap_or_else(|| panic!("{case}: {path} does not differ"));
        assert_eq!((differs.cause, differs.layer), (*cause, 1), "{case}: {path}");
    }
    // No case differs that is not listed, and a difference is there as seen from either side.
    for (case, _) in &lines {
        let opened = Case::open(&corpus, case);
        let at = opened.newest(Rules::Oci).layer;
        let by = |rules| opened.shown(rules);
        let listed = DIFFERENCES.iter().any(|(name, ..)| name == case);
        let differs = opened.tree.differing(at).expect("counted") > 0;
        assert_eq!(differs, listed, "{case}");
        assert_eq!(by(Rules::Oci) != by(Rules::Overlayfs), listed, "{case}");
    }
}

/// What umoci and podman made of a case.
fn tools(line: &str) -> (&str, &str) {
    let (umoci, podman) = line.split_once(" | podman:").expect("two tools");
    (umoci.trim_start_matches("umoci:").trim(), podman.trim())
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
