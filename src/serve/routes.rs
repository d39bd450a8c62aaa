//! Who may send a request, and what it asks for: from a request to an address of the site, or a rejection.
//!
//! Pure. It does not know which addresses exist: an accepted address is looked up in the plan, so no request can name
//! a file on disk.

use std::net::{IpAddr, SocketAddr};

use unicode_normalization::UnicodeNormalization;

use super::http::Request;

/// The prefix of the server's own addresses, after the base path. No id begins with an underscore.
pub const OWN: &str = "_rungs/";

/// What an accepted request asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Route {
    /// An address of the site, relative to its root, decoded; empty for the root itself.
    Page(String),
    /// The base path without its last slash, or `/` when the site has another base path.
    Base,
    /// The script that updates pages.
    Script,
    /// The stylesheet of the overlay.
    Stylesheet,
    /// The stream of events for a client.
    Events(ClientState),
    /// What differs from the last commit on the page at an address, as in [`Route::Page`].
    Changes(String),
}

/// What a client says it shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClientState {
    /// The address of the page, as in [`Route::Page`].
    pub page: String,
    /// The version of the page.
    pub version: String,
    /// The version of the assets.
    pub assets: String,
}

/// Why a request is rejected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rejection {
    /// 400: the address is malformed.
    Malformed,
    /// 403: the request comes from another site, or is for another host.
    Foreign,
    /// 404: nothing can be at this address.
    Missing,
    /// 405: the method is neither GET nor HEAD.
    Method,
}

/// Checks a request to a server that is bound to `bound`, for a site at `base`, which begins and ends with `/`.
///
/// # Errors
/// The rejection.
pub fn route(request: &Request, bound: SocketAddr, base: &str) -> Result<Route, Rejection> {
    if !is_for_this_host(request, bound) || has_foreign_origin(request) {
        return Err(Rejection::Foreign);
    }
    if !matches!(request.method.as_str(), "GET" | "HEAD") {
        return Err(Rejection::Method);
    }
    let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
    let path = decode_path(path)?;
    let page = path.strip_prefix(base);
    let own = page.and_then(|page| page.strip_prefix(OWN));
    // A link from another site may open a page, but another site may neither embed nor fetch anything.
    if is_cross_site(request) && (own.is_some() || request.header("sec-fetch-mode") != Some("navigate")) {
        return Err(Rejection::Foreign);
    }
    match (own, page) {
        (Some("live.js"), _) => Ok(Route::Script),
        (Some("live.css"), _) => Ok(Route::Stylesheet),
        (Some("events"), _) => Ok(Route::Events(client_state(query, base)?)),
        (Some("changes"), _) => Ok(Route::Changes(client_state(query, base)?.page)),
        (Some(_), _) => Err(Rejection::Missing),
        (None, Some(page)) => Ok(Route::Page(page.to_owned())),
        (None, None) if path == "/" || format!("{path}/") == base => Ok(Route::Base),
        (None, None) => Err(Rejection::Missing),
    }
}

/// Whether the request names this server in its one `Host` header. With DNS rebinding, a page of another site can
/// point its own name at this machine and read the answers, but the browser still sends that name. An IP address
/// cannot be rebound, so a server that is open to a network accepts all of them.
fn is_for_this_host(request: &Request, bound: SocketAddr) -> bool {
    let mut hosts = request.all("host");
    let (Some(host), None) = (hosts.next(), hosts.next()) else { return false };
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => (name, port),
        _ => (host, "80"),
    };
    // Compared as text, because `+4000` and `04000` are numbers but not ports that a browser sends.
    if port != bound.port().to_string() {
        return false;
    }
    let digits = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
    match digits.parse::<IpAddr>() {
        Ok(ip) if ip.is_ipv6() != name.starts_with('[') => false,
        Ok(ip) => ip.is_loopback() || ip == bound.ip() || bound.ip().is_unspecified(),
        Err(_) => name.eq_ignore_ascii_case("localhost"),
    }
}

/// Whether a browser says that a script of another site sent the request.
fn has_foreign_origin(request: &Request) -> bool {
    let host = request.header("host").unwrap_or_default();
    request.all("origin").any(|origin| !origin.eq_ignore_ascii_case(&format!("http://{host}")))
}

/// Whether a browser says that another site caused the request.
fn is_cross_site(request: &Request) -> bool {
    request.all("sec-fetch-site").any(|site| !matches!(site, "same-origin" | "none"))
}

/// The path that a site stands at, as [`route`] expects it.
pub fn base(path: &str) -> String {
    decode_path(path).unwrap_or_else(|_| path.to_owned())
}

/// A path, decoded once and in the Unicode form that ids have.
fn decode_path(path: &str) -> Result<String, Rejection> {
    // `http://host/`, `*` and `host:port` are for proxies; `//host/` resolves to another host.
    if !path.starts_with('/') || path.starts_with("//") {
        return Err(Rejection::Malformed);
    }
    // An encoded slash would be part of a name, and no name has one.
    let lower = path.to_ascii_lowercase();
    if lower.contains("%2f") || lower.contains("%5c") || lower.contains('\\') {
        return Err(Rejection::Malformed);
    }
    let text = decode_percent(path)?;
    if text.bytes().any(|byte| byte.is_ascii_control()) || text.split('/').any(|part| matches!(part, "." | "..")) {
        return Err(Rejection::Malformed);
    }
    if text.contains("//") {
        return Err(Rejection::Missing);
    }
    Ok(text.nfc().collect())
}

