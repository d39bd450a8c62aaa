//! Long tables: a statement or a required step per row.

use std::collections::BTreeMap;

use crate::diagnostic::{IMPORT_PROBLEM, IMPORT_REPAIR};
use crate::import::builder::{LadderBuilder, step_id};
use crate::import::level_name::{Coded, coded};
use crate::import::model::{ImportedStatement, TopicKind};
use crate::import::notes::Notes;
use crate::import::prose::about;
use crate::import::text::{self, is_placeholder, name};

use super::guess::{ColumnKind, Guess};
use super::read::{Sheet, SheetRow};
use super::wide::in_order;

/// Reads a sheet into the ladder.
pub fn read(sheet: &Sheet, guess: &Guess, builder: &mut LadderBuilder, notes: &mut Notes) {
    let body = &sheet.rows[guess.first_row..];
    let words: Vec<&str> =
        body.iter().map(|row| cell(guess, row, ColumnKind::Step)).filter(|cell| !cell.is_empty()).collect();
    let steps = in_order(&words);
    let scale = if steps.is_empty() { String::new() } else { builder.scale(&steps) };
    let mut described: BTreeMap<usize, (&str, usize)> = BTreeMap::new();
    for row in body {
        let cell = |is| cell(guess, row, is);
        let place = |is| sheet.cell(row, guess.find(is).map_or("", |at| &guess.columns[at].header));
        let family = builder.family(cell(ColumnKind::Family));
        let track = match cell(ColumnKind::Track) {
            "" => builder.track("Career ladder", &family),
            title => builder.track(title, &family),
        };
        // Several roles or levels may share a row: `L3|L4`.
        let split = |is| -> Vec<String> { cell(is).split('|').map(name).filter(|part| !part.is_empty()).collect() };
        let (roles, levels, codes) = (split(ColumnKind::Role), split(ColumnKind::Level), split(ColumnKind::Code));
        if roles.is_empty() && levels.is_empty() {
            let message = "the row names no role and no level, so it was left out";
            notes.tally(IMPORT_PROBLEM, place(ColumnKind::Role), message, Some("Fill in the role or the level."));
            continue;
        }
        let shared = roles.len().max(levels.len());
        let made: Vec<usize> = (0..shared)
            .map(|number| {
                let pick = |all: &[String]| {
                    all.get(number).or_else(|| all.first().filter(|_| all.len() == 1)).cloned().unwrap_or_default()
                };
                let (role, level, code) = (pick(&roles), pick(&levels), pick(&codes));
                let heading = if role.is_empty() { &level } else { &role };
                let mut named: Coded = coded(heading);
                if named.code.is_empty() && !code.is_empty() {
                    named.code = code;
                } else if named.code.is_empty() && !role.is_empty() && !level.is_empty() {
                    let level = coded(&level);
                    named.code = if level.code.is_empty() { level.title } else { level.code };
                }
                builder.coded_role(named, &track, &family)
            })
            .collect();
        let about_role = cell(ColumnKind::RoleDescription);
        for at in made.iter().filter(|_| !about_role.is_empty()) {
            let (said, first) = *described.entry(*at).or_insert_with(|| {
                let role = &mut builder.ladder.roles[*at];
                (role.summary, role.body) = about(about_role);
                (about_role, row.number)
            });
            if said != about_role {
                let message = format!("the text differs from that of row {first}, which was kept");
                notes.tally(IMPORT_PROBLEM, place(ColumnKind::RoleDescription), message, None);
            }
        }
        let (skill, step, theme) = (cell(ColumnKind::Skill), cell(ColumnKind::Step), cell(ColumnKind::Theme));
        let kind = if skill.is_empty() && step.is_empty() { TopicKind::Responsibility } else { TopicKind::Skill };
        let topic = [skill, cell(ColumnKind::Topic), theme].into_iter().find(|title| !title.is_empty());
        let topic = topic.unwrap_or("Expectations");
        let theme = if text::key(theme) == text::key(topic) { "" } else { theme };
        let id = builder.topic(kind, topic, theme);
        if kind == TopicKind::Skill
            && let Some(skill) = builder.topic_mut(kind, &id)
            && skill.scale.is_empty()
        {
            skill.scale.clone_from(&scale);
        }
        let said = cell(ColumnKind::Description);
        if !said.is_empty()
            && let Some(topic) = builder.topic_mut(kind, &id)
            && topic.summary.is_empty()
        {
            (topic.summary, topic.body) = about(said);
        }
        let more = (cell(ColumnKind::Id), cell(ColumnKind::Example), cell(ColumnKind::Point));
        let statements = statements(cell(ColumnKind::Statement), more);
        for at in made {
            let role = &mut builder.ladder.roles[at];
            if !step.is_empty() {
                let title = role.title.clone();
                let (need, wanted) = (role.need(&id), step_id(step));
                if need.step.is_empty() {
                    need.step = wanted;
                } else if need.step != wanted {
                    let message =
                        format!("`{title}` requires `{topic}` at another step in an earlier row, which was kept");
                    notes.tally(IMPORT_PROBLEM, place(ColumnKind::Step), message, None);
                } else {
                    let message = "a requirement stands in an earlier row already";
                    notes.tally(IMPORT_REPAIR, place(ColumnKind::Step), message, None);
                }
            }
            if builder.expect(at, kind, &id, statements.clone()) > 0 {
                let message = "a statement stands in an earlier row already";
                notes.tally(IMPORT_REPAIR, place(ColumnKind::Statement), message, None);
            }
        }
    }
}

/// A row's cell in the first column of a kind; empty for a placeholder.
fn cell<'a>(guess: &Guess, row: &'a SheetRow, is: ColumnKind) -> &'a str {
    Some(guess.cell(row, is)).filter(|cell| !is_placeholder(cell)).unwrap_or_default()
}

/// The id of a statement. What is no id, as other programs may write, becomes one.
pub fn statement_id(written: &str) -> String {
    let is_id = |sign: char| sign.is_alphanumeric() || matches!(sign, '-' | '_' | '.');
    if written.chars().all(is_id) { written.to_owned() } else { crate::content::slug(written) }
}

/// The statements of a cell. One with an id, an example or points is one statement, whatever its sentences.
fn statements(cell: &str, (id, example, points): (&str, &str, &str)) -> Vec<ImportedStatement> {
    if cell.is_empty() {
        return Vec::new();
    }
    let lines = |cell: &str| -> Vec<String> {
        let items = cell.lines().map(|line| line.trim().trim_start_matches(['-', '•', '*']).trim().to_owned());
        items.filter(|line| !line.is_empty()).collect()
    };
    if !id.is_empty() || !example.is_empty() || !points.is_empty() {
        return vec![ImportedStatement {
            id: statement_id(id),
            text: text::one_line(cell),
            points: lines(points),
            examples: lines(example),
            ..ImportedStatement::default()
        }];
    }
    text::statements(cell)
}
