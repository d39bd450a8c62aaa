//! Prose as Markdown that means the same in any file of a handbook: links name entities, not files.

use crate::content::{Part, Prose, Target};
use crate::encode;
use crate::handbook::{Handbook, Resolution};
use crate::page::prose::entity_address;
use crate::parse::markdown;

/// How a link is written.
enum Written {
    /// `[[kind:id]]`, with words after a `|`.
    Entity(String),
    /// `[words](address)`.
    Address(String),
    /// Its words alone, else its name: what it leads to is for other audiences.
    Hidden,
}

/// `prose`, which stands in the file `path`.
pub fn markdown(handbook: &Handbook, prose: &Prose, path: &str) -> String {
    if let [Part::Text(only)] = &prose.markdown[..] {
        return only.to_string();
    }
    let links: Vec<Written> = prose.links.iter().map(|link| written(handbook, &link.target, path)).collect();
    let mut out = String::with_capacity(prose.plain.len() * 2);
    // Where the words of the open link begin.
    let mut words = 0;
    for part in &prose.markdown {
        match part {
            Part::Text(text) => out.push_str(text),
            Part::Open(at) => {
                out.push_str(match links[*at] {
                    Written::Entity(_) => "[[",
                    Written::Address(_) => "[",
                    Written::Hidden => "",
                });
                words = out.len();
            }
            // A link without words of its own shows the title of what it leads to.
            Part::Title(at) => {
                if let (Written::Hidden, Target::Entity { id, .. }) = (&links[*at], &prose.links[*at].target) {
                    out.push_str(&markdown::escaped(id));
                }
            }
            Part::Close(at) => match &links[*at] {
                Written::Entity(name) => {
                    // The words of a wiki link have no brackets and no bars.
                    let said = out.split_off(words).replace(['[', ']', '|'], "");
                    out.push_str(name);
                    if !said.is_empty() {
                        out.push('|');
                        out.push_str(&said);
                    }
                    out.push_str("]]");
                }
                Written::Address(address) => {
                    out.push_str("](");
                    markdown::destination(&mut out, address, prose.links[*at].title.as_deref());
                    out.push(')');
                }
                Written::Hidden => {}
            },
            Part::Word(_) => {}
            // Within HTML, only an address names a page.
            Part::Address(at) => match (&links[*at], handbook.follow(&prose.links[*at].target, path)) {
                (_, Resolution::Entity(index)) => {
                    out.push('/');
                    out.push_str(&encode::path(&entity_address(handbook, index)));
                }
                (Written::Entity(address) | Written::Address(address), _) => out.push_str(address),
                (Written::Hidden, _) => {}
            },
            Part::Image(at) if prose.images[*at].is_elsewhere() => {
                let image = &prose.images[*at];
                let fragment = image.fragment.as_ref().map(|part| format!("#{part}")).unwrap_or_default();
                out.push_str(&format!("![{}](", markdown::escaped(&image.alt)));
                markdown::destination(&mut out, &format!("{}{fragment}", image.path), image.title.as_deref());
                out.push(')');
            }
            Part::Image(at) => {
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

fn written(handbook: &Handbook, target: &Target, path: &str) -> Written {
    let (fragment, query) = match target {
        Target::Entity { fragment, .. } => (fragment.as_deref(), None),
        Target::File { fragment, query, .. } => (fragment.as_deref(), query.as_deref()),
    };
    let place = |path: &str| {
        let query = query.map(|query| format!("?{query}")).unwrap_or_default();
        let fragment = fragment.map(|part| format!("#{}", encode::fragment(part))).unwrap_or_default();
        Written::Address(format!("{path}{query}{fragment}"))
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
            Written::Entity(format!("{}:{name}{part}", entity.kind().name()))
        }
        Resolution::List(kind) => place(&format!("/{}/", kind.folder())),
        Resolution::Asset(file) => place(&format!("/{}", encode::path(&file))),
        Resolution::Address(url) => place(&format!("/{}", encode::path(&url))),
        Resolution::Here => place(""),
        Resolution::Hidden => Written::Hidden,
        Resolution::Ambiguous(_) | Resolution::Draft(_) | Resolution::Incomplete | Resolution::Nothing => {
            match target {
                Target::Entity { kind, id, .. } => {
                    let kind = kind.map(|kind| format!("{}:", kind.name())).unwrap_or_default();
                    Written::Entity(format!("{kind}{id}"))
                }
                Target::File { path, .. } => place(&encode::path(path)),
            }
        }
    }
}
