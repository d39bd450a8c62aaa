//! Every field that an author may write, of every kind: the content model as data.
//!
//! This is where a field gets its name, its form and the sentence that editors show. Decoding it is `entity`'s
//! and `config`'s work; what it means is decided in `handbook`.

use crate::content::Kind;

use super::shape::{Field, RecordShape, Shape};
use Shape::{Boolean, Choice, Inline, Integer, List, Map, Markdown, OneOrMany, Reference, Short, Text};

const fn field(name: &'static str, shape: Shape, doc: &'static str) -> Field {
    Field { name, shape, required: false, doc }
}

const fn required(name: &'static str, shape: Shape, doc: &'static str) -> Field {
    Field { name, shape, required: true, doc }
}

/// The fields of an entity of `kind` in a file of its own.
pub fn record(kind: Kind) -> &'static RecordShape {
    match kind {
        Kind::Family => &FAMILY,
        Kind::Track => &TRACK,
        Kind::Level => &LEVEL,
        Kind::Role => &ROLE,
        Kind::Skill => &SKILL,
        Kind::Responsibility => &RESPONSIBILITY,
        Kind::Roadmap => &ROADMAP,
        Kind::Interview => &INTERVIEW,
        Kind::Resource => &SHARED_RESOURCE,
        Kind::Page => &PAGE,
    }
}

const COMMON: &[Field] = &[
    required("title", Text, "The name readers see."),
    field("id", Text, "The id, if it should not be the file's name; it decides the address."),
    field("aliases", OneOrMany(&Text), "Other names: found by search, resolved by links."),
    field("redirect_from", OneOrMany(&Text), "Ids it had before; their addresses lead here."),
    field("summary", Inline, "One sentence on what it is."),
    field(
        "status",
        Choice(&["draft", "active", "retired"]),
        "draft (only with --drafts), active, or retired (keeps its page, leaves every list).",
    ),
    field("owner", Text, "Who looks after it."),
    field(
        "order",
        Integer,
        "Its place among its siblings; those without come after, as written in a file of several, else by title.",
    ),
    field("body", Markdown, "The text, in Markdown. In a Markdown file it stands below the front matter instead."),
    field("ext", Shape::Any, "Data of your own; rungs keeps it in index.json and exports, and shows it nowhere."),
];

static FAMILY: RecordShape = RecordShape {
    name: "a family",
    fields: &[
        COMMON,
        &[field(
            "skills",
            RULED_SKILLS,
            "The skills that each of its roles needs, with how much each counts; `steps:` of the level gives the step.",
        )],
    ],
};

const RULED_SKILLS: Shape = Map("skill to weight", &Choice(&["core", "supporting", "broad"]));

static TRACK: RecordShape = RecordShape {
    name: "a track",
    fields: &[
        COMMON,
        &[
            field("kind", Text, "`individual`, `management`, or a word of your own."),
            field("primary_focus", Inline, "What people on this track spend their attention on."),
            field("family", Reference("a family"), "The family it belongs to, if it serves one only."),
            field("cumulative", Boolean, "Whether what is expected at one rung stays expected above it."),
            field(
                "skills",
                RULED_SKILLS,
                "Skills that each of its roles needs beside those of its family, with their weight.",
            ),
            field(
                "shifts",
                Map("skill or theme to steps", &Integer),
                "How many steps higher or lower its roles need a skill, or all of `theme:ID`, than family and level say: +1, -1.",
            ),
            required("roles", OneOrMany(&Reference("a role")), "The ladder: role ids, lowest first."),
        ],
    ],
};

const FACTS: Field = field(
    "facts",
    Map("label to text", &Inline),
    "What else can be said in a few words, by label, such as `Planning horizon: A quarter`.",
);

const LEVEL_FIELDS: &[Field] = &[
    field("code", Text, "The organisation's code for it, such as L3."),
    FACTS,
    field(
        "steps",
        Shape::Record(&BASE_STEPS),
        "The step that skills of each weight need at this level, for `skills:` of families.",
    ),
    field("scope", Inline, "How far the work reaches."),
    field("autonomy", Inline, "How much one decides alone."),
    field("impact", Inline, "Over which time or size results are seen."),
];

