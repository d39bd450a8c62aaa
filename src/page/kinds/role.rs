//! A role: what is expected, why, what changes from the role below, and where it leads.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use crate::chart::radar::{self, Spoke};
use crate::content::{Data, Id, Kind, MoveKind, Prose, Status};
use crate::handbook::difference::{Change, StepChange};
use crate::handbook::{self, EntityId, Handbook, ResolvedNeed};
use crate::page::cards::{Card, PageBuilder, PageFormat};
use crate::page::changes::RoleReleaseView;
use crate::page::frame::PageHeading;
use crate::page::ladders::{LadderView, ladder};
use crate::page::social_card::CardSubject;
use crate::page::statements::{ChangeKind, FactView, GroupView, LevelFacts, NeedView, StepChangeKind, TowardView};
use crate::page::urls;

use super::comparison::{self, ComparisonView, CountsView, Detail};
use super::{Address, PageKind, entities};

/// A role.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RoleView {
    /// One sentence, HTML.
    pub summary: Option<String>,
    /// Other names.
    pub aliases: Vec<String>,
    /// The text, HTML.
    pub body: String,
    /// The profession.
    pub family: Option<Card>,
    /// The ladders with this role in them.
    pub tracks: Vec<LadderView>,
    /// The level with its scope, autonomy and impact.
    pub level: Option<LevelFacts>,
    /// The organisation's code for the role.
    pub code: Option<String>,
    /// What else can be said in a few words, by label.
    pub facts: Vec<FactView>,
    /// What changes from each role below, most usual one first.
    pub changes: Vec<ComparisonView>,
    /// How many statements the role expects; those of bands do not count.
    pub total: usize,
    /// Expectations under responsibilities.
    pub responsibilities: Vec<GroupView>,
    /// Expectations under skills, by theme.
    pub skills: Vec<GroupView>,
    /// Skill themes with the mean step that is needed, for the radar.
    pub radar: Vec<Spoke>,
    /// The radar as SVG; `None` with fewer than three spokes.
    pub radar_svg: Option<String>,
    /// Where one can go.
    pub leads_to: Vec<MoveView>,
    /// Where people come from.
    pub comes_from: Vec<MoveView>,
    /// Roadmaps that start or end here and lead along none of these moves.
    pub roadmaps: Vec<Card>,
    /// Interview kits for this role.
    pub interviews: Vec<Card>,
    /// Pages whose text links here.
    pub backlinks: Vec<Card>,
    /// The released versions that changed what the role expects, newest first.
    pub releases: Vec<RoleReleaseView>,
    /// The feed of these versions.
    pub feed: Option<String>,
    /// The script with the data of these versions.
    pub changes_data: Option<String>,
}

/// A way between roles.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct MoveView {
    /// The other role.
    pub role: Card,
    /// `promotion` or `lateral`.
    pub kind: MoveKind,
    /// What stands between.
    pub gate: Option<String>,
    /// A remark, HTML.
    pub note: Option<String>,
    /// The difference page.
    pub compare: Option<String>,
    /// Roadmaps for this very move.
    pub roadmaps: Vec<Card>,
    /// On a role's page, for a way on: the level of the other role.
    pub level: Option<LevelFacts>,
    /// On a role's page, for a way on: what changes, in numbers.
    pub counts: Option<CountsView>,
}

/// The page of a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RolePage(pub EntityId);

impl PageKind for RolePage {
    type View = RoleView;
    const NAME: &'static str = "role";
    const TEMPLATE: &'static str = "role.html";

    fn addresses(handbook: &Handbook) -> Vec<Address<Self>> {
        entities(handbook, Kind::Role, Self)
    }

    fn heading(self, builder: &PageBuilder) -> PageHeading {
        let Self(index) = self;
        let handbook = builder.handbook;
        let track = handbook.tracks_of(index).first().copied();
        let above = builder.list_link(Kind::Role).into_iter().chain(track.map(|track| builder.link(track)));
        let row = track.map(|track| handbook.rungs(track)).unwrap_or_default();
        PageHeading::of(builder, index).below(above).among_rungs(&row)
    }

    fn card(self) -> Option<CardSubject> {
        Some(CardSubject::Role(self.0))
    }

