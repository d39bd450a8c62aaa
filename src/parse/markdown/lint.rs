//! Reports what a reader would not expect to see: marks that are left over, and the syntax of other tools.
//!
//! Nothing here changes the text. Code is left alone, because it is shown as it is typed.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic, FOREIGN_SYNTAX, LEFTOVER_MARK, SURPLUS_CELL};
use crate::parse::shape::shorten;
use crate::source::Span;

use super::MarkdownContext;
use super::tree::{Block, Document, Inline, each_run_of_all};

/// Bullets of word processors.
const BULLETS: [char; 12] = ['•', '·', '▪', '◦', '●', '‣', '∙', '■', '□', '○', '➢', '►'];

/// Signs that are bullets where several lines of a paragraph begin with one of them.
const REPEATED: [char; 17] = ['o', '§', 'Ø', 'ü', '→', '➔', '➤', '✓', '✔', '✅', '❌', '☐', '☑', '★', '🔹', '👉', '▶'];

/// Whether a text of one line needs a look at its bullets.
pub(super) fn has_bullets(text: &str) -> bool {
    text.contains('•') || text.trim_start().starts_with(BULLETS)
}

/// Looks at a whole text.
pub(super) fn check(context: &mut MarkdownContext, document: &mut Document) {
    let Document { blocks, notes, .. } = document;
    paragraphs(context, blocks, false);
    notes.iter_mut().for_each(|note| paragraphs(context, &mut note.blocks, false));
    each_run_of_all(blocks, notes, &mut |run| marks(context, run));
}

fn paragraphs(context: &mut MarkdownContext, blocks: &mut [Block], in_quote: bool) {
    for block in blocks {
        match block {
            Block::Paragraph(run) | Block::Plain(run) => lines(context, run, in_quote),
            block => {
                let in_quote = in_quote || matches!(block, Block::Quote(_));
                block.inner().for_each(|blocks| paragraphs(context, blocks, in_quote));
            }
        }
    }
}

fn report(context: &mut MarkdownContext, found: LintFinding, range: Range<usize>) {
    let diagnostic = context.origin.problem(found.code, range, found.message);
    context.diagnostics.push(diagnostic.label("shown as it is typed").help(found.help));
}

/// What is wrong with a piece of text.
struct LintFinding {
    code: &'static Code,
    message: String,
    help: String,
}

/// The syntax of another tool.
fn foreign(message: impl Into<String>, help: impl Into<String>) -> LintFinding {
    LintFinding { code: FOREIGN_SYNTAX, message: message.into(), help: help.into() }
}

/// A mark without effect.
fn leftover(message: impl Into<String>, help: impl Into<String>) -> LintFinding {
    LintFinding { code: LEFTOVER_MARK, message: message.into(), help: help.into() }
}

