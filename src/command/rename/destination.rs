//! The address of a link after an entity has got another id, as its author would write it.

use crate::content::{Entity, Kind, Target, slug};
use crate::encode;
use crate::handbook::join;
use crate::parse::id;

/// An entity's names before and after.
pub struct RenamedNames<'a> {
    /// The entity before.
    pub entity: &'a Entity,
    /// The new id.
    pub new: &'a str,
    /// The old and the new path of its file, if the file is renamed.
    pub moved: Option<(&'a str, &'a str)>,
}

/// What becomes of a link.
#[derive(Debug, PartialEq, Eq)]
pub enum LinkOutcome {
    /// It says the same after as before.
    Stays,
    /// Other words for a stretch of it.
    Becomes(std::ops::Range<usize>, String),
    /// It has to change, and its address is not written as it is read.
    Unclear,
}

impl RenamedNames<'_> {
    /// What becomes of `written`, a link in the file `path` whose target is `target`.
    pub fn link(&self, written: &str, target: &Target, path: &str) -> LinkOutcome {
        match target {
            Target::Entity { id: name, .. } => self.wiki_link(written, name),
            Target::File { path: file, fragment, .. } => self.file(written, file, fragment.as_deref(), path),
        }
    }

    fn wiki_link(&self, written: &str, name: &str) -> LinkOutcome {
        let entity = self.entity;
        let normal = id::normal(name);
        let short = |id: &str| id.rsplit('/').next().unwrap_or_default().to_owned();
        let is_short = entity.kind() == Kind::Page && *normal == short(&entity.id);
        let has_other = || {
            let others = entity.aliases.iter().map(|alias| alias.value.as_str()).chain([entity.title.as_str()]);
            others.into_iter().any(|other| slug(other) == slug(name))
        };
        if normal != entity.id && (!is_short || has_other() || short(self.new) == *normal) {
            return LinkOutcome::Stays;
        }
        let end = written.find(['#', '|']).unwrap_or(written.len());
        match written[..end].rfind(name) {
            Some(at) => {
                let new = if normal == entity.id { self.new.to_owned() } else { short(self.new) };
                LinkOutcome::Becomes(at..at + name.len(), new)
            }
            None => LinkOutcome::Unclear,
        }
    }

    fn file(&self, written: &str, file: &str, fragment: Option<&str>, path: &str) -> LinkOutcome {
        let end = written.find(['?', '#']).unwrap_or(written.len());
        let is_literal = [file, encode::path(file).as_str()].contains(&written[..end].trim());
        let begin = written.len() - written.trim_start().len();
        let literal = begin..begin + written[..end].trim().len();
        if !file.contains('/') && id::normal(file) == self.entity.id {
            return match is_literal {
                true => LinkOutcome::Becomes(literal, encode::path(self.new)),
                false => LinkOutcome::Unclear,
            };
        }
        let Some(old) = join(path, file) else { return LinkOutcome::Stays };
        let here = self.moved.filter(|(from, _)| *from == path).map_or(path, |(_, to)| to);
        let new = match self.renamed(&old) {
            Some(new) => new,
            // In a collection the fragment names the entity.
            None if self.entity.path.strip_prefix("content/") == Some(&*old) && fragment == Some(&*self.entity.id) => {
                return match written[end..].rfind(&*self.entity.id) {
                    Some(at) => {
                        let at = end + at;
                        LinkOutcome::Becomes(at..at + self.entity.id.len(), self.new.to_owned())
                    }
                    None => LinkOutcome::Unclear,
                };
            }
            None => old.clone(),
        };
        if file.is_empty() || new == old && (folder(here) == folder(path) || file.starts_with('/')) {
            return LinkOutcome::Stays;
        }
        if !is_literal {
            return LinkOutcome::Unclear;
        }
        if folder(&new) == folder(&old) && folder(here) == folder(path) {
            // What precedes the name stays as it is written.
            let begin = written[..literal.end].rfind('/').map_or(begin, |slash| slash + 1);
            let name = new.rsplit('/').next().unwrap_or(&new);
            return LinkOutcome::Becomes(begin..literal.end, encode::path(name));
        }
        let slash = if file.ends_with('/') { "/" } else { "" };
        let new = if file.starts_with('/') { format!("/{new}") } else { relative(here, &new) };
        let new = format!("{}{slash}", encode::path(&new));
        if written[literal.clone()] == new { LinkOutcome::Stays } else { LinkOutcome::Becomes(literal, new) }
    }

    /// The new path below `content/` of what has the path `old`: the file, or the page by its address.
    fn renamed(&self, old: &str) -> Option<String> {
        let file = self.entity.path.strip_prefix("content/")?;
        if old == file {
            return self.moved.and_then(|(_, to)| Some(to.strip_prefix("content/")?.to_owned()));
        }
        let address = |id: &str| match self.entity.kind().folder() {
            "" => id.to_owned(),
            folder => format!("{folder}/{id}"),
        };
        let ending = old.strip_prefix(&address(&self.entity.id))?;
        ["", ".html", ".md"].contains(&ending).then(|| format!("{}{ending}", address(self.new)))
    }
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The way from the file `from` (with `content/`) to the path `to` below `content/`.
fn relative(from: &str, to: &str) -> String {
    let from: Vec<&str> = folder(from).split('/').skip(1).collect();
    let to: Vec<&str> = to.split('/').collect();
    let shared = from.iter().zip(&to[..to.len() - 1]).take_while(|(one, other)| one == other).count();
    let up = std::iter::repeat_n("..", from.len() - shared);
    up.chain(to[shared..].iter().copied()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_from_one_file_to_another() {
        for (from, to, expected) in [
            ("content/guides/a.md", "guides/b.md", "b.md"),
            ("content/guides/a.md", "roles/b.md", "../roles/b.md"),
            ("content/guides/x/a.md", "guides/b.md", "../b.md"),
            ("content/index.md", "roles/b.md", "roles/b.md"),
            ("content/guides/a.md", "b.md", "../b.md"),
        ] {
            assert_eq!(relative(from, to), expected, "{from} {to}");
        }
    }
}
