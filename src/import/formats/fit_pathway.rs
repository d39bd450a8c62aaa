//! Forward Impact's pathway: disciplines, tracks and levels, from which jobs are derived by rule.
//!
//! Every valid job becomes a role. A step is the level's base step for the skill's tier, changed by the track's modifier for
//! the skill's capability. A positive modifier reaches the level's highest base step and no further; all steps stay on the
//! scale. A capability that a track raises adds its skills to the job as broad ones.
//!
//! These are rules of a handbook too: the skills of a family and a track with their weights, the steps of a level, and the
//! shifts of a track. Only where the cap makes the step another one, the role names it. The maturity of behaviours is on
//! another scale than the steps of a level, so roles name it as well.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::content::slug;
use crate::import::data::{self, entries, list, text, texts};
use crate::import::input::Input;
use crate::import::links::Targets;
use crate::import::model::{
    Common, ImportedFamily, ImportedLevel, ImportedNeed, ImportedPage, ImportedRole, ImportedScale, ImportedStatement,
    ImportedStep, ImportedSubject, ImportedTheme, ImportedTopic, ImportedTrack, Ladder,
};
use crate::import::notes::Notes;
use crate::import::slug::Slugs;
use crate::import::text::{name, one_line};
use crate::import::{ImportFormat, Mapping};

/// See the module.
pub const FIT_PATHWAY: ImportFormat =
    ImportFormat { name: "fit-pathway", about: "disciplines, tracks, levels and capabilities, in YAML", detect, read };

const PROFICIENCIES: [&str; 5] = ["awareness", "foundational", "working", "practitioner", "expert"];
const MATURITIES: [&str; 5] = ["emerging", "developing", "practicing", "role-modeling", "exemplifying"];

/// The fields of a discipline that list skills, and the tier of each.
const TIERS: [(&str, &str); 3] = [("coreSkills", "core"), ("supportingSkills", "supporting"), ("broadSkills", "broad")];

fn detect(inputs: &[Input]) -> Option<String> {
    let levels = inputs.iter().find(|input| input.relative.ends_with("levels.yaml"))?;
    let disciplines = inputs.iter().any(|input| input.relative.contains("disciplines/"));
    let rules = levels.peek().is_some_and(|text| text.contains("baseSkillProficiencies"));
    (disciplines && rules).then(|| format!("{} holds base proficiencies, beside disciplines/", levels.path))
}

fn read(inputs: &[Input], _: &Mapping, notes: &mut Notes) -> Option<(Ladder, Targets)> {
    let mut standard = Standard::default();
    for input in inputs {
        standard.file(input, notes);
    }
    standard.levels.sort_by_key(|level| data::scalar(level, "ordinalRank").parse::<i64>().unwrap_or(0));
    Some((standard.ladder(notes)?, Targets::default()))
}

/// The files, read.
#[derive(Default)]
struct Standard {
    title: String,
    description: String,
    levels: Vec<Value>,
    disciplines: Vec<(String, Value)>,
    tracks: Vec<(String, Value)>,
    /// By id.
    capabilities: Vec<(String, Value)>,
    behaviours: Vec<(String, Value)>,
    drivers: Vec<Value>,
    /// The file of levels.
    path: Arc<str>,
}

impl Standard {
    fn file(&mut self, input: &Input, notes: &mut Notes) {
        let stem = input.stem().to_owned();
        if !matches!(input.ending().as_str(), "yaml" | "yml") || stem == "_index" {
            if !stem.is_empty() && input.ending() != "gitkeep" && stem != "_index" {
                notes.skip(&input.path, "it is no YAML file");
            }
            return;
        }
        let Some(value) = data::yaml(input, notes) else { return };
        let folder =
            input.relative.rsplit_once('/').map_or("", |(folder, _)| folder.rsplit('/').next().unwrap_or_default());
        match (folder, stem.as_str()) {
            ("disciplines", _) => self.disciplines.push((stem, value)),
            ("tracks", _) => self.tracks.push((stem, value)),
            ("capabilities", _) => {
                let id = text(&value, "id");
                self.capabilities.push((if id.is_empty() { stem } else { id.to_owned() }, value));
            }
            ("behaviours", _) => self.behaviours.push((stem, value)),
            (_, "levels") => {
                self.path = input.path.clone();
                self.levels = list(&value, "").to_vec();
            }
            (_, "standard" | "framework") => {
                self.title = text(&value, "title").to_owned();
                self.description = one_line(text(&value, "description"));
            }
            (_, "drivers") => self.drivers = list(&value, "").to_vec(),
            _ => notes.skip(&input.path, "it holds nothing that a handbook shows"),
        }
    }

