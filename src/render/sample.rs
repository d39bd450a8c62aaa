//! One page of every kind, for tests and for looking at.
//!
//! Made by hand so that templates can be tried without a handbook; not what a handbook would give word for word.

use std::collections::BTreeMap;

use crate::page::view::*;

/// A site with every word and setting.
pub fn site() -> Site {
    let term = |one: &str, other: &str| TermView { one: one.into(), other: other.into() };
    let item = |title: &str, url: &str, kind| NavItem { title: title.into(), url: url.into(), kind };
    Site {
        title: "Northbeam Engineering Handbook".into(),
        organisation: Some("Northbeam".into()),
        language: "en".into(),
        direction: "ltr",
        version: Some("1.0.0".into()),
        base_path: "/".into(),
        nav: vec![
            item("Roles", "roles/index.html", "role"),
            item("Tracks", "tracks/index.html", "track"),
            item("Levels", "levels/index.html", "level"),
            item("Responsibilities", "responsibilities/index.html", "responsibility"),
            item("Skills", "skills/index.html", "skill"),
            item("Roadmaps", "roadmaps/index.html", "roadmap"),
            item("Interview kits", "interviews/index.html", "interview"),
            item("Career map", "map.html", "map"),
            item("Guides", "guides/index.html", "page"),
        ],
        terms: BTreeMap::from([
            ("family", term("Family", "Families")),
            ("interview", term("Interview kit", "Interview kits")),
            ("level", term("Level", "Levels")),
            ("page", term("Guide", "Guides")),
            ("responsibility", term("Responsibility", "Responsibilities")),
            ("roadmap", term("Roadmap", "Roadmaps")),
            ("role", term("Role", "Roles")),
            ("skill", term("Skill", "Skills")),
            ("track", term("Track", "Tracks")),
        ]),
        logo: None,
        has_theme_css: false,
    }
}

/// Every kind of page.
pub fn pages() -> Vec<PageInput> {
    vec![
        page("home", "index.html", "Northbeam Engineering Handbook", View::Home(home())),
        page("index", "roles/index.html", "Roles", View::Index(index())),
        page("role", "roles/staff-engineer.html", "Staff Engineer", View::Role(Box::new(role()))),
        page("skill", "skills/managing-complexity.html", "Managing Complexity", View::Skill(Box::new(skill()))),
        page(
            "responsibility",
            "responsibilities/system-architecture.html",
            "System Architecture & Design",
            View::Responsibility(responsibility()),
        ),
        page("track", "tracks/individual-contributor.html", "Individual Contributor", View::Track(track())),
        page("family", "families/software-engineering.html", "Software Engineering", View::Family(family())),
        page("level", "levels/l4.html", "Lead", View::Level(level())),
        page("roadmap", "roadmaps/senior-to-staff.html", "From Senior to Staff Engineer", View::Roadmap(roadmap())),
        page("interview", "interviews/seniors.html", "Interviewing Senior Engineers", View::Interview(interview())),
        page("page", "guides/promotion.html", "How promotion works", View::Text(text())),
        page(
            "matrix",
            "tracks/individual-contributor/matrix.html",
            "Individual Contributor: matrix",
            View::Matrix(matrix()),
        ),
        page(
            "compare",
            "compare/senior-engineer/staff-engineer.html",
            "Senior Engineer → Staff Engineer",
            View::Difference(difference()),
        ),
        page("comparisons", "compare/index.html", "Compare roles", View::Comparisons(comparisons())),
        page("print", "print/individual-contributor.html", "Individual Contributor", View::Print(print())),
        page("map", "map.html", "Career map", View::Map(map())),
        page("search", "search.html", "Search", View::Search(search())),
        page("404", "404.html", "There is no page here", View::NotFound(text())),
        page(
            "redirect",
            "roles/lead-engineer.html",
            "Staff Engineer",
            View::Redirect(Redirect { href: "staff-engineer.html".into(), title: "Staff Engineer".into() }),
        ),
    ]
}

