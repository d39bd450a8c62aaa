//! `rungs serve` from outside: what it answers, what it refuses, and how it follows the files.

use crate::server;

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::server::{Server, copy};

const HANDBOOK: (&str, &str) = ("content/handbook.yaml", "title: T\n");

fn role(title: &str) -> String {
    format!("---\ntitle: {title}\n---\nText of the role.\n")
}

fn small(options: &[&str]) -> Server {
    Server::of(&[HANDBOOK, ("content/roles/a.md", &role("First")), ("content/roles/b.md", &role("Second"))], options)
}

#[test]
fn a_page_is_answered_as_the_deployed_site_would() {
    let server = small(&[]);
    let page = server.get("roles/a.html");
    assert_eq!(page.status, 200);
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    assert_eq!(page.header("content-length"), Some(page.body.len().to_string().as_str()));
    assert!(page.text().contains("<h1") && page.text().contains("First"));
    assert_eq!(server.get("roles/").body, server.get("roles/index.html").body);
    assert_eq!(server.get("").body, server.get("index.html").body);
    assert_eq!(server.get("roles").header("location"), Some("/roles/"));
    assert_eq!(server.get("assets/rungs.css").header("content-type"), Some("text/css; charset=utf-8"));
    assert_eq!(server.get("assets/icon.svg").header("content-type"), Some("image/svg+xml"));
    assert_eq!(server.get("index.json").header("content-type"), Some("application/json; charset=utf-8"));

    let missing = server.get("roles/nobody.html");
    assert_eq!(missing.status, 404);
    assert!(missing.text().contains("Page not found") && missing.text().contains("/assets/rungs.css"));
}

#[test]
fn what_is_known_is_not_sent_again() {
    let server = small(&[]);
    for address in ["roles/a.html", "assets/rungs.css", "_rungs/live.js"] {
        let tag = server.get(address).header("etag").unwrap().to_owned();
        for known in [tag.clone(), format!("W/{tag}"), format!("\"x\", {tag}"), "*".into()] {
            let again = server.ask("GET", &format!("/{address}"), &[&format!("If-None-Match: {known}")]);
            assert_eq!((again.status, again.body.len()), (304, 0), "{address} {known}");
        }
        let other = server.ask("GET", &format!("/{address}"), &["If-None-Match: \"x\""]);
        assert_eq!(other.status, 200);
    }
    let tag = server.get("roles/a.html").header("etag").unwrap().to_owned();
    server.write("content/roles/a.md", &role("Changed"));
    server.wait_for_text("roles/a.html", "Changed");
    assert_eq!(server.ask("GET", "/roles/a.html", &[&format!("If-None-Match: {tag}")]).status, 200);
}

#[test]
fn head_is_get_without_the_body() {
    let server = small(&[]);
    for (address, status) in [("/roles/a.html", 200), ("/nobody", 404), ("/roles", 301)] {
        let (get, head) = (server.ask("GET", address, &[]), server.ask("HEAD", address, &[]));
        assert_eq!((head.status, head.body.len()), (status, 0), "{address}");
        let without_date = |answer: &server::Answer| -> Vec<String> {
            let kept = |line: &&str| !line.starts_with("date:") && *line != "content-length: 0";
            answer.head.lines().filter(kept).map(str::to_owned).collect()
        };
        assert_eq!(without_date(&head), without_date(&get), "{address}");
    }
}

