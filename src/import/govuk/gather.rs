//! What the two tables say together, each thing once: families, ladders, roles and skills by name.
//!
//! Reports every place where rows contradict each other or the other table. Knows nothing of order, ids or files.

use std::collections::BTreeMap;

use crate::diagnostic::{IMPORT_PROBLEM, IMPORT_REPAIR, nearest};
use crate::import::notes::{self, Notes, SourceCell};
use crate::import::prose;
use crate::import::table::{ColumnShape, SourceTable, TableRow, WantedColumn};
use crate::source::Place;

/// The steps of a skill, lowest first, as the tables name them.
pub const STEPS: [&str; 4] = ["Awareness", "Working", "Practitioner", "Expert"];

/// Where the framework is published; addresses in its text are relative to it.
const SITE: &str = "https://ddat-capability-framework.service.gov.uk";

/// The words that the tables put where they have nothing to say.
const BLANKS: &[&str] = &["NOT IN USE", "MISSING", "This skill level is currently not defined."];

const NAME: WantedColumn =
    WantedColumn { headers: &[], shape: ColumnShape::Name, required: true, filled: true, blanks: BLANKS };
const TEXT: WantedColumn = WantedColumn { shape: ColumnShape::Text, ..NAME };

/// The columns of `roles.csv`, in the order of [`required`].
pub const REQUIREMENTS: [WantedColumn; 10] = [
    WantedColumn { headers: &["Role Family"], ..NAME },
    WantedColumn { headers: &["Role"], filled: false, ..NAME },
    WantedColumn { headers: &["Role Description"], required: false, ..TEXT },
    WantedColumn { headers: &["Role Level"], ..NAME },
    WantedColumn { headers: &["Role Level Description"], required: false, ..TEXT },
    WantedColumn { headers: &["Role Type"], required: false, filled: false, ..NAME },
    WantedColumn { headers: &["Skill Name", "Skill"], filled: false, ..NAME },
    WantedColumn { headers: &["Skill Description"], required: false, ..TEXT },
    WantedColumn { headers: &["Skill Level"], ..NAME },
    WantedColumn { headers: &["Skill Level Description"], required: false, ..TEXT },
];

/// The places of the columns of `roles.csv`. What the framework calls a role is our track, and a role level our role.
mod required {
    pub const FAMILY: usize = 0;
    pub const TRACK: usize = 1;
    pub const TRACK_TEXT: usize = 2;
    pub const ROLE: usize = 3;
    pub const ROLE_TEXT: usize = 4;
    pub const GROUP: usize = 5;
    pub const SKILL: usize = 6;
    pub const SKILL_TEXT: usize = 7;
    pub const STEP: usize = 8;
    pub const STEP_TEXT: usize = 9;
}

/// The columns of `skills.csv`.
pub const CATALOGUE: [WantedColumn; 7] = [
    WantedColumn { headers: &["Skill Name", "Skill"], ..NAME },
    WantedColumn { headers: &["Skill Description"], required: false, ..TEXT },
    WantedColumn { headers: &["Awareness"], ..TEXT },
    WantedColumn { headers: &["Working"], ..TEXT },
    WantedColumn { headers: &["Practitioner"], ..TEXT },
    WantedColumn { headers: &["Expert"], ..TEXT },
    WantedColumn { headers: &["Roles that require Skill"], required: false, ..NAME },
];

const SKILL: usize = 0;
const SKILL_TEXT: usize = 1;
const FIRST_STEP: usize = 2;
const REQUIRED_BY: usize = 6;

/// Everything the tables say.
#[derive(Debug, Default)]
pub struct Gathered<'a> {
    /// Role families, in the order of their first rows, as everything here is.
    pub families: Vec<String>,
    /// Roles, which are ladders.
    pub ladders: Vec<RoleLadder>,
    /// Skills: those of `skills.csv`, then those that only `roles.csv` names.
    pub skills: Vec<LevelSkill<'a>>,
}

/// A role of the framework: a ladder of role levels.
#[derive(Debug)]
pub struct RoleLadder {
    /// Its family, by place.
    pub family: usize,
    /// Its name.
    pub name: String,
    /// Its description, clean.
    pub text: String,
    /// Its role type, if it has one.
    pub group: String,
    /// Its role levels.
    pub posts: Vec<Post>,
    /// Where it is first named.
    pub place: Place,
    row: usize,
}

/// A role level.
#[derive(Debug)]
pub struct Post {
    /// Its name: that of the ladder when the ladder has no levels.
    pub name: String,
    /// Its description, clean: that of the ladder when the ladder has no levels.
    pub text: String,
    /// The skills it needs.
    pub needs: Vec<LevelNeed>,
    row: usize,
}

