//! CycloneDX 1.6 in JSON.
//!
//! Format: ECMA-424, and the schema bom-1.6.schema.json of the CycloneDX specification.

use serde_json::{Map, Value, json};

use super::super::inventory::{Installed, Inventory};
use super::{About, TOOL, VERSION, licenses};
use crate::scan::packages::Kind;

/// The packages of an image as a CycloneDX document. The same input gives the same bytes.
///
/// What CycloneDX has no field for is a property: `lamina:layer` (0 the oldest), `lamina:path`, `lamina:size` and
/// `lamina:claimedSize` in bytes, `lamina:kind`.
pub fn cyclonedx(inventory: &Inventory, about: &About<'_>) -> Value {
    let mut components = Vec::new();
    if let Some(distribution) = &inventory.distribution {
        let release = &distribution.release;
        let mut system = Map::new();
        system.insert("type".into(), "operating-system".into());
        system.insert("bom-ref".into(), "distribution".into());
        system
            .insert("name".into(), if release.id.is_empty() { "linux".into() } else { (*release.id).into() });
        if !release.version_id.is_empty() {
            system.insert("version".into(), (*release.version_id).into());
        }
        if !release.pretty.is_empty() {
            system.insert("description".into(), (*release.pretty).into());
        }
        if let Some(support) = &distribution.support {
            system.insert("properties".into(), json!([property("lamina:supportEnds", &support.ends)]));
        }
        components.push(Value::Object(system));
    }
    components.extend(inventory.packages.iter().enumerate().map(|(number, one)| component(number, one)));
    let mut image = json!({ "type": "container", "bom-ref": "image", "name": about.name });
    if !about.digest.is_empty() {
        image["version"] = about.digest.into();
    }
    json!({
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": format!("urn:uuid:{}", about.serial),
        "version": 1,
        "metadata": {
            "timestamp": about.time,
            "tools": { "components": [{ "type": "application", "name": TOOL, "version": VERSION }] },
            "component": image,
        },
        "components": components,
    })
}

fn component(number: usize, package: &Installed) -> Value {
    let mut component = Map::new();
    let mut put = |name: &str, value: Value| _ = component.insert(name.into(), value);
    // An operating system's package may be a program; CycloneDX says library where it is not known.
    let is_application = package.kind == Kind::Npm && package.within.is_none() && package.files.len() == 1;
    put("type", if is_application { "application" } else { "library" }.into());
    put("bom-ref", format!("package-{number}").into());
    if !package.group.is_empty() {
        put("group", (*package.group).into());
    }
    put("name", (*package.name).into());
    put("version", (*package.version).into());
    if !package.license.is_empty() {
        let license = match licenses::identifier(&package.license) {
            Some(identifier) => json!({ "license": { "id": identifier } }),
            None => json!({ "license": { "name": package.license } }),
        };
        put("licenses", json!([license]));
    }
    if let Some(purl) = &package.purl {
        put("purl", (**purl).into());
    }
    let mut properties = vec![
        property(
            "lamina:kind",
            &serde_json::to_value(package.kind).unwrap_or_default().as_str().unwrap_or_default(),
        ),
        property("lamina:layer", &package.layer),
        property("lamina:path", &package.path),
    ];
    properties.extend(package.size.map(|size| property("lamina:size", &size)));
    properties.extend(package.claimed.map(|size| property("lamina:claimedSize", &size)));
    put("properties", properties.into());
    Value::Object(component)
}

fn property(name: &str, value: &dyn ToString) -> Value {
    json!({ "name": name, "value": value.to_string() })
}
