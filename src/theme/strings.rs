//! The interface texts of a theme: the built-in file of the language, over it the theme's own, over it the handbook's.
//!
//! Every text that the built-in English file has is there in the end: what has no translation stays English and is
//! marked so.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, OnceLock};

use include_dir::{Dir, File, include_dir};
use serde_json::{Map, Value};

use crate::content::Config;
use crate::content::Kind;
use crate::content::strings::{FALLBACK_LANGUAGE, Message, PluralForm, Strings, TextPart};
use crate::diagnostic::{Diagnostic, INVALID_VALUE, UNKNOWN_FIELD, nearest, one_of};
use crate::parse::{self, HANDBOOK};
use crate::source::{Content, Sources, Spanned};

static FILES: Dir = include_dir!("$CARGO_MANIFEST_DIR/themes/default/strings");

/// Languages whose file has another name than their tag begins with.
const SCRIPT_OF: [(&str, &str); 3] = [("zh", "zh-Hans"), ("zh-CN", "zh-Hans"), ("zh-SG", "zh-Hans")];

/// The texts that a handbook shows. `folder` is the theme's, such as `themes/acme/`.
pub fn load(sources: &Sources, folder: &str, config: &Config) -> (Strings, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let mut strings = Strings::new(&config.language);
    let insert = |strings: &mut Strings, messages: &BTreeMap<String, Message>| {
        for (name, message) in messages {
            strings.insert(name, message.clone());
        }
    };
    insert(&mut strings, built_in()[FALLBACK_LANGUAGE].texts());
    if let Some((_, file)) = best(built_in().iter().map(|(tag, file)| (*tag, file)), &config.language) {
        insert(&mut strings, file.texts());
    }
    let folder = format!("{folder}strings/");
    let own = sources.under(&folder).filter_map(|source| {
        let (name, extension) = source.path[folder.len()..].rsplit_once('.')?;
        matches!(extension, "yaml" | "yml").then_some((name, source))
    });
    if let Some((tag, source)) = best(own, &config.language)
        && let Content::Text(text) = &source.content
    {
        let messages = parse::strings::file(&source.path, text, tag, &mut diagnostics);
        adopt(&mut strings, messages, &source.path, &mut diagnostics);
    }
    adopt(&mut strings, config.strings.clone(), &HANDBOOK.into(), &mut diagnostics);
    strings.resolve_terms(&config.terms);
    (strings, diagnostics)
}

/// The texts that `scripts` ask for, by name: all whose name stands between quotes in one of them.
pub fn of_scripts<'a>(strings: &Strings, scripts: impl Iterator<Item = &'a [u8]>) -> Map<String, Value> {
    let mut texts = Map::new();
    for script in scripts {
        for quoted in script.split(|byte| *byte == b'"') {
            if let Ok(name) = str::from_utf8(quoted)
                && let Some(message) = strings.get(name)
            {
                texts.insert(name.to_owned(), for_scripts(strings, message));
            }
        }
    }
    texts.sort_keys();
    texts
}

/// The script that gives such texts to the other scripts.
pub fn script(texts: &Map<String, Value>) -> String {
    format!("// The interface texts that scripts show.\nrungs.addTexts({});\n", Value::from(texts.clone()))
}

/// A built-in file of texts, which is read when it is first asked for: a handbook needs one or two of them.
struct BuiltIn {
    file: &'static File<'static>,
    tag: &'static str,
    texts: OnceLock<BTreeMap<String, Message>>,
}

impl BuiltIn {
    /// The texts by name.
    fn texts(&self) -> &BTreeMap<String, Message> {
        self.texts.get_or_init(|| {
            let path: Arc<str> = self.file.path().to_string_lossy().into();
            let text = self.file.contents_utf8().unwrap_or_default();
            let messages = parse::strings::file(&path, text, self.tag, &mut Vec::new());
            messages.into_iter().map(|(name, message)| (name.value, message)).collect()
        })
    }
}

/// The built-in files by language.
fn built_in() -> &'static BTreeMap<&'static str, BuiltIn> {
    static BY_LANGUAGE: LazyLock<BTreeMap<&'static str, BuiltIn>> = LazyLock::new(|| {
        let tags = FILES.files().filter_map(|file| Some((file.path().file_stem()?.to_str()?, file)));
        tags.map(|(tag, file)| (tag, BuiltIn { file, tag, texts: OnceLock::new() })).collect()
    });
    &BY_LANGUAGE
}

/// The file for a language: of the tag itself, else of the tag without its last parts.
fn best<'a, T>(files: impl Iterator<Item = (&'a str, T)>, language: &str) -> Option<(&'a str, T)> {
    let mut files: Vec<(&str, T)> = files.collect();
    let mut tag = language;
    loop {
        let named = SCRIPT_OF.iter().find(|(from, _)| from.eq_ignore_ascii_case(tag)).map_or(tag, |(_, to)| to);
        if let Some(at) = files.iter().position(|(name, _)| name.eq_ignore_ascii_case(named)) {
            return Some(files.swap_remove(at));
        }
        tag = tag.rsplit_once('-')?.0;
    }
}

