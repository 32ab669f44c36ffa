//! See `codec` in targets.
#![no_main]

lamina_fuzz::target!(codec);
