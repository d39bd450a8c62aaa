//! Every link of every text leads somewhere: to an entity, a heading, a file of the handbook.

use std::sync::Arc;

use rayon::prelude::*;

use crate::content::{Entity, Kind, Link, Target, TemplateLink, slug};
use crate::diagnostic::{
    AMBIGUOUS_REFERENCE, BROKEN_HEADING, BROKEN_IMAGE, BROKEN_LINK, Code, Diagnostic, RETIRED_REFERENCE, nearest,
    one_of,
};
use crate::handbook::{EntityId, Handbook, Resolution, proses};
use crate::page::Plan;
use crate::parse::id::is_valid;
use crate::parse::shape::{shorten, suggest};
use crate::source::{Place, Span};

/// Reports links, headings and images that are not there.
pub fn check(handbook: &Handbook, plan: &Plan, diagnostics: &mut Vec<Diagnostic>) {
    let all: Vec<(EntityId, &Arc<Entity>)> = handbook.all().collect();
    let found: Vec<Vec<Diagnostic>> = all
        .into_par_iter()
        .map(|(index, entity)| {
            let checker = LinkChecker { handbook, plan, index, entity };
            let proses = proses(entity);
            let links = proses.iter().flat_map(|prose| &prose.links).zip(handbook.followed(index));
            let links = links.filter_map(|(link, resolution)| checker.link(link, resolution));
            let images = proses.iter().flat_map(|prose| &prose.images).filter(|image| !image.is_elsewhere());
            links.chain(images.filter_map(|image| checker.image(&image.path, image.span))).collect()
        })
        .collect();
    diagnostics.extend(found.into_iter().flatten());
    settings(handbook, plan, diagnostics);
}

/// Reports the links of templates that lead to nothing, or to no heading.
pub fn templates(handbook: &Handbook, plan: &Plan, links: &[TemplateLink]) -> Vec<Diagnostic> {
    let broken = |link: &TemplateLink| of_no_entity(handbook, plan, &link.target, link.place.clone());
    links.iter().filter_map(broken).collect()
}

/// What is wrong with a link that stands in no entity, if anything is. Its path begins at `content/`.
fn of_no_entity(handbook: &Handbook, plan: &Plan, target: &Target, place: Place) -> Option<Diagnostic> {
    match handbook.follow(target, crate::parse::HANDBOOK) {
        Resolution::Address(url) if plan.leads_to(&url) => None,
        Resolution::Nothing | Resolution::Here | Resolution::Address(_) => Some(
            Diagnostic::new(BROKEN_LINK, place, "this link leads to nothing")
                .help("Links name an id, an alias, a title or a file."),
        ),
        resolution => not_shown(handbook, target, &resolution, place),
    }
}

/// What is wrong with a link that leads to something, if anything is.
fn not_shown(handbook: &Handbook, target: &Target, resolution: &Resolution, place: Place) -> Option<Diagnostic> {
    match resolution {
        Resolution::Entity(to) => {
            let fragment = fragment(target)?;
            let names_entity = matches!(target, Target::File { .. }) && *handbook.get(*to).id == *fragment;
            if names_entity { None } else { no_heading(handbook, *to, fragment, place) }
        }
        Resolution::Draft(title) => {
            Some(Diagnostic::new(RETIRED_REFERENCE, place, format!("this link leads to the draft “{title}”")))
        }
        Resolution::Ambiguous(found) => ambiguous(handbook, found, place),
        _ => None,
    }
}

fn fragment(target: &Target) -> Option<&str> {
    let (Target::Entity { fragment, .. } | Target::File { fragment, .. }) = target;
    fragment.as_deref()
}