#[test]
fn hostile_requests_get_nothing() {
    let server = small(&[]);
    fs::write(server.path("secret.txt"), "SECRET").unwrap();
    let host = format!("Host: 127.0.0.1:{}\r\n", server.port);
    let targets = [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/%2E%2E%2Fsecret.txt",
        "/..%2fsecret.txt",
        "/..%5csecret.txt",
        "/..\\secret.txt",
        "/%252e%252e/secret.txt",
        "/%252e%252e%252fsecret.txt",
        "/roles/../../secret.txt",
        "/roles/..;/secret.txt",
        "/%00",
        "/roles/a.html%00.css",
        "/%ff%fe",
        "/%c0%ae%c0%ae/secret.txt",
        "/roles/a.html.",
        "/roles/a.html...",
        "/roles./a.html",
        "/roles//a.html",
        "//evil.example/",
        "//evil.example/%2e%2e",
        "/\\evil.example/",
        "http://evil.example/",
        "http://127.0.0.1/roles/a.html",
        "*",
        "/content/roles/a.md",
        "/secret.txt",
        "/_rungs/",
        "/_rungs/../secret.txt",
        "/_rungs/events?page=%2F..%2Fsecret.txt",
        "/%",
        "/%zz",
    ];
    for target in targets {
        let answer = server.send(format!("GET {target} HTTP/1.1\r\n{host}\r\n").as_bytes()).expect(target);
        assert!(matches!(answer.status, 400 | 404), "{target}: {}", answer.head);
        assert_eq!(answer.header("location"), None, "{target}");
        assert!(!answer.text().contains("SECRET") && !answer.text().contains("evil.example"), "{target}");
    }
    for bytes in [&b"GET /\xff\xfe HTTP/1.1\r\n"[..], b"\x16\x03\x01\x02\x00\r\n\r\n", b"GET\r\n\r\n", b"\r\n\r\n"] {
        let request = [bytes, host.as_bytes(), b"\r\n"].concat();
        if let Some(answer) = server.send(&request) {
            assert!(answer.status == 400, "{}", answer.head);
        }
    }
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "BREW"] {
        let answer = server.ask(method, "/roles/a.html", &[]);
        assert_eq!((answer.status, answer.header("allow")), (405, Some("GET, HEAD")), "{method}");
    }
    // A body that is announced and never comes holds up nobody but itself.
    let _waiting: Vec<_> = (0..20)
        .map(|_| {
            let mut stream = server.connect();
            write!(stream, "POST / HTTP/1.1\r\n{host}Content-Length: 1000000\r\n\r\n").unwrap();
            stream
        })
        .collect();
    assert_eq!(server.get("roles/a.html").status, 200);
    assert_eq!(server.get("roles/a.html").status, 200);
}

#[test]
fn only_our_own_pages_are_answered() {
    let server = small(&[]);
    let port = server.port;
    let with = |head: String| server.send(format!("GET {head}\r\n\r\n").as_bytes()).unwrap();
    for host in ["evil.example", "127.0.0.1.evil.example", "localhost", "127.0.0.1:1", "[::1", "192.168.1.1"] {
        for host in [host.to_owned(), format!("{host}:{port}")] {
            if matches!(host.as_str(), h if h == format!("localhost:{port}")) {
                continue;
            }
            let answer = with(format!("/ HTTP/1.1\r\nHost: {host}"));
            assert_eq!(answer.status, 403, "{host}");
            assert!(!answer.text().contains("First"));
        }
    }
    assert_eq!(with("/ HTTP/1.1\r\nAccept: */*".into()).status, 403);
    assert_eq!(with("/ HTTP/1.0".into()).status, 403);
    assert_eq!(with(format!("/ HTTP/1.1\r\nHost: localhost:{port}\r\nHost: evil.example")).status, 403);
    for host in ["localhost", "127.0.0.1", "[::1]"] {
        assert_eq!(with(format!("/ HTTP/1.1\r\nHost: {host}:{port}")).status, 200, "{host}");
    }
    let events = format!("/_rungs/events HTTP/1.1\r\nHost: localhost:{port}\r\n");
    for origin in ["http://evil.example", "null", "http://localhost:1", &format!("https://localhost:{port}")] {
        assert_eq!(with(format!("{events}Origin: {origin}")).status, 403, "{origin}");
    }
    for site in ["cross-site", "same-site"] {
        assert_eq!(with(format!("{events}Sec-Fetch-Site: {site}")).status, 403);
    }

    // A port is compared as text: a browser sends neither a sign nor a leading zero.
    for port in [format!("+{port}"), format!("0{port}")] {
        assert_eq!(with(format!("/ HTTP/1.1\r\nHost: localhost:{port}")).status, 403, "{port}");
    }
    // Pages too are refused to scripts of other sites, and cannot be embedded, but a link may lead to them.
    let page = format!("/roles/a.html HTTP/1.1\r\nHost: localhost:{port}\r\n");
    assert_eq!(with(format!("{page}Origin: http://evil.example")).status, 403);
    assert_eq!(with(format!("{page}Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors")).status, 403);
    assert_eq!(with(format!("{page}Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate")).status, 200);
    assert_eq!(with(format!("{page}Sec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: cors")).status, 200);
}

