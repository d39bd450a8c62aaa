//! Templates against pages of every kind.

use std::collections::BTreeSet;

use scraper::{Html, Selector};

use super::handbooks::{hostile, markdown_pages, page, pages, sample};
use super::*;
use crate::content::{Config, Status, ThemeSettings};
use crate::page::View;
use crate::source::{Lines, Source, Sources, Spanned};

fn theme(files: &[(&str, &str)]) -> SiteTheme {
    let sources: Sources = files
        .iter()
        .map(|(name, text)| Source::text(&format!("themes/acme/{name}"), text))
        .chain([Source::text("themes/acme/assets/x.txt", "")])
        .collect();
    let settings = ThemeSettings { name: Spanned::new("acme".into(), Span::default()), ..ThemeSettings::default() };
    let (theme, diagnostics) =
        SiteTheme::load(&sources, &Config { language: "en".into(), theme: settings, ..Config::default() });
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    theme
}

fn rendered(theme: &SiteTheme, input: &PageInput) -> String {
    let renderer = Renderer::new(theme, &site()).unwrap_or_else(|diagnostics| panic!("{diagnostics:#?}"));
    String::from_utf8(renderer.render(input).unwrap_or_else(|diagnostic| panic!("{diagnostic:#?}"))).unwrap()
}

fn site() -> Site {
    handbooks::site(sample())
}

fn role() -> PageInput {
    page("roles/staff-engineer.html")
}

/// `path:line:column text | message` of each problem with the theme's files or with rendering a role.
fn complaints(files: &[(&str, &str)]) -> Vec<String> {
    let theme = theme(files);
    let found = match Renderer::new(&theme, &site()) {
        Ok(renderer) => vec![renderer.render(&role()).unwrap_err()],
        Err(diagnostics) => diagnostics,
    };
    let line = |diagnostic: Diagnostic| {
        let text =
            theme.templates().find(|(_, template)| template.path == diagnostic.place.path).map(|(_, file)| &file.text);
        let place = diagnostic.place.span.zip(text).map_or_else(String::new, |(span, text)| {
            let position = Lines::of(text).position(span.start as usize);
            format!(":{}:{} {:?}", position.line, position.column, &text[span.range()])
        });
        let help =
            diagnostic.help.unwrap_or_default().replace("This happened on the page `roles/staff-engineer.html`.", "");
        format!("{}{place} | {} | {}", diagnostic.place.path, diagnostic.message, help.trim_end())
    };
    found.into_iter().map(line).collect()
}

#[test]
fn every_kind_of_page_has_one_heading_and_its_landmarks() {
    let theme = theme(&[]);
    let renderer = Renderer::new(&theme, &site()).unwrap_or_else(|diagnostics| panic!("{diagnostics:#?}"));
    for input in pages(sample()) {
        let html = renderer.render(&input).unwrap_or_else(|diagnostic| panic!("{diagnostic:#?}"));
        let html = String::from_utf8(html).unwrap();
        let url = &input.page.url;
        let document = Html::parse_document(&html);
        let count = |selector: &str| document.select(&Selector::parse(selector).unwrap()).count();
        assert_eq!(count("h1"), 1, "{url}");
        assert_eq!(count("main"), 1, "{url}");
        assert_eq!(count("[style], style, script:not([src]):not([type$='json'])"), 0, "{url}: inline");
        let mut ids: Vec<&str> =
            document.select(&Selector::parse("[id]").unwrap()).filter_map(|it| it.attr("id")).collect();
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all, "{url}: an id occurs twice");
        for link in document.select(&Selector::parse("a[href^='#'], [aria-labelledby]").unwrap()) {
            let targets = link.attr("href").map(|href| &href[1..]).or(link.attr("aria-labelledby")).unwrap();
            for target in targets.split_whitespace() {
                assert!(ids.contains(&target), "{url}: no element has the id {target}");
            }
        }
        assert!(!html.lines().any(|line| line.ends_with([' ', '\t'])), "{url}: white space at the end of a line");
        assert!(!html.contains("\n\n\n"), "{url}: empty lines");
    }
}

#[test]
fn a_role_stands_on_its_own_ladder() {
    let html = rendered(&theme(&[]), &role());
    let document = Html::parse_document(&html);
    let here: Vec<String> = document
        .select(&Selector::parse(".ladder [aria-current=page]").unwrap())
        .map(|link| link.text().collect())
        .collect();
    assert_eq!(here, ["Staff Engineer"]);
}