    fn ladder(&self, notes: &mut Notes) -> Option<Ladder> {
        let title = if self.title.is_empty() { "Engineering Pathway".to_owned() } else { self.title.clone() };
        let mut ladder = Ladder { title, description: self.description.clone(), ..Ladder::default() };
        let scale = |id: &str, title: &str, steps: &[&str]| ImportedScale {
            id: id.into(),
            title: title.into(),
            steps: steps
                .iter()
                .map(|step| ImportedStep { id: (*step).into(), title: titled(step), ..ImportedStep::default() })
                .collect(),
            ..ImportedScale::default()
        };
        ladder.scales.push(scale("proficiency", "Skill proficiency", &PROFICIENCIES));
        ladder.scales.push(scale("maturity", "Behaviour maturity", &MATURITIES));
        self.skills(&mut ladder, notes);
        for level in &self.levels {
            let expectations = &level["expectations"];
            let known = ["impactScope", "autonomyExpectation"];
            let mut facts: Vec<(String, String)> = Vec::new();
            let experience = text(level, "typicalExperienceRange");
            if !experience.is_empty() {
                facts.push(("Typical experience".into(), experience.into()));
            }
            for (field, _) in entries(level, "expectations").filter(|(field, _)| !known.contains(&field.as_str())) {
                facts.push((sentence_case(field), one_line(text(expectations, field))));
            }
            ladder.levels.push(ImportedLevel {
                id: slug(text(level, "id")),
                title: text(level, "professionalTitle").to_owned(),
                code: text(level, "id").to_owned(),
                summary: filled(text(level, "qualificationSummary"), &[("typicalExperienceRange", experience)]),
                scope: text(expectations, "impactScope").into(),
                autonomy: text(expectations, "autonomyExpectation").into(),
                facts,
                steps: TIERS
                    .iter()
                    .filter_map(|(_, tier)| Some(((*tier).into(), base_step(level, tier)?.into())))
                    .collect(),
                ..ImportedLevel::default()
            });
        }
        self.jobs(&mut ladder, notes);
        if !self.drivers.is_empty() {
            ladder.pages.push(self.drivers_page(&ladder));
        }
        (!ladder.roles.is_empty()).then_some(ladder)
    }

    fn skills(&self, ladder: &mut Ladder, notes: &mut Notes) {
        for (id, capability) in &self.capabilities {
            ladder.themes.push(ImportedTheme {
                id: slug(id),
                title: name(text(capability, "name")),
                ..ImportedTheme::default()
            });
            for skill in list(capability, "skills") {
                let described = &skill["human"]["proficiencyDescriptions"];
                let statement = |step: &str| {
                    let examples =
                        texts(&skill["markers"][step], "human").iter().map(|marker| one_line(marker)).collect();
                    ImportedStatement {
                        text: one_line(text(described, step)),
                        examples,
                        ..ImportedStatement::default()
                    }
                };
                let kept = ["agent", "toolReferences", "isHumanOnly", "implementationReference"];
                ladder.skills.push(ImportedTopic {
                    id: slug(text(skill, "id")),
                    theme: slug(id),
                    scale: "proficiency".into(),
                    steps: steps(&PROFICIENCIES, statement),
                    ..topic(skill, &kept)
                });
            }
        }
        if !self.behaviours.is_empty() {
            ladder.themes.push(ImportedTheme {
                id: "behaviours".into(),
                title: "Behaviours".into(),
                ..ImportedTheme::default()
            });
        }
        for (stem, behaviour) in &self.behaviours {
            let described = &behaviour["human"]["maturityDescriptions"];
            let statement = |step: &str| {
                let said = [step, &step.replace('-', "_")].map(|key| one_line(text(described, key)));
                ImportedStatement::plain(said.into_iter().find(|said| !said.is_empty()).unwrap_or_default())
            };
            ladder.skills.push(ImportedTopic {
                id: slug(stem),
                theme: "behaviours".into(),
                scale: "maturity".into(),
                steps: steps(&MATURITIES, statement),
                ..topic(behaviour, &["agent"])
            });
        }
        notes.count(ladder.skills.len(), "skills and behaviours");
    }

