//! Reads each file alone: text in, entities and diagnostics out.
//!
//! A parser sees one file and the few settings in [`ParseOptions`]; it never looks at another file, so its result
//! can be kept until the file itself changes. References stay as written.

pub mod audience;
pub mod fields;
pub mod files;
pub mod markdown;
pub mod placeholder;
pub mod schema;
pub mod shape;
mod site_settings;
pub mod strings;
pub mod text;
pub mod yaml;

pub mod id;

mod collection;
mod config;
mod entity;
mod front_matter;
mod kinds;
mod lost;
mod reader;
mod title;

use std::sync::Arc;

use crate::content::{Config, Entity, Id, Kind, Prose};
use crate::diagnostic::{
    CONTROL_CHARACTER, Code, Diagnostic, EMPTY_FILE, FOREIGN_SYNTAX, INVALID_ID, MERGE_CONFLICT, MERGED_ITEM,
    MISPLACED_FILE, MISSING_FIELD, NOT_UTF8, UNKNOWN_FIELD, YAML_SYNTAX, nearest,
};
use crate::source::{Content, Place, Source, Span, Spanned};

use self::audience::Shown;
use self::kinds::is_markdown;
use self::reader::Reader;
use self::shape::Shape;
use self::text::Text;
use self::title::same_words;
use self::yaml::{Node, Value};

pub use self::audience::Readers;
pub use self::entity::is_web_address;
pub use self::kinds::{FileKind, file_kind, is_readme, meant_folder};
pub use self::lost::{Incomplete, Unparsed};
pub use self::site_settings::target as link_target;

/// What parsing a file depends on besides the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ParseOptions {
    /// How Markdown is read.
    pub markdown: markdown::MarkdownOptions,
    /// The audiences that `editions:` names; `None` while the settings are not known.
    pub audiences: Option<Arc<[String]>>,
    /// Who reads the edition that is built; `None` for all content whatever its audience.
    pub readers: Option<Readers>,
}

/// The settings file, from the project's root.
pub const HANDBOOK: &str = "content/handbook.yaml";

/// What one file holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Parsed {
    /// The file.
    pub path: Arc<str>,
    /// The settings, if this is `handbook.yaml`.
    pub config: Option<Arc<Config>>,
    /// The entities, in the order of the file.
    pub entities: Vec<Arc<Entity>>,
    /// What the file was meant to define but could not.
    pub incomplete: Vec<Incomplete>,
    /// What of its text is in none of these.
    pub unparsed: Unparsed,
    /// What of it is left out, because it is not for the audience of the edition; `None` if nothing is.
    pub hidden: Option<Box<Hidden>>,
    /// Everything wrong with it.
    pub diagnostics: Vec<Diagnostic>,
}

/// What a file holds for other audiences. No page is made of it: it serves to tell a reference to what is left out from a
/// mistake, and to leave out the files that nothing else refers to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Hidden {
    /// The entities that are left out whole or in part, as if nothing were left out.
    pub entities: Vec<Arc<Entity>>,
    /// The text of the file.
    pub text: Arc<str>,
    /// The settings as if nothing were left out, if something is.
    pub config: Option<Arc<Config>>,
}

/// What `handbook.yaml` defines for other files to name.
const DEFINITIONS: [&str; 4] = ["levels", "scales", "themes", "bands"];

/// Reads one file. `None` for assets and for files outside of `content/`.
pub fn parse(source: &Source, options: &ParseOptions) -> Option<Parsed> {
    let kind = file_kind(&source.path)?;
    if kind != FileKind::Handbook && options.markdown.files.ignores(source.path.strip_prefix("content/")?) {
        return None;
    }
    let mut file = FileParser::new(source, options, &kind);
    if kind == FileKind::Asset {
        let message = "this file is copied to the site as it is";
        let diagnostic = Diagnostic::new(MISPLACED_FILE, Place::file(&source.path), message).help(file.meant_name()?);
        file.parsed.diagnostics.push(diagnostic);
        return Some(file.parsed);
    }
    match &source.content {
        Content::Text(text) if text.trim_matches(['\u{feff}', ' ', '\n', '\r', '\t']).is_empty() => file.empty(),
        Content::Text(text) => file.text(text),
        Content::Bytes(bytes) => file.not_text(bytes),
        Content::Unreadable(_) => file.mark_incomplete(),
    }
    file.without_echoes();
    if let Content::Text(text) = &source.content {
        file.names_of_lost(text);
        file.parsed.hidden.iter_mut().for_each(|hidden| hidden.text = text.clone());
    }
    file.lost_parts(&source.content);
    Some(file.parsed)
}

