//! Ids: which texts can name something, in files, in addresses and in links alike.
//!
//! Knows nothing of which ids exist.

use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::content::{Entity, Id, Kind, slug};
use crate::diagnostic::{Code, Diagnostic, INVALID_ID, RESERVED_NAME};
use crate::source::{Place, Span, Spanned};

/// `text` as an id: NFC, without white space around it.
pub fn normal(text: &str) -> Id {
    if text.is_ascii() {
        return text.trim().into();
    }
    text.trim().nfc().collect::<String>().into()
}

/// Names that an operating system or a web server keeps for itself, whatever follows their first full stop.
const RESERVED: [&str; 5] = ["con", "prn", "aux", "nul", "index"];

/// Reports each part of a page's id, the path of its file, that cannot stand in an address. `at` is `None` when the
/// id comes from the file's name.
pub fn check_path(path: &Arc<str>, id: &str, at: Option<Span>, diagnostics: &mut Vec<Diagnostic>) {
    id.split('/').for_each(|part| check(path, part, at, diagnostics));
}

/// Reports an id that cannot stand in an address, as [`check_path`] does, and one with a `/` in it.
pub fn check(path: &Arc<str>, id: &str, at: Option<Span>, diagnostics: &mut Vec<Diagnostic>) {
    let Some(Fault { code, message, rule, instead }) = fault(id) else { return };
    let place = at.map_or_else(|| Place::file(path), |span| Place::at(path, span));
    let instead = if instead.is_empty() { "a-name-of-your-own" } else { &instead };
    let mend = match at {
        Some(_) => format!("Write `{instead}`, say."),
        None => format!("Rename the file, or add `id: {instead}`."),
    };
    diagnostics.push(Diagnostic::new(code, place, message).help(format!("{rule}{mend}")));
}

