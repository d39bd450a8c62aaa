//! Decodes `content/handbook.yaml` into the settings and the levels listed in it.
//!
//! Whether a theme or a level exists is decided elsewhere.

use std::sync::Arc;

use crate::content::strings::FALLBACK_LANGUAGE;
use crate::content::{
    Config, Data, Edition, Entity, ExportFormat, FontPreset, Kind, OtherVersion, PUBLIC, Policy, Prose, Reference,
    Scale, Status, Term, ThemeSettings, Titled,
};
use crate::diagnostic::{
    ALWAYS_ERRORS, CODES, DUPLICATE_ID, Diagnostic, INVALID_VALUE, Severity, UNKNOWN_REFERENCE, nearest,
};
use crate::source::{Place, Span, Spanned};

use super::entity::{is_web_address, level};
use super::fields;
use super::id;
use super::markdown::NEVER_ALLOWED;
use super::reader::{Reader, key_reference, many, reference, spanned};
use super::shape::{RecordShape, suggest};
use super::site_settings;
use super::strings;
use super::yaml::{Node, Value};

/// Reads the settings from the checked tree of `handbook.yaml`.
pub fn config(node: &Node, reader: &mut Reader) -> Config {
    let language = language(node, reader).unwrap_or_else(|| FALLBACK_LANGUAGE.into());
    let mut allowed = site_settings::allowed(node, reader);
    let analytics = site_settings::analytics(node, &mut allowed, reader);
    let host_files = site_settings::host_files(node, reader);
    Config {
        title: reader.text(node, "title").unwrap_or_else(|| "Handbook".into()),
        description: reader.text(node, "description"),
        base_url: address(node, "base_url", reader).map(|url| if url.ends_with('/') { url } else { url + "/" }),
        language: language.clone(),
        version: version(node, reader),
        organisation: reader.text(node, "organisation"),
        footer: reader.inline(node, "footer"),
        footer_links: site_settings::links(node, "footer_links", reader),
        nav: site_settings::links(node, "nav", reader),
        social: site_settings::social(node, reader),
        copyright: reader.text(node, "copyright"),
        announcement: reader.inline(node, "announcement"),
        redirects: site_settings::redirects(node, &host_files, reader),
        head: site_settings::head(node, reader),
        host_files,
        analytics,
        meta: site_settings::meta(node, reader),
        theme: node.get("theme").map_or_else(ThemeSettings::default, |node| theme_settings(node, reader)),
        edit_url: edit_url(node, reader),
        feedback_url: address(node, "feedback_url", reader),
        terms: node.entries_of("terms").iter().filter_map(term).collect(),
        strings: node
            .get("strings")
            .map(|node| strings::messages(reader.path, node, &language, reader.diagnostics))
            .unwrap_or_default(),
        synonyms: synonyms(node, reader),
        scales: scales(node, reader),
        themes: many(node.get("themes")).iter().filter_map(|item| named(item, reader)).collect(),
        bands: many(node.get("bands")).iter().filter_map(|item| named(item, reader)).collect(),
        raw_html: node.get("markdown").and_then(|node| reader.text(node, "raw_html")).as_deref() == Some("allow"),
        plain_addresses: node.get("markdown").and_then(|node| reader.text(node, "bare_addresses")).as_deref()
            == Some("text"),
        schemes: node.get("markdown").map(|node| schemes(node, reader)).unwrap_or_default(),
        publish: reader.texts(node, "publish").into_iter().map(|pattern| pattern.value).collect(),
        ignore: reader.texts(node, "ignore").into_iter().map(|pattern| pattern.value).collect(),
        allowed,
        policies: policies(node, reader),
        history: reader.text(node, "history").as_deref() == Some("git"),
        exports: exports(node, reader),
        versions: versions(node, reader),
        editions: editions(node, reader),
        social_cards: reader.boolean(node, "social_cards").unwrap_or(true),
        no_index: false,
    }
}

