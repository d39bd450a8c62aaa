//! View models: everything a template may show, one struct a page kind.
//!
//! They hold finished text, HTML and relative links, never indices into the handbook, so two equal views give
//! the same page and a view that differs is a page that changed. No view holds site-wide facts.
//!
//! Fields ending in `html`, and those whose documentation says HTML, are safe to print as they are.

use serde::Serialize;

/// A page: its frame and its content. Templates see them as `page` and `view`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PageInput {
    /// What every page has.
    pub page: Frame,
    /// What this kind of page shows.
    pub view: View,
}

/// What stands around the content.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct Frame {
    /// The page's address from the site's root: `roles/staff-engineer.html`.
    pub url: String,
    /// From the page to the site's root: empty, `../` or `../../`; for the 404 page the site's absolute path.
    pub root: String,
    /// The page's name, as in its first heading.
    pub title: String,
    /// The page's name with the site's, for the tab.
    pub document_title: String,
    /// A plain sentence for search engines and previews.
    pub description: Option<String>,
    /// The page's kind: an entity kind's name, `home`, `index`, `matrix`, `compare`, `comparisons`, `map`, `print`,
    /// `search`, `404`, `redirect`.
    pub kind: &'static str,
    /// The absolute address, if the handbook has a `base_url`.
    pub canonical: Option<String>,
    /// The Markdown twin's relative address, if there is one.
    pub markdown: Option<String>,
    /// The absolute address of the site with its last `/`, if the handbook has a `base_url`.
    pub site_url: Option<String>,
    /// The way from home to the page, without the page itself.
    pub breadcrumbs: Vec<Link>,
    /// The sibling before.
    pub previous: Option<Link>,
    /// The sibling after.
    pub next: Option<Link>,
    /// Where the source can be edited.
    pub edit_url: Option<String>,
    /// Where to comment.
    pub feedback_url: Option<String>,
    /// JSON-LD, safe inside a script element.
    pub json_ld: Option<String>,
    /// `draft` or `retired`, when it is not active.
    pub status: Option<&'static str>,
    /// Who looks after the content.
    pub owner: Option<String>,
    /// The line at the foot of every page, as HTML.
    pub footer: Option<String>,
    /// The headings of the text, for an outline.
    pub outline: Vec<OutlineItem>,
}

/// A heading of the text.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OutlineItem {
    /// 2 to 6.
    pub level: u8,
    /// Its anchor.
    pub id: String,
    /// Its words.
    pub text: String,
}

/// A link and its words.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Link {
    /// The words.
    pub title: String,
    /// The relative address.
    pub href: String,
}

/// What a page shows of another entity.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Card {
    /// The kind's name: `role`, `skill` ...
    pub kind: &'static str,
    /// The id.
    pub id: String,
    /// The name.
    pub title: String,
    /// The relative address.
    pub href: String,
    /// One sentence, HTML; `None` where the page shows the name alone.
    pub summary: Option<String>,
    /// `draft` or `retired`, when it is not active.
    pub status: Option<&'static str>,
}

/// The content by page kind. Each variant has one template, named by [`View::template`].
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
#[allow(clippy::large_enum_variant, reason = "a view lives for one rendering and is never kept in numbers")]
pub enum View {
    /// The first page.
    Home(Home),
    /// The list of a kind.
    Index(Index),
    /// A role.
    Role(Box<Role>),
    /// A skill.
    Skill(Box<Skill>),
    /// A responsibility.
    Responsibility(Responsibility),
    /// A track.
    Track(Track),
    /// A family.
    Family(Family),
    /// A level.
    Level(Level),
    /// A roadmap.
    Roadmap(Roadmap),
    /// An interview kit.
    Interview(Interview),
    /// Ordinary text.
    Text(Text),
    /// Topics by roles.
    Matrix(Matrix),
    /// The difference of two roles.
    Difference(Difference),
    /// All comparisons, and where any two roles are compared.
    Comparisons(Comparisons),
    /// The career map.
    Map(Map),
    /// Search.
    Search(Search),
    /// A whole track as one document.
    Print(Print),
    /// The page that is shown for a missing one.
    NotFound(Text),
    /// A page that leads elsewhere.
    Redirect(Redirect),
}

