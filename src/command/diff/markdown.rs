//! The difference as Markdown, for a comment under a pull request: short, folded, and with links.

use crate::content::strings::capitalised;
use crate::handbook::difference::PieceKind;
use crate::handbook::history::{EntityChange, EntityState, LadderDifference};

use super::lines::{self, DiffLine, counted};

/// The most lines of a comment.
const MAX_LINES: usize = 190;

/// More roles than these are folded.
const MAX_OPEN_ROLES: usize = 10;

/// The most lines about roles.
const MAX_ROLES: usize = 40;

/// The most characters of one line, so that a comment stays below what hosts accept.
const MAX_CHARACTERS: usize = 300;

/// The most characters of a rule that brings a change to a role.
const MAX_SOURCE_CHARACTERS: usize = 80;

/// Writes the difference. `base_url` is where the site stands.
pub fn markdown(difference: &LadderDifference, base_url: Option<&str>) -> String {
    let verdict = lines::verdict(difference.impact);
    if difference.is_empty() {
        return format!("### Career ladder: {verdict}\n");
    }
    let mut out = match verdict.split_once(": ") {
        Some((impact, meaning)) => {
            let meaning = format!("**{}.**", capitalised(meaning));
            vec![format!("### Career ladder: {impact} change"), String::new(), meaning, String::new()]
        }
        None => vec![format!("### Career ladder: {verdict}"), String::new()],
    };
    let versions = [&difference.old.version, &difference.new.version].map(|one| one.as_deref());
    if let [Some(old), Some(new)] = versions
        && old != new
    {
        out.push(format!("Version {} → {}.", escaped(old), escaped(new)));
        out.push(String::new());
    }
    out.push(format!("{}.", capitalised(&lines::summary(&difference.counts))));
    roles(difference, base_url, &mut out);
    let mut proposals = lines::proposals(difference);
    let more = proposals.len().saturating_sub(10);
    proposals.truncate(10);
    let proposals_lines = if proposals.is_empty() { 0 } else { proposals.len() + 3 };
    entities(difference, base_url, MAX_LINES - proposals_lines, &mut out);
    if !proposals.is_empty() {
        out.push(String::new());
        out.extend(proposals.iter().map(|one| format!("- {one}")));
        if more > 0 {
            out.push(format!("- And {more} more such entities."));
        }
    }
    out.join("\n") + "\n"
}

fn roles(difference: &LadderDifference, base_url: Option<&str>, out: &mut Vec<String>) {
    if difference.roles.is_empty() {
        return;
    }
    let is_folded = difference.roles.len() > MAX_OPEN_ROLES;
    if is_folded {
        let count = difference.roles.len();
        out.extend([String::new(), format!("<details><summary>Roles affected ({count})</summary>")]);
    }
    out.extend(["", "| Role | What changes | Through |", "|:---|:---|:---|"].map(str::to_owned));
    // What is required anew stands first.
    let mut roles: Vec<_> = difference.roles.iter().collect();
    roles.sort_by_key(|role| std::cmp::Reverse(role.impact));
    for role in roles.into_iter().take(MAX_ROLES) {
        let name = linked(&role.title, role.url.as_deref(), base_url);
        let through: Vec<String> =
            lines::through(role).iter().map(|source| escaped(&shortened(source, MAX_SOURCE_CHARACTERS))).collect();
        out.push(format!("| {name} | {} | {} |", lines::effect(role), through.join("<br>")));
    }
    let rest = difference.roles.len().saturating_sub(MAX_ROLES);
    if rest > 0 {
        out.push(format!("| {} | | |", counted(rest, "more role", "more roles")));
    }
    if is_folded {
        out.extend([String::new(), "</details>".to_owned()]);
    }
}

