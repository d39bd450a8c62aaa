//! What an author most likely meant where YAML cannot be read.
//!
//! A scanner says at which character it gave up, in its own words. People want to know which text to put in quotes.
//! So this looks at the line as written; it knows YAML's pitfalls, but not what a field means.

use std::ops::Range;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, YAML_SYNTAX};
use crate::source::{Place, Span};

use super::plain::lacks_space;

/// Where and why reading stopped.
pub struct YamlFailure<'a> {
    /// The file.
    pub path: &'a Arc<str>,
    /// All of its text.
    pub file: &'a str,
    /// The part of it that is YAML.
    pub yaml: Range<usize>,
    /// The byte at which the scanner gave up.
    pub at: usize,
    /// The scanner's own words.
    pub info: &'a str,
}

/// Explains a failure: the first pitfall that fits, else the scanner's words.
pub fn explain(failure: &YamlFailure) -> Diagnostic {
    let lines: Vec<YamlLine> = failure.lines_up().take(2).collect();
    let here = &lines[0];
    tab(failure)
        .or_else(|| odd_indent(failure))
        .or_else(|| escape(failure))
        .or_else(|| quotes(failure, here))
        .or_else(|| hash_in_brackets(failure))
        .or_else(|| dash_without_space(failure))
        .or_else(|| lines.iter().find_map(|line| bracket_in_braces(failure, line)))
        .or_else(|| lines.iter().find_map(|line| special_start(failure, line)))
        .or_else(|| lines.iter().find_map(|line| missing_space(failure, line)))
        .or_else(|| lines.iter().find_map(|line| other_colon(failure, line)))
        .or_else(|| too_far_right(failure, here, lines.get(1)?))
        .or_else(|| lines.iter().find_map(|line| colon_in_text(failure, line)))
        .or_else(|| not_closed(failure))
        .or_else(|| stray(failure, here))
        .unwrap_or_else(|| in_the_scanners_words(failure))
}

/// `text` as a YAML value in quotes.
pub fn quoted(text: &str) -> String {
    if text.contains(['"', '\\']) { format!("'{}'", text.replace('\'', "''")) } else { format!("\"{text}\"") }
}

/// "Put the text in quotes", with the text if it is short enough to read.
pub fn quote_it(text: &str) -> String {
    match text.chars().count() {
        0..=100 => format!("Put the text in quotes: `{}`.", quoted(text)),
        _ => "Put the whole text in quotes.".into(),
    }
}

/// Whether a word may be the name of a field.
pub fn is_name(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '-'))
}

/// Says that a space is missing behind the colon of the `word` at the byte `start`.
pub fn colon_without_space(path: &Arc<str>, start: usize, word: &str) -> Diagnostic {
    let end = start + word.len() + 1;
    let message = format!("a space is missing after `{word}:`");
    Diagnostic::at(YAML_SYNTAX, path, Span::new(start, end), message).edit(Span::new(end, end), " ")
}

/// One line of the file: `  - key: value`.
struct YamlLine {
    start: usize,
    /// Where the key or, without one, the value begins.
    indent: usize,
    key: Option<Range<usize>>,
    value: Range<usize>,
}

impl YamlFailure<'_> {
    fn line(&self, at: usize) -> YamlLine {
        let at = at.clamp(self.yaml.start, self.yaml.end);
        let start = self.file[self.yaml.start..at].rfind('\n').map_or(self.yaml.start, |end| self.yaml.start + end + 1);
        let end = self.file[at..self.yaml.end].find('\n').map_or(self.yaml.end, |end| at + end);
        let row = self.file[start..end].trim_end();
        let mut rest = row.trim_start_matches(' ');
        while let Some(item) = rest.strip_prefix("- ") {
            rest = item.trim_start_matches(' ');
        }
        let indent = start + row.len() - rest.len();
        let colon = rest.find(": ").or(rest.strip_suffix(':').map(str::len));
        let colon = colon.filter(|colon| !rest[..*colon].contains(['"', '\'', '{', '[', '#']));
        let value = colon.map_or(rest, |colon| rest[colon + 1..].trim_start_matches(' '));
        let value = start + row.len() - value.len()..start + row.len();
        YamlLine { start, indent, key: colon.map(|colon| indent..indent + colon), value }
    }

    /// The line above that is not blank.
    fn line_before(&self, line: &YamlLine) -> Option<YamlLine> {
        let above = self.file[self.yaml.start..line.start].trim_end();
        (!above.is_empty()).then(|| self.line(self.yaml.start + above.len()))
    }

    /// The line at which reading stopped, and those above it that are not blank, upwards.
    fn lines_up(&self) -> impl Iterator<Item = YamlLine> {
        std::iter::successors(Some(self.line(self.at)), |line| self.line_before(line))
    }

    fn at(&self, range: Range<usize>, message: impl Into<String>) -> Diagnostic {
        Diagnostic::at(YAML_SYNTAX, self.path, Span::new(range.start, range.end), message)
    }

    /// The character that begins at a byte; empty at the end.
    fn character(&self, at: usize) -> Range<usize> {
        at..at + self.file[at..self.yaml.end].chars().next().filter(|c| *c != '\n').map_or(0, char::len_utf8)
    }
}

