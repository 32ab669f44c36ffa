//! See `tar` in targets.
#![no_main]

lamina_fuzz::target!(tar, tar, lamina_fuzz::mutate::tar);