/// The old id or path `written` of an entity of `kind` as it stands in an address, without slashes around it and without
/// the ending of a page. `None`, and a report, if it cannot stand in one.
pub fn old(
    path: &Arc<str>,
    kind: Kind,
    written: &Spanned<String>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<String> {
    let old = written.value.trim_matches('/').trim_end_matches(".html");
    let old = if kind == Kind::Page { old.trim_end_matches(".md") } else { old };
    let before = diagnostics.len();
    match kind {
        // The page of a folder may have moved, too.
        Kind::Page => check_path(path, old.strip_suffix("/index").unwrap_or(old), Some(written.span), diagnostics),
        _ => check(path, old, Some(written.span), diagnostics),
    }
    (diagnostics.len() == before).then(|| old.to_owned())
}

/// Whether a text can be an id.
pub fn is_id(text: &str) -> bool {
    fault(text).is_none()
}

/// Whether an entity's id can stand in an address; if not, that was reported.
pub fn is_valid(entity: &Entity) -> bool {
    match entity.kind() {
        Kind::Page => entity.id.split('/').all(|part| fault(part).is_none()),
        _ => fault(&entity.id).is_none(),
    }
}

/// Why an id cannot be, and what to write instead.
struct Fault {
    code: &'static Code,
    message: String,
    rule: &'static str,
    instead: String,
}

fn fault(id: &str) -> Option<Fault> {
    let invalid =
        |message: String, rule: &'static str, instead: String| Some(Fault { code: INVALID_ID, message, rule, instead });
    if id.is_empty() {
        return invalid("an id is empty".into(), "", String::new());
    }
    if !id.chars().any(char::is_alphanumeric) {
        return invalid(format!("the id `{id}` has no letter or digit"), "", String::new());
    }
    if let Some(bad) = id.chars().find(|character| !allowed(*character)) {
        let shown = match bad {
            ' ' => "a space".into(),
            _ if bad.is_control() || bad.is_whitespace() => format!("U+{:04X}", u32::from(bad)),
            _ => format!("`{bad}`"),
        };
        let rule = "Ids are letters and digits of any script, `-`, `_` and `.`. ";
        return invalid(format!("the id `{}` holds {shown}", super::shape::shorten(&printable(id))), rule, slug(id));
    }
    if id.starts_with(['.', '-']) || id.ends_with('.') {
        let message = format!("the id `{id}` begins with `.` or `-` or ends with `.`");
        return invalid(message, "", id.trim_matches(['.', '-']).into());
    }
    if is_reserved(id) {
        let rule = "`index` is the page of a folder, and Windows cannot store con, prn, aux, nul, com1 or lpt1. ";
        let message = format!("the name `{id}` is reserved");
        return Some(Fault { code: RESERVED_NAME, message, rule, instead: format!("{id}-1") });
    }
    if id.len() > MAX_LENGTH {
        let rule = "Keep ids under 120 bytes, so that every file system can store the page. ";
        return invalid(format!("an id is {} bytes long", id.len()), rule, String::new());
    }
    None
}

/// The longest id in bytes; file systems stop at 255 for a name with its ending.
const MAX_LENGTH: usize = 120;

fn allowed(character: char) -> bool {
    character.is_alphanumeric() || is_combining_mark(character) || matches!(character, '-' | '_' | '.')
}

/// Whether an operating system or a web server keeps a name for itself, in any case and with any ending.
pub fn is_reserved(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or(part).to_lowercase();
    let device = stem.len() == 4
        && (stem.starts_with("com") || stem.starts_with("lpt"))
        && stem.as_bytes()[3].is_ascii_digit()
        && !stem.ends_with('0');
    RESERVED.contains(&stem.as_str()) || device
}

/// A statement's id when the author gave none: 40 bits of a hash of its owner and its normalised words, in
/// base 32. A hundred thousand statements on one page would share one with a chance of one in two hundred.
pub fn of_statement(owner: &str, words: &str) -> Id {
    const DIGITS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let mut hasher = blake3::Hasher::new();
    hasher.update(owner.as_bytes());
    for word in words.split_whitespace() {
        hasher.update(b" ");
        hasher.update(word.nfc().collect::<String>().to_lowercase().as_bytes());
    }
    let bytes = hasher.finalize();
    let number = bytes.as_bytes()[..5].iter().fold(0u64, |number, byte| number << 8 | u64::from(*byte));
    (0..8).map(|digit| char::from(DIGITS[(number >> (35 - 5 * digit) & 31) as usize])).collect::<String>().into()
}

/// An id with its control characters as escapes, so that a report stays on one line.
fn printable(id: &str) -> String {
    let shown = |character: char| match character.is_control() {
        true => character.escape_default().collect(),
        false => String::from(character),
    };
    id.chars().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(id: &str) -> Vec<&'static str> {
        let mut diagnostics = Vec::new();
        check_path(&"x.md".into(), id, None, &mut diagnostics);
        diagnostics.iter().map(|diagnostic| diagnostic.code.name).collect()
    }

    #[test]
    fn any_script_may_name_a_thing() {
        for id in ["staff-engineer", "エンジニア", "инженер", "l5", "v1.2", "guides/how", "हिन्दी", "snake_case"]
        {
            assert_eq!(codes(id), [""; 0], "{id}");
        }
    }

    #[test]
    fn ids_that_cannot_be_addresses_are_refused() {
        for id in ["", "🚀", "a b", "a#b", "a?b", "a:b", "a\\b", "a/../b", "--", "a/", ".a", "a.", "a\u{202e}b"] {
            assert_eq!(codes(id), ["invalid-id"], "{id:?}");
        }
        for id in ["con", "Aux", "nul.x", "com1", "index", "lpt9"] {
            assert_eq!(codes(id), ["reserved-name"], "{id}");
        }
        assert_eq!(codes(&"x".repeat(200)), ["invalid-id"]);
    }

    #[test]
    fn an_old_id_is_checked_as_an_id_is() {
        let old = |kind: Kind, text: &str| {
            let mut diagnostics = Vec::new();
            let written = Spanned::new(text.to_owned(), Span::new(3, 5));
            let old = old(&"x.md".into(), kind, &written, &mut diagnostics);
            assert_eq!(old.is_none(), !diagnostics.is_empty(), "{text}");
            assert!(diagnostics.iter().all(|found| found.place.span == Some(written.span)));
            old
        };
        for (kind, text, kept) in [
            (Kind::Role, "lead", "lead"),
            (Kind::Role, "lead.html", "lead"),
            (Kind::Page, "/guides/old/", "guides/old"),
            (Kind::Page, "guides/old.md", "guides/old"),
            (Kind::Page, "guides/index.html", "guides/index"),
        ] {
            assert_eq!(old(kind, text).as_deref(), Some(kept));
        }
        let long = "x".repeat(300);
        let never =
            ["../x", ".git/config", "con", "C:\\x", "a\nb", "a\0b", "x.", "a//b", ".rungs/x", "x*", "", "x\">", &long];
        for text in never {
            assert_eq!((old(Kind::Page, text), old(Kind::Role, text)), (None, None), "{text:?}");
        }
    }

    #[test]
    fn only_pages_stand_in_folders() {
        let mut diagnostics = Vec::new();
        check(&"x.yaml".into(), "talk/write", None, &mut diagnostics);
        assert_eq!(diagnostics[0].message, "the id `talk/write` holds `/`");
    }

    #[test]
    fn statement_ids_ignore_case_and_white_space_only() {
        assert_eq!(of_statement("role:a", "Designs  systems."), of_statement("role:a", "designs systems."));
        assert_ne!(of_statement("role:a", "Designs systems."), of_statement("role:b", "Designs systems."));
        assert_eq!(of_statement("role:a", "x").len(), 8);
    }
}
