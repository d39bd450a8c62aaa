//! What a new id changes: the edits of every file, and another name for the entity's own file.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::compile::Compiled;
use crate::content::{Entity, Kind, Target};
use crate::diagnostic::Edit;
use crate::handbook::{EntityId, NamedBy, Resolution, proses};
use crate::parse::{HANDBOOK, id};
use crate::source::{Place, Source, Span};

use super::destination::{LinkOutcome, RenamedNames};

/// What a new id changes.
pub struct RenamePlan {
    /// The entity.
    pub index: EntityId,
    /// Its new id.
    pub new: String,
    /// The edits of each file, with what each does.
    pub edits: BTreeMap<Arc<str>, Vec<(Edit, String)>>,
    /// The old and the new path of the entity's file, if its name is the id.
    pub moved: Option<(String, String)>,
    /// Places that could not be changed.
    pub left: Vec<Place>,
}

impl RenamePlan {
    /// The plan for the entity at `index` to be called `new`.
    pub fn of(compiled: &Compiled, index: EntityId, new: &str) -> Self {
        let entity = compiled.handbook.get(index);
        let mut plan = Self { index, new: new.into(), edits: BTreeMap::new(), moved: None, left: Vec::new() };
        plan.own(compiled, entity, new);
        let moved = plan.moved.clone();
        let moved = moved.as_ref().map(|(from, to)| (from.as_str(), to.as_str()));
        let names = RenamedNames { entity, new, moved };
        for one in compiled.uses(index) {
            match &one.way {
                NamedBy::Link(target) => plan.link(compiled, &names, target, &one.place),
                NamedBy::Field(_) => plan.field(compiled, &names, &one.place),
            }
        }
        if moved.is_some() {
            plan.own_links(compiled, &names);
        }
        plan
    }

    fn add(&mut self, path: &Arc<str>, edit: Edit, what: String) {
        let edits = self.edits.entry(path.clone()).or_default();
        if !edits.iter().any(|(known, _)| known.span == edit.span) {
            edits.push((edit, what));
        }
    }

    /// A field that names the entity.
    fn field(&mut self, compiled: &Compiled, names: &RenamedNames, place: &Place) {
        let Some((text, span)) = text_at(compiled, place) else { return };
        let old = &*names.entity.id;
        match text[span.range()].rfind(old) {
            Some(at) => {
                let start = span.start as usize + at;
                self.add(&place.path, edit(start, old.len(), names.new), renamed(names));
            }
            None => self.left.push(place.clone()),
        }
    }

    /// A link to the entity, or one in its file that is renamed.
    fn link(&mut self, compiled: &Compiled, names: &RenamedNames, target: &Target, place: &Place) {
        let Some((text, span)) = text_at(compiled, place) else { return };
        // Paths in settings and templates begin at `content/`.
        let path = if place.path.starts_with("content/") { &*place.path } else { HANDBOOK };
        match names.link(&text[span.range()], target, path) {
            LinkOutcome::Stays => {}
            LinkOutcome::Becomes(range, replacement) => {
                let start = span.start as usize + range.start;
                self.add(&place.path, edit(start, range.len(), &replacement), renamed(names));
            }
            LinkOutcome::Unclear => {
                let defined =
                    definitions(text).filter_map(|range| match names.link(&text[range.clone()], target, path) {
                        LinkOutcome::Becomes(within, new) => {
                            Some((range.start + within.start..range.start + within.end, new))
                        }
                        _ => None,
                    });
                let defined: Vec<(Range<usize>, String)> = defined.collect();
                if defined.is_empty() {
                    self.left.push(place.clone());
                }
                for (range, replacement) in defined {
                    self.add(&place.path, edit(range.start, range.len(), &replacement), renamed(names));
                }
            }
        }
    }

    /// The links and images of the renamed file, whose relative paths begin in another folder then.
    fn own_links(&mut self, compiled: &Compiled, names: &RenamedNames) {
        let path = &names.entity.path;
        // A name without folder and ending may be an id or a title.
        let is_path = |target: &Target| match target {
            Target::File { path, .. } => {
                path.contains(['/', '.']) || compiled.handbook.follow_name(None, path) == Resolution::Nothing
            }
            Target::Entity { .. } => false,
        };
        for prose in proses(names.entity) {
            for link in prose.links.iter().filter(|link| is_path(&link.target)) {
                self.link(compiled, names, &link.target, &Place::at(path, link.span));
            }
            for image in prose.images.iter().filter(|image| !image.is_elsewhere()) {
                let target = Target::File { path: image.path.clone(), query: None, fragment: image.fragment.clone() };
                self.link(compiled, names, &target, &Place::at(path, image.span));
            }
        }
    }