/// The same pages with every plain text replaced by `text`.
pub fn pages_saying(text: &str) -> Vec<PageInput> {
    let mut pages = pages();
    for input in &mut pages {
        input.page.title = text.into();
        input.page.document_title = text.into();
        input.page.description = Some(text.into());
        input.page.owner = Some(text.into());
        for link in input.page.breadcrumbs.iter_mut().chain(&mut input.page.previous).chain(&mut input.page.next) {
            link.title = text.into();
        }
        for item in &mut input.page.outline {
            item.text = text.into();
        }
        match &mut input.view {
            View::Role(view) => {
                view.aliases = vec![text.into()];
                view.leads_to[0].gate = Some(text.into());
                view.leads_to[0].role.title = text.into();
                view.skills[0].topic.title = text.into();
                view.skills[0].theme = Some(text.into());
                view.radar[0].title = text.into();
                view.changes[0].old.title = text.into();
                view.responsibilities[0].topic.title = text.into();
                view.skills[0].need.as_mut().unwrap().weight = Some(text.into());
                view.skills[0].need.as_mut().unwrap().step.title = text.into();
            }
            View::Difference(view) => {
                view.old.title = text.into();
                view.sizes[0].title = text.into();
                view.groups[0].changes[0].words = vec![Piece { kind: "inserted", text: text.into() }];
            }
            View::Matrix(view) => {
                view.columns[0].role.title = text.into();
                view.sections[0].title = text.into();
            }
            View::Roadmap(view) => {
                view.stages[0].title = text.into();
                view.stages[0].duration = Some(text.into());
            }
            View::Interview(view) => {
                view.rounds[0].title = text.into();
                view.rounds[0].rubric[0].name = text.into();
            }
            View::Skill(view) => {
                view.scale = Some(text.into());
                view.steps[0].resources[0].author = Some(text.into());
            }
            View::Redirect(view) => view.title = text.into(),
            View::Search(view) => {
                view.letters[0].letter = text.into();
                view.letters[0].entries[0].words = text.into();
                view.letters[0].entries[0].see = Some(text.into());
                view.letters[0].entries[0].kind = text.into();
            }
            _ => {}
        }
    }
    pages
}

