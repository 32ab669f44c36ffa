//! Layers as chance has them.

use super::{Item, dir, fifo, file, hard, symlink};

/// Marsaglia's xorshift64.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    /// A number below the bound.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound as u64) as usize
    }

    pub(crate) fn path(&mut self) -> String {
        let depth = 1 + self.below(3);
        let names: Vec<&str> = (0..depth).map(|_| ["a", "b", "c"][self.below(3)]).collect();
        names.join("/")
    }

    /// A path spelt so that it must be cleaned, now and then.
    fn spelt(&mut self) -> String {
        let path = self.path();
        match self.below(12) {
            0 => format!("./{path}"),
            1 => format!("/{path}"),
            2 => format!("../x/..//{path}"),
            _ => path,
        }
    }

    /// An entry of any kind; `number` tells it from others.
    pub(crate) fn item(&mut self, number: u64) -> Item {
        let path = self.spelt();
        let above = path.rsplit_once('/').map_or(String::new(), |(above, _)| format!("{above}/"));
        let item = match self.below(20) {
            0..5 => return dir(&path).mtime(self.below(2) as u64).mode([0o755, 0o700][self.below(2)]),
            5..11 => file(&path, &"x".repeat(self.below(900))),
            11..13 => symlink(&path, ["a", "../b", "/c/a", "nowhere", "a/b/", "c"][self.below(6)]),
            13..16 => hard(&path, &self.spelt()),
            16..18 => file(&format!("{above}.wh.{}", ["a", "b", "c"][self.below(3)]), ""),
            18 => file(&format!("{above}.wh..wh..opq"), ""),
            _ => fifo(&path),
        };
        item.mtime(number)
    }

    /// Layers in which the same few contents come again and again.
    pub(crate) fn copies(&mut self) -> Vec<Vec<Item>> {
        let contents = ["", "x", "x", "y", "xx"];
        let count = 1 + self.below(5);
        let layers = (0..count as u64).map(|layer| {
            let items = (0..self.below(20) as u64).map(|number| {
                let mut item = self.item(layer * 10 + number % 2);
                item.content = contents[item.content.len() % contents.len()].as_bytes().to_vec();
                item
            });
            items.collect()
        });
        layers.collect()
    }
}