impl View {
    /// The template's file name in the theme.
    pub fn template(&self) -> &'static str {
        match self {
            Self::Home(_) => "home.html",
            Self::Index(_) => "index.html",
            Self::Role(_) => "role.html",
            Self::Skill(_) => "skill.html",
            Self::Responsibility(_) => "responsibility.html",
            Self::Track(_) => "track.html",
            Self::Family(_) => "family.html",
            Self::Level(_) => "level.html",
            Self::Roadmap(_) => "roadmap.html",
            Self::Interview(_) => "interview.html",
            Self::Text(_) => "page.html",
            Self::Matrix(_) => "matrix.html",
            Self::Difference(_) => "compare.html",
            Self::Comparisons(_) => "comparisons.html",
            Self::Map(_) => "map.html",
            Self::Search(_) => "search.html",
            Self::Print(_) => "print.html",
            Self::NotFound(_) => "404.html",
            Self::Redirect(_) => "redirect.html",
        }
    }
}

/// The first page.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Home {
    /// The text of `content/index.md`, HTML.
    pub body: String,
    /// The families, if there is more than one and the tracks are drawn.
    pub families: Vec<Card>,
    /// The tracks by family, when there are too many to draw.
    pub groups: Vec<CardGroup>,
    /// The tracks as ladders; empty when there are too many to draw.
    pub tracks: Vec<Ladder>,
    /// The guides.
    pub guides: Vec<Card>,
    /// The roadmaps.
    pub roadmaps: Vec<Card>,
}

/// A track and its roles.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ladder {
    /// The track.
    pub track: Card,
    /// `individual`, `management` or the author's word.
    pub kind: String,
    /// What it is about, HTML.
    pub primary_focus: Option<String>,
    /// The roles, lowest first.
    pub rungs: Vec<Rung>,
}

/// A role in a ladder.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Rung {
    /// The role.
    pub role: Card,
    /// Its level.
    pub level: Option<Card>,
    /// Other tracks that share the rung.
    pub shared_with: Vec<Card>,
    /// The difference from the rung below.
    pub from_below: Option<Step>,
    /// How many levels lie between it and the rung below that only the ladders beside this one have a role on; for the
    /// lowest, how many lie below it. 0 where ladders do not stand side by side.
    pub gap: usize,
}

/// What changes from one role to another, in numbers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Step {
    /// The other role.
    pub role: Card,
    /// The difference page.
    pub href: String,
    /// The numbers.
    pub counts: Counts,
}

/// How many statements and skills changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Counts {
    /// The same.
    pub unchanged: usize,
    /// The same expectation in other words.
    pub reworded: usize,
    /// Skills at a higher step.
    pub raised: usize,
    /// Skills at a lower step.
    pub lowered: usize,
    /// Statements that are new.
    pub new: usize,
    /// Statements that no longer apply.
    pub dropped: usize,
}

/// The list of a kind.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Index {
    /// The kind that is listed.
    pub of: &'static str,
    /// The text of the folder's `index.md`, HTML.
    pub body: String,
    /// The entities by track, family or theme; one group without a title if there is nothing to group by.
    pub groups: Vec<CardGroup>,
    /// Retired entities.
    pub retired: Vec<Card>,
    /// For roles: where any of them are compared.
    pub compare: Option<String>,
}

/// Search. Without scripts it is an index of everything.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Search {
    /// The text of `content/search.md`, HTML.
    pub body: String,
    /// Everything by its first letter, other names too.
    pub letters: Vec<Letter>,
}

/// What begins with a letter.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Letter {
    /// The letter; `0–9` for digits, `&` for signs.
    pub letter: String,
    /// The anchor of its heading.
    pub anchor: String,
    /// The entries, sorted.
    pub entries: Vec<Entry>,
}

/// An entry of an index.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Entry {
    /// The words it is found under: the title or another name.
    pub words: String,
    /// The relative address.
    pub href: String,
    /// The title, where the words are another name.
    pub see: Option<String>,
    /// The word for its kind.
    pub kind: String,
    /// `draft` or `retired`, when it is not active.
    pub status: Option<&'static str>,
}

