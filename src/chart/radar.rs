//! stub
/// stub
pub fn svg(_title: &str, _spokes: &[crate::page::view::Spoke], _prefix: &str) -> Option<String> {
    None
}