    /// The id where the entity is defined, and its old address.
    fn own(&mut self, compiled: &Compiled, entity: &Entity, new: &str) {
        let Some(text) = compiled.sources.get(&entity.path).and_then(|source| source.as_text()) else { return };
        let old = &*entity.id;
        let written = &text[entity.span.range()];
        let (folder, name) = entity.path.rsplit_once('/').unwrap_or(("", &entity.path));
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
        let is_level_of_settings = &*entity.path == HANDBOOK;
        let field = find_field(text, entity, "id");
        let is_title =
            find_field(text, entity, "title").is_some_and(|title| title.contains(&(entity.span.start as usize)));
        if let Some(range) = field.clone().filter(|range| text[range.clone()].contains(old)) {
            let at = range.start + text[range].find(old).unwrap_or_default();
            self.add(&entity.path, edit(at, old.len(), new), "its `id`".into());
        } else if written.trim_matches(['"', '\'']) == old && entity.title != written && !is_title {
            // The key of a collection.
            let at = entity.span.start as usize + written.find(old).unwrap_or_default();
            self.add(&entity.path, edit(at, old.len(), new), "its id".into());
        } else if entity.kind() == Kind::Page {
            self.moved = Some((entity.path.to_string(), format!("content/{new}.{extension}")));
        } else if id::normal(stem) == entity.id {
            self.moved = Some((entity.path.to_string(), format!("{folder}/{new}.{extension}")));
        } else {
            // Its key is written with escapes.
            self.left.push(Place::at(&entity.path, entity.span));
        }
        if !is_level_of_settings {
            self.keep_address(text, entity);
        }
    }

    /// The old id in `redirect_from`, so that the old address leads to the new one.
    fn keep_address(&mut self, text: &str, entity: &Entity) {
        let old = &*entity.id;
        let (path, what) = (&entity.path, "the old address leads to the new one".to_owned());
        let line_of = |at: usize| text[..at].rfind('\n').map_or(0, |end| end + 1);
        if let Some(first) = entity.redirect_from.first() {
            let at = first.span.start as usize;
            let lead = &text[line_of(at)..at];
            let edit = if lead.trim() == "-" {
                edit(at, 0, &format!("{old}\n{lead}"))
            } else if lead.contains('[') {
                edit(at, 0, &format!("{old}, "))
            } else {
                edit(at, first.span.end as usize - at, &format!("[{old}, {}]", &text[first.span.range()]))
            };
            return self.add(path, edit, what);
        }
        let Some(title) = find_field(text, entity, "title") else {
            // The title is a heading, so there may be no front matter yet.
            let start = text.len() - text.trim_start_matches('\u{feff}').len();
            let edit = match text[start..].strip_prefix("---") {
                Some(rest) => {
                    let at = start + 3 + rest.find('\n').map_or(0, |end| end + 1);
                    edit(at, 0, &format!("redirect_from: {old}\n"))
                }
                None => edit(start, 0, &format!("---\nredirect_from: {old}\n---\n")),
            };
            return self.add(path, edit, what);
        };
        let line = line_of(title.start);
        let lead = &text[line..title.start];
        let fields = lead.trim_start_matches([' ', '-']);
        let edit = if fields.starts_with("title:") {
            let end = title.end + text[title.end..].find('\n').unwrap_or(text.len() - title.end);
            edit(end, 0, &format!("\n{}redirect_from: {old}", " ".repeat(lead.len() - fields.len())))
        } else {
            let key = lead.rfind("title").map_or(title.start, |at| line + at);
            edit(key, 0, &format!("redirect_from: {old}, "))
        };
        self.add(path, edit, what);
    }
}

fn edit(at: usize, length: usize, replacement: &str) -> Edit {
    Edit { span: Span::new(at, at + length), replacement: replacement.to_owned() }
}

/// Where the value of a field of the entity stands, as a parser finds it.
fn find_field(text: &str, entity: &Entity, field: &str) -> Option<Range<usize>> {
    let source = Source::text(&entity.path, text);
    crate::parse::field_place(&source, entity.kind(), &entity.id, field).map(Span::range)
}

fn text_at<'c>(compiled: &'c Compiled, place: &Place) -> Option<(&'c str, Span)> {
    let text: &str = compiled.sources.get(&place.path)?.as_text()?;
    Some((text, place.span?))
}

fn renamed(names: &RenamedNames) -> String {
    format!("`{}` is now `{}`", names.entity.id, names.new)
}

/// Where the addresses of reference links stand: `[label]: address`.
fn definitions(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        let begin = start;
        start += line.len();
        let inside = line.trim_start().strip_prefix('[')?;
        let address = inside[inside.find("]:")? + 2..].trim_start();
        let begin = begin + line.len() - address.len();
        let length = address.find(char::is_whitespace).unwrap_or(address.len());
        Some(begin..begin + length)
    })
}
