//! Which headings of a document are levels and which are themes, and the ladder that follows.
//!
//! Every piece of text has a chain of headings above it, its file the first. One place in the chain is the level: where
//! the names look most like levels. What stands right above the text besides it is the topic, what stands above that
//! the theme. So level / theme, theme / level, and one file per level are one case.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, IMPORT_PROBLEM, IMPORT_REPAIR};
use crate::import::builder::{Builder, TopicKind};
use crate::import::links::Targets;
use crate::import::model::{Ladder, Page, Statement};
use crate::import::notes::Notes;
use crate::import::text::{key, name, seniority};
use crate::source::Place;

use super::{Block, Section, Tree};

/// A document and where it comes from.
pub struct Document {
    /// The path, for reports.
    pub path: Arc<str>,
    /// The path below the folder that was given.
    pub relative: String,
    /// The file's name without its ending.
    pub stem: String,
    /// What it holds.
    pub tree: Tree,
}

/// A piece of text below a chain of headings.
struct Leaf<'a> {
    document: usize,
    chain: Vec<String>,
    section: &'a Section,
}

/// The ladder that the documents hold, and where links between them lead. `None` when no headings look like one.
pub fn ladder(documents: Vec<Document>, notes: &mut Notes) -> Option<(Ladder, Targets)> {
    let documents: Vec<Document> = documents.into_iter().map(rooted).collect();
    notes.count(documents.iter().map(|document| document.tree.item_count()).sum(), "list items");
    let mut leaves = Vec::new();
    for (at, document) in documents.iter().enumerate() {
        let chain = vec![document.tree.title.clone()];
        if !document.tree.blocks.is_empty() && document.tree.sections.is_empty() {
            continue;
        }
        document.tree.sections.iter().for_each(|section| collect(at, section, &chain, &mut leaves));
    }
    let Some(level_at) = level_axis(&leaves) else { return single(&documents, &leaves, notes) };
    let mut shape =
        Shape { documents: &documents, level_at, builder: Builder::default(), targets: Targets::default(), notes };
    shape.roles(&leaves);
    shape.statements(&leaves);
    shape.prose(&leaves);
    if shape.builder.ladder.roles.is_empty() {
        return None;
    }
    let Shape { mut builder, targets, notes, .. } = shape;
    for (written, kept) in &builder.respelled {
        let message = format!("`{written}` was taken for `{kept}` and became another name of it");
        notes.add(Diagnostic::new(IMPORT_REPAIR, Place::file(&documents[0].path), message));
    }
    builder.ladder.title = handbook_title(&documents);
    Some((builder.finish(false), targets))
}

/// The ladder of one document that is about one role: its title names the role, and its sections are what is expected.
fn single(documents: &[Document], leaves: &[Leaf], notes: &mut Notes) -> Option<(Ladder, Targets)> {
    let [document] = documents else { return None };
    let title = words_in_capitals(&document.tree.title);
    if seniority(&title) == 0 || leaves.iter().all(|leaf| list_free(leaf.section)) {
        return None;
    }
    let mut builder = Builder::default();
    let role = builder.role(&title, "", "");
    let intro: Vec<String> = document.tree.blocks.iter().filter_map(words).collect();
    let (summary, body) = summary(&intro);
    let mut text = vec![body];
    for leaf in leaves {
        let headings = &leaf.chain[1..];
        let [above @ .., topic] = headings else { continue };
        let statements = super::list_statements(&leaf.section.blocks);
        let prose = markdown(&without_lists(leaf.section), &[]);
        if statements.is_empty() {
            if prose.is_empty() && leaf.section.sections.is_empty() {
                let message = format!("`{topic}` has no text below it and was left out");
                notes.add(Diagnostic::new(IMPORT_REPAIR, Place::file(&document.path), message));
            }
            if !prose.is_empty() {
                text.push(format!("## {topic}\n\n{prose}"));
            }
            continue;
        }
        let is_skill = headings.iter().any(|heading| key(heading).split(' ').any(|word| word.starts_with("skill")));
        let kind = if is_skill { TopicKind::Skill } else { TopicKind::Responsibility };
        let theme = above.last().cloned().unwrap_or_default();
        let topic = builder.topic(kind, topic, &theme);
        builder.expect(role, kind, &topic, statements);
        let subject = builder.subject(role, kind, &topic);
        if !prose.is_empty() {
            subject.summary = prose.split_whitespace().collect::<Vec<_>>().join(" ");
        }
    }
    let made = &mut builder.ladder.roles[role];
    made.summary = summary;
    made.body = text.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n");
    builder.ladder.title.clone_from(&title);
    Some((builder.finish(false), Targets::default()))
}

