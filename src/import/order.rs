//! The order file: a person's word on the order of roles, where names and sums do not tell it.
//!
//! One line a track, `Developer: Apprentice developer, Junior developer, Developer`, lowest first. Names with a comma
//! in them are parted by ` < ` instead. Empty lines and lines that start with `#` say nothing. Knows neither the
//! roles' table nor how an order is guessed without it.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, IMPORT_PROBLEM, NOT_UTF8, UNREADABLE_FILE, nearest, one_of};
use crate::source::{Content, Place, Source, Span, Spanned};

use super::notes::Notes;
use super::repair;

/// The lines of an order file.
#[derive(Debug, Default)]
pub struct Orders {
    path: Arc<str>,
    lines: BTreeMap<String, OrderedTrack>,
}

#[derive(Debug)]
struct OrderedTrack {
    track: Spanned<String>,
    roles: Vec<Spanned<String>>,
}

impl Orders {
    /// Reads the file, if there is one. What is wrong goes to `notes`; `None` when it cannot be used.
    pub fn read(source: Option<&Source>, notes: &mut Notes) -> Option<Self> {
        let Some(source) = source else { return Some(Self::default()) };
        let (code, why) = match &source.content {
            Content::Text(text) => return Some(Self::parse(&source.path, text, notes)),
            Content::Bytes(_) => (NOT_UTF8, String::from("the order file is not UTF-8 text")),
            Content::Unreadable(why) => (UNREADABLE_FILE, why.clone()),
        };
        notes.fail(Diagnostic::new(code, Place::file(&source.path), why));
        None
    }

    fn parse(path: &Arc<str>, text: &str, notes: &mut Notes) -> Self {
        let mut orders = Self { path: path.clone(), lines: BTreeMap::new() };
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let here = start;
            start += line.len();
            if line.trim_start_matches('\u{feff}').trim().is_empty() || line.trim_start().starts_with('#') {
                continue;
            }
            let Some((track, roles)) = line.split_once(':') else {
                let span = trimmed(line, here).span;
                let help =
                    "Write the role, a colon and its levels, lowest first: `Developer: Junior developer, Developer`.";
                notes.add(Diagnostic::at(IMPORT_PROBLEM, path, span, "this line orders nothing").help(help));
                continue;
            };
            let separator = if roles.contains(" < ") { "<" } else { "," };
            let mut at = here + track.len() + 1;
            let mut names = Vec::new();
            for name in roles.split(separator) {
                names.extend(Some(trimmed(name, at)).filter(|name| !name.value.is_empty()));
                at += name.len() + separator.len();
            }
            let track = trimmed(track, here);
            let line = OrderedTrack { track, roles: names };
            let again = line.track.span;
            if let Some(first) = orders.lines.insert(key(&line.track.value), line) {
                let message = format!("`{}` is ordered twice; the later line counts", first.track.value);
                let first = Place::at(path, first.track.span);
                notes.add(Diagnostic::at(IMPORT_PROBLEM, path, again, message).related(first, "the first line"));
            }
        }
        orders
    }

    /// `guessed`, which lists the places of `names` lowest first, put into the order that the file gives `track`.
    /// Names that the file leaves out keep their guessed order above those it lists, and are reported.
    pub fn apply(&self, track: &str, names: &[&str], guessed: Vec<usize>, notes: &mut Notes) -> Vec<usize> {
        let Some(line) = self.lines.get(&key(track)) else { return guessed };
        let mut order: Vec<usize> = Vec::new();
        for role in &line.roles {
            let at = names.iter().position(|name| key(name) == key(&role.value));
            match at {
                Some(at) if !order.contains(&at) => order.push(at),
                Some(_) => {
                    let message = format!("`{}` is listed twice; its first place counts", role.value);
                    notes.add(Diagnostic::at(IMPORT_PROBLEM, &self.path, role.span, message));
                }
                None => {
                    let message = format!("`{track}` has no level `{}`", role.value);
                    notes.add(
                        Diagnostic::at(IMPORT_PROBLEM, &self.path, role.span, message).help(hint(&role.value, names)),
                    );
                }
            }
        }
        let left: Vec<usize> = guessed.into_iter().filter(|at| !order.contains(at)).collect();
        if !left.is_empty() {
            let names: Vec<String> = left.iter().map(|at| format!("`{}`", names[*at])).collect();
            let message = format!("the order of `{track}` leaves out {}", names.join(", "));
            let help = "They stand above those that are listed.";
            notes.add(Diagnostic::at(IMPORT_PROBLEM, &self.path, line.track.span, message).help(help));
        }
        order.extend(left);
        order
    }

    /// Reports lines for tracks that are not among `tracks`.
    pub fn report_strangers(&self, tracks: &[&str], notes: &mut Notes) {
        for (name, line) in &self.lines {
            if !tracks.iter().any(|track| key(track) == *name) {
                let message = format!("there is no role `{}`", line.track.value);
                let help = hint(&line.track.value, tracks);
                notes.add(Diagnostic::at(IMPORT_PROBLEM, &self.path, line.track.span, message).help(help));
            }
        }
    }
}

/// Names are the same whatever their case and spaces.
fn key(name: &str) -> String {
    repair::name(name).0.to_lowercase()
}

fn hint(name: &str, known: &[&str]) -> String {
    match nearest(name, known.iter().copied()) {
        Some(near) => format!("Perhaps `{near}` is meant."),
        None => format!("Known are {}.", one_of(known.iter().copied())),
    }
}

/// `text` without the spaces around it, and its place when it starts at the byte `start`.
fn trimmed(text: &str, start: usize) -> Spanned<String> {
    let strip = |sign: char| sign.is_whitespace() || sign == '\u{feff}';
    let before = text.len() - text.trim_start_matches(strip).len();
    let inner = text.trim_matches(strip);
    Spanned::new(inner.to_owned(), Span::new(start + before, start + before + inner.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: &[&str] = &["Chief, acting", "Cook", "Junior cook"];

    fn check(text: &str, expected: &[usize], messages: &[(&str, &str)]) {
        let mut notes = Notes::default();
        let source = Source::text("order.txt", text);
        let orders = Orders::read(Some(&source), &mut notes).unwrap();
        assert_eq!(orders.apply("Cook", NAMES, vec![2, 1, 0], &mut notes), expected);
        orders.report_strangers(&["Cook"], &mut notes);
        let found = notes.finish();
        let shown: Vec<(&str, &str)> =
            found.iter().map(|found| (&text[found.place.span.unwrap().range()], found.message.as_str())).collect();
        assert_eq!(shown, messages);
    }

    #[test]
    fn a_line_orders_its_track() {
        check("# lowest first\n\ncook:  COOK < Chief, acting < junior  cook\r\n", &[1, 0, 2], &[]);
        check("", &[2, 1, 0], &[]);
    }

    #[test]
    fn what_the_file_gets_wrong_is_named() {
        check(
            "Cook: Cook, Juniro cook, Cook, Junior cook\nCok: Cook\nnothing\n",
            &[1, 2, 0],
            &[
                ("Cook", "the order of `Cook` leaves out `Chief, acting`"),
                ("Juniro cook", "`Cook` has no level `Juniro cook`"),
                ("Cook", "`Cook` is listed twice; its first place counts"),
                ("Cok", "there is no role `Cok`"),
                ("nothing", "this line orders nothing"),
            ],
        );
    }
}
