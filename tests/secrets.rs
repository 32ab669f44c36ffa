//! What the rules for secrets find in real images, and in configs.

mod common;

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Instant;

use common::{corpus, open_all, sample, samples};
use lamina::Limits;
use lamina::image::Config;
use lamina::scan::scan_layer;
use lamina::scan::secrets::{Certainty, Finding, Place, SecretScanner, in_config, reveal};
use lamina::session::Session;

/// What a pass over an archive comes to.
#[derive(Default)]
struct Sum {
    files: u64,
    bytes: u64,
    findings: Vec<Finding>,
}

fn scan_archive(session: &Session) -> Sum {
    let mut sum = Sum::default();
    let mut findings = Vec::new();
    for key in 0..session.archive().layers.len() {
        let Some((layer, stored)) = session.layer(key) else { continue };
        sum.files += (0..layer.len() as u32).filter(|entry| layer.entry(*entry).size > 0).count() as u64;
        let mut sink = |finding: &Finding| {
            findings.push(finding.clone());
            ControlFlow::Continue(())
        };
        let mut scanner = SecretScanner::new(&mut sink);
        scan_layer(layer, stored, &Limits::default(), |_| true, &mut [&mut scanner], |_| {});
        sum.bytes += layer.unpacked();
    }
    for image in &session.archive().images {
        findings.extend(in_config(&image.config));
    }
    sum.findings = findings;
    sum
}

fn show(finding: &Finding) -> String {
    let Finding { rule, certainty, place, masked, note, .. } = finding;
    format!("{certainty:?} {rule} {masked} ({note}) {place:?}")
}

fn config(json: &serde_json::Value) -> Config {
    Config::parse(json.to_string().into(), "config.json", &Limits::default()).unwrap()
}

#[test]
fn environment_labels_commands_and_history() {
    let token = concat!("sk_", "live_4eC39HqLyjWDarjtT1zdp7dc");
    let config = config(&serde_json::json!({
        "rootfs": {"diff_ids": []},
        "config": {
            "Env": [
                "PATH=/usr/bin", "DB_PASSWORD=hunter2", format!("PAY={token}"), "PYTHON_SHA256=8d4fc6b1",
                "GPG_KEY=E3FF2839C048B25C084DEBE9B26995E310250568", "TOKEN_FILE=/run/secrets/t", "API_KEY=changeme",
                "DATABASE_URL=postgres://app:hunter2@db.corp/x",
                "TWILIO_AUTH_TOKEN=0a1b2c3d4e5f60718293a4b5c6d7e8f9",
            ],
            "Labels": {"com.corp.api-key": "q7x9", "maintainer": "bob"},
            "Cmd": ["run", "--password=hunter2"],
            "Healthcheck": {"Test": ["CMD", "curl", "http://bob:hunter2@db.corp/"]},
        },
        "history": [
            {"created_by": "/bin/sh -c #(nop)  ENV DB_PASSWORD=hunter2", "empty_layer": true},
            {"created_by": "|2 NPM_TOKEN=q7x9z VERSION=1 /bin/sh -c npm i"},
            {"created_by": "RUN |1 NPM_TOKEN=q7x9z /bin/sh -c npm i # buildkit"},
            {"created_by": format!("RUN /bin/sh -c curl -u {token}: https://x # buildkit")},
            {"created_by": "RUN /bin/sh -c pip install -i https://bob:hunter2@pypi.corp/ \u{e4} # buildkit"},
            {"created_by": "ARG NPM_TOKEN"},
        ],
    }));
    let found = in_config(&config);
    let told: Vec<(&str, String, String)> = found
        .iter()
        .map(|one| {
            let place = match &one.place {
                Place::Env { name, .. } => format!("env {name}"),
                Place::Label { name, .. } => format!("label {name}"),
                Place::Command { field, word, .. } => format!("{field} {word}"),
                Place::Step { step, .. } => format!("step {step}"),
                Place::File { .. } => unreachable!(),
            };
            (one.rule, place, reveal(&config, &one.place).unwrap())
        })
        .collect();
    let wanted = [
        ("named-value", "env DB_PASSWORD", "hunter2"),
        ("stripe-key", "env PAY", token),
        ("url-password", "env DATABASE_URL", "postgres://app:hunter2@db.corp"),
        ("twilio-auth-token", "env TWILIO_AUTH_TOKEN", "0a1b2c3d4e5f60718293a4b5c6d7e8f9"),
        ("named-value", "label com.corp.api-key", "q7x9"),
        ("named-value", "Cmd 1", "hunter2"),
        ("url-password", "Healthcheck 2", "http://bob:hunter2@db.corp"),
        ("named-value", "step 0", "hunter2"),
        ("named-value", "step 1", "q7x9z"),
        ("named-value", "step 2", "q7x9z"),
        ("stripe-key", "step 3", token),
        ("url-password", "step 4", "https://bob:hunter2@pypi.corp"),
    ];
    let wanted: Vec<_> =
        wanted.map(|(rule, place, secret)| (rule, place.to_owned(), secret.to_owned())).into();
    assert_eq!(told, wanted);
    for finding in &found {
        let json = serde_json::to_string(finding).unwrap();
        assert!(!json.contains("hunter2") && !json.contains(token), "{json}");
    }
}

