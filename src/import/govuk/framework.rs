//! The framework as a ladder: roles in order, on levels, with ids, and what leads where.
//!
//! Adds no words to what the framework says, except on the home page. Knows nothing of tables; see [`super::gather`].

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, IMPORT_PROBLEM};
use crate::import::model::{
    ImportedFamily, ImportedLevel, ImportedMove, ImportedNeed, ImportedRole, ImportedScale, ImportedStatement,
    ImportedStep, ImportedSubject, ImportedTopic, ImportedTrack, Ladder,
};
use crate::import::notes::Notes;
use crate::import::order::Orders;
use crate::import::prose::{self, CellBlock};
use crate::import::seniority::{self, TrackRole};
use crate::import::slug::Slugs;

use super::gather::{self, Gathered, STEPS, introduces};

const TITLE: &str = "Government Digital and Data Profession Capability Framework";

const ATTRIBUTION: &str = "Contains public sector information licensed under the [Open Government Licence v3.0]\
    (https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/).";

/// Puts what the tables say into order.
pub fn arrange(gathered: Gathered, orders: &Orders, notes: &mut Notes) -> Ladder {
    let (mut family_ids, mut skill_ids) = <(Slugs, Slugs)>::default();
    let family = |title: &String| ImportedFamily {
        id: family_ids.claim(title, "family"),
        title: title.clone(),
        ..ImportedFamily::default()
    };
    let families = gathered.families.iter().map(family).collect();
    let step = |name: &str| ImportedStep { id: name.to_lowercase(), title: name.into(), ..ImportedStep::default() };
    let mut framework = Framework {
        ladder: Ladder {
            title: TITLE.into(),
            language: "en".into(),
            footer: ATTRIBUTION.into(),
            // The theme lists the families and their tracks, and the attribution stands at the foot of every page.
            home: "The roles of the profession and the skills that each of them needs.".into(),
            scales: vec![ImportedScale {
                id: "skill-level".into(),
                title: "Skill level".into(),
                cumulative: true,
                steps: STEPS.into_iter().map(step).collect(),
                ..ImportedScale::default()
            }],
            levels: rungs(&gathered.ladders),
            families,
            ..Ladder::default()
        },
        skill_ids: gathered.skills.iter().map(|skill| skill_ids.claim(&skill.name, "skill")).collect(),
        unstepped: vec![Vec::new(); gathered.skills.len()],
        track_ids: Slugs::default(),
        role_ids: Slugs::default(),
    };
    for ladder in &gathered.ladders {
        framework.climb(ladder, orders, notes);
    }
    let names: Vec<&str> = gathered.ladders.iter().map(|ladder| ladder.name.as_str()).collect();
    orders.report_strangers(&names, notes);
    for (at, skill) in gathered.skills.into_iter().enumerate() {
        framework.skill(at, skill, notes);
    }
    let Ladder { families, levels, roles, .. } = &mut framework.ladder;
    levels.retain(|level| roles.iter().any(|role| role.level == level.id));
    families.retain(|family| !family.title.is_empty());
    framework.ladder
}

/// The ladder as far as it is made, and what it takes to go on.
struct Framework {
    ladder: Ladder,
    skill_ids: Vec<String>,
    /// By skill: the places of the roles that need it at no step.
    unstepped: Vec<Vec<usize>>,
    track_ids: Slugs,
    role_ids: Slugs,
}

impl Framework {
    /// Adds a track and its roles, lowest first.
    fn climb(&mut self, ladder: &gather::RoleLadder, orders: &Orders, notes: &mut Notes) {
        let candidates: Vec<TrackRole<'_>> = ladder
            .posts
            .iter()
            .map(|post| TrackRole {
                name: &post.name,
                group: Some(ladder.group.as_str()).filter(|group| !group.is_empty()),
                demand: post.needs.iter().filter_map(|need| need.step).map(|step| step + 1).sum(),
            })
            .collect();
        let names: Vec<&str> = ladder.posts.iter().map(|post| post.name.as_str()).collect();
        let order = orders.apply(&ladder.name, &names, seniority::order(&ladder.name, &candidates), notes);
        let ordered: Vec<TrackRole<'_>> = order.iter().map(|at| candidates[*at].clone()).collect();
        let stands = seniority::stand(&ladder.name, &ordered, &self.ladder.levels);
        if stands.is_none() {
            let (name, count) = (&ladder.name, order.len());
            let message = format!("`{name}` has {count} levels, more than there are rungs, so its roles have none");
            notes.add(Diagnostic::new(IMPORT_PROBLEM, ladder.place.clone(), message));
        }
        let family = &self.ladder.families[ladder.family];
        let track_id = self.track_ids.claim(&ladder.name, &family.title);
        // The table may leave the family's cell empty.
        let family = if family.title.is_empty() { String::new() } else { family.id.clone() };
        let first = self.ladder.roles.len();
        for (above, at) in order.into_iter().enumerate() {
            let post = &ladder.posts[at];
            for need in post.needs.iter().filter(|need| need.step.is_none()) {
                self.unstepped[need.skill].push(self.ladder.roles.len());
            }
            let stepped = post.needs.iter().filter_map(|need| Some((need.skill, need.step?)));
            let needs = stepped.map(|(skill, step)| ImportedNeed {
                subject: ImportedSubject { topic: self.skill_ids[skill].clone(), ..ImportedSubject::default() },
                step: STEPS[step].to_lowercase(),
                ..ImportedNeed::default()
            });
            let (summary, body) = prose::about(&post.text);
            self.ladder.roles.push(ImportedRole {
                id: self.role_ids.claim(&post.name, &ladder.name),
                title: post.name.clone(),
                family: family.clone(),
                tracks: vec![track_id.clone()],
                level: stands.as_ref().map(|stands| self.ladder.levels[stands[above]].id.clone()).unwrap_or_default(),
                summary,
                body,
                skills: needs.collect(),
                ..ImportedRole::default()
            });
        }
        let roles = &mut self.ladder.roles[first..];
        lead(roles);
        let (summary, mut body) = prose::about(&ladder.text);
        // A role without levels has the same description; its own page has room for it.
        if ladder.posts.iter().any(|post| post.text == ladder.text) {
            body.clear();
        }
        self.ladder.tracks.push(ImportedTrack {
            id: track_id,
            title: ladder.name.clone(),
            family,
            kind: ladder.group.clone(),
            summary,
            body,
            roles: roles.iter().map(|role| role.id.clone()).collect(),
            ..ImportedTrack::default()
        });
    }

