//! The builder that all page kinds share: cards, prose, statements, and the frame around a page.
//!
//! Knows how to show an entity from the page it builds for, not what a page kind consists of.

use crate::content::{Entity, Id, Kind, Prose, Resource, Status};
use crate::handbook::{EntityId, Handbook, Why};

use super::plan::{Output, PageKey, Plan};
use super::view::{self, Card, Frame, Link, OutlineItem};
use super::{prose, site, url};

/// Builds one page.
pub struct Builder<'a> {
    /// The handbook.
    pub handbook: &'a Handbook,
    /// The plan.
    pub plan: &'a Plan,
    /// The page's address.
    pub url: &'a str,
    /// From the page to the site's root.
    pub root: String,
}

impl Builder<'_> {
    /// The relative address of an address from the site's root.
    pub fn href(&self, to: &str) -> String {
        format!("{}{}", self.root, url::encode(to))
    }

    /// What this page shows of another entity.
    pub fn card(&self, index: EntityId) -> Card {
        Card { summary: self.summary(self.handbook.get(index)), ..self.brief(index) }
    }

    /// What this page shows of another entity where it shows the name alone: a new summary is no reason to make the page
    /// anew.
    pub fn brief(&self, index: EntityId) -> Card {
        let entity = self.handbook.get(index);
        Card {
            kind: entity.kind().name(),
            id: entity.id.to_string(),
            title: entity.title.clone(),
            href: self.href(&prose::entity_address(self.handbook, index)),
            summary: None,
            status: status(entity),
        }
    }

    /// Cards of several, with their names alone.
    pub fn briefs(&self, indices: impl IntoIterator<Item = EntityId>) -> Vec<Card> {
        indices.into_iter().map(|index| self.brief(index)).collect()
    }

    /// Cards of several.
    pub fn cards(&self, indices: impl IntoIterator<Item = EntityId>) -> Vec<Card> {
        indices.into_iter().map(|index| self.card(index)).collect()
    }

    /// The card of a kind and id, if it exists.
    pub fn find(&self, kind: Kind, id: &Id) -> Option<Card> {
        self.handbook.find(kind, id).map(|index| self.card(index))
    }

    /// An entity's summary as HTML.
    pub fn summary(&self, entity: &Entity) -> Option<String> {
        entity.summary.as_ref().map(|summary| self.html(summary, entity))
    }

    /// Prose written in `entity` as HTML.
    pub fn html(&self, prose: &Prose, entity: &Entity) -> String {
        prose::html(self.handbook, prose, &entity.path, &self.root)
    }

    /// Optional prose written in `entity` as HTML.
    pub fn maybe(&self, prose: &Option<Prose>, entity: &Entity) -> Option<String> {
        prose.as_ref().map(|prose| self.html(prose, entity))
    }

    /// Several proses written in `entity`.
    pub fn htmls(&self, proses: &[Prose], entity: &Entity) -> Vec<String> {
        proses.iter().map(|prose| self.html(prose, entity)).collect()
    }

    /// The entity's text.
    pub fn body(&self, entity: &Entity) -> String {
        self.html(&entity.body, entity)
    }

    /// Pages and entities whose text links here.
    pub fn mentions(&self, index: EntityId) -> Vec<Card> {
        self.briefs(self.handbook.mentions(index).iter().map(|mention| mention.from))
    }

    /// The name of a topic's theme.
    pub fn theme(&self, topic: EntityId) -> Option<String> {
        let theme = self.handbook.topic(topic)?.theme.as_ref()?;
        Some(self.handbook.theme_title(&theme.value))
    }

    /// A step of a skill's scale, counted from 0.
    pub fn step(&self, skill: EntityId, number: usize) -> Option<view::ScaleStep> {
        let scale = self.handbook.scale_of(self.handbook.skill(skill)?)?;
        let step = scale.steps.get(number)?;
        Some(view::ScaleStep {
            id: step.id.value.to_string(),
            title: step.title.clone(),
            number: number + 1,
            of: scale.steps.len(),
            summary: step
                .summary
                .as_ref()
                .map(|summary| prose::html(self.handbook, summary, crate::parse::HANDBOOK, &self.root)),
        })
    }

    /// Resources written in `entity`; addresses that are not safe to print are left out.
    pub fn resources<'r>(
        &self,
        resources: impl IntoIterator<Item = &'r Resource>,
        entity: &Entity,
    ) -> Vec<view::Resource> {
        let resources = resources.into_iter().map(|resource| view::Resource {
            title: resource.title.clone(),
            kind: resource.kind.clone(),
            author: resource.author.clone(),
            url: resource.url.as_ref().map(|url| url.value.clone()).filter(|url| crate::parse::is_web_address(url)),
            note: self.maybe(&resource.note, entity),
        });
        resources.collect()
    }

    /// The facts of a level.
    pub fn level(&self, index: EntityId) -> Option<view::LevelFacts> {
        let entity = self.handbook.get(index);
        let crate::content::Data::Level(level) = &entity.data else { return None };
        Some(view::LevelFacts {
            card: self.brief(index),
            scope: self.maybe(&level.scope, entity),
            autonomy: self.maybe(&level.autonomy, entity),
            impact: self.maybe(&level.impact, entity),
            code: level.code.clone(),
            facts: self.facts(&level.facts, entity),
        })
    }

    /// Facts of an entity, in the author's order.
    pub fn facts(&self, facts: &[crate::content::Fact], entity: &Entity) -> Vec<view::Fact> {
        let fact = |fact: &crate::content::Fact| view::Fact {
            label: fact.label.value.clone(),
            html: self.html(&fact.text, entity),
        };
        facts.iter().map(fact).collect()
    }

    /// The facts of a role's level.
    pub fn level_of(&self, role: EntityId) -> Option<view::LevelFacts> {
        self.handbook.level_of(role).and_then(|level| self.level(level))
    }

    /// A statement as it stands in the file of `source`, under its anchor.
    pub fn statement(&self, statement: &crate::content::Statement, source: EntityId, anchor: &str) -> view::Statement {
        let entity = self.handbook.get(source);
        let tracks = statement.tracks.iter().filter_map(|track| self.handbook.find(Kind::Track, &track.value));
        let families = statement.families.iter().filter_map(|family| self.handbook.find(Kind::Family, &family.value));
        view::Statement {
            id: statement.id.to_string(),
            anchor: anchor.to_owned(),
            html: self.html(&statement.text, entity),
            points: self.htmls(&statement.points, entity),
            examples: self.htmls(&statement.examples, entity),
            band: statement.band.as_ref().map(|band| self.band(&band.value)),
            why: None,
            change: None,
            only: self.briefs(tracks.chain(families)),
        }
    }

    /// The name of a band; the id if the handbook does not define it, which is reported.
    fn band(&self, id: &crate::content::Id) -> String {
        let bands = &self.handbook.config.bands;
        bands.iter().find(|band| band.id.value == *id).map_or_else(|| id.to_string(), |band| band.title.clone())
    }

    /// Why a role expects something.
    pub fn provenance(&self, role: EntityId, expectation: &crate::handbook::Expectation) -> view::Provenance {
        let handbook = self.handbook;
        let source = handbook.get(expectation.source);
        let (kind, title, at) = match expectation.why {
            Why::Own => ("own", handbook.get(role).title.clone(), role),
            Why::Inherited(from) => {
                // What is inherited through several roles comes from the one that wrote it.
                let writer = if handbook.role(expectation.source).is_some() { expectation.source } else { from };
                ("inherited", handbook.get(writer).title.clone(), writer)
            }
            Why::Grid(at) => {
                let kind = if handbook.get(at).kind() == Kind::Level { "level" } else { "role" };
                (kind, handbook.get(at).title.clone(), expectation.topic)
            }
            Why::Step(number) => {
                let step = self.step(expectation.topic, number);
                ("step", step.map_or_else(|| source.title.clone(), |step| step.title), expectation.topic)
            }
        };
        view::Provenance {
            kind,
            title,
            href: self.href(&url::entity(handbook.get(at))),
            source: source.path.to_string(),
        }
    }
}

