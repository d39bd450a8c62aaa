//! Wide tables: a topic per row and a level per column, or the other way round; steps in cells; steps as columns.

use std::collections::BTreeMap;

use crate::diagnostic::{IMPORT_PROBLEM, IMPORT_REPAIR};
use crate::import::builder::{LadderBuilder, is_fact, step_id};
use crate::import::level_name::coded;
use crate::import::model::{ImportedStatement, ImportedTopic, TopicKind};
use crate::import::notes::Notes;
use crate::import::prose::about;
use crate::import::text::{self, is_placeholder, key, name};

use super::guess::{ColumnKind, Guess, SheetForm, is_mark, step_rank};
use super::read::{Sheet, SheetRow, letters};
use super::titled;

/// Reads a sheet into the ladder. `several` says that other sheets have levels too, so each is a track.
pub fn read(sheet: &Sheet, guess: &Guess, builder: &mut LadderBuilder, several: bool, notes: &mut Notes) {
    let mut reader = WideReader { sheet, guess, builder, several, notes };
    match guess.form {
        SheetForm::Transposed => reader.transposed(),
        SheetForm::Steps => reader.steps(),
        SheetForm::Needs => reader.needs(),
        SheetForm::Wide | SheetForm::Long => reader.wide(),
    }
}

struct WideReader<'a> {
    sheet: &'a Sheet,
    guess: &'a Guess,
    builder: &'a mut LadderBuilder,
    several: bool,
    notes: &'a mut Notes,
}

