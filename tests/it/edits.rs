//! A small valid handbook that uses every field of every kind, and the edits that people make to one.
//!
//! Each field is one line of flow YAML, so that an edit is another value of one line.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::Index;

use rungs::content::Kind;
use rungs::parse::{FileKind, fields, file_kind};
use rungs::source::{Source, Sources};

/// The settings file.
pub const SETTINGS: &str = "content/handbook.yaml";
const TEMPLATE: &str = "themes/ours/templates/role.html";

/// A handbook that can be edited field by field.
#[derive(Debug, Clone, PartialEq)]
pub struct Handbook {
    pages: BTreeMap<String, Page>,
    /// Files without fields: assets, templates, collections.
    files: BTreeMap<String, String>,
}

/// A file of `name: value` lines, and the text below them.
#[derive(Debug, Clone, PartialEq)]
struct Page {
    fields: BTreeMap<String, String>,
    body: String,
    /// How the file is damaged now.
    damage: Option<Damage>,
}

/// How a file is saved half-written.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Damage {
    UnclosedList,
    FirstHalf,
    Empty,
    UnknownField,
    UnknownReference,
}

impl Damage {
    const ALL: [Self; 5] =
        [Self::UnclosedList, Self::FirstHalf, Self::Empty, Self::UnknownField, Self::UnknownReference];
}

/// One change that a person makes.
#[derive(Debug, Clone)]
pub enum Edit {
    /// Gives a field of a file another value, or takes the field away.
    Field(Index, Index, Index),
    /// The same in `handbook.yaml`.
    Setting(Index, Index),
    /// Adds a paragraph, or takes one away.
    Body(Index, Index),
    Add(Index, Index),
    Delete(Index),
    /// Another name in the same folder: another id.
    Rename(Index, Index),
    /// Another folder: perhaps another kind.
    Move(Index, Index),
    /// A file is as it was at first.
    Restore(Index),
    /// A file is saved half-written.
    Break(Index, Index),
    /// Every damaged file is whole again.
    Mend,
    Template(Index),
    /// A file that is copied, a style sheet of the theme, or a collection.
    Other(Index, Index),
}

/// Edits that mostly keep a handbook valid, with broken ones among them.
pub fn edit() -> impl Strategy<Value = Edit> {
    let i = any::<Index>;
    prop_oneof![
        12 => (i(), i(), i()).prop_map(|(file, field, value)| Edit::Field(file, field, value)),
        2 => (i(), i()).prop_map(|(field, value)| Edit::Setting(field, value)),
        3 => (i(), i()).prop_map(|(file, text)| Edit::Body(file, text)),
        1 => (i(), i()).prop_map(|(folder, name)| Edit::Add(folder, name)),
        1 => i().prop_map(Edit::Delete),
        1 => (i(), i()).prop_map(|(file, name)| Edit::Rename(file, name)),
        1 => (i(), i()).prop_map(|(file, folder)| Edit::Move(file, folder)),
        4 => i().prop_map(Edit::Restore),
        1 => (i(), i()).prop_map(|(file, how)| Edit::Break(file, how)),
        3 => Just(Edit::Mend),
        1 => i().prop_map(Edit::Template),
        1 => (i(), i()).prop_map(|(file, text)| Edit::Other(file, text)),
    ]
}

impl Handbook {
    /// The handbook that every sequence of edits begins with. It has no errors.
    pub fn start() -> Self {
        let pages = START.iter().map(|(path, lines, body)| {
            let fields = lines.iter().map(|line| {
                let (name, value) = line.split_once(": ").unwrap();
                (name.to_owned(), value.to_owned())
            });
            ((*path).to_owned(), Page { fields: fields.collect(), body: (*body).to_owned(), damage: None })
        });
        let files = OTHER.iter().map(|(path, texts)| ((*path).to_owned(), texts[0].to_owned()));
        let mut handbook = Self { pages: pages.collect(), files: files.collect() };
        handbook.set(SETTINGS, "diagnostics", Some(LENIENT));
        handbook
    }

    /// The files as rungs reads them.
    pub fn sources(&self) -> Sources {
        let pages = self.pages.iter().map(|(path, page)| Source::text(path.as_str(), &page.text(path)));
        pages.chain(self.files.iter().map(|(path, text)| Source::text(path.as_str(), text))).collect()
    }

