//! YAML, JSON and JavaScript literals read as one kind of tree.
//!
//! Scalars of YAML stay text: what a number means is the format's business. A YAML file that a TAB makes unreadable is
//! read with spaces instead, and the repair names the TAB.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::diagnostic::{Diagnostic, IMPORT_PROBLEM, IMPORT_REPAIR};
use crate::parse::yaml::{self, Node};
use crate::source::{Place, Span};

use super::input::Input;
use super::notes::Notes;

/// The first document of a YAML file, or its front matter.
pub fn yaml(input: &Input, notes: &mut Notes) -> Option<Value> {
    let text = input.text(notes)?;
    yaml_text(&input.path, &text, 0..text.len(), notes)
}

/// YAML that stands at `range` of a file's text.
pub fn yaml_text(path: &Arc<str>, text: &str, range: std::ops::Range<usize>, notes: &mut Notes) -> Option<Value> {
    let mut found = Vec::new();
    let node = yaml::parse(path, text, range.clone(), &mut found);
    if let (Some(node), true) = (node, found.is_empty()) {
        // Some readers of YAML take a TAB behind a dash and others refuse the file, so it is named all the same.
        let mut at = range.start;
        for line in text[range].split_inclusive('\n') {
            let before = line.len() - line.trim_start_matches([' ', '-', '\t']).len();
            if let Some(tab) = line[..before].find('\t') {
                notes.add(tab_repair(path, at + tab));
            }
            at += line.len();
        }
        return Some(value(&node));
    }
    // A TAB is as long as a space, so every place stays what it was.
    let mended: String =
        text.char_indices().map(|(at, sign)| if sign == '\t' && range.contains(&at) { ' ' } else { sign }).collect();
    let mut again = Vec::new();
    let node = yaml::parse(path, &mended, range, &mut again);
    if let (Some(node), true) = (node, again.is_empty()) {
        for tab in found {
            let start = tab.place.span.unwrap_or_default().start as usize;
            let at = text[start..].find('\t').map_or(start, |tab| start + tab);
            notes.add(tab_repair(path, at));
        }
        return Some(value(&node));
    }
    for mut problem in found {
        problem.help.get_or_insert_with(|| "The file was left out.".into());
        notes.fail(problem);
    }
    None
}

fn tab_repair(path: &Arc<str>, at: usize) -> Diagnostic {
    let message = "a TAB character stands where YAML wants spaces; it was read as a space";
    let help = "Replace the TAB by a space in the source.";
    Diagnostic::at(IMPORT_REPAIR, path, Span::new(at, at + 1), message).help(help)
}

/// A JSON file.
pub fn json(input: &Input, notes: &mut Notes) -> Option<Value> {
    let text = input.text(notes)?;
    match serde_json::from_str(text.trim_start_matches('\u{feff}')) {
        Ok(value) => Some(value),
        Err(why) => {
            let before = text.split_inclusive('\n').take(why.line().saturating_sub(1)).map(str::len).sum::<usize>();
            let at = (before + why.column().saturating_sub(1)).min(text.len());
            let message = format!("the JSON cannot be read: {why}");
            notes.fail(Diagnostic::new(IMPORT_PROBLEM, Place::at(&input.path, Span::new(at, at)), message));
            None
        }
    }
}

fn value(node: &Node) -> Value {
    match &node.value {
        yaml::Value::Null => Value::Null,
        yaml::Value::Scalar(text, _) => Value::String(text.value.clone()),
        yaml::Value::List(items) => Value::Array(items.iter().map(value).collect()),
        yaml::Value::Map(entries) => {
            Value::Object(entries.iter().map(|(key, node)| (key.name.clone(), value(node))).collect::<Map<_, _>>())
        }
    }
}

/// The trimmed text under a key; empty when there is none.
pub fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default().trim()
}

/// A scalar under a key as text, a number too; empty when there is none.
pub fn scalar(value: &Value, key: &str) -> String {
    match value.get(key) {
        Some(Value::String(text)) => text.trim().to_owned(),
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::Bool(flag)) => flag.to_string(),
        _ => String::new(),
    }
}

/// The items of a list under a key, or of the value itself when the key is empty; none when there is none.
pub fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    let at = if key.is_empty() { Some(value) } else { value.get(key) };
    at.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// The texts of a list under a key.
pub fn texts(value: &Value, key: &str) -> Vec<String> {
    let texts = list(value, key).iter().filter_map(Value::as_str).map(str::trim);
    texts.filter(|text| !text.is_empty()).map(str::to_owned).collect()
}

/// The entries of a mapping under a key; none when there is none.
pub fn entries<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = (&'a String, &'a Value)> {
    value.get(key).and_then(Value::as_object).into_iter().flatten()
}

/// What `name = LITERAL` holds in a JavaScript or TypeScript file, read as data and never run. `None` when the name
/// is not there or its value is computed.
pub fn javascript(source: &str, name: &str) -> Option<Value> {
    for (at, _) in source.match_indices(name) {
        let before = source[..at].trim_end();
        let declared = ["const", "let", "var"].iter().any(|word| before.ends_with(word));
        let in_comment = before.rsplit('\n').next().is_some_and(|line| line.contains("//"));
        let rest = &source[at + name.len()..];
        if !declared || in_comment || rest.starts_with(|sign: char| sign.is_alphanumeric() || matches!(sign, '_' | '$'))
        {
            continue;
        }
        let equals = rest.find('=')?;
        // A type may stand between, `: Tracks =`; a comma or a semicolon may not.
        if rest[..equals].contains([';', '\n']) {
            continue;
        }
        let mut reader = Literal { rest: &rest[equals + 1..], depth: 0 };
        return reader.value();
    }
    None
}