/// The word for a status that readers should know of.
pub fn status(entity: &Entity) -> Option<&'static str> {
    match entity.status {
        Status::Draft => Some("draft"),
        Status::Active => None,
        Status::Retired => Some("retired"),
    }
}

/// What stands around the page `key`.
pub fn frame(builder: &Builder, key: PageKey) -> Frame {
    let handbook = builder.handbook;
    let config = &handbook.config;
    let subject = subject(handbook, key);
    let title = title(handbook, key, subject);
    // A path alone says where the site stands on its host, but makes no absolute address.
    let site_url = config.base_url.clone().filter(|base| !base.starts_with('/'));
    let canonical_of = match key {
        PageKey::Redirect(to) => prose::entity_address(handbook, to),
        _ => builder.url.to_owned(),
    };
    let canonical = site_url.as_ref().map(|base| absolute(base, &canonical_of));
    let siblings = siblings(handbook, key);
    let mut frame = Frame {
        url: builder.url.to_owned(),
        root: builder.root.clone(),
        description: description(handbook, key, subject),
        kind: kind(handbook, key),
        canonical: canonical.clone(),
        site_url,
        markdown: markdown(builder),
        breadcrumbs: breadcrumbs(builder, key),
        previous: siblings.0.map(|index| link(builder, index)),
        next: siblings.1.map(|index| link(builder, index)),
        footer: config
            .footer
            .as_ref()
            .map(|footer| prose::html(handbook, footer, crate::parse::HANDBOOK, &builder.root)),
        document_title: document_title(&title, &config.title),
        title,
        ..Frame::default()
    };
    if let Some(subject) = subject {
        let entity = handbook.get(subject);
        frame.edit_url = config.edit_url.as_ref().map(|edit| edit.replace("{path}", &url::encode(&entity.path)));
        frame.status = status(entity);
        frame.owner = entity.owner.clone();
        let headings = entity.body.headings.iter();
        frame.outline = headings
            .map(|heading| OutlineItem { level: heading.level, id: heading.id.clone(), text: heading.text.clone() })
            .collect();
    }
    frame.feedback_url = config.feedback_url.as_ref().map(|feedback| {
        let here = canonical.as_deref().unwrap_or(builder.url);
        feedback.replace("{title}", &url::encode_query(&frame.title)).replace("{url}", &url::encode_query(here))
    });
    frame.json_ld = Some(site::json_ld(config, &frame));
    frame
}

