//! Decodes what `handbook.yaml` says of every page: navigation, links at the foot, analytics, `<meta>` elements, and the
//! hosts from which pages may load.
//!
//! Where a link leads is decided in `handbook`.

use crate::content::{AllowedHost, Analytics, Kind, Loaded, SiteLink, SiteTarget, Target};
use crate::diagnostic::{Diagnostic, OPEN_POLICY};
use crate::source::{Span, Spanned};

use super::config::invalid;
use super::entity::is_web_address;
use super::markdown::{Address, address};
use super::reader::{Reader, many, spanned};
use super::yaml::Node;

/// What the head of every page says already.
const OWN_META: [&str; 5] = ["viewport", "robots", "description", "color-scheme", "referrer"];

/// The links of the field `name`, in the author's order.
pub(super) fn links(node: &Node, name: &str, reader: &mut Reader) -> Vec<SiteLink> {
    let mut links = Vec::new();
    for (key, value) in node.get(name).map(Node::entries).unwrap_or_default() {
        let Some(written) = spanned(value) else { continue };
        let to = match address(&written.value, &[]) {
            Ok(Address::Web(address) | Address::App(address)) => SiteTarget::Elsewhere(address.to_owned()),
            Ok(Address::Project(target)) => SiteTarget::Project(target),
            Err(refused) => {
                let (code, message, help) = refused.explained();
                reader.diagnostics.push(Diagnostic::at(code, reader.path, written.span, message).help(help));
                continue;
            }
        };
        links.push(SiteLink { title: key.name.clone(), to: Spanned::new(to, written.span) });
    }
    links
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
        let message = "`analytics` is not the address of a script on another host".to_owned();
        invalid(reader, script.span, message, "expected such as `https://stats.example.org/script.js`");
        return None;
    };
    open(host, vec![Loaded::Scripts], script.span, allowed, reader);
    let mut data = Vec::new();
    for (key, value) in node.get("data").map(Node::entries).unwrap_or_default() {
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
    for (key, value) in node.get("meta").map(Node::entries).unwrap_or_default() {
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
        let kinds: Vec<Loaded> =
            Loaded::ALL.into_iter().filter(|kind| words.iter().any(|word| word == kind.name())).collect();
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
fn open(host: String, kinds: Vec<Loaded>, span: Span, hosts: &mut Vec<AllowedHost>, reader: &mut Reader) {
    let listed = kinds.iter().map(|kind| kind.name()).collect::<Vec<_>>().join(" and ");
    let more = match () {
        () if kinds.contains(&Loaded::Scripts) => ", and can change what pages show and read what readers type",
        () if kinds.contains(&Loaded::Styles) => ", and can change how pages look",
        () => "",
    };
    reader.diagnostics.push(
        Diagnostic::at(OPEN_POLICY, reader.path, span, format!("pages load {listed} from `{host}`"))
            .help(format!("That host learns the address of each reader{more}.")),
    );
    hosts.push(AllowedHost { host: Spanned::new(host, span), kinds });
}
