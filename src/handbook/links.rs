//! Where names lead: wiki links, relative file links, `assesses:`; and the way back.
//!
//! Answers what a link means without reporting; `check::links` turns bad answers into diagnostics and `page`
//! turns good ones into addresses.

use std::collections::HashMap;

use rayon::prelude::*;

use crate::content::{Data, Entity, Id, Kind, Prose, Reference, Statement, Target, slug};
use crate::parse::id;

use super::entities::Entities;
use super::order::Order;
use super::{EntityId, Handbook};

/// What a link leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolution {
    /// An entity's page.
    Entity(EntityId),
    /// The list of a kind.
    List(Kind),
    /// A file that is copied to the site, by its path below `content/`.
    Asset(String),
    /// A page that is named by its address, from the site's root: `roles/index.html`.
    Address(String),
    /// The page the link stands on.
    Here,
    /// Several entities answer to the name.
    Ambiguous(Vec<EntityId>),
    /// A draft that was left out.
    Draft(String),
    /// Something that a broken file was meant to define.
    Incomplete,
    /// Something for another audience than that of the edition.
    Hidden,
    /// Nothing.
    Nothing,
}

/// A link as linking reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkFact {
    target: Target,
    /// The path of the file that it names, from the project's root; kept because every handbook of the file asks for it.
    file: Option<String>,
}

impl LinkFact {
    /// A link that is written in the file `path`.
    pub fn of(target: &Target, path: &str) -> Self {
        Self { target: target.clone(), file: file_of(target, path) }
    }
}

impl Entities {
    /// Where `target`, written in an entity of the file `path`, leads.
    pub fn follow(&self, target: &Target, path: &str) -> Resolution {
        self.follow_to(target, file_of(target, path).as_deref())
    }

    /// Where `target` leads, which names `file`.
    fn follow_to(&self, target: &Target, file: Option<&str>) -> Resolution {
        match (target, file) {
            (Target::Entity { kind, id, .. }, _) => self.follow_name(*kind, id),
            (Target::File { path, .. }, _) if path.is_empty() => Resolution::Here,
            (Target::File { .. }, None) => Resolution::Nothing,
            (Target::File { path, fragment, .. }, Some(file)) => match self.follow_file(file, fragment.as_deref()) {
                // `[words](staff-engineer)` names an id, an alias or a title.
                Resolution::Nothing if !path.contains(['/', '.']) => self.follow_name(None, path),
                // `compare/` is a folder that rungs makes. Whether it does is known when the site is planned.
                Resolution::Nothing if path.ends_with('/') => {
                    let folder = file.strip_prefix(CONTENT).unwrap_or_default();
                    Resolution::Address(format!("{folder}/index.html"))
                }
                found => found,
            },
        }
    }

    /// Where a wiki link's name leads: an id first, then an alias, a title or the end of a page's id.
    pub fn follow_name(&self, kind: Option<Kind>, name: &str) -> Resolution {
        let id = id::normal(name);
        let kinds = Kind::ALL.into_iter().filter(|any| kind.is_none_or(|kind| kind == *any));
        let mut found: Vec<EntityId> = kinds.filter_map(|kind| self.find(kind, &id)).collect();
        found.sort_unstable();
        if found.is_empty() {
            let aliases = self.aliases(name).iter().copied();
            found = aliases.filter(|index| kind.is_none_or(|kind| self.fact(*index).kind() == kind)).collect();
        }
        match found[..] {
            [only] => Resolution::Entity(only),
            [] => self.follow_missing(kind, &id),
            _ => Resolution::Ambiguous(found),
        }
    }

    fn follow_missing(&self, kind: Option<Kind>, id: &Id) -> Resolution {
        let kinds = || Kind::ALL.into_iter().filter(|any| kind.is_none_or(|kind| kind == *any));
        let draft = kinds().find_map(|kind| self.draft(kind, id)).or_else(|| {
            let named = self.drafts().filter(|draft| kinds().any(|kind| kind == draft.kind()) && answers_to(draft, id));
            named.min_by_key(|draft| (draft.kind(), &draft.id))
        });
        if let Some(draft) = draft {
            return Resolution::Draft(draft.title.clone());
        }
        let names = |one: &Entity| kinds().any(|kind| kind == one.kind()) && (one.id == *id || answers_to(one, id));
        if self.hidden().any(names) {
            return Resolution::Hidden;
        }
        if kinds().any(|kind| self.is_incomplete(kind, id)) || self.input().incomplete.names.contains(&slug(id)) {
            Resolution::Incomplete
        } else {
            Resolution::Nothing
        }
    }