/// Looks at how the lines of a paragraph begin and end.
fn lines(context: &mut MarkdownContext, run: &[Inline], in_quote: bool) {
    let origin = context.origin;
    let mut starts = Vec::new();
    let mut begins = true;
    for inline in run {
        let start = match inline {
            Inline::Text(_, range) | Inline::Code(_, range) | Inline::Styled(_, _, range) | Inline::Html(_, range) => {
                Some(range.start)
            }
            Inline::Link(link) => Some(link.range.start),
            _ => None,
        };
        if begins && let Some(start) = start {
            starts.push((start, matches!(inline, Inline::Text(..))));
        }
        begins = matches!(inline, Inline::SoftBreak | Inline::HardBreak);
    }
    let mut bullet: Option<(Range<usize>, char)> = None;
    let mut dash: Option<(Range<usize>, char)> = None;
    let mut repeated: Vec<(Range<usize>, char)> = Vec::new();
    if !origin.inline
        && let Some((first, _)) = starts.first()
        && is_table(origin.source[*first..].lines().take(starts.len()))
    {
        let help = "Write a line `|---|---|`, with one `---` for each column, below the first line.";
        let length = origin.source[*first..].lines().next().unwrap_or_default().len();
        return report(context, foreign("these lines make no table", help), *first..first + length);
    }
    for (number, (start, is_text)) in starts.iter().copied().enumerate() {
        let rest = &origin.source[start..];
        let line = rest[..rest.find('\n').unwrap_or(rest.len())].trim_end();
        let line = origin.revealed(line.into(), &(start..start + line.len()));
        if is_text && let Some(found) = foreign_start(&line).or_else(|| no_heading(&line, origin.inline)) {
            report(context, found, start..start + line.len());
            continue;
        }
        for (found, range) in nearly(&line).into_iter().chain(foreign_within(&line)) {
            report(context, found, start + range.start..start + range.end);
        }
        let first = line.chars().next().unwrap_or_default();
        let is_apart = line[first.len_utf8().min(line.len())..].starts_with([' ', '\t', '\u{a0}']);
        if BULLETS.contains(&first) && bullet.is_none() {
            bullet = Some((start..start + first.len_utf8(), first));
        } else if REPEATED.contains(&first) && is_apart && is_text {
            repeated.push((start..start + first.len_utf8(), first));
        } else if matches!(first, '–' | '—') && is_apart && !in_quote && (number > 0 || starts.len() > 1) {
            dash.get_or_insert((start..start + first.len_utf8(), first));
        }
    }
    let within = || {
        let at = if origin.inline { origin.source.find(" • ")? } else { return None };
        Some((at + 1..at + 1 + '•'.len_utf8(), '•'))
    };
    let repeated =
        repeated.iter().find(|(_, mark)| repeated.iter().filter(|(_, other)| other == mark).count() > 1).cloned();
    if let Some((range, mark)) = bullet.or(dash).or(repeated).or_else(within) {
        let help = match origin.inline {
            true => "Write each item as a line of its own that begins with `- `.",
            false => "Begin each item with `- ` on a line of its own, after an empty line.",
        };
        report(context, foreign(format!("`{mark}` makes no list"), help), range);
    }
}

/// What a line begins with in the syntax of another tool.
fn foreign_start(line: &str) -> Option<LintFinding> {
    let alert = |tool: &str, word: &str| {
        let kind = match word.to_ascii_lowercase().as_str() {
            "tip" | "hint" | "success" => "TIP",
            "important" | "abstract" => "IMPORTANT",
            "warning" | "attention" => "WARNING",
            "caution" | "danger" | "error" | "bug" | "failure" => "CAUTION",
            _ => "NOTE",
        };
        let help = format!("Write a line `> [!{kind}]`, and `> ` before each line of the text of the box.");
        foreign(format!("`{tool}` begins no box here"), help)
    };
    let word = |rest: &str| {
        let rest = rest.trim_start_matches(['{', ' ', '.', '+']);
        rest[..rest.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap_or(rest.len())].to_owned()
    };
    if let Some(rest) = line.strip_prefix(":::") {
        let word = word(rest.trim_start_matches(':'));
        return (!word.is_empty()).then(|| alert(":::", &word));
    }
    if let Some(words) = line.strip_prefix("[ ] ").or_else(|| line.strip_prefix("[x] ")) {
        let help = format!("Begin each task with a dash: `- {}{}`.", &line[..4], shorten(words));
        return Some(foreign("a box without a dash makes no task", help));
    }
    for mark in ["!!!", "???"] {
        if let Some(rest) = line.strip_prefix(mark)
            && (rest.starts_with(' ') || rest.starts_with('+'))
        {
            return Some(alert(mark, &word(rest)));
        }
    }
    let is_tab = line.starts_with("=== \"") || line.starts_with("=== '");
    is_tab.then(|| foreign("`===` begins no tab here", "Write a heading for each tab."))
}

/// Whether lines are the rows of a table whose second line is missing.
fn is_table<'l>(lines: impl Iterator<Item = &'l str>) -> bool {
    let mut count = 0;
    for line in lines.map(|line| line.trim_start_matches(['>', ' ', '\t']).trim_end()) {
        if line.len() < 3 || !line.starts_with('|') || !line.ends_with('|') {
            return false;
        }
        count += 1;
    }
    count > 1
}

