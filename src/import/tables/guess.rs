//! What each column of a sheet is, guessed from its header and its cells, and corrected by a mapping.

use std::collections::BTreeSet;

use crate::import::Mapping;
use crate::import::builder::is_fact;
use crate::import::level_name::{coded, has_rank, is_code, seniority};
use crate::import::text::{is_placeholder, key, name};

use super::header::field;
use super::languages;
use super::read::{Sheet, SheetRow};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// A grouping of topics.
    Theme,
    /// A responsibility or skill; the row's name in a wide table.
    Topic,
    /// A skill, in a long table.
    Skill,
    /// What a topic is about.
    Description,
    /// Wide: statements of this level. Long: the level's name.
    Level,
    /// Wide: what this step of a skill means. Long: the step that is needed.
    Step,
    /// The profession.
    Family,
    /// The track.
    Track,
    /// The role.
    Role,
    /// The level's code.
    Code,
    /// What a role is about.
    RoleDescription,
    /// An expectation.
    Statement,
    /// What it looks like.
    Example,
    /// A statement's id.
    Id,
    /// What belongs to a statement in detail.
    Point,
    /// A fact of the level, such as its scope or its pay.
    Fact,
    /// Nothing that was imported.
    Skip,
}

impl ColumnKind {
    const WORDS: [(&'static str, ColumnKind); 17] = [
        ("theme", Self::Theme),
        ("topic", Self::Topic),
        ("skill", Self::Skill),
        ("description", Self::Description),
        ("level", Self::Level),
        ("step", Self::Step),
        ("family", Self::Family),
        ("track", Self::Track),
        ("role", Self::Role),
        ("code", Self::Code),
        ("role-description", Self::RoleDescription),
        ("statement", Self::Statement),
        ("example", Self::Example),
        ("id", Self::Id),
        ("point", Self::Point),
        ("fact", Self::Fact),
        ("skip", Self::Skip),
    ];

    /// The word that a mapping file uses.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, column)| *column == self).map_or("skip", |(word, _)| word)
    }

    /// What a mapping file's word means.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(known, _)| *known == word.trim().to_lowercase()).map(|(_, column)| *column)
    }

    /// Every word.
    pub fn words() -> impl Iterator<Item = &'static str> {
        Self::WORDS.iter().map(|(word, _)| *word)
    }
}

/// A column of a sheet.
#[derive(Debug, Clone)]
pub struct Guessed {
    /// Its header, without ornaments.
    pub header: String,
    /// The heading above the header that it shares with its neighbours, such as a track's name.
    pub group: String,
    /// The level's code, where a row beside the header has one for each level.
    pub code: String,
    /// What it holds.
    pub is: ColumnKind,
    /// Whether any cell below the header has text.
    pub filled: bool,
}

/// How a sheet is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SheetForm {
    /// A topic per row, a level per column, sentences in the cells.
    Wide,
    /// A level per row, a topic per column.
    Transposed,
    /// A skill per row, a role per column, steps in the cells.
    Needs,
    /// A skill per row, a step per column, sentences in the cells.
    Steps,
    /// A statement or a required step per row.
    Long,
}

impl SheetForm {
    /// For the report.
    pub fn about(self) -> &'static str {
        match self {
            Self::Wide => "a topic per row, a level per column",
            Self::Transposed => "a level per row, a topic per column",
            Self::Needs => "a skill per row, a role per column, steps in the cells",
            Self::Steps => "a skill per row, a step per column",
            Self::Long => "a requirement per row",
        }
    }
}

/// What a sheet is taken for.
#[derive(Debug, Clone)]
pub struct Guess {
    /// How it is laid out.
    pub form: SheetForm,
    /// The place of the first row below the header, in `sheet.rows`.
    pub first_row: usize,
    /// What each column is.
    pub columns: Vec<Guessed>,
}

impl Guess {
    /// The columns of a kind.
    pub fn all(&self, is: ColumnKind) -> Vec<usize> {
        (0..self.columns.len()).filter(|at| self.columns[*at].is == is).collect()
    }

    /// The first column of a kind.
    pub fn find(&self, is: ColumnKind) -> Option<usize> {
        self.columns.iter().position(|column| column.is == is)
    }

    /// A row's cell in the first column of a kind; empty when there is none.
    pub fn cell<'a>(&self, row: &'a SheetRow, is: ColumnKind) -> &'a str {
        self.find(is).map(|at| row.cell(at)).unwrap_or_default()
    }
}

