//! What is odd about an archive, and what its documents promise and do not hold: said, with the rest shown.

use super::Archive;
use super::descriptor::Descriptor;
use super::oci::INDEX;
use crate::image::Digest;
use crate::problem::Problem;
use crate::tar::Kind;
use crate::{Error, Severity};

const BLOBS: &str = "OCI image-spec, image-layout.md, Blobs";
/// So many of the platforms that were not saved are worth naming.
const NAMED: usize = 20;

/// Media types of layers: OCI image-spec, layer.md, and distribution, manifest-v2-2.md. Docker's zstd
/// type is BuildKit's.
const LAYER_TYPES: [&str; 12] = [
    "application/vnd.oci.image.layer.v1.tar",
    "application/vnd.oci.image.layer.v1.tar+gzip",
    "application/vnd.oci.image.layer.v1.tar+zstd",
    "application/vnd.oci.image.layer.nondistributable.v1.tar",
    "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip",
    "application/vnd.oci.image.layer.nondistributable.v1.tar+zstd",
    "application/vnd.docker.image.rootfs.diff.tar",
    "application/vnd.docker.image.rootfs.diff.tar.gzip",
    "application/vnd.docker.image.rootfs.diff.tar.zstd",
    "application/vnd.docker.image.rootfs.foreign.diff.tar",
    "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
    "application/vnd.docker.image.rootfs.foreign.diff.tar.zstd",
];

impl Archive {
    /// A limit of the whole archive was reached.
    pub(super) fn tell_spent(&mut self, error: Error) {
        let help = format!("What comes before is shown. {}", error.help());
        self.problem(Problem::from(error).help(help));
    }

    /// Members whose names are beyond the limits.
    pub(super) fn tell_left_out(&mut self) {
        if let Some((error, count)) = self.members.left_out() {
            let message = match count {
                1 => format!("{error}; the file is left out"),
                count => format!("{error}; {count} such files are left out"),
            };
            let mut problem = Problem::from(error);
            problem.message = message;
            self.problem(problem);
        }
    }

    /// Loaders that read an archive as a stream may take the first of two files of one name, those that
    /// unpack it the last.
    pub(super) fn tell_doubles(&mut self) {
        let hidden = self.members.iter().filter(|(index, member)| {
            member.kind == Kind::File && self.members.named(&member.name) != Some(*index)
        });
        let names: Vec<String> = hidden.map(|(_, member)| member.name.clone()).collect();
        if let Some(first) = names.first() {
            let message = match names.len() {
                1 => "the archive has two files of this name; the last one counts".to_owned(),
                count => {
                    format!("the archive has {count} files whose names occur again; the last ones count")
                }
            };
            let problem = Problem::warning("duplicate-member", message, first.clone())
                .help("Loaders may take another one of them.");
            self.problem(problem);
        }
    }

    /// What loaders check and need not hold here: said, not hidden.
    pub(super) fn check_images(&mut self) {
        let mut found = Vec::new();
        for image in &self.images {
            let (layers, diff_ids) = (image.layers.len(), image.config.diff_ids.len());
            if let Some(fault) = &image.config.fault {
                found.push(
                    Problem::warning("rootfs-missing", fault.to_string(), fault.place())
                        .help("Loaders refuse this image. Its layers are shown all the same."),
                );
            } else if layers != diff_ids {
                found.push(
                    Problem::warning(
                        "layer-count",
                        format!("the image has {layers} layers, but its config lists {diff_ids} diff IDs"),
                        image.config.id.to_string(),
                    )
                    .help("Loaders refuse this image. Its layers are shown in the order of the manifest."),
                );
            }
            let made = image.config.history.iter().filter(|step| !step.empty_layer).count();
            if made != layers && !image.config.history.is_empty() {
                found.push(
                    Problem::info(
                        "history-count",
                        format!("the history tells of {made} layers, the image has {layers}"),
                        image.config.id.to_string(),
                    )
                    .help("Which step made which layer is a guess here. Loaders do not mind."),
                );
            }
        }
        for problem in found {
            self.problem(problem);
        }
    }

    /// Platforms that were not saved are absent by design.
    pub(super) fn tell_not_saved(&mut self, absent: &[Descriptor]) {
        let (attestations, others): (Vec<_>, Vec<_>) =
            absent.iter().partition(|child| child.attests_to().is_some());
        let more = others.len().saturating_sub(NAMED);
        let others: Vec<String> = others
            .iter()
            .take(NAMED)
            .map(|child| {
                child.platform().map_or_else(|| child.digest.short(), |platform| platform.to_string())
            })
            .collect();
        let attestations = match attestations.len() {
            0 => None,
            1 => Some("1 attestation".to_owned()),
            count => Some(format!("{count} attestations")),
        };
        let more = (more > 0).then(|| format!("{more} more"));
        let all: Vec<String> = others.into_iter().chain(more).chain(attestations).collect();
        if all.is_empty() {
            return;
        }
        let message = format!("only listed, not in the archive: {}", all.join(", "));
        self.problem(
            Problem::info("absent", message, INDEX)
                .help("An archive of one platform still lists the others. Nothing is wrong."),
        );
    }

    /// An image that index.json names, and that is not there at all.
    pub(super) fn tell_absent(&mut self, descriptor: &Descriptor) {
        let what = descriptor.name().unwrap_or("a manifest");
        let message = format!("{what} is listed, but not in the archive");
        self.problem(
            Problem::warning("absent", message, descriptor.digest.to_string())
                .help("The archive was made without it."),
        );
    }

    pub(super) fn check_size(&mut self, descriptor: &Descriptor, held: u64, name: &str) {
        if let Some(size) = descriptor.size().filter(|size| *size != held) {
            let message = format!("its descriptor gives {size} bytes, the archive holds {held}");
            self.problem(
                Problem::warning("blob-size", message, name)
                    .help("Loaders refuse it; what is there is shown."),
            );
        }
    }

    /// Of what it can't name a loader may make nothing. Here the first bytes decide.
    pub(super) fn check_media_type(&mut self, layer: &Descriptor, name: &str) {
        let Some(kind) = layer.media_type() else { return };
        let kind = kind.strip_suffix("+encrypted").unwrap_or(kind);
        if !LAYER_TYPES.contains(&kind) {
            let message = format!("the layer is of an unknown media type, {kind}");
            self.problem(
                Problem::warning("media-type", message, name)
                    .help("It is read by what its first bytes say. Loaders may refuse it."),
            );
        }
    }

    pub(super) fn check_blob(&mut self, digest: &Digest, found: &Digest, name: &str) {
        if digest.is_sha256() && found != digest {
            let error = Error::format(format!("the content does not match its digest {digest}"), name, BLOBS);
            let mut problem =
                Problem::from(error).help("It is shown as it is; loaders that check digests refuse it.");
            problem.severity = Severity::Warning;
            problem.code = "digest".into();
            self.problem(problem);
        }
    }
}