    fn view(self, builder: &PageBuilder) -> Self::View {
        let Self(index) = self;
        let handbook = builder.handbook;
        let entity = handbook.get(index);
        let below = below(handbook, index);
        let mut groups = groups(builder, index, below.first().copied());
        let mut leads_to = leads_to(builder, index);
        look_ahead(builder, index, &mut leads_to, &mut groups);
        let comes_from = comes_from(builder, index);
        let (responsibilities, skills) = groups.into_iter().partition(|group| group.topic.kind == Kind::Responsibility);
        let radar = radar(builder, index, below.first().copied());
        let used_by = handbook.used_by(index);
        let mut roadmaps = builder.cards(used_by.roadmaps.iter().copied());
        let moves = || leads_to.iter().chain(&comes_from);
        roadmaps.retain(|roadmap| !moves().any(|one| one.roadmaps.contains(roadmap)));
        RoleView {
            summary: builder.summary(entity),
            aliases: entity.aliases.iter().map(|alias| alias.value.clone()).collect(),
            body: builder.body(entity),
            family: handbook.family_of(index).map(|family| builder.card(family)),
            tracks: handbook.tracks_of(index).iter().map(|track| ladder(builder, *track)).collect(),
            level: builder.level_of(index),
            code: entity.as_role().and_then(|role| role.code.clone()),
            facts: entity.as_role().map(|role| builder.facts(&role.facts, entity)).unwrap_or_default(),
            changes: below.iter().map(|old| comparison::section(builder, *old, index, Detail::ChangesOnly)).collect(),
            total: handbook.resolved(index).expected().count(),
            responsibilities,
            skills,
            radar_svg: radar::svg(&entity.title, &radar, "radar").filter(|_| builder.format == PageFormat::Html),
            radar,
            leads_to,
            comes_from,
            roadmaps,
            interviews: builder.cards(used_by.interviews.iter().copied()),
            backlinks: builder.backlinks(index),
            releases: builder.releases_of(index),
            feed: builder.planned(&urls::feed(Some(&entity.id))),
            changes_data: builder.planned(&urls::role_changes(&entity.id)),
        }
    }

    fn is_indexed(self, handbook: &Handbook) -> bool {
        handbook.get(self.0).status == Status::Active
    }
}

/// The roles that this one is compared with: the rungs below it, else the roles it extends.
pub fn below(handbook: &Handbook, index: EntityId) -> Vec<EntityId> {
    let below = handbook.below(index);
    if !below.is_empty() {
        return below.to_vec();
    }
    let extends = handbook.role(index).map(|role| role.extends.as_slice()).unwrap_or_default();
    extends.iter().filter_map(|base| handbook.find(Kind::Role, &base.value)).filter(|base| *base != index).collect()
}

/// Expectations and needs by topic, each with its change against the role below.
pub fn groups(builder: &PageBuilder, index: EntityId, below: Option<EntityId>) -> Vec<GroupView> {
    let handbook = builder.handbook;
    let resolved = handbook.resolved(index);
    let fates = below.map(|old| Fates::of(builder, old, index));
    let mut topics: Vec<EntityId> = resolved.expectations.iter().map(|expectation| expectation.topic).collect();
    topics.extend(resolved.needs.iter().map(|need| need.skill));
    topics.sort_by_key(|topic| handbook.topic_rank(*topic));
    topics.dedup();
    let anchors = handbook.anchors(index);
    let about = about(handbook, index);
    let needs: HashMap<EntityId, &ResolvedNeed> = resolved.needs.iter().map(|need| (need.skill, need)).collect();
    let mut groups = Vec::with_capacity(topics.len());
    let mut statements = resolved.expectations.iter().enumerate().peekable();
    for topic in topics {
        let mut group = GroupView {
            topic: builder.card(topic),
            theme: builder.theme(topic),
            need: None,
            summary: None,
            examples: Vec::new(),
            statements: Vec::new(),
        };
        let entity = handbook.get(topic);
        if let Some((summary, examples, from)) = about.get(&(entity.kind(), &entity.id)) {
            group.summary = builder.optional_html(summary, handbook.get(*from));
            group.examples = builder.html_list(examples, handbook.get(*from));
        }
        group.need = needs.get(&topic).and_then(|need| {
            let change = fates.as_ref().map(|fates| fates.step(topic));
            let before = change.and_then(|(_, before)| before).and_then(|before| builder.step(topic, before));
            Some(NeedView {
                step: builder.step(topic, need.step?)?,
                before,
                change: change.map(|(kind, _)| kind),
                weight: need.weight.clone(),
                note: builder.optional_html(&need.note, handbook.get(need.from)),
                rule: builder.rule(need),
                toward: Vec::new(),
            })
        });
        // Expectations are sorted by topic as well.
        while let Some((at, expectation)) = statements.next_if(|(_, expectation)| expectation.topic == topic) {
            let mut statement = builder.statement(&expectation.statement, expectation.source, anchors.name(at));
            statement.why = Some(builder.provenance(index, expectation));
            statement.change = fates.as_ref().and_then(|fates| fates.statements.get(&at).copied());
            statement.only.clear();
            group.statements.push(statement);
        }
        // A stable sort: what belongs to a band stands after what is expected of everyone.
        group.statements.sort_by_cached_key(|statement| statement.band.clone());
        groups.push(group);
    }
    groups
}

