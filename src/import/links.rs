//! The links in imported texts: led to the new ids, made absolute, or reduced to their words.
//!
//! A published ladder links to files of its own repository. Where such a file became an entity the link follows it;
//! what leads nowhere in the handbook keeps its words and is reported. Addresses that are not safe to print go too.

use std::collections::BTreeMap;
use std::sync::Arc;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::content::Kind;
use crate::diagnostic::{Diagnostic, IMPORT_PROBLEM, IMPORT_REPAIR};
use crate::source::Place;

use super::model::{ImportedLevel, ImportedStatement, Ladder};
use super::notes::Notes;

/// Where links may lead, by what they are called in the source.
#[derive(Debug, Default)]
pub struct Targets {
    /// From a file (`roles/senior.md`, without a leading `./`) to `kind:id`.
    files: BTreeMap<String, String>,
    /// From a heading's anchor to `kind:id`.
    anchors: BTreeMap<String, String>,
    /// Whether the source is a handbook, so that links to lists and to places on the same page hold.
    is_handbook: bool,
}

impl Targets {
    /// Lets links to a file of the source lead to an entity.
    pub fn file(&mut self, path: &str, entity: &str) {
        self.files.insert(path.to_lowercase(), entity.to_owned());
    }

    /// Lets links to a heading of the source lead to an entity; the first heading of a name wins.
    pub fn anchor(&mut self, heading: &str, entity: &str) {
        self.anchors.entry(anchor(heading)).or_insert_with(|| entity.to_owned());
    }

    /// Targets for texts of a handbook: links to lists and to places on the same page stay as they are.
    pub fn of_handbook() -> Self {
        Self { is_handbook: true, ..Self::default() }
    }

    fn keeps(&self, address: &str) -> bool {
        let list = address.strip_prefix('/').and_then(|path| path.strip_suffix('/')).and_then(Kind::from_folder);
        self.is_handbook && (address.starts_with('#') || list.is_some())
    }

    /// The entity that a link of the source leads to, as `kind:id`.
    pub fn find(&self, address: &str) -> Option<&str> {
        let address = address.to_lowercase();
        let (path, fragment) = address.split_once('#').unwrap_or((&address, ""));
        if path.is_empty() {
            return self.anchors.get(fragment).map(String::as_str);
        }
        let path =
            path.trim_start_matches("./").trim_start_matches("../").trim_start_matches('/').trim_end_matches('/');
        let stem = |path: &str| path.rsplit('/').next().unwrap_or(path).trim_end_matches(".md").to_owned();
        let exact = self.files.get(path).or_else(|| self.files.get(&format!("{path}.md")));
        let by_stem = || {
            let mut same = self.files.iter().filter(|(known, _)| stem(known) == stem(path));
            same.next().filter(|_| same.next().is_none()).map(|(_, entity)| entity)
        };
        let file = exact.or_else(by_stem);
        if fragment.is_empty() { file } else { self.anchors.get(fragment).or(file) }.map(String::as_str)
    }
}

/// The anchor that code hosts give a heading.
fn anchor(heading: &str) -> String {
    let kept = heading.to_lowercase();
    let kept = kept.chars().filter(|sign| sign.is_alphanumeric() || matches!(sign, ' ' | '-' | '_'));
    kept.map(|sign| if sign == ' ' { '-' } else { sign }).collect()
}

/// Settles every link of `ladder`. `place` is where to report what could not be kept.
pub fn settle(ladder: &mut Ladder, targets: &Targets, source: &Arc<str>, notes: &mut Notes) {
    let mut followed = Settled::default();
    texts(ladder, &mut |text| {
        if text.contains("](") || text.contains('<') || text.contains("][") {
            *text = rewrite(text, targets, &mut followed);
        }
    });
    let place = Place::file(source);
    let sample = |all: &BTreeMap<String, usize>| {
        let shown: Vec<String> = all.keys().take(5).map(|address| format!("`{address}`")).collect();
        let more = if all.len() > 5 { format!(" and {} more", all.len() - 5) } else { String::new() };
        (all.values().sum::<usize>(), shown.join(", ") + &more)
    };
    if !followed.led.is_empty() {
        let (count, shown) = sample(&followed.led);
        let message = format!("{count} links now lead to entities of the handbook: {shown}");
        notes.add(Diagnostic::new(IMPORT_REPAIR, place.clone(), message));
    }
    if !followed.lost.is_empty() {
        let (count, shown) = sample(&followed.lost);
        let message = format!("{count} links lead to nothing here and became plain words: {shown}");
        let help = "Add what they led to under content/, or link to where it is published.";
        notes.add(Diagnostic::new(IMPORT_PROBLEM, place, message).help(help));
    }
}

/// How many links of each address lead to an entity now, and how many became words.
#[derive(Default)]
struct Settled {
    led: BTreeMap<String, usize>,
    lost: BTreeMap<String, usize>,
}

