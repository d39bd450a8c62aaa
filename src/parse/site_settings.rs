//! Decodes what `handbook.yaml` says of every page: navigation, links at the foot, old addresses, analytics, `<meta>`
//! elements, files in the head, fonts, and the hosts from which pages may load.
//!
//! Where a link leads is decided in `handbook`.

use crate::content::{
    AllowedHost, Analytics, ExternalResource, FontFile, HostFile, Kind, Redirect, SiteLink, SiteTarget, Target,
};
use crate::diagnostic::{Diagnostic, INVALID_VALUE, OPEN_POLICY};
use crate::source::{Span, Spanned};

use super::config::invalid;
use super::entity::is_web_address;
use super::markdown::{Address, address};
use super::reader::{Reader, many, spanned};
use super::shape::shorten;
use super::yaml::Node;

/// What the head of every page says already.
const OWN_META: [&str; 5] = ["viewport", "robots", "description", "color-scheme", "referrer"];

/// The links of the field `name`, in the author's order.
pub(super) fn links(node: &Node, name: &str, reader: &mut Reader) -> Vec<SiteLink> {
    let links = node.entries_of(name).iter();
    links
        .filter_map(|(key, value)| Some(SiteLink { title: key.name.clone(), to: link_target(value, reader)? }))
        .collect()
}

/// Where an address leads; one that no page may link to is reported.
fn link_target(node: &Node, reader: &mut Reader) -> Option<Spanned<SiteTarget>> {
    let written = spanned(node)?;
    let to = match address(&written.value, &[]) {
        Ok(Address::Web(address) | Address::App(address)) => SiteTarget::Elsewhere(address.to_owned()),
        Ok(Address::Project(target)) => SiteTarget::Project(target),
        Err(refused) => {
            let (code, message, help) = refused.explained();
            reader.diagnostics.push(Diagnostic::at(code, reader.path, written.span, message).help(help));
            return None;
        }
    };
    Some(Spanned::new(to, written.span))
}

/// The organisation's pages on other sites.
pub(super) fn social(node: &Node, reader: &mut Reader) -> Vec<SiteLink> {
    let mut found = links(node, "social", reader);
    found.retain(|link| {
        let is_elsewhere = matches!(link.to.value, SiteTarget::Elsewhere(_));
        if !is_elsewhere {
            let message = format!("`{}` leads to no other site", link.title);
            let label = "expected such as `https://social.example/@acme`";
            invalid(reader, link.to.span, message, label);
        }
        is_elsewhere
    });
    found
}

/// The files for hosts.
pub(super) fn host_files(node: &Node, reader: &Reader) -> Vec<HostFile> {
    let written = reader.texts(node, "host_files");
    HostFile::ALL.into_iter().filter(|file| written.iter().any(|name| name.value == file.name())).collect()
}

/// The old addresses and where they lead.
pub(super) fn redirects(node: &Node, host_files: &[HostFile], reader: &mut Reader) -> Vec<Redirect> {
    let mut redirects = Vec::new();
    for (key, value) in node.entries_of("redirects") {
        let from = match old_path(&key.name) {
            Ok(from) => from,
            Err((message, label)) => {
                invalid(reader, key.span, message, label);
                continue;
            }
        };
        let Some(to) = link_target(value, reader) else { continue };
        if let SiteTarget::Elsewhere(address) = &to.value
            && !is_web_address(address)
        {
            let message = format!("`{}` cannot lead to a program", key.name);
            invalid(reader, to.span, message, "expected a page, a file or a web address");
            continue;
        }
        let redirect = Redirect { from: Spanned::new(from, key.span), to };
        if redirect.page("/").is_none() && !host_files.contains(&HostFile::Redirects) {
            let message = format!("no page can be written at `{}`, because of its ending", key.name);
            let diagnostic = Diagnostic::at(INVALID_VALUE, reader.path, key.span, message);
            let help =
                "Netlify and Cloudflare Pages lead it on: add `host_files: _redirects`. Elsewhere the server must.";
            reader.diagnostics.push(diagnostic.help(help));
        }
        redirects.push(redirect);
    }
    redirects
}