fn without_lists(section: &Section) -> Vec<Block> {
    section.blocks.iter().filter(|block| !matches!(block, Block::List(_))).cloned().collect()
}

/// A file's name as a title; a title that has capitals stays.
fn words_in_capitals(title: &str) -> String {
    if title.chars().any(char::is_uppercase) {
        return title.to_owned();
    }
    title.split_whitespace().map(capital).collect::<Vec<_>>().join(" ")
}

/// A document whose only highest heading is its title.
fn rooted(mut document: Document) -> Document {
    let tree = &mut document.tree;
    let whole = tree.sections.len() == 1 && (!tree.sections[0].sections.is_empty() || tree.title.is_empty());
    if whole && tree.sections[0].depth == 1 {
        let only = tree.sections.remove(0);
        tree.title = only.title;
        tree.blocks.extend(only.blocks);
        tree.sections = only.sections;
    }
    if tree.title.is_empty() {
        tree.title = document.stem.replace(['-', '_'], " ");
    }
    tree.title = name(&tree.title);
    document
}

fn handbook_title(documents: &[Document]) -> String {
    match documents {
        [only] => only.tree.title.clone(),
        _ => "Career ladder".into(),
    }
}

fn collect<'a>(document: usize, section: &'a Section, above: &[String], leaves: &mut Vec<Leaf<'a>>) {
    let mut chain = above.to_vec();
    chain.push(name(&section.title));
    section.sections.iter().for_each(|inner| collect(document, inner, &chain, leaves));
    leaves.push(Leaf { document, chain, section });
}

/// The place in the chain where the names look most like levels: of those with at least two names, the highest.
fn level_axis(leaves: &[Leaf]) -> Option<usize> {
    let depth = leaves.iter().map(|leaf| leaf.chain.len()).max()?;
    let score = |at: usize| {
        let names: BTreeSet<&str> = leaves.iter().filter_map(|leaf| leaf.chain.get(at)).map(String::as_str).collect();
        let looks: usize = names.iter().map(|name| seniority(name)).sum();
        let several = names.len() > 1;
        // Hundredths, so that the comparison is exact. One name alone may be the title of everything.
        (if several { looks * 100 / names.len() } else { looks * 10 }, usize::MAX - at)
    };
    let best = (0..depth).max_by_key(|at| score(*at))?;
    if score(best).0 >= 60 {
        return Some(best);
    }
    // Names of the organisation's own: the headings whose sections repeat the same titles.
    let repeated = |at: usize| {
        let mut below: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
        for leaf in leaves.iter().filter(|leaf| leaf.chain.len() > at + 1) {
            below.entry(key(&leaf.chain[at + 1])).or_default().insert(leaf.chain[at].as_str());
        }
        let shared = below.values().filter(|above| above.len() > 1).count();
        if below.is_empty() { 0 } else { shared * 100 / below.len() }
    };
    (0..depth).find(|at| repeated(*at) >= 50)
}

struct Shape<'a, 'n> {
    documents: &'a [Document],
    level_at: usize,
    builder: Builder,
    targets: Targets,
    notes: &'n mut Notes,
}

