//! The files that an import reads: folders walked, sizes limited, encodings recognised.
//!
//! The only place of the importers that reads the disk. A file that is too large is reported before it is read.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};

use crate::diagnostic::{Diagnostic, IMPORT_PROBLEM, IMPORT_REPAIR, UNREADABLE_FILE};
use crate::source::{Content, Place, Source};

use super::notes::Notes;

/// The largest file that is read, in bytes. Published ladders stay under five million.
pub const MAX_FILE_BYTES: u64 = 32 * 1024 * 1024;

/// The most bytes that all files of one import may have together.
pub const MAX_TOTAL_BYTES: u64 = 128 * 1024 * 1024;

/// The most files of one import.
const MAX_FILES: usize = 10_000;

/// A file of the source.
#[derive(Debug, Clone)]
pub struct Input {
    /// The path as it is shown: as given, with `/`.
    pub path: Arc<str>,
    /// The path below the folder that was given; the file's name when the file itself was given.
    pub relative: String,
    /// The bytes.
    pub bytes: Arc<[u8]>,
}

impl Input {
    /// An input from memory.
    pub fn new(path: &str, bytes: impl Into<Arc<[u8]>>) -> Self {
        let relative = path.rsplit('/').next().unwrap_or(path).to_owned();
        Self { path: path.into(), relative, bytes: bytes.into() }
    }

    /// The file's name without folders and its last ending.
    pub fn stem(&self) -> &str {
        self.name().rsplit_once('.').map_or(self.name(), |(stem, _)| stem)
    }

    /// The ending, lower case, without the dot.
    pub fn ending(&self) -> String {
        self.name().rsplit_once('.').map_or("", |(_, end)| end).to_lowercase()
    }

    fn name(&self) -> &str {
        self.relative.rsplit('/').next().unwrap_or(&self.relative)
    }

    /// Whether the bytes are those of a ZIP archive, as XLSX, ODS and DOCX files are.
    pub fn is_zip(&self) -> bool {
        self.bytes.starts_with(b"PK\x03\x04") || self.bytes.starts_with(b"PK\x05\x06")
    }

    /// Whether the bytes are those of an old Office file, or of an encrypted new one.
    pub fn is_compound(&self) -> bool {
        self.bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])
    }

    /// The text, whatever its encoding; no report. `None` for bytes that are no text.
    pub fn peek(&self) -> Option<String> {
        decode(&self.bytes).map(|(text, _)| text)
    }

    /// The text. An encoding other than UTF-8 is recognised and reported.
    pub fn text(&self, notes: &mut Notes) -> Option<Arc<str>> {
        let Some((text, encoding)) = decode(&self.bytes) else {
            let message = "the file is no text: it holds zero bytes";
            let help = "If it is a workbook or a document, give it its ending: .xlsx, .ods or .docx.";
            notes.fail(Diagnostic::new(IMPORT_PROBLEM, Place::file(&self.path), message).help(help));
            return None;
        };
        if let Some(encoding) = encoding {
            let message = format!("the file was read as {encoding}");
            let help = "Look for letters with accents that became others; if there are any, save the file as UTF-8.";
            notes.add(Diagnostic::new(IMPORT_REPAIR, Place::file(&self.path), message).help(help));
        }
        Some(text.into())
    }

    /// The source as reports show it.
    pub fn source(&self) -> Source {
        let content = match self.peek().filter(|_| !self.is_zip()) {
            Some(text) => Content::Text(text.into()),
            None => Content::Bytes(self.bytes.clone()),
        };
        Source { path: self.path.clone(), content }
    }
}

/// The text and, unless it is UTF-8, the name of its encoding.
fn decode(bytes: &[u8]) -> Option<(String, Option<&'static str>)> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (!text.contains('\0')).then(|| (text.to_owned(), None));
    }
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(bytes) {
        let (text, _, _) = encoding.decode(bytes);
        return Some((text.into_owned(), Some(encoding.name())));
    }
    if bytes.contains(&0) {
        return None;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    let encoding = detector.guess(None, Utf8Detection::Deny);
    let (text, _, _) = encoding.decode(bytes);
    Some((text.into_owned(), Some(encoding.name())))
}