/// Cards under a title.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CardGroup {
    /// The title; `None` for a list without groups.
    pub title: Option<String>,
    /// Where the title leads, if it is an entity.
    pub href: Option<String>,
    /// One sentence on the group, HTML.
    pub summary: Option<String>,
    /// The entities.
    pub cards: Vec<Card>,
}

/// A step of a scale as a page shows it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScaleStep {
    /// The id.
    pub id: String,
    /// The name.
    pub title: String,
    /// From 1.
    pub number: usize,
    /// How many steps the scale has.
    pub of: usize,
    /// What it means, HTML.
    pub summary: Option<String>,
}

/// One expectation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Statement {
    /// The stable id.
    pub id: String,
    /// The anchor on the page, `s-` and the id.
    pub anchor: String,
    /// The sentence, HTML.
    pub html: String,
    /// What belongs to it in detail, HTML.
    pub points: Vec<String>,
    /// What it looks like, HTML.
    pub examples: Vec<String>,
    /// The name of its band, if it is not simply expected.
    pub band: Option<String>,
    /// Why it is there; `None` where the page itself is the reason.
    pub why: Option<Provenance>,
    /// Against the role below: `unchanged`, `reworded` or `new`; `None` where there is nothing below.
    pub change: Option<&'static str>,
    /// For a grid's statement: the tracks and families it is limited to.
    pub only: Vec<Card>,
}

/// Why an expectation is there.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Provenance {
    /// `own`, `inherited`, `level`, `role` or `step`.
    pub kind: &'static str,
    /// What it comes from: a role's, level's, skill's or step's name; the role's own name for `own`.
    pub title: String,
    /// Where that can be read.
    pub href: String,
    /// The file it was written in: `content/roles/staff-engineer.md`. Lines would make every edit above it a
    /// changed page; they stand in `index.json`.
    pub source: String,
}

/// Statements under a responsibility or a skill.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Group {
    /// The responsibility or skill.
    pub topic: Card,
    /// The theme's name.
    pub theme: Option<String>,
    /// The need, if the topic is a skill that the role needs at a step.
    pub need: Option<Need>,
    /// What the topic means in this role, HTML.
    pub summary: Option<String>,
    /// What the topic as a whole looks like in this role, HTML.
    pub examples: Vec<String>,
    /// The statements.
    pub statements: Vec<Statement>,
}

/// The need of a skill.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Need {
    /// The step.
    pub step: ScaleStep,
    /// The step that the role below needs, if there is one and it differs.
    pub before: Option<ScaleStep>,
    /// Against the role below: `unchanged`, `raised`, `lowered` or `new`.
    pub change: Option<&'static str>,
    /// `core`, `supporting` or `broad`.
    pub weight: Option<String>,
    /// A remark, HTML.
    pub note: Option<String>,
}

/// A role.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Role {
    /// One sentence, HTML.
    pub summary: Option<String>,
    /// Other names.
    pub aliases: Vec<String>,
    /// The text, HTML.
    pub body: String,
    /// The profession.
    pub family: Option<Card>,
    /// The ladders with this role in them.
    pub tracks: Vec<Ladder>,
    /// The level with its scope, autonomy and impact.
    pub level: Option<LevelFacts>,
    /// The organisation's code for the role.
    pub code: Option<String>,
    /// What else can be said in a few words, by label.
    pub facts: Vec<Fact>,
    /// What changes from each role below, most usual one first.
    pub changes: Vec<Difference>,
    /// Expectations under responsibilities.
    pub responsibilities: Vec<Group>,
    /// Expectations under skills, by theme.
    pub skills: Vec<Group>,
    /// Skill themes with the mean step that is needed, for the radar.
    pub radar: Vec<Spoke>,
    /// The radar as SVG; `None` with fewer than three spokes.
    pub radar_svg: Option<String>,
    /// The role between those before and after it, as SVG; `None` if there are none or too many.
    pub map_svg: Option<String>,
    /// Where one can go.
    pub leads_to: Vec<Move>,
    /// Where people come from.
    pub comes_from: Vec<Move>,
    /// Roadmaps that start or end here.
    pub roadmaps: Vec<Card>,
    /// Interview kits for this role.
    pub interviews: Vec<Card>,
    /// Pages whose text links here.
    pub mentions: Vec<Card>,
}

