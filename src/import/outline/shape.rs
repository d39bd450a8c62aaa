//! The ladder that documents hold, once it is known which headings are levels and which are themes.
//!
//! Every piece of text has a chain of headings above it, its document's title first. One place in the chain is the level:
//! see [`super::axis`]. What stands right above the text besides it is the topic, what stands above that the theme. So
//! level / theme, theme / level, track / level and one file per level are one case. What is about no level becomes the
//! description of its track, or a page.

use std::collections::BTreeSet;

use crate::content::strings::capitalised;
use crate::import::builder::{LadderBuilder, is_fact};
use crate::import::input::Input;
use crate::import::level_name::{coded, is_code};
use crate::import::links::Targets;
use crate::import::model::{ImportedPage, ImportedStatement, Ladder, TopicKind};
use crate::import::notes::Notes;
use crate::import::tables::guess::ColumnKind;
use crate::import::tables::header::field;
use crate::import::text::{self, name};

use super::axis::{Axes, Leaf, leaves};
use super::extends::base;
use super::prose::{append, describe, headed, is_inner_link, markdown, table};
use super::words::{is_word_for_levels, is_word_for_topics, track_title, unnumbered};
use super::{OutlineBlock, Section, single};

/// A document as one section, whose heading is the document's title.
pub struct SourceDocument<'a> {
    /// The file.
    pub input: &'a Input,
    /// What it holds.
    pub section: Section,
}

impl<'a> SourceDocument<'a> {
    /// A document. If its only highest heading is its title, that is the section.
    pub fn new(input: &'a Input, mut section: Section) -> Self {
        if let [only] = section.sections.as_mut_slice()
            && (!only.sections.is_empty() || section.title.is_empty())
            && only.depth == 1
        {
            let only = std::mem::take(only);
            section.title = only.title;
            section.blocks.extend(only.blocks);
            section.sections = only.sections;
        }
        if section.title.is_empty() {
            section.title = input.stem().replace(['-', '_'], " ");
        }
        section.title = name(&section.title);
        section.depth = 1;
        Self { input, section }
    }

    /// Whether it introduces the folder that holds it.
    fn is_introduction(&self, folder: &str) -> bool {
        let stem = self.input.stem();
        let has_heading = !self.section.title.eq_ignore_ascii_case(stem);
        let is_named = matches!(stem.to_lowercase().as_str(), "readme" | "index" | "_index");
        folder_of(&self.input.relative) == folder && has_heading && is_named
    }
}

fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The title of expectations that stand below no heading of their own.
const UNNAMED_TOPIC: &str = "Expectations";

/// The ladder that the documents hold, and where links between them lead. `None` when no headings look like one.
pub fn ladder(documents: &[SourceDocument], notes: &mut Notes) -> Option<(Ladder, Targets)> {
    notes.count(documents.iter().map(|document| document.section.item_count()).sum(), "list items");
    let leaves: Vec<Leaf> = documents.iter().enumerate().flat_map(|(at, one)| leaves(at, &one.section)).collect();
    let Some(axes) = Axes::of(&leaves) else { return single::ladder(documents, &leaves, notes) };
    let leaves: Vec<Leaf> =
        leaves.into_iter().zip(&axes.is_levelled).filter(|(_, is)| **is).map(|(leaf, _)| leaf).collect();
    let (builder, targets) = Default::default();
    let mut shape = DocumentShape { documents, leaves: &leaves, axes, builder, targets, notes };
    shape.roles();
    shape.statements();
    shape.prose();
    let DocumentShape { mut builder, targets, notes, .. } = shape;
    if builder.ladder.roles.is_empty() {
        return None;
    }
    builder.report_respelled(&documents[0].input.path, notes);
    builder.ladder.title = handbook_title(documents);
    Some((builder.finish(false), targets))
}

