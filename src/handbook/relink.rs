//! What an edit leaves as it is: whether the files of a handbook differ from those of the one before only inside of
//! entities that stay in their place.
//!
//! This is the common case of a save, and the reason why it costs no more in a large handbook than in a small one.
//! What follows from the edit is not known here (see `links` and `structure`).

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::content::{Entity, Status};
use crate::parse::Parsed;

use super::{Asset, EntityId, Handbook, Options};

/// An entity that is written differently, at its place in both handbooks.
pub struct Edited {
    /// Its place.
    pub index: EntityId,
    /// The entity as it is now.
    pub entity: Arc<Entity>,
}

/// The entities of `files` that are not those of `previous`; `None` if more than that may differ.
///
/// Settings, names and ghosts are made of these, in the order of files: the settings and the lost parts of each
/// file, the drafts, and of the other entities kind, id and file. All of it is the same in a file that is the same
/// object, and is compared here in the others; drafts and new settings are left to those who link from the beginning.
/// The place of an entity among all depends on kind, id and file too, and on its span only among entities that have
/// the same three; of these only the first is found by its id, so that they do not pass as edited.
pub fn edited(
    previous: &Handbook,
    files: &[Arc<Option<Parsed>>],
    assets: &Arc<BTreeMap<String, Asset>>,
    options: &Options,
) -> Option<Vec<Edited>> {
    let same_assets = Arc::ptr_eq(&previous.assets, assets) || previous.assets.keys().eq(assets.keys());
    if previous.options != *options || previous.files.len() != files.len() || !same_assets {
        return None;
    }
    let mut edited = Vec::new();
    for (old, new) in previous.files.iter().zip(files).filter(|(old, new)| !Arc::ptr_eq(old, new)) {
        let (Some(old), Some(new)) = (&**old, &**new) else { return None };
        let same_file = old.path == new.path && old.ghosts == new.ghosts && old.unread == new.unread;
        let has_settings = old.config.is_some() || new.config.is_some();
        if !same_file || has_settings || old.entities.len() != new.entities.len() {
            return None;
        }
        for (old, new) in old.entities.iter().zip(&new.entities) {
            let same_place = (old.kind(), &old.id, &old.path) == (new.kind(), &new.id, &new.path);
            let index = previous.find(old.kind(), &old.id).filter(|_| same_place)?;
            let is_draft = old.status == Status::Draft || new.status == Status::Draft;
            if is_draft || !Arc::ptr_eq(previous.get(index), old) {
                return None;
            }
            edited.push(Edited { index, entity: new.clone() });
        }
    }
    Some(edited)
}
