//! Every link of every text leads somewhere: to an entity, a heading, a file of the handbook.

use std::sync::Arc;

use rayon::prelude::*;

use crate::content::{Entity, Kind, Link, Target, TemplateLink, slug};
use crate::diagnostic::{
    AMBIGUOUS_REFERENCE, BROKEN_HEADING, BROKEN_IMAGE, BROKEN_LINK, Diagnostic, RETIRED_REFERENCE, nearest, one_of,
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
            let mut checker = Checker { handbook, plan, index, entity, diagnostics: Vec::new() };
            let proses = proses(entity);
            let links = proses.iter().flat_map(|prose| &prose.links).zip(handbook.followed(index));
            links.for_each(|(link, resolution)| checker.link(link, resolution));
            let images = proses.iter().flat_map(|prose| &prose.images).filter(|image| !image.is_elsewhere());
            images.for_each(|image| checker.image(&image.path, image.span));
            checker.diagnostics
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
    let fragment = match target {
        Target::Entity { fragment, .. } | Target::File { fragment, .. } => fragment.as_deref(),
    };
    match handbook.follow(target, crate::parse::HANDBOOK) {
        Resolution::Address(url) if plan.leads_to(&url) => None,
        Resolution::Nothing | Resolution::Here | Resolution::Address(_) => Some(
            Diagnostic::new(BROKEN_LINK, place, "this link leads to nothing")
                .help("Links name an id, an alias, a title or a file."),
        ),
        Resolution::Entity(to) => {
            let names_entity = matches!(target, Target::File { .. })
                && fragment.is_some_and(|fragment| *handbook.get(to).id == *fragment);
            if names_entity { None } else { no_heading(handbook, to, fragment?, place) }
        }
        Resolution::Draft(title) => {
            Some(Diagnostic::new(RETIRED_REFERENCE, place, format!("this link leads to the draft “{title}”")))
        }
        Resolution::Ambiguous(found) => ambiguous(handbook, &found, place),
        Resolution::List(_) | Resolution::Asset(_) | Resolution::Incomplete | Resolution::Hidden => None,
    }
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

struct Checker<'a> {
    handbook: &'a Handbook,
    plan: &'a Plan,
    index: EntityId,
    entity: &'a Arc<Entity>,
    diagnostics: Vec<Diagnostic>,
}

impl Checker<'_> {
    fn link(&mut self, link: &Link, resolution: &Resolution) {
        let fragment = match &link.target {
            Target::Entity { fragment, .. } | Target::File { fragment, .. } => fragment.as_deref(),
        };
        match resolution {
            Resolution::Here => self.heading(self.index, fragment, link.span),
            Resolution::Entity(to) => {
                let to = *to;
                let named = matches!(&link.target, Target::File { .. })
                    && fragment.is_some_and(|name| *self.handbook.get(to).id == *name);
                if !named {
                    self.heading(to, fragment, link.span);
                }
            }
            Resolution::Address(url) if !self.plan.leads_to(url) => self.nothing(&link.target, link.span),
            Resolution::Asset(_)
            | Resolution::Address(_)
            | Resolution::List(_)
            | Resolution::Incomplete
            | Resolution::Hidden => {}
            Resolution::Draft(title) => self.push(
                Diagnostic::at(
                    RETIRED_REFERENCE,
                    &self.entity.path,
                    link.span,
                    format!("this link leads to the draft “{title}”"),
                )
                .help("It is shown as plain text until the draft is active, or with --drafts."),
            ),
            Resolution::Ambiguous(found) => {
                if let Some(report) = ambiguous(self.handbook, found, Place::at(&self.entity.path, link.span)) {
                    self.push(report);
                }
            }
            Resolution::Nothing => self.nothing(&link.target, link.span),
        }
    }

    fn heading(&mut self, to: EntityId, fragment: Option<&str>, span: Span) {
        let place = Place::at(&self.entity.path, span);
        self.diagnostics.extend(fragment.and_then(|fragment| no_heading(self.handbook, to, fragment, place)));
    }

    fn nothing(&mut self, target: &Target, span: Span) {
        let diagnostic = match target {
            Target::Entity { kind, id, fragment } => {
                let all = self.handbook.all().filter(|(_, entity)| kind.is_none_or(|kind| kind == entity.kind()));
                let near = nearest(id, all.map(|(_, entity)| &*entity.id));
                let what = kind.map_or("nothing here is called", |kind| match kind {
                    Kind::Page => "there is no page",
                    _ => "there is no such",
                });
                let name = kind
                    .map_or(String::new(), |kind| if kind == Kind::Page { String::new() } else { format!("{kind} ") });
                let message = format!("{what} {name}`{}`", shorten(id));
                let diagnostic = Diagnostic::at(BROKEN_LINK, &self.entity.path, span, message);
                match (near, self.of_another_kind(id, kind.is_some())) {
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
                let near = self.near_file(path);
                let diagnostic = Diagnostic::at(
                    BROKEN_LINK,
                    &self.entity.path,
                    span,
                    format!("there is no file `{}`", shorten(path)),
                );
                match near {
                    Some(near) => diagnostic.label(format!("did you mean content/{near}?")),
                    None if is_host(path) => {
                        let help = format!("An address of another site begins with `https://`: `https://{path}`.");
                        diagnostic.help(help)
                    }
                    None => diagnostic.help("Paths are relative to this file, or begin with / for content/."),
                }
            }
        };
        self.push(diagnostic);
    }

    /// What a link that names the wrong kind before a name means instead: `skill:managing-complexity`.
    fn of_another_kind(&self, id: &str, names_kind: bool) -> Option<String> {
        if !names_kind {
            return None;
        }
        match self.handbook.follow_name(None, id) {
            Resolution::Entity(index) => {
                let entity = self.handbook.get(index);
                Some(format!("{}:{}", entity.kind(), entity.id))
            }
            _ => None,
        }
    }

    fn image(&mut self, path: &str, span: Span) {
        let target = Target::File { path: path.to_owned(), query: None, fragment: None };
        if matches!(self.handbook.follow(&target, &self.entity.path), Resolution::Asset(_) | Resolution::Hidden) {
            return;
        }
        let diagnostic =
            Diagnostic::at(BROKEN_IMAGE, &self.entity.path, span, format!("there is no image `{}`", shorten(path)));
        self.push(match self.near_file(path) {
            Some(near) => diagnostic.label(format!("did you mean content/{near}?")),
            None => diagnostic.help("Put the image beside the page, or write the path from content/ with a leading /."),
        });
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

    fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
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