/// The title of the only document, or of the one that introduces the others.
fn handbook_title(documents: &[SourceDocument]) -> String {
    let introduction = documents.iter().find(|one| one.is_introduction("") && !one.section.title.is_empty());
    match documents {
        [only] => only.section.title.clone(),
        _ => introduction.map_or_else(|| "Career ladder".into(), |one| one.section.title.clone()),
    }
}

struct DocumentShape<'a, 'n> {
    documents: &'a [SourceDocument<'a>],
    /// The leaves at or below a level, in the order of the documents.
    leaves: &'a [Leaf<'a>],
    axes: Axes,
    builder: LadderBuilder,
    targets: Targets,
    notes: &'n mut Notes,
}

impl DocumentShape<'_, '_> {
    /// Makes the tracks and the roles, in the order of the documents.
    fn roles(&mut self) {
        for leaf in self.leaves {
            let heading = &leaf.chain[self.axes.level];
            let role = self.role(leaf);
            let id = format!("role:{}", self.builder.ladder.roles[role].id);
            self.targets.anchor(heading, &id);
            if self.axes.level == 0 {
                self.targets.file(&self.documents[leaf.document].input.relative, &id);
            }
        }
        if self.axes.level > 0 {
            for (at, document) in self.documents.iter().enumerate() {
                if let Some(leaf) = self.leaves.iter().find(|leaf| leaf.document == at) {
                    let track = self.track(leaf);
                    self.targets.file(&document.input.relative, &format!("track:{track}"));
                }
            }
        }
    }

    /// The id of a leaf's track: a heading above the levels, else the document, or the folder of one file per level.
    fn track(&mut self, leaf: &Leaf) -> String {
        let input = self.documents[leaf.document].input;
        let title = match self.axes.track {
            Some(at) => track_title(&leaf.chain[at], input.stem()),
            None if self.axes.level > 0 => track_title(&leaf.chain[0], input.stem()),
            None => self.folder_title(&input.relative),
        };
        self.builder.track(&title, "")
    }

    /// The title of the track whose levels are files: that of the text that introduces the folder, else the folder's name.
    /// A folder per level is below the track's folder.
    fn folder_title(&self, relative: &str) -> String {
        let own = folder_of(relative);
        let all = || self.documents.iter().map(|document| folder_of(&document.input.relative));
        let is_beside = |folder: &&str| !folder.is_empty() && folder_of(folder) == folder_of(own);
        let folders: BTreeSet<&str> = all().filter(is_beside).collect();
        let is_alone = |folder: &&str| all().filter(|other| other == folder).count() == 1;
        let per_level = !own.is_empty() && folders.len() > 1 && folders.iter().all(is_alone);
        let folder = if per_level { folder_of(own) } else { own };
        let introduction =
            self.documents.iter().find(|one| one.is_introduction(folder) && one.input.relative != relative);
        let last = folder.rsplit('/').next().unwrap_or_default();
        match introduction {
            Some(document) => track_title(&document.section.title, document.input.stem()),
            None if last.is_empty() => "Career ladder".to_owned(),
            None => capitalised(unnumbered(last).replace(['-', '_'], " ").trim()),
        }
    }

    /// The place of the leaf's role.
    fn role(&mut self, leaf: &Leaf) -> usize {
        let track = self.track(leaf);
        let mut coded = coded(&leaf.chain[self.axes.level]);
        let code = &self.documents[leaf.document].section.code;
        if self.axes.level == 0 && coded.code.is_empty() && is_code(code) {
            coded.code.clone_from(code);
        }
        self.builder.coded_role(coded, &track, "")
    }