/// A page and its frame.
pub fn page(kind: &'static str, url: &str, title: &str, view: View) -> PageInput {
    let depth = url.matches('/').count();
    let root = if kind == "404" { "/".into() } else { "../".repeat(depth) };
    let link = |title: &str, href: &str| Link { title: title.into(), href: href.into() };
    let crumbs = match depth {
        0 => Vec::new(),
        _ => vec![link("Home", &format!("{root}index.html")), link("Roles", &format!("{root}roles/index.html"))],
    };
    PageInput {
        page: Frame {
            url: url.into(),
            title: title.into(),
            document_title: title.into(),
            description: Some(
                "What Northbeam expects of its software engineers, from the first job to the last rung.".into(),
            ),
            kind,
            canonical: Some(format!("https://handbook.example.org/{url}")),
            markdown: Some("x.md".into()),
            site_url: Some("https://handbook.example.org/".into()),
            breadcrumbs: crumbs,
            previous: (kind == "role").then(|| link("Senior Engineer", "senior-engineer.html")),
            next: (kind == "role").then(|| link("Principal Engineer", "principal-engineer.html")),
            edit_url: Some("https://git.example.org/edit/main/x.md".into()),
            feedback_url: Some("https://git.example.org/issues/new".into()),
            json_ld: Some(r#"{"@context":"https://schema.org"}"#.into()),
            status: (kind == "skill").then_some("draft"),
            owner: Some("engineering-leadership".into()),
            footer: Some("Northbeam is an <em>invented</em> company.".into()),
            outline: match &view {
                View::Text(_) => ["What counts", "How it is decided"]
                    .map(|text| OutlineItem { level: 2, id: text.replace(' ', "-"), text: text.into() })
                    .into(),
                _ => Vec::new(),
            },
            root,
        },
        view,
    }
}

fn card(kind: &'static str, id: &str, title: &str, summary: &str) -> Card {
    let folder = match kind {
        "responsibility" => "responsibilities",
        "family" => "families",
        "page" => "guides",
        "role" => "roles",
        "skill" => "skills",
        "track" => "tracks",
        "level" => "levels",
        "roadmap" => "roadmaps",
        _ => "interviews",
    };
    Card {
        kind,
        id: id.into(),
        title: title.into(),
        href: format!("../{folder}/{id}.html"),
        summary: (!summary.is_empty()).then(|| summary.into()),
        status: None,
    }
}

fn senior() -> Card {
    card("role", "senior-engineer", "Senior Engineer", "Answers for the services of a team over their whole life.")
}

fn staff() -> Card {
    card("role", "staff-engineer", "Staff Engineer", "Owns the technical direction of several teams.")
}

fn principal() -> Card {
    card("role", "principal-engineer", "Principal Engineer", "Shapes the technical strategy of a product area.")
}

fn lead() -> Card {
    card("level", "l4", "Lead", "Results come through other people.")
}

fn architecture() -> Card {
    let summary = "Designs systems that are understandable, changeable and worth what they cost.";
    card("responsibility", "system-architecture", "System Architecture & Design", summary)
}

fn complexity() -> Card {
    let summary = "Builds a mental model of a system too large to hold in one head.";
    card("skill", "managing-complexity", "Managing Complexity", summary)
}

fn step(number: usize) -> ScaleStep {
    let title = ["Awareness", "Working", "Practitioner", "Expert"][number - 1];
    let summary = "Handles the unusual case, adapts the method to it and helps others through theirs.";
    ScaleStep { id: title.to_lowercase(), title: title.into(), number, of: 4, summary: Some(summary.into()) }
}

fn why(kind: &'static str, title: &str) -> Option<Provenance> {
    let source = "content/roles/staff-engineer.md:14".into();
    Some(Provenance { kind, title: title.into(), href: "senior-engineer.html#s-x".into(), source })
}

fn statement(id: &str, html: &str, why: Option<Provenance>, change: Option<&'static str>) -> Statement {
    let anchor = crate::page::anchor(id);
    Statement {
        id: id.into(),
        anchor,
        html: html.into(),
        points: Vec::new(),
        examples: Vec::new(),
        band: None,
        why,
        change,
        only: Vec::new(),
    }
}

fn statements() -> Vec<Statement> {
    let mut all = vec![
        statement(
            "design-scope",
            "Designs systems that several teams can extend without coordination.",
            why("own", "Staff Engineer"),
            Some("reworded"),
        ),
        statement(
            "removal",
            "Removes systems, and finishes the migrations that make the removal possible.",
            why("own", "Staff Engineer"),
            Some("new"),
        ),
        statement(
            "design-for-change",
            "Names the changes that a design must survive, and shows which of them would be expensive.",
            why("inherited", "Senior Engineer"),
            Some("unchanged"),
        ),
        statement("everyone", "Reviews the designs of neighbouring teams.", why("level", "Lead"), Some("new")),
    ];
    all[0].examples = vec!["Split the billing system so that three teams deploy their parts on their own.".into()];
    all[1].examples = vec![
        "Switched off the last client of the old import format after four years of <em>temporary</em>.".into(),
        "Another.".into(),
    ];
    all[3].only = vec![card("track", "individual-contributor", "Individual Contributor", "")];
    all
}

fn skill_statements() -> Vec<Statement> {
    [
        ("draws-own-part", "Draws the service they work on and everything it talks to.", "Awareness", "unchanged"),
        (
            "finds-the-seam",
            "Finds the place where a large change can be cut into parts that make sense on their own.",
            "Working",
            "unchanged",
        ),
        (
            "model",
            "Chooses a model that fits the question at hand, and says what it leaves out.",
            "Practitioner",
            "new",
        ),
        (
            "removes",
            "Makes a system simpler by taking something away, and shows what became easier.",
            "Practitioner",
            "new",
        ),
    ]
    .map(|(id, html, step, change)| statement(id, html, why("step", step), Some(change)))
    .into()
}

fn need(number: usize, before: Option<usize>) -> Option<Need> {
    Some(Need {
        step: step(number),
        before: before.map(step),
        change: Some(if before.is_some() { "raised" } else { "unchanged" }),
        weight: Some("core".into()),
        note: None,
    })
}

fn ladder() -> Ladder {
    let names = [
        "Associate Engineer",
        "Engineer",
        "Senior Engineer",
        "Staff Engineer",
        "Principal Engineer",
        "Software Architect",
    ];
    let levels = ["Entry", "Established", "Senior", "Lead", "Area", "Organisation"];
    let rungs = names.iter().zip(levels).enumerate().map(|(at, (name, level))| {
        let id = name.to_lowercase().replace(' ', "-");
        let role = card(
            "role",
            &id,
            name,
            "Answers for the services of a team over their whole life, and makes the people around them better.",
        );
        Rung {
            role,
            level: Some(card("level", &format!("l{}", at + 1), level, "")),
            shared_with: if at == 2 { vec![card("track", "management", "Management", "")] } else { Vec::new() },
            from_below: (at > 0).then(|| Step {
                role: senior(),
                href: "../compare/senior-engineer/staff-engineer.html".into(),
                counts: counts(),
            }),
            gap: 0,
        }
    });
    Ladder {
        track: card("track", "individual-contributor", "Individual Contributor", "Grows by solving harder problems in systems."),
        kind: "individual".into(),
        primary_focus: Some("Deep technical mastery, the systems at the core of the product, and problems that nobody has solved here before.".into()),
        rungs: rungs.collect(),
    }
}

fn management() -> Ladder {
    let mut ladder = ladder();
    ladder.track = card("track", "management", "Management", "Grows by building teams in which good work is likely.");
    ladder.primary_focus = Some("Leading people, growing engineering teams, keeping budgets under control.".into());
    ladder.rungs.drain(..2);
    for (rung, name) in ladder.rungs.iter_mut().zip([
        "Senior Engineer",
        "Engineering Manager",
        "Director of Engineering",
        "Chief Technology Officer",
    ]) {
        rung.role.title = name.into();
    }
    ladder
}

fn counts() -> Counts {
    Counts { unchanged: 31, reworded: 12, raised: 9, lowered: 0, new: 14, dropped: 2 }
}

fn difference() -> Difference {
    let piece = |kind, text: &str| Piece { kind, text: text.into() };
    let change = |kind, html: &str, words: Vec<Piece>| Change {
        kind,
        html: html.into(),
        words,
        examples: Vec::new(),
        href: "staff-engineer.html#s-x".into(),
        moved_from: None,
    };
    let architecture_group = DifferenceGroup {
        topic: architecture(),
        theme: Some("Core Responsibilities".into()),
        step: None,
        changes: vec![
            change(
                "reworded",
                "Designs systems that several teams can extend without coordination.",
                vec![
                    piece("kept", "Designs "),
                    piece(
                        "deleted",
                        "modular, loosely coupled services that one team can change, scale and operate on its own",
                    ),
                    piece("inserted", "systems that several teams can extend without coordination"),
                    piece("kept", "."),
                ],
            ),
            change("new", "Removes systems, and finishes the migrations that make the removal possible.", Vec::new()),
            change("dropped", "Makes small changes.", Vec::new()),
            change("unchanged", "Names the changes that a design must survive.", Vec::new()),
        ],
        counts: Counts { unchanged: 1, reworded: 1, raised: 0, lowered: 0, new: 1, dropped: 1 },
    };
    let skill = |kind, from, to: Option<usize>, theme: &str, topic: Card, changes: Vec<Change>| DifferenceGroup {
        topic,
        theme: Some(theme.into()),
        step: Some(StepChange { kind, from, to: to.map(step) }),
        counts: Counts { new: changes.len(), raised: usize::from(kind == "raised"), ..Counts::default() },
        changes,
    };
    let mut same = skill(
        "unchanged",
        Some(step(3)),
        Some(3),
        "Engineering Craft",
        card("skill", "testing", "Testing", ""),
        Vec::new(),
    );
    same.changes = vec![change("unchanged", "Writes tests that a newcomer can read.", Vec::new())];
    same.counts = Counts { unchanged: 1, ..Counts::default() };
    let facts = |title: &str| LevelFacts {
        card: card("level", "l4", title, ""),
        scope: Some("The systems of several teams, or the people and results of one".into()),
        autonomy: Some("Sets goals together with product and with peers".into()),
        impact: None,
        code: None,
        facts: Vec::new(),
    };
    Difference {
        old: senior(),
        new: staff(),
        href: "../compare/senior-engineer/staff-engineer.html".into(),
        levels: Some((Some(facts("Senior")), Some(facts("Lead")))),
        counts: counts(),
        sizes: [
            ("Core Responsibilities", 100),
            ("Distinguishing Skills", 62),
            ("Engineering Craft", 18),
            ("People & Organisation", 0),
        ]
        .map(|(title, percent)| ThemeSize { title: title.into(), size: percent as f64 / 10.0, percent })
        .into(),
        groups: vec![
            architecture_group,
            skill(
                "raised",
                Some(step(2)),
                Some(3),
                "Distinguishing Skills",
                complexity(),
                vec![change(
                    "new",
                    "Chooses a model that fits the question at hand, and says what it leaves out.",
                    Vec::new(),
                )],
            ),
            skill(
                "new",
                None,
                Some(1),
                "Distinguishing Skills",
                card("skill", "hpc", "High-Performance Computing", ""),
                Vec::new(),
            ),
            skill(
                "dropped",
                Some(step(2)),
                None,
                "Engineering Craft",
                card("skill", "typing", "Typing", ""),
                Vec::new(),
            ),
            skill(
                "lowered",
                Some(step(3)),
                Some(2),
                "Engineering Craft",
                card("skill", "debugging", "Debugging", ""),
                Vec::new(),
            ),
            same,
        ],
        roadmaps: vec![card("roadmap", "senior-to-staff", "From Senior to Staff Engineer", "")],
        reverse: Some("../staff-engineer/senior-engineer.html".into()),
        others: "../index.html".into(),
    }
}

fn moves() -> Vec<Move> {
    let to = |role, kind, gate: &str| Move {
        role,
        kind,
        gate: Some(gate.into()),
        note: Some("Same level and same pay, but another profession.".into()),
        compare: Some("../compare/staff-engineer/principal-engineer.html".into()),
        roadmaps: vec![card("roadmap", "staff-to-principal", "From Staff to Principal Engineer", "")],
    };
    let manager = card(
        "role",
        "engineering-manager",
        "Engineering Manager",
        "Answers for the people and the results of one team.",
    );
    vec![
        to(principal(), "promotion", "Promotion panel chaired by a director of another area"),
        to(manager, "lateral", "Manager interview and a trial of three months"),
    ]
}

fn facts() -> LevelFacts {
    LevelFacts {
        card: lead(),
        scope: Some("The systems of several teams, or the people and results of one".into()),
        autonomy: Some("Sets goals together with product and with peers".into()),
        impact: Some("Two quarters to a year".into()),
        code: Some("L6".into()),
        facts: vec![Fact { label: "Planning horizon".into(), html: "Half a year".into() }],
    }
}

fn role() -> Role {
    let group = |topic, theme: Option<&str>, need, statements| Group {
        topic,
        theme: theme.map(Into::into),
        need,
        summary: None,
        examples: Vec::new(),
        statements,
    };
    let other = |list: Vec<Statement>, mark: &str| -> Vec<Statement> {
        let rename = |mut one: Statement| {
            one.id = format!("{}-{mark}", one.id);
            one.anchor = crate::page::anchor(&one.id);
            one
        };
        list.into_iter().map(rename).collect()
    };
    let spoke = |title: &str, value, before| Spoke { title: title.into(), value, before, of: 4 };
    Role {
        summary: Some("Owns the technical direction of several teams and removes what stands in their way.".into()),
        aliases: vec!["Staff Software Engineer".into(), "Technical Lead".into()],
        body: "<p>You look after the technical direction of three to five teams and report to none of their managers. Your calendar is your own, which is the difficulty.</p>\n<div class=\"heading\"><h2 id=\"where-people-stumble\">Where people stumble</h2><a class=\"anchor\" href=\"#where-people-stumble\" aria-label=\"Link to this section: Where people stumble\"><span aria-hidden=\"true\">#</span></a></div>\n<p>Staying the best engineer of one team is the usual mistake.</p>".into(),
        family: Some(card("family", "software-engineering", "Software Engineering", "")),
        tracks: vec![ladder()],
        level: Some(facts()),
        code: Some("ENG-6".into()),
        facts: vec![Fact { label: "Evaluated by".into(), html: "A panel of three".into() }],
        changes: vec![difference()],
        responsibilities: vec![
            group(architecture(), Some("Core Responsibilities"), None, statements()),
            group(card("responsibility", "technical-strategy", "Technical Strategy", "Finds out what is needed."), None, None, other(statements(), "2")),
        ],
        skills: vec![
            group(complexity(), Some("Distinguishing Skills"), need(3, Some(2)), skill_statements()),
            group(card("skill", "ambiguity", "Comfort with Ambiguity", ""), Some("Distinguishing Skills"), need(3, None), other(skill_statements(), "2")),
            group(card("skill", "testing", "Testing", ""), Some("Engineering Craft"), need(2, None), other(skill_statements(), "3")),
            group(card("skill", "hpc", "High-Performance Computing", ""), Some("Engineering Craft"), need(1, None), Vec::new()),
            group(card("skill", "debugging", "Debugging", ""), Some("Engineering Craft"), need(2, None), Vec::new()),
            group(card("skill", "hiring", "Hiring", ""), Some("Engineering Craft"), need(4, Some(1)), Vec::new()),
        ],
        radar: vec![
            spoke("Distinguishing Skills", 3.0, Some(2.25)),
            spoke("Engineering Craft", 3.2, Some(2.8)),
            spoke("Delivery & Operation", 2.75, Some(2.5)),
            spoke("People & Organisation", 2.6, None),
        ],
        radar_svg: None,
        map_svg: Some(svg().into()),
        leads_to: moves(),
        comes_from: moves().drain(..1).collect(),
        roadmaps: vec![card("roadmap", "senior-to-staff", "From Senior to Staff Engineer", "From the services of one team to the direction of several.")],
        interviews: vec![card("interview", "staff", "Interviewing Staff and Principal Engineers", "Four rounds.")],
        mentions: vec![card("page", "how-promotion-works", "How promotion works", "")],
    }
}

fn resources() -> Vec<Resource> {
    vec![
        Resource {
            title: "How Complex Systems Fail".into(),
            kind: Some("article".into()),
            author: Some("Richard I. Cook".into()),
            url: Some("https://how.complexsystems.fail/".into()),
            note: Some("Eighteen short paragraphs.".into()),
        },
        Resource {
            title: "A Philosophy of Software Design".into(),
            kind: Some("book".into()),
            author: None,
            url: None,
            note: None,
        },
    ]
}

fn skill() -> Skill {
    let steps = (1..=4).map(|number| SkillStep {
        step: step(number),
        statements: skill_statements()
            .into_iter()
            .map(|one| Statement { anchor: format!("{}-{number}", one.anchor), why: None, change: None, ..one })
            .collect(),
        roles: vec![senior(), staff()],
        resources: resources(),
    });
    Skill {
        summary: Some(
            "Builds a mental model of a system too large to hold in one head, and explains it in plain language."
                .into(),
        ),
        aliases: vec!["Complexity".into()],
        body: "<p>The systems that we run have outgrown everybody's memory.</p>".into(),
        theme: Some("Distinguishing Skills".into()),
        scale: Some("Proficiency".into()),
        cumulative: true,
        steps: steps.collect(),
        grids: vec![Grid {
            axis: "level",
            cells: vec![GridCell {
                at: lead(),
                statements: vec![statement("grid", "Breaks a quarter of work into independent pieces.", None, None)],
            }],
        }],
        needed_by: vec![
            NeededBy { role: senior(), step: Some(step(2)), weight: Some("core".into()) },
            NeededBy { role: staff(), step: None, weight: None },
        ],
        resources: resources(),
        related: vec![card("skill", "system-design", "System Design", "Finds a structure that serves the need.")],
        roadmaps: vec![card("roadmap", "senior-to-staff", "From Senior to Staff Engineer", "")],
        interviews: vec![card("interview", "staff", "Interviewing Staff Engineers", "")],
        mentions: vec![card("page", "how-promotion-works", "How promotion works", "")],
    }
}

fn responsibility() -> Responsibility {
    let plain = || statements().into_iter().map(|one| Statement { change: None, ..one }).collect();
    Responsibility {
        summary: Some("Designs systems that are understandable, changeable and worth what they cost.".into()),
        aliases: vec!["Architecture".into()],
        body: "<p>Architecture is what is expensive to change.</p>".into(),
        theme: Some("Core Responsibilities".into()),
        grids: vec![Grid {
            axis: "role",
            cells: vec![GridCell {
                at: staff(),
                statements: vec![statement("grid", "Breaks a quarter of work into pieces.", None, None)],
            }],
        }],
        roles: vec![GridCell { at: senior(), statements: plain() }, GridCell { at: staff(), statements: plain() }],
        resources: resources(),
        related: vec![card("responsibility", "technical-strategy", "Technical Strategy", "")],
        roadmaps: vec![card("roadmap", "senior-to-staff", "From Senior to Staff Engineer", "")],
        interviews: vec![card("interview", "staff", "Interviewing Staff Engineers", "")],
        mentions: vec![card("page", "how-promotion-works", "How promotion works", "")],
    }
}

fn track() -> Track {
    Track {
        summary: Some(
            "Grows by solving harder problems in systems, and by making other engineers better at solving them.".into(),
        ),
        body: "<p>On this track nobody reports to you.</p>".into(),
        ladder: ladder(),
        family: Some(card("family", "software-engineering", "Software Engineering", "")),
        matrix: Some(Link { title: "Matrix".into(), href: "individual-contributor/matrix.html".into() }),
        print: Some(Link { title: "As one document".into(), href: "../print/individual-contributor.html".into() }),
        map_svg: Some(svg().into()),
        exits: moves().into_iter().map(|one| (staff(), one)).collect(),
        mentions: vec![card("page", "how-promotion-works", "How promotion works", "")],
    }
}

fn svg() -> &'static str {
    "<svg viewBox=\"0 0 200 60\" width=\"200\" height=\"60\" role=\"img\" aria-label=\"A map\"><rect width=\"200\" height=\"60\" fill=\"none\" stroke=\"currentColor\"/></svg>"
}

