//! The input of linking: what the graph may read of each file, and nothing else.
//!
//! Two handbooks with equal input have the same [`Graph`](super::Graph). An edit of a body changes no facts unless it
//! changes links, so most saves keep the whole graph.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use crate::content::{Collation, Config, Entity, Id, Kind, Prose, Status};
use crate::parse::{self, Incomplete, Parsed, Unparsed};
use crate::source::{Span, Spanned};

use super::audience::{Edited, HiddenNames};
use super::links::{LinkFact, proses};
use super::{Asset, Audience, HandbookOptions};

/// What linking reads of an entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// The entity without its body, layout, summary, owner and `ext:`, which no part of the graph depends on.
    pub entity: Entity,
    /// Bytes that sort as its title does in the language of the handbook.
    pub title_key: Vec<u8>,
    /// Where its texts link to, in the order of [`proses`] and their links.
    pub links: Vec<LinkFact>,
}

/// A parsed file with what is extracted from it once, when it is parsed.
#[derive(Debug)]
pub struct FileFacts {
    /// What parsing gave.
    pub parsed: Parsed,
    /// The facts of each entity, and the length of its texts in bytes.
    extracted: Vec<(Arc<Facts>, usize)>,
}

/// Everything the graph is made of. Equal inputs give equal graphs.
#[derive(Debug, Clone, PartialEq)]
pub struct GraphInput {
    /// The settings.
    pub config: Arc<Config>,
    /// The files that are copied, by path below `content/`.
    pub assets: Arc<BTreeMap<String, Asset>>,
    /// The facts of every entity, by kind, id, path and place in the file.
    pub facts: Vec<Arc<Facts>>,
    /// What is missing.
    pub incomplete: IncompleteFiles,
}

/// What files that are broken, missing or drafts would have defined.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct IncompleteFiles {
    /// Entities of broken files.
    pub ids: HashSet<(Kind, Id)>,
    /// Titles and aliases of entities of broken files, as slugs.
    pub names: HashSet<String>,
    /// Kinds of which any number of entities may be missing.
    pub kinds: HashSet<Kind>,
    /// Entities of which some fields are missing.
    pub parts: HashSet<(Kind, Id)>,
    /// The texts of files that could not be read in full, by path.
    pub texts: Vec<(Arc<str>, Arc<str>)>,
    /// Whether the text of some file is not even known.
    pub unknown_text: bool,
    /// Drafts that are not shown.
    pub drafts: HashMap<(Kind, Id), Arc<Facts>>,
    /// Whether the settings are missing or broken.
    pub config: bool,
    /// Entities for other audiences than that of the edition.
    pub hidden: HashMap<(Kind, Id), Arc<Facts>>,
    /// Files for other audiences, by path below `content/`.
    pub hidden_files: BTreeSet<String>,
}

/// What a handbook keeps of each entity beside the graph, in the order of [`GraphInput::facts`]: the entity with its texts, and
/// their length in bytes.
#[derive(Debug)]
pub struct EntityTexts(pub(super) Vec<(Arc<Entity>, usize)>);

impl EntityTexts {
    /// The layouts that pages name, with the file of each.
    pub fn layouts(&self) -> impl Iterator<Item = (&Arc<str>, &Spanned<String>)> {
        self.0.iter().filter_map(|(entity, _)| Some((&entity.path, entity.layout.as_ref()?)))
    }
}

/// The files of the content that are copied, and those that are not, because they are for other audiences.
#[derive(Debug, Clone, Default)]
pub struct Copies {
    /// The files by path below `content/`.
    pub assets: Arc<BTreeMap<String, Asset>>,
    /// The paths of the others.
    pub hidden: BTreeSet<String>,
}