/// Where the value of a field of an entity stands, in a file that was read without a mistake.
pub fn field_place(source: &Source, kind: Kind, id: &str, field: &str) -> Option<Span> {
    let Content::Text(text) = &source.content else { return None };
    let file_kind = file_kind(&source.path)?;
    let options = ParseOptions::default();
    let mut file = FileParser::new(source, &options, &file_kind);
    let start = text.len() - text.trim_start_matches('\u{feff}').len();
    let range = if is_markdown(&source.path) { file.split(text)?.0? } else { start..text.len() };
    let root = yaml::parse(&source.path, text, range, &mut Vec::new())?;
    let has_id =
        |item: &&Node| item.get("id").and_then(reader::spanned).is_some_and(|named| *id::normal(&named.value) == *id);
    let node = match &root.value {
        Value::List(items) => items.iter().find(has_id)?,
        _ if file_kind == FileKind::Handbook => reader::many(root.get("levels")).iter().find(has_id)?,
        _ if is_markdown(&source.path) || root.get("title").is_some_and(|title| title.as_text().is_some()) => &root,
        _ => &root.entries().iter().find(|(key, _)| *id::normal(&key.name) == *id)?.1,
    };
    fields::record(kind).field(field).and_then(|_| node.get(field)).map(|value| value.span)
}

/// One file on its way to being [`Parsed`].
struct FileParser<'a> {
    path: &'a Arc<str>,
    options: &'a ParseOptions,
    kind: &'a FileKind,
    parsed: Parsed,
}

impl<'a> FileParser<'a> {
    fn new(source: &'a Source, options: &'a ParseOptions, kind: &'a FileKind) -> Self {
        let parsed = Parsed { path: source.path.clone(), ..Parsed::default() };
        Self { path: &source.path, options, kind, parsed }
    }