    /// Every valid combination of a discipline, a track and a level.
    fn jobs(&self, ladder: &mut Ladder, notes: &mut Notes) {
        let (mut tracks, mut roles) = <(Slugs, Slugs)>::default();
        for (stem, discipline) in &self.disciplines {
            let title = name(text(discipline, "specialization"));
            let family = slug(stem);
            ladder.families.push(ImportedFamily {
                id: family.clone(),
                title: title.clone(),
                summary: one_line(text(discipline, "description")),
                skills: self.tiers(discipline),
                ..ImportedFamily::default()
            });
            let management = data::scalar(discipline, "isManagement") == "true";
            let job = name(text(discipline, "roleTitle"));
            let valid: Vec<Option<&Value>> = match discipline.get("validTracks").and_then(Value::as_array) {
                Some(named) => named
                    .iter()
                    .filter_map(|track| match track.as_str().filter(|track| !matches!(*track, "null" | "")) {
                        None => Some(None),
                        Some(id) => {
                            let found = self.tracks.iter().find(|(known, _)| known == id);
                            if found.is_none() {
                                let message = format!("`{title}` names the track `{id}`, which is not there");
                                notes.problem(&self.path, message);
                            }
                            found.map(|(_, track)| Some(track))
                        }
                    })
                    .collect(),
                None => std::iter::once(None).chain(self.tracks.iter().map(|(_, track)| Some(track))).collect(),
            };
            for track in valid {
                let context = track.map(|track| name(text(track, "name")));
                let about = |field: &str| track.map(|track| one_line(text(track, field))).unwrap_or_default();
                let track_title =
                    context.as_ref().map_or_else(|| title.clone(), |context| format!("{title}: {context}"));
                let track_id = tracks.claim(&track_title, "track");
                let mut ids = Vec::new();
                for (level, made) in self.levels.iter().zip(&ladder.levels) {
                    let (grade, summary) = match management {
                        true => (text(level, "managementTitle"), "managementRoleSummary"),
                        false => (text(level, "professionalTitle"), "professionalRoleSummary"),
                    };
                    let summary = text(&discipline["human"], summary);
                    let plain = job_title(&job, grade, management);
                    let role_title =
                        context.as_ref().map_or_else(|| plain.clone(), |context| format!("{plain} ({context})"));
                    let id = roles.claim(&role_title, &title);
                    ids.push(id.clone());
                    let mut skills = self.needs(discipline, track, level);
                    skills.extend(self.behaviour_needs(discipline, track, level));
                    ladder.roles.push(ImportedRole {
                        id,
                        title: role_title,
                        family: family.clone(),
                        tracks: vec![track_id.clone()],
                        level: made.id.clone(),
                        summary: filled(summary, &[("roleTitle", &job), ("specialization", &title)]),
                        body: about("roleContext"),
                        skills,
                        ..ImportedRole::default()
                    });
                }
                ladder.tracks.push(ImportedTrack {
                    id: track_id,
                    title: track_title,
                    kind: if management { "management".into() } else { String::new() },
                    family: family.clone(),
                    summary: about("description"),
                    roles: ids,
                    skills: self.added(discipline, track),
                    shifts: self.shifts(track),
                    ..ImportedTrack::default()
                });
            }
        }
    }

    /// The capability of each skill, in the order of the files.
    fn all_skills(&self) -> impl Iterator<Item = (&str, &str)> {
        self.capabilities.iter().flat_map(|(id, capability)| {
            list(capability, "skills").iter().map(move |skill| (text(skill, "id"), id.as_str()))
        })
    }