#[test]
fn every_answer_has_the_security_headers() {
    let server = small(&[]);
    let tag = server.get("roles/a.html").header("etag").unwrap().to_owned();
    let known = format!("If-None-Match: {tag}");
    let requests: [(&str, &str, &[&str], u16); 8] = [
        ("GET", "/roles/a.html", &[], 200),
        ("GET", "/assets/rungs.css", &[], 200),
        ("GET", "/_rungs/live.js", &[], 200),
        ("GET", "/roles/a.html", &[&known], 304),
        ("GET", "/roles", &[], 301),
        ("GET", "/nobody", &[], 404),
        ("GET", "/", &["Origin: http://evil.example"], 403),
        ("POST", "/", &[], 405),
    ];
    let mut answers: Vec<server::Answer> = Vec::new();
    for (method, target, headers, status) in requests {
        let answer = server.ask(method, target, headers);
        assert_eq!(answer.status, status, "{method} {target}");
        answers.push(answer);
    }
    let mut events = server.connect();
    write!(events, "GET /_rungs/events?page=%2F HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", server.port).unwrap();
    answers.push(server::Answer::read(&mut events, true).unwrap());
    for answer in answers {
        for (name, value) in [
            ("X-Content-Type-Options", "nosniff"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            ("X-Frame-Options", "SAMEORIGIN"),
            ("Referrer-Policy", "same-origin"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{name}: {}", answer.head);
        }
        assert_eq!(answer.header("Access-Control-Allow-Origin"), None);
    }
}

#[test]
fn a_part_of_a_file_is_answered() {
    let server = small(&[]);
    fs::create_dir_all(server.path("content/files")).unwrap();
    let bytes: Vec<u8> = (0..1000u32).map(|number| (number % 251) as u8).collect();
    fs::write(server.path("content/files/v.mp4"), &bytes).unwrap();
    server.wait_for("the file is served", |server| server.get("files/v.mp4").status == 200);
    let whole = server.get("files/v.mp4");
    assert_eq!((whole.header("accept-ranges"), whole.header("content-type")), (Some("bytes"), Some("video/mp4")));
    let with = |headers: &[&str]| server.ask("GET", "/files/v.mp4", headers);
    for (range, expected) in [("0-99", 0..100), ("100-", 100..1000), ("-100", 900..1000), ("990-5000", 990..1000)] {
        let part = with(&[&format!("Range: bytes={range}")]);
        let place = format!("bytes {}-{}/1000", expected.start, expected.end - 1);
        assert_eq!((part.status, part.header("content-range")), (206, Some(place.as_str())), "{range}");
        assert_eq!(part.body, bytes[expected], "{range}");
    }
    let outside = with(&["Range: bytes=1000-"]);
    assert_eq!((outside.status, outside.header("content-range")), (416, Some("bytes */1000")));
    let tag = whole.header("etag").unwrap();
    assert_eq!(with(&["Range: bytes=0-9", &format!("If-Range: {tag}")]).status, 206);
    assert_eq!(with(&["Range: bytes=0-9", "If-Range: \"old\""]).status, 200);
    assert_eq!(server.ask("HEAD", "/files/v.mp4", &["Range: bytes=0-9"]).status, 200);
    let page = server.get("roles/a.html").body;
    let part = server.ask("GET", "/roles/a.html", &["Range: bytes=10-400"]);
    assert_eq!((part.status, part.body.as_slice()), (206, &page[10..=400]));
}

#[test]
fn every_kind_of_file_is_answered_in_parts() {
    let bytes: Vec<u8> = (0..300u32).map(|number| (number * 7 % 256) as u8).collect();
    let server = small(&["-u", "/site/"]);
    for name in ["talk.webm", "song.mp3", "plan.pdf"] {
        fs::write(server.path("content").join(name), &bytes).unwrap();
        server.wait_for("the file is served", |server| server.get(name).status == 200);
        let part = server.ask("GET", &format!("/site/{name}"), &["Range: bytes=250-"]);
        assert_eq!((part.status, part.header("content-range")), (206, Some("bytes 250-299/300")), "{name}");
        assert_eq!(part.body, bytes[250..], "{name}");
        assert_eq!(server.ask("GET", &format!("/site/{name}"), &["Range: bytes=300-"]).status, 416, "{name}");
    }
}

#[test]
fn the_root_leads_to_the_path_of_the_site() {
    let cases = [("base_url: https://h.example/a/b/\n", &[][..], "/a/b/"), ("", &["-u", "/docs/"], "/docs/")];
    for (settings, options, base) in cases {
        let handbook = format!("{}{settings}", HANDBOOK.1);
        let server = Server::of(&[(HANDBOOK.0, &handbook), ("content/index.md", "# Home\n\nText.\n")], options);
        let root = server.ask("GET", "/", &[]);
        assert_eq!((root.status, root.header("location")), (302, Some(base)));
        assert_eq!(server.ask("GET", base, &[]).status, 200);
    }
}

#[test]
fn links_open_the_editor_that_was_chosen() {
    for (options, scheme) in [(&[][..], "vscode://file/"), (&["--editor", "jetbrains"], "idea://open?file=/")] {
        let server = small(options);
        let mut events = server.listen("roles/a.html");
        server.write("content/roles/a.md", "---\ntitle: \"half\n");
        assert!(events.next("problems").1.contains(scheme), "{scheme}");
    }
    let server = small(&["--editor", "none"]);
    let mut events = server.listen("roles/a.html");
    server.write("content/roles/a.md", "---\ntitle: \"half\n");
    assert!(events.next("problems").1.contains("\"href\":null"));
}

#[test]
fn many_idle_connections_stop_nobody() {
    let server = small(&[]);
    let mut idle: Vec<_> = (0..300).map(|_| server.connect()).collect();
    for (at, stream) in idle.iter_mut().enumerate() {
        if at % 3 == 0 {
            stream.write_all(b"GET / HTTP/1.1\r\nHost: ").unwrap();
        }
    }
    for _ in 0..20 {
        let start = Instant::now();
        assert_eq!(server.get("roles/a.html").status, 200);
        assert!(start.elapsed() < Duration::from_secs(5));
    }
}

#[test]
fn at_a_base_path_it_is_as_deployed() {
    let server = small(&["-u", "/repo/"]);
    assert_eq!(server.base, "/repo/");
    assert_eq!(server.get("roles/a.html").status, 200);
    assert_eq!(server.ask("GET", "/repo", &[]).header("location"), Some("/repo/"));
    assert_eq!(server.ask("GET", "/repo/roles", &[]).header("location"), Some("/repo/roles/"));
    let root = server.ask("GET", "/", &[]);
    assert_eq!((root.status, root.header("location")), (302, Some("/repo/")));
    for outside in ["/roles/a.html", "/repository/", "/_rungs/live.js"] {
        assert_eq!(server.ask("GET", outside, &[]).status, 404, "{outside}");
    }
    let missing = server.get("nobody/there.html");
    assert_eq!(missing.status, 404);
    assert!(missing.text().contains("\"/repo/assets/rungs.css\"") && missing.text().contains("/repo/_rungs/live.js"));
    let mut events = server.listen("roles/a.html");
    server.write("content/roles/a.md", &role("Changed"));
    events.next("page");
}

#[test]
fn a_port_that_was_named_is_used_or_refused() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let root = tempfile::tempdir().unwrap();
    server::write(root.path(), HANDBOOK.0, HANDBOOK.1);
    let run = |options: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_rungs"))
            .arg("serve")
            .args(options)
            .current_dir(root.path())
            .output()
            .unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, said) = run(&["-p", &port]);
    assert_eq!(code, Some(3));
    assert!(said.contains("is in use") && said.contains(&port), "{said}");
    let (code, said) = run(&["-p", "0", "--bind", "192.0.2.1"]);
    assert_eq!(code, Some(3), "{said}");
    assert_eq!(run(&["-p", "70000"]).0, Some(2));
}

