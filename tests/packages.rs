//! Packages of real images and real databases, held against what the package managers themselves tell.
//!
//! With `LAMINA_ARCHIVE` naming an archive, `cargo test --test packages -- --ignored --nocapture list` prints its
//! packages, and with `LAMINA_SBOM` naming a folder writes them there as CycloneDX and SPDX.

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use common::{assert_memory_is_bounded, corpus, entries, open_all, open_source, read_all, sample, unpacked};
use lamina::Limits;
use lamina::scan::packages::inventory::{Files, Inventory, inventory};
use lamina::scan::packages::sbom::{About, cyclonedx, spdx};
use lamina::scan::packages::{Finding, Kind, Packages};
use lamina::scan::scan_layer;
use lamina::session::Session;
use lamina::source::Memory;
use serde_json::Value;

const ABOUT: About<'_> = About {
    name: "test:1",
    digest: "sha256:4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a",
    time: "2026-11-25T12:00:00Z",
    serial: "3e671687-395b-41f5-a30f-a58921a69b79",
};

/// A file beside the samples of packages.
fn truth(name: &str) -> Vec<String> {
    let text = fs::read_to_string(sample("packages").join(name)).unwrap();
    text.lines().map(str::to_owned).collect()
}

/// What a sample in gzip unpacks to.
fn unpacked_sample(name: &str) -> Vec<u8> {
    read_all(&unpacked(&sample("packages").join(name)))
}

/// A root filesystem of these files, as `docker export` gives one.
fn rootfs(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for folder in ["bin/", "etc/", "usr/", "var/"] {
        let mut header = tar::Header::new_ustar();
        header.set_entry_type(tar::EntryType::Directory);
        header.set_mode(0o755);
        header.set_size(0);
        builder.append_data(&mut header, folder, &[][..]).unwrap();
    }
    for (path, content) in files {
        let mut header = tar::Header::new_ustar();
        header.set_mode(0o755);
        header.set_size(content.len() as u64);
        builder.append_data(&mut header, path, *content).unwrap();
    }
    builder.into_inner().unwrap()
}

fn inventory_of(files: &[(&str, &[u8])]) -> Inventory {
    let mut session = open_source(Rc::new(Memory::new(rootfs(files))), 0).unwrap();
    session.index_all().unwrap();
    packages_of(&session, 0)
}

fn image() -> Session {
    let mut session = open_source(Rc::new(Memory::new(unpacked_sample("image.docker.tar.gz"))), 0).unwrap();
    session.index_all().unwrap();
    session
}

fn word(kind: Kind) -> String {
    serde_json::to_value(kind).unwrap().as_str().unwrap().to_owned()
}

#[test]
fn both_databases_of_rpm_tell_what_rpm_tells() {
    for (place, name) in
        [("var/lib/rpm/rpmdb.sqlite", "rpmdb.sqlite.gz"), ("var/lib/rpm/Packages", "Packages.gz")]
    {
        let inventory = inventory_of(&[(place, &unpacked_sample(name))]);
        assert_eq!(inventory.problems, [], "{name}");
        let lines: Vec<String> = inventory
            .packages
            .iter()
            .map(|one| {
                let origin = one.origin.as_ref().unwrap();
                format!(
                    "{}\t{}\t{}\t{}\t{}\t{}-{}.src.rpm",
                    one.name,
                    one.version,
                    one.architecture,
                    one.claimed.unwrap(),
                    one.license,
                    origin.name,
                    origin.version
                )
            })
            .collect();
        assert_eq!(lines, truth("rpm.txt"), "{name}");
        // The packages were never unpacked here.
        let files: u32 = inventory.packages.iter().map(|one| one.missing).sum();
        assert_eq!(files as usize, truth("rpm-files.txt").len());
    }
}

#[test]
fn the_paths_of_rpm_are_owned() {
    let database = unpacked_sample("rpmdb.sqlite.gz");
    let paths = truth("rpm-files.txt");
    // One of them is a directory.
    let files: Vec<(&str, &[u8])> = paths
        .iter()
        .filter(|path| !paths.iter().any(|other| other.starts_with(&format!("{path}/"))))
        .map(|path| (&path[1..], &b"xy"[..]))
        .chain([("var/lib/rpm/rpmdb.sqlite", &*database)])
        .collect();
    let inventory = inventory_of(&files);
    let mut owned: Vec<&String> = inventory.packages.iter().flat_map(|one| &one.files).collect();
    owned.sort();
    assert_eq!(owned.len(), files.len() - 1);
    assert!(owned.iter().all(|path| paths.contains(path)));
    assert_eq!(inventory.packages.iter().map(|one| one.size.unwrap()).sum::<u64>(), 2 * owned.len() as u64);
    assert_eq!(
        inventory.unowned.iter().map(|one| &*one.path).collect::<Vec<_>>(),
        ["/var/lib/rpm/rpmdb.sqlite"]
    );
}

