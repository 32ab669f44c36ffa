//! All packages of an image: the findings of its layers and its merged tree put together.

use std::collections::BTreeMap;
use std::rc::Rc;

use hashbrown::{HashMap, HashSet};
use serde::Serialize;

use super::support::Support;
use super::{Diversion, Finding, Found, Kind, Origin, Owns, Package, Release, absolute, purl};
use crate::tar;
use crate::tree::Entry;

/// Symbolic links that are followed for one path (Linux, `MAXSYMLINKS`).
const MOST_LINKS: usize = 40;

/// What the merged tree has, as far as packages matter.
#[derive(Debug, Default)]
pub struct Files {
    /// By their path.
    nodes: Vec<Node>,
    /// Where directories are, through the links on the way to them.
    known: HashMap<String, Option<Rc<str>>>,
}

#[derive(Debug)]
struct Node {
    path: String,
    size: u64,
    layer: u32,
    /// The target of a symbolic link.
    link: Option<Box<str>>,
    /// A regular file, or a further name of one.
    is_file: bool,
    is_directory: bool,
}

impl Files {
    /// Takes the entries of a merged tree, as [`Session::walk`](crate::session::Session::walk) gives them.
    pub fn new(entries: impl IntoIterator<Item = Entry>) -> Self {
        let node = |entry: Entry| Node {
            is_file: matches!(entry.kind, tar::Kind::File | tar::Kind::Hardlink),
            is_directory: entry.kind == tar::Kind::Directory,
            link: if entry.kind == tar::Kind::Symlink { entry.link.map(Into::into) } else { None },
            size: entry.size,
            layer: entry.layer,
            path: entry.path,
        };
        let mut nodes: Vec<Node> = entries.into_iter().map(node).collect();
        nodes.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        Self { nodes, known: HashMap::new() }
    }

    fn find(&self, path: &str) -> Option<usize> {
        self.nodes.binary_search_by(|node| (*node.path).cmp(path)).ok()
    }

    /// Whether the file that this layer wrote is what a container sees at the path.
    fn is_live(&self, layer: u32, path: &str) -> bool {
        self.find(path).is_some_and(|node| self.nodes[node].is_file && self.nodes[node].layer == layer)
    }

    /// What is at `path`, through the links of its directories; a link at its end is not followed.
    fn resolve(&mut self, path: &str) -> Option<usize> {
        if let Some(node) = self.find(path) {
            return Some(node);
        }
        let (folder, name) = path.rsplit_once('/')?;
        let folder = self.folder(folder, &mut MOST_LINKS.clone())?;
        self.find(&format!("{folder}/{name}"))
    }

    /// The path of a directory without links; of the root it is empty.
    fn folder(&mut self, path: &str, left: &mut usize) -> Option<Rc<str>> {
        if path.is_empty() {
            return Some("".into());
        }
        if let Some(known) = self.known.get(path) {
            return known.clone();
        }
        let found = self.find_folder(path, left);
        self.known.insert(path.to_owned(), found.clone());
        found
    }

    fn find_folder(&mut self, path: &str, left: &mut usize) -> Option<Rc<str>> {
        *left = left.checked_sub(1)?;
        let (above, name) = path.rsplit_once('/')?;
        // A link counts as a step, as does a directory: a path deeper than that is told of as not there.
        let above = self.folder_above(above, left)?;
        let real = format!("{above}/{name}");
        let node = &self.nodes[self.find(&real)?];
        if node.is_directory {
            return Some(real.into());
        }
        let target = absolute(&above, node.link.as_deref()?);
        if target == "/" { Some("".into()) } else { self.folder(&target, left) }
    }

    fn folder_above(&mut self, path: &str, left: &mut usize) -> Option<Rc<str>> {
        // Real directories are the rule, and need no walk.
        if let Some(node) = self.find(path)
            && self.nodes[node].is_directory
        {
            return Some(path.into());
        }
        self.folder(path, left)
    }

