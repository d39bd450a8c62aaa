//! The difference for reading in a terminal.

use crate::handbook::difference::{Piece, PieceKind};
use crate::handbook::history::{EntityChange, LadderDifference};

use super::lines::{self, DiffLine};

/// Writes the difference. `names` are the two versions as a person named them.
pub fn human(difference: &LadderDifference, names: &[String; 2], colors: bool) -> String {
    let mut text = format!("{} → {}\n", names[0], names[1]);
    let mut line = |line: &str| {
        text.push_str(line);
        text.push('\n');
    };
    line(lines::verdict(difference.impact));
    if difference.is_empty() {
        return text;
    }
    line(&lines::summary(&difference.counts));
    for of_kind in difference.entities.chunk_by(|one, next| one.subject == next.subject) {
        line("");
        line(lines::heading(of_kind[0].subject));
        for change in of_kind {
            let EntityChange { title, id, .. } = change;
            let name = if id.is_empty() { title.clone() } else { format!("{title} ({id})") };
            line(&format!("  {name}: {}", lines::state(change)));
            for one in lines::lines(change) {
                line(&format!("    {}", shown(&one, colors)));
            }
        }
    }
    if !difference.roles.is_empty() {
        line("");
        line("Roles affected");
        for role in &difference.roles {
            line(&format!("  {}: {} (through {})", role.title, lines::effect(role), lines::through(role).join("; ")));
        }
    }
    let proposals = lines::proposals(difference);
    if !proposals.is_empty() {
        line("");
        proposals.iter().for_each(|one| line(one));
    }
    text
}

fn shown(line: &DiffLine, colors: bool) -> String {
    let text: String = line.pieces.iter().map(|piece| piece_text(line, piece, colors)).collect();
    let place = if line.place.is_empty() { String::new() } else { format!(" [{}]", line.place) };
    format!("{}{place}: {}", line.what, text.replace('\n', " "))
}

fn piece_text(line: &DiffLine, piece: &Piece, colors: bool) -> String {
    let text = &piece.text;
    let is_whole = line.pieces.len() == 1;
    match (piece.kind, colors) {
        (PieceKind::Kept, _) => text.clone(),
        (PieceKind::Deleted, true) => format!("\u{1b}[31m{text}\u{1b}[0m"),
        (PieceKind::Inserted, true) => format!("\u{1b}[32m{text}\u{1b}[0m"),
        _ if is_whole => text.clone(),
        (PieceKind::Deleted, false) => format!("[-{text}-]"),
        (PieceKind::Inserted, false) => format!("{{+{text}+}}"),
    }
}
