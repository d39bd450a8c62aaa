//! `rungs schema`: the JSON Schema that lets editors complete fields.

use crate::content::Kind;
use crate::diagnostic::nearest;
use crate::parse::schema;

use super::{Context, Failure};

/// Prints a schema.
pub fn run(context: &Context, kind: &str) -> Result<(), Failure> {
    let mut text = of(kind).ok_or_else(|| {
        let names = || Kind::ALL.into_iter().map(Kind::name).chain(["handbook"]);
        let near = nearest(kind, names()).map_or(String::new(), |near| format!("; did you mean `{near}`?"));
        let known = names().collect::<Vec<_>>().join(", ");
        Failure::usage(format!("there is no kind `{kind}`{near}\nwrite one of: {known}"))
    })?;
    text.push('\n');
    context.terminal.data(text.as_bytes())
}

/// The schema of a kind's files or of `handbook`.
pub fn of(kind: &str) -> Option<String> {
    let schema = match kind {
        "handbook" => schema::handbook(),
        kind => schema::file(Kind::from_name(kind)?),
    };
    Some(format!("{schema:#}"))
}
