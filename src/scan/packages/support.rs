//! When distributions end to be supported.
//!
//! The dates are facts that the distributions publish on the page named with each of them. They were compiled from
//! the collection at <https://endoflife.date> as of [`COMPILED`], whose rows for Debian and Ubuntu agree with the
//! package distro-info-data of Debian 12 but for a few days. What is not in the table is unknown here.

use serde::{Deserialize, Serialize};

use super::Release;

/// The day as of which the table was compiled.
pub const COMPILED: &str = "2026-08-22";

/// Until when a distribution is supported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Support {
    /// The last day of general support: `2026-06-10`.
    pub ends: String,
    /// The last day of longer support by others, or for money; empty if there is none, or none is known.
    pub extended: String,
    /// Where the distribution says so.
    pub source: String,
    /// As of which day that is: of the table, or empty where the image itself says so.
    pub compiled: String,
}

impl Support {
    /// What the distribution's own file says, else the table; `None` if neither does.
    pub fn of(release: &Release) -> Option<Self> {
        if !release.support_end.is_empty() {
            return Some(Self {
                ends: release.support_end.clone(),
                extended: String::new(),
                source: "SUPPORT_END in os-release".into(),
                compiled: String::new(),
            });
        }
        let (_, source, rows) = TABLE.iter().find(|(id, ..)| *id == release.id)?;
        let stream = release.id == "centos" && release.name.contains("Stream");
        let (source, rows) = if stream { (&STREAM.0, &STREAM.1) } else { (source, rows) };
        // `12` is also for `12.5`, `3.18` for `3.18.4`.
        let holds = |version: &str| {
            let rest = release.version_id.strip_prefix(version);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        let (_, ends, extended) = rows.iter().find(|(version, ..)| holds(version))?;
        Some(Self {
            ends: (*ends).into(),
            extended: (*extended).into(),
            source: (*source).into(),
            compiled: COMPILED.into(),
        })
    }
}

/// Version, end of general support, end of longer support.
type Row = (&'static str, &'static str, &'static str);

/// Of each `ID`: where it says so, and its versions.
const TABLE: [(&str, &str, &[Row]); 12] = [
    (
        "alpine",
        "https://alpinelinux.org/releases/",
        &[
            ("3.8", "2020-05-01", ""),
            ("3.9", "2020-11-01", ""),
            ("3.10", "2021-05-01", ""),
            ("3.11", "2021-11-01", ""),
            ("3.12", "2022-05-01", ""),
            ("3.13", "2022-11-01", ""),
            ("3.14", "2023-05-01", ""),
            ("3.15", "2023-11-01", ""),
            ("3.16", "2024-05-23", ""),
            ("3.17", "2024-11-22", ""),
            ("3.18", "2025-05-09", ""),
            ("3.19", "2025-11-01", ""),
            ("3.20", "2026-04-01", ""),
            ("3.21", "2026-11-01", ""),
            ("3.22", "2027-05-01", ""),
            ("3.23", "2027-11-01", ""),
            ("3.24", "2028-06-01", ""),
        ],
    ),
    (
        "debian",
        "https://wiki.debian.org/LTS",
        &[
            ("8", "2018-06-17", "2020-06-30"),
            ("9", "2020-07-18", "2022-07-01"),
            ("10", "2022-09-10", "2024-06-30"),
            ("11", "2024-08-14", "2026-08-31"),
            ("12", "2026-07-11", "2028-06-30"),
            ("13", "2028-08-09", "2030-06-30"),
        ],
    ),
    (
        "ubuntu",
        "https://wiki.ubuntu.com/Releases",
        &[
            ("14.04", "2019-04-02", "2024-04-02"),
            ("14.10", "2015-07-23", ""),
            ("15.04", "2016-02-04", ""),
            ("15.10", "2016-07-28", ""),
            ("16.04", "2021-04-02", "2026-04-02"),
            ("16.10", "2017-07-20", ""),
            ("17.04", "2018-01-13", ""),
            ("17.10", "2018-07-19", ""),
            ("18.04", "2023-05-31", "2028-04-01"),
            ("18.10", "2019-07-18", ""),
            ("19.04", "2020-01-23", ""),
            ("19.10", "2020-07-06", ""),
            ("20.04", "2025-05-31", "2030-04-02"),
            ("20.10", "2021-07-22", ""),
            ("21.04", "2022-01-20", ""),
            ("21.10", "2022-07-14", ""),
            ("22.04", "2027-04-01", "2032-04-09"),
            ("22.10", "2023-07-20", ""),
            ("23.04", "2024-01-20", ""),
            ("23.10", "2024-07-12", ""),
            ("24.04", "2029-05-31", "2036-05-31"),
            ("24.10", "2025-07-10", ""),
            ("25.04", "2026-01-17", ""),
            ("25.10", "2026-07-01", ""),
            ("26.04", "2031-04-30", "2036-04-30"),
        ],
    ),
    (
        "fedora",
        "https://docs.fedoraproject.org/en-US/releases/lifecycle/",
        &[
            ("30", "2020-05-26", ""),
            ("31", "2020-11-24", ""),
            ("32", "2021-05-25", ""),
            ("33", "2021-11-30", ""),
            ("34", "2022-06-07", ""),
            ("35", "2022-12-13", ""),
            ("36", "2023-05-16", ""),
            ("37", "2023-12-05", ""),
            ("38", "2024-05-21", ""),
            ("39", "2024-11-26", ""),
            ("40", "2025-05-13", ""),
            ("41", "2025-12-15", ""),
            ("42", "2026-05-27", ""),
            ("43", "2026-12-09", ""),
            ("44", "2027-06-02", ""),
        ],
    ),
    (
        "rhel",
        "https://access.redhat.com/support/policy/updates/errata",
        &[
            ("6", "2020-11-30", "2024-06-30"),
            ("7", "2024-06-30", "2029-05-31"),
            ("8", "2029-05-31", "2033-05-31"),
            ("9", "2032-05-31", "2036-05-31"),
            ("10", "2035-05-31", "2039-05-31"),
        ],
    ),
    (
        "rocky",
        "https://wiki.rockylinux.org/rocky/version/",
        &[("8", "2029-05-31", ""), ("9", "2032-05-31", ""), ("10", "2035-05-31", "")],
    ),
    (
        "almalinux",
        "https://wiki.almalinux.org/release-notes/",
        &[("8", "2029-05-31", ""), ("9", "2032-05-31", ""), ("10", "2035-05-31", "")],
    ),
    (
        "centos",
        "https://wiki.centos.org/About/Product",
        &[("6", "2020-11-30", ""), ("7", "2024-06-30", ""), ("8", "2021-12-31", "")],
    ),
    (
        "opensuse-leap",
        "https://en.opensuse.org/Lifetime",
        &[
            ("15.0", "2019-12-03", ""),
            ("15.1", "2021-02-02", ""),
            ("15.2", "2022-01-04", ""),
            ("15.3", "2022-12-31", ""),
            ("15.4", "2023-12-07", ""),
            ("15.5", "2024-12-31", ""),
            ("15.6", "2026-04-30", ""),
            ("16.0", "2027-10-31", ""),
        ],
    ),
    (
        "sles",
        "https://www.suse.com/lifecycle",
        &[
            ("12.0", "2016-06-30", "2019-07-01"),
            ("12.1", "2017-05-31", "2020-05-31"),
            ("12.2", "2018-03-31", "2021-03-31"),
            ("12.3", "2019-06-30", "2022-06-30"),
            ("12.4", "2020-06-30", "2023-06-30"),
            ("12.5", "2024-10-31", "2027-10-31"),
            ("15.0", "2019-12-31", "2022-12-31"),
            ("15.1", "2021-01-31", "2024-01-31"),
            ("15.2", "2021-12-31", "2024-12-31"),
            ("15.3", "2022-12-31", "2025-12-31"),
            ("15.4", "2023-12-31", "2026-12-31"),
            ("15.5", "2024-12-31", "2027-12-31"),
            ("15.6", "2025-12-31", "2028-12-31"),
            ("15.7", "2031-07-31", "2034-07-31"),
            ("16.0", "2027-11-30", "2030-11-30"),
        ],
    ),
    (
        "amzn",
        "https://docs.aws.amazon.com/AL2/latest/relnotes/relnotes-al2.html",
        &[("2", "2026-06-30", ""), ("2023", "2029-06-30", "")],
    ),
    (
        "ol",
        "https://www.oracle.com/a/ocom/docs/elsp-lifetime-069338.pdf",
        &[
            ("6", "2021-03-31", "2024-12-31"),
            ("7", "2024-12-31", "2028-06-30"),
            ("8", "2029-07-31", "2032-07-31"),
            ("9", "2032-06-30", "2035-06-30"),
        ],
    ),
];

/// CentOS Stream, which has the `ID` of CentOS.
const STREAM: (&str, &[Row]) = (
    "https://centos.org/stream9/",
    &[("8", "2024-05-31", ""), ("9", "2027-05-31", ""), ("10", "2030-05-31", "")],
);

#[cfg(test)]
mod tests {
    use super::*;

    fn of(id: &str, version: &str, name: &str) -> Option<String> {
        let release =
            Release { id: id.into(), version_id: version.into(), name: name.into(), ..Release::default() };
        Support::of(&release).map(|support| support.ends)
    }

    #[test]
    fn versions_are_found_by_their_beginning() {
        assert_eq!(of("alpine", "3.12.0", "").as_deref(), Some("2022-05-01"));
        assert_eq!(of("alpine", "3.120", ""), None);
        assert_eq!(of("debian", "12", "").as_deref(), Some("2026-07-11"));
        assert_eq!(of("centos", "8", "CentOS Linux").as_deref(), Some("2021-12-31"));
        assert_eq!(of("centos", "8", "CentOS Stream").as_deref(), Some("2024-05-31"));
        assert_eq!(of("debian", "", ""), None);
        assert_eq!(of("nobody", "1", ""), None);
        let told = Release { support_end: "2030-01-01".into(), ..Release::default() };
        assert_eq!(Support::of(&told).unwrap().ends, "2030-01-01");
    }

    #[test]
    fn every_row_is_a_day() {
        for (_, source, rows) in TABLE.iter().copied().chain([("", STREAM.0, STREAM.1)]) {
            assert!(source.starts_with("https://"));
            for (version, ends, extended) in rows {
                for day in [ends, extended] {
                    let parts: Vec<_> = day.split('-').map(str::len).collect();
                    assert!(parts == [4, 2, 2] || day.is_empty(), "{version}: {day}");
                }
                assert!(!ends.is_empty());
                assert!(extended.is_empty() || extended > ends, "{version}");
            }
        }
    }
}