/// A spoke of the radar.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Spoke {
    /// The theme's name.
    pub title: String,
    /// The mean step number of the theme's skills, from 0 to `of`.
    pub value: f64,
    /// The same for the role below, if there is one.
    pub before: Option<f64>,
    /// The highest step number.
    pub of: usize,
}

/// A level's facts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LevelFacts {
    /// The level.
    pub card: Card,
    /// How far the work reaches, HTML.
    pub scope: Option<String>,
    /// How much one decides alone, HTML.
    pub autonomy: Option<String>,
    /// Over which time or size results are seen, HTML.
    pub impact: Option<String>,
    /// The organisation's code for it.
    pub code: Option<String>,
    /// What else can be said in a few words, by label.
    pub facts: Vec<Fact>,
}

/// A label and what it says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fact {
    /// The label.
    pub label: String,
    /// What it says, HTML.
    pub html: String,
}

/// A way between roles.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Move {
    /// The other role.
    pub role: Card,
    /// `promotion` or `lateral`.
    pub kind: &'static str,
    /// What stands between.
    pub gate: Option<String>,
    /// A remark, HTML.
    pub note: Option<String>,
    /// The difference page.
    pub compare: Option<String>,
    /// Roadmaps for this very move.
    pub roadmaps: Vec<Card>,
}

/// The difference of two roles.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    /// The role one comes from.
    pub old: Card,
    /// The role one goes to.
    pub new: Card,
    /// The address of the page that shows it in full.
    pub href: String,
    /// The level of each.
    pub levels: Option<(Option<LevelFacts>, Option<LevelFacts>)>,
    /// The numbers.
    pub counts: Counts,
    /// The step by theme, for bars.
    pub sizes: Vec<ThemeSize>,
    /// What changes, by responsibility and skill.
    pub groups: Vec<DifferenceGroup>,
    /// Roadmaps for this very move.
    pub roadmaps: Vec<Card>,
    /// The page that reads the difference the other way, if there is one.
    pub reverse: Option<String>,
    /// Where any two roles are compared.
    pub others: String,
}

/// How far one theme changes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ThemeSize {
    /// The theme's name.
    pub title: String,
    /// The size of the step: see `handbook::difference`.
    pub size: f64,
    /// The size as a share of the largest theme's, in percent, for the bar.
    pub percent: usize,
}

/// What changes under one responsibility or skill.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DifferenceGroup {
    /// The topic.
    pub topic: Card,
    /// The theme's name.
    pub theme: Option<String>,
    /// The change of step, if the topic is a skill.
    pub step: Option<StepChange>,
    /// Each statement's fate.
    pub changes: Vec<Change>,
    /// The numbers of this group.
    pub counts: Counts,
}

/// A skill's step in two roles.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StepChange {
    /// `unchanged`, `raised`, `lowered`, `new` or `dropped`.
    pub kind: &'static str,
    /// Before.
    pub from: Option<ScaleStep>,
    /// After.
    pub to: Option<ScaleStep>,
}

/// A statement's fate.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// `unchanged`, `reworded`, `new` or `dropped`.
    pub kind: &'static str,
    /// The statement in the newer role, or the dropped one: HTML.
    pub html: String,
    /// For `reworded`: the words.
    pub words: Vec<Piece>,
    /// What it looks like, HTML.
    pub examples: Vec<String>,
    /// The statement's place on the role's page.
    pub href: String,
    /// The topic it stood under before, if it moved.
    pub moved_from: Option<Card>,
}

/// A run of words.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Piece {
    /// `kept`, `inserted` or `deleted`.
    pub kind: &'static str,
    /// The words, plain text.
    pub text: String,
}