    /// The skills that a discipline needs, with their tiers.
    fn tiers(&self, discipline: &Value) -> Vec<(String, String)> {
        let tier = |skill: &str| {
            let mut found =
                TIERS.iter().filter(|(field, _)| texts(discipline, field).iter().any(|known| known == skill));
            found.next().map(|(_, tier)| (slug(skill), (*tier).to_owned()))
        };
        self.all_skills().filter_map(|(skill, _)| tier(skill)).collect()
    }

    /// The skills that a track adds to those of a discipline: broad ones of the capabilities that it raises.
    fn added(&self, discipline: &Value, track: Option<&Value>) -> Vec<(String, String)> {
        let own = self.tiers(discipline);
        let is_new = |skill: &str| own.iter().all(|(known, _)| *known != slug(skill));
        let raised = self.all_skills().filter(|(_, capability)| modifier(track, "skillModifiers", capability) > 0);
        raised.filter(|(skill, _)| is_new(skill)).map(|(skill, _)| (slug(skill), "broad".to_owned())).collect()
    }

    /// How far a track moves the steps of each capability.
    fn shifts(&self, track: Option<&Value>) -> Vec<(String, i64)> {
        let mut shifts: Vec<(String, i64)> = Vec::new();
        for (_, capability) in self.all_skills() {
            let (of, by) = (format!("theme:{}", slug(capability)), modifier(track, "skillModifiers", capability));
            if by != 0 && shifts.iter().all(|(known, _)| *known != of) {
                shifts.push((of, by));
            }
        }
        shifts
    }

    /// The steps that rules of a handbook do not give: a positive modifier ends at the level's highest base step.
    fn needs(&self, discipline: &Value, track: Option<&Value>, level: &Value) -> Vec<ImportedNeed> {
        let base = |tier: &str| step(base_step(level, tier)?, &PROFICIENCIES);
        let most = TIERS.iter().filter_map(|(_, tier)| base(tier)).max().unwrap_or(0);
        let tiers: Vec<(String, String)> =
            self.tiers(discipline).into_iter().chain(self.added(discipline, track)).collect();
        let mut needs = Vec::new();
        for (skill, capability) in self.all_skills() {
            let modifier = modifier(track, "skillModifiers", capability);
            let Some((_, tier)) = tiers.iter().find(|(known, _)| *known == slug(skill)) else { continue };
            let Some(base) = base(tier) else { continue };
            let derived = derive(base, modifier, most, PROFICIENCIES.len());
            let by_rule = derive(base, modifier, PROFICIENCIES.len() - 1, PROFICIENCIES.len());
            if derived == by_rule {
                continue;
            }
            needs.push(ImportedNeed {
                subject: ImportedSubject::of(slug(skill)),
                step: PROFICIENCIES[derived].into(),
                weight: tier.clone(),
                note: format!(
                    "{modifier:+} from the track, from {}, up to the highest base step of the level.",
                    titled(PROFICIENCIES[base])
                ),
            });
        }
        needs
    }

    fn behaviour_needs(&self, discipline: &Value, track: Option<&Value>, level: &Value) -> Vec<ImportedNeed> {
        let Some(base) = step(text(level, "baseBehaviourMaturity"), &MATURITIES) else { return Vec::new() };
        let need = |(stem, _): &(String, Value)| {
            let change =
                modifier(Some(discipline), "behaviourModifiers", stem) + modifier(track, "behaviourModifiers", stem);
            let derived = derive(base, change, MATURITIES.len() - 1, MATURITIES.len());
            ImportedNeed {
                subject: ImportedSubject::of(slug(stem)),
                step: MATURITIES[derived].into(),
                ..ImportedNeed::default()
            }
        };
        self.behaviours.iter().map(need).collect()
    }

