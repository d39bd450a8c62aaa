//! Diagnostics for reading, in the form that Rust's compiler made familiar; the only user of `annotate-snippets`.
//!
//! The crate gets short, harmless excerpts, because it would otherwise read whole files for each diagnostic and
//! print what it finds. The positions are ours too, since it can only count columns in the excerpt.

use std::io::{self, Write};
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Patch, Renderer, Snippet};

use super::excerpt::{Excerpt, MAX_LINES, shown_part};
use super::located::{Files, LocatedFile};
use super::plural;
use super::printable::{line, paragraph};
use crate::diagnostic::{Diagnostic, Edit, Related, Severity};
use crate::source::Place;

/// Related places further away than this many lines get an excerpt of their own.
const NEAR_LINES: usize = MAX_LINES;

/// Related places further away than this many bytes on one line, too.
const NEAR_BYTES: usize = 80;

/// More related places than this are only counted.
const MAX_RELATED: usize = 8;

/// More separate suggestions than this are only counted.
const MAX_SUGGESTIONS: usize = 4;

/// Longer replacements are not shown.
const MAX_REPLACEMENT_BYTES: usize = 1000;

/// More problems than this are only counted, because the first often cause the rest.
const MAX_SHOWN: usize = 100;

/// Stands, while a report is drawn, between a position of ours and the one that the crate appends. Text from content
/// cannot hold it: it is one of the characters that are replaced.
const OURS_ENDS: char = '\u{1}';

/// Prints each diagnostic and an empty line; of very many the first ones, errors before all else.
pub(super) fn print(diagnostics: &[Diagnostic], files: &Files, color: bool, out: &mut dyn Write) -> io::Result<()> {
    // The width is ours to keep: the excerpts are cut already.
    let renderer = if color { Renderer::styled() } else { Renderer::plain() }.term_width(usize::MAX / 4);
    let is_error = |diagnostic: &&Diagnostic| diagnostic.severity == Severity::Error;
    let mut errors = MAX_SHOWN;
    let mut others = MAX_SHOWN.saturating_sub(diagnostics.iter().filter(is_error).count());
    for diagnostic in diagnostics {
        let left = if is_error(&diagnostic) { &mut errors } else { &mut others };
        if *left > 0 {
            *left -= 1;
            writeln!(out, "{}\n", render(diagnostic, files, &renderer))?;
        }
    }
    match diagnostics.len().saturating_sub(MAX_SHOWN) {
        0 => Ok(()),
        more => writeln!(out, "... and {more} more; `--format short` lists them all\n"),
    }
}

/// One diagnostic, without colour.
pub(super) fn text(diagnostic: &Diagnostic, files: &Files) -> String {
    render(diagnostic, files, &Renderer::plain().term_width(usize::MAX / 4))
}

fn render(diagnostic: &Diagnostic, files: &Files, renderer: &Renderer) -> String {
    let Diagnostic { place, code, severity, message, help, edits, .. } = diagnostic;
    let level = match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let mut problem = Group::with_title(level.primary_title(paragraph(message)).id(code.name));
    problem = problem.elements(places(diagnostic, files));

    let (snippets, left_out) = files.get(&place.path).map(|file| suggestions(file, edits)).unwrap_or_default();
    let help = help.as_deref().map(paragraph);
    if snippets.is_empty() {
        problem = problem.elements(help.map(|help| Level::HELP.message(help)));
        return with_our_positions(&renderer.render(&[problem]));
    }
    let title = Level::HELP.secondary_title(help.unwrap_or_else(|| String::from("this mends it")));
    let mut repair = Group::with_title(title).elements(snippets);
    if left_out > 0 {
        repair = repair.element(Level::NOTE.message(format!("and {}", plural(left_out, "more change"))));
    }
    with_our_positions(&renderer.render(&[problem, repair]))
}

/// Takes out the `:line:column` behind each [`OURS_ENDS`].
fn with_our_positions(drawn: &str) -> String {
    let mut parts = drawn.split(OURS_ENDS);
    let first = parts.next().unwrap_or_default();
    let rest = parts.map(|part| part.trim_start_matches(|c: char| c == ':' || c.is_ascii_digit()));
    [first].into_iter().chain(rest).collect()
}