#[test]
fn an_address_that_others_reach_is_warned_of() {
    let server = small(&["--bind", "0.0.0.0"]);
    assert!(server.said("warning: this is not a loopback address"));
    assert!(server.said("bound to 0.0.0.0:"));
    assert_eq!(server.get("").status, 200);
    assert!(!small(&[]).said("warning"));
}

#[cfg(unix)]
#[test]
fn it_ends_at_once_when_told_to() {
    for signal in ["-TERM", "-INT"] {
        let mut server = small(&[]);
        let _tab = server.listen("");
        let start = Instant::now();
        assert!(Command::new("kill").args([signal, &server.id().to_string()]).status().unwrap().success());
        assert_eq!(server.ended().code(), Some(0), "{signal}");
        assert!(start.elapsed() < Duration::from_secs(2));
        assert!(!server.said("panicked"));
    }
}

/// As vim does: the old file is kept aside until the new one is written.
fn save_like_vim(file: &Path, text: &str) {
    let folder = file.parent().unwrap();
    fs::write(folder.join("4913"), "").unwrap();
    fs::remove_file(folder.join("4913")).unwrap();
    let aside = file.with_extension("md~");
    fs::rename(file, &aside).unwrap();
    fs::write(file, text).unwrap();
    fs::remove_file(aside).unwrap();
}

