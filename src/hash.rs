//! Hash tables that hash faster than those of the standard library, for what every link, field and word asks.

use std::collections::HashMap;

/// How they hash.
pub use foldhash::fast::RandomState as FastState;

/// A map that hashes so.
pub type FastMap<K, V> = HashMap<K, V, FastState>;
