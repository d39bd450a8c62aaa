//! Templates and assets as one value: the built-in theme, overridden file by file by a folder under `themes/`,
//! and the stylesheet that carries the colours and fonts of the settings.
//!
//! Does no IO (files come as [`Sources`], the built-in ones are part of the binary) and does not know what a
//! template means; see `render` for that.

mod colour;
mod compact;
mod strings;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, LazyLock};

use include_dir::{Dir, include_dir};

use crate::content::strings::{FALLBACK_LANGUAGE, Strings};
use crate::content::{Config, FontFile, FontPreset, TemplateLink, ThemeFiles, ThemeSettings};
use crate::diagnostic::{
    BROKEN_LINK, Diagnostic, INVALID_VALUE, MISPLACED_FILE, NOT_UTF8, THEME_CONTRAST, UNKNOWN_FIELD, UNKNOWN_REFERENCE,
    nearest, one_of,
};
use crate::encode;
use crate::parse::{self, HANDBOOK};
use crate::source::{Content, Place, Source, Sources, Span, Spanned};

pub use self::compact::compact;

use self::colour::Colour;

/// What stands before the name of a built-in template: `{% extends "@default/role.html" %}`.
pub const BUILT_IN: &str = "@default/";

/// The name of the built-in theme.
const DEFAULT: &str = "default";

/// The layout of a page that names none: the template of ordinary pages.
const DEFAULT_LAYOUT: &str = "page";

/// The folder of the assets, in a theme and, unless its name has a hash, in the site.
const ASSETS_FOLDER: &str = "assets";

/// The length of the hash in the name of that folder, in hexadecimal digits.
const HASH_DIGITS: usize = 12;

/// The mark of the theme, which is the icon in browser tabs.
const MARK: &str = "icon.svg";

/// The asset that carries the colours and fonts of the settings.
const SETTINGS_SHEET: &str = "theme.css";

/// The asset that carries the interface texts for scripts.
const STRINGS_SCRIPT: &str = "strings.js";

/// The asset that carries the interface texts for search alone.
const SEARCH_STRINGS_SCRIPT: &str = "search-strings.js";

static TEMPLATES: Dir = include_dir!("$CARGO_MANIFEST_DIR/themes/default/templates");
static ASSETS: Dir = include_dir!("$CARGO_MANIFEST_DIR/themes/default/assets");

/// How the site looks. Two equal themes give the same pages.
#[derive(Debug, Clone, PartialEq, Hash)]
pub struct SiteTheme {
    /// `default`, or the folder under `themes/` that overrides it.
    pub name: String,
    templates: BTreeMap<String, Template>,
    assets: BTreeMap<String, Arc<[u8]>>,
    /// The interface texts.
    pub strings: Arc<Strings>,
    /// The light colours by name, as the settings have them: `paper`, `ink` and `accent`.
    pub colours: BTreeMap<&'static str, String>,
}

/// One template: where it stands, for diagnostics, and its text.
#[derive(Debug, Clone, PartialEq, Hash)]
pub struct Template {
    /// `themes/NAME/templates/role.html`, or `@default/role.html` for a built-in one, which is no file of the project.
    pub path: Arc<str>,
    /// What is in it.
    pub text: Arc<str>,
}