    /// Sets one field of one file; `None` takes the field away.
    pub fn set(&mut self, path: &str, field: &str, value: Option<&str>) {
        let fields = &mut self.pages.get_mut(path).unwrap().fields;
        match value {
            Some(value) => drop(fields.insert(field.to_owned(), value.to_owned())),
            None => drop(fields.remove(field)),
        }
    }

    /// The value of one field of one file, as written.
    pub fn get(&self, path: &str, field: &str) -> Option<&str> {
        self.pages[path].fields.get(field).map(String::as_str)
    }

    /// Performs one edit.
    pub fn perform(&mut self, edit: &Edit) {
        if self.pages.is_empty() {
            *self = Self::start();
        }
        let paths: Vec<String> = self.pages.keys().cloned().collect();
        match edit {
            Edit::Field(file, field, value) => self.set_any(file.get(&paths).as_str(), *field, *value),
            Edit::Setting(field, value) if self.pages.contains_key(SETTINGS) => self.set_any(SETTINGS, *field, *value),
            Edit::Setting(..) => self.restore(SETTINGS),
            Edit::Body(file, text) => {
                let page = self.pages.get_mut(file.get(&paths).as_str()).unwrap();
                let paragraph = text.get(&PARAGRAPHS);
                match page.body.find(paragraph) {
                    Some(at) => page.body.replace_range(at..at + paragraph.len(), ""),
                    None => page.body.push_str(paragraph),
                }
            }
            Edit::Add(folder, name) => {
                let path = format!("content/{}/{}.md", folder.get(&FOLDERS), name.get(&NAMES));
                let fields = [("title".to_owned(), "Added".to_owned())].into();
                let body = "To [[role:one]].\n".to_owned();
                self.pages.entry(path).or_insert(Page { fields, body, damage: None });
            }
            Edit::Delete(file) => drop(self.pages.remove(file.get(&paths).as_str())),
            Edit::Rename(file, name) => self.rename(file.get(&paths).as_str(), |parts| {
                let last = parts.len() - 1;
                parts[last] = format!("{}.md", name.get(&NAMES));
            }),
            Edit::Move(file, folder) => self.rename(file.get(&paths).as_str(), |parts| {
                if parts.len() == 3 {
                    parts[1] = (*folder.get(&FOLDERS)).to_owned();
                }
            }),
            Edit::Restore(file) => self.restore(file.get(START).0),
            Edit::Break(file, how) => {
                self.pages.get_mut(file.get(&paths).as_str()).unwrap().damage = Some(*how.get(&Damage::ALL))
            }
            Edit::Mend => self.pages.values_mut().for_each(|page| page.damage = None),
            Edit::Template(text) => match text.get(&TEMPLATES) {
                Some(text) => drop(self.files.insert(TEMPLATE.into(), (*text).into())),
                None => drop(self.files.remove(TEMPLATE)),
            },
            Edit::Other(file, text) => {
                let (path, texts) = file.get(OTHER);
                match texts.get(text.index(texts.len() + 1)) {
                    Some(text) => drop(self.files.insert((*path).into(), (*text).into())),
                    None => drop(self.files.remove(*path)),
                }
            }
        }
    }

    fn set_any(&mut self, path: &str, field: Index, value: Index) {
        let Some(table) = values_for(path) else { return };
        let (field, values) = field.get(&table);
        self.set(path, field, *value.get(values));
    }

    fn restore(&mut self, path: &str) {
        let first = Self::start().pages.remove(path).unwrap();
        self.pages.insert(path.to_owned(), first);
    }

    fn rename(&mut self, path: &str, change: impl FnOnce(&mut Vec<String>)) {
        if path == SETTINGS {
            return;
        }
        let mut parts: Vec<String> = path.split('/').map(String::from).collect();
        change(&mut parts);
        let page = self.pages.remove(path).unwrap();
        self.pages.insert(parts.join("/"), page);
    }
}

impl Page {
    fn text(&self, path: &str) -> String {
        let lines: String = self.fields.iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
        let whole = match path.ends_with(".md") {
            true => format!("---\n{lines}---\n{}", self.body),
            false => lines.clone(),
        };
        match self.damage {
            None => whole,
            Some(Damage::UnclosedList) => format!("---\ntitle: [\n---\n{whole}"),
            Some(Damage::FirstHalf) => whole[..whole.floor_char_boundary(whole.len() / 2)].to_owned(),
            Some(Damage::Empty) => String::new(),
            Some(Damage::UnknownField) => whole.replacen("title", "titel", 1),
            Some(Damage::UnknownReference) => whole + "[[nobody]]\n",
        }
    }
}

