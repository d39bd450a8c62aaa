//! One page from its template: the only user of tera.
//!
//! Pure: the same theme, site and page give the same bytes. Knows nothing of what the pages are about, and makes
//! tera's errors into diagnostics that point into the template.

mod filters;
mod texts;

use std::collections::BTreeSet;
use std::sync::Arc;

use tera::{Context, ErrorKind, ReportError, Tera};

use crate::diagnostic::{Diagnostic, TEMPLATE_ERROR, nearest, one_of};
use crate::hash::Fingerprint;
use crate::page::cards::PageFormat;
use crate::page::{PageInput, Site};
use crate::parse::markdown;
use crate::source::{Place, Span};
use crate::theme::{BUILT_IN, SiteTheme};

/// A theme's templates, ready to render pages.
pub struct Renderer {
    html: Tera,
    markdown: Tera,
    theme: SiteTheme,
    /// Of all that is the same for every page.
    look: Fingerprint,
}

impl Renderer {
    /// Reads the templates of `theme`. What is the same for every page, `site`, is handed over once here.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with the templates, as far as one mistake does not hide another.
    pub fn new(theme: &SiteTheme, site: &Site) -> Result<Self, Vec<Diagnostic>> {
        match (read(theme, PageFormat::Html), read(theme, PageFormat::Markdown)) {
            (Ok(mut html), Ok(mut markdown)) => {
                html.global_context().insert("site", site);
                markdown.global_context().insert("site", site);
                Ok(Self { html, markdown, theme: theme.clone(), look: Fingerprint::of(&(theme, site)) })
            }
            (html, markdown) => {
                let problems = [html, markdown].into_iter().filter_map(Result::err);
                let mut problems: Vec<Diagnostic> = problems.flatten().collect();
                problems.sort();
                problems.dedup();
                Err(problems)
            }
        }
    }

    /// The page, in the format of its input.
    ///
    /// # Errors
    ///
    /// A template asked for something that the page does not have, or failed in another way.
    #[expect(clippy::result_large_err, reason = "a failing template is rare, and ends the build")]
    pub fn render(&self, input: &PageInput) -> Result<Vec<u8>, Diagnostic> {
        let failed = |error: tera::Error| {
            let problem = problems(&self.theme, &error).swap_remove(0).diagnostic;
            let page = format!("This happened on the page `{}`.", input.page.url);
            let help = problem.help.as_ref().map_or_else(|| page.clone(), |help| format!("{help} {page}"));
            problem.help(help)
        };
        let tera = match input.format {
            PageFormat::Html => &self.html,
            PageFormat::Markdown => &self.markdown,
        };
        let context = Context::from_serialize(input).map_err(failed)?;
        let mut page = Vec::with_capacity(32 * 1024);
        tera.render_to(&self.template(input), &context, &mut page).map_err(failed)?;
        Ok(page)
    }

    /// Stands for all that the page follows from.
    pub fn fingerprint(&self, input: &PageInput) -> Fingerprint {
        Fingerprint::of(&(self.look, self.template(input), input))
    }

    /// The name of the template of a page: that of its layout if the theme has it, else that of its kind.
    fn template(&self, input: &PageInput) -> String {
        let ending = extension(input.format);
        let layout = input.page.layout.as_ref().map(|layout| format!("{layout}{ending}"));
        layout
            .filter(|name| self.theme.template(name).is_some())
            .unwrap_or_else(|| input.view.template().replace(extension(PageFormat::Html), ending))
    }
}

/// The templates of a format.
fn read(theme: &SiteTheme, format: PageFormat) -> Result<Tera, Vec<Diagnostic>> {
    let mut diagnostics = Vec::new();
    let mut left_out = BTreeSet::new();
    // A template that cannot be used is reported and left out, and the rest is tried again, until all is well:
    // tera itself stops at the first mistake.
    let tera = loop {
        let mut tera = empty(theme, format);
        let templates =
            theme.templates().filter(|(name, _)| name.ends_with(extension(format)) && !left_out.contains(*name));
        let Err(error) = tera.add_raw_templates(templates.map(|(name, template)| (name, &*template.text))) else {
            break tera;
        };
        let found = problems(theme, &error);
        let before = left_out.len();
        for problem in found {
            left_out.insert(problem.template.clone());
            // A template that extends or includes one that is already reported is not to blame.
            if !problem.missing.is_some_and(|missing| left_out.contains(&missing)) {
                diagnostics.push(problem.diagnostic);
            }
        }
        if left_out.len() == before {
            return Err(diagnostics);
        }
    };
    if diagnostics.is_empty() {
        return Ok(tera);
    }
    diagnostics.sort();
    diagnostics.dedup();
    Err(diagnostics)
}

