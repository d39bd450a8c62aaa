//! Seniority: the order of the roles of one track, and the rung that each stands on across all tracks.
//!
//! Tables often list role levels by alphabet. The order is read from the words in their names (apprentice, junior,
//! senior, lead ...), then from how much they ask for; whoever knows better says so in an order file, see
//! [`super::order`]. Knows names and sums only, nothing of skills or of any format.

use super::model::ImportedLevel;
use super::slug::Slugs;

/// The rungs that names tell of, lowest first: id, title and the words that put a name on it.
///
/// A name without any of the words is the plain name of its track and stands on [`PLAIN`]. A lead and a principal
/// stand in no fixed order: organisations use them both ways round, so demand decides.
const NAMED: &[(&str, &str, &[&str])] = &[
    ("trainee", "Trainee", &["trainee", "apprentice"]),
    ("associate", "Associate", &["associate", "assistant"]),
    ("junior", "Junior", &["junior"]),
    ("mid", "Mid-level", &[]),
    ("senior", "Senior", &["senior", "major"]),
    ("senior-management", "Senior (management)", &[]),
    ("lead", "Lead", &["lead"]),
    ("lead-management", "Lead (management)", &[]),
    ("principal", "Principal", &["principal", "staff"]),
    ("principal-management", "Principal (management)", &[]),
    ("head", "Head", &["head", "chief"]),
    ("director", "Director", &["director"]),
];

/// How the ids of the rungs for people who lead people end.
const MANAGING: &str = "-management";

const JUNIOR: usize = 2;
const PLAIN: usize = 3;
const LEAD: usize = 6;
const PRINCIPAL: usize = 8;
const HEAD: usize = 10;

/// One role of a track, as far as its seniority goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrackRole<'a> {
    /// Its name.
    pub name: &'a str,
    /// The group that the source puts it in, if any; groups stand above all that names can tell.
    pub group: Option<&'a str>,
    /// How much it asks for: the sum of its skills' steps.
    pub demand: usize,
}

/// All rungs that can be stood on: those that names tell of, then one for each of `groups`.
pub fn rungs<'a>(groups: impl IntoIterator<Item = &'a str>) -> Vec<ImportedLevel> {
    let mut ids = Slugs::default();
    let mut rungs = Vec::new();
    for (id, title, words) in NAMED {
        let summary = match words {
            [] if id.ends_with(MANAGING) => "Roles that lead people in the jobs of the level below".to_owned(),
            [] => "Roles that carry the name of their track alone".to_owned(),
            words => format!("Roles called {}", words.join(" or ")),
        };
        let summary = format!("{summary}, and others of the same seniority.");
        rungs.push(ImportedLevel {
            id: ids.claim(id, "level"),
            title: (*title).to_owned(),
            summary,
            ..ImportedLevel::default()
        });
    }
    for group in groups {
        let summary = format!("Roles of the {group}.");
        rungs.push(ImportedLevel {
            id: ids.claim(group, "group"),
            title: group.to_owned(),
            summary,
            ..ImportedLevel::default()
        });
    }
    rungs
}

