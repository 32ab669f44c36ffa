//! Writes an archive anew: edits become a plan with exact sizes, the plan a rope of slices of the
//! opened file, and what was written is opened again and compared.

mod check;
mod edits;
mod index;
mod manifest;
mod plan;
mod rope;

pub use check::check;
pub use edits::{Edits, Prune};
pub use plan::{Plan, PlannedImage};
pub use rope::{Part, Rope, RopeSource};
