//! What the names of a layer's entries say (OCI image-spec, layer.md, "Whiteouts").

/// The start of a whiteout's name.
const PREFIX: &[u8] = b".wh.";
/// The name of an opaque mark.
const OPAQUE: &[u8] = b".wh..wh..opq";

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Meaning<'a> {
    /// An ordinary entry.
    Plain,
    /// The sibling of this name is gone.
    Whiteout(&'a [u8]),
    /// Everything below the parent is gone.
    Opaque,
    /// aufs kept its own notes at the root: they are no part of the filesystem.
    Leftover,
    /// Begins with `.wh.` and means nothing.
    Invalid,
}

pub(super) fn meaning<'a>(names: &[&'a [u8]]) -> Meaning<'a> {
    let Some((last, above)) = names.split_last() else { return Meaning::Plain };
    let reserved = above.iter().position(|name| is_reserved(name));
    if reserved == Some(0) && names[0].starts_with(b".wh..wh.") {
        return Meaning::Leftover;
    }
    if reserved.is_some() {
        return Meaning::Invalid;
    }
    match last.strip_prefix(PREFIX) {
        None => Meaning::Plain,
        Some(_) if *last == OPAQUE => Meaning::Opaque,
        Some(rest) if is_reserved(rest) => {
            if above.is_empty() {
                Meaning::Leftover
            } else {
                Meaning::Invalid
            }
        }
        Some(b"" | b"." | b"..") => Meaning::Invalid,
        Some(rest) => Meaning::Whiteout(rest),
    }
}

/// Whether no file of a container may be called so.
pub(crate) fn is_reserved(name: &[u8]) -> bool {
    name.starts_with(PREFIX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whiteouts_and_what_looks_like_them() {
        let of = |path: &'static str| meaning(&path.split('/').map(str::as_bytes).collect::<Vec<_>>());
        assert_eq!(of("a/b"), Meaning::Plain);
        assert_eq!(of("a/.wh.b"), Meaning::Whiteout(b"b"));
        assert_eq!(of(".wh.b"), Meaning::Whiteout(b"b"));
        assert_eq!(of("a/.wh..hidden"), Meaning::Whiteout(b".hidden"));
        assert_eq!(of("a/.wh..wh..opq"), Meaning::Opaque);
        assert_eq!(of(".wh..wh..opq"), Meaning::Opaque);
        assert_eq!(of("a/.wh."), Meaning::Invalid);
        assert_eq!(of("a/.wh.."), Meaning::Invalid);
        assert_eq!(of("a/.wh..."), Meaning::Invalid);
        assert_eq!(of(".wh..wh.aufs"), Meaning::Leftover);
        assert_eq!(of(".wh..wh.plnk/1.2"), Meaning::Leftover);
        assert_eq!(of("a/.wh..wh.aufs"), Meaning::Invalid);
        assert_eq!(of(".wh.a/x"), Meaning::Invalid);
        assert_eq!(of(".wh"), Meaning::Plain);
        assert_eq!(of("a/.WH.b"), Meaning::Plain);
    }
}