    /// The numbers of all below a directory, and of a file itself.
    fn below(&self, path: &str) -> impl Iterator<Item = usize> + use<'_> {
        let own = self.find(path);
        let prefix = format!("{}/", path.trim_end_matches('/'));
        let start = self.nodes.partition_point(|node| *node.path < *prefix);
        let inside =
            (start..self.nodes.len()).take_while(move |at| self.nodes[*at].path.starts_with(&prefix));
        own.into_iter().chain(inside)
    }

    /// The directories that a path with `*` for whole names stands for.
    fn expand(&self, pattern: &str) -> Vec<String> {
        let Some((base, rest)) = pattern.split_once("/*") else { return vec![pattern.to_owned()] };
        let prefix = format!("{base}/");
        let start = self.nodes.partition_point(|node| *node.path < *prefix);
        let inside = self.nodes[start..].iter().take_while(|node| node.path.starts_with(&prefix));
        let children = inside.filter(|node| node.is_directory && !node.path[prefix.len()..].contains('/'));
        children.flat_map(|child| self.expand(&format!("{}{rest}", child.path))).collect()
    }
}

/// The distribution that an image is of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Distribution {
    /// What its `os-release` says.
    pub release: Release,
    /// Where that lies.
    pub path: String,
    /// The layer that wrote it last.
    pub layer: u32,
    /// Until when it is supported; none if that is unknown.
    pub support: Option<Support>,
}

/// A package that is there in the end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Installed {
    /// What wrote the record.
    pub kind: Kind,
    /// The group of a Maven artifact; else empty.
    pub group: String,
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// What it runs on; empty if that is not told.
    pub architecture: String,
    /// The licence as written down; empty if none is.
    pub license: String,
    /// What it was built from, where that has another name or version.
    pub origin: Option<Origin>,
    /// Its package URL; none where the URL's type needs what is not known.
    pub purl: Option<String>,
    /// The layer, 0 the oldest, from which on it has been there in this version.
    pub layer: u32,
    /// The file that tells of it.
    pub path: String,
    /// Bytes of its files that are there; none if it does not tell which are its own.
    pub size: Option<u64>,
    /// Bytes that its record claims.
    pub claimed: Option<u64>,
    /// The paths of its files that are there, without directories, as the tree has them.
    pub files: Vec<String>,
    /// How many paths of its record are not there. A path of a directory counts as there.
    pub missing: u32,
    /// The package of the system that owns the file which tells of this one, as its number in the list.
    pub within: Option<u32>,
}

/// A package that a layer had and the image in the end has not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Gone {
    /// What wrote the record.
    pub kind: Kind,
    /// The group of a Maven artifact; else empty.
    pub group: String,
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// What it ran on; empty if that is not told.
    pub architecture: String,
    /// Its package URL.
    pub purl: Option<String>,
    /// The first layer that told of it.
    pub layer: u32,
    /// The last layer that did.
    pub last: u32,
    /// The file that told of it.
    pub path: String,
    /// The version that is there in its place; none if it was removed.
    pub replaced_by: Option<String>,
}

/// A file that no package owns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Unowned {
    /// Its path.
    pub path: String,
    /// Its bytes.
    pub size: u64,
    /// The layer that wrote it last.
    pub layer: u32,
}

/// What is wrong in a file that tells of packages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Trouble {
    /// The layer of the file.
    pub layer: u32,
    /// Its path.
    pub path: String,
    /// What is wrong.
    pub problem: String,
}

/// All packages of an image.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Inventory {
    /// The distribution; none if no `os-release` is there.
    pub distribution: Option<Distribution>,
    /// What is there, by kind, name, version and path.
    pub packages: Vec<Installed>,
    /// What only older layers had, in the same order.
    pub gone: Vec<Gone>,
    /// How many regular files no package owns.
    pub unowned_count: u64,
    /// Bytes of them.
    pub unowned_size: u64,
    /// These files, by path.
    pub unowned: Vec<Unowned>,
    /// What was wrong in files that are there.
    pub problems: Vec<Trouble>,
}

/// What makes two packages the same.
type Identity<'a> = (Kind, &'a str, &'a str, &'a str, &'a str);