    fn skill(&mut self, at: usize, skill: gather::LevelSkill, notes: &mut Notes) {
        let given_to: Vec<&ImportedRole> = self.unstepped[at].iter().map(|role| &self.ladder.roles[*role]).collect();
        let (summary, mut body) = prose::summary_and_rest(&skill.text);
        let given = if given_to.is_empty() { Vec::new() } else { take_given(&mut body) };
        if given.is_empty() && !given_to.is_empty() {
            let roles: Vec<String> = given_to.iter().map(|role| format!("`{}`", role.title)).collect();
            let message =
                format!("`{}` is needed at no step by {}, and says nothing to expect", skill.name, roles.join(", "));
            notes.add(Diagnostic::new(IMPORT_PROBLEM, skill.place, message));
        }
        // A level and a track are one role, so a statement for several of them is written once.
        let mut levels: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        let mut roles = Vec::new();
        for role in given_to {
            match self.ladder.levels.iter().position(|level| level.id == role.level) {
                Some(level) => levels.entry(level).or_default().extend(role.tracks.clone()),
                None => roles.push((role.id.clone(), given.iter().map(ImportedStatement::plain).collect())),
            }
        }
        let levels = levels.into_iter().map(|(level, tracks)| {
            let statement =
                |text: &String| ImportedStatement { tracks: tracks.clone(), ..ImportedStatement::plain(text) };
            (self.ladder.levels[level].id.clone(), given.iter().map(statement).collect())
        });
        let steps = STEPS.iter().zip(&skill.statements);
        let topic = ImportedTopic {
            id: self.skill_ids[at].clone(),
            title: skill.name,
            summary: summary.unwrap_or_default(),
            body: prose::markdown(&body),
            steps: steps
                .map(|(name, all)| (name.to_lowercase(), all.iter().map(ImportedStatement::plain).collect()))
                .collect(),
            levels: levels.collect(),
            roles,
            ..ImportedTopic::default()
        };
        self.ladder.skills.push(topic);
    }
}

/// The rungs of names, then one for each role type.
fn rungs(ladders: &[gather::RoleLadder]) -> Vec<ImportedLevel> {
    let mut groups: Vec<&str> = Vec::new();
    for group in ladders.iter().map(|ladder| ladder.group.as_str()) {
        if !group.is_empty() && !groups.contains(&group) {
            groups.push(group);
        }
    }
    seniority::rungs(groups)
}

/// Links the roles of one track. Two jobs that differ only in leading people are neighbours on the ladder but not rungs
/// of one way up: each leads to the next of its own sort, and the one without people to lead also leads across.
fn lead(roles: &mut [ImportedRole]) {
    let twin = |role: &ImportedRole| seniority::technical_twin(&role.title).map(str::to_lowercase);
    for at in 0..roles.len() {
        let above = |managing: bool| roles[at + 1..].iter().find(|above| twin(above).is_some() == managing);
        let next = if twin(&roles[at]).is_some() { above(true).or(above(false)) } else { above(false) };
        let name = roles[at].title.to_lowercase();
        let managing = roles.iter().find(|other| twin(other).as_deref() == Some(&name));
        let to =
            |role: &ImportedRole, lateral| ImportedMove { role: role.id.clone(), lateral, ..ImportedMove::default() };
        let next = next.map(|role| to(role, false));
        let managing = managing.map(|role| to(role, true));
        roles[at].leads_to = next.into_iter().chain(managing).collect();
    }
}

/// Takes the list that `You can:` introduces out of a description.
fn take_given(body: &mut Vec<CellBlock>) -> Vec<String> {
    let starts =
        |pair: &[CellBlock]| matches!(pair, [CellBlock::Paragraph(line), CellBlock::Bullets(_)] if introduces(line));
    let Some(at) = body.windows(2).position(starts) else { return Vec::new() };
    match body.drain(at..at + 2).nth(1) {
        Some(CellBlock::Bullets(items)) => items.into_iter().map(|(_, item)| item).collect(),
        _ => Vec::new(),
    }
}