/// The path of an old address below the root of the site, without the `/` at its beginning.
fn old_path(written: &str) -> Result<String, (String, &'static str)> {
    let wrong = |label| Err((format!("`{written}` cannot be an old path"), label));
    let (path, has_more) = match address(written, &[]) {
        Ok(Address::Project(Target::File { path, query, fragment })) => (path, query.is_some() || fragment.is_some()),
        Ok(Address::Web(_)) => return wrong("expected the path alone, such as `/docs/ladder`, without the host"),
        _ => return wrong("expected a path such as `/docs/ladder`"),
    };
    let path = path.strip_prefix('/').unwrap_or(&path);
    let is_plain = |part: &str| {
        !part.is_empty()
            && (!part.starts_with('.') || part == ".well-known")
            && !part.contains(['<', '>', ':', '"', '|', '*', '\\'])
    };
    match () {
        () if has_more => wrong("expected a path without `?` and `#`"),
        () if path.is_empty() => wrong("the first page of the site is there"),
        () if !path.strip_suffix('/').unwrap_or(path).split('/').all(is_plain) => {
            wrong("expected a path such as `/docs/ladder`, without `*` and `..`")
        }
        () => Ok(path.to_owned()),
    }
}

/// The files in the head of every page.
pub(super) fn head(node: &Node, reader: &mut Reader) -> Vec<Spanned<String>> {
    let mut files = reader.texts(node, "head");
    files.retain(|file| {
        let is_known = [".css", ".js", ".woff2", ".webmanifest"].iter().any(|ending| file.value.ends_with(ending));
        if !is_known {
            let message = format!("`{}` is no file that the head of a page loads", shorten(&file.value));
            invalid(reader, file.span, message, "expected a file that ends in .css, .js, .woff2 or .webmanifest");
        }
        is_known
    });
    files
}

/// The files of fonts.
pub(super) fn font_files(theme: &Node, reader: &mut Reader) -> Vec<FontFile> {
    let mut files = Vec::new();
    for (key, value) in theme.entries_of("font_files") {
        if key.name.contains(['"', '\\']) || key.name.chars().any(char::is_control) {
            let message = format!("`{}` cannot be the name of a font", shorten(&key.name));
            invalid(reader, key.span, message, "expected letters, digits, spaces and hyphens");
            continue;
        }
        for item in many(Some(value)) {
            let Some(file) = spanned(item).or_else(|| reader.spanned(item, "file")) else { continue };
            if ![".woff2", ".woff", ".ttf", ".otf"].iter().any(|ending| file.value.ends_with(ending)) {
                let message = format!("`{}` is no font", shorten(&file.value));
                invalid(reader, file.span, message, "expected a file that ends in .woff2, .woff, .ttf or .otf");
                continue;
            }
            let weight = reader.spanned(item, "weight");
            if let Some(weight) = weight.as_ref().filter(|weight| !is_weight(&weight.value)) {
                let message = format!("`{}` is no weight of a font", shorten(&weight.value));
                invalid(reader, weight.span, message, "expected a number from 1 to 1000, or two of them");
            }
            files.push(FontFile {
                family: key.name.clone(),
                file,
                weight: weight.map(|weight| weight.value).filter(|weight| is_weight(weight)),
                is_italic: reader.text(item, "style").as_deref() == Some("italic"),
            });
        }
    }
    files
}

fn is_weight(written: &str) -> bool {
    let numbers: Vec<Option<u16>> = written.split_whitespace().map(|number| number.parse().ok()).collect();
    (1..=2).contains(&numbers.len()) && numbers.iter().all(|number| number.is_some_and(|n| (1..=1000).contains(&n)))
}

/// What the address of a link in a template names, if it is in the handbook: an address, or a kind and an id.
pub fn target(written: &str) -> Option<Target> {
    let (name, fragment) = written.split_once('#').map_or((written, None), |(name, rest)| (name, Some(rest)));
    if let Some((kind, id)) = name.split_once(':')
        && let Some(kind) = Kind::from_name(kind)
    {
        return Some(Target::Entity { kind: Some(kind), id: id.to_owned(), fragment: fragment.map(str::to_owned) });
    }
    match address(written, &[]) {
        Ok(Address::Project(target)) => Some(target),
        _ => None,
    }
}