/// The steps that people name, lowest first: by rank, the words of different scales.
const STEPS: [&[&str]; 9] = [
    &["none", "unaware", "no knowledge"],
    &["awareness", "aware", "beginner", "novice", "learning", "basic", "emerging"],
    &["foundational", "foundation", "advanced beginner", "developing", "elementary"],
    &["working", "intermediate", "competent", "working knowledge"],
    &["practitioner", "proficient", "practicing"],
    &["advanced"],
    &["expert"],
    &["master"],
    &["thought leader"],
];

/// The rank of a step's name, if it is one that people use.
pub fn step_rank(word: &str) -> Option<usize> {
    let word = name(word).to_lowercase();
    let rank = |steps: &[&[&str]]| steps.iter().position(|words| words.contains(&word.as_str()));
    rank(&STEPS).or_else(|| rank(&languages::STEPS))
}

/// Whether a cell holds a mark that says yes, such as a tick.
pub fn is_mark(cell: &str) -> bool {
    const MARKS: [&str; 15] = ["x", "✓", "✔", "✔️", "✅", "☑", "☑️", "●", "•", "yes", "y", "ja", "oui", "sí", "sim"];
    MARKS.contains(&cell.trim().to_lowercase().as_str())
}

/// What `sheet` is; `None` when it does not look like a ladder.
pub fn guess(sheet: &Sheet, mapping: &Mapping) -> Option<Guess> {
    let header = header_row(sheet, mapping)?;
    let row = &sheet.rows[header];
    let width = sheet.rows.iter().skip(header).map(|row| row.cells.len()).max().unwrap_or(0);
    let (codes, first_row) = code_row(sheet, header);
    let body = &sheet.rows[first_row..];
    let groups = group_row(sheet, if codes.is_some_and(|at| at < header) { header - 1 } else { header }, width);
    let mut columns: Vec<Guessed> = (0..width)
        .map(|at| Guessed {
            header: name(row.cell(at)),
            group: groups.get(at).cloned().unwrap_or_default(),
            code: codes.map(|codes| name(sheet.rows[codes].cell(at))).filter(|code| is_code(code)).unwrap_or_default(),
            is: ColumnKind::Skip,
            filled: body.iter().any(|row| !row.cell(at).is_empty()),
        })
        .collect();
    let mapped: Vec<Option<ColumnKind>> = columns.iter().map(|column| mapping.column(&column.header)).collect();
    let form = form(&columns, body, &mapped)?;
    match form {
        SheetForm::Long => long(&mut columns),
        SheetForm::Transposed => transposed(&mut columns, body),
        _ => wide(&mut columns, body, form),
    }
    for (column, mapped) in columns.iter_mut().zip(mapped) {
        if let Some(mapped) = mapped {
            column.is = mapped;
        }
    }
    Some(Guess { form, first_row, columns })
}

/// Whether rows begin with the header of a table, perhaps below a title, whatever stands above them.
pub fn begins_table(rows: &[SheetRow]) -> bool {
    let looks = |row: &SheetRow| {
        let filled = row.filled().count();
        let known = row.filled().filter(|cell| cell.chars().count() <= 60 && is_known(cell)).count();
        filled >= 2 && known * 3 >= filled * 2
    };
    match rows {
        [only] => looks(only),
        [first, second, ..] => looks(first) || (is_title(first) && looks(second)),
        [] => false,
    }
}

/// Whether a header names a level, a step or a field.
fn is_known(header: &str) -> bool {
    seniority(header) > 0 || step_rank(header).is_some() || field(header).is_some()
}

/// Whether a row holds one text alone, perhaps merged over several cells.
pub fn is_title(row: &SheetRow) -> bool {
    let mut filled = row.filled();
    filled.next().is_some_and(|first| filled.all(|cell| cell == first) && first.chars().count() <= 80)
}