/// The levels listed in `handbook.yaml`, lowest first, as entities whose order is their place in the list.
pub fn levels(node: &Node, reader: &mut Reader) -> Vec<Arc<Entity>> {
    let mut levels = Vec::new();
    for (order, item) in many(node.get("levels")).iter().enumerate() {
        let Some(named) = reader.spanned(item, "id") else { continue };
        id::check(reader.path, &named.value, Some(named.span), reader.diagnostics);
        levels.push(Arc::new(Entity {
            id: id::normal(&named.value),
            path: reader.path.clone(),
            span: named.span,
            title: reader.text(item, "title").unwrap_or_else(|| named.value.clone()),
            aliases: reader.texts(item, "aliases"),
            redirect_from: Vec::new(),
            summary: reader.inline(item, "summary"),
            status: Status::Active,
            owner: None,
            order: Some(order as i64),
            layout: None,
            body: Prose::default(),
            ext: None,
            data: Data::Level(Box::new(level(item, reader))),
        }));
    }
    levels
}

/// The formats in which the site offers files, each once.
fn exports(node: &Node, reader: &Reader) -> Vec<ExportFormat> {
    let mut formats = Vec::new();
    let written = reader.texts(node, "exports");
    for format in written.iter().filter_map(|word| ExportFormat::from_name(&word.value)) {
        if !formats.contains(&format) {
            formats.push(format);
        }
    }
    formats
}

/// Other versions of the site, in the author's order.
fn versions(node: &Node, reader: &mut Reader) -> Vec<OtherVersion> {
    let mut versions = Vec::new();
    for (title, address) in node.entries_of("versions") {
        let Some(url) = spanned(address) else { continue };
        let is_path = url.value.starts_with('/') && !url.value.starts_with("//");
        if is_web_address(&url.value) || is_path || url.value.starts_with("../") {
            versions.push(OtherVersion { title: title.name.clone(), url: url.value });
        } else {
            let message = format!("`{}` is not the address of another version", url.value);
            invalid(reader, url.span, message, "expected https://…, a path such as `/v1/`, or `../v1/`");
        }
    }
    versions
}

/// The editions, in the author's order. An included audience that has no edition is reported.
fn editions(node: &Node, reader: &mut Reader) -> Vec<Edition> {
    let entries = node.entries_of("editions");
    let mut editions = Vec::new();
    for (key, value) in entries {
        if !is_audience_name(&key.name) {
            let message = format!("`{}` cannot be the name of an audience", key.name);
            let label = "expected small letters, digits and hyphens, and not `all`";
            invalid(reader, key.span, message, label);
            continue;
        }
        let includes = reader.texts(value, "includes");
        for included in &includes {
            let names = || entries.iter().map(|(key, _)| key.name.as_str()).chain([PUBLIC]);
            if !names().any(|name| name == included.value) {
                let message = format!("there is no edition `{}`", included.value);
                let diagnostic = Diagnostic::at(UNKNOWN_REFERENCE, reader.path, included.span, message);
                reader.diagnostics.push(suggest(diagnostic, nearest(&included.value, names()), included.span));
            }
        }
        let files = reader.texts(value, "files");
        if let Some(first) = files.first().filter(|_| key.name == PUBLIC) {
            let message = "files are for everybody unless another edition names them";
            invalid(reader, first.span, message, "delete it");
        }
        editions.push(Edition {
            base_url: address(value, "base_url", reader).map(|url| if url.ends_with('/') { url } else { url + "/" }),
            index: reader.boolean(value, "index").unwrap_or(key.name == PUBLIC),
            includes,
            files,
            name: Spanned::new(key.name.clone(), key.span),
        });
    }
    editions
}

fn is_audience_name(name: &str) -> bool {
    let is_fine = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !name.is_empty() && name != "all" && name.bytes().all(is_fine)
}

