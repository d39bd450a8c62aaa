//! The least that a build costs on this machine: reads and parses the same sources, renders one bare template per page,
//! and writes as many files of the same sizes as a site that rungs built. It links, checks and compares nothing.
//!
//! `floor SOURCE SITE OUTPUT`: SOURCE is the root of the handbook, SITE what rungs built of it, OUTPUT an empty folder.
//! The list of SITE's files is read before the time starts; the time of the rest, in seconds, goes to standard output.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use rayon::prelude::*;
use tera::{Context, Tera};

const TEMPLATE: &str = "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{{ title }}</title></head>\
    <body><main><h1>{{ title }}</h1>{{ content | safe }}</main></body></html>\n";

fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    // Cargo runs this file as a benchmark, too, and then there is nothing to do.
    let arguments: Vec<PathBuf> =
        std::env::args_os().skip(1).filter(|one| one != "--bench").map(PathBuf::from).collect();
    let [source, site, output] = arguments.as_slice() else {
        eprintln!("usage: floor SOURCE SITE OUTPUT");
        return Ok(());
    };
    let sizes: Vec<(PathBuf, usize)> = files(site)?
        .into_iter()
        .map(|path| Ok((output.join(path.strip_prefix(site)?), fs::metadata(&path)?.len() as usize)))
        .collect::<Result<_, Box<dyn Error + Send + Sync>>>()?;
    let start = Instant::now();
    let mut tera = Tera::new();
    tera.add_raw_templates([("page", TEMPLATE)])?;
    let pages = files(&source.join("content"))?
        .into_par_iter()
        .map(|path| page(&tera, &fs::read_to_string(path)?))
        .collect::<Result<Vec<String>, Box<dyn Error + Send + Sync>>>()?;
    let mut folders: Vec<&Path> = sizes.iter().filter_map(|(path, _)| path.parent()).collect();
    folders.sort();
    folders.dedup();
    folders.into_iter().try_for_each(fs::create_dir_all)?;
    sizes.par_iter().enumerate().try_for_each(|(at, (path, size))| {
        let page = pages[at % pages.len()].as_bytes();
        let mut bytes = page.repeat(size / page.len() + 1);
        bytes.truncate(*size);
        fs::write(path, bytes)
    })?;
    println!("{:.4}", start.elapsed().as_secs_f64());
    Ok(())
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, walkdir::Error> {
    let entries = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter();
    let files = entries.filter_map(|entry| match entry {
        Ok(entry) => entry.file_type().is_file().then(|| Ok(entry.into_path())),
        Err(error) => Some(Err(error)),
    });
    files.collect()
}

/// One source file as a page: its front matter parsed, its Markdown as HTML, in the template.
fn page(tera: &Tera, text: &str) -> Result<String, Box<dyn Error + Send + Sync>> {
    let (front, body) = match text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")) {
        Some((front, body)) => (front, body),
        None => (text, ""),
    };
    let mut title = None;
    for event in saphyr_parser::Parser::new_from_str(front) {
        if let (saphyr_parser::Event::Scalar(text, ..), _) = event? {
            // The first key is the title.
            title.get_or_insert_with(|| text.into_owned());
        }
    }
    let mut content = String::new();
    pulldown_cmark::html::push_html(
        &mut content,
        pulldown_cmark::Parser::new_ext(body, pulldown_cmark::Options::all()),
    );
    let mut context = Context::new();
    context.insert("title", &title.unwrap_or_default());
    context.insert("content", &content);
    Ok(tera.render("page", &context)?)
}
