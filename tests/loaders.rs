//! Real tools take what is exported, each time from empty storage, and have then what was planned: the
//! same ids, the names, the history row by row, the same merged filesystem in every field. They are asked
//! about the originals as well, so that what Lamina sees in them is what podman, Docker, containerd and
//! umoci see.
//!
//! Needs root and the tools; says which are missing. On CI a missing tool is a failure.

mod common;
mod oracle;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use lamina::Limits;
use lamina::archive::Archive;
use lamina::export::{Edits, Plan, Prune, RopeSource, check};
use lamina::image::Reference;
use lamina::session::Session;
use lamina::source::{FileSource, Source};

use common::{Sample, entries, listing, open_all, sample, samples, truth_of};
use oracle::{Answer, Image, Row, TOOLS, Tool, can_be_asked};

/// Samples that all edits are tried on, at least one of each form; the others are exported as they are.
const EDITED: [&str; 9] = [
    "pair.docker20.tar",
    "pair.docker26.tar",
    "pair.containerd26.tar",
    "pair.podman-docker.tar",
    "odd.skopeo-oci.tar",
    "web.buildkit-docker.tar",
    "multi.containerd26.tar",
    "multi.buildah-oci.tar",
    "dangling.podman-docker.tar",
];

#[test]
fn exports_load_in_real_tools() {
    if !can_be_asked() {
        return;
    }
    let folder = Folder::new();
    let cases = cases(&folder);
    assert!(cases.len() >= 60, "only {} cases", cases.len());
    // Each tool has storage of its own, so they don't wait for each other.
    let complaints: Vec<String> = std::thread::scope(|scope| {
        let ask = |name: &'static str| {
            let cases = &cases;
            scope.spawn(move || {
                let mut tool = Tool::start(name);
                cases.iter().flat_map(|case| complaints(case, name, tool.load(&case.archive))).collect()
            })
        };
        let asked: Vec<std::thread::ScopedJoinHandle<Vec<String>>> = TOOLS.map(ask).into_iter().collect();
        asked.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    assert!(complaints.is_empty(), "{} complaints:\n{}", complaints.len(), complaints.join("\n"));
}

/// The tools look at what they load, and this test at what they say: a blob, a config or a digest that is
/// not as it was does not pass.
#[test]
fn damaged_exports_do_not_load() {
    if !can_be_asked() {
        return;
    }
    let folder = Folder::new();
    let name = "pair.docker26.tar";
    let session = open_all(&sample(name)).unwrap();
    let of = samples().into_iter().find(|of| of.file == name).unwrap();
    let expected = expected(&session, trees_of(&of));
    let (archive, _) = export(&sample(name), &Edits::default(), &folder.0.join("sound.tar"));
    let sound = fs::read(&archive).unwrap();
    let mut cases = vec![(Case::new("sound", archive, expected.clone(), true), &[] as &[&str])];
    let places: [(&str, &[u8], &[&str]); 3] = [
        // A file in a layer, a step of a history, the digest of a manifest. Some look at one document only.
        ("layer", b"root:x:0:0", &TOOLS),
        ("config", b"\"created_by\":\"", &TOOLS),
        ("index", b"image.manifest.v1+json\",\"digest\":\"sha256:", &["containerd", "umoci"]),
    ];
    for (title, place, tools) in places {
        let mut bytes = sound.clone();
        let at = bytes.windows(place.len()).position(|window| window == place).unwrap() + place.len();
        bytes[at] = if bytes[at] == b'0' { b'1' } else { b'0' };
        let archive = folder.0.join(format!("{title}.tar"));
        fs::write(&archive, bytes).unwrap();
        cases.push((
            Case {
                title: title.to_owned(),
                archive,
                expected: expected.clone(),
                export: true,
                has_manifest: true,
            },
            tools,
        ));
    }
    for name in TOOLS {
        let mut tool = Tool::start(name);
        for (case, tools) in &cases {
            let found = complaints(case, name, tool.load(&case.archive));
            assert_eq!(found.is_empty(), !tools.contains(&name), "{name}, {}: {found:?}", case.title);
        }
    }
}

/// An archive of any size, named by `LAMINA_ARCHIVE`, and an export of it: every tool sees what Lamina
/// sees. Prints how long each step takes, and the most memory so far. Takes minutes for a gigabyte:
/// `LAMINA_ARCHIVE=app.tar cargo test --release --test loaders -- --ignored --nocapture`
#[test]
#[ignore = "needs an archive, and minutes"]
fn a_large_archive_goes_the_whole_way() {
    let original =
        PathBuf::from(std::env::var_os("LAMINA_ARCHIVE").expect("LAMINA_ARCHIVE names an archive"));
    assert!(can_be_asked());
    let mut start = Instant::now();
    let mut lap = |what: &str| {
        println!("{:8.2} s  {:5} MiB  {what}", start.elapsed().as_secs_f64(), most_memory() >> 10);
        start = Instant::now();
    };
    let session = open_all(&original).unwrap();
    lap("opened, every layer read");
    let paths: usize = (0..session.archive().images.len()).map(|image| entries(&session, image).len()).sum();
    lap(&format!("{paths} paths walked"));
    let trees = (0..session.archive().images.len()).map(|image| Arc::new(listing(&session, image))).collect();
    lap("every file read and hashed");
    let expected = expected(&session, trees);

    let edit = Edit::OneMoreName;
    let edits = Edits { prune: Some(Prune::All), ..edit.of(&session) };
    let folder = Folder::new();
    let (archive, plan) = export(&original, &edits, &folder.0.join("export.tar"));
    lap(&format!("exported, read back and compared: {} bytes become {}", plan.before, plan.after));
    let cases = [
        Case::new("the original", original, expected.clone(), false),
        Case::new("the export", archive, edit.apply(expected), true),
    ];

    let mut found = Vec::new();
    for name in TOOLS {
        let mut tool = Tool::start(name);
        for case in &cases {
            let answer = tool.load(&case.archive);
            lap(&format!("{name} has loaded and listed {}", case.title));
            found.extend(complaints(case, name, answer));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// An archive that tools are asked about.
struct Case {
    title: String,
    archive: PathBuf,
    expected: Vec<Expected>,
    /// Written by Lamina.
    export: bool,
    has_manifest: bool,
}

/// An image that a tool should have.
#[derive(Clone)]
struct Expected {
    id: String,
    platform: String,
    /// Images of one index share its names; a store may show one of them.
    target: usize,
    names: BTreeSet<String>,
    history: Vec<Row>,
    /// In the lines of `tests/samples/trees`.
    tree: Arc<Vec<String>>,
}

impl Case {
    fn new(title: &str, archive: PathBuf, expected: Vec<Expected>, export: bool) -> Self {
        let has_manifest = open(&archive).members.named("manifest.json").is_some();
        Self { title: title.to_owned(), archive, expected, export, has_manifest }
    }

    /// Whether a tool takes it. What a tool does not take as it was, it need not take as an export.
    fn is_for(&self, tool: &str) -> bool {
        match tool {
            // Docker's classic store takes no pure OCI archive.
            "docker" => self.has_manifest,
            // `ctr` minds that an index names a platform that is not there.
            "containerd" => !self.lacks_a_platform(),
            // From an index podman takes what this machine can run, and nothing else.
            "podman" => self.has_manifest || !self.is_of_others(),
            _ => true,
        }
    }

    /// The index names two platforms, of which containerd left one out; a tool says so, as Lamina does.
    fn lacks_a_platform(&self) -> bool {
        self.title.starts_with("multi-arm64.ctr.tar")
    }

    fn is_of_others(&self) -> bool {
        let this = if cfg!(target_arch = "aarch64") { "linux/arm64" } else { "linux/amd64" };
        self.title.starts_with("multi.") && self.expected.iter().all(|image| image.platform != this)
    }
}

/// What a person may want of any archive.
#[derive(Debug, Clone, Copy)]
enum Edit {
    AsItIs,
    Pruned,
    OneMoreName,
    OneNameLess,
    WithoutNames,
    FirstKept,
    LastPruned,
    NameMoved,
}

/// A name that no sample has.
const NEW: &str = "new/name:tag";

impl Edit {
    fn all(session: &Session) -> Vec<Self> {
        let archive = session.archive();
        let mut edits = vec![Self::AsItIs, Self::OneMoreName];
        if archive.targets.iter().all(|target| !target.references.is_empty()) {
            edits.push(Self::Pruned);
        }
        if names_of(session).len() > 1 {
            edits.push(Self::OneNameLess);
        }
        if archive.targets.iter().any(|target| !target.references.is_empty()) {
            edits.push(Self::WithoutNames);
        }
        if archive.images.len() > 1 {
            edits.extend([Self::FirstKept, Self::LastPruned]);
        }
        if archive.targets.len() > 1 {
            edits.push(Self::NameMoved);
        }
        edits
    }

    /// As the core takes it.
    fn of(self, session: &Session) -> Edits {
        let images = &session.archive().images;
        let (first, last) = (images[0].config.id.to_string(), images[images.len() - 1].config.id.to_string());
        let none = Edits::default();
        match self {
            Self::AsItIs => none,
            Self::Pruned => Edits { prune: Some(Prune::All), ..none },
            Self::OneMoreName => Edits { tag: vec![(last, NEW.into())], ..none },
            Self::OneNameLess => Edits { untag: names_of(session).pop_first().into_iter().collect(), ..none },
            Self::WithoutNames => Edits { untag: names_of(session).into_iter().collect(), ..none },
            Self::FirstKept => Edits { keep: Some(vec![first]), ..none },
            Self::LastPruned => Edits { keep: Some(vec![last]), prune: Some(Prune::All), ..none },
            Self::NameMoved => {
                Edits { tag: vec![(first, names_of(session).pop_last().expect("a name"))], ..none }
            }
        }
    }

    /// What it should come to, worked out here.
    fn apply(self, mut images: Vec<Expected>) -> Vec<Expected> {
        let last = images[images.len() - 1].target;
        match self {
            Self::AsItIs | Self::Pruned => {}
            Self::OneMoreName => {
                images.iter_mut().filter(|image| image.target == last).for_each(|image| {
                    image.names.insert(NEW.into());
                });
            }
            Self::OneNameLess => {
                let name = images.iter().flat_map(|image| &image.names).min().expect("a name").clone();
                for image in &mut images {
                    image.names.remove(&name);
                }
            }
            Self::WithoutNames => images.iter_mut().for_each(|image| image.names.clear()),
            Self::FirstKept => images.truncate(1),
            Self::LastPruned => drop(images.drain(..images.len() - 1)),
            Self::NameMoved => {
                let name = images.iter().flat_map(|image| &image.names).max().expect("a name").clone();
                let first = images[0].target;
                for image in &mut images {
                    image.names.remove(&name);
                    if image.target == first {
                        image.names.insert(name.clone());
                    }
                }
            }
        }
        images
    }
}

fn names_of(session: &Session) -> BTreeSet<String> {
    session.archive().targets.iter().flat_map(|target| &target.references).map(Reference::familiar).collect()
}

/// The originals and their exports.
fn cases(folder: &Folder) -> Vec<Case> {
    let mut cases = Vec::new();
    for of in samples() {
        let original = sample(&of.file);
        // The tools don't agree on archives that are compressed as a whole, nor on what to say of them.
        let packed = original.extension().is_some_and(|ending| ending == "gz");
        let session = match open_all(&original) {
            Ok(session) => session,
            Err(error) => {
                assert!(packed && error.code() == "unsupported", "{}: {error}", of.file);
                continue;
            }
        };
        let expected = expected(&session, trees_of(&of));
        let edits = if EDITED.contains(&&*of.file) { Edit::all(&session) } else { vec![Edit::AsItIs] };
        for edit in edits {
            let (archive, plan) =
                export(&original, &edit.of(&session), &folder.0.join(format!("{edit:?}.{}", of.file)));
            let title = format!("{}, {edit:?}", of.file);
            let expected = edit.apply(expected.clone());
            assert_eq!(planned(&plan), summary(&expected), "{title}");
            cases.push(Case::new(&title, archive, expected, true));
        }
        if !packed {
            cases.push(Case::new(&format!("{}, the original", of.file), original, expected, false));
        }
    }
    cases
}

/// What is in each image.
fn trees_of(of: &Sample) -> Vec<Arc<Vec<String>>> {
    let trees = of.trees.iter().map(|name| {
        let text = fs::read_to_string(sample(&format!("trees/{name}.txt"))).unwrap();
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines.sort();
        Arc::new(lines)
    });
    trees.collect()
}

/// Id, platform and names of each image.
type Summary = BTreeSet<(String, String, BTreeSet<String>)>;

fn planned(plan: &Plan) -> Summary {
    let images = plan.images.iter();
    images
        .map(|image| {
            let id = image.after.trim_start_matches("sha256:").to_owned();
            (id, image.platform.clone(), image.references.iter().cloned().collect())
        })
        .collect()
}

fn summary(expected: &[Expected]) -> Summary {
    expected.iter().map(|image| (image.id.clone(), image.platform.clone(), image.names.clone())).collect()
}

/// What the tools should see in an archive as it is, the trees given.
fn expected(session: &Session, trees: Vec<Arc<Vec<String>>>) -> Vec<Expected> {
    let described = session.describe();
    let targets = &session.archive().targets;
    assert_eq!(described.images.len(), trees.len());
    let images = described.images.into_iter().zip(trees).enumerate();
    images
        .map(|(index, (image, tree))| Expected {
            id: image.id.trim_start_matches("sha256:").to_owned(),
            platform: image.platform,
            target: targets.iter().position(|target| target.images.contains(&index)).expect("a target"),
            names: image.references.into_iter().collect(),
            history: image
                .history
                .into_iter()
                .map(|step| {
                    let (created, by) = (step.created, step.created_by);
                    comparable(Row { created, by, comment: Some(step.comment), size: step.size })
                })
                .collect(),
            tree,
        })
        .collect()
}

/// A row as far as all tools have it: whole seconds, blanks for tabs, empty for what is missing.
fn comparable(row: Row) -> Row {
    let missing = "0001-01-01T00:00:00";
    let created = row.created.map(|time| time.chars().take(missing.len()).collect());
    Row {
        created: created.filter(|time| time != missing),
        by: row.by.replace('\t', " "),
        comment: Some(row.comment.unwrap_or_default()),
        size: row.size,
    }
}

/// What is not as it should be.
fn complaints(case: &Case, tool: &str, answer: Answer) -> Vec<String> {
    let mut found = Vec::new();
    let mut complain = |what: String| found.push(format!("{}: {tool}: {what}", case.title));
    let images = match answer {
        Answer::Loaded { images } if case.is_for(tool) => images,
        Answer::Loaded { .. } => {
            complain("takes it: say so in `Case::is_for`".into());
            return found;
        }
        Answer::Refused { refused } => {
            if case.is_for(tool) {
                complain(format!("refuses it: {refused}"));
            }
            return found;
        }
    };
    let mut seen: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
    for image in images {
        let (id, names, platform, history, tree) = match image {
            Image::Whole { id, names, platform, history, tree } => (id, names, platform, history, tree),
            Image::Refused { platform, refused } => {
                let expected = case.expected.iter().any(|image| image.platform == platform);
                if expected || !case.lacks_a_platform() {
                    complain(format!("refuses {platform}: {refused}"));
                }
                continue;
            }
        };
        let Some(expected) = case.expected.iter().find(|image| image.id == id) else {
            complain(format!("has {id}, which should not be there"));
            continue;
        };
        seen.entry(expected.target).or_default().insert(id.clone());
        if platform.as_ref().is_some_and(|platform| *platform != expected.platform) {
            complain(format!("{id} is for {platform:?}, not {}", expected.platform));
        }
        let names: Option<BTreeSet<String>> =
            names.map(|names| names.iter().map(|name| familiar(name, expected, case)).collect());
        if names.as_ref().is_some_and(|names| *names != expected.names) {
            complain(format!("{id} has the names {names:?} instead of {:?}", expected.names));
        }
        for what in found_in_history(&history, &expected.history) {
            complain(format!("{id}: {what}"));
        }
        let theirs = truth_of(&fs::read(tree).unwrap());
        let mut ours: Vec<String> = expected.tree.iter().map(|line| as_told_by(tool, line)).collect();
        ours.sort();
        let differing = theirs.iter().zip(&ours).find(|(theirs, ours)| theirs != ours);
        if differing.is_some() || theirs.len() != ours.len() {
            let lengths = (theirs.len(), ours.len());
            complain(format!("{id} has another tree: theirs and ours are {lengths:?} lines, {differing:?}"));
        }
    }
    for image in &case.expected {
        let seen = seen.get(&image.target);
        // Docker's classic store and podman's take one image of an index.
        let enough = match tool {
            "docker" | "podman" => seen.is_some_and(|ids| ids.len() == 1),
            _ => seen.is_some_and(|ids| ids.contains(&image.id)),
        };
        if !enough {
            complain(format!("has {seen:?} of the index or name with {} ({})", image.id, image.platform));
        }
    }
    found
}

fn found_in_history(theirs: &[Row], ours: &[Row]) -> Vec<String> {
    if theirs.len() != ours.len() {
        return vec![format!("its history has {} rows, not {}", theirs.len(), ours.len())];
    }
    let rows = theirs.iter().zip(ours).enumerate().filter_map(|(at, (theirs, ours))| {
        // Sizes are compared where both tell one.
        let size = theirs.size.and(ours.size);
        let ours = Row { size, ..ours.clone() };
        let theirs = Row { size: ours.size.and(theirs.size), ..comparable(theirs.clone()) };
        (theirs != ours).then(|| format!("row {at} of its history is {theirs:?}, not {ours:?}"))
    });
    rows.collect()
}

/// A name as Docker shows it.
fn familiar(name: &str, expected: &Expected, case: &Case) -> String {
    // `ctr` puts the date before what looks like no whole name.
    let name = match name.strip_prefix("import-").and_then(|dated| dated.split_once(':')) {
        Some((_, name)) => name,
        None => name,
    };
    let name = Reference::parse(name).map_or(name.to_owned(), |name| name.with_default_tag().familiar());
    // podman takes a short name for one of its own; an export has whole ones in manifest.json.
    match name.strip_prefix("localhost/") {
        Some(short) if expected.names.contains(short) && !(case.export && case.has_manifest) => {
            short.to_owned()
        }
        _ => name,
    }
}

/// A line of a tree as a tool that follows Docker has it: times before 1970 are none for it.
fn as_told_by(tool: &str, line: &str) -> String {
    let mut words: Vec<&str> = line.splitn(7, ' ').collect();
    if tool != "umoci" && words.len() == 7 && words[0].len() == 1 && words[5].starts_with('-') {
        words[5] = "0";
    }
    words.join(" ")
}

/// A folder for exports, which goes with this.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("lamina-exports-{}-{count}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // Nothing but space is lost if it stays.
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn open(archive: &Path) -> Archive {
    let source: Rc<dyn Source> = Rc::new(FileSource::open(archive).unwrap());
    Archive::open(source, Limits::default(), &mut |_| {}).unwrap()
}

fn export(archive: &Path, edits: &Edits, file: &Path) -> (PathBuf, Plan) {
    let opened = open(archive);
    let plan = Plan::new(&opened, edits).unwrap();
    let rope = RopeSource::new(&plan.rope, Rc::clone(opened.source()));
    let mut written = File::create(file).unwrap();
    let (mut at, mut buffer) = (0, vec![0; 1 << 20]);
    while at < plan.after {
        let got = rope.read_at(at, &mut buffer).unwrap();
        assert!(got > 0, "the rope ends at {at} of {}", plan.after);
        written.write_all(&buffer[..got]).unwrap();
        at += got as u64;
    }
    let written: Rc<dyn Source> = Rc::new(FileSource::open(file).unwrap());
    check(&plan, opened.source(), &written, Limits::default()).unwrap();
    (file.to_owned(), plan)
}

/// The most memory that this process had so far, in kB.
fn most_memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    line.and_then(|line| line.split_ascii_whitespace().nth(1)?.parse().ok()).unwrap_or_default()
}
