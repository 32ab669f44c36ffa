//! Whether bytes are what their digests say: every digest of the samples, which real tools wrote, is found
//! again; `sha256sum` is the judge of archives that were changed afterwards and of the corpus.

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::rc::Rc;

use common::{corpus, open, open_source, sample, samples};
use lamina::codec::Compression;
use lamina::session::{BlobKind, HashJob, Session, Verdict, Verification};
use lamina::source::{Memory, Source as _};

/// What `sha256sum` says of what a command makes of these bytes; none where the command fails.
fn sha256sum(unpack: Option<&str>, bytes: &[u8]) -> Option<String> {
    let script = match unpack {
        None => "sha256sum".to_owned(),
        Some(command) => format!("set -o pipefail; {command} 2>/dev/null | sha256sum"),
    };
    let mut child = Command::new("bash")
        .args(["-c", &script])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("bash and sha256sum");
    // A command that fails early closes its end.
    let _ = child.stdin.take().unwrap().write_all(bytes);
    let output = child.wait_with_output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    output.status.success().then(|| format!("sha256:{}", text.split_whitespace().next().unwrap()))
}

fn bytes_of(session: &Session, job: &HashJob) -> Vec<u8> {
    session.source().read_vec(job.offset, job.size as usize).unwrap()
}

/// Computes everything, and compares it with what `sha256sum` says of the same bytes.
fn hash_all(session: &mut Session, file: &str) -> Vec<Verification> {
    let jobs: BTreeMap<String, HashJob> =
        session.hash_jobs().into_iter().map(|job| (job.name.clone(), job)).collect();
    session.hash_all().unwrap();
    let verifications = session.verifications();
    for verification in &verifications {
        let Some(job) = jobs.get(&verification.place) else {
            assert!(
                matches!(verification.state, Verdict::Absent | Verdict::Unchecked),
                "{file}: {verification:?}"
            );
            continue;
        };
        let bytes = bytes_of(session, job);
        let found = verification.digest.found.as_ref().map(ToString::to_string);
        assert_eq!(found, sha256sum(None, &bytes), "{file}: {}", job.name);
        if verification.kind == BlobKind::Layer {
            let found = verification.diff_id.found.as_ref().map(ToString::to_string);
            let unpack =
                (job.compression != Compression::None).then(|| format!("{} -dc", job.compression.name()));
            match sha256sum(unpack.as_deref(), &bytes) {
                Some(unpacked) => {
                    assert_eq!(found, Some(unpacked), "{file}: {} unpacked", job.name);
                }
                // Of damage that the tool refuses, at least nothing good is said.
                None => assert_ne!(verification.state, Verdict::Verified, "{file}: {}", job.name),
            }
        }
    }
    verifications
}

fn codes(session: &Session) -> Vec<String> {
    session.describe().problems.into_iter().map(|problem| problem.code).collect()
}

#[test]
fn what_real_tools_wrote_is_verified() {
    let mut seen = BTreeMap::new();
    for sample_of in samples() {
        // The compressed one holds the same as another.
        let Ok(mut session) = open(&sample(&sample_of.file), 0) else { continue };
        let before = codes(&session);
        assert!(
            session.verifications().iter().all(|one| matches!(one.state, Verdict::Waiting | Verdict::Absent))
        );
        let verifications = hash_all(&mut session, &sample_of.file);
        for verification in &verifications {
            assert!(
                matches!(verification.state, Verdict::Verified | Verdict::Absent),
                "{}: {verification:?}",
                sample_of.file
            );
            assert_eq!(verification.kind == BlobKind::Layer, !verification.layers.is_empty());
            *seen.entry(format!("{:?}", verification.kind)).or_insert(0) += 1;
        }
        assert_eq!(codes(&session), before, "{}", sample_of.file);
        // Each layer of each image is among them once.
        let layers: usize = session.archive().images.iter().map(|image| image.layers.len()).sum();
        assert_eq!(verifications.iter().map(|one| one.layers.len()).sum::<usize>(), layers);
    }
    let kinds: Vec<&str> = seen.keys().map(String::as_str).collect();
    assert_eq!(kinds, ["Blob", "Config", "Index", "Layer", "Manifest"], "{seen:?}");
}

#[test]
fn one_changed_bit_is_found_in_each_blob() {
    for file in ["web.docker20.tar", "multi.buildkit-oci.tar", "pair.podman-docker.tar"] {
        let bytes = fs::read(sample(file)).unwrap();
        let clean = open_source(Rc::new(Memory::new(bytes.clone())), 0).unwrap();
        let layers: Vec<HashJob> = clean
            .hash_jobs()
            .into_iter()
            .filter(|job| clean.archive().layers.iter().any(|layer| layer.member == Some(job.member)))
            .collect();
        assert!(layers.len() > 1);
        for job in layers {
            let mut changed = bytes.clone();
            changed[(job.offset + job.size / 2) as usize] ^= 1;
            let mut session = open_source(Rc::new(Memory::new(changed)), 0).unwrap();
            let verifications = hash_all(&mut session, file);
            for one in &verifications {
                let expected = if one.place == job.name { Verdict::Wrong } else { Verdict::Verified };
                assert_eq!(one.state, expected, "{file}: {} changed: {one:?}", job.name);
            }
            let told = session.describe().problems;
            let told: Vec<_> = told.iter().filter(|problem| problem.place == job.name).collect();
            assert!(!told.is_empty(), "{file}: {}", job.name);
            assert!(told.iter().all(|problem| ["diff-id", "digest"].contains(&problem.code.as_str())));
            // To ask twice says it once.
            let count = session.describe().problems.len();
            session.hash_all().unwrap();
            assert_eq!(session.describe().problems.len(), count);
        }
    }
}

#[test]
fn the_corpus_is_judged_as_sha256sum_does() {
    let Some(folder) = corpus() else { return };
    let mut wrong = BTreeMap::new();
    for part in ["images", "edge/load"] {
        let mut files: Vec<_> =
            fs::read_dir(folder.join(part)).unwrap().map(|file| file.unwrap().path()).collect();
        files.sort();
        for path in files.iter().filter(|path| path.is_file()) {
            let Ok(mut session) = open(path, 0) else { continue };
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let verifications = hash_all(&mut session, &name);
            for one in verifications.iter().filter(|one| one.kind == BlobKind::Layer) {
                // What is called verified has been compared, and what is called wrong differs.
                let pairs = [&one.digest, &one.diff_id];
                let differs = pairs.iter().any(|pair| {
                    pair.expected.is_some() && pair.found.is_some() && pair.expected != pair.found
                });
                assert_eq!(one.state == Verdict::Wrong, differs, "{name}: {one:?}");
                if one.state == Verdict::Verified {
                    assert!(pairs.iter().any(|pair| pair.expected.is_some()), "{name}: {one:?}");
                    assert!(pairs.iter().all(|pair| pair.expected.is_none() || pair.expected == pair.found));
                }
                if one.state == Verdict::Wrong {
                    *wrong.entry(name.clone()).or_insert(0) += 1;
                }
            }
        }
    }
    // The faults that `edge/load` was made with; other projects trimmed their test data by hand.
    let made: BTreeMap<_, _> =
        wrong.iter().filter(|(name, _)| folder.join("edge/load").join(name).exists()).collect();
    assert_eq!(
        made.into_iter().map(|(name, count)| (name.as_str(), *count)).collect::<Vec<_>>(),
        [("bad_diffid.tar", 1), ("same_path_two_diffids.tar", 1)]
    );
}