    /// Where the path of a file leads, which begins with `content/`.
    fn follow_file(&self, full: &str, fragment: Option<&str>) -> Resolution {
        let entities = self.of_path(full);
        if !entities.is_empty() {
            let named = fragment.and_then(|name| entities.iter().find(|index| *self.fact(**index).id == *name));
            return match (entities, named) {
                (_, Some(named)) => Resolution::Entity(*named),
                ([only], None) => Resolution::Entity(*only),
                ([first, ..], None) => Resolution::List(self.fact(*first).kind()),
                ([], None) => Resolution::Nothing,
            };
        }
        let path = full.strip_prefix(CONTENT).unwrap_or_default();
        if self.input().assets.contains_key(path) {
            return Resolution::Asset(path.to_owned());
        }
        let folder = path.trim_end_matches('/');
        if let Some(kind) = Kind::from_folder(folder) {
            let is_hidden = self.ids(kind).len() == 0 && self.hidden().any(|hidden| hidden.kind() == kind);
            return if is_hidden { Resolution::Hidden } else { Resolution::List(kind) };
        }
        if let Some(index) = self.find(Kind::Page, &format!("{folder}/index")) {
            return Resolution::Entity(index);
        }
        if folder.is_empty() {
            return Resolution::Address("index.html".into());
        }
        if self.hidden().any(|hidden| path.strip_suffix(".html") == Some(&address_of(hidden))) {
            return Resolution::Hidden;
        }
        if let Some(found) = self.follow_address(path) {
            return found;
        }
        match self.follow_lost_file(path) {
            Resolution::Nothing if GENERATED.iter().any(|end| path.ends_with(end)) => Resolution::Address(path.into()),
            Resolution::Nothing if self.has_pages_below(folder) => Resolution::Address(format!("{folder}/index.html")),
            found => found,
        }
    }

    /// What is read at an address of the site, with or without its ending: `roles/lead.html`, `guides/start`.
    fn follow_address(&self, path: &str) -> Option<Resolution> {
        let ends = [".html", ".md"].into_iter().find_map(|end| path.strip_suffix(end));
        let stem = ends.unwrap_or(path);
        let (folder, name) = stem.rsplit_once('/').unwrap_or(("", stem));
        if name == "index" && ends.is_some() {
            if let Some(page) = self.find(Kind::Page, stem) {
                return Some(Resolution::Entity(page));
            }
            return Kind::from_folder(folder).map(Resolution::List);
        }
        let of_kind = Kind::from_folder(folder).and_then(|kind| self.find(kind, name));
        of_kind.or_else(|| self.find(Kind::Page, stem)).map(Resolution::Entity)
    }

