//! What is exported loads in real tools, each time from empty storage, and is there what it was:
//! the same ids, the planned names, the same history, the same merged filesystem.
//!
//! Needs root and the tools; says which are missing. On CI a missing tool is a failure.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::rc::Rc;
use std::time::Instant;

use lamina::Limits;
use lamina::archive::Archive;
use lamina::export::{Edits, Plan, Prune, RopeSource, check};
use lamina::image::{Digest, Reference};
use lamina::source::{FileSource, Source};

use common::sample;

const TOOLS: [(&str, &str, &str); 4] = [
    ("podman", "podman", "podman"),
    ("docker", "dockerd", "docker.io"),
    ("containerd", "containerd", "containerd"),
    ("umoci", "umoci", "umoci skopeo"),
];

#[test]
fn exports_load_in_real_tools() {
    let Some(tools) = tools() else { return };
    // Docker's classic store takes no pure OCI archive; podman and umoci none with several platforms
    // of which the machine's own is gone. What the original is refused for is told by the tool itself.
    for file in [
        "pair.docker20.tar",
        "pair.docker26.tar",
        "pair.containerd26.tar",
        "pair.podman-docker.tar",
        "odd.docker26.tar",
        "odd.skopeo-oci.tar",
        "web.podman-oci.tar",
        "web.buildkit-docker.tar",
        "multi.containerd26.tar",
        "multi.buildah-oci.tar",
        "dangling.podman-docker.tar",
    ] {
        let original = sample(file);
        let before: BTreeMap<&str, Loaded> = in_parallel(&tools, &original).into_iter().collect();
        for (name, edits) in edits_of(&original) {
            let (exported, plan) = export(&original, &edits);
            assert_is_clean(&exported);
            for (tool, after) in in_parallel(&tools, &exported) {
                compare(&format!("{file}, {name}, {tool}"), tool, &before[tool], &after, &plan);
            }
            fs::remove_file(exported).unwrap();
        }
    }
}

/// An archive of any size, named by `LAMINA_ARCHIVE`: its merged tree is what umoci unpacks, in every
/// field, and what is exported loads. Takes minutes for a gigabyte:
/// `LAMINA_ARCHIVE=app.tar cargo test --release --test loaders -- --ignored --nocapture`
#[test]
#[ignore = "needs an archive, and minutes"]
fn a_large_archive_goes_the_whole_way() {
    let original =
        PathBuf::from(std::env::var_os("LAMINA_ARCHIVE").expect("LAMINA_ARCHIVE names an archive"));
    let tools = tools().expect("the tools are here");
    let start = Instant::now();
    let lap = |what: &str| println!("{:7.2} s  {what}", start.elapsed().as_secs_f64());
    let session = common::open_all(&original).unwrap();
    lap("opened, every layer read");
    let ours = common::listing(&session, 0);
    lap("every file of the first image read and hashed");

    let lists = std::env::temp_dir().join(format!("lamina-lists-{}", std::process::id()));
    fs::create_dir_all(&lists).unwrap();
    let truth = load_keeping("umoci", &original, Some(&lists)).unwrap();
    lap("unpacked by umoci");
    assert_eq!(truth.len(), 1, "this test is for archives of one image");
    let list = fs::read_dir(&lists).unwrap().next().unwrap().unwrap().path();
    let truth = common::truth_of(&fs::read(list).unwrap());
    fs::remove_dir_all(lists).unwrap();
    let differing = ours.iter().zip(&truth).find(|(ours, truth)| ours != truth);
    assert_eq!((differing, ours.len()), (None, truth.len()), "the merged trees differ");
    println!("{} lines are equal", ours.len());

    let id = session.archive().images[0].config.id.to_string();
    let edits = Edits { tag: vec![(id, "new/name:tag".into())], prune: Some(Prune::All), ..Edits::default() };
    let (exported, plan) = export(&original, &edits);
    lap(&format!("exported: {} bytes become {}", plan.before, plan.after));
    for tool in tools {
        let before = load(tool, &original);
        lap(&format!("{tool} has loaded the original: {}", before.is_ok()));
        let after = load(tool, &exported);
        lap(&format!("{tool} has loaded the export: {}", after.is_ok()));
        compare(&format!("large, {tool}"), tool, &before, &after, &plan);
    }
    fs::remove_file(exported).unwrap();
}

