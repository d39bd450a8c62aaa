//! The framework printed as the files of a handbook.
//!
//! Decides folders, file names and which field holds what; adds no words to what the framework says, except on the
//! home page. Knows nothing of where the framework came from.

use std::collections::BTreeMap;

use crate::import::emit::Yaml;
use crate::import::prose;

use super::framework::{Framework, Role, Skill, Track};
use super::gather::STEPS;

const TITLE: &str = "Government Digital and Data Profession Capability Framework";

const ATTRIBUTION: &str = "Contains public sector information licensed under the [Open Government Licence v3.0]\
    (https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/).";

/// Every file, by its path below the handbook's root.
pub fn files(framework: &Framework) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    files.insert(String::from("content/handbook.yaml"), handbook(framework).document());
    files.insert(String::from("content/index.md"), home());
    for family in &framework.families {
        let text = Yaml::map().with("title", family.title.as_str()).document();
        files.insert(format!("content/families/{}.yaml", family.id), text);
    }
    for track in &framework.tracks {
        let family = &framework.families[track.family].id;
        files.insert(format!("content/tracks/{family}/{}.yaml", track.id), self::track(track, framework).document());
        for role in track.roles.iter().map(|at| &framework.roles[*at]) {
            let path = format!("content/roles/{family}/{}/{}.md", track.id, role.id);
            files.insert(path, self::role(role, framework));
        }
    }
    for skill in &framework.skills {
        files.insert(format!("content/skills/{}.yaml", skill.id), self::skill(skill, framework).document());
    }
    files
}

fn handbook(framework: &Framework) -> Yaml {
    let step = |name: &str| Yaml::map().with("id", name.to_lowercase()).with("title", name);
    let scale = Yaml::map()
        .with("title", "Skill level")
        .with("cumulative", Yaml::Flag(true))
        .with("steps", Yaml::List(STEPS.into_iter().map(step).collect()));
    let levels = framework.levels().map(|rung| {
        let (id, title, summary) = (rung.id.as_str(), rung.title.as_str(), rung.summary.as_str());
        Yaml::map().with("id", id).with("title", title).with("summary", summary)
    });
    Yaml::map()
        .with("title", TITLE)
        .with("language", "en")
        .with("footer", ATTRIBUTION)
        .with("scales", Yaml::map().with("skill-level", scale))
        .with("levels", Yaml::List(levels.collect()))
}

/// The theme lists the families and their tracks, and the attribution stands at the foot of every page.
fn home() -> String {
    Yaml::map().with("title", TITLE).front_matter("The roles of the profession and the skills that each of them needs.")
}

fn track(track: &Track, framework: &Framework) -> Yaml {
    let (summary, body) = prose::summary_and_rest(&track.text);
    // A role without levels has the same description; its own page has room for it.
    let roles = || track.roles.iter().map(|at| &framework.roles[*at]);
    let body = if roles().any(|role| role.text == track.text) { String::new() } else { prose::markdown(&body) };
    Yaml::map()
        .with("title", track.title.as_str())
        .with("family", framework.families[track.family].id.as_str())
        .with("kind", track.kind.as_deref().unwrap_or_default())
        .with("summary", inline(summary.as_deref()))
        .with("roles", Yaml::texts(roles().map(|role| role.id.as_str())))
        .with("body", body)
}

fn role(role: &Role, framework: &Framework) -> String {
    let track = &framework.tracks[role.track];
    let id = |at: usize| framework.roles[at].id.as_str();
    let (summary, body) = prose::summary_and_rest(&role.text);
    let needs = role.needs.iter().map(|(skill, step)| {
        let skill = framework.skills[*skill].id.clone();
        (skill, Yaml::text(STEPS[*step].to_lowercase()))
    });
    let next = role.next.map(|next| Yaml::text(id(next)));
    let managing = role.managing.map(|other| Yaml::map().with("role", id(other)).with("kind", "lateral"));
    Yaml::map()
        .with("title", role.title.as_str())
        .with("family", framework.families[track.family].id.as_str())
        .with("track", track.id.as_str())
        .with("level", role.rung.map(|rung| framework.rungs[rung].id.as_str()).unwrap_or_default())
        .with("summary", inline(summary.as_deref()))
        .with("skills", Yaml::Map(needs.collect()))
        .with("leads_to", Yaml::List(next.into_iter().chain(managing).collect()))
        .front_matter(&prose::markdown(&body))
}

fn skill(skill: &Skill, framework: &Framework) -> Yaml {
    let mut steps = Yaml::map();
    for (name, statements) in STEPS.iter().zip(&skill.steps) {
        steps =
            steps.with(&name.to_lowercase(), Yaml::List(statements.iter().map(|text| inline(Some(text))).collect()));
    }
    // A level and a track are one role, so a statement for several of them is written once.
    let mut levels: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    let mut roles = Yaml::map();
    for role in skill.given_to.iter().map(|at| &framework.roles[*at]) {
        match role.rung {
            Some(rung) => levels.entry(rung).or_default().push(&framework.tracks[role.track].id),
            None => {
                roles = roles.with(&role.id, Yaml::List(skill.given.iter().map(|text| inline(Some(text))).collect()))
            }
        }
    }
    let levels = levels.into_iter().map(|(rung, tracks)| {
        let statement = |text: &String| {
            Yaml::map().with("text", inline(Some(text))).with("tracks", Yaml::texts(tracks.iter().copied()))
        };
        (framework.rungs[rung].id.clone(), Yaml::List(skill.given.iter().map(statement).collect()))
    });
    Yaml::map()
        .with("title", skill.title.as_str())
        .with("summary", inline(skill.summary.as_deref()))
        .with("steps", steps)
        .with("levels", Yaml::Map(levels.filter(|_| !skill.given.is_empty()).collect()))
        .with("roles", roles)
        .with("body", prose::markdown(&skill.body))
}

fn inline(text: Option<&str>) -> Yaml {
    Yaml::text(prose::inline(text.unwrap_or_default()))
}