#[test]
fn an_image_has_what_its_package_managers_tell() {
    let inventory = packages_of(&image(), 0);
    let lines =
        inventory.packages.iter().map(|one| format!("{}\t{}\t{}", word(one.kind), one.name, one.version));
    assert_eq!(lines.collect::<BTreeSet<_>>(), truth("image.txt").into_iter().collect());
    assert_eq!(inventory.problems, []);
    let find = |kind: Kind, name: &str| {
        inventory.packages.iter().find(|one| (one.kind, &*one.name) == (kind, name)).unwrap()
    };
    // What came later, and what was there from the first layer on, though its database was written again.
    assert_eq!(find(Kind::Python, "six").layer, 1);
    assert_eq!(find(Kind::Deb, "sensible-utils").layer, 0);
    assert_eq!(find(Kind::Java, "commons-cli").group, "commons-cli");
    assert_eq!(find(Kind::Java, "commons-cli").within, Some(0));
    let listed = truth("sensible-utils.txt");
    let owned = &find(Kind::Deb, "sensible-utils").files;
    assert!(owned.len() > 5 && owned.iter().all(|path| listed.contains(path)), "{owned:?}");
    let gone: Vec<_> = inventory
        .gone
        .iter()
        .map(|one| (&*one.name, &*one.version, one.last, one.replaced_by.as_deref()))
        .collect();
    assert_eq!(
        gone,
        [
            ("hostname", "3.23+nmu1", 0, None),
            ("six", "1.15.0", 0, Some("1.16.0")),
            ("is-number", "6.0.0", 0, None)
        ]
    );
    let unowned: Vec<&str> = inventory.unowned.iter().map(|one| &*one.path).collect();
    assert!(unowned.contains(&"/srv/notes.txt"));
    let own = |path: &&&str| !path.starts_with("/var/lib/dpkg/");
    assert!(unowned.iter().filter(own).count() < 6, "{unowned:?}");
    let distribution = inventory.distribution.unwrap();
    assert_eq!((&*distribution.release.id, &*distribution.path), ("debian", "/usr/lib/os-release"));
    assert_eq!(distribution.support.unwrap().ends, "2026-07-11");
}

#[test]
fn documents_hold_each_package_once_and_say_what_they_refer_to() {
    let inventory = packages_of(&image(), 0);
    let ids = |list: &Value, name: &str| -> Vec<String> {
        let text = |one: &Value| one[name].as_str().unwrap().to_owned();
        list.as_array().unwrap().iter().map(text).collect()
    };
    let unique = |list: &[String]| list.iter().collect::<BTreeSet<_>>().len() == list.len();
    let first = cyclonedx(&inventory, &ABOUT);
    assert_eq!((&first["bomFormat"], &first["specVersion"]), (&"CycloneDX".into(), &"1.6".into()));
    let references = ids(&first["components"], "bom-ref");
    assert_eq!(references.len(), inventory.packages.len() + 1);
    assert!(unique(&references));
    let second = spdx(&inventory, &ABOUT);
    let packages = ids(&second["packages"], "SPDXID");
    assert_eq!(packages.len(), inventory.packages.len() + 2);
    assert!(unique(&packages));
    let relations = second["relationships"].as_array().unwrap();
    assert_eq!(relations.len(), packages.len());
    for relation in relations {
        assert!(packages.iter().any(|id| *id == relation["relatedSpdxElement"]), "{relation}");
    }
    let texts = second["hasExtractedLicensingInfos"].as_array().unwrap();
    let declared = ids(&second["packages"], "licenseDeclared");
    for text in texts {
        assert!(declared.iter().any(|license| *license == text["licenseId"]), "{text}");
    }
    assert!(declared.iter().filter(|license| license.starts_with("LicenseRef-")).count() >= texts.len());
    for (one, again) in [(&first, cyclonedx(&inventory, &ABOUT)), (&second, spdx(&inventory, &ABOUT))] {
        assert_eq!(serde_json::to_vec(one).unwrap(), serde_json::to_vec(&again).unwrap());
    }
}

#[test]
fn damaged_records_are_told_and_cost_no_more() {
    let (sqlite, bdb) = (unpacked_sample("rpmdb.sqlite.gz"), unpacked_sample("Packages.gz"));
    let whole = image();
    let crates: &[u8] = &common::content(&whole, 0, "/usr/bin/lamina-crate").unwrap();
    let jar: &[u8] = &common::content(&whole, 0, "/usr/share/java/commons-cli.jar").unwrap();
    let records: [(&str, &[u8]); 4] = [
        ("var/lib/rpm/rpmdb.sqlite", &sqlite),
        ("var/lib/rpm/Packages", &bdb),
        ("usr/bin/x", crates),
        ("x.jar", jar),
    ];
    let mut random = 1_u64;
    let mut next = |below: usize| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) as usize % below
    };
    for (path, good) in records {
        for round in 0..150 {
            let mut bad = good.to_vec();
            if round % 3 == 0 {
                bad.truncate(next(good.len()));
            }
            for _ in 0..=round % 20 {
                if !bad.is_empty() {
                    // Where the structure is: a quarter near the beginning, a quarter near the end.
                    let at = match round % 4 {
                        0 => next(bad.len().min(4096)),
                        1 => bad.len() - 1 - next(bad.len().min(4096)),
                        _ => next(bad.len()),
                    };
                    bad[at] = next(256) as u8;
                }
            }
            let inventory = inventory_of(&[(path, &bad)]);
            assert!(inventory.packages.len() < 100);
        }
    }
    assert_memory_is_bounded();
}