/// The place of the problem and the related ones, each in the excerpt of its file.
fn places<'a>(diagnostic: &Diagnostic, files: &Files) -> Vec<Element<'a>> {
    let Diagnostic { place, label, related, .. } = diagnostic;
    let (related, left_out) = related.split_at(related.len().min(MAX_RELATED));
    let mut elements = Vec::new();
    let mut notes = Vec::new();
    let (near, far): (Vec<&Related>, Vec<&Related>) =
        related.iter().partition(|other| is_near(place, &other.place, files));
    match located(place, files) {
        Some((file, shown)) => {
            let near = near.iter().filter_map(|other| Some((shown_part(file, other.place.span?), &*other.message)));
            elements.push(excerpt(place, file, AnnotationKind::Primary, (shown, label.as_deref()), near.collect()));
        }
        None => {
            elements.push(Origin::path(line(&place.path)).into());
            notes.extend(label.iter().map(|label| line(label)));
        }
    }
    for other in far {
        match located(&other.place, files) {
            Some((file, shown)) => {
                let marked = (shown, Some(&*other.message));
                elements.push(excerpt(&other.place, file, AnnotationKind::Context, marked, Vec::new()));
            }
            None => notes.push(format!("{}: {}", line(&other.message), line(&other.place.path))),
        }
    }
    if !left_out.is_empty() {
        notes.push(format!("and {} more", left_out.len()));
    }
    elements.extend(notes.into_iter().map(|note| Level::NOTE.message(note).into()));
    elements
}

/// The file of a place and the part of the place to show, if it has text and is not the file as a whole.
fn located<'f, 'a>(place: &Place, files: &'f Files<'a>) -> Option<(&'f LocatedFile<'a>, Range<usize>)> {
    let file = files.get(&place.path)?;
    Some((file, shown_part(file, place.span?)))
}

/// Whether two places can share an excerpt.
fn is_near(place: &Place, other: &Place, files: &Files) -> bool {
    let (Some(one), Some(two)) = (files.region(place), files.region(other)) else { return false };
    let (Some(from), Some(to)) = (place.span, other.span) else { return false };
    let lines = one.start.line.abs_diff(two.start.line);
    place.path == other.path && lines <= NEAR_LINES && (lines > 0 || from.start.abs_diff(to.start) < NEAR_BYTES as u32)
}

/// A place's position, and the lines it is in with it and what is near it marked.
fn excerpt<'a>(
    place: &Place,
    file: &LocatedFile,
    kind: AnnotationKind,
    (shown, label): (Range<usize>, Option<&str>),
    near: Vec<(Range<usize>, &str)>,
) -> Element<'a> {
    let start = file.lines.position(shown.start);
    let path = format!("{}:{}:{}{OURS_ENDS}", line(&place.path), start.line, start.column);
    let all: Vec<Range<usize>> = [&shown].into_iter().chain(near.iter().map(|(range, _)| range)).cloned().collect();
    let excerpt = Excerpt::of(file, &all);
    let mark = |kind: AnnotationKind, range: &Range<usize>, label: Option<&str>| {
        kind.span(excerpt.range(file, range)).label(label.map(line))
    };
    let main = mark(kind, &shown, label);
    let others = near.iter().map(|(range, message)| mark(AnnotationKind::Context, range, Some(message)));
    let marks: Vec<_> = [main].into_iter().chain(others).collect();
    Snippet::source(excerpt.text).line_start(excerpt.first_line).path(path).annotations(marks).into()
}

