//! Themes from settings and files.

use super::*;
use crate::source::Span;

fn spanned(text: &str) -> Spanned<String> {
    Spanned::new(text.into(), Span::new(7, 7 + text.len()))
}

fn load(settings: &ThemeSettings, files: &[(&str, &str)]) -> (SiteTheme, Vec<String>) {
    let sources: Sources = files.iter().map(|(path, text)| Source::text(path, text)).collect();
    let (theme, diagnostics) =
        SiteTheme::load(&sources, &Config { language: "en".into(), theme: settings.clone(), ..Config::default() });
    let line = |diagnostic: Diagnostic| {
        let help = diagnostic.help.unwrap_or_default();
        format!("{} {} | {} | {help}", diagnostic.code.name, diagnostic.place.path, diagnostic.message)
    };
    (theme, diagnostics.into_iter().map(line).collect())
}

fn named(name: &str) -> ThemeSettings {
    ThemeSettings { name: spanned(name), ..ThemeSettings::default() }
}

fn coloured(colours: &[(&str, &str)]) -> ThemeSettings {
    let colours = colours.iter().map(|(name, value)| ((*name).into(), spanned(value))).collect();
    ThemeSettings { colours, ..ThemeSettings::default() }
}

fn sheet(theme: &SiteTheme) -> String {
    String::from_utf8(theme.assets["theme.css"].to_vec()).unwrap()
}

#[test]
fn the_built_in_theme_has_a_template_for_every_kind_of_page() {
    let (theme, diagnostics) = load(&ThemeSettings::default(), &[]);
    assert_eq!((theme.name.as_str(), diagnostics.len()), ("default", 0));
    for name in ["base", "home", "index", "role", "skill", "responsibility", "track", "family", "level", "roadmap"] {
        assert!(theme.template(&format!("{name}.html")).is_some(), "{name}");
    }
    assert!(theme.assets().any(|(name, _)| name == "rungs.css"));
    assert!(!theme.has_theme_css());
}

#[test]
fn the_folder_of_assets_has_a_hash_of_all_of_them() {
    let folder = |files: &[(&str, &str)]| {
        let name = if files.is_empty() { "default" } else { "acme" };
        load(&named(name), files).0.assets_folder(ThemeFiles::Hashed)
    };
    let built_in = folder(&[]);
    let digits = built_in.strip_prefix("assets-").unwrap();
    assert!(digits.len() == 12 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()), "{built_in}");
    assert_eq!(folder(&[("themes/acme/templates/role.html", "mine")]), built_in, "templates are no assets");
    let others = [
        folder(&[("themes/acme/assets/rungs.css", "b{}")]),
        folder(&[("themes/acme/assets/rungs.css", "b{} ")]),
        folder(&[("themes/acme/assets/a.css", "b{}")]),
        folder(&[("themes/acme/assets/b.css", "b{}")]),
        load(&coloured(&[("accent", "#0a6640")]), &[]).0.assets_folder(ThemeFiles::Hashed),
    ];
    let different: std::collections::BTreeSet<&String> = others.iter().chain([&built_in]).collect();
    assert_eq!(different.len(), 6, "{others:?}");
    assert_eq!(load(&named("acme"), &[("themes/acme/assets/a.css", "")]).0.assets_folder(ThemeFiles::Plain), "assets");
}

#[test]
fn an_address_of_an_asset_without_its_folder_is_reported() {
    let template = "\u{feff}<link href=\"{{ page.root }}assets/acme.css\"><a href=\"{{ page.root }}assetsy\">\n";
    let sources: Sources = [Source::text("themes/acme/templates/base.html", template)].into_iter().collect();
    let config = Config { language: "en".into(), theme: named("acme"), ..Config::default() };
    let (_, diagnostics) = SiteTheme::load(&sources, &config);
    let [diagnostic] = &diagnostics[..] else { panic!("{diagnostics:?}") };
    assert_eq!(diagnostic.code, BROKEN_LINK);
    let edit = &diagnostic.edits[0];
    assert_eq!((&template[edit.span.range()], &*edit.replacement), ("assets/", "{{ site.assets }}/"));
    let right = [("themes/acme/templates/base.html", "<link href=\"{{ page.root }}{{ site.assets }}/acme.css\">")];
    assert!(load(&named("acme"), &right).1.is_empty());
}