/// As JetBrains' editors do: the new file is written beside the old one, and both are renamed.
fn save_like_jetbrains(file: &Path, text: &str) {
    let name = file.file_name().unwrap().to_str().unwrap();
    let (new, old) =
        (file.with_file_name(format!("{name}___jb_tmp___")), file.with_file_name(format!("{name}___jb_old___")));
    fs::write(&new, text).unwrap();
    fs::rename(file, &old).unwrap();
    fs::rename(new, file).unwrap();
    fs::remove_file(old).unwrap();
}

fn every_save_once(save: fn(&Path, &str)) {
    let server = small(&[]);
    let mut events = server.listen("roles/a.html");
    let file = server.path("content/roles/a.md");
    for number in 0..100 {
        save(&file, &role(&format!("Save {number} of it")));
        events.next("page");
        assert!(server.text("roles/a.html").contains(&format!("Save {number} of it")), "{number} is missed");
        // The save is over when everyone was told.
        events.next("site");
    }
    let rest = events.rest(Duration::from_millis(300));
    assert!(rest.iter().all(|(name, _)| name == "problems"), "told twice: {rest:?}");
    server.wait_for("each save is one line", |server| server.saves() == 100);
}

#[test]
fn each_save_of_vim_is_seen_once() {
    every_save_once(save_like_vim);
}

#[test]
fn each_save_of_jetbrains_is_seen_once() {
    every_save_once(save_like_jetbrains);
}

/// An editor that writes in place truncates the file first. The empty file is not a save of its own.
#[test]
fn a_truncated_file_is_not_a_save() {
    let server = small(&[]);
    let mut events = server.listen("roles/a.html");
    for number in 0..5 {
        let mut file = fs::File::create(server.path("content/roles/a.md")).unwrap();
        std::thread::sleep(Duration::from_millis(30));
        file.write_all(role(&format!("Written {number}")).as_bytes()).unwrap();
        drop(file);
        events.next("page");
        assert!(server.text("roles/a.html").contains(&format!("Written {number}")), "{}", server.lines().join("\n"));
        events.next("site");
    }
    server.wait_for("each save is one line", |server| server.saves() == 5);
    assert!(!server.said("empty-file"));
}

#[test]
fn only_tabs_whose_page_changed_are_told() {
    let server = small(&[]);
    let (mut one, mut other, mut list) =
        (server.listen("roles/a.html"), server.listen("roles/b.html"), server.listen("roles/"));
    server.edit("content/roles/a.md", "Text of the role.", "Another text.");
    one.next("page");
    let told = |events: &mut server::Events| {
        events.rest(Duration::from_millis(300)).iter().filter(|(name, _)| name == "page").count()
    };
    assert_eq!((told(&mut other), told(&mut list)), (0, 0));
    server.edit("content/roles/a.md", "First", "Renamed");
    one.next("page");
    list.next("page");
}

#[test]
fn a_touch_changes_nothing() {
    let server = small(&[]);
    let mut events = server.listen("roles/a.html");
    for _ in 0..3 {
        server.write("content/roles/a.md", &role("First"));
        std::thread::sleep(Duration::from_millis(80));
    }
    server.write("content/roles/.a.md.swp", "x");
    server.write("content/roles/a.md~", "x");
    server.write("public/index.html", "x");
    server.write("notes.txt", "x");
    assert_eq!(events.rest(Duration::from_millis(300)), []);
    assert_eq!(server.saves(), 0);
}

#[test]
fn a_thousand_files_at_once_are_one_change() {
    let server = small(&[]);
    let mut events = server.listen("roles/");
    for number in 0..1000 {
        server.write(&format!("aside/n{number}.md"), &role(&format!("Number {number}")));
    }
    // In one step, because a busy machine may take longer for a thousand than the longest time that is waited.
    fs::rename(server.path("aside"), server.path("content/roles/many")).unwrap();
    events.next("page");
    assert!(server.text("roles/").contains("Number 999"));
    // The folder is looked at once more, and nothing is new there.
    let told = events.rest(Duration::from_millis(800));
    let sites = told.iter().filter(|(name, _)| name == "site").count();
    assert!(sites == 1 && !told.iter().any(|(name, _)| name == "page"), "{told:?}");
    server.wait_for("one line", |server| server.saves() == 1);
}

