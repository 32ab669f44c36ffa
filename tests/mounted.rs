//! `rules: "overlayfs"` is what Docker and podman mount, and what they refuse is told: stacks of layers
//! written by hand, one for each rule, and random ones, loaded by the real tools into empty storage.
//!
//! Needs root and the tools; says which are missing. `LAMINA_STACKS` is how many random ones there are.

mod oracle;
mod overlay;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use lamina::tar::Kind;
use lamina::tree::{At, Entry, Rules, Tree};
use oracle::{Answer, Image, Tool, can_be_asked};
use overlay::random::Random;
use overlay::{Item, device, dir, docker_archive, file, hard, symlink, tar_of, tree, walk};

/// The tools whose result it is. containerd differs where SHORTCOMINGS.md says so.
const MOUNTERS: [&str; 2] = ["podman", "docker"];
/// Random stacks in an ordinary run.
const STACKS: usize = 20;

type Stack = Vec<Vec<Item>>;

/// What the rules are about, each in as few entries as show it.
fn by_hand() -> Vec<(String, Stack)> {
    let wh = |path: &str| file(path, "");
    let base = || vec![dir("a").mode(0o700), file("a/x", "xx"), file("a/y", "y")];
    let d = || vec![dir("d"), file("d/f", "f")];
    let upper = |name: &str, lower: Vec<Item>, items: &[Item]| (name.to_owned(), vec![lower, items.to_vec()]);
    let mut all = vec![
        upper("implied directory", base(), &[file("a/n", "n")]),
        upper("implied for a whiteout", base(), &[wh("a/.wh.x")]),
        upper("implied for a mark", base(), &[wh("a/.wh..wh..opq")]),
        upper("implied deeper", vec![dir("a"), dir("a/b").mode(0o750)], &[file("a/b/n", "n")]),
        upper("whiteout, then a child", base(), &[wh(".wh.a"), file("a/n", "n")]),
        upper("a child, then a whiteout", base(), &[file("a/n", "n"), wh(".wh.a")]),
        upper("whiteout, then one below", base(), &[wh(".wh.a"), wh("a/.wh.x")]),
        upper("whiteout below, then one", base(), &[wh("a/.wh.x"), wh(".wh.a")]),
        upper("whiteout twice", base(), &[wh(".wh.a"), wh("./.wh.a")]),
        upper("whiteout, then a mark", base(), &[wh(".wh.a"), wh("a/.wh..wh..opq")]),
        upper("whiteout, directory, mark", base(), &[wh(".wh.a"), dir("a"), wh("a/.wh..wh..opq")]),
        upper("whiteout, file", base(), &[wh(".wh.a"), file("a", "new")]),
        upper("whiteout, file, directory", base(), &[wh(".wh.a"), file("a", "new"), dir("/a")]),
        upper("mark twice", base(), &[wh("a/.wh..wh..opq"), wh("a/.wh..wh..opq")]),
        upper("mark in a lower file", vec![file("a", "f")], &[wh("a/.wh..wh..opq")]),
        upper("mark in the layer's file", vec![file("b", "f")], &[file("a", "f"), wh("a/.wh..wh..opq")]),
        upper("whiteout below the layer's file", vec![file("b", "f")], &[file("a", "f"), wh("a/.wh.x")]),
        upper("whiteout below a lower file", vec![file("a", "f")], &[wh("a/.wh.x")]),
        upper("a child of the layer's file", vec![], &[file("a", "f"), file("a/x", "x")]),
        upper("mark, then a file", base(), &[wh("a/.wh..wh..opq"), file("a", "new")]),
        upper("mark, file, directory", base(), &[wh("a/.wh..wh..opq"), file("a", "new"), dir("/a")]),
        upper("mark below, file, directory", base(), &[wh("a/.wh.x"), file("/a", "new"), dir("a")]),
        upper("directory twice", base(), &[dir("a"), dir("a")]),
        upper("file twice", vec![], &[file("f", "one"), file("./f", "two!")]),
        upper("file twice, with a slash", vec![], &[file("f", "one"), file("/f", "two!")]),
        upper("file twice, climbing", vec![], &[file("f", "one"), file("../f", "two!")]),
        upper("file twice, on the way", vec![], &[file("f", "one"), file("a/../f", "two!")]),
        upper("directory, file, with a slash", vec![], &[dir("a"), file("a/x", "x"), file("/a", "now")]),
        upper("file, directory, with a slash", vec![], &[file("a", "f"), dir("/a")]),
        upper("link, directory, with a slash", vec![], &[dir("d"), symlink("a", "d"), dir("/a")]),
        upper("through the layer's link", vec![], &[dir("d"), symlink("l", "d"), file("l/x", "x")]),
        upper("through it, out", d(), &[symlink("l", "d"), file("l/x", "x")]),
        upper("through it, out, deeper", d(), &[symlink("l", "d"), file("l/a/x", "x")]),
        upper("through it, deeper", d(), &[dir("d"), symlink("l", "d"), file("l/a/x", "x")]),
        upper("through two", d(), &[dir("d"), symlink("k", "d"), symlink("l", "k"), file("l/a/x", "x")]),
        upper("through two, out", d(), &[symlink("k", "d"), symlink("l", "k"), file("l/x", "x")]),
        upper("whiteout through it", d(), &[dir("d"), symlink("l", "d"), wh("l/.wh.f")]),
        upper("whiteout through it, out", d(), &[symlink("l", "d"), wh("l/.wh.f")]),
        upper("mark through it", d(), &[dir("d"), symlink("l", "d"), wh("l/.wh..wh..opq")]),
        upper("through a loop", vec![], &[symlink("l", "l"), file("l/x", "x")]),
        upper("through an escape", vec![], &[dir("d"), symlink("l", "../../d"), file("l/x", "x")]),
        upper("link to a directory", vec![], &[dir("d"), hard("g", "d")]),
        upper("link to a lower file", d(), &[dir("e"), hard("e/g", "d/f")]),
        upper("link to nothing", d(), &[hard("g", "nope")]),
        upper("link to a link", vec![], &[file("f", "f"), hard("g", "f"), hard("k", "g")]),
        upper(
            "link through a link",
            d(),
            &[dir("d"), file("d/f", "F!"), symlink("l", "d"), hard("g", "l/f")],
        ),
        upper("link to itself", vec![file("f", "f")], &[hard("f", "f")]),
        upper("link to a whiteout", vec![file("f", "f"), file("g", "g")], &[wh(".wh.f"), hard("g", "f")]),
        upper("link to that", vec![file("g", "g")], &[wh(".wh.f"), hard("h", "f"), hard("g", "h")]),
        upper("linked, replaced", vec![], &[file("f", "one"), hard("g", "f"), file("/f", "two!")]),
        upper("device 0:0", base(), &[device("a", 0, 0), device("z", 0, 0)]),
        upper("device 0:0 deeper", base(), &[device("a/x", 0, 0)]),
        upper("link to a device 0:0", base(), &[device("z", 0, 0), hard("a", "z")]),
        upper("device 0:0 below", vec![device("z", 0, 0), file("k", "k")], &[file("n", "n")]),
        upper("device 1:3", base(), &[device("z", 1, 3)]),
        upper(
            "whiteouts below all",
            vec![wh(".wh.q"), dir("a"), wh("a/.wh..wh..opq"), file("a/k", "k")],
            &[],
        ),
        upper("whiteout of a whiteout", d(), &[wh(".wh..wh.foo"), wh("d/.wh..wh.foo")]),
        upper("below a reserved name", d(), &[file(".wh.q/x", "x"), dir("d/.wh.r"), file("d/.wh.r/x", "x")]),
        upper("reserved name, gone", vec![file(".wh.q/x", "x")], &[wh(".wh..wh.q")]),
        upper("reserved name, emptied", vec![file(".wh.q/x", "x")], &[wh(".wh.q/.wh.x")]),
        upper("left by aufs", d(), &[wh(".wh..wh.aufs"), dir(".wh..wh.orph"), dir(".wh..wh.plnk")]),
        upper("whiteout of .", d(), &[wh("d/.wh..")]),
        upper("whiteout of ..", d(), &[wh("d/.wh...")]),
        upper("whiteout of nothing", d(), &[wh("d/.wh.")]),
        upper("mark in the root", d(), &[wh(".wh..wh..opq"), file("n", "n")]),
        upper("no name", d(), &[file("./", "x")]),
    ];
    // Found by random stacks.
    all.extend([
        upper("lost directory", vec![], &[dir("c/c/c"), file("c/c", "file")]),
        upper("lost directory, another there", vec![], &[dir("c/c"), file("/c", "f"), dir("./c/../c")]),
        upper("directory behind a link", vec![], &[dir("e/b"), dir("c/b"), symlink("c", "e")]),
        upper("directory behind a dead link", vec![], &[dir("c/a"), symlink("c", "a")]),
        upper("directory turned dead link", vec![], &[dir("c"), symlink("/c", "nowhere")]),
        upper("link over its target's directory", vec![], &[file("b/a/a", "file"), hard("b", "b/a/a")]),
        upper("link from below a lower one", d(), &[hard("d", "d/f")]),
    ]);
    let mut stack = |name: &str, layers: &[&[Item]]| {
        all.push((name.to_owned(), layers.iter().map(|items| items.to_vec()).collect()));
    };
    stack("remade, then emptied", &[&base(), &[wh(".wh.a"), dir("a"), file("a/z", "z")], &[wh("a/.wh.x")]]);
    stack("file between", &[&base(), &[file("a", "f")], &[dir("a"), file("a/n", "n")]]);
    stack("whiteout between", &[&base(), &[wh(".wh.a")], &[file("a/n", "n")]]);
    stack("link between", &[&base(), &[symlink("a", "b")], &[file("a/n", "n")]]);
    stack("mark between", &[&base(), &[wh("a/.wh..wh..opq"), file("a/o", "o")], &[file("a/n", "n")]]);
    stack("made for a mark", &[&d(), &[wh("no/.wh.x")], &[file("no/n", "n")]]);
    stack("names taken away", &[&[file("f", "f"), hard("g", "f")], &[wh(".wh.f")], &[file("k", "k")]]);
    all
}

