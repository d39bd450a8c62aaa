//! ZIP archives, which XLSX, ODS and DOCX files are: opened within bounds.
//!
//! Every entry is unpacked once and counted, in bounded memory, before a reader of the format sees the file: the sizes
//! that an archive declares may be lies.

use std::io::{Cursor, Read as _};

use zip::ZipArchive;

use super::input::Input;

/// The most bytes that an archive may unpack to.
pub const MAX_UNPACKED_BYTES: u64 = 64 * 1024 * 1024;

/// The most entries of an archive.
const MAX_ENTRIES: usize = 5_000;

/// An archive that is whole and not too large.
pub struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
}

impl<'a> Archive<'a> {
    /// Opens an archive and unpacks everything once.
    ///
    /// # Errors
    /// When it is truncated, damaged, encrypted or too large, with the reason as a clause.
    pub fn open(input: &'a Input) -> Result<Self, String> {
        let zip = ZipArchive::new(Cursor::new(&*input.bytes));
        let mut zip = zip.map_err(|why| format!("the file is truncated or damaged ({why})"))?;
        if zip.len() > MAX_ENTRIES {
            return Err(format!("the file holds more than {MAX_ENTRIES} parts"));
        }
        let mut total = 0;
        let mut buffer = vec![0; 64 * 1024];
        for at in 0..zip.len() {
            let mut entry = zip.by_index(at).map_err(|why| format!("a part of the file cannot be read ({why})"))?;
            loop {
                let read = entry.read(&mut buffer).map_err(|why| format!("a part of the file is damaged ({why})"))?;
                if read == 0 {
                    break;
                }
                total += read as u64;
                if total > MAX_UNPACKED_BYTES {
                    return Err(format!("the file unpacks to more than {} MB", MAX_UNPACKED_BYTES / 1024 / 1024));
                }
            }
        }
        Ok(Self { zip })
    }

    /// Whether there is a part of this name.
    pub fn has(&self, name: &str) -> bool {
        self.zip.index_for_name(name).is_some()
    }

    /// The text of a part; `None` if there is none or it is not UTF-8.
    pub fn text(&mut self, name: &str) -> Option<String> {
        let mut text = String::new();
        self.zip.by_name(name).ok()?.take(MAX_UNPACKED_BYTES).read_to_string(&mut text).ok()?;
        Some(text)
    }
}