/// The row that names the columns: the first that looks like headers of levels, steps or fields, else the first with
/// three cells.
fn header_row(sheet: &Sheet, mapping: &Mapping) -> Option<usize> {
    if let Some(number) = mapping.header {
        return sheet.rows.iter().position(|row| row.number == number);
    }
    let candidates = || sheet.rows.iter().enumerate().take(12);
    let is_short = |row: &SheetRow, most: usize| row.cells.iter().all(|cell| cell.chars().count() <= most);
    let looks = |row: &SheetRow| {
        let short = row.filled().filter(|cell| cell.chars().count() <= 60);
        short.filter(|cell| is_known(cell) || is_fact(cell) || mapping.column(&name(cell)).is_some()).count()
    };
    let filled = |row: &SheetRow| row.filled().count();
    // The first row as wide as the table is a header if some of its names are known; another one if most are.
    let widest = candidates().map(|(_, row)| filled(row)).max().unwrap_or(0);
    let first_wide = candidates().find(|(_, row)| filled(row) == widest).map(|(at, _)| at);
    let is_header = |at: usize, row: &SheetRow| {
        let is_wide = Some(at) == first_wide && is_short(row, 40);
        looks(row) >= 2 && (looks(row) * 2 >= filled(row) || is_wide)
    };
    let distinct = |row: &SheetRow| row.filled().collect::<BTreeSet<_>>().len();
    let Some((at, first)) = candidates().find(|(at, row)| is_header(*at, row)) else {
        return candidates().find(|(_, row)| filled(row) >= 2 && is_short(row, 80)).map(|(at, _)| at);
    };
    // Codes may stand right above the titles. A group row above the header repeats a few names; the header has more.
    let only_codes = first.cells.iter().skip(1).filter(|cell| !cell.is_empty()).all(|cell| is_code(&name(cell)));
    let is_below = sheet.rows.get(at + 1).is_some_and(|next| {
        let has_more = only_codes && next.cell(0).is_empty() || distinct(next) > distinct(first);
        looks(next) >= 2 && has_more && is_short(next, 60)
    });
    Some(if is_below { at + 1 } else { at })
}

/// The row right above or below the header that has a code of its own for each level, and the first row of the table.
fn code_row(sheet: &Sheet, header: usize) -> (Option<usize>, usize) {
    let holds_codes = |at: usize| {
        let filled = sheet.rows[at].filled().count();
        let names = sheet.rows[at].filled().map(|cell| name(cell));
        let codes: BTreeSet<String> = names.filter(|cell| is_code(cell)).collect();
        // Besides the codes there may be a label, such as `Grade`.
        codes.len() > 1 && codes.len() + 1 >= filled && filled <= sheet.rows[header].cells.len()
    };
    if header > 0 && holds_codes(header - 1) {
        return (Some(header - 1), header + 1);
    }
    let has_codes = sheet.rows[header].cells.iter().any(|cell| !coded(cell).code.is_empty());
    if header + 1 < sheet.rows.len() && !has_codes && holds_codes(header + 1) {
        return (Some(header + 1), header + 2);
    }
    (None, header + 1)
}

/// The names above the header that several columns share. An empty cell belongs to the name on its left.
fn group_row(sheet: &Sheet, header: usize, width: usize) -> Vec<String> {
    let Some(above) = header.checked_sub(1).map(|at| &sheet.rows[at]) else { return Vec::new() };
    let names: BTreeSet<&String> = above.filled().collect();
    // One name alone is a title.
    if names.len() < 2 {
        return Vec::new();
    }
    let mut last = String::new();
    let group = |at: usize| {
        if !above.cell(at).is_empty() {
            last = name(above.cell(at));
        }
        last.clone()
    };
    (0..width).map(group).collect()
}

