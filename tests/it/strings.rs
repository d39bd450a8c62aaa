//! The interface texts: every shipped language is complete and follows its own plural rules, every text that a template or
//! script asks for exists, and every text is asked for.

use crate::project;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use rungs::content::Kind;
use rungs::content::strings::{Message, PluralForm, Strings, TextPart};
use rungs::parse;

/// The languages that ship.
const LANGUAGES: [&str; 12] = ["ar", "de", "en", "es", "fr", "it", "ja", "nl", "pl", "pt", "sv", "zh-Hans"];

/// The functions through which templates and scripts ask for a text.
const CALLS: [&str; 4] = ["t(name=\"", "t_attr(name=\"", "t(\"", "parts(\""];

type Texts = BTreeMap<String, Message>;

#[test]
fn every_language_has_every_text() {
    let all = shipped();
    assert_eq!(all.keys().map(String::as_str).collect::<Vec<_>>(), LANGUAGES);
    let english: BTreeSet<&String> = all["en"].keys().collect();
    for (language, texts) in &all {
        let names: BTreeSet<&String> = texts.keys().collect();
        let missing: Vec<_> = english.difference(&names).collect();
        let unknown: Vec<_> = names.difference(&english).collect();
        assert!(missing.is_empty() && unknown.is_empty(), "{language}: missing {missing:?}, unknown {unknown:?}");
    }
}

#[test]
fn every_text_has_the_plural_forms_of_its_language() {
    let all = shipped();
    let mut wrong = Vec::new();
    for (language, texts) in &all {
        let of_language = Strings::new(language).plural_forms();
        for (name, message) in texts {
            let expected = match plural_of(&all["en"][name]) {
                _ if of_language == [PluralForm::Other] => vec![PluralForm::Other],
                Plural::None => vec![PluralForm::Other],
                // The words for a kind stand for one thing and for several, not beside a number.
                Plural::Term if name.starts_with("term.") => vec![PluralForm::One, PluralForm::Other],
                _ => of_language.clone(),
            };
            let mut forms: Vec<PluralForm> = message.forms().collect();
            forms.sort_unstable();
            if forms != expected {
                wrong.push(format!("{language} {name}: {forms:?} instead of {expected:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_translation_loses_or_invents_a_value() {
    let all = shipped();
    let mut wrong = Vec::new();
    for (language, texts) in &all {
        for (name, message) in texts {
            let standard = &all["en"][name];
            let known = standard.values();
            let invented = message.values().into_iter().find(|value| !known.contains(value) && term(value).is_none());
            if let Some(value) = invented {
                wrong.push(format!("{language} {name}: there is no value `{value}`"));
            }
            let given = meant(message.form(PluralForm::Other));
            for value in meant(standard.form(PluralForm::Other)).difference(&given) {
                wrong.push(format!("{language} {name}: the value `{value}` is lost"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn templates_and_scripts_ask_for_texts_that_exist() {
    let english = &shipped()["en"];
    let asked = asked();
    assert!(asked.len() > 100, "only {} calls were found", asked.len());
    let unknown: Vec<_> = asked.iter().filter(|(_, name)| !english.contains_key(name)).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

#[test]
fn every_text_is_asked_for() {
    let mut names: BTreeSet<String> = asked().into_iter().map(|(_, name)| name).collect();
    for kind in Kind::ALL {
        names.insert(format!("term.{}", kind.name()));
        names.insert(format!("term.{}_in_sentence", kind.name()));
    }
    names.extend((1..=12).map(|month| format!("date.month_{month}")));
    // The name of a language is asked for by its tag.
    names.extend(shipped()["en"].keys().filter(|name| name.starts_with("language.")).cloned());
    let code: Vec<String> = project::files_below(&project::crate_folder().join("src"))
        .into_iter()
        .filter(|(path, _)| path == "content/strings.rs" || !path.ends_with("strings.rs"))
        .map(|(_, bytes)| String::from_utf8_lossy(&bytes).into_owned())
        .collect();
    let english = &shipped()["en"];
    // A script may choose among several names.
    let code: Vec<String> = code.into_iter().chain(scripts()).collect();
    let in_code = |name: &str| code.iter().any(|code| code.contains(&format!("\"{name}\"")));
    let unused: Vec<_> = english.keys().filter(|name| !names.contains(*name) && !in_code(name)).collect();
    assert!(unused.is_empty(), "{unused:?}");
}

/// What the plural forms of a text stand for.
#[derive(PartialEq)]
enum Plural {
    None,
    Term,
    Count,
}

fn plural_of(english: &Message) -> Plural {
    match english.forms().count() {
        1 => Plural::None,
        _ if english.values().contains(&"count") => Plural::Count,
        _ => Plural::Term,
    }
}

/// The texts of every shipped file, by language and name; a file that does not parse fails the test.
pub fn shipped() -> BTreeMap<String, Texts> {
    let folder = project::crate_folder().join("themes/default/strings");
    let file = |entry: fs::DirEntry| {
        let path = entry.path();
        let language = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let text = fs::read_to_string(&path).unwrap();
        let mut problems = Vec::new();
        let name = path.file_name().unwrap().to_str().unwrap().into();
        let messages = parse::strings::file(&name, &text, &language, &mut problems);
        assert!(problems.is_empty(), "{name}: {problems:?}");
        (language, messages.into_iter().map(|(name, message)| (name.value, message)).collect())
    };
    fs::read_dir(folder).unwrap().map(|entry| file(entry.unwrap())).collect()
}

/// The names that templates and scripts ask for, each with the file that asks.
fn asked() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (path, bytes) in project::files_below(&project::crate_folder().join("themes/default")) {
        if !path.starts_with("templates/") && !path.ends_with(".js") {
            continue;
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        for call in CALLS {
            for (at, _) in text.match_indices(call) {
                let within_a_word = text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
                let name = text[at + call.len()..].split('"').next().unwrap_or_default();
                if !within_a_word {
                    found.push((path.clone(), name.to_owned()));
                }
            }
        }
    }
    found
}

/// The code of all scripts.
fn scripts() -> Vec<String> {
    let assets = project::files_below(&project::crate_folder().join("themes/default/assets")).into_iter();
    let scripts = assets.filter(|(path, _)| path.ends_with(".js"));
    scripts.map(|(_, bytes)| String::from_utf8_lossy(&bytes).into_owned()).collect()
}

/// What the values in a stretch of text stand for: `count`, or a kind, whichever of its words is used.
fn meant(parts: &[TextPart]) -> BTreeSet<&str> {
    parts
        .iter()
        .filter_map(|part| match part {
            TextPart::Value(name) => Some(match term(name) {
                Some(kind) => kind.name(),
                None => name,
            }),
            TextPart::Text(_) => None,
        })
        .collect()
}

/// The kind whose word a value stands for: `Skills` for skills.
fn term(value: &str) -> Option<Kind> {
    let names = |kind: &Kind| kind.words().iter().any(|word| word.eq_ignore_ascii_case(value));
    Kind::ALL.into_iter().find(names)
}
