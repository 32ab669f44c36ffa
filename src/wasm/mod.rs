//! The only module that knows the browser: what JavaScript calls, made of what the core offers.
//! `www/src/worker/core.d.ts` says what each call takes and gives, for what the feature `scan` adds
//! `www/src/analysis/core.d.ts`; change both sides together.

#[cfg(feature = "scan")]
mod accounting;
#[cfg(feature = "scan")]
mod analysis;
mod blob;
#[cfg(feature = "scan")]
mod comparison;
mod convert;
#[cfg(feature = "scan")]
mod digests;
mod entries;
mod file;
#[cfg(feature = "scan")]
mod inventory;
mod plan;
mod reader;
#[cfg(feature = "scan")]
mod scanner;
mod session;

use wasm_bindgen::prelude::wasm_bindgen;

/// Panics say where they happened, on the console.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}