/// What a tab and a search result show: the page and the site, or the page alone where both are too long for either.
fn document_title(page: &str, site: &str) -> String {
    let both = format!("{page} · {site}");
    if page == site || both.chars().count() > 70 { page.to_owned() } else { both }
}

/// The file name of the Markdown twin, which stands beside the page.
fn markdown(builder: &Builder) -> Option<String> {
    let twin = url::twin(builder.url);
    let planned = builder.plan.outputs.get(&twin)?;
    let name = twin.rsplit('/').next().unwrap_or(&twin);
    matches!(planned, Output::Markdown(..)).then(|| url::encode(name))
}

/// `url` under the site's address.
pub fn absolute(base: &str, to: &str) -> String {
    match to {
        url::HOME => base.to_owned(),
        to => format!("{base}{}", url::encode(to)),
    }
}

fn link(builder: &Builder, index: EntityId) -> Link {
    Link {
        title: builder.handbook.get(index).title.clone(),
        href: builder.href(&prose::entity_address(builder.handbook, index)),
    }
}

/// The entity whose file a page is written in.
fn subject(handbook: &Handbook, key: PageKey) -> Option<EntityId> {
    let page = |id: &str| handbook.find(Kind::Page, id);
    match key {
        PageKey::Entity(index) => Some(index),
        PageKey::Home => page("index"),
        PageKey::NotFound => page("404"),
        PageKey::Map => page("map"),
        PageKey::Search => page("search"),
        PageKey::List(kind) => page(&format!("{}/index", kind.folder())),
        PageKey::Comparisons | PageKey::Matrix(_) | PageKey::Print(_) | PageKey::Compare(..) | PageKey::Redirect(_) => {
            None
        }
    }
}

fn title(handbook: &Handbook, key: PageKey, subject: Option<EntityId>) -> String {
    let config = &handbook.config;
    if let Some(subject) = subject {
        return handbook.get(subject).title.clone();
    }
    match key {
        PageKey::Home => config.title.clone(),
        PageKey::List(kind) => config.term(kind).other,
        PageKey::Matrix(of) => format!("{}: matrix", handbook.get(of).title),
        PageKey::Compare(old, new) => format!("{} → {}", handbook.get(old).title, handbook.get(new).title),
        PageKey::Comparisons => format!("Compare {}", config.term(Kind::Role).other.to_lowercase()),
        PageKey::Map => "Career map".into(),
        PageKey::Search => "Search".into(),
        PageKey::NotFound => "Page not found".into(),
        PageKey::Entity(index) | PageKey::Redirect(index) | PageKey::Print(index) => handbook.get(index).title.clone(),
    }
}

