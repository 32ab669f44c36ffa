//! Ruby gems: the gemspecs in a folder `specifications`, as RubyGems writes them when it installs.
//!
//! Format: RubyGems' "Specification Reference"; what `Gem::Specification#to_ruby` writes: a line
//! `# stub: name version platform require-paths`, then assignments.

use super::{Kind, Owns, Package, Parsed};

/// `specifications`, or its `default` for what comes with Ruby.
pub(super) fn is_folder(folder: &[u8]) -> bool {
    folder.ends_with(b"/specifications") || folder.ends_with(b"/specifications/default")
}

/// The gem of a gemspec at `path`.
pub(super) fn package(bytes: &[u8], path: &str) -> Parsed {
    let text = String::from_utf8_lossy(bytes);
    let stub = text.lines().take(10).find_map(|line| line.strip_prefix("# stub: "));
    let mut words = stub.unwrap_or_default().split(' ');
    let mut word = || words.next().unwrap_or_default().to_owned();
    let (mut name, mut version, mut platform) = (word(), word(), word());
    let mut license = String::new();
    for line in text.lines() {
        // `s.name = "rake".freeze`
        let Some((target, value)) = line.split_once('=') else { continue };
        let Some((_, attribute)) = target.trim().rsplit_once('.') else { continue };
        let first = || quoted(value).next().unwrap_or_default().to_owned();
        match attribute {
            "name" if name.is_empty() => name = first(),
            "version" if version.is_empty() => version = first(),
            "platform" if platform.is_empty() => platform = first(),
            "license" | "licenses" if license.is_empty() => {
                license = quoted(value).collect::<Vec<_>>().join(" OR ");
            }
            _ => {}
        }
    }
    if name.is_empty() || version.is_empty() {
        return Parsed::wrong("it has no name or no version that could be read");
    }
    let mut package = Package::new(Kind::Ruby, name, version);
    package.license = license;
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let (root, default) = match folder.strip_suffix("/default") {
        Some(folder) => (folder, true),
        None => (folder, false),
    };
    let root = root.strip_suffix("/specifications").unwrap_or(root);
    let mut full = format!("{}-{}", package.name, package.version);
    if !platform.is_empty() && platform != "ruby" {
        full = format!("{full}-{platform}");
        package.architecture = platform;
    }
    // The library of what comes with Ruby is among Ruby's own files.
    package.owns = if default {
        Owns::Itself
    } else {
        let mut folders = vec![format!("{root}/gems/{full}"), path.into()];
        // By platform and version of Ruby's interface.
        if !root.contains('*') {
            folders.push(format!("{root}/extensions/*/*/{full}"));
        }
        Owns::Below(folders)
    };
    vec![package].into()
}

/// The texts in double quotes.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('"').skip(1).step_by(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gemspec() {
        let text = "# -*- encoding: utf-8 -*-\n# stub: rake 13.0.6 ruby lib\n\nGem::Specification.new do |s|\n  \
                    s.name = \"other\".freeze\n  s.licenses = [\"MIT\".freeze, \"Ruby\".freeze]\nend\n";
        let package = package(text.as_bytes(), "/g/specifications/rake-13.0.6.gemspec").packages.remove(0);
        assert_eq!((&*package.name, &*package.version, &*package.license), ("rake", "13.0.6", "MIT OR Ruby"));
        let Owns::Below(folders) = &package.owns else { panic!("{package:?}") };
        assert_eq!(folders[0], "/g/gems/rake-13.0.6");
    }

    #[test]
    fn without_a_stub_and_damaged() {
        let text = b"Gem::Specification.new do |s|\n s.name = \"a\"\n s.version = \"1\"\n s.platform = \"java\"\nend";
        let parsed = package(text, "/g/specifications/default/a-1.gemspec");
        assert_eq!((&*parsed.packages[0].architecture, &parsed.packages[0].owns), ("java", &Owns::Itself));
        assert!(!package(b"\xff", "/x").problem.is_empty());
        assert!(!package(b"s.name = \"a", "/x").problem.is_empty());
    }
}