    /// The organisation's outcomes, with the skills that serve them.
    fn drivers_page(&self, ladder: &Ladder) -> ImportedPage {
        let mut body = String::new();
        for driver in &self.drivers {
            let serve: Vec<String> = ["contributingSkills", "contributingBehaviours"]
                .into_iter()
                .flat_map(|field| texts(driver, field))
                .map(|id| match ladder.skills.iter().any(|skill| skill.id == slug(&id)) {
                    true => format!("[[skill:{}]]", slug(&id)),
                    false => id,
                })
                .collect();
            body.push_str(&format!(
                "## {}\n\n{}\n\n{}\n\n",
                name(text(driver, "name")),
                one_line(text(driver, "description")),
                serve.join(", ")
            ));
        }
        ImportedPage {
            path: "guides/drivers".into(),
            title: "Drivers".into(),
            body: body.trim_end().into(),
            ..ImportedPage::default()
        }
    }
}

/// A base step with a modifier: a positive one reaches `most` and no further; the result is one of `steps`.
fn derive(base: usize, modifier: i64, most: usize, steps: usize) -> usize {
    let moved = (base as i64 + modifier).clamp(0, steps as i64 - 1) as usize;
    if modifier > 0 { moved.min(most) } else { moved }
}

/// The step that a level gives to the skills of a tier.
fn base_step<'a>(level: &'a Value, tier: &str) -> Option<&'a str> {
    let step = text(level.get("baseSkillProficiencies")?, tier);
    PROFICIENCIES.contains(&step).then_some(step)
}

fn modifier(of: Option<&Value>, field: &str, key: &str) -> i64 {
    of.and_then(|of| of.get(field)).map_or(0, |modifiers| data::scalar(modifiers, key).parse().unwrap_or(0))
}

fn step(word: &str, steps: &[&str]) -> Option<usize> {
    steps.iter().position(|step| *step == word.replace('_', "-"))
}

/// `Level I` makes `Software Engineer, Level I`; a word such as `Associate` stands before the job.
fn job_title(job: &str, grade: &str, management: bool) -> String {
    match (grade.is_empty(), management) {
        (true, _) => job.to_owned(),
        (_, false) if grade.starts_with("Level") => format!("{job} {grade}"),
        (_, true) => format!("{grade}, {job}"),
        _ => format!("{grade} {job}"),
    }
}

/// What skills and behaviours say in the same way; `kept` are the fields that the model does not have.
fn topic(value: &Value, kept: &[&str]) -> ImportedTopic {
    let kept: Map<String, Value> =
        kept.iter().filter_map(|field| Some(((*field).to_owned(), value.get(field)?.clone()))).collect();
    ImportedTopic {
        title: name(text(value, "name")),
        summary: one_line(text(&value["human"], "description")),
        common: Common { ext: (!kept.is_empty()).then_some(Value::Object(kept)), ..Common::default() },
        ..ImportedTopic::default()
    }
}

/// The steps of a scale that have a statement, with it.
fn steps(scale: &[&str], statement: impl Fn(&str) -> ImportedStatement) -> Vec<(String, Vec<ImportedStatement>)> {
    let steps = scale.iter().map(|step| ((*step).to_owned(), vec![statement(step)]));
    steps.filter(|(_, said)| !said[0].text.is_empty()).collect()
}

/// A text with its `{placeholders}` filled in.
fn filled(text: &str, with: &[(&str, &str)]) -> String {
    let mut text = one_line(text);
    for (name, value) in with {
        text = text.replace(&format!("{{{name}}}"), value);
    }
    text
}

/// `role-modeling` as `Role modeling`.
fn titled(id: &str) -> String {
    sentence_case(&id.replace(['-', '_'], " "))
}

/// `influenceScope` as `Influence scope`.
fn sentence_case(field: &str) -> String {
    let mut out = String::new();
    for sign in field.chars() {
        if out.is_empty() {
            out.extend(sign.to_uppercase());
        } else if sign.is_uppercase() {
            out.push(' ');
            out.extend(sign.to_lowercase());
        } else {
            out.push(sign);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::derive;

    #[test]
    fn modifiers_are_capped_upwards_and_clamped_downwards() {
        assert_eq!(derive(1, 0, 2, 5), 1);
        assert_eq!(derive(1, 1, 2, 5), 2);
        // The level's highest base step is the cap.
        assert_eq!(derive(2, 1, 2, 5), 2);
        assert_eq!(derive(0, -1, 2, 5), 0);
        assert_eq!(derive(4, 3, 4, 5), 4);
    }
}