/// Edits as they can be shown, and how many are too long, too many or too far into a long line for that.
fn suggestions<'a>(file: &LocatedFile, edits: &[Edit]) -> (Vec<Snippet<'a, Patch<'a>>>, usize) {
    let mut edits: Vec<(Range<usize>, &str)> =
        edits.iter().map(|edit| (file.clamped(edit.span), &*edit.replacement)).collect();
    edits.sort_by_key(|(range, _)| (range.start, range.end));
    let line_of = |offset: usize| file.lines.position(offset).line;
    let (mut snippets, mut left_out) = (Vec::new(), 0);
    let mut left = edits.as_slice();
    while let Some((first, _)) = left.first() {
        // Edits on the same few lines are one suggestion.
        let first_line = line_of(first.start);
        let count = left.iter().take_while(|(range, _)| line_of(range.end) < first_line + MAX_LINES).count().max(1);
        let (together, rest) = left.split_at(count);
        left = rest;
        match suggestion(file, together) {
            Some(snippet) if snippets.len() < MAX_SUGGESTIONS => snippets.push(snippet),
            _ => left_out += count,
        }
    }
    (snippets, left_out)
}

/// The edits, sorted, as one suggestion; `None` if they overlap or cannot be shown in full.
fn suggestion<'a>(file: &LocatedFile, edits: &[(Range<usize>, &str)]) -> Option<Snippet<'a, Patch<'a>>> {
    let overlaps = edits.windows(2).any(|pair| pair[1].0.start < pair[0].0.end);
    let is_long = edits.iter().any(|(range, replacement)| {
        replacement.len() > MAX_REPLACEMENT_BYTES
            || replacement.lines().count() > MAX_LINES
            || range.len() > MAX_REPLACEMENT_BYTES
            || file.text[range.clone()].lines().count() > MAX_LINES
    });
    if overlaps || is_long {
        return None;
    }
    let ranges: Vec<Range<usize>> = edits.iter().map(|(range, _)| range.clone()).collect();
    let excerpt = Excerpt::of(file, &ranges);
    if !ranges.iter().all(|range| excerpt.shows(range)) {
        return None;
    }
    let patches: Vec<_> = edits
        .iter()
        .map(|(range, replacement)| {
            let replacement = paragraph(&replacement.replace("\r\n", "\n"));
            Patch::new(excerpt.range(file, range), replacement)
        })
        .collect();
    Some(Snippet::source(excerpt.text).line_start(excerpt.first_line).patches(patches))
}

#[cfg(test)]
mod tests {
    use super::super::*;
    use super::MAX_SUGGESTIONS;
    use crate::diagnostic::{DUPLICATE_ID, EMPTY_FILE, UNKNOWN_FIELD, UNREADABLE_FILE};
    use crate::source::{Place, Source, Span};
    use proptest::prelude::*;

    fn of(text: &str, diagnostic: Diagnostic) -> String {
        let sources = Sources::from_iter([Source::text("content/a.md", text), Source::text("content/b.md", "id: x\n")]);
        human_text(&diagnostic, &sources)
    }

    fn problem(start: usize, end: usize) -> Diagnostic {
        Diagnostic::at(UNKNOWN_FIELD, &"content/a.md".into(), Span::new(start, end), "field `summray` is not known")
    }

    #[test]
    fn a_problem_shows_its_line_what_is_expected_and_how_to_mend_it() {
        let text = "---\ntitle: T\nsummray: x\n---\n";
        let shown = of(text, problem(13, 20).label("not known here").help("Fields are `title` or `summary`."));
        assert_eq!(
            shown,
            "\
error[unknown-field]: field `summray` is not known
 --> content/a.md:3:1
  |
3 | summray: x
  | ^^^^^^^ not known here
  |
  = help: Fields are `title` or `summary`."
        );
        let shown = of(text, problem(13, 20).help("there is `summary`").edit(Span::new(13, 20), "summary"));
        assert_eq!(
            shown,
            "\
error[unknown-field]: field `summray` is not known
 --> content/a.md:3:1
  |
3 | summray: x
  | ^^^^^^^
  |
help: there is `summary`
  |
3 - summray: x
3 + summary: x
  |"
        );
    }

