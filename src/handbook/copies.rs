//! Which files of the content are copied to an edition: not those that only content for other audiences refers to.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::content::{Config, Entity, Prose, ProsePart, Target};
use crate::parse::{HANDBOOK, Readers};

use super::history::{Release, is_release};
use super::links::{join, proses};
use super::{Asset, Copies, FileFacts};

/// Splits the files that are copied by whether the readers of an edition may have them. `other_texts` are texts of the
/// theme, which may name files of the content.
///
/// A file is left out if `editions:` says so, if it is a release that compares what others see, or if hidden content names
/// it and nothing that is shown links to it. Where a text only mentions a file's name, hidden content counts as naming
/// it and shown content does not, so that a doubt leaves the file out.
pub fn copies<'a>(
    assets: &Arc<BTreeMap<String, Asset>>,
    files: impl Iterator<Item = &'a FileFacts> + Clone,
    readers: &Readers,
    other_texts: &[&str],
) -> Copies {
    let is_hidden = |(path, asset): &(&String, &Asset)| {
        readers.hide_file(&format!("content/{path}")) || is_release_for_others(path, asset, readers)
    };
    let mut hidden: BTreeSet<String> = assets.iter().filter(is_hidden).map(|(path, _)| path.clone()).collect();
    let hiding = || files.clone().filter_map(|file| file.parsed.hidden.as_deref());
    if hidden.is_empty() && hiding().next().is_none() {
        return Copies { assets: assets.clone(), hidden };
    }
    let mut shown: BTreeSet<String> = BTreeSet::new();
    for file in files.clone() {
        file.parsed.entities.iter().for_each(|entity| shown.extend(targets(entity)));
        shown.extend(file.parsed.config.iter().flat_map(|config| of_settings(config)));
    }
    let entities = || files.clone().flat_map(|file| &file.parsed.entities);
    let html: Vec<&str> = entities().flat_map(|entity| proses(entity)).flat_map(written_html).collect();
    let is_shown =
        |path: &str, name: &str| shown.contains(path) || html.iter().chain(other_texts).any(|text| text.contains(name));
    let linked: BTreeSet<String> = hiding().flat_map(|hidden| &hidden.entities).flat_map(|one| targets(one)).collect();
    let mut texts: Vec<&str> = hiding().map(|hidden| &*hidden.text).collect();
    texts.extend(hidden.iter().filter_map(|path| as_text(assets.get(path)?)));
    // A file that is left out may name others, such as a page of its own its scripts.
    loop {
        let more: Vec<&String> = assets
            .keys()
            .filter(|path| {
                let name = path.rsplit('/').next().unwrap_or(path);
                !hidden.contains(*path)
                    && (linked.contains(*path) || texts.iter().any(|text| text.contains(name)))
                    && !is_shown(path, name)
            })
            .collect();
        if more.is_empty() {
            break;
        }
        texts = more.iter().filter_map(|path| as_text(assets.get(*path)?)).collect();
        hidden.extend(more.into_iter().cloned());
    }
    let kept = assets.iter().filter(|(path, _)| !hidden.contains(*path));
    Copies { assets: Arc::new(kept.map(|(path, asset)| (path.clone(), asset.clone())).collect()), hidden }
}

/// Whether a file is a release that compares what others see. One that cannot be read is hidden, too.
fn is_release_for_others(path: &str, asset: &Asset, readers: &Readers) -> bool {
    is_release(path)
        && match Release::read(&asset.bytes) {
            Ok(release) => release.is_some_and(|release| !readers.audiences.contains(&release.audience)),
            Err(_) => true,
        }
}

/// The files that an entity's texts link to or show.
fn targets(entity: &Entity) -> Vec<String> {
    proses(entity).into_iter().flat_map(|prose| of_prose(prose, &entity.path)).collect()
}

fn of_prose<'a>(prose: &'a Prose, path: &'a str) -> impl Iterator<Item = String> + 'a {
    let links = prose.links.iter().filter_map(|link| file_of(&link.target));
    links.chain(prose.images.iter().map(|image| image.path.as_str())).filter_map(move |target| join(path, target))
}

fn file_of(target: &Target) -> Option<&str> {
    match target {
        Target::File { path, .. } => Some(path),
        Target::Entity { .. } => None,
    }
}

/// The files that the settings name.
fn of_settings(config: &Config) -> Vec<String> {
    let files = config.named_files().map(|(path, _)| path.to_owned());
    let texts = config.footer.iter().chain(&config.announcement).flat_map(|text| of_prose(text, HANDBOOK));
    let linked = config.site_targets().filter_map(|(target, _)| join(HANDBOOK, file_of(target)?));
    files.chain(texts).chain(linked).collect()
}

/// The pieces of HTML that may be an author's own, with addresses that no link stands for.
fn written_html(prose: &Prose) -> impl Iterator<Item = &str> {
    prose.html.iter().filter_map(|part| match part {
        ProsePart::Text(text) if text.contains("src=") || text.contains("href=") || text.contains("data=") => {
            Some(&**text)
        }
        _ => None,
    })
}

fn as_text(asset: &Asset) -> Option<&str> {
    std::str::from_utf8(&asset.bytes).ok()
}
