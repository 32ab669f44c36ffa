//! SPDX 2.3 in JSON.
//!
//! Format: the SPDX specification 2.3 and its schema spdx-schema.json.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::super::inventory::Inventory;
use super::{About, TOOL, VERSION, licenses};

/// The packages of an image as an SPDX document. The same input gives the same bytes.
///
/// A licence that is no expression of identifiers in SPDX's list becomes a `LicenseRef` whose text is what was
/// written down.
pub fn spdx(inventory: &Inventory, about: &About<'_>) -> Value {
    let mut references: BTreeMap<&str, String> = BTreeMap::new();
    let mut packages = vec![json!({
        "SPDXID": "SPDXRef-Image",
        "name": about.name,
        "versionInfo": about.digest,
        "downloadLocation": "NOASSERTION",
        "filesAnalyzed": false,
        "licenseConcluded": "NOASSERTION",
        "licenseDeclared": "NOASSERTION",
        "copyrightText": "NOASSERTION",
        "primaryPackagePurpose": "CONTAINER",
    })];
    let mut relations = vec![relation("SPDXRef-DOCUMENT", "DESCRIBES", "SPDXRef-Image")];
    if let Some(distribution) = &inventory.distribution {
        let release = &distribution.release;
        packages.push(json!({
            "SPDXID": "SPDXRef-Distribution",
            "name": if release.id.is_empty() { "linux" } else { &release.id },
            "versionInfo": release.version_id,
            "downloadLocation": "NOASSERTION",
            "filesAnalyzed": false,
            "licenseConcluded": "NOASSERTION",
            "licenseDeclared": "NOASSERTION",
            "copyrightText": "NOASSERTION",
            "primaryPackagePurpose": "OPERATING_SYSTEM",
        }));
        relations.push(relation("SPDXRef-Image", "CONTAINS", "SPDXRef-Distribution"));
    }
    for (number, package) in inventory.packages.iter().enumerate() {
        let declared = if package.license.is_empty() {
            "NOASSERTION".to_owned()
        } else if let Some(expression) = licenses::expression(&package.license) {
            expression
        } else {
            let next = references.len();
            references.entry(&package.license).or_insert_with(|| format!("LicenseRef-{next}")).clone()
        };
        let name = match &*package.group {
            "" => package.name.clone(),
            group => format!("{group}:{}", package.name),
        };
        let mut one = json!({
            "SPDXID": format!("SPDXRef-Package-{number}"),
            "name": name,
            "versionInfo": package.version,
            "downloadLocation": "NOASSERTION",
            "filesAnalyzed": false,
            "licenseConcluded": "NOASSERTION",
            "licenseDeclared": declared,
            "copyrightText": "NOASSERTION",
            "sourceInfo": format!("layer {} (0 the oldest), {}", package.layer, package.path),
        });
        if let Some(purl) = &package.purl {
            one["externalRefs"] = json!([{
                "referenceCategory": "PACKAGE-MANAGER",
                "referenceType": "purl",
                "referenceLocator": purl,
            }]);
        }
        relations.push(relation("SPDXRef-Image", "CONTAINS", &format!("SPDXRef-Package-{number}")));
        packages.push(one);
    }
    let mut document = json!({
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": about.name,
        "documentNamespace": format!("urn:uuid:{}", about.serial),
        "creationInfo": { "created": about.time, "creators": [format!("Tool: {TOOL}-{VERSION}")] },
        "packages": packages,
        "relationships": relations,
    });
    if !references.is_empty() {
        let list =
            references.iter().map(|(text, id)| json!({ "licenseId": id, "extractedText": text, "name": id }));
        document["hasExtractedLicensingInfos"] = list.collect();
    }
    document
}

fn relation(from: &str, kind: &str, to: &str) -> Value {
    json!({ "spdxElementId": from, "relationshipType": kind, "relatedSpdxElement": to })
}
