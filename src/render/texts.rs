//! The functions through which templates show interface texts.
//!
//! `{{ t(name="role.next") }}` gives the text in the language of the handbook; further arguments are its values, and
//! `count` chooses the plural form. In HTML, text and values are escaped unless a value is marked as safe, so that a link
//! can stand within a sentence. A text without a translation is marked with its language; within an attribute, where no
//! mark can stand, templates write `t_attr`. An element without words of the handbook has `t_lang` beside such an
//! attribute: the language of an element is that of its attributes. `script_texts(of="rungs.js search.js")` gives the
//! texts that these scripts ask for, as JSON for a script element.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

use crate::content::strings::{Strings, TextPart};
use crate::diagnostic::nearest;
use crate::page::cards::PageFormat;
use crate::parse::markdown;
use crate::theme::SiteTheme;

use super::filters;

/// The names of the functions, for suggestions.
pub const NAMES: [&str; 4] = ["t", "t_attr", "t_lang", "script_texts"];

/// Adds the functions to `tera`, before its first template.
pub fn register(tera: &mut Tera, theme: &SiteTheme, format: PageFormat) {
    let [strings, shared, of_elements] = std::array::from_fn(|_| theme.strings.clone());
    tera.register_function(NAMES[0], move |arguments: Kwargs, state: &State| {
        let (text, foreign) = text(&shared, &arguments, state, format)?;
        Ok::<Value, Error>(match foreign {
            Some(language) if format == PageFormat::Html && state.autoescaping_enabled() => {
                Value::safe_string(&filters::in_language(&text, &state.escape(&language)?))
            }
            _ => Value::safe_string(&text),
        })
    });
    tera.register_function(NAMES[1], move |arguments: Kwargs, state: &State| {
        text(&strings, &arguments, state, format).map(|(text, _)| Value::safe_string(&text))
    });
    tera.register_function(NAMES[2], move |arguments: Kwargs, state: &State| {
        let message = of_elements.get(arguments.must_get::<&str>("name")?);
        Ok::<Value, Error>(match message.filter(|message| of_elements.is_foreign(message)) {
            Some(message) => Value::safe_string(&filters::attributes_of_language(&state.escape(&message.language)?)),
            None => Value::safe_string(""),
        })
    });
    // Every page asks for the same scripts' texts, so that they are looked up once.
    let (theme, known) = (theme.clone(), Mutex::new(BTreeMap::new()));
    tera.register_function(NAMES[3], move |arguments: Kwargs, _: &State| {
        let of = arguments.must_get::<&str>("of")?;
        let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
        let texts = known.entry(of.to_owned()).or_insert_with(|| {
            let names: Vec<&str> = of.split_whitespace().collect();
            theme.script_texts(&names)
        });
        Ok::<Value, Error>(Value::safe_string(texts))
    });
}

/// The text that the arguments ask for, and its language if that is not the handbook's.
fn text(
    strings: &Strings,
    arguments: &Kwargs,
    state: &State,
    format: PageFormat,
) -> TeraResult<(String, Option<String>)> {
    let name = arguments.must_get::<&str>("name")?;
    let Some(message) = strings.get(name) else {
        let near = nearest(name, strings.all().map(|(name, _)| name));
        let near = near.map(|near| format!(" Did you mean `{near}`?")).unwrap_or_default();
        return Err(Error::message(format!("there is no interface text `{name}`.{near}")));
    };
    let count = arguments.get::<usize>("count")?;
    let mut text = String::new();
    for part in strings.chosen(message, count) {
        match part {
            TextPart::Text(words) if format == PageFormat::Markdown => text.push_str(&markdown::escaped_within(words)),
            TextPart::Text(words) if state.autoescaping_enabled() => text.push_str(&state.escape(words)?),
            TextPart::Text(words) => text.push_str(words),
            TextPart::Value(value) => {
                let given = arguments.iter().find(|(key, _)| key.as_str() == Some(value));
                let Some((_, given)) = given else {
                    return Err(Error::message(format!("the interface text `{name}` needs a value `{value}`")));
                };
                match given.as_u64().and_then(|number| usize::try_from(number).ok()) {
                    Some(number) if given.is_number() => text.push_str(&strings.number(number)),
                    _ => text.push_str(&state.escape_if_needed(given)?),
                }
            }
        }
    }
    Ok((text, strings.is_foreign(message).then(|| message.language.clone())))
}
