//! Layers that are kept for another time, and layers that are given up again: the tree is the same as if they
//! had been read once.

mod common;

use common::{Sample, listing, open_all, sample, samples};
use lamina::session::Session;
use lamina::tree::{Rules, ViewOptions};

fn readable() -> impl Iterator<Item = (Sample, Session)> {
    samples().into_iter().map(|one| {
        let session = open_all(&sample(&one.file)).unwrap();
        (one, session)
    })
}

fn trees(session: &Session) -> Vec<Vec<String>> {
    (0..session.archive().images.len()).map(|image| listing(session, image)).collect()
}

#[test]
fn a_layer_dropped_and_read_again_leaves_the_same_tree() {
    for (Sample { file, .. }, mut session) in readable() {
        let before = trees(&session);
        let versions = |session: &Session| session.versions(0, "/etc/passwd", Rules::Oci).unwrap();
        let told = versions(&session);
        let view = session.open_view(0, &ViewOptions::default()).unwrap();
        for key in 0..session.archive().layers.len() {
            let Ok(packed) = session.pack_layer(key) else { continue };
            let waiting = session.jobs().len();
            session.drop_layer(key).unwrap();
            assert_eq!(session.jobs().len(), waiting + 1, "{file}");
            assert!(session.pack_layer(key).is_err());
            session.view_rows(view, 0, 10).unwrap();
            session.add_layer(key, packed).unwrap();
        }
        assert_eq!(trees(&session), before, "{file}");
        assert_eq!(versions(&session), told, "{file}");
    }
}

#[test]
fn without_a_layer_the_others_show_what_they_would() {
    for (Sample { file, .. }, mut session) in readable() {
        let mut never = common::open(&sample(&file), 0).unwrap();
        let Some(last) = session.archive().layers.len().checked_sub(1) else { continue };
        if session.pack_layer(last).is_err() {
            continue;
        }
        session.drop_layer(last).unwrap();
        for key in 0..last {
            if let Ok(packed) = session.pack_layer(key) {
                never.add_layer(key, packed).unwrap();
            }
        }
        assert_eq!(trees(&session), trees(&never), "{file}");
    }
}

#[test]
fn a_layer_keeps_the_promise_of_its_digest() {
    for (Sample { file, .. }, mut session) in readable() {
        let known = |session: &Session| {
            let keys = 0..session.archive().layers.len();
            keys.filter_map(|key| session.keeps_promise(key)).collect::<Vec<_>>()
        };
        assert!(known(&session).is_empty());
        let fresh = common::open(&sample(&file), 0).unwrap();
        let promised = fresh.jobs().iter().filter(|job| job.digest.is_some()).count();
        let jobs = session.hash_jobs().len();
        session.hash_all().unwrap();
        assert_eq!(known(&session), vec![true; promised], "{file}");
        assert!(jobs > 0 && session.hash_jobs().is_empty(), "what is known is not computed again");
    }
}
