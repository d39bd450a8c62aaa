//! The handbook as one graph: every entity indexed, every role's expectations worked out.
//!
//! Made anew from the parsed files after each change (the reduce step between two maps); what provably cannot have
//! changed is taken over from the handbook before. It answers questions and reports nothing: what is wrong with the
//! answers is said by `check`.

pub mod difference;

mod anchors;
mod compare;
mod expectations;
mod links;
mod moves;
mod names;
mod order;
mod relink;
mod structure;

#[cfg(test)]
mod sample;

pub use anchors::{Anchors, Cell, CellAt, anchor};
pub use compare::RoleDifference;
pub use expectations::{Expectation, Need, Resolved, Why};
pub use links::{Mention, Resolution, proses, statements};
pub use moves::{Move, Origin};

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, OnceLock};

use crate::content::{Config, Entity, Id, Kind, Role, Scale, Skill, Status, Topic, Track};
use crate::parse::{Ghost, Parsed, Unread};

use links::Followed;
use names::{Aliases, Names};
use relink::Edited;
use structure::Structure;

/// An entity's place in [`Handbook::entities`]. Indices mean nothing in another handbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntityId(u32);

/// A file under `content/` that is copied to the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// Its bytes.
    pub bytes: Arc<[u8]>,
    /// Width and height in pixels, for images whose format is known.
    pub size: Option<(usize, usize)>,
}

/// Everything the handbook says, linked.
#[derive(Debug)]
pub struct Handbook {
    /// The settings.
    pub config: Arc<Config>,
    /// Assets by path below `content/`.
    pub assets: Arc<BTreeMap<String, Asset>>,
    /// What it was linked from, in the order of paths; `None` stands for a file that holds nothing to parse.
    files: Vec<Arc<Option<Parsed>>>,
    options: Options,
    entities: Vec<Arc<Entity>>,
    /// One value exactly as long as every kind, id and file is the same.
    names: Arc<Names>,
    aliases: Arc<Aliases>,
    ghosts: Arc<Ghosts>,
    structure: Arc<Structure>,
    /// Where the links of each entity's texts lead, by index.
    followed: Vec<Arc<Followed>>,
    mentions: Arc<HashMap<EntityId, Vec<Mention>>>,
    /// The anchors of each entity's page, by index, made when somebody asks.
    anchors: Vec<OnceLock<Anchors>>,
}

/// What the command line may change about a handbook.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// Whether drafts are shown.
    pub drafts: bool,
    /// Where the site will stand, instead of `base_url` in `handbook.yaml`: an http(s) address or a path that
    /// begins with `/`.
    pub base_url: Option<String>,
}

/// Who refers to an entity in its fields.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Users {
    /// Roles: of a family, track or level; that need a skill; that have statements under a responsibility.
    pub roles: Vec<EntityId>,
    /// Tracks of a family.
    pub tracks: Vec<EntityId>,
    /// Roadmaps from or to a role, or that train a skill or responsibility.
    pub roadmaps: Vec<EntityId>,
    /// Interview kits for a role, or that look at a skill or responsibility.
    pub interviews: Vec<EntityId>,
}

/// What broken, draft or missing files would have defined.
#[derive(Debug, Default, PartialEq)]
struct Ghosts {
    ids: HashSet<(Kind, Id)>,
    kinds: HashSet<Kind>,
    parts: HashSet<(Kind, Id)>,
    /// The texts of files that could not be read in full, by path.
    texts: Vec<(Arc<str>, Arc<str>)>,
    /// Whether the text of some file is not even known.
    unknown_text: bool,
    drafts: HashMap<(Kind, Id), Arc<Entity>>,
    config: bool,
}