#[test]
fn odd_configs() {
    for value in [
        serde_json::json!({"config": null}),
        serde_json::json!({"config": {"Env": "x=y", "Labels": [1], "Cmd": {"Test": 7}}}),
        serde_json::json!({"config": {"Env": [1, "PASSWORD", "=", "PASSWORD=", "\u{e4}_PASSWORD=\u{e4}\u{e4}\u{e4}"]}}),
        serde_json::json!({"config": {"env": ["A"]}, "history": [{}, {"created_by": "|1 PASSWORD=\u{e4}\u{e4} ENV "}]}),
    ] {
        let config = config(&value);
        for finding in in_config(&config) {
            assert!(reveal(&config, &finding.place).is_some(), "{finding:?}");
        }
    }
    let none = config(&serde_json::json!({}));
    for (offset, length) in [(0, 1), (usize::MAX, usize::MAX), (1, 0)] {
        assert_eq!(reveal(&none, &Place::Env { name: "A".into(), offset, length }), None);
        assert_eq!(reveal(&none, &Place::Step { step: 7, offset, length }), None);
    }
}

#[test]
fn the_samples_have_only_their_own() {
    for name in samples().into_iter().map(|sample| sample.file) {
        let session = open_all(&sample(&name)).unwrap();
        let findings = scan_archive(&session).findings;
        let real: Vec<String> =
            findings.iter().filter(|one| one.certainty > Certainty::Example).map(show).collect();
        assert!(real.is_empty(), "{name}: {real:#?}");
    }
}

/// Prints every finding in the archives of `LAMINA_CORPUS` and in those that `LAMINA_ARCHIVES` names, parted by `:`;
/// docs/secrets.md has what it printed.
#[test]
#[ignore = "takes archives of gigabytes"]
fn every_finding_in_many_archives() {
    let mut paths = Vec::new();
    if let Some(folder) = corpus() {
        files_below(&folder, &mut paths);
    }
    let named = std::env::var_os("LAMINA_ARCHIVES").unwrap_or_default();
    paths.extend(std::env::split_paths(&named).filter(|path| path.is_file()));
    let (mut total, mut opened, mut seconds) = (Sum::default(), 0, 0.0);
    let mut rules = BTreeMap::new();
    for path in paths {
        let Ok(session) = open_all(&path) else { continue };
        opened += 1;
        let started = Instant::now();
        let sum = scan_archive(&session);
        let took = started.elapsed().as_secs_f64();
        seconds += took;
        if !sum.findings.is_empty() || sum.bytes > 100 << 20 {
            println!("{}: {} files, {} bytes, {took:.2} s", path.display(), sum.files, sum.bytes);
        }
        for finding in &sum.findings {
            println!("    {}", show(finding));
            *rules.entry((finding.rule, finding.certainty)).or_insert(0) += 1;
        }
        total.files += sum.files;
        total.bytes += sum.bytes;
    }
    println!("{opened} archives, {} files, {} bytes, {seconds:.2} s", total.files, total.bytes);
    for ((rule, certainty), count) in rules {
        println!("{count:6} {rule} {certainty:?}");
    }
}

fn files_below(folder: &Path, paths: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files_below(&path, paths);
        } else {
            paths.push(path);
        }
    }
}
