//! The Dockerfile of every image: each step of its history once and in order, and for our own samples what
//! the Dockerfiles say that they were made from.

mod common;

use std::path::{Path, PathBuf};

use common::{corpus, open_all, sample, samples};
use lamina::image::Config;
use lamina::insight::dockerfile::{Dockerfile, Origin, reconstruct};
use lamina::session::Session;
use lamina::tree::Wrote;

/// The Dockerfiles of an archive's images.
fn dockerfiles(session: &Session) -> Vec<(Dockerfile, Config)> {
    let archive = session.archive();
    let others: Vec<(Vec<String>, Config)> = (0..archive.images.len())
        .map(|image| {
            let names = archive.references(image).map(ToString::to_string).collect();
            (names, (*archive.images[image].config).clone())
        })
        .collect();
    let images = archive.images.iter();
    images
        .map(|image| {
            let wrote =
                |layer: usize| session.layer(image.layers[layer].key).map(|(layer, _)| Wrote::of(layer));
            (reconstruct(&image.config, image.layers.len(), &others, &wrote), (*image.config).clone())
        })
        .collect()
}

fn every_step_once(place: &str, session: &Session) -> usize {
    let made = dockerfiles(session);
    for ((dockerfile, config), image) in made.iter().zip(&session.archive().images) {
        let lines = &dockerfile.lines;
        assert_eq!(lines[0].origin, Origin::From, "{place}");
        let steps: Vec<usize> = lines.iter().filter_map(|line| line.step).collect();
        assert_eq!(steps, (0..config.history.len()).collect::<Vec<_>>(), "{place}");
        let mut layers: Vec<usize> = lines.iter().filter_map(|line| line.layer).collect();
        layers.sort_unstable();
        assert_eq!(layers, (0..image.layers.len()).collect::<Vec<_>>(), "{place}");
        for line in lines.iter().filter(|line| line.instruction.is_empty()) {
            assert!(line.unknown && line.text.lines().all(|text| text.starts_with('#')), "{place}: {line:?}");
        }
        // What isn't a comment begins with the instruction that it is said to be.
        for line in lines.iter().filter(|line| !line.text.starts_with('#')) {
            assert!(line.text.starts_with(&line.instruction), "{place}: {line:?}");
        }
    }
    made.len()
}

#[test]
fn every_step_of_every_sample_once_and_in_order() {
    let count: usize =
        samples().iter().map(|of| every_step_once(&of.file, &open_all(&sample(&of.file)).unwrap())).sum();
    assert!(count >= 25, "{count} images");
}

#[test]
fn every_step_of_the_corpus_once_and_in_order() {
    let Some(corpus) = corpus() else { return };
    let mut count = 0;
    for folder in ["images", "edge/cases", "edge/load"] {
        for path in files(&corpus.join(folder)) {
            let Ok(session) = open_all(&path) else { continue };
            count += every_step_once(&path.display().to_string(), &session);
        }
    }
    println!("{count} images");
    assert!(count > 100, "{count} images");
}

fn files(folder: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .collect()
}

/// Instructions of a Dockerfile as they were written, continued lines joined.
fn written(name: &str) -> Vec<String> {
    let text = std::fs::read_to_string(sample(&format!("src/{name}.dockerfile"))).unwrap();
    text.replace("\\\n", "").lines().filter(|line| !line.trim().is_empty()).map(solid).collect()
}

/// Without the differences that writing alone makes: quotes that need not be, blanks, and forms of a list.
fn solid(line: &str) -> String {
    let line = line.replace("\\\n", "").replace("\", \"", "\" \"");
    line.split_whitespace().map(|word| word.trim_matches(',')).collect::<Vec<_>>().join(" ")
}

fn made(file: &str, image: usize) -> Vec<(String, bool)> {
    let session = open_all(&sample(file)).unwrap();
    let (dockerfile, _) = dockerfiles(&session).swap_remove(image);
    let steps =
        dockerfile.lines.into_iter().filter(|line| matches!(line.origin, Origin::Step | Origin::Base));
    steps.map(|line| (solid(&line.text), line.unknown)).collect()
}

/// Holds the steps against the Dockerfiles, with what each builder does not keep: `forget` says what a
/// written instruction becomes, `None` that it leaves no trace.
#[track_caller]
fn check(file: &str, image: usize, dockerfiles: &[&str], forget: impl Fn(&str) -> Option<String>) {
    let wanted: Vec<String> = dockerfiles
        .iter()
        .flat_map(|name| written(name))
        .filter(|line| !line.starts_with("FROM "))
        .filter_map(|line| forget(&line))
        .collect();
    let made = made(file, image);
    for (made, wanted) in made.iter().zip(&wanted) {
        match wanted.split_once("<unknown>") {
            Some((before, after)) => {
                assert!(
                    made.1 && made.0.starts_with(before) && made.0.ends_with(after),
                    "{file}: {made:?}, not {wanted}"
                );
            }
            None => assert_eq!(made, &(wanted.clone(), false), "{file}"),
        }
    }
    assert_eq!(made.len(), wanted.len(), "{file}");
}

