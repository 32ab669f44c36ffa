//! The core of Lamina.
