//! What can be told of an image from its config: pure functions, no I/O.

mod command;
pub mod history;
pub mod human;
mod time;