impl Handbook {
    /// Links the parsed files, which are in the order of their paths.
    ///
    /// With `previous`, a handbook linked before, what cannot have changed is taken over. Each part is a function of
    /// certain inputs, which are compared by value or are the very same object:
    ///
    /// - settings, names and ghosts, if the files differ in nothing that these are made of ([`relink::edited`]);
    /// - where the links of an entity lead, if the entity is the same and every name still means the same
    ///   ([`links::follow_all`]);
    /// - the [`Structure`], if settings and entities are equal but for their texts ([`structure::is_same`]);
    /// - the mentions, if no link leads elsewhere and the reading order is the same ([`links::mentions`]).
    pub fn link(
        files: Vec<Arc<Option<Parsed>>>,
        assets: Arc<BTreeMap<String, Asset>>,
        options: &Options,
        previous: Option<&Self>,
    ) -> Self {
        let edited = previous.and_then(|previous| relink::edited(previous, &files, &assets, options));
        let mut handbook = match (previous, edited) {
            (Some(previous), Some(edited)) => previous.with(edited, files, assets),
            _ => Self::gathered(files, assets, options),
        };
        let (followed, structure) = rayon::join(
            || links::follow_all(&handbook, previous),
            || match previous {
                Some(previous) if structure::is_same(previous, &handbook) => Some(previous.structure.clone()),
                _ => None,
            },
        );
        handbook.followed = followed;
        match structure {
            Some(structure) => handbook.structure = structure,
            None => structure::build(&mut handbook, previous),
        }
        handbook.mentions = links::mentions(&handbook, previous);
        handbook
    }

    /// The first half of [`Handbook::link`]: entities and their names.
    fn gathered(files: Vec<Arc<Option<Parsed>>>, assets: Arc<BTreeMap<String, Asset>>, options: &Options) -> Self {
        let Gathered { config, ghosts, entities } =
            gather(files.iter().filter_map(|file| Option::as_ref(file)), options);
        Self {
            config,
            assets,
            files,
            options: options.clone(),
            names: Arc::new(Names::of(&entities)),
            aliases: Arc::default(),
            anchors: entities.iter().map(|_| OnceLock::new()).collect(),
            entities,
            ghosts: Arc::new(ghosts),
            structure: Arc::default(),
            followed: Vec::new(),
            mentions: Arc::default(),
        }
    }

    /// The same for files that differ from those of this handbook by these edits only.
    fn with(&self, edited: Vec<Edited>, files: Vec<Arc<Option<Parsed>>>, assets: Arc<BTreeMap<String, Asset>>) -> Self {
        let mut entities = self.entities.clone();
        let keeps_aliases = edited.iter().all(|edit| links::has_same_aliases(self.get(edit.index), &edit.entity));
        for Edited { index, entity } in edited {
            entities[index.0 as usize] = entity;
        }
        Self {
            config: self.config.clone(),
            assets,
            files,
            options: self.options.clone(),
            names: self.names.clone(),
            aliases: if keeps_aliases { self.aliases.clone() } else { Arc::default() },
            anchors: entities.iter().map(|_| OnceLock::new()).collect(),
            entities,
            ghosts: self.ghosts.clone(),
            structure: Arc::default(),
            followed: Vec::new(),
            mentions: Arc::default(),
        }
    }

    /// The entities that are not those of `previous`, if both handbooks have the same kinds, ids and files at the same
    /// places and this is known without comparing them.
    pub fn edited_since(&self, previous: &Self) -> Option<Vec<EntityId>> {
        Arc::ptr_eq(&self.names, &previous.names).then(|| {
            let pairs = self.all().zip(&previous.entities);
            pairs.filter(|((_, new), old)| !Arc::ptr_eq(new, old)).map(|((index, _), _)| index).collect()
        })
    }

