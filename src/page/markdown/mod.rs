//! The Markdown twin of a page, for quoting: `roles/staff-engineer.md` beside `roles/staff-engineer.html`.
//!
//! Says what the view says, in its order, and nothing else. Links are absolute if the site's address is known.

mod from_html;

pub use from_html::{destination, text};

use std::fmt::Write;

use from_html::{guarded, prefixed};

use super::cards::Card;
use super::frame::Frame;
use super::kinds::*;
use super::ladders::*;
use super::site::Site;
use super::statements::*;
use super::{PageInput, View};
use crate::content::{MoveKind, Status};
use crate::handbook::difference::PieceKind;
use career_map::*;
use comparison::*;
use role::MoveView;

/// The page as Markdown; `None` for a page that only leads elsewhere.
pub fn twin(input: &PageInput, site: &Site) -> Option<String> {
    let page = &input.page;
    let mut twin = Twin { page, site, out: String::new() };
    twin.heading(1, &from_html::text(&page.title));
    if let Some(status) = page.status {
        twin.line(&format!("*This page is {}.*", if status == Status::Draft { "a draft" } else { "retired" }));
    }
    match &input.view {
        View::Home(view) => twin.home(view),
        View::List(view) => twin.index(view),
        View::Role(view) => twin.role(view),
        View::Skill(view) => twin.skill(view),
        View::Responsibility(view) => twin.responsibility(view),
        View::Track(view) => twin.track(view),
        View::Family(view) => twin.family(view),
        View::Level(view) => twin.level(view),
        View::Roadmap(view) => twin.roadmap(view),
        View::Interview(view) => twin.interview(view),
        View::Text(view) => {
            twin.summary(&view.summary);
            twin.body(&view.body, 0);
            twin.cards(&view.children);
        }
        View::Matrix(view) => twin.matrix(view),
        View::Comparison(view) => twin.difference(view, 2, true),
        View::Comparisons(view) => {
            for pair in &view.pairs {
                twin.item(0, &twin.link(&format!("{} → {}", pair.old.title, pair.new.title), &pair.href));
            }
        }
        View::Map(view) => {
            twin.body(&view.body, 0);
            for chart in &view.charts {
                twin.chart(chart);
            }
        }
        View::Print(view) => twin.print(view),
        View::Search(_) | View::NotFound(_) | View::Redirect(_) => return None,
    }
    let version = site.version.as_ref().map(|version| format!(", version {version}")).unwrap_or_default();
    let from = page.canonical.as_ref().map(|url| format!(": <{url}>")).unwrap_or_default();
    twin.line("---");
    twin.line(&format!("{}{version}{from}", from_html::text(&site.title)));
    Some(twin.out.trim_start().to_owned())
}

struct Twin<'a> {
    page: &'a Frame,
    site: &'a Site,
    out: String,
}