/// A tera with everything that must be known before the first template.
fn empty(theme: &SiteTheme, format: PageFormat) -> Tera {
    let mut tera = Tera::new();
    tera.set_fallback_prefixes([BUILT_IN]).expect("there are no templates yet");
    if format == PageFormat::Markdown {
        tera.autoescape_on([extension(format)]);
        tera.set_escape_fn(|text, out| out.write_all(markdown::escaped(&filters::one_line(text)).as_bytes()));
    }
    filters::register(&mut tera, &theme.strings);
    texts::register(&mut tera, theme, format);
    tera
}

/// How the names of a format's templates end.
fn extension(format: PageFormat) -> &'static str {
    match format {
        PageFormat::Html => ".html",
        PageFormat::Markdown => ".md",
    }
}

/// What is wrong with one template.
struct Problem {
    /// The template's name, to leave it out.
    template: String,
    /// A template that it needs and that is not there.
    missing: Option<String>,
    diagnostic: Diagnostic,
}

/// Everything that one error of tera's tells. Never empty.
fn problems(theme: &SiteTheme, error: &tera::Error) -> Vec<Problem> {
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => vec![reported(theme, report)],
        ErrorKind::MissingParent { current, parent } => {
            let message = format!("there is no template `{parent}` to extend");
            let mut problem = named(theme, current, parent, message);
            problem.missing = Some(parent.clone());
            let near = nearest(parent, theme.templates().map(|(name, _)| name.trim_start_matches(BUILT_IN)));
            problem.diagnostic.help = near.map(|near| format!("Did you mean `{near}`?"));
            vec![problem]
        }
        ErrorKind::CircularExtend { tpl, inheritance_chain } => {
            let message = format!("`{tpl}` extends itself, through {}", inheritance_chain.join(", "));
            let mut problem = named(theme, tpl, "extends", message);
            problem.diagnostic.help =
                Some(format!("To build on the original, write `{{% extends \"{BUILT_IN}{tpl}\" %}}`."));
            vec![problem]
        }
        ErrorKind::CircularInclude { tpl, include_chain } => {
            let message = format!("`{tpl}` includes itself, through {}", include_chain.join(", "));
            vec![named(theme, tpl, "include", message)]
        }
        _ => listed(theme, &error.to_string()),
    }
}

/// The problems that tera tells as one text, because it found them while putting the templates together:
/// paragraphs of `error: WHAT`, ` --> TEMPLATE:LINE:COLUMN`, the line and `^^^` under it.
fn listed(theme: &SiteTheme, text: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    for paragraph in text.split("\n\n").filter_map(|paragraph| paragraph.strip_prefix("error: ")) {
        let mut lines = paragraph.lines();
        let (message, place) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
        let mut place = place.trim_start_matches([' ', '-', '>']).rsplitn(3, ':');
        let mut number = || place.next().and_then(|number| number.parse::<usize>().ok());
        let (column, line) = (number(), number());
        let (Some(name), Some(line), Some(column)) = (place.next(), line, column) else { continue };
        let width = paragraph.rsplit('\n').next().map_or(1, |marks| marks.matches('^').count());
        let file = theme.template(name);
        let span = file.and_then(|file| {
            let start: usize = file.text.split_inclusive('\n').take(line - 1).map(str::len).sum();
            let rest = file.text[start..].char_indices().map(|(at, _)| start + at).chain([file.text.len()]);
            let bounds: Vec<usize> = rest.skip(column - 1).take(width + 1).collect();
            Some(Span::new(*bounds.first()?, *bounds.last()?))
        });
        problems.push(problem(theme, name, span, message));
    }
    if problems.is_empty() {
        // Two templates that define one component, and anything that tera adds later.
        let name = theme.templates().map(|(name, _)| name).find(|name| text.contains(&format!("`{name}`")));
        let name = name.or(theme.templates().map(|(name, _)| name).find(|name| !name.starts_with(BUILT_IN)));
        problems.push(problem(theme, name.unwrap_or_default(), None, text));
    }
    problems
}