impl SiteTheme {
    /// The theme that the settings ask for. Whatever is wrong with it, a theme comes back: files that cannot be used
    /// leave the built-in ones in place.
    pub fn load(sources: &Sources, config: &Config) -> (Self, Vec<Diagnostic>) {
        let settings = &config.theme;
        let mut theme = built_in().clone();
        let mut diagnostics = Vec::new();
        let folder = format!("themes/{}/", settings.name.value);
        if sources.under(&folder).next().is_some() {
            theme.name = settings.name.value.clone();
            for source in sources.under(&folder) {
                theme.take(source, &source.path[folder.len()..], &mut diagnostics);
            }
        } else if settings.name.value != DEFAULT {
            diagnostics.push(unknown_theme(sources, &settings.name));
        }
        let (texts, problems) = strings::load(sources, &folder, config);
        diagnostics.extend(problems);
        let of_all = strings::script(&strings::of_scripts(&texts, theme.scripts(|_| true)));
        let of_search =
            strings::script(&strings::of_scripts(&texts, theme.scripts(|name| name.starts_with("search-"))));
        theme.assets.insert(STRINGS_SCRIPT.into(), of_all.into_bytes().into());
        theme.assets.insert(SEARCH_STRINGS_SCRIPT.into(), of_search.into_bytes().into());
        theme.strings = Arc::new(texts);
        theme.colours = ROLES.iter().map(|role| (role.name, light(settings, role).to_string())).collect();
        theme.colour_mark();
        if let Some(sheet) = settings_sheet(settings, &mut diagnostics) {
            let own = theme.assets.get(SETTINGS_SHEET).map_or(&[][..], |own| own);
            let sheet = [sheet.as_bytes(), own].concat();
            theme.assets.insert(SETTINGS_SHEET.into(), sheet.into());
        }
        (theme, diagnostics)
    }

    /// The interface texts that the scripts with these file names ask for, as JSON that is safe in a script element.
    pub fn script_texts(&self, names: &[&str]) -> String {
        let texts = strings::of_scripts(&self.strings, self.scripts(|name| names.contains(&name)));
        serde_json::Value::from(texts).to_string().replace('<', "\\u003c")
    }

    fn scripts(&self, is_wanted: impl Fn(&str) -> bool) -> impl Iterator<Item = &[u8]> {
        let scripts = self.assets.iter().filter(move |(name, _)| name.ends_with(".js") && is_wanted(name));
        scripts.map(|(_, bytes)| &**bytes)
    }

    /// The templates by name, built-in ones behind [`BUILT_IN`]. An override stands beside what it overrides.
    pub fn templates(&self) -> impl Iterator<Item = (&str, &Template)> {
        self.templates.iter().map(|(name, template)| (name.as_str(), template))
    }

    /// The template `name`: the override if there is one.
    pub fn template(&self, name: &str) -> Option<&Template> {
        self.templates.get(name).or_else(|| self.templates.get(&format!("{BUILT_IN}{name}")))
    }

    /// Everything in the handbook that the project's own templates lead to: the names between the quotes of
    /// `site.links["…"]`.
    pub fn links(&self) -> Vec<TemplateLink> {
        let own = self.templates.iter().filter(|(name, _)| !name.starts_with(BUILT_IN));
        own.flat_map(|(_, template)| links_of(template)).collect()
    }

    /// Whether the project overrides a template.
    pub fn has_own_templates(&self) -> bool {
        self.templates.keys().any(|name| !name.starts_with(BUILT_IN))
    }

    /// The assets by their path below `assets/`.
    pub fn assets(&self) -> impl Iterator<Item = (&str, &Arc<[u8]>)> {
        self.assets.iter().map(|(name, bytes)| (name.as_str(), bytes))
    }