/// Takes texts that an author wrote, and reports names and values that no template uses.
fn adopt(
    strings: &mut Strings,
    messages: Vec<(Spanned<String>, Message)>,
    path: &Arc<str>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    for (name, message) in messages {
        let Some(standard) = built_in()[FALLBACK_LANGUAGE].texts().get(&name.value) else {
            let unknown = format!("there is no interface text `{}`", name.value);
            let diagnostic = Diagnostic::at(UNKNOWN_FIELD, path, name.span, unknown);
            let near = nearest(&name.value, strings.all().map(|(name, _)| name));
            diagnostics.push(match near {
                Some(near) => diagnostic.help(format!("Did you mean `{near}`?")),
                None => {
                    diagnostic.help("The names are listed in themes/default/strings/en.yaml of the program's source.")
                }
            });
            continue;
        };
        let known = standard.values();
        match message.values().into_iter().find(|value| !known.contains(value) && !is_term(value)) {
            Some(unknown) => diagnostics.push(unknown_value(path, &name, unknown, &known)),
            None => strings.insert(&name.value, message),
        }
    }
}

fn unknown_value(path: &Arc<str>, name: &Spanned<String>, unknown: &str, known: &[&str]) -> Diagnostic {
    let message = format!("the text `{}` has no value `{unknown}`", name.value);
    let diagnostic = Diagnostic::at(INVALID_VALUE, path, name.span, message);
    match known {
        [] => diagnostic.help("It has no values but the words for the kinds, such as `{role}` and `{Roles}`."),
        known => diagnostic.help(format!("Its values are {}.", one_of(known.iter().copied()).replace(" or ", " and "))),
    }
}

/// Whether a value stands for the word for a kind: `skill`, `Skills`.
pub(super) fn is_term(value: &str) -> bool {
    Kind::ALL.into_iter().flat_map(Kind::words).any(|word| word.eq_ignore_ascii_case(value))
}

/// A text as scripts read it: words, or its plural forms by name.
fn for_scripts(strings: &Strings, message: &Message) -> Value {
    let words = |parts: &[TextPart]| -> String {
        let word = |part: &TextPart| match part {
            TextPart::Text(words) => words.clone(),
            TextPart::Value(name) => format!("{{{name}}}"),
        };
        parts.iter().map(word).collect()
    };
    let forms = message.forms().map(|form| (form.name().to_owned(), Value::from(words(message.form(form)))));
    let mut forms: Map<String, Value> = forms.collect();
    if strings.is_foreign(message) {
        forms.insert("lang".into(), Value::from(&*message.language));
    } else if forms.len() == 1 {
        return Value::from(words(message.form(PluralForm::Other)));
    }
    Value::Object(forms)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;

    fn config(yaml: &str) -> Config {
        let source = Source::text(HANDBOOK, &format!("title: T\n{yaml}"));
        let parsed = parse::parse(&source, &parse::ParseOptions::default()).unwrap();
        assert_eq!(parsed.diagnostics, []);
        (*parsed.config.unwrap()).clone()
    }

    #[test]
    fn the_nearest_file_of_the_language_is_taken() {
        let names = ["en", "de", "pt", "zh-Hans"];
        let taken = |language: &str| best(names.into_iter().map(|name| (name, ())), language).map(|(name, ())| name);
        assert_eq!(taken("de-CH"), Some("de"));
        assert_eq!(taken("PT-br"), Some("pt"));
        assert_eq!(taken("zh"), Some("zh-Hans"));
        assert_eq!(taken("zh-Hans-CN"), Some("zh-Hans"));
        assert_eq!(taken("nb"), None);
    }

    #[test]
    fn the_handbook_wins_over_the_theme_and_the_theme_over_the_built_in_texts() {
        let sources: Sources =
            [Source::text("themes/acme/strings/en.yaml", "frame:\n  search: Find\n  menu: Contents\n")]
                .into_iter()
                .collect();
        let config = config("strings: { frame: { menu: All pages } }\n");
        let (strings, diagnostics) = load(&sources, "themes/acme/", &config);
        assert_eq!(diagnostics, []);
        assert_eq!([strings.text("frame.search", &[]), strings.text("frame.menu", &[])], ["Find", "All pages"]);
    }

    #[test]
    fn unknown_names_and_values_are_reported() {
        let config = config("strings: { frame: { serch: Find, search: \"Find {thing}\" } }\n");
        let (strings, diagnostics) = load(&Sources::default(), "themes/acme/", &config);
        let lines: Vec<String> =
            diagnostics.iter().map(|d| format!("{} {}", d.message, d.help.as_deref().unwrap_or_default())).collect();
        assert_eq!(
            lines,
            [
                "there is no interface text `frame.serch` Did you mean `frame.search`?",
                "the text `frame.search` has no value `thing` It has no values but the words for the kinds, such as \
                 `{role}` and `{Roles}`."
            ]
        );
        assert_eq!(strings.text("frame.search", &[]), "Search");
    }
}