    /// The headings of a leaf that are themes and topics: not its level, its track, the title of a document that holds
    /// several levels, nor a word such as `Levels` above them.
    fn themes<'l>(&self, leaf: &'l Leaf) -> Vec<&'l str> {
        let first = usize::from(self.axes.level > 0);
        let headings = leaf.chain.iter().enumerate().skip(first);
        let named = headings.filter(|(at, title)| {
            *at != self.axes.level
                && Some(*at) != self.axes.track
                && (*at > self.axes.level || !is_word_for_levels(title))
        });
        named.map(|(_, title)| title.as_str()).collect()
    }

    /// Headings that name nothing but what stands below them, and those that are cut to the title of a track.
    fn label(&mut self, leaf: &Leaf) {
        let is_label = |at: usize, title: &str| {
            Some(at) == self.axes.track || at == 0 || is_word_for_levels(title) || is_word_for_topics(title)
        };
        let labels = leaf.chain.iter().enumerate().filter(|(at, title)| is_label(*at, title));
        labels.for_each(|(_, title)| self.notes.label(title));
    }

    fn statements(&mut self) {
        for leaf in self.leaves {
            let role = self.role(leaf);
            let path = &self.documents[leaf.document].input.path;
            let themes = self.themes(leaf);
            self.label(leaf);
            let is_own_text = leaf.chain.len() == self.axes.level + 1 && themes.is_empty();
            let mut statements = leaf.section.statements();
            let mut has_topics = false;
            if is_own_text {
                has_topics = self.about(role, leaf.section);
                if !leaf.section.has_list() {
                    // Sentences below a level's own heading describe it.
                    statements.clear();
                }
            } else {
                if self.fact(role, leaf.section) {
                    continue;
                }
                for rows in leaf.section.blocks.iter().filter_map(OutlineBlock::table) {
                    let theme = themes.last().filter(|theme| !is_word_for_topics(theme));
                    if self.topics(role, rows, theme.copied().unwrap_or_default()) {
                        has_topics = true;
                    } else {
                        let text = headed(&leaf.section.title, &table(rows));
                        append(&mut self.builder.ladder.roles[role].body, &text);
                    }
                }
            }
            self.extend(role, &mut statements);
            if is_contents(&statements) {
                let title = &leaf.section.title;
                let message = format!("a list of links below `{title}` was taken for a table of contents and left out");
                self.notes.repair(path, message);
                continue;
            }
            let examples = leaf.section.examples();
            if statements.is_empty() && examples.is_empty() {
                continue;
            }
            if statements.is_empty() && (has_topics || is_own_text) {
                // They are examples of the level as a whole.
                let list: Vec<String> = examples.iter().map(|example| format!("- {example}")).collect();
                append(&mut self.builder.ladder.roles[role].body, &headed("Examples", &list.join("\n")));
                continue;
            }
            let (topic, theme) = match themes.as_slice() {
                [] => (UNNAMED_TOPIC, ""),
                [only] => (*only, ""),
                [.., theme, topic] => (*topic, *theme),
            };
            let topic = self.builder.topic(TopicKind::Responsibility, topic, theme);
            if let Some(title) = themes.last() {
                self.targets.anchor(title, &format!("responsibility:{topic}"));
            }
            let repeated = self.builder.expect(role, TopicKind::Responsibility, &topic, statements);
            if repeated > 0 {
                let title = &leaf.section.title;
                let message = format!("found {repeated} repeated statements below `{title}`, and kept each once");
                self.notes.repair(path, message);
            }
            let subject = self.builder.subject(role, TopicKind::Responsibility, &topic);
            subject.examples.extend(examples);
            if !is_own_text {
                for words in leaf.section.lead() {
                    let space = if subject.summary.is_empty() { "" } else { " " };
                    subject.summary.push_str(&format!("{space}{words}"));
                }
            }
        }
    }

    /// A section such as `Job Grade` with a few words is a fact of the role.
    fn fact(&mut self, role: usize, section: &Section) -> bool {
        let [OutlineBlock::Paragraph(words)] = section.blocks.as_slice() else { return false };
        let is = is_fact(&section.title) && text::sentences(words).len() == 1 && section.sections.is_empty();
        if is {
            self.builder.ladder.roles[role].facts.push((name(&section.title), words.clone()));
        }
        is
    }

    /// A table with a topic per row and what is expected beside it; whether it is one.
    fn topics(&mut self, role: usize, rows: &[Vec<String>], theme: &str) -> bool {
        let Some((header, body)) = rows.split_first() else { return false };
        let is_name = |cell: &String| !cell.is_empty() && cell.chars().count() <= 60;
        if header.len() != 2 || body.is_empty() || !body.iter().all(|row| row.len() == 2 && is_name(&row[0])) {
            return false;
        }
        header.iter().for_each(|label| self.notes.label(label));
        for row in body {
            let statements = text::statements(&text::broken(&row[1]));
            let topic = self.builder.topic(TopicKind::Responsibility, &row[0], theme);
            self.builder.expect(role, TopicKind::Responsibility, &topic, statements);
        }
        true
    }

    /// What stands below a level's own heading: its description, and tables of two columns as facts or topics. Whether it
    /// holds topics.
    fn about(&mut self, role: usize, section: &Section) -> bool {
        let mut has_topics = false;
        let mut kept: Vec<OutlineBlock> = Vec::new();
        for block in &section.blocks {
            match block {
                OutlineBlock::Paragraph(words) => {
                    let rest = self.extends_in(role, words);
                    if !rest.is_empty() {
                        kept.push(OutlineBlock::Paragraph(rest));
                    }
                }
                OutlineBlock::Table(rows) if is_table_of_topics(rows) && self.topics(role, rows, "") => {
                    has_topics = true
                }
                OutlineBlock::Table(rows) if rows.iter().all(|row| row.len() == 2) => {
                    let facts = rows.iter().map(|row| (name(&row[0]), row[1].clone()));
                    let facts = facts.filter(|(label, said)| !label.is_empty() && !said.is_empty());
                    self.builder.ladder.roles[role].facts.extend(facts);
                }
                OutlineBlock::Table(_) => kept.push(block.clone()),
                // They are statements and examples.
                OutlineBlock::List(_) | OutlineBlock::Details(_) => {}
            }
        }
        let role = &mut self.builder.ladder.roles[role];
        if role.summary.is_empty() {
            // What deeper sections said comes after it.
            let (summary, mut body) = describe(&kept);
            append(&mut body, &role.body);
            (role.summary, role.body) = (summary, body);
        } else {
            append(&mut role.body, &markdown(&kept, &[]));
        }
        has_topics
    }

    /// A paragraph whose first sentence takes over another role; what is left of it.
    fn extends_in(&mut self, role: usize, words: &str) -> String {
        let sentences = text::sentences(words);
        let Some((first, rest)) = sentences.split_first() else { return words.to_owned() };
        let mut statements = vec![ImportedStatement::plain(first)];
        self.extend(role, &mut statements);
        if statements.is_empty() { rest.join(" ") } else { words.to_owned() }
    }

    /// `Same as Engineer, but also` becomes `extends`.
    fn extend(&mut self, role: usize, statements: &mut Vec<ImportedStatement>) {
        let ladder = &self.builder.ladder;
        let own = &ladder.roles[role];
        let mut bases = Vec::new();
        let mut kept = Vec::new();
        for statement in std::mem::take(statements) {
            match base(&statement.text, ladder, own, &self.targets) {
                Some(base) => {
                    bases.push((base, statement.text));
                    // What hangs below the line is expected in its own right.
                    kept.extend(statement.points.into_iter().map(ImportedStatement::plain));
                }
                None => kept.push(statement),
            }
        }
        *statements = kept;
        for (base, words) in bases {
            let own = &mut self.builder.ladder.roles[role];
            if !own.extends.contains(&base) {
                own.extends.push(base.clone());
            }
            let message = format!("`{words}` became `extends: {base}` of `{}`", own.title);
            self.notes.repair(&self.documents[0].input.path, message);
        }
    }

    /// Documents and sections that are about no level: descriptions of tracks, the home page, and pages.
    fn prose(&mut self) {
        let placed: BTreeSet<*const Section> =
            self.leaves.iter().map(|leaf| std::ptr::from_ref(leaf.section)).collect();
        for (at, document) in self.documents.iter().enumerate() {
            let mine: Vec<&Leaf> = self.leaves.iter().filter(|leaf| leaf.document == at).collect();
            let Some(first) = mine.first() else {
                self.page(at, document);
                continue;
            };
            if placed.contains(&std::ptr::from_ref(&document.section)) {
                continue;
            }
            let track = self.track(first);
            // What stands above or beside several tracks belongs to none of them.
            let several = self.axes.track.is_some() && mine.iter().any(|leaf| self.track(leaf) != track);
            let track = (!several).then_some(track);
            let (summary, body) = describe(&document.section.blocks);
            self.describe(track.as_deref(), summary, &body);
            for section in &document.section.sections {
                self.beside(section, (track.as_deref(), 1), &placed);
            }
        }
    }

    fn page(&mut self, at: usize, SourceDocument { input, section }: &SourceDocument) {
        let body = markdown(&section.blocks, &section.sections);
        if body.is_empty() {
            return;
        }
        let slug = crate::content::slug(&section.title);
        let path = format!("guides/{}", if slug.is_empty() { format!("page-{at}") } else { slug });
        self.targets.file(&input.relative, &format!("page:{path}"));
        self.builder.ladder.pages.push(ImportedPage {
            path,
            title: section.title.clone(),
            body,
            ..ImportedPage::default()
        });
    }

    /// Adds to the description of a track, or to the home page.
    fn describe(&mut self, track: Option<&str>, summary: String, body: &str) {
        let ladder = &mut self.builder.ladder;
        let Some(track) = ladder.tracks.iter_mut().find(|known| Some(known.id.as_str()) == track) else {
            append(&mut ladder.home, &summary);
            append(&mut ladder.home, body);
            return;
        };
        if track.summary.is_empty() && track.body.is_empty() {
            track.summary = summary;
        } else {
            append(&mut track.body, &summary);
        }
        append(&mut track.body, body);
    }

    /// Adds what a section says beside the levels to the description of its track.
    fn beside(&mut self, section: &Section, (track, depth): (Option<&str>, usize), placed: &BTreeSet<*const Section>) {
        if placed.contains(&std::ptr::from_ref(section)) {
            return;
        }
        if !holds(section, &|inner| placed.contains(&std::ptr::from_ref(inner))) {
            let text = headed(&section.title, &markdown(&section.blocks, &section.sections));
            self.describe(track, String::new(), &text);
            return;
        }
        let is_inside = |leaf: &&Leaf| holds(section, &|inner| std::ptr::eq(inner, leaf.section));
        let leaf = self.leaves.iter().find(is_inside);
        let own = leaf.filter(|_| self.axes.track == Some(depth)).map(|leaf| self.track(leaf));
        let track = own.as_deref().or(track);
        if own.is_some() {
            let (summary, body) = describe(&section.blocks);
            self.describe(track, summary, &body);
        } else {
            self.describe(track, String::new(), &headed(&section.title, &markdown(&section.blocks, &[])));
        }
        for inner in &section.sections {
            self.beside(inner, (track, depth + 1), placed);
        }
    }
}

/// Whether a section holds one that is meant, at any depth.
fn holds(section: &Section, is_meant: &impl Fn(&Section) -> bool) -> bool {
    section.sections.iter().any(|inner| is_meant(inner) || holds(inner, is_meant))
}

/// Whether all there is are links to headings.
fn is_contents(statements: &[ImportedStatement]) -> bool {
    !statements.is_empty() && statements.iter().all(|statement| is_inner_link(&statement.text))
}

/// Whether a table of two columns names topics and not facts: its header says so, or its cells are sentences.
fn is_table_of_topics(rows: &[Vec<String>]) -> bool {
    let Some((header, body)) = rows.split_first() else { return false };
    let is_named = header.first().and_then(|cell| field(cell));
    let length: usize = body.iter().filter_map(|row| row.get(1)).map(|cell| cell.chars().count()).sum();
    matches!(is_named, Some(ColumnKind::Theme | ColumnKind::Topic | ColumnKind::Skill)) || length > 40 * body.len()
}