    /// Reports the layouts of pages that are no templates of the project's theme, with the files of the pages.
    pub fn unknown_layouts<'a>(
        &self,
        pages: impl Iterator<Item = (&'a Arc<str>, &'a Spanned<String>)>,
    ) -> Vec<Diagnostic> {
        let own = || self.templates.keys().filter_map(|name| name.strip_suffix(".html"));
        let own = || own().filter(|name| !name.starts_with(BUILT_IN)).chain([DEFAULT_LAYOUT]);
        let unknown = |(path, layout): (&Arc<str>, &Spanned<String>)| {
            if own().any(|name| name == layout.value) {
                return None;
            }
            let message = format!("the theme has no template `{}.html`", layout.value);
            let diagnostic = Diagnostic::at(UNKNOWN_REFERENCE, path, layout.span, message);
            Some(match nearest(&layout.value, own()) {
                Some(near) => diagnostic.label(format!("did you mean `{near}`?")).edit(layout.span, near),
                None => diagnostic.help(format!(
                    "Write the template `themes/{}/templates/{}.html`, or delete the field.",
                    if self.name == DEFAULT { "NAME" } else { &self.name },
                    layout.value
                )),
            })
        };
        pages.filter_map(unknown).collect()
    }

    /// The folder of the site for the assets, without a slash at its end. They name each other by relative addresses, so
    /// they share one folder: its name changes when any of them changes.
    pub fn assets_folder(&self, files: ThemeFiles) -> String {
        if files == ThemeFiles::Plain {
            return ASSETS_FOLDER.into();
        }
        let mut hash = blake3::Hasher::new();
        for (name, bytes) in &self.assets {
            hash.update(name.as_bytes()).update(&[0]).update(blake3::hash(bytes).as_bytes());
        }
        format!("{ASSETS_FOLDER}-{}", &hash.finalize().to_hex()[..HASH_DIGITS])
    }

    /// Whether the pages need the stylesheet of the settings.
    pub fn has_theme_css(&self) -> bool {
        self.assets.contains_key(SETTINGS_SHEET)
    }

    /// The mark of the theme, an SVG.
    pub fn mark(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.assets[MARK])
    }

    /// Gives the built-in mark the accent of the settings.
    fn colour_mark(&mut self) {
        let Some(role) = ROLES.iter().find(|role| role.name == "accent") else { return };
        let (built_in_accent, accent) = (role.light.to_string(), &self.colours[role.name]);
        if self.assets[MARK] == built_in().assets[MARK] && *accent != built_in_accent {
            let mark = self.mark().replace(&built_in_accent, accent);
            self.assets.insert(MARK.into(), mark.into_bytes().into());
        }
    }

    /// Takes one file of the theme's folder; `name` is its path in there.
    fn take(&mut self, source: &Source, name: &str, diagnostics: &mut Vec<Diagnostic>) {
        if matches!(source.content, Content::Unreadable(_)) {
            // Reported by the reader that found out.
        } else if let Some(asset) = name.strip_prefix("assets/") {
            let bytes = bytes_of(source);
            // A copy of a built-in file is published as the built-in file is.
            if ASSETS.get_file(asset).is_none_or(|built_in| *built_in.contents() != *bytes) {
                self.assets.insert(asset.into(), bytes);
            }
        } else if let Some(template) = name.strip_prefix("templates/") {
            diagnostics.extend(misnamed(source, template));
            match text_of(source) {
                // A copy of a built-in template overrides nothing.
                Some(text)
                    if self.templates.get(&format!("{BUILT_IN}{template}")).is_some_and(|own| own.text == text) => {}
                Some(text) => {
                    diagnostics.extend(plain_addresses(source, &text));
                    self.templates.insert(template.into(), Template { path: source.path.clone(), text });
                }
                None => diagnostics.push(
                    Diagnostic::new(NOT_UTF8, Place::file(&source.path), "the template is not UTF-8 text")
                        .help("Save it with the encoding UTF-8."),
                ),
            }
        } else if !name.starts_with("strings/") {
            diagnostics.extend(misplaced(source, name));
        }
    }
}

/// How a template asks for the address of something in the handbook.
const LINK: &str = "site.links[";

fn links_of(template: &Template) -> Vec<TemplateLink> {
    let link = |at: usize| {
        let start = at + LINK.len() + 1;
        let quote = template.text[start - 1..].chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        let end = start + template.text[start..].find(quote)?;
        let written = &template.text[start..end];
        let place = Place::at(&template.path, Span::new(start, end));
        Some(TemplateLink { written: written.to_owned(), target: parse::link_target(written)?, place })
    };
    template.text.match_indices(LINK).filter_map(|(at, _)| link(at)).collect()
}