/// A TAB in the indentation of the failing line or the line before it, else right at the failure, else where the
/// scanner's own words blame one.
fn tab(failure: &YamlFailure) -> Option<Diagnostic> {
    let YamlFailure { file, yaml, at, info, .. } = failure;
    let line = failure.line(*at).start;
    let previous = file[yaml.start..line.saturating_sub(1).max(yaml.start)]
        .rfind('\n')
        .map_or(yaml.start, |newline| yaml.start + newline + 1);
    let in_lead = |begin: usize, lead: &[char]| {
        let row = file[begin..yaml.end].lines().next().unwrap_or_default();
        row[..row.len() - row.trim_start_matches(lead).len()].find('\t').map(|tab| begin + tab)
    };
    let blamed = || info.contains("tab").then(|| file[*at..yaml.end].find('\t').map(|tab| at + tab)).flatten();
    let tab = in_lead(previous, &[' ', '\t', '-'])
        .or_else(|| in_lead(line, &[' ', '\t', '-']))
        .or_else(|| in_lead(*at, &[' ', '\t']))
        .or_else(blamed)?;
    let end = tab + file[tab..].len() - file[tab..].trim_start_matches('\t').len();
    Some(
        failure
            .at(tab..end, "a TAB character stands where YAML wants spaces")
            .label("a TAB")
            .help("YAML does not allow TAB characters here: replace this one with spaces."),
    )
}

/// Whether a character looks like a space, and is none to YAML.
pub fn is_odd_space(letter: char) -> bool {
    letter != '\t' && letter.is_whitespace() && !letter.is_ascii() || letter == '\u{200b}'
}

/// Says that the line at `at` is indented with other spaces than YAML's.
pub fn odd_space(path: &Arc<str>, file: &str, at: usize) -> Diagnostic {
    let start = file[..at].rfind('\n').map_or(0, |end| end + 1);
    let row = file[start..].split('\n').next().unwrap_or_default();
    let lead = &row[..row.len() - row.trim_start_matches(|c: char| c == ' ' || is_odd_space(c)).len()];
    let first = lead.find(is_odd_space).unwrap_or(0);
    let letter = lead[first..].chars().next().unwrap_or(' ');
    let name =
        if letter == '\u{a0}' { "a no-break space".into() } else { format!("the space U+{:04X}", u32::from(letter)) };
    let spaces = " ".repeat(lead[first..].chars().count());
    Diagnostic::at(
        YAML_SYNTAX,
        path,
        Span::new(start + first, start + lead.len()),
        format!("this line is indented with {name}, which looks like a space and is none"),
    )
    .label("expected spaces of the space bar")
    .help("Delete the white space at the beginning of the line and type it again.")
    .edit(Span::new(start + first, start + lead.len()), spaces)
}

/// A line, the failing one or one of the three above it, that is indented with no-break spaces.
fn odd_indent(failure: &YamlFailure) -> Option<Diagnostic> {
    let is_odd =
        |line: &YamlLine| failure.file[line.start..failure.yaml.end].trim_start_matches(' ').starts_with(is_odd_space);
    let line = failure.lines_up().take(4).find(is_odd)?;
    Some(odd_space(failure.path, failure.file, line.start))
}

