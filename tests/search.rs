//! What a search finds is what opening each file by itself and looking at all of it finds.

mod common;

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::process::Command;
use std::time::Instant;

use common::{
    assert_memory_is_bounded, entries, newest, open_all, open_source, read_all, sample, samples, sha256,
};
use lamina::layer::Layer;
use lamina::scan::risks::Permission;
use lamina::scan::search::{
    Bounds, Match, Outcome, Pattern, PatternKind, Query, Request, check, search_layer,
};
use lamina::scan::{File, Scanner, Sink, scan_layer};
use lamina::session::Session;
use lamina::source::{Memory, Slice, Source};
use lamina::tar::Kind;
use lamina::{Limits, Result};

const ALL: Bounds = Bounds { per_file: u64::MAX, total: u64::MAX };

fn pattern(kind: PatternKind, text: &str) -> Pattern {
    Pattern { kind, text: text.into(), ..Pattern::default() }
}

fn in_content(pattern: Pattern) -> Query {
    Query::Content { pattern, files: None }
}

fn search<S: Source>(
    query: &Query,
    layer: &Layer,
    stored: S,
    only: impl Fn(u32) -> bool,
) -> (Vec<Match>, Outcome) {
    let mut found = Vec::new();
    let mut sink = |one: &Match| {
        found.push(one.clone());
        ControlFlow::Continue(())
    };
    let request = Request { query: query.clone(), bounds: ALL };
    let outcome = search_layer(&request, layer, stored, &Limits::default(), only, &mut sink, |_| {}).unwrap();
    assert_eq!(outcome.unread, []);
    (found, outcome)
}

/// Entries with offset and length.
fn places(found: &[Match]) -> Vec<(u32, u64, u64)> {
    found
        .iter()
        .map(|one| {
            let place = one.place.as_ref().unwrap();
            (one.entry, place.offset, place.length)
        })
        .collect()
}

fn layers(session: &Session) -> impl Iterator<Item = (&Layer, Slice<std::rc::Rc<dyn Source>>)> {
    (0..session.archive().layers.len()).filter_map(|key| session.layer(key))
}

/// Each regular file's content, read by itself.
fn contents<S: Source + Clone>(layer: &Layer, stored: &S) -> Vec<(u32, Vec<u8>)> {
    (0..layer.len() as u32)
        .filter(|entry| layer.path(*entry).is_some())
        .filter_map(|entry| {
            let facts = layer.entry(entry);
            let plain = facts.kind == Kind::File && !facts.sparse;
            plain.then(|| (entry, read_all(&layer.content(stored.clone(), facts.body, facts.size).unwrap())))
        })
        .collect()
}

/// Of one file no more than 100 000 are looked for.
fn first_of_each_file(places: &mut Vec<(u32, u64, u64)>) {
    let (mut last, mut count) = (None, 0);
    places.retain(|(entry, ..)| {
        count = if last == Some(*entry) { count + 1 } else { 1 };
        last = Some(*entry);
        count <= 100_000
    });
}