/// The texts and the logo of `handbook.yaml`, which belong to no entity.
fn settings(handbook: &Handbook, plan: &Plan, diagnostics: &mut Vec<Diagnostic>) {
    let config = &handbook.config;
    let path: Arc<str> = crate::parse::HANDBOOK.into();
    let links = config.proses().flat_map(|prose| &prose.links).map(|link| (&link.target, link.span));
    for (target, span) in links.chain(config.site_targets()) {
        diagnostics.extend(of_no_entity(handbook, plan, target, Place::at(&path, span)));
    }
    if let Some(logo) = &config.theme.logo
        && !handbook.assets.contains_key(logo.value.trim_start_matches('/'))
    {
        let near = nearest(&logo.value, handbook.assets.keys().map(String::as_str));
        let diagnostic =
            Diagnostic::at(BROKEN_IMAGE, &path, logo.span, format!("there is no file content/{}", logo.value));
        diagnostics.push(suggest(diagnostic, near, logo.span));
    }
}

struct LinkChecker<'a> {
    handbook: &'a Handbook,
    plan: &'a Plan,
    index: EntityId,
    entity: &'a Arc<Entity>,
}

impl LinkChecker<'_> {
    fn at(&self, code: &'static Code, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::at(code, &self.entity.path, span, message)
    }

    fn link(&self, link: &Link, resolution: &Resolution) -> Option<Diagnostic> {
        let place = Place::at(&self.entity.path, link.span);
        match resolution {
            Resolution::Here => no_heading(self.handbook, self.index, fragment(&link.target)?, place),
            Resolution::Nothing => Some(self.nothing(&link.target, link.span)),
            Resolution::Address(url) => (!self.plan.leads_to(url)).then(|| self.nothing(&link.target, link.span)),
            _ => {
                let found = not_shown(self.handbook, &link.target, resolution, place)?;
                let help = "It is shown as plain text until the draft is active, or with --drafts.";
                Some(if matches!(resolution, Resolution::Draft(_)) { found.help(help) } else { found })
            }
        }
    }

    fn nothing(&self, target: &Target, span: Span) -> Diagnostic {
        match target {
            Target::Entity { kind, id, fragment } => {
                let all = self.handbook.all().filter(|(_, entity)| kind.is_none_or(|kind| kind == entity.kind()));
                let near = nearest(id, all.map(|(_, entity)| &*entity.id));
                let what = match kind {
                    None => "nothing here is called".to_owned(),
                    Some(Kind::Page) => "there is no page".to_owned(),
                    Some(kind) => format!("there is no such {kind}"),
                };
                let message = format!("{what} `{}`", shorten(id));
                let diagnostic = self.at(BROKEN_LINK, span, message);
                match (near, kind.and_then(|_| self.of_another_kind(id))) {
                    (_, Some(other)) => diagnostic.label(format!("did you mean `{other}`?")),
                    // Where the name is all that is marked, it can be replaced.
                    (near, None) if kind.is_none() && fragment.is_none() && span.range().len() == id.len() => {
                        let help = "Links name an id, an alias or a title.";
                        suggest(if near.is_none() { diagnostic.help(help) } else { diagnostic }, near, span)
                    }
                    (Some(near), None) => diagnostic.label(format!("did you mean `{near}`?")),
                    (None, None) => diagnostic.help("Links name an id, an alias or a title."),
                }
            }
            Target::File { path, .. } => {
                let message = format!("there is no file `{}`", shorten(path));
                let diagnostic = self.at(BROKEN_LINK, span, message);
                match self.near_file(path) {
                    Some(near) => diagnostic.label(format!("did you mean content/{near}?")),
                    None if is_host(path) => {
                        let help = format!("An address of another site begins with `https://`: `https://{path}`.");
                        diagnostic.help(help)
                    }
                    None => diagnostic.help("Paths are relative to this file, or begin with / for content/."),
                }
            }
        }
    }

    /// What a link that names the wrong kind before a name means instead: `skill:managing-complexity`.
    fn of_another_kind(&self, id: &str) -> Option<String> {
        let Resolution::Entity(index) = self.handbook.follow_name(None, id) else { return None };
        let entity = self.handbook.get(index);
        Some(format!("{}:{}", entity.kind(), entity.id))
    }

    fn image(&self, path: &str, span: Span) -> Option<Diagnostic> {
        let target = Target::File { path: path.to_owned(), query: None, fragment: None };
        if matches!(self.handbook.follow(&target, &self.entity.path), Resolution::Asset(_) | Resolution::Hidden) {
            return None;
        }
        let diagnostic = self.at(BROKEN_IMAGE, span, format!("there is no image `{}`", shorten(path)));
        Some(match self.near_file(path) {
            Some(near) => diagnostic.label(format!("did you mean content/{near}?")),
            None => diagnostic.help("Put the image beside the page, or write the path from content/ with a leading /."),
        })
    }

    /// The file with the same name in another folder, else the one with the nearest path.
    fn near_file(&self, path: &str) -> Option<String> {
        let name = path.rsplit('/').next().unwrap_or(path);
        let entities = self.handbook.all().filter_map(|(_, entity)| entity.path.strip_prefix("content/"));
        let files: Vec<&str> = entities.chain(self.handbook.assets.keys().map(String::as_str)).collect();
        let same = files.iter().find(|file| file.rsplit('/').next() == Some(name));
        same.copied()
            .or_else(|| nearest(path, files.iter().copied()))
            .or_else(|| {
                let near = nearest(name, files.iter().filter_map(|file| file.rsplit('/').next()))?;
                files.iter().find(|file| file.rsplit('/').next() == Some(near)).copied()
            })
            .map(str::to_owned)
    }
}