/// Reads literals: objects, arrays, strings, template strings without `${`, numbers, truth values.
struct Literal<'a> {
    rest: &'a str,
    depth: usize,
}

impl Literal<'_> {
    fn skip(&mut self) {
        loop {
            self.rest = self.rest.trim_start();
            if let Some(comment) = self.rest.strip_prefix("//") {
                self.rest = comment.find('\n').map_or("", |end| &comment[end..]);
            } else if let Some(comment) = self.rest.strip_prefix("/*") {
                self.rest = comment.find("*/").map_or("", |end| &comment[end + 2..]);
            } else {
                return;
            }
        }
    }

    fn eat(&mut self, sign: char) -> bool {
        self.skip();
        let Some(rest) = self.rest.strip_prefix(sign) else { return false };
        self.rest = rest;
        true
    }

    fn value(&mut self) -> Option<Value> {
        self.depth += 1;
        if self.depth > 40 {
            return None;
        }
        self.skip();
        let value = match self.rest.chars().next()? {
            '{' => self.object()?,
            '[' => self.array()?,
            '\'' | '"' | '`' => {
                let mut text = self.string()?;
                // Long texts are often written in pieces.
                while self.eat('+') {
                    self.skip();
                    text.push_str(&self.string()?);
                }
                Value::String(text)
            }
            _ => self.word()?,
        };
        self.depth -= 1;
        Some(value)
    }

    fn object(&mut self) -> Option<Value> {
        let mut entries = Map::new();
        self.parts('{', '}', |reader| {
            let key = match reader.rest.chars().next()? {
                '\'' | '"' => reader.string()?,
                _ => reader.name()?,
            };
            let value = reader.eat(':').then(|| reader.value())??;
            entries.insert(key, value);
            Some(())
        })?;
        Some(Value::Object(entries))
    }

    fn array(&mut self) -> Option<Value> {
        let mut items = Vec::new();
        self.parts('[', ']', |reader| {
            items.push(reader.value()?);
            Some(())
        })?;
        Some(Value::Array(items))
    }

    /// What stands between two signs, with commas between its parts and perhaps behind the last.
    fn parts(&mut self, open: char, close: char, mut part: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.eat(open);
        while !self.eat(close) {
            part(self)?;
            if !self.eat(',') {
                return self.eat(close).then_some(());
            }
        }
        Some(())
    }

    fn name(&mut self) -> Option<String> {
        let end = self.rest.find(|sign: char| !(sign.is_alphanumeric() || matches!(sign, '_' | '$' | '.')))?;
        let (name, rest) = self.rest.split_at(end);
        self.rest = rest;
        (!name.is_empty()).then(|| name.to_owned())
    }

    fn word(&mut self) -> Option<Value> {
        let minus = self.eat('-');
        let name = self.name()?;
        match name.as_str() {
            "true" | "false" => Some(Value::Bool(name == "true")),
            "null" | "undefined" => Some(Value::Null),
            number => {
                let number: f64 = number.parse().ok()?;
                let number = if minus { -number } else { number };
                if number.fract() == 0.0 && number.abs() < 1e15 {
                    return Some(Value::from(number as i64));
                }
                serde_json::Number::from_f64(number).map(Value::Number)
            }
        }
    }

    fn string(&mut self) -> Option<String> {
        let quote = self.rest.chars().next()?;
        let mut out = String::new();
        let mut signs = self.rest[1..].char_indices();
        while let Some((at, sign)) = signs.next() {
            match sign {
                sign if sign == quote => {
                    self.rest = &self.rest[1 + at + 1..];
                    return Some(out);
                }
                // A computed part makes the whole text computed.
                '$' if quote == '`' && self.rest[1 + at..].starts_with("${") => return None,
                '\\' => match signs.next()?.1 {
                    'n' => out.push('\n'),
                    't' => out.push('\t'),
                    'r' | '\n' => {}
                    'u' => {
                        let code: String = signs.by_ref().take(4).map(|(_, digit)| digit).collect();
                        out.push(char::from_u32(u32::from_str_radix(&code, 16).ok()?)?);
                    }
                    other => out.push(other),
                },
                other => out.push(other),
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn literals_are_read_and_code_is_not() {
        let source = "// export const tracks = 1\ntype Tracks = {| a: 1 |}\nexport const tracks: Tracks = {\n  A: { 'b': \"c\\\"d\", /* x */ list: [1, -2.5, true,], },\n}\nconst sum = tracks.map(f)\nconst text = 'a ' +\n  `b`";
        assert_eq!(javascript(source, "tracks"), Some(json!({ "A": { "b": "c\"d", "list": [1, -2.5, true] } })));
        assert_eq!(javascript(source, "sum"), None);
        assert_eq!(javascript(source, "text"), Some(json!("a b")));
        assert_eq!(javascript("const a = `x${y}`", "a"), None);
    }

    #[test]
    fn a_tab_in_yaml_is_read_and_named() {
        let text = "list:\n  -\t\"one\"\n  - \"two\"\n";
        let mut notes = Notes::default();
        let value = yaml(&Input::new("a.yml", text.as_bytes().to_vec()), &mut notes);
        assert_eq!(value, Some(json!({ "list": ["one", "two"] })));
        let found = notes.finish();
        assert_eq!(found.len(), 1);
        assert!(found[0].message.contains("TAB"), "{}", found[0].message);
        assert_eq!(&text[found[0].place.span.unwrap().range()], "\t");
    }
}