/// A skill that a role needs.
#[derive(Debug)]
pub struct LevelNeed {
    /// The skill, by place.
    pub skill: usize,
    /// The step, by place in [`STEPS`]; none where the table says that the role has no step of it.
    pub step: Option<usize>,
    rows: Vec<usize>,
}

/// A skill.
#[derive(Debug)]
pub struct LevelSkill<'a> {
    /// Its name.
    pub name: String,
    /// Its description, clean.
    pub text: String,
    /// The text of each step, clean.
    pub steps: [String; 4],
    /// What each step adds to those below it.
    pub statements: [Vec<String>; 4],
    /// Where it is first named.
    pub place: Place,
    /// Its row in `skills.csv`, if it has one.
    row: Option<TableRow<'a>>,
}

impl<'a> LevelSkill<'a> {
    fn named(name: &str, place: Place, row: Option<TableRow<'a>>) -> Self {
        let (text, steps, statements) = Default::default();
        Self { name: name.to_owned(), text, steps, statements, place, row }
    }
}

/// Whether a line only introduces the list below it.
pub fn introduces(line: &str) -> bool {
    line.trim_end_matches([':', ' ']).eq_ignore_ascii_case("you can")
}

/// The rows of `roles.csv` that require something: those that name a role and a skill.
pub fn requirements<'a>(roles: &'a SourceTable, notes: &mut Notes) -> Vec<TableRow<'a>> {
    let mut rows: Vec<TableRow> = roles.rows().collect();
    rows.retain(|row| {
        let empty = [required::TRACK, required::SKILL].into_iter().filter(|column| row.text(*column).is_empty());
        let empty: Vec<usize> = empty.collect();
        for column in &empty {
            let help = "A row that names no role or no skill requires nothing, so it was left out.";
            notes.tally(IMPORT_PROBLEM, row.cell(*column), "the row requires nothing", Some(help));
        }
        empty.is_empty()
    });
    rows
}

/// Reads both tables into one picture.
pub fn gather<'a>(requirements: &[TableRow], catalogue: &'a SourceTable, notes: &mut Notes) -> Gathered<'a> {
    let mut gathered = Gathered::default();
    let mut known = gathered.catalogue(catalogue, notes);
    let mut ladders = BTreeMap::new();
    for row in requirements {
        let ladder = gathered.ladder(row, &mut ladders, notes);
        let skill = gathered.skill(row, &mut known, notes);
        let post = gathered.ladders[ladder].post(row, notes);
        post.need(row, skill, &gathered.skills, notes);
    }
    for skill in &mut gathered.skills {
        state(skill, notes);
    }
    compare_lists(&gathered, notes);
    gathered
}

impl<'s> Gathered<'s> {
    /// Reads the skills of `skills.csv`. Their places by name, in small letters.
    fn catalogue(&mut self, catalogue: &'s SourceTable, notes: &mut Notes) -> BTreeMap<String, usize> {
        let mut known: BTreeMap<String, usize> = BTreeMap::new();
        for row in catalogue.rows() {
            let name = row.text(SKILL);
            if name.is_empty() {
                notes.tally(IMPORT_PROBLEM, row.cell(SKILL), "a skill without a name was left out", None);
                continue;
            }
            if let Some(first) = known.get(&name.to_lowercase()) {
                let first = self.skills[*first].row.map_or(0, |row| row.number());
                let what = format!("`{name}` stands in row {first} already, which was kept");
                notes.cell(IMPORT_PROBLEM, row.cell(SKILL), what);
                continue;
            }
            let mut skill = LevelSkill::named(name, row.cell(SKILL).place, Some(row));
            skill.text = passage(row, SKILL_TEXT, notes);
            skill.steps = std::array::from_fn(|at| passage(row, FIRST_STEP + at, notes));
            known.insert(name.to_lowercase(), self.skills.len());
            self.skills.push(skill);
        }
        known
    }

