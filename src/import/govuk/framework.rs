//! The framework as a handbook holds it: roles in order, on levels, with ids, and what leads where.
//!
//! Knows nothing of tables (see [`super::gather`]) or of files (see [`super::pages`]).

use crate::diagnostic::{Diagnostic, IMPORT_PROBLEM};
use crate::import::notes::Notes;
use crate::import::order::Orders;
use crate::import::prose::{self, Block};
use crate::import::seniority::{self, Candidate, Rung};
use crate::import::slug::Slugs;

use super::gather::{Gathered, Ladder, introduces};

/// The whole framework. Things refer to each other by place.
#[derive(Debug, Default)]
pub struct Framework {
    /// Role families.
    pub families: Vec<Family>,
    /// Roles of the framework.
    pub tracks: Vec<Track>,
    /// Role levels of the framework, by track and lowest first.
    pub roles: Vec<Role>,
    /// Skills.
    pub skills: Vec<Skill>,
    /// Every rung that a role could stand on; see [`Framework::levels`].
    pub rungs: Vec<Rung>,
}

/// A role family.
#[derive(Debug)]
pub struct Family {
    /// Its id.
    pub id: String,
    /// Its name.
    pub title: String,
}

/// A role of the framework.
#[derive(Debug)]
pub struct Track {
    /// Its id.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Its family.
    pub family: usize,
    /// Its role type, where it has one.
    pub kind: Option<String>,
    /// Its description.
    pub text: String,
    /// Its role levels, lowest first.
    pub roles: Vec<usize>,
}

/// A role level of the framework.
#[derive(Debug)]
pub struct Role {
    /// Its id.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Its track.
    pub track: usize,
    /// Its level; none on a track that is longer than there are rungs.
    pub rung: Option<usize>,
    /// Its description.
    pub text: String,
    /// The skills it needs, with the step.
    pub needs: Vec<(usize, usize)>,
    /// The next role up the ladder.
    pub next: Option<usize>,
    /// The same job with people to lead, where the framework has both.
    pub managing: Option<usize>,
}

/// A skill.
#[derive(Debug)]
pub struct Skill {
    /// Its id.
    pub id: String,
    /// Its name.
    pub title: String,
    /// The first sentence of its description.
    pub summary: Option<String>,
    /// The description after that, less what [`Skill::given`] holds.
    pub body: Vec<Block>,
    /// What each step adds.
    pub steps: [Vec<String>; 4],
    /// What the skill expects of the roles that need it at no step.
    pub given: Vec<String>,
    /// Those roles.
    pub given_to: Vec<usize>,
}

impl Framework {
    /// The rungs that some role stands on, lowest first.
    pub fn levels(&self) -> impl Iterator<Item = &Rung> {
        let used = |at: &usize| self.roles.iter().any(|role| role.rung == Some(*at));
        (0..self.rungs.len()).filter(used).map(|at| &self.rungs[at])
    }
}

/// Puts what the tables say into order.
pub fn arrange(gathered: Gathered, orders: &Orders, notes: &mut Notes) -> Framework {
    let mut framework = Framework { rungs: rungs(&gathered.ladders), ..Framework::default() };
    let mut ids = Slugs::default();
    framework.families =
        gathered.families.iter().map(|name| Family { id: ids.claim(name, "family"), title: name.clone() }).collect();
    let mut unstepped = vec![Vec::new(); gathered.skills.len()];
    let mut ids = (Slugs::default(), Slugs::default());
    for ladder in &gathered.ladders {
        climb(&mut framework, ladder, &mut unstepped, &mut ids, (orders, notes));
    }
    let names: Vec<&str> = gathered.ladders.iter().map(|ladder| ladder.name.as_str()).collect();
    orders.report_strangers(&names, notes);
    let mut ids = Slugs::default();
    for (skill, given_to) in gathered.skills.into_iter().zip(unstepped) {
        let id = ids.claim(&skill.name, "skill");
        let (summary, mut body) = prose::summary_and_rest(&skill.text);
        let given = if given_to.is_empty() { Vec::new() } else { take_given(&mut body) };
        if given.is_empty() && !given_to.is_empty() {
            let roles: Vec<String> =
                given_to.iter().map(|at: &usize| format!("`{}`", framework.roles[*at].title)).collect();
            let message =
                format!("`{}` is needed at no step by {}, and says nothing to expect", skill.name, roles.join(", "));
            notes.add(Diagnostic::new(IMPORT_PROBLEM, skill.place, message));
        }
        framework.skills.push(Skill { id, title: skill.name, summary, body, steps: skill.statements, given, given_to });
    }
    framework
}