impl Facts {
    /// Extracts the facts of an entity. `title_key` are the bytes by which its title is sorted.
    pub fn of(entity: &Entity, title_key: Vec<u8>) -> Self {
        // Naming every field makes a new one a decision here.
        let Entity { id, path, span, title, aliases, redirect_from, status, order, data, .. } = entity;
        let reduced = Entity {
            id: id.clone(),
            path: path.clone(),
            span: *span,
            title: title.clone(),
            aliases: aliases.clone(),
            redirect_from: redirect_from.clone(),
            summary: None,
            status: *status,
            owner: None,
            order: *order,
            layout: None,
            body: Prose::default(),
            ext: None,
            data: data.clone(),
        };
        let links = proses(entity).into_iter().flat_map(|prose| &prose.links);
        let links = links.map(|link| LinkFact::of(&link.target, path)).collect();
        Self { entity: reduced, title_key, links }
    }
}

impl FileFacts {
    /// Extracts the facts of a file's entities. Titles are sorted by the rules of `collation`.
    pub fn of(parsed: Parsed, collation: &Collation) -> Self {
        let extracted = parsed.entities.iter().map(|entity| extract(entity, collation.key(&entity.title))).collect();
        Self { parsed, extracted }
    }

    /// The file as if it named nothing that is hidden.
    fn without(&self, hidden: &HiddenNames) -> Self {
        let mut parsed = Parsed { entities: Vec::new(), ..self.parsed.clone() };
        let mut extracted = Vec::new();
        for (entity, known) in self.parsed.entities.iter().zip(&self.extracted) {
            match hidden.edit(entity) {
                Edited::Same => {
                    parsed.entities.push(entity.clone());
                    extracted.push(known.clone());
                }
                Edited::Changed(entity) => {
                    extracted.push(extract(&entity, known.0.title_key.clone()));
                    parsed.entities.push(Arc::from(entity));
                }
                Edited::Hidden => parsed.hidden.get_or_insert_default().entities.push(entity.clone()),
            }
        }
        Self { parsed, extracted }
    }
}

fn extract(entity: &Entity, title_key: Vec<u8>) -> (Arc<Facts>, usize) {
    let size = proses(entity).iter().map(|prose| prose.plain.len()).sum();
    (Arc::new(Facts::of(entity, title_key)), size)
}

/// Collects the input of the graph from all files, which are in the order of their paths, and the texts beside it.
pub fn gather<'a>(
    files: impl IntoIterator<Item = &'a FileFacts, IntoIter: Clone>,
    Copies { assets, hidden }: Copies,
    options: &HandbookOptions,
) -> (GraphInput, EntityTexts) {
    let mut config = None;
    let mut incomplete = IncompleteFiles { hidden_files: hidden, ..IncompleteFiles::default() };
    let mut found = Vec::new();
    let files = files.into_iter();
    let hidden = HiddenNames::of(files.clone().map(|file| &file.parsed));
    // Entities without what they say of hidden things; most are as they were written.
    let edited: Vec<FileFacts> =
        hidden.iter().flat_map(|hidden| files.clone().map(|file| file.without(hidden))).collect();
    let shown: Vec<&FileFacts> = if hidden.is_none() { files.collect() } else { edited.iter().collect() };
    for FileFacts { parsed, extracted } in shown {
        config = config.or_else(|| parsed.config.clone());
        incomplete.add(parsed);
        for (entity, (facts, size)) in parsed.entities.iter().zip(extracted) {
            if entity.status == Status::Draft && !options.drafts {
                incomplete.drafts.insert((entity.kind(), entity.id.clone()), facts.clone());
            } else {
                found.push(ShownEntity { entity: entity.clone(), facts: facts.clone(), size: *size });
            }
        }
    }
    serve_readmes(&mut found);
    // Order never depends on the order of files.
    found.sort_by(|a, b| a.key().cmp(&b.key()));
    let mut config = config.unwrap_or_else(|| {
        incomplete.config = true;
        incomplete.kinds.insert(Kind::Level);
        Arc::default()
    });
    if !config.editions.is_empty() {
        let config = Arc::make_mut(&mut config);
        let edition = config.editions.iter().find(|edition| options.audience.is(&edition.name.value)).cloned();
        config.no_index = edition.as_ref().map_or(options.audience != Audience::public(), |edition| !edition.index);
        config.base_url = edition.and_then(|edition| edition.base_url).or(config.base_url.take());
    }
    if let Some(url) = &options.base_url {
        let slash = if url.ends_with('/') { "" } else { "/" };
        Arc::make_mut(&mut config).base_url = Some(format!("{url}{slash}"));
    }
    let (facts, texts) = found.into_iter().map(|one| (one.facts, (one.entity, one.size))).unzip();
    (GraphInput { config, assets, facts, incomplete }, EntityTexts(texts))
}