static BASE_STEPS: RecordShape = RecordShape {
    name: "`steps`",
    fields: &[&[
        field("core", Reference("a step"), "The step of core skills."),
        field("supporting", Reference("a step"), "The step of supporting skills."),
        field("broad", Reference("a step"), "The step of broad skills."),
    ]],
};

static LEVEL: RecordShape = RecordShape { name: "a level", fields: &[COMMON, LEVEL_FIELDS] };

static LISTED_LEVEL: RecordShape = RecordShape {
    name: "a level",
    fields: &[
        &[
            required("id", Text, "The id that roles name in `level:`."),
            required("title", Text, "The name readers see."),
            field("summary", Inline, "One sentence on what it is."),
            field("aliases", OneOrMany(&Text), "Other names."),
        ],
        LEVEL_FIELDS,
    ],
};

static ROLE: RecordShape = RecordShape {
    name: "a role",
    fields: &[
        COMMON,
        &[
            field("family", Reference("a family"), "The profession."),
            field("track", OneOrMany(&Reference("a track")), "The track, or several before they split."),
            field("level", Reference("a level"), "The level, comparable across tracks."),
            field("code", Text, "The organisation's code for the role."),
            FACTS,
            field("extends", OneOrMany(&Reference("a role")), "Roles whose statements and skills it takes over."),
            field(
                "without",
                OneOrMany(&Text),
                "Inherited statements to drop, by id; `skill:id` or `responsibility:id` drops all of one.",
            ),
            field(
                "responsibilities",
                Map("responsibility to statements", &SUBJECT),
                "What is expected, under the id of each responsibility: statements, or `summary`, `statements` and \
                 `examples`.",
            ),
            field("skills", Map("skill to step", &Short("step", &NEED)), "The skills it needs, with the step of each."),
            field("leads_to", OneOrMany(&Short("role", &LEADS_TO)), "Where one can go from here."),
        ],
    ],
};

const STATEMENTS: Shape = OneOrMany(&Short("text", &STATEMENT));

const SUBJECT: Shape = Shape::Either(&["summary", "statements"], &TOPIC_OF_ROLE, &STATEMENTS);

static TOPIC_OF_ROLE: RecordShape = RecordShape {
    name: "a responsibility of a role",
    fields: &[&[
        field("summary", Inline, "What it means in this role, in one sentence."),
        field("statements", STATEMENTS, "What is expected."),
        field("examples", OneOrMany(&Inline), "What it looks like in this role as a whole."),
    ]],
};

static STATEMENT: RecordShape = RecordShape {
    name: "a statement",
    fields: &[&[
        field("id", Text, "A stable anchor; keeps links alive when the words change."),
        required("text", Inline, "One expectation in one whole sentence."),
        field("points", OneOrMany(&Inline), "What belongs to it in detail, as a second level of the list."),
        field("examples", OneOrMany(&Inline), "What it looks like in practice."),
        field("band", Reference("a band"), "A band of `bands:` in handbook.yaml; expected of everyone if left out."),
        field("tracks", OneOrMany(&Reference("a track")), "In a grid: only for roles of these tracks."),
        field("families", OneOrMany(&Reference("a family")), "In a grid: only for roles of these families."),
    ]],
};

static NEED: RecordShape = RecordShape {
    name: "a needed skill",
    fields: &[&[
        field("step", Reference("a step"), "The step of the skill's scale."),
        field("weight", Choice(&["core", "supporting", "broad"]), "How much it counts in this role."),
        field("note", Inline, "A remark."),
        field("summary", Inline, "What the skill means in this role, in one sentence."),
        field("statements", STATEMENTS, "What this role expects under the skill, besides the step."),
        field("examples", OneOrMany(&Inline), "What the skill as a whole looks like in this role."),
    ]],
};

