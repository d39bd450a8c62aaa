//! Every word that a reader sees comes from the interface texts: no template, script or module that makes pages has words
//! of its own.

use crate::project;

/// Folders of `src` whose modules make what readers see.
const SHOWN: [&str; 4] = ["page/", "feeds/", "chart/", "search/"];

/// Modules below them whose words are for reports, for programs, for matching, or for theme authors.
const INTERNAL: [&str; 5] =
    ["page/plan.rs", "page/reference.rs", "page/site.rs", "search/fold.rs", "search/language.rs"];

/// What looks like words and is a name: of keys, of types at schema.org, of lines of robots.txt.
const NAMES: [&str; 7] =
    ["Escape", "Enter", "Backspace", "Organization", "Sitemap", "User-agent", "input, textarea, select"];

/// Lines of Rust and JavaScript whose literals only a programmer or a report shows.
const REPORTS: [&str; 8] =
    ["expect(", "unreachable!(", "panic!(", "reason =", "Claim::", "built_in(", "format!(\"the ", "new Error("];

/// Attributes that readers see or hear.
const SPOKEN: [&str; 5] = ["aria-label", "title", "alt", "placeholder", "label"];

#[test]
fn templates_scripts_and_modules_have_no_words_of_their_own() {
    let mut found = Vec::new();
    let mut looked_at = [0; 3];
    for (path, bytes) in project::files_below(&project::crate_folder().join("themes/default")) {
        let text = String::from_utf8_lossy(&bytes);
        let (kind, words) = match path.rsplit('.').next() {
            Some("html" | "md") if path.starts_with("templates/") => (0, words_of_template(&text)),
            Some("js") => (1, words_of_code(&text)),
            _ => continue,
        };
        looked_at[kind] += 1;
        found.extend(words.into_iter().map(|words| format!("{path}: {words}")));
    }
    for (path, bytes) in project::files_below(&project::crate_folder().join("src")) {
        let is_shown = SHOWN.iter().any(|folder| path.starts_with(folder));
        if !is_shown || !path.ends_with(".rs") || path.contains("tests") || INTERNAL.contains(&path.as_str()) {
            continue;
        }
        let text = String::from_utf8_lossy(&bytes);
        let text = text.split("#[cfg(test)]").next().unwrap_or_default();
        looked_at[2] += 1;
        found.extend(words_of_code(text).into_iter().map(|words| format!("src/{path}: {words}")));
    }
    assert!(looked_at.iter().all(|number| *number > 10), "{looked_at:?}");
    assert!(found.is_empty(), "these belong into themes/default/strings/:\n{}", found.join("\n"));
}

#[test]
fn words_are_found_where_readers_see_them() {
    assert_eq!(words_of_template("<p class=\"a\">{{ t(name=\"a.b\") }} Others</p>"), ["Others"]);
    assert_eq!(words_of_template("<p aria-label=\"Where to go\">1</p>"), ["Where to go"]);
    assert_eq!(words_of_template("- {{ a }} for {{ b }}"), ["for"]);
    assert_eq!(words_of_template("<h2>{{ view.scale or \"Steps\" }}</h2>"), ["Steps"]);
    assert_eq!(words_of_code("say(\"Link copied\"); // \"Nothing here\""), ["Link copied"]);
    assert_eq!(words_of_code("text = name + \" of them all\""), ["of them all"]);
    let names = "make(\"a\", { class: \"button button-quiet\" }); t(\"a.b\"); key === \"Escape\"";
    assert!(words_of_code(names).is_empty());
}

/// Words of a template: beside its tags, in the attributes of [`SPOKEN`], and in literals that it shows.
fn words_of_template(text: &str) -> Vec<String> {
    let (mut html, mut shown) = (text.to_owned(), Vec::new());
    for (open, close) in [("{#", "#}"), ("{{", "}}"), ("{%", "%}")] {
        let mut pieces = html.split(open);
        let mut out = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            let (inside, rest) = piece.split_once(close).unwrap_or(("", ""));
            if open == "{{" {
                shown.extend(words_of_code(inside));
            }
            out.push('\n');
            out.push_str(rest);
        }
        html = out;
    }
    let mut plain = String::new();
    for (number, piece) in html.split('<').enumerate() {
        let (tag, rest) = if number == 0 { ("", piece) } else { piece.split_once('>').unwrap_or((piece, "")) };
        for name in SPOKEN {
            let value = tag.split_once(&format!(" {name}=\"")).and_then(|(_, value)| value.split('"').next());
            plain.extend(value.into_iter().flat_map(|value| ["\n", value]));
        }
        plain.push('\n');
        plain.push_str(&rest.replace("&nbsp;", " "));
    }
    let is_class = |line: &str| !line.contains(' ') && line.contains('-');
    let has_word = |line: &str| line.split(|c: char| !c.is_alphabetic()).any(|word| word.len() > 1);
    let lines = plain.lines().map(str::trim).filter(|line| has_word(line) && !is_class(line));
    lines.map(str::to_owned).chain(shown).collect()
}

/// Literals that look like words for readers: they begin with a capital letter, or have three words in a row.
fn words_of_code(text: &str) -> Vec<String> {
    let is_word =
        |word: &&str| word.len() > 1 && word.trim_end_matches(['.', ',', ':', '?']).chars().all(char::is_alphabetic);
    let is_capital = |word: &&str| {
        let mut letters = word.chars();
        word.len() > 2
            && letters.next().is_some_and(char::is_uppercase)
            && letters.all(|letter| !letter.is_uppercase())
            && is_word(word)
    };
    let mut found = Vec::new();
    for line in text.lines().map(str::trim_start) {
        let is_comment = ["//", "*", "/*", "#[", "#!["].iter().any(|start| line.starts_with(start));
        if is_comment || REPORTS.iter().any(|call| line.contains(call)) {
            continue;
        }
        let code = line.split(" // ").next().unwrap_or_default();
        for literal in code.split('"').skip(1).step_by(2) {
            let words: Vec<&str> = literal.split_whitespace().collect();
            let in_a_row = words.len() >= 3 && words.iter().all(is_word);
            if (words.first().is_some_and(is_capital) || in_a_row)
                && !NAMES.iter().any(|name| literal.starts_with(name))
            {
                found.push(literal.trim().to_owned());
            }
        }
    }
    found
}
