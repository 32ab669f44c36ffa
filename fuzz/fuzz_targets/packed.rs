//! See `packed` in targets.
#![no_main]

lamina_fuzz::target!(packed);
