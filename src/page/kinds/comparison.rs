//! The comparison of two roles, as a page and as a section of a role's page.

use std::hash::{Hash, Hasher};

use serde::Serialize;

use crate::content::{Kind, Prose, Statement};
use crate::handbook::difference::{self, Change, GroupChange, Piece, PieceKind, StepChange};
use crate::handbook::{EntityId, Expectation, Handbook, RoleDifference};
use crate::page::cards::{Card, PageBuilder};
use crate::page::frame::PageHeading;
use crate::page::social_card::CardSubject;
use crate::page::statements::{ChangeKind, LevelFacts, ScaleStepView, StepChangeKind};
use crate::page::urls;

use super::role::{MoveView, move_view, roadmaps};
use super::{Address, PageKind};

/// The difference of two roles.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ComparisonView {
    /// The role one comes from.
    pub old: Card,
    /// The role one goes to.
    pub new: Card,
    /// The address of the page that shows it in full.
    pub href: String,
    /// The level of each.
    pub levels: Option<(Option<LevelFacts>, Option<LevelFacts>)>,
    /// The facts of either role and its level, row by row.
    pub facts: Vec<FactRowView>,
    /// The numbers.
    pub counts: CountsView,
    /// Whether the newer role stands on a higher level: what it expects in other words then goes further.
    pub rises: bool,
    /// The move between the two, if there is one.
    pub way: Option<MoveView>,
    /// The steps of the track, lowest first, each with its difference page.
    pub steps: Vec<TrackStepView>,
    /// The step by theme, for bars.
    pub sizes: Vec<ThemeSize>,
    /// What changes, by responsibility and skill.
    pub groups: Vec<DifferenceGroupView>,
    /// Roadmaps for this very move.
    pub roadmaps: Vec<Card>,
    /// The page that reads the difference the other way, if there is one.
    pub reverse: Option<String>,
    /// Where any two roles are compared.
    pub others: String,
}

/// What two roles say under one label.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct FactRowView {
    /// The label.
    pub label: String,
    /// What the older role or its level says, HTML.
    pub old: Option<String>,
    /// What the newer role or its level says, HTML.
    pub new: Option<String>,
}

/// How many statements and skills changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CountsView {
    /// The same.
    pub unchanged: usize,
    /// The same expectation in other words.
    pub reworded: usize,
    /// Skills at a higher step.
    pub raised: usize,
    /// Skills at a lower step.
    pub lowered: usize,
    /// Statements that are new.
    pub new: usize,
    /// Statements that no longer apply.
    pub dropped: usize,
}

/// A step between neighbours of a track.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TrackStepView {
    /// The lower role's name.
    pub old: String,
    /// The higher role's name.
    pub new: String,
    /// The difference page.
    pub href: String,
    /// Whether it is the step that the page shows.
    pub here: bool,
}

/// How far one theme changes.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ThemeSize {
    /// The theme's name.
    pub title: String,
    /// The size of the step: see `handbook::difference`.
    pub size: f64,
    /// The size as a share of the largest theme's, in percent, for the bar.
    pub percent: usize,
    /// The numbers of the theme.
    pub counts: CountsView,
    /// How many skills of the theme are new.
    pub new_skills: usize,
}

impl Hash for ThemeSize {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self { title, size, percent, counts, new_skills } = self;
        (title, size.to_bits(), percent, counts, new_skills).hash(state);
    }
}

/// What changes under one responsibility or skill.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct DifferenceGroupView {
    /// The topic.
    pub topic: Card,
    /// The theme's name.
    pub theme: Option<String>,
    /// The change of step, if the topic is a skill.
    pub step: Option<StepChangeView>,
    /// Each statement's fate.
    pub changes: Vec<ChangeView>,
    /// The numbers of this group.
    pub counts: CountsView,
}

/// A skill's step in two roles.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct StepChangeView {
    /// `unchanged`, `raised`, `lowered`, `new` or `dropped`.
    pub kind: StepChangeKind,
    /// Before.
    pub from: Option<ScaleStepView>,
    /// After.
    pub to: Option<ScaleStepView>,
}

/// A statement's fate.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ChangeView {
    /// `unchanged`, `reworded`, `new` or `dropped`.
    pub kind: ChangeKind,
    /// The statement in the newer role, or the dropped one: HTML.
    pub html: String,
    /// For `reworded`: the words.
    pub words: Vec<PieceView>,
    /// For `reworded`: whether more than half of the sentence stayed, so that marks on single words help.
    pub close: bool,
    /// What belongs to it in detail: first what the newer role says, then what only the older one does.
    pub points: Vec<DetailView>,
    /// What it looks like, HTML.
    pub examples: Vec<String>,
    /// The examples of both roles, if they differ.
    pub changed_examples: Vec<DetailView>,
    /// For `reworded`: whether the sentence stays, and its points or examples change.
    pub details: bool,
    /// The statement's place on the role's page.
    pub href: String,
    /// The topic it stood under before, if it moved.
    pub moved_from: Option<Card>,
}

