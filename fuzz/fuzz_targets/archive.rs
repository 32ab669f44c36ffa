//! See `archive` in targets.
#![no_main]

lamina_fuzz::target!(archive, archive, lamina_fuzz::mutate::archive);
