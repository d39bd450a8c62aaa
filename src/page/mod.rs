//! Pages as values.
pub mod view;