static LEADS_TO: RecordShape = RecordShape {
    name: "a next role",
    fields: &[&[
        required("role", Reference("a role"), "The next role."),
        field("kind", Choice(&["promotion", "lateral"]), "promotion (the default) or lateral."),
        field("gate", Text, "What stands between: an interview, a vacancy."),
        field("note", Inline, "A remark."),
    ]],
};

const TOPIC: &[Field] = &[
    field("theme", Text, "The grouping, one level or nested: `craft` or `craft/design`."),
    field("levels", Map("level to statements", &STATEMENTS), "Statements for every role at a level."),
    field("roles", Map("role to statements", &STATEMENTS), "Statements for single roles."),
    field("resources", OneOrMany(&RESOURCE_OR_TITLE), "Things to read, watch or attend."),
];

static RESOURCE_OR_TITLE: Shape = Shape::Either(&["resource"], &NAMED_RESOURCE, &Short("title", &RESOURCE));

static NAMED_RESOURCE: RecordShape = RecordShape {
    name: "a recommendation",
    fields: &[&[
        required("resource", Reference("a resource"), "The id of a shared resource."),
        field("step", Reference("a step"), "The step it helps to reach."),
        field("note", Inline, "A remark."),
    ]],
};

static RESOURCE: RecordShape = RecordShape {
    name: "a resource",
    fields: &[&[
        required("title", Text, "Its name."),
        field("kind", Text, "`book`, `article`, `course`, `talk` or another word."),
        field("author", Text, "Who made it."),
        field("url", Text, "Where it is."),
        field("step", Reference("a step"), "The step it helps to reach."),
        field("note", Inline, "A remark."),
    ]],
};

static SHARED_RESOURCE: RecordShape = RecordShape {
    name: "a resource",
    fields: &[
        COMMON,
        &[
            field("kind", Text, "`book`, `article`, `course`, `talk` or another word."),
            field("author", Text, "Who made it."),
            field("url", Text, "Where it is."),
            field("doi", Text, "Its digital object identifier, such as 10.1109/52.536462."),
            field("language", Text, "Its language as a BCP 47 tag: `en`, `de`."),
            field("provider", Text, "Who publishes or offers it."),
        ],
    ],
};

static SKILL: RecordShape = RecordShape {
    name: "a skill",
    fields: &[
        COMMON,
        TOPIC,
        &[
            field("scale", Reference("a scale"), "The scale; the handbook's only one if left out."),
            field("steps", Map("step to statements", &STATEMENTS), "What each step of the scale means."),
            field("related", OneOrMany(&Reference("a skill")), "Other skills worth a look."),
        ],
    ],
};

static RESPONSIBILITY: RecordShape = RecordShape {
    name: "a responsibility",
    fields: &[
        COMMON,
        TOPIC,
        &[field("related", OneOrMany(&Reference("a responsibility")), "Other responsibilities worth a look.")],
    ],
};

static ROADMAP: RecordShape = RecordShape {
    name: "a roadmap",
    fields: &[
        COMMON,
        &[
            required("from", Reference("a role"), "The role it starts from."),
            required("to", Reference("a role"), "The role it leads to."),
            required("stages", List(&Shape::Record(&STAGE)), "The stages, in order."),
        ],
    ],
};

static STAGE: RecordShape = RecordShape {
    name: "a stage",
    fields: &[&[
        required("title", Text, "What it is about."),
        field("outcome", Inline, "What is different afterwards."),
        field("duration", Text, "How long it tends to take."),
        field("skills", Map("skill to step", &Reference("a step")), "Skills that grow, with the step to reach."),
        field("responsibilities", OneOrMany(&Reference("a responsibility")), "Responsibilities that are practised."),
        field("evidence", OneOrMany(&Inline), "What shows that the stage is done."),
        field("resources", OneOrMany(&RESOURCE_OR_TITLE), "What helps."),
    ]],
};

static INTERVIEW: RecordShape = RecordShape {
    name: "an interview kit",
    fields: &[
        COMMON,
        &[
            required("for", OneOrMany(&Reference("a role")), "The roles it hires for."),
            required("rounds", List(&Shape::Record(&ROUND)), "The rounds, in order."),
        ],
    ],
};

