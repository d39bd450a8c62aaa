//! Reads each file alone.
pub mod markdown;
pub mod text;
