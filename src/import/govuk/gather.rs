//! What the two tables say together, each thing once: families, ladders, roles and skills by name.
//!
//! Reports every place where rows contradict each other or the other table. Knows nothing of order, ids or files.

use std::collections::BTreeMap;

use crate::diagnostic::{IMPORT_PROBLEM, IMPORT_REPAIR, nearest};
use crate::import::notes::{self, Cell, Notes};
use crate::import::prose;
use crate::import::requirements::{Field, Mapping, Requirement, Requirements};
use crate::import::table::{Column, Row, Shape, Table};
use crate::source::Place;

/// The steps of a skill, lowest first, as the tables name them.
pub const STEPS: [&str; 4] = ["Awareness", "Working", "Practitioner", "Expert"];

/// Where the framework is published; addresses in its text are relative to it.
const SITE: &str = "https://ddat-capability-framework.service.gov.uk";

/// The words that the tables put where they have nothing to say.
const BLANKS: &[&str] = &["NOT IN USE", "MISSING", "This skill level is currently not defined."];

const NAME: Column = Column { headers: &[], shape: Shape::Name, required: true, filled: true, blanks: BLANKS };
const TEXT: Column = Column { shape: Shape::Text, ..NAME };

/// The columns of `roles.csv`.
pub const REQUIREMENTS: Mapping = [
    Column { headers: &["Role Family"], ..NAME },
    Column { headers: &["Role"], filled: false, ..NAME },
    Column { headers: &["Role Description"], required: false, ..TEXT },
    Column { headers: &["Role Level"], ..NAME },
    Column { headers: &["Role Level Description"], required: false, ..TEXT },
    Column { headers: &["Role Type"], required: false, filled: false, ..NAME },
    Column { headers: &["Skill Name", "Skill"], filled: false, ..NAME },
    Column { headers: &["Skill Description"], required: false, ..TEXT },
    Column { headers: &["Skill Level"], ..NAME },
    Column { headers: &["Skill Level Description"], required: false, ..TEXT },
];

/// The columns of `skills.csv`.
pub const CATALOGUE: [Column; 7] = [
    Column { headers: &["Skill Name", "Skill"], ..NAME },
    Column { headers: &["Skill Description"], required: false, ..TEXT },
    Column { headers: &["Awareness"], ..TEXT },
    Column { headers: &["Working"], ..TEXT },
    Column { headers: &["Practitioner"], ..TEXT },
    Column { headers: &["Expert"], ..TEXT },
    Column { headers: &["Roles that require Skill"], required: false, ..NAME },
];

const SKILL: usize = 0;
const SKILL_TEXT: usize = 1;
const FIRST_STEP: usize = 2;
const REQUIRED_BY: usize = 6;

/// Everything the tables say.
#[derive(Debug, Default)]
pub struct Gathered {
    /// Role families, in the order of their first rows, as everything here is.
    pub families: Vec<String>,
    /// Roles, which are ladders.
    pub ladders: Vec<Ladder>,
    /// Skills: those of `skills.csv`, then those that only `roles.csv` names.
    pub skills: Vec<Skill>,
}

/// A role of the framework: a ladder of role levels.
#[derive(Debug)]
pub struct Ladder {
    /// Its family, by place.
    pub family: usize,
    /// Its name.
    pub name: String,
    /// Its description, clean.
    pub text: String,
    /// Its role type, where it has one.
    pub group: Option<String>,
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
    pub needs: Vec<Need>,
    row: usize,
}

/// A skill that a role needs.
#[derive(Debug)]
pub struct Need {
    /// The skill, by place.
    pub skill: usize,
    /// The step, by place in [`STEPS`]; none where the table says that the role has no step of it.
    pub step: Option<usize>,
    rows: Vec<usize>,
}

/// A skill.
#[derive(Debug)]
pub struct Skill {
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
    /// Its row in `skills.csv`; 0 when it has none.
    row: usize,
}

