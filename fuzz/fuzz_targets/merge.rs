//! See `merge` in targets.
#![no_main]

lamina_fuzz::target!(merge);
