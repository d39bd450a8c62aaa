//! What differs on a page from the last commit, as the switch in the page's corner shows it.
//!
//! Statements and needs are compared by meaning. The other words of the page are compared line by line, by its Markdown
//! counterpart.

use serde::Serialize;

use crate::compile::Compiled;
use crate::content::Kind;
use crate::content::strings::{Strings, TextValue};
use crate::handbook::Handbook;
use crate::handbook::difference::{Piece, PieceKind};
use crate::handbook::history::{
    self, ChangeSubject, EffectChange, EntityChange, NeedChange, NeedKind, RoleEffect, StatementCell, StatementChange,
    StatementKind, Through, VersionStatement,
};
use crate::page::cards::{PageBuilder, PageFormat};
use crate::page::{Output, PageKey, anchor, urls};
use crate::parse::markdown;

use super::last_commit::ComparedCommit;

/// The number of changes that are shown; more are only counted.
const MAX_CHANGES: usize = 60;

/// The number of characters that are shown of unchanged words, before and after a change.
const MAX_CONTEXT: usize = 60;

/// A statement of at least this many bytes hides the lines that contain it.
const MIN_LISTED: usize = 16;

/// A line with at most this many bytes after the title of a skill says only its step.
const MAX_NEED: usize = 60;

/// The texts by which a comparison counts.
const COUNTS: [&str; 7] = [
    "counts.new",
    "counts.reworded",
    "counts.raised",
    "counts.lowered",
    "counts.dropped",
    "counts.unchanged",
    "counts.further",
];

/// What differs on a page.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ChangesView {
    /// What the page is compared with.
    pub heading: String,
    /// A sentence about the page as a whole.
    pub message: Option<String>,
    /// What git or the reader of the commit says, in English.
    pub reason: Option<String>,
    /// The changes, those of statements first.
    pub changes: Vec<MarkedChange>,
    /// How many more there are, in words.
    pub more: Option<String>,
}

/// A change.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MarkedChange {
    /// What happened: `Reworded`.
    pub label: String,
    /// The part of the handbook that it belongs to: `Code Review · Working`.
    pub place: Option<String>,
    /// The `id` of the element on the page that shows it, if there is one.
    pub id: Option<String>,
    /// The words.
    pub pieces: Vec<Piece>,
}

/// The words of the switch itself.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SwitchView {
    /// Its label.
    pub label: String,
    /// What the page is compared with.
    pub heading: String,
}

impl SwitchView {
    /// The words in the language of the handbook.
    pub fn of(strings: &Strings) -> Self {
        Self { label: strings.text("history.title", &[]), heading: strings.text("history.since_commit", &[]) }
    }
}

impl ChangesView {
    /// What differs on the page at `address`.
    pub fn of(compared: &ComparedCommit, address: &str) -> Self {
        ComparedPage::of(compared, address).map_or_else(|message| message, |page| page.view())
    }

    /// Why nothing can be compared.
    pub fn failed(strings: &Strings, reason: String) -> Self {
        Self { reason: Some(reason), ..Self::said(strings, "history.no_commit") }
    }

    /// A sentence and no changes.
    fn said(strings: &Strings, name: &str) -> Self {
        let heading = strings.text("history.since_commit", &[]);
        Self { heading, message: Some(strings.text(name, &[])), ..Self::default() }
    }
}

/// A page that both versions have.
struct ComparedPage<'a> {
    old: &'a Compiled,
    /// Its address in the older version.
    old_address: String,
    new: &'a Compiled,
    builder: PageBuilder<'a>,
    compared: &'a ComparedCommit,
    /// The entity that the page is about, if it differs.
    edited: Option<&'a EntityChange>,
    /// The role that the page is about.
    role: Option<String>,
}

