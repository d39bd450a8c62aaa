//! The filters that templates have besides tera's own.
//!
//! All are pure. Knows nothing of pages.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::content::strings::Strings;
use crate::parse::markdown;
use tera::{Kwargs, Map, State, Tera, TeraResult, Value};

/// Every filter a template can use, for suggestions.
pub const NAMES: &[&str] = &[
    "abs",
    "capitalize",
    "date",
    "decimal",
    "deeper",
    "default",
    "destination",
    "escape",
    "escape_html",
    "escape_xml",
    "first",
    "float",
    "get",
    "group_by",
    "indent",
    "int",
    "join",
    "keys",
    "language",
    "last",
    "length",
    "lower",
    "marked",
    "meter",
    "newlines_to_br",
    "nth",
    "pairs",
    "pluralize",
    "replace",
    "reverse",
    "round",
    "runs",
    "safe",
    "sort",
    "split",
    "str",
    "title",
    "trim",
    "trim_end",
    "trim_start",
    "truncate",
    "unique",
    "upper",
    "values",
    "wordcount",
    "words",
];

/// Adds the filters to `tera`, before its first template.
pub fn register(tera: &mut Tera, strings: &Arc<Strings>) {
    let texts = strings.clone();
    tera.register_filter("date", move |day: &str, _: Kwargs, _: &State| texts.date(day));
    let texts = strings.clone();
    tera.register_filter("decimal", move |number: f64, _: Kwargs, _: &State| texts.decimal(number));
    let texts = strings.clone();
    tera.register_filter("language", move |tag: &str, _: Kwargs, _: &State| texts.language_name(tag));
    let foreign = strings.foreign();
    tera.register_filter("marked", move |text: Value, _: Kwargs, state: &State| marked(&foreign, text, state));
    tera.register_filter("meter", meter);
    tera.register_filter("runs", runs);
    tera.register_filter("group_by", group_by);
    tera.register_filter("deeper", deeper);
    tera.register_filter("destination", destination);
    tera.register_filter("words", words);
}

/// A title, marked with its language if it is an interface text that has no translation.
fn marked(foreign: &BTreeMap<String, String>, text: Value, state: &State) -> TeraResult<Value> {
    let Some(words) = text.as_str() else { return Ok(text) };
    let Some(language) = foreign.get(words) else { return Ok(text) };
    let words = if text.is_safe() { words.to_owned() } else { state.escape(words)? };
    Ok(Value::safe_string(&in_language(&words, &state.escape(language)?)))
}

/// Escaped words of another language than the page's. The texts that others fall back to are written from left to right.
pub fn in_language(words: &str, language: &str) -> String {
    format!("<span{}>{words}</span>", attributes_of_language(language))
}

/// The attributes of an element with such words.
pub fn attributes_of_language(language: &str) -> String {
    format!(" lang=\"{language}\" dir=\"ltr\"")
}

/// An address as Markdown has it between the parentheses of a link.
fn destination(address: &str, _: Kwargs, _: &State) -> TeraResult<Value> {
    let mut out = String::new();
    markdown::destination(&mut out, address, None);
    Ok(Value::safe_string(&out))
}

/// A text in Markdown with its headings one level deeper.
fn deeper(text: &str, _: Kwargs, _: &State) -> String {
    deeper_headings(text)
}

fn deeper_headings(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut fence: Option<&str> = None;
    for line in text.split_inclusive('\n') {
        let marks = &line[..line.len() - line.trim_start_matches('`').len()];
        match fence {
            Some(open) if marks.len() >= open.len() => fence = None,
            None if marks.len() > 2 => fence = Some(marks),
            // What is no heading but begins like one is escaped.
            None if line.starts_with('#') && !line.starts_with("######") => out.push('#'),
            _ => {}
        }
        out.push_str(line);
    }
    out
}

/// Words of a sentence as Markdown, with the spaces around them.
fn words(text: &str, _: Kwargs, _: &State) -> Value {
    Value::safe_string(&markdown::escaped_within(&text.replace(char::is_whitespace, " ")))
}

/// The text with every stretch of white space as one space, and none around it.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The most rungs a meter draws: a scale may have any number of steps, a picture may not.
const MAX_RUNGS: usize = 12;

/// A step's number as a small ladder of `of` rungs, the lowest first; those above `before`, if given, rose.
///
/// A filter, because a page may have hundreds of them.
fn meter(number: usize, arguments: Kwargs, _: &State) -> TeraResult<Value> {
    let of = arguments.must_get::<usize>("of")?.min(MAX_RUNGS);
    let before = arguments.get::<usize>("before")?.unwrap_or(number);
    let mut html = String::with_capacity(48 + of * 20);
    html.push_str("<span class=\"step-rungs\" aria-hidden=\"true\">");
    for rung in 1..=of {
        html.push_str(match rung {
            rung if rung > number => "<i></i>",
            rung if rung > before => "<i class=\"rose\"></i>",
            _ => "<i class=\"on\"></i>",
        });
    }
    html.push_str("</span>");
    Ok(Value::safe_string(&html))
}

/// Neighbours with the same attribute: a list of `{ key, items }` in the order of the list.
fn runs(list: &[Value], arguments: Kwargs, _: &State) -> TeraResult<Vec<Value>> {
    let path = arguments.must_get::<&str>("attribute")?;
    let mut runs: Vec<(Value, Vec<Value>)> = Vec::new();
    for item in list {
        let key = item.get_from_path(path).cloned().unwrap_or_else(Value::none);
        match runs.last_mut() {
            Some((last, items)) if *last == key => items.push(item.clone()),
            _ => runs.push((key, vec![item.clone()])),
        }
    }
    let run = |(key, items): (Value, Vec<Value>)| {
        let mut map = Map::new();
        map.insert("key".into(), key);
        map.insert("items".into(), items.into());
        Value::from(map)
    };
    Ok(runs.into_iter().map(run).collect())
}

/// tera's `group_by` in the order of the list: the original goes through a hash map, whose order differs from run to
/// run, and so would the pages.
fn group_by(list: &[Value], arguments: Kwargs, _: &State) -> TeraResult<Map> {
    let path = arguments.must_get::<&str>("attribute")?;
    let mut groups: Vec<(String, Vec<Value>)> = Vec::new();
    for item in list {
        let Some(key) = item.get_from_path(path).filter(|key| !key.is_none()) else { continue };
        let key = key.to_string();
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, items)) => items.push(item.clone()),
            None => groups.push((key, vec![item.clone()])),
        }
    }
    Ok(groups.into_iter().map(|(key, items)| (key.into(), items.into())).collect())
}

#[cfg(test)]
mod tests {
    #[test]
    fn headings_go_deeper_and_code_stays() {
        let text = "## a\n\n\\# b\n\n````md\n# c\n```\n# d\n````\n\n###### e\n";
        let deeper = super::deeper_headings(text);
        assert_eq!(deeper, "### a\n\n\\# b\n\n````md\n# c\n```\n# d\n````\n\n###### e\n");
    }
}