fn family() -> Family {
    Family {
        summary: Some("The people who build and run Northbeam's software.".into()),
        body: "<p>One family, two tracks.</p>".into(),
        tracks: vec![ladder(), management()],
        others: vec![card("role", "advisor", "Advisor", "Helps out.")],
        matrix: Some(Link { title: "Matrix".into(), href: "software-engineering/matrix.html".into() }),
        map: Some(map()),
        mentions: vec![card("page", "how-promotion-works", "How promotion works", "")],
    }
}

fn level() -> Level {
    Level {
        summary: Some("Results come through other people, whether or not they report to you.".into()),
        body: String::new(),
        facts: facts(),
        roles: vec![CardGroup {
            title: Some("Individual Contributor".into()),
            href: Some("../tracks/individual-contributor.html".into()),
            summary: None,
            cards: vec![staff()],
        }],
        groups: vec![Group {
            topic: architecture(),
            theme: None,
            need: None,
            summary: Some("Sets the direction of several systems.".into()),
            examples: vec!["Moved billing to a platform of its own.".into()],
            statements: statements(),
        }],
        mentions: Vec::new(),
    }
}

fn roadmap() -> Roadmap {
    let stage = |number, title: &str| Stage {
        number,
        title: title.into(),
        outcome: Some(
            "Your team designs, reviews and handles incidents well in a month when you are busy elsewhere.".into(),
        ),
        duration: Some("One quarter".into()),
        skills: vec![
            NeededSkill { skill: complexity(), step: Some(step(3)) },
            NeededSkill { skill: card("skill", "hiring", "Hiring", ""), step: None },
        ],
        responsibilities: vec![architecture()],
        evidence: vec![
            "A design by a colleague in what used to be your area".into(),
            "Four weeks off the critical path that nobody noticed".into(),
        ],
        resources: resources(),
    };
    Roadmap {
        summary: Some("From the services of one team to the direction of several.".into()),
        body: "<p>Expect two years.</p>".into(),
        from: Some(senior()),
        to: Some(staff()),
        compare: Some("../compare/senior-engineer/staff-engineer.html".into()),
        stages: vec![
            stage(1, "Make yourself replaceable in your team"),
            stage(2, "Lead a design across a team border"),
        ],
        mentions: vec![card("page", "how-promotion-works", "How promotion works", "")],
    }
}