/// A skill.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Skill {
    /// One sentence, HTML.
    pub summary: Option<String>,
    /// Other names.
    pub aliases: Vec<String>,
    /// The text, HTML.
    pub body: String,
    /// The theme's name.
    pub theme: Option<String>,
    /// The scale's name.
    pub scale: Option<String>,
    /// Whether a higher step includes the lower ones.
    pub cumulative: bool,
    /// The scale, step by step, lowest first.
    pub steps: Vec<SkillStep>,
    /// Statements by level and by role.
    pub grids: Vec<Grid>,
    /// Roles that need it, by level.
    pub needed_by: Vec<NeededBy>,
    /// Resources without a step.
    pub resources: Vec<Resource>,
    /// Related skills.
    pub related: Vec<Card>,
    /// Roadmaps that train it.
    pub roadmaps: Vec<Card>,
    /// Interview kits that look at it.
    pub interviews: Vec<Card>,
    /// Pages whose text links here.
    pub mentions: Vec<Card>,
}

/// A step of a skill.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SkillStep {
    /// The step.
    pub step: ScaleStep,
    /// What it means for this skill.
    pub statements: Vec<Statement>,
    /// Roles that need exactly this step.
    pub roles: Vec<Card>,
    /// What helps to reach it.
    pub resources: Vec<Resource>,
}

/// Statements along an axis.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Grid {
    /// `level` or `role`.
    pub axis: &'static str,
    /// The cells.
    pub cells: Vec<GridCell>,
}

/// A cell of a grid.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GridCell {
    /// The level or role.
    pub at: Card,
    /// What is expected there.
    pub statements: Vec<Statement>,
}

/// A role that needs a skill.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NeededBy {
    /// The role.
    pub role: Card,
    /// The step.
    pub step: Option<ScaleStep>,
    /// `core`, `supporting` or `broad`.
    pub weight: Option<String>,
}

/// A book, a course, an article.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Resource {
    /// Its name.
    pub title: String,
    /// What it is.
    pub kind: Option<String>,
    /// Who made it.
    pub author: Option<String>,
    /// Where it is; a checked http(s) address.
    pub url: Option<String>,
    /// A remark, HTML.
    pub note: Option<String>,
}

/// A responsibility.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Responsibility {
    /// One sentence, HTML.
    pub summary: Option<String>,
    /// Other names.
    pub aliases: Vec<String>,
    /// The text, HTML.
    pub body: String,
    /// The theme's name.
    pub theme: Option<String>,
    /// Statements by level and by role, as written here.
    pub grids: Vec<Grid>,
    /// Every role's own statements under it, by level.
    pub roles: Vec<GridCell>,
    /// Resources.
    pub resources: Vec<Resource>,
    /// Related responsibilities.
    pub related: Vec<Card>,
    /// Roadmaps that practise it.
    pub roadmaps: Vec<Card>,
    /// Interview kits that look at it.
    pub interviews: Vec<Card>,
    /// Pages whose text links here.
    pub mentions: Vec<Card>,
}

/// A track.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Track {
    /// One sentence, HTML.
    pub summary: Option<String>,
    /// The text, HTML.
    pub body: String,
    /// The ladder with its kind and focus.
    pub ladder: Ladder,
    /// The family.
    pub family: Option<Card>,
    /// The matrix page.
    pub matrix: Option<Link>,
    /// The whole track as one document.
    pub print: Option<Link>,
    /// The map of this track's neighbourhood as SVG.
    pub map_svg: Option<String>,
    /// Ways out of this track into another, with the role they start from.
    pub exits: Vec<(Card, Move)>,
    /// Pages whose text links here.
    pub mentions: Vec<Card>,
}

/// A family.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Family {
    /// One sentence, HTML.
    pub summary: Option<String>,
    /// The text, HTML.
    pub body: String,
    /// Its tracks.
    pub tracks: Vec<Ladder>,
    /// Its roles that stand on no track.
    pub others: Vec<Card>,
    /// The matrix page.
    pub matrix: Option<Link>,
    /// The career map of the family, if it has moves to show.
    pub map: Option<Map>,
    /// Pages whose text links here.
    pub mentions: Vec<Card>,
}