impl Skill {
    fn named(name: &str, place: Place, row: usize) -> Self {
        let (text, steps, statements) = Default::default();
        Self { name: name.to_owned(), text, steps, statements, place, row }
    }
}

/// Whether a line only introduces the list below it.
pub fn introduces(line: &str) -> bool {
    line.trim_end_matches([':', ' ']).eq_ignore_ascii_case("you can")
}

/// Reads both tables into one picture.
pub fn gather(requirements: &Requirements, catalogue: &Table, notes: &mut Notes) -> Gathered {
    let mut gathered = Gathered::default();
    let mut skills = Skills::read(catalogue, &mut gathered.skills, notes);
    let mut ladders = BTreeMap::new();
    for row in requirements.iter() {
        let ladder = gathered.ladder(&row, &mut ladders, notes);
        let skill = skills.find(&row, &mut gathered.skills, notes);
        let post = gathered.ladders[ladder].post(&row, notes);
        post.need(&row, skill, &gathered.skills, notes);
    }
    for skill in &mut gathered.skills {
        state(skill, catalogue, notes);
    }
    compare_lists(&gathered, catalogue, notes);
    gathered
}

impl Gathered {
    /// The ladder of a row. Roles of the same name in two families are two ladders.
    fn ladder<'a>(
        &mut self,
        row: &Requirement<'a>,
        known: &mut BTreeMap<(&'a str, &'a str), usize>,
        notes: &mut Notes,
    ) -> usize {
        let (family, name) = (row.text(Field::Family), row.text(Field::Track));
        let text = passage(row.text(Field::TrackText), row.cell(Field::TrackText), notes);
        let group = row.text(Field::Group);
        if let Some(at) = known.get(&(family, name)) {
            let ladder = &mut self.ladders[*at];
            keep_first(&mut ladder.text, text, ladder.row, row.cell(Field::TrackText), notes);
            if ladder.group.as_deref().unwrap_or_default() != group {
                let what = format!("the role has another type than in row {}, which was kept", ladder.row);
                notes.tally(IMPORT_PROBLEM, row.cell(Field::Group), what, None);
            }
            return *at;
        }
        let family = self.families.iter().position(|known| known == family).unwrap_or_else(|| {
            self.families.push(family.to_owned());
            self.families.len() - 1
        });
        let group = Some(group.to_owned()).filter(|group| !group.is_empty());
        known.insert((row.text(Field::Family), name), self.ladders.len());
        let place = row.cell(Field::Track).place;
        self.ladders.push(Ladder {
            family,
            name: name.to_owned(),
            text,
            group,
            posts: Vec::new(),
            place,
            row: row.row(),
        });
        self.ladders.len() - 1
    }
}

impl Ladder {
    /// The role level of a row. A row without one belongs to a role that has no levels: it becomes its own.
    fn post(&mut self, row: &Requirement<'_>, notes: &mut Notes) -> &mut Post {
        let level = row.text(Field::Role);
        let (name, text) = if level.is_empty() {
            let what = "a role without levels became one role with its name and description";
            notes.tally(IMPORT_REPAIR, row.cell(Field::Role), what, None);
            (self.name.clone(), self.text.clone())
        } else {
            (level.to_owned(), passage(row.text(Field::RoleText), row.cell(Field::RoleText), notes))
        };
        match self.posts.iter().position(|post| post.name == name) {
            Some(at) => {
                let post = &mut self.posts[at];
                keep_first(&mut post.text, text, post.row, row.cell(Field::RoleText), notes);
                post
            }
            None => {
                self.posts.push(Post { name, text, needs: Vec::new(), row: row.row() });
                self.posts.last_mut().expect("one was just added")
            }
        }
    }
}