fn built_in() -> &'static SiteTheme {
    static THEME: LazyLock<SiteTheme> = LazyLock::new(|| {
        let template = |file: &include_dir::File| {
            let name = format!("{BUILT_IN}{}", file.path().to_str()?.replace('\\', "/"));
            Some((name.clone(), Template { path: name.into(), text: file.contents_utf8()?.into() }))
        };
        let asset = |file: &include_dir::File| {
            let name = file.path().to_str()?.replace('\\', "/");
            let published = compact(&name, file.contents());
            Some((name, Arc::from(&*published)))
        };
        SiteTheme {
            name: DEFAULT.into(),
            templates: files(&TEMPLATES).into_iter().filter_map(template).collect(),
            assets: files(&ASSETS).into_iter().filter_map(asset).collect(),
            strings: Strings::new(FALLBACK_LANGUAGE).into(),
            colours: BTreeMap::new(),
        }
    });
    &THEME
}

fn files(dir: &'static Dir) -> Vec<&'static include_dir::File<'static>> {
    dir.files().chain(dir.dirs().flat_map(files)).collect()
}

/// The names of the built-in templates, as an override would be called.
fn template_names() -> impl Iterator<Item = &'static str> {
    built_in().templates.keys().map(|name| &name[BUILT_IN.len()..])
}

fn bytes_of(source: &Source) -> Arc<[u8]> {
    match &source.content {
        Content::Text(text) => text.as_bytes().into(),
        Content::Bytes(bytes) => bytes.clone(),
        Content::Unreadable(_) => Arc::default(),
    }
}

/// The text of a template or stylesheet, without a byte order mark.
fn text_of(source: &Source) -> Option<Arc<str>> {
    match &source.content {
        Content::Text(text) => Some(text.strip_prefix('\u{feff}').map_or_else(|| text.clone(), Arc::from)),
        Content::Bytes(bytes) => std::str::from_utf8(bytes).ok().map(Into::into),
        Content::Unreadable(_) => None,
    }
}

fn unknown_theme(sources: &Sources, name: &Spanned<String>) -> Diagnostic {
    let mut themes = vec![DEFAULT];
    for source in sources.under("themes/") {
        let folder = source.path["themes/".len()..].split_once('/').map(|(folder, _)| folder);
        if let Some(folder) = folder.filter(|folder| themes.last() != Some(folder) && *folder != DEFAULT) {
            themes.push(folder);
        }
    }
    let message = format!("there is no theme `{}`", name.value);
    let diagnostic = Diagnostic::at(UNKNOWN_REFERENCE, &HANDBOOK.into(), name.span, message)
        .label(format!("expected {}", one_of(themes.iter().copied())));
    match nearest(&name.value, themes.iter().copied()) {
        Some(near) => diagnostic.help(format!("Did you mean `{near}`?")),
        None => diagnostic.help(format!("A theme is a folder: put its files into `themes/{}/`.", name.value)),
    }
}

/// A template that overrides nothing although its name is nearly that of a built-in one.
fn misnamed(source: &Source, name: &str) -> Option<Diagnostic> {
    if template_names().any(|built_in| built_in == name) {
        return None;
    }
    let near = nearest(name, template_names())?;
    let message = format!("`{name}` overrides no template of the built-in theme");
    let help = format!(
        "If it was meant to override `{near}`, rename it; if it is a part that others include, all is well under another name."
    );
    Some(Diagnostic::new(MISPLACED_FILE, Place::file(&source.path), message).help(help))
}

/// Addresses of assets in a template that lack the hash of a built site.
fn plain_addresses(source: &Source, text: &str) -> Vec<Diagnostic> {
    const PLAIN: &str = "root }}assets/";
    let report = |(at, _): (usize, &str)| {
        // As in the file, which may begin with a byte order mark.
        let skipped = source.as_text().map_or(0, |whole| whole.len() - text.len());
        let span = Span::new(skipped + at + PLAIN.len() - "assets/".len(), skipped + at + PLAIN.len());
        Diagnostic::at(BROKEN_LINK, &source.path, span, "a built site has the theme's files at an address with a hash")
            .help("Write `{{ site.assets }}/` for the folder.")
            .edit(span, "{{ site.assets }}/")
    };
    text.match_indices(PLAIN).map(report).collect()
}