/// `##Next` and `####### Next`, which are no headings.
fn no_heading(line: &str, is_inline: bool) -> Option<LintFinding> {
    let rest = line.trim_start_matches('#');
    let count = line.len() - rest.len();
    let is_glued = (2..=6).contains(&count) && rest.starts_with(char::is_alphabetic);
    let is_too_deep = count > 6 && rest.starts_with(' ');
    if is_inline || !(is_glued || is_too_deep) {
        return None;
    }
    let marks = "#".repeat(count.min(6));
    let help = format!("Write one to six `#` and a space: `{marks} {}`.", shorten(rest.trim()));
    Some(foreign(format!("`{}` begins no heading here", "#".repeat(count)), help))
}

/// Longer lines are not looked at for nearly links: the time grows with the square of the length.
const MAX_LINE_BYTES: usize = 10_000;

/// Links and bold texts that are nearly ones, and where.
fn nearly(line: &str) -> Vec<(LintFinding, Range<usize>)> {
    let mut all = Vec::new();
    // Most lines have neither mark, and to look for one byte is fast.
    let has = |mark: u8| line.len() <= MAX_LINE_BYTES && line.as_bytes().contains(&mark);
    if has(b'[') {
        nearly_links(line, &mut all);
    }
    if has(b'*') {
        all.extend(loose_bold(line));
    }
    all
}

/// Links that are nearly ones, and where.
fn nearly_links(line: &str, all: &mut Vec<(LintFinding, Range<usize>)>) {
    let is_text = &|at: usize| !is_in_code(line, at) && !line[..at].ends_with('\\');
    let is_address = |text: &str| {
        text.contains('/') || [".md", ".html", ".yaml", ".pdf"].iter().any(|ending| text.ends_with(ending))
    };
    // What is before `open`, the two texts that `parting` stands between, and all of it.
    let parted = |parting: &'static str, open: char, close: char| {
        line.match_indices(parting).filter(|(at, _)| is_text(*at)).filter_map(move |(at, _)| {
            let behind = at + parting.len();
            let start = line[..at].rfind(open).filter(|start| is_text(*start) && *start + 1 < at)?;
            let end = behind + line[behind..].find(close)?;
            Some((&line[..start], &line[start + 1..at], &line[behind..end], start..end + 1))
        })
    };
    for (before, words, address, range) in parted("] (", '[', ')') {
        if is_address(address) && !address.contains(' ') && !words.starts_with('^') && !before.ends_with('[') {
            let help = format!("Take the space between `]` and `(` away: `[{words}]({address})`.");
            all.push((leftover("a space between `]` and `(` makes this no link", help), range));
        }
    }
    for (before, words, address, range) in parted(")[", '(', ']') {
        if is_address(address) && !address.contains(' ') && !before.ends_with(']') {
            let help = format!("Put the words in `[ ]` and the address in `( )`: `[{words}]({address})`.");
            all.push((leftover("the brackets of this link are the wrong way round", help), range));
        }
    }
    for (_, words, address, range) in parted("](", '[', ')') {
        let address = address.trim();
        if is_address(address) && address.contains(' ') && !address.contains(['"', '\'', '<', '(']) {
            let help = format!("Put the address between `<` and `>`: `[{words}](<{address}>)`.");
            all.push((leftover("an address with a space makes no link", help), range));
        }
    }
}

/// Whether the byte `at` of a line is between back quotes.
fn is_in_code(line: &str, at: usize) -> bool {
    line[..at].matches('`').count() % 2 == 1
}