/// The candidates of `track`, lowest first, by their places.
pub fn order(track: &str, candidates: &[TrackRole<'_>]) -> Vec<usize> {
    let key = |at: usize| {
        let candidate = &candidates[at];
        let rung = nominal(track, candidate.name);
        let broad = if rung >= HEAD { rung } else { rung.min(LEAD) };
        // A track of managers starts with analysts, and a senior analyst is not yet a manager.
        let manages = rung >= HEAD || !is_below_managers(track, candidate.name);
        // Who leads people in the same job stands right above it, whatever else is asked for.
        let twin = technical_twin(candidate.name)
            .and_then(|base| candidates.iter().find(|other| other.name.eq_ignore_ascii_case(base)));
        let demand = twin.unwrap_or(candidate).demand;
        (candidate.group.is_some(), manages, broad, demand, rung, candidate.name)
    };
    let mut order: Vec<usize> = (0..candidates.len()).collect();
    order.sort_by(|one, other| key(*one).cmp(&key(*other)));
    order
}

/// The rung of each candidate of `track`, which are in order, lowest first: rising, and as near as can be to what
/// their names say. The lower roles have the first word when two want the same rung. `None` when there are more
/// roles than rungs.
pub fn stand(track: &str, candidates: &[TrackRole<'_>], rungs: &[ImportedLevel]) -> Option<Vec<usize>> {
    let wanted: Vec<usize> = candidates
        .iter()
        .map(|candidate| {
            let group = candidate.group.and_then(|group| rungs.iter().rposition(|rung| rung.title == group));
            group.unwrap_or_else(|| nominal(track, candidate.name))
        })
        .collect();
    if wanted.len() > rungs.len() {
        return None;
    }
    // How far a role moves; a rung of management counts as one further for a name that does not ask for it.
    let moved = |at: usize, rung: usize| {
        let manages = rungs[rung].id.ends_with(MANAGING) && wanted[at] != rung;
        wanted[at].abs_diff(rung) + usize::from(manages)
    };
    // least[at][from]: how far the roles from `at` on must move in sum when they may stand on `from` and above.
    let never = usize::MAX / 2;
    let mut least = vec![vec![never; rungs.len() + 2]; wanted.len()];
    least.push(vec![0; rungs.len() + 2]);
    for at in (0..wanted.len()).rev() {
        for from in (0..rungs.len()).rev() {
            let here = moved(at, from) + least[at + 1][from + 1];
            least[at][from] = here.min(least[at][from + 1]);
        }
    }
    let mut from = 0;
    let mut stands = Vec::new();
    for at in 0..wanted.len() {
        let best = |rung: &usize| moved(at, *rung) + least[at + 1][rung + 1] == least[at][from];
        let rung = (from..rungs.len()).filter(best).min_by_key(|rung| moved(at, *rung))?;
        stands.push(rung);
        from = rung + 1;
    }
    Some(stands)
}

/// The name without a remark such as `- management`, when it has one: both are the same job, once with people to
/// lead.
pub fn technical_twin(name: &str) -> Option<&str> {
    let (base, remark) = name.rsplit_once(" - ").or_else(|| name.rsplit_once(" – "))?;
    remark.trim().eq_ignore_ascii_case("management").then(|| base.trim())
}

/// The rung that a name alone tells of, by its place in [`NAMED`].
fn nominal(track: &str, name: &str) -> usize {
    if is_below_managers(track, name) {
        return JUNIOR;
    }
    let words: Vec<String> = name.split(|sign: char| !sign.is_alphanumeric()).map(str::to_lowercase).collect();
    let says = |listed: &[&str]| words.iter().any(|word| listed.contains(&word.as_str()));
    let rung = NAMED.iter().rposition(|(_, _, listed)| says(listed)).unwrap_or(PLAIN);
    // The rungs of management stand right above those of the same name.
    let managed = technical_twin(name).is_some() && rung > PLAIN && rung <= PRINCIPAL;
    rung + usize::from(managed)
}

/// Whether the name is that of an analyst in a track of managers.
fn is_below_managers(track: &str, name: &str) -> bool {
    let last = |text: &str| text.split(' ').next_back().unwrap_or_default().to_lowercase();
    last(track) == "manager" && last(name) == "analyst"
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The roles of a track in order, each with its level's id.
    fn check(track: &str, roles: &[(&str, usize)], expected: &str) {
        let rungs = rungs([]);
        let candidates: Vec<TrackRole<'_>> =
            roles.iter().map(|(name, demand)| TrackRole { name, group: None, demand: *demand }).collect();
        let ordered: Vec<TrackRole<'_>> =
            order(track, &candidates).into_iter().map(|at| candidates[at].clone()).collect();
        let stands = stand(track, &ordered, &rungs).unwrap();
        let shown: Vec<String> =
            ordered.iter().zip(stands).map(|(role, rung)| format!("{} ({})", role.name, rungs[rung].id)).collect();
        assert_eq!(shown.join(", "), expected);
    }

    #[test]
    fn words_order_roles_and_put_them_on_rungs() {
        check(
            "Cook",
            &[("Cook", 9), ("Head of cooking", 20), ("Junior cook", 3), ("Lead cook", 15), ("Trainee cook", 4)],
            "Trainee cook (trainee), Junior cook (junior), Cook (mid), Lead cook (lead), Head of cooking (head)",
        );
    }

    #[test]
    fn demand_decides_between_lead_and_principal_and_between_plain_names() {
        check("Cook", &[("Lead cook", 9), ("Principal cook", 12)], "Lead cook (lead), Principal cook (principal)");
        check(
            "Cook",
            &[("Cook", 3), ("Lead cook", 12), ("Principal cook", 9)],
            "Cook (mid), Principal cook (principal), Lead cook (principal-management)",
        );
        check(
            "Fire manager",
            &[("Fire chief", 7), ("Fire watch", 3), ("Fire crew", 2)],
            "Fire crew (mid), Fire watch (senior), Fire chief (head)",
        );
    }

    #[test]
    fn managing_twins_and_analysts_of_managers_have_their_place() {
        check(
            "Cook",
            &[("Lead cook - management", 9), ("Lead cook", 9), ("Senior cook", 7), ("Senior cook - management", 8)],
            "Senior cook (senior), Senior cook - management (senior-management), Lead cook (lead), \
             Lead cook - management (lead-management)",
        );
        check(
            "Desk manager",
            &[("Desk analyst", 2), ("Desk manager", 5), ("Head of desks", 8), ("Senior desk analyst", 4)],
            "Desk analyst (associate), Senior desk analyst (junior), Desk manager (mid), Head of desks (head)",
        );
    }

    #[test]
    fn groups_stand_on_top_and_too_many_roles_stand_nowhere() {
        let rungs = rungs(["Board"]);
        let member = TrackRole { name: "Junior member", group: Some("Board"), demand: 1 };
        assert_eq!(stand("Member", &[member], &rungs), Some(vec![NAMED.len()]));
        let crowd = vec![TrackRole { name: "Cook", group: None, demand: 1 }; rungs.len() + 1];
        assert_eq!(stand("Cook", &crowd, &rungs), None);
        assert_eq!(stand("Cook", &crowd[1..], &rungs).unwrap().len(), rungs.len());
    }
}