/// The groups of words that mean the same. A group of one word says nothing, and a phrase without a letter or digit is
/// never typed.
fn synonyms(node: &Node, reader: &mut Reader) -> Vec<Vec<String>> {
    let mut groups = Vec::new();
    for item in many(node.get("synonyms")) {
        let phrases: Vec<Spanned<String>> = many(Some(item)).iter().filter_map(spanned).collect();
        let mut group: Vec<String> = Vec::new();
        for phrase in phrases {
            if !phrase.value.chars().any(char::is_alphanumeric) {
                let message = format!("`{}` has no letter or digit that search could find", phrase.value);
                invalid(reader, phrase.span, message, "expected a word or a phrase");
            } else if !group.contains(&phrase.value) {
                group.push(phrase.value);
            }
        }
        if group.len() > 1 {
            groups.push(group);
        } else {
            let message = "a group of synonyms needs two different words";
            invalid(reader, item.span, message, "expected a list such as `[squad, team]`");
        }
    }
    groups
}

/// The schemes that links may have besides the known ones.
fn schemes(node: &Node, reader: &mut Reader) -> Vec<String> {
    let mut schemes = Vec::new();
    for written in reader.texts(node, "schemes") {
        let scheme = written.value.trim_end_matches(':').to_ascii_lowercase();
        let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
        let (message, help) = match () {
            () if !is_scheme => (
                format!("`{}` is not a scheme", written.value),
                "Write what is before the `:` of an address, such as `ssh`.",
            ),
            () if NEVER_ALLOWED.contains(&&*scheme) => {
                (format!("`{scheme}:` addresses can run code or carry data"), "Delete it: no setting allows them.")
            }
            () => {
                schemes.push(scheme);
                continue;
            }
        };
        reader.diagnostics.push(Diagnostic::at(INVALID_VALUE, reader.path, written.span, message).help(help));
    }
    schemes
}

fn scales(node: &Node, reader: &mut Reader) -> Vec<Scale> {
    let mut scales = Vec::new();
    for (key, value) in node.entries_of("scales") {
        id::check(reader.path, &key.name, Some(key.span), reader.diagnostics);
        let mut steps: Vec<Titled> = Vec::new();
        for item in many(value.get("steps")) {
            let Some(id) = id_of(item, reader) else { continue };
            match steps.iter().find(|step| step.id.value == id.value) {
                Some(first) => {
                    let message = format!("the scale has two steps `{}`", id.value);
                    reader.diagnostics.push(
                        Diagnostic::at(DUPLICATE_ID, reader.path, id.span, message)
                            .related(Place::at(reader.path, first.id.span), "first here"),
                    );
                }
                None => steps.extend(named(item, reader)),
            }
        }
        scales.push(Scale {
            id: key_reference(key),
            title: reader.text(value, "title").unwrap_or_else(|| key.name.clone()),
            summary: reader.inline(value, "summary"),
            cumulative: reader.boolean(value, "cumulative").unwrap_or(true),
            steps,
        });
    }
    scales
}

/// A step, a theme or a band: an id alone, or fields.
fn named(node: &Node, reader: &mut Reader) -> Option<Titled> {
    let id = id_of(node, reader)?;
    let title = reader.text(node, "title").unwrap_or_else(|| id.value.to_string());
    Some(Titled { title, summary: reader.inline(node, "summary"), id })
}

fn id_of(node: &Node, reader: &Reader) -> Option<Reference> {
    reference(node).or_else(|| reader.reference(node, "id"))
}