/// The rungs of names, then one for each role type.
fn rungs(ladders: &[Ladder]) -> Vec<Rung> {
    let mut groups: Vec<&str> = Vec::new();
    for group in ladders.iter().filter_map(|ladder| ladder.group.as_deref()) {
        if !groups.contains(&group) {
            groups.push(group);
        }
    }
    seniority::rungs(groups)
}

/// Adds a track and its roles, lowest first.
fn climb(
    framework: &mut Framework,
    ladder: &Ladder,
    unstepped: &mut [Vec<usize>],
    (track_ids, role_ids): &mut (Slugs, Slugs),
    (orders, notes): (&Orders, &mut Notes),
) {
    let candidates: Vec<Candidate<'_>> = ladder
        .posts
        .iter()
        .map(|post| Candidate {
            name: &post.name,
            group: ladder.group.as_deref(),
            demand: post.needs.iter().filter_map(|need| need.step).map(|step| step + 1).sum(),
        })
        .collect();
    let names: Vec<&str> = ladder.posts.iter().map(|post| post.name.as_str()).collect();
    let order = orders.apply(&ladder.name, &names, seniority::order(&ladder.name, &candidates), notes);
    let ordered: Vec<Candidate<'_>> = order.iter().map(|at| candidates[*at].clone()).collect();
    let stands = seniority::stand(&ladder.name, &ordered, &framework.rungs);
    if stands.is_none() {
        let message =
            format!("`{}` has {} levels, more than there are rungs, so its roles have none", ladder.name, order.len());
        notes.add(Diagnostic::new(IMPORT_PROBLEM, ladder.place.clone(), message));
    }
    let track = framework.tracks.len();
    let first = framework.roles.len();
    for (above, at) in order.iter().enumerate() {
        let post = &ladder.posts[*at];
        let own = framework.roles.len();
        for need in post.needs.iter().filter(|need| need.step.is_none()) {
            unstepped[need.skill].push(own);
        }
        framework.roles.push(Role {
            id: role_ids.claim(&post.name, &ladder.name),
            title: post.name.clone(),
            track,
            rung: stands.as_ref().map(|stands| stands[above]),
            text: post.text.clone(),
            needs: post.needs.iter().filter_map(|need| Some((need.skill, need.step?))).collect(),
            next: None,
            managing: None,
        });
    }
    lead(&mut framework.roles[first..], first);
    framework.tracks.push(Track {
        id: track_ids.claim(&ladder.name, &framework.families[ladder.family].title),
        title: ladder.name.clone(),
        family: ladder.family,
        kind: ladder.group.clone(),
        text: ladder.text.clone(),
        roles: (first..framework.roles.len()).collect(),
    });
}

/// Links the roles of one track, of which the first stands at `offset`. Two jobs that differ only in leading people
/// are neighbours on the ladder but not rungs of one way up: each leads to the next of its own sort, and the one
/// without people to lead also leads across.
fn lead(roles: &mut [Role], offset: usize) {
    let twin = |role: &Role| seniority::technical_twin(&role.title).map(str::to_lowercase);
    for at in 0..roles.len() {
        let manages = twin(&roles[at]).is_some();
        let name = roles[at].title.to_lowercase();
        let above = |wanted: bool| (at + 1..roles.len()).find(|above| twin(&roles[*above]).is_some() == wanted);
        let next = if manages { above(true).or(above(false)) } else { above(false) };
        let managing = (0..roles.len()).find(|other| twin(&roles[*other]).as_deref() == Some(&name));
        roles[at].next = next.map(|next| next + offset);
        roles[at].managing = managing.map(|managing| managing + offset);
    }
}

/// Takes the list that `You can:` introduces out of a description.
fn take_given(body: &mut Vec<Block>) -> Vec<String> {
    let starts = |pair: &[Block]| matches!(pair, [Block::Paragraph(line), Block::Bullets(_)] if introduces(line));
    let Some(at) = body.windows(2).position(starts) else { return Vec::new() };
    let list = body.drain(at..at + 2).nth(1);
    match list {
        Some(Block::Bullets(items)) => items.into_iter().map(|(_, item)| item).collect(),
        _ => Vec::new(),
    }
}
