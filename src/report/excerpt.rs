//! A few lines of a file, cut to what can be read and made harmless, with places in the file carried over.
//!
//! However long a line is, only a window around what matters in it is looked at. Knows nothing of how an excerpt is
//! drawn.

use std::ops::Range;

use super::located::LocatedFile;
use super::printable::visible;
use crate::source::Span;

/// How many lines of a place are shown.
pub(super) const MAX_LINES: usize = 6;

/// Wider lines are cut to this many columns, counting every character beyond ASCII as two.
const MAX_WIDTH: usize = 120;

/// Of which so many may be before the place.
const MAX_WIDTH_BEFORE: usize = 40;

const CUT: char = '…';

/// Lines of a file, ready to be drawn.
pub(super) struct Excerpt {
    /// The number of the first line, from 1.
    pub first_line: usize,
    /// The lines, each ended by `\n` but for the last.
    pub text: String,
    lines: Vec<ExcerptLine>,
}

struct ExcerptLine {
    /// Its bytes in the file, without its line end.
    whole: Range<usize>,
    /// Those of them that are shown.
    window: Range<usize>,
    /// Where those are in the excerpt's text.
    shown: Range<usize>,
}

/// The bytes of `span` that are shown: at most [`MAX_LINES`] lines, and no line end after the last.
pub(super) fn shown_part(file: &LocatedFile, span: Span) -> Range<usize> {
    let Range { start, end } = file.clamped(span);
    let last_line = (file.lines.position(start).line + MAX_LINES - 1).min(file.lines.count());
    let end = end.min(file.line_range(last_line).end).max(start);
    let text = file.text[start..end].trim_end_matches(['\r', '\n']);
    start..start + text.len()
}

impl Excerpt {
    /// The lines that `places` are in, and those between; each cut around the first place that begins or ends there.
    pub fn of(file: &LocatedFile, places: &[Range<usize>]) -> Self {
        let line_of = |offset: usize| file.lines.position(offset).line;
        let first_line = places.iter().map(|place| line_of(place.start)).min().unwrap_or(1);
        let last_line = places.iter().map(|place| line_of(place.end)).max().unwrap_or(first_line);
        let mut excerpt = Self { first_line, text: String::new(), lines: Vec::new() };
        for number in first_line..=last_line {
            let whole = file.line_range(number);
            let ends = places.iter().flat_map(|place| [place.start, place.end]);
            let focus = ends.into_iter().find(|end| whole.contains(end)).unwrap_or(whole.start);
            excerpt.add(file, whole, focus);
        }
        if excerpt.text.is_empty() || excerpt.text.ends_with('\n') {
            // Something to point at, where the last line is empty.
            excerpt.text.push(' ');
        }
        excerpt
    }

    fn add(&mut self, file: &LocatedFile, whole: Range<usize>, focus: usize) {
        if !self.lines.is_empty() {
            self.text.push('\n');
        }
        let window = window(&file.text[whole.clone()], focus - whole.start);
        let window = whole.start + window.start..whole.start + window.end;
        if file.text[whole.start..window.start].chars().any(|cut| cut != '\u{feff}') {
            self.text.push(CUT);
        }
        let start = self.text.len();
        self.text.extend(file.text[window.clone()].chars().map(visible));
        let shown = start..self.text.len();
        if window.end < whole.end {
            self.text.push(CUT);
        }
        self.lines.push(ExcerptLine { whole, window, shown });
    }

    /// Where a place is in the excerpt; what was cut is at the cut.
    pub fn range(&self, file: &LocatedFile, place: &Range<usize>) -> Range<usize> {
        let start = self.offset(file, place.start);
        start..self.offset(file, place.end).max(start)
    }

    /// Whether nothing between the ends of a place was cut.
    pub fn shows(&self, place: &Range<usize>) -> bool {
        let is_cut = |line: &ExcerptLine| {
            let cuts = [line.whole.start..line.window.start, line.window.end..line.whole.end];
            cuts.iter().any(|cut| !cut.is_empty() && place.start < cut.end && place.end > cut.start)
        };
        let is_inside = |offset: usize| {
            let line = self.line(offset);
            (line.window.start..=line.window.end).contains(&offset.min(line.whole.end))
        };
        is_inside(place.start) && is_inside(place.end) && !self.lines.iter().any(is_cut)
    }

    fn offset(&self, file: &LocatedFile, offset: usize) -> usize {
        let line = self.line(offset);
        let offset = offset.clamp(line.window.start, line.window.end);
        let before = file.text[line.window.start..offset].chars().map(|shown| visible(shown).len_utf8());
        line.shown.start + before.sum::<usize>()
    }

    fn line(&self, offset: usize) -> &ExcerptLine {
        let after = self.lines.partition_point(|line| line.whole.start <= offset);
        &self.lines[after.saturating_sub(1)]
    }
}

/// The part of a line to show, around the byte `focus`: all of it, if it is not too wide. A byte order mark at its
/// beginning is left out, as it is nothing that people see.
fn window(line: &str, focus: usize) -> Range<usize> {
    let begin = line.len() - line.trim_start_matches('\u{feff}').len();
    let is_short = line.len() <= 4 * MAX_WIDTH && line.chars().map(width).sum::<usize>() <= MAX_WIDTH;
    if is_short {
        return begin..line.len();
    }
    let focus = focus.max(begin);
    let start = focus - fitting(line[begin..focus].chars().rev(), MAX_WIDTH_BEFORE);
    start..start + fitting(line[start..].chars(), MAX_WIDTH)
}

/// How many bytes of `characters` fit into `columns`.
fn fitting(characters: impl Iterator<Item = char>, columns: usize) -> usize {
    let mut left = columns;
    characters
        .map_while(|character| {
            left = left.checked_sub(width(character))?;
            Some(character.len_utf8())
        })
        .sum()
}

/// At most how many columns a character takes.
fn width(character: char) -> usize {
    match character {
        '\t' => 4,
        _ if character.is_ascii() => 1,
        _ => 2,
    }
}