#[test]
fn contents_are_searched_as_each_file_by_itself() {
    let text = [("the", false), ("root:", false), ("#!/bin/sh", false), ("PATH", true), ("etc", true)];
    let regex = [r"[a-z]+=[0-9]+", r"^[^:\n]+:[^:\n]*:0:", r"(?i)licen[cs]e", r"\x00{4,9}", r"b.n\S*$"];
    let (mut total, mut files) = (0, 0);
    for name in samples().into_iter().map(|sample| sample.file) {
        let session = open_all(&sample(&name)).unwrap();
        for (layer, stored) in layers(&session) {
            let contents = contents(layer, &stored);
            files += contents.len();
            let sparse = |entry: u32| !layer.entry(entry).sparse;
            for (text, ignore_case) in text {
                let mut wanted = Vec::new();
                for (entry, bytes) in &contents {
                    let mut from = 0;
                    while let Some(at) = (from..bytes.len().saturating_sub(text.len() - 1)).find(|at| {
                        let part = &bytes[*at..at + text.len()];
                        part == text.as_bytes() || ignore_case && part.eq_ignore_ascii_case(text.as_bytes())
                    }) {
                        wanted.push((*entry, at as u64, text.len() as u64));
                        from = at + text.len();
                    }
                }
                let pattern = Pattern { ignore_case, ..pattern(PatternKind::Text, text) };
                let (found, outcome) = search(&in_content(pattern), layer, stored.clone(), sparse);
                first_of_each_file(&mut wanted);
                assert!(places(&found) == wanted, "{name}: {text}");
                assert_eq!(outcome.matches, wanted.len() as u64);
                total += wanted.len();
            }
            for regex in regex {
                let other =
                    regex::bytes::RegexBuilder::new(regex).unicode(false).multi_line(true).build().unwrap();
                let mut wanted = Vec::new();
                for (entry, bytes) in &contents {
                    let found = other.find_iter(bytes);
                    wanted.extend(found.map(|one| (*entry, one.start() as u64, one.len() as u64)));
                }
                let query = in_content(pattern(PatternKind::Regex, regex));
                let (found, _) = search(&query, layer, stored.clone(), sparse);
                first_of_each_file(&mut wanted);
                assert!(places(&found) == wanted, "{name}: {regex}");
                total += wanted.len();
            }
            for (entry, bytes) in contents.iter().take(20) {
                let query = Query::Sha256 { digest: sha256(bytes), size: Some(bytes.len() as u64) };
                let (found, _) = search(&query, layer, stored.clone(), |_| true);
                assert!(found.iter().any(|one| one.entry == *entry), "{name}: {entry}");
            }
        }
    }
    assert!(total > 1000 && files > 1000, "only {total} matches in {files} files");
}

#[test]
fn names_and_permissions_of_all_entries() {
    let mut special = 0;
    for name in samples().into_iter().map(|sample| sample.file) {
        let session = open_all(&sample(&name)).unwrap();
        for (layer, stored) in layers(&session) {
            let paths: Vec<(u32, String)> = (0..layer.len() as u32)
                .filter_map(|entry| Some((entry, String::from_utf8(layer.path(entry)?).ok()?)))
                .collect();
            let last = |path: &str| path.rsplit('/').next().unwrap().to_owned();
            let query = Query::Name { pattern: pattern(PatternKind::Glob, "*.{sh,conf}") };
            let (found, _) = search(&query, layer, stored.clone(), |_| true);
            let wanted = paths
                .iter()
                .filter(|(_, path)| matches!(last(path).rsplit_once('.'), Some((_, "sh" | "conf"))));
            let found: Vec<(u32, String)> = found.into_iter().map(|one| (one.entry, one.path)).collect();
            assert_eq!(found, wanted.cloned().collect::<Vec<_>>());
            let query = Query::Permissions { any: vec![Permission::Setuid] };
            let (found, _) = search(&query, layer, stored.clone(), |_| true);
            for one in &found {
                assert_eq!(layer.entry(one.entry).mode & 0o4000, 0o4000);
            }
            special += found.len();
        }
    }
    assert!(special > 0);
}

#[test]
fn the_merged_view_is_made_of_what_is_visible() {
    let mut links = 0;
    for name in samples().into_iter().map(|sample| sample.file) {
        let session = open_all(&sample(&name)).unwrap();
        for (image, held) in session.archive().images.iter().enumerate() {
            let at = newest(&session, image);
            let visible = session.visible(image, at).unwrap();
            let mut names = BTreeSet::new();
            let mut bodies = BTreeSet::new();
            for (visible, of_image) in visible.iter().zip(&held.layers) {
                let Some((layer, _)) = session.layer(of_image.key) else { continue };
                for entry in &visible.names {
                    names.insert(layer.path(*entry).unwrap());
                }
                for entry in &visible.contents {
                    let facts = layer.entry(*entry);
                    if facts.kind == Kind::File {
                        bodies.insert((of_image.key, facts.body));
                    }
                }
            }
            let mut wanted_bodies = BTreeSet::new();
            for entry in entries(&session, image) {
                let raw = entry.raw_path.as_ref().map_or(entry.path.as_bytes(), |raw| &raw.0);
                let implied = !names.remove(raw);
                assert!(!implied || entry.kind == Kind::Directory, "{name}: {}", entry.path);
                if matches!(entry.kind, Kind::File | Kind::Hardlink) {
                    links += usize::from(entry.links > 1);
                    let body = session.offset_in_layer(image, at, &entry.path).unwrap();
                    wanted_bodies.insert(body);
                }
            }
            names.remove(&b"/"[..]);
            assert_eq!(names, BTreeSet::new(), "{name}");
            assert_eq!(
                bodies.iter().map(|(_, body)| *body).collect::<BTreeSet<_>>(),
                wanted_bodies,
                "{name}"
            );
        }
        assert_eq!(session.visible(99, 0).unwrap_err().code(), "usage");
    }
    assert!(links > 0);
}