    /// The place of a requirement's skill, after comparing what both tables say of it.
    fn skill(&mut self, row: &TableRow<'_>, known: &mut BTreeMap<String, usize>, notes: &mut Notes) -> usize {
        let name = row.text(required::SKILL);
        let at = known.get(&name.to_lowercase()).copied().unwrap_or_else(|| {
            let near = nearest(name, self.skills.iter().map(|skill| skill.name.as_str()));
            let near = near.map(|near| format!("; `{near}` comes near")).unwrap_or_default();
            let what = format!("no row of the skills table is about `{name}`, so it was made from this table{near}");
            notes.cell(IMPORT_PROBLEM, row.cell(required::SKILL), what);
            known.insert(name.to_lowercase(), self.skills.len());
            self.skills.push(LevelSkill::named(name, row.cell(required::SKILL).place, None));
            self.skills.len() - 1
        });
        let skill = &mut self.skills[at];
        if skill.name != name {
            let what = format!("`{name}` was taken for `{}`", skill.name);
            notes.tally(IMPORT_REPAIR, row.cell(required::SKILL), what, None);
        }
        let about = passage(*row, required::SKILL_TEXT, notes);
        compare(&mut skill.text, about, skill.row, row.cell(required::SKILL_TEXT), notes);
        let means = passage(*row, required::STEP_TEXT, notes);
        let cell = row.cell(required::STEP_TEXT);
        match STEPS.iter().position(|step| step.eq_ignore_ascii_case(row.text(required::STEP))) {
            Some(step) => compare(&mut skill.steps[step], means, skill.row, cell, notes),
            None if !means.is_empty() => {
                notes.tally(IMPORT_PROBLEM, cell, "a description of no skill level was left out", None);
            }
            None => {}
        }
        at
    }

    /// The ladder of a row. Roles of the same name in two families are two ladders.
    fn ladder<'a>(
        &mut self,
        row: &TableRow<'a>,
        known: &mut BTreeMap<(&'a str, &'a str), usize>,
        notes: &mut Notes,
    ) -> usize {
        let (family, name) = (row.text(required::FAMILY), row.text(required::TRACK));
        let text = passage(*row, required::TRACK_TEXT, notes);
        let group = row.text(required::GROUP);
        if let Some(at) = known.get(&(family, name)) {
            let ladder = &mut self.ladders[*at];
            keep_first(&mut ladder.text, text, ladder.row, row.cell(required::TRACK_TEXT), notes);
            if ladder.group != group {
                let what = format!("the role has another type than in row {}, which was kept", ladder.row);
                notes.tally(IMPORT_PROBLEM, row.cell(required::GROUP), what, None);
            }
            return *at;
        }
        let family = self.families.iter().position(|known| known == family).unwrap_or_else(|| {
            self.families.push(family.to_owned());
            self.families.len() - 1
        });
        known.insert((row.text(required::FAMILY), name), self.ladders.len());
        let place = row.cell(required::TRACK).place;
        self.ladders.push(RoleLadder {
            family,
            name: name.to_owned(),
            text,
            group: group.to_owned(),
            posts: Vec::new(),
            place,
            row: row.number(),
        });
        self.ladders.len() - 1
    }
}

impl RoleLadder {
    /// The role level of a row. A row without one belongs to a role that has no levels: it becomes its own.
    fn post(&mut self, row: &TableRow<'_>, notes: &mut Notes) -> &mut Post {
        let level = row.text(required::ROLE);
        let (name, text) = if level.is_empty() {
            let what = "a role without levels became one role with its name and description";
            notes.tally(IMPORT_REPAIR, row.cell(required::ROLE), what, None);
            (self.name.clone(), self.text.clone())
        } else {
            (level.to_owned(), passage(*row, required::ROLE_TEXT, notes))
        };
        match self.posts.iter().position(|post| post.name == name) {
            Some(at) => {
                let post = &mut self.posts[at];
                keep_first(&mut post.text, text, post.row, row.cell(required::ROLE_TEXT), notes);
                post
            }
            None => {
                self.posts.push(Post { name, text, needs: Vec::new(), row: row.number() });
                self.posts.last_mut().expect("one was just added")
            }
        }
    }
}

impl Post {
    /// Adds what a row requires, once: of rows that contradict each other the higher step stays.
    fn need(&mut self, row: &TableRow<'_>, skill: usize, skills: &[LevelSkill], notes: &mut Notes) {
        let word = row.text(required::STEP);
        let step = STEPS.iter().position(|step| step.eq_ignore_ascii_case(word));
        if step.is_none() && !word.is_empty() {
            let near = nearest(word, STEPS).map(|near| format!("; perhaps `{near}` is meant")).unwrap_or_default();
            let what = format!("`{word}` is no skill level, so this requirement was left out{near}");
            notes.cell(IMPORT_PROBLEM, row.cell(required::STEP), what);
            return;
        }
        let name = &skills[skill].name;
        let said = |step: Option<usize>| step.map_or("no step", |step| STEPS[step]);
        let Some(need) = self.needs.iter_mut().find(|need| need.skill == skill) else {
            self.needs.push(LevelNeed { skill, step, rows: vec![row.number()] });
            return;
        };
        let earlier = notes::rows(&need.rows);
        need.rows.push(row.number());
        if need.step == step {
            let what = format!("`{}` needs `{name}` at {} already in {earlier}", self.name, said(step));
            notes.cell(IMPORT_REPAIR, row.cell(required::SKILL), what + "; the repetition was left out");
            return;
        }
        let kept = need.step.max(step);
        let what = format!("`{}` needs `{name}` at {}, but at {} in {earlier}", self.name, said(step), said(need.step));
        notes.cell(IMPORT_PROBLEM, row.cell(required::SKILL), format!("{what}; {} was kept", said(kept)));
        need.step = kept;
    }
}

