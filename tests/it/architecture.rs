//! The rooms of the program: who may import whom, who owns which crate, and what the core must never touch.
//!
//! Reads the source as text: `crate::room` wherever it is written, and the names of crates in paths.

use crate::project;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

/// The core, in the order of its imports: a room imports itself and rooms before it, so no circle of imports spans rooms.
const CORE: [&str; 18] = [
    "hash",
    "date",
    "source",
    "diagnostic",
    "encode",
    "content",
    "parse",
    "handbook",
    "export",
    "image",
    "chart",
    "page",
    "feeds",
    "check",
    "search",
    "theme",
    "render",
    "compile",
];

/// The shell, in the same way. All of it may import the core.
const SHELL: [&str; 9] = ["disk", "git", "output", "report", "import", "watch", "serve", "cli", "command"];

/// Which rooms of the core each one imports. Feeds, check, search, theme and render are peers: none imports another,
/// except that templates belong to a theme.
const CORE_IMPORTS: [(&str, &[&str]); CORE.len()] = [
    ("hash", &[]),
    ("date", &[]),
    ("source", &[]),
    ("diagnostic", &["source"]),
    ("encode", &[]),
    ("content", &["date", "source", "diagnostic"]),
    ("parse", &["source", "diagnostic", "encode", "content"]),
    ("handbook", &["hash", "date", "source", "diagnostic", "content", "parse"]),
    ("export", &["content", "parse", "handbook"]),
    ("image", &[]),
    ("chart", &["hash", "encode"]),
    ("page", &["source", "encode", "content", "parse", "handbook", "chart"]),
    ("feeds", &["hash", "source", "encode", "content", "parse", "handbook", "page"]),
    ("check", &["source", "diagnostic", "content", "parse", "handbook", "page"]),
    ("search", &["hash", "content", "parse", "handbook", "page"]),
    ("theme", &["source", "diagnostic", "encode", "content", "parse"]),
    ("render", &["hash", "source", "diagnostic", "content", "parse", "page", "theme"]),
    (
        "compile",
        &[
            "hash",
            "source",
            "diagnostic",
            "content",
            "parse",
            "handbook",
            "export",
            "image",
            "chart",
            "page",
            "feeds",
            "check",
            "search",
            "theme",
            "render",
        ],
    ),
];

/// Which files may name a crate. A crate that is not here may be used by all.
const OWNERS: &[(&str, &[&str])] = &[
    ("foldhash", &["hash.rs"]),
    ("annotate_snippets", &["report/"]),
    ("blake3", &["hash.rs", "import/update.rs", "output/", "serve/", "search/files.rs", "parse/id.rs", "theme.rs"]),
    ("brotli", &["command/precompress.rs"]),
    ("flate2", &["command/precompress.rs"]),
    ("clap", &["cli.rs", "command/mod.rs", "main.rs"]),
    ("clap_complete", &["cli.rs", "command/mod.rs"]),
    ("clap_mangen", &["command/mod.rs"]),
    ("calamine", &["import/tables/read.rs"]),
    ("chardetng", &["import/input.rs"]),
    ("csv", &["export/", "import/table.rs", "import/tables/read.rs"]),
    ("encoding_rs", &["import/input.rs"]),
    ("quick_xml", &["import/outline/docx.rs"]),
    ("rust_xlsxwriter", &["export/xlsx.rs"]),
    ("scraper", &["import/tables/read.rs"]),
    ("zip", &["import/archive.rs"]),
    ("ctrlc", &["command/serve.rs"]),
    ("hyper", &["serve/http.rs"]),
    ("hyper_util", &["serve/http.rs"]),
    ("imagesize", &["image.rs"]),
    ("icu_collator", &["content/collation.rs"]),
    ("icu_locale_core", &["content/strings.rs"]),
    ("icu_plurals", &["content/strings.rs"]),
    ("indicatif", &["command/progress.rs"]),
    ("include_dir", &["command/", "theme.rs", "theme/strings.rs"]),
    ("mime_guess", &["serve/preview.rs"]),
    ("notify", &["watch.rs"]),
    ("open", &["command/serve.rs"]),
    ("percent_encoding", &["encode.rs"]),
    ("png", &["chart/raster.rs"]),
    ("pulldown_cmark", &["parse/markdown.rs", "parse/markdown/", "import/links.rs", "import/outline/"]),
    ("resvg", &["chart/raster.rs"]),
    ("rustix", &["output/dir/unix.rs", "serve/background.rs"]),
    ("saphyr_parser", &["parse/yaml.rs"]),
    ("strsim", &["diagnostic.rs"]),
    ("tera", &["render.rs", "render/"]),
    ("tokio", &["serve/http.rs"]),
    ("ttf_parser", &["chart/glyphs.rs"]),
    ("unicode_segmentation", &["handbook/difference/"]),
    ("walkdir", &["disk.rs", "import/input.rs"]),
];