    /// Whether order, membership and expectations are those of `other`, known without comparing them.
    pub fn has_structure_of(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.structure, &other.structure)
    }

    /// All entities, by kind and id.
    pub fn all(&self) -> impl ExactSizeIterator<Item = (EntityId, &Arc<Entity>)> {
        self.entities.iter().enumerate().map(|(at, entity)| (EntityId(at as u32), entity))
    }

    /// The entities of one kind, by id.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = (EntityId, &Arc<Entity>)> {
        let start = self.entities.partition_point(|entity| entity.kind() < kind);
        let end = self.entities.partition_point(|entity| entity.kind() <= kind);
        (start..end).map(|at| (EntityId(at as u32), &self.entities[at]))
    }

    /// The entity at `index`.
    pub fn get(&self, index: EntityId) -> &Arc<Entity> {
        &self.entities[index.0 as usize]
    }

    /// The role at `index` with its own fields.
    pub fn role(&self, index: EntityId) -> Option<&Role> {
        self.get(index).as_role()
    }

    /// The entity of a kind with an id.
    pub fn find(&self, kind: Kind, id: &str) -> Option<EntityId> {
        self.names.id(kind, id)
    }

    /// Whether `id` may have been meant for something that a broken file or a draft defines.
    pub fn is_ghost(&self, kind: Kind, id: &Id) -> bool {
        let ends_so = |page: &str| page.rsplit_once('/').is_some_and(|(_, last)| *last == **id);
        self.ghosts.kinds.contains(&kind)
            || self.ghosts.ids.contains(&(kind, id.clone()))
            // A page answers to the last part of its id, too.
            || (kind == Kind::Page && self.ghosts.ids.iter().any(|(kind, page)| *kind == Kind::Page && ends_so(page)))
            || self.ghosts.drafts.contains_key(&(kind, id.clone()))
    }

    /// Whether something that could not be read, in another file than `path`, may name `id`, so that nobody can say
    /// that nothing does.
    pub fn may_be_named(&self, id: &str, path: &str) -> bool {
        self.ghosts.unknown_text || self.ghosts.texts.iter().any(|(known, text)| **known != *path && text.contains(id))
    }

    /// Whether some of an entity's own fields could not be read.
    pub fn is_broken(&self, index: EntityId) -> bool {
        let entity = self.get(index);
        self.ghosts.parts.contains(&(entity.kind(), entity.id.clone()))
    }

    /// The drafts that were left out, in no particular order.
    pub fn drafts(&self) -> impl Iterator<Item = &Arc<Entity>> {
        self.ghosts.drafts.values()
    }

    /// The draft with an id that was left out.
    pub fn draft(&self, kind: Kind, id: &Id) -> Option<&Arc<Entity>> {
        self.ghosts.drafts.get(&(kind, id.clone()))
    }

    /// Whether `handbook.yaml` is missing or broken, so that levels and scales are unknown.
    pub fn lacks_config(&self) -> bool {
        self.ghosts.config
    }

    /// How high a level stands, from 0 for the lowest.
    pub fn level_rank(&self, level: EntityId) -> Option<usize> {
        self.structure.order.level_rank.get(&level).copied()
    }

    /// How high a role's level stands.
    pub fn rank(&self, role: EntityId) -> Option<usize> {
        self.level_of(role).and_then(|level| self.level_rank(level))
    }

    /// The level of a role.
    pub fn level_of(&self, role: EntityId) -> Option<EntityId> {
        let level = self.role(role)?.level.as_ref()?;
        self.find(Kind::Level, &level.value)
    }

    /// The family of a role: its own, else that of its first track that has one.
    pub fn family_of(&self, role: EntityId) -> Option<EntityId> {
        let own = self.role(role)?.family.as_ref().and_then(|family| self.find(Kind::Family, &family.value));
        own.or_else(|| self.tracks_of(role).iter().find_map(|track| self.track_family(*track)))
    }

    /// The family of a track: its own, else the one that all its roles share.
    pub fn track_family(&self, track: EntityId) -> Option<EntityId> {
        let written = self.track(track)?;
        if let Some(family) = &written.family {
            return self.find(Kind::Family, &family.value);
        }
        let mut families = written.roles.iter().filter_map(|role| {
            let role = self.find(Kind::Role, &role.value)?;
            self.find(Kind::Family, &self.role(role)?.family.as_ref()?.value)
        });
        let first = families.next()?;
        families.all(|family| family == first).then_some(first)
    }

    /// The track's own fields.
    pub fn track(&self, index: EntityId) -> Option<&Track> {
        self.get(index).as_track()
    }

    /// The roles of a track that exist, lowest first.
    pub fn rungs(&self, track: EntityId) -> Vec<EntityId> {
        let roles = self.track(track).map(|track| track.roles.as_slice()).unwrap_or_default();
        let mut seen = HashSet::new();
        roles.iter().filter_map(|role| self.find(Kind::Role, &role.value)).filter(|role| seen.insert(*role)).collect()
    }

    /// The tracks of a role: those it names and those that list it, in the tracks' order.
    pub fn tracks_of(&self, role: EntityId) -> &[EntityId] {
        self.structure.tracks_of.get(&role).map(Vec::as_slice).unwrap_or_default()
    }

    /// The skill's own fields.
    pub fn skill(&self, index: EntityId) -> Option<&Skill> {
        self.get(index).as_skill()
    }

    /// The fields that skills and responsibilities share.
    pub fn topic(&self, index: EntityId) -> Option<&Topic> {
        self.get(index).as_topic()
    }

    /// The scale of a skill: the one it names, else the handbook's only one.
    pub fn scale_of(&self, skill: &Skill) -> Option<&Scale> {
        match &skill.scale {
            Some(named) => self.config.scales.iter().find(|scale| scale.id.value == named.value),
            None if self.config.scales.len() == 1 => self.config.scales.first(),
            None => None,
        }
    }

    /// What a role expects.
    pub fn resolved(&self, role: EntityId) -> &Resolved {
        static NOTHING: Resolved = Resolved { expectations: Vec::new(), needs: Vec::new() };
        self.structure.resolved.get(&role).map_or(&NOTHING, |resolved| resolved)
    }

    /// Pages and entities whose text links to an entity.
    pub fn mentions(&self, index: EntityId) -> &[Mention] {
        self.mentions.get(&index).map(Vec::as_slice).unwrap_or_default()
    }

    /// Entities whose fields name an entity.
    pub fn users(&self, index: EntityId) -> &Users {
        static NOBODY: Users =
            Users { roles: Vec::new(), tracks: Vec::new(), roadmaps: Vec::new(), interviews: Vec::new() };
        self.structure.users.get(&index).unwrap_or(&NOBODY)
    }

    /// Where a topic stands among all responsibilities and skills: by theme, then order, then title.
    pub fn topic_rank(&self, topic: EntityId) -> usize {
        self.structure.order.topic_rank.get(&topic).copied().unwrap_or(usize::MAX)
    }

    /// The name of a theme, from `handbook.yaml` or the id itself.
    pub fn theme_title(&self, theme: &str) -> String {
        order::theme_title(&self.config, theme)
    }

    /// Entities of a kind in the order readers see: by level, theme, `order` and title, as the kind has them.
    pub fn sorted(&self, kind: Kind) -> &[EntityId] {
        self.structure.order.sorted.get(&kind).map(Vec::as_slice).unwrap_or_default()
    }

    /// The active entities that stand beside one: of the same theme, or pages of the same folder.
    pub fn shelf(&self, index: EntityId) -> &[EntityId] {
        self.structure.order.shelves.get(&order::shelf(self.get(index))).map(Vec::as_slice).unwrap_or_default()
    }

    /// Sorts entities of one kind as readers see them.
    pub fn sort(&self, indices: &mut [EntityId]) {
        indices.sort_by_cached_key(|index| order::key(self, *index));
    }
}