impl Twin<'_> {
    /// A block with an empty line before it.
    fn line(&mut self, text: &str) {
        if !text.is_empty() {
            let _ = write!(self.out, "\n{text}\n");
        }
    }

    fn heading(&mut self, level: usize, title: &str) {
        self.line(&format!("{} {title}", "#".repeat(level.min(6))));
    }

    /// A list item; items in a row stand close together.
    fn item(&mut self, depth: usize, text: &str) {
        if depth == 0 && !in_list(&self.out) {
            self.out.push('\n');
        }
        let indent = "  ".repeat(depth);
        self.out.push_str(&prefixed(&guarded(text.to_owned()), &format!("{indent}- "), &format!("{indent}  ")));
        self.out.push('\n');
    }

    fn inline(&self, html: &str) -> String {
        from_html::inline(html, &|href| self.address(href))
    }

    /// An author's text, its headings made `deeper`.
    fn body(&mut self, html: &str, deeper: usize) {
        let text = from_html::blocks(html, deeper, &|href| self.address(href));
        self.line(&text);
    }

    fn summary(&mut self, html: &Option<String>) {
        if let Some(html) = html {
            self.line(&self.inline(html));
        }
    }

    /// The absolute address of a relative one, if the site's address is known.
    fn address(&self, href: &str) -> String {
        let Some(site_url) = &self.page.site_url else { return href.to_owned() };
        if let Some(fragment) = href.strip_prefix('#') {
            return format!("{}#{fragment}", self.page.canonical.as_deref().unwrap_or_default());
        }
        let scheme = href.split_once(':').is_some_and(|(scheme, _)| !scheme.contains(['/', '.', '#']));
        if scheme {
            href.to_owned()
        } else {
            format!("{site_url}{}", href.strip_prefix(&self.page.root).unwrap_or(href))
        }
    }

    fn link(&self, title: &str, href: &str) -> String {
        let title = from_html::text(title);
        format!("[{title}]({})", destination(&self.address(href)))
    }

    fn card_link(&self, card: &Card) -> String {
        let status = card
            .status
            .map(|status| format!(" *({})*", if status == Status::Draft { "draft" } else { "retired" }))
            .unwrap_or_default();
        self.link(&card.title, &card.href) + &status
    }

    fn links(&self, cards: &[Card]) -> String {
        cards.iter().map(|card| self.card_link(card)).collect::<Vec<_>>().join(", ")
    }

    fn cards(&mut self, cards: &[Card]) {
        for card in cards {
            let summary = card.summary.as_ref().map(|summary| format!(": {}", self.inline(summary)));
            self.item(0, &(self.card_link(card) + &summary.unwrap_or_default()));
        }
    }

    fn section(&mut self, title: &str, cards: &[Card]) {
        if !cards.is_empty() {
            self.heading(2, &from_html::text(title));
            self.cards(cards);
        }
    }

    fn term(&self, kind: &str) -> (String, String) {
        let term = self.site.terms.get(kind);
        term.map(|term| (from_html::text(&term.one), from_html::text(&term.other))).unwrap_or_default()
    }

    fn ladder(&mut self, ladder: &LadderView) {
        if let Some(focus) = &ladder.primary_focus {
            self.line(&self.inline(focus));
        }
        for rung in ladder.rungs.iter().rev() {
            let level = rung.level.as_ref().map(|level| format!(" ({})", from_html::text(&level.title)));
            let summary = rung.role.summary.as_ref().map(|summary| format!(": {}", self.inline(summary)));
            self.item(0, &(self.card_link(&rung.role) + &level.unwrap_or_default() + &summary.unwrap_or_default()));
        }
    }

    fn facts(&mut self, facts: &LevelFacts) {
        for (name, fact) in [("Scope", &facts.scope), ("Autonomy", &facts.autonomy), ("Impact", &facts.impact)] {
            if let Some(fact) = fact {
                self.item(0, &format!("**{name}:** {}", self.inline(fact)));
            }
        }
        self.labelled(&facts.facts);
    }

    fn labelled(&mut self, facts: &[FactView]) {
        for fact in facts {
            let label = from_html::text(&fact.label);
            self.item(0, &format!("**{label}:** {}", self.inline(&fact.html)));
        }
    }

    fn counts(&self, counts: &CountsView) -> String {
        let numbers = [
            (counts.new, "new"),
            (counts.reworded, "reworded"),
            (counts.raised, "raised"),
            (counts.lowered, "lowered"),
            (counts.dropped, "dropped"),
            (counts.unchanged, "carried over"),
        ];
        let shown = numbers.iter().filter(|(number, _)| *number > 0).map(|(number, what)| format!("{number} {what}"));
        shown.collect::<Vec<_>>().join(", ")
    }

    fn statements(&mut self, depth: usize, statements: &[StatementView]) {
        for statement in statements {
            let mut notes: Vec<String> = Vec::new();
            notes.extend(statement.change.filter(|change| *change != ChangeKind::Unchanged).map(word));
            if let Some(why) = &statement.why {
                let title = from_html::text(&why.title);
                notes.extend(match why.kind {
                    Reason::Inherited => Some(format!("carries over from {title}")),
                    Reason::Level => Some(format!("expected of everyone at {title}")),
                    Reason::Role => Some(format!("written down for {title}")),
                    _ => None,
                });
            }
            notes.extend(statement.band.as_ref().map(|band| from_html::text(band)));
            if !statement.only.is_empty() {
                notes.push(format!("only for {}", self.links(&statement.only)));
            }
            let notes = if notes.is_empty() { String::new() } else { format!(" *({})*", notes.join("; ")) };
            self.item(depth, &(self.inline(&statement.html) + &notes));
            for point in &statement.points {
                self.item(depth + 1, &self.inline(point));
            }
            self.examples(depth + 1, &statement.examples);
        }
    }

    fn examples(&mut self, depth: usize, examples: &[String]) {
        for example in examples {
            self.item(depth, &format!("Example: {}", self.inline(example)));
        }
    }

    fn group(&mut self, level: usize, group: &GroupView) {
        let need = group.need.as_ref().map(|need| {
            let before = need.before.as_ref().filter(|_| need.change == Some(StepChangeKind::Raised));
            let before = before.map(|before| format!("{} → ", from_html::text(&before.title))).unwrap_or_default();
            format!(": {before}{} ({} of {})", from_html::text(&need.step.title), need.step.number, need.step.of)
        });
        self.heading(level, &(from_html::text(&group.topic.title) + &need.unwrap_or_default()));
        if let Some(note) = group.need.as_ref().and_then(|need| need.note.as_ref()) {
            self.line(&self.inline(note));
        }
        if let Some(summary) = &group.summary {
            self.line(&self.inline(summary));
        }
        self.statements(0, &group.statements);
        self.examples(0, &group.examples);
    }

    fn groups(&mut self, level: usize, groups: &[GroupView]) {
        let mut theme = None;
        for group in groups {
            if theme != group.theme.as_ref() {
                theme = group.theme.as_ref();
                if let Some(theme) = theme {
                    self.heading(level, &from_html::text(theme));
                }
            }
            self.group(if theme.is_some() { level + 1 } else { level }, group);
        }
    }

    fn moves(&mut self, title: &str, moves: &[MoveView]) {
        if moves.is_empty() {
            return;
        }
        self.heading(2, title);
        for to in moves {
            self.item(0, &self.one_move(to));
        }
    }

    fn one_move(&self, to: &MoveView) -> String {
        let kind = if to.kind == MoveKind::Promotion { "promotion" } else { "lateral move" };
        let gate = to.gate.as_ref().map(|gate| format!("; gate: {}", from_html::text(gate))).unwrap_or_default();
        let note = to.note.as_ref().map(|note| format!(". {}", self.inline(note))).unwrap_or_default();
        format!("{} ({kind}{gate}){note}", self.card_link(&to.role))
    }

    fn resources(&mut self, depth: usize, resources: &[ResourceView]) {
        for resource in resources {
            let title = match &resource.url {
                Some(url) => self.link(&resource.title, url),
                None => format!("*{}*", from_html::text(&resource.title)),
            };
            let by = [&resource.author, &resource.kind].into_iter().flatten().map(|text| from_html::text(text));
            let by: Vec<String> = by.collect();
            let by = if by.is_empty() { String::new() } else { format!(" ({})", by.join(", ")) };
            let note = resource.note.as_ref().map(|note| format!(": {}", self.inline(note))).unwrap_or_default();
            self.item(depth, &format!("{title}{by}{note}"));
        }
    }

    fn home(&mut self, view: &home::HomeView) {
        if let Some(description) = &self.page.description {
            self.line(&guarded(from_html::text(description)));
        }
        self.body(&view.body, 0);
        for ladder in &view.tracks {
            self.heading(2, &self.card_link(&ladder.track));
            self.ladder(ladder);
        }
        for group in &view.groups {
            self.heading(2, &from_html::text(group.title.as_deref().unwrap_or(&self.site.terms["track"].other)));
            self.cards(&group.cards);
        }
        self.section(&self.site.terms["family"].other, &view.families);
        self.section(&self.site.terms["page"].other, &view.guides);
        self.section(&self.site.terms["roadmap"].other, &view.roadmaps);
    }

    fn index(&mut self, view: &list::ListView) {
        self.body(&view.body, 0);
        for group in &view.groups {
            if let Some(title) = &group.title {
                self.heading(2, &from_html::text(title));
            }
            self.summary(&group.summary);
            self.cards(&group.cards);
        }
        self.section("Retired", &view.retired);
    }

    fn role(&mut self, view: &role::RoleView) {
        self.summary(&view.summary);
        if !view.aliases.is_empty() {
            self.line(&format!("Also called {}.", from_html::text(&view.aliases.join(", "))));
        }
        if let Some(level) = &view.level {
            self.item(0, &format!("**{}:** {}", self.term("level").0, self.card_link(&level.card)));
            self.facts(level);
        }
        for change in &view.changes {
            self.heading(2, &format!("What changes from {}", self.card_link(&change.old)));
            self.line(&format!("{}.", self.counts(&change.counts)));
            self.difference_groups(3, &change.groups, false);
        }
        if !view.body.is_empty() {
            self.heading(2, "About");
            self.body(&view.body, 1);
        }
        if !view.responsibilities.is_empty() {
            self.heading(2, &self.term("responsibility").1);
            for group in &view.responsibilities {
                self.group(3, group);
            }
        }
        if !view.skills.is_empty() {
            self.heading(2, &self.term("skill").1);
            self.groups(3, &view.skills);
        }
        self.moves("Where it can lead", &view.leads_to);
        self.moves("Where people come from", &view.comes_from);
        self.section(&self.site.terms["roadmap"].other, &view.roadmaps);
        self.section(&self.site.terms["interview"].other, &view.interviews);
    }

    fn skill(&mut self, view: &skill::SkillView) {
        self.summary(&view.summary);
        self.body(&view.body, 0);
        for item in &view.steps {
            let step = &item.step;
            self.heading(2, &format!("{} ({} of {})", from_html::text(&step.title), step.number, step.of));
            self.summary(&step.summary);
            self.statements(0, &item.statements);
            if !item.roles.is_empty() {
                self.line(&format!("Needed by {}.", self.links(&item.roles)));
            }
            if !item.resources.is_empty() {
                self.line("What helps to get here:");
                self.resources(0, &item.resources);
            }
        }
        self.grids(&view.grids);
        if !view.needed_by.is_empty() {
            self.heading(2, "Who needs it");
            for need in &view.needed_by {
                let step = need.step.as_ref().map(|step| format!(": {}", from_html::text(&step.title)));
                let weight = need.weight.as_ref().map(|weight| format!(" ({})", from_html::text(weight)));
                self.item(0, &(self.card_link(&need.role) + &step.unwrap_or_default() + &weight.unwrap_or_default()));
            }
        }
        if !view.resources.is_empty() {
            self.heading(2, "Resources");
            self.resources(0, &view.resources);
        }
        self.section("Related", &view.related);
    }

    fn grids(&mut self, grids: &[GridView]) {
        for grid in grids {
            self.heading(2, &format!("By {}", self.term(grid.axis.name()).0.to_lowercase()));
            self.cells(&grid.cells);
        }
    }

    fn cells(&mut self, cells: &[GridCellView]) {
        for cell in cells {
            self.heading(3, &self.card_link(&cell.at));
            self.statements(0, &cell.statements);
        }
    }

    fn responsibility(&mut self, view: &responsibility::ResponsibilityView) {
        self.summary(&view.summary);
        self.body(&view.body, 0);
        self.grids(&view.grids);
        if !view.roles.is_empty() {
            self.heading(2, &format!("{} and what they answer for", self.term("role").1));
            self.cells(&view.roles);
        }
        if !view.resources.is_empty() {
            self.heading(2, "Resources");
            self.resources(0, &view.resources);
        }
        self.section("Related", &view.related);
    }

    fn track(&mut self, view: &track::TrackView) {
        self.summary(&view.summary);
        self.ladder(&view.ladder);
        if !view.exits.is_empty() {
            self.heading(2, &format!("Ways into other {}", self.term("track").1.to_lowercase()));
            for (from, exit) in &view.exits {
                self.item(0, &format!("{} → {}", self.card_link(from), self.one_move(exit)));
            }
        }
        self.body(&view.body, 0);
    }

    fn family(&mut self, view: &family::FamilyView) {
        self.summary(&view.summary);
        self.body(&view.body, 0);
        for ladder in &view.tracks {
            self.heading(2, &self.card_link(&ladder.track));
            self.ladder(ladder);
        }
        self.section(&format!("Other {}", self.site.terms["role"].other.to_lowercase()), &view.others);
    }

    fn level(&mut self, view: &level::LevelView) {
        self.summary(&view.summary);
        self.facts(&view.facts);
        self.body(&view.body, 0);
        for group in &view.roles {
            self.section(group.title.as_deref().unwrap_or(&self.site.terms["role"].other), &group.cards);
        }
        if !view.groups.is_empty() {
            self.heading(2, "Expected of everyone here");
            for group in &view.groups {
                self.group(3, group);
            }
        }
    }

    fn roadmap(&mut self, view: &roadmap::RoadmapView) {
        self.summary(&view.summary);
        for (name, card) in [("From", &view.from), ("To", &view.to)] {
            if let Some(card) = card {
                self.item(0, &format!("**{name}:** {}", self.card_link(card)));
            }
        }
        self.body(&view.body, 0);
        for stage in &view.stages {
            self.heading(2, &format!("{}. {}", stage.number, from_html::text(&stage.title)));
            if let Some(duration) = &stage.duration {
                self.line(&format!("*{}*", from_html::text(duration)));
            }
            self.summary(&stage.outcome);
            if !stage.evidence.is_empty() {
                self.line("What shows that it is done:");
                for evidence in &stage.evidence {
                    self.item(0, &format!("[ ] {}", self.inline(evidence)));
                }
            }
            if !stage.skills.is_empty() {
                self.line(&format!("{} to reach:", self.term("skill").1));
                for need in &stage.skills {
                    let step = need.step.as_ref().map(|step| format!(": {}", from_html::text(&step.title)));
                    self.item(0, &(self.card_link(&need.skill) + &step.unwrap_or_default()));
                }
            }
            if !stage.responsibilities.is_empty() {
                let topics = self.links(&stage.responsibilities);
                self.line(&format!("{} to practise: {topics}", self.term("responsibility").1));
            }
            if !stage.resources.is_empty() {
                self.line("What helps:");
                self.resources(0, &stage.resources);
            }
        }
    }

    fn interview(&mut self, view: &interview::InterviewView) {
        self.summary(&view.summary);
        if !view.roles.is_empty() {
            self.item(0, &format!("**For:** {}", self.links(&view.roles)));
        }
        if let Some(minutes) = view.minutes {
            self.item(0, &format!("**Time:** {minutes} minutes"));
        }
        self.body(&view.body, 0);
        for round in &view.rounds {
            let minutes = round.minutes.map(|minutes| format!(" ({minutes} minutes)")).unwrap_or_default();
            self.heading(2, &format!("{}. {}{minutes}", round.number, from_html::text(&round.title)));
            self.summary(&round.summary);
            if !round.assesses.is_empty() {
                self.line(&format!("Looks at {}.", self.links(&round.assesses)));
            }
            for question in &round.questions {
                self.item(0, &self.inline(&question.ask));
                for sign in &question.looks_for {
                    self.item(1, &format!("Listen for: {}", self.inline(sign)));
                }
                for next in &question.follow_ups {
                    self.item(1, &format!("Then ask: {}", self.inline(next)));
                }
            }
            if !round.rubric.is_empty() {
                let cell = |text: String| text.replace('|', "\\|");
                let rows = round.rubric.iter().map(|mark| {
                    format!("| {} | {} |", cell(from_html::text(&mark.name)), cell(self.inline(&mark.meaning)))
                });
                let rows: Vec<String> = rows.collect();
                self.line(&format!("| Mark | What it means |\n| --- | --- |\n{}", rows.join("\n")));
            }
        }
    }

    fn matrix(&mut self, view: &matrix::MatrixView) {
        self.line(&format!("What is new at each {}, lowest first.", self.term("role").0.to_lowercase()));
        for section in &view.sections {
            self.heading(2, &from_html::text(&section.title));
            for row in &section.rows {
                self.heading(3, &self.card_link(&row.topic));
                for (column, cell) in view.columns.iter().zip(&row.cells) {
                    self.cell(&column.role, cell);
                }
            }
        }
    }

    fn cell(&mut self, role: &Card, cell: &matrix::MatrixCell) {
        let mut facts = Vec::new();
        facts.extend(cell.step.as_ref().map(|step| from_html::text(&step.title)));
        facts.extend((cell.carried > 0).then(|| format!("{} carried over", cell.carried)));
        if facts.is_empty() && cell.statements.is_empty() {
            return;
        }
        let facts = if facts.is_empty() { String::new() } else { format!(": {}", facts.join(", ")) };
        self.item(0, &format!("**{}**{facts}", from_html::text(&role.title)));
        for statement in &cell.statements {
            let reworded = if statement.change == Some(ChangeKind::Reworded) { " *(reworded)*" } else { "" };
            self.item(1, &(self.inline(&statement.html) + reworded));
        }
    }

    fn difference(&mut self, view: &ComparisonView, level: usize, all: bool) {
        let counts = self.counts(&view.counts);
        self.line(&if counts.is_empty() { "Nothing changes.".to_owned() } else { format!("{counts}.") });
        if let Some((before, after)) = &view.levels {
            for facts in [before, after].into_iter().flatten() {
                self.heading(level, &format!("{}: {}", self.term("level").0, self.card_link(&facts.card)));
                self.facts(facts);
            }
        }
        self.difference_groups(level, &view.groups, all);
    }

    fn difference_groups(&mut self, level: usize, groups: &[DifferenceGroupView], all: bool) {
        for group in groups {
            let step = group.step.as_ref().and_then(|step| self.step_change(step));
            let shown = group.changes.iter().filter(|change| all || change.kind != ChangeKind::Unchanged);
            let shown: Vec<&ChangeView> = shown.collect();
            if shown.is_empty()
                && (step.is_none() || group.step.as_ref().is_some_and(|step| step.kind == StepChangeKind::Unchanged))
            {
                continue;
            }
            let step = step.map(|step| format!(": {step}")).unwrap_or_default();
            self.heading(level, &(from_html::text(&group.topic.title) + &step));
            for change in shown {
                self.change(change);
            }
        }
    }

    fn step_change(&self, step: &StepChangeView) -> Option<String> {
        let title = |step: &Option<ScaleStepView>| step.as_ref().map(|step| from_html::text(&step.title));
        Some(match step.kind {
            StepChangeKind::Raised => format!("{} → {} (raised)", title(&step.from)?, title(&step.to)?),
            StepChangeKind::Lowered => format!("{} → {} (lowered)", title(&step.from)?, title(&step.to)?),
            StepChangeKind::Dropped => format!("~~{}~~ (no longer needed)", title(&step.from)?),
            StepChangeKind::New => format!("{} (new)", title(&step.to)?),
            _ => title(&step.to)?,
        })
    }

    fn change(&mut self, change: &ChangeView) {
        let text = match change.kind {
            ChangeKind::Reworded => change.words.iter().map(|piece| self.piece(piece)).collect(),
            ChangeKind::Dropped => format!("~~{}~~", self.inline(&change.html)),
            _ => self.inline(&change.html),
        };
        let moved = change.moved_from.as_ref().map(|from| format!(", moved from {}", from_html::text(&from.title)));
        let kind = match change.kind {
            ChangeKind::Unchanged => "carried over".to_owned(),
            ChangeKind::Dropped => "no longer expected".to_owned(),
            kind => word(kind),
        };
        self.item(0, &format!("{text} *({kind}{})*", moved.unwrap_or_default()));
        self.examples(1, &change.examples);
    }

    fn piece(&self, piece: &PieceView) -> String {
        let mark = match piece.kind {
            PieceKind::Inserted => "**",
            PieceKind::Deleted => "~~",
            _ => return from_html::escaped(&piece.text),
        };
        let words = piece.text.trim();
        if words.is_empty() {
            return piece.text.clone();
        }
        let start = piece.text.len() - piece.text.trim_start().len();
        let (before, after) = (&piece.text[..start], &piece.text[start + words.len()..]);
        format!("{before}{mark}{}{mark}{after}", from_html::escaped(words))
    }

    fn chart(&mut self, chart: &MapChart) {
        if let Some(family) = &chart.family {
            self.heading(2, &self.card_link(family));
        }
        for ladder in &chart.ladders {
            let title = ladder.track.as_ref().map_or_else(|| "On no track".to_owned(), |track| self.card_link(track));
            self.heading(3, &title);
            for rung in ladder.rungs.iter().rev() {
                let level = rung.level.as_ref().map(|level| format!(" ({})", from_html::text(&level.title)));
                self.item(0, &(self.card_link(&rung.role) + &level.unwrap_or_default()));
                for to in &rung.moves {
                    self.item(1, &self.one_move(to));
                }
            }
        }
    }

    fn print(&mut self, view: &print::PrintView) {
        self.summary(&view.track.summary);
        for part in &view.parts {
            self.heading(2, &self.card_link(&part.role));
            self.summary(&part.role.summary);
            if let Some(level) = &part.level {
                self.facts(level);
            }
            self.body(&part.body, 1);
            match &part.change {
                Some(change) => {
                    self.line(&format!("From {}: {}.", self.card_link(&change.old), self.counts(&change.counts)));
                    self.difference_groups(3, &change.groups, false);
                }
                None => {
                    for group in &part.groups {
                        self.group(3, group);
                    }
                }
            }
        }
    }
}

fn word(change: ChangeKind) -> String {
    format!("{change:?}").to_lowercase()
}

/// Whether the text ends with a list item, so that another may follow without an empty line.
fn in_list(text: &str) -> bool {
    let last = text.trim_end_matches('\n').rsplit('\n').next().unwrap_or_default();
    text.ends_with('\n') && !text.ends_with("\n\n") && last.trim_start().starts_with("- ")
}

#[cfg(test)]
mod tests;
