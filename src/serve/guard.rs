//! Who may ask, and what was asked for: from a request to an address of the site, or a refusal.
//!
//! Pure, and suspicious of every byte. It does not know which addresses exist; whatever it lets through is looked up
//! in the plan, and there is no path on the disk that it could name.

use std::net::{IpAddr, SocketAddr};

use unicode_normalization::UnicodeNormalization;

use super::door::Request;

/// What stands before the server's own addresses, after the base path. No id begins with an underscore.
pub const OWN: &str = "_rungs/";

/// What an allowed request asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// An address of the site, from its root, decoded; empty for the root itself.
    Page(String),
    /// The base path without its last slash.
    Base,
    /// The script that updates pages.
    Script,
    /// The stylesheet of the overlay.
    Sheet,
    /// The stream of events for a tab.
    Events(Tab),
}

/// What a tab says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tab {
    /// The address that it shows, as in [`Asked::Page`].
    pub page: String,
    /// The version of the page that it shows.
    pub version: String,
    /// The version of the files that the pages share.
    pub assets: String,
}

/// Why a request is not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// 400: it is not an address.
    Malformed,
    /// 403: it comes from another site, or for another one.
    Foreign,
    /// 404: nothing can be there.
    Missing,
    /// 405: neither GET nor HEAD.
    Method,
}

/// Judges a request to a server that is bound to `bound`, for a site at `base` (begins and ends with `/`).
///
/// # Errors
/// The refusal.
pub fn judge(request: &Request, bound: SocketAddr, base: &str) -> Result<Asked, Refusal> {
    if !is_ours(request, bound) {
        return Err(Refusal::Foreign);
    }
    if !matches!(request.method.as_str(), "GET" | "HEAD") {
        return Err(Refusal::Method);
    }
    let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
    let path = decode(path)?;
    let Some(page) = path.strip_prefix(base) else {
        return if format!("{path}/") == base { Ok(Asked::Base) } else { Err(Refusal::Missing) };
    };
    let Some(own) = page.strip_prefix(OWN) else { return Ok(Asked::Page(page.to_owned())) };
    if is_from_elsewhere(request) {
        return Err(Refusal::Foreign);
    }
    match own {
        "live.js" => Ok(Asked::Script),
        "live.css" => Ok(Asked::Sheet),
        "events" => Ok(Asked::Events(tab(query, base)?)),
        _ => Err(Refusal::Missing),
    }
}

/// Whether the request is for this server. A page elsewhere can have its own name lead to this machine and then read
/// what it is answered (DNS rebinding); the name it asked for still gives it away. An address in digits cannot be
/// made to lead elsewhere, so where the server is open to a network, all of them are good.
fn is_ours(request: &Request, bound: SocketAddr) -> bool {
    let mut hosts = request.all("host");
    let (Some(host), None) = (hosts.next(), hosts.next()) else { return false };
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => (name, port.parse().ok()),
        _ => (host, Some(80)),
    };
    if port != Some(bound.port()) {
        return false;
    }
    let digits = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
    match digits.parse::<IpAddr>() {
        Ok(ip) if ip.is_ipv6() != name.starts_with('[') => false,
        Ok(ip) => ip.is_loopback() || ip == bound.ip() || bound.ip().is_unspecified(),
        Err(_) => name.eq_ignore_ascii_case("localhost"),
    }
}

/// Whether a page of another site asks. Browsers say so in one of two ways; other programs say nothing.
fn is_from_elsewhere(request: &Request) -> bool {
    let host = request.header("host").unwrap_or_default();
    let foreign = |origin: &str| !origin.eq_ignore_ascii_case(&format!("http://{host}"));
    request.all("origin").any(foreign)
        || request.all("sec-fetch-site").any(|site| !matches!(site, "same-origin" | "none"))
}

/// The path that a site stands at, as [`judge`] wants it.
pub fn base(path: &str) -> String {
    decode(path).unwrap_or_else(|_| path.to_owned())
}

/// A path, decoded once and in the form that ids have.
fn decode(path: &str) -> Result<String, Refusal> {
    // `http://host/`, `*` and `host:port` are for proxies; `//host/` is another host to whoever resolves it.
    if !path.starts_with('/') || path.starts_with("//") {
        return Err(Refusal::Malformed);
    }
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        let decoded = match byte {
            b'%' => {
                let mut digit = || rest.next().and_then(|digit| char::from(digit).to_digit(16));
                let (Some(high), Some(low)) = (digit(), digit()) else { return Err(Refusal::Malformed) };
                let decoded = (high * 16 + low) as u8;
                // Encoded, they would be part of a name; no name has them.
                if matches!(decoded, b'/' | b'\\') {
                    return Err(Refusal::Malformed);
                }
                decoded
            }
            byte => byte,
        };
        if decoded.is_ascii_control() || decoded == b'\\' {
            return Err(Refusal::Malformed);
        }
        bytes.push(decoded);
    }
    let text = String::from_utf8(bytes).map_err(|_| Refusal::Malformed)?;
    if text.split('/').any(|part| matches!(part, "." | "..")) {
        return Err(Refusal::Malformed);
    }
    if text.contains("//") {
        return Err(Refusal::Missing);
    }
    Ok(text.nfc().collect())
}