#[test]
fn many_files_one_by_one_are_few_changes() {
    let server = small(&[]);
    for number in 0..300 {
        server.write(&format!("content/roles/n{number}.md"), &role(&format!("Number {number}")));
    }
    server.write("content/roles/last.md", &role("The last one"));
    server.wait_for_text("roles/", "The last one");
    assert!(server.text("roles/").contains("Number 299"));
    server.wait_for("they are told", |server| server.saves() > 0);
    assert!(server.saves() < 30, "{}", server.lines().join("\n"));
}

#[test]
fn mistakes_are_shown_over_the_last_good_page() {
    let server = small(&[]);
    let mut events = server.listen("roles/a.html");
    server.write("content/roles/a.md", "---\ntitle: \"half <b>\n");
    let (_, problems) = events.next("problems");
    assert!(problems.contains("\"place\":\"content/roles/a.md:"), "{problems}");
    assert!(problems.contains("vscode://file/"), "{problems}");
    let page = server.get("roles/a.html");
    assert!(page.status == 200 && page.text().contains("First"));
    server.wait_for_text("roles/", "First");

    server.write("content/roles/a.md", &role("Mended"));
    while !events.next("problems").1.contains("\"problems\":[]") {}
    server.wait_for_text("roles/a.html", "Mended");

    fs::remove_file(server.path("content/roles/a.md")).unwrap();
    server.wait_for("404", |server| server.get("roles/a.html").status == 404);
    assert!(!server.text("roles/").contains("Mended") && !server.text("sitemap.xml").contains("roles/a.html"));
    server.write("content/roles/a.md", &role("Restored"));
    server.wait_for("it is back", |server| server.get("roles/a.html").status == 200);
}

#[test]
fn templates_take_effect_and_their_mistakes_are_shown() {
    let server = small(&[]);
    let mut events = server.listen("roles/a.html");
    server.write("content/handbook.yaml", "title: T\ntheme: {name: ours}\n");
    events.next("problems");
    let template = "{% extends \"@default/role.html\" %}{% block title %}Our title{% endblock title %}";
    server.write("themes/ours/templates/role.html", template);
    server.wait_for_text("roles/a.html", "<title>Our title");
    for broken in ["{% if %}", "{{ view.nothing.there }}"] {
        server.write("themes/ours/templates/role.html", broken);
        while !events.next("problems").1.contains("themes/ours/templates/role.html:1:") {}
        assert!(server.text("roles/a.html").contains("<title>Our title"), "{broken}");
        assert_eq!(server.get("").status, 200);
        server.write("themes/ours/templates/role.html", template);
        while !events.next("problems").1.contains("\"problems\":[]") {}
    }
    fs::remove_dir_all(server.path("themes/ours/templates")).unwrap();
    server.wait_for("the built-in template is back", |server| !server.text("roles/a.html").contains("Our title"));
}

#[test]
fn folders_come_go_and_move() {
    let server = small(&[]);
    fs::create_dir_all(server.path("content/guides/deep/er")).unwrap();
    server.write("content/guides/deep/er/page.md", "---\ntitle: Deep page\n---\nText.\n");
    server.wait_for_text("guides/deep/er/page.html", "Deep page");
    fs::rename(server.path("content/guides/deep"), server.path("content/guides/moved")).unwrap();
    server.wait_for_text("guides/moved/er/page.html", "Deep page");
    assert_eq!(server.get("guides/deep/er/page.html").status, 404);
    server.edit("content/guides/moved/er/page.md", "Deep page", "Moved page");
    server.wait_for_text("guides/moved/er/page.html", "Moved page");

    fs::rename(server.path("content"), server.path("elsewhere")).unwrap();
    server.wait_for("it says what is missing", |server| server.said("missing-handbook"));
    assert!(server.text("roles/a.html").contains("First"));
    fs::rename(server.path("elsewhere"), server.path("content")).unwrap();
    server.edit("content/roles/a.md", "First", "Returned");
    server.wait_for_text("roles/a.html", "Returned");
}

