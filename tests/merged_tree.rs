//! The merged filesystem of every sample is what umoci and podman make of it, in every field: kind,
//! mode, owner, size, time, link, device, attributes, hard links, and the content of every file.

mod common;

use common::{listing, open_all, sample, samples};

#[test]
fn merged_trees_are_the_truth() {
    let mut compared = 0;
    for sample_of in samples() {
        let name = &sample_of.file;
        let session = open_all(&sample(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(session.archive().images.len(), sample_of.trees.len(), "{name}: images");
        for (image, tree) in sample_of.trees.iter().enumerate() {
            let truth = std::fs::read_to_string(sample(&format!("trees/{tree}.txt"))).unwrap();
            let mut truth: Vec<&str> = truth.lines().collect();
            truth.sort_unstable();
            let ours = listing(&session, image);
            for (ours, truth) in ours.iter().zip(&truth) {
                assert_eq!(ours, truth, "{name}, image {image}, {tree}");
            }
            assert_eq!(ours.len(), truth.len(), "{name}, image {image}, {tree}");
            compared += 1;
        }
    }
    assert!(compared >= 25, "only {compared} images were compared");
}
