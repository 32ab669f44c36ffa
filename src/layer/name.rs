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
    /// Begins with `.wh.` and means nothing.
    Invalid,
}

/// What the last name says. Loaders look at no other.
pub(super) fn meaning<'a>(names: &[&'a [u8]]) -> Meaning<'a> {
    let Some(last) = names.last() else { return Meaning::Plain };
    match last.strip_prefix(PREFIX) {
        None => Meaning::Plain,
        Some(_) if *last == OPAQUE => Meaning::Opaque,
        Some(b"" | b"." | b"..") => Meaning::Invalid,
        Some(rest) => Meaning::Whiteout(rest),
    }
}

/// Why a path can be none of a container.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Odd {
    /// aufs kept its own notes at the root.
    Leftover,
    /// A directory, or what a whiteout takes away, has a name that begins with `.wh.`.
    Reserved,
}

pub(super) fn odd(names: &[&[u8]]) -> Option<Odd> {
    let (last, above) = names.split_last()?;
    let doubled = |name: &[u8]| name.strip_prefix(PREFIX).is_some_and(is_reserved) && name != OPAQUE;
    if above.first().is_some_and(|name| doubled(name)) || (above.is_empty() && doubled(last)) {
        return Some(Odd::Leftover);
    }
    (doubled(last) || above.iter().any(|name| is_reserved(name))).then_some(Odd::Reserved)
}

/// Whether no file of a container may be called so.
pub(crate) fn is_reserved(name: &[u8]) -> bool {
    name.starts_with(PREFIX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(path: &'static str) -> Vec<&'static [u8]> {
        path.split('/').map(str::as_bytes).collect()
    }

    #[test]
    fn whiteouts_and_what_looks_like_them() {
        let of = |path: &'static str| meaning(&names(path));
        assert_eq!(of("a/b"), Meaning::Plain);
        assert_eq!(of("a/.wh.b"), Meaning::Whiteout(b"b"));
        assert_eq!(of(".wh.b"), Meaning::Whiteout(b"b"));
        assert_eq!(of("a/.wh..hidden"), Meaning::Whiteout(b".hidden"));
        assert_eq!(of("a/.wh..wh..opq"), Meaning::Opaque);
        assert_eq!(of(".wh..wh..opq"), Meaning::Opaque);
        assert_eq!(of("a/.wh."), Meaning::Invalid);
        assert_eq!(of("a/.wh.."), Meaning::Invalid);
        assert_eq!(of("a/.wh..."), Meaning::Invalid);
        assert_eq!(of(".wh..wh.aufs"), Meaning::Whiteout(b".wh.aufs"));
        assert_eq!(of(".wh..wh.plnk/1.2"), Meaning::Plain);
        assert_eq!(of(".wh.a/x"), Meaning::Plain);
        assert_eq!(of(".wh"), Meaning::Plain);
        assert_eq!(of("a/.WH.b"), Meaning::Plain);
    }

    #[test]
    fn what_no_container_has() {
        let of = |path: &'static str| odd(&names(path));
        assert_eq!(of(".wh..wh.aufs"), Some(Odd::Leftover));
        assert_eq!(of(".wh..wh.plnk"), Some(Odd::Leftover));
        assert_eq!(of(".wh..wh.plnk/1.2"), Some(Odd::Leftover));
        assert_eq!(of("a/.wh..wh.aufs"), Some(Odd::Reserved));
        assert_eq!(of(".wh.a/x"), Some(Odd::Reserved));
        assert_eq!(of("a/.wh.b/x"), Some(Odd::Reserved));
        assert_eq!(of("a/.wh.b/.wh.x"), Some(Odd::Reserved));
        for plain in [".wh.a", "a/.wh.b", ".wh..wh..opq", "a/.wh..wh..opq", "a", "a/.wh."] {
            assert_eq!(of(plain), None, "{plain}");
        }
    }
}
