//! Lines such as `Everything in L2, plus:`, which take over what another role expects.

use crate::import::links::Targets;
use crate::import::model::{Ladder, Role};
use crate::import::text::{key, name};

/// The openings of such a line.
const STARTS: [&str; 21] = [
    "same as",
    "the same as",
    "everything in",
    "everything from",
    "everything of",
    "everything at",
    "everything expected",
    "everything a",
    "everything that",
    "all of",
    "all the",
    "all expectations",
    "all requirements",
    "all responsibilities",
    "in addition to",
    "includes everything",
    "includes all",
    "meets all",
    "has all",
    "as ",
    "like ",
];

/// What stands between a role and the one that it takes over: `The Senior Engineer extends the Engineer role.`
const VERBS: [&str; 4] = ["extends ", "builds on ", "builds upon ", "expands on "];

/// The most bytes of such a line.
const MAX_BYTES: usize = 160;

/// The id of the role that a line takes over, if it does.
pub fn base(text: &str, ladder: &Ladder, own: &Role, targets: &Targets) -> Option<String> {
    let lower = name(text).to_lowercase();
    if lower.len() > MAX_BYTES {
        return None;
    }
    let track = own.tracks.first();
    let rungs: Vec<&Role> = ladder.roles.iter().filter(|role| role.tracks.first() == track).collect();
    if !STARTS.iter().any(|start| lower.starts_with(start)) {
        return extended(&lower, &rungs, ladder, own);
    }
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
    linked(text, own, targets).or_else(|| named(&lower, &rungs, ladder, own))
}

/// The role that stands behind a verb, with nothing else behind it: a sentence about work that extends something is none.
fn extended(lower: &str, rungs: &[&Role], ladder: &Ladder, own: &Role) -> Option<String> {
    let verb =
        |verb: &&str| lower.strip_prefix(*verb).or(lower.split_once(&format!(" {verb}")).map(|(_, after)| after));
    let words = key(VERBS.iter().find_map(verb)?);
    let words = ["the ", "a ", "an "].iter().find_map(|article| words.strip_prefix(article)).unwrap_or(&words);
    let endings = [" role", " level", " position", " job", " responsibilities", " expectations"];
    let words = endings.iter().find_map(|end| words.strip_suffix(end)).unwrap_or(words);
    let is_it = |role: &&&Role| {
        let level = ladder.levels.iter().find(|level| level.id == role.level);
        role.id != own.id && (key(&role.title) == words || level.is_some_and(|level| key(&level.title) == words))
    };
    rungs.iter().find(is_it).map(|role| role.id.clone())
}

/// The role that a link in the line leads to.
fn linked(text: &str, own: &Role, targets: &Targets) -> Option<String> {
    let (_, after) = text.split_once("](")?;
    let (address, _) = after.split_once(')')?;
    let id = targets.find(address)?.strip_prefix("role:")?;
    (id != own.id).then(|| id.to_owned())
}

/// The role that the line names. The longest name wins: `Senior Engineer` over `Engineer`.
fn named(said: &str, rungs: &[&Role], ladder: &Ladder, own: &Role) -> Option<String> {
    let said = format!(" {} ", key(said));
    let mentions = |words: &str| !words.is_empty() && said.contains(&format!(" {} ", key(words)));
    let level_title =
        |role: &Role| ladder.levels.iter().find(|level| level.id == role.level).map(|level| level.title.clone());
    let others = rungs.iter().filter(|role| role.id != own.id);
    let found = others.filter_map(|role| {
        let level = level_title(role).unwrap_or_default();
        let names = [role.title.as_str(), level.as_str()];
        let length = names.into_iter().filter(|words| mentions(words)).map(str::len).max()?;
        Some((length, role.id.as_str()))
    });
    found.max().map(|(_, id)| id.to_owned())
}