/// `** words **`, and where.
fn loose_bold(line: &str) -> Option<(LintFinding, Range<usize>)> {
    let is_free = |at: usize| at == 0 || line[..at].ends_with([' ', '(']);
    let start = line.match_indices("** ").map(|(at, _)| at).find(|at| !is_in_code(line, *at) && is_free(*at))?;
    let length = line[start + 3..].find(" **")?;
    let words = &line[start + 3..start + 3 + length];
    let after = &line[start + 3 + length + 3..];
    if words.contains('*') || !words.contains(char::is_alphabetic) || after.starts_with(char::is_alphanumeric) {
        return None;
    }
    let help = format!("Take the spaces within the marks away: `**{}**`.", words.trim());
    Some((leftover("spaces within `**` make this not bold", help), start..start + 3 + length + 3))
}

/// What a line holds in the syntax of another tool, and where.
fn foreign_within(line: &str) -> Option<(LintFinding, Range<usize>)> {
    if !line.as_bytes().contains(&b'{') {
        return None;
    }
    for (open, close) in [("{{<", ">}}"), ("{{%", "%}}"), ("{%", "%}"), ("{{", "}}")] {
        if let Some(start) = line.find(open)
            && let Some(end) = line[start..].find(close)
            && !is_in_code(line, start)
        {
            let found = foreign(format!("`{open} {close}` runs nothing here"), "Write in Markdown what it shows.");
            return Some((found, start..start + end + close.len()));
        }
    }
    let list = line.strip_suffix('}')?;
    let start = list.rfind('{')?;
    let inside = list[start + 1..].trim_start_matches(':').trim();
    let is_list = inside.starts_with(['.', '#']) && inside.len() > 1 && !inside[1..].starts_with([' ', '.', '#'])
        || list[start + 1..].starts_with(": ");
    let found = || (foreign("attributes are read behind headings only", "Delete them."), start..line.len());
    (is_list && !is_in_code(line, start)).then(found)
}

/// Looks for marks of emphasis and wiki links without their other half.
fn marks(context: &mut MarkdownContext, run: &[Inline]) {
    let source = &context.origin.source;
    for pair in run.windows(2) {
        match pair {
            [Inline::Text(one, first), Inline::Text(other, second)]
                if one == other && first.end == second.start && first.len() == 1 && second.len() == 1 =>
            {
                let (before, after) = (source[..first.start].chars().next_back(), source[second.end..].chars().next());
                let is_escaped = before == Some('\\');
                let is_word = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_alphanumeric());
                let found = match &**one {
                    _ if is_escaped => None,
                    // Powers and patterns of paths.
                    "*" | "~" if is_word(before) && is_word(after) || after == Some('/') || before == Some('/') => None,
                    "*" | "~" => {
                        let help = format!(
                            "Put the words between two of them without spaces: `{one}{one}words{one}{one}`. To show \
                             the characters, write `\\{one}\\{one}`."
                        );
                        Some(leftover(format!("`{one}{one}` has no other half"), help))
                    }
                    "[" if !source[second.end..].lines().next().unwrap_or_default().contains("]]") => {
                        let help = "Write `]]` behind the name. To show the characters, write `\\[\\[`.";
                        Some(leftover("`[[` is not closed", help))
                    }
                    _ => None,
                };
                if let Some(found) = found {
                    return report(context, found, first.start..second.end);
                }
            }
            _ => {}
        }
    }
    for inline in run {
        match inline {
            Inline::Styled(_, inlines, _) => marks(context, inlines),
            Inline::Link(link) => marks(context, &link.inlines),
            _ => {}
        }
    }
}

/// Reports a fence of code without its end, behind which everything is code. `range` is that of the whole block.
pub(super) fn open_fence(context: &mut MarkdownContext, range: &Range<usize>) {
    let block = context.origin.source[range.clone()].trim_end();
    let first = block.lines().next().unwrap_or_default();
    let open = first.trim_start();
    let fence = open.chars().next().filter(|fence| matches!(fence, '`' | '~'));
    let Some(fence) = fence else { return };
    let length = open.len() - open.trim_start_matches(fence).len();
    let last = block.lines().skip(1).last().unwrap_or_default().trim_start_matches([' ', '>', '\t']);
    if last.len() >= length && last.chars().all(|letter| letter == fence) {
        return;
    }
    let open_line = range.start..range.start + first.len();
    let found = context.origin.problem(LEFTOVER_MARK, open_line, "this block of code is not closed");
    context.diagnostics.push(found.label("all that follows is shown as code").help(match fence {
        '`' => format!("Below the last line of the code, write a line of {length} back quotes."),
        _ => format!("Below the last line of the code, write a line `{}`.", &open[..length]),
    }));
}