fn interview() -> Interview {
    let mark = |name: &str, meaning: &str| Mark { name: name.into(), meaning: meaning.into() };
    let round = |number, title: &str| Round {
        number,
        title: title.into(),
        minutes: Some(75),
        summary: Some(
            "Candidate and interviewer work together in a small repository that was sent two days earlier.".into(),
        ),
        assesses: vec![architecture(), complexity()],
        questions: vec![Question {
            ask: "Passengers see departures that were cancelled an hour ago. Where would you look first?".into(),
            looks_for: vec![
                "States an expectation before looking, and corrects it aloud.".into(),
                "Reproduces the fault in a test.".into(),
            ],
            follow_ups: vec!["How would you roll the repair out on a Friday?".into()],
        }],
        rubric: vec![
            mark("strong", "Works in small verified steps, thinks aloud."),
            mark("mixed", "Repairs the fault but verifies little."),
            mark("weak", "Guesses at causes, accepts generated code unread."),
        ],
    };
    Interview {
        summary: Some("Four rounds that look for judgement over a whole lifecycle.".into()),
        body: "<p>Candidates may read this page.</p>".into(),
        roles: vec![senior()],
        rounds: vec![round(1, "A change in a real codebase"), round(2, "System design")],
        minutes: Some(150),
        mentions: vec![card("page", "how-promotion-works", "How promotion works", "")],
    }
}

