//! The framework as a ladder: which field holds what.
//!
//! Adds no words to what the framework says, except on the home page. Knows nothing of where the framework came from.

use std::collections::BTreeMap;

use crate::import::model::{self, Ladder, Level, Move, Need, Scale, Statement, Step, Subject, Topic};
use crate::import::prose;

use super::framework::{Framework, Role, Skill, Track};
use super::gather::STEPS;

const TITLE: &str = "Government Digital and Data Profession Capability Framework";

const ATTRIBUTION: &str = "Contains public sector information licensed under the [Open Government Licence v3.0]\
    (https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/).";

/// The whole framework.
pub fn ladder(framework: &Framework) -> Ladder {
    let step = |name: &str| Step { id: name.to_lowercase(), title: name.into(), ..Step::default() };
    let level = |rung: &crate::import::seniority::Rung| Level {
        id: rung.id.clone(),
        title: rung.title.clone(),
        summary: rung.summary.clone(),
        ..Level::default()
    };
    let named = framework.families.iter().filter(|family| !family.title.is_empty());
    Ladder {
        title: TITLE.into(),
        language: "en".into(),
        footer: ATTRIBUTION.into(),
        // The theme lists the families and their tracks, and the attribution stands at the foot of every page.
        home: "The roles of the profession and the skills that each of them needs.".into(),
        scales: vec![Scale {
            id: "skill-level".into(),
            title: "Skill level".into(),
            cumulative: true,
            steps: STEPS.into_iter().map(step).collect(),
            ..Scale::default()
        }],
        levels: framework.levels().map(level).collect(),
        families: named
            .map(|family| model::Family {
                id: family.id.clone(),
                title: family.title.clone(),
                ..model::Family::default()
            })
            .collect(),
        tracks: framework.tracks.iter().map(|one| track(one, framework)).collect(),
        roles: framework.tracks.iter().flat_map(|track| &track.roles).map(|at| role(*at, framework)).collect(),
        skills: framework.skills.iter().map(|one| skill(one, framework)).collect(),
        ..Ladder::default()
    }
}

/// The id of a track's family; nothing where the table leaves the family's cell empty.
fn family(track: &Track, framework: &Framework) -> String {
    let family = &framework.families[track.family];
    if family.title.is_empty() { String::new() } else { family.id.clone() }
}

fn track(track: &Track, framework: &Framework) -> model::Track {
    let (summary, body) = prose::summary_and_rest(&track.text);
    // A role without levels has the same description; its own page has room for it.
    let roles = || track.roles.iter().map(|at| &framework.roles[*at]);
    let body = if roles().any(|role| role.text == track.text) { String::new() } else { prose::markdown(&body) };
    model::Track {
        id: track.id.clone(),
        title: track.title.clone(),
        family: family(track, framework),
        kind: track.kind.clone().unwrap_or_default(),
        summary: summary.unwrap_or_default(),
        body,
        roles: roles().map(|role| role.id.clone()).collect(),
        ..model::Track::default()
    }
}

fn role(at: usize, framework: &Framework) -> model::Role {
    let role: &Role = &framework.roles[at];
    let track = &framework.tracks[role.track];
    let (summary, body) = prose::summary_and_rest(&role.text);
    let need = |(skill, step): &(usize, usize)| Need {
        subject: Subject { topic: framework.skills[*skill].id.clone(), ..Subject::default() },
        step: STEPS[*step].to_lowercase(),
        ..Need::default()
    };
    let to = |at: usize, lateral| Move { role: framework.roles[at].id.clone(), lateral, ..Move::default() };
    let next = role.next.map(|next| to(next, false));
    let managing = role.managing.map(|other| to(other, true));
    model::Role {
        id: role.id.clone(),
        title: role.title.clone(),
        family: family(track, framework),
        tracks: vec![track.id.clone()],
        level: role.rung.map(|rung| framework.rungs[rung].id.clone()).unwrap_or_default(),
        summary: summary.unwrap_or_default(),
        body: prose::markdown(&body),
        skills: role.needs.iter().map(need).collect(),
        leads_to: next.into_iter().chain(managing).collect(),
        ..model::Role::default()
    }
}

fn skill(skill: &Skill, framework: &Framework) -> Topic {
    let steps = STEPS.iter().zip(&skill.steps);
    let steps = steps.map(|(name, all)| (name.to_lowercase(), all.iter().map(Statement::plain).collect()));
    // A level and a track are one role, so a statement for several of them is written once.
    let mut levels: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    let mut roles = Vec::new();
    for role in skill.given_to.iter().map(|at| &framework.roles[*at]) {
        match role.rung {
            Some(rung) => levels.entry(rung).or_default().push(framework.tracks[role.track].id.clone()),
            None => roles.push((role.id.clone(), skill.given.iter().map(Statement::plain).collect())),
        }
    }
    let levels = levels.into_iter().map(|(rung, tracks)| {
        let statement =
            |text: &String| Statement { text: text.clone(), tracks: tracks.clone(), ..Statement::default() };
        (framework.rungs[rung].id.clone(), skill.given.iter().map(statement).collect())
    });
    Topic {
        id: skill.id.clone(),
        title: skill.title.clone(),
        summary: skill.summary.clone().unwrap_or_default(),
        steps: steps.collect(),
        levels: levels.collect(),
        roles,
        body: prose::markdown(&skill.body),
        ..Topic::default()
    }
}