fn form(columns: &[Guessed], body: &[SheetRow], mapped: &[Option<ColumnKind>]) -> Option<SheetForm> {
    let fields: Vec<ColumnKind> =
        columns.iter().zip(mapped).filter_map(|(column, mapped)| mapped.or_else(|| field(&column.header))).collect();
    let has = |is: &[ColumnKind]| is.iter().any(|is| fields.contains(is));
    let named = level_columns(columns);
    let is_level = |at: &usize| mapped[*at].map_or(named.contains(at), |mapped| mapped == ColumnKind::Level);
    let levels = (0..mapped.len()).filter(is_level).count();
    let steps = columns.iter().filter(|column| step_rank(&column.header).is_some()).count();
    if steps >= 2 && steps >= levels {
        return Some(SheetForm::Steps);
    }
    if levels < 2 && has(&[ColumnKind::Role, ColumnKind::Level]) && has(&[ColumnKind::Statement, ColumnKind::Step]) {
        return Some(SheetForm::Long);
    }
    if levels >= 2 {
        return Some(if holds_steps(columns, body) { SheetForm::Needs } else { SheetForm::Wide });
    }
    // A level and its job per row, and topics beside them.
    let is_long =
        has(&[ColumnKind::Statement, ColumnKind::Step, ColumnKind::Theme, ColumnKind::Topic, ColumnKind::Skill]);
    if has(&[ColumnKind::Role]) && has(&[ColumnKind::Level, ColumnKind::Code]) && !is_long {
        let topics = columns.iter().enumerate().filter(|(at, column)| {
            field(&column.header).is_none() && !column.header.is_empty() && mean_length(body, *at) >= 8
        });
        if topics.count() >= 2 {
            return Some(SheetForm::Transposed);
        }
    }
    let named: Vec<&str> = body.iter().map(|row| row.cell(0)).filter(|cell| !cell.is_empty()).collect();
    let looks = named.iter().filter(|cell| seniority(cell) > 0 && cell.chars().count() <= 60).count();
    if named.len() >= 2 && looks * 10 >= named.len() * 6 {
        return Some(SheetForm::Transposed);
    }
    // Levels with names of the organisation's own: columns of sentences beside a column of names.
    let sentences = columns
        .iter()
        .enumerate()
        .skip(1)
        .filter(|(at, column)| column.filled && !column.header.is_empty() && mean_length(body, *at) >= 20);
    (sentences.count() >= 2).then_some(SheetForm::Wide)
}

/// The columns whose headers name levels: by their words, by a code beside them, or because another one is a rank of it,
/// as `Junior Baker` is of `Baker`.
fn level_columns(columns: &[Guessed]) -> Vec<usize> {
    let has_rank = |header: &str| has_rank(header, columns.iter().map(|other| other.header.as_str()));
    let is_level = |column: &Guessed| {
        field(&column.header).is_none()
            && (seniority(&column.header) > 0 || !column.code.is_empty() || has_rank(&column.header))
    };
    (0..columns.len()).filter(|at| is_level(&columns[*at])).collect()
}

/// Whether the cells below levels are steps, numbers or marks and no sentences.
fn holds_steps(columns: &[Guessed], body: &[SheetRow]) -> bool {
    let at = level_columns(columns);
    let cells: Vec<&str> =
        body.iter().flat_map(|row| at.iter().map(|at| row.cell(*at))).filter(|cell| !cell.is_empty()).collect();
    let distinct: BTreeSet<String> = cells.iter().map(|cell| cell.to_lowercase()).collect();
    let short = cells.iter().all(|cell| cell.chars().count() <= 24 && !cell.contains('\n'));
    let known = cells
        .iter()
        .filter(|cell| {
            cell.parse::<f64>().is_ok() || step_rank(cell).is_some() || is_mark(cell) || cell.chars().count() <= 2
        })
        .count();
    !cells.is_empty() && short && distinct.len() <= 10 && known * 10 >= cells.len() * 7
}

fn mean_length(body: &[SheetRow], column: usize) -> usize {
    let cells: Vec<usize> =
        body.iter().map(|row| row.cell(column).chars().count()).filter(|length| *length > 0).collect();
    if cells.is_empty() { 0 } else { cells.iter().sum::<usize>() / cells.len() }
}

fn long(columns: &mut [Guessed]) {
    let mut taken: Vec<ColumnKind> = Vec::new();
    let has_topic =
        columns.iter().any(|column| matches!(field(&column.header), Some(ColumnKind::Topic | ColumnKind::Skill)));
    for column in columns.iter_mut() {
        let Some(is) = field(&column.header) else { continue };
        // Of two columns of themes the second is the topic.
        let is = if is == ColumnKind::Theme && taken.contains(&is) && !has_topic { ColumnKind::Topic } else { is };
        if !taken.contains(&is) {
            taken.push(is);
            column.is = is;
        }
    }
    // GOV.UK's names: there a role is a ladder and a role level a role.
    let header = |columns: &[Guessed], words: &str| columns.iter().position(|column| key(&column.header) == words);
    if let (Some(track), Some(role)) = (header(columns, "role"), header(columns, "role level")) {
        columns[track].is = ColumnKind::Track;
        columns[role].is = ColumnKind::Role;
        if let Some(kind) = header(columns, "role type") {
            columns[kind].is = ColumnKind::Skip;
        }
    }
}

