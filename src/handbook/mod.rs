//! The handbook as one graph: every entity indexed, every role's expectations worked out.
//!
//! [`Graph::of`] is a pure function of the facts of all files (the reduce step between two maps). The handbook answers
//! questions and reports nothing: the rules of `check` report what is wrong with the answers.

pub mod difference;
pub mod history;
pub mod titles;

mod anchors;
mod audience;
mod copies;
pub mod derived;
mod entities;
mod expectations;
mod facts;
mod graph;
mod grids;
mod ladders;
mod links;
mod moves;
mod names;
mod order;
mod used_by;
mod uses;

#[cfg(test)]
pub(crate) mod sample;

pub use anchors::{Anchors, Cell, CellAt, anchor};
pub use copies::copies;
pub use difference::RoleDifference;
pub use entities::Entities;
pub use expectations::{Expectation, Resolved, ResolvedNeed, Why};
pub use facts::{Copies, EntityTexts, Facts, FileFacts, GraphInput, gather};
pub use graph::Graph;
pub use links::{Resolution, join, proses, statements};
pub use moves::{Move, MoveOrigin};
pub use used_by::UsedBy;
pub use uses::{NamedBy, Use, nearest_id, references};

use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::Arc;

use crate::content::strings::Strings;
use crate::content::{Config, Data, Entity, Fact, Kind, PUBLIC, Term, ThemeFiles};
use crate::parse::files::Doubt;

/// The place of an entity in [`GraphInput::facts`]. Indices mean nothing in another handbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntityId(u32);

impl EntityId {
    /// The place in lists that have an element for every entity.
    fn at(self) -> usize {
        self.0 as usize
    }
}

/// A file under `content/` that is copied to the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// Its bytes.
    pub bytes: Arc<[u8]>,
    /// Width and height in pixels, for images whose format is known.
    pub size: Option<(usize, usize)>,
    /// Why it was hardly meant for readers. It is published only where a link names it.
    pub doubt: Option<Doubt>,
}

/// Everything the handbook says: the entities with their texts, and the graph between them.
#[derive(Debug)]
pub struct Handbook {
    /// The settings.
    pub config: Arc<Config>,
    /// Assets by path below `content/`.
    pub assets: Arc<BTreeMap<String, Asset>>,
    /// How the entities refer to each other. The same graph stands for every handbook of equal facts.
    pub graph: Arc<Graph>,
    /// The interface texts of its language.
    pub strings: Arc<Strings>,
    /// When its files last changed.
    pub last_changes: Arc<history::LastChanges>,
    texts: EntityTexts,
}

/// What the command line may change about a handbook.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HandbookOptions {
    /// Whether drafts are shown.
    pub drafts: bool,
    /// Where the site will stand, instead of `base_url` in `handbook.yaml`: an http(s) address or a path that
    /// begins with `/`.
    pub base_url: Option<String>,
    /// For whom.
    pub audience: Audience,
    /// When the files last changed, which the caller reads from the repository if the handbook asks for it.
    pub last_changes: Arc<history::LastChanges>,
    /// Where the theme's files stand.
    pub theme_files: ThemeFiles,
}

/// Whose edition is made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Audience {
    /// Everything, whatever its audience.
    #[default]
    All,
    /// What the named audience may read.
    Named(String),
}

impl Audience {
    /// Everybody.
    pub fn public() -> Self {
        Self::Named(PUBLIC.into())
    }

    /// Whether it is the one called `name`.
    pub fn is(&self, name: &str) -> bool {
        matches!(self, Self::Named(known) if known == name)
    }
}

/// A handbook answers what its graph answers.
impl Deref for Handbook {
    type Target = Graph;

    fn deref(&self) -> &Graph {
        &self.graph
    }
}

impl Handbook {
    /// The handbook of a graph and the texts that were gathered with its input, or with one that is equal.
    pub fn of(graph: Arc<Graph>, texts: EntityTexts, strings: Arc<Strings>) -> Self {
        let GraphInput { config, assets, .. } = graph.input();
        let last_changes = Arc::default();
        Self { config: config.clone(), assets: assets.clone(), graph, strings, last_changes, texts }
    }

    /// What readers call a kind, as a heading or in a list.
    pub fn term(&self, kind: Kind) -> Term {
        self.strings.term(kind)
    }

    /// All entities, by kind and id.
    pub fn all(&self) -> impl ExactSizeIterator<Item = (EntityId, &Arc<Entity>)> {
        self.texts.0.iter().enumerate().map(|(at, (entity, _))| (EntityId(at as u32), entity))
    }

    /// The entities of one kind, by id.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = (EntityId, &Arc<Entity>)> {
        self.ids(kind).map(|index| (index, self.get(index)))
    }

    /// The entity at `index`.
    pub fn get(&self, index: EntityId) -> &Arc<Entity> {
        &self.texts.0[index.at()].0
    }

    /// The facts of a role and its level, each with the entity that states it, those of the level first. A fact of the
    /// role replaces the one of its level with the same label.
    pub fn facts_of(&self, role: EntityId) -> Vec<(&Entity, &Fact)> {
        let role_entity = self.get(role);
        let own = role_entity.as_role().map(|role| role.facts.as_slice()).unwrap_or_default();
        let level = self.level_of(role).map(|level| self.get(level));
        let of_level = level.into_iter().flat_map(|level| match &level.data {
            Data::Level(data) => data.facts.iter().map(|fact| (&**level, fact)).collect(),
            _ => Vec::new(),
        });
        let is_replaced = |fact: &Fact| own.iter().any(|known| known.label.value == fact.label.value);
        let kept = of_level.filter(|(_, fact)| !is_replaced(fact));
        kept.chain(own.iter().map(|fact| (&**role_entity, fact))).collect()
    }

    /// The length of all texts of an entity in bytes.
    pub fn text_size(&self, index: EntityId) -> usize {
        self.texts.0[index.at()].1
    }
}