    #[test]
    fn related_places_are_shown_where_they_are() {
        let text = format!("id: x\nid: y\n{}id: z\n", "\n".repeat(20));
        let (a, b) = ("content/a.md".into(), "content/b.md".into());
        let diagnostic = Diagnostic::at(DUPLICATE_ID, &a, Span::new(4, 5), "two of `x`")
            .related(Place::at(&a, Span::new(10, 11)), "near")
            .related(Place::at(&a, Span::new(36, 37)), "far")
            .related(Place::at(&b, Span::new(4, 5)), "elsewhere")
            .related(Place::file(&"logo.png".into()), "without text");
        assert_eq!(
            of(&text, diagnostic),
            "\
error[duplicate-id]: two of `x`
  --> content/a.md:1:5
   |
 1 | id: x
   |     ^
 2 | id: y
   |     - near
   |
  ::: content/a.md:23:5
   |
23 | id: z
   |     - far
   |
  ::: content/b.md:1:5
   |
 1 | id: x
   |     - elsewhere
   |
   = note: without text: logo.png"
        );
    }

    #[test]
    fn a_file_as_a_whole_is_only_named() {
        let shown = of("x", Diagnostic::new(UNREADABLE_FILE, Place::file(&"content/a.md".into()), "m").help("h"));
        assert_eq!(shown, "error[unreadable-file]: m\n--> content/a.md\n = help: h");
        let gone = Diagnostic::at(UNKNOWN_FIELD, &"gone.md".into(), Span::new(3, 4), "m").edit(Span::new(3, 4), "x");
        assert_eq!(of("x", gone), "error[unknown-field]: m\n--> gone.md");
    }

    /// What stands behind the `|` of the line with the number `line`, and of the line below it.
    fn marked(shown: &str, line: &str) -> (String, String) {
        let mut lines = shown.lines().skip_while(|shown| !shown.starts_with(&format!("{line} |")));
        let mut next = || lines.next().unwrap_or_default().split_once("| ").map_or("", |(_, text)| text).to_string();
        (next(), next())
    }

    #[test]
    fn odd_places_are_pointed_at_as_well_as_can_be() {
        let past_the_end = of("abc\n", problem(90, 99).label("here"));
        assert!(past_the_end.contains("a.md:2:1\n"), "{past_the_end}");
        assert_eq!(marked(&past_the_end, "2"), (" ".into(), "^ here".into()));
        assert_eq!(marked(&of("", problem(0, 0)), "1"), (" ".into(), "^".into()));
        assert_eq!(marked(&of("\u{feff}ab: c\r\nd", problem(0, 5)), "1"), ("ab: c".into(), "^^".into()));
        assert_eq!(marked(&of("a: b\r\nd", problem(3, 6)), "1"), ("a: b".into(), "   ^".into()));
        let tabs_and_wide = of("\t日本: x", problem(1, 7));
        assert!(tabs_and_wide.contains("a.md:1:2\n"), "{tabs_and_wide}");
        assert_eq!(marked(&tabs_and_wide, "1"), ("    日本: x".into(), "    ^^^^".into()));
        let long: String = (1..50).map(|n| format!("line {n}\n")).collect();
        let several_lines = of(&long, problem(0, 300).label("all of this"));
        assert!(several_lines.contains("line 6") && !several_lines.contains("line 7"), "{several_lines}");
    }

    #[test]
    fn a_flood_ends_after_the_first_hundred_and_shows_errors_first() {
        let place = || Place::file(&"content/a.md".into());
        let mut flood = vec![Diagnostic::new(EMPTY_FILE, place(), "w"); 300];
        flood.extend(vec![Diagnostic::new(UNREADABLE_FILE, place(), "e"); 40]);
        let mut out = Vec::new();
        print(&flood, &Sources::default(), ReportFormat::Human, false, &mut out).unwrap();
        let shown = String::from_utf8(out).unwrap();
        assert_eq!(shown.matches("error[").count(), 40);
        assert_eq!(shown.matches("warning[").count(), 60);
        assert!(shown.contains("and 240 more"), "{shown}");
        let mut out = Vec::new();
        print(&flood, &Sources::default(), ReportFormat::Json, false, &mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap().lines().count(), 340);
    }