fn rewrite(text: &str, targets: &Targets, settled: &mut Settled) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    let mut open: Vec<(usize, String, bool, Option<std::ops::Range<usize>>)> = Vec::new();
    for (event, range) in Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter() {
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => open.push((range.start, dest_url.to_string(), false, None)),
            Event::Start(Tag::Image { dest_url, .. }) => open.push((range.start, dest_url.to_string(), true, None)),
            Event::End(TagEnd::Link | TagEnd::Image) => {
                let Some((start, address, image, inside)) = open.pop() else { continue };
                // Of links inside each other the outer one decides.
                if !open.is_empty() {
                    continue;
                }
                let words = inside.map_or("", |inside| &text[inside]);
                if !image && (is_safe(&address) || targets.keeps(&address)) {
                    continue;
                }
                let with = match targets.find(&address).filter(|_| !image) {
                    Some(entity) => {
                        *settled.led.entry(address).or_default() += 1;
                        format!("[[{entity}|{}]]", words.replace(['[', ']', '|'], ""))
                    }
                    None => {
                        *settled.lost.entry(address).or_default() += 1;
                        words.to_owned()
                    }
                };
                out += &text[done..start];
                out += &with;
                done = range.end;
            }
            _ => {
                if let Some((.., inside)) = open.last_mut() {
                    let start = inside.as_ref().map_or(range.start, |inside| inside.start.min(range.start));
                    let end = inside.as_ref().map_or(range.end, |inside| inside.end.max(range.end));
                    *inside = Some(start..end);
                }
            }
        }
    }
    out + &text[done..]
}

/// Whether an address leads out of the handbook and may stay.
fn is_safe(address: &str) -> bool {
    let lower = address.to_lowercase();
    crate::parse::is_web_address(address) || (lower.starts_with("mailto:") && !lower.contains(['\n', ' ']))
}

/// Every text of a ladder that may hold Markdown.
fn texts(ladder: &mut Ladder, change: &mut dyn FnMut(&mut String)) {
    fn statements(all: &mut [ImportedStatement], change: &mut dyn FnMut(&mut String)) {
        for statement in all {
            change(&mut statement.text);
            statement.points.iter_mut().chain(&mut statement.examples).for_each(&mut *change);
        }
    }
    change(&mut ladder.footer);
    change(&mut ladder.home);
    ladder.themes.iter_mut().for_each(|theme| change(&mut theme.summary));
    ladder.bands.iter_mut().for_each(|band| change(&mut band.summary));
    for scale in &mut ladder.scales {
        change(&mut scale.summary);
        scale.steps.iter_mut().for_each(|step| change(&mut step.summary));
    }
    for level in &mut ladder.levels {
        let ImportedLevel { summary, scope, autonomy, impact, body, .. } = level;
        [summary, scope, autonomy, impact, body].into_iter().for_each(&mut *change);
        level.facts.iter_mut().for_each(|fact| change(&mut fact.1));
    }
    for family in &mut ladder.families {
        change(&mut family.summary);
        change(&mut family.body);
    }
    for track in &mut ladder.tracks {
        change(&mut track.summary);
        change(&mut track.primary_focus);
        change(&mut track.body);
    }
    for role in &mut ladder.roles {
        change(&mut role.summary);
        change(&mut role.body);
        role.facts.iter_mut().for_each(|fact| change(&mut fact.1));
        let subjects = role.responsibilities.iter_mut().chain(role.skills.iter_mut().map(|need| &mut need.subject));
        for subject in subjects {
            change(&mut subject.summary);
            subject.examples.iter_mut().for_each(&mut *change);
            statements(&mut subject.statements, change);
        }
        role.skills.iter_mut().for_each(|need| change(&mut need.note));
        role.leads_to.iter_mut().for_each(|next| change(&mut next.note));
    }
    for topic in ladder.skills.iter_mut().chain(&mut ladder.responsibilities) {
        change(&mut topic.summary);
        change(&mut topic.body);
        for (_, all) in topic.steps.iter_mut().chain(&mut topic.levels).chain(&mut topic.roles) {
            statements(all, change);
        }
        topic.resources.iter_mut().for_each(|resource| change(&mut resource.note));
    }
    for roadmap in &mut ladder.roadmaps {
        change(&mut roadmap.summary);
        change(&mut roadmap.body);
        for stage in &mut roadmap.stages {
            change(&mut stage.outcome);
            stage.evidence.iter_mut().for_each(&mut *change);
            stage.resources.iter_mut().for_each(|resource| change(&mut resource.note));
        }
    }
    for interview in &mut ladder.interviews {
        change(&mut interview.summary);
        change(&mut interview.body);
        for round in &mut interview.rounds {
            change(&mut round.summary);
            round.rubric.iter_mut().for_each(|(_, meaning)| change(meaning));
            for question in &mut round.questions {
                change(&mut question.ask);
                question.looks_for.iter_mut().chain(&mut question.follow_ups).for_each(&mut *change);
            }
        }
    }
    for page in &mut ladder.pages {
        change(&mut page.summary);
        change(&mut page.body);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_follow_lose_their_address_or_stay() {
        let mut targets = Targets::default();
        targets.file("roles/senior.md", "role:senior-engineer");
        targets.anchor("Staff Engineer", "role:staff-engineer");
        let mut settled = Settled::default();
        for (text, expected) in [
            ("See [Senior](../roles/senior.md).", "See [[role:senior-engineer|Senior]]."),
            ("See [Senior](senior.md#top).", "See [[role:senior-engineer|Senior]]."),
            ("See [Staff](#staff-engineer).", "See [[role:staff-engineer|Staff]]."),
            ("See [web](https://example.org/a_(b)).", "See [web](https://example.org/a_(b))."),
            ("See [bad](javascript:alert(1)) and ![pic](x.png).", "See bad and pic."),
            ("See [lost *words*](lost.md)!", "See lost *words*!"),
        ] {
            assert_eq!(rewrite(text, &targets, &mut settled), expected);
        }
        assert_eq!(settled.lost.len(), 3);
    }
}