fn kind(handbook: &Handbook, key: PageKey) -> &'static str {
    match key {
        PageKey::Home => "home",
        PageKey::List(_) => "index",
        PageKey::Entity(index) => handbook.get(index).kind().name(),
        PageKey::Matrix(_) => "matrix",
        PageKey::Compare(..) => "compare",
        PageKey::Comparisons => "comparisons",
        PageKey::Map => "map",
        PageKey::Search => "search",
        PageKey::Print(_) => "print",
        PageKey::NotFound => "404",
        PageKey::Redirect(_) => "redirect",
    }
}

fn description(handbook: &Handbook, key: PageKey, subject: Option<EntityId>) -> Option<String> {
    let config = &handbook.config;
    match (key, subject) {
        (PageKey::Home, _) => config.description.clone(),
        (_, Some(subject)) => {
            let entity = handbook.get(subject);
            let summary = entity.summary.as_ref().map(|summary| summary.plain.clone());
            summary.or_else(|| first_words(&entity.body.plain))
        }
        (PageKey::Compare(old, new), _) => Some(format!(
            "What changes from {} to {}: what stays the same, what is reworded, raised, new or dropped.",
            handbook.get(old).title,
            handbook.get(new).title
        )),
        (PageKey::Print(of), _) => {
            Some(format!("{} as one document, to print or to hand over.", handbook.get(of).title))
        }
        (PageKey::Matrix(of), _) => Some(format!("Every expectation of {}, side by side.", handbook.get(of).title)),
        _ => None,
    }
}

/// The beginning of a text, for a description: at most 160 characters, ended at a word.
fn first_words(plain: &str) -> Option<String> {
    let plain = plain.trim();
    if plain.chars().count() <= 160 {
        return (!plain.is_empty()).then(|| plain.to_owned());
    }
    let cut: String = plain.chars().take(160).collect();
    let end = cut.rfind(char::is_whitespace).unwrap_or(cut.len());
    Some(format!("{}…", cut[..end].trim_end_matches(['.', ',', ';', ':'])))
}

fn breadcrumbs(builder: &Builder, key: PageKey) -> Vec<Link> {
    let handbook = builder.handbook;
    let config = &handbook.config;
    if key == PageKey::Home {
        return Vec::new();
    }
    let mut crumbs = vec![Link { title: config.title.clone(), href: builder.href(url::HOME) }];
    let mut list = |kind: Kind| {
        if builder.plan.has(&url::list(kind)) && builder.url != url::list(kind) {
            crumbs.push(Link { title: config.term(kind).other, href: builder.href(&url::list(kind)) });
        }
    };
    match key {
        PageKey::Entity(index) => {
            let entity = handbook.get(index);
            let guide = entity.id.starts_with("guides/");
            if entity.kind() != Kind::Page || guide {
                list(entity.kind());
            }
            match entity.kind() {
                Kind::Role => crumbs.extend(handbook.tracks_of(index).first().map(|track| link(builder, *track))),
                Kind::Track => crumbs.extend(handbook.track_family(index).map(|family| link(builder, family))),
                Kind::Page if !guide => crumbs.extend(folder_page(handbook, index).map(|page| link(builder, page))),
                _ => {}
            }
        }
        PageKey::Matrix(of) | PageKey::Print(of) => {
            list(handbook.get(of).kind());
            crumbs.push(link(builder, of));
        }
        PageKey::Comparisons => list(Kind::Role),
        PageKey::Compare(old, _) => {
            list(Kind::Role);
            crumbs.push(link(builder, old));
        }
        _ => {}
    }
    crumbs
}

/// The `index.md` of the folder that a page stands in.
fn folder_page(handbook: &Handbook, index: EntityId) -> Option<EntityId> {
    let id = &handbook.get(index).id;
    let folder = id.strip_suffix("/index").unwrap_or(id).rsplit_once('/')?.0;
    handbook.find(Kind::Page, &format!("{folder}/index")).filter(|page| *page != index)
}

/// The entities before and after: along a role's first track, else along the kind's own order.
fn siblings(handbook: &Handbook, key: PageKey) -> (Option<EntityId>, Option<EntityId>) {
    let PageKey::Entity(index) = key else { return (None, None) };
    let entity = handbook.get(index);
    let row: Vec<EntityId> = match entity.kind() {
        Kind::Role => match handbook.tracks_of(index).first() {
            Some(track) => handbook.rungs(*track),
            None => return (None, None),
        },
        Kind::Skill | Kind::Responsibility | Kind::Page => handbook.shelf(index).to_vec(),
        kind => handbook.sorted(kind).to_vec(),
    };
    let Some(at) = row.iter().position(|other| *other == index) else { return (None, None) };
    (at.checked_sub(1).map(|before| row[before]), row.get(at + 1).copied())
}