/// A file that looks like part of the theme but lies where nothing is read.
fn misplaced(source: &Source, name: &str) -> Option<Diagnostic> {
    let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
    let extension = file.rsplit_once('.').map_or("", |(_, extension)| extension);
    let wanted = match (extension, nearest(folder, ["templates", "assets"])) {
        (_, Some(near)) => near,
        ("html", _) => "templates",
        ("md", _) if file != "README.md" => "templates",
        ("css" | "js" | "svg" | "woff2" | "png", _) => "assets",
        _ => return None,
    };
    let message = format!("`{name}` is not part of the theme");
    let theme = &source.path[..source.path.len() - name.len()];
    let help = format!(
        "Templates are read from `{theme}templates/` and other files from `{theme}assets/`; move it to `{theme}{wanted}/{file}`."
    );
    Some(Diagnostic::new(MISPLACED_FILE, Place::file(&source.path), message).help(help))
}

/// A colour that settings may change: its name, its custom property, its built-in values in light and dark, and
/// whether it is read as text on the paper.
struct ColourRole {
    name: &'static str,
    light: Colour,
    dark: Colour,
    text: bool,
}

/// The colour roles of `rungs.css` that settings may change; the values are the same there.
const ROLES: [ColourRole; 3] = [
    ColourRole { name: "paper", light: Colour(0xfd, 0xfd, 0xfc), dark: Colour(0x13, 0x16, 0x18), text: false },
    ColourRole { name: "ink", light: Colour(0x17, 0x1b, 0x1f), dark: Colour(0xe5, 0xe8, 0xea), text: true },
    ColourRole { name: "accent", light: Colour(0x0c, 0x66, 0x51), dark: Colour(0x6c, 0xd3, 0xb4), text: true },
];

const FONTS: [&str; 3] = ["body", "heading", "mono"];

