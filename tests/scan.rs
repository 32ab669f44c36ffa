//! What a pass over a layer hands out is what opening each file by itself gives.

mod common;

use common::{open_all, sample, samples, sha256};
use lamina::Limits;
use lamina::scan::{Contents, scan_layer};
use lamina::tar::Kind;

#[test]
fn a_pass_reads_what_opening_each_file_gives() {
    let mut files = 0;
    for name in samples().into_iter().map(|sample| sample.file) {
        let session = open_all(&sample(&name)).unwrap();
        for (image, held) in session.archive().images.iter().enumerate() {
            for (position, of_image) in held.layers.iter().enumerate() {
                let Some((layer, stored)) = session.layer(of_image.key) else { continue };
                let mut contents = Contents::default();
                let unread =
                    scan_layer(layer, stored, &Limits::default(), |_| true, &mut [&mut contents], |_| {});
                assert_eq!(unread, [], "{name}");
                let regular = (0..layer.len() as u32)
                    .filter(|entry| layer.entry(*entry).kind == Kind::File && layer.path(*entry).is_some());
                assert_eq!(
                    contents.digests.iter().map(|(entry, _)| *entry).collect::<Vec<_>>(),
                    regular.collect::<Vec<_>>()
                );
                for (entry, digest) in &contents.digests {
                    let path = layer.path(*entry).unwrap();
                    let Ok(path) = String::from_utf8(path) else { continue };
                    // Not all of them are files to a container: some stand below a whiteout of their own layer.
                    let Ok(mut file) = session.open_file(image, position, &path, Some(position)) else {
                        continue;
                    };
                    let mut bytes = Vec::new();
                    while let more @ [_, ..] = &*file.next(1 << 20).unwrap() {
                        bytes.extend_from_slice(more);
                    }
                    assert_eq!(digest.hex(), sha256(&bytes), "{name}: {path} of layer {position}");
                    files += 1;
                }
            }
        }
    }
    assert!(files > 1000, "only {files} files");
}
