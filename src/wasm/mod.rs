//! The only module that knows the browser: what JavaScript calls, made of what the core offers.
//! `www/src/worker/core.d.ts` says what each call takes and gives; change both together.

mod blob;
mod convert;
mod file;
mod plan;
mod reader;
mod session;

use wasm_bindgen::prelude::wasm_bindgen;

/// Panics say where they happened, on the console.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}
