//! Licences by the identifiers of SPDX's list.
//!
//! Source: the SPDX licence list, of which the identifiers that packages use most are here: what is not known
//! stays the text it is, which is always valid.

/// Identifiers that are known, sorted.
const KNOWN: [&str; 62] = [
    "0BSD",
    "AFL-2.1",
    "AGPL-3.0-only",
    "AGPL-3.0-or-later",
    "Apache-2.0",
    "Artistic-1.0",
    "Artistic-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSD-4-Clause",
    "BSL-1.0",
    "BlueOak-1.0.0",
    "CC-BY-3.0",
    "CC-BY-4.0",
    "CC-BY-SA-4.0",
    "CC0-1.0",
    "CDDL-1.0",
    "CDDL-1.1",
    "EPL-1.0",
    "EPL-2.0",
    "GPL-1.0-only",
    "GPL-1.0-or-later",
    "GPL-2.0",
    "GPL-2.0-only",
    "GPL-2.0-or-later",
    "GPL-3.0",
    "GPL-3.0-only",
    "GPL-3.0-or-later",
    "HPND",
    "ICU",
    "ISC",
    "LGPL-2.0-only",
    "LGPL-2.0-or-later",
    "LGPL-2.1",
    "LGPL-2.1-only",
    "LGPL-2.1-or-later",
    "LGPL-3.0-only",
    "LGPL-3.0-or-later",
    "MIT",
    "MIT-0",
    "MPL-1.1",
    "MPL-2.0",
    "MirOS",
    "NCSA",
    "OFL-1.1",
    "OLDAP-2.8",
    "OpenSSL",
    "PHP-3.01",
    "PSF-2.0",
    "PostgreSQL",
    "Python-2.0",
    "Ruby",
    "Sleepycat",
    "TCL",
    "Unicode-3.0",
    "Unicode-DFS-2016",
    "Unlicense",
    "Vim",
    "WTFPL",
    "X11",
    "ZPL-2.1",
    "Zlib",
];

/// The text, if it is one identifier.
pub(super) fn identifier(text: &str) -> Option<&str> {
    KNOWN.binary_search(&text).is_ok().then_some(text)
}

/// The text, if it is identifiers joined by `AND` and `OR`, with or without brackets.
pub(super) fn expression(text: &str) -> Option<String> {
    if text.len() > 1_000 {
        return None;
    }
    let spaced = text.replace('(', " ( ").replace(')', " ) ");
    // Whether the next word must be a licence, and how many brackets are open.
    let (mut wanted, mut open) = (true, 0_u32);
    for word in spaced.split_ascii_whitespace() {
        match word {
            "(" if wanted => open += 1,
            ")" if !wanted => open = open.checked_sub(1)?,
            "AND" | "OR" if !wanted => wanted = true,
            name if wanted => {
                identifier(name)?;
                wanted = false;
            }
            _ => return None,
        }
    }
    (!wanted && open == 0).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_of_known_identifiers() {
        assert!(KNOWN.is_sorted());
        for text in ["MIT", "MIT OR Apache-2.0", "(MIT OR ISC) AND Zlib"] {
            assert_eq!(expression(text).as_deref(), Some(text));
        }
        for text in ["", "mit", "MIT OR", "MIT ISC", "(MIT", "MIT)", "GPL-2+", "AND"] {
            assert_eq!(expression(text), None, "{text}");
        }
        assert_eq!(identifier("MIT OR ISC"), None);
    }
}
