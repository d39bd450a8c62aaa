//! Which files under `content/` become part of the site, judged by their paths and the patterns of `handbook.yaml`.

use std::sync::Arc;

/// The patterns of `publish:` and `ignore:`: paths below `content/`, in which `*` stands for any part of a name and `**`
/// for any folders.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Patterns {
    /// Files to publish whatever they look like.
    pub publish: Arc<[String]>,
    /// Files to leave out.
    pub ignore: Arc<[String]>,
}

/// Why a file was hardly meant for readers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// What an editor, a merge or a copy left behind.
    Leftover,
    /// The document of an office or a drawing program that content was made from.
    SourceDocument,
    /// A folder of a package manager or a compiler.
    Machinery,
}

impl Patterns {
    /// Whether a file, by its path below `content/`, is left out.
    pub fn ignores(&self, path: &str) -> bool {
        !any(&self.publish, path) && any(&self.ignore, path)
    }

    /// Whether `publish:` names a file, by its path below `content/`.
    pub fn publishes(&self, path: &str) -> bool {
        any(&self.publish, path)
    }

    /// Why a file that is copied was hardly meant for readers; `None` if `publish:` names it or nothing speaks against it.
    pub fn doubt(&self, path: &str) -> Option<Doubt> {
        if any(&self.publish, path) {
            return None;
        }
        let lower = path.to_lowercase();
        let (folders, name) = lower.rsplit_once('/').unwrap_or(("", &lower));
        if folders.split('/').any(|folder| MACHINERY.contains(&folder)) {
            return Some(Doubt::Machinery);
        }
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
        if LEFTOVERS.contains(&extension) || name.ends_with('~') {
            return Some(Doubt::Leftover);
        }
        if DOCUMENTS.contains(&extension) {
            return Some(Doubt::SourceDocument);
        }
        // A text that an editor saved with an ending of its own.
        let is_hidden_text = stem.ends_with(".md") || stem.ends_with(".yaml") || stem.ends_with(".yml");
        // A page may show a picture of such a name.
        let is_picture = ["png", "jpg", "jpeg", "gif", "svg", "webp", "avif"].contains(&extension);
        ((is_copy(stem) && !is_picture) || is_hidden_text).then_some(Doubt::Leftover)
    }
}

const LEFTOVERS: [&str; 9] = ["bak", "orig", "rej", "tmp", "temp", "old", "save", "swp", "part"];

const DOCUMENTS: [&str; 32] = [
    "doc", "docx", "docm", "dot", "dotx", "rtf", "odt", "pages", "xls", "xlsx", "xlsm", "xlsb", "ods", "numbers",
    "ppt", "pptx", "pptm", "odp", "key", "psd", "ai", "sketch", "fig", "xd", "indd", "afdesign", "xcf", "vsdx",
    "drawio", "one", "eml", "msg",
];

const MACHINERY: [&str; 4] = ["node_modules", "bower_components", "__pycache__", "venv"];

/// Whether a name without its ending is that of a copy: `x copy`, `x (1)`, `copy of x`.
fn is_copy(stem: &str) -> bool {
    let is_numbered = stem.rsplit_once(" (").and_then(|(_, rest)| rest.strip_suffix(')'));
    let is_numbered = is_numbered.is_some_and(|number| number.len() <= 2 && number.bytes().all(|b| b.is_ascii_digit()));
    stem.ends_with(" copy") || stem.ends_with(" - copy") || stem.starts_with("copy of ") || is_numbered
}

fn any(patterns: &[String], path: &str) -> bool {
    patterns.iter().any(|pattern| matches(pattern, path))
}

/// Whether a pattern names a path or a folder above it. A pattern without `/` names files in any folder.
pub fn matches(pattern: &str, path: &str) -> bool {
    let pattern = pattern.trim_start_matches("content/").trim_start_matches('/');
    let folder = pattern.strip_suffix('/');
    let pattern = folder.unwrap_or(pattern);
    let parts: Vec<&str> = path.split('/').collect();
    let wanted: Vec<&str> = pattern.split('/').collect();
    if let [single] = wanted[..]
        && single != "**"
    {
        let count = if folder.is_some() { parts.len() - 1 } else { parts.len() };
        return parts[..count].iter().any(|part| matches_name(single, part));
    }
    (1..=parts.len()).any(|end| (folder.is_none() || end < parts.len()) && matches_path(&wanted, &parts[..end]))
}

fn matches_path(wanted: &[&str], parts: &[&str]) -> bool {
    match (wanted, parts) {
        ([], []) => true,
        (["**", rest @ ..], _) => (0..=parts.len()).any(|skip| matches_path(rest, &parts[skip..])),
        ([first, rest @ ..], [part, others @ ..]) => matches_name(first, part) && matches_path(rest, others),
        _ => false,
    }
}

/// Whether a name fits a pattern in which `*` stands for any letters and `?` for one.
fn matches_name(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) = (pattern.chars().collect(), name.chars().collect());
    // The places in the pattern that the letters so far may have reached.
    let after_stars = |mut at: usize| {
        while pattern.get(at) == Some(&'*') {
            at += 1;
        }
        at
    };
    let (mut at, mut read, mut star) = (0, 0, None);
    while read < name.len() {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, read));
                at = after_stars(at);
            }
            Some(letter) if *letter == '?' || *letter == name[read] => (at, read) = (at + 1, read + 1),
            _ => {
                let Some((begin, reached)) = star else { return false };
                star = Some((begin, reached + 1));
                (at, read) = (after_stars(begin), reached + 1);
            }
        }
    }
    after_stars(at) == pattern.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_name_files_and_folders() {
        for (pattern, path, expected) in [
            ("*.docx", "roles/lead.docx", true),
            ("/roles/*.docx", "roles/lead.docx", true),
            ("roles/*.docx", "roles/a/lead.docx", false),
            ("roles/**/*.docx", "roles/a/lead.docx", true),
            ("**", "a/b", true),
            ("drafts/", "guides/drafts/a.md", true),
            ("drafts/", "guides/drafts", false),
            ("guides/drafts", "guides/drafts/a.md", true),
            ("content/guides/*", "guides/a.md", true),
            ("a?c*", "abcd", true),
            ("a?c", "ac", false),
            ("*a*b", "xxaxxb", true),
            ("*a*b", "xxbxxa", false),
        ] {
            assert_eq!(matches(pattern, path), expected, "{pattern} {path}");
        }
    }

    #[test]
    fn leftovers_and_documents_are_doubted_unless_they_are_named() {
        let plain = Patterns::default();
        for (path, expected) in [
            ("roles/lead.md.bak", Some(Doubt::Leftover)),
            ("roles/lead.md.txt", Some(Doubt::Leftover)),
            ("pay (1).pdf", Some(Doubt::Leftover)),
            ("Pay.XLSX", Some(Doubt::SourceDocument)),
            ("node_modules/a.js", Some(Doubt::Machinery)),
            ("pay.pdf", None),
            ("logo (old).svg", None),
        ] {
            assert_eq!(plain.doubt(path), expected, "{path}");
        }
        let named = Patterns { publish: ["*.xlsx".to_owned()].into(), ignore: ["pay*".to_owned()].into() };
        assert_eq!(named.doubt("pay.xlsx"), None);
        assert!(!named.ignores("pay.xlsx") && named.ignores("pay.pdf"));
    }
}
