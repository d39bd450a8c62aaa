//! stub
pub mod map;
pub mod radar;