impl<'a> WideReader<'a> {
    fn body(&self) -> &'a [SheetRow] {
        &self.sheet.rows[self.guess.first_row..]
    }

    /// The track of a column: its group, else the sheet where there are several, else the file.
    fn track(&mut self, group: &str) -> String {
        let title = match (group, self.sheet.name.as_str()) {
            ("", "") => titled(&self.sheet.stem.replace(['-', '_'], " ")),
            ("", sheet) if self.several => name(sheet),
            ("", sheet) => titled(sheet),
            (group, _) => group.to_owned(),
        };
        self.builder.track(&title, "")
    }

    /// The roles of the level columns, by column.
    fn roles(&mut self) -> Vec<(usize, usize)> {
        let guess = self.guess;
        let mut roles = Vec::new();
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        for at in guess.all(ColumnKind::Level) {
            let column = &guess.columns[at];
            // Names beside the levels are no group.
            let group = guess.columns.iter().any(|other| other.is == ColumnKind::Level && other.group != column.group);
            let track = self.track(if group { &column.group } else { "" });
            let mut coded = coded(&column.header);
            let repeated = seen.entry(format!("{track}/{}", key(&column.header))).or_insert(0);
            *repeated += 1;
            if *repeated > 1 {
                let letters = letters(at);
                let cell = self.sheet.cell(&self.sheet.rows[guess.first_row - 1], &letters);
                let header = &column.header;
                let message = format!("the level `{header}` has a second column; its cells were added to the first");
                self.notes.tally(IMPORT_REPAIR, cell, message, None);
            }
            if coded.title.is_empty() && coded.code.is_empty() {
                coded.title.clone_from(&column.header);
            }
            if coded.code.is_empty() {
                coded.code.clone_from(&column.code);
            }
            roles.push((at, self.builder.coded_role(coded, &track, "")));
        }
        roles
    }

    /// The theme and the topic of each row. A row without a name continues the one above it, as merged cells do; one
    /// with nothing but a name is a heading for those below.
    fn named(&mut self, cells: &[usize]) -> Vec<(&'a SheetRow, String, String)> {
        let themes_at = self.guess.all(ColumnKind::Theme);
        let topic_at = self.guess.find(ColumnKind::Topic).or(self.guess.find(ColumnKind::Skill));
        let (mut themes, mut topic) = (vec![String::new(); themes_at.len()], String::new());
        let mut heading = RowHeadings::default();
        let mut rows = Vec::new();
        for row in self.body() {
            let own = topic_at.map(|at| name(row.cell(at))).unwrap_or_default();
            // Merged across the row, a heading stands in every cell of it.
            let repeated = !own.is_empty()
                && cells.iter().chain(&themes_at).all(|at| name(row.cell(*at)) == own)
                && cells.len() > 1;
            for (place, at) in themes_at.iter().enumerate().filter(|(_, at)| !row.cell(**at).is_empty()) {
                let next = name(row.cell(*at));
                if next != themes[place] {
                    topic.clear();
                    // Themes inside another one end with it.
                    themes[place..].iter_mut().for_each(String::clear);
                }
                themes[place] = next;
            }
            if repeated && !themes_at.is_empty() {
                continue;
            }
            let empty = cells.iter().all(|at| row.cell(*at).is_empty());
            if (empty || repeated) && themes_at.is_empty() && !own.is_empty() {
                heading.next(own);
                topic.clear();
                continue;
            }
            heading.is_last = false;
            if !own.is_empty() {
                topic = own;
            } else if topic.is_empty() {
                let theme = themes.iter().rfind(|theme| !theme.is_empty());
                topic = theme.cloned().unwrap_or_else(|| "Expectations".into());
                let message = "a row without a name was put under its theme";
                self.notes.tally(IMPORT_REPAIR, self.sheet.cell(row, ""), message, None);
            }
            let above = if themes_at.is_empty() { heading.titles.clone() } else { themes.clone() };
            // A theme that is its only topic groups nothing.
            let above: Vec<String> =
                above.into_iter().filter(|theme| !theme.is_empty() && key(theme) != key(&topic)).collect();
            rows.push((row, above.join("\n"), topic.clone()));
        }
        rows
    }

    fn wide(&mut self) {
        let roles = self.roles();
        let at: Vec<usize> = roles.iter().map(|(at, _)| *at).collect();
        let is_skill = self.guess.find(ColumnKind::Skill).is_some();
        let kind = if is_skill { TopicKind::Skill } else { TopicKind::Responsibility };
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        for (row, theme, topic) in self.named(&at) {
            // Rows such as `Years of experience` or `Scope`: a word or two about each level, and no expectation.
            if is_fact(&topic) {
                roles.iter().for_each(|(at, role)| self.say_fact(*role, &topic, row.cell(*at)));
                continue;
            }
            let id = self.builder.topic(kind, &topic, &theme);
            let times = seen.entry(id.clone()).or_insert(0);
            *times += 1;
            if *times > 1 {
                let message = format!("`{topic}` stands in several rows; they became one");
                self.notes.tally(IMPORT_REPAIR, self.sheet.cell(row, ""), message, None);
            }
            let said = self.guess.cell(row, ColumnKind::Description);
            if !said.is_empty()
                && let Some(topic) = self.builder.topic_mut(kind, &id)
                && topic.summary.is_empty()
            {
                (topic.summary, topic.body) = about(said);
            }
            for (at, role) in &roles {
                let statements = self.statements(row, *at);
                self.builder.expect(*role, kind, &id, statements);
            }
        }
    }

    /// Adds a fact to a role, or to its level where levels have a field for it.
    fn say_fact(&mut self, role: usize, label: &str, said: &str) {
        if said.is_empty() || is_placeholder(said) {
            return;
        }
        let said = said.replace('\n', " ");
        let role = &mut self.builder.ladder.roles[role];
        let level = self.builder.ladder.levels.iter_mut().find(|level| level.id == role.level);
        let level = level.map(|level| match key(label).as_str() {
            "scope" => Ok(&mut level.scope),
            "autonomy" => Ok(&mut level.autonomy),
            "impact" => Ok(&mut level.impact),
            _ => Err(()),
        });
        match level {
            Some(Ok(field)) if field.is_empty() || *field == said => *field = said,
            _ => role.facts.push((name(label), said)),
        }
    }

    /// The statements of a cell; a placeholder is none, and said to be.
    fn statements(&mut self, row: &SheetRow, column: usize) -> Vec<ImportedStatement> {
        let cell = row.cell(column);
        if cell.is_empty() {
            return Vec::new();
        }
        if is_placeholder(cell) {
            let header = &self.guess.columns[column].header;
            let message = format!("`{cell}` was taken as an empty cell");
            self.notes.tally(IMPORT_PROBLEM, self.sheet.cell(row, header), message, None);
            return Vec::new();
        }
        text::statements(cell)
    }

    fn transposed(&mut self) {
        let guess = self.guess;
        let columns = guess.all(ColumnKind::Topic).into_iter().map(|at| (at, &guess.columns[at]));
        let topics: Vec<(usize, String)> = columns
            .map(|(at, column)| (at, self.builder.topic(TopicKind::Responsibility, &column.header, &column.group)))
            .collect();
        let facts = guess.all(ColumnKind::Fact);
        let role_at = guess.find(ColumnKind::Role).unwrap_or(0);
        let mut last = None;
        for row in self.body() {
            let heading = row.cell(role_at);
            let role = if heading.is_empty() {
                last
            } else {
                let family = self.builder.family(guess.cell(row, ColumnKind::Family));
                let track = match guess.cell(row, ColumnKind::Track) {
                    "" => self.track(""),
                    title => self.builder.track(title, &family),
                };
                let mut coded = coded(heading);
                if coded.code.is_empty() {
                    coded.code = name(guess.cell(row, ColumnKind::Code));
                }
                Some(self.builder.coded_role(coded, &track, &family))
            };
            let Some(role) = role else { continue };
            last = Some(role);
            let said = guess.cell(row, ColumnKind::RoleDescription);
            let made = &mut self.builder.ladder.roles[role];
            if !said.is_empty() && made.summary.is_empty() {
                (made.summary, made.body) = about(said);
            }
            for fact in &facts {
                self.say_fact(role, &guess.columns[*fact].header, row.cell(*fact));
            }
            for (column, topic) in &topics {
                let statements = self.statements(row, *column);
                self.builder.expect(role, TopicKind::Responsibility, topic, statements);
            }
        }
    }

    fn steps(&mut self) {
        let columns = self.guess.all(ColumnKind::Step);
        let titles: Vec<String> = columns.iter().map(|at| self.guess.columns[*at].header.clone()).collect();
        let scale = self.builder.scale(&titles);
        let ids: Vec<String> = titles.iter().map(|title| step_id(title)).collect();
        for (row, theme, topic) in self.named(&columns) {
            let id = self.builder.topic(TopicKind::Skill, &topic, &theme);
            let cells: Vec<(String, Vec<ImportedStatement>)> =
                columns.iter().zip(&ids).map(|(at, step)| (step.clone(), self.statements(row, *at))).collect();
            let Some(skill) = self.skill(row, &id, &scale) else { continue };
            for (step, statements) in cells.into_iter().filter(|(_, statements)| !statements.is_empty()) {
                match skill.steps.iter_mut().find(|(known, _)| *known == step) {
                    Some((_, known)) => known.extend(statements),
                    None => skill.steps.push((step, statements)),
                }
            }
        }
    }

    fn needs(&mut self) {
        let roles = self.roles();
        let at: Vec<usize> = roles.iter().map(|(at, _)| *at).collect();
        let words: Vec<&str> = self
            .body()
            .iter()
            .flat_map(|row| at.iter().map(|at| row.cell(*at)))
            .filter(|cell| !cell.is_empty() && !is_placeholder(cell))
            .collect();
        // Ticks say that a skill is needed, and not at which step.
        let only_marks = words.iter().all(|word| is_mark(word));
        let steps = if only_marks { Vec::new() } else { in_order(&words) };
        let scale = if only_marks { String::new() } else { self.builder.scale(&steps) };
        for (row, theme, topic) in self.named(&at) {
            let id = self.builder.topic(TopicKind::Skill, &topic, &theme);
            self.skill(row, &id, &scale);
            for (column, role) in &roles {
                let word = row.cell(*column);
                if word.is_empty() || is_placeholder(word) || word == "0" {
                    continue;
                }
                let need = self.builder.ladder.roles[*role].need(&id);
                if only_marks {
                    continue;
                }
                let step = step_id(word);
                if !need.step.is_empty() && need.step != step {
                    let cell = self.sheet.cell(row, &self.guess.columns[*column].header);
                    let message = format!("`{topic}` is required twice, at different steps; the first was kept");
                    self.notes.tally(IMPORT_PROBLEM, cell, message, None);
                } else {
                    need.step = step;
                }
            }
        }
    }

    /// The skill of a row, with its scale and its description.
    fn skill(&mut self, row: &SheetRow, id: &str, scale: &str) -> Option<&mut ImportedTopic> {
        let skill = self.builder.topic_mut(TopicKind::Skill, id)?;
        scale.clone_into(&mut skill.scale);
        let said = self.guess.cell(row, ColumnKind::Description);
        if !said.is_empty() {
            (skill.summary, skill.body) = about(said);
        }
        Some(skill)
    }
}