/// A point or an example in two roles.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct DetailView {
    /// `unchanged`, `new` or `dropped`.
    pub kind: ChangeKind,
    /// The point or example, HTML.
    pub html: String,
}

/// A run of words.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PieceView {
    /// `kept`, `inserted` or `deleted`.
    pub kind: PieceKind,
    /// The words, plain text.
    pub text: String,
}

/// The difference from one role to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ComparisonPage {
    /// The role one comes from.
    pub old: EntityId,
    /// The role one goes to.
    pub new: EntityId,
}

impl PageKind for ComparisonPage {
    type View = ComparisonView;
    const NAME: &'static str = "compare";
    const TEMPLATE: &'static str = "compare.html";

    fn addresses(handbook: &Handbook) -> Vec<Address<Self>> {
        let roles = handbook.of_kind(Kind::Role);
        let moves = roles.flat_map(|(role, _)| handbook.moves_from(role));
        let mut pairs: Vec<(EntityId, EntityId)> = moves.map(|next| (next.from, next.to)).collect();
        pairs.sort_unstable();
        pairs.dedup();
        let pairs = pairs.into_iter().map(|(old, new)| {
            let url = urls::comparison(&handbook.get(old).id, &handbook.get(new).id);
            Address::built_in(url, Self { old, new }, "a comparison of two roles")
        });
        pairs.collect()
    }

    fn heading(self, builder: &PageBuilder) -> PageHeading {
        let Self { old, new } = self;
        let (from, to) = (&builder.handbook.get(old).title, &builder.handbook.get(new).title);
        PageHeading {
            title: builder.text("compare.pair", &[("from", from), ("to", to)]),
            description: Some(builder.text("compare.description", &[("from", from), ("to", to)])),
            ..PageHeading::default()
        }
        .below(builder.list_link(Kind::Role).into_iter().chain([builder.link(old)]))
    }

    fn card(self) -> Option<CardSubject> {
        Some(CardSubject::Step(self.old, self.new))
    }

    fn view(self, builder: &PageBuilder) -> Self::View {
        section(builder, self.old, self.new, Detail::Full)
    }
}

/// How much a section shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// Everything, unchanged statements too.
    Full,
    /// Groups and statements that change.
    ChangesOnly,
}

/// The difference as a page or as a section.
pub fn section(builder: &PageBuilder, old: EntityId, new: EntityId, detail: Detail) -> ComparisonView {
    let handbook = builder.handbook;
    let found = handbook.difference(old, new);
    let writer = DifferenceWriter { builder, found: &found, old, new };
    let groups = found.difference.groups.iter();
    let groups =
        groups.filter(|group| detail == Detail::Full || changes(group)).map(|group| writer.group(group, detail));
    let facts = fact_rows(builder, old, new);
    let levels = (builder.level_of(old), builder.level_of(new));
    ComparisonView {
        old: builder.card(old),
        new: builder.card(new),
        href: builder.plan.compare(old, new).map_or_else(
            || builder.href(&urls::comparison(&handbook.get(old).id, &handbook.get(new).id)),
            |url| builder.href(url),
        ),
        levels: (levels.0.is_some() || levels.1.is_some() || !facts.is_empty()).then_some(levels),
        facts,
        counts: counts(&found.difference.counts),
        rises: handbook.rank(new).zip(handbook.rank(old)).is_some_and(|(new, old)| new > old),
        way: handbook
            .moves_from(old)
            .iter()
            .find(|way| way.to == new)
            .map(|way| move_view(builder, way, builder.link_card(new))),
        steps: track_steps(builder, old, new),
        sizes: sizes(builder, &found),
        groups: groups.collect(),
        roadmaps: roadmaps(builder, old, new),
        reverse: builder.plan.compare(new, old).map(|url| builder.href(url)),
        others: builder.href(urls::COMPARISONS),
    }
}

/// The numbers, as pages show them.
pub fn counts(counts: &difference::Counts) -> CountsView {
    CountsView {
        unchanged: counts.unchanged,
        reworded: counts.reworded,
        raised: counts.raised,
        lowered: counts.lowered,
        new: counts.new,
        dropped: counts.dropped,
    }
}

/// The numbers of one group.
fn counts_of(group: &GroupChange) -> CountsView {
    let mut counts = CountsView::default();
    for change in &group.changes {
        match change {
            Change::Unchanged { .. } => counts.unchanged += 1,
            Change::Reworded { .. } => counts.reworded += 1,
            Change::New { .. } => counts.new += 1,
            Change::Dropped { .. } => counts.dropped += 1,
        }
    }
    match group.step {
        Some(StepChange::Raised { .. }) => counts.raised = 1,
        Some(StepChange::Lowered { .. }) => counts.lowered = 1,
        _ => {}
    }
    counts
}

