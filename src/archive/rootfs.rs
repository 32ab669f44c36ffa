//! A plain root filesystem (`docker export`, a tar of `/`), taken as `docker import` takes it: one
//! layer, no config.

use std::rc::Rc;

use serde_json::json;

use super::{Archive, ImageLayer, StoredLayer};
use crate::Result;
use crate::codec::Compression;
use crate::image::Config;
use crate::problem::Problem;

impl Archive {
    pub(super) fn read_rootfs(&mut self) -> Result<()> {
        self.problem(
            Problem::info(
                "rootfs",
                "these are the files of a container, not an image: there is no config and no history",
                "",
            )
            .help("They are shown as one layer. Make an image of them with: docker import FILE NAME"),
        );
        self.layers.push(StoredLayer {
            member: None,
            name: "the archive".to_owned(),
            offset: 0,
            size: self.size,
            compression: Compression::None,
            unreadable: None,
        });
        let layer = ImageLayer { key: 0, digest: None, diff_id: None, media_type: None };
        self.add_image(Rc::new(Config::made_up(json!({}), None)), 0, vec![layer], Vec::new())
    }
}