fn at_random(count: usize) -> Vec<(String, Stack)> {
    let mut random = Random(0x5EED_0F0E_1A1D_u64);
    let mut stack = |round: usize| {
        let layers = 1 + random.below(4);
        let items = |random: &mut Random, layer: usize| -> Vec<Item> {
            (0..random.below(6)).map(|number| random.item((layer * 100 + number) as u64 + 1)).collect()
        };
        (format!("random {round}"), (0..layers).map(|layer| items(&mut random, layer)).collect())
    };
    (0..count).map(&mut stack).collect()
}

/// Path to kind, mode, owner, group, size of a file, target of a link.
type Facts = BTreeMap<String, (char, u32, u32, u32, Option<u64>, String)>;

fn facts(tree: &Tree, at: At) -> Facts {
    let one = |entry: &Entry| {
        let letter = match entry.kind {
            Kind::File => 'f',
            // A name of whatever it was made from.
            Kind::Hardlink => 'h',
            Kind::Directory => 'd',
            Kind::Symlink => 'l',
            Kind::Char => 'c',
            Kind::Block => 'b',
            Kind::Fifo => 'p',
        };
        let link = entry.link.clone().filter(|_| entry.kind == Kind::Symlink).unwrap_or_default();
        let size = matches!(letter, 'f' | 'h').then_some(entry.size);
        (letter, u32::from(entry.mode), entry.uid, entry.gid, size, link)
    };
    walk(tree, at).iter().map(|entry| (entry.path[1..].to_owned(), one(entry))).collect()
}