fn text() -> Text {
    Text {
        summary: Some("What counts, who decides, and when.".into()),
        body: "<h2 id=\"What-counts\">What counts</h2>\n<p>Evidence.</p>\n<h2 id=\"How-it-is-decided\">How it is decided</h2>\n<p>By a panel.</p>".into(),
        children: vec![card("page", "giving-feedback", "Giving feedback", "Often, and kindly.")],
        mentions: vec![card("page", "choosing-a-track", "Choosing a track", "")],
    }
}

fn home() -> Home {
    Home {
        body: "<p>This handbook says what Northbeam expects of the people who build its software.</p>".into(),
        families: vec![
            card("family", "software-engineering", "Software Engineering", "Build and run."),
            card("family", "data", "Data", "Count."),
        ],
        groups: vec![CardGroup {
            title: Some("Data".into()),
            href: Some("families/data.html".into()),
            summary: None,
            cards: vec![card("track", "data-analyst", "Data Analyst", "Counts.")],
        }],
        tracks: vec![ladder(), management()],
        guides: vec![card("page", "how-promotion-works", "How promotion works", "What counts instead of counting.")],
        roadmaps: vec![card(
            "roadmap",
            "senior-to-staff",
            "From Senior to Staff Engineer",
            "From one team to several.",
        )],
    }
}