/// Only the schemas of somebody who asked for ids, and with the ids of the last good state.
#[test]
fn schemas_with_ids_follow_the_handbook() {
    let server = small(&[]);
    server.write("content/roles/c.md", &role("Third"));
    server.wait_for("the new role is seen", |server| server.saves() == 1);
    assert!(!server.path(".rungs-schema").exists());
    let mut rungs = assert_cmd::cargo::cargo_bin_cmd!("rungs");
    rungs.args(["schema", "--with-ids", "--dir", ".rungs-schema"]).current_dir(server.path("")).assert().success();
    let has_role = |server: &Server| server.read(".rungs-schema/role.json").contains("\"fourth\"");
    assert!(!has_role(&server));
    server.write("content/roles/fourth.md", &role("Fourth"));
    server.wait_for("the schema names the new role", has_role);
    server.write("content/roles/fourth.md", "---\ntitle: [\n---\n");
    server.wait_for("the broken role is seen", |server| server.saves() == 3);
    assert!(has_role(&server));
    fs::remove_file(server.path("content/roles/fourth.md")).unwrap();
    server.wait_for("the schema forgets the role", |server| !has_role(server));
}

#[test]
fn looking_regularly_finds_the_same() {
    let server = small(&["--poll=30"]);
    server.write("content/roles/a.md", &role("Polled"));
    server.wait_for_text("roles/a.html", "Polled");
    fs::remove_file(server.path("content/roles/b.md")).unwrap();
    server.wait_for("404", |server| server.get("roles/b.html").status == 404);
}

#[cfg(unix)]
#[test]
fn links_cannot_be_watched_and_are_looked_at() {
    let server = small(&[]);
    server.write("shared/c.md", &role("Shared"));
    std::os::unix::fs::symlink("../../shared/c.md", server.path("content/roles/c.md")).unwrap();
    server.wait_for_text("roles/c.html", "Shared");
    assert!(server.said("symbolic links"));
    server.write("shared/c.md", &role("Edited"));
    server.wait_for_text("roles/c.html", "Edited");
}

#[test]
fn it_answers_what_a_build_writes() {
    let server = Server::of_sample(&[]);
    let role = "content/roles/staff-engineer.md";
    type Edit = fn(&str) -> String;
    let edits: [(&str, Edit); 4] = [
        (role, |text| text.replacen("title: ", "title: Most ", 1)),
        (role, |text| format!("{text}\nAnother paragraph with [[senior-engineer]].\n")),
        ("content/handbook.yaml", |text| text.replacen("title: ", "title: Our ", 1)),
        ("content/guides/new/page.md", |_| "---\ntitle: New\n---\n[[staff-engineer]]\n".into()),
    ];
    for (path, edit) in edits {
        let before = fs::read_to_string(server.path(path)).unwrap_or_default();
        let mut events = server.listen("");
        server.write(path, &edit(&before));
        events.next("site");
        let copied = tempfile::tempdir().unwrap();
        copy(server.root.path(), copied.path());
        let built = Command::new(env!("CARGO_BIN_EXE_rungs")).args(["build", "-q"]).current_dir(copied.path()).status();
        assert!(built.unwrap().success(), "{path}");
        let files = files(&copied.path().join("public"));
        // A server keeps the theme's files in one folder, so that a saved style sheet is exchanged in place.
        let mut folders = files.keys().filter_map(|address| Some(address.split_once('/')?.0.to_owned()));
        let hashed = folders.find(|folder| folder.starts_with("assets-")).expect("the theme's files have a hash");
        for (address, bytes) in &files {
            let address = address.replace(&hashed, "assets");
            let bytes = std::str::from_utf8(bytes).map_or(bytes.clone(), |text| text.replace(&hashed, "assets").into());
            let answer = server.get(&address.replace(' ', "%20"));
            assert!(answer.status == 200 || address == "404.html", "{address}");
            assert!(answer.as_built() == bytes, "{address} differs after an edit of {path}");
        }
    }
}

/// The files below a folder, but for hidden ones, by their address.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fn walk(folder: &Path, prefix: &str, files: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let name = entry.file_name().into_string().unwrap();
            if name.starts_with('.') {
                continue;
            }
            let address = format!("{prefix}{name}");
            match entry.file_type().unwrap().is_dir() {
                true => walk(&entry.path(), &format!("{address}/"), files),
                false => drop(files.insert(address, fs::read(entry.path()).unwrap())),
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(folder, "", &mut found);
    found
}