#[test]
fn requests_as_the_page_writes_them() {
    let read = |text: &str| serde_json::from_str::<Request>(text).unwrap();
    let request = read(
        r#"{"query": {"what": "content", "pattern": {"kind": "text", "text": "x", "ignoreCase": true, "wholeWord": true},
            "files": {"kind": "glob", "text": "*.conf"}}, "bounds": {"perFile": 3}}"#,
    );
    let wanted = Query::Content {
        pattern: Pattern { kind: PatternKind::Text, text: "x".into(), ignore_case: true, whole_word: true },
        files: Some(pattern(PatternKind::Glob, "*.conf")),
    };
    assert_eq!((request.query, request.bounds.per_file, request.bounds.total), (wanted, 3, 10_000));
    let request = read(r#"{"query": {"what": "permissions", "any": ["setuid", "worldWritable"]}}"#);
    assert_eq!(
        request.query,
        Query::Permissions { any: vec![Permission::Setuid, Permission::WorldWritable] }
    );
    for wrong in [
        in_content(pattern(PatternKind::Regex, "a(")),
        in_content(pattern(PatternKind::Glob, "*")),
        in_content(pattern(PatternKind::Text, "")),
        Query::Name { pattern: pattern(PatternKind::Hex, "00") },
        Query::Content {
            pattern: pattern(PatternKind::Text, "a"),
            files: Some(pattern(PatternKind::Glob, "[")),
        },
        Query::Sha256 { digest: "12".into(), size: None },
    ] {
        assert_eq!(check(&wrong).unwrap_err().code(), "usage", "{wrong:?}");
    }
}