/// The entities by kind, each kind folded, until the lines are used up.
fn entities(difference: &LadderDifference, base_url: Option<&str>, max: usize, out: &mut Vec<String>) {
    let mut left_out = 0;
    for of_kind in difference.entities.chunk_by(|one, next| one.subject == next.subject) {
        // The fold takes five lines, the entity one, and what is left out one.
        if out.len() + 8 > max {
            left_out += of_kind.len();
            continue;
        }
        out.push(String::new());
        out.push(format!("<details><summary>{} ({})</summary>", lines::heading(of_kind[0].subject), of_kind.len()));
        out.push(String::new());
        for change in of_kind {
            let room = max.saturating_sub(out.len() + 4);
            if room == 0 {
                left_out += 1;
                continue;
            }
            entity(change, base_url, room, out);
        }
        out.extend([String::new(), "</details>".to_owned()]);
    }
    if left_out > 0 {
        out.push(String::new());
        let more = counted(left_out, "more entity changes", "more entities change");
        out.push(format!("{more}; `rungs diff` shows everything."));
    }
}

fn entity(change: &EntityChange, base_url: Option<&str>, room: usize, out: &mut Vec<String>) {
    let name = linked(&change.title, change.url.as_deref(), base_url);
    // Most entities of a fold are changed, so that only the others say what they are.
    let is_changed = change.state == EntityState::Changed && change.renamed_from.is_none();
    let state = if is_changed { String::new() } else { format!(": {}", lines::state(change)) };
    out.push(format!("- **{name}**{state}"));
    let all = lines::lines(change);
    let fits = if all.len() < room { all.len() } else { room.saturating_sub(2) };
    out.extend(all.iter().take(fits).map(|one| format!("  - {}", shown(one))));
    if fits < all.len() {
        out.push(format!("  - {}", counted(all.len() - fits, "more change", "more changes")));
    }
}

fn shown(line: &DiffLine) -> String {
    let mut left = MAX_CHARACTERS;
    let mut text = String::new();
    for piece in &line.pieces {
        // What replaces a word does not touch it.
        if piece.kind == PieceKind::Inserted && text.ends_with("</del>") {
            text.push(' ');
        }
        let words: String = piece.text.chars().take(left).collect();
        left -= words.chars().count();
        // Marks of emphasis must stand next to a word.
        let (start, end) = (words.len() - words.trim_start().len(), words.trim_end().len());
        if start >= end {
            text.push_str(&words);
            continue;
        }
        let inner = escaped(&words[start..end]);
        let inner = match piece.kind {
            PieceKind::Kept => inner,
            PieceKind::Deleted => format!("<del>{inner}</del>"),
            PieceKind::Inserted => format!("<ins>{inner}</ins>"),
        };
        text.push_str(&format!("{}{inner}{}", &words[..start], &words[end..]));
        if left == 0 {
            text.push('…');
            break;
        }
    }
    let place = if line.place.is_empty() {
        String::new()
    } else {
        format!(" ({})", escaped(&shortened(&line.place, MAX_CHARACTERS)))
    };
    format!("*{}*{place}: {}", line.what, text.replace(['\n', '\r'], " "))
}

fn linked(title: &str, url: Option<&str>, base_url: Option<&str>) -> String {
    let title = escaped(&shortened(title, MAX_CHARACTERS));
    match (base_url, url) {
        (Some(base), Some(url)) if base.starts_with("http") => {
            format!("[{title}]({base}{})", url.replace([' ', '(', ')'], ""))
        }
        _ => title,
    }
}

fn shortened(text: &str, max: usize) -> String {
    if text.chars().count() <= max {
        return text.to_owned();
    }
    text.chars().take(max).chain(['…']).collect()
}

/// Text that Markdown takes as it is: no markup, no mention of a person, no reference to an issue.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '@' => escaped.push_str("&#64;"),
            '#' => escaped.push_str("&#35;"),
            '\n' | '\r' => escaped.push(' '),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '!' => escaped.extend(['\\', letter]),
            letter => escaped.push(letter),
        }
    }
    escaped
}