/// The fields that a file may have, each with the values that an edit gives it; `None` takes it away.
type Values = Vec<(&'static str, &'static [Option<&'static str>])>;

/// The fields of the file at `path`; `None` if it is not a file of fields.
pub fn values_for(path: &str) -> Option<Values> {
    match file_kind(path)? {
        FileKind::Handbook => Some(SETTING_VALUES.to_vec()),
        FileKind::Entity(kind, _) => Some(values(kind)),
        FileKind::Collection(_) | FileKind::Asset => None,
    }
}

/// The fields of a kind.
pub fn values(kind: Kind) -> Values {
    let own: &[(&str, &[Option<&str>])] = match kind {
        Kind::Track => TRACK_VALUES,
        Kind::Level => LEVEL_VALUES,
        Kind::Role => ROLE_VALUES,
        Kind::Skill => SKILL_VALUES,
        Kind::Responsibility => RESPONSIBILITY_VALUES,
        Kind::Roadmap => ROADMAP_VALUES,
        Kind::Interview => INTERVIEW_VALUES,
        Kind::Resource => RESOURCE_VALUES,
        Kind::Page => &[("layout", &[Some("page"), None])],
        Kind::Family => FAMILY_VALUES,
    };
    let topic = match kind {
        Kind::Skill | Kind::Responsibility => TOPIC_VALUES,
        _ => &[],
    };
    [COMMON_VALUES, own, topic].concat()
}

/// Every field of every kind has at least two states here, so that a new field is edited too.
#[test]
fn every_field_is_edited() {
    for kind in Kind::ALL {
        let known = values(kind);
        for field in fields::record(kind).fields() {
            let states = known.iter().find(|(name, _)| *name == field.name).map_or(0, |(_, values)| values.len());
            assert!(states > 1, "give the field `{}` of {kind} at least two values in tests/it/edits.rs", field.name);
        }
    }
    for field in fields::HANDBOOK.fields() {
        let states = SETTING_VALUES.iter().find(|(name, _)| *name == field.name).map_or(0, |(_, values)| values.len());
        assert!(states > 1, "give the setting `{}` at least two values in tests/it/edits.rs", field.name);
    }
}

const FOLDERS: [&str; 10] = [
    "roles",
    "skills",
    "tracks",
    "guides",
    "responsibilities",
    "families",
    "levels",
    "roadmaps",
    "interviews",
    "resources",
];
const NAMES: [&str; 6] = ["one", "two", "three", "four", "five", "six"];

const PARAGRAPHS: [&str; 10] = [
    "\nMore words.\n",
    "\n## A heading\n\nText below it.\n",
    "\n`code` and *more*\n\n1. list\n",
    "\n[[two]]\n",
    "\n[[role:two]] and [[skill:one|a skill]]\n",
    "\n[x](../roles/one.md) and [y](../guides/one.md#head)\n",
    "\n[[helper]]\n",
    "\n[[role:one#s-plan]]\n",
    "\n[notes](../guides/notes.txt) ![a picture](../guides/dot.svg)\n",
    "\n<b>Bold</b>\n",
];

const TEMPLATES: [Option<&str>; 5] = [
    Some("{% extends \"@default/role.html\" %}{% block title %}Ours{% endblock title %}"),
    Some("<title>{{ page.title }}</title>"),
    Some("{% if %}"),
    Some("{{ view.summary }}{{ view.nothing.at.all }}"),
    None,
];

const COMMON_VALUES: &[(&str, &[Option<&str>])] = &[
    ("title", &[Some("Zebra"), Some("Role two"), Some("\"Ärger <b>\""), Some("One")]),
    ("id", &[Some("renamed"), Some("six"), None]),
    ("aliases", &[Some("[helper]"), Some("[Role two, third]"), None]),
    ("audience", &[Some("public"), Some("[public]"), None]),
    ("redirect_from", &[Some("[old]"), Some("[elder, oldest]"), None]),
    ("summary", &[Some("Short words."), Some("\"See [[role:one]] and [[helper]].\""), None]),
    ("status", &[Some("draft"), Some("retired"), Some("active"), None]),
    ("owner", &[Some("People team"), Some("Engineering"), None]),
    ("order", &[Some("1"), Some("9"), Some("-3"), None]),
    ("ext", &[Some("{cost: 4}"), Some("[a, b]"), None]),
    ("body", &[Some("\"Words with [[skill:one]].\""), None]),
];

const FAMILY_VALUES: &[(&str, &[Option<&str>])] =
    &[("skills", &[Some("{one: core, two: broad}"), Some("{three: supporting}"), None])];

const TRACK_VALUES: &[(&str, &[Option<&str>])] = &[
    ("skills", &[Some("{two: core}"), None]),
    ("shifts", &[Some("{one: +1}"), Some("{\"theme:craft\": -1, two: 1}"), None]),
    ("kind", &[Some("individual"), Some("management"), Some("craft"), None]),
    ("primary_focus", &[Some("\"Focus on [[skill:one]].\""), Some("People."), None]),
    ("family", &[Some("making"), Some("selling"), None]),
    ("cumulative", &[Some("true"), Some("false"), None]),
    ("roles", &[Some("[one, two, three]"), Some("[two, one]"), Some("[one]"), Some("[one, two, three, four]")]),
];

const LEVEL_VALUES: &[(&str, &[Option<&str>])] = &[
    ("steps", &[Some("{core: works, broad: heard}"), Some("{supporting: deep}"), None]),
    ("code", &[Some("L1"), Some("L2"), None]),
    ("facts", &[Some("{Horizon: \"As [[role:one]].\"}"), None]),
    ("scope", &[Some("A team."), Some("\"A [[role:one]].\""), None]),
    ("autonomy", &[Some("Some."), Some("Much."), None]),
    ("impact", &[Some("A year."), Some("A quarter."), None]),
];

const ROLE_VALUES: &[(&str, &[Option<&str>])] = &[
    ("code", &[Some("R1"), Some("R2"), None]),
    ("facts", &[Some("{Reports to: \"The [[role:two]].\"}"), Some("{Budget: None}"), None]),
    ("family", &[Some("making"), Some("selling"), None]),
    ("track", &[Some("main"), Some("[main, side]"), None]),
    ("level", &[Some("low"), Some("mid"), Some("high"), None]),
    ("extends", &[Some("[one]"), Some("[two]"), Some("[five]"), Some("[one, five]"), None]),
    ("without", &[Some("[plan]"), Some("[\"skill:one\"]"), Some("[\"responsibility:one\"]"), None]),
    (
        "responsibilities",
        &[
            Some("{one: [Does it better.]}"),
            Some("{one: [{id: plan, text: Plans the week., examples: [A plan.]}, Does it.], two: [Tells others.]}"),
            Some("{two: [{id: tell, text: \"Tells [[role:two]].\", points: [Often.], band: stretch}]}"),
            Some("{one: {summary: The plan., statements: [Plans.], examples: [\"As [[two]].\"]}}"),
            None,
        ],
    ),
    (
        "skills",
        &[
            Some("{one: heard}"),
            Some("{one: {step: expert, weight: core, note: Much., statements: [Teaches it.]}, two: works}"),
            Some("{two: {weight: broad, summary: Widely., examples: [A case.]}, three: deep}"),
            None,
        ],
    ),
    (
        "leads_to",
        &[
            Some("[two]"),
            Some("[{role: three, kind: lateral, gate: An interview, note: \"See [[two]].\"}, six]"),
            Some("[four, six]"),
            None,
        ],
    ),
];

const TOPIC_VALUES: &[(&str, &[Option<&str>])] = &[
    ("theme", &[Some("craft"), Some("craft/design"), Some("people"), None]),
    (
        "levels",
        &[
            Some("{low: [{id: grid, text: Tries it.}], high: [Leads it.]}"),
            Some("{mid: [{text: Does it alone., tracks: [main]}, {text: Sells it., families: [selling]}]}"),
            None,
        ],
    ),
    (
        "roles",
        &[
            Some("{one: [Asks.], three: [\"Answers [[role:one]].\"]}"),
            Some("{five: [{id: own, text: Owns it.}]}"),
            None,
        ],
    ),
    (
        "resources",
        &[
            Some("[A book]"),
            Some("[one, {resource: two, note: \"For [[two]].\"}]"),
            Some("[{title: A talk, kind: talk, author: Ann, url: \"https://example.org/talk\", note: Short.}]"),
            None,
        ],
    ),
];

const SKILL_VALUES: &[(&str, &[Option<&str>])] = &[
    ("scale", &[Some("skill"), Some("depth")]),
    (
        "steps",
        &[
            Some("{heard: [Has heard of it.], works: [Can do it.], expert: [Writes about it.]}"),
            Some("{works: [{id: knows, text: Knows more of it., examples: [An example.]}]}"),
            Some("{deep: [Goes deep.]}"),
            None,
        ],
    ),
    ("related", &[Some("[two]"), Some("[one, three]"), None]),
];

const RESPONSIBILITY_VALUES: &[(&str, &[Option<&str>])] = &[("related", &[Some("[two]"), Some("[one, three]"), None])];

const ROADMAP_VALUES: &[(&str, &[Option<&str>])] = &[
    ("from", &[Some("one"), Some("five")]),
    ("to", &[Some("two"), Some("three")]),
    (
        "stages",
        &[
            Some("[{title: Begin, outcome: Knows., duration: A month, skills: {one: works}, responsibilities: [one]}]"),
            Some("[{title: Go on, evidence: [\"A talk on [[skill:two]].\"], resources: [A book]}, {title: End}]"),
        ],
    ),
];

const RESOURCE_VALUES: &[(&str, &[Option<&str>])] = &[
    ("kind", &[Some("book"), None]),
    ("author", &[Some("Ann"), None]),
    ("url", &[Some("\"https://example.org/book\""), None]),
    ("doi", &[Some("10.1000/182"), None]),
    ("language", &[Some("de"), None]),
    ("provider", &[Some("A publisher"), None]),
];

const INTERVIEW_VALUES: &[(&str, &[Option<&str>])] = &[
    ("for", &[Some("[one]"), Some("[two, five]")]),
    (
        "rounds",
        &[
            Some("[{title: Talk, minutes: 30, summary: First., assesses: [\"skill:one\"], questions: [Why?]}]"),
            Some(
                "[{title: Task, assesses: [\"responsibility:one\"], rubric: {strong: Good., weak: Bad.}, \
                 questions: [{ask: How?, looks_for: [Care.], follow_ups: [And then?]}]}]",
            ),
        ],
    ),
];

/// Leaves most states without errors, so that they are built and shown.
const LENIENT: &str = "{level-order: warn, cycle: warn, unknown-reference: warn, ambiguous-reference: warn, \
                       broken-link: warn, broken-heading: warn, step-off-scale: warn}";

const SETTING_VALUES: &[(&str, &[Option<&str>])] = &[
    ("title", &[Some("Handbook"), Some("Renamed")]),
    ("description", &[Some("How we grow."), None]),
    ("audience", &[Some("{organisation: public}"), None]),
    ("editions", &[Some("{public: {index: false}}"), Some("{internal: {files: guides/notes.txt}}"), None]),
    ("base_url", &[Some("https://example.org/a/"), Some("https://example.org/"), None]),
    ("language", &[Some("en"), Some("de"), Some("ja"), None]),
    ("version", &[Some("1.0.0"), Some("1.1.0"), None]),
    ("organisation", &[Some("Acme"), None]),
    ("social", &[Some("{Chat: \"https://social.example.org/@us\"}"), None]),
    ("copyright", &[Some("© 2026 Acme"), None]),
    ("announcement", &[Some("\"New: [[role:one]].\""), Some("Soon."), None]),
    (
        "redirects",
        &[
            Some("{/docs/ladder: roles/, old/one.html: guides/one.md, /away/: \"https://example.org/\"}"),
            Some("{/docs/ladder/: \"guides/one.md#head\"}"),
            None,
        ],
    ),
    ("head", &[Some("assets/compare.css"), Some("[assets/copy.js, /assets/matrix.css]"), None]),
    ("host_files", &[Some("_redirects"), Some("[_redirects, _headers]"), None]),
    ("footer_links", &[Some("{Contact: \"mailto:a@example.org\", One: guides/one.md}"), None]),
    (
        "nav",
        &[Some("{Posts: roles/, One: guides/one.md, Home: \"https://example.org/\"}"), Some("{Skills: skills/}"), None],
    ),
    ("analytics", &[Some("https://stats.example.org/a.js"), None]),
    ("exports", &[Some("[csv]"), Some("[tracker, markdown]"), None]),
    ("history", &[Some("git"), None]),
    ("social_cards", &[Some("true"), Some("false")]),
    ("versions", &[Some("{First: /v1/}"), Some("{Second: \"https://example.org/2/\"}"), None]),
    ("meta", &[Some("{verification: abc}"), None]),
    ("footer", &[Some("\"See [[role:one]].\""), Some("CC0"), None]),
    (
        "theme",
        &[
            Some("ours"),
            Some("{name: ours, colours: {accent: \"#804000\"}}"),
            Some("{logo: guides/dot.svg, fonts: {body: Inter}}"),
            Some("{fonts: {preset: neutral}}"),
            Some("{fonts: {preset: technical, heading: Inter}}"),
            None,
        ],
    ),
    ("edit_url", &[Some("https://example.org/edit/{path}"), None]),
    ("feedback_url", &[Some("https://example.org/new?title={title}"), None]),
    ("terms", &[Some("{role: Post, skill: {one: Knack, other: Knacks}}"), Some("{level: Grade}"), None]),
    (
        "scales",
        &[
            Some(
                "{skill: {steps: [heard, {id: works, title: Working, summary: \"See [[guides/one]].\"}, expert]}, \
                 depth: {title: Depth, cumulative: false, steps: [flat, deep]}}",
            ),
            Some("{skill: {steps: [expert, works, heard]}, depth: {steps: [flat, deep]}}"),
            Some("{skill: {title: Skill, steps: [heard, works, expert, beyond]}, depth: {steps: [flat, deep]}}"),
        ],
    ),
    (
        "levels",
        &[
            Some("[{id: low, title: Low}, {id: mid, title: Middle, summary: Between.}]"),
            Some("[{id: mid, title: Middle}, {id: low, title: Low, aliases: [bottom], scope: Small.}]"),
        ],
    ),
    (
        "themes",
        &[
            Some("[{id: craft, title: Craft}, craft/design, {id: people, title: People, summary: Others.}]"),
            Some("[people, {id: craft, title: Making}, craft/design]"),
            None,
        ],
    ),
    ("markdown", &[Some("{raw_html: allow}"), Some("{bare_addresses: text, schemes: [ssh]}"), None]),
    ("strings", &[Some("{frame: {menu: Contents}}"), None]),
    ("synonyms", &[Some("[[squad, team]]"), None]),
    ("publish", &[Some("[\"*.orig\"]"), None]),
    ("ignore", &[Some("[images/]"), None]),
    ("security", &[Some("{allow: {images.example.org: images}}"), None]),
    ("bands", &[Some("[stretch]"), Some("[core, {id: stretch, title: Stretching}]")]),
    ("diagnostics", &[Some(LENIENT), Some("{orphan: allow, cycle: warn}"), None]),
];

/// Files without fields, each with the texts that an edit gives it.
const OTHER: &[(&str, &[&str])] = &[
    ("content/guides/notes.txt", &["Notes.", "Other notes."]),
    (
        "content/guides/dot.svg",
        &[
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"/>",
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 20 10\"/>",
        ],
    ),
    ("themes/ours/assets/theme.css", &["body { margin: 0 }", "body { margin: 1px }"]),
    (
        "content/skills.yaml",
        &[
            "listed: {title: Listed skill, scale: skill, summary: \"Like [[skill:one]].\"}\n",
            "listed: {title: Listed skill, scale: depth}\nmore: {title: More, scale: skill, status: draft}\n",
        ],
    ),
];

/// Path, fields and body of each file of [`Handbook::start`].
const START: &[(&str, &[&str], &str)] = &[
    (
        SETTINGS,
        &[
            "title: Handbook",
            "scales: {skill: {steps: [heard, {id: works, title: Working}, expert]}, depth: {steps: [flat, deep]}}",
            "levels: [{id: low, title: Low, steps: {core: heard}}, {id: mid, title: Middle, summary: Between.}]",
            "themes: [{id: craft, title: Craft}, craft/design, {id: people, title: People}]",
            "bands: [stretch]",
        ],
        "",
    ),
    ("content/index.md", &["title: Start"], "[[role:one]] and [[guides/one]]\n"),
    (
        "content/guides/one.md",
        &["title: Guide one", "aliases: [helper]"],
        "# Head\n\n[[role:two]], [[helper]] and [notes](notes.txt). [Down](#head)\n",
    ),
    ("content/guides/two.md", &["title: Guide two"], "[Head](one.md#head) and [[skill:one]].\n"),
    ("content/levels/high.md", &["title: High", "scope: Everything."], "Next to [[level:mid]].\n"),
    ("content/families/making.md", &["title: Making", "summary: \"They make things, as [[role:one]].\""], ""),
    ("content/families/selling.md", &["title: Selling"], "They sell what [[family:making]] makes.\n"),
    (
        "content/tracks/main.md",
        &["title: Main track", "kind: individual", "family: making", "roles: [one, two, three]"],
        "From [[role:one]] on.\n",
    ),
    ("content/tracks/side.md", &["title: Side track", "kind: management", "roles: [five, six]"], ""),
    (
        "content/roles/one.md",
        &[
            "title: Role one",
            "summary: \"The first, before [[role:two]].\"",
            "family: making",
            "track: main",
            "level: low",
            "responsibilities: {one: [{id: plan, text: Plans the day., examples: [A list.]}, Does it well.]}",
            "skills: {one: heard, two: {step: works, weight: core, note: Daily.}}",
        ],
        "See [[skill:one]] and [two](two.md).\n\n## More\n",
    ),
    (
        "content/roles/two.md",
        &["title: Role two", "family: making", "track: main", "level: mid", "extends: [one]", "skills: {one: works}"],
        "After [[role:one#s-plan]].\n",
    ),
    (
        "content/roles/three.md",
        &[
            "title: Role three",
            "family: making",
            "track: main",
            "level: high",
            "extends: [two]",
            "without: [plan]",
            "skills: {three: deep}",
            "leads_to: [{role: six, kind: lateral, gate: A vacancy}]",
        ],
        "",
    ),
    ("content/roles/four.md", &["title: Role four", "extends: [three]", "redirect_from: [fourth]"], ""),
    (
        "content/roles/five.md",
        &[
            "title: Role five",
            "family: selling",
            "track: side",
            "level: low",
            "responsibilities: {two: [{id: tell, text: Tells others.}]}",
        ],
        "",
    ),
    (
        "content/roles/six.md",
        &["title: Role six", "family: selling", "track: side", "level: high", "extends: [five]"],
        "",
    ),
    (
        "content/skills/one.md",
        &[
            "title: Skill one",
            "scale: skill",
            "theme: craft",
            "steps: {heard: [Has heard of it.], works: [{id: knows, text: Knows how.}], expert: [Teaches it.]}",
            "related: [two]",
        ],
        "For [[role:one]].\n",
    ),
    (
        "content/skills/two.md",
        &[
            "title: Skill two",
            "scale: skill",
            "theme: craft/design",
            "levels: {low: [{id: grid, text: Tries it.}], mid: [Does it alone.]}",
            "resources: [{title: A book, kind: book, author: Bo, url: \"https://example.org/book\", step: works}]",
        ],
        "",
    ),
    ("content/skills/three.md", &["title: Skill three", "scale: depth", "theme: people"], ""),
    (
        "content/responsibilities/one.md",
        &["title: Duty one", "theme: craft", "levels: {mid: [{text: Helps., tracks: [main]}]}"],
        "",
    ),
    ("content/responsibilities/two.md", &["title: Duty two", "roles: {six: [Leads the others.]}"], ""),
    (
        "content/responsibilities/three.yaml",
        &["title: Duty three", "body: \"As [[responsibility:one]].\"", "related: [one]"],
        "",
    ),
    (
        "content/roadmaps/one.md",
        &[
            "title: Roadmap one",
            "from: one",
            "to: two",
            "stages: [{title: Begin, outcome: \"Knows [[skill:one]].\", skills: {one: works}, responsibilities: [one]}]",
        ],
        "",
    ),
    ("content/resources/one.md", &["title: Resource one", "author: Ann", "kind: book"], "For [[skill:one]].\n"),
    ("content/resources/two.md", &["title: Resource two"], ""),
    (
        "content/interviews/one.md",
        &[
            "title: Interview one",
            "for: [one]",
            "rounds: [{title: Talk, minutes: 45, assesses: [\"skill:one\"], questions: [{ask: Why?}], rubric: {strong: Good.}}]",
        ],
        "",
    ),
];