/// An archive with one layer of one file.
fn one_file(content: &[u8]) -> Session {
    let append = |builder: &mut tar::Builder<Vec<u8>>, name: &str, bytes: &[u8]| {
        let mut header = tar::Header::new_ustar();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        builder.append_data(&mut header, name, bytes).unwrap();
    };
    let mut layer = tar::Builder::new(Vec::new());
    append(&mut layer, "etc/file", content);
    let layer = layer.into_inner().unwrap();
    let config = format!(r#"{{"rootfs": {{"diff_ids": ["sha256:{}"]}}}}"#, sha256(&layer));
    let manifest = r#"[{"Config": "config.json", "RepoTags": null, "Layers": ["layer.tar"]}]"#;
    let mut archive = tar::Builder::new(Vec::new());
    append(&mut archive, "config.json", config.as_bytes());
    append(&mut archive, "manifest.json", manifest.as_bytes());
    append(&mut archive, "layer.tar", &layer);
    let mut session = open_source(std::rc::Rc::new(Memory::new(archive.into_inner().unwrap())), 0).unwrap();
    session.index_all().unwrap();
    session
}

#[test]
fn one_line_of_megabytes_takes_little_memory() {
    let mut content = b"abc=1 ".repeat(3 << 20);
    content.extend_from_slice(b"needle");
    let session = one_file(&content);
    let (layer, stored) = session.layer(0).unwrap();
    for (kind, text, wanted) in [
        (PatternKind::Text, "needle", 1),
        (PatternKind::Regex, "ne+dle", 1),
        (PatternKind::Regex, "=1 .*needle", 1),
        (PatternKind::Regex, "(a|b|c)+d", 0),
    ] {
        let mut told = Vec::new();
        let mut sink = |one: &Match| {
            told.push(one.clone());
            ControlFlow::Continue(())
        };
        let request = Request { query: in_content(pattern(kind, text)), bounds: Bounds::default() };
        let started = Instant::now();
        search_layer(&request, layer, stored.clone(), &Limits::default(), |_| true, &mut sink, |_| {})
            .unwrap();
        assert!(started.elapsed().as_secs() < 60);
        assert!(told.len() >= wanted, "{text}: {}", told.len());
        for one in told {
            let excerpt = one.place.unwrap().excerpt;
            assert!(excerpt.before.len() + excerpt.found.len() + excerpt.after.len() < 1000);
        }
    }
    drop((session, content));
    assert_memory_is_bounded();
}

/// Reads all and looks at nothing.
struct Reads(Vec<u8>);

impl Scanner for Reads {
    fn wants(&mut self, _: &File<'_>) -> bool {
        true
    }

    fn scan(&mut self, file: &File<'_>, content: &dyn Source) -> Result<()> {
        let mut done = 0;
        while done < file.facts.size {
            done += content.fill(done, &mut self.0)?.max(1) as u64;
        }
        Ok(())
    }
}

/// Searches the archives that `LAMINA_ARCHIVES` names, parted by `:`, and lets `grep` do the same with the file as a
/// whole; docs/search.md has what it printed. Best of three each.
#[test]
#[ignore = "takes archives of gigabytes, and says nothing unless optimised"]
fn how_fast_it_is() {
    struct Counts;
    impl Sink<Match> for Counts {
        fn found(&mut self, _: &Match) -> ControlFlow<()> {
            ControlFlow::Continue(())
        }
    }
    fn best(mut run: impl FnMut() -> u64) -> (f64, u64) {
        let mut seconds = f64::MAX;
        let mut count = 0;
        for _ in 0..3 {
            let started = Instant::now();
            count = run();
            seconds = seconds.min(started.elapsed().as_secs_f64());
        }
        (seconds, count)
    }
    let named = std::env::var_os("LAMINA_ARCHIVES").unwrap_or_default();
    for path in std::env::split_paths(&named).filter(|path| path.is_file()) {
        let session = open_all(&path).unwrap();
        println!("{}", path.display());
        let (reading, _) = best(|| {
            for (layer, stored) in layers(&session) {
                let mut reads = Reads(vec![0; 256 << 10]);
                scan_layer(layer, stored, &Limits::default(), |_| true, &mut [&mut reads], |_| {});
            }
            0
        });
        println!("reading alone: {reading:.2} s");
        let text = |text: &str| pattern(PatternKind::Text, text);
        for (pattern, grep) in [
            (text("PRIVATE KEY"), &["-F", "PRIVATE KEY"][..]),
            (text("error"), &["-F", "error"]),
            (Pattern { ignore_case: true, ..text("password") }, &["-i", "-F", "password"]),
            (pattern(PatternKind::Regex, r"secret[_-]?key\s*[:=]"), &["-P", r"secret[_-]?key\s*[:=]"]),
            (pattern(PatternKind::Regex, "(foo|bar)baz[0-9]"), &["-E", "(foo|bar)baz[0-9]"]),
            (pattern(PatternKind::Regex, "(foo|bar|qux)[0-9]"), &["-E", "(foo|bar|qux)[0-9]"]),
            (
                pattern(PatternKind::Regex, "[0-9]{3}-[0-9]{2}-[0-9]{4}"),
                &["-E", "[0-9]{3}-[0-9]{2}-[0-9]{4}"],
            ),
            (pattern(PatternKind::Hex, "7f 45 4c 46 02 ?? 01"), &["-P", r"\x7fELF\x02.\x01"]),
        ] {
            let shown = format!("{:?} {}", pattern.kind, pattern.text);
            let request = Request { query: in_content(pattern), bounds: Bounds::default() };
            let (own, matches) = best(|| {
                layers(&session)
                    .map(|(layer, stored)| {
                        let limits = Limits::default();
                        search_layer(&request, layer, stored, &limits, |_| true, &mut Counts, |_| {})
                            .unwrap()
                            .matches
                    })
                    .sum()
            });
            let (other, lines) = best(|| {
                let mut command = Command::new("grep");
                let output =
                    command.env("LC_ALL", "C").args(["-a", "-c"]).args(grep).arg(&path).output().unwrap();
                String::from_utf8_lossy(&output.stdout).trim().parse().unwrap_or(0)
            });
            println!(
                "{shown}: {own:.2} s, {matches} matches; {:.2} x reading; grep {other:.2} s, {lines} lines; {:.2} x grep",
                own / reading,
                own / other
            );
        }
    }
}