    /// Reads values of the file, and adds what is wrong with them to its problems.
    fn reader(&mut self) -> Reader<'_> {
        Reader { path: self.path, options: &self.options.markdown, diagnostics: &mut self.parsed.diagnostics }
    }

    /// A problem with the bytes `span` of the file.
    fn at(&self, code: &'static Code, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::at(code, self.path, span, message)
    }

    fn text(&mut self, text: &str) {
        let is_markdown = is_markdown(self.path);
        if let Some((ours, theirs)) = markdown::conflict(text, is_markdown) {
            // Whatever else is wrong with the file follows from this.
            self.parsed.diagnostics.push(
                self.at(MERGE_CONFLICT, ours, "this file holds two versions of the same lines")
                    .label("one version begins here")
                    .help("Keep the lines that are right and delete the lines that begin with `<<<<<<<`, `=======` and `>>>>>>>`.")
                    .related(Place::at(self.path, theirs), "the other version ends here"),
            );
            return self.mark_incomplete();
        }
        let cleaned = self.without_controls(text);
        let text = cleaned.as_deref().unwrap_or(text);
        if is_markdown { self.markdown(text) } else { self.yaml(text) }
    }

    /// The text with spaces for characters that no page can show, if it has any. Each has one byte, so places stay.
    fn without_controls(&mut self, text: &str) -> Option<String> {
        let is_control = |letter: char| matches!(letter, '\0'..='\u{8}' | '\u{b}' | '\u{e}'..='\u{1f}' | '\u{7f}');
        let at = text.find(is_control)?;
        let others = text.matches(is_control).count() - 1;
        let code = u32::from(text.as_bytes()[at]);
        let more = if others == 0 { String::new() } else { format!(" The file holds {others} more of its kind.") };
        let message = format!("the control character U+{code:04X} cannot be shown");
        let diagnostic = self.at(CONTROL_CHARACTER, Span::new(at, at + 1), message);
        self.parsed.diagnostics.push(diagnostic.label("read as a space").help(format!("Delete it.{more}")));
        Some(text.replace(is_control, " "))
    }

    fn markdown(&mut self, text: &str) {
        let FileKind::Entity(kind, stem) = self.kind else { return };
        let Some((yaml, mut body)) = self.split(text) else { return self.mark_incomplete() };
        let mut fields = match yaml {
            Some(yaml) => match yaml::parse(self.path, text, yaml, &mut self.parsed.diagnostics) {
                Some(node) => node,
                None => return self.mark_incomplete(),
            },
            None => Node { span: Span::new(body, body), value: Value::Null },
        };
        if fields.value == Value::Null {
            fields.value = Value::Map(Vec::new());
        }
        let heading = title::heading(text, body);
        let written = fields.get("title").and_then(Node::as_text).map(|title| same_words(&title.value));
        if let Some((_, rest)) = heading.as_ref().filter(|(title, _)| written == Some(same_words(&title.value))) {
            // The title is written twice, as other tools want it, and is shown once.
            body = *rest;
        } else if fields.get("title").is_none()
            && let Some((title, rest)) = heading
        {
            // A page that begins with `# Title` needs no front matter.
            if let Value::Map(entries) = &mut fields.value {
                let key = yaml::Key { name: "title".into(), span: title.span };
                entries.push((key, Node { span: title.span, value: Value::Scalar(title, false) }));
            }
            body = rest;
        }
        if let Some((key, _)) = fields.entries().iter().find(|(key, _)| key.name == "body") {
            self.parsed.diagnostics.push(
                self.at(UNKNOWN_FIELD, key.span, "a Markdown file has no field `body`")
                    .help("Write the text below the front matter."),
            );
        }
        placeholder::check(self.path, &fields, &mut self.parsed.diagnostics);
        if fields.value == Value::Map(Vec::new()) {
            self.no_fields(text, body, *kind);
        } else {
            self.check_fields(&fields, *kind);
        }
        let prose = markdown::block(
            self.path,
            &Text::verbatim(&text[body..], body),
            &self.options.markdown,
            &mut self.parsed.diagnostics,
        );
        self.entity(*kind, stem, None, &fields, Some(prose));
    }

    fn yaml(&mut self, text: &str) {
        let start = text.len() - text.trim_start_matches('\u{feff}').len();
        let Some(node) = yaml::parse(self.path, text, start..text.len(), &mut self.parsed.diagnostics) else {
            return self.mark_incomplete();
        };
        placeholder::check(self.path, &node, &mut self.parsed.diagnostics);
        match (self.kind, &node.value) {
            (_, Value::Null) => self.empty(),
            (FileKind::Handbook, _) => self.handbook(&node),
            (FileKind::Entity(kind, _) | FileKind::Collection(kind), Value::List(items)) => {
                self.collection_list(*kind, items);
            }
            (FileKind::Collection(kind), Value::Map(entries)) => match node.get("title") {
                Some(title) if matches!(title.value, Value::Scalar(..)) => self.lacks_id(*kind, title.span),
                _ => self.collection_map(*kind, entries),
            },
            (FileKind::Entity(kind, _), Value::Map(entries))
                if node.get("title").is_none()
                    && entries.iter().all(|(_, value)| matches!(value.value, Value::Map(_))) =>
            {
                self.collection_map(*kind, entries);
            }
            (FileKind::Entity(kind, stem), Value::Map(_)) => {
                self.check_fields(&node, *kind);
                self.entity(*kind, stem, None, &node, None);
            }
            (FileKind::Entity(kind, _) | FileKind::Collection(kind), _) => {
                self.check_shape(&node, &Shape::Record(fields::record(*kind)), "the file");
                self.mark_incomplete();
            }
            (FileKind::Asset, _) => {}
        }
    }

    fn handbook(&mut self, node: &Node) {
        let shape = Shape::Record(&fields::HANDBOOK);
        self.check_shape(node, &shape, "handbook.yaml");
        self.check_audiences(node, &shape);
        let shown = self.shown(node, &shape);
        if let Shown::Part(_) = shown {
            let mut reader = Reader { diagnostics: &mut Vec::new(), ..self.reader() };
            let (whole, levels) = (config::config(node, &mut reader), config::levels(node, &mut reader));
            self.hide(levels).config = Some(Arc::new(whole));
        }
        let node = match &shown {
            Shown::Part(part) => part,
            // The settings as a whole are always for everybody.
            Shown::All | Shown::Nothing => node,
        };
        self.parsed.config = Some(Arc::new(config::config(node, &mut self.reader())));
        self.parsed.entities = config::levels(node, &mut self.reader());
        // What a misspelt or malformed list would have defined is not reported as unknown everywhere.
        let is_lost = |(key, value): &(yaml::Key, Node)| match (key.name.as_str(), &value.value) {
            ("levels", Value::List(items)) => items.iter().any(|item| !matches!(item.value, Value::Map(_))),
            ("levels" | "scales", Value::Null) | ("scales", Value::Map(_)) => false,
            ("levels" | "scales", _) => true,
            (name, _) => fields::HANDBOOK.field(name).is_none() && nearest(name, DEFINITIONS).is_some(),
        };
        if node.entries().iter().any(is_lost) {
            self.parsed.incomplete.extend([Incomplete::Config, Incomplete::All(Kind::Level)]);
        }
    }

    fn check_fields(&mut self, node: &Node, kind: Kind) {
        // The fields of another kind follow from the name of the folder, which is reported.
        let folder = self.path.strip_prefix("content/").and_then(|path| path.split_once('/'));
        if let Some(meant) = folder.and_then(|(folder, _)| meant_folder(folder)).filter(|_| kind == Kind::Page) {
            self.parsed.incomplete.extend(Kind::from_folder(meant).map(Incomplete::All));
            return;
        }
        self.check_shape(node, &Shape::Record(fields::record(kind)), "the front matter");
    }

    fn check_shape(&mut self, node: &Node, shape: &Shape, name: &str) {
        shape::check(self.path, node, shape, name, &mut self.parsed.diagnostics);
    }

    /// A Markdown file without front matter and without a title.
    fn no_fields(&mut self, text: &str, body: usize, kind: Kind) {
        let record = fields::record(kind);
        let line = text[body..].trim_start();
        let begin = text.len() - line.len();
        let word = line.split(|c: char| c == ':' || c.is_whitespace()).next().unwrap_or_default();
        let is_field = line[word.len()..].starts_with(':') && record.fields().any(|field| field.name == word);
        self.parsed.diagnostics.push(if is_field {
            let span = Span::new(begin, begin + word.len());
            self.at(YAML_SYNTAX, span, "fields stand between two lines `---`")
                .label("read as text")
                .help("Put a line `---` above the first field and one below the last.")
        } else {
            let message = format!("{} needs a `title`", record.name);
            self.at(MISSING_FIELD, Span::new(begin, begin), message)
                .help("Begin the text with `# Title`, or the file with `title:` between two lines `---`.")
        });
    }

    /// Adds the entity; `key` is where a collection names it.
    fn entity(&mut self, kind: Kind, stem: &Id, key: Option<Span>, node: &Node, body: Option<Prose>) {
        let written = node.get("id").and_then(reader::spanned);
        if let Some(text) = node.get("id").filter(|_| written.is_none()).and_then(Node::as_text) {
            self.parsed
                .diagnostics
                .push(self.at(INVALID_ID, text.span, "the id is empty").help("Write one, or take `id:` away."));
        }
        let (id, at) = match &written {
            Some(written) => (id::normal(&written.value), Some(written.span)),
            None => (stem.clone(), key),
        };
        let folder_page = kind == Kind::Page && written.is_none();
        let checked = if folder_page { id.strip_suffix("/index").unwrap_or(&id) } else { &id };
        if !(folder_page && checked == "index") {
            match kind {
                Kind::Page => id::check_path(self.path, checked, at, &mut self.parsed.diagnostics),
                _ => id::check(self.path, checked, at, &mut self.parsed.diagnostics),
            }
        }
        let title = node.get("title").map(|title| title.span);
        let span = at.or(title).unwrap_or(Span::new(node.span.start as usize, node.span.start as usize));
        let shape = Shape::Record(fields::record(kind));
        self.check_audiences(node, &shape);
        let shown = self.shown(node, &shape);
        let named = Spanned::new(id, span);
        if !matches!(shown, Shown::All) {
            let mut reader = Reader { diagnostics: &mut Vec::new(), ..self.reader() };
            let whole = entity::entity(kind, named.clone(), node, body.clone(), &mut reader);
            self.hide(vec![Arc::new(whole)]);
        }
        let (node, body) = match &shown {
            Shown::All => (node, body),
            Shown::Part(part) => (part, body.filter(|_| !audience::hides_field(node, "body", self.options))),
            Shown::Nothing => return,
        };
        let entity = entity::entity(kind, named, node, body, &mut self.reader());
        self.parsed.entities.push(Arc::new(entity));
    }

    fn check_audiences(&mut self, node: &Node, shape: &Shape) {
        let known = self.options.audiences.as_deref();
        audience::check(self.path, node, shape, known, &mut self.parsed.diagnostics);
    }

    fn shown(&self, node: &Node, shape: &Shape) -> Shown {
        match &self.options.readers {
            Some(readers) if readers.hide_file(self.path) => Shown::Nothing,
            Some(readers) => audience::shown(node, shape, readers),
            None => Shown::All,
        }
    }

    fn hide(&mut self, entities: Vec<Arc<Entity>>) -> &mut Hidden {
        let hidden = self.parsed.hidden.get_or_insert_default();
        hidden.entities.extend(entities);
        hidden
    }

    fn empty(&mut self) {
        let (code, message, help) = match self.kind {
            FileKind::Handbook => {
                (MISSING_FIELD, "handbook.yaml needs a `title`", "Write `title:` and the handbook's name.")
            }
            _ => {
                let help = "Fill it in, or delete it. `rungs new` writes a file to start from.";
                (EMPTY_FILE, "this file is empty", help)
            }
        };
        self.parsed.diagnostics.push(Diagnostic::new(code, Place::file(self.path), message).help(help));
        self.mark_incomplete();
    }

    fn not_text(&mut self, bytes: &[u8]) {
        let at = std::str::from_utf8(bytes).err().map_or(0, |error| error.valid_up_to());
        let read = String::from_utf8_lossy(&bytes[..at]);
        let (line, column) =
            (read.matches('\n').count() + 1, read.rsplit('\n').next().map_or(0, |row| row.chars().count()) + 1);
        let message = match bytes {
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "this file is UTF-16, not UTF-8".into(),
            _ => format!(
                "this file is not UTF-8 text: line {line}, column {column} holds byte 0x{:02X}",
                bytes.get(at).unwrap_or(&0)
            ),
        };
        self.parsed.diagnostics.push(
            Diagnostic::new(NOT_UTF8, Place::file(self.path), message)
                .help("Save it as UTF-8, or give it another extension if it is not text."),
        );
        self.mark_incomplete();
    }

    /// Takes away what the Markdown of a text says of its bullets where YAML already read several items as one text.
    fn without_echoes(&mut self) {
        let starts = |one: &Diagnostic| one.related.first().and_then(|text| text.place.span).map(|span| span.start);
        let all = &self.parsed.diagnostics;
        let merged = all.iter().filter(|one| one.code == MERGED_ITEM);
        let texts: Vec<_> = merged.filter_map(|one| Some((starts(one)?, one.place.span?.end))).collect();
        if texts.is_empty() {
            return;
        }
        self.parsed.diagnostics.retain(|one| {
            let inside = |span: Span| texts.iter().any(|(start, end)| *start <= span.start && span.start < *end);
            one.code != FOREIGN_SYNTAX || !one.place.span.is_some_and(inside)
        });
    }

    /// What an asset was most likely meant to be, and how it should be called: YAML that is nearly where a collection or the
    /// settings would be was hardly meant to be copied, nor was Markdown with an ending of its own.
    fn meant_name(&self) -> Option<String> {
        if let Some((stem, "markdown" | "mdown" | "mkd" | "mdx")) = self.path.rsplit_once('.') {
            return Some(format!("Markdown files end in `.md`: did you mean {stem}.md?"));
        }
        let below = self.path.strip_prefix("content/").unwrap_or_default();
        let kind = below.split_once('/').and_then(|(folder, _)| Kind::from_folder(folder));
        let name = below.rsplit('/').next().unwrap_or_default();
        let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
        if let Some(kind) = kind
            && matches!(ending, "" | "txt")
            && !stem.is_empty()
            && !self.options.markdown.files.publishes(below)
            && self.options.markdown.files.doubt(below).is_none()
        {
            let (folder, what) = (self.path.strip_suffix(name).unwrap_or_default(), fields::record(kind).name);
            return Some(format!(
                "If it is {what}, rename it to {folder}{stem}.md. If not, move it to another folder."
            ));
        }
        if below != name || !matches!(ending, "yaml" | "yml") {
            return None;
        }
        let names = Kind::ALL.into_iter().map(Kind::folder).filter(|folder| !folder.is_empty());
        nearest(stem, names.chain(["handbook"])).map(|near| format!("Did you mean content/{near}.yaml?"))
    }
}
