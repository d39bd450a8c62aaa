//! What the address of a link means, and which addresses are refused.
//!
//! An address is judged as a browser would read it: entities and escapes are gone by now, schemes ignore case,
//! and a control character hides nothing because it is refused. Knows neither spans nor pages.

use crate::content::Target;
use crate::diagnostic::{BROKEN_LINK, Code, UNSAFE_LINK};
use crate::encode::decoded;

/// An address that may be linked to.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::parse) enum Address<'a> {
    /// On another host.
    Web(&'a str),
    /// Of a program on the reader's device: mail, telephone, chat.
    App(&'a str),
    /// In the project; always a [`Target::File`].
    Project(Target),
}

/// Why an address is refused.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::parse) enum Refused<'a> {
    /// There is none.
    Empty,
    /// It holds a control character.
    Control,
    /// `//host/path`: its meaning depends on how the page was opened.
    NoScheme(&'a str),
    /// `https:` without a host.
    NoHost(&'a str),
    /// Any other scheme, among them those that run code or carry data.
    Scheme(&'a str),
}

/// Schemes that open a program and run nothing of what the address holds.
pub(super) const APPS: [&str; 33] = [
    "mailto",
    "tel",
    "sms",
    "mms",
    "geo",
    "maps",
    "webcal",
    "facetime",
    "facetime-audio",
    "slack",
    "msteams",
    "zoommtg",
    "zoomus",
    "xmpp",
    "irc",
    "ircs",
    "matrix",
    "sip",
    "sips",
    "skype",
    "signal",
    "sgnl",
    "whatsapp",
    "tg",
    "element",
    "mattermost",
    "rocketchat",
    "discord",
    "spotify",
    "obsidian",
    "notion",
    "figma",
    "vscode",
];

/// Schemes that can run code or carry data; no setting allows them.
pub const NEVER: [&str; 6] = ["javascript", "vbscript", "data", "blob", "file", "view-source"];

/// Reads an address. `schemes` are further ones that the handbook allows.
pub(in crate::parse) fn read<'a>(address: &'a str, schemes: &[String]) -> Result<Address<'a>, Refused<'a>> {
    let address = address.trim();
    if address.is_empty() {
        return Err(Refused::Empty);
    }
    if address.chars().any(char::is_control) {
        return Err(Refused::Control);
    }
    let Some(scheme) = scheme(address) else {
        let rest = address.trim_start_matches(['/', '\\']);
        return match address.len() - rest.len() {
            0 | 1 => Ok(Address::Project(file(address))),
            _ => Err(Refused::NoScheme(rest)),
        };
    };
    let rest = &address[scheme.len() + 1..];
    match scheme.to_ascii_lowercase().as_str() {
        "http" | "https" => match rest.strip_prefix("//") {
            Some(host) if !host.is_empty() && !host.starts_with(['/', '\\', '?', '#']) => Ok(Address::Web(address)),
            _ => Err(Refused::NoHost(scheme)),
        },
        lower if NEVER.contains(&lower) => Err(Refused::Scheme(scheme)),
        lower if APPS.contains(&lower) || schemes.iter().any(|allowed| allowed == lower) => Ok(Address::App(address)),
        _ => Err(Refused::Scheme(scheme)),
    }
}

impl Refused<'_> {
    /// The code, what is wrong and how to mend it.
    pub fn explained(&self) -> (&'static Code, String, String) {
        match self {
            Self::Empty => (
                BROKEN_LINK,
                "this link has no address".into(),
                "Put a file of the handbook or a web address between the parentheses.".into(),
            ),
            Self::Control => (
                UNSAFE_LINK,
                "this address holds a control character".into(),
                "Type the address again without tabs, line breaks and their entities.".into(),
            ),
            Self::NoScheme(rest) => (
                UNSAFE_LINK,
                "an address that begins with `//` means something else on each site".into(),
                format!("Write `https://{rest}`."),
            ),
            Self::NoHost(scheme) => {
                (BROKEN_LINK, format!("this `{scheme}:` address names no host"), "Write `https://host/path`.".into())
            }
            // `C:` begins a path of Windows.
            Self::Scheme(scheme) if scheme.len() == 1 => (
                UNSAFE_LINK,
                "this address is a path on one computer, which readers cannot open".into(),
                "Copy the file into content/, and link to it with a path from this file, such as `../files/plan.pdf`."
                    .into(),
            ),
            Self::Scheme(scheme) => (
                UNSAFE_LINK,
                format!("`{scheme}:` addresses are not allowed"),
                match NEVER.contains(&scheme.to_ascii_lowercase().as_str()) {
                    true => "Link to a file of the handbook, or to an `https:`, `mailto:` or `tel:` address.".into(),
                    false => {
                        format!("To allow them, write `markdown: {{ schemes: [{scheme}] }}` in content/handbook.yaml.")
                    }
                },
            ),
        }
    }
}

/// The scheme of an address, by RFC 3986.
fn scheme(address: &str) -> Option<&str> {
    let scheme = &address[..address.find(':')?];
    let valid = scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    (valid && scheme.starts_with(|first: char| first.is_ascii_alphabetic())).then_some(scheme)
}

/// The file, query and heading that a relative address names.
pub(super) fn file(address: &str) -> Target {
    let (address, fragment) = split_fragment(address);
    let (path, query) = match address.split_once('?') {
        Some((path, query)) => (path, Some(query.to_owned()).filter(|query| !query.is_empty())),
        None => (address, None),
    };
    Target::File { path: decoded(path), query, fragment: fragment.map(decoded) }
}

/// What stands before and after the first `#`; an empty fragment is none.
pub(super) fn split_fragment(address: &str) -> (&str, Option<&str>) {
    match address.split_once('#') {
        Some((path, fragment)) => (path, Some(fragment).filter(|fragment| !fragment.is_empty())),
        None => (address, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project(path: &str, fragment: Option<&str>) -> Result<Address<'static>, Refused<'static>> {
        Ok(Address::Project(Target::File { path: path.into(), query: None, fragment: fragment.map(String::from) }))
    }

    fn read(address: &str) -> Result<Address<'_>, Refused<'_>> {
        super::read(address, &["ssh".to_owned()])
    }

    #[test]
    fn files_are_decoded_after_the_fragment_is_split_off() {
        assert_eq!(read("../skills/a.md#b"), project("../skills/a.md", Some("b")));
        assert_eq!(read("a%20b%23.md#%C3%BC"), project("a b#.md", Some("ü")));
        assert_eq!(read("100%.md"), project("100%.md", None));
        assert_eq!(read("%ff.md"), project("%ff.md", None));
        assert_eq!(read("/roles/"), project("/roles/", None));
        assert_eq!(read("#x"), project("", Some("x")));
        assert_eq!(read("#"), project("", None));
        assert_eq!(read("./a:b.md"), project("./a:b.md", None));
        assert_eq!(read("a%+2.md"), project("a%+2.md", None));
        let queried = Target::File { path: "a b.md".into(), query: Some("x=%20y".into()), fragment: Some("z?".into()) };
        assert_eq!(read("a%20b.md?x=%20y#z?"), Ok(Address::Project(queried)));
        assert_eq!(read("a%3Fb.md?"), project("a?b.md", None));
    }

    #[test]
    fn schemes_that_run_nothing_pass() {
        assert_eq!(read("HTTPS://example.org/a?b#c"), Ok(Address::Web("HTTPS://example.org/a?b#c")));
        assert_eq!(read("mailto:a@example.org"), Ok(Address::App("mailto:a@example.org")));
        assert_eq!(read("tel:+123"), Ok(Address::App("tel:+123")));
        assert_eq!(read("Slack://channel?id=1"), Ok(Address::App("Slack://channel?id=1")));
        assert_eq!(read("xmpp:a@example.org"), Ok(Address::App("xmpp:a@example.org")));
        assert_eq!(read("SSH:a"), Ok(Address::App("SSH:a")));
        let allowed = ["javascript".to_owned()];
        assert_eq!(super::read("javascript:a", &allowed), Err(Refused::Scheme("javascript")));
        for scheme in ["javascript", "JavaScript", "data", "vbscript", "file", "blob", "view-source", "ftp"] {
            assert_eq!(read(&format!(" {scheme}:alert(1)")), Err(Refused::Scheme(scheme)));
        }
    }

    #[test]
    fn disguises_are_refused() {
        assert_eq!(read("java\nscript:a"), Err(Refused::Control));
        assert_eq!(read("java\tscript:a"), Err(Refused::Control));
        assert_eq!(read("\u{1}javascript:a"), Err(Refused::Control));
        assert_eq!(read("//example.org"), Err(Refused::NoScheme("example.org")));
        assert_eq!(read("/\\example.org"), Err(Refused::NoScheme("example.org")));
        assert_eq!(read("https:a"), Err(Refused::NoHost("https")));
        assert_eq!(read("https:///a"), Err(Refused::NoHost("https")));
        assert_eq!(read(" "), Err(Refused::Empty));
    }
}