impl<'a> ComparedPage<'a> {
    /// The page; else the sentence that says why there is none to compare.
    fn of(compared: &'a ComparedCommit, address: &'a str) -> Result<Self, ChangesView> {
        let (old, new) = (&compared.commit.compiled, &*compared.revision.displayed);
        let said = |name: &str| ChangesView::said(&new.handbook.strings, name);
        let Some(key) = page_key(new, address) else {
            let is_removed = page_key(old, address).is_some();
            return Err(said(if is_removed { "history.page_removed" } else { "history.page_same" }));
        };
        let root = urls::root(address);
        let (handbook, plan) = (&*new.handbook, &*new.plan);
        let builder = PageBuilder { handbook, plan, url: address, root, here: String::new(), format: PageFormat::Html };
        let entity = key.heading(&builder).subject.map(|subject| handbook.get(subject));
        let edited = entity.and_then(|entity| {
            let is_it = |one: &&EntityChange| one.subject == ChangeSubject::of(entity.kind()) && one.id == *entity.id;
            compared.difference.entities.iter().find(is_it)
        });
        let role = entity.filter(|entity| entity.kind() == Kind::Role).map(|role| role.id.to_string());
        let renamed = edited.and_then(|one| Some((one.subject.kind()?, one.renamed_from.as_ref()?)));
        let old_address = renamed.map_or_else(|| address.to_owned(), |(kind, id)| urls::of(kind, id));
        if page_key(old, &old_address).is_none() {
            return Err(said("history.page_new"));
        }
        Ok(Self { old, old_address, new, builder, compared, edited, role })
    }

    fn view(&self) -> ChangesView {
        let strings = &self.new.handbook.strings;
        let (mut changes, listed) = self.by_meaning();
        changes.extend(self.by_words(&listed));
        if changes.is_empty() {
            return ChangesView::said(strings, "history.page_same");
        }
        let more = changes.len().saturating_sub(MAX_CHANGES);
        changes.truncate(MAX_CHANGES);
        ChangesView {
            heading: strings.text("history.since_commit", &[]),
            more: (more > 0).then(|| strings.text("change.more", &[("count", TextValue::Number(more))])),
            changes,
            ..ChangesView::default()
        }
    }

    /// The changes of the statements and needs of the page's subject, and the texts that they show.
    fn by_meaning(&self) -> (Vec<MarkedChange>, Vec<&'a str>) {
        let mut changes = Vec::new();
        let mut listed = Vec::new();
        let mut list = |said: [&'a Option<VersionStatement>; 2]| {
            for said in said.into_iter().flatten() {
                let texts = [&said.text].into_iter().chain(&said.points).chain(&said.examples);
                listed.extend(texts.map(String::as_str).filter(|text| !text.is_empty()));
            }
        };
        if let Some(effect) = self.effect() {
            changes.extend(effect.needs.iter().map(|need| self.need(need)));
            for change in &effect.changes {
                list([&change.old, &change.new]);
                changes.push(self.expectation(change));
            }
        }
        if self.role.is_none() {
            for change in self.edited.iter().flat_map(|edited| &edited.statements) {
                list([&change.old, &change.new]);
                changes.push(self.statement(change));
            }
        }
        (changes, listed)
    }

    /// The lines of the page that differ, without those that only repeat one of the `listed` texts.
    fn by_words(&self, listed: &[&str]) -> Vec<MarkedChange> {
        let (Some(mut old), Some(mut new)) = (lines(self.old, &self.old_address), lines(self.new, self.builder.url))
        else {
            return Vec::new();
        };
        let needs = self.effect().map_or(&[][..], |effect| &effect.needs);
        if self.effect().is_some() {
            // The changes behind these numbers are listed one by one.
            old.retain(|line| !self.is_count(line));
            new.retain(|line| !self.is_count(line));
        }
        let is_listed = |one: &history::LineChange| {
            let without = |kind: PieceKind| -> String {
                one.words.iter().filter(|piece| piece.kind != kind).map(|piece| piece.text.as_str()).collect()
            };
            let (old, new) = (without(PieceKind::Inserted), without(PieceKind::Deleted));
            // A short statement may be a part of other lines by chance.
            let repeats = |line: &str, text: &str| line == text || (text.len() >= MIN_LISTED && line.contains(text));
            listed.iter().any(|text| repeats(&old, text) || repeats(&new, text))
                || needs.iter().any(|need| self.repeats_need(need, one.kind, &old, &new))
        };
        let view = |one: history::LineChange| {
            let (label, pieces) = (self.label(one.kind), shortened(one.words));
            MarkedChange { label, place: None, id: None, pieces }
        };
        history::compare_lines(&old, &new).into_iter().filter(|one| !is_listed(one)).map(view).collect()
    }

