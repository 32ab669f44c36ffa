//! The OCI documents of an archive that lead to images, and to what is about them.

use hashbrown::{HashMap, HashSet};
use serde_json::Value;

use super::descriptor::Descriptor;
use crate::image::Digest;

/// Indexes and manifests by digest, and how they lead to images.
#[derive(Debug, Default)]
pub(crate) struct Graph {
    nodes: HashMap<Digest, Node>,
    by_member: HashMap<usize, Digest>,
}

/// A document of the graph that the archive holds.
#[derive(Debug)]
pub(crate) enum Node {
    /// An image index.
    Index {
        member: usize,
        value: Value,
        /// All images below it.
        images: Vec<usize>,
    },
    /// An image manifest that is an image.
    Image { member: usize, image: usize },
    /// A manifest of something else: an attestation, a signature, a chart.
    Artifact {
        member: usize,
        /// Config and blobs.
        blobs: Vec<usize>,
        /// What it is about.
        subject: Option<Digest>,
        kinds: Vec<String>,
    },
}

impl Node {
    fn held_in(&self) -> usize {
        match self {
            Self::Index { member, .. } | Self::Image { member, .. } | Self::Artifact { member, .. } => {
                *member
            }
        }
    }
}

impl Graph {
    pub(super) fn iter(&self) -> impl Iterator<Item = (&Digest, &Node)> {
        self.nodes.iter()
    }

    pub(crate) fn get(&self, digest: &Digest) -> Option<&Node> {
        self.nodes.get(digest)
    }

    /// The member that holds this index or manifest.
    pub(crate) fn member(&self, digest: &Digest) -> Option<usize> {
        self.get(digest).map(Node::held_in)
    }

    /// The node that a member holds.
    pub(crate) fn of_member(&self, wanted: usize) -> Option<&Node> {
        self.get(self.by_member.get(&wanted)?)
    }

    pub(super) fn insert(&mut self, digest: Digest, node: Node) {
        self.by_member.entry(node.held_in()).or_insert_with(|| digest.clone());
        self.nodes.insert(digest, node);
    }

    /// Whether anything of this node remains when only these images do.
    pub(crate) fn remains(&self, digest: &Digest, wanted: &dyn Fn(usize) -> bool) -> bool {
        match self.get(digest) {
            Some(Node::Artifact { subject: Some(subject), .. }) => match self.get(subject) {
                Some(Node::Image { .. } | Node::Index { .. }) => self.remains(subject, wanted),
                _ => true,
            },
            Some(Node::Image { image, .. }) => wanted(*image),
            Some(Node::Index { images, .. }) => {
                images.is_empty() || images.iter().any(|image| wanted(*image))
            }
            // What is not in the archive was left out by design, and may stay so.
            Some(Node::Artifact { subject: None, .. }) | None => true,
        }
    }

    /// As `remains`, for a descriptor: BuildKit tells in it what an attestation is about.
    pub(crate) fn keeps(&self, descriptor: &Descriptor, wanted: &dyn Fn(usize) -> bool) -> bool {
        self.remains(&descriptor.digest, wanted)
            && descriptor.attests_to().is_none_or(|subject| self.remains(&subject, wanted))
    }

    /// The members of all nodes that remain, images' own blobs aside.
    pub(super) fn reachable(&self, wanted: &dyn Fn(usize) -> bool) -> HashSet<usize> {
        let mut used = HashSet::new();
        for (digest, node) in &self.nodes {
            if !self.remains(digest, wanted) {
                continue;
            }
            match node {
                Node::Index { member, .. } | Node::Image { member, .. } => {
                    used.insert(*member);
                }
                Node::Artifact { member, blobs, .. } => {
                    used.insert(*member);
                    used.extend(blobs);
                }
            }
        }
        used
    }

    pub(super) fn renumber(&mut self, place: &[usize]) {
        for node in self.nodes.values_mut() {
            match node {
                Node::Image { image, .. } => *image = place[*image],
                Node::Index { images, .. } => images.iter_mut().for_each(|image| *image = place[*image]),
                Node::Artifact { .. } => {}
            }
        }
    }
}