/// Reports what stands beside the language of a fence, which no page shows. `range` is that of the whole block.
pub(super) fn fence_words(context: &mut MarkdownContext, range: &Range<usize>, info: &str, language: &str) {
    if info.trim() == language {
        return;
    }
    let first = context.origin.source[range.clone()].lines().next().unwrap_or_default();
    let open = first.trim_end();
    let begin = open.len() - open.trim_start().trim_start_matches(['`', '~']).trim_start().len();
    let span = context.origin.span(range.start + begin..range.start + open.len());
    context.diagnostics.push(
        Diagnostic::at(FOREIGN_SYNTAX, context.origin.path, span, "only the language of the code may stand here")
            .label("not shown")
            .help(match language {
                "" => "Write the code on the lines between the two fences.".into(),
                _ => format!("Leave `{language}` alone on this line, and write all else between or below the fences."),
            }),
    );
}

/// Reports the cells of a row beyond the columns of its table, which no page shows.
pub(super) fn surplus_cells(context: &mut MarkdownContext, row: &Range<usize>, columns: usize) {
    let source = &context.origin.source[row.clone()];
    let text = source.trim_end();
    let begin = text.len() - text.trim_start().strip_prefix('|').unwrap_or(text.trim_start()).len();
    let inside = &text[begin..];
    let inside = inside.strip_suffix('|').filter(|rest| !rest.ends_with('\\')).unwrap_or(inside);
    let bars = inside.match_indices('|').map(|(at, _)| at).filter(|at| !inside[..*at].ends_with('\\'));
    let bars: Vec<usize> = bars.collect();
    if bars.len() < columns || columns == 0 {
        return;
    }
    let start = row.start + begin + bars[columns - 1] + 1;
    let span = context.origin.span(start..row.start + begin + inside.trim_end().len().max(bars[columns - 1] + 1));
    let columns_of =
        |number: usize, word: &str| if number == 1 { format!("1 {word}") } else { format!("{number} {word}s") };
    let message = format!(
        "this row has {}, and its table has {}",
        columns_of(bars.len() + 1, "cell"),
        columns_of(columns, "column")
    );
    context.diagnostics.push(
        Diagnostic::at(SURPLUS_CELL, context.origin.path, span, message)
            .label("not shown")
            .help("Write `\\|` for a `|` that belongs to the text, or add a column to the first two lines."),
    );
}

/// The first merge conflict in the text of a file, outside of fenced code if it is Markdown: the mark before the own side,
/// and the mark behind the other side.
pub fn conflict(text: &str, is_markdown: bool) -> Option<(Span, Span)> {
    if !text.contains("<<<<<<<") {
        return None;
    }
    let mut start = 0;
    let mut ours = None;
    let mut has_middle = false;
    let mut fence: Option<&str> = None;
    for line in text.split_inclusive('\n') {
        let span = Span::new(start, start + line.trim_end().len());
        start += line.len();
        let line = line.trim_end();
        let is_mark = |mark: &str| line.strip_prefix(mark).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
        if is_markdown && ours.is_none() {
            let inside = line.trim_start();
            match fence {
                Some(open) if inside.starts_with(open) => fence = None,
                None if inside.starts_with("```") => fence = Some("```"),
                None if inside.starts_with("~~~") => fence = Some("~~~"),
                _ => {}
            }
            if fence.is_some() {
                continue;
            }
        }
        if is_mark("<<<<<<<") {
            (ours, has_middle) = (Some(span), false);
        } else if line == "=======" {
            has_middle = ours.is_some();
        } else if is_mark(">>>>>>>")
            && has_middle
            && let Some(ours) = ours
        {
            return Some((ours, span));
        }
    }
    None
}