fn theme_settings(node: &Node, reader: &mut Reader) -> ThemeSettings {
    if let Some(name) = spanned(node) {
        return ThemeSettings { name, ..ThemeSettings::default() };
    }
    let mut settings = ThemeSettings { logo: reader.spanned(node, "logo"), ..ThemeSettings::default() };
    if let Some(name) = reader.spanned(node, "name") {
        settings.name = name;
    }
    for (key, colour) in known_texts(node, "colours", &fields::COLOURS) {
        if is_colour(&colour.value) {
            settings.colours.push((key, colour));
        } else {
            let message = format!("`{}` is not a colour", colour.value);
            let help = "Write the colour as `\"#1a5fb4\"`, in quotes because YAML takes a bare # for a comment.";
            reader.diagnostics.push(
                Diagnostic::at(INVALID_VALUE, reader.path, colour.span, message).label("expected #rrggbb").help(help),
            );
        }
    }
    let preset = node.get("fonts").and_then(|fonts| fonts.get("preset")).and_then(spanned);
    let named = |name: &str| FontPreset::ALL.into_iter().find(|preset| preset.name() == name);
    settings.font_preset = preset.and_then(|preset| named(&preset.value)).unwrap_or_default();
    for (key, font) in known_texts(node, "fonts", &fields::FONTS).filter(|(key, _)| key != "preset") {
        if font.value.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | ',' | '-' | '_' | '"' | '\'' | '.')) {
            settings.fonts.push((key, font));
        } else {
            reader.diagnostics.push(
                Diagnostic::at(INVALID_VALUE, reader.path, font.span, "a font stack is names separated by commas")
                    .help("For example `Inter, system-ui, sans-serif`."),
            );
        }
    }
    settings.font_files = site_settings::font_files(node, reader);
    settings
}

/// The texts below `field` whose names are fields of `record`.
fn known_texts(node: &Node, field: &str, record: &RecordShape) -> impl Iterator<Item = (String, Spanned<String>)> {
    let entries = node.entries_of(field).iter().filter(move |(key, _)| record.field(&key.name).is_some());
    entries.filter_map(|(key, value)| Some((key.name.clone(), spanned(value)?)))
}