/// What would let the same sources give other bytes. `clippy.toml` bans the functions; this bans the modules.
const WORLD: [&str; 10] = [
    "std::fs",
    "std::env",
    "std::net",
    "std::process",
    "std::thread",
    "std::io",
    "std::time::SystemTime",
    "std::time::Instant",
    "SystemTime::now",
    "println!",
];

#[test]
fn imports_point_one_way() {
    let mut wrong = BTreeSet::new();
    let mut seen = BTreeSet::new();
    for file in files() {
        let from = room(&file.path);
        for (line, to) in file.imports() {
            seen.insert(to.clone());
            if !may_import(&from, &to) {
                wrong.insert(format!("src/{}:{line}: {from} imports {to}", file.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(seen.len() > 10, "the test reads too little: {seen:?}");
}

#[test]
fn the_table_of_imports_follows_the_order_of_the_core() {
    let place = |room: &str| CORE.iter().position(|known| *known == room).unwrap_or_else(|| panic!("{room}"));
    for (at, (room, imports)) in CORE_IMPORTS.into_iter().enumerate() {
        assert_eq!(place(room), at, "{room}");
        assert!(imports.iter().all(|import| place(import) < at), "{room} imports {imports:?}");
    }
}

/// A new kind of page is one file, one template, and its module and its line in `page/kinds/mod.rs`.
#[test]
fn a_page_kind_is_one_file_one_template_and_one_line() {
    // What other files know of a kind beyond the table: which addresses compare two roles or show a matrix, which
    // lists and map every page links to, and which views several kinds show.
    const KNOWN_ELSEWHERE: [&str; 7] =
        ["ComparisonPage", "MatrixPage", "CareerMapPage", "listed_kinds", "introduced_by", "CountsView", "MoveView"];
    let all: Vec<File> = files().filter(|file| !file.is_test()).collect();
    let find = |path: &str| all.iter().find(|file| file.path == path).unwrap_or_else(|| panic!("{path}"));
    let table = &find("page/kinds/mod.rs").text;
    let mut templates = BTreeSet::new();
    let mut kinds = 0;
    for file in all.iter().filter(|file| file.path.starts_with("page/kinds/") && file.path != "page/kinds/mod.rs") {
        let module = file.path.trim_start_matches("page/kinds/").trim_end_matches(".rs");
        let lines = |words: &str| table.lines().filter(|line| line.contains(words)).count();
        assert_eq!(lines(&format!("pub mod {module};")), 1, "{module}");
        assert_eq!(lines(&format!(": {module}::")), 1, "{module} has one line in the table of page kinds");
        let template =
            file.text.split("const TEMPLATE: &'static str = \"").nth(1).and_then(|rest| rest.split('"').next());
        let template = template.unwrap_or_else(|| panic!("{module} has a template"));
        assert!(project::crate_folder().join("themes/default/templates").join(template).is_file(), "{template}");
        assert!(templates.insert(template.to_owned()), "{template} is the template of two kinds");
        kinds += 1;
        for other in all.iter().filter(|other| !other.path.starts_with("page/kinds/")) {
            for (number, line) in other.code().filter(|(_, line)| line.contains(&format!("kinds::{module}::"))) {
                let known = KNOWN_ELSEWHERE.iter().any(|known| line.contains(known));
                assert!(known, "src/{}:{number} names the page kind {module}", other.path);
            }
        }
    }
    let rows = table.split("\ntable! {").nth(1).unwrap().split('}').next().unwrap().matches("Page,").count();
    assert_eq!(rows, kinds, "each line of the table has a file");
    assert!(kinds > 15, "the test reads too little: {kinds} kinds");
}

#[test]
fn every_module_has_its_place() {
    let known: BTreeSet<&str> = CORE.iter().chain(&SHELL).map(|room| room.split("::").next().unwrap()).collect();
    let text = fs::read_to_string(project::crate_folder().join("src/lib.rs")).unwrap();
    let modules: BTreeSet<&str> =
        text.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    let strangers: Vec<&&str> = modules.difference(&known).collect();
    assert!(strangers.is_empty(), "{strangers:?} need a place in the order of tests/it/architecture.rs");
    let shell = text.find("// The shell").expect("lib.rs says where the shell begins");
    for room in modules {
        let at = text.find(&format!("pub mod {room};")).unwrap();
        assert_eq!(at > shell, SHELL.contains(&room), "{room} stands in the wrong half of lib.rs");
    }
}

#[test]
fn each_crate_has_an_owner() {
    let mut wrong = Vec::new();
    for file in files().filter(|file| !file.is_test()) {
        for (number, line) in file.code() {
            for (name, owners) in OWNERS {
                let owned = owners.iter().any(|owner| file.path.starts_with(owner));
                if !owned && names_crate(line, name) {
                    wrong.push(format!("src/{}:{number}: {name} belongs to {owners:?}", file.path));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_core_does_not_touch_the_world() {
    let mut wrong = Vec::new();
    for file in files().filter(|file| !file.is_test() && is_core(&room(&file.path))) {
        for (number, line) in file.code() {
            for world in WORLD {
                if line.contains(world) {
                    wrong.push(format!("src/{}:{number}: {world}", file.path));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn nothing_below_compile_takes_an_earlier_result() {
    const EARLIER: [&str; 8] = [
        "Option<&Handbook",
        "Option<(&Handbook",
        "Option<Arc<Handbook",
        "Option<&Arc<Handbook",
        "Option<&Graph",
        "Option<Arc<Graph",
        "Option<&Arc<Graph",
        "Option<&Plan",
    ];
    let below = |file: &File| is_core(&room(&file.path)) && file.path != "compile.rs" && !file.is_test();
    let mut wrong = Vec::new();
    let mut functions = 0;
    for file in files().filter(below) {
        let code: Vec<&str> = file.code().map(|(_, line)| line).collect();
        for signature in
            code.join(" ").split("fn ").skip(1).map(|rest| rest.split(['{', ';']).next().unwrap_or_default())
        {
            functions += 1;
            let handbooks = signature.split("->").next().unwrap_or_default().matches("&Handbook").count();
            if handbooks > 1 || EARLIER.iter().any(|earlier| signature.contains(earlier)) {
                wrong.push(format!("src/{}: fn {signature}", file.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(functions > 500, "the test reads too little: {functions} functions");
}

/// A name means one thing wherever a reader meets it.
#[test]
fn no_two_types_have_one_name() {
    let mut known: BTreeMap<String, String> = BTreeMap::new();
    let mut wrong = Vec::new();
    for file in files().filter(|file| !file.is_test()) {
        for (number, line) in file.code() {
            let item = line.strip_prefix("pub").map_or(line, |rest| rest.trim_start_matches("(super)").trim_start());
            let types = ["struct ", "enum ", "trait ", "type "];
            let Some(name) = types.iter().find_map(|word| item.strip_prefix(word)) else { continue };
            let name: String = name.chars().take_while(|letter| letter.is_alphanumeric()).collect();
            let place = format!("src/{}:{number}", file.path);
            if let Some(first) = known.insert(name.clone(), place.clone()) {
                wrong.push(format!("{name}: {first} and {place}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(known.len() > 500, "the test reads too little: {} types", known.len());
}

#[test]
fn every_file_says_what_it_is() {
    for file in files() {
        let first = file.text.lines().next().unwrap_or_default();
        assert!(first.starts_with("//! ") && first.len() > 20, "src/{} opens with {first:?}", file.path);
    }
}

#[test]
fn the_reader_of_imports_reads_them_all() {
    let text = "//! x\nuse crate::{check, page::data, page::cards::{Card, Site}};\nfn f() { crate::parse::id::normal(x) }\n\
                use crate::\n    handbook::Handbook;\n// crate::disk is not meant\n#[cfg(test)]\nmod tests {\n use crate::disk;\n}\n";
    let file = File { path: "page/x.rs".into(), text: text.into() };
    let found: Vec<String> = file.imports().into_iter().map(|(_, to)| to).collect();
    assert_eq!(found, ["check", "page", "page", "parse", "handbook"]);
}

struct File {
    /// Below `src/`.
    path: String,
    text: String,
}

fn files() -> impl Iterator<Item = File> {
    let all = project::files_below(&project::crate_folder().join("src"));
    let rust = all.into_iter().filter(|(path, _)| path.ends_with(".rs"));
    rust.map(|(path, bytes)| File { path, text: String::from_utf8(bytes.to_vec()).unwrap() })
}

impl File {
    fn is_test(&self) -> bool {
        let is_named_so = self.path.ends_with("/tests.rs") || self.path.contains("/tests/");
        is_named_so || ["render/handbooks.rs", "page/reference.rs"].contains(&self.path.as_str())
    }

    /// Lines of code with their numbers, without comments and without the tests at the end.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate().map(|(number, line)| (number + 1, line));
        let code = lines.take_while(|(_, line)| *line != "mod tests {");
        code.map(|(number, line)| (number, line.split("//").next().unwrap_or_default()))
            .filter(|(_, line)| !line.trim().is_empty())
    }

    /// The rooms that are named after `crate::`, with the line.
    fn imports(&self) -> Vec<(usize, String)> {
        if self.is_test() {
            return Vec::new();
        }
        let mut text = String::new();
        let mut starts = Vec::new();
        for (number, line) in self.code() {
            starts.push((text.len(), number));
            text.push_str(line.trim());
            text.push(' ');
        }
        let mut found = Vec::new();
        for (at, _) in text.match_indices("crate::") {
            let line = starts[starts.partition_point(|(start, _)| *start <= at) - 1].1;
            let rest = text[at + "crate::".len()..].trim_start();
            found.extend(first_segments(rest).into_iter().map(|path| (line, room(&format!("{path}.rs")))));
        }
        found
    }
}

/// `page/cards` and `check` of `{page::cards::Card, check}`; deeper parts do not matter.
fn first_segments(rest: &str) -> Vec<String> {
    let Some(group) = rest.strip_prefix('{') else { return vec![two_names(rest)] };
    let mut depth = 0;
    let mut parts = vec![String::new()];
    for letter in group.chars() {
        match letter {
            '}' if depth == 0 => break,
            ',' if depth == 0 => parts.push(String::new()),
            letter => {
                depth += i32::from(letter == '{') - i32::from(letter == '}');
                parts.last_mut().unwrap().push(letter);
            }
        }
    }
    parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty() && *part != "self").map(two_names).collect()
}

fn two_names(path: &str) -> String {
    let name = |part: &str| -> String {
        part.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect()
    };
    let mut parts = path.split("::");
    let first = name(parts.next().unwrap_or_default());
    match parts.next().map(name) {
        Some(second) if !second.is_empty() => format!("{first}/{second}"),
        _ => first,
    }
}

/// The room that a file below `src/` belongs to: the longest name that fits.
fn room(path: &str) -> String {
    let module = path.trim_end_matches(".rs").replace('/', "::");
    let rooms = CORE.iter().chain(&SHELL).filter(|room| module == **room || module.starts_with(&format!("{room}::")));
    rooms.max_by_key(|room| room.len()).map_or(module, |room| (*room).to_owned())
}

fn is_core(room: &str) -> bool {
    CORE.contains(&room)
}

fn may_import(from: &str, to: &str) -> bool {
    let place = |rooms: &[&str], room: &str| rooms.iter().position(|known| *known == room);
    match (place(&CORE, from), place(&CORE, to), place(&SHELL, from), place(&SHELL, to)) {
        (Some(from), Some(to), ..) => to == from || CORE_IMPORTS[from].1.contains(&CORE[to]),
        (Some(_), None, _, _) => false,
        (None, Some(_), Some(_), _) => true,
        (_, _, Some(from), Some(to)) => to <= from,
        // lib.rs and main.rs.
        _ => matches!(from, "lib" | "main"),
    }
}

/// Whether the line uses the crate as the first part of a path.
fn names_crate(line: &str, name: &str) -> bool {
    line.match_indices(name).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let starts =
            before.is_none_or(|letter| !(letter.is_alphanumeric() || letter == '_' || letter == ':' || letter == '.'));
        starts && (line[at + name.len()..].starts_with("::") || line.trim_start().starts_with(&format!("use {name};")))
    })
}