/// The tools that are here; none if something is missing.
fn tools() -> Option<Vec<&'static str>> {
    let here = |program: &str| {
        std::env::var_os("PATH")
            .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(program).is_file()))
    };
    let missing: Vec<_> = TOOLS.iter().filter(|(_, program, _)| !here(program)).map(|tool| tool.2).collect();
    let root = fs::metadata("/proc/self").is_ok_and(|data| {
        use std::os::unix::fs::MetadataExt as _;
        data.uid() == 0
    });
    if missing.is_empty() && root {
        return Some(TOOLS.iter().map(|tool| tool.0).collect());
    }
    let why = if root { format!("install {}", missing.join(" ")) } else { "run as root".to_owned() };
    assert!(std::env::var_os("CI").is_none(), "real loaders can't be asked: {why}");
    println!("skipped: {why}");
    None
}

/// What a person may want of any archive.
fn edits_of(archive: &Path) -> Vec<(&'static str, Edits)> {
    let source: Rc<dyn Source> = Rc::new(FileSource::open(archive).unwrap());
    let archive = Archive::open(source, Limits::default(), &mut |_| {}).unwrap();
    let id = |index: usize| archive.images[index].config.id.to_string();
    let last = archive.images.len() - 1;
    let names: BTreeSet<String> =
        archive.targets.iter().flat_map(|t| &t.references).map(Reference::familiar).collect();
    let names: Vec<String> = names.into_iter().collect();
    let mut edits = vec![
        ("as it is", Edits::default()),
        ("one more name", Edits { tag: vec![(id(last), "new/name:tag".into())], ..Edits::default() }),
        ("without names", Edits { untag: names.clone(), ..Edits::default() }),
    ];
    if last > 0 {
        edits.push((
            "the last, pruned",
            Edits { keep: Some(vec![id(last)]), prune: Some(Prune::All), ..Edits::default() },
        ));
        if archive.targets.len() > 1 {
            edits.push((
                "a name moved",
                Edits { tag: vec![(id(0), names[names.len() - 1].clone())], ..Edits::default() },
            ));
        }
    }
    edits
}

fn export(archive: &Path, edits: &Edits) -> (PathBuf, Plan) {
    let source: Rc<dyn Source> = Rc::new(FileSource::open(archive).unwrap());
    let opened = Archive::open(Rc::clone(&source), Limits::default(), &mut |_| {}).unwrap();
    let plan = Plan::new(&opened, edits).unwrap();
    let rope = RopeSource::new(&plan.rope, Rc::clone(&source));
    let file = std::env::temp_dir().join(format!("lamina-export-{}.tar", std::process::id()));
    let mut written = File::create(&file).unwrap();
    let (mut at, mut buffer) = (0, vec![0; 1 << 20]);
    while let Ok(got @ 1..) = rope.read_at(at, &mut buffer) {
        written.write_all(&buffer[..got]).unwrap();
        at += got as u64;
    }
    let written: Rc<dyn Source> = Rc::new(FileSource::open(&file).unwrap());
    check(&plan, &source, &written, Limits::default()).unwrap();
    (file, plan)
}

/// What a tool has after loading: by id (for containerd by name), names, history and tree.
type Loaded = Result<BTreeMap<String, Image>, String>;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Image {
    names: BTreeSet<String>,
    history: String,
    tree: String,
}

/// Each tool has storage of its own, so they don't wait for each other.
fn in_parallel<'a>(tools: &[&'a str], archive: &Path) -> Vec<(&'a str, Loaded)> {
    std::thread::scope(|scope| {
        let running: Vec<_> =
            tools.iter().map(|tool| (*tool, scope.spawn(move || load(tool, archive)))).collect();
        running.into_iter().map(|(tool, thread)| (tool, thread.join().unwrap())).collect()
    })
}

fn load(tool: &str, archive: &Path) -> Loaded {
    load_keeping(tool, archive, None)
}

/// Puts the lists that trees are hashed from into a folder.
fn load_keeping(tool: &str, archive: &Path, lists: Option<&Path>) -> Loaded {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle/load.sh");
    let mut command = Command::new("bash");
    command.arg(script).arg(tool).arg(archive);
    if let Some(folder) = lists {
        command.env("KEEP", folder);
    }
    let output = command.output().unwrap();
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).trim().to_owned());
    }
    let mut images: BTreeMap<String, Image> = BTreeMap::new();
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        let mut words = line.splitn(3, ' ');
        let (kind, id, rest) = (words.next().unwrap(), words.next().unwrap(), words.next().unwrap_or(""));
        let image = images.entry(id.to_owned()).or_default();
        match kind {
            "image" => {
                image.names = rest.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect();
            }
            "history" => rest.clone_into(&mut image.history),
            "tree" => rest.clone_into(&mut image.tree),
            _ => panic!("{line}"),
        }
    }
    Ok(images)
}

