//! A document about one role: its title names the role, and its sections are what is expected.

use crate::content::strings::capitalised;
use crate::import::builder::LadderBuilder;
use crate::import::level_name::seniority;
use crate::import::links::Targets;
use crate::import::model::{Ladder, TopicKind};
use crate::import::notes::Notes;
use crate::import::text::{key, one_line};

use super::axis::Leaf;
use super::prose::{append, describe, headed, markdown};
use super::shape::SourceDocument;
use super::{OutlineBlock, Section};

/// The ladder of such a document; `None` if it is none.
pub fn ladder(documents: &[SourceDocument], leaves: &[Leaf], notes: &mut Notes) -> Option<(Ladder, Targets)> {
    let [document] = documents else { return None };
    let title = words_in_capitals(&document.section.title);
    if seniority(&title) == 0 || leaves.iter().all(|leaf| !leaf.section.has_list()) {
        return None;
    }
    let mut builder = LadderBuilder::default();
    let role = builder.role(&title, "", "");
    let (summary, mut body) = describe(&without_lists(&document.section));
    for leaf in leaves {
        let headings = &leaf.chain[1..];
        let statements = super::list_statements(&leaf.section.blocks);
        let [above @ .., topic] = headings else {
            if !statements.is_empty() {
                let topic = builder.topic(TopicKind::Responsibility, "Expectations", "");
                builder.expect(role, TopicKind::Responsibility, &topic, statements);
            }
            continue;
        };
        let prose = markdown(&without_lists(leaf.section), &[]);
        if statements.is_empty() {
            if prose.is_empty() && leaf.section.sections.is_empty() {
                notes.repair(&document.input.path, format!("`{topic}` has no text below it and was left out"));
            }
            append(&mut body, &headed(topic, &prose));
            continue;
        }
        let is_skill = headings.iter().any(|heading| key(heading).split(' ').any(|word| word.starts_with("skill")));
        let kind = if is_skill { TopicKind::Skill } else { TopicKind::Responsibility };
        let theme = above.last().cloned().unwrap_or_default();
        let topic = builder.topic(kind, topic, &theme);
        builder.expect(role, kind, &topic, statements);
        let subject = builder.subject(role, kind, &topic);
        if !prose.is_empty() {
            subject.summary = one_line(&prose);
        }
    }
    let made = &mut builder.ladder.roles[role];
    made.summary = summary;
    made.body = body;
    builder.ladder.title.clone_from(&title);
    Some((builder.finish(false), Targets::default()))
}

fn without_lists(section: &Section) -> Vec<OutlineBlock> {
    section.blocks.iter().filter(|block| block.list().is_none()).cloned().collect()
}

/// A file's name as a title; a title that has capitals stays.
fn words_in_capitals(title: &str) -> String {
    if title.chars().any(char::is_uppercase) {
        return title.to_owned();
    }
    title.split_whitespace().map(capitalised).collect::<Vec<_>>().join(" ")
}
