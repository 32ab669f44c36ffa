//! The score for comparing with dive is what dive gives (`samples/dive.sh`), where dive knows the order of the layers.

mod common;

use std::fs;

use common::{open_all, sample};

#[test]
fn the_score_is_dives() {
    let truth = fs::read_to_string(sample("dive.txt")).unwrap();
    for line in truth.lines() {
        let mut words = line.split(' ');
        let mut word = || words.next().unwrap();
        let (file, score, wasted) = (word(), word(), word());
        let dive = open_all(&sample(file)).unwrap().dive(0).unwrap();
        assert_eq!(
            (format!("{:.12}", dive.score), dive.wasted.to_string()),
            (score.into(), wasted.into()),
            "{file}"
        );
    }
    assert!(truth.lines().count() > 10, "the truth is cut off");
}
