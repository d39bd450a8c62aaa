//! Tells Cargo which folders are embedded in the program, so that a change in one of them is a reason to build anew.
//!
//! Generates nothing.

fn main() {
    for folder in ["content", "docs/diagnostics", "themes/default"] {
        println!("cargo::rerun-if-changed={folder}");
    }
}
