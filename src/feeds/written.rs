//! Prose as Markdown that means the same in any file of a handbook: links name entities, not files.

use crate::content::{Prose, ProsePart, Target};
use crate::encode;
use crate::handbook::{Handbook, Resolution};
use crate::page::prose::entity_address;
use crate::parse::markdown;

/// How a link is written.
enum LinkForm {
    /// `[[kind:id]]`, with words after a `|`.
    Entity(String),
    /// `[words](address)`.
    Address(String),
    /// Its words alone, else its name: what it leads to is for other audiences.
    Hidden,
}

/// `prose`, which stands in the file `path`.
pub fn markdown(handbook: &Handbook, prose: &Prose, path: &str) -> String {
    if let [ProsePart::Text(only)] = &prose.markdown[..] {
        return only.to_string();
    }
    let links: Vec<LinkForm> = prose.links.iter().map(|link| written(handbook, &link.target, path)).collect();
    let mut out = String::with_capacity(prose.plain.len() * 2);
    // Where the words of the open link begin.
    let mut words = 0;
    for part in &prose.markdown {
        match part {
            ProsePart::Text(text) => out.push_str(text),
            ProsePart::Open(at) => {
                out.push_str(match links[*at] {
                    LinkForm::Entity(_) => "[[",
                    LinkForm::Address(_) => "[",
                    LinkForm::Hidden => "",
                });
                words = out.len();
            }
            // A link without words of its own shows the title of what it leads to.
            ProsePart::Title(at) => {
                if let (LinkForm::Hidden, Target::Entity { id, .. }) = (&links[*at], &prose.links[*at].target) {
                    out.push_str(&markdown::escaped(id));
                }
            }
            ProsePart::Close(at) => match &links[*at] {
                LinkForm::Entity(name) => {
                    // The words of a wiki link have no brackets and no bars.
                    let said = out.split_off(words).replace(['[', ']', '|'], "");
                    out.push_str(name);
                    if !said.is_empty() {
                        out.push('|');
                        out.push_str(&said);
                    }
                    out.push_str("]]");
                }
                LinkForm::Address(address) => {
                    out.push_str("](");
                    markdown::destination(&mut out, address, prose.links[*at].title.as_deref());
                    out.push(')');
                }
                LinkForm::Hidden => {}
            },
            ProsePart::Word(_) => {}
            // Within HTML, only an address names a page.
            ProsePart::Address(at) => match (&links[*at], handbook.follow(&prose.links[*at].target, path)) {
                (_, Resolution::Entity(index)) => {
                    out.push('/');
                    out.push_str(&encode::path(&entity_address(handbook, index)));
                }
                (LinkForm::Entity(address) | LinkForm::Address(address), _) => out.push_str(address),
                (LinkForm::Hidden, _) => {}
            },
            ProsePart::Image(at) if prose.images[*at].is_elsewhere() => {
                let image = &prose.images[*at];
                let fragment = image.fragment.as_ref().map(|part| format!("#{part}")).unwrap_or_default();
                out.push_str(&format!("![{}](", markdown::escaped(&image.alt)));
                markdown::destination(&mut out, &format!("{}{fragment}", image.path), image.title.as_deref());
                out.push(')');
            }
            ProsePart::Image(at) => {
                let image = &prose.images[*at];
                let fragment = image.fragment.as_ref().map(|part| format!("#{part}")).unwrap_or_default();
                let target = Target::File { path: image.path.clone(), query: None, fragment: None };
                let address = match handbook.follow(&target, path) {
                    Resolution::Hidden => {
                        out.push_str(&markdown::escaped(&image.alt));
                        continue;
                    }
                    Resolution::Asset(file) => format!("/{}{fragment}", encode::path(&file)),
                    _ => format!("{}{fragment}", encode::path(&image.path)),
                };
                out.push_str(&format!("![{}](", markdown::escaped(&image.alt)));
                markdown::destination(&mut out, &address, image.title.as_deref());
                out.push(')');
            }
        }
    }
    out
}

fn written(handbook: &Handbook, target: &Target, path: &str) -> LinkForm {
    let (fragment, query) = match target {
        Target::Entity { fragment, .. } => (fragment.as_deref(), None),
        Target::File { fragment, query, .. } => (fragment.as_deref(), query.as_deref()),
    };
    let place = |path: &str| {
        let query = query.map(|query| format!("?{query}")).unwrap_or_default();
        let fragment = fragment.map(|part| format!("#{}", encode::fragment(part))).unwrap_or_default();
        LinkForm::Address(format!("{path}{query}{fragment}"))
    };
    match handbook.follow(target, path) {
        Resolution::Entity(index) => {
            let entity = handbook.get(index);
            // In a collection file the fragment may have named the entity.
            let part = fragment.filter(|part| *part != &*entity.id).map(|part| format!("#{part}")).unwrap_or_default();
            // A link without words counts as the name that the author wrote.
            let name = match target {
                Target::Entity { id, .. } => id,
                Target::File { .. } => &*entity.id,
            };
            LinkForm::Entity(format!("{}:{name}{part}", entity.kind().name()))
        }
        Resolution::List(kind) => place(&format!("/{}/", kind.folder())),
        Resolution::Asset(file) => place(&format!("/{}", encode::path(&file))),
        Resolution::Address(url) => place(&format!("/{}", encode::path(&url))),
        Resolution::Here => place(""),
        Resolution::Hidden => LinkForm::Hidden,
        Resolution::Ambiguous(_) | Resolution::Draft(_) | Resolution::Incomplete | Resolution::Nothing => {
            match target {
                Target::Entity { kind, id, .. } => {
                    let kind = kind.map(|kind| format!("{}:", kind.name())).unwrap_or_default();
                    LinkForm::Entity(format!("{kind}{id}"))
                }
                Target::File { path, .. } => place(&encode::path(path)),
            }
        }
    }
}
