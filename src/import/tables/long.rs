//! Long tables: a statement or a required step per row.

use std::collections::BTreeMap;

use crate::diagnostic::{IMPORT_PROBLEM, IMPORT_REPAIR};
use crate::import::builder::{Builder, TopicKind, step_id};
use crate::import::level_name::{Coded, coded};
use crate::import::model::Statement;
use crate::import::notes::Notes;
use crate::import::text::{self, is_placeholder, name};

use super::guess::{Column, Guess};
use super::read::{Row, Sheet};
use super::wide::{about, in_order};

/// Reads a sheet into the ladder.
pub fn read(sheet: &Sheet, guess: &Guess, builder: &mut Builder, notes: &mut Notes) {
    let at = |is| guess.find(is);
    let cell = |row: &Row, is: Column| {
        at(is).map(|at| row.cell(at).to_owned()).filter(|cell| !is_placeholder(cell)).unwrap_or_default()
    };
    let body = &sheet.rows[guess.first_row..];
    let mut scale = String::new();
    if let Some(step) = at(Column::Step) {
        let words: Vec<&str> =
            body.iter().map(|row| row.cell(step)).filter(|cell| !cell.is_empty() && !is_placeholder(cell)).collect();
        let steps = in_order(&words);
        if !steps.is_empty() {
            scale = builder.scale(&steps);
        }
    }
    let mut described: BTreeMap<usize, (String, usize)> = BTreeMap::new();
    for row in body {
        let column = |is: Column| at(is).map(|at| guess.columns[at].header.clone()).unwrap_or_default();
        let family = builder.family(&cell(row, Column::Family));
        let track_title = cell(row, Column::Track);
        let track_title = if track_title.is_empty() { "Career ladder".to_owned() } else { track_title };
        let track = builder.track(&track_title, &family);
        // Several roles or levels may share a row: `L3|L4`.
        let split =
            |is| -> Vec<String> { cell(row, is).split('|').map(name).filter(|part| !part.is_empty()).collect() };
        let (roles, levels, codes) = (split(Column::Role), split(Column::Level), split(Column::Code));
        if roles.is_empty() && levels.is_empty() {
            let help = "Fill in the role or the level.";
            notes.tally(
                IMPORT_PROBLEM,
                sheet.cell(row, &column(Column::Role)),
                "the row names no role and no level, so it was left out",
                Some(help),
            );
            continue;
        }
        let shared = roles.len().max(levels.len());
        let places: Vec<usize> = (0..shared)
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
        let about_role = cell(row, Column::RoleDescription);
        if !about_role.is_empty() {
            for place in &places {
                match described.get(place) {
                    Some((said, first)) if *said != about_role => {
                        let message = format!("the text differs from that of row {first}, which was kept");
                        notes.tally(IMPORT_PROBLEM, sheet.cell(row, &column(Column::RoleDescription)), message, None);
                    }
                    Some(_) => {}
                    None => {
                        let role = &mut builder.ladder.roles[*place];
                        (role.summary, role.body) = about(&about_role);
                        described.insert(*place, (about_role.clone(), row.number));
                    }
                }
            }
        }
        let skill = cell(row, Column::Skill);
        let step = cell(row, Column::Step);
        let kind = if skill.is_empty() && step.is_empty() { TopicKind::Responsibility } else { TopicKind::Skill };
        let theme = cell(row, Column::Theme);
        let topic = [skill, cell(row, Column::Topic), theme.clone()].into_iter().find(|title| !title.is_empty());
        let topic = topic.unwrap_or_else(|| "Expectations".into());
        let theme = if text::key(&theme) == text::key(&topic) { String::new() } else { theme };
        let id = builder.topic(kind, &topic, &theme);
        if kind == TopicKind::Skill
            && let Some(skill) = builder.topic_mut(kind, &id)
            && skill.scale.is_empty()
        {
            skill.scale.clone_from(&scale);
        }
        let said = cell(row, Column::Description);
        if !said.is_empty()
            && let Some(topic) = builder.topic_mut(kind, &id)
            && topic.summary.is_empty()
        {
            (topic.summary, topic.body) = about(&said);
        }
        let statements = statements(
            &cell(row, Column::Statement),
            (&cell(row, Column::Id), &cell(row, Column::Example), &cell(row, Column::Point)),
        );
        for place in places {
            if kind == TopicKind::Skill {
                builder.subject(place, kind, &id);
                let role = &mut builder.ladder.roles[place];
                let title = role.title.clone();
                if let Some(need) = role.skills.iter_mut().find(|need| need.subject.topic == id)
                    && !step.is_empty()
                {
                    let wanted = step_id(&step);
                    if need.step.is_empty() {
                        need.step = wanted;
                    } else if need.step != wanted {
                        let message =
                            format!("`{title}` requires `{topic}` at another step in an earlier row, which was kept");
                        notes.tally(IMPORT_PROBLEM, sheet.cell(row, &column(Column::Step)), message, None);
                    } else {
                        notes.tally(
                            IMPORT_REPAIR,
                            sheet.cell(row, &column(Column::Step)),
                            "a requirement stands in an earlier row already",
                            None,
                        );
                    }
                }
            }
            let repeated = builder.expect(place, kind, &id, statements.clone());
            if repeated > 0 {
                notes.tally(
                    IMPORT_REPAIR,
                    sheet.cell(row, &column(Column::Statement)),
                    "a statement stands in an earlier row already",
                    None,
                );
            }
        }
    }
}

/// The statements of a cell. One with an id, an example or points is one statement, whatever its sentences.
fn statements(cell: &str, (id, example, points): (&str, &str, &str)) -> Vec<Statement> {
    if cell.is_empty() {
        return Vec::new();
    }
    let lines = |cell: &str| -> Vec<String> {
        let items = cell.lines().map(|line| line.trim().trim_start_matches(['-', '•', '*']).trim().to_owned());
        items.filter(|line| !line.is_empty()).collect()
    };
    if !id.is_empty() || !example.is_empty() || !points.is_empty() {
        let text = cell.split_whitespace().collect::<Vec<_>>().join(" ");
        let is_id = |sign: char| sign.is_alphanumeric() || matches!(sign, '-' | '_' | '.');
        let id = if id.chars().all(is_id) { id.to_owned() } else { crate::content::slug(id) };
        return vec![Statement { id, text, points: lines(points), examples: lines(example), ..Statement::default() }];
    }
    text::statements(cell)
        .into_iter()
        .map(|(text, points)| Statement { text, points, ..Statement::default() })
        .collect()
}