/// A problem that tera tells with its place.
fn reported(theme: &SiteTheme, report: &ReportError) -> Problem {
    let range = &report.span().range;
    problem(theme, report.filename(), Some(Span::new(range.start, range.end)), report.message())
}

/// A problem of the tag in the template `name` that mentions `word`.
fn named(theme: &SiteTheme, name: &str, word: &str, message: String) -> Problem {
    let span = theme.template(name).and_then(|file| {
        let tag = file.text.find("{%")?;
        let at = tag + file.text[tag..].find(word)?;
        Some(Span::new(at, at + word.len()))
    });
    problem(theme, name, span, &message)
}

fn problem(theme: &SiteTheme, name: &str, span: Option<Span>, message: &str) -> Problem {
    let file = theme.template(name);
    let path: Arc<str> = file.map_or_else(|| name.into(), |file| file.path.clone());
    let found = file.zip(span).and_then(|(file, span)| file.text.get(span.range())).unwrap_or_default();
    let (message, help) = in_plain_words(message, found);
    let mut diagnostic = Diagnostic::new(TEMPLATE_ERROR, Place { path, span }, message);
    diagnostic.help = help;
    if name.starts_with(BUILT_IN)
        && let Some(own) = theme.templates().find(|(name, _)| !name.starts_with(BUILT_IN))
    {
        // The built-in templates are right among themselves, so an override broke what they rely on.
        let message = format!("the built-in template `{}` relies on what this theme changes", &name[BUILT_IN.len()..]);
        diagnostic = diagnostic.related(Place::file(&own.1.path), message);
    }
    Problem { template: name.into(), missing: None, diagnostic }
}

/// tera's message as a sentence that names what was found, and how to mend it.
fn in_plain_words(message: &str, found: &str) -> (String, Option<String>) {
    let quoted = message.split('`').nth(1).unwrap_or_default();
    let suggest = |known: Vec<&str>| nearest(quoted, known).map(|near| format!("Did you mean `{near}`?"));
    if message == "Tried to render a variable that is undefined" {
        return (format!("`{found}` is not defined here"), None);
    }
    if message.starts_with("Variable `") {
        let help =
            "Templates see `page`, `view` and `site`; the fields of `view` differ from one kind of page to the next.";
        return (
            format!("`{quoted}` is not defined here"),
            suggest(vec!["page", "view", "site"]).or(Some(help.into())),
        );
    }
    if let Some((_, fields)) = message.split_once("is not defined. Available fields: ") {
        let fields: Vec<&str> = fields.trim_end_matches('.').split(", ").collect();
        let all = || Some(format!("There are {}.", one_of(fields.iter().copied()).replace(" or ", " and ")));
        return (format!("there is no field `{quoted}` here"), suggest(fields.clone()).or_else(all));
    }
    for (start, what, known) in [
        ("Unknown filter", "filter", filters::NAMES),
        ("Unknown test", "test", &[][..]),
        (
            "Unknown function",
            "function",
            &["range", "super", "throw", texts::NAMES[0], texts::NAMES[1], texts::NAMES[2]][..],
        ),
        ("Unknown component", "component", &[][..]),
        ("Unknown template", "template", &[][..]),
    ] {
        if message.starts_with(start) {
            return (format!("there is no {what} `{quoted}`"), suggest(known.to_vec()));
        }
    }
    let mut characters = message.trim_end_matches('.').chars();
    let first = characters.next().map(|first| first.to_lowercase().to_string()).unwrap_or_default();
    (first + characters.as_str(), None)
}

#[cfg(test)]
pub(crate) mod handbooks;
#[cfg(test)]
mod tests;