fn sum(all: impl Iterator<Item = CountsView>) -> CountsView {
    all.fold(CountsView::default(), |sum, one| CountsView {
        unchanged: sum.unchanged + one.unchanged,
        reworded: sum.reworded + one.reworded,
        raised: sum.raised + one.raised,
        lowered: sum.lowered + one.lowered,
        new: sum.new + one.new,
        dropped: sum.dropped + one.dropped,
    })
}

/// The steps of the track that both roles are on, else of the newer role's first track.
fn track_steps(builder: &PageBuilder, old: EntityId, new: EntityId) -> Vec<TrackStepView> {
    let handbook = builder.handbook;
    let tracks = handbook.tracks_of(new);
    let shared = tracks.iter().find(|track| handbook.tracks_of(old).contains(track));
    let Some(track) = shared.or(tracks.first()) else { return Vec::new() };
    let rungs = handbook.rungs(*track);
    let steps = rungs.windows(2).filter_map(|pair| {
        let url = builder.plan.compare(pair[0], pair[1])?;
        Some(TrackStepView {
            old: handbook.get(pair[0]).title.clone(),
            new: handbook.get(pair[1]).title.clone(),
            href: builder.href(url),
            here: (pair[0], pair[1]) == (old, new),
        })
    });
    steps.collect()
}

fn changes(group: &GroupChange) -> bool {
    !matches!(group.step, None | Some(StepChange::Same { .. }))
        || group.changes.iter().any(|change| !matches!(change, Change::Unchanged { moved_from: None, .. }))
}

struct DifferenceWriter<'a> {
    builder: &'a PageBuilder<'a>,
    found: &'a RoleDifference,
    old: EntityId,
    new: EntityId,
}

impl DifferenceWriter<'_> {
    fn group(&self, group: &GroupChange, detail: Detail) -> DifferenceGroupView {
        let topic = self.found.topics[group.group];
        let mut shown = Vec::new();
        for change in &group.changes {
            let same = matches!(change, Change::Unchanged { moved_from: None, .. });
            if detail == Detail::Full || !same {
                shown.push(self.change(change));
            }
        }
        DifferenceGroupView {
            topic: self.builder.link_card(topic),
            theme: self.builder.theme(topic),
            step: group.step.map(|step| self.step(topic, step)),
            changes: shown,
            counts: counts_of(group),
        }
    }

    /// The points or examples of a statement, row by row.
    fn rows(&self, change: &Change, of: impl Fn(&Statement) -> &[Prose]) -> Vec<DetailView> {
        let (old, new) = match change {
            Change::Unchanged { old, new, .. } | Change::Reworded { old, new, .. } => (Some(*old), Some(*new)),
            Change::New { new } => (None, Some(*new)),
            Change::Dropped { old } => (Some(*old), None),
        };
        let (old, new) = (old.map(|at| &self.found.old[at]), new.map(|at| &self.found.new[at]));
        let before = old.map_or(&[][..], |old| of(&old.statement));
        let after = new.map_or(&[][..], |new| of(&new.statement));
        let both = old.is_some() && new.is_some();
        let row = |side: Option<&Expectation>, prose: &Prose, kind: ChangeKind| {
            let source = self.builder.handbook.get(side?.source);
            let kind = if both { kind } else { ChangeKind::Unchanged };
            Some(DetailView { kind, html: self.builder.html(prose, source) })
        };
        let stays = |prose: &Prose, others: &[Prose]| others.iter().any(|other| same_text(prose, other));
        let kind = |prose: &Prose| if stays(prose, before) { ChangeKind::Unchanged } else { ChangeKind::New };
        let shown = after.iter().filter_map(|prose| row(new, prose, kind(prose)));
        let gone = before.iter().filter(|prose| !stays(prose, after));
        shown.chain(gone.filter_map(|prose| row(old, prose, ChangeKind::Dropped))).collect()
    }

    fn step(&self, skill: EntityId, change: StepChange) -> StepChangeView {
        let (kind, from, to) = match change {
            StepChange::Same { at } => (StepChangeKind::Unchanged, Some(at), Some(at)),
            StepChange::Raised { from, to } => (StepChangeKind::Raised, Some(from), Some(to)),
            StepChange::Lowered { from, to } => (StepChangeKind::Lowered, Some(from), Some(to)),
            StepChange::New { to } => (StepChangeKind::New, None, Some(to)),
            StepChange::Dropped { from } => (StepChangeKind::Dropped, Some(from), None),
        };
        let step = |number: Option<usize>| number.and_then(|number| self.builder.step(skill, number));
        StepChangeView { kind, from: step(from), to: step(to) }
    }

    fn change(&self, change: &Change) -> ChangeView {
        let (kind, (side, role, at), words, moved) = match change {
            Change::Unchanged { new, moved_from, .. } => {
                (ChangeKind::Unchanged, (&self.found.new, self.new, *new), &[][..], moved_from)
            }
            Change::Reworded { new, moved_from, words, .. } => {
                (ChangeKind::Reworded, (&self.found.new, self.new, *new), &words[..], moved_from)
            }
            Change::New { new } => (ChangeKind::New, (&self.found.new, self.new, *new), &[][..], &None),
            Change::Dropped { old } => (ChangeKind::Dropped, (&self.found.old, self.old, *old), &[][..], &None),
        };
        let expectation = &side[at];
        let source = self.builder.handbook.get(expectation.source);
        let close = mostly_kept(words);
        let details = kind == ChangeKind::Reworded && words.iter().all(|piece| piece.kind == PieceKind::Kept);
        let words = words.iter().map(|piece| PieceView { kind: piece.kind, text: piece.text.clone() });
        ChangeView {
            kind,
            close,
            html: self.builder.html(&expectation.statement.text, source),
            words: words.collect(),
            points: self.rows(change, |statement| &statement.points),
            examples: self.builder.html_list(&expectation.statement.examples, source),
            changed_examples: Some(self.rows(change, |statement| &statement.examples))
                .filter(|rows| rows.iter().any(|row| row.kind != ChangeKind::Unchanged))
                .unwrap_or_default(),
            details,
            href: statement_href(self.builder, role, at),
            moved_from: moved.map(|group| self.builder.link_card(self.found.topics[group])),
        }
    }
}