/// What BuildKit keeps: ports in the order of their names, values of variables, no triggers.
fn buildkit(line: &str) -> Option<String> {
    Some(match line {
        "ENV VERSION=$VERSION GREETING=\"hello world\"" => "ENV VERSION=1.0 GREETING=\"hello world\"".into(),
        _ if line.starts_with("LABEL") => line.replace("\"Stack\"", "Stack"),
        // Only what it ran: the list of a shell is the command of the shell form.
        "RUN [\"/bin/sh\" \"-c\" \"rm -r /srv/www/generated && mkdir /srv/www/generated && echo three > /srv/www/generated/three\"]" => {
            "RUN rm -r /srv/www/generated && mkdir /srv/www/generated && echo three > /srv/www/generated/three".into()
        }
        "EXPOSE 80 443/tcp 53/udp" => "EXPOSE 443/tcp 53/udp 80/tcp".into(),
        "CMD echo worker && true" => "CMD [\"/bin/sh\" \"-c\" \"echo worker && true\"]".into(),
        _ if line.starts_with("ONBUILD") => return None,
        _ => line.into(),
    })
}

/// What the classic builder keeps: sources by digest, and no port twice.
fn classic(line: &str) -> Option<String> {
    Some(match line {
        "COPY sh /bin/sh" => "COPY <unknown> /bin/sh".into(),
        "COPY files/passwd files/group /etc/" => "COPY <unknown> /etc/".into(),
        "COPY worker.conf /etc/worker/worker.conf" => "COPY <unknown> /etc/worker/worker.conf".into(),
        "ADD --chown=33:33 files /srv/www/" => "ADD --chown=33:33 <unknown> /srv/www/".into(),
        "EXPOSE 80 443/tcp 53/udp" => "EXPOSE 443/tcp 53/udp 80".into(),
        _ if line.starts_with("ONBUILD") => line.into(),
        _ => return buildkit(line),
    })
}

/// What buildah keeps: the instruction as it was written, but for sources; no owner of an `ADD`, no default of
/// an `ARG`.
fn buildah(line: &str) -> Option<String> {
    Some(match line {
        "ADD --chown=33:33 files /srv/www/" => "ADD <unknown> /srv/www/".into(),
        "ARG VERSION=1.0" => "ARG VERSION".into(),
        _ if line.starts_with("COPY") => return classic(line),
        _ if line.starts_with("LABEL") => return buildkit(line),
        _ => line.into(),
    })
}

#[test]
fn dockerfiles_of_buildkit() {
    check("web.buildkit-docker.tar", 0, &["pair/stack", "pair/web"], buildkit);
    check("pair.docker26.tar", 1, &["pair/stack", "pair/web"], buildkit);
    check("pair.docker26.tar", 0, &["pair/stack", "pair/worker"], buildkit);
    check("web.docker20-buildkit.tar", 0, &["pair/stack", "pair/web"], |line| {
        Some(buildkit(line)?.replace("--chown=33:33 ", "")) // the first BuildKit does not keep it
    });
    for (image, arch) in ["amd64", "arm64"].into_iter().enumerate() {
        check("multi.buildkit-oci.tar", image, &["multi"], |line| {
            Some(if line.starts_with("ARG") { line.into() } else { line.replace("$TARGETARCH", arch) })
        });
    }
}

#[test]
fn dockerfiles_of_the_classic_builder() {
    check("web.docker20.tar", 0, &["pair/stack", "pair/web"], classic);
}

#[test]
fn dockerfiles_of_buildah() {
    check("web.podman-oci.tar", 0, &["pair/stack", "pair/web"], buildah);
    check("dangling.podman-docker.tar", 0, &["pair/stack", "pair/worker"], buildah);
}

#[test]
fn bases() {
    // The archive has three images, one made from another.
    let session = open_all(&sample("pair.docker20.tar")).unwrap();
    let from: Vec<String> =
        dockerfiles(&session).iter().map(|(made, _)| made.lines[0].text.clone()).collect();
    assert_eq!(from, ["FROM scratch", "FROM localhost/stack:1.0", "FROM localhost/stack:1.0"]);
    // Only the history names it.
    let session = open_all(&sample("web.podman-oci.tar")).unwrap();
    let (made, _) = &dockerfiles(&session)[0];
    assert_eq!(made.lines[0].text, "FROM localhost/stack:1.0");
    assert_eq!(made.lines.iter().filter(|line| line.origin == Origin::Base).count(), 6);
    println!("{made}");
}