impl Post {
    /// Adds what a row requires, once: of rows that contradict each other the higher step stays.
    fn need(&mut self, row: &Requirement<'_>, skill: usize, skills: &[Skill], notes: &mut Notes) {
        let word = row.text(Field::Step);
        let step = STEPS.iter().position(|step| step.eq_ignore_ascii_case(word));
        if step.is_none() && !word.is_empty() {
            let near = nearest(word, STEPS).map(|near| format!("; perhaps `{near}` is meant")).unwrap_or_default();
            let what = format!("`{word}` is no skill level, so this requirement was left out{near}");
            notes.cell(IMPORT_PROBLEM, row.cell(Field::Step), what);
            return;
        }
        let name = &skills[skill].name;
        let said = |step: Option<usize>| step.map_or("no step", |step| STEPS[step]);
        let Some(need) = self.needs.iter_mut().find(|need| need.skill == skill) else {
            self.needs.push(Need { skill, step, rows: vec![row.row()] });
            return;
        };
        let earlier = notes::rows(&need.rows);
        need.rows.push(row.row());
        if need.step == step {
            let what = format!("`{}` needs `{name}` at {} already in {earlier}", self.name, said(step));
            notes.cell(IMPORT_REPAIR, row.cell(Field::Skill), what + "; the repetition was left out");
            return;
        }
        let kept = need.step.max(step);
        let what = format!("`{}` needs `{name}` at {}, but at {} in {earlier}", self.name, said(step), said(need.step));
        notes.cell(IMPORT_PROBLEM, row.cell(Field::Skill), format!("{what}; {} was kept", said(kept)));
        need.step = kept;
    }
}

/// The skills by name, whatever the case.
struct Skills<'a> {
    catalogue: &'a Table,
    rows: BTreeMap<usize, &'a Row>,
    known: BTreeMap<String, usize>,
}

impl<'a> Skills<'a> {
    fn read(catalogue: &'a Table, skills: &mut Vec<Skill>, notes: &mut Notes) -> Self {
        let mut names = Self { catalogue, rows: BTreeMap::new(), known: BTreeMap::new() };
        for row in catalogue.rows() {
            let name = row.cell(SKILL);
            if name.is_empty() {
                notes.tally(IMPORT_PROBLEM, catalogue.cell(row, SKILL), "a skill without a name was left out", None);
                continue;
            }
            if let Some(first) = names.known.get(&name.to_lowercase()) {
                let what = format!("`{name}` stands in row {} already, which was kept", skills[*first].row);
                notes.cell(IMPORT_PROBLEM, catalogue.cell(row, SKILL), what);
                continue;
            }
            let text = |at: usize, notes: &mut Notes| passage(row.cell(at), catalogue.cell(row, at), notes);
            let mut skill = Skill::named(name, catalogue.cell(row, SKILL).place, row.number);
            skill.text = text(SKILL_TEXT, notes);
            skill.steps = std::array::from_fn(|at| text(FIRST_STEP + at, notes));
            names.known.insert(name.to_lowercase(), skills.len());
            names.rows.insert(row.number, row);
            skills.push(skill);
        }
        names
    }

    /// The skill of a requirement, after comparing what both tables say of it.
    fn find(&mut self, row: &Requirement<'_>, skills: &mut Vec<Skill>, notes: &mut Notes) -> usize {
        let name = row.text(Field::Skill);
        let at = self.known.get(&name.to_lowercase()).copied().unwrap_or_else(|| {
            let near = nearest(name, skills.iter().map(|skill| skill.name.as_str()));
            let near = near.map(|near| format!("; `{near}` comes near")).unwrap_or_default();
            let what = format!("no row of the skills table is about `{name}`, so it was made from this table{near}");
            notes.cell(IMPORT_PROBLEM, row.cell(Field::Skill), what);
            self.known.insert(name.to_lowercase(), skills.len());
            skills.push(Skill::named(name, row.cell(Field::Skill).place, 0));
            skills.len() - 1
        });
        let skill = &mut skills[at];
        if skill.name != name {
            let what = format!("`{name}` was taken for `{}`", skill.name);
            notes.tally(IMPORT_REPAIR, row.cell(Field::Skill), what, None);
        }
        let about = passage(row.text(Field::SkillText), row.cell(Field::SkillText), notes);
        let source = self.rows.get(&skill.row).map(|row| self.catalogue.cell(row, SKILL_TEXT));
        compare(&mut skill.text, about, source, row.cell(Field::SkillText), notes);
        let step = STEPS.iter().position(|step| step.eq_ignore_ascii_case(row.text(Field::Step)));
        let means = passage(row.text(Field::StepText), row.cell(Field::StepText), notes);
        match step {
            Some(step) => {
                let source = self.rows.get(&skill.row).map(|row| self.catalogue.cell(row, FIRST_STEP + step));
                compare(&mut skill.steps[step], means, source, row.cell(Field::StepText), notes);
            }
            None if !means.is_empty() => {
                let what = "a description of no skill level was left out";
                notes.tally(IMPORT_PROBLEM, row.cell(Field::StepText), what, None);
            }
            None => {}
        }
        at
    }
}

