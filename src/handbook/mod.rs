//! The graph.
pub mod difference;
