//! Values across the boundary. Only small things go this way; layers cross as bytes.

use js_sys::Function;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

use crate::{Error, Failure, Limits};

/// What JavaScript catches: a plain object with `code`, `message`, `where` and `help`.
pub struct Thrown(JsValue);

impl From<Error> for Thrown {
    fn from(error: Error) -> Self {
        Self(to_js(&Failure::from(&error)).unwrap_or_else(|thrown| thrown.0))
    }
}

impl From<Thrown> for JsValue {
    fn from(thrown: Thrown) -> Self {
        thrown.0
    }
}

/// A value that cannot cross is a fault of ours, on either side of the boundary.
fn internal(error: serde_wasm_bindgen::Error) -> Thrown {
    Thrown(error.into())
}

/// `None` becomes null, maps become objects, byte arrays `Uint8Array`.
pub(super) fn to_js(value: &impl Serialize) -> Result<JsValue, Thrown> {
    let serializer = Serializer::new().serialize_missing_as_null(true).serialize_maps_as_objects(true);
    value.serialize(&serializer).map_err(internal)
}

pub(super) fn from_js<T: DeserializeOwned>(value: JsValue) -> Result<T, Thrown> {
    let wrong = |error| Error::usage(format!("an argument is not of the form that it should have: {error}"));
    Ok(serde_wasm_bindgen::from_value(value).map_err(wrong)?)
}

pub(super) fn limits(value: JsValue) -> Result<Limits, Thrown> {
    if value.is_undefined() || value.is_null() { Ok(Limits::default()) } else { from_js(value) }
}

/// Tells JavaScript how far reading is, once every so many bytes: a call costs more than a header.
pub(super) fn progress(callback: Function) -> impl FnMut(u64) {
    const EVERY: u64 = 1 << 20;
    let mut told = 0;
    move |bytes| {
        if bytes >= told + EVERY {
            told = bytes;
            // A failing callback is not a reason to stop reading.
            let _ = callback.call1(&JsValue::NULL, &JsValue::from_f64(bytes as f64));
        }
    }
}