fn tab(query: &str, base: &str) -> Result<Tab, Refusal> {
    let mut tab = Tab::default();
    for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
        match name {
            // The page's own path, encoded once more to be a value.
            "page" => {
                let path = percent(value).ok_or(Refusal::Malformed)?;
                tab.page = decode(&path)?.strip_prefix(base).ok_or(Refusal::Missing)?.to_owned();
            }
            "version" => tab.version = value.to_owned(),
            "assets" => tab.assets = value.to_owned(),
            _ => {}
        }
    }
    Ok(tab)
}

/// A value of a query, decoded once.
fn percent(value: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let high = char::from(rest.next()?).to_digit(16)?;
                (high * 16 + char::from(rest.next()?).to_digit(16)?) as u8
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(target: &str, headers: &[(&str, &str)]) -> Result<Asked, Refusal> {
        let headers = headers.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
        let request = Request { method: "GET".into(), target: target.into(), headers };
        judge(&request, "127.0.0.1:4000".parse().unwrap(), "/repo/")
    }

    fn local(target: &str) -> Result<Asked, Refusal> {
        ask(target, &[("Host", "localhost:4000")])
    }

    #[test]
    fn only_this_server_is_asked_for() {
        for good in ["localhost:4000", "LOCALHOST:4000", "127.0.0.1:4000", "[::1]:4000", "127.0.0.2:4000"] {
            assert_eq!(ask("/repo/", &[("host", good)]), Ok(Asked::Page(String::new())), "{good}");
        }
        for bad in [
            "evil.example:4000",
            "localhost",
            "localhost:80",
            "localhost:4000:4000",
            "127.0.0.1.evil.example:4000",
            "",
            "localhost.:4000",
            "192.168.0.1:4000",
            "::1:4000",
            "[127.0.0.1]:4000",
            "user@localhost:4000",
            "localhost:+4000x",
        ] {
            assert_eq!(ask("/repo/", &[("Host", bad)]), Err(Refusal::Foreign), "{bad}");
        }
        assert_eq!(ask("/repo/", &[]), Err(Refusal::Foreign));
        assert_eq!(ask("/repo/", &[("Host", "localhost:4000"), ("Host", "x")]), Err(Refusal::Foreign));
    }

    #[test]
    fn the_stream_is_for_our_own_pages() {
        let events = "/repo/_rungs/events?page=%2Frepo%2Froles%2Fa%2520b.html&version=v";
        let tab = Tab { page: "roles/a b.html".into(), version: "v".into(), assets: String::new() };
        let host = ("Host", "localhost:4000");
        assert_eq!(ask(events, &[host]), Ok(Asked::Events(tab.clone())));
        assert_eq!(ask(events, &[host, ("Origin", "http://localhost:4000")]), Ok(Asked::Events(tab)));
        for origin in ["http://evil.example", "http://127.0.0.1:4000", "https://localhost:4000", "null", ""] {
            assert_eq!(ask(events, &[host, ("Origin", origin)]), Err(Refusal::Foreign), "{origin}");
        }
        assert_eq!(ask(events, &[host, ("Sec-Fetch-Site", "cross-site")]), Err(Refusal::Foreign));
        assert_eq!(local("/repo/_rungs/events?page=%2Frepo%2F..%2Fx"), Err(Refusal::Malformed));
        assert_eq!(local("/repo/_rungs/other"), Err(Refusal::Missing));
    }

    #[test]
    fn a_path_is_decoded_once_and_stays_below_the_base() {
        assert_eq!(local("/repo/roles/e%CC%81.html?q#f"), Ok(Asked::Page("roles/\u{e9}.html".into())));
        assert_eq!(local("/repo"), Ok(Asked::Base));
        // Decoded once it is a name that nothing has.
        assert_eq!(local("/repo/%252e%252e/x"), Ok(Asked::Page("%2e%2e/x".into())));
        for (target, refusal) in [
            ("/", Refusal::Missing),
            ("/repository/", Refusal::Missing),
            ("/repo/a//b", Refusal::Missing),
            ("/repo/../x", Refusal::Malformed),
            ("/repo/%2e%2E/x", Refusal::Malformed),
            ("/repo/.%2e", Refusal::Malformed),
            ("/repo/a%2fb", Refusal::Malformed),
            ("/repo/a%5Cb", Refusal::Malformed),
            ("/repo/a\\b", Refusal::Malformed),
            ("/repo/%00", Refusal::Malformed),
            ("/repo/%ff", Refusal::Malformed),
            ("/repo/%c0%ae%c0%ae/", Refusal::Malformed),
            ("/repo/%", Refusal::Malformed),
            ("/repo/%+1", Refusal::Malformed),
            ("//evil.example/", Refusal::Malformed),
            ("http://evil.example/repo/", Refusal::Malformed),
            ("*", Refusal::Malformed),
            ("", Refusal::Malformed),
        ] {
            assert_eq!(local(target), Err(refusal), "{target}");
        }
    }

    #[test]
    fn nothing_is_changed_by_asking() {
        for method in ["POST", "PUT", "DELETE", "OPTIONS", "CONNECT", "get"] {
            let headers = vec![("Host".into(), "localhost:4000".into())];
            let request = Request { method: method.into(), target: "/repo/".into(), headers };
            assert_eq!(judge(&request, "127.0.0.1:4000".parse().unwrap(), "/repo/"), Err(Refusal::Method));
        }
    }
}