fn is_colour(text: &str) -> bool {
    text.strip_prefix('#')
        .is_some_and(|digits| digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn term((key, value): &(super::yaml::Key, Node)) -> Option<(Kind, Term)> {
    let kind = Kind::from_name(&key.name)?;
    let text = |node: &Node| spanned(node).map(|text| text.value);
    let term = match &value.value {
        Value::Map(_) => Term {
            one: value.get("one").and_then(text)?,
            other: value.get("other").and_then(text)?,
            one_in_sentence: value.get("one_in_sentence").and_then(text),
            other_in_sentence: value.get("other_in_sentence").and_then(text),
        },
        _ => {
            let one = text(value)?;
            Term { other: plural(&one), one, ..Term::default() }
        }
    };
    Some((kind, term))
}

/// The regular English plural; other languages write `one:` and `other:`.
fn plural(word: &str) -> String {
    let lower = word.to_lowercase();
    let vowel_y = ["ay", "ey", "oy", "uy"].iter().any(|end| lower.ends_with(end));
    if lower.ends_with('y') && !vowel_y {
        format!("{}ies", &word[..word.len() - 1])
    } else if ["s", "x", "z", "ch", "sh"].iter().any(|end| lower.ends_with(end)) {
        format!("{word}es")
    } else {
        format!("{word}s")
    }
}

fn policies(node: &Node, reader: &mut Reader) -> Vec<(&'static crate::diagnostic::Code, Policy)> {
    let mut policies = Vec::new();
    for (key, value) in node.entries_of("diagnostics") {
        let Some(code) = CODES.iter().find(|code| code.name == key.name) else {
            let near = nearest(&key.name, CODES.iter().map(|code| code.name));
            let diagnostic =
                Diagnostic::at(INVALID_VALUE, reader.path, key.span, format!("there is no diagnostic `{}`", key.name))
                    .help("`rungs explain` lists them all.");
            reader.diagnostics.push(suggest(diagnostic, near, key.span));
            continue;
        };
        let policy = match value.as_text().map(|text| text.value.as_str()) {
            Some("allow") => Policy::Allow,
            Some("warn") => Policy::Warn,
            Some("deny") => Policy::Deny,
            _ => continue,
        };
        if policy != Policy::Deny && ALWAYS_ERRORS.contains(code) {
            let message = format!("`{}` is always an error", code.name);
            reader.diagnostics.push(
                Diagnostic::at(INVALID_VALUE, reader.path, value.span, message)
                    .label("expected `deny`")
                    .help("Part of the site cannot be made where it is reported. Take this line away."),
            );
            continue;
        }
        policies.push((*code, policy));
    }
    policies
}

fn address(node: &Node, key: &str, reader: &mut Reader) -> Option<String> {
    let url = reader.spanned(node, key)?;
    if is_web_address(&url.value) && !(key == "base_url" && url.value.contains(['?', '#'])) {
        return Some(url.value);
    }
    invalid(reader, url.span, format!("`{key}` is not a web address"), "expected https://…");
    None
}

fn edit_url(node: &Node, reader: &mut Reader) -> Option<String> {
    let url = address(node, "edit_url", reader)?;
    if url.contains("{path}") {
        return Some(url);
    }
    let span = node.get("edit_url").map_or(node.span, |node| node.span);
    invalid(reader, span, "`edit_url` does not say where the file goes", "expected `{path}` in it");
    None
}

/// The language tag under `language`.
pub(super) fn language(node: &Node, reader: &mut Reader) -> Option<String> {
    let tag = reader.spanned(node, "language")?;
    if is_language_tag(&tag.value) {
        return Some(tag.value);
    }
    let message = format!("`{}` is not a language tag", tag.value);
    invalid(reader, tag.span, message, "expected a tag such as `en` or `de-CH`");
    None
}

/// Whether a text has the form of a BCP 47 tag.
fn is_language_tag(tag: &str) -> bool {
    tag.split('-').enumerate().all(|(at, part)| {
        let long_enough = if at == 0 { (2..=8).contains(&part.len()) } else { (1..=8).contains(&part.len()) };
        long_enough && part.bytes().all(|byte| byte.is_ascii_alphanumeric() && (at > 0 || byte.is_ascii_alphabetic()))
    })
}

fn version(node: &Node, reader: &mut Reader) -> Option<String> {
    let version = reader.spanned(node, "version")?;
    let core = version.value.split(['-', '+']).next().unwrap_or_default();
    let parts: Vec<&str> = core.split('.').collect();
    let fine =
        parts.len() == 3 && parts.iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
    if !fine && !is_date(&version.value) {
        let message = format!("`{}` is not a version", version.value);
        let mut diagnostic = Diagnostic::at(INVALID_VALUE, reader.path, version.span, message)
            .label("expected major.minor.patch, such as 1.4.0, or a date, such as 2026-11")
            .help("The site shows it as it is. `rungs diff --check-version` and `rungs release` need a version.");
        // Nothing of the site depends on it.
        diagnostic.severity = Severity::Warning;
        reader.diagnostics.push(diagnostic);
    }
    Some(version.value)
}

/// Whether a version is a year with or without month and day.
fn is_date(version: &str) -> bool {
    let parts: Vec<&str> = version.split(['-', '.']).collect();
    let is_number = |part: &&str| part.len() <= 4 && part.bytes().all(|byte| byte.is_ascii_digit()) && !part.is_empty();
    let is_year = |part: &&str| part.len() == 4 && (part.starts_with("19") || part.starts_with("20"));
    parts.len() <= 3 && parts.iter().all(is_number) && parts.first().is_some_and(is_year)
}

pub(super) fn invalid(reader: &mut Reader, span: Span, message: impl Into<String>, label: &str) {
    reader.diagnostics.push(Diagnostic::at(INVALID_VALUE, reader.path, span, message).label(label));
}

#[cfg(test)]
mod tests {
    #[test]
    fn plurals_are_the_regular_ones() {
        for (one, other) in
            [("Skill", "Skills"), ("Competency", "Competencies"), ("Pathway", "Pathways"), ("Class", "Classes")]
        {
            assert_eq!(super::plural(one), other);
        }
    }
}