    #[test]
    fn content_cannot_command_the_terminal() {
        let text = "k: \u{1b}[31mred\u{9b}2J \u{202e}x\n";
        let shown = of(text, problem(3, 6).label("\u{1b}]0;x\u{7}").help("\u{1b}[2J").edit(Span::new(3, 4), "\u{1b}"));
        assert_eq!(marked(&shown, "1").0, "k: ␛[31mred\u{fffd}2J \u{fffd}x");
        assert!(shown.chars().all(|c| c == '\n' || !c.is_control()), "{shown:?}");
        let mut out = Vec::new();
        let sources = Sources::from_iter([Source::text("content/a.md", text)]);
        print(&[problem(3, 6)], &sources, ReportFormat::Human, true, &mut out).unwrap();
        let colored = String::from_utf8(out).unwrap();
        assert!(colored.contains("\u{1b}[") && colored.contains("content/a.md:1:4"), "{colored:?}");
        assert!(!colored.contains("\u{1b}[31mred") && colored.ends_with("\n\n"), "{colored:?}");
    }

    #[test]
    fn a_line_of_megabytes_is_shown_through_a_window() {
        let text = format!("{}summray: {}", "日 ".repeat(1_000_000), "y".repeat(1_000_000));
        let at = 4_000_000;
        let shown = of(&text, problem(at, at + 7).label("here").edit(Span::new(at, at + 7), "summary"));
        assert!(shown.len() < 2000, "{}", shown.len());
        assert!(shown.contains("a.md:1:2000001\n"), "{shown}");
        let (line, mark) = marked(&shown, "1");
        assert!(line.starts_with("…") && line.ends_with("y…"), "{line}");
        assert_eq!(mark.trim(), "^^^^^^^ here");
        assert!(shown.contains("summary: y"), "{shown}");
        let all = of(&text, problem(0, text.len()).edit(Span::new(0, text.len()), "z").help(text.clone()));
        assert!(all.len() < 10_000, "{}", all.len());
    }

    #[test]
    fn edits_that_cannot_be_shown_in_full_are_counted_or_left_out() {
        let text: String = (1..200).map(|n| format!("line {n}\n")).collect();
        let mut diagnostic = problem(0, 4);
        for line in 0..6 {
            diagnostic = diagnostic.edit(Span::new(line * 200, line * 200), "x");
        }
        let shown = of(&text, diagnostic);
        assert_eq!(shown.matches('+').count(), MAX_SUGGESTIONS, "{shown}");
        assert!(shown.ends_with("= note: and 2 more changes"), "{shown}");
        let overlapping = problem(0, 4).edit(Span::new(0, 4), "a").edit(Span::new(2, 6), "b").help("h");
        assert!(of(&text, overlapping).ends_with("= help: h"));
    }

    proptest! {
        #[test]
        fn any_diagnostic_about_any_text_can_be_shown(
            text in "([a: \t\r\n\u{feff}\u{1b}\u{9b}é日👩\u{200d}\u{301}ש]|\r\n|x{1,200}){0,60}",
            spans in prop::collection::vec((0usize..300, 0usize..300), 1..5),
            edits in prop::collection::vec((0usize..300, 0usize..60, "[a\t\r\n\u{1b}日 ]{0,12}"), 0..5),
        ) {
            let path = "content/a.md".into();
            let mut diagnostic = problem(spans[0].0, spans[0].0 + spans[0].1).label("l\n\u{1b}").help("h");
            for (start, length) in &spans[1..] {
                diagnostic = diagnostic.related(Place::at(&path, Span::new(*start, start + length)), "r");
            }
            for (start, length, replacement) in edits {
                diagnostic = diagnostic.edit(Span::new(start, start + length), replacement);
            }
            let shown = of(&text, diagnostic.clone());
            prop_assert!(shown.chars().all(|c| c == '\n' || !c.is_control()), "{shown:?}");
            let sources = Sources::from_iter([Source::text("content/a.md", &text)]);
            for format in [ReportFormat::Human, ReportFormat::Short, ReportFormat::Json, ReportFormat::Sarif] {
                print(std::slice::from_ref(&diagnostic), &sources, format, true, &mut Vec::new()).unwrap();
            }
        }
    }
}