#[test]
fn a_folder_overrides_file_by_file() {
    let files = [
        ("themes/acme/templates/role.html", "mine"),
        ("themes/acme/assets/rungs.css", "b{}"),
        ("themes/acme/assets/fonts/a.woff2", "x"),
    ];
    let (theme, diagnostics) = load(&named("acme"), &files);
    assert!(diagnostics.is_empty());
    assert_eq!(&*theme.template("role.html").unwrap().text, "mine");
    assert_eq!(&*theme.template("role.html").unwrap().path, "themes/acme/templates/role.html");
    assert_ne!(&*theme.template("@default/role.html").unwrap().text, "mine");
    assert_eq!(&*theme.assets["rungs.css"], b"b{}");
    assert_eq!(&*theme.assets["fonts/a.woff2"], b"x");
    assert!(theme.assets.contains_key("icon.svg"));
}

#[test]
fn the_built_in_mark_has_the_accent_of_the_settings() {
    let mark = |config: &ThemeSettings, files: &[(&str, &str)]| {
        String::from_utf8(load(config, files).0.assets["icon.svg"].to_vec()).unwrap()
    };
    assert!(mark(&coloured(&[]), &[]).contains("#0c6651"));
    let own = mark(&coloured(&[("accent", "#7a2048")]), &[]);
    assert!(own.contains("#7a2048") && !own.contains("#0c6651"), "{own}");
    assert_eq!(
        mark(&named("acme"), &[("themes/acme/assets/icon.svg", "<svg fill='#0c6651'/>")]),
        "<svg fill='#0c6651'/>"
    );
}

#[test]
fn a_copy_of_a_built_in_asset_is_published_as_the_built_in_one_is() {
    let original = ASSETS.get_file("role.css").unwrap().contents_utf8().unwrap();
    let changed = format!("{original}b{{}}\n");
    let files = [("themes/acme/assets/role.css", original), ("themes/acme/assets/rungs.css", &*changed)];
    let (theme, _) = load(&named("acme"), &files);
    assert_eq!(theme.assets["role.css"], built_in().assets["role.css"]);
    assert!(theme.assets["role.css"].len() < original.len());
    assert_eq!(&*theme.assets["rungs.css"], changed.as_bytes());
}

#[test]
fn a_copy_of_a_built_in_template_overrides_nothing() {
    let text = TEMPLATES.get_file("role.html").and_then(include_dir::File::contents_utf8).unwrap();
    let with = |text: &str| load(&named("acme"), &[("themes/acme/templates/role.html", text)]).0;
    assert!(!with(text).has_own_templates());
    let changed = with(&format!("{text} "));
    assert!(changed.has_own_templates());
    assert_eq!(&*changed.template("role.html").unwrap().path, "themes/acme/templates/role.html");
}

#[test]
fn an_unknown_theme_is_reported_with_the_nearest() {
    let files = [("themes/acme/templates/role.html", "")];
    let (theme, diagnostics) = load(&named("acne"), &files);
    assert_eq!(
        diagnostics,
        ["unknown-reference content/handbook.yaml | there is no theme `acne` | Did you mean `acme`?"]
    );
    assert_eq!(theme.name, "default");
    let (_, diagnostics) = load(&named("midnight"), &[]);
    assert_eq!(
        diagnostics,
        [
            "unknown-reference content/handbook.yaml | there is no theme `midnight` | A theme is a folder: put its files into `themes/midnight/`."
        ]
    );
}

#[test]
fn files_that_miss_their_place_are_reported() {
    let files = [
        ("themes/acme/README.md", ""),
        ("themes/acme/asets/logo.svg", ""),
        ("themes/acme/role.html", ""),
        ("themes/acme/templates/rol.html", ""),
        ("themes/acme/templates/parts/team.html", ""),
    ];
    let (_, diagnostics) = load(&named("acme"), &files);
    let starts = [
        "misplaced-file themes/acme/asets/logo.svg | `asets/logo.svg` is not part of the theme | Templates are read from `themes/acme/templates/` and other files from `themes/acme/assets/`; move it to `themes/acme/assets/logo.svg`.",
        "misplaced-file themes/acme/role.html | `role.html` is not part of the theme |",
        "misplaced-file themes/acme/templates/rol.html | `rol.html` overrides no template of the built-in theme | If it was meant to override `role.html`, rename it",
    ];
    assert_eq!(diagnostics.len(), starts.len(), "{diagnostics:#?}");
    for (diagnostic, start) in diagnostics.iter().zip(starts) {
        assert!(diagnostic.starts_with(start), "{diagnostic}");
    }
}