    /// What changes for the role that the page is about.
    fn effect(&self) -> Option<&'a RoleEffect> {
        self.role.as_deref().and_then(|role| self.compared.difference.role(role))
    }

    /// Whether a line is one of a comparison's counts.
    fn is_count(&self, line: &str) -> bool {
        let digits: String = line.chars().filter(char::is_ascii_digit).collect();
        let Ok(number) = digits.parse() else { return false };
        let values = [("number", TextValue::Number(number)), ("count", TextValue::Number(number))];
        COUNTS.iter().any(|name| self.new.handbook.strings.text(name, &values) == line)
    }

    /// Whether a line that differs says no more than what happened to a need: the skill and its step.
    fn repeats_need(&self, need: &NeedChange, kind: StatementKind, old: &str, new: &str) -> bool {
        let view = self.builder.need_change(need);
        let is_of_need = |line: &str, step: &Option<String>| {
            let rest = line.strip_prefix(&view.title).filter(|_| line.len() <= view.title.len() + MAX_NEED);
            rest.is_some_and(|rest| step.as_ref().is_some_and(|step| rest.contains(step.as_str())))
        };
        match kind {
            StatementKind::Added => is_of_need(new, &view.new),
            StatementKind::Removed => is_of_need(old, &view.old),
            _ => is_of_need(old, &view.old) && is_of_need(new, &view.new),
        }
    }

    fn need(&self, need: &NeedChange) -> MarkedChange {
        let name = match need.kind {
            NeedKind::New => "change.new",
            NeedKind::Dropped => "change.no_longer_needed",
            NeedKind::Raised => "change.raised",
            NeedKind::Lowered => "change.lowered",
            NeedKind::Changed | NeedKind::Noted => "history.detailed",
        };
        let view = self.builder.need_change(need);
        let step = |kind: PieceKind, step: &Option<String>| step.clone().map(|text| Piece { kind, text });
        let pieces = match need.kind {
            NeedKind::Noted => [step(PieceKind::Kept, &view.new), None],
            _ => [step(PieceKind::Deleted, &view.old), step(PieceKind::Inserted, &view.new)],
        };
        let pieces = pieces.into_iter().flatten().collect();
        MarkedChange { label: self.text(name), place: Some(view.title), id: None, pieces }
    }

    fn expectation(&self, change: &EffectChange) -> MarkedChange {
        let topic = change.topic.kind.kind().map(|kind| self.title(kind, &change.topic.id));
        let through = match &change.through {
            Through::Own => None,
            Through::Inherited { from } => Some(self.title(Kind::Role, from)),
            Through::Grid { axis, at, .. } => Some(self.axis(axis, at)),
            Through::Step { topic, at } => Some(self.step(topic, at)),
        };
        let place: Vec<String> = topic.into_iter().chain(through).collect();
        self.said(place.join(" · "), change.kind, [&change.old, &change.new], &change.words)
    }

    fn statement(&self, change: &StatementChange) -> MarkedChange {
        let StatementCell { axis, id } = &change.cell;
        let topic = self.edited.map(|edited| edited.id.as_str()).unwrap_or_default();
        let place = if axis == "step" { self.step(topic, id) } else { self.axis(axis, id) };
        self.said(place, change.kind, [&change.old, &change.new], &change.words)
    }

    /// The change of a statement.
    fn said(
        &self,
        place: String,
        kind: StatementKind,
        said: [&Option<VersionStatement>; 2],
        words: &[Piece],
    ) -> MarkedChange {
        MarkedChange {
            label: self.label(kind),
            place: Some(place),
            id: said[1].as_ref().map(|said| anchor(&said.id)),
            pieces: pieces(kind, said, words),
        }
    }

    fn label(&self, kind: StatementKind) -> String {
        self.text(match kind {
            StatementKind::Added => "history.added",
            StatementKind::Removed => "history.removed",
            StatementKind::Reworded => "change.reworded",
            StatementKind::Detailed => "history.detailed",
            StatementKind::Moved | StatementKind::MovedAway => "history.moved",
            StatementKind::Reordered => "history.reordered",
        })
    }

    fn text(&self, name: &str) -> String {
        self.new.handbook.strings.text(name, &[])
    }

    /// The title of the level, role, track or family that a part of a topic is for.
    fn axis(&self, axis: &str, id: &str) -> String {
        Kind::from_name(axis).map_or_else(|| id.to_owned(), |kind| self.title(kind, id))
    }

    /// The title of an entity in the newer version, else in the older one.
    fn title(&self, kind: Kind, id: &str) -> String {
        let find = |handbook: &Handbook| handbook.find(kind, id).map(|index| handbook.get(index).title.clone());
        self.newest(find).unwrap_or_else(|| id.to_owned())
    }

    /// The title of a step of a skill in the newer version, else in the older one.
    fn step(&self, skill: &str, step: &str) -> String {
        let find = |handbook: &Handbook| {
            let skill = handbook.find(Kind::Skill, skill)?;
            let scale = handbook.scale_of(handbook.skill(skill)?)?;
            scale.steps.iter().find(|known| *known.id.value == *step).map(|step| step.title.clone())
        };
        self.newest(find).unwrap_or_else(|| step.to_owned())
    }

    /// What the newer version holds, else the older one.
    fn newest<T>(&self, find: impl Fn(&Handbook) -> Option<T>) -> Option<T> {
        find(&self.new.handbook).or_else(|| find(&self.old.handbook))
    }
}