fn index() -> Index {
    let mut draft = card("role", "fellow", "Fellow", "Not yet.");
    draft.status = Some("draft");
    let mut retired = card("role", "webmaster", "Webmaster", "A long time ago.");
    retired.status = Some("retired");
    Index {
        of: "role",
        body: "<p>All roles.</p>".into(),
        groups: vec![
            CardGroup {
                title: Some("Individual Contributor".into()),
                href: Some("../tracks/individual-contributor.html".into()),
                summary: Some("Grows by solving harder problems.".into()),
                cards: vec![senior(), staff(), principal(), draft],
            },
            CardGroup { title: None, href: None, summary: None, cards: vec![senior()] },
        ],
        retired: vec![retired],
        compare: Some("../compare/index.html".into()),
    }
}

fn matrix() -> Matrix {
    let cell = |step: Option<ScaleStep>, raised, carried, count: usize| Cell {
        step,
        raised,
        statements: statements()
            .into_iter()
            .take(count)
            .map(|one| CellStatement {
                html: one.html,
                href: "../../roles/staff-engineer.html#s-x".into(),
                change: one.change.filter(|change| *change != "unchanged"),
            })
            .collect(),
        carried,
    };
    let row = |topic, cells| Row { topic, cells };
    Matrix {
        of: card("track", "individual-contributor", "Individual Contributor", ""),
        columns: ladder().rungs.into_iter().map(|rung| Column { role: rung.role, level: rung.level }).collect(),
        sections: vec![
            MatrixSection {
                title: "Responsibilities".into(),
                rows: vec![row(
                    architecture(),
                    vec![
                        cell(None, false, 0, 0),
                        cell(None, false, 0, 1),
                        cell(None, false, 3, 2),
                        cell(None, false, 1, 3),
                        cell(None, false, 5, 0),
                        cell(None, false, 5, 1),
                    ],
                )],
            },
            MatrixSection {
                title: "Distinguishing Skills".into(),
                rows: vec![row(
                    complexity(),
                    vec![
                        cell(None, false, 0, 0),
                        cell(Some(step(1)), false, 0, 0),
                        cell(Some(step(2)), true, 0, 0),
                        cell(Some(step(3)), true, 2, 2),
                        cell(Some(step(3)), false, 4, 0),
                        cell(Some(step(4)), true, 4, 1),
                    ],
                )],
            },
        ],
    }
}