#[test]
fn hostile_text_stays_text_and_no_text_is_lost() {
    let text = "<img src=x onerror=alert(1)>\" onmouseover=\"alert(2)' </title></script><script>";
    let (handbook, fields) = hostile(text);
    assert!(fields.len() > 200, "{} texts do not cover every field", fields.len());
    let mut lost: BTreeSet<usize> = (0..fields.len()).collect();
    // Their titles are not written in the handbook.
    let own_title = ["404.html", "map.html", "search.html", "old/index.html"];
    let (theme, _) = SiteTheme::load(&Sources::default(), &handbook.handbook.config);
    let renderer = Renderer::new(&theme, &handbooks::site(&handbook)).unwrap();
    for input in pages(&handbook) {
        let html = String::from_utf8(renderer.render(&input).unwrap()).unwrap();
        let document = Html::parse_document(&html);
        let count = |selector: &str| document.select(&Selector::parse(selector).unwrap()).count();
        let url = &input.page.url;
        assert_eq!(count("img, [onerror], [onmouseover]"), 0, "{url}");
        assert_eq!(count("script:not([src]):not([type$='json'])"), 0, "{url}");
        let title = document.select(&Selector::parse("title").unwrap()).next().unwrap();
        let title = title.text().collect::<String>();
        assert!(title == input.page.document_title && (title.contains(text) || own_title.contains(&&**url)), "{url}");
        for number in html.split('«').skip(1).filter_map(|rest| rest.split('»').next()?.parse().ok()) {
            lost.remove(&number);
        }
    }
    // No page shows the first of these; the summary of a theme is shown only where there are several themes, and the
    // words for some kinds never stand within a sentence.
    let unused = [
        "a scale: summary",
        "a band: summary",
        "a track: kind",
        "a theme: summary",
        "a term: one_in_sentence",
        "a term: other_in_sentence",
    ];
    let lost: Vec<&str> = lost.iter().map(|number| &*fields[*number]).filter(|field| !unused.contains(field)).collect();
    assert!(lost.is_empty(), "{lost:#?}");
}

#[test]
fn markdown_pages_say_what_pages_say_and_parse_again() {
    let text = "*a* _b_ [c](d) `e` <img src=x> # 1. | **";
    let (handbook, fields) = hostile(text);
    let (theme, _) = SiteTheme::load(&Sources::default(), &handbook.handbook.config);
    let renderer = Renderer::new(&theme, &handbooks::site(&handbook)).unwrap();
    let mut shown = BTreeSet::new();
    let inputs = markdown_pages(&handbook);
    assert!(inputs.len() > 20, "{} pages", inputs.len());
    for input in &inputs {
        let url = &input.page.url;
        let markdown = renderer.render(input).unwrap_or_else(|diagnostic| panic!("{diagnostic:#?}"));
        let markdown = String::from_utf8(markdown).unwrap();
        let found: Vec<usize> = numbers(&markdown).collect();
        let source = Source::text("content/guides/a.md", &markdown);
        let parsed = crate::parse::parse(&source, &crate::parse::ParseOptions::default()).unwrap();
        let entity = &parsed.entities[0];
        // Nothing of what was typed became markup, and nothing is lost on the way.
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let (plain, typed) = (words(&entity.body.plain) + &entity.title, words(text));
        let complete = plain.matches(&typed).count();
        assert!(complete >= found.len(), "{url}: {complete} of {} texts\n{markdown}\n{plain}", found.len());
        shown.extend(found);
    }
    let on_pages: BTreeSet<usize> = pages(&handbook)
        .iter()
        .filter(|page| inputs.iter().any(|input| input.page.url == page.page.url))
        .flat_map(|page| numbers(&rendered(&theme, page)).collect::<Vec<_>>())
        .collect();
    // The footer and the announcement are HTML, and the same on every page; a list of steps needs no title.
    let left_out = ["handbook.yaml: footer", "handbook.yaml: announcement", "a scale: title"];
    let lost = on_pages.difference(&shown).map(|number| &*fields[*number]);
    let lost: Vec<&str> = lost.filter(|field| !left_out.contains(field)).collect();
    assert!(lost.is_empty(), "{lost:#?}");
}

/// The numbers between `«` and `»`.
fn numbers(text: &str) -> impl Iterator<Item = usize> {
    text.split('«').skip(1).filter_map(|rest| rest.split('»').next()?.parse().ok())
}

#[test]
fn an_override_can_extend_the_original_and_the_frame() {
    let theme = theme(&[
        (
            "templates/role.html",
            "{% extends \"@default/role.html\" %}{% block after %}<p id=\"mine\">{{ page.title }} at {{ site.title }}</p>{{ super() }}{% endblock %}",
        ),
        (
            "templates/components.html",
            "{% component badge(card) %}{% if card.status %}<i class=\"own-badge\">{{ card.status }}</i>{% endif %}{% endcomponent badge %}",
        ),
    ]);
    let html = rendered(&theme, &role());
    let document = Html::parse_document(&html);
    let own = document.select(&Selector::parse("#mine").unwrap()).next().unwrap();
    assert_eq!(own.text().collect::<String>(), "Staff Engineer at Northbeam Engineering Handbook");
    assert!(document.select(&Selector::parse(".siblings").unwrap()).next().is_some(), "the original block is kept");
    let mut index = page("roles/index.html");
    let View::List(list) = &mut index.view else { panic!("it is a list") };
    list.groups[0].cards[0].status = Some(Status::Draft);
    assert!(rendered(&theme, &index).contains("own-badge"), "a component is overridden alone");
}