fn identity(package: &Package) -> Identity<'_> {
    (package.kind, &package.group, &package.name, &package.version, &package.architecture)
}

/// What is told of a package by the file at one path over the layers.
struct Seen<'a> {
    package: &'a Package,
    path: &'a str,
    first: u32,
    last: u32,
}

/// Puts the findings of an image's layers together, the oldest layer first, with what its merged tree has. A layer
/// that was not read has no findings.
pub fn inventory<F: AsRef<[Finding]>>(layers: &[F], files: &mut Files) -> Inventory {
    let mut by_path: BTreeMap<&str, Vec<(u32, &Finding)>> = BTreeMap::new();
    for (layer, findings) in layers.iter().enumerate() {
        for finding in findings.as_ref() {
            by_path.entry(&finding.path).or_default().push((layer as u32, finding));
        }
    }
    let mut inventory = Inventory::default();
    let mut lists: HashMap<&str, &[String]> = HashMap::new();
    let mut licenses: HashMap<&str, &str> = HashMap::new();
    let mut diversions: HashMap<&str, &Diversion> = HashMap::new();
    let mut releases: Vec<(&str, u32, &Release)> = Vec::new();
    let (mut live, mut gone): (Vec<Seen<'_>>, Vec<Seen<'_>>) = (Vec::new(), Vec::new());
    for (path, findings) in &by_path {
        let Some((newest, last)) = findings.last() else { continue };
        let is_live = files.is_live(*newest, path);
        if is_live {
            if !last.problem.is_empty() {
                let problem = last.problem.clone();
                inventory.problems.push(Trouble { layer: *newest, path: (*path).into(), problem });
            }
            match &last.found {
                Found::Files(list) => _ = lists.insert(path, list),
                Found::License(text) => _ = licenses.insert(path, text),
                Found::Diversions(list) => diversions.extend(list.iter().map(|one| (&*one.from, one))),
                Found::Release(release) => releases.push((path, *newest, release)),
                Found::Packages(_) => {}
            }
        }
        over_layers(path, findings, is_live, &mut live, &mut gone);
    }
    // What is in /etc comes first (os-release(5)), which is mostly a link to the other.
    if let Some((path, layer, release)) = releases.first() {
        inventory.distribution = Some(Distribution {
            release: (*release).clone(),
            path: (*path).into(),
            layer: *layer,
            support: Support::of(release),
        });
    }
    live.sort_by(|a, b| (identity(a.package), a.path).cmp(&(identity(b.package), b.path)));
    let owners = own(&live, &lists, &diversions, files);
    let release = inventory.distribution.as_ref().map(|distribution| &distribution.release);
    for (seen, (mut owned, missing)) in live.iter().zip(owners.files) {
        owned.sort_unstable();
        owned.dedup();
        let Package { kind, group, name, version, architecture, license, origin, claimed, owns } =
            seen.package;
        let within = files.find(seen.path).and_then(|node| owners.system.get(&node).copied());
        let written = (*kind == Kind::Deb && license.is_empty())
            .then(|| licenses.get(&*format!("/usr/share/doc/{name}/copyright")).copied())
            .flatten();
        inventory.packages.push(Installed {
            kind: *kind,
            group: group.clone(),
            name: name.clone(),
            version: version.clone(),
            architecture: architecture.clone(),
            license: written.unwrap_or(license).to_owned(),
            origin: origin.clone(),
            purl: purl::of(seen.package, release),
            layer: seen.first,
            path: seen.path.into(),
            size: tells(owns, &lists).then(|| owned.iter().map(|node| files.nodes[*node].size).sum()),
            claimed: *claimed,
            files: owned.iter().map(|node| files.nodes[*node].path.clone()).collect(),
            missing,
            within: within.filter(|_| !kind.is_system()),
        });
    }
    let there: HashSet<Identity<'_>> = live.iter().map(|seen| identity(seen.package)).collect();
    let mut places: HashMap<(Kind, &str, &str, &str), &str> = HashMap::new();
    for seen in &live {
        let Package { kind, group, name, version, .. } = seen.package;
        places.insert((*kind, group, name, place(seen.path)), version);
    }
    gone.sort_by(|a, b| (identity(a.package), a.path).cmp(&(identity(b.package), b.path)));
    for seen in gone.iter().filter(|seen| !there.contains(&identity(seen.package))) {
        let Package { kind, group, name, version, architecture, .. } = seen.package;
        let replaced_by = places.get(&(*kind, &**group, &**name, place(seen.path)));
        inventory.gone.push(Gone {
            kind: *kind,
            group: group.clone(),
            name: name.clone(),
            version: version.clone(),
            architecture: architecture.clone(),
            purl: purl::of(seen.package, release),
            layer: seen.first,
            last: seen.last,
            path: seen.path.into(),
            replaced_by: replaced_by.map(|version| (*version).to_owned()),
        });
    }
    for (node, owned) in files.nodes.iter().zip(&owners.owned) {
        if node.is_file && !owned {
            inventory.unowned_count += 1;
            inventory.unowned_size += node.size;
            inventory.unowned.push(Unowned { path: node.path.clone(), size: node.size, layer: node.layer });
        }
    }
    inventory
}

