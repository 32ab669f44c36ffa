//! What a config and a tree tell: each a pure function. Knows nothing of the browser.

mod command;
#[cfg(feature = "scan")]
pub mod dive;
#[cfg(feature = "scan")]
pub mod dockerfile;
pub mod history;
pub mod human;
#[cfg(feature = "scan")]
pub mod ledger;
mod script;
#[cfg(feature = "scan")]
pub mod space;
mod time;