/// The script that counts visits. The policy of the pages is opened for its host.
pub(super) fn analytics(node: &Node, allowed: &mut Vec<AllowedHost>, reader: &mut Reader) -> Option<Analytics> {
    let node = node.get("analytics")?;
    let script = spanned(node).or_else(|| reader.spanned(node, "script"))?;
    let host = script.value.strip_prefix("https://").and_then(|rest| host(rest.split(['/', '?', '#']).next()?));
    let Some(host) = host.filter(|_| is_web_address(&script.value)) else {
        let message = "`analytics` is not the address of a script on another host";
        invalid(reader, script.span, message, "expected such as `https://stats.example.org/script.js`");
        return None;
    };
    open(host, vec![ExternalResource::Scripts], script.span, allowed, reader);
    let mut data = Vec::new();
    for (key, value) in node.entries_of("data") {
        let Some(told) = spanned(value) else { continue };
        let name = key.name.strip_prefix("data-").unwrap_or(&key.name);
        let is_name = name.starts_with(|first: char| first.is_ascii_lowercase())
            && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        if is_name {
            data.push((name.to_owned(), told.value));
        } else {
            let message = format!("`{}` cannot be the name of a `data-` attribute", key.name);
            invalid(reader, key.span, message, "expected small letters, digits and hyphens");
        }
    }
    Some(Analytics { script: script.value, data })
}

/// Names and values of `<meta>` elements that rungs does not write itself.
pub(super) fn meta(node: &Node, reader: &mut Reader) -> Vec<(String, String)> {
    let mut meta = Vec::new();
    for (key, value) in node.entries_of("meta") {
        let Some(content) = spanned(value) else { continue };
        if OWN_META.contains(&&*key.name.to_ascii_lowercase()) {
            let message = format!("every page has its own `{}` already", key.name);
            invalid(reader, key.span, message, "delete it");
        } else {
            meta.push((key.name.clone(), content.value));
        }
    }
    meta
}

/// The hosts from which pages may load; what that means for readers is said once per host.
pub(super) fn allowed(node: &Node, reader: &mut Reader) -> Vec<AllowedHost> {
    let mut hosts = Vec::new();
    let allow = node.get("security").and_then(|node| node.get("allow"));
    for (key, value) in allow.map(Node::entries).unwrap_or_default() {
        let written = key.name.trim();
        let Some(host) = host(written.strip_prefix("https://").unwrap_or(written).trim_end_matches('/')) else {
            invalid(
                reader,
                key.span,
                format!("`{written}` is not a host"),
                "expected a host such as `video.example.org`",
            );
            continue;
        };
        let words: Vec<String> = many(Some(value)).iter().filter_map(spanned).map(|word| word.value).collect();
        let kinds: Vec<ExternalResource> =
            ExternalResource::ALL.into_iter().filter(|kind| words.iter().any(|word| word == kind.name())).collect();
        if !kinds.is_empty() {
            open(host, kinds, key.span, &mut hosts, reader);
        }
    }
    hosts
}

/// A host in lower case, perhaps with a port, or `*.` and a host.
fn host(written: &str) -> Option<String> {
    let host = written.to_ascii_lowercase();
    let name = host.strip_prefix("*.").unwrap_or(&host);
    let is_host = name.contains('.')
        && !name.starts_with('.')
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.:".contains(&byte));
    is_host.then_some(host)
}

/// Opens the policy for a host and says what that means for readers.
fn open(host: String, kinds: Vec<ExternalResource>, span: Span, hosts: &mut Vec<AllowedHost>, reader: &mut Reader) {
    let listed = kinds.iter().map(|kind| kind.name()).collect::<Vec<_>>().join(" and ");
    let more = match () {
        () if kinds.contains(&ExternalResource::Scripts) => {
            ", and can change what pages show and read what readers type"
        }
        () if kinds.contains(&ExternalResource::Styles) => ", and can change how pages look",
        () => "",
    };
    reader.diagnostics.push(
        Diagnostic::at(OPEN_POLICY, reader.path, span, format!("pages load {listed} from `{host}`"))
            .help(format!("That host learns the address of each reader{more}.")),
    );
    hosts.push(AllowedHost { host: Spanned::new(host, span), kinds });
}