/// Where a package is apart from its version: of `lib/flask-3.0.dist-info/METADATA` it is `lib`.
fn place(path: &str) -> &str {
    let up = |path: &str| path.rfind('/').unwrap_or_default();
    let folder = &path[..up(path)];
    let one = folder.ends_with(".dist-info") || folder.ends_with(".egg-info");
    if one { &folder[..up(folder)] } else { folder }
}

/// Whether it is known what a package owns.
fn tells(owns: &Owns, lists: &HashMap<&str, &[String]>) -> bool {
    match owns {
        Owns::Nothing => false,
        Owns::Lists(paths) => paths.iter().any(|path| lists.contains_key(&**path)),
        Owns::Itself | Owns::Files(_) | Owns::Below(_) => true,
    }
}

/// Sorts what one file told over the layers into what still holds and what does not, with the layer since when.
fn over_layers<'a>(
    path: &'a str,
    findings: &[(u32, &'a Finding)],
    is_live: bool,
    live: &mut Vec<Seen<'a>>,
    gone: &mut Vec<Seen<'a>>,
) {
    let mut current: HashMap<Identity<'a>, Seen<'a>> = HashMap::new();
    for (layer, finding) in findings {
        let Found::Packages(packages) = &finding.found else { continue };
        let mut next = HashMap::with_capacity(packages.len());
        for package in packages {
            let first = current.remove(&identity(package)).map_or(*layer, |seen| seen.first);
            next.insert(identity(package), Seen { package, path, first, last: *layer });
        }
        gone.extend(current.into_values());
        current = next;
    }
    if is_live { live } else { gone }.extend(current.into_values());
}

/// Who owns what.
struct Owners {
    /// Of each package: the numbers of its files, and how many are not there.
    files: Vec<(Vec<usize>, u32)>,
    /// Of files: the package of the system that owns them.
    system: HashMap<usize, u32>,
    /// Of each node: whether somebody owns it.
    owned: Vec<bool>,
}

fn own(
    packages: &[Seen<'_>],
    lists: &HashMap<&str, &[String]>,
    diversions: &HashMap<&str, &Diversion>,
    files: &mut Files,
) -> Owners {
    let mut owners = Owners {
        files: packages.iter().map(|_| (Vec::new(), 0)).collect(),
        system: HashMap::new(),
        owned: vec![false; files.nodes.len()],
    };
    // Directories and their packages; the deepest one is to win.
    let mut folders: Vec<(String, usize)> = Vec::new();
    for (number, seen) in packages.iter().enumerate() {
        let mut take = |path: &str, owners: &mut Owners| {
            let diverted = diversions.get(path).filter(|diversion| diversion.by != seen.package.name);
            let path = diverted.map_or(path, |diversion| &diversion.to);
            let Some(node) = files.resolve(path) else {
                owners.files[number].1 += 1;
                return;
            };
            if !files.nodes[node].is_directory {
                owners.owned[node] = true;
                owners.files[number].0.push(node);
                if seen.package.kind.is_system() {
                    owners.system.entry(node).or_insert(number as u32);
                }
            }
        };
        match &seen.package.owns {
            Owns::Nothing => {}
            Owns::Itself => take(seen.path, &mut owners),
            Owns::Files(paths) => paths.iter().for_each(|path| take(path, &mut owners)),
            Owns::Lists(names) => {
                for list in names.iter().filter_map(|name| lists.get(&**name)) {
                    list.iter().for_each(|path| take(path, &mut owners));
                }
            }
            Owns::Below(paths) => {
                folders.extend(paths.iter().flat_map(|path| files.expand(path)).map(|path| (path, number)));
            }
        }
    }
    let mut deepest = vec![u32::MAX; files.nodes.len()];
    folders.sort_by(|a, b| (a.0.len(), &a.0, a.1).cmp(&(b.0.len(), &b.0, b.1)));
    folders.dedup_by(|a, b| a.0 == b.0);
    // Folders inside each other cost each node once a level: few are nested deeper than that many.
    let mut left = files.nodes.len().saturating_mul(64);
    for (folder, number) in &folders {
        for node in files.below(folder) {
            left = left.saturating_sub(1);
            if left == 0 {
                break;
            }
            deepest[node] = *number as u32;
        }
    }
    for (node, number) in deepest.iter().enumerate() {
        if *number != u32::MAX && !files.nodes[node].is_directory {
            owners.owned[node] = true;
            owners.files[*number as usize].0.push(node);
        }
    }
    owners
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(path: &str, layer: u32, link: Option<&str>) -> Node {
        let is_directory = path.ends_with('/');
        Node {
            path: path.trim_end_matches('/').into(),
            size: 10,
            layer,
            link: link.map(Into::into),
            is_file: link.is_none() && !is_directory,
            is_directory,
        }
    }

    fn files(mut nodes: Vec<Node>) -> Files {
        nodes.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        Files { nodes, known: HashMap::new() }
    }

    fn finding(path: &str, found: Found) -> Finding {
        Finding { entry: 0, path: path.into(), found, problem: String::new() }
    }

    #[test]
    fn paths_go_through_links_of_directories() {
        let mut files = files(vec![
            node("/usr/", 0, None),
            node("/usr/bin/", 0, None),
            node("/usr/bin/ls", 0, None),
            node("/usr/bin/link", 0, Some("nowhere")),
            node("/bin", 0, Some("usr/bin")),
            node("/far", 0, Some("/bin")),
            node("/loop", 0, Some("/loop/x")),
            node("/a", 0, Some("b")),
            node("/b", 0, Some("a")),
            node("/top", 0, Some("..")),
        ]);
        let found =
            |files: &mut Files, path: &str| files.resolve(path).map(|node| files.nodes[node].path.clone());
        assert_eq!(found(&mut files, "/bin/ls").as_deref(), Some("/usr/bin/ls"));
        assert_eq!(found(&mut files, "/far/ls").as_deref(), Some("/usr/bin/ls"));
        assert_eq!(found(&mut files, "/bin/link").as_deref(), Some("/usr/bin/link"));
        assert_eq!(found(&mut files, "/top/usr/bin/ls").as_deref(), Some("/usr/bin/ls"));
        for path in ["/loop/y", "/a/y", "/usr/bin/ls/x", "/none/x", "", "x"] {
            assert_eq!(found(&mut files, path), None, "{path}");
        }
        let long = format!("/{}", "a/".repeat(100_000));
        assert_eq!(found(&mut files, &long), None);
    }

    #[test]
    fn layers_owners_and_what_is_gone() {
        let status = "/var/lib/dpkg/status";
        let package = |name: &str, version: &str| {
            let mut package = Package::new(Kind::Deb, name, version);
            package.owns = Owns::Lists(vec![format!("/l/{name}.list")]);
            package
        };
        let packages = |list: &[(&str, &str)]| {
            finding(
                status,
                Found::Packages(list.iter().map(|(name, version)| package(name, version)).collect()),
            )
        };
        let mut npm = Package::new(Kind::Npm, "n", "1");
        npm.owns = Owns::Below(vec!["/usr/n".into()]);
        let layers = [
            vec![
                packages(&[("a", "1"), ("b", "1"), ("c", "1")]),
                finding(
                    "/l/a.list",
                    Found::Files(vec!["/bin/a".into(), "/bin/sh".into(), "/bin/lost".into()]),
                ),
            ],
            vec![packages(&[("a", "1"), ("b", "2")])],
            vec![
                packages(&[("a", "1"), ("b", "2"), ("d", "1")]),
                finding("/usr/n/package.json", Found::Packages(vec![npm])),
                finding(
                    "/div",
                    Found::Diversions(vec![Diversion {
                        from: "/bin/sh".into(),
                        to: "/bin/sh.old".into(),
                        by: "d".into(),
                    }]),
                ),
            ],
        ];
        let mut files = files(vec![
            node(status, 2, None),
            node("/l/a.list", 0, None),
            node("/div", 2, None),
            node("/usr/", 0, None),
            node("/usr/bin/", 0, None),
            node("/bin", 0, Some("usr/bin")),
            node("/usr/bin/a", 0, None),
            node("/usr/bin/sh", 2, None),
            node("/usr/bin/sh.old", 0, None),
            node("/usr/n/", 2, None),
            node("/usr/n/package.json", 2, None),
            node("/usr/n/x.js", 2, None),
        ]);
        let inventory = inventory(&layers, &mut files);
        let list: Vec<_> =
            inventory.packages.iter().map(|one| (&*one.name, &*one.version, one.layer, one.size)).collect();
        assert_eq!(
            list,
            [("a", "1", 0, Some(20)), ("b", "2", 1, None), ("d", "1", 2, None), ("n", "1", 2, Some(20))]
        );
        assert_eq!(inventory.packages[0].files, ["/usr/bin/a", "/usr/bin/sh.old"]);
        assert_eq!(inventory.packages[0].missing, 1);
        let gone: Vec<_> = inventory
            .gone
            .iter()
            .map(|one| (&*one.name, one.layer, one.last, one.replaced_by.as_deref()))
            .collect();
        assert_eq!(gone, [("b", 0, 0, Some("2")), ("c", 0, 0, None)]);
        let unowned: Vec<_> = inventory.unowned.iter().map(|one| &*one.path).collect();
        assert_eq!(unowned, ["/div", "/l/a.list", "/usr/bin/sh", status]);
        assert_eq!((inventory.unowned_count, inventory.unowned_size), (4, 40));
    }

    #[test]
    fn the_deepest_folder_owns_and_patterns_are_expanded() {
        let mut files = files(vec![
            node("/m/", 0, None),
            node("/m/a/", 0, None),
            node("/m/a/x", 0, None),
            node("/m/a/m/", 0, None),
            node("/m/a/m/b/", 0, None),
            node("/m/a/m/b/y", 0, None),
            node("/e/p1/v/g/z", 0, None),
            node("/e/p1/v/g/", 0, None),
            node("/e/p1/v/", 0, None),
            node("/e/p1/", 0, None),
            node("/e/", 0, None),
        ]);
        let package = |name: &str, folder: &str| {
            let mut package = Package::new(Kind::Npm, name, "1");
            package.owns = Owns::Below(vec![folder.into()]);
            package
        };
        let layers = [[
            finding("/m/a/x", Found::Packages(vec![package("a", "/m/a")])),
            finding("/m/a/m/b/y", Found::Packages(vec![package("b", "/m/a/m/b"), package("e", "/e/*/*/g")])),
        ]];
        let inventory = inventory(&layers, &mut files);
        let owned: Vec<_> = inventory.packages.iter().map(|one| one.files.join(" ")).collect();
        assert_eq!(owned, ["/m/a/x", "/m/a/m/b/y", "/e/p1/v/g/z"]);
        assert_eq!(inventory.unowned_count, 0);
    }
}