impl IncompleteFiles {
    fn add(&mut self, file: &Parsed) {
        match &file.unparsed {
            Unparsed::Nothing => {}
            Unparsed::Text(text) => self.texts.push((file.path.clone(), text.clone())),
            Unparsed::Everything => self.unknown_text = true,
        }
        if let Some(hidden) = &file.hidden {
            self.texts.push((file.path.clone(), hidden.text.clone()));
            self.config |= hidden.config.is_some();
            for entity in &hidden.entities {
                let key = (entity.kind(), entity.id.clone());
                if file.entities.iter().any(|shown| (shown.kind(), &shown.id) == (key.0, &key.1)) {
                    self.parts.insert(key);
                } else {
                    // What is hidden is in no list, so nothing sorts it.
                    self.hidden.insert(key, Arc::new(Facts::of(entity, Vec::new())));
                }
            }
        }
        for part in &file.incomplete {
            match part {
                Incomplete::One(kind, id) => drop(self.ids.insert((*kind, id.clone()))),
                Incomplete::All(kind) => drop(self.kinds.insert(*kind)),
                Incomplete::Part(kind, id) => drop(self.parts.insert((*kind, id.clone()))),
                Incomplete::Name(name) => drop(self.names.insert(name.clone())),
                Incomplete::Config => self.config = true,
            }
        }
    }
}

/// An entity that is shown.
struct ShownEntity {
    entity: Arc<Entity>,
    facts: Arc<Facts>,
    size: usize,
}

impl ShownEntity {
    fn key(&self) -> (Kind, &Id, &Arc<str>, Span) {
        (self.entity.kind(), &self.entity.id, &self.entity.path, self.entity.span)
    }
}

/// Makes the README of a folder the folder's page, where the folder has no `index.md`.
fn serve_readmes(found: &mut [ShownEntity]) {
    let mut pages: Vec<&mut ShownEntity> = found.iter_mut().filter(|one| one.entity.kind() == Kind::Page).collect();
    let known: HashSet<Id> = pages.iter().map(|page| page.entity.id.clone()).collect();
    for ShownEntity { entity, facts, .. } in &mut pages {
        let path = entity.path.strip_prefix("content/").unwrap_or(&entity.path);
        let (folder, name) = path.rsplit_once('/').map_or(("", path), |(folder, name)| (folder, name));
        let is_own = path.rsplit_once('.').is_some_and(|(stem, _)| *entity.id == *stem);
        let index: Id = if folder.is_empty() { "index".into() } else { format!("{folder}/index").into() };
        if is_own && parse::is_readme(name) && !known.contains(&index) {
            let page = Entity { id: index, ..(**entity).clone() };
            *facts = Arc::new(Facts::of(&page, facts.title_key.clone()));
            *entity = Arc::new(page);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::parse;
    use crate::source::Source;

    use super::*;

    fn facts(text: &str) -> Vec<Arc<Facts>> {
        let parsed = parse::parse(&Source::text("content/roles/r.md", text), &parse::ParseOptions::default()).unwrap();
        FileFacts::of(parsed, &Collation::of("en")).extracted.into_iter().map(|(facts, _)| facts).collect()
    }

    #[test]
    fn only_what_linking_reads_makes_a_difference() {
        let start = facts("---\ntitle: R\n---\nA text with [[a]].\n");
        assert_eq!(start, facts("---\ntitle: R\n---\n# Other\n\nWords, and [[a]]!\n"));
        for other in [
            "---\ntitle: R\n---\nA text with [[b]].\n",
            "---\ntitle: S\n---\nA text with [[a]].\n",
            "---\ntitle: R\nlevel: x\n---\nA text with [[a]].\n",
            "---\ntitle: R\nstatus: retired\n---\nA text with [[a]].\n",
        ] {
            assert_ne!(start, facts(other), "{other}");
        }
    }
}