/// Whether two texts have equal words, whatever their markup.
fn same_text(one: &Prose, other: &Prose) -> bool {
    one.plain.trim() == other.plain.trim()
}

/// The facts of two roles and their levels by label, those of the older role first.
fn fact_rows(builder: &PageBuilder, old: EntityId, new: EntityId) -> Vec<FactRowView> {
    let facts = |role: EntityId| {
        let facts = builder.handbook.facts_of(role).into_iter();
        facts.flat_map(|(source, fact)| builder.facts(std::slice::from_ref(fact), source))
    };
    let mut rows: Vec<FactRowView> = Vec::new();
    for fact in facts(old) {
        rows.push(FactRowView { label: fact.label, old: Some(fact.html), new: None });
    }
    for fact in facts(new) {
        match rows.iter_mut().find(|row| row.label == fact.label) {
            Some(row) => row.new = Some(fact.html),
            None => rows.push(FactRowView { label: fact.label, old: None, new: Some(fact.html) }),
        }
    }
    rows
}

/// Whether the kept words are more than half of the longer of both sentences, by characters.
fn mostly_kept(words: &[Piece]) -> bool {
    let length = |kind: PieceKind| -> usize {
        words.iter().filter(|piece| piece.kind == kind).map(|piece| piece.text.chars().count()).sum()
    };
    let kept = length(PieceKind::Kept);
    kept > length(PieceKind::Inserted).max(length(PieceKind::Deleted))
}

/// The address of an expectation on a role's page. Expectations are counted as in the role's own list.
pub fn statement_href(builder: &PageBuilder, role: EntityId, expectation: usize) -> String {
    let page = urls::entity(builder.handbook.get(role));
    let page = if page == builder.url { builder.here.clone() } else { builder.href(&page) };
    format!("{page}#{}", urls::encode_fragment(builder.handbook.anchors(role).name(expectation)))
}

/// The step by theme: responsibilities and skills of one theme together, in reading order.
fn sizes(builder: &PageBuilder, found: &RoleDifference) -> Vec<ThemeSize> {
    let mut themes: Vec<(String, Vec<&GroupChange>)> = Vec::new();
    for group in &found.difference.groups {
        let topic = found.topics[group.group];
        let kind = builder.handbook.get(topic).kind();
        let title = builder.theme(topic).unwrap_or_else(|| builder.handbook.term(kind).other);
        match themes.iter_mut().find(|(known, _)| *known == title) {
            Some((_, groups)) => groups.push(group),
            None => themes.push((title, vec![group])),
        }
    }
    let sizes: Vec<(String, usize, Vec<&GroupChange>)> = themes
        .into_iter()
        .map(|(title, groups)| (title, difference::step_size(groups.iter().copied()), groups))
        .collect();
    let largest = sizes.iter().map(|(_, size, _)| *size).max().unwrap_or(0).max(1);
    let sizes = sizes.into_iter().map(|(title, size, groups)| ThemeSize {
        title,
        size: size as f64 / 2.0,
        percent: size * 100 / largest,
        counts: sum(groups.iter().map(|group| counts_of(group))),
        new_skills: groups.iter().filter(|group| matches!(group.step, Some(StepChange::New { .. }))).count(),
    });
    sizes.collect()
}