static ROUND: RecordShape = RecordShape {
    name: "a round",
    fields: &[&[
        required("title", Text, "Its name."),
        field("minutes", Integer, "How long it takes, in minutes."),
        field("summary", Inline, "What it is for."),
        field(
            "assesses",
            OneOrMany(&Reference("a skill or responsibility")),
            "The skills and responsibilities it looks at.",
        ),
        field("questions", OneOrMany(&Short("ask", &QUESTION)), "What to ask."),
        field("rubric", Map("mark to meaning", &Inline), "What each mark means: `strong`, `mixed`, `weak`."),
    ]],
};

static QUESTION: RecordShape = RecordShape {
    name: "a question",
    fields: &[&[
        required("ask", Inline, "The question."),
        field("looks_for", OneOrMany(&Inline), "What a good answer has."),
        field("follow_ups", OneOrMany(&Inline), "Where to go from there."),
    ]],
};

static PAGE: RecordShape = RecordShape {
    name: "a page",
    fields: &[
        COMMON,
        &[field("layout", Text, "The template of the theme that shows it: `landing` for `templates/landing.html`.")],
    ],
};

/// `content/handbook.yaml`.
pub static HANDBOOK: RecordShape = RecordShape {
    name: "handbook.yaml",
    fields: &[&[
        required("title", Text, "The handbook's name."),
        field("description", Text, "One or two sentences, for search engines and previews."),
        field("base_url", Text, "Where the site will stand, with its sub-path, if any."),
        field("language", Text, "The language of the text as a BCP 47 tag: `en`, `de-CH`, `ja`."),
        field("version", Text, "The version of the ladder itself, as major.minor.patch or a date."),
        field("organisation", Text, "Who publishes it."),
        field("footer", Inline, "A line at the foot of every page, such as a licence."),
        field(
            "footer_links",
            Map("words to address", &Text),
            "Links at the foot of every page: their words, and a page, a file or a web address.",
        ),
        field(
            "nav",
            Map("words to address", &Text),
            "The main navigation: words, and a page, a file or a web address; the first six stand in the header.",
        ),
        field(
            "social",
            Map("name to address", &Text),
            "Your pages on other sites, by name, at the foot of every page.",
        ),
        field("copyright", Text, "Who holds the rights, at the foot of every page: `© 2026 Example`."),
        field("announcement", Inline, "A sentence at the top of every page; it may hold links."),
        field(
            "redirects",
            Map("old path to address", &Text),
            "Old paths, of an earlier site too, and the page, file or web address that each leads to.",
        ),
        field(
            "head",
            OneOrMany(&Text),
            "Style sheets, scripts, fonts and a web app manifest that every page loads: files of the theme, such as \
             `assets/ours.css`, or of content/.",
        ),
        field(
            "host_files",
            OneOrMany(&Choice(&["_redirects", "_headers"])),
            "Files for Netlify and Cloudflare Pages: `_redirects` for old addresses, `_headers` for caching and safety.",
        ),
        field(
            "analytics",
            Short("script", &ANALYTICS),
            "The script that counts visits; its host learns who reads the pages.",
        ),
        field("meta", Map("name to content", &Text), "Further `<meta>` elements of every page, by name."),
        field("theme", Short("name", &THEME_SETTINGS), "How the site looks."),
        field("edit_url", Text, "Where a page's source can be edited; `{path}` stands for its file."),
        field("feedback_url", Text, "Where to comment on a page; `{title}` and `{url}` are filled in."),
        field("terms", Shape::Record(&TERMS), "Other words for the kinds, as readers see them."),
        field("strings", STRINGS, "Other interface texts, by group and name, as in the theme's strings/ folder."),
        field(
            "synonyms",
            List(&List(&Text)),
            "Words that search treats as one, beside those it knows: a list of groups, such as `[squad, team]`.",
        ),
        field("scales", Map("scale id to scale", &Shape::Record(&SCALE)), "Proficiency scales, by id."),
        field("levels", List(&Shape::Record(&LISTED_LEVEL)), "The levels, lowest first."),
        field(
            "themes",
            List(&Short("id", &THEME)),
            "Titles and order of the groupings of skills and responsibilities.",
        ),
        field(
            "bands",
            List(&Short("id", &BAND)),
            "Bands that a statement may belong to, such as `stretch`; statements without one are expected.",
        ),
        field(
            "history",
            Choice(&["git"]),
            "`git` shows on each page when its file last changed, by the commits of the repository.",
        ),
        field(
            "exports",
            OneOrMany(&Choice(&["csv", "xlsx", "markdown", "tracker", "json", "jsonld"])),
            "Files that the site offers, of all roles and of each track and family: the formats of `rungs export`.",
        ),
        field(
            "social_cards",
            Boolean,
            "Whether links to the home page, roles, differences and texts show a picture in chats and networks (true unless \
             said); needs `base_url`.",
        ),
        field(
            "versions",
            Map("title to address", &Text),
            "Other versions of the site by title: a web address, a path such as `/v1/`, or `../v1/` from the root of the site.",
        ),
        field(
            "editions",
            Map("audience to edition", &Shape::Record(&EDITION)),
            "The site for each audience, by its name.",
        ),
        field("markdown", Shape::Record(&MARKDOWN), "How Markdown is read."),
        field(
            "publish",
            OneOrMany(&Text),
            "Files to publish that look like leftovers or source documents, as patterns such as `*.xlsx`.",
        ),
        field("ignore", OneOrMany(&Text), "Files under content/ to leave out, as patterns such as `drafts/`."),
        field("security", Shape::Record(&SECURITY), "What pages may load from other hosts."),
        field("diagnostics", Map("code to severity", &Choice(&["allow", "warn", "deny"])), "Severities by code."),
    ]],
};