fn compare(case: &str, tool: &str, before: &Loaded, after: &Loaded, plan: &Plan) {
    let Ok(before) = before else {
        // Refused as it was: an export in the same form can't do better, and may do so.
        return;
    };
    let planned: BTreeSet<String> = plan.images.iter().flat_map(|image| image.references.clone()).collect();
    let ids: BTreeSet<&str> = plan.images.iter().map(|image| &image.after["sha256:".len()..]).collect();
    let after = match after {
        Ok(after) => after,
        Err(words) => {
            // The machine's own platform was dropped: these tools take no other.
            let foreign = plan.images.iter().all(|image| image.platform != "linux/amd64");
            assert!(foreign, "{case}: refused: {words}");
            return;
        }
    };
    match tool {
        "containerd" => {
            let found: BTreeSet<String> = after
                .keys()
                .filter(|name| !name.starts_with("nameless/"))
                .map(|name| Reference::parse(name).unwrap().familiar())
                .collect();
            // From a pure OCI archive `ctr` takes no name but in containerd's own annotation.
            let named = before.keys().any(|name| !name.starts_with("nameless/"));
            assert!(
                if named { found == planned } else { found.is_subset(&planned) },
                "{case}: names {found:?}"
            );
            for (name, image) in after {
                let same = before.values().any(|known| known.tree == image.tree);
                assert!(same, "{case}: {name} has a filesystem that was not there before");
                if let Some(known) = before.get(name)
                    && plan.dropped.is_empty()
                    && !case.contains("moved")
                {
                    assert_eq!(known.tree, image.tree, "{case}: {name}");
                }
            }
        }
        "umoci" => {
            for (id, image) in after {
                let Some(known) = before.get(id) else {
                    // manifest.json names one platform: another one, once that is dropped.
                    assert!(!plan.dropped.is_empty(), "{case}: {id} was not there before");
                    continue;
                };
                assert_eq!((&known.tree, &known.history), (&image.tree, &image.history), "{case}: {id}");
            }
        }
        _ => {
            let found: BTreeSet<String> = after.values().flat_map(|image| image.names.clone()).collect();
            let found: BTreeSet<String> =
                found.iter().map(|name| Reference::parse(name).unwrap().familiar()).collect();
            // podman takes a short name of an index.json for one of its own.
            let short = |name: &String| match name.strip_prefix("localhost/") {
                Some(short) if planned.contains(short) => short.to_owned(),
                _ => name.clone(),
            };
            let found: BTreeSet<String> = found.iter().map(short).collect();
            // Of an index with several platforms a store shows one image.
            assert_eq!(found, planned, "{case}: names");
            for (id, image) in after {
                assert!(ids.contains(id.as_str()), "{case}: {id} was not planned");
                if let Some(known) = before.get(id) {
                    assert_eq!((&known.tree, &known.history), (&image.tree, &image.history), "{case}: {id}");
                }
            }
        }
    }
    assert!(!after.is_empty(), "{case}: loaded, but there is nothing");
}

/// What no loader has to forgive: real files, each once, with plain names, blobs named by what is
/// in them, two blocks of zeros at the end.
fn assert_is_clean(file: &Path) {
    let source: Rc<dyn Source> = Rc::new(FileSource::open(file).unwrap());
    let archive = Archive::open(Rc::clone(&source), Limits::default(), &mut |_| {}).unwrap();
    let mut names = BTreeSet::new();
    for (_, member) in archive.members.iter() {
        let name = &member.name;
        assert!(matches!(member.kind, lamina::tar::Kind::File | lamina::tar::Kind::Directory), "{name}");
        assert!(names.insert(name.clone()), "{name} is there twice");
        if let Some(hex) = name.strip_prefix("blobs/sha256/") {
            let bytes = source.read_vec(member.body, member.size as usize).unwrap();
            assert_eq!(Digest::of(&bytes).hex(), hex);
        }
    }
    let bytes = common::read_all(&source);
    assert!(bytes.len().is_multiple_of(512) && bytes[bytes.len() - 1024..].iter().all(|byte| *byte == 0));
    let listed = Command::new("tar").arg("-tf").arg(file).output().unwrap();
    assert!(listed.status.success() && listed.stderr.is_empty(), "tar: {listed:?}");
    assert_eq!(String::from_utf8_lossy(&listed.stdout).lines().count(), names.len());
}
