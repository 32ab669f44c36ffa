//! Runs wasm-bindgen: `lamina-bindgen MODULE FOLDER NAME` writes `FOLDER/NAME.js`,
//! `FOLDER/NAME_bg.wasm` and their declarations for the browser (target `web`).
//!
//! The `wasm-bindgen` tool has to be of exactly the crate's version. As a part of this workspace it
//! is: Cargo.lock holds both, and nobody has to install anything.
#![forbid(unsafe_code)]

use std::env;
use std::process::ExitCode;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [module, folder, name] = arguments.as_slice() else {
        eprintln!("usage: lamina-bindgen MODULE FOLDER NAME");
        return ExitCode::from(2);
    };
    let mut bindgen = Bindgen::new();
    let made = bindgen
        .input_path(module)
        .out_name(name)
        .typescript(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .web(true)
        .and_then(|bindgen| bindgen.generate(folder));
    match made {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("wasm-bindgen: {error:#}");
            ExitCode::FAILURE
        }
    }
}