#[test]
fn archives_of_other_projects() {
    let Some(folder) = corpus() else { return };
    let mut counts = std::collections::BTreeMap::new();
    for entry in fs::read_dir(folder.join("images")).unwrap() {
        let path = entry.unwrap().path();
        let Ok(session) = open_all(&path) else { continue };
        for image in 0..session.archive().images.len() {
            let inventory = packages_of(&session, image);
            for one in &inventory.packages {
                assert!(!one.name.is_empty());
                *counts
                    .entry(format!("{} {}", path.file_stem().unwrap().to_string_lossy(), word(one.kind)))
                    .or_insert(0) += 1;
            }
        }
    }
    // What syft 1.18.1 counts in the same files (see docs/packages.md).
    for (name, count) in [
        ("snyk-docker-plugin--alpine-3.12.0 apk", 14),
        ("snyk-docker-plugin--alpine apk", 14),
        ("snyk-docker-plugin--3-level-jar java", 4),
        ("snyk-docker-plugin--java-windows java", 3),
        ("snyk-docker-plugin--java java", 4),
        ("snyk-docker-plugin--java~a4b2d82 java", 3),
        ("snyk-docker-plugin--nodes-fake deb", 84),
        ("snyk-docker-plugin--npm7-with-node-modules-only apk", 15),
        ("snyk-docker-plugin--npm7-with-node-modules-only npm", 82),
    ] {
        assert_eq!(counts.get(name), Some(&count), "{name}");
    }
}

/// Each layer by itself, handed over as bytes as workers do, then the image.
fn packages_of(session: &Session, image: usize) -> Inventory {
    let layers = &session.archive().images[image].layers;
    let findings: Vec<Vec<Finding>> = layers
        .iter()
        .map(|of_image| {
            let Some((layer, stored)) = session.layer(of_image.key) else { return Vec::new() };
            let mut packages = Packages::new(&Limits::default());
            let unread =
                scan_layer(layer, stored, &Limits::default(), |_| true, &mut [&mut packages], |_| {});
            for one in unread {
                println!("unread: entry {} of {}: {}", one.entry, of_image.key, one.error);
            }
            Finding::unpack(&Finding::pack(&packages.findings)).unwrap()
        })
        .collect();
    inventory(&findings, &mut Files::new(entries(session, image)))
}

#[test]
#[ignore = "prints what is in the archive that LAMINA_ARCHIVE names"]
fn list() {
    let archive = PathBuf::from(std::env::var_os("LAMINA_ARCHIVE").expect("LAMINA_ARCHIVE"));
    let begin = std::time::Instant::now();
    let session = open_all(&archive).unwrap();
    println!("# indexed after {:.2} s", begin.elapsed().as_secs_f64());
    for image in 0..session.archive().images.len() {
        let inventory = packages_of(&session, image);
        println!("# image {image} after {:.2} s", begin.elapsed().as_secs_f64());
        println!("# {:?}", inventory.distribution);
        for one in &inventory.packages {
            let kind = serde_json::to_value(one.kind).unwrap();
            println!(
                "{}\t{}\t{}\t{}\tlayer {}\t{:?} of {:?} bytes\t{} files, {} missing\t{}\t{:?}\t{}",
                kind.as_str().unwrap(),
                one.name,
                one.version,
                one.path,
                one.layer,
                one.size,
                one.claimed,
                one.files.len(),
                one.missing,
                one.purl.as_deref().unwrap_or("-"),
                one.within,
                one.license,
            );
        }
        for one in &inventory.gone {
            println!(
                "gone\t{}\t{}\t{}\tlayers {}-{}\t{:?}",
                one.name, one.version, one.path, one.layer, one.last, one.replaced_by
            );
        }
        for one in &inventory.problems {
            println!("problem\t{}\tlayer {}\t{}", one.path, one.layer, one.problem);
        }
        for one in &inventory.unowned {
            println!("unowned\t{}\t{}\tlayer {}", one.path, one.size, one.layer);
        }
        println!("# {} files of {} bytes are of no package", inventory.unowned_count, inventory.unowned_size);
        if let Some(folder) = std::env::var_os("LAMINA_SBOM") {
            let name = archive.file_stem().unwrap().to_string_lossy().into_owned();
            let write = |kind: &str, value: &serde_json::Value| {
                let path = Path::new(&folder).join(format!("{name}.{image}.{kind}.json"));
                std::fs::write(path, serde_json::to_vec_pretty(value).unwrap()).unwrap();
            };
            write("cdx", &cyclonedx(&inventory, &ABOUT));
            write("spdx", &spdx(&inventory, &ABOUT));
        }
    }
}