/// A list of `oracle/load.sh`.
fn listed(list: &Path) -> Facts {
    let text = fs::read_to_string(list).expect("the tool's list");
    let mut facts = Facts::new();
    for line in text.split('\0') {
        let words: Vec<&str> = line.splitn(8, ' ').collect();
        let [kind, mode, user, group, size, _, link, path] = words[..] else { continue };
        let Some(letter) = kind.chars().next().filter(|_| kind.len() == 1) else { continue };
        let number = |text: &str| text.parse().expect("a number");
        let mode = u32::from_str_radix(mode, 8).expect("a mode");
        let size = (letter == 'f').then(|| size.parse().expect("a size"));
        facts.insert(path.to_owned(), (letter, mode, number(user), number(group), size, link.to_owned()));
    }
    facts
}

/// What differs, in words.
fn compare(ours: &Facts, theirs: &Facts) -> Vec<String> {
    let mut complaints = Vec::new();
    for path in ours.keys().chain(theirs.keys().filter(|path| !ours.contains_key(*path))) {
        let (ours, theirs) = (ours.get(path), theirs.get(path));
        let same = match (ours, theirs) {
            (Some(ours), Some(theirs)) if ours.0 == 'h' => {
                theirs.0 != 'd' && theirs.4.is_none_or(|size| ours.4 == Some(size))
            }
            _ => ours == theirs,
        };
        if !same {
            complaints.push(format!("{path}: ours {ours:?}, theirs {theirs:?}"));
        }
    }
    complaints
}