#[test]
fn settings_become_a_stylesheet_that_an_own_one_follows() {
    let mut settings = coloured(&[("accent", "#7a1f5c")]);
    settings.fonts = vec![("heading".into(), spanned("\"Source Serif 4\", serif"))];
    settings.name = spanned("acme");
    let (theme, diagnostics) = load(&settings, &[("themes/acme/assets/theme.css", "p{}")]);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let sheet = sheet(&theme);
    assert!(sheet.contains("  --accent: light-dark(#7a1f5c, #"), "{sheet}");
    assert!(sheet.contains("  --font-heading: \"Source Serif 4\", serif;\n"), "{sheet}");
    assert!(sheet.ends_with("p{}"), "{sheet}");
}

#[test]
fn a_preset_chooses_the_font_of_headings_and_an_own_stack_follows_it() {
    let sheet_of = |preset, fonts: &[(&str, &str)]| {
        let fonts = fonts.iter().map(|(name, value)| ((*name).into(), spanned(value))).collect();
        let (theme, _) = load(&ThemeSettings { font_preset: preset, fonts, ..ThemeSettings::default() }, &[]);
        theme.has_theme_css().then(|| sheet(&theme))
    };
    let rule = |preset| sheet_of(preset, &[]).map(|sheet| sheet.lines().nth(2).unwrap().to_owned());
    let rules = FontPreset::ALL.map(rule);
    let heading = |font: &str| Some(format!("  --font-heading: var(--font-{font});"));
    assert_eq!(rules, [None, heading("body"), heading("mono")]);
    let both = sheet_of(FontPreset::Technical, &[("heading", "Inter")]).unwrap();
    assert!(both.find("var(--font-mono)") < both.find("--font-heading: Inter;"), "{both}");
}

#[test]
fn a_faint_colour_is_reported_with_its_contrast_and_one_that_passes() {
    let (_, diagnostics) = load(&coloured(&[("accent", "#ff8800"), ("accent_dark", "#303030")]), &[]);
    assert_eq!(diagnostics.len(), 2, "{diagnostics:#?}");
    assert!(diagnostics[0].starts_with("theme-contrast content/handbook.yaml | text in `accent` #ff8800 on #fdfdfc has a contrast of 2.3:1 | The nearest colour that passes is `\"#"), "{}", diagnostics[0]);
    assert!(
        diagnostics[1].contains("text in `accent_dark` #303030 on #131618 has a contrast of 1.3:1"),
        "{}",
        diagnostics[1]
    );
    // One accent for both schemes is made light enough for the dark one.
    assert!(load(&coloured(&[("accent", "#003355")]), &[]).1.is_empty());
    // A changed paper is checked against what is written on it.
    assert!(load(&coloured(&[("paper", "#555555")]), &[]).1.len() >= 2);
}

#[test]
fn unknown_colours_and_fonts_and_open_quotes_are_reported() {
    let mut settings = coloured(&[("acent", "#003355")]);
    settings.fonts = vec![("title".into(), spanned("serif")), ("body".into(), spanned("\"Inter, serif"))];
    let (theme, diagnostics) = load(&settings, &[]);
    assert_eq!(
        diagnostics,
        [
            "unknown-field content/handbook.yaml | `acent` is not a colour of the theme | Did you mean `accent`?",
            "unknown-field content/handbook.yaml | `title` is not a font of the theme | The fonts are `body`, `heading` or `mono`.",
            "invalid-value content/handbook.yaml | a quote in the font stack is not closed | For example `\"Source Serif 4\", Georgia, serif`.",
        ]
    );
    assert!(!theme.has_theme_css());
}

#[test]
fn the_colours_checked_are_those_of_the_stylesheet() {
    let (theme, _) = load(&ThemeSettings::default(), &[]);
    let css = String::from_utf8(theme.assets["rungs.css"].to_vec()).unwrap();
    for role in &ROLES {
        let rule = format!("--{}: light-dark({}, {});", role.name, role.light, role.dark);
        assert!(css.contains(&rule), "{rule}");
        assert!(!role.text || role.light.contrast(ROLES[0].light) >= colour::READABLE);
        assert!(!role.text || role.dark.contrast(ROLES[0].dark) >= colour::READABLE);
    }
}