/// A cell's text with what Markdown would misread put right.
fn passage(text: &str, cell: Cell<'_>, notes: &mut Notes) -> String {
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
fn keep_first(kept: &mut String, text: String, first: usize, cell: Cell<'_>, notes: &mut Notes) {
    if kept.is_empty() {
        *kept = text;
    } else if *kept != text && !text.is_empty() {
        let what = format!("the text is not that of row {first}, which was kept");
        notes.tally(IMPORT_PROBLEM, cell, what, None);
    }
}

/// Keeps what the skills table says; `source` is its cell, if it has one. The roles table fills what is not there.
fn compare(kept: &mut String, text: String, source: Option<Cell<'_>>, cell: Cell<'_>, notes: &mut Notes) {
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
            let what = format!("the text is not that of row {} of the skills table, which was kept", source.row);
            notes.tally(IMPORT_PROBLEM, cell, what, None);
        }
        None => notes.tally(IMPORT_PROBLEM, cell, "the text is not that of an earlier row, which was kept", None),
    }
}

/// Turns the steps' texts into statements. A step of a cumulative scale includes those below it, so what a lower
/// step says already is not said again.
fn state(skill: &mut Skill, catalogue: &Table, notes: &mut Notes) {
    let row = catalogue.rows().find(|row| row.number == skill.row);
    let mut said: BTreeMap<String, usize> = BTreeMap::new();
    for (step, text) in skill.steps.iter().enumerate() {
        for statement in prose::statements(text, introduces) {
            let Some(lower) = said.get(&statement) else {
                said.insert(statement.clone(), step);
                skill.statements[step].push(statement);
                continue;
            };
            if let Some(row) = row {
                let what = format!("`{statement}` is said at {} already and was not repeated", STEPS[*lower]);
                notes.cell(IMPORT_REPAIR, catalogue.cell(row, FIRST_STEP + step), what);
            }
        }
    }
}

/// Compares the roles that `skills.csv` lists beside a skill with those whose rows need it. The rows count.
fn compare_lists(gathered: &Gathered, catalogue: &Table, notes: &mut Notes) {
    let mut needed: Vec<Vec<&str>> = vec![Vec::new(); gathered.skills.len()];
    for ladder in &gathered.ladders {
        for need in ladder.posts.iter().flat_map(|post| &post.needs) {
            if !needed[need.skill].contains(&ladder.name.as_str()) {
                needed[need.skill].push(&ladder.name);
            }
        }
    }
    for (skill, needed) in gathered.skills.iter().zip(needed) {
        let Some(row) = catalogue.rows().find(|row| row.number == skill.row) else { continue };
        if needed.is_empty() {
            let what = format!("no role needs `{}`", skill.name);
            notes.cell(IMPORT_PROBLEM, catalogue.cell(row, SKILL), what);
        }
        let listed: Vec<&str> =
            row.cell(REQUIRED_BY).split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
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
            notes.cell(IMPORT_PROBLEM, catalogue.cell(row, REQUIRED_BY), what.join("; "));
        }
    }
}