fn page_key(compiled: &Compiled, address: &str) -> Option<PageKey> {
    match compiled.plan.outputs.get(address) {
        Some(Output::Page(key)) => Some(*key),
        _ => None,
    }
}

/// The words of a page; `None` if it has no Markdown counterpart.
fn lines(compiled: &Compiled, address: &str) -> Option<Vec<String>> {
    let counterpart = urls::markdown(address);
    let is_one = matches!(compiled.plan.outputs.get(&counterpart), Some(Output::Markdown(..)));
    let text = is_one.then(|| compiled.render(&counterpart))??.ok()?;
    Some(markdown::lines(&String::from_utf8_lossy(&text)))
}

/// The words of a statement that changed.
fn pieces(kind: StatementKind, [old, new]: [&Option<VersionStatement>; 2], words: &[Piece]) -> Vec<Piece> {
    let text = new.as_ref().or(old.as_ref()).map(|said| said.text.clone()).unwrap_or_default();
    let whole = |kind: PieceKind| vec![Piece { kind, text: text.clone() }];
    match kind {
        StatementKind::Added => whole(PieceKind::Inserted),
        StatementKind::Removed => whole(PieceKind::Deleted),
        StatementKind::Reworded => words.to_vec(),
        StatementKind::Moved | StatementKind::MovedAway | StatementKind::Reordered => whole(PieceKind::Kept),
        StatementKind::Detailed => {
            let details = |said: &Option<VersionStatement>| -> Vec<String> {
                let said = said.clone().unwrap_or_default();
                [said.points, said.examples, said.band.into_iter().collect(), said.only].concat()
            };
            let (old, new) = (details(old), details(new));
            let lacks = |kind: PieceKind, these: &[String], others: &[String]| -> Vec<Piece> {
                let lacking = these.iter().filter(|detail| !others.contains(detail));
                lacking.map(|detail| Piece { kind, text: format!(" {detail}") }).collect()
            };
            let (deleted, inserted) = (lacks(PieceKind::Deleted, &old, &new), lacks(PieceKind::Inserted, &new, &old));
            [whole(PieceKind::Kept), deleted, inserted].concat()
        }
    }
}

/// The pieces with little of what is kept around the changes.
fn shortened(mut pieces: Vec<Piece>) -> Vec<Piece> {
    let last = pieces.len().saturating_sub(1);
    for (at, piece) in pieces.iter_mut().enumerate().filter(|(_, piece)| piece.kind == PieceKind::Kept) {
        let letters: Vec<char> = piece.text.chars().collect();
        if letters.len() <= 2 * MAX_CONTEXT {
            continue;
        }
        let (start, end) = (&letters[..MAX_CONTEXT], &letters[letters.len() - MAX_CONTEXT..]);
        let start: String = if at > 0 { start.iter().collect() } else { String::new() };
        let end: String = if at < last { end.iter().collect() } else { String::new() };
        piece.text = format!("{start}…{end}");
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_words_around_a_change_are_shortened() {
        let piece = |kind: PieceKind, text: String| Piece { kind, text };
        let kept = |text: &str| piece(PieceKind::Kept, text.repeat(200));
        let short = shortened(vec![kept("é"), piece(PieceKind::Inserted, "x".repeat(500)), kept("b")]);
        assert_eq!(short[0].text, format!("…{}", "é".repeat(MAX_CONTEXT)));
        assert_eq!(short[1].text.len(), 500);
        assert_eq!(short[2].text, format!("{}…", "b".repeat(MAX_CONTEXT)));
        let few = vec![piece(PieceKind::Kept, "Plans the ".into()), piece(PieceKind::Inserted, "week".into())];
        assert_eq!(shortened(few.clone()), few);
    }
}