static ANALYTICS: RecordShape = RecordShape {
    name: "`analytics`",
    fields: &[&[
        required("script", Text, "The address of the script, `https://…`."),
        field("data", Map("name to value", &Text), "Values of `data-` attributes of the script, such as a domain."),
    ]],
};

static SECURITY: RecordShape = RecordShape {
    name: "`security`",
    fields: &[&[field(
        "allow",
        Map("host to kinds", &OneOrMany(&Choice(&["images", "frames", "scripts", "styles", "media"]))),
        "What pages may load from other hosts, by host: that host learns who reads the pages.",
    )]],
};

static THEME_SETTINGS: RecordShape = RecordShape {
    name: "`theme`",
    fields: &[&[
        field("name", Text, "`default`, or a folder under themes/."),
        field("logo", Text, "An image file, relative to content/."),
        field("colours", Shape::Record(&COLOURS), "Colours, as #rrggbb."),
        field("fonts", Shape::Record(&FONTS), "A preset, and font stacks, as in CSS."),
        field(
            "font_files",
            Map("family to files", &OneOrMany(&Short("file", &FONT_FILE))),
            "Files of fonts below content/, by the name that `fonts` uses.",
        ),
    ]],
};

static FONT_FILE: RecordShape = RecordShape {
    name: "a font file",
    fields: &[&[
        required("file", Text, "The file, relative to content/: `fonts/acme.woff2`."),
        field("weight", Text, "Its weight, `700`, or the range of a variable font, `200 900`."),
        field("style", Choice(&["normal", "italic"]), "`italic` for the italic of the family."),
    ]],
};

pub(super) static COLOURS: RecordShape = RecordShape {
    name: "`colours`",
    fields: &[&[
        field("accent", Text, "Links and marks on a light background."),
        field("accent_dark", Text, "Links and marks on a dark background."),
        field("ink", Text, "Running text on a light background."),
        field("ink_dark", Text, "Running text on a dark background."),
        field("paper", Text, "The light background."),
        field("paper_dark", Text, "The dark background."),
    ]],
};

