//! stub
#![allow(missing_docs)]
pub struct Map {
    pub title: String,
    pub columns: Vec<Column>,
    pub rows: Vec<String>,
    pub nodes: Vec<Node>,
    pub edges: Vec<Edge>,
}
pub struct Column {
    pub title: String,
    pub href: Option<String>,
}
pub struct Node {
    pub title: String,
    pub href: String,
    pub columns: (usize, usize),
    pub row: Option<usize>,
    pub current: bool,
}
pub struct Edge {
    pub from: usize,
    pub to: usize,
    pub lateral: bool,
    pub gate: Option<String>,
}
pub fn svg(_map: &Map, _prefix: &str) -> String {
    String::new()
}