fn transposed(columns: &mut [Guessed], body: &[SheetRow]) {
    // Beside a first column of codes or numbers stands the title.
    let is_short =
        mean_length(body, 0) < 8 || matches!(field(&columns[0].header), Some(ColumnKind::Level | ColumnKind::Code));
    let titled = columns.iter().position(|column| column.filled && field(&column.header) == Some(ColumnKind::Role));
    let titled = titled.filter(|at| *at > 0 && is_short).unwrap_or(0);
    for (at, column) in columns.iter_mut().enumerate() {
        column.is = match at {
            _ if at == titled => ColumnKind::Role,
            0 => ColumnKind::Code,
            _ if !column.filled || column.header.is_empty() => ColumnKind::Skip,
            _ => match field(&column.header) {
                Some(
                    is @ (ColumnKind::Code | ColumnKind::RoleDescription | ColumnKind::Track | ColumnKind::Family),
                ) => is,
                Some(ColumnKind::Description) => ColumnKind::RoleDescription,
                Some(ColumnKind::Level) if titled == 0 && mean_length(body, at) < 8 => ColumnKind::Code,
                _ if is_fact(&column.header) => ColumnKind::Fact,
                _ => ColumnKind::Topic,
            },
        };
    }
}

fn wide(columns: &mut [Guessed], body: &[SheetRow], form: SheetForm) {
    let levels: Vec<usize> = match form {
        SheetForm::Steps => (0..columns.len()).filter(|at| step_rank(&columns[*at].header).is_some()).collect(),
        _ => level_columns(columns),
    };
    let any = !levels.is_empty();
    let first = columns.iter().enumerate().position(|(at, column)| {
        if any { levels.contains(&at) } else { at > 0 && column.filled && mean_length(body, at) >= 20 }
    });
    let first = first.unwrap_or(1);
    for (at, column) in columns.iter_mut().enumerate() {
        let known = field(&column.header);
        let sentences = mean_length(body, at) >= 20;
        column.is = if at < first {
            match known {
                Some(
                    is @ (ColumnKind::Theme
                    | ColumnKind::Topic
                    | ColumnKind::Skill
                    | ColumnKind::Description
                    | ColumnKind::Family
                    | ColumnKind::Track),
                ) => is,
                Some(ColumnKind::Id | ColumnKind::Code) => ColumnKind::Skip,
                _ => ColumnKind::Topic,
            }
        } else if levels.contains(&at) || (!any && sentences && !column.header.is_empty() && known.is_none()) {
            if form == SheetForm::Steps { ColumnKind::Step } else { ColumnKind::Level }
        } else {
            known.filter(|is| matches!(is, ColumnKind::Description | ColumnKind::Example)).unwrap_or(ColumnKind::Skip)
        };
    }
    names(&mut columns[..first], body);
}

/// Of the columns left of the levels the last with names is the topic, the one before it the theme, and one with
/// sentences the description.
fn names(columns: &mut [Guessed], body: &[SheetRow]) {
    for (at, column) in columns.iter_mut().enumerate() {
        let is_name = matches!(column.is, ColumnKind::Topic | ColumnKind::Theme | ColumnKind::Skill);
        if is_name && mean_length(body, at) > 60 {
            column.is = ColumnKind::Description;
        }
        if is_name && !column.filled {
            column.is = ColumnKind::Skip;
        }
    }
    let mut names: Vec<usize> = (0..columns.len())
        .filter(|at| matches!(columns[*at].is, ColumnKind::Topic | ColumnKind::Theme | ColumnKind::Skill))
        .collect();
    // Numbers and codes before the names say nothing.
    names.retain(|at| {
        let cells: Vec<&str> =
            body.iter().map(|row| row.cell(*at)).filter(|cell| !cell.is_empty() && !is_placeholder(cell)).collect();
        let numbers = cells.iter().filter(|cell| cell.chars().all(|sign| sign.is_ascii_digit() || sign == '.')).count();
        numbers * 2 < cells.len().max(1)
    });
    for (at, column) in columns.iter_mut().enumerate() {
        if matches!(column.is, ColumnKind::Topic | ColumnKind::Theme) && !names.contains(&at) {
            column.is = ColumnKind::Skip;
        }
    }
    let Some(last) = names.pop() else { return };
    if columns[last].is == ColumnKind::Theme {
        columns[last].is = ColumnKind::Topic;
    }
    if let Some(theme) = names.pop() {
        columns[theme].is = ColumnKind::Theme;
    }
}