pub(super) static FONTS: RecordShape = RecordShape {
    name: "`fonts`",
    fields: &[&[
        field(
            "preset",
            Choice(&["editorial", "neutral", "technical"]),
            "Headings in the serif that the theme ships, in the sans serif of running text, or in the monospaced font.",
        ),
        field("body", Text, "Running text."),
        field("heading", Text, "Headings."),
        field("mono", Text, "Code."),
    ]],
};

const fn term(name: &'static str) -> Field {
    field(name, Short("one", &TERM), "The word for one, or `one:` and `other:`.")
}

static TERMS: RecordShape = RecordShape {
    name: "`terms`",
    fields: &[&[
        term("family"),
        term("track"),
        term("level"),
        term("role"),
        term("skill"),
        term("responsibility"),
        term("roadmap"),
        term("interview"),
        term("resource"),
        term("page"),
    ]],
};

static TERM: RecordShape = RecordShape {
    name: "a term",
    fields: &[&[
        required("one", Text, "The word for one of them."),
        required("other", Text, "The word for several of them."),
        field("one_in_sentence", Text, "The word for one of them within a sentence."),
        field("other_in_sentence", Text, "The word for several of them within a sentence."),
    ]],
};

/// Interface texts: by group and name, each a text or its plural forms.
pub(super) const STRINGS: Shape = Map("group to texts", &Map("name to text", &Short("other", &PLURAL_FORMS)));

static PLURAL_FORMS: RecordShape = RecordShape {
    name: "a text with plural forms",
    fields: &[&[
        field("zero", Text, "The text where the count is zero, in languages that have this form."),
        field("one", Text, "The text where the count is one."),
        field("two", Text, "The text where the count is two, in languages that have this form."),
        field("few", Text, "The text for a few, in languages that have this form."),
        field("many", Text, "The text for many, in languages that have this form."),
        required("other", Text, "The text for every other count."),
    ]],
};

static SCALE: RecordShape = RecordShape {
    name: "a scale",
    fields: &[&[
        field("title", Text, "Its name."),
        field("summary", Inline, "What it measures."),
        field("cumulative", Boolean, "Whether a higher step includes the lower ones (true unless said)."),
        required("steps", List(&Short("id", &STEP)), "The steps, lowest first."),
    ]],
};

static STEP: RecordShape = RecordShape {
    name: "a step",
    fields: &[&[
        required("id", Text, "The id that skills and roles name."),
        field("title", Text, "Its name; the id if left out."),
        field("summary", Inline, "What it means, whatever the skill."),
    ]],
};

static THEME: RecordShape = RecordShape {
    name: "a theme",
    fields: &[&[
        required("id", Text, "What `theme:` names; nested themes are `craft/design`."),
        field("title", Text, "Its name; the id if left out."),
        field("summary", Inline, "What it gathers."),
    ]],
};

static BAND: RecordShape = RecordShape {
    name: "a band",
    fields: &[&[
        required("id", Text, "What `band:` names."),
        field("title", Text, "Its name; the id if left out."),
        field("summary", Inline, "What it means."),
    ]],
};

static EDITION: RecordShape = RecordShape {
    name: "an edition",
    fields: &[&[
        field("base_url", Text, "Where this edition will stand, instead of the handbook's `base_url`."),
        field(
            "index",
            Boolean,
            "Whether search engines may list it (true for `public`, false for others unless said).",
        ),
        field("includes", OneOrMany(&Text), "Other audiences whose content it shows, too."),
        field("files", OneOrMany(&Text), "Files and folders below content/ that are for this audience only."),
    ]],
};

static MARKDOWN: RecordShape = RecordShape {
    name: "`markdown`",
    fields: &[&[
        field("raw_html", Choice(&["deny", "allow"]), "Whether HTML in Markdown passes through (deny unless said)."),
        field(
            "bare_addresses",
            Choice(&["link", "text"]),
            "Whether an address in text becomes a link (link unless said).",
        ),
        field("schemes", List(&Text), "Schemes of links to allow besides the known ones, such as `ssh`."),
    ]],
};