    /// Whether any page stands in a folder, so that the folder has a page.
    fn has_pages_below(&self, folder: &str) -> bool {
        self.ids(Kind::Page)
            .any(|page| self.fact(page).id.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')))
    }

    /// A file that defines nothing: perhaps it is broken or holds a draft.
    fn follow_lost_file(&self, path: &str) -> Resolution {
        use crate::parse::{FileKind, file_kind};
        let full = format!("content/{path}");
        if self.input().incomplete.hidden_files.contains(path) || self.hidden().any(|hidden| *hidden.path == *full) {
            return Resolution::Hidden;
        }
        match file_kind(&full) {
            Some(FileKind::Entity(kind, id)) => self.follow_missing(Some(kind), &id),
            _ => Resolution::Nothing,
        }
    }

    /// The skill or responsibility that an interview round names: `id` or `kind:id`. The error lists what could
    /// be meant.
    pub fn assessed(&self, name: &str) -> Result<EntityId, Vec<EntityId>> {
        let kinds = match name.split_once(':') {
            Some((kind, _)) => Kind::from_name(kind).into_iter().collect(),
            None => vec![Kind::Skill, Kind::Responsibility],
        };
        let id = id::normal(name.split_once(':').map_or(name, |(_, id)| id));
        let found: Vec<EntityId> = kinds.into_iter().filter_map(|kind| self.find(kind, &id)).collect();
        if let [only] = found[..] { Ok(only) } else { Err(found) }
    }

    /// The number of a step on a skill's scale, from 0.
    pub fn step_number(&self, skill: EntityId, step: &Reference) -> Option<usize> {
        let scale = self.scale_of(self.skill(skill)?)?;
        scale.steps.iter().position(|known| known.id.value == step.value)
    }
}

/// Endings of files that rungs makes. Whether one is made is known when the site is planned.
const GENERATED: [&str; 11] =
    [".html", ".md", ".json", ".txt", ".xml", ".css", ".js", ".csv", ".svg", ".xlsx", ".jsonld"];

/// Every text of an entity that may hold links.
pub fn proses(entity: &Entity) -> Vec<&Prose> {
    let mut all: Vec<&Prose> = vec![&entity.body];
    all.extend(&entity.summary);
    match &entity.data {
        Data::Family(_) | Data::Resource(_) | Data::Page => {}
        Data::Track(track) => all.extend(&track.primary_focus),
        Data::Level(level) => {
            all.extend([&level.scope, &level.autonomy, &level.impact].into_iter().flatten());
            all.extend(level.facts.iter().map(|fact| &fact.text));
        }
        Data::Role(role) => {
            all.extend(role.leads_to.iter().filter_map(|next| next.note.as_ref()));
            all.extend(role.facts.iter().map(|fact| &fact.text));
            for subject in &role.responsibilities {
                all.extend(subject.summary.iter().chain(&subject.examples));
            }
            for need in &role.skills {
                all.extend(need.note.iter().chain(&need.summary).chain(&need.examples));
            }
        }
        Data::Skill(_) | Data::Responsibility(_) => {
            let resources = entity.as_topic().map(|topic| topic.resources.as_slice()).unwrap_or_default();
            all.extend(resources.iter().filter_map(|resource| resource.note.as_ref()));
        }
        Data::Roadmap(roadmap) => {
            for stage in &roadmap.stages {
                all.extend(&stage.outcome);
                all.extend(&stage.evidence);
                all.extend(stage.resources.iter().filter_map(|resource| resource.note.as_ref()));
            }
        }
        Data::Interview(interview) => {
            for round in &interview.rounds {
                all.extend(&round.summary);
                all.extend(round.rubric.iter().map(|(_, meaning)| meaning));
                for question in &round.questions {
                    all.push(&question.ask);
                    all.extend(question.looks_for.iter().chain(&question.follow_ups));
                }
            }
        }
    }
    for statement in statements(entity) {
        all.push(&statement.text);
        all.extend(&statement.points);
        all.extend(&statement.examples);
    }
    all
}

/// The address of an entity's page from the site's root, without `.html`.
fn address_of(entity: &Entity) -> String {
    let folder = entity.kind().folder();
    if folder.is_empty() { entity.id.to_string() } else { format!("{folder}/{}", entity.id) }
}

/// Whether a name that is not its id leads to an entity.
fn answers_to(entity: &Entity, name: &str) -> bool {
    let short = entity.id.rsplit('/').next().filter(|_| entity.id.contains('/'));
    let names = entity.aliases.iter().map(|alias| alias.value.as_str()).chain([entity.title.as_str()]).chain(short);
    names.into_iter().any(|known| slug(known) == slug(name))
}

/// Every statement that was written in an entity.
pub fn statements(entity: &Entity) -> impl Iterator<Item = &Statement> {
    let role = entity.as_role();
    let own = role.into_iter().flat_map(|role| role.responsibilities.iter().flat_map(|subject| &subject.statements));
    let under_skills = role.into_iter().flat_map(|role| role.skills.iter().flat_map(|need| &need.statements));
    let grids = entity.as_topic().into_iter().flat_map(|topic| topic.grids.iter().flat_map(|grid| &grid.cells));
    let steps = entity.as_skill().into_iter().flat_map(|skill| &skill.steps);
    own.chain(under_skills).chain(grids.chain(steps).flat_map(|cell| &cell.statements)).map(|statement| &**statement)
}

impl Handbook {
    /// The anchor of a heading on an entity's page that a link names: the anchor itself, or the one that GitHub would give
    /// the heading.
    pub fn heading_anchor<'a>(&'a self, index: EntityId, fragment: &'a str) -> &'a str {
        let headings = &self.get(index).body.headings;
        if headings.iter().any(|heading| heading.id == fragment) {
            return fragment;
        }
        let mut seen: HashMap<String, usize> = HashMap::new();
        for heading in headings {
            let base = github_anchor(&heading.text);
            let count = seen.entry(base.clone()).or_default();
            let anchor = if *count == 0 { base } else { format!("{base}-{count}") };
            *count += 1;
            if anchor == fragment {
                return &heading.id;
            }
        }
        fragment
    }