/// The headings above a row: rows with nothing but a name.
#[derive(Default)]
struct RowHeadings {
    /// The titles, outermost first.
    titles: Vec<String>,
    /// Whether the row right above is one.
    is_last: bool,
}

impl RowHeadings {
    /// A heading right below another one, or below one in capitals, stands inside it.
    fn next(&mut self, title: String) {
        let in_capitals = |title: &str| title.chars().any(char::is_uppercase) && !title.chars().any(char::is_lowercase);
        let is_inner = !in_capitals(&title)
            && self.titles.first().is_some_and(|outer| self.is_last && self.titles.len() == 1 || in_capitals(outer));
        self.titles.truncate(usize::from(is_inner));
        self.titles.push(title);
        self.is_last = true;
    }
}

/// The different words, lowest first: by number, by the ranks that people give them, else as they came.
pub fn in_order(words: &[&str]) -> Vec<String> {
    let mut steps: Vec<String> = Vec::new();
    for word in words {
        let word = name(word);
        if word != "0" && !steps.iter().any(|known| known.eq_ignore_ascii_case(&word)) {
            steps.push(word);
        }
    }
    if steps.iter().all(|step| step.parse::<f64>().is_ok()) {
        steps.sort_by(|one, other| one.parse::<f64>().unwrap_or(0.0).total_cmp(&other.parse::<f64>().unwrap_or(0.0)));
    } else if steps.iter().all(|step| step_rank(step).is_some()) {
        steps.sort_by_key(|step| step_rank(step));
    }
    steps
}