/// A cell's text with what Markdown would misread put right.
fn passage(row: TableRow<'_>, column: usize, notes: &mut Notes) -> String {
    let (text, cell) = (row.text(column), row.cell(column));
    if prose::runs_on(text) {
        let what = "lines that follow directly on others became paragraphs of their own";
        notes.tally(IMPORT_REPAIR, cell.clone(), what, None);
    }
    match prose::absolute_links(text, SITE) {
        Some(linked) => {
            notes.tally(IMPORT_REPAIR, cell, format!("links within the framework's site now lead to {SITE}"), None);
            linked
        }
        None => text.to_owned(),
    }
}

/// Keeps what the first row of a thing says and reports a row that says something else.
fn keep_first(kept: &mut String, text: String, first: usize, cell: SourceCell<'_>, notes: &mut Notes) {
    if kept.is_empty() {
        *kept = text;
    } else if *kept != text && !text.is_empty() {
        let what = format!("the text is not that of row {first}, which was kept");
        notes.tally(IMPORT_PROBLEM, cell, what, None);
    }
}

/// Keeps what the skills table says; `source` is its row, if it has one. The roles table fills what is not there.
fn compare(kept: &mut String, text: String, source: Option<TableRow<'_>>, cell: SourceCell<'_>, notes: &mut Notes) {
    if text.is_empty() || *kept == text {
        return;
    }
    if kept.is_empty() {
        let what = "the skills table says nothing here, so this text was taken";
        notes.tally(IMPORT_REPAIR, cell, what, None);
        *kept = text;
        return;
    }
    match source {
        Some(source) => {
            let what = format!("the text is not that of row {} of the skills table, which was kept", source.number());
            notes.tally(IMPORT_PROBLEM, cell, what, None);
        }
        None => notes.tally(IMPORT_PROBLEM, cell, "the text is not that of an earlier row, which was kept", None),
    }
}

/// Turns the steps' texts into statements. A step of a cumulative scale includes those below it, so what a lower
/// step says already is not said again.
fn state(skill: &mut LevelSkill, notes: &mut Notes) {
    let mut said: BTreeMap<String, usize> = BTreeMap::new();
    for (step, text) in skill.steps.iter().enumerate() {
        for statement in prose::statements(text, introduces) {
            let Some(lower) = said.get(&statement) else {
                said.insert(statement.clone(), step);
                skill.statements[step].push(statement);
                continue;
            };
            if let Some(row) = skill.row {
                let what = format!("`{statement}` is said at {} already and was not repeated", STEPS[*lower]);
                notes.cell(IMPORT_REPAIR, row.cell(FIRST_STEP + step), what);
            }
        }
    }
}

/// Compares the roles that `skills.csv` lists beside a skill with those whose rows need it. The rows count.
fn compare_lists(gathered: &Gathered, notes: &mut Notes) {
    let mut needed: Vec<Vec<&str>> = vec![Vec::new(); gathered.skills.len()];
    for ladder in &gathered.ladders {
        for need in ladder.posts.iter().flat_map(|post| &post.needs) {
            if !needed[need.skill].contains(&ladder.name.as_str()) {
                needed[need.skill].push(&ladder.name);
            }
        }
    }
    for (skill, needed) in gathered.skills.iter().zip(needed) {
        let Some(row) = skill.row else { continue };
        if needed.is_empty() {
            let what = format!("no role needs `{}`", skill.name);
            notes.cell(IMPORT_PROBLEM, row.cell(SKILL), what);
        }
        let listed: Vec<&str> =
            row.text(REQUIRED_BY).split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
        let missing = |from: &[&str], of: &[&str]| -> String {
            let names = of.iter().filter(|name| !from.iter().any(|other| other.eq_ignore_ascii_case(name)));
            names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
        };
        let mut what = Vec::new();
        let (unlisted, unneeded) = (missing(&listed, &needed), missing(&needed, &listed));
        if !unlisted.is_empty() {
            what.push(format!("the list leaves out {unlisted}, whose rows need `{}`", skill.name));
        }
        if !unneeded.is_empty() {
            what.push(format!("the list names {unneeded}, and no row of theirs needs `{}`", skill.name));
        }
        if !what.is_empty() && !listed.is_empty() {
            notes.cell(IMPORT_PROBLEM, row.cell(REQUIRED_BY), what.join("; "));
        }
    }
}