/// The stylesheet of the settings; `None` if they change no colour and no font.
fn settings_sheet(settings: &ThemeSettings, diagnostics: &mut Vec<Diagnostic>) -> Option<String> {
    let handbook: Arc<str> = HANDBOOK.into();
    let mut rules = String::new();
    let known: Vec<String> = ROLES.iter().flat_map(|role| [role.name.into(), format!("{}_dark", role.name)]).collect();
    for (name, value) in &settings.colours {
        if !known.contains(name) {
            let message = format!("`{name}` is not a colour of the theme");
            let diagnostic = Diagnostic::at(UNKNOWN_FIELD, &handbook, value.span, message);
            let help = match nearest(name, known.iter().map(String::as_str)) {
                Some(near) => format!("Did you mean `{near}`?"),
                None => format!("The colours are {}.", one_of(known.iter().map(String::as_str))),
            };
            diagnostics.push(diagnostic.help(help));
        }
    }
    let set = |name: &str| set(settings, name);
    let value = |name: &str| set(name).and_then(|value| Colour::parse(&value.value));
    let papers = (value("paper").unwrap_or(ROLES[0].light), value("paper_dark").unwrap_or(ROLES[0].dark));
    for role in &ROLES {
        let dark_name = format!("{}_dark", role.name);
        let light = light(settings, role);
        // One accent for both is common: in the dark it is made light enough rather than complained about.
        let dark = value(&dark_name).unwrap_or_else(|| match role.name == "accent" && set("accent").is_some() {
            true => light.readable_on(papers.1),
            false => role.dark,
        });
        if set(role.name).is_some() || set(&dark_name).is_some() {
            let _ = writeln!(rules, "  --{}: light-dark({light}, {dark});", role.name);
        }
        if role.text {
            let blamed = set(role.name).or(set("paper"));
            diagnostics.extend(blamed.and_then(|blamed| too_faint(blamed, role.name, light, papers.0)));
            let blamed = set(&dark_name).or(set("paper_dark"));
            diagnostics.extend(blamed.and_then(|blamed| too_faint(blamed, &dark_name, dark, papers.1)));
        }
    }
    match settings.font_preset {
        FontPreset::Editorial => {}
        FontPreset::Neutral => rules.push_str("  --font-heading: var(--font-body);\n"),
        FontPreset::Technical => rules.push_str("  --font-heading: var(--font-mono);\n"),
    }
    for (name, value) in &settings.fonts {
        if !FONTS.contains(&name.as_str()) {
            let message = format!("`{name}` is not a font of the theme");
            let help = format!("The fonts are {}.", one_of(FONTS));
            diagnostics.push(Diagnostic::at(UNKNOWN_FIELD, &handbook, value.span, message).help(help));
        } else if ['"', '\''].iter().any(|quote| value.value.matches(*quote).count() % 2 == 1) {
            let message = "a quote in the font stack is not closed";
            let help = "For example `\"Source Serif 4\", Georgia, serif`.";
            diagnostics.push(Diagnostic::at(INVALID_VALUE, &handbook, value.span, message).help(help));
        } else {
            let _ = writeln!(rules, "  --font-{name}: {};", value.value);
        }
    }
    let faces: String = settings.font_files.iter().map(font_face).collect();
    if !rules.is_empty() {
        rules = format!(":root {{\n{rules}}}\n");
    }
    (!rules.is_empty() || !faces.is_empty())
        .then(|| format!("/* From the theme settings in {HANDBOOK}. */\n{faces}{rules}"))
}

/// What the settings say of a colour.
fn set<'a>(settings: &'a ThemeSettings, name: &str) -> Option<&'a Spanned<String>> {
    settings.colours.iter().find(|(key, _)| key == name).map(|(_, value)| value)
}

/// The light colour of a role.
fn light(settings: &ThemeSettings, role: &ColourRole) -> Colour {
    set(settings, role.name).and_then(|value| Colour::parse(&value.value)).unwrap_or(role.light)
}

/// The rule that loads a font; the style sheet is in `assets/`.
fn font_face(font: &FontFile) -> String {
    let FontFile { family, file, weight, is_italic } = font;
    let url = encode::path(file.value.trim_start_matches('/'));
    let weight = weight.as_ref().map_or_else(String::new, |weight| format!(" font-weight: {weight};"));
    let style = if *is_italic { " font-style: italic;" } else { "" };
    format!("@font-face {{ font-family: \"{family}\"; src: url(\"../{url}\"); font-display: swap;{weight}{style} }}\n")
}

/// The warning that text in `colour` is hard to read on `paper`.
fn too_faint(blamed: &Spanned<String>, name: &str, colour: Colour, paper: Colour) -> Option<Diagnostic> {
    let ratio = colour.contrast(paper);
    if ratio >= colour::READABLE {
        return None;
    }
    // Rounded down, so that 4.49 is not shown as a passing 4.5.
    let shown = (ratio * 10.0).floor() / 10.0;
    let message = format!("text in `{name}` {colour} on {paper} has a contrast of {shown:.1}:1");
    let better = colour.readable_on(paper);
    let help = match better.contrast(paper) >= colour::READABLE {
        true => format!("The nearest colour that passes is `\"{better}\"` ({:.1}:1).", better.contrast(paper)),
        false => "No colour of this hue passes on that paper.".into(),
    };
    Some(
        Diagnostic::at(THEME_CONTRAST, &HANDBOOK.into(), blamed.span, message)
            .label("at least 4.5:1 is needed to be readable (WCAG 2.2, 1.4.3)")
            .help(help),
    )
}

#[cfg(test)]
mod tests;