fn comparisons() -> Comparisons {
    let Difference { old, new, href, counts, .. } = difference();
    Comparisons { pairs: vec![Pair { old, new, href, counts }], data: "../compare/data.js".into() }
}

fn print() -> Print {
    let Role { level, responsibilities, skills, mut changes, .. } = role();
    let Ladder { track, primary_focus, mut rungs, .. } = ladder();
    let part = |role: Card, groups, change| PrintPart {
        role,
        level: level.clone(),
        body: "<p>A day in this role.</p>".into(),
        groups,
        change,
    };
    let (first, second) = (rungs.remove(0).role, rungs.remove(0).role);
    let groups = responsibilities.into_iter().chain(skills).collect();
    let parts = vec![part(first, groups, None), part(second, Vec::new(), Some(changes.remove(0)))];
    Print { track, primary_focus, parts }
}

fn map() -> Map {
    let ladder = ladder();
    let rungs = ladder.rungs.into_iter().map(|rung| MapRung { role: rung.role, level: rung.level, moves: moves() });
    Map {
        body: "<p>Where one can go.</p>".into(),
        charts: vec![MapChart {
            family: None,
            svg: svg().into(),
            ladders: vec![
                MapLadder { track: Some(ladder.track), rungs: rungs.collect() },
                MapLadder { track: None, rungs: Vec::new() },
            ],
        }],
    }
}

fn search() -> Search {
    let entry = |words: &str, see: Option<&str>| Entry {
        words: words.into(),
        href: "roles/staff-engineer.html".into(),
        see: see.map(Into::into),
        kind: "Role".into(),
        status: None,
    };
    let letter = |letter: &str, anchor: &str, entries| Letter { letter: letter.into(), anchor: anchor.into(), entries };
    Search {
        body: String::new(),
        letters: vec![
            letter("S", "section-letter-1", vec![entry("Staff Engineer", None)]),
            letter("T", "section-letter-2", vec![entry("Technical Lead", Some("Staff Engineer"))]),
        ],
    }
}