/// The entities of all files, sorted, with the settings and what is missing.
struct Gathered {
    config: Arc<Config>,
    ghosts: Ghosts,
    entities: Vec<Arc<Entity>>,
}

fn gather<'a>(parsed: impl IntoIterator<Item = &'a Parsed>, options: &Options) -> Gathered {
    let mut config = None;
    let mut ghosts = Ghosts::default();
    let mut entities: Vec<Arc<Entity>> = Vec::new();
    for file in parsed {
        config = config.or_else(|| file.config.clone());
        match &file.unread {
            Unread::Nothing => {}
            Unread::Text(text) => ghosts.texts.push((file.path.clone(), text.clone())),
            Unread::Everything => ghosts.unknown_text = true,
        }
        for ghost in &file.ghosts {
            match ghost {
                Ghost::One(kind, id) => drop(ghosts.ids.insert((*kind, id.clone()))),
                Ghost::All(kind) => drop(ghosts.kinds.insert(*kind)),
                Ghost::Part(kind, id) => drop(ghosts.parts.insert((*kind, id.clone()))),
                Ghost::Config => ghosts.config = true,
            }
        }
        for entity in &file.entities {
            if entity.status == Status::Draft && !options.drafts {
                ghosts.drafts.insert((entity.kind(), entity.id.clone()), entity.clone());
            } else {
                entities.push(entity.clone());
            }
        }
    }
    // Order never depends on the order of files.
    entities.sort_by(|a, b| (a.kind(), &a.id, &a.path, a.span).cmp(&(b.kind(), &b.id, &b.path, b.span)));
    let mut config = config.unwrap_or_else(|| {
        ghosts.config = true;
        ghosts.kinds.insert(Kind::Level);
        Arc::default()
    });
    if let Some(url) = &options.base_url {
        let slash = if url.ends_with('/') { "" } else { "/" };
        Arc::make_mut(&mut config).base_url = Some(format!("{url}{slash}"));
    }
    Gathered { config, ghosts, entities }
}