/// A level.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Level {
    /// One sentence, HTML.
    pub summary: Option<String>,
    /// The text, HTML.
    pub body: String,
    /// Scope, autonomy, impact.
    pub facts: LevelFacts,
    /// Its roles by track.
    pub roles: Vec<CardGroup>,
    /// What grids expect of everyone at this level.
    pub groups: Vec<Group>,
    /// Pages whose text links here.
    pub mentions: Vec<Card>,
}

/// A roadmap.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Roadmap {
    /// One sentence, HTML.
    pub summary: Option<String>,
    /// The text, HTML.
    pub body: String,
    /// Where it starts.
    pub from: Option<Card>,
    /// Where it leads.
    pub to: Option<Card>,
    /// The difference page.
    pub compare: Option<String>,
    /// The stages.
    pub stages: Vec<Stage>,
    /// Pages whose text links here.
    pub mentions: Vec<Card>,
}

/// A stage of a roadmap.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Stage {
    /// From 1.
    pub number: usize,
    /// What it is about.
    pub title: String,
    /// What is different afterwards, HTML.
    pub outcome: Option<String>,
    /// How long it tends to take.
    pub duration: Option<String>,
    /// Skills with the step to reach.
    pub skills: Vec<NeededSkill>,
    /// Responsibilities that are practised.
    pub responsibilities: Vec<Card>,
    /// What shows that it is done, HTML.
    pub evidence: Vec<String>,
    /// What helps.
    pub resources: Vec<Resource>,
}

/// A skill and the step to reach.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NeededSkill {
    /// The skill.
    pub skill: Card,
    /// The step.
    pub step: Option<ScaleStep>,
}

/// An interview kit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Interview {
    /// One sentence, HTML.
    pub summary: Option<String>,
    /// The text, HTML.
    pub body: String,
    /// The roles it hires for.
    pub roles: Vec<Card>,
    /// The rounds.
    pub rounds: Vec<Round>,
    /// All minutes together, if every round says.
    pub minutes: Option<i64>,
    /// Pages whose text links here.
    pub mentions: Vec<Card>,
}

/// A round of an interview.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Round {
    /// From 1.
    pub number: usize,
    /// Its name.
    pub title: String,
    /// How long it takes, in minutes.
    pub minutes: Option<i64>,
    /// What it is for, HTML.
    pub summary: Option<String>,
    /// What it looks at.
    pub assesses: Vec<Card>,
    /// What to ask.
    pub questions: Vec<Question>,
    /// The marks and what each means.
    pub rubric: Vec<Mark>,
}

/// A question; all HTML.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Question {
    /// The question.
    pub ask: String,
    /// What a good answer has.
    pub looks_for: Vec<String>,
    /// Where to go from there.
    pub follow_ups: Vec<String>,
}

/// A mark of a rubric.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Mark {
    /// `strong`, `mixed`, `weak` or the author's word.
    pub name: String,
    /// What it means, HTML.
    pub meaning: String,
}

/// Ordinary text.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Text {
    /// One sentence, HTML.
    pub summary: Option<String>,
    /// The text, HTML.
    pub body: String,
    /// For a folder's page: the pages in it.
    pub children: Vec<Card>,
    /// Pages whose text links here.
    pub mentions: Vec<Card>,
}

/// Topics by roles.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Matrix {
    /// The track or family.
    pub of: Card,
    /// The roles, lowest first.
    pub columns: Vec<Column>,
    /// The rows in sections: responsibilities, then skills by theme.
    pub sections: Vec<MatrixSection>,
}

/// A column of a matrix.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Column {
    /// The role.
    pub role: Card,
    /// Its level.
    pub level: Option<Card>,
}

/// Rows under a title.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MatrixSection {
    /// Responsibilities, or the skill theme's name.
    pub title: String,
    /// The rows.
    pub rows: Vec<Row>,
}

/// A row of a matrix.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// The responsibility or skill.
    pub topic: Card,
    /// One a column.
    pub cells: Vec<Cell>,
}

