//! `rungs search`: the search of the site, in a terminal.

use serde_json::json;

use crate::cli::SearchOptions;
use crate::compile::{Compiled, HandbookOptions};
use crate::content::Kind;
use crate::search::{Answer, Index, RecordKind, search};

use super::{CommandContext, Failure, audience};

/// Prints what answers a question, best first.
pub fn run(context: &CommandContext, options: &SearchOptions) -> Result<(), Failure> {
    let settings =
        HandbookOptions { drafts: options.drafts, audience: audience(&options.audience), ..HandbookOptions::default() };
    let compiled = context.compiled(&settings)?;
    let index = compiled.index();
    let answer = search(index, &options.query.join(" "), options.limit);
    let text = if options.json { as_json(&compiled, index, &answer) } else { as_text(index, &answer) };
    context.terminal.data(text.as_bytes())?;
    for note in notes(&answer) {
        context.terminal.say(&note);
    }
    if answer.total > 0 { Ok(()) } else { Err(Failure::content()) }
}

fn as_text(index: &Index, answer: &Answer) -> String {
    let called = |kind: RecordKind| index.kinds.iter().find(|(known, _)| *known == kind).map(|(_, term)| term);
    let mut out = String::new();
    for found in &answer.results {
        let record = &index.records[found.entity];
        let term = called(record.kind).map(|term| term.one.as_str());
        let retired = if record.retired { ", retired" } else { "" };
        let heading = format!("{} ({}{retired})\n  {}\n", record.title, term.unwrap_or_default(), record.url);
        out.push_str(&printable(&heading));
        for part in found.parts.iter().map(|part| &record.parts[*part]) {
            let label = match (&*part.label, &*part.anchor) {
                ("", "section-skills") => {
                    called(RecordKind::Entity(Kind::Skill)).map(|term| &*term.other).unwrap_or_default()
                }
                ("", "section-resources") => "Resources",
                (label, _) => label,
            };
            let label = if label.is_empty() { String::new() } else { format!("{label}: ") };
            let words = if part.text.is_empty() { &*part.more } else { &*part.text };
            out.push_str(&printable(&format!("    {label}{}\n", shortened(words))));
        }
    }
    out
}

fn as_json(compiled: &Compiled, index: &Index, answer: &Answer) -> String {
    let results = answer.results.iter().map(|found| {
        let record = &index.records[found.entity];
        let parts = found
            .parts
            .iter()
            .map(|part| &record.parts[*part])
            .map(|part| json!({ "anchor": part.anchor, "label": part.label, "text": *part.text }));
        json!({
            "kind": record.kind.name(),
            "id": record.id,
            "title": record.title,
            "url": record.url,
            "summary": *record.parts[0].text,
            "parts": parts.collect::<Vec<_>>(),
        })
    });
    let also: Vec<_> =
        answer.also.iter().map(|also| json!({ "typed": also.typed, "synonyms": also.synonyms })).collect();
    let answer = json!({
        "handbook": compiled.handbook.config.title,
        "total": answer.total,
        "unknown": answer.unknown,
        "relaxed": answer.relaxed,
        "also": also,
        "results": results.collect::<Vec<_>>(),
    });
    format!("{answer:#}\n")
}

/// What the results do not say by themselves.
fn notes(answer: &Answer) -> Vec<String> {
    let mut notes = Vec::new();
    if !answer.unknown.is_empty() {
        notes.push(format!("No results for {}.", quoted(&answer.unknown)));
    } else if answer.total == 0 {
        notes.push("No results.".into());
    }
    if !answer.relaxed.is_empty() {
        let phrases = quoted(&answer.relaxed);
        notes.push(format!("No page has the phrase {phrases}. These results have its words."));
    }
    for also in &answer.also {
        notes.push(format!("{} also finds {}.", quoted(std::slice::from_ref(&also.typed)), also.synonyms.join(", ")));
    }
    if answer.total > answer.results.len() {
        let more = answer.total - answer.results.len();
        notes.push(format!("{more} more results. `-n {}` shows them.", answer.total));
    }
    notes
}

/// Enough of a text to see what it says.
fn shortened(text: &str) -> String {
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    let text = lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" · ");
    if text.chars().count() <= 160 {
        return text;
    }
    let cut: String = text.chars().take(160).collect();
    format!("{}…", cut[..cut.rfind(' ').unwrap_or(cut.len())].trim_end())
}

/// Text of the content cannot steer the terminal.
fn printable(text: &str) -> String {
    text.chars().filter(|mark| *mark == '\n' || !mark.is_control()).collect()
}

fn quoted(words: &[String]) -> String {
    words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(", ")
}