/// Reports a fragment that names no heading and no statement of the entity.
fn no_heading(handbook: &Handbook, to: EntityId, fragment: &str, place: Place) -> Option<Diagnostic> {
    let anchors = anchors(handbook, to);
    let named = handbook.heading_anchor(to, fragment);
    // Anchors of the theme's own sections are the theme's to keep.
    if fragment.is_empty() || fragment.starts_with("section-") || anchors.iter().any(|anchor| anchor == named) {
        return None;
    }
    let entity = handbook.get(to);
    // The words of a heading are a good guess at its anchor.
    let anchor = slug(fragment);
    let near = anchors.iter().find(|known| **known == anchor).map(String::as_str);
    let near = near.or_else(|| nearest(fragment, anchors.iter().map(String::as_str)));
    let message = format!("“{}” has no heading `#{}`", entity.title, shorten(fragment));
    let diagnostic = Diagnostic::new(BROKEN_HEADING, place, message);
    Some(match near {
        Some(near) => diagnostic.label(format!("did you mean `#{near}`?")),
        None if anchors.is_empty() => diagnostic.help("It has no headings at all."),
        // Headings are what an author knows; statements have ids that few would type.
        None => diagnostic.help(match entity.body.headings.is_empty() {
            true => "It has no headings, and no statement is called so.".into(),
            false => format!("It may be {}.", one_of(entity.body.headings.iter().map(|heading| &*heading.id))),
        }),
    })
}

/// Whether a path begins like the address of another site: `www.example.org`, `example.com/page`.
fn is_host(path: &str) -> bool {
    let host = path.split('/').next().unwrap_or_default();
    let ending = host.rsplit_once('.').map_or("", |(_, ending)| ending);
    host.starts_with("www.") || ["com", "org", "net", "io", "dev", "eu", "gov", "edu", "de", "uk"].contains(&ending)
}

/// Reports a name that several entities have. One whose id was reported, as that of a copied file, does not count.
fn ambiguous(handbook: &Handbook, found: &[EntityId], place: Place) -> Option<Diagnostic> {
    if found.iter().filter(|index| is_valid(handbook.get(**index))).count() < 2 {
        return None;
    }
    let name = |index: &EntityId| format!("[[{}:{}]]", handbook.get(*index).kind(), handbook.get(*index).id);
    let names: Vec<String> = found.iter().map(name).collect();
    let diagnostic = Diagnostic::new(AMBIGUOUS_REFERENCE, place, "this name stands for more than one thing");
    Some(diagnostic.help(format!("Write {}.", one_of(names.iter().map(String::as_str)))))
}

/// Everything on an entity's page that a link may name: headings and statements.
fn anchors(handbook: &Handbook, index: EntityId) -> Vec<String> {
    let entity = handbook.get(index);
    let mut anchors: Vec<String> = entity.body.headings.iter().map(|heading| heading.id.clone()).collect();
    anchors.extend(handbook.anchors(index).names().map(str::to_owned));
    anchors
}