    /// The entity whose text a file holds, if it holds one only.
    pub fn only_entity_of(&self, path: &str) -> Option<EntityId> {
        if let [only] = self.of_path(path) { Some(*only) } else { None }
    }
}

/// The anchor that GitHub gives a heading: lower case, without punctuation, with a hyphen for every space.
fn github_anchor(words: &str) -> String {
    let kept = words.trim().chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.flat_map(char::to_lowercase).map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// Follows every link of every entity. By the number of the entity, in the order of its links.
pub fn follow_all(entities: &Entities) -> Vec<Vec<Resolution>> {
    let all = entities.facts().par_iter();
    let follow = |link: &LinkFact| entities.follow_to(&link.target, link.file.as_deref());
    all.map(|one| one.links.iter().map(follow).collect()).collect()
}

/// For every entity the entities whose texts link to it, in reading order, each once.
pub fn backlinks(followed: &[Vec<Resolution>], order: &Order) -> Vec<Vec<EntityId>> {
    let mut backlinks: Vec<Vec<EntityId>> = vec![Vec::new(); followed.len()];
    for from in Kind::ALL.into_iter().flat_map(|kind| order.sorted(kind)).copied() {
        for resolution in &followed[from.at()] {
            let Resolution::Entity(to) = resolution else { continue };
            let list = &mut backlinks[to.at()];
            if *to != from && list.last() != Some(&from) {
                list.push(from);
            }
        }
    }
    backlinks
}

/// The path below `content/` that `link` names in the file `path`; `None` if it leaves `content/`.
pub fn join(path: &str, link: &str) -> Option<String> {
    let full = join_full(path, link)?;
    Some(full.strip_prefix(CONTENT).unwrap_or_default().to_owned())
}

const CONTENT: &str = "content/";

/// The file that `target`, written in the file `path`, names, as [`join_full`] writes it.
fn file_of(target: &Target, path: &str) -> Option<String> {
    match target {
        Target::File { path: link, .. } if !link.is_empty() => join_full(path, link),
        _ => None,
    }
}

/// As [`join`], with `content/` before it; `content` for the folder itself.
fn join_full(path: &str, link: &str) -> Option<String> {
    path.strip_prefix(CONTENT)?;
    let top = CONTENT.len() - 1;
    let folder = if link.starts_with('/') { &path[..top] } else { path.rsplit_once('/')?.0 };
    let mut full = String::with_capacity(folder.len() + 1 + link.len());
    full.push_str(folder);
    for part in link.split('/') {
        match part {
            "" | "." => {}
            ".." if full.len() == top => return None,
            ".." => full.truncate(full.rfind('/')?),
            part => {
                full.push('/');
                full.push_str(part);
            }
        }
    }
    match full.strip_prefix(CONTENT) {
        Some(inside) if !inside.is_ascii() || inside.trim() != inside => {
            Some(format!("{CONTENT}{}", id::normal(inside)))
        }
        _ => Some(full),
    }
}

#[cfg(test)]
mod tests {
    use super::join;

    #[test]
    fn relative_paths_stay_in_the_content() {
        let from = "content/guides/start/a.md";
        for (link, expected) in [
            ("b.md", Some("guides/start/b.md")),
            ("./b.md", Some("guides/start/b.md")),
            ("../../roles/x.md", Some("roles/x.md")),
            ("/roles/x.md", Some("roles/x.md")),
            ("../../../x.md", None),
            ("..", Some("guides")),
            ("../..", Some("")),
            ("../../..", None),
            ("..//./ b.md ", Some("guides/ b.md")),
            ("cafe\u{301}.md", Some("guides/start/caf\u{e9}.md")),
        ] {
            assert_eq!(join(from, link).as_deref(), expected, "{link}");
        }
    }
}
