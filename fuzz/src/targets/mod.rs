//! What is true of each part of the core whatever it is given. A panic is a find.

pub mod archive;
pub mod codec;
pub mod export;
pub mod merge;
pub mod packed;
pub mod tar;

use lamina::{Error, Limits};

use crate::random::Random;

/// Limits so small that inputs reach them, or those of the page.
fn limits(random: &mut Random) -> Limits {
    if random.once_in(2) {
        return Limits::default();
    }
    Limits {
        archive_entries: random.one_of(&[3, 8, 40]),
        layer_entries: random.one_of(&[3, 8, 40]),
        path_length: random.one_of(&[8, 64, 200]),
        path_depth: random.one_of(&[1, 3, 16]),
        text_size: random.one_of(&[20, 200, 4_000]),
        header_size: random.one_of(&[20, 600, 4_000]),
        sparse_pieces: random.one_of(&[1, 3, 50]),
        json_size: random.one_of(&[100, 1_000, 4_000]),
        json_depth: random.one_of(&[2, 4, 8, 1_000]),
        documents: random.one_of(&[1, 3, 8, 40]),
        documents_size: random.one_of(&[100, 2_000, 20_000]),
        index_depth: random.one_of(&[1, 2, 16]),
        images: random.one_of(&[1, 3, 40]),
        layers: random.one_of(&[1, 5, 40]),
        names: random.one_of(&[1, 3, 40]),
        inflated_size: random.one_of(&[100, 10_000, 100_000]),
        window_size: random.one_of(&[1_000, 100_000]),
    }
}

/// Every error says something, and what to do about it.
fn speaks(error: &Error) {
    assert!(!error.to_string().is_empty() && !error.code().is_empty(), "{error:?}");
    assert!(!error.help().is_empty() || matches!(error, Error::Usage { .. }), "{error:?}");
}