impl Shape<'_, '_> {
    /// Makes the tracks and the roles, in the order of the documents.
    fn roles(&mut self, leaves: &[Leaf]) {
        // Headings at the place of levels that look like none, beside others that do, are prose.
        for leaf in leaves {
            let Some(heading) = self.heading(leaf, leaves) else { continue };
            let role = self.role(leaf, heading);
            let id = format!("role:{}", self.builder.ladder.roles[role].id);
            self.targets.anchor(heading, &id);
            if self.level_at == 0 {
                self.targets.file(&self.documents[leaf.document].relative, &id);
            }
        }
        if self.level_at > 0 {
            for (at, document) in self.documents.iter().enumerate() {
                let of = leaves.iter().find(|leaf| leaf.document == at);
                if let Some(track) = of.map(|leaf| self.track(leaf)) {
                    self.targets.file(&document.relative, &format!("track:{track}"));
                }
            }
        }
    }

    /// The name of the leaf's level; `None` where it has none.
    fn heading<'l>(&self, leaf: &'l Leaf, leaves: &[Leaf]) -> Option<&'l str> {
        let heading = leaf.chain.get(self.level_at)?;
        if seniority(heading) > 0 {
            return Some(heading);
        }
        // An unknown name is a level when it has the topics that known ones have: the headings below it, else those above.
        let at = self.level_at;
        let deeper = leaves.iter().any(|leaf| leaf.chain.len() > at + 1);
        let topics = |heading: &str| -> BTreeSet<String> {
            let same = leaves.iter().filter(|one| one.chain.get(at).is_some_and(|known| known == heading));
            let topic = |one: &Leaf| {
                if deeper { one.chain.get(at + 1) } else { one.chain.get(at.wrapping_sub(1)) }.map(|topic| key(topic))
            };
            same.filter_map(topic).collect()
        };
        let own = topics(heading);
        let others: BTreeSet<&String> =
            leaves.iter().filter_map(|one| one.chain.get(self.level_at)).filter(|other| *other != heading).collect();
        let shared = others.iter().filter(|other| !topics(other).is_disjoint(&own)).count();
        (shared * 2 >= others.len().max(1) && !own.is_empty()).then_some(heading.as_str())
    }

    fn track(&mut self, leaf: &Leaf) -> String {
        let document = &self.documents[leaf.document];
        let title = if self.level_at == 0 {
            let folder =
                document.relative.rsplit_once('/').map(|(folder, _)| folder.rsplit('/').next().unwrap_or(folder));
            folder.map_or_else(|| "Career ladder".to_owned(), |folder| capital(&folder.replace(['-', '_'], " ")))
        } else {
            track_title(&leaf.chain[0], &document.stem)
        };
        self.builder.track(&title, "")
    }

    fn role(&mut self, leaf: &Leaf, heading: &str) -> usize {
        let track = self.track(leaf);
        self.builder.role(heading, &track, "")
    }

    fn statements(&mut self, leaves: &[Leaf]) {
        for leaf in leaves {
            let Some(heading) = self.heading(leaf, leaves) else { continue };
            let role = self.role(leaf, heading);
            let mut statements = leaf.section.statements();
            let lead = leaf.section.lead();
            // The headings besides the level's, without the document's title when the document is no theme.
            let first = usize::from(self.level_at > 0);
            let themes: Vec<&String> = leaf
                .chain
                .iter()
                .enumerate()
                .filter(|(at, _)| *at != self.level_at && *at >= first)
                .map(|(_, title)| title)
                .collect();
            let own_text = leaf.chain.len() == self.level_at + 1;
            if own_text && themes.is_empty() {
                self.about(role, leaf.section);
                if list_free(leaf.section) {
                    // Sentences below a level's own heading describe it.
                    statements.clear();
                }
            }
            self.extend(role, &mut statements);
            if is_contents(&statements) {
                let message = format!(
                    "a list of links below `{}` was taken for a table of contents and left out",
                    leaf.section.title
                );
                self.notes.add(Diagnostic::new(
                    IMPORT_REPAIR,
                    Place::file(&self.documents[leaf.document].path),
                    message,
                ));
                continue;
            }
            let examples = leaf.section.examples();
            if statements.is_empty() && examples.is_empty() {
                continue;
            }
            let (topic, theme) = match themes.as_slice() {
                [] => ("Expectations", String::new()),
                [only] => (only.as_str(), String::new()),
                [.., theme, topic] => (topic.as_str(), (*theme).clone()),
            };
            let topic = self.builder.topic(TopicKind::Responsibility, topic, &theme);
            if let Some(title) = themes.last() {
                self.targets.anchor(title, &format!("responsibility:{topic}"));
            }
            let repeated = self.builder.expect(role, TopicKind::Responsibility, &topic, statements);
            if repeated > 0 {
                let message = format!(
                    "{repeated} statements below `{}` stand there twice and were kept once",
                    leaf.section.title
                );
                self.notes.add(Diagnostic::new(
                    IMPORT_REPAIR,
                    Place::file(&self.documents[leaf.document].path),
                    message,
                ));
            }
            let subject = self.builder.subject(role, TopicKind::Responsibility, &topic);
            subject.examples.extend(examples);
            if subject.summary.is_empty() && !lead.is_empty() && !themes.is_empty() {
                subject.summary = lead.join(" ");
            }
        }
    }

    /// What stands below a level's own heading: its description, and two-column tables as facts.
    fn about(&mut self, role: usize, section: &Section) {
        let mut paragraphs = Vec::new();
        let role = &mut self.builder.ladder.roles[role];
        for block in &section.blocks {
            match block {
                Block::Paragraph(words) => paragraphs.push(words.clone()),
                Block::Table(rows) if rows.iter().all(|row| row.len() == 2) => {
                    let facts = rows.iter().map(|row| (name(&row[0]), row[1].clone()));
                    role.facts.extend(facts.filter(|(label, said)| !label.is_empty() && !said.is_empty()));
                }
                Block::Table(rows) => paragraphs.push(table(rows)),
                _ => {}
            }
        }
        let (summary, body) = summary(&paragraphs);
        if role.summary.is_empty() {
            role.summary = summary;
            role.body = body;
        }
    }

    /// `Same as Engineer, but also` becomes `extends`.
    fn extend(&mut self, role: usize, statements: &mut Vec<Statement>) {
        let ladder = &self.builder.ladder;
        let own = &ladder.roles[role];
        let mut bases = Vec::new();
        let mut kept = Vec::new();
        for statement in std::mem::take(statements) {
            match base(&statement.text, ladder, own) {
                Some(base) => {
                    bases.push((base, statement.text));
                    // What hangs below the line is expected in its own right.
                    kept.extend(statement.points.into_iter().map(Statement::plain));
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
            self.notes.add(Diagnostic::new(IMPORT_REPAIR, Place::file(&self.documents[0].path), message));
        }
    }

    /// Documents and sections that are about no level: descriptions of tracks, and pages.
    fn prose(&mut self, leaves: &[Leaf]) {
        for (at, document) in self.documents.iter().enumerate() {
            let mine: Vec<&Leaf> = leaves.iter().filter(|leaf| leaf.document == at).collect();
            let is_ladder = mine.iter().any(|leaf| self.heading(leaf, leaves).is_some());
            let intro: Vec<String> = document.tree.blocks.iter().filter_map(words).collect();
            if !is_ladder {
                let body = markdown(&document.tree.blocks, &document.tree.sections);
                if body.is_empty() {
                    continue;
                }
                let slug = crate::content::slug(&document.tree.title);
                let path = format!("guides/{}", if slug.is_empty() { format!("page-{at}") } else { slug });
                self.targets.file(&document.relative, &format!("page:{path}"));
                self.builder.ladder.pages.push(Page {
                    path,
                    title: document.tree.title.clone(),
                    body,
                    ..Page::default()
                });
                continue;
            }
            let beside: Vec<&Section> = document
                .tree
                .sections
                .iter()
                .filter(|section| {
                    self.level_at == 1
                        && !mine
                            .iter()
                            .any(|leaf| leaf.chain[1] == name(&section.title) && self.heading(leaf, leaves).is_some())
                })
                .collect();
            if self.level_at == 0 {
                if let Some(leaf) = mine.first()
                    && let Some(heading) = self.heading(leaf, leaves)
                {
                    let role = self.role(leaf, heading);
                    let section = Section { blocks: document.tree.blocks.clone(), ..Section::default() };
                    self.about(role, &section);
                }
                continue;
            }
            let track = mine.first().map(|leaf| self.track(leaf)).unwrap_or_default();
            let (summary, mut body) = summary(&intro);
            for section in beside {
                let text = markdown(&section.blocks, &section.sections);
                body.push_str(&format!("\n\n## {}\n\n{text}", name(&section.title)));
            }
            if let Some(track) = self.builder.ladder.tracks.iter_mut().find(|one| one.id == track) {
                if track.summary.is_empty() {
                    track.summary = summary;
                }
                track.body.push_str(body.trim());
            }
        }
    }
}

/// Whether a section has text and no list.
fn list_free(section: &Section) -> bool {
    !section.blocks.iter().any(|block| matches!(block, Block::List(_)))
}

/// The words of a paragraph that is no list of links.
fn words(block: &Block) -> Option<String> {
    match block {
        Block::Paragraph(words) if !words.ends_with(':') => Some(words.clone()),
        _ => None,
    }
}

/// The first sentence of the first paragraph, and the rest as Markdown.
fn summary(paragraphs: &[String]) -> (String, String) {
    let Some((first, rest)) = paragraphs.split_first() else { return Default::default() };
    let mut sentences = crate::import::text::sentences(first).into_iter();
    let summary = sentences.next().unwrap_or_default();
    let left = sentences.collect::<Vec<_>>().join(" ");
    let body: Vec<&str> = std::iter::once(left.as_str())
        .chain(rest.iter().map(String::as_str))
        .filter(|words| !words.is_empty())
        .collect();
    (summary, body.join("\n\n"))
}

/// Blocks and sections as Markdown again. Lists of links to headings are left out: pages have their own contents.
fn markdown(blocks: &[Block], sections: &[Section]) -> String {
    fn items(items: &[super::Item], depth: usize, out: &mut String) {
        for item in items {
            out.push_str(&format!("{}- {}\n", "  ".repeat(depth), item.text));
            items_below(item, depth, out);
        }
    }
    fn items_below(item: &super::Item, depth: usize, out: &mut String) {
        items(&item.items, depth + 1, out);
        for example in &item.examples {
            out.push_str(&format!("{}- {example}\n", "  ".repeat(depth + 1)));
        }
    }
    let mut out = String::new();
    for block in blocks {
        match block {
            Block::Paragraph(words) => out.push_str(&format!("{words}\n\n")),
            Block::List(list) if list.iter().all(|item| is_inner_link(&item.text)) => {}
            Block::List(list) => {
                items(list, 0, &mut out);
                out.push('\n');
            }
            Block::Details(examples) => {
                examples.iter().for_each(|example| out.push_str(&format!("- {example}\n")));
                out.push('\n');
            }
            Block::Table(rows) => out.push_str(&format!("{}\n\n", table(rows))),
        }
    }
    for section in sections {
        let marks = "#".repeat(section.depth.clamp(2, 6));
        out.push_str(&format!(
            "{marks} {}\n\n{}\n\n",
            name(&section.title),
            markdown(&section.blocks, &section.sections)
        ));
    }
    out.trim().to_owned()
}

fn table(rows: &[Vec<String>]) -> String {
    let line = |row: &Vec<String>| {
        format!(
            "| {} |",
            row.iter().map(|cell| cell.replace('|', "\\|").replace('\n', " ")).collect::<Vec<_>>().join(" | ")
        )
    };
    let Some((head, body)) = rows.split_first() else { return String::new() };
    let rule = format!("|{}", "---|".repeat(head.len()));
    std::iter::once(line(head)).chain([rule]).chain(body.iter().map(line)).collect::<Vec<_>>().join("\n")
}

fn is_inner_link(text: &str) -> bool {
    text.starts_with('[') && text.ends_with(')') && text.contains("](#")
}

/// Whether all there is are links to headings.
fn is_contents(statements: &[Statement]) -> bool {
    !statements.is_empty() && statements.iter().all(|statement| is_inner_link(&statement.text))
}

/// The role that a line such as `Everything in L2, plus:` takes over.
fn base(text: &str, ladder: &Ladder, own: &crate::import::model::Role) -> Option<String> {
    let lower = name(text).to_lowercase();
    let starts = [
        "same as",
        "the same as",
        "everything in",
        "everything from",
        "everything at",
        "everything expected",
        "everything a",
        "all of",
        "all the",
        "all expectations",
        "all requirements",
        "in addition to",
        "includes everything",
        "includes all",
        "meets all",
        "as ",
        "like ",
    ];
    if !starts.iter().any(|start| lower.starts_with(start)) || lower.len() > 120 {
        return None;
    }
    let track = own.tracks.first();
    let rungs: Vec<&crate::import::model::Role> =
        ladder.roles.iter().filter(|role| role.tracks.first() == track).collect();
    let before = rungs.iter().position(|role| role.id == own.id).and_then(|at| at.checked_sub(1)).map(|at| rungs[at]);
    if ["previous level", "level below", "prior level", "preceding level", "lower level", "the above"]
        .iter()
        .any(|word| lower.contains(word))
    {
        return before.map(|role| role.id.clone());
    }
    // Short openings are no reference unless `but`, `plus` or `and` goes on.
    let goes_on = ["but", "plus", "and also", "additionally", "as well"].iter().any(|word| lower.contains(word));
    if (lower.starts_with("as ") || lower.starts_with("like ")) && !goes_on {
        return None;
    }
    let mentions =
        |words: &str| !words.is_empty() && format!(" {} ", key(&lower)).contains(&format!(" {} ", key(words)));
    let level_title = |role: &crate::import::model::Role| {
        ladder.levels.iter().find(|level| level.id == role.level).map(|level| level.title.clone())
    };
    let others = rungs.iter().filter(|role| role.id != own.id);
    // The longest name wins: `Senior Engineer` over `Engineer`.
    let mut found: Vec<(usize, &str)> = others
        .filter_map(|role| {
            let level = level_title(role).unwrap_or_default();
            let length = [role.title.as_str(), level.as_str()]
                .into_iter()
                .filter(|words| mentions(words))
                .map(str::len)
                .max()?;
            Some((length, role.id.as_str()))
        })
        .collect();
    found.sort();
    found.last().map(|(_, id)| (*id).to_owned())
}

/// `Engineering Management Competencies` as `Engineering Management`.
fn track_title(title: &str, stem: &str) -> String {
    const ENDINGS: [&str; 9] = [
        "career ladder",
        "career framework",
        "career levels",
        "competencies",
        "ladder",
        "levels",
        "framework",
        "track",
        "expectations",
    ];
    let lower = title.to_lowercase();
    let cut = ENDINGS.iter().find(|end| lower.ends_with(*end)).map_or(title, |end| &title[..title.len() - end.len()]);
    let cut = cut.trim().trim_end_matches([':', '-', '–']).trim();
    if cut.is_empty() { capital(&stem.replace(['-', '_'], " ")) } else { cut.to_owned() }
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
/// A problem that no ladder could be seen.
pub fn nothing(path: &Arc<str>, notes: &mut Notes) {
    let message = "no heading looks like a level, so nothing was imported";
    let help =
        "Write levels as headings (`## Senior Engineer`) with themes below them, or themes with levels below them.";
    notes.fail(Diagnostic::new(IMPORT_PROBLEM, Place::file(path), message).help(help));
}
