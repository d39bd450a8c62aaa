//! `changes/roles/ID.js`: what released versions changed for a role, as the self-assessment reads it.
//!
//! A script that calls back, because pages opened from a disk can load a script and no data.

use serde_json::{Value, json};

use crate::handbook::history::{EffectChange, NeedChange, RoleEffect, StatementKind, VersionStatement};
use crate::handbook::{EntityId, Handbook};
use crate::page::cards::{PageBuilder, PageFormat};
use crate::page::urls;
use crate::page::{Plan, anchor};

/// The script. Versions are newest first, and an expectation has the id of its anchor, as on the page. A reordered
/// statement is left out, because it asks the same.
pub fn role_changes(handbook: &Handbook, plan: &Plan, role: EntityId) -> String {
    let id = &handbook.get(role).id;
    let url = urls::role_changes(id);
    let root = urls::root(&url);
    let builder = PageBuilder { handbook, plan, url: &url, root, here: String::new(), format: PageFormat::Html };
    let concerning = handbook.releases().iter().filter_map(|release| Some((release, release.difference.role(id)?)));
    let versions: Vec<Value> = concerning
        .map(|(release, effect)| {
            json!({
                "version": release.version,
                "date": release.date,
                "changes": changes(effect),
                "needs": effect.needs.iter().map(|need| need_change(&builder, need)).collect::<Vec<_>>(),
            })
        })
        .collect();
    format!("// What released versions changed for this role.\nrungs.roleChanges({});\n", Value::from(versions))
}

fn changes(effect: &RoleEffect) -> Vec<Value> {
    let asks = |change: &&EffectChange| change.kind != StatementKind::Reordered;
    let said = |said: &Option<VersionStatement>| {
        said.as_ref().map(|said| json!({"id": anchor(&said.id).trim_start_matches("s-"), "text": said.text}))
    };
    let change = |one: &EffectChange| json!({"kind": one.kind, "old": said(&one.old), "new": said(&one.new), "wording": one.wording});
    effect.changes.iter().filter(asks).map(change).collect()
}

fn need_change(builder: &PageBuilder, need: &NeedChange) -> Value {
    let view = builder.need_change(need);
    json!({"kind": view.kind, "title": view.title, "old": view.old, "new": view.new})
}