/// A cell of a matrix.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cell {
    /// The needed step, for a skill.
    pub step: Option<ScaleStep>,
    /// Whether the step is higher than in the column before.
    pub raised: bool,
    /// Statements that are new or reworded here, compared with the column before (all, in the first column).
    pub statements: Vec<CellStatement>,
    /// How many more carry over from the column before.
    pub carried: usize,
}

/// A statement in a cell.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CellStatement {
    /// The sentence, HTML.
    pub html: String,
    /// Its place on the role's page.
    pub href: String,
    /// `new` or `reworded`; `None` in the first column.
    pub change: Option<&'static str>,
}

/// All comparisons that have a page.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparisons {
    /// The pairs, by the role that is compared first.
    pub pairs: Vec<Pair>,
    /// The data of all roles, for comparing any of them: a script that calls `rungs.compare`.
    pub data: String,
}

/// Two roles whose difference has a page.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pair {
    /// The role one comes from.
    pub old: Card,
    /// The role one goes to.
    pub new: Card,
    /// The page.
    pub href: String,
    /// The numbers.
    pub counts: Counts,
}

/// A track as one document.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Print {
    /// The track.
    pub track: Card,
    /// What it is about, HTML.
    pub primary_focus: Option<String>,
    /// The roles, lowest first.
    pub parts: Vec<PrintPart>,
}

/// A role in the document of its track.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PrintPart {
    /// The role.
    pub role: Card,
    /// The level with its scope, autonomy and impact.
    pub level: Option<LevelFacts>,
    /// The text, HTML.
    pub body: String,
    /// Everything that is expected, for the lowest role.
    pub groups: Vec<Group>,
    /// What changes from the role below, for the others.
    pub change: Option<Difference>,
}

/// The career map.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Map {
    /// The text above it, HTML.
    pub body: String,
    /// The whole map, or one a family when there are many tracks.
    pub charts: Vec<MapChart>,
}

/// One chart of the career map, with the list that says the same.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MapChart {
    /// The family it shows, if there are several charts.
    pub family: Option<Card>,
    /// Inline SVG, accessible, without style attributes.
    pub svg: String,
    /// The roles by track, lowest first, with their moves.
    pub ladders: Vec<MapLadder>,
}

/// A track of the career map.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MapLadder {
    /// The track; `None` for roles on no track.
    pub track: Option<Card>,
    /// The roles, lowest first.
    pub rungs: Vec<MapRung>,
}

/// A role on the career map.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MapRung {
    /// The role.
    pub role: Card,
    /// Its level.
    pub level: Option<Card>,
    /// Where one can go.
    pub moves: Vec<Move>,
}

/// A page that leads elsewhere.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Redirect {
    /// The relative address it leads to.
    pub href: String,
    /// The name of what it leads to.
    pub title: String,
}

/// What the theme knows of the whole site: settings, never content. Templates see it as `site`.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct Site {
    /// The handbook's name.
    pub title: String,
    /// Who publishes it.
    pub organisation: Option<String>,
    /// BCP 47.
    pub language: String,
    /// `ltr` or `rtl`, from the language.
    pub direction: &'static str,
    /// The version of the ladder.
    pub version: Option<String>,
    /// The site's absolute path, beginning and ending in `/`.
    pub base_path: String,
    /// The main navigation; addresses from the site's root, to be put behind `page.root`.
    pub nav: Vec<NavItem>,
    /// The words for the kinds: `site.terms.skill.one`, `site.terms.skill.other`.
    pub terms: std::collections::BTreeMap<&'static str, TermView>,
    /// The logo's address from the site's root.
    pub logo: Option<String>,
    /// Whether `assets/theme.css` exists, which carries the colours and fonts of the settings.
    pub has_theme_css: bool,
}

/// An entry of the main navigation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NavItem {
    /// The words.
    pub title: String,
    /// The address from the site's root.
    pub url: String,
    /// The kind that it leads to, as in [`Frame::kind`].
    pub kind: &'static str,
}

/// The words for a kind.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TermView {
    /// For one.
    pub one: String,
    /// For several.
    pub other: String,
}