/// `[Answers in #help, Is kind]`: the `#` begins a comment, and the rest of the line is not read.
fn hash_in_brackets(failure: &YamlFailure) -> Option<Diagnostic> {
    let yaml = &failure.file[failure.yaml.clone()];
    let until = failure.at.saturating_sub(failure.yaml.start).min(yaml.len());
    let (mut depth, mut quote, mut start, mut found) = (0usize, None, 0, None);
    let mut before = '\n';
    let mut is_comment = false;
    for (at, letter) in yaml[..until].char_indices() {
        match (quote, letter) {
            (_, '\n') if is_comment => is_comment = false,
            _ if is_comment => {}
            (Some(open), _) if open == letter => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') if matches!(before, ' ' | '[' | '{' | ',' | '\n') => quote = Some(letter),
            (None, '#') if matches!(before, ' ' | '\t' | '\n') => {
                is_comment = true;
                if depth > 0 && found.is_none() {
                    found = Some((at, start));
                }
            }
            (None, '[' | '{') if depth > 0 || matches!(before, ' ' | '\n') => {
                depth += 1;
                start = at + 1;
            }
            (None, ']' | '}') if depth > 0 => {
                depth -= 1;
                if depth == 0 {
                    found = None;
                }
            }
            (None, ',') => start = at + 1,
            (None, ' ') if before == ':' => start = at + 1,
            _ => {}
        }
        before = letter;
    }
    let (hash, start) = found.filter(|_| depth > 0)?;
    let rest = yaml[hash..].split('\n').next().unwrap_or_default();
    let end = hash + rest.find([',', ']', '}']).unwrap_or(rest.trim_end().len());
    let diagnostic = failure
        .at(
            failure.yaml.start + hash..failure.yaml.start + end,
            "this `#` begins a comment, so the rest of the line is not read",
        )
        .label("this text needs quotes");
    Some(diagnostic.help(quote_it(yaml[start..end].trim())))
}

/// `-Text` among list items: a space is missing, and the line belongs to the text above.
fn dash_without_space(failure: &YamlFailure) -> Option<Diagnostic> {
    failure.lines_up().take(8).find_map(|line| {
        let row = failure.file[line.start..line.value.end.max(line.start)].trim_start_matches(' ');
        let at = line.value.end - row.len();
        let word = row.get(1..)?.split_whitespace().next().unwrap_or_default();
        lacks_space(row).then(|| {
            failure
                .at(at..at + 1, format!("a space is missing after the dash of `-{word}`"))
                .label("expected `- `")
                .edit(Span::new(at + 1, at + 1), " ")
        })
    })
}

/// `"C:\Users"`: between double quotes a backslash and the letter behind it stand for another letter.
fn escape(failure: &YamlFailure) -> Option<Diagnostic> {
    if !failure.info.contains("escape") && !failure.info.contains("hexadecimal") {
        return None;
    }
    let line = failure.line(failure.at);
    let start = line.start + failure.file[line.start..line.value.end].find('"')?;
    let written = &failure.file[start..line.value.end];
    let known = |letter: char| "0abtnvfre \"/\\N_LP\n".contains(letter);
    let mut letters = written.char_indices();
    let at = loop {
        let (at, letter) = letters.next()?;
        if letter == '\\' {
            let (_, next) = letters.next()?;
            let is_code = |count: usize| {
                let code: Vec<char> = written[at + 2..].chars().take(count).collect();
                code.len() == count && code.iter().all(char::is_ascii_hexdigit)
            };
            let is_whole = match next {
                'x' => is_code(2),
                'u' => is_code(4),
                'U' => is_code(8),
                _ => known(next),
            };
            if !is_whole {
                break at;
            }
        }
    };
    let shown: String = written[at..].chars().take(2).collect();
    let text = written.trim_start_matches('"').trim_end_matches('"');
    Some(
        failure
            .at(start + at..start + at + shown.len(), format!("`{shown}` cannot stand between double quotes"))
            .label("a backslash begins a sign of its own here")
            .help(format!("Put the text in single quotes: `'{}'`.", text.replace('\'', "''"))),
    )
}

/// A quote that is opened and not closed, or closed too early.
fn quotes(failure: &YamlFailure, line: &YamlLine) -> Option<Diagnostic> {
    let (file, at) = (failure.file, failure.at);
    if failure.info.contains("trailing content") {
        let written = &file[line.value.clone()];
        let quote = written.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        let rest = &file[at..line.value.end.max(at)];
        if rest.trim() == "," {
            let diagnostic = failure.at(at..at + 1, "a comma stands behind the text").label("take it away");
            return Some(diagnostic.edit(Span::new(at, at + 1), ""));
        }
        let help = match quote {
            '\'' if file[..at].ends_with('\'') => {
                "Within '…' an apostrophe is written twice (`''`); or put the text in \"…\".".into()
            }
            // The quotes at both ends were meant as YAML's.
            '"' if rest.len() > 1 && rest.ends_with('"') => quote_it(&written[1..written.len() - 1]),
            _ => quote_it(written),
        };
        return Some(failure.at(at..line.value.end.max(at), "text follows a closing quote").help(help));
    }
    let opened = file[at..].chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    (failure.info.contains("quoted")).then(|| {
        failure
            .at(at..at + 1, "this quote is not closed")
            .label("opened here")
            .help(format!("Put another `{opened}` behind the text, or take this one away."))
    })
}

/// `{ note: see [[x]], please }`: brackets and commas mean something in braces.
fn bracket_in_braces(failure: &YamlFailure, line: &YamlLine) -> Option<Diagnostic> {
    let written = &failure.file[line.value.clone()];
    let open = written.chars().next().filter(|open| matches!(open, '{' | '['))?;
    let end = closing(written).map_or(line.value.end, |end| line.value.start + end);
    if !(line.value.start < failure.at && failure.at <= end) {
        return None;
    }
    let before = &failure.file[line.value.start..failure.at];
    let bracket = failure.file[failure.at..].chars().next().filter(|c| matches!(c, '[' | ']' | '{' | '}' | '"' | '\''));
    let bracket = bracket.or_else(|| before.trim_end().chars().next_back().filter(|c| matches!(c, ']' | '}')))?;
    // The text began behind the last `key: `.
    let key = before.rfind(": ")?;
    let start = line.value.start + key + 2;
    let text = failure.file[start..line.value.end].trim_end_matches(['}', ']', ' ']);
    let text = &failure.file[start..(start + text.len()).max(failure.at)];
    let balance = text.matches('[').count().saturating_sub(text.matches(']').count());
    let rest = &failure.file[start + text.len()..line.value.end];
    let taken: usize =
        rest.char_indices().filter(|(_, c)| *c == ']').take(balance).map(|(at, _)| at + 1).last().unwrap_or(0);
    let text = failure.file[start..start + text.len() + taken].trim();
    let close = if open == '{' { '}' } else { ']' };
    let diagnostic = failure
        .at(failure.character(failure.at), format!("`{bracket}` cannot stand in a text within `{open} {close}`"))
        .label("this text needs quotes");
    Some(match text.contains(": ") {
        true => diagnostic.help("Within braces and brackets, put texts that hold `,`, `[`, `]`, `{` or `}` in quotes."),
        false => diagnostic.help(quote_it(text)),
    })
}

/// `summary: [[x]] is …`, `*important*`, `@someone`: characters that YAML keeps for itself.
fn special_start(failure: &YamlFailure, line: &YamlLine) -> Option<Diagnostic> {
    let written = &failure.file[line.value.clone()];
    let first = written.chars().next()?;
    if failure.at < line.value.start {
        return None;
    }
    let closes_early = closing(written).is_some_and(|end| end < written.len());
    let meaning = match first {
        '[' if closes_early => "the beginning of a list",
        '{' if closes_early => "the beginning of a mapping",
        '*' if written.starts_with("* ") && line.key.is_none() && line.indent == line.value.start => {
            return Some(
                failure
                    .at(line.value.start..line.value.start + 1, "`*` begins no item of a list here")
                    .label("expected `-`")
                    .help("Begin each item with `- ` instead of `*`."),
            );
        }
        '*' => "the name of a value to repeat",
        '>' | '|' if failure.info.contains("block scalar") => "the beginning of a text over several lines",
        '&' => "the name of a value",
        '!' => "the type of a value",
        '%' => "a directive",
        '@' | '`' => "a sign of its own",
        _ => return None,
    };
    let shown = if first == '`' { "a back quote".into() } else { format!("`{first}`") };
    Some(
        failure
            .at(line.value.clone(), format!("a text that begins with {shown} must stand in quotes"))
            .label(format!("YAML takes {shown} for {meaning}"))
            .help(quote_it(written)),
    )
}

/// `summary:Text`: without a space the colon belongs to the text.
fn missing_space(failure: &YamlFailure, line: &YamlLine) -> Option<Diagnostic> {
    let written = &failure.file[line.value.clone()];
    let (word, text) = written.split_once(':')?;
    if line.key.is_some() || !is_name(word) || text.is_empty() || text.starts_with([' ', '/']) {
        return None;
    }
    Some(colon_without_space(failure.path, line.value.start, word))
}

/// `title：Text` and `title = Text`: other signs than a colon and a space between a field and its value.
fn other_colon(failure: &YamlFailure, line: &YamlLine) -> Option<Diagnostic> {
    let written = &failure.file[line.value.clone()];
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let word = written.split(|c: char| !is_name(c)).next().filter(|word| !word.is_empty())?;
    let rest = &written[word.len()..];
    let sign = rest.trim_start().chars().next().filter(|sign| matches!(sign, '：' | '=' | '﹕' | '∶'))?;
    if line.key.is_some() && sign == '=' {
        return None;
    }
    let start = line.value.start + word.len();
    let at = start + rest.len() - rest.trim_start().len();
    let value = rest.trim_start()[sign.len_utf8()..].trim_start();
    let end = line.value.end - value.len();
    Some(
        failure
            .at(at..at + sign.len_utf8(), format!("`{sign}` is no colon to YAML"))
            .label(format!("expected `{word}: `"))
            .edit(Span::new(start, end), ": "),
    )
}

/// A key that is indented further than the `key: text` above it becomes part of that text.
fn too_far_right(failure: &YamlFailure, line: &YamlLine, above: &YamlLine) -> Option<Diagnostic> {
    let key = &failure.file[line.key.clone()?];
    let (parent, column) = (above.key.clone()?, |line: &YamlLine| line.indent - line.start);
    if above.value.is_empty() || column(line) <= column(above) || failure.at < line.indent {
        return None;
    }
    let parent_name = &failure.file[parent.clone()];
    Some(
        failure
            .at(line.key.clone()?, format!("`{key}:` is indented further than `{parent_name}:` above it"))
            .label(format!("read as part of the text of `{parent_name}:`"))
            .help(format!("Begin both in the same column, or put the text of `{parent_name}:` in quotes."))
            .related(
                Place::at(failure.path, Span::new(parent.start, parent.end)),
                format!("`{parent_name}:` already has a text"),
            ),
    )
}

/// `summary: Leadership: how it works`.
fn colon_in_text(failure: &YamlFailure, line: &YamlLine) -> Option<Diagnostic> {
    line.key.as_ref()?;
    let written = &failure.file[line.value.clone()];
    if written.starts_with(['"', '\'', '{', '[', '|', '>']) {
        return None;
    }
    let colon = written.find(": ").or_else(|| written.ends_with(':').then(|| written.len() - 1))?;
    let at = line.value.start + colon;
    Some(
        failure
            .at(at..at + 1, "a text that holds `: ` must stand in quotes")
            .label("YAML takes this for the end of a key")
            .help(quote_it(written)),
    )
}

/// A bracket or brace that is still open where the YAML ends.
fn not_closed(failure: &YamlFailure) -> Option<Diagnostic> {
    let mut starts = failure.lines_up().map(|line| line.value.start);
    let start = starts.find(|start| failure.file[*start..failure.yaml.end].starts_with(['[', '{']))?;
    let written = &failure.file[start..failure.yaml.end];
    let (open, close) = if written.starts_with('[') { ('[', ']') } else { ('{', '}') };
    closing(written).is_none_or(|end| start + end > failure.at).then(|| {
        failure
            .at(start..start + 1, format!("this `{open}` is not closed"))
            .label("opened here")
            .help(format!("Put a `{close}` behind the last item."))
    })
}

/// A line that fits to none above it: a list item among fields, or a column that no line has.
fn stray(failure: &YamlFailure, line: &YamlLine) -> Option<Diagnostic> {
    if !failure.info.contains("expected key") && !failure.info.contains("expected '-'") {
        return None;
    }
    let row = &failure.file[line.start..line.value.end];
    let lead = row.len() - row.trim_start_matches(' ').len();
    if row[lead..].starts_with("- ") {
        let dash = line.start + lead;
        return Some(
            failure
                .at(dash..dash + 1, "a list item stands among fields")
                .label("expected a field, `name: value`")
                .help("Put the name of a field on a line above it, or take the dash away."),
        );
    }
    let key = line.key.clone()?;
    let name = &failure.file[key.clone()];
    Some(
        failure
            .at(key, format!("`{name}:` begins in a column of its own"))
            .label("belongs to nothing above")
            .help("Siblings begin in the same column, children further right: move it below the field it belongs to."),
    )
}

fn in_the_scanners_words(failure: &YamlFailure) -> Diagnostic {
    let diagnostic = failure.at(failure.character(failure.at), format!("this is not valid YAML: {}", failure.info));
    if failure.info.contains("anchor") || failure.info.contains("alias") {
        diagnostic.help("A text that begins with `*` or `&` must stand in quotes.")
    } else if failure.info.contains("quote") || failure.info.contains("EOF") || failure.info.contains("end of") {
        diagnostic.help("A quote, bracket or brace that was opened earlier is not closed.")
    } else {
        diagnostic.help("Check the indentation: siblings begin in the same column, children further right.")
    }
}

/// The byte behind the bracket that closes the one that `text` begins with, quotes skipped.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    let mut quote = None;
    for (at, letter) in text.char_indices() {
        match (quote, letter) {
            (Some(open), _) if open == letter => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') if text[..at].ends_with([' ', '[', '{', ',']) => quote = Some(letter),
            (None, '[' | '{') => depth += 1,
            (None, ']' | '}') => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}