/// A folder that goes with the test.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        // Nothing but space is lost if it stays.
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn overlayfs_rules_are_what_docker_and_podman_mount() {
    if !can_be_asked() {
        return;
    }
    let count = std::env::var("LAMINA_STACKS").map_or(STACKS, |text| text.parse().expect("a number"));
    let folder = Folder(std::env::temp_dir().join(format!("lamina-mounted-{}", std::process::id())));
    fs::create_dir_all(&folder.0).expect("a folder");
    let stacks: Vec<_> = by_hand().into_iter().chain(at_random(count)).collect();
    let archives: Vec<PathBuf> = (0..stacks.len()).map(|at| folder.0.join(format!("{at}.tar"))).collect();
    for (archive, (_, layers)) in archives.iter().zip(&stacks) {
        let tars: Vec<Vec<u8>> = layers.iter().map(|items| tar_of(items)).collect();
        fs::write(archive, docker_archive(&tars)).expect("written");
    }
    // What each tool has, or its words of refusal, stack by stack.
    let answers = std::thread::scope(|scope| {
        let ask = |name| {
            let archives = &archives;
            scope.spawn(move || -> Vec<Result<Facts, String>> {
                let mut tool = Tool::start(name);
                archives.iter().map(|archive| answer(tool.load(archive))).collect()
            })
        };
        MOUNTERS.map(ask).map(|thread| thread.join().expect("the tool's answers"))
    });
    let (mut complaints, mut loaded) = (Vec::new(), 0);
    for (number, (name, layers)) in stacks.iter().enumerate() {
        let of: Vec<&[Item]> = layers.iter().map(Vec::as_slice).collect();
        let tree = tree(&of);
        let newest = layers.len() - 1;
        let refusals = tree.refusals(newest).expect("refusals");
        let mut fault =
            |tool: &str, what: String| complaints.push(format!("{name}, {tool}: {what}\n  {layers:?}"));
        let refused: Vec<&String> = answers.iter().filter_map(|tool| tool[number].as_ref().err()).collect();
        if refused.is_empty() == refusals.is_empty() {
            loaded += usize::from(refused.is_empty());
        } else {
            fault("refusals", format!("ours {refusals:?}, theirs {refused:?}"));
        }
        if !refusals.is_empty() {
            continue;
        }
        let ours = facts(&tree, At { layer: newest, rules: Rules::Overlayfs });
        for (tool, answer) in MOUNTERS.iter().zip(&answers) {
            let Ok(theirs) = &answer[number] else { continue };
            for complaint in compare(&ours, theirs) {
                fault(tool, complaint);
            }
        }
    }
    println!("{} stacks, {loaded} of them loaded", stacks.len());
    assert!(complaints.is_empty(), "{} complaints:\n{}", complaints.len(), complaints.join("\n"));
    assert!(loaded * 3 > stacks.len(), "only {loaded} of {} were loaded", stacks.len());
}

fn answer(answer: Answer) -> Result<Facts, String> {
    match answer {
        Answer::Refused { refused } => Err(refused),
        Answer::Loaded { images } => match &images[..] {
            [Image::Whole { tree, .. }] => Ok(listed(tree)),
            [Image::Refused { refused, .. }] => Err(refused.clone()),
            other => panic!("one image: {other:?}"),
        },
    }
}