/// The state of a client, from the query of its request for events.
fn client_state(query: &str, base: &str) -> Result<ClientState, Rejection> {
    let mut state = ClientState::default();
    for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
        match name {
            // The page's own path, which is encoded once more because it is a value.
            "page" => {
                let path = decode_path(&decode_percent(value)?)?;
                state.page = path.strip_prefix(base).ok_or(Rejection::Missing)?.to_owned();
            }
            "version" => state.version = value.to_owned(),
            "assets" => state.assets = value.to_owned(),
            _ => {}
        }
    }
    Ok(state)
}

/// Decodes percent-encoded UTF-8. An incomplete sequence is malformed.
fn decode_percent(text: &str) -> Result<String, Rejection> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let mut digit = || rest.next().and_then(|digit| char::from(digit).to_digit(16)).ok_or(Rejection::Malformed);
        bytes.push(match byte {
            b'%' => (digit()? * 16 + digit()?) as u8,
            byte => byte,
        });
    }
    String::from_utf8(bytes).map_err(|_| Rejection::Malformed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(target: &str, headers: &[(&str, &str)]) -> Result<Route, Rejection> {
        let headers = headers.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
        let request = Request { method: "GET".into(), target: target.into(), headers };
        route(&request, "127.0.0.1:4000".parse().unwrap(), "/repo/")
    }

    fn local(target: &str) -> Result<Route, Rejection> {
        ask(target, &[("Host", "localhost:4000")])
    }

    #[test]
    fn only_this_server_is_asked_for() {
        for good in ["localhost:4000", "LOCALHOST:4000", "127.0.0.1:4000", "[::1]:4000", "127.0.0.2:4000"] {
            assert_eq!(ask("/repo/", &[("host", good)]), Ok(Route::Page(String::new())), "{good}");
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
            "localhost:+4000",
            "localhost:04000",
            "localhost:4000 ",
            "127.0.0.1:+4000",
        ] {
            assert_eq!(ask("/repo/", &[("Host", bad)]), Err(Rejection::Foreign), "{bad}");
        }
        assert_eq!(ask("/repo/", &[]), Err(Rejection::Foreign));
        assert_eq!(ask("/repo/", &[("Host", "localhost:4000"), ("Host", "x")]), Err(Rejection::Foreign));
    }

    #[test]
    fn the_stream_is_for_our_own_pages() {
        let events = "/repo/_rungs/events?page=%2Frepo%2Froles%2Fa%2520b.html&version=v";
        let tab = ClientState { page: "roles/a b.html".into(), version: "v".into(), assets: String::new() };
        let host = ("Host", "localhost:4000");
        assert_eq!(ask(events, &[host]), Ok(Route::Events(tab.clone())));
        assert_eq!(ask(events, &[host, ("Origin", "http://localhost:4000")]), Ok(Route::Events(tab)));
        for origin in ["http://evil.example", "http://127.0.0.1:4000", "https://localhost:4000", "null", ""] {
            assert_eq!(ask(events, &[host, ("Origin", origin)]), Err(Rejection::Foreign), "{origin}");
        }
        assert_eq!(ask(events, &[host, ("Sec-Fetch-Site", "cross-site")]), Err(Rejection::Foreign));
        assert_eq!(local("/repo/_rungs/events?page=%2Frepo%2F..%2Fx"), Err(Rejection::Malformed));
        assert_eq!(local("/repo/_rungs/other"), Err(Rejection::Missing));
    }

    #[test]
    fn a_path_is_decoded_once_and_stays_below_the_base() {
        assert_eq!(local("/repo/roles/e%CC%81.html?q#f"), Ok(Route::Page("roles/\u{e9}.html".into())));
        assert_eq!(local("/repo"), Ok(Route::Base));
        assert_eq!(local("/"), Ok(Route::Base));
        // Decoded once it is a name that nothing has.
        assert_eq!(local("/repo/%252e%252e/x"), Ok(Route::Page("%2e%2e/x".into())));
        for (target, refusal) in [
            ("/repository/", Rejection::Missing),
            ("/repo/a//b", Rejection::Missing),
            ("/repo/../x", Rejection::Malformed),
            ("/repo/%2e%2E/x", Rejection::Malformed),
            ("/repo/.%2e", Rejection::Malformed),
            ("/repo/a%2fb", Rejection::Malformed),
            ("/repo/a%5Cb", Rejection::Malformed),
            ("/repo/a\\b", Rejection::Malformed),
            ("/repo/%00", Rejection::Malformed),
            ("/repo/%ff", Rejection::Malformed),
            ("/repo/%c0%ae%c0%ae/", Rejection::Malformed),
            ("/repo/%", Rejection::Malformed),
            ("/repo/%+1", Rejection::Malformed),
            ("//evil.example/", Rejection::Malformed),
            ("http://evil.example/repo/", Rejection::Malformed),
            ("*", Rejection::Malformed),
            ("", Rejection::Malformed),
        ] {
            assert_eq!(local(target), Err(refusal), "{target}");
        }
    }

    #[test]
    fn nothing_is_changed_by_asking() {
        for method in ["POST", "PUT", "DELETE", "OPTIONS", "CONNECT", "get"] {
            let headers = vec![("Host".into(), "localhost:4000".into())];
            let request = Request { method: method.into(), target: "/repo/".into(), headers };
            assert_eq!(route(&request, "127.0.0.1:4000".parse().unwrap(), "/repo/"), Err(Rejection::Method));
        }
    }
}
