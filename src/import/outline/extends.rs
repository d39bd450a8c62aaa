//! Lines such as `Everything in L2, plus:`, which take over what another role expects.

use crate::import::links::Targets;
use crate::import::model::{ImportedRole, Ladder};
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
pub fn base<'a>(text: &str, ladder: &'a Ladder, own: &ImportedRole, targets: &Targets) -> Option<String> {
    let lower = name(text).to_lowercase();
    if lower.len() > MAX_BYTES {
        return None;
    }
    let track = own.tracks.first();
    let rungs: Vec<&ImportedRole> = ladder.roles.iter().filter(|role| role.tracks.first() == track).collect();
    let level = |role: &ImportedRole| ladder.levels.iter().find(|level| level.id == role.level);
    let names = |role: &&'a ImportedRole| {
        let names = [Some(role.title.as_str()), level(role).map(|level| level.title.as_str())];
        (role.id.as_str(), names.into_iter().flatten().filter(|name| !name.is_empty()).collect())
    };
    let others: Vec<RoleTitles> = rungs.iter().filter(|role| role.id != own.id).map(names).collect();
    if !STARTS.iter().any(|start| lower.starts_with(start)) {
        return extended(&lower, &others);
    }
    if ["previous level", "level below", "prior level", "preceding level", "lower level", "the above"]
        .iter()
        .any(|word| lower.contains(word))
    {
        let below = rungs.iter().position(|role| role.id == own.id)?.checked_sub(1)?;
        return Some(rungs[below].id.clone());
    }
    // Short openings are no reference unless `but`, `plus` or `and` goes on.
    let goes_on = ["but", "plus", "and also", "additionally", "as well"].iter().any(|word| lower.contains(word));
    if (lower.starts_with("as ") || lower.starts_with("like ")) && !goes_on {
        return None;
    }
    linked(text, own, targets).or_else(|| named(&lower, &others))
}

/// The id of a role, with its title and that of its level.
type RoleTitles<'a> = (&'a str, Vec<&'a str>);

/// The role that stands behind a verb, with nothing else behind it: a sentence about work that extends something is none.
fn extended(lower: &str, others: &[RoleTitles]) -> Option<String> {
    let verb =
        |verb: &&str| lower.strip_prefix(*verb).or(lower.split_once(&format!(" {verb}")).map(|(_, after)| after));
    let words = key(VERBS.iter().find_map(verb)?);
    let words = ["the ", "a ", "an "].iter().find_map(|article| words.strip_prefix(article)).unwrap_or(&words);
    let endings = [" role", " level", " position", " job", " responsibilities", " expectations"];
    let words = endings.iter().find_map(|end| words.strip_suffix(end)).unwrap_or(words);
    let found = others.iter().find(|(_, names)| names.iter().any(|name| key(name) == words));
    found.map(|(id, _)| (*id).to_owned())
}

/// The role that a link in the line leads to.
fn linked(text: &str, own: &ImportedRole, targets: &Targets) -> Option<String> {
    let (_, after) = text.split_once("](")?;
    let (address, _) = after.split_once(')')?;
    let id = targets.find(address)?.strip_prefix("role:")?;
    (id != own.id).then(|| id.to_owned())
}

/// The role that the line names. The longest name wins: `Senior Engineer` over `Engineer`.
fn named(said: &str, others: &[RoleTitles]) -> Option<String> {
    let said = format!(" {} ", key(said));
    let mentions = |name: &&&str| said.contains(&format!(" {} ", key(name)));
    let longest = |names: &[&str]| names.iter().filter(mentions).map(|name| name.len()).max();
    let found = others.iter().filter_map(|(id, names)| Some((longest(names)?, *id))).max();
    found.map(|(_, id)| id.to_owned())
}