/// Adds the numbers of each way on to `ways`, and marks in `groups` what goes further there.
fn look_ahead(builder: &PageBuilder, role: EntityId, ways: &mut [MoveView], groups: &mut [GroupView]) {
    let handbook = builder.handbook;
    let anchors = handbook.anchors(role);
    let skills = groups.iter().enumerate().filter(|(_, group)| group.topic.kind == Kind::Skill);
    let places: HashMap<String, usize> = skills.map(|(at, group)| (group.topic.id.to_string(), at)).collect();
    for (at, next) in handbook.moves_from(role).iter().enumerate() {
        let found = handbook.difference(role, next.to);
        ways[at].counts = Some(comparison::counts(&found.difference.counts));
        ways[at].level = builder.level_of(next.to);
        let way = at + 1;
        let changed = found.difference.groups.iter().flat_map(|group| &group.changes);
        let further: HashSet<&str> = changed
            .filter_map(|change| match change {
                Change::Reworded { old, .. } => Some(anchors.name(*old)),
                _ => None,
            })
            .collect();
        for statement in groups.iter_mut().flat_map(|group| &mut group.statements) {
            if further.contains(statement.anchor.as_str()) {
                statement.toward.push(way);
            }
        }
        for group in &found.difference.groups {
            let topic = found.topics[group.group];
            let Some(StepChange::Raised { to, .. } | StepChange::Lowered { to, .. }) = group.step else { continue };
            let Some(step) = builder.step(topic, to) else { continue };
            let shown = places.get(&*handbook.get(topic).id);
            if let Some(need) = shown.and_then(|shown| groups[*shown].need.as_mut()) {
                need.toward.push(TowardView { way, step });
            }
        }
    }
}

/// What a role says about a topic as a whole: its summary, its examples, and the role that says so.
type About<'a> = (&'a Option<Prose>, &'a [Prose], EntityId);

/// What a role, or the nearest role that it extends, says about each topic as a whole.
fn about(handbook: &Handbook, index: EntityId) -> HashMap<(Kind, &Id), About<'_>> {
    let mut about = HashMap::new();
    let mut waiting = vec![index];
    let mut seen = HashSet::new();
    while let Some(from) = waiting.pop() {
        let Some(role) = handbook.role(from).filter(|_| seen.insert(from)) else { continue };
        let subjects = role.responsibilities.iter();
        let subjects =
            subjects.map(|subject| ((Kind::Responsibility, &subject.topic.value), &subject.summary, &subject.examples));
        let needs = role.skills.iter().map(|need| ((Kind::Skill, &need.skill.value), &need.summary, &need.examples));
        for (topic, summary, examples) in subjects.chain(needs) {
            if summary.is_some() || !examples.is_empty() {
                about.entry(topic).or_insert((summary, examples.as_slice(), from));
            }
        }
        waiting.extend(role.extends.iter().rev().filter_map(|base| handbook.find(Kind::Role, &base.value)));
    }
    about
}

/// What became of each statement and step on the way from the role below.
struct Fates {
    statements: HashMap<usize, ChangeKind>,
    steps: HashMap<EntityId, (StepChangeKind, Option<usize>)>,
}

impl Fates {
    fn of(builder: &PageBuilder, old: EntityId, new: EntityId) -> Self {
        let difference = builder.handbook.difference(old, new);
        let mut fates = Self { statements: HashMap::new(), steps: HashMap::new() };
        for group in &difference.difference.groups {
            let step = match group.step {
                Some(StepChange::Same { .. }) => Some((StepChangeKind::Unchanged, None)),
                Some(StepChange::Raised { from, .. }) => Some((StepChangeKind::Raised, Some(from))),
                Some(StepChange::Lowered { from, .. }) => Some((StepChangeKind::Lowered, Some(from))),
                Some(StepChange::New { .. }) => Some((StepChangeKind::New, None)),
                Some(StepChange::Dropped { .. }) | None => None,
            };
            if let Some(step) = step {
                fates.steps.insert(difference.topics[group.group], step);
            }
            for change in &group.changes {
                match change {
                    Change::Unchanged { new, .. } => drop(fates.statements.insert(*new, ChangeKind::Unchanged)),
                    Change::Reworded { new, .. } => drop(fates.statements.insert(*new, ChangeKind::Reworded)),
                    Change::New { new } => drop(fates.statements.insert(*new, ChangeKind::New)),
                    Change::Dropped { .. } => {}
                }
            }
        }
        fates
    }

