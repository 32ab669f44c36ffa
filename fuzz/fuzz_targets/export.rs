//! See `export` in targets.
#![no_main]

lamina_fuzz::target!(export, archive, lamina_fuzz::mutate::archive);