/// Reads what the paths name, folders with everything in them, by path. Problems that stop the import go to `notes`.
pub fn read(folder: &Path, paths: &[PathBuf], notes: &mut Notes) -> Vec<Input> {
    let mut inputs = Vec::new();
    let mut total = 0;
    let mut fail = |path: &Arc<str>, why: String| {
        notes.fail(Diagnostic::new(UNREADABLE_FILE, Place::file(path), why));
    };
    for given in paths {
        let path = folder.join(given);
        let shown = given.display().to_string().replace('\\', "/");
        let walk = walkdir::WalkDir::new(&path).follow_root_links(true).sort_by_file_name();
        let visible =
            |entry: &walkdir::DirEntry| entry.depth() == 0 || !entry.file_name().to_string_lossy().starts_with('.');
        for entry in walk.into_iter().filter_entry(visible) {
            let entry = match entry {
                Ok(entry) => entry,
                Err(why) => {
                    let why = why.io_error().map_or_else(|| why.to_string(), ToString::to_string);
                    fail(&shown.as_str().into(), format!("`{shown}` cannot be read: {why}"));
                    continue;
                }
            };
            if entry.file_type().is_dir() {
                continue;
            }
            let below =
                entry.path().strip_prefix(&path).unwrap_or(entry.path()).display().to_string().replace('\\', "/");
            let name =
                if below.is_empty() { shown.clone() } else { format!("{}/{below}", shown.trim_end_matches('/')) };
            let relative = if below.is_empty() { entry.file_name().to_string_lossy().into_owned() } else { below };
            let name: Arc<str> = name.into();
            if inputs.len() >= MAX_FILES {
                fail(&name, format!("there are more than {MAX_FILES} files"));
                return inputs;
            }
            match read_file(entry.path()) {
                Ok(bytes) => {
                    total += bytes.len() as u64;
                    if total > MAX_TOTAL_BYTES {
                        fail(&name, format!("the files have more than {} MB together", MAX_TOTAL_BYTES / 1024 / 1024));
                        return inputs;
                    }
                    inputs.push(Input { path: name, relative, bytes: bytes.into() });
                }
                Err(why) => fail(&name, why),
            }
        }
    }
    inputs
}

fn read_file(path: &Path) -> Result<Vec<u8>, String> {
    let failed = |why: std::io::Error| format!("the file cannot be read: {why}");
    let too_large =
        || format!("the file is larger than {} MB, more than an import reads", MAX_FILE_BYTES / 1024 / 1024);
    let metadata = std::fs::metadata(path).map_err(failed)?;
    // A device or a pipe may never end.
    if !metadata.is_file() {
        return Err("this is no regular file".into());
    }
    if metadata.len() > MAX_FILE_BYTES {
        return Err(too_large());
    }
    let mut bytes = Vec::with_capacity(metadata.len() as usize);
    std::fs::File::open(path).map_err(failed)?.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > MAX_FILE_BYTES { Err(too_large()) } else { Ok(bytes) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_recognised() {
        let western = Input::new("a.csv", b"Name\nCaf\xe9 M\xfcller, Stra\xdfe, gro\xdf\n".to_vec());
        let mut notes = Notes::default();
        assert_eq!(western.text(&mut notes).as_deref(), Some("Name\nCafé Müller, Straße, groß\n"));
        assert!(notes.finish()[0].message.contains("windows-1252"));
        let wide: Vec<u8> =
            [0xff, 0xfe].into_iter().chain("Name\né".encode_utf16().flat_map(u16::to_le_bytes)).collect();
        assert_eq!(Input::new("b.csv", wide).peek().as_deref(), Some("Name\né"));
        assert_eq!(Input::new("c.csv", b"a\0b".to_vec()).peek(), None);
    }
}