    fn step(&self, skill: EntityId) -> (StepChangeKind, Option<usize>) {
        self.steps.get(&skill).copied().unwrap_or((StepChangeKind::Unchanged, None))
    }
}

/// The mean needed step of each theme of skills, in the themes' order.
fn radar(builder: &PageBuilder, index: EntityId, below: Option<EntityId>) -> Vec<Spoke> {
    let handbook = builder.handbook;
    let now = means(builder, index);
    let before: Option<HashMap<String, Mean>> = below.map(|below| means(builder, below).into_iter().collect());
    let mut spokes = Vec::new();
    for (theme, mean) in now {
        let was = before.as_ref().map(|before| before.get(&theme).map_or(0.0, |mean| mean.value()));
        spokes.push(Spoke { title: handbook.theme_title(&theme), value: mean.value(), before: was, of: mean.of });
    }
    spokes
}

#[derive(Default)]
struct Mean {
    sum: usize,
    count: usize,
    of: usize,
}

impl Mean {
    /// Rounded to hundredths, so that the same content gives the same bytes.
    fn value(&self) -> f64 {
        (self.sum as f64 / self.count.max(1) as f64 * 100.0).round() / 100.0
    }
}

fn means(builder: &PageBuilder, role: EntityId) -> Vec<(String, Mean)> {
    let handbook = builder.handbook;
    let mut means: Vec<(String, Mean)> = Vec::new();
    for need in &handbook.resolved(role).needs {
        let theme = handbook.topic(need.skill).and_then(|topic| topic.theme.as_ref());
        let (Some(theme), Some(step)) = (theme, need.step) else { continue };
        let of =
            handbook.skill(need.skill).and_then(|skill| handbook.scale_of(skill)).map_or(0, |scale| scale.steps.len());
        let at = match means.iter().position(|(known, _)| *known == theme.value) {
            Some(at) => at,
            None => {
                means.push((theme.value.clone(), Mean::default()));
                means.len() - 1
            }
        };
        let mean = &mut means[at].1;
        mean.sum += step + 1;
        mean.count += 1;
        mean.of = mean.of.max(of);
    }
    means
}

/// The moves from a role, written and implied.
pub fn leads_to(builder: &PageBuilder, index: EntityId) -> Vec<MoveView> {
    let moves = builder.handbook.moves_from(index).iter();
    moves.map(|one| move_view(builder, one, builder.card(one.to))).collect()
}

/// The moves to a role, written and implied.
fn comes_from(builder: &PageBuilder, index: EntityId) -> Vec<MoveView> {
    let moves = builder.handbook.moves_to(index).iter();
    moves.map(|one| move_view(builder, one, builder.link_card(one.from))).collect()
}

/// A move, with the role at its other end.
pub fn move_view(builder: &PageBuilder, one: &handbook::Move, role: Card) -> MoveView {
    let written = builder.handbook.written(one);
    let entity = builder.handbook.get(one.from);
    MoveView {
        role,
        kind: one.kind,
        gate: written.and_then(|written| written.gate.clone()),
        note: written.and_then(|written| builder.optional_html(&written.note, entity)),
        compare: builder.plan.compare(one.from, one.to).map(|url| builder.href(url)),
        roadmaps: roadmaps(builder, one.from, one.to),
        level: None,
        counts: None,
    }
}

/// Roadmaps from one role to another.
pub fn roadmaps(builder: &PageBuilder, from: EntityId, to: EntityId) -> Vec<Card> {
    let handbook = builder.handbook;
    let leads = |index: &EntityId| {
        let Data::Roadmap(roadmap) = &handbook.get(*index).data else { return false };
        handbook.find(Kind::Role, &roadmap.from.value) == Some(from)
            && handbook.find(Kind::Role, &roadmap.to.value) == Some(to)
    };
    builder.cards(handbook.used_by(from).roadmaps.iter().copied().filter(leads))
}