#[test]
fn mistakes_in_templates_are_reported_together_with_their_places() {
    assert_eq!(
        complaints(&[
            (
                "templates/role.html",
                "{% extends \"base.html\" %}\n{% block main %}{{ page.title | uper }}{% endblock %}"
            ),
            ("templates/skill.html", "<p>\n{{ page. }}</p>"),
            ("templates/level.html", "{% extends \"bse.html\" %}"),
            ("templates/home.html", "{% extends \"home.html\" %}"),
        ]),
        [
            "themes/acme/templates/home.html:1:4 \"extends\" | `home.html` extends itself, through home.html | To build on the original, write `{% extends \"@default/home.html\" %}`.",
            "themes/acme/templates/level.html:1:13 \"bse.html\" | there is no template `bse.html` to extend | Did you mean `base.html`?",
            "themes/acme/templates/role.html:2:33 \"uper\" | there is no filter `uper` | Did you mean `upper`?",
            "themes/acme/templates/skill.html:2:10 \"}}\" | found `}}` but expected identifier | ",
        ]
    );
}

#[test]
fn what_a_page_does_not_have_is_reported_where_it_is_asked_for() {
    assert_eq!(
        complaints(&[("templates/role.html", "<p>{{ page.title }}\n  {{ page.titel }}</p>")]),
        ["themes/acme/templates/role.html:2:11 \"titel\" | there is no field `titel` here | Did you mean `title`?"]
    );
    assert_eq!(
        complaints(&[("templates/role.html", "{{ view.motto.text }}")]),
        [
            "themes/acme/templates/role.html:1:9 \"motto\" | there is no field `motto` here | There are `aliases`, `backlinks`, `body`, `changes`, `changes_data`, `code`, `comes_from`, `facts` and 14 more."
        ]
    );
    assert_eq!(
        complaints(&[("templates/role.html", "{{ site.title }}{{ veiw.x }}")]),
        ["themes/acme/templates/role.html:1:20 \"veiw\" | `veiw` is not defined here | Did you mean `view`?"]
    );
}

#[test]
fn a_frame_without_its_blocks_is_blamed_on_the_override() {
    let theme = theme(&[("templates/base.html", "<main>{% block main %}{% endblock %}</main>")]);
    let diagnostics = Renderer::new(&theme, &site()).err().unwrap();
    assert!(
        diagnostics.iter().all(|diagnostic| &*diagnostic.related[0].place.path == "themes/acme/templates/base.html")
    );
}

#[test]
fn groups_keep_the_order_of_the_list() {
    let theme = theme(&[(
        "templates/role.html",
        "{% for key, items in view.skills | group_by(attribute=\"theme\") %}{{ key }} {{ items | length }};{% endfor %}\
         {% for run in view.responsibilities | runs(attribute=\"theme\") %}{{ run.key or \"-\" }} {{ run.items | length }};{% endfor %}",
    )]);
    assert_eq!(
        rendered(&theme, &role()),
        "Distinguishing Skills 4;Specialisations 3;Engineering Craft 6;Delivery &amp; Operation 4;\
         People &amp; Organisation 4;Core Responsibilities 4;Delivery &amp; Operation 1;"
    );
}

#[test]
fn pages_differ_only_by_their_input() {
    let theme = theme(&[]);
    let renderer = Renderer::new(&theme, &site()).unwrap();
    let bytes = |input: &PageInput| renderer.render(input).unwrap();
    let inputs = pages(sample());
    let alone: Vec<Vec<u8>> = inputs.iter().map(bytes).collect();
    // In another order, beside other pages, and with a renderer made anew.
    let again = Renderer::new(&theme, &site()).unwrap();
    for (input, expected) in inputs.iter().zip(&alone).rev() {
        assert!(bytes(input) == *expected, "{} depends on the page before it", input.page.url);
        assert!(again.render(input).unwrap() == *expected, "{} depends on the renderer", input.page.url);
    }
    for input in inputs {
        let mut other = input.clone();
        match &mut other.view {
            View::Redirect(view) => view.title.push('!'),
            _ => other.page.document_title.push('!'),
        }
        assert!(bytes(&other) != bytes(&input), "{} does not show its title", input.page.url);
    }
}

/// Writes every kind of page to the folder that `RUNGS_LOOK` names: `RUNGS_LOOK=FOLDER cargo test look -- --ignored`.
#[allow(clippy::disallowed_methods, reason = "it writes pages for a person to look at")]
#[test]
#[ignore = "for looking at"]
fn look() {
    let folder = std::path::PathBuf::from(std::env::var("RUNGS_LOOK").unwrap());
    let theme = theme(&[]);
    let renderer = Renderer::new(&theme, &site()).unwrap_or_else(|diagnostics| panic!("{diagnostics:#?}"));
    let write = |path: &str, bytes: &[u8]| {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    };
    for (name, bytes) in theme.assets() {
        write(&format!("assets/{name}"), bytes);
    }
    for input in pages(sample()) {
        write(&input.page.url, &renderer.render(&input).unwrap_or_else(|diagnostic| panic!("{diagnostic:#?}")));
    }
}
